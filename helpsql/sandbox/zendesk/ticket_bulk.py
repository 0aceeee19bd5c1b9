"""Writing tickets in bulk, by jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.zendesk.bulk import ids_of, job_response, kept_errors
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import (
    Refusal,
    not_found,
    too_many,
)
from helpsql.sandbox.zendesk.ticket_writes import context_of, delete_ticket, made_result
from helpsql.sandbox.zendesk.writing import create_ticket, read_ticket, update_ticket

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]


def create_many(call: Call) -> Response:
    items = call.wrapped_list("tickets")
    if len(items) > 100:
        raise too_many()
    for item in items:
        call.warn(*_unknown(item, create=True))

    def work(now: int) -> list[Record]:
        """Several workers share the job, so ids do not come in the order sent."""
        results: dict[int, Record] = {}
        order = Dice(now, "workers", len(items)).sample(range(len(items)), len(items))
        for index in order:
            with kept_errors(results, index):
                given, _ = read_ticket(items[index], create=True)
                results[index] = made_result(create_ticket(context_of(call, now), given)[0], index)
        return [results[index] for index in range(len(items))]

    return job_response(call, "Bulk Create Ticket", len(items), work, "Creating ticket #{number}")


def _unknown(item: Record, *, create: bool) -> list[str]:
    """Names that are no columns; an item of the wrong shape is left to the job to report."""
    try:
        return read_ticket(item, create=create, bulk=True)[1]
    except Refusal:
        return []


def update_many(call: Call) -> Response:
    """`?ids=` with one change for all, or a list of tickets with a change each."""
    if "ids" in call.params:
        change = call.wrapped("ticket")
        call.warn(*_unknown(change, create=False))
        read_ticket(change, create=False, bulk=True)
        rows: list[tuple[Any, Record]] = [(number, change) for number in ids_of(call)]
        safe = False
    else:
        items = call.wrapped_list("tickets")
        if len(items) > 100:
            raise too_many()
        rows = [(item.get("id"), {k: v for k, v in item.items() if k != "id"}) for item in items]
        # ASSUMED: `always behaves as safe update` means that a given updated_stamp is always compared.
        safe = True

    def work(now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, (number, change_) in enumerate(rows):
            with kept_errors(results, index, number, "update"):
                ticket = call.world.ticket(number) if isinstance(number, int) else None
                if ticket is None:
                    raise not_found()
                given, _ = read_ticket(change_, create=False, bulk=True)
                update_ticket(context_of(call, now), ticket, given, safe=safe)
                results[index] = {"action": "update", "status": "Updated", "success": True, "id": number}
        return [results[index] for index in range(len(rows))]

    return job_response(call, "Bulk Update Ticket", len(rows), work, "Updating ticket #{number}")


def destroy_many(call: Call) -> Response:
    numbers = ids_of(call)

    def work(now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, number in enumerate(numbers):
            with kept_errors(results, index, number, "delete"):
                ticket = call.world.ticket(number)
                if ticket is None:
                    raise not_found()
                delete_ticket(context_of(call, now), ticket)
                results[index] = {"action": "delete", "status": "Deleted", "success": True, "id": number}
        return [results[index] for index in range(len(numbers))]

    return job_response(call, "Bulk Delete Ticket", None, work, "Deleting ticket #{number}")


ENDPOINTS = [
    Endpoint("POST", "/tickets/create_many", create_many),
    Endpoint("PUT", "/tickets/update_many", update_many, "ids"),
    Endpoint("DELETE", "/tickets/destroy_many", destroy_many, "ids"),
]
