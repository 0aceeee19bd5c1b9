"""Writes of v1: tickets and replies from forms, uploads, changes of customers, the import."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, crud
from helpsql.sandbox.teamwork_desk.customer_writes import CUSTOMERS
from helpsql.sandbox.teamwork_desk.errors import bad, json_response, unauthorized, unset
from helpsql.sandbox.teamwork_desk.message_writes import WRITTEN_KINDS, add_message, make_file
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.ticket_writes import add_ticket
from helpsql.sandbox.teamwork_desk.v1 import attachment
from helpsql.sandbox.teamwork_desk.values import objects
from helpsql.sandbox.teamwork_desk.world import tickets
from helpsql.sandbox.teamwork_desk.world.table import NO_DATE
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call
    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket

Row = dict[str, Any]


def create(call: Call) -> Response:
    """From a form; the reply is the raw record of the store."""
    form = call.request.form
    given: Row = {
        "message": form.get("message") or form.get("body") or "",
        "subject": form.get("subject") or "",
    }
    given["customer"] = _customer(call)
    for name, column in (("inboxId", "inbox"), ("assignedTo", "agent")):
        if form.get(name):
            given[column] = {"id": _number(name, form[name])}
    ticket = add_ticket(call, given)
    return json_response({"id": ticket.id, "result": "ok", "ticket": _raw(call, ticket)})


def _customer(call: Call) -> Row:
    form = call.request.form
    if form.get("customerId"):
        return {"id": _number("customerId", form["customerId"])}
    return {"email": form.get("customerEmail")}


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise bad("must be a number", name)
    return int(text)


def _maybe(kind: str, value: Any) -> Row:
    """The database's own nullable values."""
    empty: Any = 0 if kind == "Int64" else ""
    return {kind: empty if value is None else value, "Valid": value is not None}


def _raw(call: Call, found: Ticket) -> Row:
    return {
        "ID": found.id,
        "CustomerID": found.customer,
        "ExternalID": _maybe("Int64", None),
        "CompanyID": _maybe("Int64", found.company),
        "HappinessToken": "",
        "HappinessTokenCreatedAt": NO_DATE,
        "ImportID": _maybe("String", None),
        "InboxID": found.inbox,
        "OriginalRecipient": _maybe("String", None),
        "PreviewText": tickets.preview_of(call.world, found),
        "ReviewStatus": None,
        "SpamScore": found.spam_score,
        "SpamRules": _maybe("String", None),
        "Subject": tickets.subject_of(call.world, found),
        "ThreadID": call.world.messages.ids_of_ticket(found)[-1],
        "TicketPriorityID": _maybe("Int64", found.priority),
        "TicketSourceID": found.source,
        "TicketStatusID": found.status,
        "TicketTypeID": found.type,
        "UserID": _maybe("Int64", found.agent),
        "MergedToID": _maybe("Int64", None),
        "State": found.state,
        "CreatedAt": stamp(found.created),
        "UpdatedAt": stamp(found.updated),
        "DeletedAt": None,
        "CreatedBy": _maybe("Int64", call.agent),
        "UpdatedBy": call.agent,
        "DeletedBy": _maybe("Int64", None),
        "ResponseTimeMins": _maybe("Int64", None),
        "ResolutionTimeMins": _maybe("Int64", None),
    }


def reply(call: Call, ticket_id: int) -> Response:
    ticket = call.ticket(ticket_id)
    text = call.request.form.get("message") or call.request.form.get("body")
    if not text:
        raise unset("message")
    row = add_message(call, ticket, {"message": text}, "message", ("users", call.agent))
    call.world.put_ticket(replace(ticket, message_count=ticket.message_count + 1, updated=call.now))
    return json_response({"id": row["id"], "result": "ok", "underReview": False})


def update_customer(call: Call, customer_id: int) -> Response:
    """ASSUMED: the row alone."""
    row = crud.change(call, CUSTOMERS, call.row("customers", customer_id), call.body)
    return json_response({"customer": row})


def upload(call: Call) -> Response:
    found = next(iter(call.request.files.values()), None)
    if found is None or not found.filename:
        raise unset("file")
    row = make_file(call, found.filename, found.mimetype, size=len(found.read()))
    return json_response({"attachment": attachment(call, row)})


def import_tickets(call: Call) -> Response:
    """Only with a v1 key. A ticket whose id was imported before is not imported again.

    ASSUMED: the reply gives old and new ids.
    """
    if not call.via_import_key:
        raise unauthorized()
    done = []
    for item in objects("tickets", call.body.get("tickets")):
        if item.get("id") not in call.world.imported:
            call.world.imported[item.get("id")] = _imported(call, item).id
        done.append({"importId": item.get("id"), "id": call.world.imported[item.get("id")]})
    return json_response({"tickets": done}, assumed.CREATED)


def _imported(call: Call, item: Row) -> Ticket:
    """The first thread opens the ticket; notes stay notes."""
    threads = objects("threads", item.get("threads") or [])
    given = {k: item.get(k) for k in ("subject", "customer")}
    given["inbox"] = {"id": call.body.get("fallbackInboxId")}
    ticket = add_ticket(call, given | {"message": threads[0].get("body", "") if threads else ""})
    for thread in threads[1:]:
        kind = thread["type"] if thread.get("type") in WRITTEN_KINDS else "message"
        add_message(call, ticket, {"message": thread.get("body")}, kind, ("users", call.agent))
    return ticket


ENDPOINTS = [
    Endpoint("POST", "tickets", create, version=1),
    Endpoint("POST", "tickets/*", reply, version=1),
    Endpoint("PUT", "customers/*", update_customer, version=1),
    Endpoint("POST", "upload/attachment", upload, version=1),
    Endpoint("POST", "import/tickets", import_tickets, version=1),
]
