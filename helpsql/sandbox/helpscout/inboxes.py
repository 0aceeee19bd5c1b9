"""Reading inboxes: folders, custom fields, saved replies, routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.directory import paged
from helpsql.sandbox.helpscout.errors import json_response, not_found
from helpsql.sandbox.helpscout.folders import key_in
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.folders import Folder
    from helpsql.sandbox.helpscout.holdings import (
        FieldDefinition,
        Mailbox,
        SavedReply,
    )


def _mailbox(call: Call, m: Mailbox) -> dict[str, Any]:
    here = call.href(f"/v2/mailboxes/{m.id}")
    links = {"fields": f"{here}/fields/", "folders": f"{here}/folders/", "self": here}
    return {
        "id": m.id,
        "name": m.name,
        "slug": m.slug,
        "email": m.email,
        "createdAt": stamp(m.created),
        "updatedAt": stamp(m.updated),
        "_links": {name: hal.link(href) for name, href in links.items()},
    }


def list_mailboxes(call: Call) -> Response:
    return paged(call, "mailboxes", list(call.world.mailboxes.values()), _mailbox)


def mailbox(call: Call, mailbox_id: int) -> Mailbox:
    found = call.world.mailboxes.get(mailbox_id)
    if found is None:
        raise not_found()
    return found


def get_mailbox(call: Call, mailbox_id: int) -> Response:
    return hal.resource(_mailbox(call, mailbox(call, mailbox_id)))


def list_folders(call: Call, mailbox_id: int) -> Response:
    mailbox(call, mailbox_id)
    counts = call.world.folder_counts()
    shown = [_folder(folder, counts) for folder in call.world.folders_of(mailbox_id)]
    return hal.sub_collection(call.request, "folders", shown, page=True)


def _folder(folder: Folder, counts: dict[Any, int]) -> dict[str, Any]:
    inside = [(key, count) for key, count in counts.items() if key_in(key, folder)]
    return {
        "id": folder.id,
        "name": folder.name,
        "type": folder.type,
        "userId": folder.user_id,
        "totalCount": sum(count for _, count in inside),
        "activeCount": sum(count for key, count in inside if key[3]),
        "updatedAt": stamp(WORLD_DATE - folder.id % 9 * DAY),
    }


def list_fields(call: Call, mailbox_id: int) -> Response:
    mailbox(call, mailbox_id)
    return paged(call, "fields", [f for f in call.world.fields if f.mailbox_id == mailbox_id], _field)


def _field(_call: Call, f: FieldDefinition) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": f.id,
        "required": f.required,
        "order": f.order,
        "type": f.type,
        "name": f.name,
    }
    if f.options:  # ASSUMED: other types have no options member
        options = enumerate(f.options, 1)
        shown["options"] = [{"id": i, "order": order, "label": label} for order, (i, label) in options]
    return shown


def list_saved_replies(call: Call, mailbox_id: int) -> Response:
    """A bare array. ASSUMED: replies for chats alone come only with includeChatReplies."""
    mailbox(call, mailbox_id)
    chats = call.params.flag("includeChatReplies")
    call.params.check()
    own = [r for r in call.world.saved_replies.values() if r.mailbox_id == mailbox_id]
    shown = [_saved_reply(r) for r in own if chats or r.text is not None]
    return json_response(shown, content_type="application/json")


def get_saved_reply(call: Call, mailbox_id: int, reply_id: int) -> Response:
    reply = saved_reply(call, mailbox_id, reply_id)
    texts = {"text": reply.text, "chatText": reply.chat_text}
    shown = _saved_reply(reply) | {name: text for name, text in texts.items() if text is not None}
    return json_response(shown, content_type="application/json")


def saved_reply(call: Call, mailbox_id: int, reply_id: int) -> SavedReply:
    mailbox(call, mailbox_id)
    found = call.world.saved_replies.get(reply_id)
    if found is None or found.mailbox_id != mailbox_id:
        raise not_found()
    return found


def _saved_reply(r: SavedReply) -> dict[str, Any]:
    previews = {"preview": r.text, "chatPreview": r.chat_text}
    shown: dict[str, Any] = {"id": r.id, "name": r.name}
    shown |= {name: _shorten(text) for name, text in previews.items() if text is not None}
    return shown | {"createdAt": stamp(r.created), "updatedAt": stamp(r.updated)}


def _shorten(text: str) -> str:
    return text.replace("<p>", "").replace("</p>", "")[:60]


def get_routing(call: Call, mailbox_id: int) -> Response:
    mailbox(call, mailbox_id)
    return hal.resource(routing_of(call, mailbox_id))


def routing_of(call: Call, mailbox_id: int) -> dict[str, Any]:
    users = list(call.world.users)[:4]
    default = {
        "state": "enabled" if mailbox_id % 2 else "disabled",
        "assignmentLimit": 10,
        "assignmentMethod": "round_robin" if mailbox_id % 2 else "balanced",
        "userIds": users,
        "rotation": users,
    }
    return call.world.routing.get(mailbox_id, default)


ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/v2/mailboxes", list_mailboxes),
    ("GET", "/v2/mailboxes/<int:mailbox_id>", get_mailbox),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/folders", list_folders),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/fields", list_fields),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/saved-replies", list_saved_replies),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/saved-replies/<int:reply_id>", get_saved_reply),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/routing", get_routing),
]
