"""Imports of old tickets with their comments and times."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import parse_stamp, stamp
from helpsql.sandbox.zendesk import render, values
from helpsql.sandbox.zendesk.bulk import job_response, kept_errors
from helpsql.sandbox.zendesk.drafts import Context, make_audit
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import (
    invalid,
    json_response,
    too_many,
)
from helpsql.sandbox.zendesk.ids import ACCOUNT
from helpsql.sandbox.zendesk.ticket_writes import context_of
from helpsql.sandbox.zendesk.world.story import comment_event
from helpsql.sandbox.zendesk.writing import blank_description, create_ticket, read_ticket

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

_TIMES = ("created_at", "updated_at", "solved_at")


def import_one(call: Call) -> Response:
    """201 without an audit."""
    ticket = _import(call, context_of(call), call.wrapped("ticket"))
    shown = render.ticket(call, ticket)
    response = json_response({"ticket": shown}, 201)
    response.headers["Location"] = shown["url"]
    return response


def _import(call: Call, context: Context, given: Record) -> Ticket:
    """An old ticket with its comments, each with its own author and time."""
    past = {name: parse_stamp(values.moment(name, given.get(name)) or "") for name in _TIMES}
    comments = values.objects("comments", given.get("comments"))
    single = given.get("comment") or ({"body": given["description"]} if given.get("description") else None)
    if single is None and not comments:
        raise blank_description()
    first = single if single is not None else comments.pop(0)
    columns, unknown = read_ticket(
        {k: v for k, v in given.items() if k not in (*_TIMES, "comments")}, create=True
    )
    call.warn(*unknown)
    closed = columns.get("status") in ("solved", "closed")
    made = (
        past["created_at"]
        or parse_stamp(values.moment("created_at", first.get("created_at")) or "")
        or context.now
    )
    ticket, _ = create_ticket(replace(context, now=made), columns | {"comment": first})
    audits = [*ticket.audits, *(_imported_comment(context, ticket, c, made) for c in comments)]
    audits.sort(key=lambda a: (a["created_at"], a["id"]))
    updated = past["updated_at"] or max(parse_stamp(a["created_at"]) or 0 for a in audits)
    record = ticket.record | {"updated_at": stamp(updated)}
    done = replace(
        ticket,
        record=record,
        audits=tuple(audits),
        solved=(past["solved_at"] or updated) if closed else 0,
        generated=context.now,
        archived=record["status"] == "closed" and call.params.flag("archive_immediately") is True,
    )
    context.world.put_ticket(done, context.now)
    return done


def _imported_comment(context: Context, ticket: Ticket, given: Record, made: int) -> Record:
    at = parse_stamp(values.moment("created_at", given.get("created_at")) or "") or made
    body = given.get("body") or given.get("value") or given.get("html_body") or ""
    author = values.whole("author_id", given.get("author_id")) or ticket.record["requester_id"]
    if context.world.user(author) is None:
        raise invalid("comment", "Comment author: is invalid")
    event = comment_event(0, author, body, given.get("public") is not False, 0, given.get("html_body"))
    return make_audit(replace(context, now=at), ticket.record, [event], {})


def import_many(call: Call) -> Response:
    items = call.wrapped_list("tickets")
    if len(items) > 100:
        raise too_many()

    def work(now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, item in enumerate(items):
            with kept_errors(results, index):
                ticket = _import(call, context_of(call, now), item)
                results[index] = {"index": index, "id": ticket.id, "account_id": ACCOUNT}
        return [results[i] for i in range(len(items))]

    return job_response(call, "Bulk Import Ticket", len(items), work, "Creating ticket #{number}")


ENDPOINTS = [
    Endpoint("POST", "/imports/tickets", import_one, "archive_immediately", ADMIN),
    Endpoint("POST", "/imports/tickets/create_many", import_many, "archive_immediately", ADMIN),
]
