"""Comments and the files in them."""

from __future__ import annotations

import base64
import binascii
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpsql.errors import DataError
from helpsql.spec import BOOLEAN, EMPTY, INTEGER, TEXT, Parameter, Procedure, Request, same
from procedures.zendesk.shared import AUTHOR, COMMENT_ID, DOCS, HTML, TICKET, UPLOADS, change, object_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Steps

BODY = Parameter("body", TEXT, "The text.", body="comment.body")

reply = change(
    "ReplyToTicket",
    "Replies to a ticket; unless public is false the requester gets a mail.",
    [
        BODY,
        Parameter(
            "public",
            BOOLEAN,
            "Whether the requester sees it; true unless given.",
            required=False,
            body="comment.public",
            default=True,
        ),
        Parameter(
            "status",
            TEXT,
            "Status the ticket gets: open, pending, hold or solved.",
            required=False,
            values=same("open", "pending", "hold", "solved"),
        ),
        Parameter("assignee_id", INTEGER, "Agent the ticket is assigned to (users.id).", required=False),
        HTML,
        AUTHOR,
        UPLOADS,
    ],
    returns=("ticket_id", "comment_id", "status"),
    gives=COMMENT_ID,
)

note = change(
    "AddNote",
    "Adds a private comment, which the requester does not see.",
    [BODY, HTML, AUTHOR, UPLOADS],
    fixed={"comment.public": False},
    returns=("ticket_id", "comment_id", "status"),
    gives=COMMENT_ID,
)

make_private = Procedure(
    "MakeCommentPrivate",
    "Makes a public comment private; this cannot be undone.",
    method="PUT",
    path="/api/v2/tickets/{ticket_id}/comments/{comment_id}/make_private",
    style=EMPTY,
    returns=("ticket_id", "comment_id"),
    docs=f"{DOCS}/tickets/ticket_comments/",
    parameters=[TICKET, Parameter("comment_id", INTEGER, "Comment of that ticket (ticket_comments.id).")],
)

redact_comment = Procedure(
    "RedactComment",
    "Blacks out a text in a comment for good.",
    method="PUT",
    path="/api/v2/tickets/{ticket_id}/comments/{comment_id}/redact",
    returns=("ticket_id", "comment_id"),
    docs=f"{DOCS}/tickets/ticket_comments/",
    parameters=[
        TICKET,
        Parameter("comment_id", INTEGER, "Comment of that ticket (ticket_comments.id)."),
        Parameter("text", TEXT, "The text to black out, as it stands in the comment."),
    ],
)

redact_attachment = Procedure(
    "RedactAttachment",
    "Removes a file from a comment for good.",
    method="PUT",
    path="/api/v2/tickets/{ticket_id}/comments/{comment_id}/attachments/{attachment_id}/redact",
    style=EMPTY,
    returns=("ticket_id", "comment_id", "attachment_id"),
    docs=f"{DOCS}/tickets/ticket-attachments/",
    parameters=[
        TICKET,
        Parameter("comment_id", INTEGER, "Comment of that ticket (ticket_comments.id)."),
        Parameter("attachment_id", INTEGER, "File of that comment (attachments.id)."),
    ],
)


def _content(filename: str, data: str | None) -> bytes:
    """What is to be uploaded. Without data the file itself is read, when the call is carried out."""
    if data is None:
        try:
            return Path(filename).expanduser().read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise DataError(
                f"zendesk.UploadFile: {filename} cannot be read: {reason}.",
                hint="Without data, filename is the path of a file.",
                code="bad-file",
            ) from error
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise DataError("zendesk.UploadFile: data is no base64.", code="bad-value") from error


def _upload(arguments: Mapping[str, Any]) -> Steps:
    filename, data = str(arguments["filename"]), arguments["data"]
    guessed = guess_type(filename)[0] or "application/octet-stream"
    answer = yield Request(
        "POST",
        "/api/v2/uploads",
        params={"filename": Path(filename).name if data is None else filename},
        content=_content(filename, data),
        headers={"Content-Type": str(arguments["content_type"] or guessed)},
        repeatable=True,  # a second upload leaves a token that nobody uses
    )
    upload = object_in(answer, "upload", "POST /api/v2/uploads")
    attachment = upload.get("attachment") or {}
    return [
        {
            "token": upload.get("token"),
            "expires_at": upload.get("expires_at"),
            "attachment_id": attachment.get("id"),
        }
    ]


upload_file = Procedure(
    "UploadFile",
    "Uploads a file and gives the token by which a comment takes it, within an hour.",
    steps=_upload,
    returns=("token", "expires_at", "attachment_id"),
    docs=f"{DOCS}/tickets/ticket-attachments/",
    parameters=[
        Parameter("filename", TEXT, "Name of the file; its path where no data is given."),
        Parameter("data", TEXT, "Content in base64; unless given, the file itself is read.", required=False),
        Parameter(
            "content_type",
            TEXT,
            "Media type, such as image/png; as the name tells unless given.",
            required=False,
        ),
    ],
)
