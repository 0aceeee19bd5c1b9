"""Uploading: a reference is made, the content goes to the storage that it names, then the file is ready."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from helpsql.errors import DataError
from helpsql.spec import BOOLEAN, TEXT, Parameter, Procedure, Request, Response, Steps
from procedures.teamwork_desk.shared import API, DOCS
from vtables.teamwork_desk.assumed import UPLOADED

_LINE = b"\r\n"


def _upload_file(arguments: Mapping[str, Any]) -> Steps:
    content = _decoded(arguments["data"])
    about = {
        "type": "attachment",
        "filename": arguments["fileName"],
        "mimeType": arguments["mimeType"],
        "disposition": "attachment-inline" if arguments["inline"] else "attachment",
    }
    answer = yield Request("POST", f"{API}/files/ref.json", body=about)
    number, url, fields = _place(answer)
    kind, form = _form(fields, str(arguments["fileName"]), content)
    yield Request("POST", url, content=form, headers={"Content-Type": kind}, elsewhere=True, raw=True)
    yield Request("PATCH", f"{API}/files/{number}.json", body={UPLOADED: {"id": number}})
    return [{"Id": number, "FileName": arguments["fileName"]}]


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (ValueError, binascii.Error):
        raise DataError("UploadFile: data is not base64.", code="bad-value") from None


def _place(answer: Response) -> tuple[int, str, Mapping[str, Any]]:
    """The file's number, where its content goes, and the fields that go with it."""
    try:
        body = answer.json
        return int(body["file"]["id"]), str(body["url"]), dict(body["params"])
    except (TypeError, KeyError, ValueError) as error:
        raise DataError(
            "UploadFile: POST files/ref.json told no place for the content.", code="bad-shape"
        ) from error


def _form(fields: Mapping[str, Any], name: str, content: bytes) -> tuple[str, bytes]:
    """Content type and body of a form with a file; the storage wants the file last."""
    mark = hashlib.sha256(content).hexdigest()[:32]
    parts = [_part(mark, f'name="{field}"', str(value).encode()) for field, value in fields.items() if value]
    safe = name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
    parts.append(_part(mark, f'name="file"; filename="{safe}"', content))
    return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--".encode() + _LINE


def _part(mark: str, disposition: str, content: bytes) -> bytes:
    head = f"--{mark}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode()
    return head + content + _LINE


upload_file = Procedure(
    "UploadFile",
    "Uploads a file, which a ticket or a reply can then name by its number.",
    steps=_upload_file,
    returns=("Id", "FileName"),
    docs=f"{DOCS}/files",
    parameters=[
        Parameter("fileName", TEXT, "Name of the file."),
        Parameter("mimeType", TEXT, "Media type, such as image/png."),
        Parameter("data", TEXT, "Content in base64."),
        Parameter("inline", BOOLEAN, "Whether it stands within the text.", required=False),
    ],
)
