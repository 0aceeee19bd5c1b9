"""The Zendesk sandbox itself: routes, who calls, limits, headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.app import Request, Sandbox
from helpsql.sandbox.dice import Dice
from helpsql.sandbox.limits import FixedWindow
from helpsql.sandbox.zendesk import files
from helpsql.sandbox.zendesk.access import TOKEN_PATH, Access, bad_credentials
from helpsql.sandbox.zendesk.authorize import AUTHORIZE_PATH
from helpsql.sandbox.zendesk.buckets import Buckets
from helpsql.sandbox.zendesk.call import Call
from helpsql.sandbox.zendesk.endpoint import ADMIN, AGENT, ANYBODY, PUBLIC
from helpsql.sandbox.zendesk.errors import Refusal, error_response, forbidden, json_response, no_endpoint
from helpsql.sandbox.zendesk.jobs import Jobs
from helpsql.sandbox.zendesk.router import Router
from helpsql.sandbox.zendesk.routes import ENDPOINTS
from helpsql.sandbox.zendesk.world.people import ADMIN_EMAIL
from helpsql.sandbox.zendesk.world.world import World

if TYPE_CHECKING:
    from werkzeug.exceptions import HTTPException
    from werkzeug.wrappers import Response

    from helpsql.sandbox.settings import Settings
    from helpsql.sandbox.zendesk.endpoint import Endpoint

CREDENTIALS = {
    "subdomain": "demo",
    "email": ADMIN_EMAIL,
    "api_token": "sandbox-api-token",
    "client_id": "sandbox-client",
    "client_secret": "sandbox-client-secret",
    "access_token": "sandbox-access-token",
}
_BASE = "/api/v2/"
_ROUTER = Router(ENDPOINTS)
UNLIMITED = 100_000
"""The ceiling of every account, which stands for `no limit asked for`."""
ANONYMOUS: dict[str, Any] = {
    "id": None,
    "name": "Anonymous user",
    "email": "invalid@example.com",
    "role": "end-user",
    "active": True,
}


class Zendesk(Sandbox):
    """One account. `world`, `jobs` and `access` are open to tests."""

    service = "zendesk"

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, (), dict(CREDENTIALS))
        self.world = World(settings.seed, settings.size)
        self.jobs = Jobs(settings.seed)
        self.access = Access(
            settings.seed, self.world, self.credentials, settings.token_lifetime, settings.clock
        )
        self.limit = FixedWindow(settings.rate_limit or UNLIMITED, settings.clock)
        self.buckets = Buckets(settings.rate_limit, settings.clock)
        self._served = 0

    def _dispatch(self, request: Request) -> Response:
        """Instead of the base's rules, which take long to compile for so many endpoints."""
        if self.exempt(request):
            return self.access.answer(request)
        if request.path == AUTHORIZE_PATH and request.method == "GET":
            return self.access.codes.authorize(request)
        if request.path.startswith(files.ROOT):
            return files.answer(self.world, request)
        below = request.path.removeprefix(_BASE)
        found = _ROUTER.match(request.method, below) if below != request.path else None
        if found is None:
            raise no_endpoint()
        return self._call(found[0], request, **found[1])

    def _call(self, endpoint: Endpoint, request: Request, **ids: int | str) -> Response:
        caller = self.access.caller(request, endpoint.controller)
        if caller is None:
            if endpoint.path == "/users/me":
                return json_response({"user": ANONYMOUS})
            if endpoint.role != PUBLIC:
                raise bad_credentials()
            caller = ANONYMOUS
        _check_role(endpoint, caller["role"])
        now = self.settings.clock()
        self.jobs.advance(now)
        call = Call(self.world, self.jobs, request, endpoint, caller, int(now), self.access)
        headers: dict[str, str] = {}
        self.buckets.spend(call, dict(ids), headers)
        call.warn(*call.params.unknown(endpoint.params))
        response = _handled(endpoint, call, ids)
        response.headers.extend(headers)
        return response

    def exempt(self, request: Request) -> bool:
        return request.method == "POST" and request.path.removesuffix(".json") == TOKEN_PATH

    def admit(self, request: Request) -> Response | None:
        if not _is_counted(request):
            return None
        if self.limit.spend().refused:
            text = "Number of allowed API requests per minute exceeded"
            raise Refusal(429, text, Retry_After=str(self.limit.wait()))
        return None

    def refuse(self, request: Request, error: HTTPException) -> Response:  # noqa: ARG002
        return error_response(error)

    def expire(self, request: Request) -> None:
        self.access.revoke(request)

    def finish(self, request: Request, response: Response) -> None:
        headers = response.headers
        self._served += 1
        headers["x-zendesk-api-version"] = "v2"
        headers["x-request-id"] = f"{Dice(self.settings.seed, 'request', self._served).bits():016x}"
        headers["x-runtime"] = "0.042"
        headers["cache-control"] = (
            "max-age=0, private, must-revalidate" if response.status_code < 300 else "no-cache"
        )
        if not _is_counted(request):
            return
        left = self.limit.look()
        headers["X-Rate-Limit"] = headers["ratelimit-limit"] = str(left.limit)
        headers["X-Rate-Limit-Remaining"] = headers["ratelimit-remaining"] = str(left.remaining)
        headers["ratelimit-reset"] = str(self.limit.wait())


def _is_counted(request: Request) -> bool:
    """Whether it spends of the account's limit: tokens and files stand outside the API."""
    return not request.path.startswith(("/oauth/", files.ROOT))


def _check_role(endpoint: Endpoint, role: str) -> None:
    if endpoint.role == ADMIN and role != ADMIN:
        raise forbidden()
    if endpoint.role == AGENT and role == "end-user":
        raise forbidden()
    if endpoint.role not in (ADMIN, AGENT, ANYBODY, PUBLIC):
        raise AssertionError(endpoint.role)


def _handled(endpoint: Endpoint, call: Call, ids: dict[str, int | str]) -> Response:
    """The handler's answer, refusals included, with the warning about what was not understood."""
    try:
        response = endpoint.handler(call, **ids)
    except Refusal as refusal:
        response = error_response(refusal)
    if call.warnings:
        keys = ", ".join(f'"{key}"' for key in call.warnings)
        text = (
            f'{{:allowed_parameters=>{{:controller=>"{endpoint.controller}", :action=>"{endpoint.action}", '
            f":unpermitted_keys=>[{keys}], :invalid_values=>[]}}}}"
        )
        response.headers["x-zendesk-api-warn"] = text.encode("ascii", "backslashreplace").decode()
    return response
