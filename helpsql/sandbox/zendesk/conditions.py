"""Conditions of views: which tickets meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import HOUR
from helpsql.sandbox.zendesk.orders import STATUSES, in_order, priority_in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.zendesk.world.plots import Sketch
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]
Test = "Callable[[Sketch], bool]"

_COLUMNS = {
    "status": "status",
    "type": "type",
    "ticket_type_id": "type",
    "priority": "priority",
    "priority_id": "priority",
    "group_id": "group_id",
    "assignee_id": "assignee_id",
    "requester_id": "requester_id",
    "organization_id": "organization_id",
    "brand_id": "brand_id",
    "ticket_form_id": "form_id",
    "custom_status_id": "custom_status_id",
    "via_id": "channel",
}


def matcher(world: World, conditions: Record, caller_id: int, now: int) -> Callable[[Sketch], bool]:
    """All of `all`, and one of `any` if there are some."""
    every = [_test(world, c, caller_id, now) for c in conditions.get("all", ())]
    some = [_test(world, c, caller_id, now) for c in conditions.get("any", ())]
    return lambda s: all(t(s) for t in every) and (not some or any(t(s) for t in some))


def _test(_world: World, condition: Record, caller_id: int, now: int) -> Callable[[Sketch], bool]:
    """ASSUMED: a field that this account knows nothing of is met by every ticket."""
    field, operator, value = condition.get("field"), condition.get("operator", "is"), condition.get("value")
    if field == "current_tags":
        return _tags(operator, value)
    if field in ("status", "priority") and operator.endswith("than"):
        return _rank(str(field), operator, str(value))
    if str(field).lower() in ("created_at", "updated_at", "solved") and str(value).isdigit():
        return _hours(str(field).lower(), operator, int(str(value)), now)
    if str(field) not in _COLUMNS:
        return lambda _: True
    column = _COLUMNS[str(field)]
    wanted = {_value(v, caller_id) for v in (value if isinstance(value, list) else [value])}
    if operator in ("is_not", "not_value"):
        return lambda s: _text(getattr(s, column)) not in wanted
    return lambda s: _text(getattr(s, column)) in wanted


def _value(value: Any, caller_id: int) -> str:
    return str(caller_id) if value == "current_user" else "" if value is None else str(value)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _tags(operator: str, value: Any) -> Callable[[Sketch], bool]:
    wanted = set(value.split() if isinstance(value, str) else value or ())
    if operator.startswith("not"):
        return lambda s: not wanted & set(s.tags)
    return lambda s: bool(wanted & set(s.tags))


def _rank(field: str, operator: str, value: str) -> Callable[[Sketch], bool]:
    if field == "status":
        limit = in_order(value) if value in STATUSES else 99
        return (
            (lambda s: in_order(s.status) < limit)
            if operator.startswith("less")
            else lambda s: in_order(s.status) > limit
        )
    limit = priority_in_order(value)
    if operator.startswith("less"):
        return lambda s: priority_in_order(s.priority) < limit
    return lambda s: priority_in_order(s.priority) > limit


def _hours(field: str, operator: str, hours: int, now: int) -> Callable[[Sketch], bool]:
    """How long ago something was."""
    column = {"created_at": "created", "updated_at": "updated", "solved": "solved"}[field]
    limit = now - hours * HOUR
    if operator.startswith("less"):
        return lambda s: bool(getattr(s, column) > limit)
    return lambda s: bool(0 < getattr(s, column) < limit)
