"""Brands, SLA policies, schedules, phone numbers, roles: the small rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, render, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import blank, invalid, json_response
from helpsql.sandbox.zendesk.fields import reorder
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import list_response, whole_response

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

# Brands, policies, schedules -------------------------------------------------------------------


def _brand(_call: Call, record: Record) -> Record:
    if not record.get("subdomain"):
        raise blank("subdomain")
    record["brand_url"] = record.get("brand_url") or f"https://{record['subdomain']}.zendesk.com"
    return record


BRANDS = crud.Kind(
    "brands",
    "brand",
    {
        **dict.fromkeys(
            ("name", "brand_url", "subdomain", "host_mapping", "signature_template"), values.text
        ),
        **dict.fromkeys(("active", "default", "has_help_center"), values.truth),
        "ticket_form_ids": values.numbers,
        "logo": values.mapping_or_null,
    },
    {
        "host_mapping": None,
        "has_help_center": False,
        "help_center_state": "disabled",
        "active": True,
        "default": False,
        "is_deleted": False,
        "logo": None,
        "ticket_form_ids": [],
        "signature_template": "{{agent.signature}}",
    },
    required=("name",),
    unique="subdomain",
    settle=_brand,
)


def delete_brand(call: Call, record_id: int) -> Response:
    if call.small("brands", record_id)["default"]:
        raise invalid("base", "The default brand cannot be deleted")
    return crud.deleted(call, BRANDS, record_id)


def _policy(_call: Call, record: Record) -> Record:
    if not record.get("filter"):
        raise blank("filter")
    metrics = record["policy_metrics"]
    record["policy_metrics"] = [
        m | {"target_in_seconds": m.get("target_in_seconds") or int(m.get("target") or 0) * 60}
        for m in metrics
    ]
    return record


POLICIES = crud.Kind(
    "sla_policies",
    "sla_policy",
    {
        **dict.fromkeys(("title", "description"), values.text),
        "position": values.whole,
        "filter": values.mapping,
        "policy_metrics": values.objects,
    },
    {"description": "", "position": 9999, "policy_metrics": []},
    path="slas/policies",
    required=("title",),
    settle=_policy,
    paged=False,
)
SCHEDULES = crud.Kind(
    "schedules",
    "schedule",
    {"name": values.text, "time_zone": values.text, "intervals": values.array},
    {"intervals": [{"start_time": d * 1440 + 540, "end_time": d * 1440 + 1020} for d in range(1, 6)]},
    path="business_hours/schedules",
    required=("name", "time_zone"),
)


def schedules(call: Call) -> Response:
    """Without the envelope of the classic lists, and without URLs."""
    return json_response({"schedules": list(call.world.small["schedules"].values())})


def schedule(call: Call, record_id: int) -> Response:
    return json_response({"schedule": call.small("schedules", record_id)})


def holidays(call: Call, record_id: int) -> Response:
    call.small("schedules", record_id)
    return json_response({"holidays": call.world.holidays.get(record_id, [])})


def workweek(call: Call, record_id: int) -> Response:
    found = call.small("schedules", record_id)
    week = call.wrapped("workweek")
    new = found | {"intervals": values.array("intervals", week.get("intervals")), "updated_at": call.stamp}
    call.world.small["schedules"][record_id] = new
    return json_response({"workweek": {"intervals": new["intervals"]}})


# Talk ------------------------------------------------------------------------------------------

PHONES = crud.Kind(
    "phone_numbers",
    "phone_number",
    {
        **dict.fromkeys(("nickname", "failover_number", "call_recording_consent"), values.text),
        **dict.fromkeys(("recorded", "transcription", "outbound_enabled", "sms_enabled"), values.truth),
        **dict.fromkeys(("priority", "default_group_id", "schedule_id", "ivr_id", "brand_id"), values.whole),
        "group_ids": values.numbers,
        "greeting_ids": values.array,
    },
    path="channels/voice/phone_numbers",
)


def phones(call: Call) -> Response:
    rows = list(call.world.small["phone_numbers"].values())
    if call.params.flag("minimal_mode"):
        names = ("id", "number", "name", "nickname", "display_number")
        rows = [{n: r[n] for n in names} for r in rows]
    by_id = {r["id"]: r for r in rows}
    return list_response(call, "phone_numbers", Sorted("id", ((i,) for i in by_id), by_id.get), lambda r: r)


def phone(call: Call, record_id: int) -> Response:
    return json_response({"phone_number": call.small("phone_numbers", record_id)})


def update_phone(call: Call, record_id: int) -> Response:
    record = crud.change(call, PHONES, call.small("phone_numbers", record_id), call.wrapped("phone_number"))
    record.pop("updated_at", None)
    return json_response({"phone_number": record})


def delete_phone(call: Call, record_id: int) -> Response:
    """200 with the number, as recorded."""
    found = call.small("phone_numbers", record_id)
    del call.world.small["phone_numbers"][record_id]
    return json_response({"phone_number": found})


# Roles -----------------------------------------------------------------------------------------


def custom_roles(call: Call) -> Response:
    rows = [render.with_url(call, "custom_roles")(r) for r in call.world.small["custom_roles"].values()]
    return whole_response(call, "custom_roles", rows)


def custom_role(call: Call, record_id: int) -> Response:
    return json_response(
        {"custom_role": render.with_url(call, "custom_roles")(call.small("custom_roles", record_id))}
    )


_PHONE = "/channels/voice/phone_numbers"
_SCHEDULE = "/business_hours/schedules"
ENDPOINTS = [
    *crud.endpoints(BRANDS, "list show create update"),
    Endpoint("DELETE", "/brands/<int:record_id>", delete_brand, role=ADMIN),
    *crud.endpoints(POLICIES, readers=ADMIN),
    Endpoint("PUT", "/slas/policies/reorder", reorder(POLICIES, "sla_policy_ids"), role=ADMIN),
    Endpoint("GET", _SCHEDULE, schedules),
    Endpoint("GET", f"{_SCHEDULE}/<int:record_id>", schedule),
    *crud.endpoints(SCHEDULES, "create update delete"),
    Endpoint("GET", f"{_SCHEDULE}/<int:record_id>/holidays", holidays),
    Endpoint("PUT", f"{_SCHEDULE}/<int:record_id>/workweek", workweek, role=ADMIN),
    Endpoint("GET", _PHONE, phones, "minimal_mode"),
    Endpoint("GET", f"{_PHONE}/<int:record_id>", phone),
    Endpoint("PUT", f"{_PHONE}/<int:record_id>", update_phone, role=ADMIN),
    Endpoint("DELETE", f"{_PHONE}/<int:record_id>", delete_phone, role=ADMIN),
    Endpoint("GET", "/custom_roles", custom_roles),
    Endpoint("GET", "/custom_roles/<int:record_id>", custom_role),
]
