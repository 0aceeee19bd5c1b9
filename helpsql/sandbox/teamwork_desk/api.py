"""The simulated account as a WSGI app: who may in, how often, and to which handler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.app import Request, Sandbox
from helpsql.sandbox.dice import Dice
from helpsql.sandbox.limits import FixedWindow
from helpsql.sandbox.teamwork_desk import assumed
from helpsql.sandbox.teamwork_desk.access import Access
from helpsql.sandbox.teamwork_desk.call import Call
from helpsql.sandbox.teamwork_desk.errors import Refusal, error_response
from helpsql.sandbox.teamwork_desk.router import BASES, Router
from helpsql.sandbox.teamwork_desk.routes import ENDPOINTS
from helpsql.sandbox.teamwork_desk.storage import STORAGE_PATH, receive
from helpsql.sandbox.teamwork_desk.world.world import World

if TYPE_CHECKING:
    from werkzeug.exceptions import HTTPException
    from werkzeug.wrappers import Response

    from helpsql.sandbox.settings import Settings

CREDENTIALS = {
    "site": "demo",
    "api_key": "tkn_sandbox_v2_key",
    "agent_api_key": "tkn_sandbox_agent_key",
    "v1_api_key": "sandbox-v1-key",
    "client_id": "sandbox-client",
    "client_secret": "sandbox-client-secret",
    "access_token": "sandbox-access-token",
}
"""`agent_api_key` belongs to an agent who sees two of the inboxes; the others to an administrator."""
UNLIMITED = 100_000
"""Stands for `no limit asked for`; the vendor's own is 120 a minute."""
_ROUTER = Router(ENDPOINTS)


class TeamworkDesk(Sandbox):
    """One account. `world` and `access` are open to tests."""

    service = "teamwork_desk"

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, (), dict(CREDENTIALS))
        self.world = World(settings.seed, settings.size)
        self.access = Access(settings.seed, self.world, self.credentials, settings.clock)
        self.limit = FixedWindow(settings.rate_limit or UNLIMITED, settings.clock)
        self._errors = Dice(settings.seed, "errors")
        self._lists: dict[Any, list[int]] = {}
        self._version = -1

    def _dispatch(self, request: Request) -> Response:
        if self.access.exempt(request):
            return self.access.answer(request)
        if request.path.startswith(STORAGE_PATH):
            return receive(request)
        version = next((v for base, v in BASES.items() if request.path.startswith(base)), 2)
        caller = self.access.caller(request, version)
        found = _ROUTER.match(request.method, request.path)
        now = self.settings.clock()
        self.world.advance(now)
        call = Call(self.world, request, caller.agent, int(now), self._kept_lists(), caller.by_v1_key)
        return found.endpoint.handler(call, *found.ids)

    def _kept_lists(self) -> dict[Any, list[int]]:
        if self._version != self.world.version:
            self._lists.clear()
            self._version = self.world.version
        return self._lists

    def exempt(self, request: Request) -> bool:
        return self.access.exempt(request)

    def admit(self, request: Request) -> Response | None:
        if not self.exempt(request) and self.limit.spend().refused:
            raise Refusal(429, "rate limit exceeded")
        return None

    def refuse(self, request: Request, error: HTTPException) -> Response:  # noqa: ARG002
        return error_response(error, self._errors.bits())

    def expire(self, request: Request) -> None:
        self.access.revoke(request)

    def finish(self, request: Request, response: Response) -> None:
        request.close()  # uploads
        if self.exempt(request):
            return
        left = self.limit.look()
        wait = self.limit.wait()
        reset = int(self.settings.clock()) + wait if assumed.RESET_IS_AN_EPOCH else wait
        response.headers["X-Rate-Limit-Limit"] = str(left.limit)
        response.headers["X-Rate-Limit-Remaining"] = str(left.remaining)
        response.headers["X-Rate-Limit-Reset"] = str(reset)
