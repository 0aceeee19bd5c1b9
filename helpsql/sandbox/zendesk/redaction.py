"""What takes words back: redaction and privacy; and the requester's verdict."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import files, render, values
from helpsql.sandbox.zendesk.drafts import make_audit
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import (
    Invalid,
    forbidden,
    invalid,
    json_response,
    missing,
    not_found,
)
from helpsql.sandbox.zendesk.ticket_writes import context_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

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
    files.redact(call.world, new)
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
ENDPOINTS = [
    Endpoint("PUT", f"{_COMMENT}/make_private", make_private),
    Endpoint("PUT", "/tickets/<int:ticket_id>/audits/<int:audit_id>/make_private", make_audit_private),
    Endpoint("PUT", f"{_COMMENT}/redact", redact),
    Endpoint("PUT", "/comment_redactions/<int:comment_id>", redact_by_marks),
    Endpoint("PUT", f"{_COMMENT}/attachments/<int:attachment_id>/redact", redact_attachment),
    Endpoint("POST", "/tickets/<int:ticket_id>/satisfaction_rating", rate, role="anybody"),
]
