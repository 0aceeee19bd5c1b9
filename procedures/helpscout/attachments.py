"""Files of threads, up and down."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from helpsql.errors import DataError
from helpsql.spec import INTEGER, TEXT, Parameter, Procedure, Request, Steps
from procedures.helpscout.shared import CONVERSATION, DOCS, THREAD

create_attachment = Procedure(
    "CreateAttachment",
    "Attaches a file to a thread.",
    method="POST",
    path="/v2/conversations/{conversationId}/threads/{threadId}/attachments",
    docs=f"{DOCS}/conversations/attachments/create/",
    parameters=[
        CONVERSATION,
        THREAD,
        Parameter("fileName", TEXT, "Name of the file."),
        Parameter("mimeType", TEXT, "Media type, such as image/png."),
        Parameter("data", TEXT, "Content in base64."),
    ],
)


def _download_attachment(arguments: Mapping[str, Any]) -> Steps:
    conversation, attachment = arguments["conversationId"], arguments["attachmentId"]
    path = f"/v2/conversations/{conversation}/attachments/{attachment}/data"
    answer = yield Request("GET", path)
    try:
        data = base64.b64decode(answer.json["data"], validate=True)
    except (TypeError, KeyError, binascii.Error) as error:
        raise DataError(f"GET {path}: no content in base64 came back.", code="bad-shape") from error
    return [{"ConversationId": conversation, "AttachmentId": attachment, "Data": data}]


download_attachment = Procedure(
    "DownloadAttachment",
    "Gives the bytes of an attachment.",
    steps=_download_attachment,
    returns=("ConversationId", "AttachmentId", "Data"),
    docs=f"{DOCS}/conversations/attachments/get-data/",
    writes=False,
    parameters=[
        CONVERSATION,
        Parameter("attachmentId", INTEGER, "Attachment of that conversation (ConversationAttachments.Id)."),
    ],
)
