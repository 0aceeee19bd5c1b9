"""The authorization-code grant: a browser's visit that ends in a code, and what the code is good for."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from helpsql.sandbox.zendesk.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.app import Request

AUTHORIZE_PATH = "/oauth/authorizations/new"
LIFETIME = 120
"""Seconds that a code lives."""


@dataclass(frozen=True, slots=True)
class Code:
    redirect_uri: str
    scope: str
    challenge: str
    until: float


class Codes:
    """Codes that were given out and not used yet."""

    def __init__(self, client_id: str, clock: Callable[[], float], secret: Callable[[], str]) -> None:
        self._client_id = client_id
        self._clock = clock
        self._secret = secret
        self._codes: dict[str, Code] = {}

    def authorize(self, request: Request) -> Response:
        """Send the visitor back with a code.

        ASSUMED: the admin is signed in and says yes at once; any redirect_uri is registered.
        """
        args = request.args
        where = args.get("redirect_uri", "")
        if args.get("client_id") != self._client_id or "://" not in where:
            # ASSUMED: a client that is unknown is told so on the page, not by a redirect.
            raise Refusal(
                400, {"error": "invalid_request", "error_description": "Invalid client or redirect"}
            )
        answer = {"state": args["state"]} if "state" in args else {}
        if args.get("response_type") != "code":
            return _back(where, {"error": "unsupported_response_type", **answer})
        if args.get("code_challenge_method", "S256") != "S256":
            return _back(where, {"error": "invalid_request", **answer})
        code = self._secret()[:40]
        challenge, scope = args.get("code_challenge", ""), args.get("scope", "read")
        self._codes[code] = Code(where, scope, challenge, self._clock() + LIFETIME)
        return _back(where, {"code": code, **answer})

    def redeem(self, fields: dict[str, Any]) -> Code | None:
        """What a code stands for; it is used up, also by a wrong try."""
        found = self._codes.pop(str(fields.get("code")), None)
        if found is None or found.until <= self._clock():
            return None
        if fields.get("redirect_uri") != found.redirect_uri:
            return None
        if found.challenge and _challenge(str(fields.get("code_verifier", ""))) != found.challenge:
            return None
        return found

    def is_public(self, fields: dict[str, Any]) -> bool:
        """Whether the code was asked for with a challenge, which spares the client its secret."""
        found = self._codes.get(str(fields.get("code")))
        return found is not None and bool(found.challenge)


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _back(where: str, answer: dict[str, str]) -> Response:
    link = f"{where}{'&' if '?' in where else '?'}{urlencode(answer)}"
    return Response(status=302, headers={"Location": link})
