"""Tickets: create, change, delete, schedule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, render
from helpsql.sandbox.teamwork_desk.crud import UPDATES
from helpsql.sandbox.teamwork_desk.customer_writes import new_customer, owner_of
from helpsql.sandbox.teamwork_desk.customfield_writes import with_values
from helpsql.sandbox.teamwork_desk.errors import bad, json_response, no_content, not_found, unset
from helpsql.sandbox.teamwork_desk.message_writes import add_message, file_ids
from helpsql.sandbox.teamwork_desk.moments import body_moment
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.values import (
    EDIT_METHOD,
    STATE,
    existing,
    id_in,
    objects,
    text,
    texts,
    truth,
    whole,
)
from helpsql.sandbox.teamwork_desk.world.table import base
from helpsql.sandbox.teamwork_desk.world.threads import activity
from helpsql.sandbox.teamwork_desk.world.tickets import Ticket, values_of
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call

Row = dict[str, Any]
API_SOURCE = 6
REFERENCES = {
    "agent": "users",
    "inbox": "inboxes",
    "status": "ticketstatuses",
    "priority": "ticketpriorities",
    "type": "tickettypes",
    "source": "ticketsources",
    "customer": "customers",
}
"""Member -> table; each is checked to exist (ASSUMED: 400 where it does not)."""
_NEEDED = ("inbox", "status", "source", "customer")
CHANGEABLE = (
    *REFERENCES,
    *("subject", "tags", "files", "customfields", "isRead", "cc", "bcc", "state", "happinessSurveySentAt"),
)


def create(call: Call) -> Response:
    ticket = add_ticket(call, call.wrapped("ticket"))
    return json_response({"ticket": render.ticket(call.world, ticket), "included": {}}, assumed.CREATED)


def update(call: Call, ticket_id: int) -> Response:
    ticket = change(call, call.ticket(ticket_id), call.wrapped("ticket"))
    return json_response({"ticket": render.ticket(call.world, ticket), "included": None}, assumed.CHANGED)


def delete(call: Call, ticket_id: int) -> Response:
    ticket = call.ticket(ticket_id)
    if ticket.state == "deleted":
        raise not_found()
    me = ("users", call.agent)
    gone = replace(ticket, state="deleted", deleted=call.now, deleter=me, updated=call.now, updater=me)
    call.world.put_ticket(gone)
    return no_content(assumed.DELETED)


# Create ----------------------------------------------------------------------------------------


def add_ticket(call: Call, given: Row) -> Ticket:
    """A new ticket with its first message. Nothing is kept when something is refused."""
    who = given.get("customer")
    who = who if isinstance(who, dict) else {"email": given.get("email")}
    if not who.get("id") and not who.get("email"):
        raise unset("customer")
    if given.get("inbox") is None:
        raise unset("inbox")
    inbox = _inbox(call, given["inbox"])
    known = {
        name: _reference(call, name, given[name])
        for name in REFERENCES
        if name in given and name != "customer"
    }
    more = _more(call, given)
    tags = _tags(call, (), given.get("tags") or [])
    values = with_values(call, inbox["id"], {}, given.get("customfields") or [])
    message = text("message", given.get("message") or "")
    send_at = _send_at(call, given)
    customer = _customer(call, who)
    ticket = Ticket(
        id=call.world.tickets.new_id(),
        index=-1,
        created=call.now,
        updated=call.now,
        creator=("users", call.agent),
        updater=("users", call.agent),
        state="active" if send_at is None else "scheduled",
        customer=customer["id"],
        contact=next((c["id"] for c in customer["contacts"] or ()), None),
        company=(customer["company"] or {}).get("id"),
        inbox=inbox["id"],
        agent=known.get("agent"),
        status=known.get("status") or inbox["ticketstatus"]["id"],
        priority=known.get("priority"),
        type=known.get("type") or 1,
        source=known.get("source") or API_SOURCE,
        tags=tags,
        tasks=(),
        archived=None,
        message_count=0,
        response_minutes=None,
        resolution_minutes=None,
        spam_score=0.0,
        values=values,
        more=more | {"previewText": message[:200], "isRead": False},
    )
    call.world.put_ticket(ticket)
    if send_at is not None:
        call.world.schedule(send_at, ticket.id)
    return _first_message(call, ticket, message, given)


def _first_message(call: Call, ticket: Ticket, message: str, given: Row) -> Ticket:
    """The customer's words, whoever typed them."""
    row = {"message": message, "files": given.get("files"), "editMethod": given.get("editMethod")}
    add_message(call, ticket, row, "message", ("customers", ticket.customer))
    done = replace(ticket, message_count=1)
    call.world.put_ticket(done)
    return done


def _inbox(call: Call, given: Any) -> Row:
    inbox = call.world.tables["inboxes"].get(existing(call.world, "inboxes", "inbox", given))
    call.enter(inbox["id"])
    return dict(inbox)


def _customer(call: Call, who: Row) -> Row:
    """By id, which wins over an address; an unknown address makes a customer."""
    if who.get("id"):
        found: Row | None = call.world.customers.get(whole("customer", who["id"]))
        if found is None or found["state"] != "active":
            raise bad("does not exist", "customer")
        return found
    address = text("customer", who["email"])
    if "@" not in address:
        raise bad("is not an email address", "customer")
    return owner_of(call, address) or new_customer(call, address)


def _send_at(call: Call, given: Row) -> float | None:
    mail = given.get("scheduledEmail")
    if mail is None:
        return None
    if not isinstance(mail, dict) or mail.get("sendAt") is None:
        raise unset("scheduledEmail")
    moment = body_moment(mail["sendAt"], "scheduledEmail")
    if moment <= call.now:
        raise bad("must be in the future", "scheduledEmail")
    return moment


def _more(call: Call, given: Row) -> Row:
    """What is kept as it was written."""
    found: Row = {"subject": text("subject", given.get("subject") or "")}
    for name in ("cc", "bcc"):
        if given.get(name) is not None:
            found[name] = texts(name, given[name]) or None
    if given.get("notifyCustomer") is not None:
        truth("notifyCustomer", given["notifyCustomer"])
    if given.get("editMethod") is not None:
        EDIT_METHOD("editMethod", given["editMethod"])
    for name in ("parent", "tickettemplate"):
        if given.get(name) is not None:
            found[name] = id_in(name, given[name])
    if isinstance(given.get("scheduledEmail"), dict):
        found["scheduledEmail"] = _mail(given["scheduledEmail"])
    file_ids(call, given.get("files") or [])
    return found


def _mail(given: Row) -> Row:
    return {**given, "sendAt": stamp(body_moment(given.get("sendAt"), "scheduledEmail"))}


# Change ----------------------------------------------------------------------------------------


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
    found: Row = {name: _reference(call, name, given[name]) for name in REFERENCES if name in given}
    inbox = found.get("inbox", ticket.inbox)
    call.enter(inbox)
    if "tags" in given:
        found["tags"] = _tags(call, ticket.tags, given["tags"] or [])
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


def _reference(call: Call, name: str, value: Any) -> int | None:
    """The id, which must exist; null clears what may be empty."""
    if value is None and name in _NEEDED:
        raise unset(name)
    return existing(call.world, REFERENCES[name], name, value)


def _tags(call: Call, old: tuple[int, ...], given: Any) -> tuple[int, ...]:
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


ENDPOINTS = [
    Endpoint("POST", "tickets", create),
    *(Endpoint(verb, "tickets/*", update) for verb in UPDATES),
    Endpoint("DELETE", "tickets/*", delete),
]
