"""Brands, SLA policies, schedules, phone numbers, suspended tickets, activities: the small rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.zendesk import crud, render, values
from helpsql.sandbox.zendesk.assigning import make_user
from helpsql.sandbox.zendesk.bulk import ids_of
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import blank, invalid, json_response, not_found
from helpsql.sandbox.zendesk.fields import reorder
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import is_cursor, list_response, offset_sort_of, whole_response
from helpsql.sandbox.zendesk.ticket_writes import context_of
from helpsql.sandbox.zendesk.world.setup import SUSPENDED_KEPT
from helpsql.sandbox.zendesk.writing import create_ticket

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

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
        "policy_metrics": values.array,
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


# Suspended tickets -----------------------------------------------------------------------------

_SUSPENDED_SORTS = ("author_email", "cause", "created_at", "subject")


def _kept(call: Call) -> dict[int, Record]:
    since = stamp(call.now - SUSPENDED_KEPT)
    return {i: t for i, t in call.world.suspended.items() if t["created_at"] >= since}


def suspended(call: Call) -> Response:
    column, down = ("id", False) if is_cursor(call) else offset_sort_of(call, _SUSPENDED_SORTS, "id")
    sign = "-" if down else ""
    found = _kept(call)
    places = ((i,) if column == "id" else (_sort_value(t, column), i) for i, t in found.items())
    order = f"{sign}id" if column == "id" else f"{sign}{column},{sign}id"
    shown = render.with_url(call, "suspended_tickets")
    return list_response(call, "suspended_tickets", Sorted(order, places, found.get), shown)


def _sort_value(ticket: Record, column: str) -> str:
    return str(ticket["author"]["email"] if column == "author_email" else ticket[column] or "")


def _suspended(call: Call, record_id: int) -> Record:
    found = _kept(call).get(record_id)
    if found is None:
        raise not_found()
    return found


def show_suspended(call: Call, record_id: int) -> Response:
    return json_response(
        {"suspended_ticket": render.with_url(call, "suspended_tickets")(_suspended(call, record_id))}
    )


def _recover(call: Call, held: Record) -> Ticket:
    """The ticket that it should have been."""
    author = held["author"]
    comment = {"body": held["content"] or "(empty)", "public": True}
    context = context_of(call)
    known = call.world.user_by_email(author["email"])
    requester = known["id"] if known else make_user(context, author["name"], author["email"])
    people = {"requester_id": requester, "submitter_id": requester, "recipient": held["recipient"]}
    ticket, _ = create_ticket(context, {"subject": held["subject"], "comment": comment, **people})
    del call.world.suspended[held["id"]]
    return ticket


def recover(call: Call, record_id: int) -> Response:
    return json_response({"ticket": render.ticket(call, _recover(call, _suspended(call, record_id)))})


def recover_many(call: Call) -> Response:
    held = [_suspended(call, number) for number in ids_of(call)]
    return json_response({"tickets": [render.ticket(call, _recover(call, h)) for h in held]})


def delete_suspended(call: Call, record_id: int) -> Response:
    del call.world.suspended[_suspended(call, record_id)["id"]]
    return crud.no_content()


def delete_many_suspended(call: Call) -> Response:
    for number in ids_of(call):
        call.world.suspended.pop(number, None)
    return crud.no_content()


def export_suspended(_call: Call) -> Response:
    return json_response({"export": {"view_id": "suspended", "status": "enqueued"}})


# Activities ------------------------------------------------------------------------------------


def _mine(call: Call) -> list[Record]:
    since = max(call.params.text("since") or "", stamp(call.now - 30 * DAY))
    rows = call.world.small["activities"].values()
    return [a for a in rows if a["user_id"] == call.caller_id and a["created_at"] >= since]


def activities(call: Call) -> Response:
    """Newest first, the caller's own, with actors and users beside them."""
    by_id = {a["id"]: a for a in _mine(call)}
    places = ((a["created_at"], a["id"]) for a in by_id.values())

    def beside(rows: list[Record]) -> Record:
        found: Record = {}
        for name, column in (("actors", "actor_id"), ("users", "user_id")):
            loaded = (call.world.users.get(i) for i in sorted({r[column] for r in rows}))
            found[name] = [render.user(call, u) for u in loaded if u is not None]
        return found

    listing = Sorted("-created_at,-id", places, by_id.get)
    return list_response(call, "activities", listing, lambda a: render.activity(call, a), beside)


def activity(call: Call, record_id: int) -> Response:
    found = next((a for a in _mine(call) if a["id"] == record_id), None)
    if found is None:
        raise not_found()
    return json_response({"activity": render.activity(call, found)})


def count_activities(call: Call) -> Response:
    found = len(_mine(call))
    return count_response(call, "activities", found, lambda: found)


# Roles, tokens ---------------------------------------------------------------------------------


def custom_roles(call: Call) -> Response:
    rows = [render.with_url(call, "custom_roles")(r) for r in call.world.small["custom_roles"].values()]
    return whole_response(call, "custom_roles", rows)


def make_token(call: Call) -> Response:
    """A bearer token for the caller, shown in full this once."""
    scopes = [str(scope) for scope in values.array("scopes", call.wrapped("token").get("scopes"))] or ["read"]
    token = call.access.make_token(call.caller_id, scopes)
    return json_response({"token": _token(call, scopes) | {"full_token": token}}, 201)


def current_token(call: Call) -> Response:
    return json_response({"token": _token(call, ["read", "write"])})


def _token(call: Call, scopes: list[str]) -> Record:
    names = {"user_id": call.caller_id, "client_id": None, "scopes": scopes, "expires_at": None}
    return {"id": call.world.new_id(), **names, "created_at": call.stamp}


_PHONE = "/channels/voice/phone_numbers"
_SCHEDULE = "/business_hours/schedules"
_SUSPENDED = "/suspended_tickets"
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
    Endpoint("GET", _SUSPENDED, suspended),
    Endpoint("GET", f"{_SUSPENDED}/<int:record_id>", show_suspended),
    Endpoint("PUT", f"{_SUSPENDED}/<int:record_id>/recover", recover),
    Endpoint("PUT", f"{_SUSPENDED}/recover_many", recover_many, "ids"),
    Endpoint("DELETE", f"{_SUSPENDED}/<int:record_id>", delete_suspended),
    Endpoint("DELETE", f"{_SUSPENDED}/destroy_many", delete_many_suspended, "ids"),
    Endpoint("POST", f"{_SUSPENDED}/export", export_suspended, limits="suspended-tickets-export"),
    Endpoint("GET", "/activities", activities, "since"),
    Endpoint("GET", "/activities/<int:record_id>", activity, "since"),
    Endpoint("GET", "/activities/count", count_activities, "since"),
    Endpoint("GET", "/custom_roles", custom_roles),
    Endpoint("POST", "/oauth/tokens", make_token, role=ADMIN),
    Endpoint("GET", "/oauth/tokens/current", current_token),
]
