"""Tickets that were deleted, imports of old ones, and what takes words back: redaction and privacy."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import DAY, parse_stamp, stamp
from helpsql.sandbox.zendesk import render, values
from helpsql.sandbox.zendesk.bulk import ids_of, job_response, kept_errors
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import (
    Invalid,
    forbidden,
    invalid,
    json_response,
    missing,
    not_found,
    too_many,
)
from helpsql.sandbox.zendesk.ids import ACCOUNT
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import is_cursor, list_response, offset_sort_of
from helpsql.sandbox.zendesk.ticket_writes import context_of
from helpsql.sandbox.zendesk.world.story import comment_event
from helpsql.sandbox.zendesk.world.tickets import scrubbed
from helpsql.sandbox.zendesk.writing import Context, blank_description, create_ticket, make_audit, read_ticket

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

# Deleted tickets -------------------------------------------------------------------------------


def deleted(call: Call) -> Response:
    """What was deleted in the last thirty days, archived tickets left out."""
    world = call.world

    def make() -> list[Record]:
        first = world.timeline.first_ticket_from(call.now - 90 * DAY)
        seeded = (world.tickets.id_of(i) for i in range(first, world.timeline.tickets))
        numbers = {*seeded, *world.tickets.written}
        found = (
            world.deleted_ticket(i, call.now) for i in sorted(numbers) if (s := world.sketch(i)) and s.deleted
        )
        return [_deleted_row(call, t) for t in found if t is not None and not t.archived]

    rows: list[Record] = world.kept_list(("deleted tickets", call.now // 3600), make)
    column, down = (
        ("id", False) if is_cursor(call) else offset_sort_of(call, ("id", "subject", "deleted_at"), "id")
    )
    sign = "-" if down else ""
    by_id = {r["id"]: r for r in rows}
    places = ((r["id"],) if column == "id" else (r[column] or "", r["id"]) for r in rows)
    order = f"{sign}id" if column == "id" else f"{sign}{column},{sign}id"
    return list_response(call, "deleted_tickets", Sorted(order, places, by_id.get), lambda r: r)


def _deleted_row(call: Call, ticket: Ticket) -> Record:
    actor = call.world.user(ticket.deleted_by)
    return {
        "id": ticket.id,
        "subject": ticket.record["subject"],
        "description": ticket.record["description"],
        "actor": {"id": ticket.deleted_by, "name": actor["name"] if actor else None},
        "deleted_at": stamp(ticket.deleted),
        "previous_state": ticket.was,
    }


def _restorable(call: Call, ticket_id: int) -> Ticket:
    found = call.world.deleted_ticket(ticket_id, call.now)
    if found is None:
        raise not_found()
    return found


def restore(call: Call, ticket_id: int) -> Response:
    _restore(call, _restorable(call, ticket_id))
    return json_response({})


def _restore(call: Call, ticket: Ticket) -> None:
    record = ticket.record | {"status": ticket.was or "open", "updated_at": call.stamp}
    back = replace(ticket, record=record, deleted=0, deleted_by=None, was="", generated=call.now)
    call.world.put_ticket(back, call.now)


def restore_many(call: Call) -> Response:
    tickets = [_restorable(call, number) for number in ids_of(call)]
    for ticket in tickets:
        _restore(call, ticket)
    return json_response({})


def purge(call: Call, ticket_id: int) -> Response:
    return _purge(call, [_restorable(call, ticket_id).id])


def purge_many(call: Call) -> Response:
    return _purge(call, ids_of(call))


def _purge(call: Call, numbers: list[int]) -> Response:
    def work(now: int) -> Record:
        """ASSUMED: a purged ticket leaves its scrubbed row in the exports."""
        for number in numbers:
            ticket = call.world.deleted_ticket(number, now)
            if ticket is not None:
                record = ticket.record | scrubbed(ticket.record)
                gone = replace(ticket, record=record, scrubbed=True, deleted=1, generated=now)
                call.world.put_ticket(gone, now)
        return {"success": True}

    return job_response(call, "Bulk Permanent Delete Ticket", None, work)


# Imports ---------------------------------------------------------------------------------------

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
    comments = values.array("comments", given.get("comments"))
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


# Taking words back -----------------------------------------------------------------------------

_BLOCK = "▇"
_REDACT = re.compile(r"<redact>(.*?)</redact>", re.DOTALL)


def _comment(call: Call, ticket_id: int, comment_id: int) -> tuple[Ticket, Record]:
    ticket = call.ticket(ticket_id)
    found = next((c for c in call.world.comments(ticket) if c["id"] == comment_id), None)
    if found is None:
        raise not_found()
    return ticket, found


def _patch(call: Call, ticket: Ticket, comment_id: int, columns: Record, event: Record) -> Record:
    """Change a comment where it stands, tell of it in an audit; the comment as it is now."""
    patches = ticket.patches | {comment_id: ticket.patches.get(comment_id, {}) | columns}
    changed = replace(ticket, patches=patches, generated=call.now)
    comments = call.world.comments(changed)
    record = changed.record | {"updated_at": call.stamp, "is_public": any(c["public"] for c in comments)}
    if comments and comments[0]["id"] == comment_id and "body" in columns:
        record["description"] = columns["body"]
    audit = make_audit(context_of(call), record, [{"id": 0, **event}], {})
    changed = replace(changed, record=record, audits=(*changed.audits, audit))
    call.world.put_ticket(changed, call.now)
    return next(c for c in call.world.comments(changed) if c["id"] == comment_id)


def make_private(call: Call, ticket_id: int, comment_id: int) -> Response:
    ticket, _ = _comment(call, ticket_id, comment_id)
    event = {"type": "CommentPrivacyChange", "comment_id": comment_id, "public": False}
    _patch(call, ticket, comment_id, {"public": False}, event)
    return json_response({})


def make_audit_private(call: Call, ticket_id: int, audit_id: int) -> Response:
    audit = next((a for a in call.world.audits(call.ticket(ticket_id)) if a["id"] == audit_id), None)
    comment = next((e for e in audit["events"] if e["type"] == "Comment"), None) if audit else None
    if comment is None:
        raise not_found()
    return make_private(call, ticket_id, comment["id"])


def redact(call: Call, ticket_id: int, comment_id: int) -> Response:
    """Every occurrence of `text` becomes blocks."""
    ticket, comment = _comment(call, ticket_id, comment_id)
    text = values.text("text", call.body.get("text"))
    if not text:
        raise missing("text")
    if text not in comment["body"]:
        # ASSUMED: a text that is not in the comment is refused.
        raise invalid("text", "Text: was not found in the comment")
    blocks = _BLOCK * len(text)
    columns = {name: comment[name].replace(text, blocks) for name in ("body", "html_body", "plain_body")}
    event = {"type": "CommentRedactionEvent", "comment_id": comment_id}
    shown = _patch(call, ticket, comment_id, columns, event)
    return json_response({"comment": render.comment(call, shown)})


def redact_by_marks(call: Call, comment_id: int) -> Response:
    """`PUT /comment_redactions/{id}`: what stands in `<redact>` of the html_body becomes blocks."""
    number = values.whole("ticket_id", call.body.get("ticket_id"))
    if number is None:
        raise missing("ticket_id")
    ticket, comment = _comment(call, number, comment_id)
    html = values.text("html_body", call.body.get("html_body")) or ""
    columns = {name: comment[name] for name in ("body", "html_body", "plain_body")}
    for found in _REDACT.findall(html):
        for name, text in columns.items():
            wanted = found if name == "html_body" else unescape(re.sub(r"<[^>]+>", "", found))
            columns[name] = text.replace(wanted, _BLOCK * len(wanted)) if wanted else text
    event = {"type": "CommentRedactionEvent", "comment_id": comment_id}
    shown = _patch(call, ticket, comment_id, columns, event)
    return json_response({"comment": render.comment(call, shown)})


def redact_attachment(call: Call, ticket_id: int, comment_id: int, attachment_id: int) -> Response:
    ticket, comment = _comment(call, ticket_id, comment_id)
    old = next((a for a in comment["attachments"] if a["id"] == attachment_id), None)
    if old is None:
        raise not_found()
    url = old["content_url"].partition("?")[0] + "?name=redacted.txt"
    new = old | {"file_name": "redacted.txt", "content_type": "text/plain", "size": 1, "content_url": url}
    new |= {"mapped_content_url": url}
    kept = [new if a["id"] == attachment_id else a for a in comment["attachments"]]
    event = {"type": "AttachmentRedactionEvent", "attachment_id": attachment_id, "comment_id": comment_id}
    _patch(call, ticket, comment_id, {"attachments": kept}, event)
    return json_response({"attachment": render.attachment(call, new)})


def rate(call: Call, ticket_id: int) -> Response:
    """The requester's verdict on a solved ticket."""
    ticket = call.ticket(ticket_id)
    given = call.wrapped("satisfaction_rating")
    if call.caller_id != ticket.record["requester_id"]:
        raise forbidden()
    if ticket.record["status"] != "solved":
        raise invalid("base", "Satisfaction rating: the ticket is not solved")
    if given.get("score") not in ("good", "bad"):
        raise Invalid(
            {"score": [{"description": "Score: is not included in the list", "error": "InvalidValue"}]}
        )
    number = call.world.new_id()
    names = ("assignee_id", "group_id", "requester_id")
    rating = {
        "id": number,
        **{n: ticket.record[n] for n in names},
        "ticket_id": ticket_id,
        "score": given["score"],
    }
    rating |= {"created_at": call.stamp, "updated_at": call.stamp, "comment": given.get("comment")}
    call.world.ratings.put(number, rating, call.now)
    mine = {"id": number, "score": given["score"], "comment": given.get("comment")}
    record = ticket.record | {"satisfaction_rating": mine}
    call.world.put_ticket(replace(ticket, record=record, generated=call.now), call.now)
    return json_response({"satisfaction_rating": render.with_url(call, "satisfaction_ratings")(rating)})


