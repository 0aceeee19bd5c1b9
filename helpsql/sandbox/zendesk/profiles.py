"""Values of user and organization fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import values
from helpsql.sandbox.zendesk.errors import invalid

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]


def checked_profile(call: Call, collection: str, kept: Record, given: Record) -> Record:
    """The values of all active fields, those given changed; unknown keys are ignored."""
    found = {}
    for field in call.world.small[collection].values():
        key = field["key"]
        if field["active"]:
            empty = False if field["type"] == "checkbox" else None
            found[key] = _checked(field, given[key]) if key in given else kept.get(key, empty)
    return found


def _checked(field: Record, value: Any) -> Any:
    kind, title = field["type"], field["title"]
    if kind == "checkbox":
        return value in (True, "true", 1, "1")
    if value is None or value == "":
        return None
    if kind == "date":
        return values.moment(field["key"], str(value))
    if kind == "integer" and re.fullmatch(r"-?\d+", str(value)):
        return int(value)
    if kind == "decimal" and re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        return float(value)
    options = [o["value"] for o in field.get("custom_field_options", ())]
    misfit = kind in ("integer", "decimal") or (kind == "dropdown" and value not in options)
    if misfit or (kind == "regexp" and not _matches(field["regexp_for_validation"], str(value))):
        raise invalid("base", f"{title}: is invalid")
    return value


def _matches(pattern: str | None, value: str) -> bool:
    try:
        return re.search((pattern or "").replace(r"\z", r"\Z"), value) is not None
    except re.error:
        return True
