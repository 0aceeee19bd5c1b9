"""Writing tickets, one at a time and in bulk."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk import render
from helpsql.sandbox.zendesk.bulk import failure, ids_of, job_response, kept_errors
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import (
    Refusal,
    invalid,
    json_response,
    missing,
    named,
    not_found,
    too_many,
)
from helpsql.sandbox.zendesk.ids import ACCOUNT
from helpsql.sandbox.zendesk.writing import Context, create_ticket, read_ticket, update_ticket

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
            lambda now: [_made(create_ticket(context_of(call, now), given, number)[0], 0)],
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


# Many ------------------------------------------------------------------------------------------


def _made(ticket: Ticket, index: int) -> Record:
    return {"index": index, "id": ticket.id, "account_id": ACCOUNT}


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
                results[index] = _made(create_ticket(context_of(call, now), given)[0], index)
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


# Spam, merge -----------------------------------------------------------------------------------


def mark_as_spam(call: Call, ticket_id: int) -> Response:
    """ASSUMED: the requester is suspended, the ticket is deleted, the answer is 200 `{}`."""
    _mark(context_of(call), call.ticket(ticket_id))
    return json_response({})


def _mark(context: Context, ticket: Ticket) -> None:
    requester = context.world.user(ticket.record["requester_id"])
    if requester is not None and requester["role"] == "end-user":
        context.world.put_user(requester | {"suspended": True, "updated_at": stamp(context.now)}, context.now)
    delete_ticket(context, ticket)


def mark_many_as_spam(call: Call) -> Response:
    numbers = ids_of(call)

    def work(now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, number in enumerate(numbers):
            with kept_errors(results, index, number, "update"):
                ticket = call.world.ticket(number)
                if ticket is None:
                    raise not_found()
                _mark(context_of(call, now), ticket)
                results[index] = {"action": "update", "status": "Updated", "success": True, "id": number}
        return [results[index] for index in range(len(numbers))]

    return job_response(call, "Bulk Mark As Spam", len(numbers), work)


def merge(call: Call, ticket_id: int) -> Response:
    """Sources are closed into the target; done by a job."""
    target = call.ticket(ticket_id)
    sources = call.body.get("ids")
    if not isinstance(sources, list) or not sources:
        raise missing("ids")
    if target.record["status"] in ("solved", "closed"):
        # ASSUMED: the target must be below solved.
        raise invalid("base", f"Ticket #{ticket_id} is {target.record['status']} and cannot be merged into")

    def work(now: int) -> list[Record]:
        try:
            _merge(context_of(call, now), ticket_id, sources, call.body)
        except Refusal as error:
            return [failure(error, 0, ticket_id, "merge")]
        return [{"action": "update", "status": "Updated", "success": True, "id": ticket_id}]

    return job_response(call, "Ticket Merge", len(sources), work)


def _merge(context: Context, target_id: int, sources: list[Any], options: Record) -> None:
    world = context.world
    found = [world.ticket(n) if isinstance(n, int) else None for n in sources]
    target = world.ticket(target_id)
    if target is None or any(t is None or t.id == target_id for t in found):
        raise not_found()
    tickets = [t for t in found if t is not None]
    private = not all(t.record["is_public"] for t in [*tickets, target])
    tags: list[str] = list(target.record["tags"])
    for ticket in tickets:
        text = (
            options.get("source_comment") or f"This request was closed and merged into request #{target_id}."
        )
        public = bool(options.get("source_comment_is_public")) and not private
        change: Record = {"comment": {"body": text, "public": public}, "additional_tags": ["closed_by_merge"]}
        closed, _ = update_ticket(context, ticket, change)
        record = closed.record | {"status": "closed"}
        world.put_ticket(replace(closed, record=record, solved=closed.solved or context.now), context.now)
        tags.extend(tag for tag in ticket.record["tags"] if tag not in tags)
    numbers = ", ".join(f"#{t.id}" for t in tickets)
    text = options.get("target_comment") or f"Requests {numbers} were closed and merged into this request."
    public = bool(options.get("target_comment_is_public")) and not private
    update_ticket(context, target, {"comment": {"body": text, "public": public}, "tags": tags})


_UPDATES = "tickets-update per-ticket-updates"
ENDPOINTS = [
    Endpoint("POST", "/tickets", create, "async", limits="ticket-request-create-by-user-and-ip"),
    Endpoint("PUT", "/tickets/<int:ticket_id>", update, limits=_UPDATES),
    Endpoint("DELETE", "/tickets/<int:ticket_id>", delete, limits="tickets-destroy"),
    Endpoint("POST", "/tickets/create_many", create_many),
    Endpoint("PUT", "/tickets/update_many", update_many, "ids"),
    Endpoint("DELETE", "/tickets/destroy_many", destroy_many, "ids"),
    Endpoint("PUT", "/tickets/<int:ticket_id>/mark_as_spam", mark_as_spam),
    Endpoint("PUT", "/tickets/mark_many_as_spam", mark_many_as_spam, "ids"),
    Endpoint("POST", "/tickets/<int:ticket_id>/merge", merge),
]
