"""Reading the small things of the account: inboxes, users, teams, tags, workflows, webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.account import OWNER
from helpsql.sandbox.helpscout.errors import json_response, not_found
from helpsql.sandbox.helpscout.folders import key_in
from helpsql.sandbox.helpscout.render import photo_of
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.account import FieldDefinition, Mailbox, SavedReply, Tag, Team, User, Webhook, Workflow
    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.folders import Folder


def paged(call: Call, key: str, records: Sequence[Any], show: Callable[[Call, Any], dict[str, Any]]) -> Response:
    """A numbered page of a small collection, in the order of the ids."""
    page = call.params.page()
    call.params.check()
    start = (page - 1) * hal.PAGE
    pieces = [orjson.dumps(show(call, record)) for record in records[start : start + hal.PAGE]]
    return hal.collection(call.request, key, pieces, page, len(records))


def _self(call: Call, path: str) -> dict[str, Any]:
    return {"_links": {"self": hal.link(call.href(path))}}


# Inboxes ---------------------------------------------------------------------------------------


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
    shown: dict[str, Any] = {"id": f.id, "required": f.required, "order": f.order, "type": f.type, "name": f.name}
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


# People of the team ----------------------------------------------------------------------------


def _user(call: Call, u: User) -> dict[str, Any]:
    initials = (u.first_name[:1] + u.last_name[:1]).upper()
    shown: dict[str, Any] = {
        "id": u.id,
        "firstName": u.first_name,
        "lastName": u.last_name,
        "email": u.email,
        "role": u.role,
        "timezone": u.timezone,
        "createdAt": stamp(u.created),
        "updatedAt": stamp(u.updated),
        "type": u.type,
        "mention": f"agent{u.id}",
        "initials": initials,
        "alternateEmails": list(u.alternate_emails),
    }
    optional = {"photoUrl": photo_of(u.id) if u.has_photo else "", "jobTitle": u.job_title, "phone": u.phone}
    shown |= {name: value for name, value in optional.items() if value}
    version = "v3/system-users" if u.type == "system_user" else "v2/users"
    return shown | _self(call, f"/{version}/{u.id}")


def list_users(call: Call) -> Response:
    """ASSUMED: every user may see every inbox, so `mailbox` only has to name one that exists."""
    email, mailboxes = call.params.text("email"), call.params.ids("mailbox")
    found = [u for u in call.world.users.values() if email is None or u.email.lower() == email.lower()]
    if mailboxes is not None and not any(i in call.world.mailboxes for i in mailboxes):
        found = []
    return paged(call, "users", found, _user)


def user(call: Call, user_id: int) -> User:
    found = call.world.users.get(user_id)
    if found is None:
        raise not_found()
    return found


def get_user(call: Call, user_id: int) -> Response:
    return hal.resource(_user(call, user(call, user_id)) | {"companyId": 1})


def get_me(call: Call) -> Response:
    return get_user(call, OWNER)


def list_system_users(call: Call) -> Response:
    return paged(call, "system_users", list(call.world.system_users.values()), _user)


def get_system_user(call: Call, user_id: int) -> Response:
    found = call.world.system_users.get(user_id)
    if found is None:
        raise not_found()
    return hal.resource(_user(call, found))


def status_of(call: Call, user_id: int) -> dict[str, Any]:
    """Email and chat status of a user, as last set."""
    away = user_id % 4 == 0
    email = {"status": "away" if away else "active", "updatedAt": stamp(WORLD_DATE - user_id * 700)}
    email |= {"performedBy": user_id, "source": "ui" if away else "presence_detection"}
    chat = {"status": "custom", "mailboxStatuses": {"1": "assign", "2": "unavailable"}}
    if user_id % 3:
        chat = {"status": "available" if not away else "unavailable", "mailboxStatuses": {}}
    return call.world.statuses.get(user_id, {"userId": user_id, "email": email, "chat": chat})


def _listed_status(call: Call, u: User) -> dict[str, Any]:
    status = status_of(call, u.id)
    return status | {"email": {k: v for k, v in status["email"].items() if k != "customStatus"}}


def list_statuses(call: Call) -> Response:
    return paged(call, "userStatuses", list(call.world.users.values()), _listed_status)


def get_status(call: Call, user_id: int) -> Response:
    user(call, user_id)
    status = status_of(call, user_id)
    if user_id % 5 == 0 and "customStatus" not in status["email"]:
        custom = {"text": "Out on the trail", "emoji": "🥾", "emojiName": ":hiking_boot:"}
        status = status | {"email": status["email"] | {"customStatus": custom}}
    return hal.resource(status | _self(call, f"/v2/users/{user_id}/status"))


def _team(call: Call, t: Team) -> dict[str, Any]:
    here = call.href(f"/v2/teams/{t.id}")
    return {
        "id": t.id,
        "createdAt": stamp(t.created),
        "updatedAt": stamp(t.updated),
        "name": t.name,
        "timezone": t.timezone,
        "photoUrl": f"https://img.example.com/teams/{t.id}.png",
        "mention": t.mention,
        "initials": t.name[:2].upper(),
        "_links": {"self": hal.link(here), "teamMembers": hal.link(f"{here}/members")},
    }


def list_teams(call: Call) -> Response:
    return paged(call, "teams", list(call.world.teams.values()), _team)


def list_members(call: Call, team_id: int) -> Response:
    if team_id not in call.world.teams:
        raise not_found()
    members = [call.world.users[i] for i in call.world.members[team_id] if i in call.world.users]
    return paged(call, "users", members, _user)


# Tags, workflows, webhooks ---------------------------------------------------------------------


def _tag(call: Call, t: Tag) -> dict[str, Any]:
    return {
        "id": t.id,
        "name": t.name,
        "slug": t.slug,
        "color": t.color,
        "createdAt": stamp(t.created),
        "updatedAt": stamp(t.updated),
        "ticketCount": call.world.tag_counts().get(t.id, 0),
    }


def list_tags(call: Call) -> Response:
    return paged(call, "tags", list(call.world.tags.values()), _tag)


def get_tag(call: Call, tag_id: int) -> Response:
    found = call.world.tags.get(tag_id)
    if found is None:
        raise not_found()
    return hal.resource(_tag(call, found) | _self(call, f"/v2/tags/{tag_id}"))


def _workflow(_call: Call, w: Workflow) -> dict[str, Any]:
    return {
        "id": w.id,
        "mailboxId": w.mailbox_id,
        "type": w.type,
        "status": w.status,
        "order": w.order,
        "name": w.name,
        "createdAt": stamp(w.created),
        "modifiedAt": stamp(w.modified),
    }


def list_workflows(call: Call) -> Response:
    mailbox_id, kind = call.params.integer("mailboxId"), call.params.choice("type", ("manual", "automatic"), "")
    found = [
        w
        for w in call.world.workflows.values()
        if mailbox_id in (None, w.mailbox_id) and kind in ("", w.type)
    ]
    return paged(call, "workflows", found, _workflow)


def _webhook(call: Call, w: Webhook) -> dict[str, Any]:
    """The secret is never shown."""
    shown: dict[str, Any] = {"id": w.id, "url": w.url, "state": w.state, "events": list(w.events)}
    shown |= {"notification": w.notification, "payloadVersion": w.payload_version}
    if w.label is not None:
        shown["label"] = w.label
    return shown | {"mailboxIds": list(w.mailbox_ids)} | _self(call, f"/v2/webhooks/{w.id}")


def list_webhooks(call: Call) -> Response:
    return paged(call, "webhooks", list(call.world.webhooks.values()), _webhook)


def webhook(call: Call, webhook_id: int) -> Webhook:
    found = call.world.webhooks.get(webhook_id)
    if found is None:
        raise not_found()
    return found


def get_webhook(call: Call, webhook_id: int) -> Response:
    return hal.resource(_webhook(call, webhook(call, webhook_id)))


ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/v2/mailboxes", list_mailboxes),
    ("GET", "/v2/mailboxes/<int:mailbox_id>", get_mailbox),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/folders", list_folders),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/fields", list_fields),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/saved-replies", list_saved_replies),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/saved-replies/<int:reply_id>", get_saved_reply),
    ("GET", "/v2/mailboxes/<int:mailbox_id>/routing", get_routing),
    ("GET", "/v2/users", list_users),
    ("GET", "/v2/users/<int:user_id>", get_user),
    ("GET", "/v2/users/me", get_me),
    ("GET", "/v2/users/status", list_statuses),
    ("GET", "/v2/users/<int:user_id>/status", get_status),
    ("GET", "/v3/system-users", list_system_users),
    ("GET", "/v3/system-users/<int:user_id>", get_system_user),
    ("GET", "/v2/teams", list_teams),
    ("GET", "/v2/teams/<int:team_id>/members", list_members),
    ("GET", "/v2/tags", list_tags),
    ("GET", "/v2/tags/<int:tag_id>", get_tag),
    ("GET", "/v2/workflows", list_workflows),
    ("GET", "/v2/webhooks", list_webhooks),
    ("GET", "/v2/webhooks/<int:webhook_id>", get_webhook),
]
