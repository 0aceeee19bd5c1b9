"""Customers and their entries as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout.hal import link
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.records import Address, Customer, Entry
    from helpsql.sandbox.helpscout.world import World

KINDS = ("emails", "phones", "chats", "social-profiles", "websites")


def customer_shown(world: World, origin: str, c: Customer) -> dict[str, Any]:
    """A customer with every entry embedded. ASSUMED: v3 shows the same members."""
    shown: dict[str, Any] = {"id": c.id}
    optional = {
        "firstName": c.first_name,
        "lastName": c.last_name,
        "gender": c.gender,
        "jobTitle": c.job_title,
        "location": c.location,
        "organization": c.organization,
        "organizationId": c.organization_id,
        "photoType": c.photo_type,
        "photoUrl": c.photo_url,
        "age": c.age,
    }
    shown |= {name: value for name, value in optional.items() if value is not None}
    shown |= {
        "createdAt": stamp(c.created),
        "updatedAt": stamp(c.updated),
        "background": c.background,
        "draft": False,
        "conversationCount": len(world.conversations_of(c.id)),
    }
    shown["_embedded"] = _embedded(world, c)
    shown["_links"] = _links(origin, c.id)
    return shown


def _embedded(world: World, c: Customer) -> dict[str, Any]:
    embedded: dict[str, Any] = {
        kind.replace("-", "_"): [entry_shown(entry) for entry in c.entries.get(kind, ())] for kind in KINDS
    }
    if c.address:
        embedded["address"] = address_shown(c.address)
    known = [(slug, value) for slug, value in c.properties if slug in world.properties]
    if known:
        embedded["properties"] = [property_shown(world, slug, value) for slug, value in known]
    return embedded


def entry_shown(entry: Entry) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": entry.id, "value": entry.value}
    return shown | {"type": entry.type} if entry.type else shown


def address_shown(a: Address) -> dict[str, Any]:
    return {
        "city": a.city,
        "lines": list(a.lines),
        "state": a.state,
        "postalCode": a.postal_code,
        "country": a.country,
    }


def property_shown(world: World, slug: str, value: str) -> dict[str, Any]:
    """ASSUMED: a dropdown's value is the option's id and its text the label, as in custom fields."""
    definition = world.properties[slug]
    text = dict(definition.options).get(value, value)
    return {
        "type": definition.type,
        "slug": slug,
        "name": definition.name,
        "value": value,
        "text": text,
        "source": {"name": "api"},
    }


def _links(origin: str, customer_id: int) -> dict[str, dict[str, str]]:
    here = f"{origin}/v2/customers/{customer_id}"
    return {kind: link(f"{here}/{kind}/") for kind in ("address", *KINDS)} | {"self": link(here)}
