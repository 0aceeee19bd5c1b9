"""Writing tickets, one at a time."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render
from helpsql.sandbox.zendesk.bulk import job_response
from helpsql.sandbox.zendesk.drafts import Context
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import (
    json_response,
    named,
    not_found,
)
from helpsql.sandbox.zendesk.ids import ACCOUNT
from helpsql.sandbox.zendesk.writing import create_ticket, read_ticket, update_ticket

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

IDEMPOTENT_FOR = 7200


def context_of(call: Call, now: int | None = None) -> Context:
    client = call.request.headers.get("User-Agent", "")
    return Context(call.world, call.caller_id, call.now if now is None else now, client)


# One -------------------------------------------------------------------------------------------


def made_result(ticket: Ticket, index: int) -> Record:
    return {"index": index, "id": ticket.id, "account_id": ACCOUNT}


def create(call: Call) -> Response:
    key = call.request.headers.get("Idempotency-Key")
    if key is None:
        return _create(call)
    digest = sha256(call.request.get_data()).hexdigest()
    kept = call.world.idempotent.get(key)
    if kept is not None and kept[0] > call.now - IDEMPOTENT_FOR:
        if kept[1] != digest:
            text = "Request parameters don't match the given idempotency key"
            raise named(400, "IdempotentRequestError", text)
        again = _again(kept[2])
        again.headers["x-idempotency-lookup"] = "hit"
        return again
    response = _create(call)
    call.world.idempotent[key] = (call.now, digest, response)
    again = _again(response)
    again.headers["x-idempotency-lookup"] = "miss"
    return again


def _again(response: Response) -> Response:
    return type(response)(response.get_data(), response.status_code, headers=list(response.headers))


def _create(call: Call) -> Response:
    given, unknown = read_ticket(call.wrapped("ticket"), create=True)
    call.warn(*unknown)
    if call.params.flag("async"):
        number = call.world.new_ticket_id()
        response = job_response(
            call,
            "Create Ticket",
            1,
            lambda now: [made_result(create_ticket(context_of(call, now), given, number)[0], 0)],
        )
        stub = {"ticket": {"id": number}, **(response.json or {})}
        return json_response(stub, 202)
    ticket, audit = create_ticket(context_of(call), given)
    shown = render.ticket(call, ticket)
    response = json_response({"ticket": shown, "audit": render.audit(call, audit)}, 201)
    response.headers["Location"] = shown["url"]
    return response


def update(call: Call, ticket_id: int) -> Response:
    found = call.world.ticket(ticket_id)
    if found is None:
        call.warn(*read_ticket(call.wrapped("ticket"), create=False)[1])
        raise not_found()
    given, unknown = read_ticket(call.wrapped("ticket"), create=False)
    call.warn(*unknown)
    ticket, audit = update_ticket(context_of(call), found, given)
    return json_response(
        {"ticket": render.ticket(call, ticket), "audit": audit and render.audit(call, audit)}
    )


def delete(call: Call, ticket_id: int) -> Response:
    delete_ticket(context_of(call), call.ticket(ticket_id))
    if call.body:
        call.warn(*(f"ticket.{name}" for name in call.body.get("ticket") or {}), *call.body)
    return _empty()


def _empty() -> Response:
    response = json_response(None, 204)
    response.set_data(b"")
    del response.headers["Content-Type"]
    return response


def delete_ticket(context: Context, ticket: Ticket) -> None:
    """Soft: it keeps its updated_at, and can be restored for 30 days."""
    gone = replace(
        ticket,
        record=ticket.record | {"status": "deleted"},
        was=ticket.record["status"],
        generated=context.now,
        deleted=context.now,
        deleted_by=context.caller_id,
    )
    context.world.put_ticket(gone, context.now)


_UPDATES = "tickets-update per-ticket-updates"
ENDPOINTS = [
    Endpoint("POST", "/tickets", create, "async", limits="ticket-request-create-by-user-and-ip"),
    Endpoint("PUT", "/tickets/<int:ticket_id>", update, limits=_UPDATES),
    Endpoint("DELETE", "/tickets/<int:ticket_id>", delete, limits="tickets-destroy"),
]
