"""Locales, and texts that stand for others by language: dynamic content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, render, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, ANYBODY, PUBLIC, Endpoint
from helpsql.sandbox.zendesk.errors import blank, invalid, json_response, not_found
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import list_response, whole_response

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

# Locales ---------------------------------------------------------------------------------------


def locales(call: Call) -> Response:
    rows = [_locale(call, found) for found in call.world.small["locales"].values()]
    return whole_response(call, "locales", rows)


def _locale(call: Call, found: Record) -> Record:
    return {"url": call.url(f"locales/{found['locale']}"), **found}


def locale(call: Call, name: str) -> Response:
    """By number or by code."""
    rows = call.world.small["locales"].values()
    found = next((r for r in rows if name in (str(r["id"]), r["locale"])), None)
    if found is None:
        raise not_found()
    return json_response({"locale": _locale(call, found)})


def current_locale(call: Call) -> Response:
    return locale(call, str(call.caller.get("locale_id") or 1))


def best_locale(call: Call) -> Response:
    """ASSUMED: the first of the available ones that the account has, else its default."""
    known = {r["locale"] for r in call.world.small["locales"].values()}
    asked = [code for code in call.params.texts("available_locales") if code in known]
    return locale(call, asked[0] if asked else "en-US")


# Dynamic content -------------------------------------------------------------------------------

_VARIANT: values.Columns = {
    "content": values.text,
    "locale_id": values.whole,
    "active": values.truth,
    "default": values.truth,
    "id": values.whole,
}


def _item(call: Call, record: Record) -> Record:
    """A new item with its variants, or a changed one, which keeps them."""
    slug = re.sub(r"\W+", "_", str(record["name"]).lower()).strip("_")
    if "variants" in record and "placeholder" not in record:
        for given in record["variants"]:
            _check_locale(call, given)
        record["variants"] = [_variant(call, given) for given in record["variants"]]
    return {"placeholder": f"{{{{dc.{slug}}}}}", **record}


def _check_locale(call: Call, given: Record) -> None:
    if given.get("locale_id") not in call.world.small["locales"]:
        raise invalid("locale_id", "Locale: is invalid")


def _variant(call: Call, given: Record) -> Record:
    found, unknown = values.read(given, _VARIANT, "variant")
    call.warn(*unknown)
    if not found.get("content"):
        raise blank("content")
    fresh = {"active": True, "default": False, "outdated": False}
    stamps = {"created_at": call.stamp, "updated_at": call.stamp}
    return {"id": call.world.new_id(), **fresh, **found, **stamps}


def _shown(call: Call, record: Record) -> Record:
    show = render.with_url(call, f"dynamic_content/items/{record['id']}/variants")
    return record | {"variants": [show(variant) for variant in record["variants"]]}


ITEMS = crud.Kind(
    "items",
    "item",
    {"name": values.text, "default_locale_id": values.whole, "variants": values.objects},
    {"default_locale_id": 1, "outdated": False, "variants": []},
    path="dynamic_content/items",
    required=("name",),
    unique="name",
    settle=_item,
    shown=_shown,
)


def items_by_id(call: Call) -> Response:
    """`show_many` by `identifiers`: the names in the placeholders."""
    asked = {f"{{{{dc.{name}}}}}" for name in call.params.texts("identifiers")}
    found = [r for r in call.world.small["items"].values() if r["placeholder"] in asked]
    return whole_response(call, "items", [ITEMS.url_of(call, r) for r in found])


def variants(call: Call, record_id: int) -> Response:
    rows = {v["id"]: v for v in call.small("items", record_id)["variants"]}
    listing = Sorted("id", ((i,) for i in rows), rows.get)
    show = render.with_url(call, f"dynamic_content/items/{record_id}/variants")
    return list_response(call, "variants", listing, show)


def variant(call: Call, record_id: int, variant_id: int) -> Response:
    return _one(call, record_id, _find(call, record_id, variant_id))


def _find(call: Call, record_id: int, variant_id: int) -> Record:
    kept: list[Record] = call.small("items", record_id)["variants"]
    found = next((v for v in kept if v["id"] == variant_id), None)
    if found is None:
        raise not_found()
    return found


def _one(call: Call, record_id: int, found: Record, status: int = 200) -> Response:
    show = render.with_url(call, f"dynamic_content/items/{record_id}/variants")
    return json_response({"variant": show(found)}, status)


def create_variant(call: Call, record_id: int) -> Response:
    item, given = call.small("items", record_id), call.wrapped("variant")
    _check_locale(call, given)
    if any(v["locale_id"] == given["locale_id"] for v in item["variants"]):
        raise invalid("locale_id", "Locale has already been taken", "DuplicateValue")
    new = _variant(call, given)
    _keep(call, item, [*item["variants"], new])
    return _one(call, record_id, new, 201)


def update_variant(call: Call, record_id: int, variant_id: int) -> Response:
    item, old = call.small("items", record_id), _find(call, record_id, variant_id)
    found, unknown = values.read(call.wrapped("variant"), _VARIANT, "variant")
    call.warn(*unknown)
    new = old | found | {"id": variant_id, "updated_at": call.stamp}
    _keep(call, item, [new if v["id"] == variant_id else v for v in item["variants"]])
    return _one(call, record_id, new)


def delete_variant(call: Call, record_id: int, variant_id: int) -> Response:
    item, old = call.small("items", record_id), _find(call, record_id, variant_id)
    if old["default"]:
        raise invalid("base", "The default variant cannot be deleted")
    _keep(call, item, [v for v in item["variants"] if v is not old])
    return crud.no_content()


def _keep(call: Call, item: Record, found: list[Record]) -> None:
    call.world.small["items"][item["id"]] = item | {"variants": found, "updated_at": call.stamp}
    call.world.changed()


_VARIANTS = "/dynamic_content/items/<int:record_id>/variants"
ENDPOINTS = [
    Endpoint("GET", "/locales", locales, role=PUBLIC),
    Endpoint("GET", "/locales/public", locales, role=PUBLIC),
    Endpoint("GET", "/locales/agent", locales),
    Endpoint("GET", "/locales/current", current_locale, role=ANYBODY),
    Endpoint("GET", "/locales/detect_best_locale", best_locale, "available_locales", ANYBODY),
    Endpoint("GET", "/locales/<string:name>", locale, role=ANYBODY),
    *crud.endpoints(ITEMS),
    Endpoint("GET", "/dynamic_content/items/show_many", items_by_id, "identifiers"),
    Endpoint("GET", _VARIANTS, variants),
    Endpoint("POST", _VARIANTS, create_variant, role=ADMIN),
    Endpoint("GET", f"{_VARIANTS}/<int:variant_id>", variant),
    Endpoint("PUT", f"{_VARIANTS}/<int:variant_id>", update_variant, role=ADMIN),
    Endpoint("DELETE", f"{_VARIANTS}/<int:variant_id>", delete_variant, role=ADMIN),
]
