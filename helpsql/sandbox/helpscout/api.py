"""The Help Scout sandbox itself: routes, token check, limits, headers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException

from helpsql.sandbox.app import Request, Route, Sandbox
from helpsql.sandbox.dice import Dice
from helpsql.sandbox.helpscout.call import Call
from helpsql.sandbox.helpscout.errors import Refusal, error_response
from helpsql.sandbox.helpscout.oauth import LIFETIME, Tokens
from helpsql.sandbox.helpscout.routes import ROUTES
from helpsql.sandbox.helpscout.world import World
from helpsql.sandbox.limits import FixedWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.wrappers import Response

    from helpsql.sandbox.settings import Settings

CREDENTIALS = {"app_id": "sandbox-app-id", "app_secret": "sandbox-app-secret"}
TOKEN_PATH = "/v2/oauth2/token"  # noqa: S105  # a path
AUTHORIZE_PATH = "/authentication/authorizeClientApplication"
UNLIMITED = 100_000
"""Requests a minute when no limit was asked for."""

# ASSUMED: PATCH costs 1, as measured in 2019, though the docs say that writes cost 2.
COSTS = {"POST": 2, "PUT": 2, "DELETE": 2}


class HelpScout(Sandbox):
    """One account. `world` and `tokens` are open to tests: `tokens.revoke_all()` expires the tokens."""

    service = "helpscout"

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, self._routes(), dict(CREDENTIALS))
        self.world = World(settings.seed, settings.size)
        lifetime = settings.token_lifetime or LIFETIME
        self.tokens = Tokens(settings.seed, self.credentials, lifetime, settings.clock)
        self.limit = FixedWindow(settings.rate_limit or UNLIMITED, settings.clock)
        self._server = _server_id(settings.seed)
        self._served = 0

    def _routes(self) -> Iterator[Route]:
        yield Route("POST", TOKEN_PATH, self._token)
        yield Route("GET", AUTHORIZE_PATH, self._authorize)
        for method, path, handler in ROUTES:
            yield Route(method, path, partial(self._call, handler))

    def _token(self, request: Request) -> Response:
        return self.tokens.answer(request)

    def _authorize(self, request: Request) -> Response:
        return self.tokens.authorize(request)

    def _call(self, handler: Callable[..., Response], request: Request, **ids: int) -> Response:
        return handler(Call(self.world, request, int(self.settings.clock())), **ids)

    def exempt(self, request: Request) -> bool:
        return request.path in (TOKEN_PATH, AUTHORIZE_PATH)

    def admit(self, request: Request) -> Response | None:
        if self.exempt(request):
            return None
        if not self.tokens.is_good(_bearer(request)):
            raise Refusal(401)
        if self.limit.spend(COSTS.get(request.method, 1)).refused:
            raise Refusal(429)
        return None

    def refuse(self, request: Request, error: HTTPException) -> Response:  # noqa: ARG002  # a hook
        return error_response(error, f"{self._server}#{self._served}")

    def expire(self, request: Request) -> None:
        self.tokens.revoke(_bearer(request))

    def finish(self, request: Request, response: Response) -> None:
        headers = response.headers
        headers["Access-Control-Allow-Origin"] = "*"
        if self.exempt(request):
            return
        self._served += 1
        left = self.limit.look()
        headers["Correlation-Id"] = f"{self._server}#{self._served}"
        headers["Cache-Control"] = "no-cache, no-store, max-age=0, must-revalidate"
        headers["X-RateLimit-Limit-Minute"] = str(left.limit)
        headers["X-RateLimit-Remaining-Minute"] = str(left.remaining)
        if response.status_code == 429:
            self._wait_headers(response)

    def _wait_headers(self, response: Response) -> None:
        # ASSUMED: both names are sent; clients read the one or the other.
        wait = str(self.limit.wait())
        response.headers["X-RateLimit-Retry-After"] = wait
        response.headers["Retry-After"] = wait


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _server_id(seed: int) -> str:
    text = f"{Dice(seed, 'server').bits():016x}{Dice(seed, 'server', 1).bits():016x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
