"""Custom objects: their definitions, fields and records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, render, values
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import (
    blank,
    invalid,
    json_response,
    not_found,
    wrong_page,
)
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import cursor_text, is_cursor, list_response, sort_of
from helpsql.sandbox.zendesk.search import words
from helpsql.sandbox.zendesk.world.fields import plain_profile_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]


def records_of(call: Call, key: str) -> dict[str, Record]:
    call.small("custom_objects", key)
    return call.world.object_records.setdefault(key, {})


def shown_record(call: Call, record: Record) -> Record:
    path = f"custom_objects/{record['custom_object_key']}/records/{record['id']}"
    return {"url": f"{call.origin}/api/v2/{path}.json", **record}


# Definitions -----------------------------------------------------------------------------------


def _object_shown(call: Call, record: Record) -> Record:
    return {"url": call.url(f"custom_objects/{record['key']}"), **record}


def objects(call: Call) -> Response:
    kept = call.world.small["custom_objects"]
    listing = Sorted("key", ((key,) for key in kept), kept.get)
    return list_response(call, "custom_objects", listing, lambda r: _object_shown(call, r))


def show_object(call: Call, key: str) -> Response:
    return json_response({"custom_object": _object_shown(call, call.small("custom_objects", key))})


def create_object(call: Call) -> Response:
    given = call.wrapped("custom_object")
    key, title = values.text("key", given.get("key")), values.text("title", given.get("title"))
    if not key:
        raise blank("key")
    if key in call.world.small["custom_objects"]:
        raise invalid("key", "Key has already been taken", "DuplicateValue")
    plural = given.get("title_pluralized") or title
    record = {
        "key": key,
        "title": title,
        "title_pluralized": plural,
        "raw_title": title,
        "raw_title_pluralized": plural,
        "description": given.get("description"),
        "raw_description": given.get("description"),
        "configuration": {"standard": False},
        "include_in_list_view": bool(given.get("include_in_list_view")),
        "created_by_user_id": str(call.caller_id),
        "updated_by_user_id": str(call.caller_id),
        "created_at": call.stamp,
        "updated_at": call.stamp,
    }
    call.world.small["custom_objects"][key] = record
    return json_response({"custom_object": _object_shown(call, record)}, 201)


def delete_object(call: Call, key: str) -> Response:
    call.small("custom_objects", key)
    del call.world.small["custom_objects"][key]
    call.world.object_records.pop(key, None)
    return crud.no_content()


def fields(call: Call, key: str) -> Response:
    call.small("custom_objects", key)
    found = {f["id"]: f for f in call.world.object_fields.get(key, ())}
    listing = Sorted("id", ((i,) for i in found), found.get)
    return list_response(
        call, "custom_object_fields", listing, render.with_url(call, f"custom_objects/{key}/fields")
    )


def create_field(call: Call, key: str) -> Response:
    call.small("custom_objects", key)
    given = call.wrapped("custom_object_field")
    if not given.get("key"):
        raise blank("key")
    new = plain_profile_field(given.get("type") or "text", given["key"], given.get("title") or given["key"])
    record = {"id": call.world.new_id(), **new, "created_at": call.stamp, "updated_at": call.stamp}
    call.world.object_fields.setdefault(key, []).append(record)
    return json_response({"custom_object_field": record}, 201)


# Reading records -------------------------------------------------------------------------------


def records(call: Call, key: str) -> Response:
    """Cursor pages only."""
    found = records_of(call, key)
    ids = set(call.params.texts("filter[ids]"))
    external = set(call.params.texts("filter[external_ids]"))
    rows = [r for r in found.values() if not ids or r["id"] in ids]
    return _page(call, [r for r in rows if not external or r["external_id"] in external])


def _page(call: Call, rows: list[Record]) -> Response:
    if not is_cursor(call) and "page" in call.params:
        raise wrong_page("page is not valid")
    column, down = sort_of(call, ("id", "updated_at"), "id")
    sign = "-" if down else ""
    by_id = {r["id"]: r for r in rows}
    places = ((i,) if column == "id" else (r["updated_at"], i) for i, r in by_id.items())
    order = f"{sign}id" if column == "id" else f"{sign}updated_at,{sign}id"
    listing = Sorted(order, places, by_id.get)
    if is_cursor(call):
        return list_response(call, "custom_object_records", listing, lambda r: shown_record(call, r))
    first, more = listing.after(None, 100)
    # ASSUMED: without page[size] the first 100 come, in the cursor envelope.
    ends = [cursor_text(order, first[n][0]) if first else None for n in (0, -1)]
    meta = {"has_more": more, "after_cursor": ends[1], "before_cursor": ends[0]}
    link = f"{call.url(call.own_path)}?page%5Bafter%5D={ends[1]}&page%5Bsize%5D=100" if more else None
    body = {"custom_object_records": [shown_record(call, r) for _, r in first], "meta": meta}
    return json_response(body | {"links": {"prev": None, "next": link}})


def show(call: Call, key: str, record_id: str) -> Response:
    found = records_of(call, key).get(record_id)
    if found is None:
        raise not_found()
    return json_response({"custom_object_record": shown_record(call, found)})


def count(call: Call, key: str) -> Response:
    found = len(records_of(call, key))
    return count_response(call, ("records", key), found, lambda: found)


def search(call: Call, key: str) -> Response:
    rows = list(records_of(call, key).values())
    wanted = words.tokens(call.params.text("query") or "")
    rows = [r for r in rows if not wanted or words.has_prefix(_text(r), wanted)]
    if call.request.method == "POST":
        test = _filter(call.body.get("filter") or {})
        rows = [r for r in rows if test(r)]
    return _page(call, rows)


def _text(record: Record) -> str:
    texts = (v for v in record["custom_object_fields"].values() if isinstance(v, str))
    return " ".join([record["name"] or "", *texts])


def autocomplete(call: Call, key: str) -> Response:
    name = (call.params.text("name") or "").lower()
    return _page(
        call, [r for r in records_of(call, key).values() if (r["name"] or "").lower().startswith(name)]
    )


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda a, b: a == b,
    "$noteq": lambda a, b: a != b,
    "$gt": lambda a, b: a is not None and a > b,
    "$gte": lambda a, b: a is not None and a >= b,
    "$lt": lambda a, b: a is not None and a < b,
    "$lte": lambda a, b: a is not None and a <= b,
    "$in": lambda a, b: a in b,
    "$contains": lambda a, b: str(b).lower() in str(a or "").lower(),
}


def _filter(given: Record) -> Callable[[Record], bool]:
    """`{"$and": [{"custom_object_fields.x": {"$eq": 1}}]}`."""
    tests: list[Callable[[Record], bool]] = []
    for name, value in given.items():
        if name in ("$and", "$or"):
            parts = [_filter(part) for part in value]
            join = all if name == "$and" else any
            tests.append(lambda r, parts=parts, join=join: join(p(r) for p in parts))  # type: ignore[misc]
        elif isinstance(value, dict):
            tests.append(_comparison(name, value))
    return lambda record: all(test(record) for test in tests)


def _comparison(name: str, value: Record) -> Callable[[Record], bool]:
    column = name.removeprefix("custom_object_fields.")
    for operator in value:
        if operator not in _OPERATORS:
            raise invalid("filter", f"Filter: {operator} is not an operator")

    def test(record: Record) -> bool:
        found = record["custom_object_fields"].get(column) if column != name else record.get(name)
        try:
            return all(_OPERATORS[o](found, wanted) for o, wanted in value.items())
        except TypeError:
            return False

    return test


_ONE = "/custom_objects/<string:key>"
_PATH = f"{_ONE}/records"
_FILTERS = "filter[ids] filter[external_ids]"
ENDPOINTS = [
    Endpoint("GET", "/custom_objects", objects),
    Endpoint("POST", "/custom_objects", create_object, role=ADMIN),
    Endpoint("GET", _ONE, show_object),
    Endpoint("DELETE", _ONE, delete_object, role=ADMIN),
    Endpoint("GET", f"{_ONE}/fields", fields, "include_standard_fields"),
    Endpoint("POST", f"{_ONE}/fields", create_field, role=ADMIN),
    Endpoint("GET", _PATH, records, _FILTERS),
    Endpoint("GET", f"{_PATH}/count", count),
    Endpoint("GET", f"{_PATH}/search", search, "query"),
    Endpoint("POST", f"{_PATH}/search", search, "query"),
    Endpoint("GET", f"{_PATH}/autocomplete", autocomplete, "name"),
    Endpoint("GET", f"{_PATH}/<string:record_id>", show),
]
