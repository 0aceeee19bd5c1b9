"""Ratings by id, and the Beacon chats of `/chat/v1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.errors import not_found
from helpsql.sandbox.helpscout.render import Renderer, plain, preview
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.records import Actor, Conversation, Thread
    from helpsql.sandbox.helpscout.world import World

_CHAT_ID = "00000000-0000-4000-8000-"
_BEACON = "00000000-0000-4000-9000-000000000001"


def get_rating(call: Call, rating_id: int) -> Response:
    """ASSUMED: a rating has the id of the thread that was rated, since no list tells another."""
    record = call.world.conversation(rating_id // 100)
    thread = next((t for t in record.threads if t.id == rating_id), None) if record else None
    if record is None or thread is None or thread.rating is None:
        raise not_found()
    return hal.resource(_rating(call.world, record, thread))


def _rating(world: World, record: Conversation, thread: Thread) -> dict[str, Any]:
    rating = thread.rating
    assert rating is not None
    user, customer = world.staff(thread.by.id), world.customers.get(record.customer_id)
    shown: dict[str, Any] = {
        "id": thread.id,
        "threadId": thread.id,
        "conversationId": record.id,
        "conversationNumber": record.number,
        "mailboxId": record.mailbox_id,
        "rating": rating.rating,
        "comments": rating.comments,
        "createdAt": stamp(rating.at),
        "modifiedAt": stamp(rating.at),
        "user": {"id": thread.by.id},
        "customer": {"id": record.customer_id},
    }
    if user:
        shown["user"] |= {"email": user.email, "firstName": user.first_name, "lastName": user.last_name}
    if customer:
        given = {
            "email": customer.email,
            "firstName": customer.first_name,
            "lastName": customer.last_name,
            "photoUrl": customer.photo_url,
        }
        shown["customer"] |= {name: value for name, value in given.items() if value is not None}
    return shown


# Chats: ASSUMED in most of their shape; the id of a chat ends with that of its conversation.


def _chat(call: Call, chat_id: str) -> Conversation:
    digits = chat_id.removeprefix(_CHAT_ID)
    record = call.world.conversation(int(digits)) if digits.isdecimal() and len(digits) == 12 else None
    if record is None or record.type != "chat":
        raise not_found()
    return record


def get_chat(call: Call, chat_id: str) -> Response:
    record = _chat(call, chat_id)
    renderer = Renderer(call.world, call.origin)
    shown: dict[str, Any] = {
        "id": chat_id,
        "beaconId": _BEACON,
        "mailboxId": record.mailbox_id,
        "createdAt": stamp(record.created),
        "customer": renderer.person(record.by),
        "preview": preview(record),
        "tags": [call.world.tags[tag].name for tag in record.tags],
        "timeline": [],
    }
    if record.assignee:
        shown["assignee"] = renderer.person(record.assignee)
    return hal.resource(shown)


def list_events(call: Call, chat_id: str) -> Response:
    record = _chat(call, chat_id)
    renderer = Renderer(call.world, call.origin)
    shown = [_event(renderer, thread.by, thread) for thread in record.threads]
    return hal.sub_collection(call.request, "events", shown)


def _event(renderer: Renderer, by: Actor, thread: Thread) -> dict[str, Any]:
    return {
        "type": "message-added",
        "action": "message-added",
        "author": renderer.person(by),
        "body": plain(thread.body),
        "createdAt": stamp(thread.at),
    }


ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("GET", "/v2/ratings/<int:rating_id>", get_rating),
    ("GET", "/chat/v1/<chat_id>", get_chat),
    ("GET", "/chat/v1/<chat_id>/events", list_events),
]
