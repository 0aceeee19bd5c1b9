"""User identities: the addresses and numbers by which a user is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import values
from helpsql.sandbox.zendesk.crud import no_content
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import blank, invalid, json_response, not_found
from helpsql.sandbox.zendesk.ids import IDENTITIES
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import list_response

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

TYPES = (
    *("email", "twitter", "facebook", "google", "phone_number", "agent_forwarding", "any_channel"),
    *("foreign", "sdk"),
)


def identities_of(call: Call, user: Record) -> list[Record]:
    """The main address first, which is the user's `email`; then what was added."""
    added = [i for i in call.world.small["identities"].values() if i["user_id"] == user["id"]]
    index = call.world.users.index(user["id"])
    if user["email"] is None or any(i["type"] == "email" and i["primary"] for i in added):
        found = added
    else:
        number = IDENTITIES.of(index) if index is not None else user["id"] + 1
        first = _identity(number, user["id"], "email", user["email"], user["verified"], user["created_at"])
        found = [first | {"primary": True}, *added]
    return [_shown(call, i) for i in sorted(found, key=lambda i: (not i["primary"], i["id"]))]


def _identity(number: int, user_id: int, kind: str, value: str, verified: bool, at: str) -> Record:
    found = {
        "id": number,
        "user_id": user_id,
        "type": kind,
        "value": value,
        "verified": verified,
        "primary": False,
        "created_at": at,
        "updated_at": at,
        "verification_method": "none",
        "verified_at": at if verified else None,
    }
    return found | ({"undeliverable_count": 0, "deliverable_state": "deliverable"} if kind == "email" else {})


def _shown(call: Call, identity: Record) -> Record:
    return {"url": call.url(f"users/{identity['user_id']}/identities/{identity['id']}"), **identity}


def index(call: Call, user_id: int) -> Response:
    rows = identities_of(call, call.user(user_id))
    by_id = {i["id"]: i for i in rows}
    places = ((not i["primary"], i["id"]) for i in rows)
    return list_response(call, "identities", Sorted("primary,id", places, by_id.get), lambda i: i)


def _one(call: Call, user_id: int, identity_id: int) -> Record:
    found = next((i for i in identities_of(call, call.user(user_id)) if i["id"] == identity_id), None)
    if found is None:
        raise not_found()
    return found


def show(call: Call, user_id: int, identity_id: int) -> Response:
    return json_response({"identity": _one(call, user_id, identity_id)})


def create(call: Call, user_id: int) -> Response:
    user, given = call.user(user_id), call.wrapped("identity")
    kind, value = values.text("type", given.get("type")), values.text("value", given.get("value"))
    if kind not in TYPES:
        raise invalid("type", "Type: is not included in the list")
    if not value:
        raise blank("value")
    new = add_identity(call, user, kind, value, bool(given.get("verified")))
    response = json_response({"identity": _shown(call, new)}, 201)
    response.headers["Location"] = _shown(call, new)["url"]
    return response


def add_identity(call: Call, user: Record, kind: str, value: str, verified: bool) -> Record:
    """Another identity; the first address of a user becomes the email. Raises 422 for one that is in use."""
    if is_taken(call, kind, value):
        raise invalid("value", f"Value: {value} is already being used by another user", "DuplicateValue")
    number = call.world.new_id()
    new = _identity(number, user["id"], kind, value, verified, call.stamp)
    first = kind == "email" and user["email"] is None
    call.world.small["identities"][number] = new | {"primary": first}
    if first:
        call.world.put_user(user | {"email": value, "updated_at": call.stamp}, call.now)
    call.world.changed()
    return call.world.small["identities"][number]


def is_taken(call: Call, kind: str, value: str) -> bool:
    if kind == "email":
        return call.world.user_by_email(value) is not None
    return any(i["type"] == kind and i["value"] == value for i in call.world.small["identities"].values())


def _put(call: Call, identity: Record) -> Record:
    kept = {k: v for k, v in identity.items() if k != "url"} | {"updated_at": call.stamp}
    call.world.small["identities"][kept["id"]] = kept
    call.world.changed()
    return kept


def update(call: Call, user_id: int, identity_id: int) -> Response:
    found, given = _one(call, user_id, identity_id), call.wrapped("identity")
    if given.get("value") and given["value"] != found["value"]:
        if is_taken(call, found["type"], given["value"]):
            text = f"Value: {given['value']} is already being used by another user"
            raise invalid("value", text, "DuplicateValue")
        found["value"] = given["value"]
    if "verified" in given:
        found["verified"] = values.truth("verified", given["verified"])
    kept = _put(call, found)
    if kept["primary"] and kept["type"] == "email":
        call.world.put_user(call.user(user_id) | {"email": kept["value"], "updated_at": call.stamp}, call.now)
    return json_response({"identity": _shown(call, kept)})


def make_primary(call: Call, user_id: int, identity_id: int) -> Response:
    """200 with all of the user's identities."""
    chosen = _one(call, user_id, identity_id)
    user = call.user(user_id)
    for identity in identities_of(call, user):
        if identity["type"] == chosen["type"]:
            _put(call, identity | {"primary": identity["id"] == identity_id})
    if chosen["type"] == "email":
        call.world.put_user(user | {"email": chosen["value"], "updated_at": call.stamp}, call.now)
    return index(call, user_id)


def verify(call: Call, user_id: int, identity_id: int) -> Response:
    found = _one(call, user_id, identity_id) | {"verified": True, "verified_at": call.stamp}
    return json_response({"identity": _shown(call, _put(call, found))})


def request_verification(call: Call, user_id: int, identity_id: int) -> Response:
    _one(call, user_id, identity_id)
    return json_response({})


def delete(call: Call, user_id: int, identity_id: int) -> Response:
    found = _one(call, user_id, identity_id)
    if found["primary"]:
        # ASSUMED: the main address cannot be deleted.
        raise invalid("base", "The primary identity cannot be deleted")
    call.world.small["identities"].pop(identity_id, None)
    call.world.changed()
    return no_content()


_PATH = "/users/<int:user_id>/identities"
_ID = f"{_PATH}/<int:identity_id>"
ENDPOINTS = [
    Endpoint("GET", _PATH, index),
    Endpoint("GET", _ID, show),
    Endpoint("POST", _PATH, create),
    Endpoint("PUT", _ID, update),
    Endpoint("PUT", f"{_ID}/make_primary", make_primary),
    Endpoint("PUT", f"{_ID}/verify", verify),
    Endpoint("PUT", f"{_ID}/request_verification", request_verification),
    Endpoint("DELETE", _ID, delete),
]
