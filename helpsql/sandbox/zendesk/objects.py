"""Custom objects: their definitions, fields and records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.zendesk import crud, render, values
from helpsql.sandbox.zendesk.bulk import job_response, kept_errors
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import (
    blank,
    invalid,
    json_response,
    missing,
    not_found,
    too_many,
    wrong_page,
)
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import cursor_text, is_cursor, list_response, sort_of
from helpsql.sandbox.zendesk.search import words
from helpsql.sandbox.zendesk.world.fields import plain_profile_field
from helpsql.sandbox.zendesk.world.objects import ulid

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

_COLUMNS: values.Columns = {
    "name": values.text,
    "external_id": values.text,
    "custom_object_fields": values.mapping,
    "photo": values.mapping_or_null,
    "id": values.text,
}


def _records(call: Call, key: str) -> dict[str, Record]:
    call.small("custom_objects", key)
    return call.world.object_records.setdefault(key, {})


def _shown(call: Call, record: Record) -> Record:
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
    key, title = given.get("key"), given.get("title")
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
    found = _records(call, key)
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
        return list_response(call, "custom_object_records", listing, lambda r: _shown(call, r))
    first, more = listing.after(None, 100)
    # ASSUMED: without page[size] the first 100 come, in the cursor envelope.
    ends = [cursor_text(order, first[n][0]) if first else None for n in (0, -1)]
    meta = {"has_more": more, "after_cursor": ends[1], "before_cursor": ends[0]}
    link = f"{call.url(call.own_path)}?page%5Bafter%5D={ends[1]}&page%5Bsize%5D=100" if more else None
    body = {"custom_object_records": [_shown(call, r) for _, r in first], "meta": meta}
    return json_response(body | {"links": {"prev": None, "next": link}})


def show(call: Call, key: str, record_id: str) -> Response:
    found = _records(call, key).get(record_id)
    if found is None:
        raise not_found()
    return json_response({"custom_object_record": _shown(call, found)})


def count(call: Call, key: str) -> Response:
    found = len(_records(call, key))
    return count_response(call, ("records", key), found, lambda: found)


def search(call: Call, key: str) -> Response:
    rows = list(_records(call, key).values())
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
        call, [r for r in _records(call, key).values() if (r["name"] or "").lower().startswith(name)]
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


# Writing records -------------------------------------------------------------------------------


def _new(call: Call, key: str, given: Record) -> Record:
    found, unknown = values.read(given, _COLUMNS, "custom_object_record")
    call.warn(*unknown)
    if not found.get("name"):
        raise blank("name")
    known = {f["key"] for f in call.world.object_fields.get(key, ())}
    given_fields = found.get("custom_object_fields") or {}
    number = call.world.new_id()
    record = {
        "id": ulid(Dice(call.world.seed, "ulid", number), call.now),
        "name": found["name"],
        "custom_object_key": key,
        "custom_object_fields": {k: given_fields.get(k) for k in sorted(known)},
        "external_id": found.get("external_id"),
        "photo": None,
        "created_by_user_id": str(call.caller_id),
        "updated_by_user_id": str(call.caller_id),
        "created_at": call.stamp,
        "updated_at": call.stamp,
    }
    _check_external(call, key, record)
    _records(call, key)[record["id"]] = record
    return record


def _check_external(call: Call, key: str, record: Record) -> None:
    wanted = record["external_id"]
    others = _records(call, key).values()
    if wanted is not None and any(r["external_id"] == wanted and r["id"] != record["id"] for r in others):
        raise invalid("external_id", "External has already been taken", "DuplicateValue")


def _changed(call: Call, key: str, old: Record, given: Record) -> Record:
    found, unknown = values.read(given, _COLUMNS, "custom_object_record")
    call.warn(*unknown)
    known = old["custom_object_fields"].keys()
    fields_ = {k: v for k, v in (found.pop("custom_object_fields", None) or {}).items() if k in known}
    found.pop("id", None)
    new = old | found | {"custom_object_fields": old["custom_object_fields"] | fields_}
    new |= {"updated_at": call.stamp, "updated_by_user_id": str(call.caller_id)}
    _check_external(call, key, new)
    _records(call, key)[new["id"]] = new
    return new


def create(call: Call, key: str) -> Response:
    _records(call, key)
    shown = _shown(call, _new(call, key, call.wrapped("custom_object_record")))
    response = json_response({"custom_object_record": shown}, 201)
    response.headers["Location"] = shown["url"]
    return response


def update(call: Call, key: str, record_id: str) -> Response:
    old = _records(call, key).get(record_id)
    if old is None:
        raise not_found()
    new = _changed(call, key, old, call.wrapped("custom_object_record"))
    return json_response({"custom_object_record": _shown(call, new)})


def _named(call: Call, key: str) -> Record | None:
    name, external = call.params.text("name"), call.params.text("external_id")
    if name is None and external is None:
        raise missing("external_id")
    rows = _records(call, key).values()
    return next(
        (r for r in rows if (r["external_id"] == external if external is not None else r["name"] == name)),
        None,
    )


def upsert(call: Call, key: str) -> Response:
    """`PATCH ?external_id=` or `?name=`: 200 for a known record, 201 for a new one."""
    given, old = call.wrapped("custom_object_record"), _named(call, key)
    if old is not None:
        return json_response({"custom_object_record": _shown(call, _changed(call, key, old, given))})
    new = _new(
        call, key, {"external_id": call.params.text("external_id"), "name": call.params.text("name")} | given
    )
    return json_response({"custom_object_record": _shown(call, new)}, 201)


def delete(call: Call, key: str, record_id: str) -> Response:
    if _records(call, key).pop(record_id, None) is None:
        raise not_found()
    return crud.no_content()


def delete_named(call: Call, key: str) -> Response:
    found = _named(call, key)
    if found is None:
        raise not_found()
    return delete(call, key, found["id"])


_ACTIONS = (
    *("create", "update", "delete", "create_or_update_by_external_id", "create_or_update_by_name"),
    *("delete_by_external_id",),
)


def job(call: Call, key: str) -> Response:
    """Up to 100 records in one job."""
    _records(call, key)
    given = call.wrapped("job")
    action, items = given.get("action"), values.array("items", given.get("items"))
    if action not in _ACTIONS:
        raise invalid("action", "Action: is not included in the list")
    if len(items) > 100:
        raise too_many()

    def work(_now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, item in enumerate(items):
            number = item.get("id") if isinstance(item, dict) else item
            with kept_errors(results, index, number, action):
                done = _act(call, key, action, item)
                status = {"c": "Created", "u": "Updated", "d": "Deleted"}[action[0]]
                results[index] = {
                    "index": index,
                    "id": done["id"],
                    "status": status,
                    "success": True,
                    "action": action,
                }
        return [results[i] for i in range(len(items))]

    return job_response(call, "Bulk Custom Object Records", len(items), work)


def _act(call: Call, key: str, action: str, item: Any) -> Record:
    kept = _records(call, key)
    if action == "create":
        return _new(call, key, item)
    column = "external_id" if action.endswith("external_id") else "name" if action.endswith("name") else "id"
    wanted = item.get(column) if isinstance(item, dict) else item
    old = next((r for r in kept.values() if r[column] == wanted), None)
    if old is None and action.startswith("create_or_update"):
        return _new(call, key, item)
    if old is None:
        raise not_found()
    if action.startswith("delete"):
        del kept[old["id"]]
        return old
    return _changed(call, key, old, item)


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
    Endpoint("POST", _PATH, create),
    Endpoint("PATCH", _PATH, upsert, "external_id name"),
    Endpoint("DELETE", _PATH, delete_named, "external_id name"),
    Endpoint("GET", f"{_PATH}/count", count),
    Endpoint("GET", f"{_PATH}/search", search, "query"),
    Endpoint("POST", f"{_PATH}/search", search, "query"),
    Endpoint("GET", f"{_PATH}/autocomplete", autocomplete, "name"),
    Endpoint("GET", f"{_PATH}/<string:record_id>", show),
    Endpoint("PATCH", f"{_PATH}/<string:record_id>", update),
    Endpoint("DELETE", f"{_PATH}/<string:record_id>", delete),
    Endpoint("POST", f"{_ONE}/jobs", job),
]
