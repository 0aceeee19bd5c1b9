"""Writes of customers, whose addresses and company come beside the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, crud, includes
from helpsql.sandbox.teamwork_desk.errors import bad, conflict, unset
from helpsql.sandbox.teamwork_desk.kinds import columns
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.values import STATE, choice, existing, objects, text, truth
from helpsql.sandbox.teamwork_desk.world import people
from helpsql.sandbox.teamwork_desk.world.table import base, ref, refs

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call

Row = dict[str, Any]
_KINDS = ("email", "twitter", "facebook", "linkedin")


def _settle(call: Call, row: Row, _given: Row) -> Row:
    row = _with_contacts(call, row)
    for item in objects("companies", call.beside.get("companies") or []):
        kept = None if item.get("delete") is True else existing(call.world, "companies", "companies", item)
        row["company"] = ref("companies", kept)
    row.pop("password", None)  # never shown
    return row


CUSTOMERS = crud.Kind(
    "customers",
    ("customer",),
    columns(
        text,
        "firstName lastName organization extraData notes linkedinURL facebookURL twitterHandle jobTitle "
        "phone mobile address externalId avatarURL addMethod password",
    )
    | columns(truth, "verifiedEmail trusted welcomeEmailSent")
    | {"permission": choice("own", "all"), "state": STATE},
    people.customer_defaults(),
    once={"email": text},
    settle=_settle,
)

# Contacts --------------------------------------------------------------------------------------


def _with_contacts(call: Call, row: Row) -> Row:
    """The row with the contacts of the body added, changed or taken away."""
    table = call.world.tables["contacts"]
    kept = [item["id"] for item in row["contacts"] or ()]
    for item in objects("contacts", call.beside.get("contacts") or []):
        known = item.get("id") or None  # the vendor's SDK sends 0 for a new one
        if known is not None and known not in kept:
            raise bad("does not exist", "contacts")
        if item.get("delete"):
            kept = [i for i in kept if i != known]
            continue
        contact = _contact(call, row, item, known)
        table.put(contact["id"], contact)
        kept += [] if contact["id"] in kept else [contact["id"]]
    mains = [c for c in map(table.get, kept) if c["type"] == "email"]
    mains.sort(key=lambda c: not c["isMain"])
    email = mains[0]["value"] if mains else row["email"]
    return row | {"contacts": refs("contacts", kept), "email": email}


def _contact(call: Call, row: Row, item: Row, known: int | None) -> Row:
    table = call.world.tables["contacts"]
    if item.get("type") not in _KINDS:
        raise bad(f"must be one of {', '.join(_KINDS)}", "contacts")
    value = text("contacts", item.get("value"))
    if not value:
        raise unset("contacts")
    if item["type"] == "email":
        _check_free(call, row["id"], value)
    old = table.get(known) if known is not None else None
    old = old or base(table.new_id(), call.stamp, call.stamp, call.agent)
    return old | {"value": value, "type": item["type"], "isMain": item.get("isMain") is True}


def owner_of(call: Call, address: str) -> Row | None:
    """The active customer who has an address."""
    wanted = address.casefold()
    customer: Row
    for customer in call.world.customers:
        if customer["state"] == "active" and wanted in _addresses(call, customer):
            return customer
    return None


def _addresses(call: Call, customer: Row) -> list[str]:
    contacts = (call.world.tables["contacts"].get(item["id"]) for item in customer["contacts"] or ())
    return [customer["email"].casefold(), *(c["value"].casefold() for c in contacts if c is not None)]


def _check_free(call: Call, row_id: int, address: str) -> None:
    owner = owner_of(call, address) if assumed.CUSTOMER_EMAILS_ARE_UNIQUE else None
    if owner is not None and owner["id"] != row_id:
        raise conflict("a customer with this email address exists", "contacts")


# Endpoints -------------------------------------------------------------------------------------


def create(call: Call) -> Response:
    """Contacts with an address are needed; a bare `email` is taken as one, as it has been seen."""
    given = call.wrapped(*CUSTOMERS.singles)
    contacts = objects("contacts", call.beside.get("contacts") or [])
    if not any(item.get("type") == "email" and item.get("value") for item in contacts):
        if not given.get("email"):
            raise unset("contacts")
        add_main(call, text("email", given["email"]))
    row = crud.make(call, CUSTOMERS, given)
    wanted = {"contacts", "users"}  # as recorded
    found = includes.gather(call.world, "customers", [row], wanted)
    return crud.shown(call, CUSTOMERS, row, assumed.CREATED, found)


def add_main(call: Call, address: str) -> None:
    """Put an address into the body, as its main contact."""
    contact = {"isMain": True, "type": "email", "value": address}
    call.body["included"] = {**call.beside, "contacts": [*(call.beside.get("contacts") or []), contact]}


def new_customer(call: Call, address: str) -> Row:
    """A customer who is known by an address only."""
    _check_free(call, 0, address)
    table = call.world.customers
    row_id = table.new_id()
    row = base(row_id, call.stamp, call.stamp, call.agent) | people.customer_defaults()
    contact = _contact(call, row, {"type": "email", "value": address, "isMain": True}, None)
    call.world.tables["contacts"].put(contact["id"], contact)
    table.put(row_id, row | {"email": address, "contacts": refs("contacts", [contact["id"]])})
    call.world.changed()
    return table.get(row_id) or row


ENDPOINTS = [
    *(e for e in crud.endpoints(CUSTOMERS) if e.method != "POST"),
    Endpoint("POST", "customers", create),
]
