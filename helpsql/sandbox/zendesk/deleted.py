"""Tickets that were deleted: listed, restored, purged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.zendesk.bulk import ids_of, job_response
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import (
    json_response,
    not_found,
)
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import is_cursor, list_response, offset_sort_of
from helpsql.sandbox.zendesk.world.tickets import scrubbed

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]


def deleted(call: Call) -> Response:
    """What was deleted in the last thirty days, archived tickets left out."""
    world = call.world

    def make() -> list[Record]:
        first = world.timeline.first_ticket_from(call.now - 90 * DAY)
        seeded = (world.tickets.id_of(i) for i in range(first, world.timeline.tickets))
        numbers = {*seeded, *world.tickets.written}
        found = (
            world.deleted_ticket(i, call.now) for i in sorted(numbers) if (s := world.sketch(i)) and s.deleted
        )
        return [_deleted_row(call, t) for t in found if t is not None and not t.archived]

    rows: list[Record] = world.kept_list(("deleted tickets", call.now // 3600), make)
    column, down = (
        ("id", False) if is_cursor(call) else offset_sort_of(call, ("id", "subject", "deleted_at"), "id")
    )
    sign = "-" if down else ""
    by_id = {r["id"]: r for r in rows}
    places = ((r["id"],) if column == "id" else (r[column] or "", r["id"]) for r in rows)
    order = f"{sign}id" if column == "id" else f"{sign}{column},{sign}id"
    return list_response(call, "deleted_tickets", Sorted(order, places, by_id.get), lambda r: r)


def _deleted_row(call: Call, ticket: Ticket) -> Record:
    actor = call.world.user(ticket.deleted_by)
    return {
        "id": ticket.id,
        "subject": ticket.record["subject"],
        "description": ticket.record["description"],
        "actor": {"id": ticket.deleted_by, "name": actor["name"] if actor else None},
        "deleted_at": stamp(ticket.deleted),
        "previous_state": ticket.was,
    }


def _restorable(call: Call, ticket_id: int) -> Ticket:
    found = call.world.deleted_ticket(ticket_id, call.now)
    if found is None:
        raise not_found()
    return found


def restore(call: Call, ticket_id: int) -> Response:
    _restore(call, _restorable(call, ticket_id))
    return json_response({})


def _restore(call: Call, ticket: Ticket) -> None:
    record = ticket.record | {"status": ticket.was or "open", "updated_at": call.stamp}
    back = replace(ticket, record=record, deleted=0, deleted_by=None, was="", generated=call.now)
    call.world.put_ticket(back, call.now)


def restore_many(call: Call) -> Response:
    tickets = [_restorable(call, number) for number in ids_of(call)]
    for ticket in tickets:
        _restore(call, ticket)
    return json_response({})


def purge(call: Call, ticket_id: int) -> Response:
    return _purge(call, [_restorable(call, ticket_id).id])


def purge_many(call: Call) -> Response:
    return _purge(call, ids_of(call))


def _purge(call: Call, numbers: list[int]) -> Response:
    def work(now: int) -> Record:
        """ASSUMED: a purged ticket leaves its scrubbed row in the exports."""
        for number in numbers:
            ticket = call.world.deleted_ticket(number, now)
            if ticket is not None:
                record = ticket.record | scrubbed(ticket.record)
                gone = replace(ticket, record=record, scrubbed=True, deleted=1, generated=now)
                call.world.put_ticket(gone, now)
        return {"success": True}

    return job_response(call, "Bulk Permanent Delete Ticket", None, work)


_DELETED = "/deleted_tickets/<int:ticket_id>"
ENDPOINTS = [
    Endpoint("GET", "/deleted_tickets", deleted, limits="deleted-tickets-index"),
    Endpoint("PUT", f"{_DELETED}/restore", restore),
    Endpoint("PUT", "/deleted_tickets/restore_many", restore_many, "ids"),
    Endpoint("DELETE", _DELETED, purge, role=ADMIN, limits="deleted-tickets-destroy"),
    Endpoint(
        "DELETE", "/deleted_tickets/destroy_many", purge_many, "ids", ADMIN, "deleted-tickets-destroy-many"
    ),
]
