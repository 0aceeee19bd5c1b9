"""Organizations, their properties, their customers and conversations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.conversations import page_of_conversations
from helpsql.sandbox.helpscout.customers import customer_piece
from helpsql.sandbox.helpscout.directory import paged
from helpsql.sandbox.helpscout.errors import Problem, Refusal, invalid, not_found
from helpsql.sandbox.helpscout.holdings import Organization, PropertyDefinition
from helpsql.sandbox.helpscout.lists import cut
from helpsql.sandbox.helpscout.properties import property_problem, read_definition
from helpsql.sandbox.helpscout.validation import Body
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call

SORT_FIELDS = ("name", "customerCount", "conversationCount", "lastInteractionAt")


def _members(call: Call, organization_id: int) -> Sequence[int]:
    """Ids of its customers, oldest first."""
    shelf = call.world.customers

    def find() -> list[int]:
        everyone = [*shelf.seeded_range(0, shelf.count, lambda _: None), *shelf.added()]
        return [c.id for c in everyone if c.organization_id == organization_id]

    return call.world.lists.get(("organization", organization_id), find)


def _conversations(call: Call, organization_id: int) -> list[int]:
    members = _members(call, organization_id)
    return sorted(i for member in members for i in call.world.conversations_of(member))


def _shown(call: Call, o: Organization, *, counts: bool, properties: bool) -> dict[str, Any]:
    optional = {
        "website": o.website,
        "description": o.description,
        "location": o.location,
        "logoUrl": o.logo_url,
        "note": o.note,
        "brandColor": o.brand_color,
    }
    shown: dict[str, Any] = {"id": o.id, "name": o.name}
    shown |= {name: value for name, value in optional.items() if value is not None}
    shown |= {"domains": list(o.domains), "phones": list(o.phones)}
    if counts:
        shown |= {
            "customerCount": len(_members(call, o.id)),
            "conversationCount": len(_conversations(call, o.id)),
        }
    if properties:
        shown["properties"] = [_property(call, slug, value) for slug, value in o.properties.items()]
    times = {"createdAt": stamp(o.created), "updatedAt": stamp(o.updated)}
    return shown | times | {"_links": {"self": hal.link(call.href(f"/v2/organizations/{o.id}"))}}


def _property(call: Call, slug: str, value: str) -> dict[str, Any]:
    d = call.world.organization_properties[slug]
    shown = {"definitionId": d.id, "slug": slug, "name": d.name, "type": d.type, "value": value}
    return shown | ({"options": [{"label": label} for _, label in d.options]} if d.options else {})


def list_organizations(call: Call) -> Response:
    """ASSUMED: by name, ascending, unless asked otherwise; counts on request as in the single read."""
    params = call.params
    counts, properties = params.flag("includeCounts"), params.flag("includeProperties")
    field = params.choice("sortField", SORT_FIELDS, "name")
    descending = params.choice("sortOrder", ("asc", "desc"), "asc") == "desc"
    keys: dict[str, Callable[[Organization], Any]] = {
        "name": lambda o: (o.name.lower(), o.id),
        "customerCount": lambda o: (len(_members(call, o.id)), o.id),
        "conversationCount": lambda o: (len(_conversations(call, o.id)), o.id),
        "lastInteractionAt": lambda o: (max(_conversations(call, o.id), default=0), o.id),
    }
    params.check()
    found = sorted(call.world.organizations.values(), key=keys[field], reverse=descending)
    return paged(
        call, "organizations", found, lambda c, o: _shown(c, o, counts=counts, properties=properties)
    )


def organization(call: Call, organization_id: int) -> Organization:
    found = call.world.organizations.get(organization_id)
    if found is None:
        raise not_found()
    return found


def get_organization(call: Call, organization_id: int) -> Response:
    counts, properties = call.params.flag("includeCounts"), call.params.flag("includeProperties")
    call.params.check()
    found = organization(call, organization_id)
    return hal.resource(_shown(call, found, counts=counts, properties=properties))


def list_members(call: Call, organization_id: int) -> Response:
    page = call.params.page()
    call.params.check()
    ids = _members(call, organization(call, organization_id).id)
    pieces = [customer_piece(call, i) for i in cut(ids, page, hal.PAGE, descending=True)]
    return hal.collection(call.request, "customers", pieces, page, len(ids))


def list_conversations(call: Call, organization_id: int) -> Response:
    """ASSUMED: of every status."""
    page = call.params.page()
    call.params.check()
    return page_of_conversations(call, _conversations(call, organization(call, organization_id).id), page)


# Writing ---------------------------------------------------------------------------------------


def create_organization(call: Call) -> Response:
    body = Body(call.object())
    members = _read(body)
    body.check()
    _check_name(call, members["name"], None)
    made = Organization(id=call.world.new_id(), created=call.now, updated=call.now, **members)
    call.world.organizations[made.id] = made
    return hal.created(call.href(f"/v2/organizations/{made.id}"), made.id)


def update_organization(call: Call, organization_id: int) -> Response:
    body = Body(call.object())
    old = organization(call, organization_id)
    members = _read(body)
    body.check()
    _check_name(call, members["name"], old.id)
    kept = Organization(
        id=old.id, created=old.created, updated=call.now, properties=old.properties, **members
    )
    call.world.organizations[old.id] = kept
    call.world.changed()
    return hal.empty()


def _read(body: Body) -> dict[str, Any]:
    location = body.text("location")
    if location and len(location) != 2:
        body.note("location", "must be a two-character country code", "Size", location)
    return {
        "name": body.text("name", required=True) or "",
        "website": body.text("website"),
        "description": body.text("description"),
        "location": location,
        "logo_url": body.text("logoUrl"),
        "note": body.text("note"),
        "domains": tuple(body.texts("domains")),
        "phones": tuple(body.texts("phones")),
        "brand_color": body.text("brandColor"),
    }


def _check_name(call: Call, name: str, own_id: int | None) -> None:
    """ASSUMED: organizations are the same if their names are."""
    for other in call.world.organizations.values():
        if other.id != own_id and other.name.lower() == name.lower():
            raise Refusal(409)


def delete_organization(call: Call, organization_id: int) -> Response:
    """ASSUMED: its customers stay, without an organization."""
    for customer_id in list(_members(call, organization(call, organization_id).id)):
        call.world.customers.put(replace(call.customer(customer_id), organization_id=None))
    del call.world.organizations[organization_id]
    call.world.changed()
    return hal.empty()


# Properties ------------------------------------------------------------------------------------


def _definition(d: PropertyDefinition) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": d.id, "slug": d.slug, "name": d.name, "type": d.type}
    return shown | ({"options": [{"label": label} for _, label in d.options]} if d.options else {})


def list_definitions(call: Call) -> Response:
    found = [_definition(d) for d in call.world.organization_properties.values()]
    return hal.sub_collection(call.request, "organization-properties", found)


def definition(call: Call, slug: str) -> PropertyDefinition:
    found = call.world.organization_properties.get(slug)
    if found is None:
        raise not_found()
    return found


def get_definition(call: Call, slug: str) -> Response:
    return hal.resource(_definition(definition(call, slug)))


def create_definition(call: Call) -> Response:
    body = Body(call.object())
    made = read_definition(call, body)
    body.check()
    if made.slug in call.world.organization_properties:
        raise Refusal(409)
    call.world.organization_properties[made.slug] = made
    return hal.created(call.href(f"/v2/organizations/properties/{made.slug}"), made.slug)


def update_definition(call: Call, slug: str) -> Response:
    """ASSUMED: name and options can change, slug and type cannot."""
    old = definition(call, slug)
    made = read_definition(call, body := Body({"type": old.type, **call.object(), "slug": slug}))
    body.check()
    call.world.organization_properties[slug] = replace(made, type=old.type, id=old.id)
    return hal.empty()


def delete_definition(call: Call, slug: str) -> Response:
    del call.world.organization_properties[definition(call, slug).slug]
    for o in list(call.world.organizations.values()):
        _set_value(call, o, slug, None)
    return hal.empty()


def _set_value(call: Call, o: Organization, slug: str, value: str | None) -> None:
    values = {k: v for k, v in o.properties.items() if k != slug} | (
        {slug: value} if value is not None else {}
    )
    call.world.organizations[o.id] = replace(o, properties=values)


def put_value(call: Call, organization_id: int, slug: str) -> Response:
    body = call.object()
    found = organization(call, organization_id)
    d = definition(call, slug)
    value = body.get("value")
    labels = replace(d, options=tuple((label, label) for _, label in d.options))  # values are labels here
    if problem := property_problem(labels, value):
        raise invalid(Problem("value", *problem, value))
    _set_value(call, found, slug, str(value))
    return hal.empty()


def delete_value(call: Call, organization_id: int, slug: str) -> Response:
    found = organization(call, organization_id)
    if slug not in found.properties:
        raise not_found()
    _set_value(call, found, slug, None)
    return hal.empty()


_ONE = "/v2/organizations/<int:organization_id>"
_SLUG = "/v2/organizations/properties/<slug>"

ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("GET", "/v2/organizations", list_organizations),
    ("POST", "/v2/organizations", create_organization),
    ("GET", _ONE, get_organization),
    ("PUT", _ONE, update_organization),
    ("DELETE", _ONE, delete_organization),
    ("GET", f"{_ONE}/customers", list_members),
    ("GET", f"{_ONE}/conversations", list_conversations),
    ("PUT", f"{_ONE}/properties/<slug>", put_value),
    ("DELETE", f"{_ONE}/properties/<slug>", delete_value),
    ("GET", "/v2/organizations/properties", list_definitions),
    ("POST", "/v2/organizations/properties", create_definition),
    ("GET", _SLUG, get_definition),
    ("PUT", _SLUG, update_definition),
    ("DELETE", _SLUG, delete_definition),
]
