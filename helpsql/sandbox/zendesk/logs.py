"""What was noted along the way: changes of the account, tickets passed over, reasons of bad ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, render, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import blank, json_response
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import is_cursor, list_response, offset_sort_of, sort_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

_FILTERS = ("source_type", "source_id", "actor_id", "ip_address", "action")


def audit_logs(call: Call) -> Response:
    """Newest first; `filter[created_at]` is given twice, for the beginning and the end."""
    if is_cursor(call):
        _, down = sort_of(call, ("created_at",), "-created_at")
    else:
        _, down = offset_sort_of(call, ("created_at",), "-created_at")
    span = sorted(call.params.all("filter[created_at]"))
    low, high = (span[0], span[-1]) if len(span) > 1 else ("", "9999")
    rows = [
        r
        for r in call.world.small["audit_logs"].values()
        if low <= r["created_at"] <= high and all(_matches(call, r, name) for name in _FILTERS)
    ]
    sign = "-" if down else ""
    listing = crud.sorted_by(rows, (f"{sign}created_at", f"{sign}id"))
    return list_response(call, "audit_logs", listing, render.with_url(call, "audit_logs"))


def _matches(call: Call, record: Record, name: str) -> bool:
    wanted = call.params.text(f"filter[{name}]")
    return wanted is None or str(record[name]) == wanted


def audit_log(call: Call, record_id: int) -> Response:
    found = call.small("audit_logs", record_id)
    return json_response({"audit_log": render.with_url(call, "audit_logs")(found)})


# Skips -----------------------------------------------------------------------------------------


def _skip(call: Call, record: Record) -> Record:
    """With the ticket spelled out, unless it is deleted."""
    ticket = call.world.ticket(record["ticket_id"])
    return record | {"ticket": None if ticket is None else render.ticket(call, ticket)}


def _skips(column: str) -> Callable[..., Response]:
    def answer(call: Call, number: int = 0) -> Response:
        rows = [r for r in call.world.small["skips"].values() if not column or r[column] == number]
        by_id = {r["id"]: r for r in rows}
        _, down = (
            sort_of(call, ("created_at",), "-created_at")
            if is_cursor(call)
            else offset_sort_of(call, ("created_at",), "-created_at")
        )
        sign = "-" if down else ""
        places = ((r["created_at"], r["id"]) for r in rows)
        listing = Sorted(f"{sign}created_at,{sign}id", places, by_id.get)
        return list_response(call, "skips", listing, lambda r: _skip(call, r))

    return answer


def skip(call: Call) -> Response:
    given = call.wrapped("skip")
    ticket = call.ticket(values.whole("ticket_id", given.get("ticket_id")) or 0)
    reason = values.text("reason", given.get("reason"))
    if not reason:
        raise blank("reason")
    number = call.world.new_id()
    stamps = {"created_at": call.stamp, "updated_at": call.stamp}
    record = {"id": number, "ticket_id": ticket.id, "user_id": call.caller_id, "reason": reason, **stamps}
    call.world.small["skips"][number] = record
    return json_response({"skip": _skip(call, record)}, 201)


REASONS = crud.Kind("reasons", "reason", {}, path="satisfaction_reasons", paged=False)

ENDPOINTS = [
    Endpoint(
        "GET", "/audit_logs", audit_logs, " ".join(f"filter[{n}]" for n in (*_FILTERS, "created_at")), ADMIN
    ),
    Endpoint("GET", "/audit_logs/<int:record_id>", audit_log, role=ADMIN),
    Endpoint("GET", "/skips", _skips("")),
    Endpoint("GET", "/tickets/<int:number>/skips", _skips("ticket_id")),
    Endpoint("GET", "/users/<int:number>/skips", _skips("user_id")),
    Endpoint("POST", "/skips", skip),
    *crud.endpoints(REASONS, "list show"),
]
