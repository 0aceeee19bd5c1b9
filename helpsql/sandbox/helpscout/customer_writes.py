"""Writing customers: create, overwrite, patch, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.entries import (
    BODY_NAMES,
    add_entry,
    check_free,
    patch_address,
    patch_entries,
    read_address,
    read_entry,
)
from helpsql.sandbox.helpscout.errors import Problem, invalid
from helpsql.sandbox.helpscout.operations import Operation, operation
from helpsql.sandbox.helpscout.properties import property_problem
from helpsql.sandbox.helpscout.records import Customer
from helpsql.sandbox.helpscout.validation import Body

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call

MOST_DELETED_CONVERSATIONS = 100
GENDERS = ("male", "female", "unknown")
PHOTO_TYPES = (
    "unknown", "gravatar", "twitter", "facebook", "googleprofile",
    "googleplus", "linkedin", "instagram", "default",
)  # fmt: skip

# Member -> (attribute, longest text).
_TEXTS = {
    "firstName": ("first_name", 40),
    "lastName": ("last_name", 40),
    "jobTitle": ("job_title", 60),
    "location": ("location", 60),
    "organization": ("organization", 60),
    "photoUrl": ("photo_url", 200),
    "age": ("age", 20),
    "background": ("background", 200),
}


def _core(call: Call, body: Body) -> dict[str, Any]:
    """The plain members that a body gives, as attributes."""
    found: dict[str, Any] = {}
    for name, (attribute, longest) in _TEXTS.items():
        if (text := body.text(name, longest=longest)) is not None:
            found[attribute] = text
    if gender := body.text("gender"):
        found["gender"] = _gender(body, gender)
    if photo := body.choice("photoType", PHOTO_TYPES):
        found["photo_type"] = photo
    if (organization := body.integer("organizationId")) is not None:
        found["organization_id"] = organization
        if organization not in call.world.organizations:
            body.note("organizationId", "must be a valid identifier", "InvalidIdentifier", organization)
    return found


def _gender(body: Body, given: str) -> str:
    """Written in any case, read with a capital."""
    if given.lower() not in GENDERS:
        body.choice("gender", GENDERS)
    return given.capitalize()


def create_customer(call: Call) -> Response:
    customer = make_customer(call, Body(call.object()))
    call.world.customers.put(customer)
    call.world.changed()
    return hal.created(call.href(f"/v2/customers/{customer.id}"), customer.id)


def make_customer(call: Call, body: Body) -> Customer:
    """A new customer with everything that the body gives. Nothing is required."""
    core = _core(call, body)
    kinds = {
        kind: [read_entry(item, kind) for item in body.objects(name)] for kind, name in BODY_NAMES.items()
    }
    if phone := body.text("phone"):
        kinds["phones"].append(("other", phone))
    address = body.object("address")
    place = read_address(address) if address else None
    values = _properties(call, body)
    body.check()
    for _, email in kinds["emails"]:
        check_free(call, email, None)
    customer = Customer(
        call.world.customers.new_id(), call.now, call.now, address=place, properties=values, **core
    )
    for kind, entries in kinds.items():
        for type_, value in entries:
            customer, _ = add_entry(call, customer, kind, type_, value)
    return customer


def _properties(call: Call, body: Body) -> tuple[tuple[str, str], ...]:
    found = {}
    for item in body.objects("properties"):
        slug, value = item.text("slug", required=True) or "", item.members.get("value")
        if problem := property_problem(call.world.properties.get(slug), value):
            item.note("slug" if slug not in call.world.properties else "value", *problem, value)
        elif value is not None:
            found[slug] = str(value)
    return tuple(found.items())


def customer_from(call: Call, body: Body) -> Customer:
    """The customer that a checked body names; an unknown address makes a new one."""
    if body.has("id"):
        return call.customer(body.members["id"])
    known = call.world.customer_by_email(body.members["email"])
    if known:
        return known
    members = {k: v for k, v in body.members.items() if k in _TEXTS}
    made = make_customer(call, Body(members | {"emails": [{"type": "work", "value": body.members["email"]}]}))
    call.world.customers.put(made)
    return made


def overwrite_customer(call: Call, customer_id: int) -> Response:
    """The plain members; what is left out is lost. Entries stay."""
    body = Body(call.object())
    old = call.customer(customer_id)
    core = _core(call, body)
    body.check()
    kept = Customer(
        old.id, old.created, call.now, entries=old.entries, address=old.address, properties=old.properties
    )
    _put(call, replace(kept, **core))
    return hal.empty()


def _put(call: Call, customer: Customer) -> None:
    call.world.customers.put(replace(customer, updated=call.now))
    call.world.changed()


def patch_customer(call: Call, customer_id: int) -> Response:
    """An array of operations, all of them or none."""
    asked = [operation(item) for item in call.array()]
    customer = call.customer(customer_id)
    for one in asked:
        customer = _patched(call, customer, one)
    _put(call, customer)
    return hal.empty()


def _patched(call: Call, customer: Customer, asked: Operation) -> Customer:
    first, _, rest = asked.path.lstrip("/").partition("/")
    if first in _TEXTS and not rest:
        return _patch_text(customer, asked, first)
    if first in ("gender", "photoType", "organizationId") and not rest:
        return _patch_choice(call, customer, asked, first)
    if first == "address":
        return patch_address(customer, asked, rest)
    return patch_entries(call, customer, asked, first, rest)


def _patch_text(customer: Customer, asked: Operation, name: str) -> Customer:
    asked.need("add", "replace", "remove")
    attribute, longest = _TEXTS[name]
    value: Any = "" if name == "background" else None
    if asked.op != "remove" and asked.value is not None:
        value = asked.text(longest=longest)
    return replace(customer, **{attribute: value})


def _patch_choice(call: Call, customer: Customer, asked: Operation, name: str) -> Customer:
    asked.need("add", "replace", "remove")
    gone = asked.op == "remove" or asked.value is None
    if name == "gender":
        if not gone and asked.text().lower() not in GENDERS:
            asked.choice(GENDERS)
        return replace(customer, gender="Unknown" if gone else asked.text().capitalize())
    if name == "photoType":
        return replace(customer, photo_type="default" if gone else asked.choice(PHOTO_TYPES))
    if not gone and asked.integer() not in call.world.organizations:
        raise asked.reject("must be a valid identifier", "InvalidIdentifier")
    return replace(customer, organization_id=None if gone else asked.integer())


def delete_customer(call: Call, customer_id: int) -> Response:
    """Erases the customer and the conversations. ASSUMED: 400 when there are too many of those
    for one go, and 202 for the asynchronous form."""
    later = call.params.flag("async")
    call.params.check()
    call.customer(customer_id)
    found = call.world.conversations_of(customer_id)
    if len(found) > MOST_DELETED_CONVERSATIONS and not later:
        message = f"has more than {MOST_DELETED_CONVERSATIONS} conversations, use async=true"
        raise invalid(Problem("id", message, "Size", customer_id))
    for conversation_id in found:
        call.world.conversations.drop(conversation_id)
    call.world.customers.drop(customer_id)
    call.world.changed()
    return hal.empty(202 if later else 204)


def patch_properties(call: Call, customer_id: int) -> Response:
    """An array of operations on /slug."""
    asked = [operation(item) for item in call.array()]
    customer = call.customer(customer_id)
    values = dict(customer.properties)
    for one in asked:
        one.need("replace", "remove")
        slug = one.path.lstrip("/")
        if slug not in call.world.properties:
            raise one.unknown()
        if one.op == "remove":
            values.pop(slug, None)
            continue
        if problem := property_problem(call.world.properties[slug], one.value):
            raise one.reject(*problem)
        values[slug] = str(one.value)
    _put(call, replace(customer, properties=tuple(values.items())))
    return hal.empty()


_ONE = "/v2/customers/<int:customer_id>"

ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("POST", "/v2/customers", create_customer),
    ("PUT", _ONE, overwrite_customer),
    ("PATCH", _ONE, patch_customer),
    ("DELETE", _ONE, delete_customer),
    ("PATCH", f"{_ONE}/properties", patch_properties),
]
