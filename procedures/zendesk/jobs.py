"""Work that goes on after the answer: seen to its end, and waited for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from helpsql.errors import OperationalError
from helpsql.spec import REAL, TEXT, Parameter, Procedure, Request
from procedures.zendesk.shared import DOCS, object_in

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from helpsql.spec import Response, Steps

ENDS = ("completed", "failed", "killed")
PATIENCE = 600.0
"""Seconds after which the end of a job is no longer waited for."""

Job = dict[str, Any]
JOB_COLUMNS = ("job_id", "status", "message", "results")


def watched(job: Job, patience: float) -> Generator[Request, Response, Job]:
    """The job at its end, or as it is when patience ends. Looks come more and more rarely."""
    waited, pause = 0.0, 1.0
    while job.get("status") not in ENDS and waited < patience:
        path = f"/api/v2/job_statuses/{quote(str(job.get('id')), safe='')}"
        pause = min(pause, patience - waited)
        job = object_in((yield Request("GET", path, wait=pause)), "job_status", f"GET {path}")
        waited, pause = waited + pause, min(pause * 1.5, 10.0)
    return job


def job_row(job: Job) -> dict[str, Any]:
    results = job.get("results")
    return {
        "job_id": job.get("id"),
        "status": job.get("status"),
        "message": job.get("message"),
        "results": None if results is None else json.dumps(results, ensure_ascii=False),
    }


def _complaints(job: Job) -> list[str]:
    """What went wrong in a job, one text for each row that failed, or one for all."""
    results = job.get("results")
    each = results if isinstance(results, list) else [results] if isinstance(results, dict) else []
    wrong = [
        " ".join(str(one[key]) for key in ("id", "error", "details") if one.get(key))
        for one in each
        if isinstance(one, dict) and (one.get("error") or one.get("success") is False)
    ]
    return wrong or ([str(job.get("message"))] if job.get("status") in ("failed", "killed") else [])


def finished(request: Request) -> Generator[Request, Response, Job]:
    """Send what begins a job and see it to its end; OperationalError when it failed."""
    where = f"{request.method} {request.path}"
    job = yield from watched(object_in((yield request), "job_status", where), PATIENCE)
    wrong = _complaints(job)
    if wrong:
        raise OperationalError(f"{where}: the job {job.get('id')} failed: {'; '.join(wrong)}", code="job")
    return job


def _wait_for_job(arguments: Mapping[str, Any]) -> Steps:
    path = f"/api/v2/job_statuses/{quote(str(arguments['job_id']), safe='')}"
    job = object_in((yield Request("GET", path)), "job_status", f"GET {path}")
    return [job_row((yield from watched(job, float(arguments["timeout_s"]))))]


wait_for_job = Procedure(
    "WaitForJob",
    "Waits for the end of a job and tells what became of it.",
    steps=_wait_for_job,
    returns=JOB_COLUMNS,
    docs=f"{DOCS}/ticket-management/job_statuses/",
    writes=False,
    parameters=[
        Parameter("job_id", TEXT, "Job (job_statuses.id)."),
        Parameter(
            "timeout_s",
            REAL,
            "Seconds to wait; the job is told as it is then. 60 unless given.",
            required=False,
            default=60.0,
        ),
    ],
)
