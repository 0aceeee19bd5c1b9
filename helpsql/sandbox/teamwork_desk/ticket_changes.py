"""Changes of tickets: only the members sent, all checked before anything is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, render
from helpsql.sandbox.teamwork_desk.crud import UPDATES
from helpsql.sandbox.teamwork_desk.customfield_writes import with_values
from helpsql.sandbox.teamwork_desk.errors import json_response, unset
from helpsql.sandbox.teamwork_desk.message_writes import file_ids
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.values import STATE, existing, objects, text, texts, truth
from helpsql.sandbox.teamwork_desk.world.table import base
from helpsql.sandbox.teamwork_desk.world.threads import activity
from helpsql.sandbox.teamwork_desk.world.tickets import values_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call
    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket

Row = dict[str, Any]
REFERENCES = {
    "agent": "users",
    "inbox": "inboxes",
    "status": "ticketstatuses",
    "priority": "ticketpriorities",
    "type": "tickettypes",
    "source": "ticketsources",
    "customer": "customers",
}
"""Member -> table that it names a row of."""
_NEEDED = ("inbox", "status", "source", "customer")
CHANGEABLE = (
    *REFERENCES,
    *("subject", "tags", "files", "customfields", "isRead", "cc", "bcc", "state", "happinessSurveySentAt"),
)


def update(call: Call, ticket_id: int) -> Response:
    ticket = change(call, call.ticket(ticket_id), call.wrapped("ticket"))
    return json_response({"ticket": render.ticket(call.world, ticket), "included": None}, assumed.CHANGED)


def change(call: Call, ticket: Ticket, given: Row) -> Ticket:
    """The changed ticket in its table. Only the members sent change."""
    new = changed(call, ticket, given)
    if new.status != ticket.status:
        _log(call, new, "status")
    if new.agent != ticket.agent:
        _log(call, new, "assigned")
    call.world.put_ticket(new)
    return new


def changed(call: Call, ticket: Ticket, given: Row) -> Ticket:
    """What a ticket would become; keeps nothing."""
    found: Row = {name: reference(call, name, given[name]) for name in REFERENCES if name in given}
    inbox = found.get("inbox", ticket.inbox)
    call.enter(inbox)
    if "tags" in given:
        found["tags"] = with_tags(call, ticket.tags, given["tags"] or [])
    if given.get("customfields") is not None or inbox != ticket.inbox:
        kept = _values_in(call, inbox, ticket)
        found["values"] = with_values(call, inbox, kept, given.get("customfields") or [])
    if given.get("state") is not None:
        found["state"] = STATE("state", given["state"])
        found |= {"deleted": None, "deleter": None} if found["state"] == "active" else {"deleted": call.now}
    found["more"] = {**ticket.more, **_written(call, ticket, given)}
    return replace(ticket, updated=call.now, updater=("users", call.agent), **found)


def _values_in(call: Call, inbox: int, ticket: Ticket) -> dict[int, Any]:
    """A ticket that moves keeps only the values of fields that its new inbox has."""
    fields = call.world.tables["customfields"]
    old = values_of(call.world, ticket).items()
    return {i: v for i, v in old if inbox in {box["id"] for box in fields.get(i)["inboxes"] or ()}}


def _written(call: Call, ticket: Ticket, given: Row) -> Row:
    found: Row = {}
    if given.get("subject") is not None:
        found["subject"] = text("subject", given["subject"])
    if given.get("isRead") is not None:
        found["isRead"] = truth("isRead", given["isRead"])
    for name in ("cc", "bcc"):
        if name in given:
            found[name] = texts(name, given[name] or []) or None
    if given.get("files"):
        found["files"] = tuple(
            dict.fromkeys((*ticket.more.get("files", ()), *file_ids(call, given["files"])))
        )
    return found


def reference(call: Call, name: str, value: Any) -> int | None:
    """The id, which must exist; null clears what may be empty."""
    if value is None and name in _NEEDED:
        raise unset(name)
    return existing(call.world, REFERENCES[name], name, value)


def with_tags(call: Call, old: tuple[int, ...], given: Any) -> tuple[int, ...]:
    """Old tags and those given, without those marked for deletion."""
    kept = list(old) if assumed.TAGS_ARE_ADDED else []
    for item in objects("tags", given):
        row_id = existing(call.world, "tags", "tags", item)
        if (item.get("meta") or {}).get("delete") is True:
            kept = [i for i in kept if i != row_id]
        elif row_id is not None and row_id not in kept:
            kept.append(row_id)
    return tuple(kept)


def _log(call: Call, ticket: Ticket, kind: str) -> None:
    table = call.world.tables["ticketactivities"]
    row_id = table.new_id()
    table.put(row_id, base(row_id, call.stamp, call.stamp, call.agent) | activity(ticket, kind))
    call.world.written_activities.setdefault(ticket.id, []).append(row_id)


ENDPOINTS = [Endpoint(verb, "tickets/*", update) for verb in UPDATES]
