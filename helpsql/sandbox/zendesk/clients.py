"""OAuth clients and tokens as records, the caller's session, the account's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render, values
from helpsql.sandbox.zendesk.access import CLIENT
from helpsql.sandbox.zendesk.crud import no_content
from helpsql.sandbox.zendesk.endpoint import ADMIN, ANYBODY, Endpoint
from helpsql.sandbox.zendesk.errors import json_response, not_found
from helpsql.sandbox.zendesk.ids import SMALL
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import list_response
from helpsql.sandbox.zendesk.world.account import set_up

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]


def _clients(call: Call) -> dict[int, Record]:
    """The one client that the credentials name; its secret is shown cut short."""
    record: Record = {
        "id": CLIENT,
        "identifier": call.access.client_id,
        "name": "Sandbox client",
        "company": "Alder & Finch",
        "description": None,
        "kind": "confidential",
        "global": False,
        "redirect_uri": [],
        "secret": f"{call.access.client_secret[:10]}...",
        "user_id": call.world.users.id_of(0),
        **set_up(550),
    }
    return {CLIENT: record}


def clients(call: Call) -> Response:
    rows = _clients(call)
    listing = Sorted("id", ((i,) for i in rows), rows.get)
    return list_response(call, "clients", listing, render.with_url(call, "oauth/clients"))


def client(call: Call, record_id: int) -> Response:
    found = _clients(call).get(record_id)
    if found is None:
        raise not_found()
    return json_response({"client": render.with_url(call, "oauth/clients")(found)})


def tokens(call: Call) -> Response:
    """The caller's tokens, each with the first characters of its text only."""
    rows = {r["id"]: r for r in call.access.tokens_of(call.caller_id)}
    listing = Sorted("id", ((i,) for i in rows), rows.get)
    return list_response(call, "tokens", listing, render.with_url(call, "oauth/tokens"))


def token(call: Call, record_id: int) -> Response:
    found = next((r for r in call.access.tokens_of(call.caller_id) if r["id"] == record_id), None)
    if found is None:
        raise not_found()
    return json_response({"token": render.with_url(call, "oauth/tokens")(found)})


def current_token(call: Call) -> Response:
    """Of the token that the call carries; 404 for a call without one."""
    found = call.access.token_of(call.request)
    if found is None:
        raise not_found()
    return json_response({"token": render.with_url(call, "oauth/tokens")(found)})


def make_token(call: Call) -> Response:
    """A token for the caller, shown in full this once."""
    scopes = [str(scope) for scope in values.array("scopes", call.wrapped("token").get("scopes"))] or ["read"]
    text = call.access.make_token(call.caller_id, scopes)
    record = call.access.tokens_of(call.caller_id)[-1]
    shown = render.with_url(call, "oauth/tokens")(record) | {"full_token": text}
    return json_response({"token": shown}, 201)


def revoke(call: Call, record_id: int) -> Response:
    if all(r["id"] != record_id for r in call.access.tokens_of(call.caller_id)):
        raise not_found()
    call.access.drop_token(record_id)
    return no_content()


def session(call: Call) -> Response:
    """ASSUMED: a call by token counts as a session that began with it."""
    return json_response({"session": _session(call)})


def _session(call: Call) -> Record:
    path, number = f"users/{call.caller_id}/sessions", SMALL.of(651)
    stamps = {"authenticated_at": call.stamp, "last_seen_at": call.stamp}
    return {"url": call.url(f"{path}/{number}"), "id": number, "user_id": call.caller_id, **stamps}


def sessions(call: Call, user_id: int = 0) -> Response:
    """The caller's, which is the only one."""
    rows = {} if user_id and call.user(user_id)["id"] != call.caller_id else {1: _session(call)}
    return list_response(call, "sessions", Sorted("id", ((i,) for i in rows), rows.get), lambda r: r)


def password_rules(call: Call, user_id: int) -> Response:
    call.user(user_id)
    return json_response(
        {"requirements": ["must be at least 5 characters", "must be different from email address"]}
    )


_FEATURES = (
    *("allow_ccs", "business_hours", "customer_satisfaction", "csat_reason_code", "dynamic_contents"),
    *("on_hold_status", "organization_access_enabled", "ticket_forms", "ticket_tagging"),
    *("user_org_fields", "user_tagging", "voice", "light_agents", "markdown"),
)
_OFF = ("chat", "explore", "facebook", "twitter", "sandbox", "is_abusive", "satisfaction_prediction")


def settings(call: Call) -> Response:
    """What the account has switched on, as far as this API shows it."""
    features = dict.fromkeys(_FEATURES, True) | dict.fromkeys(_OFF, False)
    forms = next(f["id"] for f in call.world.small["ticket_forms"].values() if f["default"])
    found: Record = {
        "active_features": features,
        "api": {"accepted_api_agreement": True, "api_password_access": "false", "api_token_access": "true"},
        "localization": {"locale_ids": sorted(call.world.small["locales"]), "time_zone": "London"},
        "statistics": {"forum": False, "search": True, "rule_usage": False},
        "ticket_form": {
            "raw_ticket_forms_instructions": "",
            "ticket_forms_instructions": "",
            "default": forms,
        },
        "tickets": {
            "agent_collision": True,
            "collaboration": True,
            "comments_public_by_default": True,
            "list_newest_comments_first": False,
            "list_empty_views": True,
            "tagging": True,
            "is_first_comment_private_enabled": True,
            "emoji_autocompletion": True,
        },
        "user": {"tagging": True, "end_user_phone_number_validation": False, "time_zone_selection": True},
    }
    return json_response({"settings": found})


ENDPOINTS = [
    Endpoint("GET", "/oauth/clients", clients, role=ADMIN),
    Endpoint("GET", "/oauth/clients/<int:record_id>", client, role=ADMIN),
    Endpoint("GET", "/oauth/tokens", tokens, "client_id global_client all", ADMIN),
    Endpoint("POST", "/oauth/tokens", make_token, role=ADMIN),
    Endpoint("GET", "/oauth/tokens/current", current_token),
    Endpoint("GET", "/oauth/tokens/<int:record_id>", token, role=ADMIN),
    Endpoint("DELETE", "/oauth/tokens/<int:record_id>", revoke, role=ADMIN),
    Endpoint("GET", "/users/me/session", session, role=ANYBODY),
    Endpoint("GET", "/sessions", sessions, role=ADMIN),
    Endpoint("GET", "/users/<int:user_id>/sessions", sessions, role=ADMIN),
    Endpoint("GET", "/users/<int:user_id>/password/requirements", password_rules),
    Endpoint("GET", "/account/settings", settings),
]
