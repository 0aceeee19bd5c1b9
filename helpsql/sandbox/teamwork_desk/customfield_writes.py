"""Custom fields: made by v1, changed by v2; their options; and values in tickets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, crud
from helpsql.sandbox.teamwork_desk.errors import bad, json_response
from helpsql.sandbox.teamwork_desk.kinds import columns
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.values import (
    choice,
    objects,
    reference,
    references,
    text,
    truth,
    whole,
)
from helpsql.sandbox.teamwork_desk.world.table import base, ref, refs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call

Row = dict[str, Any]
KINDS = ("text", "textarea", "dropdown", "checkboxes", "date", "number")


def _settle(call: Call, row: Row, given: Row) -> Row:
    """Options without an id are new ones."""
    if given.get("options") is None:
        return row
    found = []
    for place, item in enumerate(objects("options", given["options"])):
        known = call.world.tables["customfieldoptions"].get(item.get("id") or 0)
        found.append(known["id"] if known else _option(call, row["id"], item, place))
    return row | {"options": refs("customfieldoptions", found)}


def _option(call: Call, field: int, item: Row, place: int) -> int:
    table = call.world.tables["customfieldoptions"]
    row_id: int = table.new_id()
    name = text("options", item.get("name"))
    row = {
        "customfield": ref("customfields", field),
        "name": name,
        "displayOrder": item.get("displayOrder", place),
    }
    table.put(row_id, base(row_id, call.stamp, call.stamp, call.agent) | row)
    return row_id


FIELDS = crud.Kind(
    "customfields",
    ("customfield",),
    columns(text, "agentLabel customerLabel description")
    | columns(truth, "enabled agentRequired customerRequired addToNewInboxes")
    | {"options": objects, "apps": objects, "inboxes": references("inboxes")},
    dict.fromkeys(("agentLabel", "customerLabel", "description"), "")
    | dict.fromkeys(("enabled", "agentRequired", "customerRequired", "addToNewInboxes"), False)
    | dict.fromkeys(("options", "apps", "inboxes")),
    once={"kind": choice(*KINDS)},
    required=("agentLabel", "kind"),
    settle=_settle,
    verbs="update delete",
)


def create_v1(call: Call) -> Response:
    """The body is bare. ASSUMED: the reply has the shape of v2's."""
    row = crud.make(call, FIELDS, call.body)
    return json_response({"customfield": row}, assumed.CREATED)


def _add_option(call: Call, row: Row, _given: Row) -> Row:
    field = call.row("customfields", row["customfield"]["id"])
    ids = [*(item["id"] for item in field["options"] or ()), row["id"]]
    crud.keep(call, "customfields", field | {"options": refs("customfieldoptions", dict.fromkeys(ids))})
    return row


OPTIONS = crud.Kind(
    "customfieldoptions",
    ("customfieldoption",),
    {"name": text, "displayOrder": whole},
    {"name": "", "displayOrder": 0},
    once={"customfield": reference("customfields")},
    required=("name", "customfield"),
    settle=_add_option,
)

# Values ----------------------------------------------------------------------------------------


def with_values(call: Call, inbox: int, old: Mapping[int, Any], given: Any) -> dict[int, Any]:
    """A ticket's values with those of `[{"id", "meta": {"value"}}]` laid over; null takes one away."""
    found = dict(old)
    for item in objects("customfields", given):
        field = call.world.tables["customfields"].get(item.get("id") or 0)
        if field is None or inbox not in {box["id"] for box in field["inboxes"] or ()}:
            raise bad("is not a field of this inbox", "customfields")
        value = (item.get("meta") or {}).get("value")
        if value is None:
            found.pop(field["id"], None)
        else:
            found[field["id"]] = _checked(field, value)
    return found


def _checked(field: Row, value: Any) -> Any:
    options = {item["id"] for item in field["options"] or ()}
    if assumed.CUSTOM_VALUES_MUST_FIT and not _FITS[field["kind"]](value, options):
        raise bad(f"is not a value of a {field['kind']} field", "customfields")
    return value


def _fits_boxes(value: Any, options: set[int]) -> bool:
    if not assumed.CHECKBOXES_ARE_OPTION_IDS:
        return isinstance(value, str)
    return isinstance(value, list) and all(item in options for item in value)


def _is_date(value: Any, _options: set[int]) -> bool:
    return isinstance(value, str) and re.fullmatch(assumed.DATE_VALUES, value) is not None


def _is_number(value: Any, _options: set[int]) -> bool:
    if isinstance(value, str):
        return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: Any, _options: set[int]) -> bool:
    return isinstance(value, str)


def _is_option(value: Any, options: set[int]) -> bool:
    return isinstance(value, int) and value in options


_FITS = {
    "text": _is_text,
    "textarea": _is_text,
    "dropdown": _is_option,
    "checkboxes": _fits_boxes,
    "date": _is_date,
    "number": _is_number,
}


ENDPOINTS = [
    *crud.endpoints(FIELDS),
    *crud.endpoints(OPTIONS),
    Endpoint("POST", "customfields", create_v1, version=1),
]
