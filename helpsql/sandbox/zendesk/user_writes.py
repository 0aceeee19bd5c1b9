"""Writing users, one at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk import render, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import (
    blank,
    forbidden,
    invalid,
    json_response,
    missing,
    not_found,
    wrong_type,
)
from helpsql.sandbox.zendesk.identities import add_identity, is_taken
from helpsql.sandbox.zendesk.memberships import set_default_organization
from helpsql.sandbox.zendesk.profiles import checked_profile
from helpsql.sandbox.zendesk.users import ROLES
from helpsql.sandbox.zendesk.world.people import plain_user, purged

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

_TEXTS = ("name", "email", "time_zone", "phone", "locale", "role", "external_id", "alias", "details", "notes")
_FLAGS = ("verified", "moderator", "only_private_comments", "suspended", "skip_verify_email")
COLUMNS: values.Columns = {
    **dict.fromkeys((*_TEXTS, "signature", "ticket_restriction", "remote_photo_url"), values.text),
    **dict.fromkeys((*_FLAGS, "restricted_agent"), values.truth),
    **dict.fromkeys(("locale_id", "organization_id", "custom_role_id", "default_group_id"), values.whole),
    "shared_phone_number": values.truth_or_null,
    "tags": values.tags,
    "user_fields": values.mapping,
    "photo": values.mapping_or_null,
    "identities": values.array,
    "organization": values.mapping_or_null,
}
_WRITE_ONLY = ("skip_verify_email", "remote_photo_url", "identities", "organization", "photo")


def read_user(call: Call, given: Record) -> Record:
    found, unknown = values.read(given, COLUMNS, "user")
    call.warn(*unknown)
    return found


def create_user(call: Call, given: Record, now: int) -> Record:
    """A new user on the shelf."""
    found = read_user(call, given)
    if not (found.get("name") or "").strip():
        raise invalid("name", "Name: is too short (minimum is 1 characters)", "ValueTooShort")
    email = found.get("email") or None
    if email is not None:
        _check_email(call, email)
    number = call.world.new_id()
    at = stamp(now)
    user = {"id": number} | plain_user(found["name"]) | {"created_at": at, "updated_at": at, "email": email}
    user = _with(call, user, found)
    call.world.put_user(user, now)
    for identity in found.get("identities", ()):
        if isinstance(identity, dict) and identity.get("value") != email:
            add_identity(call, user, str(identity.get("type", "email")), str(identity.get("value")), False)
    if user["organization_id"] is not None:
        set_default_organization(call, number, user["organization_id"])
    return call.world.users.get(number) or user


def _check_email(call: Call, email: str) -> None:
    if "@" not in email:
        raise invalid("email", f"Email: {email} is not properly formatted", "InvalidFormat")
    if is_taken(call, "email", email):
        text = f"Email: {email} is already being used by another user"
        raise invalid("email", text, "DuplicateValue")


def update_user(call: Call, user: Record, given: Record, now: int) -> Record:
    """A changed user on the shelf. An email is added beside the main one, not put in its place."""
    found = read_user(call, given)
    if "name" in found and not (found["name"] or "").strip():
        raise blank("name")
    email = found.pop("email", None)
    new = _with(call, user, found) | {"updated_at": stamp(now)}
    call.world.put_user(new, now)
    owner = call.world.user_by_email(email) if email else None
    if email and (owner is None or owner["id"] != user["id"]):
        add_identity(call, new, "email", email, False)
    if "organization_id" in found and found["organization_id"] != user["organization_id"]:
        set_default_organization(call, user["id"], found["organization_id"])
    return call.world.users.get(user["id"]) or new


def _with(call: Call, user: Record, found: Record) -> Record:
    """The user with checked columns."""
    if found.get("role") is not None and found["role"] not in ROLES:
        raise invalid("role", "Role: is not included in the list")
    external = found.get("external_id")
    if external:
        other = call.world.user_by_external_id(external)
        if other is not None and other["id"] != user["id"]:
            raise invalid("external_id", f"External: {external} has already been taken", "DuplicateValue")
    if (
        found.get("organization_id") is not None
        and call.world.organizations.get(found["organization_id"]) is None
    ):
        raise invalid("organization", "Organization: is invalid")
    columns = {k: v for k, v in found.items() if k not in (*_WRITE_ONLY, "email")}
    fields = checked_profile(call, "user_fields", user["user_fields"], columns.pop("user_fields", {}))
    new = user | columns | {"user_fields": fields}
    if new["role"] != user["role"]:
        staff = new["role"] != "end-user"
        new |= {"restricted_agent": not staff, "ticket_restriction": None if staff else "requested"}
        new |= {"role_type": 4 if new["role"] == "admin" else None, "moderator": new["role"] == "admin"}
    return new


# One -------------------------------------------------------------------------------------------


def create(call: Call) -> Response:
    user = create_user(call, call.wrapped("user"), call.now)
    return _made(call, user, 201)


def _made(call: Call, user: Record, status: int) -> Response:
    shown = render.user(call, user)
    response = json_response({"user": shown}, status)
    response.headers["Location"] = shown["url"]
    return response


def update(call: Call, user_id: int) -> Response:
    user = _living(call, user_id)
    if user["role"] == "admin" and call.caller["role"] != "admin":
        raise forbidden()
    return json_response({"user": render.user(call, update_user(call, user, call.wrapped("user"), call.now))})


def _living(call: Call, user_id: int) -> Record:
    user = call.user(user_id)
    if not user["active"]:
        raise not_found()
    return user


def create_or_update(call: Call) -> Response:
    """By external_id or email: 200 for a user that was there, 201 for a new one."""
    given = call.wrapped("user")
    found = matching_user(call, given)
    if found is None:
        return _made(call, create_user(call, given, call.now), 201)
    return _made(call, update_user(call, found, given, call.now), 200)


def matching_user(call: Call, given: Record) -> Record | None:
    found = None
    if given.get("external_id"):
        found = call.world.user_by_external_id(str(given["external_id"]))
    if found is None and given.get("email"):
        found = call.world.user_by_email(str(given["email"]))
    return found


def delete(call: Call, user_id: int) -> Response:
    """200 with the user, who is then not active."""
    user = _living(call, user_id)
    body = call.body
    if body:
        call.warn(*(f"user.{name}" for name in body.get("user") or {}), *body)
    return json_response({"user": render.user(call, delete_user(call, user, call.now))})


def delete_user(call: Call, user: Record, now: int) -> Record:
    """Soft: the user is no longer active."""
    if user["id"] == call.caller_id:
        raise invalid("base", "You cannot delete yourself")
    gone = user | {"active": False, "updated_at": stamp(now)}
    call.world.put_user(gone, now)
    return gone


def purge(call: Call, user_id: int) -> Response:
    user = call.user(user_id)
    if user["active"] or user.get("permanently_deleted"):
        raise not_found()
    gone = purged(user, call.stamp)
    call.world.put_user(gone, call.now)
    return json_response({"deleted_user": render.user(call, gone)})


def merge(call: Call, user_id: int) -> Response:
    """The loser's tickets and addresses become the winner's."""
    loser = _living(call, user_id)
    number = values.whole("id", call.wrapped("user").get("id"))
    winner = _living(call, number) if number is not None else None
    if winner is None or winner["id"] == user_id:
        raise missing("id")
    if loser["role"] != "end-user" or winner["role"] != "end-user":
        # ASSUMED: the text for agents.
        raise invalid("base", "Only end users can be merged")
    world = call.world
    for sketch in list(world.sketches_of_requester(user_id)):
        ticket = world.ticket(sketch.id)
        if ticket is not None:
            record = ticket.record | {"requester_id": winner["id"]}
            world.put_ticket(replace(ticket, record=record, generated=call.now), call.now)
    email = loser["email"]
    delete_user(call, loser, call.now)
    world.put_user((world.users.get(user_id) or loser) | {"email": None}, call.now)
    if email:
        add_identity(call, winner, "email", email, bool(loser["verified"]))
    changed = (world.users.get(winner["id"]) or winner) | {"updated_at": call.stamp}
    world.put_user(changed, call.now)
    return json_response({"user": render.user(call, changed)})


def password(call: Call, user_id: int) -> Response:
    """The account does not let admins set passwords."""
    _living(call, user_id)
    given = call.body.get("password")
    if not isinstance(given, str):
        raise wrong_type("password", "must be a string")
    raise forbidden()


ENDPOINTS = [
    Endpoint("POST", "/users", create, "skip_verify_email"),
    Endpoint("PUT", "/users/<int:user_id>", update, limits="create-update-user users-update"),
    Endpoint("DELETE", "/users/<int:user_id>", delete),
    Endpoint("POST", "/users/create_or_update", create_or_update, limits="users-update"),
    Endpoint("PUT", "/users/<int:user_id>/merge", merge),
    Endpoint("POST", "/users/<int:user_id>/password", password, role=ADMIN),
    Endpoint("DELETE", "/deleted_users/<int:user_id>", purge, role=ADMIN, limits="deleted-users-destroy"),
]