_COMMENT = "/tickets/<int:ticket_id>/comments/<int:comment_id>"
_DELETED = "/deleted_tickets/<int:ticket_id>"
ENDPOINTS = [
    Endpoint("GET", "/deleted_tickets", deleted, limits="deleted-tickets-index"),
    Endpoint("PUT", f"{_DELETED}/restore", restore),
    Endpoint("PUT", "/deleted_tickets/restore_many", restore_many, "ids"),
    Endpoint("DELETE", _DELETED, purge, role=ADMIN, limits="deleted-tickets-destroy"),
    Endpoint(
        "DELETE", "/deleted_tickets/destroy_many", purge_many, "ids", ADMIN, "deleted-tickets-destroy-many"
    ),
    Endpoint("POST", "/imports/tickets", import_one, "archive_immediately", ADMIN),
    Endpoint("POST", "/imports/tickets/create_many", import_many, "archive_immediately", ADMIN),
    Endpoint("PUT", f"{_COMMENT}/make_private", make_private),
    Endpoint("PUT", "/tickets/<int:ticket_id>/audits/<int:audit_id>/make_private", make_audit_private),
    Endpoint("PUT", f"{_COMMENT}/redact", redact),
    Endpoint("PUT", "/comment_redactions/<int:comment_id>", redact_by_marks),
    Endpoint("PUT", f"{_COMMENT}/attachments/<int:attachment_id>/redact", redact_attachment),
    Endpoint("POST", "/tickets/<int:ticket_id>/satisfaction_rating", rate, role="anybody"),
]
