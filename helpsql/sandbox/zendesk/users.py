"""Reading users: lists, by id, look-ups, deleted ones, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render, sideloads
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import ANYBODY, Endpoint
from helpsql.sandbox.zendesk.errors import json_response, missing, not_found
from helpsql.sandbox.zendesk.listing import ById, Sorted
from helpsql.sandbox.zendesk.pages import list_response, whole_response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.listing import Listing

Record = dict[str, Any]

ROLES = ("end-user", "agent", "admin")


def user_list(call: Call, listing: Listing, name: str = "users") -> Response:
    extra = sideloads.user_beside
    return list_response(call, name, listing, lambda u: render.user(call, u), lambda rows: extra(call, rows))


def index(call: Call) -> Response:
    return user_list(call, _listing(call))


def _listing(call: Call) -> Listing:
    world, params = call.world, call.params
    external = params.text("external_id")
    if external is not None:
        found = world.user_by_external_id(external)
        return _few([] if found is None else [found])
    roles = set(params.texts("role"))
    role_id = params.whole("permission_set")
    if role_id is not None or (roles and "end-user" not in roles):
        return _few([u for u in world.staff() if u["active"] and _wanted(u, roles, role_id)])
    shelf = world.users
    key = ("users", tuple(sorted(roles)))

    def load(user_id: int) -> Record | None:
        user = shelf.get(user_id) if world.is_active(user_id) else None
        return user if user is not None and _wanted(user, roles, None) else None

    def all_ids() -> Iterable[int]:
        staff = {u["id"] for u in world.staff() if not _wanted(u, roles, None)}
        return (i for i in world.active_users() if i not in staff)

    return ById(all_ids, shelf.ids_after, shelf.ids_before, load, lambda make: world.kept_list(key, make))


def _wanted(user: Record, roles: set[str], role_id: int | None) -> bool:
    if role_id is not None and user["custom_role_id"] != role_id:
        return False
    return not roles or user["role"] in roles


def _few(users: list[Record]) -> Sorted:
    by_id = {u["id"]: u for u in users}
    return Sorted("id", ((i,) for i in by_id), by_id.get)


def count(call: Call) -> Response:
    at_most = call.world.timeline.users + len(call.world.users.written)
    name = ("users", call.params.text("role"), call.params.text("role[]"), call.params.text("permission_set"))
    return count_response(call, name, at_most, lambda: _listing(call).count())


def show(call: Call, user_id: int) -> Response:
    """ASSUMED: a deleted user is still found by id, with `active` false."""
    found = call.user(user_id)
    return json_response({"user": render.user(call, found), **sideloads.user_beside(call, [found])})


def me(call: Call) -> Response:
    shown = render.user(call, call.caller) | {"authenticity_token": "of-this-session-only"}
    return json_response({"user": shown, **sideloads.user_beside(call, [call.caller])})


def show_many(call: Call) -> Response:
    world = call.world
    if "external_ids" in call.params:
        loaded = [world.user_by_external_id(e) for e in call.params.texts("external_ids")[:100]]
    else:
        loaded = [world.users.get(i) for i in sorted(set(call.params.ids()))]
    found = [u for u in loaded if u is not None and u["active"]]
    return whole_response(
        call, "users", [render.user(call, u) for u in found], sideloads.user_beside(call, found)
    )


def related(call: Call, user_id: int) -> Response:
    call.user(user_id)
    world = call.world
    body = {
        "assigned_tickets": sum(1 for s in world.sketches() if s.assignee_id == user_id and not s.archived),
        "requested_tickets": sum(1 for s in world.sketches_of_requester(user_id)),
        "ccd_tickets": 0,
        "followed_tickets": 0,
        "organization_subscriptions": 0,
        "topics": 0,
        "topic_comments": 0,
        "votes": 0,
        "subscriptions": 0,
        "entry_subscriptions": 0,
        "forum_subscriptions": 0,
    }
    return json_response({"user_related": body})


def autocomplete(call: Call) -> Response:
    """Users of whose name a word begins so."""
    name = (call.params.text("name") or call.params.text("phone") or "").lower()
    if not name:
        raise missing("name")
    world = call.world
    found = (u for i in world.active_users() if (u := world.users.get(i)) is not None)
    chosen = [u for u in found if any(part.startswith(name) for part in _parts(u["name"].lower()))]
    return user_list(call, _few(chosen[:100]))


def _parts(name: str) -> list[str]:
    return [name, *name.split()]


def of_group(call: Call, group_id: int) -> Response:
    call.small("groups", group_id)
    members = {
        m["user_id"] for m in call.world.small["group_memberships"].values() if m["group_id"] == group_id
    }
    return _some(call, members)


def of_organization(call: Call, organization_id: int) -> Response:
    call.organization(organization_id)
    return _some(call, call.world.users_of_organization(organization_id))


def _some(call: Call, user_ids: Iterable[int]) -> Response:
    roles, role_id = set(call.params.texts("role")), call.params.whole("permission_set")
    loaded = (call.world.users.get(i) for i in user_ids)
    return user_list(
        call, _few([u for u in loaded if u is not None and u["active"] and _wanted(u, roles, role_id)])
    )


# Deleted users ---------------------------------------------------------------------------------


def _deleted(call: Call) -> list[Record]:
    world = call.world

    def make() -> list[Record]:
        gone = (i for i in world.users.ids() if not world.is_active(i))
        return [u for i in gone if (u := world.users.get(i)) is not None]

    found: list[Record] = world.kept_list("deleted users", make)
    return found


def deleted(call: Call) -> Response:
    return user_list(call, _few(_deleted(call)), "deleted_users")


def show_deleted(call: Call, user_id: int) -> Response:
    found = call.user(user_id)
    if found["active"]:
        raise not_found()
    return json_response({"deleted_user": render.user(call, found)})


def count_deleted(call: Call) -> Response:
    found = _deleted(call)
    return count_response(call, "deleted users", len(found), lambda: len(found))


_ROLE = "role permission_set external_id"
ENDPOINTS = [
    Endpoint("GET", "/users", index, _ROLE),
    Endpoint("GET", "/users/<int:user_id>", show),
    Endpoint("GET", "/users/me", me, role=ANYBODY),
    Endpoint("GET", "/users/show_many", show_many, "ids external_ids"),
    Endpoint("GET", "/users/count", count, _ROLE),
    Endpoint("GET", "/users/autocomplete", autocomplete, "name phone"),
    Endpoint("GET", "/users/<int:user_id>/related", related),
    Endpoint("GET", "/groups/<int:group_id>/users", of_group, _ROLE),
    Endpoint("GET", "/organizations/<int:organization_id>/users", of_organization, _ROLE),
    Endpoint("GET", "/deleted_users", deleted),
    Endpoint("GET", "/deleted_users/<int:user_id>", show_deleted),
    Endpoint("GET", "/deleted_users/count", count_deleted),
]
