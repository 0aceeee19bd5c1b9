"""Writing records of custom objects, one at a time and by jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.zendesk import crud, values
from helpsql.sandbox.zendesk.bulk import job_response, kept_errors
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import (
    blank,
    invalid,
    json_response,
    missing,
    not_found,
    too_many,
)
from helpsql.sandbox.zendesk.objects import records_of, shown_record
from helpsql.sandbox.zendesk.world.objects import ulid

if TYPE_CHECKING:
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
    records_of(call, key)[record["id"]] = record
    return record


def _check_external(call: Call, key: str, record: Record) -> None:
    wanted = record["external_id"]
    others = records_of(call, key).values()
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
    records_of(call, key)[new["id"]] = new
    return new


def create(call: Call, key: str) -> Response:
    records_of(call, key)
    shown = shown_record(call, _new(call, key, call.wrapped("custom_object_record")))
    response = json_response({"custom_object_record": shown}, 201)
    response.headers["Location"] = shown["url"]
    return response


def update(call: Call, key: str, record_id: str) -> Response:
    old = records_of(call, key).get(record_id)
    if old is None:
        raise not_found()
    new = _changed(call, key, old, call.wrapped("custom_object_record"))
    return json_response({"custom_object_record": shown_record(call, new)})


def _named(call: Call, key: str) -> Record | None:
    name, external = call.params.text("name"), call.params.text("external_id")
    if name is None and external is None:
        raise missing("external_id")
    rows = records_of(call, key).values()
    return next(
        (r for r in rows if (r["external_id"] == external if external is not None else r["name"] == name)),
        None,
    )


def upsert(call: Call, key: str) -> Response:
    """`PATCH ?external_id=` or `?name=`: 200 for a known record, 201 for a new one."""
    given, old = call.wrapped("custom_object_record"), _named(call, key)
    if old is not None:
        return json_response({"custom_object_record": shown_record(call, _changed(call, key, old, given))})
    new = _new(
        call, key, {"external_id": call.params.text("external_id"), "name": call.params.text("name")} | given
    )
    return json_response({"custom_object_record": shown_record(call, new)}, 201)


def delete(call: Call, key: str, record_id: str) -> Response:
    if records_of(call, key).pop(record_id, None) is None:
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
    records_of(call, key)
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
    kept = records_of(call, key)
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
ENDPOINTS = [
    Endpoint("POST", _PATH, create),
    Endpoint("PATCH", _PATH, upsert, "external_id name"),
    Endpoint("DELETE", _PATH, delete_named, "external_id name"),
    Endpoint("PATCH", f"{_PATH}/<string:record_id>", update),
    Endpoint("DELETE", f"{_PATH}/<string:record_id>", delete),
    Endpoint("POST", f"{_ONE}/jobs", job),
]
