"""Who calls: OAuth 1.0a signatures, an agent's e-mail and password, or an API token."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from oauthlib.oauth1 import SIGNATURE_HMAC_SHA1, RequestValidator, ResourceEndpoint

from helpsql.sandbox.desk_com.errors import Refusal
from helpsql.sandbox.desk_com.world.account import ADMIN_EMAIL, FIRST_USER

if TYPE_CHECKING:
    from helpsql.sandbox.app import Request
    from helpsql.sandbox.desk_com.world.rows import Row
    from helpsql.sandbox.desk_com.world.world import World

CREDENTIALS = {
    "site": "demo",
    "key": "sandbox-consumer-key",
    "secret": "sandbox-consumer-secret",
    "token": "sandbox-access-token",
    "token_secret": "sandbox-access-token-secret",
    "email": ADMIN_EMAIL,
    "password": "sandbox-password",
    "api_token": "sandbox-api-token",
}

# ASSUMED: how far a timestamp may be off, and how long nonces are remembered; no source tells.
TOLERANCE = 300
_NONCES = 100_000
_FORM = "application/x-www-form-urlencoded"


class Access:
    """The account's doors. What is revoked stays closed for good."""

    def __init__(self, world: World, credentials: dict[str, str]) -> None:
        self._world = world
        self._known = credentials
        self._revoked: set[str] = set()
        self._signatures = ResourceEndpoint(_Validator(credentials))

    def caller(self, request: Request) -> Row:
        """The agent who calls, or 401."""
        sent = request.headers.get("Authorization", "")
        scheme = sent.partition(" ")[0].lower()
        found = None if sent in self._revoked or scheme in self._revoked else self._agent(request, scheme)
        if found is None:
            raise Refusal(401)
        return found

    def revoke(self, request: Request) -> None:
        """The token that the request carries is worth nothing from now on."""
        sent = request.headers.get("Authorization", "")
        scheme = sent.partition(" ")[0].lower()
        self._revoked.add("oauth" if scheme == "oauth" else sent)

    def _agent(self, request: Request, scheme: str) -> Row | None:
        owner = self._world.small["users"][FIRST_USER]
        if scheme == "oauth":
            return owner if self._signed(request) else None
        if scheme == "bearer":
            return owner if request.headers["Authorization"][7:].strip() == self._known["api_token"] else None
        login = request.authorization
        if scheme != "basic" or login is None or login.password != self._known["password"]:
            return None
        return self._by_email(login.username or "")

    def _by_email(self, email: str) -> Row | None:
        """Every agent of the sandbox has the same password."""
        wanted = email.casefold()
        return next((r for r in self._world.small["users"].values() if r.data["email"] == wanted), None)

    def _signed(self, request: Request) -> bool:
        path = quote(request.path, safe="/:@!$&'()*+,;=~-._")
        uri = f"{request.base}{path}{'?' if request.raw_query else ''}{request.raw_query}"
        form = request.mimetype == _FORM
        try:
            valid, _ = self._signatures.validate_protected_resource_request(
                uri,
                http_method=request.method,
                body=request.get_data(as_text=True) if form else "",
                headers={"Authorization": request.headers["Authorization"], "Host": request.host}
                | ({"Content-Type": _FORM} if form else {}),
                realms=[],
            )
        except ValueError:
            return False  # an Authorization header that cannot be read
        return bool(valid)


class _Validator(RequestValidator):
    """What oauthlib asks while it checks a signature."""

    enforce_ssl = False  # the sandbox speaks plain HTTP on loopback
    allowed_signature_methods = (SIGNATURE_HMAC_SHA1,)
    timestamp_lifetime = TOLERANCE
    client_key_length = access_token_length = nonce_length = (1, 255)
    dummy_client, dummy_access_token = "no-such-client", "no-such-token"

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__()
        self._known = known
        self._seen: OrderedDict[tuple[str, ...], None] = OrderedDict()

    @property
    def safe_characters(self) -> set[str]:
        return {chr(code) for code in range(33, 127)}

    def validate_timestamp_and_nonce(
        self,
        client_key: str,
        timestamp: Any,
        nonce: str,
        request: Any,  # noqa: ARG002  # oauthlib's protocol
        request_token: str | None = None,  # noqa: ARG002
        access_token: str | None = None,
    ) -> bool:
        """A nonce is good once for a key, a token and a time (RFC 5849, 3.3)."""
        seen = (client_key, str(timestamp), nonce, access_token or "")
        if seen in self._seen:
            return False
        self._seen[seen] = None
        if len(self._seen) > _NONCES:
            self._seen.popitem(last=False)
        return True

    def validate_client_key(self, client_key: str, *_: Any) -> bool:
        return client_key == self._known["key"]

    def validate_access_token(self, _client_key: str, token: str, *_: Any) -> bool:
        return token == self._known["token"]

    def validate_realms(self, *_: Any, **__: Any) -> bool:
        return True

    def get_client_secret(self, client_key: str, *_: Any) -> str:
        return self._known["secret"] if client_key == self._known["key"] else "none"

    def get_access_token_secret(self, _client_key: str, token: str, *_: Any) -> str:
        return self._known["token_secret"] if token == self._known["token"] else "none"
