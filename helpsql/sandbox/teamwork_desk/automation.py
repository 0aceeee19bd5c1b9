"""Triggers with their actions and conditions, and the addresses that events are sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import crud
from helpsql.sandbox.teamwork_desk.kinds import columns
from helpsql.sandbox.teamwork_desk.values import choice, objects, references, text, truth, whole
from helpsql.sandbox.teamwork_desk.world.table import base, refs

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.call import Call

Row = dict[str, Any]


def _beside(call: Call, row: Row, table: str) -> Row:
    """The row with what the body carries beside it: rows with an id change, others are new."""
    given = objects(table, call.beside.get(table) or [])
    kept = [item["id"] for item in row[table] or ()]
    for item in given:
        rows = call.world.tables[table]
        old = rows.get(item.get("id") or 0) or base(rows.new_id(), call.stamp, call.stamp, call.agent)
        rows.put(old["id"], {**old, **{k: v for k, v in item.items() if k != "id"}})
        kept += [] if old["id"] in kept else [old["id"]]
    return row | {table: refs(table, kept)}


def _trigger(call: Call, row: Row, _given: Row) -> Row:
    return _beside(call, _beside(call, row, "triggeractions"), "conditions")


TRIGGERS = crud.Kind(
    "triggers",
    ("trigger",),
    columns(text, "name description")
    | columns(truth, "agentHasAccess isShared addToNewInboxes")
    | {"type": choice("Automatic", "Manual"), "displayOrder": whole, "inboxes": references("inboxes")},
    {"name": "", "description": "", "type": "Manual", "agentHasAccess": False, "displayOrder": 0}
    | dict.fromkeys(("inboxes", "triggeractions", "conditions")),
    required=("name",),
    settle=_trigger,
)


def _endpoint(call: Call, row: Row, _given: Row) -> Row:
    row.pop("token", None)  # never shown
    return _beside(call, _beside(call, row, "webhookendpointevents"), "webhookendpointinboxes")


WEBHOOKS = crud.Kind(
    "webhookendpoints",
    ("webhookendpoint",),
    columns(text, "url token contentType") | columns(truth, "allInboxes allEvents"),
    {"url": "", "contentType": "application/json", "allInboxes": False, "allEvents": False}
    | dict.fromkeys(("webhookendpointevents", "webhookendpointinboxes")),
    required=("url",),
    settle=_endpoint,
)
ENDPOINTS = [*crud.endpoints(TRIGGERS), *crud.endpoints(WEBHOOKS)]
