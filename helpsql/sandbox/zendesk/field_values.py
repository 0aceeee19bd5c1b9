"""Values of custom ticket fields: whether they fit, and the tags that go with them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk.errors import invalid
from helpsql.sandbox.zendesk.values import array

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]


def custom_fields(world: World) -> dict[int, Record]:
    """The active custom ticket fields by id."""
    kept = world.small["ticket_fields"]
    return {i: kept[i] for i in world.active_fields()}


def with_values(world: World, kept: list[Record], given: Any) -> list[Record]:
    """All active custom fields: those given changed, the others as kept. Unknown ids are ignored."""
    fields = custom_fields(world)
    values = {f["id"]: f["value"] for f in kept}
    for item in _pairs(given):
        field = fields.get(item["id"])
        if field is not None:
            values[field["id"]] = checked(field, item["value"])
    empty = {i: False if f["type"] == "checkbox" else None for i, f in fields.items()}
    return [{"id": i, "value": values.get(i, empty[i])} for i in fields]


def _pairs(given: Any) -> list[Record]:
    """`[{id, value}]`, or `{id: value}` as some clients send it."""
    if isinstance(given, dict):
        given = [{"id": key, "value": value} for key, value in given.items()]
    found = [item for item in array("custom_fields", given) if isinstance(item, dict) and "id" in item]
    return [{"id": int(i["id"]), "value": i.get("value")} for i in found if str(i["id"]).isdigit()]


def checked(field: Record, value: Any) -> Any:
    """The value as it is kept. Raises 422 for one that does not fit."""
    kind = field["type"]
    if kind == "checkbox":
        return value in (True, "true", "1", 1)
    if value is None or value == "":
        return None
    if kind == "multiselect":
        chosen = [str(v) for v in array(field["title"], value)]
        return [v for v in chosen if _option(field, v)]
    if kind == "tagger":
        return str(value) if _option(field, str(value)) else None
    fits = {"integer": r"-?\d+", "decimal": r"-?\d+(\.\d+)?", "lookup": _id_pattern(field)}.get(kind)
    if fits and not re.fullmatch(fits, str(value)):
        raise _misfit(field, "is not valid")
    if kind == "date":
        _check_date(field, value)
    if kind == "regexp" and not _matches(field["regexp_for_validation"], str(value)):
        raise _misfit(field, "is invalid")
    return str(value) if kind in ("lookup", "text", "textarea", "regexp", "decimal", "integer") else value


def _id_pattern(field: Record) -> str:
    """Ids are numbers, but for those of the records of custom objects."""
    target = str(field.get("relationship_target_type"))
    return r"[0-9A-Z]{26}" if target.startswith("zen:custom_object:") else r"\d+"


def _option(field: Record, tag: str) -> bool:
    if any(option["value"] == tag for option in field.get("custom_field_options", ())):
        return True
    # ASSUMED: a tag that is no option is refused.
    raise _misfit(field, f"{tag} is not a valid option")


def _check_date(field: Record, value: Any) -> None:
    try:
        date.fromisoformat(str(value)[:10])
    except ValueError:
        raise _misfit(field, "is not a valid date") from None


def _matches(pattern: str | None, value: str) -> bool:
    try:
        return re.search((pattern or "").replace(r"\z", r"\Z"), value) is not None
    except re.error:
        return True


def _misfit(field: Record, why: str) -> Exception:
    more = {"ticket_field_id": field["id"], "ticket_field_type": f"Field{field['type'].capitalize()}"}
    return invalid("base", f"{field['title']}: {why}", "InvalidValue", **more)


def field_tags(world: World, values: list[Record]) -> set[str]:
    """The tags that taggers, multiselects and ticked checkboxes put on a ticket."""
    fields, found = custom_fields(world), set()
    for item in values:
        field, value = fields.get(item["id"]), item["value"]
        if field is None or not value:
            continue
        if field["type"] == "tagger":
            found.add(value)
        elif field["type"] == "multiselect":
            found.update(value)
        elif field["type"] == "checkbox" and field["tag"]:
            found.add(field["tag"])
    return found


def without_tags(world: World, values: list[Record], removed: set[str]) -> list[Record]:
    """The values, those cleared whose tag was removed."""
    fields = custom_fields(world)

    def kept(item: Record) -> Any:
        field, value = fields.get(item["id"]), item["value"]
        if field is None or not value:
            return value
        if field["type"] == "tagger" and value in removed:
            return None
        if field["type"] == "multiselect":
            return [v for v in value if v not in removed]
        if field["type"] == "checkbox" and field["tag"] in removed:
            return False
        return value

    return [{"id": item["id"], "value": kept(item)} for item in values]
