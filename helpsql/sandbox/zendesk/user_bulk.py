"""Writing users in bulk, by jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk.bulk import ids_of, job_response, kept_errors
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import (
    named,
    not_found,
)
from helpsql.sandbox.zendesk.user_writes import create_user, delete_user, matching_user, update_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]


def _items(call: Call) -> list[Record]:
    items = call.wrapped_list("users")
    if len(items) > 100:
        raise named(400, "TooManyValues", "Maximum 100 users may be created per call")
    return items


def _bulk(call: Call, kind: str, rows: list[Any], one: Callable[[Any, int], Record], action: str) -> Response:
    """A job over rows; `one` gives an item's result."""

    def work(now: int) -> list[Record]:
        results: dict[int, Record] = {}
        for index, row in enumerate(rows):
            number = row if isinstance(row, int) else (row.get("id") if isinstance(row, dict) else None)
            with kept_errors(results, index, number, action):
                results[index] = one(row, now)
        return [results[i] for i in range(len(rows))]

    return job_response(call, kind, len(rows), work)


def create_many(call: Call) -> Response:
    def one(item: Record, now: int) -> Record:
        return {"id": create_user(call, item, now)["id"], "status": "Created"}

    return _bulk(call, "Bulk Create User", _items(call), one, "create")


def create_or_update_many(call: Call) -> Response:
    def one(item: Record, now: int) -> Record:
        found = matching_user(call, item)
        if found is None:
            return {"id": create_user(call, item, now)["id"], "status": "Created"}
        return {"id": update_user(call, found, item, now)["id"], "status": "Updated"}

    return _bulk(call, "Bulk Create Or Update User", _items(call), one, "create_or_update")


def _named_users(call: Call) -> list[Any]:
    if "external_ids" in call.params:
        found = [call.world.user_by_external_id(e) for e in call.params.texts("external_ids")[:100]]
        return [u["id"] if u else None for u in found]
    return list(ids_of(call))


def update_many(call: Call) -> Response:
    def done(user_id: Any, given: Record, now: int) -> Record:
        user = call.world.users.get(user_id) if isinstance(user_id, int) else None
        if user is None or not user["active"]:
            raise not_found()
        update_user(call, user, given, now)
        return {"action": "update", "id": user_id, "status": "Updated", "success": True}

    if "ids" in call.params or "external_ids" in call.params:
        change = call.wrapped("user")
        return _bulk(
            call, "Bulk Update User", _named_users(call), lambda n, now: done(n, change, now), "update"
        )

    def one(item: Record, now: int) -> Record:
        found = item.get("id")
        if found is None and item.get("external_id"):
            found = (call.world.user_by_external_id(str(item["external_id"])) or {}).get("id")
        return done(found, {k: v for k, v in item.items() if k != "id"}, now)

    return _bulk(call, "Bulk Update User", _items(call), one, "update")


def destroy_many(call: Call) -> Response:
    def one(user_id: Any, now: int) -> Record:
        user = call.world.users.get(user_id) if isinstance(user_id, int) else None
        if user is None or not user["active"]:
            raise not_found()
        delete_user(call, user, now)
        return {"action": "delete", "id": user_id, "status": "Deleted", "success": True}

    return _bulk(call, "Bulk Delete User", _named_users(call), one, "delete")


ENDPOINTS = [
    Endpoint("POST", "/users/create_many", create_many),
    Endpoint("POST", "/users/create_or_update_many", create_or_update_many),
    Endpoint("PUT", "/users/update_many", update_many, "ids external_ids"),
    Endpoint("DELETE", "/users/destroy_many", destroy_many, "ids external_ids"),
]
