"""Create, update, delete of plain objects, by one description each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, render, values
from helpsql.sandbox.teamwork_desk.errors import json_response, no_content, not_found, unset
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.world.table import base, ref

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call

Row = dict[str, Any]
UPDATES = ("PATCH", "PUT")
"""Clients use both, and only the members sent change."""


def _keep(_call: Call, row: Row, _given: Row) -> Row:
    return row


@dataclass(frozen=True)
class Kind:
    """One kind of object.

    columns   what may be written; `once` only at creation
    fresh     the columns that nobody sets
    settle    completes a new or changed row, given the body's object
    """

    table: str
    singles: tuple[str, ...]
    columns: values.Columns
    fresh: Row = field(default_factory=dict)
    once: values.Columns = field(default_factory=dict)
    required: tuple[str, ...] = ()
    settle: Callable[[Call, Row, Row], Row] = _keep
    verbs: str = "create update delete"


def create(call: Call, kind: Kind) -> Response:
    return shown(call, kind, make(call, kind, call.wrapped(*kind.singles)), assumed.CREATED)


def make(call: Call, kind: Kind, given: Row) -> Row:
    """A new row in its table."""
    found = values.read(given, {**kind.columns, **kind.once}, kind.fresh)
    for name in kind.required:
        if found.get(name) in (None, "", []):
            raise unset(name)
    table = call.world.tables[kind.table]
    row_id = table.new_id()
    row = kind.settle(call, base(row_id, call.stamp, call.stamp, call.agent) | kind.fresh | found, given)
    table.put(row_id, row)
    call.world.changed()
    return row


def update(call: Call, kind: Kind, row_id: int) -> Response:
    row = change(call, kind, call.row(kind.table, row_id), call.wrapped(*kind.singles))
    return shown(call, kind, row, assumed.CHANGED)


def change(call: Call, kind: Kind, row: Row, given: Row) -> Row:
    """The changed row in its table."""
    found = values.read(given, {**kind.columns, "state": values.STATE}, kind.fresh)
    for name in kind.required:
        if name in found and found[name] in (None, "", []):
            raise unset(name)
    stamps: Row = {"updatedAt": call.stamp, "updatedBy": ref("users", call.agent)}
    if found.get("state") == "deleted":
        stamps |= gone(call)
    new = kind.settle(call, {**row, **found, **stamps}, given)
    return keep(call, kind.table, new)


def keep(call: Call, table: str, row: Row) -> Row:
    call.world.tables[table].put(row["id"], row)
    call.world.changed()
    return row


def shown(call: Call, kind: Kind, row: Row, status: int, included: Any = None) -> Response:
    """The reply to a write: `included` is {} after a creation and null after an update, as seen."""
    if included is None and status == assumed.CREATED:
        included = {}
    body = {kind.singles[0]: render.row(call.world, kind.table, row), "included": included}
    return json_response(body, status)


def delete(call: Call, table: str, row_id: int) -> Response:
    row = call.row(table, row_id)
    if row["state"] == "deleted":
        raise not_found()
    keep(call, table, row | gone(call))
    return no_content(assumed.DELETED)


def gone(call: Call) -> Row:
    """The columns of a row that is deleted now."""
    by = ref("users", call.agent)
    stamps = {"deletedAt": call.stamp, "updatedAt": call.stamp, "deletedBy": by, "updatedBy": by}
    return {"state": "deleted", **stamps}


def endpoints(kind: Kind) -> list[Endpoint]:
    one = f"{kind.table}/*"
    found = []
    if "create" in kind.verbs:
        found.append(Endpoint("POST", kind.table, lambda call: create(call, kind)))
    if "update" in kind.verbs:
        found += [Endpoint(verb, one, lambda call, i: update(call, kind, i)) for verb in UPDATES]
    if "delete" in kind.verbs:
        found.append(Endpoint("DELETE", one, lambda call, i: delete(call, kind.table, i)))
    return found
