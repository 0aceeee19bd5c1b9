"""Uploads and attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk import render
from helpsql.sandbox.zendesk.crud import no_content
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import json_response, missing, not_found
from helpsql.sandbox.zendesk.ids import SMALL, ticket_id
from helpsql.sandbox.zendesk.world.story import attachment

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

GOOD_FOR = 3600
_FIRST_SEEDED = 4000


def upload(call: Call) -> Response:
    """Raw bytes; with `token` the file joins an earlier upload."""
    name = call.params.required("filename")
    data = call.request.get_data()
    if not data:
        raise missing("uploaded_data")
    number = call.world.new_id()
    kind = call.request.mimetype or "application/octet-stream"
    new = attachment(number, name, kind, len(data)) | {"malware_scan_result": "not_scanned"}
    call.world.attachments[number] = new
    token = call.params.text("token") or f"upload{number:x}"
    kept = call.world.small["uploads"].get(token, {"attachments": []})
    call.world.small["uploads"][token] = {
        "attachments": [*kept["attachments"], new],
        "expires": call.now + GOOD_FOR,
    }
    shown = [render.attachment(call, a) for a in call.world.small["uploads"][token]["attachments"]]
    body = {
        "token": token,
        "expires_at": stamp(call.now + GOOD_FOR),
        "attachment": shown[-1],
        "attachments": shown,
    }
    return json_response({"upload": body}, 201)


def delete_upload(call: Call, token: str) -> Response:
    if call.world.small["uploads"].pop(token, None) is None:
        raise not_found()
    return no_content()


def show(call: Call, attachment_id: int) -> Response:
    found = call.world.attachments.get(attachment_id) or _seeded(call, attachment_id)
    if found is None:
        raise not_found()
    return json_response({"attachment": render.attachment(call, found)})


def _seeded(call: Call, attachment_id: int) -> Record | None:
    index = SMALL.index(attachment_id) - _FIRST_SEEDED
    if not 0 <= index < call.world.timeline.tickets:
        return None
    ticket = call.world.ticket(ticket_id(index))
    comments = call.world.comments(ticket) if ticket else []
    return next((a for c in comments for a in c["attachments"] if a["id"] == attachment_id), None)


ENDPOINTS = [
    Endpoint("POST", "/uploads", upload, "filename token"),
    Endpoint("DELETE", "/uploads/<string:token>", delete_upload),
    Endpoint("GET", "/attachments/<int:attachment_id>", show),
]
