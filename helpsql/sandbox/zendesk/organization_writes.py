"""Writing organizations, one at a time and in bulk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk import render, values
from helpsql.sandbox.zendesk.bulk import ids_of, job_response, kept_errors
from helpsql.sandbox.zendesk.crud import no_content
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import blank, invalid, json_response, missing, not_found, too_many
from helpsql.sandbox.zendesk.organizations import by_external_id, by_name
from helpsql.sandbox.zendesk.profiles import checked_profile

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

COLUMNS: values.Columns = {
    **dict.fromkeys(("name", "external_id", "details", "notes"), values.text),
    **dict.fromkeys(("shared_tickets", "shared_comments"), values.truth),
    "domain_names": values.array,
    "group_id": values.whole,
    "tags": values.tags,
    "organization_fields": values.mapping,
}


def create_organization(call: Call, given: Record, now: int) -> Record:
    found, unknown = values.read(given, COLUMNS, "organization")
    call.warn(*unknown)
    number = call.world.new_id()
    at = stamp(now)
    fresh: Record = {
        "id": number,
        "name": None,
        "shared_tickets": False,
        "shared_comments": False,
        "external_id": None,
        "created_at": at,
        "updated_at": at,
        "domain_names": [],
        "details": None,
        "notes": None,
        "group_id": None,
        "tags": [],
        "organization_fields": {},
    }
    new = _checked(call, fresh, found)
    call.world.put_organization(new, now)
    return new


def update_organization(call: Call, organization: Record, given: Record, now: int) -> Record:
    found, unknown = values.read(given, COLUMNS, "organization")
    call.warn(*unknown)
    new = _checked(call, organization, found) | {"updated_at": stamp(now)}
    call.world.put_organization(new, now)
    return new


def _checked(call: Call, old: Record, found: Record) -> Record:
    """The organization with checked columns. Lists are replaced as wholes."""
    fields = checked_profile(
        call, "organization_fields", old["organization_fields"], found.pop("organization_fields", {})
    )
    new: Record = old | found | {"organization_fields": fields}
    if not (new["name"] or "").strip():
        raise blank("name")
    same = by_name(call, new["name"])
    if same is not None and same["id"] != new["id"]:
        raise invalid("name", f"Name: {new['name']} has already been taken", "DuplicateValue")
    if new["external_id"]:
        same = by_external_id(call, new["external_id"])
        if same is not None and same["id"] != new["id"]:
            raise invalid("external_id", "External has already been taken", "DuplicateValue")
    if new["group_id"] is not None and new["group_id"] not in call.world.small["groups"]:
        raise invalid("group_id", "Group: is invalid")
    return new


def _shown(call: Call, organization: Record, status: int) -> Response:
    shown = render.with_url(call, "organizations")(organization)
    response = json_response({"organization": shown}, status)
    if status == 201 or call.own_path.endswith("create_or_update"):
        response.headers["Location"] = shown["url"]
    return response


def create(call: Call) -> Response:
    return _shown(call, create_organization(call, call.wrapped("organization"), call.now), 201)


def update(call: Call, organization_id: int) -> Response:
    found = call.organization(organization_id)
    return _shown(call, update_organization(call, found, call.wrapped("organization"), call.now), 200)


def create_or_update(call: Call) -> Response:
    """By id or external_id; a name alone makes a new one."""
    given = call.wrapped("organization")
    number = values.whole("id", given.get("id"))
    found = call.world.organizations.get(number) if number is not None else None
    if found is None and given.get("external_id"):
        found = by_external_id(call, str(given["external_id"]))
    rest = {k: v for k, v in given.items() if k != "id"}
    if found is None:
        return _shown(call, create_organization(call, rest, call.now), 201)
    return _shown(call, update_organization(call, found, rest, call.now), 200)


def delete_organization(call: Call, organization_id: int, now: int) -> None:
    """Its users and tickets lose it; exports remember it."""
    world = call.world
    found = world.organizations.get(organization_id)
    if found is None:
        raise not_found()
    for sketch in list(world.sketches_of_organization(organization_id)):
        ticket = world.ticket(sketch.id)
        if ticket is not None:
            world.put_ticket(
                replace(ticket, record=ticket.record | {"organization_id": None}, generated=now), now
            )
    for membership in world.memberships_of(organization_id=organization_id):
        world.memberships.drop(membership["id"], now)
        user = world.user(membership["user_id"])
        if user is not None and user["organization_id"] == organization_id:
            world.put_user(user | {"organization_id": None}, now)
    world.organizations.drop(organization_id, now)
    world.deleted_organizations.append(found | {"deleted_at": stamp(now), "updated_at": stamp(now)})
    world.changed()


def delete(call: Call, organization_id: int) -> Response:
    delete_organization(call, organization_id, call.now)
    return no_content()


def create_many(call: Call) -> Response:
    items = call.wrapped_list("organizations")
    if len(items) > 100:
        raise too_many()

    def work(now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, item in enumerate(items):
            with kept_errors(results, index):
                results[index] = {"id": create_organization(call, item, now)["id"], "status": "Created"}
        return [results[i] for i in range(len(items))]

    return job_response(call, "Bulk Create Organization", len(items), work)


def _named(call: Call) -> list[int | None]:
    if "external_ids" in call.params:
        found = [by_external_id(call, e) for e in call.params.texts("external_ids")[:100]]
        return [o["id"] if o else None for o in found]
    return list(ids_of(call))


def update_many(call: Call) -> Response:
    if "ids" in call.params or "external_ids" in call.params:
        change = call.wrapped("organization")
        rows: list[tuple[Any, Record]] = [(number, change) for number in _named(call)]
    else:
        items = call.wrapped_list("organizations")
        if len(items) > 100:
            raise too_many()
        rows = [(i.get("id"), {k: v for k, v in i.items() if k != "id"}) for i in items]

    def work(now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, (number, given) in enumerate(rows):
            with kept_errors(results, index, number, "update"):
                found = call.world.organizations.get(number) if isinstance(number, int) else None
                if found is None:
                    raise not_found()
                update_organization(call, found, given, now)
                results[index] = {"action": "update", "id": number, "status": "Updated", "success": True}
        return [results[i] for i in range(len(rows))]

    return job_response(call, "Bulk Update Organization", len(rows), work)


def destroy_many(call: Call) -> Response:
    numbers = _named(call)

    def work(now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, number in enumerate(numbers):
            with kept_errors(results, index, number, "delete"):
                delete_organization(call, number or 0, now)
                results[index] = {"action": "delete", "id": number, "status": "Deleted", "success": True}
        return [results[i] for i in range(len(numbers))]

    return job_response(call, "Bulk Delete Organization", None, work)


def merge(call: Call, organization_id: int) -> Response:
    """Starts a merge, which is done when it is looked at again."""
    call.organization(organization_id)
    winner = values.whole("winner_id", call.wrapped("organization_merge").get("winner_id"))
    if winner is None:
        raise missing("winner_id")
    call.organization(winner)
    if winner == organization_id:
        raise invalid("winner_id", "Winner: cannot be the loser")
    number = f"{call.world.new_id():x}"
    record = {"id": number, "loser_id": organization_id, "winner_id": winner, "status": "new"}
    call.world.small["organization_merges"][number] = record
    return json_response({"organization_merge": {"url": call.url(f"organization_merges/{number}"), **record}})


_NEXT = {"new": "in progress", "in progress": "complete"}


def merge_status(call: Call, merge_id: str) -> Response:
    record = call.small("organization_merges", merge_id)
    if record["status"] in _NEXT:
        record = record | {"status": _NEXT[record["status"]]}
        call.world.small["organization_merges"][merge_id] = record
        if record["status"] == "complete":
            _merge(call, record["loser_id"], record["winner_id"])
    return json_response(
        {"organization_merge": {"url": call.url(f"organization_merges/{merge_id}"), **record}}
    )


def _merge(call: Call, loser: int, winner: int) -> None:
    from helpsql.sandbox.zendesk.memberships import set_default_organization

    world = call.world
    tickets = [s.id for s in world.sketches_of_organization(loser)]
    users = world.users_of_organization(loser)
    delete_organization(call, loser, call.now)
    for user_id in users:
        set_default_organization(call, user_id, winner)
    for number in tickets:
        ticket = world.ticket(number)
        if ticket is not None:
            record = ticket.record | {"organization_id": winner}
            world.put_ticket(replace(ticket, record=record, generated=call.now), call.now)


ENDPOINTS = [
    Endpoint("POST", "/organizations", create),
    Endpoint("PUT", "/organizations/<int:organization_id>", update, limits="organizations-update"),
    Endpoint("DELETE", "/organizations/<int:organization_id>", delete),
    Endpoint("POST", "/organizations/create_or_update", create_or_update),
    Endpoint("POST", "/organizations/create_many", create_many),
    Endpoint("PUT", "/organizations/update_many", update_many, "ids external_ids"),
    Endpoint("DELETE", "/organizations/destroy_many", destroy_many, "ids external_ids"),
    Endpoint("POST", "/organizations/<int:organization_id>/merge", merge, role=ADMIN),
    Endpoint("GET", "/organization_merges/<string:merge_id>", merge_status, role=ADMIN),
]
