"""Tickets: create, schedule, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, render
from helpsql.sandbox.teamwork_desk.customer_writes import new_customer, owner_of
from helpsql.sandbox.teamwork_desk.customfield_writes import with_values
from helpsql.sandbox.teamwork_desk.errors import bad, json_response, no_content, not_found, unset
from helpsql.sandbox.teamwork_desk.message_writes import add_message, file_ids
from helpsql.sandbox.teamwork_desk.moments import body_moment
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.ticket_changes import REFERENCES, reference, with_tags
from helpsql.sandbox.teamwork_desk.values import (
    EDIT_METHOD,
    existing,
    id_in,
    text,
    texts,
    truth,
    whole,
)
from helpsql.sandbox.teamwork_desk.world.tickets import Ticket
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call

Row = dict[str, Any]
API_SOURCE = 6


def create(call: Call) -> Response:
    ticket = add_ticket(call, call.wrapped("ticket"))
    return json_response({"ticket": render.ticket(call.world, ticket), "included": {}}, assumed.CREATED)


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
    columns = _columns(call, given, _inbox(call, given["inbox"]))
    message = text("message", given.get("message") or "")
    send_at = _send_at(call, given)
    columns["more"] |= {"previewText": message[:200], "isRead": False}
    ticket = _new(call, _customer(call, who), "active" if send_at is None else "scheduled", columns)
    call.world.put_ticket(ticket)
    if send_at is not None:
        call.world.schedule(send_at, ticket.id)
    return _first_message(call, ticket, message, given)


def _columns(call: Call, given: Row, inbox: Row) -> Row:
    """What the body says of the ticket, checked; the inbox and the API say the rest."""
    names = [name for name in REFERENCES if name in given and name != "customer"]
    known = {name: reference(call, name, given[name]) for name in names}
    return {
        "inbox": inbox["id"],
        "agent": known.get("agent"),
        "priority": known.get("priority"),
        "status": known.get("status") or inbox["ticketstatus"]["id"],
        "type": known.get("type") or 1,
        "source": known.get("source") or API_SOURCE,
        "tags": with_tags(call, (), given.get("tags") or []),
        "values": with_values(call, inbox["id"], {}, given.get("customfields") or []),
        "more": _more(call, given),
    }


def _new(call: Call, customer: Row, state: str, columns: Row) -> Ticket:
    me = ("users", call.agent)
    return Ticket(
        id=call.world.tickets.new_id(),
        index=-1,
        created=call.now,
        updated=call.now,
        creator=me,
        updater=me,
        state=state,
        customer=customer["id"],
        contact=next((c["id"] for c in customer["contacts"] or ()), None),
        company=(customer["company"] or {}).get("id"),
        tasks=(),
        archived=None,
        message_count=0,
        response_minutes=None,
        resolution_minutes=None,
        spam_score=0.0,
        **columns,
    )


def _first_message(call: Call, ticket: Ticket, message: str, given: Row) -> Ticket:
    """The customer's words, whoever typed them."""
    row = {"message": message, "files": given.get("files"), "editMethod": given.get("editMethod")}
    add_message(call, ticket, row, "message", ("customers", ticket.customer))
    done = replace(ticket, message_count=1)
    call.world.put_ticket(done)
    return done


def _inbox(call: Call, given: Any) -> Row:
    inbox = call.world.tables["inboxes"].get(existing(call.world, "inboxes", "inbox", given))
    if inbox is None:
        raise bad("does not exist", "inbox")
    call.enter(inbox["id"])
    return dict(inbox)


def _customer(call: Call, who: Row) -> Row:
    """By id, which wins over an address; an unknown address makes a customer."""
    if who.get("id") and who.get("email") and not assumed.CUSTOMER_ID_WINS:
        raise bad("takes an id or an email, not both", "customer")
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


ENDPOINTS = [
    Endpoint("POST", "tickets", create),
    Endpoint("DELETE", "tickets/*", delete),
]
