"""The token endpoint and the authorize page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from werkzeug.wrappers import Response

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.helpscout.errors import json_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.app import Request

LIFETIME = 172_800
CALLBACK = "https://app.example.com/callback"


@dataclass(frozen=True, slots=True)
class OAuthError(Exception):
    """ASSUMED: 400 for a bad request, 401 for bad credentials, with the names of RFC 6749."""

    error: str
    description: str
    status: int = 400


class Tokens:
    """What was handed out and is still good."""

    def __init__(
        self, seed: int, credentials: dict[str, str], lifetime: int, clock: Callable[[], float]
    ) -> None:
        self.lifetime = lifetime
        self._credentials = credentials
        self._clock = clock
        self._dice = Dice(seed, "tokens")
        self._access: dict[str, float] = {}
        self._refresh: set[str] = set()
        self._codes: set[str] = set()

    def is_good(self, token: str) -> bool:
        return self._access.get(token, 0) > self._clock()

    def revoke(self, token: str) -> None:
        self._access.pop(token, None)

    def revoke_all(self) -> None:
        """Expire every access token; refresh tokens stay good."""
        self._access.clear()

    def answer(self, request: Request) -> Response:
        """`POST /v2/oauth2/token`, with a form or a JSON body."""
        try:
            return _token_response(self._grant(_fields(request)), 200)
        except OAuthError as e:
            return _token_response({"error": e.error, "error_description": e.description}, e.status)

    def authorize(self, request: Request) -> Response:
        """The authorize page: agrees at once and sends the browser back with a code."""
        if request.args.get("client_id") != self._credentials["app_id"]:
            return _token_response({"error": "invalid_client", "error_description": "Unknown client_id"}, 400)
        code = self._new(self._codes)
        back = {"code": code} | ({"state": request.args["state"]} if "state" in request.args else {})
        return Response(status=302, headers={"Location": f"{CALLBACK}?{urlencode(back)}"})

    def _grant(self, fields: dict[str, Any]) -> dict[str, Any]:
        grant = fields.get("grant_type")
        if grant not in ("client_credentials", "authorization_code", "refresh_token"):
            raise OAuthError("unsupported_grant_type", f"Unsupported grant type: {grant}")
        self._check_client(fields)
        if grant == "client_credentials":
            return self._issue()
        kept = self._codes if grant == "authorization_code" else self._refresh
        given = fields.get("code" if grant == "authorization_code" else "refresh_token")
        if given not in kept:
            raise OAuthError("invalid_grant", "The code or refresh token is invalid or was used before")
        kept.discard(given)
        return self._issue() | {"refresh_token": self._new(self._refresh)}

    def _check_client(self, fields: dict[str, Any]) -> None:
        known = (self._credentials["app_id"], self._credentials["app_secret"])
        if (fields.get("client_id"), fields.get("client_secret")) != known:
            raise OAuthError("invalid_client", "Client authentication failed", 401)

    def _issue(self) -> dict[str, Any]:
        token = f"{self._dice.bits():016x}{self._dice.bits():016x}"
        self._access[token] = self._clock() + self.lifetime
        return {"token_type": "bearer", "access_token": token, "expires_in": self.lifetime}

    def _new(self, kept: set[str]) -> str:
        token = f"{self._dice.bits():016x}"
        kept.add(token)
        return token


def _fields(request: Request) -> dict[str, Any]:
    if request.mimetype != "application/json":
        # ASSUMED: the fields may stand in the query; a public client puts them there.
        return {**request.args, **request.form}
    try:
        found = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise OAuthError("invalid_request", "The body is not a JSON object")
    return found


def _token_response(body: dict[str, Any], status: int) -> Response:
    response = json_response(body, status, "application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
