"""Uploads and attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk import render
from helpsql.sandbox.zendesk.crud import no_content
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import json_response, missing, not_found
from helpsql.sandbox.zendesk.files import find
from helpsql.sandbox.zendesk.world.story import attachment

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

GOOD_FOR = 3600


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
    call.world.files[number] = data
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
    found = call.world.small["uploads"].pop(token, None)
    if found is None:
        raise not_found()
    for one in found["attachments"]:
        del call.world.attachments[one["id"]], call.world.files[one["id"]]
    return no_content()


def show(call: Call, attachment_id: int) -> Response:
    found = find(call.world, attachment_id)
    if found is None:
        raise not_found()
    return json_response({"attachment": render.attachment(call, found)})


ENDPOINTS = [
    Endpoint("POST", "/uploads", upload, "filename token"),
    Endpoint("DELETE", "/uploads/<string:token>", delete_upload),
    Endpoint("GET", "/attachments/<int:attachment_id>", show),
]
