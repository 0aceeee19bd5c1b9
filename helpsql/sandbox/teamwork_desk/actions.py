"""Changes of many rows at once, links to tasks, triggers applied by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, crud
from helpsql.sandbox.teamwork_desk.customer_writes import CUSTOMERS
from helpsql.sandbox.teamwork_desk.errors import bad, json_response, no_content, not_found, unset
from helpsql.sandbox.teamwork_desk.listing import matching
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.ticket_changes import CHANGEABLE, change, changed
from helpsql.sandbox.teamwork_desk.values import id_in, truth

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call
    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket

Row = dict[str, Any]
ADD_TAGS, ADD_FOLLOWER = 5, 11
"""The types of trigger actions that examples show."""


def _chosen(call: Call, table: str) -> tuple[list[Any], bool]:
    """The rows of `filter_args`, and whether it is only a rehearsal."""
    args = call.body.get("filter_args")
    if not isinstance(args, dict) or not isinstance(args.get("filter"), dict):
        raise unset("filter_args")
    rehearsal = truth("bulkDryExecute", args.get("bulkDryExecute", False))
    return matching(call, table, args["filter"]), rehearsal


def _members(call: Call, known: Any) -> Row:
    """What is to be set: it stands beside `filter_args`."""
    found = {name: value for name, value in call.body.items() if name in known}
    if not found:
        raise bad("nothing to change")
    return found


def update_tickets(call: Call) -> Response:
    """All or none: every ticket is checked before one is changed (ASSUMED)."""
    chosen, rehearsal = _chosen(call, "tickets")
    given = _members(call, CHANGEABLE)
    for ticket in chosen:
        changed(call, ticket, given)
    for ticket in [] if rehearsal else chosen:
        change(call, ticket, given)
    return json_response(assumed.BULK_REPLY, assumed.CHANGED)


def update_customers(call: Call) -> Response:
    chosen, rehearsal = _chosen(call, "customers")
    given = _members(call, CUSTOMERS.columns)
    for row in [] if rehearsal else chosen:
        crud.change(call, CUSTOMERS, row, given)
    return json_response(assumed.BULK_REPLY, assumed.CHANGED)


# Tasks -----------------------------------------------------------------------------------------


def link(call: Call, ticket_id: int, task: int) -> Response:
    """Linking twice changes nothing (ASSUMED)."""
    ticket = call.ticket(ticket_id)
    if task not in ticket.tasks:
        _with_tasks(call, ticket, (*ticket.tasks, task))
    return no_content(assumed.LINKED)


def unlink(call: Call, ticket_id: int, task: int) -> Response:
    ticket = call.ticket(ticket_id)
    if task not in ticket.tasks:
        raise not_found()
    _with_tasks(call, ticket, tuple(t for t in ticket.tasks if t != task))
    return no_content(assumed.LINKED)


def _with_tasks(call: Call, ticket: Ticket, tasks: tuple[int, ...]) -> None:
    updater = ("users", call.agent)
    call.world.put_ticket(replace(ticket, tasks=tasks, updated=call.now, updater=updater))


# Triggers --------------------------------------------------------------------------------------


def apply_to_one(call: Call, ticket_id: int) -> Response:
    ticket = call.ticket(ticket_id)
    _apply(call, _trigger(call), ticket)
    return json_response({}, assumed.CHANGED)


def apply_to_many(call: Call) -> Response:
    trigger = _trigger(call)
    chosen, rehearsal = _chosen(call, "tickets")
    for ticket in [] if rehearsal else chosen:
        _apply(call, trigger, ticket)
    return json_response({}, assumed.CHANGED)


def _trigger(call: Call) -> Row:
    key = assumed.TRIGGER_KEY
    given = call.body.get(key)
    if given is None:
        raise unset(key)
    found = call.world.tables["triggers"].get(id_in(key, given))
    if found is None:
        raise bad("does not exist", key)
    return dict(found)


def _apply(call: Call, trigger: Row, ticket: Ticket) -> None:
    for item in trigger["triggeractions"] or ():
        action = call.world.tables["triggeractions"].get(item["id"])
        if action["type"] == ADD_TAGS:
            ticket = change(call, ticket, {"tags": action["tags"]})
        if action["type"] == ADD_FOLLOWER:
            followers = dict.fromkeys((*ticket.more.get("followers", ()), action["user"]["id"]))
            ticket = replace(ticket, more={**ticket.more, "followers": tuple(followers)}, updated=call.now)
            call.world.put_ticket(ticket)


ENDPOINTS = [
    Endpoint("PATCH", "tickets/update", update_tickets),
    Endpoint("PATCH", "customers/update", update_customers),
    Endpoint("POST", "tickets/*/tasks/*", link),
    Endpoint("DELETE", "tickets/*/tasks/*", unlink),
    Endpoint("PATCH", "tickets/*/triggerapply", apply_to_one),
    Endpoint("PATCH", "tickets/triggerapply", apply_to_many),
]
