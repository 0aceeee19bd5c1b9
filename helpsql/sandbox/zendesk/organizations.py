"""Reading organizations and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import json_response, missing, not_found
from helpsql.sandbox.zendesk.listing import ById, Sorted
from helpsql.sandbox.zendesk.pages import list_response, whole_response
from helpsql.sandbox.zendesk.sideloads import beside_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.listing import Listing

Record = dict[str, Any]


def organization_list(call: Call, listing: Listing) -> Response:
    return list_response(
        call,
        "organizations",
        listing,
        render.with_url(call, "organizations"),
        lambda rows: _beside(call, rows),
    )


def _beside(call: Call, organizations: list[Record]) -> Record:
    if "abilities" not in call.includes:
        return {}
    return {"abilities": [{"organization_id": o["id"], "can_edit": True} for o in organizations]}


def index(call: Call) -> Response:
    shelf = call.world.organizations
    kept = call.world.kept_list
    listing = ById(
        shelf.ids, shelf.ids_after, shelf.ids_before, shelf.get, lambda make: kept("organizations", make)
    )
    return organization_list(call, listing)


def show(call: Call, organization_id: int) -> Response:
    found = call.organization(organization_id)
    return json_response(
        {"organization": render.with_url(call, "organizations")(found), **_beside(call, [found])}
    )


def all_of(call: Call) -> Iterator[Record]:
    shelf = call.world.organizations
    return (o for i in shelf.ids() if (o := shelf.get(i)) is not None)


def by_external_id(call: Call, external_id: str) -> Record | None:
    wanted = external_id.lower()
    return next((o for o in all_of(call) if str(o["external_id"] or "").lower() == wanted), None)


def by_name(call: Call, name: str) -> Record | None:
    wanted = name.lower()
    return next((o for o in all_of(call) if o["name"].lower() == wanted), None)


def show_many(call: Call) -> Response:
    world = call.world
    if "external_ids" in call.params:
        loaded = [by_external_id(call, e) for e in call.params.texts("external_ids")[:100]]
    else:
        loaded = [world.organizations.get(i) for i in sorted(set(call.params.ids()))]
    found = [o for o in loaded if o is not None]
    return whole_response(call, "organizations", [render.with_url(call, "organizations")(o) for o in found])


def find(call: Call) -> Response:
    """`/organizations/search`: by external_id or by name, exactly."""
    external, name = call.params.text("external_id"), call.params.text("name")
    if external is None and name is None:
        raise missing("external_id")
    found = by_external_id(call, external) if external is not None else by_name(call, name or "")
    return organization_list(call, _few([] if found is None else [found]))


def autocomplete(call: Call) -> Response:
    name = call.params.required("name").lower()
    return organization_list(call, _few([o for o in all_of(call) if o["name"].lower().startswith(name)]))


def _few(organizations: list[Record]) -> Sorted:
    by_id = {o["id"]: o for o in organizations}
    return Sorted("id", ((i,) for i in by_id), by_id.get)


def count(call: Call) -> Response:
    shelf = call.world.organizations
    return count_response(
        call, "organizations", shelf.count + len(shelf.written), lambda: sum(1 for _ in shelf.ids())
    )


def related(call: Call, organization_id: int) -> Response:
    call.organization(organization_id)
    world = call.world
    tickets = world.sketches_of_organization(organization_id)
    body = {"tickets_count": len(tickets), "users_count": len(world.users_of_organization(organization_id))}
    return json_response({"organization_related": body})


def of_user(call: Call, user_id: int) -> Response:
    call.user(user_id)
    loaded = (
        call.world.organizations.get(m["organization_id"]) for m in call.world.memberships_of(user_id=user_id)
    )
    return organization_list(call, _few([o for o in loaded if o is not None]))


# Memberships -----------------------------------------------------------------------------------


def _membership_list(call: Call, listing: Listing) -> Response:
    render_row = render.with_url(call, "organization_memberships")
    extra = beside_by(call, users="user_id", organizations="organization_id")
    return list_response(call, "organization_memberships", listing, render_row, extra)


def memberships(call: Call) -> Response:
    shelf = call.world.memberships
    kept = call.world.kept_list
    listing = ById(
        lambda: (i for i in shelf.ids() if shelf.get(i) is not None),
        shelf.ids_after,
        shelf.ids_before,
        shelf.get,
        lambda make: kept("memberships", make),
    )
    return _membership_list(call, listing)


def memberships_of_user(call: Call, user_id: int) -> Response:
    call.user(user_id)
    return _membership_list(call, _few(call.world.memberships_of(user_id=user_id)))


def memberships_of_organization(call: Call, organization_id: int) -> Response:
    call.organization(organization_id)
    return _membership_list(call, _few(call.world.memberships_of(organization_id=organization_id)))


def membership(call: Call, membership_id: int, user_id: int | None = None) -> Response:
    found = call.world.memberships.get(membership_id)
    if found is None or (user_id is not None and found["user_id"] != user_id):
        raise not_found()
    return json_response(
        {"organization_membership": render.with_url(call, "organization_memberships")(found)}
    )


ENDPOINTS = [
    Endpoint("GET", "/organizations", index),
    Endpoint("GET", "/organizations/<int:organization_id>", show),
    Endpoint("GET", "/organizations/show_many", show_many, "ids external_ids"),
    Endpoint("GET", "/organizations/search", find, "external_id name"),
    Endpoint("GET", "/organizations/autocomplete", autocomplete, "name"),
    Endpoint("GET", "/organizations/count", count),
    Endpoint("GET", "/organizations/<int:organization_id>/related", related),
    Endpoint("GET", "/users/<int:user_id>/organizations", of_user),
    Endpoint("GET", "/organization_memberships", memberships),
    Endpoint("GET", "/organization_memberships/<int:membership_id>", membership),
    Endpoint("GET", "/users/<int:user_id>/organization_memberships", memberships_of_user),
    Endpoint("GET", "/users/<int:user_id>/organization_memberships/<int:membership_id>", membership),
    Endpoint(
        "GET", "/organizations/<int:organization_id>/organization_memberships", memberships_of_organization
    ),
]
