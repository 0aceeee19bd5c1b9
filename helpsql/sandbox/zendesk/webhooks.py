"""Webhooks: kept and shown; nothing is sent, for a sandbox has no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.zendesk import crud, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import Refusal, json_response
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import cursor_text, is_cursor, list_response
from helpsql.sandbox.zendesk.world.objects import ulid

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

_COLUMNS: values.Columns = {
    **dict.fromkeys(
        ("name", "description", "endpoint", "http_method", "request_format", "status"), values.text
    ),
    "subscriptions": values.array,
    **dict.fromkeys(("authentication", "custom_headers"), values.mapping_or_null),
}
_ALLOWED = {
    "http_method": ("GET", "POST", "PUT", "PATCH", "DELETE"),
    "request_format": ("json", "xml", "form_encoded"),
    "status": ("active", "inactive"),
}
_NEEDED = ("name", "endpoint", *_ALLOWED)


def webhooks(call: Call) -> Response:
    """Cursor pages only; `filter[name_contains]` and `filter[status]`."""
    part, status = call.params.text("filter[name_contains]"), call.params.text("filter[status]")
    rows = {
        r["id"]: r
        for r in call.world.small["webhooks"].values()
        if (part is None or part.lower() in r["name"].lower()) and status in (None, r["status"])
    }
    down = (call.params.text("sort") or "").startswith("-")
    column = (call.params.text("sort") or "id").removeprefix("-")
    column = column if column in ("name", "status") else "id"
    sign = "-" if down else ""
    listing = Sorted(f"{sign}{column},{sign}id", ((r[column], i) for i, r in rows.items()), rows.get)
    if is_cursor(call):
        return list_response(call, "webhooks", listing, _shown)
    # ASSUMED: without page[size] all come, in the cursor envelope.
    found, _ = listing.after(None, len(rows))
    ends = [cursor_text(listing.order, found[n][0]) if found else None for n in (0, -1)]
    meta = {"has_more": False, "after_cursor": ends[1], "before_cursor": ends[0]}
    body = {"webhooks": [_shown(r) for _, r in found], "meta": meta, "links": {"prev": None, "next": None}}
    return json_response(body)


def _shown(record: Record) -> Record:
    """Without the secrets of its authentication."""
    kept = {k: v for k, v in record.items() if k != "secret"}
    asked = record.get("authentication")
    if asked:
        data = {k: v for k, v in (asked.get("data") or {}).items() if k == "username"}
        kept["authentication"] = {k: v for k, v in asked.items() if k != "data"} | (
            {"data": data} if data else {}
        )
    return kept


def webhook(call: Call, record_id: str) -> Response:
    return json_response({"webhook": _shown(call.small("webhooks", record_id))})


def create(call: Call) -> Response:
    source = call.params.text("clone_webhook_id")
    if source is not None:
        given = {k: v for k, v in call.small("webhooks", source).items() if k in _COLUMNS}
    else:
        given = _checked(call, _NEEDED)
    number = call.world.new_id()
    dice = Dice(call.world.seed, "webhook", number)
    stamps = {"created_at": call.stamp, "created_by": str(call.caller_id)}
    stamps |= {"updated_at": call.stamp, "updated_by": str(call.caller_id)}
    record = {"id": ulid(dice, call.now), "subscriptions": [], **given, **stamps, "secret": _secret(dice)}
    call.world.small["webhooks"][record["id"]] = record
    return json_response({"webhook": _shown(record)}, 201)


def _checked(call: Call, needed: tuple[str, ...] = ()) -> Record:
    found, _ = values.read(call.wrapped("webhook"), _COLUMNS, "webhook")
    for name in needed:
        if not found.get(name):
            raise _problem(f"{name} is required")
    for name, allowed in _ALLOWED.items():
        if name in found and found[name] not in allowed:
            raise _problem(f"{name} must be one of: {', '.join(allowed)}")
    if "endpoint" in found and not str(found["endpoint"]).startswith("https://"):
        raise _problem("endpoint must be an https URL")
    return found


def _problem(text: str) -> Refusal:
    # ASSUMED: the code and the title; the shape is the newer services'.
    return Refusal(400, {"errors": [{"code": "InvalidWebhook", "title": "Invalid webhook", "detail": text}]})


def update(call: Call, record_id: str) -> Response:
    """204, for PATCH and for PUT, which needs all that is mandatory."""
    old = call.small("webhooks", record_id)
    found = _checked(call, _NEEDED if call.request.method == "PUT" else ())
    stamps = {"updated_at": call.stamp, "updated_by": str(call.caller_id)}
    call.world.small["webhooks"][record_id] = old | found | stamps
    return crud.no_content()


def delete(call: Call, record_id: str) -> Response:
    call.small("webhooks", record_id)
    del call.world.small["webhooks"][record_id]
    return crud.no_content()


def invocations(call: Call, record_id: str) -> Response:
    """None: nothing is sent."""
    call.small("webhooks", record_id)
    meta = {"has_more": False, "after_cursor": None, "before_cursor": None}
    return json_response({"invocations": [], "meta": meta, "links": {"prev": None, "next": None}})


def signing_secret(call: Call, record_id: str) -> Response:
    return json_response({"signing_secret": call.small("webhooks", record_id)["secret"]})


def reset_secret(call: Call, record_id: str) -> Response:
    new = _secret(Dice(call.world.seed, "webhook", call.world.new_id()))
    call.world.small["webhooks"][record_id] = call.small("webhooks", record_id) | {"secret": new}
    return json_response({"signing_secret": new}, 201)


def _secret(dice: Dice) -> Record:
    return {"algorithm": "SHA256", "secret": f"{dice.bits():016x}{dice.bits():016x}"}


_ONE = "/webhooks/<string:record_id>"
ENDPOINTS = [
    Endpoint("GET", "/webhooks", webhooks, "filter[name_contains] filter[status]", ADMIN),
    Endpoint("POST", "/webhooks", create, "clone_webhook_id", ADMIN),
    Endpoint("GET", _ONE, webhook, role=ADMIN),
    Endpoint("PUT", _ONE, update, role=ADMIN),
    Endpoint("PATCH", _ONE, update, role=ADMIN),
    Endpoint("DELETE", _ONE, delete, role=ADMIN),
    Endpoint("GET", f"{_ONE}/invocations", invocations, role=ADMIN),
    Endpoint("GET", f"{_ONE}/signing_secret", signing_secret, role=ADMIN),
    Endpoint("POST", f"{_ONE}/signing_secret", reset_secret, role=ADMIN),
]
