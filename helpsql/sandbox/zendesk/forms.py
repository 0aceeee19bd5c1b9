"""Ticket forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import invalid, json_response
from helpsql.sandbox.zendesk.fields import reorder
from helpsql.sandbox.zendesk.pages import whole_response

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]


def _form(call: Call, record: Record) -> Record:
    if not record.get("display_name"):
        record["display_name"] = record["name"]
    record["raw_name"], record["raw_display_name"] = record["name"], record["display_name"]
    known = call.world.small["ticket_fields"]
    record["ticket_field_ids"] = [i for i in record["ticket_field_ids"] if i in known]
    return record


_BOOLS = ("active", "default", "end_user_visible", "in_all_brands")
FORMS = crud.Kind(
    "ticket_forms",
    "ticket_form",
    {
        **dict.fromkeys(("name", "raw_name", "display_name", "raw_display_name"), values.text),
        **dict.fromkeys(_BOOLS, values.truth),
        **dict.fromkeys(("agent_conditions", "end_user_conditions"), values.array),
        **dict.fromkeys(("ticket_field_ids", "restricted_brand_ids"), values.numbers),
        "position": values.whole,
    },
    {
        "raw_name": "",
        "display_name": None,
        "raw_display_name": None,
        "position": 9999,
        "active": True,
        "default": False,
        "end_user_visible": False,
        "in_all_brands": True,
        "restricted_brand_ids": [],
        "ticket_field_ids": [],
        "agent_conditions": [],
        "end_user_conditions": [],
        "deleted_at": None,
    },
    required=("name",),
    settle=_form,
    paged=False,
    params="active end_user_visible fallback_to_default associated_to_brand",
    wanted=lambda call, form: all(
        call.params.flag(name) in (None, form[name]) for name in ("active", "end_user_visible")
    ),
)


def show_many_forms(call: Call) -> Response:
    kept = call.world.small["ticket_forms"]
    return whole_response(
        call, "ticket_forms", [FORMS.url_of(call, kept[i]) for i in call.params.ids() if i in kept]
    )


def clone_form(call: Call, record_id: int) -> Response:
    old = call.small("ticket_forms", record_id)
    number = call.world.new_id()
    name = f"Clone of {old['name']}"
    new = old | {"id": number, "name": name, "raw_name": name, "default": False, "created_at": call.stamp}
    call.world.small["ticket_forms"][number] = new
    return json_response({"ticket_form": FORMS.url_of(call, new)})


def delete_form(call: Call, record_id: int) -> Response:
    if call.small("ticket_forms", record_id)["default"]:
        raise invalid("base", "The default ticket form cannot be deleted")
    return crud.deleted(call, FORMS, record_id)


ENDPOINTS = [
    *crud.endpoints(FORMS, "list show create update"),
    Endpoint("DELETE", "/ticket_forms/<int:record_id>", delete_form, role=ADMIN),
    Endpoint("GET", "/ticket_forms/show_many", show_many_forms, "ids"),
    Endpoint("POST", "/ticket_forms/<int:record_id>/clone", clone_form, role=ADMIN),
    Endpoint("PUT", "/ticket_forms/reorder", reorder(FORMS, "ticket_form_ids"), role=ADMIN),
]
