"""Groups and who is in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, values
from helpsql.sandbox.zendesk.bulk import ids_of, job_response, kept_errors
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import invalid, json_response, not_found, too_many
from helpsql.sandbox.zendesk.sideloads import beside_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

GROUPS = crud.Kind(
    "groups",
    "group",
    {"name": values.text, "description": values.text, "is_public": values.truth},
    {"is_public": True, "description": "", "default": False, "deleted": False},
    required=("name",),
    unique="name",
    order=("name", "id"),
    params="exclude_deleted",
    wanted=lambda call, group: not (group["deleted"] and call.params.flag("exclude_deleted")),
    flagged="deleted",
)


def _member_of(call: Call, record: Record) -> Record:
    user = call.world.user(record["user_id"])
    group = call.world.small["groups"].get(record["group_id"])
    if user is None or user["role"] == "end-user":
        # ASSUMED: the text for an end user.
        raise invalid("user_id", "User: must be an agent")
    if group is None or group["deleted"]:
        raise invalid("group_id", "Group: is invalid")
    mine = _memberships(call, user_id=user["id"])
    if any(m["group_id"] == group["id"] and m["id"] != record["id"] for m in mine):
        raise invalid("user_id", "User: has already been taken", "DuplicateValue")
    return record | {"default": bool(record["default"]) or not mine}


MEMBERSHIPS = crud.Kind(
    "group_memberships",
    "group_membership",
    {"user_id": values.whole, "group_id": values.whole, "default": values.truth_or_null},
    {"default": False},
    required=("user_id", "group_id"),
    settle=_member_of,
    beside=lambda call, rows: beside_by(call, users="user_id", groups="group_id")(rows),
)


def _memberships(call: Call, **columns: int) -> list[Record]:
    rows = call.world.small["group_memberships"].values()
    return [m for m in rows if all(m[name] == value for name, value in columns.items())]


def delete_group(call: Call, record_id: int) -> Response:
    """Its tickets lose the group, its members the membership."""
    response = crud.deleted(call, GROUPS, record_id)
    world = call.world
    for sketch in [s for s in world.sketches() if s.group_id == record_id and s.status != "closed"]:
        ticket = world.ticket(sketch.id)
        if ticket is not None:
            world.put_ticket(
                replace(ticket, record=ticket.record | {"group_id": None}, generated=call.now), call.now
            )
    for membership in _memberships(call, group_id=record_id):
        del world.small["group_memberships"][membership["id"]]
    return response


def assignable(call: Call) -> Response:
    return crud.listed(call, GROUPS, [g for g in call.world.small["groups"].values() if not g["deleted"]])


def of_user(call: Call, user_id: int) -> Response:
    call.user(user_id)
    mine = set(call.world.groups_of(user_id))
    return crud.listed(call, GROUPS, [g for g in call.world.small["groups"].values() if g["id"] in mine])


def memberships_by(column: str) -> Callable[..., Response]:
    def answer(call: Call, **ids: int) -> Response:
        number = ids[column]
        if column == "user_id":
            call.user(number)
        else:
            call.small("groups", number)
        return crud.listed(call, MEMBERSHIPS, _memberships(call, **{column: number}))

    return answer


def membership_of_user(call: Call, user_id: int, record_id: int) -> Response:
    found = call.small("group_memberships", record_id)
    if found["user_id"] != user_id:
        raise not_found()
    return json_response({"group_membership": MEMBERSHIPS.url_of(call, found)})


def delete_membership(call: Call, record_id: int, user_id: int | None = None) -> Response:
    """The user's open tickets of the group are left without assignee."""
    found = call.small("group_memberships", record_id)
    if user_id is not None and found["user_id"] != user_id:
        raise not_found()
    response = crud.deleted(call, MEMBERSHIPS, record_id)
    world = call.world
    for sketch in list(world.sketches()):
        if (sketch.assignee_id, sketch.group_id) == (
            found["user_id"],
            found["group_id"],
        ) and sketch.status != "closed":
            ticket = world.ticket(sketch.id)
            if ticket is not None:
                record = ticket.record | {"assignee_id": None}
                world.put_ticket(replace(ticket, record=record, generated=call.now), call.now)
    return response


def make_default(call: Call, user_id: int, record_id: int) -> Response:
    """200 with the user's memberships."""
    if call.small("group_memberships", record_id)["user_id"] != user_id:
        raise not_found()
    kept = call.world.small["group_memberships"]
    for membership in _memberships(call, user_id=user_id):
        kept[membership["id"]] = membership | {"default": membership["id"] == record_id}
    user = call.user(user_id)
    call.world.put_user(user | {"default_group_id": kept[record_id]["group_id"]}, call.now)
    return crud.listed(call, MEMBERSHIPS, _memberships(call, user_id=user_id))


def create_many(call: Call) -> Response:
    items = call.wrapped_list("group_memberships")
    if len(items) > 100:
        raise too_many()

    def work(_now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, item in enumerate(items):
            with kept_errors(results, index):
                results[index] = {"id": crud.make(call, MEMBERSHIPS, item)["id"], "status": "Created"}
        return [results[i] for i in range(len(items))]

    return job_response(call, "Bulk Create Group Membership", len(items), work)


def destroy_many(call: Call) -> Response:
    numbers = ids_of(call)

    def work(_now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, number in enumerate(numbers):
            with kept_errors(results, index, number, "delete"):
                delete_membership(call, number)
                results[index] = {"action": "delete", "id": number, "status": "Deleted", "success": True}
        return [results[i] for i in range(len(numbers))]

    return job_response(call, "Bulk Delete Group Membership", None, work)


_USER = "/users/<int:user_id>/group_memberships"
ENDPOINTS = [
    *crud.endpoints(GROUPS, "list show count create update"),
    Endpoint("DELETE", "/groups/<int:record_id>", delete_group, role=ADMIN),
    Endpoint("GET", "/groups/assignable", assignable),
    Endpoint("GET", "/users/<int:user_id>/groups", of_user),
    *crud.endpoints(MEMBERSHIPS, "list show create"),
    Endpoint("DELETE", "/group_memberships/<int:record_id>", delete_membership, role=ADMIN),
    Endpoint("DELETE", f"{_USER}/<int:record_id>", delete_membership, role=ADMIN),
    Endpoint("POST", "/group_memberships/create_many", create_many, role=ADMIN),
    Endpoint("DELETE", "/group_memberships/destroy_many", destroy_many, "ids", ADMIN),
    Endpoint("GET", "/group_memberships/assignable", lambda call: crud.listed(call, MEMBERSHIPS)),
    Endpoint("GET", _USER, memberships_by("user_id")),
    Endpoint("GET", "/groups/<int:group_id>/memberships", memberships_by("group_id")),
    Endpoint("GET", "/groups/<int:group_id>/memberships/assignable", memberships_by("group_id")),
    Endpoint("GET", f"{_USER}/<int:record_id>", membership_of_user),
    Endpoint("PUT", f"{_USER}/<int:record_id>/make_default", make_default, role=ADMIN),
]
