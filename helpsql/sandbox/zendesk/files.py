"""The bytes behind `content_url`, which stands outside the API: whoever has the link may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from helpsql.sandbox.zendesk.errors import Refusal
from helpsql.sandbox.zendesk.ids import SMALL, ticket_id

if TYPE_CHECKING:
    from helpsql.sandbox.app import Request
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]

ROOT = "/attachments/token/"
_FIRST_SEEDED = 4000
_DOT = bytes.fromhex(
    "ffdb0043000302020202020302020203030303040604040404040806060506090"
    "80a0a090809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010"
    "ffc9000b080001000101011100ffcc000600101005ffda0008010100003f00d2cf20ffd9"
)
"""A picture of one grey dot, behind the two bytes that every JPEG begins with."""


def answer(world: World, request: Request) -> Response:
    """`GET /attachments/token/{token}/?name=`: the file, as it was uploaded."""
    token = request.path.removeprefix(ROOT).strip("/")
    record = _by_token(world, token) if request.method in ("GET", "HEAD") else None
    if record is None:
        # ASSUMED: what a link without a file answers.
        raise Refusal(404, "<html><body>The page you were looking for doesn't exist</body></html>")
    response = Response(content(world, record), mimetype=record["content_type"])
    response.headers["Content-Disposition"] = "attachment"
    return response


def content(world: World, record: Record) -> bytes:
    """As many bytes as the attachment's `size` says."""
    kept = world.files.get(record["id"])
    return picture(record["size"]) if kept is None else kept


def picture(size: int) -> bytes:
    """A small JPEG, made `size` bytes long by a comment in it."""
    comment = size - 2 - len(_DOT) - 2
    return b"\xff\xd8\xff\xfe" + comment.to_bytes(2, "big") + bytes(comment - 2) + _DOT


def _by_token(world: World, token: str) -> Record | None:
    try:
        return find(world, int(token, 16))
    except ValueError:
        return None


def find(world: World, attachment_id: int) -> Record | None:
    """An uploaded attachment, or a seeded one; None for one of a ticket that is deleted."""
    return world.attachments.get(attachment_id) or _seeded(world, attachment_id)


def _seeded(world: World, attachment_id: int) -> Record | None:
    index = SMALL.index(attachment_id) - _FIRST_SEEDED
    if not 0 <= index < world.timeline.tickets:
        return None
    ticket = world.ticket(ticket_id(index))
    comments = world.comments(ticket) if ticket else []
    return next((a for c in comments for a in c["attachments"] if a["id"] == attachment_id), None)


def redact(world: World, record: Record) -> None:
    """Put the record of a redacted attachment in the file's stead."""
    world.attachments[record["id"]] = record
    world.files[record["id"]] = b" " * record["size"]
