"""Reading one case and what hangs under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from helpsql.sandbox.desk_com import render
from helpsql.sandbox.desk_com.case_lists import order
from helpsql.sandbox.desk_com.errors import json_response, not_found
from helpsql.sandbox.desk_com.kinds import KINDS
from helpsql.sandbox.desk_com.pages import list_response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Row

STORAGE = "https://files.example.com"


def show(call: Call, case: str) -> Response:
    """A deleted case still answers by its number (ASSUMED)."""
    row, thread = call.case(case)
    return json_response(render.case(call, row, thread))


def message(call: Call, case: str) -> Response:
    row, thread = call.case(case)
    return json_response(render.spoken(call, row, thread.message))


def _ordered(call: Call, rows: Sequence[Row]) -> Sequence[Row]:
    """ASSUMED: replies and notes are in the order of time, the other way round if so asked."""
    _, down = order(call, ("id", "created_at", "updated_at"), "created_at")
    return rows[::-1] if down else rows


def replies(call: Call, case: str) -> Response:
    row, thread = call.case(case)
    return list_response(call, _ordered(call, thread.replies), lambda r: render.spoken(call, row, r))


def reply(call: Call, case: str, number: int) -> Response:
    row, thread = call.case(case)
    return json_response(render.spoken(call, row, part(thread.replies, number)))


def draft(call: Call, case: str) -> Response:
    """ASSUMED: 404 where there is none."""
    row, thread = call.case(case)
    if thread.draft is None:
        raise not_found()
    return json_response(render.spoken(call, row, thread.draft))


def notes(call: Call, case: str) -> Response:
    row, thread = call.case(case)
    return list_response(call, _ordered(call, thread.notes), lambda n: render.note(call, row, n))


def note(call: Call, case: str, number: int) -> Response:
    row, thread = call.case(case)
    return json_response(render.note(call, row, part(thread.notes, number)))


def feed(call: Call, case: str) -> Response:
    """Message, replies and notes by time. ASSUMED: each in its own shape."""
    row, thread = call.case(case)
    spoken = {r.id for r in (thread.message, *thread.replies)}
    rows = [thread.message, *thread.replies, *thread.notes]
    rows.sort(key=lambda r: (r.data["created_at"], r.id not in spoken, r.id))
    return list_response(
        call,
        _ordered(call, rows),
        lambda r: render.spoken(call, row, r) if r.id in spoken else render.note(call, row, r),
    )


def history(call: Call, case: str) -> Response:
    _, thread = call.case(case)
    return list_response(call, thread.history, lambda e: render.event(call, e))


def event(call: Call, case: str, number: int) -> Response:
    _, thread = call.case(case)
    return json_response(render.event(call, part(thread.history, number)))


def labels(call: Call, case: str) -> Response:
    row, _ = call.case(case)
    known = call.world.small["labels"]
    numbers = [n for n in row.refs["labels"] if n in known]
    return list_response(call, numbers, lambda n: KINDS["labels"].show(call, known[n]))


def links(call: Call, case: str) -> Response:
    _, thread = call.case(case)
    return list_response(call, thread.links, lambda r: render.case_link(call, r))


def attachments(call: Call, case: str, owner: int | str | None = None) -> Response:
    """Of the case, or of its message, a reply or a note alone."""
    _, thread = call.case(case)
    rows = thread.attachments
    if owner == "message":
        rows = tuple(a for a in rows if not a.refs.get("reply") and not a.refs.get("note"))
    elif isinstance(owner, int):
        part((*thread.replies, *thread.notes), owner)
        rows = tuple(a for a in rows if owner in (a.refs.get("reply"), a.refs.get("note")))
    return list_response(call, rows, lambda a: render.attachment(call, a))


def message_attachments(call: Call, case: str) -> Response:
    return attachments(call, case, "message")


def part_attachments(call: Call, case: str, number: int) -> Response:
    return attachments(call, case, number)


def attachment(call: Call, case: str, number: int) -> Response:
    _, thread = call.case(case)
    return json_response(render.attachment(call, part(thread.attachments, number)))


def attachment_url(call: Call, case: str, number: int) -> Response:
    """The way to the file: a signed address that is good for some minutes (TAPE)."""
    _, thread = call.case(case)
    row = part(thread.attachments, number)
    name = f"file_original.{row.data['file_name'].rsplit('.', maxsplit=1)[-1]}"
    url = f"{STORAGE}/ticket_attachments/{row.id}/{name}?Expires={call.now + 300}&Signature=sandbox"
    page = f'<html><body>You are being <a href="{url}">redirected</a>.</body></html>'
    return Response(page, 302, {"Location": url}, content_type="text/html; charset=utf-8")


def part(rows: Sequence[Row], number: int) -> Row:
    """The row of a number, or 404."""
    found = next((row for row in rows if row.id == number), None)
    if found is None:
        raise not_found()
    return found
