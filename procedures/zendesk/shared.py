"""What several procedures of Zendesk take and give back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.errors import DataError
from helpsql.spec import BOOLEAN, INTEGER, JSON, TEXT, Parameter, Procedure, same

if TYPE_CHECKING:
    from helpsql.spec import Response

DOCS = "https://developer.zendesk.com/api-reference/ticketing"

TICKET = Parameter("ticket_id", INTEGER, "Ticket (tickets.id).", points_to=("tickets.id",))
USER = Parameter("user_id", INTEGER, "User (users.id).", points_to=("users.id",))
UPLOADS = Parameter(
    "uploads",
    JSON,
    "Files, an array of tokens from UploadFile.",
    required=False,
    body="comment.uploads",
    shape="array",
)
HTML = Parameter(
    "html_body",
    TEXT,
    "The same as HTML, which goes before the text.",
    required=False,
    body="comment.html_body",
)
AUTHOR = Parameter(
    "author_id",
    INTEGER,
    "User who says it (users.id); by default the one who calls.",
    required=False,
    body="comment.author_id",
)
CLOSING = Parameter("comment", TEXT, "Text of a comment to add.", required=False, body="comment.body")
CLOSING_PUBLIC = Parameter(
    "public",
    BOOLEAN,
    "Whether the comment goes to the requester; by default as the first comment of the ticket did.",
    required=False,
    body="comment.public",
)
COMMENT_ID = {"comment_id": "audit.events[type=Comment].id", "status": "ticket.status"}
STATUSES = same("new", "open", "pending", "hold", "solved", "closed")


def object_in(answer: Response, key: str, request: str) -> dict[str, Any]:
    """The object under a key of an answer; DataError when there is none."""
    found = answer.json.get(key) if isinstance(answer.json, dict) else None
    if not isinstance(found, dict):
        raise DataError(f"{request}: no {key} came back.", code="bad-shape")
    return found


def change(name: str, description: str, parameters: list[Parameter], **facts: Any) -> Procedure:
    """A procedure that is an update of one ticket. It may carry a comment, so it is not sent twice."""
    usual: dict[str, Any] = {
        "method": "PUT",
        "path": "/api/v2/tickets/{ticket_id}",
        "wrap": "ticket",
        "docs": f"{DOCS}/tickets/tickets/",
        "repeatable": False,
        "returns": ("ticket_id", "status"),
        "gives": {"status": "ticket.status"},
    }
    return Procedure(name, description, [TICKET, *parameters], **usual | facts)
