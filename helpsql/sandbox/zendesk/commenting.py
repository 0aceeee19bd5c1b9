"""A comment in a body, made into the event of an audit."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import values
from helpsql.sandbox.zendesk.errors import invalid
from helpsql.sandbox.zendesk.world.story import comment_event

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.drafts import Context

Record = dict[str, Any]

# ASSUMED: a comment may have 64 kB.
LONGEST = 64 * 1024
_TAG = re.compile(r"<[^>]+>")


def add_comment(context: Context, given: Record, *, public_by_default: bool) -> Record:
    """The comment event; its ids come with the audit. Uploads are used up."""
    html = values.text("html_body", given.get("html_body"))
    body = values.text("body", given.get("body") or given.get("value"))
    if html:
        body = unescape(_TAG.sub("", re.sub(r"<br\s*/?>|</p>", "\n", html))).strip()
    if len((body or "").encode()) > LONGEST:
        raise invalid("comment", "Comment: is too long (maximum is 65536 bytes)", "ValueTooLong")
    author = values.whole("author_id", given.get("author_id")) or context.caller_id
    if context.world.user(author) is None:
        raise invalid("comment", "Comment author: is invalid")
    public = values.truth_or_null("public", given.get("public"))
    event = comment_event(0, author, body or "", public_by_default if public is None else public, 0, html)
    event["attachments"] = [
        a for token in values.array("uploads", _listed(given)) for a in _upload(context, token)
    ]
    return event


def _listed(given: Record) -> Any:
    uploads = given.get("uploads")
    return [uploads] if isinstance(uploads, str) else uploads


def _upload(context: Context, token: Any) -> list[Record]:
    """ASSUMED: a token that is unknown, used or expired is ignored."""
    found = context.world.small["uploads"].pop(token, None)
    if found is None or found["expires"] < context.now:
        return []
    attachments: list[Record] = found["attachments"]
    return attachments
