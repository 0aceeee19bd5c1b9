"""Who calls: API tokens, OAuth tokens with their scopes, and the endpoint that hands them out."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as BadBase64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.zendesk.errors import Refusal, json_response, named

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.app import Request
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]

TOKEN_PATH = "/oauth/tokens"  # noqa: S105  # a path
LIFETIME = 1800
REFRESH_LIFETIME = 2_592_000
_RESOURCES = (
    *("tickets", "users", "auditlogs", "organizations", "hc", "apps", "triggers", "automations", "targets"),
    *(
        "webhooks",
        "macros",
        "requests",
        "satisfaction_ratings",
        "dynamic_content",
        "any_channel",
        "web_widget",
    ),
)
SCOPES = {"read", "write", "impersonate", *(f"{r}:{verb}" for r in _RESOURCES for verb in ("read", "write"))}


@dataclass(frozen=True, slots=True)
class Grant:
    """A bearer token's meaning; `until` None does not expire."""

    user_id: int
    scopes: frozenset[str]
    until: float | None

    def allows(self, method: str, resource: str) -> bool:
        verb = "read" if method == "GET" else "write"
        return verb in self.scopes or f"{resource}:{verb}" in self.scopes


class Access:
    """What was handed out and is still good."""

    def __init__(
        self,
        seed: int,
        world: World,
        credentials: dict[str, str],
        lifetime: int | None,
        clock: Callable[[], float],
    ) -> None:
        self.lifetime = lifetime or LIFETIME
        self._world = world
        self._credentials = credentials
        self._clock = clock
        self._dice = Dice(seed, "tokens")
        self._grants: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}
        admin = world.users.id_of(0)
        self._grants[credentials["access_token"]] = Grant(admin, frozenset({"read", "write"}), None)

    # Requests ----------------------------------------------------------------------------------

    def caller(self, request: Request, resource: str) -> Record | None:
        """The user who calls; None for an anonymous call. Raises 401, or 403 for a scope."""
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "basic":
            return self._basic(text.strip())
        if kind.lower() == "bearer":
            return self._bearer(text.strip(), request.method, resource)
        return None

    def _basic(self, text: str) -> Record | None:
        try:
            name, _, secret = b64decode(text, validate=True).decode().partition(":")
        except (BadBase64, UnicodeDecodeError) as error:
            raise bad_credentials() from error
        email, slash, how = name.rpartition("/")
        if not slash or how != "token":  # ASSUMED: a password is off, so it is as good as none
            return None
        user = self._world.user_by_email(email)
        if secret != self._credentials["api_token"] or user is None or user["suspended"]:
            raise bad_credentials()
        return user

    def _bearer(self, token: str, method: str, resource: str) -> Record:
        grant = self._grants.get(token)
        if grant is None or (grant.until is not None and grant.until <= self._clock()):
            # ASSUMED: the body for a token that is unknown or expired.
            text = "The access token provided is expired, revoked, malformed or invalid for other reasons."
            raise Refusal(401, {"error": "invalid_token", "error_description": text})
        if not grant.allows(method, resource):
            wanted = "read" if method == "GET" else "write"
            raise named(403, "Forbidden", f"Missing the following required scopes: {wanted}")
        user = self._world.users.get(grant.user_id)
        if user is None:
            raise bad_credentials()
        return user

    def revoke(self, request: Request) -> None:
        """Make the request's bearer token invalid."""
        self._grants.pop(request.headers.get("Authorization", "").partition(" ")[2].strip(), None)

    # The token endpoint ------------------------------------------------------------------------

    def answer(self, request: Request) -> Response:
        """`POST /oauth/tokens`, with a JSON or a form body."""
        fields = _fields(request)
        kind = fields.get("grant_type")
        known = (self._credentials["client_id"], self._credentials["client_secret"])
        if kind not in ("client_credentials", "refresh_token", "authorization_code", "password"):
            return _refused("unsupported_grant_type", "The authorization grant type is not supported")
        if (fields.get("client_id"), fields.get("client_secret")) != known:
            return _refused("invalid_client", "Client authentication failed", 401)
        if kind == "client_credentials":
            return json_response(self._issue(_scopes(fields.get("scope")), fields))
        if kind == "refresh_token":
            old = self._refresh.pop(str(fields.get("refresh_token")), None)
            if old is not None:
                return json_response(self._issue(old.scopes, fields))
        return _refused("invalid_grant", "The provided authorization grant is invalid, expired or revoked")

    def _issue(self, scopes: frozenset[str], fields: Record) -> Record:
        lifetime = self.lifetime
        asked = fields.get("expires_in")
        if isinstance(asked, int) and 300 <= asked <= 172_800:
            lifetime = asked
        user = self._world.users.id_of(0)
        token, refresh = self._secret(), self._secret()
        self._grants[token] = Grant(user, scopes, self._clock() + lifetime)
        self._refresh[refresh] = Grant(user, scopes, None)
        return {
            "access_token": token,
            "refresh_token": refresh,
            "token_type": "bearer",
            "scope": " ".join(sorted(scopes)),
            "expires_in": lifetime,
            "refresh_token_expires_in": REFRESH_LIFETIME,
        }

    def _secret(self) -> str:
        return "".join(f"{self._dice.bits():016x}" for _ in range(4))

    def make_token(self, user_id: int, scopes: list[str]) -> str:
        """A token that does not expire, as `POST /api/v2/oauth/tokens` makes them."""
        token = self._secret()
        self._grants[token] = Grant(user_id, frozenset(scopes), None)
        return token


def bad_credentials() -> Refusal:
    return Refusal(401, {"error": "Couldn't authenticate you"})


def _scopes(text: Any) -> frozenset[str]:
    """ASSUMED: without a scope a token may read and write. An unknown one spoils the token."""
    found = frozenset(str(text or "read write").split())
    return found if found <= SCOPES else frozenset(found - SCOPES)


def _fields(request: Request) -> Record:
    if request.mimetype != "application/json":
        return dict(request.form)
    try:
        found = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _refused(error: str, description: str, status: int = 400) -> Response:
    return json_response({"error": error, "error_description": description}, status)
