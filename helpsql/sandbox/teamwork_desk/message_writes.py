"""Messages, which are written below their ticket only; and files, which are uploaded in three steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.teamwork_desk import assumed, crud
from helpsql.sandbox.teamwork_desk.errors import bad, json_response, unset
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.storage import STORAGE_PATH
from helpsql.sandbox.teamwork_desk.values import EDIT_METHOD, choice, existing, objects, text, texts, truth
from helpsql.sandbox.teamwork_desk.world.table import base, ref, refs
from helpsql.sandbox.teamwork_desk.world.threads import KINDS, MESSAGE_DEFAULTS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call
    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket

Row = dict[str, Any]
WRITTEN_KINDS = ("message", "forward", "note")
_CODES = {KINDS[kind]: kind for kind in WRITTEN_KINDS}


def reply(call: Call, ticket_id: int) -> Response:
    """The body is bare; some clients wrap it."""
    ticket = call.ticket(ticket_id)
    given = call.body["message"] if isinstance(call.body.get("message"), dict) else call.body
    if not given.get("message"):
        raise unset("message")
    kind = _kind(given.get("threadType"))
    needed = assumed.FORWARD_NEEDS if kind == "forward" else ""
    if needed and not texts(needed, given.get(needed) or []):
        raise unset(needed)
    found = _changes(call, given)
    row = add_message(call, ticket, given, kind, ("users", call.agent))
    draft = row["isDraft"]
    count = ticket.message_count + (kind == "message" and not draft)
    me = ("users", call.agent)
    call.world.put_ticket(replace(ticket, message_count=count, updated=call.now, updater=me, **found))
    return json_response({"message": row, "included": {}}, assumed.CREATED)


def _kind(given: Any) -> str:
    """Lower case on the wire, or a documented code; a missing one means a message (seen)."""
    if given is None:
        return "message"
    if isinstance(given, int) and given in _CODES:
        return _CODES[given]
    return str(choice(*WRITTEN_KINDS)("threadType", given))


def _changes(call: Call, given: Row) -> Row:
    """The new status and assignee of the ticket, where they were sent."""
    found: Row = {}
    for name, table in (("status", "ticketstatuses"), ("agent", "users")):
        if given.get(name) is not None:
            found[name] = existing(call.world, table, name, given[name])
    return found


def add_message(call: Call, ticket: Ticket, given: Row, kind: str, author: tuple[str, int]) -> Row:
    """A new message in its ticket."""
    body = text("message", given["message"])
    table = call.world.messages
    row = base(table.new_id(), call.stamp, call.stamp) | {
        **MESSAGE_DEFAULTS,
        "ticket": ref("tickets", ticket.id),
        "threadType": kind,
        "htmlBody": body if body.startswith("<") else f"<div>{body}</div>",
        "textBody": body,
        "files": refs("files", file_ids(call, given.get("files") or [])),
        **{name: texts(name, given.get(name) or []) or None for name in ("cc", "bcc")},
        **{name: truth(name, given.get(name) or False) for name in ("isDraft", "isPinned")},
        "editMethod": EDIT_METHOD("editMethod", given.get("editMethod") or "html"),
        "contact": ref("contacts", ticket.contact) if author[0] == "customers" else None,
        "assigningUser": ref("users", ticket.agent),
        "createdBy": ref(*author),
        "updatedBy": ref(*author),
    }
    table.put(row["id"], row)
    call.world.changed()
    return row


def _settle(_call: Call, row: Row, given: Row) -> Row:
    if given.get("message") is None:
        return row
    body = text("message", given["message"])
    return row | {"htmlBody": body if body.startswith("<") else f"<div>{body}</div>", "textBody": body}


MESSAGES = crud.Kind(
    "messages",
    ("message",),
    {"isPinned": truth, "cc": texts, "bcc": texts},
    MESSAGE_DEFAULTS,
    settle=_settle,
    verbs="update delete",
)


def update(call: Call, message_id: int) -> Response:
    """`message` holds the row when it is an object, the text when the body is bare."""
    row = call.row("messages", message_id)
    call.ticket(row["ticket"]["id"])
    return crud.shown(
        call, MESSAGES, crud.change(call, MESSAGES, row, call.wrapped("message")), assumed.CHANGED
    )


def delete(call: Call, message_id: int) -> Response:
    call.ticket(call.row("messages", message_id)["ticket"]["id"])
    return crud.delete(call, "messages", message_id)


# Files -----------------------------------------------------------------------------------------


def file_ids(call: Call, given: Any) -> list[int]:
    """The ids of `[{"id"}]`; each must be there."""
    found = []
    for item in objects("files", given):
        row = call.world.tables["files"].get(item.get("id") or 0)
        arrived = row is not None and (row["state"] == "active" or not assumed.FILES_MUST_HAVE_ARRIVED)
        if not arrived:
            raise bad("does not exist", "files")
        found.append(row["id"])
    return found


def make_file(call: Call, name: str, kind: str, state: str = "active", size: int = 0) -> Row:
    table = call.world.tables["files"]
    row_id = table.new_id()
    row: Row = base(row_id, call.stamp, call.stamp, call.agent) | {
        "filename": name,
        "mimeType": kind,
        "size": size,
        "disposition": "attachment",
        "type": "attachment",
        "state": state,
    }
    return crud.keep(call, "files", row)


def reserve(call: Call) -> Response:
    """Step one: a place in the store, and the form to send there."""
    given = call.wrapped("file")
    for name in ("filename", "mimeType"):
        if not given.get(name):
            raise unset(name)
    choice("attachment")("type", given.get("type", "attachment"))
    row = make_file(
        call, text("filename", given["filename"]), text("mimeType", given["mimeType"]), "inactive"
    )
    key = f"uploads/{Dice(call.world.seed, 'upload', row['id']).bits():016x}/{row['filename']}"
    params = {"Content-Type": row["mimeType"], "bucket": "desk-demo", "key": key, "policy": "demo"}
    signed = {"x-amz-algorithm": "AWS4-HMAC-SHA256", "x-amz-credential": "demo", "x-amz-signature": "demo"}
    params |= {"success_action_status": "201", "x-amz-date": call.stamp, **signed}
    url = f"{call.request.base}{STORAGE_PATH}"
    return json_response({"url": url, "params": params, "file": row}, assumed.CREATED)


def uploaded(call: Call, file_id: int) -> Response:
    """Step three: the file has arrived."""
    row = crud.keep(call, "files", {**call.row("files", file_id), "state": "active", "updatedAt": call.stamp})
    return json_response({"file": row, "included": None}, assumed.CHANGED)


ENDPOINTS = [
    Endpoint("POST", "tickets/*/messages", reply),
    *(Endpoint(verb, "messages/*", update) for verb in crud.UPDATES),
    Endpoint("DELETE", "messages/*", delete),
    Endpoint("POST", "files/ref", reserve),
    Endpoint("PATCH", "files/*", uploaded),
]
