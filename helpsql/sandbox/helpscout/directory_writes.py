"""Writing the small things: webhooks, users, teams, routing, saved replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.account import OWNER
from helpsql.sandbox.helpscout.directory import webhook
from helpsql.sandbox.helpscout.errors import Refusal, not_found
from helpsql.sandbox.helpscout.holdings import SavedReply, User, Webhook
from helpsql.sandbox.helpscout.inboxes import mailbox, routing_of, saved_reply
from helpsql.sandbox.helpscout.staff import status_of, user
from helpsql.sandbox.helpscout.validation import Body
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call

EVENTS = (
    "beacon.chat.created", "beacon.chat.customer.replied", "convo.agent.reply.created", "convo.assigned",
    "convo.created", "convo.custom-fields", "convo.customer.reply.created", "convo.deleted", "convo.merged",
    "convo.moved", "convo.note.created", "convo.status", "convo.tags", "customer.created", "customer.deleted",
    "customer.updated", "message.survey.response.received", "satisfaction.ratings", "tag.created",
    "tag.deleted", "tag.updated", "organization.created", "organization.deleted", "organization.updated",
)  # fmt: skip
ROLES = ("owner", "admin", "user")


# Webhooks --------------------------------------------------------------------------------------


def create_webhook(call: Call) -> Response:
    made = _read_webhook(call, call.world.new_id())
    call.world.webhooks[made.id] = made
    return hal.created(call.href(f"/v2/webhooks/{made.id}"), made.id)


def update_webhook(call: Call, webhook_id: int) -> Response:
    """The whole webhook: the secret must be sent again."""
    webhook(call, webhook_id)
    call.world.webhooks[webhook_id] = _read_webhook(call, webhook_id)
    return hal.empty()


def _read_webhook(call: Call, webhook_id: int) -> Webhook:
    body = Body(call.object())
    url = body.text("url", required=True) or ""
    if url and not url.startswith(("http://", "https://")):
        body.note("url", "must be a valid URL", "URL", url)
    events = body.texts("events", required=True)
    if body.has("events") and not body.members["events"]:
        body.note("events", "may not be empty", "NotEmpty")
    for n, event in enumerate(events):
        if event not in EVENTS:
            body.note(f"events[{n}]", "is not a known event", "EnumValue", event)
    secret = body.text("secret", required=True, longest=40) or ""
    version = body.choice("payloadVersion", ("V1", "V2", "V3")) or "V2"
    mailboxes = body.integers("mailboxIds")
    for n, mailbox_id in enumerate(mailboxes):
        if mailbox_id not in call.world.mailboxes:
            body.note(f"mailboxIds[{n}]", "must be a valid identifier", "InvalidIdentifier", mailbox_id)
    notification, label = body.flag("notification"), body.text("label")
    body.check()
    return Webhook(
        webhook_id, url, tuple(events), secret, "enabled", notification, version, label, tuple(mailboxes)
    )


def delete_webhook(call: Call, webhook_id: int) -> Response:
    del call.world.webhooks[webhook(call, webhook_id).id]
    return hal.empty()


# People ----------------------------------------------------------------------------------------


def create_user(call: Call) -> Response:
    """ASSUMED: names and a free email are required, the role is user unless given."""
    body = Body(call.object())
    first, last = (
        body.text("firstName", required=True, longest=40),
        body.text("lastName", required=True, longest=40),
    )
    email = body.email("email", required=True) or ""
    role = body.choice("role", ROLES) or "user"
    zone = body.text("timezone") or "UTC"
    body.check()
    if any(u.email.lower() == email.lower() for u in call.world.users.values()):
        raise Refusal(409)
    new = call.world.new_id()
    call.world.users[new] = User(
        new, first or "", last or "", email, role, zone, call.now, call.now, has_photo=False
    )
    call.world.changed()
    return hal.created(call.href(f"/v2/users/{new}"), new)


def delete_user(call: Call, user_id: int) -> Response:
    """ASSUMED: the owner of the account cannot be deleted (403)."""
    if user(call, user_id).id == OWNER:
        raise Refusal(403)
    del call.world.users[user_id]
    call.world.changed()
    return hal.empty()


def put_status(call: Call, user_id: int) -> Response:
    """Set the mail status, with or without a custom one (page users/status/set)."""
    body = Body(call.object())
    user(call, user_id)
    wanted = body.choice("status", ("active", "away"), required=True)
    custom = body.object("customStatus")
    shown = _custom_status(custom) if custom else None
    body.check()
    email = {"status": wanted, "updatedAt": stamp(call.now), "performedBy": OWNER, "source": "api"}
    call.world.statuses[user_id] = {
        **status_of(call, user_id),
        "email": email | ({"customStatus": shown} if shown else {}),
    }
    return hal.empty()


def _custom_status(given: Body) -> dict[str, str]:
    found = {
        "text": given.text("text", required=True),
        "emoji": given.text("emoji"),
        "emojiName": given.text("emojiName"),
    }
    return {name: text for name, text in found.items() if text}


def put_members(call: Call, team_id: int) -> Response:
    """Add and remove members (page teams/update-team-members)."""
    body = Body(call.object())
    if team_id not in call.world.teams:
        raise not_found()
    added = body.integers("addedUserIds", required=True)
    deleted = body.integers("deletedUserIds", required=True)
    _check_users(call, body, "addedUserIds", added)
    _check_users(call, body, "deletedUserIds", deleted)
    body.check()
    kept = [member for member in call.world.members[team_id] if member not in deleted]
    call.world.members[team_id] = tuple(dict.fromkeys([*kept, *added]))
    return hal.empty()


def _check_users(call: Call, body: Body, name: str, ids: list[int]) -> None:
    for n, user_id in enumerate(ids):
        if user_id not in call.world.users:
            body.note(f"{name}[{n}]", "must be a valid identifier", "InvalidIdentifier", user_id)


# Inboxes ---------------------------------------------------------------------------------------


def put_routing(call: Call, mailbox_id: int) -> Response:
    body = Body(call.object())
    mailbox(call, mailbox_id)
    state = body.choice("state", ("enabled", "disabled"))
    method = body.choice("assignmentMethod", ("round_robin", "balanced"))
    limit, users = body.integer("assignmentLimit"), body.integers("userIds")
    _check_users(call, body, "userIds", users)
    body.check()
    given: dict[str, Any] = {"state": state, "assignmentMethod": method, "assignmentLimit": limit}
    if body.has("userIds"):
        given |= {"userIds": users, "rotation": users}
    kept = {name: value for name, value in given.items() if value is not None}
    call.world.routing[mailbox_id] = {**routing_of(call, mailbox_id), **kept}
    return hal.empty()


def create_saved_reply(call: Call, mailbox_id: int) -> Response:
    mailbox(call, mailbox_id)
    made = _read_saved_reply(call, mailbox_id, call.world.new_id(), call.now)
    call.world.saved_replies[made.id] = made
    return hal.created(call.href(f"/v2/mailboxes/{mailbox_id}/saved-replies/{made.id}"), made.id)


def update_saved_reply(call: Call, mailbox_id: int, reply_id: int) -> Response:
    old = saved_reply(call, mailbox_id, reply_id)
    call.world.saved_replies[reply_id] = _read_saved_reply(call, mailbox_id, reply_id, old.created)
    return hal.empty()


def _read_saved_reply(call: Call, mailbox_id: int, reply_id: int, created: int) -> SavedReply:
    body = Body(call.object())
    name = body.text("name", required=True) or ""
    text, chat = body.text("text"), body.text("chatText")
    if not text and not chat:
        body.note("text", "may not be empty", "NotEmpty")
    body.check()
    return SavedReply(reply_id, mailbox_id, name, text, chat, created, call.now)


def delete_saved_reply(call: Call, mailbox_id: int, reply_id: int) -> Response:
    del call.world.saved_replies[saved_reply(call, mailbox_id, reply_id).id]
    return hal.empty()


_REPLIES = "/v2/mailboxes/<int:mailbox_id>/saved-replies"

ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("POST", "/v2/webhooks", create_webhook),
    ("PUT", "/v2/webhooks/<int:webhook_id>", update_webhook),
    ("DELETE", "/v2/webhooks/<int:webhook_id>", delete_webhook),
    ("POST", "/v2/users", create_user),
    ("DELETE", "/v2/users/<int:user_id>", delete_user),
    ("PUT", "/v2/users/<int:user_id>/status", put_status),
    ("PUT", "/v2/teams/<int:team_id>/members", put_members),
    ("PUT", "/v2/mailboxes/<int:mailbox_id>/routing", put_routing),
    ("POST", _REPLIES, create_saved_reply),
    ("PUT", f"{_REPLIES}/<int:reply_id>", update_saved_reply),
    ("DELETE", f"{_REPLIES}/<int:reply_id>", delete_saved_reply),
]
