"""What bulk calls share: their ids, their job, the results of items that failed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import Invalid, Refusal, json_response, missing, not_found
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import list_response, whole_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.jobs import Job, Results

Record = dict[str, Any]


def ids_of(call: Call) -> list[int]:
    """The 1 to 100 ids of `?ids=`."""
    found = call.params.ids()
    if not found:
        raise missing("ids")
    return found


def job_response(
    call: Call,
    kind: str,
    total: int | None,
    work: Callable[[int], Results],
    verb: str = "Working on #{number}",
) -> Response:
    job = call.jobs.start(kind, total, work, call.now, verb)
    return json_response({"job_status": shown_job(call, job)})


def shown_job(call: Call, job: Job) -> Record:
    return job.shown(call.url(f"job_statuses/{job.id}"))


@contextmanager
def kept_errors(
    results: dict[int, Record], index: int, number: Any = None, action: str = "create"
) -> Iterator[None]:
    """Make a refusal within into the failed result of one item."""
    try:
        yield
    except Refusal as refusal:
        results[index] = failure(refusal, index, number, action)


def failure(error: Exception, index: int, number: Any, action: str) -> Record:
    """ASSUMED: `error` is the refusal's name and `details` its text."""
    if isinstance(error, Invalid):
        name, text = error.first
    elif isinstance(error, Refusal) and isinstance(error.payload, dict):
        name = str(error.payload.get("error"))
        text = str(error.payload.get("description") or error.payload)
    else:
        name, text = "Failed", str(error)
    found = {
        "index": index,
        "error": name,
        "details": text,
        "success": False,
        "status": "Failed",
        "action": action,
    }
    return found if number is None else {"id": number, **found}


# Job statuses ----------------------------------------------------------------------------------


def jobs(call: Call) -> Response:
    found = {job.id: job for job in call.jobs.all.values()}
    places = ((job.made, job.id) for job in found.values())

    def load(job_id: Any) -> Record:
        return shown_job(call, found[job_id])

    return list_response(call, "job_statuses", Sorted("-created_at,-id", places, load), lambda j: j)


def job(call: Call, job_id: str) -> Response:
    found = call.jobs.poll(job_id, call.now)
    if found is None:
        raise not_found()
    return json_response({"job_status": shown_job(call, found)})


def show_many(call: Call) -> Response:
    found = [call.jobs.poll(job_id, call.now) for job_id in call.params.texts("ids")[:100]]
    return whole_response(call, "job_statuses", [shown_job(call, j) for j in found if j is not None])


ENDPOINTS = [
    Endpoint("GET", "/job_statuses", jobs),
    Endpoint("GET", "/job_statuses/<string:job_id>", job),
    Endpoint("GET", "/job_statuses/show_many", show_many, "ids"),
]
