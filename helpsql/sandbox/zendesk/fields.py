"""Definitions of fields and forms, and custom statuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, options, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import blank, invalid, missing
from helpsql.sandbox.zendesk.world.fields import plain_field, plain_profile_field

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

_TICKET_TYPES = (
    *("text", "textarea", "checkbox", "date", "integer", "decimal", "regexp", "partialcreditcard"),
    *("tagger", "multiselect", "lookup"),
)
_PROFILE_TYPES = (
    "text",
    "textarea",
    "checkbox",
    "date",
    "integer",
    "decimal",
    "regexp",
    "dropdown",
    "lookup",
)
MOST_OPTIONS = 2000
_TEXTS = ("title", "description", "title_in_portal", "tag", "agent_description", "regexp_for_validation")
_FLAGS = (
    "active",
    "required",
    "collapsed_for_agents",
    "visible_in_portal",
    "editable_in_portal",
    "required_in_portal",
)


def _settle(call: Call, record: Record) -> Record:
    """Raw texts, options with their ids, and what only some types have."""
    for name in ("title", "description", "title_in_portal"):
        if name in record:
            record[name] = record["title"] if record[name] is None else record[name]
            record[f"raw_{name}"] = record[name]
    if record["type"] in options.CHOICES:
        given = record.get("custom_field_options") or []
        if len(given) > MOST_OPTIONS:
            raise invalid("custom_field_options", "Custom field options: too many", "TooManyValues")
        record["custom_field_options"] = [options.make(call, option) for option in given]
    else:
        record.pop("custom_field_options", None)
    return record


def _ticket_field(call: Call, record: Record) -> Record:
    if "raw_title" not in record:
        if record["type"] not in _TICKET_TYPES:
            raise invalid("type", f"Type: {record['type']} is not included in the list")
        record = {"id": record["id"]} | plain_field(record["type"], record["title"]) | record
    return _settle(call, record)


def _profile_field(call: Call, record: Record) -> Record:
    if "raw_title" not in record:
        record["type"] = record.get("type") or "text"
        if record["type"] not in _PROFILE_TYPES:
            raise invalid("type", f"Type: {record['type']} is not included in the list")
        if not re.fullmatch(r"[A-Za-z0-9_-]+", str(record.get("key") or "")):
            raise blank("key") if not record.get("key") else invalid("key", "Key: is invalid")
        record = (
            {"id": record["id"]}
            | plain_profile_field(record["type"], record["key"], record["title"])
            | record
        )
    return _settle(call, record)


_RELATED: values.Columns = {
    "relationship_target_type": values.text,
    "relationship_filter": values.mapping_or_null,
}
TICKET_FIELDS = crud.Kind(
    "ticket_fields",
    "ticket_field",
    {
        "type": values.text,
        "position": values.whole,
        "sub_type_id": values.whole,
        "custom_field_options": values.array,
        **dict.fromkeys(_TEXTS, values.text),
        **{f"raw_{name}": values.text for name in _TEXTS[:3]},
        **dict.fromkeys(_FLAGS, values.truth),
        **_RELATED,
    },
    {"type": "text"},
    required=("title",),
    settle=_ticket_field,
    paged=False,
    params="creator",
    shown=lambda call, field: (
        field | ({"creator_user_id": -1, "creator_app_name": None} if call.params.flag("creator") else {})
    ),
)


def _profile_kind(name: str) -> crud.Kind:
    columns: dict[str, values.Check] = {
        "key": values.text,
        "type": values.text,
        "position": values.whole,
        "active": values.truth,
    }
    columns |= dict.fromkeys(("title", "description", "raw_title", "raw_description", "tag"), values.text)
    columns |= {"regexp_for_validation": values.text, "custom_field_options": values.array, **_RELATED}
    return crud.Kind(
        f"{name}_fields",
        f"{name}_field",
        columns,
        {"type": "text"},
        required=("title",),
        unique="key",
        settle=_profile_field,
        order=("position", "id"),
    )


USER_FIELDS, ORGANIZATION_FIELDS = _profile_kind("user"), _profile_kind("organization")


def reorder(kind: crud.Kind, name: str) -> Any:
    """`PUT .../reorder` with all ids in their new order."""

    def answer(call: Call) -> Response:
        numbers = values.numbers(name, call.body.get(name)) if name in call.body else None
        if numbers is None:
            raise missing(name)
        kept = call.world.small[kind.plural]
        for place, number in enumerate(n for n in numbers if n in kept):
            kept[number] = kept[number] | {"position": place + 1}
        call.world.changed()
        return crud.listed(call, kind)

    return answer


def delete_ticket_field(call: Call, record_id: int) -> Response:
    if not call.small("ticket_fields", record_id)["removable"]:
        # ASSUMED: a system field cannot be deleted: 403 or 422 is not documented.
        raise invalid("base", "System fields cannot be deleted")
    return crud.deleted(call, TICKET_FIELDS, record_id)


ENDPOINTS = [
    *crud.endpoints(TICKET_FIELDS, "list show count create update"),
    Endpoint("DELETE", "/ticket_fields/<int:record_id>", delete_ticket_field, role=ADMIN),
    Endpoint("PUT", "/ticket_fields/reorder", reorder(TICKET_FIELDS, "ticket_field_ids"), role=ADMIN),
    *options.endpoints("ticket_fields", "ticket-field-options"),
    *options.endpoints("user_fields"),
    *options.endpoints("organization_fields"),
    *crud.endpoints(USER_FIELDS),
    Endpoint("PUT", "/user_fields/reorder", reorder(USER_FIELDS, "user_field_ids"), role=ADMIN),
    *crud.endpoints(ORGANIZATION_FIELDS),
    Endpoint(
        "PUT",
        "/organization_fields/reorder",
        reorder(ORGANIZATION_FIELDS, "organization_field_ids"),
        role=ADMIN,
    ),
]
