"""Tickets that are spam, and tickets that are one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk.bulk import failure, ids_of, job_response, kept_errors
from helpsql.sandbox.zendesk.drafts import Context
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import (
    Refusal,
    invalid,
    json_response,
    missing,
    not_found,
)
from helpsql.sandbox.zendesk.ticket_writes import context_of, delete_ticket
from helpsql.sandbox.zendesk.writing import update_ticket

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]


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


ENDPOINTS = [
    Endpoint("PUT", "/tickets/<int:ticket_id>/mark_as_spam", mark_as_spam),
    Endpoint("PUT", "/tickets/mark_many_as_spam", mark_many_as_spam, "ids"),
    Endpoint("POST", "/tickets/<int:ticket_id>/merge", merge),
]
