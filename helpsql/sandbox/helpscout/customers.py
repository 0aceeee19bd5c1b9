"""Reading customers, their entries, addresses and property definitions."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.helpscout import hal, meanings
from helpsql.sandbox.helpscout.errors import not_found
from helpsql.sandbox.helpscout.filters import add_query
from helpsql.sandbox.helpscout.lists import Conditions, SeededIds, cut, in_order
from helpsql.sandbox.helpscout.render_customers import KINDS, address_shown, customer_shown, entry_shown
from helpsql.sandbox.helpscout.timeline import FIRST_CUSTOMER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.params import Params
    from helpsql.sandbox.helpscout.records import Customer

SORT_FIELDS = ("score", "createdAt", "firstName", "lastName", "modifiedAt")
_KEYS: dict[str, Callable[[Customer], Any]] = {
    "firstName": lambda c: c.first_name,
    "lastName": lambda c: c.last_name,
    "modifiedAt": lambda c: c.updated,
}


def list_customers(call: Call) -> Response:
    params = call.params
    conditions = _conditions(call)
    if (mailboxes := params.ids("mailbox")) is not None:
        conditions.add(lambda c: _wrote_to(call, c, mailboxes))
    field = params.choice("sortField", SORT_FIELDS, "createdAt")
    descending = params.choice("sortOrder", ("desc", "asc"), "desc") == "desc"
    page = params.page()
    params.check()
    ids = _ids(call, "customers", conditions, field)
    pieces = [customer_piece(call, i) for i in cut(ids, page, hal.PAGE, descending=descending)]
    return hal.collection(call.request, "customers", pieces, page, len(ids))


def list_customers_v3(call: Call) -> Response:
    """Newest first, with a cursor instead of pages."""
    params = call.params
    conditions = _conditions(call)
    if email := params.text("email"):
        lowered = email.lower()
        conditions.add(lambda c: any(e.value.lower() == lowered for e in c.entries.get("emails", ())))
    if (since := params.moment("createdSince")) is not None:
        conditions.add(lambda c: c.created >= since)
    start = _cursor(params)
    params.check()
    ids = _ids(call, "customers v3", conditions, "createdAt")
    high = len(ids) - start
    shown = list(ids[max(high - hal.PAGE, 0) : high][::-1]) if high > 0 else []
    body: dict[str, Any] = {}
    if shown:
        body["_embedded"] = {"customers": [orjson.Fragment(customer_piece(call, i)) for i in shown]}
    body["_links"] = _cursor_links(call, start + hal.PAGE if high > hal.PAGE else None)
    return hal.resource(body)


def _cursor(params: Params) -> int:
    """How many records lie before the cursor. Its text means nothing to clients."""
    text = params.text("cursor")
    if text is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(text).decode().removeprefix("after:"))
    except ValueError:
        params.note("cursor", "must be a valid cursor", "InvalidValue")
        return 0


def _cursor_links(call: Call, following: int | None) -> dict[str, Any]:
    here = call.href(call.request.path)
    kept = [part for part in call.request.raw_query.split("&") if part and not part.startswith("cursor=")]
    first = f"{here}?{'&'.join(kept)}" if kept else here
    links = {"self": hal.link(call.request.url), "first": hal.link(first)}
    if following is not None:
        cursor = base64.urlsafe_b64encode(f"after:{following}".encode()).decode().replace("=", "%3D")
        links["next"] = hal.link(f"{first}{'&' if kept else '?'}cursor={cursor}")
    return links


def _conditions(call: Call) -> Conditions:
    params, found = call.params, Conditions()
    for name, attribute in (("firstName", "first_name"), ("lastName", "last_name")):
        if text := params.text(name):  # ASSUMED: the whole name or words of it, without regard to case
            found.add(_name_test(attribute, text))
    if (since := params.moment("modifiedSince")) is not None:
        found.add(lambda c: c.updated >= since)
    add_query(params, found, _fields(call.now), set(), call.now)
    return found


def _name_test(attribute: str, wanted: str) -> Callable[[Any], bool]:
    lowered = wanted.lower()

    def test(customer: Any) -> bool:
        name = (getattr(customer, attribute) or "").lower()
        return lowered == name or lowered in name.split()

    return test


def _fields(now: float) -> dict[str, meanings.Meaning]:
    def emails(c: Customer) -> list[str]:
        return [entry.value for entry in c.entries.get("emails", ())]

    return {
        "firstName": meanings.words(lambda c: [c.first_name or ""]),
        "lastName": meanings.words(lambda c: [c.last_name or ""]),
        "": meanings.words(lambda c: [f"{c.first_name or ''} {c.last_name or ''}"]),
        "email": meanings.contained(emails),
        "emailDomain": meanings.named(lambda c: [email.partition("@")[2] for email in emails(c)]),
        "modifiedAt": meanings.moments(lambda c: c.updated, now),
        "createdAt": meanings.moments(lambda c: c.created, now),
    }


def _wrote_to(call: Call, customer: Customer, mailboxes: list[int]) -> bool:
    found = (call.world.conversation(i) for i in call.world.conversations_of(customer.id))
    return any(c is not None and c.mailbox_id in mailboxes for c in found)


def _ids(call: Call, name: str, conditions: Conditions, field: str) -> Sequence[int]:
    kept = {
        k: v for k, v in call.request.args.items() if k not in ("page", "sortOrder", "sortField", "cursor")
    }
    if "NOW" in kept.get("query", ""):
        kept["now"] = str(call.now)
    key = (name, field, *sorted(kept.items()))
    return call.world.lists.get(key, lambda: _select(call, conditions, field))


def _select(call: Call, conditions: Conditions, field: str) -> Sequence[int]:
    shelf = call.world.customers
    if conditions.empty and field in ("createdAt", "score") and shelf.untouched:
        return SeededIds(shelf.count, lambda index: FIRST_CUSTOMER + index)
    everyone = [*shelf.seeded_range(0, shelf.count, lambda _: None), *shelf.added()]
    chosen: Iterable[Any] = conditions.select(everyone, shelf.get)
    return in_order(chosen, _KEYS.get(field, lambda c: c.created))


def customer_piece(call: Call, customer_id: int) -> bytes:
    """A customer as JSON; kept until something is written."""
    key = (call.origin, "customer", customer_id)
    return call.world.pieces.get(
        key, lambda: orjson.dumps(customer_shown(call.world, call.origin, call.customer(customer_id)))
    )


def get_customer(call: Call, customer_id: int) -> Response:
    call.customer(customer_id)
    return hal.raw(customer_piece(call, customer_id))


def list_entries(call: Call, customer_id: int, kind: str) -> Response:
    """One kind of a customer's entries, all of them."""
    customer = call.customer(customer_id)
    here = call.href(f"/v2/customers/{customer_id}/{kind}")
    shown = [
        entry_shown(entry) | {"_links": {"self": hal.link(f"{here}/{entry.id}")}}
        for entry in customer.entries.get(kind, ())
    ]
    return hal.sub_collection(call.request, kind, shown)


def get_address(call: Call, customer_id: int) -> Response:
    address = call.customer(customer_id).address
    if address is None:
        raise not_found()
    shown = address_shown(address) | {
        "_links": {"self": hal.link(call.href(f"/v2/customers/{customer_id}/address"))}
    }
    return hal.resource(shown)


def list_properties(call: Call) -> Response:
    shown = [
        {
            "slug": p.slug,
            "name": p.name,
            "type": p.type,
            "options": [{"id": i, "label": label} for i, label in p.options],
        }
        for p in call.world.properties.values()
    ]
    return hal.sub_collection(call.request, "customer-properties", shown)


_ENTRY_KINDS = ",".join(f"'{kind}'" for kind in KINDS)

ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/v2/customers", list_customers),
    ("GET", "/v3/customers", list_customers_v3),
    ("GET", "/v2/customers/<int:customer_id>", get_customer),
    ("GET", f"/v2/customers/<int:customer_id>/<any({_ENTRY_KINDS}):kind>", list_entries),
    ("GET", "/v2/customers/<int:customer_id>/address", get_address),
    ("GET", "/v2/customer-properties", list_properties),
]
