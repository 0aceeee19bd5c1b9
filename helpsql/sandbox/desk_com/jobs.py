"""Work that the account does later: bulk changes of cases, merging of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import case_writes, drafts, values
from helpsql.sandbox.desk_com.case_lists import filtered
from helpsql.sandbox.desk_com.errors import Refusal, invalid, json_response
from helpsql.sandbox.desk_com.kinds import KINDS
from helpsql.sandbox.desk_com.part_writes import made
from helpsql.sandbox.desk_com.world.rows import Row

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record

# ASSUMED: how long work takes. It is done when it is looked at a second time, or after some seconds.
SECONDS, LOOKS = 5, 2


def create(call: Call) -> Response:
    body = call.body
    kind = values.one_of("bulk_case_update", "customer_merge")("type", body.get("type"))
    refs = {"user": call.caller.id, "looks": 0, "since": call.now, "work": _work(call, kind, body)}
    number = call.world.new_id()
    data = {
        "type": kind, "status_message": "Queued", "progress": 0, "last_error": None,
        "created_at": call.stamp, "completed_at": None,
    }  # fmt: skip
    call.world.small["jobs"][number] = Row(number, data, refs)
    return made(call, KINDS["jobs"].show(call, call.world.small["jobs"][number]))


def _work(call: Call, kind: str, body: Record) -> Record:
    if kind == "customer_merge":
        return _merge(call, body)
    change = body.get("case")
    if not isinstance(change, dict) or not change:
        raise invalid("case", "blank")
    drafts.read(change, case_writes.COLUMNS)
    drafts.read_links(call, change, case_writes.LINKS)
    numbers, filter_id = body.get("case_ids"), body.get("filter_id")
    if filter_id is not None:
        numbers = list(filtered(call, call.small("filters", filter_id)))
    if not isinstance(numbers, list) or not numbers or any(type(n) is not int for n in numbers):
        raise invalid("case_ids", "blank")
    return {"change": change, "cases": numbers}


def _merge(call: Call, body: Record) -> Record:
    """ASSUMED: `customer_ids`, of which the first stays."""
    numbers = body.get("customer_ids")
    if not isinstance(numbers, list) or len(numbers) < 2 or any(type(n) is not int for n in numbers):
        raise invalid("customer_ids", "blank")
    for number in numbers:
        if call.world.customers.get(number) is None:
            raise invalid("customer_ids")
    return {"customers": numbers}


def show(call: Call, number: int) -> Response:
    job = call.small("jobs", number)
    if job.data["completed_at"] is None:
        looks = job.refs["looks"] + 1
        job = job.changed({"progress": 50, "status_message": "Working"}, {"looks": looks})
        call.world.small["jobs"][number] = job
        if looks >= LOOKS:
            job = _finish(call, job)
    return json_response(KINDS["jobs"].show(call, job))


def advance(call: Call) -> None:
    """Do the work whose time has come."""
    for job in [*call.world.small["jobs"].values()]:
        if job.data["completed_at"] is None and call.now - job.refs["since"] >= SECONDS:
            _finish(call, job)


def _finish(call: Call, job: Row) -> Row:
    work, failed = job.refs["work"], 0
    for number in work.get("cases", ()):
        failed += not _changed(call, number, work["change"])
    if "customers" in work:
        _merged(call, work["customers"])
    done = {"progress": 100, "status_message": "Completed", "completed_at": call.stamp}
    if failed:
        done |= {"last_error": f"{failed} cases could not be changed"}
    job = job.changed(done)
    call.world.small["jobs"][job.id] = job
    return job


def _changed(call: Call, number: int, change: Record) -> bool:
    found = call.world.case(number)
    if found is None:
        return False
    try:
        case_writes.changed(call, *found, change)
    except Refusal:
        return False
    return True


def _merged(call: Call, numbers: list[int]) -> None:
    """All cases and addresses go to the first; the others stay, empty (ASSUMED)."""
    first, *others = (call.customer(number) for number in numbers)
    kept: dict[str, list[Any]] = {key: [*first.data[key]] for key in ("emails", "phone_numbers", "addresses")}
    for other in others:
        for key, found in kept.items():
            found += [each for each in other.data[key] if each not in found]
        call.world.put_customer(other.changed({key: [] for key in kept} | {"updated_at": call.stamp}))
        for number in call.world.cases_of_customer(other.id):
            found_case = call.world.case(number)
            assert found_case is not None
            row, thread = found_case
            call.world.put_case(row.changed({"updated_at": call.stamp}, {"customer": first.id}), thread)
    call.world.put_customer(first.changed(kept | {"updated_at": call.stamp}))
