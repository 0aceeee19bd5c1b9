"""Custom statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import invalid, json_response

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

_CATEGORIES = ("new", "open", "pending", "hold", "solved")
_LABELS = ("agent_label", "end_user_label", "description", "end_user_description")


def _status(_call: Call, record: Record) -> Record:
    if record["status_category"] not in _CATEGORIES:
        raise invalid("status_category", "Status category: is not included in the list")
    if len(record["agent_label"]) > 48:
        raise invalid("agent_label", "Agent label: is too long (maximum is 48 characters)", "ValueTooLong")
    record["end_user_label"] = record["end_user_label"] or record["agent_label"]
    return record | {f"raw_{name}": record[name] for name in _LABELS}


def _wanted_status(call: Call, record: Record) -> bool:
    categories = call.params.texts("status_categories")
    flags = all(call.params.flag(name) in (None, record[name]) for name in ("active", "default"))
    return flags and (not categories or record["status_category"] in categories)


STATUSES = crud.Kind(
    "custom_statuses",
    "custom_status",
    {**dict.fromkeys(("status_category", *_LABELS), values.text), "active": values.truth},
    {**dict.fromkeys(_LABELS), "active": True, "default": False, **{f"raw_{name}": None for name in _LABELS}},
    required=("agent_label", "status_category"),
    settle=_status,
    paged=False,
    enveloped=False,
    params="status_categories active default",
    wanted=_wanted_status,
)


def default_statuses(call: Call) -> Response:
    kept = call.world.small["custom_statuses"]
    for number in values.numbers("ids", call.body.get("ids")):
        chosen = call.small("custom_statuses", number)
        for other in list(kept.values()):
            if other["status_category"] == chosen["status_category"]:
                kept[other["id"]] = other | {"default": other["id"] == number}
    call.world.changed()
    return json_response({})


ENDPOINTS = [
    *crud.endpoints(STATUSES, "list show create update"),
    Endpoint("PUT", "/custom_status/default", default_statuses, role=ADMIN),
]
