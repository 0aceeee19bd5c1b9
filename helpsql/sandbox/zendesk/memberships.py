"""Writing organization memberships: who belongs where, and which one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render, values
from helpsql.sandbox.zendesk.bulk import ids_of, job_response, kept_errors
from helpsql.sandbox.zendesk.crud import no_content
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import blank, invalid, json_response, not_found, too_many
from helpsql.sandbox.zendesk.organizations import memberships_of_user

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]


def add_membership(call: Call, user_id: int, organization_id: int, default: bool) -> Record:
    """A new membership; the first of a user is the default one."""
    world = call.world
    organization = world.organizations.get(organization_id)
    if organization is None:
        raise invalid("organization_id", "Organization: is invalid")
    if world.user(user_id) is None:
        raise invalid("user_id", "User: is invalid")
    mine = world.memberships_of(user_id=user_id)
    if any(m["organization_id"] == organization_id for m in mine):
        raise invalid("user_id", "User: has already been taken", "DuplicateValue")
    number = world.new_id()
    new = {
        "id": number,
        "user_id": user_id,
        "organization_id": organization_id,
        "default": False,
        "created_at": call.stamp,
        "organization_name": organization["name"],
        "updated_at": call.stamp,
        "view_tickets": True,
    }
    world.memberships.put(number, new, call.now)
    world.changed()
    if default or not mine:
        _make_default(call, user_id, number)
    return world.memberships.get(number) or new


def _make_default(call: Call, user_id: int, membership_id: int) -> None:
    world = call.world
    chosen = world.memberships.get(membership_id)
    for membership in world.memberships_of(user_id=user_id):
        world.memberships.put(
            membership["id"], membership | {"default": membership["id"] == membership_id}, call.now
        )
    user = world.user(user_id)
    if user is not None and chosen is not None:
        world.put_user(
            user | {"organization_id": chosen["organization_id"], "updated_at": call.stamp}, call.now
        )


def set_default_organization(call: Call, user_id: int, organization_id: int | None) -> None:
    """What setting a user's organization_id does to the memberships."""
    world = call.world
    mine = world.memberships_of(user_id=user_id)
    if organization_id is None:
        for membership in mine:
            world.memberships.drop(membership["id"], call.now)
        world.changed()
        return
    known = next((m for m in mine if m["organization_id"] == organization_id), None)
    if known is not None:
        _make_default(call, user_id, known["id"])
    else:
        add_membership(call, user_id, organization_id, True)


def _shown(call: Call, membership: Record) -> Record:
    return render.with_url(call, "organization_memberships")(membership)


def _added(call: Call, given: Record, user_id: int | None) -> Record:
    number = user_id or values.whole("user_id", given.get("user_id"))
    organization = values.whole("organization_id", given.get("organization_id"))
    if number is None:
        raise blank("user_id")
    if organization is None:
        raise blank("organization_id")
    return add_membership(call, number, organization, bool(given.get("default")))


def create(call: Call, user_id: int | None = None) -> Response:
    shown = _shown(call, _added(call, call.wrapped("organization_membership"), user_id))
    response = json_response({"organization_membership": shown}, 201)
    response.headers["Location"] = shown["url"]
    return response


def remove(call: Call, membership_id: int) -> None:
    """If it was the default, the next one is."""
    world = call.world
    found = world.memberships.get(membership_id)
    if found is None:
        raise not_found()
    world.memberships.drop(membership_id, call.now)
    world.changed()
    if found["default"]:
        rest = world.memberships_of(user_id=found["user_id"])
        user = world.user(found["user_id"])
        if rest:
            _make_default(call, found["user_id"], rest[0]["id"])
        elif user is not None:
            world.put_user(user | {"organization_id": None, "updated_at": call.stamp}, call.now)


def delete(call: Call, membership_id: int, user_id: int | None = None) -> Response:
    found = call.world.memberships.get(membership_id)
    if found is None or (user_id is not None and found["user_id"] != user_id):
        raise not_found()
    remove(call, membership_id)
    return no_content()


def _by_organization(call: Call, user_id: int, organization_id: int) -> Record:
    mine = call.world.memberships_of(user_id=user_id)
    found = next((m for m in mine if m["organization_id"] == organization_id), None)
    if found is None:
        raise not_found()
    return found


def leave(call: Call, user_id: int, organization_id: int) -> Response:
    remove(call, _by_organization(call, user_id, organization_id)["id"])
    return no_content()


def make_default(call: Call, user_id: int, membership_id: int) -> Response:
    """200 with the user's memberships."""
    found = call.world.memberships.get(membership_id)
    if found is None or found["user_id"] != user_id:
        raise not_found()
    _make_default(call, user_id, membership_id)
    call.world.changed()
    return memberships_of_user(call, user_id)


def make_organization_default(call: Call, user_id: int, organization_id: int) -> Response:
    return make_default(call, user_id, _by_organization(call, user_id, organization_id)["id"])


def create_many(call: Call) -> Response:
    items = call.wrapped_list("organization_memberships")
    if len(items) > 100:
        raise too_many()

    def work(_now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, item in enumerate(items):
            with kept_errors(results, index):
                results[index] = {"id": _added(call, item, None)["id"], "status": "Created"}
        return [results[i] for i in range(len(items))]

    return job_response(call, "Bulk Create Organization Membership", len(items), work)


def destroy_many(call: Call) -> Response:
    numbers = ids_of(call)

    def work(_now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, number in enumerate(numbers):
            with kept_errors(results, index, number, "delete"):
                remove(call, number)
                results[index] = {"action": "delete", "id": number, "status": "Deleted", "success": True}
        return [results[i] for i in range(len(numbers))]

    return job_response(call, "Bulk Delete Organization Membership", None, work)


_USER = "/users/<int:user_id>/organization_memberships"
ENDPOINTS = [
    Endpoint("POST", "/organization_memberships", create),
    Endpoint("POST", _USER, create),
    Endpoint("DELETE", "/organization_memberships/<int:membership_id>", delete),
    Endpoint("DELETE", f"{_USER}/<int:membership_id>", delete),
    Endpoint("PUT", f"{_USER}/<int:membership_id>/make_default", make_default),
    Endpoint("DELETE", "/users/<int:user_id>/organizations/<int:organization_id>", leave),
    Endpoint(
        "PUT",
        "/users/<int:user_id>/organizations/<int:organization_id>/make_default",
        make_organization_default,
    ),
    Endpoint("POST", "/organization_memberships/create_many", create_many),
    Endpoint("DELETE", "/organization_memberships/destroy_many", destroy_many, "ids"),
]
