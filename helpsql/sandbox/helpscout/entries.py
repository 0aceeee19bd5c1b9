"""Writing contact entries and addresses of customers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.errors import Problem, Refusal, not_found
from helpsql.sandbox.helpscout.records import Address, Customer, Entry
from helpsql.sandbox.helpscout.render_customers import KINDS
from helpsql.sandbox.helpscout.validation import Body

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.operations import Operation

TYPES: dict[str, tuple[str, ...]] = {
    "emails": ("home", "other", "work"),
    "phones": ("fax", "home", "mobile", "other", "pager", "work"),
    "chats": ("aim", "gtalk", "icq", "msn", "other", "qq", "skype", "xmpp", "yahoo"),
    "social-profiles": (
        "aboutme", "facebook", "flickr", "foursquare", "google", "googleplus",
        "linkedin", "other", "quora", "tungleme", "twitter", "youtube",
    ),
    "websites": (),
}  # fmt: skip
BODY_NAMES = {
    "emails": "emails",
    "phones": "phones",
    "chats": "chats",
    "social-profiles": "socialProfiles",
    "websites": "websites",
}
# ASSUMED: a patch may name social profiles in any of the three spellings that the API uses.
_PATCH_NAMES = {
    **{kind: kind for kind in KINDS},
    "socialProfiles": "social-profiles",
    "social_profiles": "social-profiles",
}


def read_entry(body: Body, kind: str) -> tuple[str, str]:
    """(type, value) of a body; problems are noted in it."""
    value = body.email("value", required=True) if kind == "emails" else body.text("value", required=True)
    if not TYPES[kind]:
        return "", value or ""
    return body.choice("type", TYPES[kind], required=True) or "", value or ""


def check_free(call: Call, email: str, customer_id: int | None) -> None:
    """409 if the address belongs to another customer."""
    owner = call.world.customer_by_email(email)
    if owner is not None and owner.id != customer_id:
        raise Refusal(409, Problem("emails", "email is used by another customer", "Conflict", email))


def add_entry(call: Call, customer: Customer, kind: str, type_: str, value: str) -> tuple[Customer, Entry]:
    if kind == "emails":
        check_free(call, value, customer.id)
    entry = Entry(call.world.new_id(), value, type_)
    return _with_entries(customer, kind, (*customer.entries.get(kind, ()), entry)), entry


def _with_entries(customer: Customer, kind: str, entries: tuple[Entry, ...]) -> Customer:
    return replace(customer, entries={**customer.entries, kind: entries})


def _find(customer: Customer, kind: str, entry_id: int) -> Entry:
    found = next((entry for entry in customer.entries.get(kind, ()) if entry.id == entry_id), None)
    if found is None:
        raise not_found()
    return found


def _replaced(customer: Customer, kind: str, entry: Entry) -> Customer:
    entries = tuple(entry if e.id == entry.id else e for e in customer.entries[kind])
    return _with_entries(customer, kind, entries)


def _without(customer: Customer, kind: str, entry: Entry) -> Customer:
    return _with_entries(customer, kind, tuple(e for e in customer.entries[kind] if e.id != entry.id))


def _put(call: Call, customer: Customer) -> Response:
    call.world.customers.put(replace(customer, updated=call.now))
    call.world.changed()
    return hal.empty()


def create_entry(call: Call, customer_id: int, kind: str) -> Response:
    body = Body(call.object())
    customer = call.customer(customer_id)
    type_, value = read_entry(body, kind)
    body.check()
    customer, entry = add_entry(call, customer, kind, type_, value)
    _put(call, customer)
    return hal.created(call.href(f"/v2/customers/{customer_id}/{kind}/{entry.id}"), entry.id)


def update_entry(call: Call, customer_id: int, kind: str, entry_id: int) -> Response:
    body = Body(call.object())
    customer = call.customer(customer_id)
    entry = _find(customer, kind, entry_id)
    type_, value = read_entry(body, kind)
    body.check()
    if kind == "emails":
        check_free(call, value, customer_id)
    return _put(call, _replaced(customer, kind, Entry(entry.id, value, type_)))


def delete_entry(call: Call, customer_id: int, kind: str, entry_id: int) -> Response:
    customer = call.customer(customer_id)
    return _put(call, _without(customer, kind, _find(customer, kind, entry_id)))


def patch_entries(call: Call, customer: Customer, asked: Operation, name: str, rest: str) -> Customer:
    """`/emails` add, `/emails/7` remove, `/emails/7/value` and `/emails/7/type` replace."""
    kind = _PATCH_NAMES.get(name)
    if kind is None:
        raise asked.unknown()
    if not rest:
        asked.need("add")
        body = Body(asked.value if isinstance(asked.value, dict) else {}, name)
        type_, value = read_entry(body, kind)
        body.check()
        return add_entry(call, customer, kind, type_, value)[0]
    number, _, member = rest.partition("/")
    entry = _patched_entry(asked, customer, kind, number)
    if not member:
        asked.need("remove")
        return _without(customer, kind, entry)
    asked.need("replace")
    return _replaced(customer, kind, _with_member(call, customer, asked, kind, entry, member))


def _patched_entry(asked: Operation, customer: Customer, kind: str, number: str) -> Entry:
    """ASSUMED: an unknown entry in a patch is a validation error, not a 404."""
    found = [e for e in customer.entries.get(kind, ()) if str(e.id) == number]
    if not found:
        raise asked.unknown()
    return found[0]


def _with_member(
    call: Call, customer: Customer, asked: Operation, kind: str, entry: Entry, member: str
) -> Entry:
    if member == "type" and TYPES[kind]:
        return replace(entry, type=asked.choice(TYPES[kind]))
    if member != "value":
        raise asked.unknown()
    value = asked.text(filled=True)
    if kind == "emails":
        body = Body({"value": value}, asked.path)
        body.email("value")
        body.check()
        check_free(call, value, customer.id)
    return replace(entry, value=value)


# Address ---------------------------------------------------------------------------------------

_MEMBERS = {"city": "city", "state": "state", "postalCode": "postal_code", "country": "country"}


def read_address(body: Body) -> Address:
    """ASSUMED: no member is required; the country has two letters."""
    texts = {attribute: body.text(name) or "" for name, attribute in _MEMBERS.items()}
    if texts["country"] and not re.fullmatch(r"[A-Za-z]{2}", texts["country"]):
        body.note("country", "must be a two-character country code", "Size", texts["country"])
    return Address(lines=tuple(body.texts("lines")), **texts)


def create_address(call: Call, customer_id: int) -> Response:
    _set_address(call, customer_id)
    return hal.created(call.href(f"/v2/customers/{customer_id}/address"), customer_id)


def update_address(call: Call, customer_id: int) -> Response:
    """ASSUMED: PUT sets an address whether there was one or not."""
    _set_address(call, customer_id)
    return hal.empty()


def _set_address(call: Call, customer_id: int) -> None:
    body = Body(call.object())
    customer = call.customer(customer_id)
    address = read_address(body)
    body.check()
    _put(call, replace(customer, address=address))


def delete_address(call: Call, customer_id: int) -> Response:
    """Clears the five members; the address itself stays."""
    customer = call.customer(customer_id)
    if customer.address is None:
        raise not_found()
    return _put(call, replace(customer, address=Address()))


def patch_address(customer: Customer, asked: Operation, member: str) -> Customer:
    asked.need("add", "replace", "remove")
    address = customer.address or Address()
    if member == "lines":
        lines = asked.value if asked.op != "remove" else []
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise asked.reject("must be an array of strings", "InvalidType")
        return replace(customer, address=replace(address, lines=tuple(lines)))
    if member not in _MEMBERS:
        raise asked.unknown()
    text: Any = "" if asked.op == "remove" else asked.text()
    if member == "country" and text and not re.fullmatch(r"[A-Za-z]{2}", text):
        raise asked.reject("must be a two-character country code", "Size")
    return replace(customer, address=replace(address, **{_MEMBERS[member]: text}))


_ONE = "/v2/customers/<int:customer_id>"
_KIND = f"{_ONE}/<any({','.join(repr(kind) for kind in KINDS)}):kind>"

ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("POST", _KIND, create_entry),
    ("PUT", f"{_KIND}/<int:entry_id>", update_entry),
    ("DELETE", f"{_KIND}/<int:entry_id>", delete_entry),
    ("POST", f"{_ONE}/address", create_address),
    ("PUT", f"{_ONE}/address", update_address),
    ("DELETE", f"{_ONE}/address", delete_address),
]
