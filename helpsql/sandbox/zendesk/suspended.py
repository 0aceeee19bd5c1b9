"""Suspended tickets: looked at, recovered, thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk import crud, render
from helpsql.sandbox.zendesk.assigning import make_user
from helpsql.sandbox.zendesk.bulk import ids_of
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import json_response, not_found
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import is_cursor, list_response, offset_sort_of
from helpsql.sandbox.zendesk.ticket_writes import context_of
from helpsql.sandbox.zendesk.world.setup import SUSPENDED_KEPT
from helpsql.sandbox.zendesk.writing import create_ticket

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

_SUSPENDED_SORTS = ("author_email", "cause", "created_at", "subject")


def _kept(call: Call) -> dict[int, Record]:
    since = stamp(call.now - SUSPENDED_KEPT)
    return {i: t for i, t in call.world.suspended.items() if t["created_at"] >= since}


def suspended(call: Call) -> Response:
    column, down = ("id", False) if is_cursor(call) else offset_sort_of(call, _SUSPENDED_SORTS, "id")
    sign = "-" if down else ""
    found = _kept(call)
    places = ((i,) if column == "id" else (_sort_value(t, column), i) for i, t in found.items())
    order = f"{sign}id" if column == "id" else f"{sign}{column},{sign}id"
    shown = render.with_url(call, "suspended_tickets")
    return list_response(call, "suspended_tickets", Sorted(order, places, found.get), shown)


def _sort_value(ticket: Record, column: str) -> str:
    return str(ticket["author"]["email"] if column == "author_email" else ticket[column] or "")


def _suspended(call: Call, record_id: int) -> Record:
    found = _kept(call).get(record_id)
    if found is None:
        raise not_found()
    return found


def show_suspended(call: Call, record_id: int) -> Response:
    return json_response(
        {"suspended_ticket": render.with_url(call, "suspended_tickets")(_suspended(call, record_id))}
    )


def _recover(call: Call, held: Record) -> Ticket:
    """The ticket that it should have been."""
    author = held["author"]
    comment = {"body": held["content"] or "(empty)", "public": True}
    context = context_of(call)
    known = call.world.user_by_email(author["email"])
    requester = known["id"] if known else make_user(context, author["name"], author["email"])
    people = {"requester_id": requester, "submitter_id": requester, "recipient": held["recipient"]}
    ticket, _ = create_ticket(context, {"subject": held["subject"], "comment": comment, **people})
    del call.world.suspended[held["id"]]
    return ticket


def recover(call: Call, record_id: int) -> Response:
    return json_response({"ticket": render.ticket(call, _recover(call, _suspended(call, record_id)))})


def recover_many(call: Call) -> Response:
    held = [_suspended(call, number) for number in ids_of(call)]
    return json_response({"tickets": [render.ticket(call, _recover(call, h)) for h in held]})


def delete_suspended(call: Call, record_id: int) -> Response:
    del call.world.suspended[_suspended(call, record_id)["id"]]
    return crud.no_content()


def delete_many_suspended(call: Call) -> Response:
    for number in ids_of(call):
        call.world.suspended.pop(number, None)
    return crud.no_content()


def export_suspended(_call: Call) -> Response:
    return json_response({"export": {"view_id": "suspended", "status": "enqueued"}})


_SUSPENDED = "/suspended_tickets"
ENDPOINTS = [
    Endpoint("GET", _SUSPENDED, suspended),
    Endpoint("GET", f"{_SUSPENDED}/<int:record_id>", show_suspended),
    Endpoint("PUT", f"{_SUSPENDED}/<int:record_id>/recover", recover),
    Endpoint("PUT", f"{_SUSPENDED}/recover_many", recover_many, "ids"),
    Endpoint("DELETE", f"{_SUSPENDED}/<int:record_id>", delete_suspended),
    Endpoint("DELETE", f"{_SUSPENDED}/destroy_many", delete_many_suspended, "ids"),
    Endpoint("POST", f"{_SUSPENDED}/export", export_suspended, limits="suspended-tickets-export"),
]
