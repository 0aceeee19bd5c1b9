"""Writes under a case: message, replies, draft, notes, attachments, links, forwarding, macro previews."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import drafts, render, speech, values
from helpsql.sandbox.desk_com.case_parts import part
from helpsql.sandbox.desk_com.errors import Refusal, invalid, json_response, no_content, not_found
from helpsql.sandbox.desk_com.world.rows import Row, Thread

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record

CHANGEABLE = ("draft", "pending")


def made(call: Call, record: Record) -> Response:
    """201 with the address of the new row."""
    response = json_response(record, 201)
    response.headers["Location"] = f"{call.request.base}{record['_links']['self']['href']}"
    return response


# Message, replies, draft -------------------------------------------------------------------------


def create_reply(call: Call, case: str) -> Response:
    row, thread = call.case(case)
    row, thread = speech.new_reply(call, row, thread, call.body)
    call.world.put_case(row, thread)
    return made(call, render.spoken(call, row, thread.replies[-1]))


def update_reply(call: Call, case: str, number: int) -> Response:
    """ASSUMED: of a reply that has left, only `hidden` changes."""
    row, thread = call.case(case)
    reply = part(thread.replies, number)
    new = _changed(call, reply)
    if new is reply:
        return json_response(render.spoken(call, row, reply))
    replies = tuple(new if r.id == number else r for r in thread.replies)
    return _stored(call, row, thread.changed(replies=replies), new)


def delete_reply(call: Call, case: str, number: int) -> Response:
    """ASSUMED: drafts only."""
    row, thread = call.case(case)
    if part(thread.replies, number).data["status"] != "draft":
        raise Refusal(405)
    thread = thread.changed(replies=tuple(r for r in thread.replies if r.id != number))
    call.world.put_case(speech.after_speech(call, row, thread), thread)
    return no_content()


def update_message(call: Call, case: str) -> Response:
    row, thread = call.case(case)
    new = _changed(call, thread.message, free=True)
    if new is thread.message:
        return json_response(render.spoken(call, row, new))
    return _stored(call, row, thread.changed(message=new), new)


def _stored(call: Call, row: Row, thread: Thread, shown: Row) -> Response:
    row = speech.after_speech(call, row, thread)
    call.world.put_case(row, thread)
    return json_response(render.spoken(call, row, shown))


def _changed(call: Call, old: Row, *, free: bool = False) -> Row:
    """The row after a change; itself where the body holds nothing that is known."""
    given = drafts.read(call.body, speech.COLUMNS)
    refs = drafts.read_links(call, call.body, speech.LINKS)
    if not given and not refs:
        return old
    if not free and old.data["status"] not in CHANGEABLE:
        for name in given:
            if name != "hidden":
                raise invalid(name)
    data: Record = {**given, "updated_at": call.stamp}
    if "hidden" in given:
        data["hidden_at"] = call.stamp if given["hidden"] else None
        refs["hidden_by"] = call.caller.id if given["hidden"] else None
    if given.get("status") == "sent" and old.data["sent_at"] is None:
        data["sent_at"] = call.stamp
    return old.changed(data, refs)


def create_draft(call: Call, case: str) -> Response:
    """ASSUMED: 409 where a draft is there already."""
    row, thread = call.case(case)
    if thread.draft is not None:
        raise Refusal(409)
    body = call.body | {"status": "draft", "direction": "out"}
    draft = speech.new_spoken(call, row, body, call.world.new_id()).changed(refs={"is_draft": True})
    thread = thread.changed(draft=draft)
    call.world.put_case(row.changed({"updated_at": call.stamp}), thread)
    return made(call, render.spoken(call, row, draft))


def update_draft(call: Call, case: str) -> Response:
    """With status `pending` or `sent` the draft leaves: it is a reply from then on."""
    row, thread = call.case(case)
    if thread.draft is None:
        raise not_found()
    new = _changed(call, thread.draft)
    if new is thread.draft:
        return json_response(render.spoken(call, row, new))
    if new.data["status"] == "draft":
        return _stored(call, row, thread.changed(draft=new), new)
    drafts.need(new.data, "body")
    sent = new.changed(refs={"is_draft": False, "sent_by": call.caller.id})
    return _stored(call, row, thread.changed(draft=None, replies=(*thread.replies, sent)), sent)


# Notes, attachments, links -----------------------------------------------------------------------


def create_note(call: Call, case: str) -> Response:
    row, thread = call.case(case)
    row, thread = _noted(call, row, thread, call.body)
    call.world.put_case(row, thread)
    return made(call, render.note(call, row, thread.notes[-1]))


def _noted(call: Call, row: Row, thread: Thread, body: Record) -> tuple[Row, Thread]:
    given = drafts.read(body, {"body": values.text, "created_at": values.time})
    drafts.need(given, "body")
    at = given.get("created_at") or call.stamp
    data = {"body": given["body"], "created_at": at, "updated_at": call.stamp, "erased_at": None}
    refs = {"case": row.id, "user": call.caller.id, "erased_by": None}
    thread = thread.changed(notes=(*thread.notes, Row(call.world.new_id(), data, refs)))
    moved = {"updated_at": call.stamp, "changed_at": call.stamp, "active_notes_count": len(thread.notes)}
    return row.changed(moved), thread


def create_attachment(call: Call, case: str, number: int | None = None) -> Response:
    """On the case, or on one of its replies or notes."""
    row, thread = call.case(case)
    owners: Record = {"reply": None, "note": None}
    if number is not None:
        own = part((*thread.replies, *thread.notes), number)
        owners["note" if own in thread.notes else "reply"] = number
    new = _attachment(call, row, owners)
    thread = thread.changed(attachments=(*thread.attachments, new))
    moved = {"updated_at": call.stamp, "active_attachments_count": len(thread.attachments)}
    call.world.put_case(row.changed(moved), thread)
    return made(call, render.attachment(call, new))


def _attachment(call: Call, row: Row, owners: Record) -> Row:
    texts = {"file_name": values.text, "content_type": values.text, "content": values.text}
    given = drafts.read(call.body, texts)
    drafts.need(given, "file_name", "content")
    try:
        size = len(b64decode(given["content"], validate=True))
    except ValueError as error:
        raise invalid("content") from error
    data = {
        "file_name": given["file_name"],
        "content_type": given.get("content_type") or "application/octet-stream",
        "size": size,
        "erased_at": None,
        "created_at": call.stamp,
        "updated_at": call.stamp,
    }
    return Row(call.world.new_id(), data, {"case": row.id, "uploaded_by": call.caller.id, **owners})


def create_link(call: Call, case: str) -> Response:
    """ASSUMED: the other case is named by the link `linked_case`."""
    row, thread = call.case(case)
    other = drafts.read_links(call, call.body, {"linked_case": "cases"}).get("linked_case")
    if other is None:
        raise invalid("_links.linked_case", "blank")
    data = {"created_at": call.stamp, "updated_at": call.stamp}
    new = Row(call.world.new_id(), data, {"case": row.id, "linked_case": other})
    call.world.put_case(row, thread.changed(links=(*thread.links, new)))
    return made(call, render.case_link(call, new))


def delete_link(call: Call, case: str, number: int) -> Response:
    row, thread = call.case(case)
    part(thread.links, number)
    call.world.put_case(row, thread.changed(links=tuple(r for r in thread.links if r.id != number)))
    return no_content()


# Forwarding, macros ------------------------------------------------------------------------------


def forward(call: Call, case: str) -> Response:
    """The message to somebody else, and a note. ASSUMED: it shows as a reply of its own."""
    row, thread = call.case(case)
    given = drafts.read(call.body, {"to": values.text, "note_text": values.text})
    drafts.need(given, "to")
    body = {
        "to": given["to"],
        "body": thread.message.data["body"] or " ",
        "subject": f"Fwd: {row.data['subject'] or ''}",
    }
    row, thread = speech.new_reply(call, row, thread, body)
    if given.get("note_text"):
        row, thread = _noted(call, row, thread, {"body": given["note_text"]})
    call.world.put_case(row, thread)
    return made(call, render.spoken(call, row, thread.replies[-1]))


def preview_macros(call: Call, case: str) -> Response:
    """What macros would change, without changing it. ASSUMED: the shape, a `case` with its changes."""
    row, _ = call.case(case)
    given = call.body.get("_links")
    links = given.get("macros") if isinstance(given, dict) else None
    if not isinstance(links, list) or not links:
        raise invalid("_links.macros", "blank")
    found: dict[str, Any] = {}
    for link in links:
        number = values.number_of("macros", link)
        call.small("macros", number)
        for action in call.world.macro_actions.get(number or 0, {}).values():
            name = action.data["type"].removeprefix("set-case-")
            found[name] = int(action.data["value"]) if name == "priority" else action.data["value"]
    links_out = {"case": call.link(f"cases/{row.id}", "case")}
    return json_response({"case": found, "_links": links_out})
