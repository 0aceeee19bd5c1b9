"""Who calls: API tokens, OAuth tokens with their scopes, and the endpoint that hands them out."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as BadBase64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk.authorize import Codes
from helpsql.sandbox.zendesk.errors import Refusal, json_response, named
from helpsql.sandbox.zendesk.ids import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.app import Request
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]

TOKEN_PATH = "/oauth/tokens"  # noqa: S105  # a path
LIFETIME = 1800
CLIENT = SMALL.of(650)
"""The record id of the client that the credentials name."""
_FIRST_TOKEN = 1000
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
    id: int
    made: float

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
        self.codes = Codes(credentials["client_id"], clock, self._secret)
        admin = world.users.id_of(0)
        self._granted = 0
        self._grants[credentials["access_token"]] = self._grant(admin, frozenset({"read", "write"}), None)

    # Requests ----------------------------------------------------------------------------------

    def caller(self, request: Request, resource: str) -> Record | None:
        """The user who calls; None for an anonymous call. Raises 401, or 403 for a scope."""
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "basic":
            return self._basic(text.strip())
        if kind.lower() == "bearer":
            stand_in = request.headers.get("X-On-Behalf-Of")
            return self._bearer(text.strip(), request.method, resource, stand_in)
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

    def _bearer(self, token: str, method: str, resource: str, stand_in: str | None) -> Record:
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
        return user if stand_in is None else self._impersonated(grant, stand_in)

    def _impersonated(self, grant: Grant, email: str) -> Record:
        """Whom an admin's token acts for; it needs its own scope."""
        if "impersonate" not in grant.scopes:
            raise named(403, "Forbidden", "Missing the following required scopes: impersonate")
        user = self._world.user_by_email(email)
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
        if kind not in ("client_credentials", "refresh_token", "authorization_code", "password"):
            return _refused("unsupported_grant_type", "The authorization grant type is not supported")
        if not self._is_client(fields):
            return _refused("invalid_client", "Client authentication failed", 401)
        if kind == "client_credentials":
            return json_response(self._issue(_scopes(fields.get("scope")), fields))
        if kind == "refresh_token":
            old = self._refresh.pop(str(fields.get("refresh_token")), None)
            if old is not None:
                return json_response(self._issue(old.scopes, fields))
        if kind == "authorization_code":
            code = self.codes.redeem(fields)
            if code is not None:
                return json_response(self._issue(_scopes(code.scope), fields))
        return _refused("invalid_grant", "The provided authorization grant is invalid, expired or revoked")

    def _is_client(self, fields: Record) -> bool:
        if fields.get("client_id") != self._credentials["client_id"]:
            return False
        secret = fields.get("client_secret")
        if secret is None and fields.get("grant_type") == "authorization_code":
            return self.codes.is_public(fields)
        return bool(secret == self._credentials["client_secret"])

    def _issue(self, scopes: frozenset[str], fields: Record) -> Record:
        lifetime = self.lifetime
        asked = fields.get("expires_in")
        if isinstance(asked, int) and 300 <= asked <= 172_800:
            lifetime = asked
        user = self._world.users.id_of(0)
        token, refresh = self._secret(), self._secret()
        self._grants[token] = self._grant(user, scopes, self._clock() + lifetime)
        self._refresh[refresh] = self._grants[token]
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
        self._grants[token] = self._grant(user_id, frozenset(scopes), None)
        return token

    def _grant(self, user_id: int, scopes: frozenset[str], until: float | None) -> Grant:
        self._granted += 1
        return Grant(user_id, scopes, until, SMALL.of(_FIRST_TOKEN + self._granted), self._clock())

    # Tokens as records -------------------------------------------------------------------------

    @property
    def client_id(self) -> str:
        return self._credentials["client_id"]

    @property
    def client_secret(self) -> str:
        return self._credentials["client_secret"]

    def tokens_of(self, user_id: int) -> list[Record]:
        """The user's tokens that are good now; of their texts the beginnings."""
        now = self._clock()
        return [
            _record(text, grant)
            for text, grant in self._grants.items()
            if grant.user_id == user_id and (grant.until is None or grant.until > now)
        ]

    def token_of(self, request: Request) -> Record | None:
        """The record of the token that a request carries."""
        text = request.headers.get("Authorization", "").partition(" ")[2].strip()
        return _record(text, self._grants[text]) if text in self._grants else None

    def drop_token(self, token_id: int) -> None:
        """End a token, and its refresh token."""
        for kept in (self._grants, self._refresh):
            for text in [t for t, grant in kept.items() if grant.id == token_id]:
                del kept[text]


def _record(text: str, grant: Grant) -> Record:
    return {
        "id": grant.id,
        "user_id": grant.user_id,
        "client_id": CLIENT,
        "scopes": sorted(grant.scopes),
        "token": f"{text[:10]}...",
        "refresh_token": None,
        "created_at": stamp(grant.made),
        "expires_at": None if grant.until is None else stamp(grant.until),
        "used_at": None,
    }


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
