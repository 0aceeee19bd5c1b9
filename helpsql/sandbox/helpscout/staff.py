"""Reading users, their status, and teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.account import OWNER
from helpsql.sandbox.helpscout.directory import paged, self_link
from helpsql.sandbox.helpscout.errors import not_found
from helpsql.sandbox.helpscout.render import photo_of
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.holdings import (
        Team,
        User,
    )


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
    return shown | self_link(call, f"/{version}/{u.id}")


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
    email: dict[str, Any] = {
        "status": "away" if away else "active",
        "updatedAt": stamp(WORLD_DATE - user_id * 700),
    }
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
    return hal.resource(status | self_link(call, f"/v2/users/{user_id}/status"))


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


ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/v2/users", list_users),
    ("GET", "/v2/users/<int:user_id>", get_user),
    ("GET", "/v2/users/me", get_me),
    ("GET", "/v2/users/status", list_statuses),
    ("GET", "/v2/users/<int:user_id>/status", get_status),
    ("GET", "/v3/system-users", list_system_users),
    ("GET", "/v3/system-users/<int:user_id>", get_system_user),
    ("GET", "/v2/teams", list_teams),
    ("GET", "/v2/teams/<int:team_id>/members", list_members),
]
