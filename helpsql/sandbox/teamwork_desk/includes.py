"""`included`: full rows of the collections that were asked for, as far as rows refer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, render
from helpsql.sandbox.teamwork_desk.errors import bad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from helpsql.sandbox.teamwork_desk.call import Call
    from helpsql.sandbox.teamwork_desk.world.table import Row
    from helpsql.sandbox.teamwork_desk.world.world import World

_STATED = {
    "tickets": (
        "agentsnotified businesshours companies companycustomers contacts customers customerticketsreads "
        "customfieldoptions customfields files happinessratingoptions happinessratings inboxes likes "
        "messages notifications pinnednotes reactions ticketactivities ticketstatuses tags timelogs users"
    ),
    "customers": "companies contacts customerwelcomeemails users",
    "users": "inboxes permissionusers trainingwheelsenrollments users",
    "customfields": "customfieldoptions",
}
"""What each object takes, as documented. Others: ASSUMED, whatever their rows refer to."""
_PASSES = 3
"""Included rows are looked through as well: a ticket's customer, that customer's contacts."""


def asked(call: Call, table: str) -> set[str] | None:
    """The collections to send; None for all of them."""
    names = set(call.names("includes"))
    if "all" in names:
        return None
    stated = _STATED.get(table)
    known = set(stated.split()) if stated else set(call.world.tables)
    if not assumed.UNKNOWN_INCLUDES_ARE_IGNORED and names - known:
        raise bad("not a relation that can be included", "includes")
    return names & known


def included(call: Call, table: str, rows: list[Row]) -> Any:
    """The reply's member: {} when nothing was asked for."""
    wanted = asked(call, table)
    if wanted == set():
        return {}
    return gather(call.world, table, rows, wanted) or assumed.EMPTY_INCLUDED


def gather(world: World, table: str, rows: list[Row], wanted: set[str] | None) -> dict[str, list[Row]]:
    """Collection -> rows, in the order of first mention."""
    found: dict[str, dict[int, Row]] = {}
    layer: list[tuple[str, Row]] = [(table, row) for row in rows]
    shown = {(table, row.get("id")) for row in rows}
    for _ in range(_PASSES):
        fresh: list[tuple[str, Row]] = []
        for kind, row_id in _mentions(world, layer):
            if (kind, row_id) in shown or (wanted is not None and kind not in wanted):
                continue
            shown.add((kind, row_id))
            record = world.tables[kind].get(row_id) if kind in world.tables else None
            if record is not None:
                row = render.row(world, kind, record)
                found.setdefault(kind, {})[row_id] = row
                fresh.append((kind, row))
        layer = fresh if wanted is not None else []
    return {kind: list(rows.values()) for kind, rows in found.items()}


def _mentions(world: World, layer: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, int]]:
    """The references of rows, as collection and id."""
    for table, row in layer:
        for value in row.values():
            if isinstance(value, dict):
                yield from _mention(value)
            elif isinstance(value, list):
                for item in value:
                    yield from _mention(item)
        if table == "users":
            boxes = world.tables["inboxes"]
            yield from (
                ("inboxes", b["id"]) for b in boxes if any(u["id"] == row["id"] for u in b["users"] or ())
            )


def _mention(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, dict) and isinstance(value.get("type"), str) and isinstance(value.get("id"), int):
        yield value["type"], value["id"]
