"""Background jobs: queued by a bulk call, done after some polls or some seconds, whichever is first."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import gmtime
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.zendesk.errors import named

if TYPE_CHECKING:
    from collections.abc import Callable

Record = dict[str, Any]
Results = list[Record] | Record

MOST_IN_FLIGHT = 30
# ASSUMED: 429 for too many jobs; a job is kept for a day and takes some seconds.
KEPT = 86_400
POLLS = 3
"""The poll that finds the job completed; the ones before find it queued or working."""
SECONDS = 5


@dataclass
class Job:
    id: str
    kind: str
    total: int | None
    verb: str
    work: Callable[[int], Results]
    made: float
    polls: int = 0
    status: str = "queued"
    finished: float = 0
    results: Results | None = None
    owner: int = field(default=0)

    def shown(self, url: str) -> Record:
        progress, message, results = None, None, None
        if self.status == "working":
            progress = None if self.total is None else self.total // 2
            message = self.verb.format(number=progress or 0)
        if self.status == "completed":
            t = gmtime(self.finished)
            message = f"Completed at {t[0]:04}-{t[1]:02}-{t[2]:02} {t[3]:02}:{t[4]:02}:{t[5]:02} +0000"
            progress, results = self.total, self.results
        return {
            "id": self.id,
            "job_type": self.kind,
            "url": url,
            "total": self.total,
            "progress": progress,
            "status": self.status,
            "message": message,
            "results": results,
        }


class Jobs:
    """The account's jobs, by id. A job's work is done when it finishes, not when it is asked for."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made = 0
        self.all: dict[str, Job] = {}

    def start(
        self,
        kind: str,
        total: int | None,
        work: Callable[[int], Results],
        now: float,
        verb: str = "Working on #{number}",
    ) -> Job:
        """Queue a job. Raises 429 when too many are on their way."""
        waiting = [job.id for job in self.all.values() if job.status != "completed"]
        if len(waiting) >= MOST_IN_FLIGHT:
            name = kind.title().replace(" ", "")
            text = f"Too many {name}Job jobs are currently queued or running. Try again later."
            raise named(429, "TooManyJobs", text, current_job_ids=waiting)
        self._made += 1
        dice = Dice(self._seed, "jobs", self._made)
        job = Job(f"V3-{dice.bits():016x}{dice.bits():016x}", kind, total, verb, work, now)
        self.all[job.id] = job
        return job

    def poll(self, job_id: str, now: float) -> Job | None:
        """A look at a job, which brings it forward."""
        job = self.all.get(job_id)
        if job is not None and job.status != "completed":
            job.polls += 1
            job.status = "working" if job.polls > 1 else "queued"
            if job.polls >= POLLS:
                _finish(job, now)
        return job

    def advance(self, now: float) -> None:
        """Finish what has had its time, as of when it had it: nobody need have looked. Forget what is old."""
        for job in [j for j in self.all.values() if j.status != "completed" or j.finished < now - KEPT]:
            if job.status == "completed":
                del self.all[job.id]
            elif now - job.made >= SECONDS:
                _finish(job, job.made + SECONDS)


def _finish(job: Job, now: float) -> None:
    job.results = job.work(int(now))
    job.status, job.finished = "completed", now
