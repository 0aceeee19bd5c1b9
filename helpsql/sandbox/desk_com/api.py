"""The Desk.com sandbox itself: who calls, limits, verbs, headers."""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING

from helpsql.sandbox.app import Request, Sandbox
from helpsql.sandbox.desk_com.access import CREDENTIALS, Access
from helpsql.sandbox.desk_com.call import NEWEST, PREFIX, Call
from helpsql.sandbox.desk_com.errors import Refusal, error_response
from helpsql.sandbox.desk_com.jobs import advance
from helpsql.sandbox.desk_com.routes import endpoints
from helpsql.sandbox.desk_com.world.world import World
from helpsql.sandbox.dice import Dice
from helpsql.sandbox.limits import FixedWindow

if TYPE_CHECKING:
    from werkzeug.exceptions import HTTPException
    from werkzeug.wrappers import Response

    from helpsql.sandbox.settings import Settings

UNLIMITED = 100_000
"""The ceiling of every account, which stands for `no limit asked for`."""
OVERRIDE = "X-HTTP-Method-Override"
LARGEST_BODY = 64 * 1024 * 1024
APP_VERSION, API_VERSION = "15.3261", "3a076ef1b5f7538a46d7d7d46986a40109f3ba96"


class DeskCom(Sandbox):
    """One account. `world` is open to tests; `age` is the year whose payload shapes are served."""

    service = "desk_com"

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, (), dict(CREDENTIALS))
        self.world = World(settings.seed, settings.size)
        self.access = Access(self.world, self.credentials)
        self.limit = FixedWindow(settings.rate_limit or UNLIMITED, settings.clock)
        self.age = NEWEST
        self._served = 0

    # The road of a request ---------------------------------------------------------------------

    def admit(self, request: Request) -> Response | None:  # noqa: ARG002
        if self.limit.spend().refused:
            raise Refusal(429)
        return None

    def _dispatch(self, request: Request) -> Response:
        caller = self.access.caller(request)
        method = _method(request)
        below = request.path.removeprefix(PREFIX)
        if below == request.path:
            raise Refusal(404)
        _check_suffix(below, method)
        handler, values = endpoints().bind("sandbox").match(f"/{below}", method)
        _check_types(request, method)
        call = Call(self.world, request, caller, int(self.settings.clock()), self.age)
        advance(call)
        response: Response = handler(call, **values)
        return _unchanged(request, response) if not call.newer else response

    def refuse(self, request: Request, error: HTTPException) -> Response:  # noqa: ARG002
        return error_response(error)

    def expire(self, request: Request) -> None:
        self.access.revoke(request)

    def finish(self, request: Request, response: Response) -> None:
        headers, left = response.headers, self.limit.look()
        over = response.status_code == 429
        headers["X-Rate-Limit-Limit"] = str(left.limit)
        headers["X-Rate-Limit-Remaining"] = "0" if over else str(left.remaining)
        headers["X-Rate-Limit-Reset"] = str(self.limit.wait())
        if self.age >= NEWEST and _of_cases(request):
            headers["Vary"], headers["X-Api-Version"] = "Accept-Encoding", API_VERSION
            return
        self._served += 1
        headers["Cache-Control"] = _caching(request, response)
        headers["Status"] = response.status.title() if response.status_code != 200 else "200 OK"
        headers["Vary"], headers["X-AppVersion"] = "X-AppVersion", APP_VERSION
        headers["X-Frame-Options"] = "SAMEORIGIN"
        first, second = (Dice(self.settings.seed, f"request{i}", self._served).bits() for i in (1, 2))
        headers["X-Request-Id"] = f"{first:016x}{second:016x}"


def _of_cases(request: Request) -> bool:
    path = request.path.removeprefix(PREFIX).strip("/")
    return (path == "cases" or path.startswith("cases/")) and not path.endswith("/url")


def _method(request: Request) -> str:
    """A POST may name the verb that it stands for (TAPE with PATCH)."""
    other = request.headers.get(OVERRIDE, "").upper()
    if request.method == "POST" and other in ("PATCH", "PUT", "DELETE"):
        return other
    return request.method


def _check_suffix(path: str, method: str) -> None:
    """Addresses with `.json` gave 400 to a POST (one report); ASSUMED: 404 to the other verbs."""
    if path.endswith(".json"):
        raise Refusal(400 if method == "POST" else 404)


def _check_types(request: Request, method: str) -> None:
    accepted = request.accept_mimetypes
    if accepted and not accepted.quality("application/json"):
        raise Refusal(406)
    if method in ("POST", "PATCH", "PUT") and request.get_data() and request.mimetype != "application/json":
        raise Refusal(415)
    if (request.content_length or 0) > LARGEST_BODY:
        raise Refusal(413)


def _unchanged(request: Request, response: Response) -> Response:
    """With an ETag; 304 without a body where the client has the answer already."""
    if response.status_code not in (200, 201):
        return response
    tag = md5(response.get_data(), usedforsecurity=False).hexdigest()
    response.set_etag(tag)
    if request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(tag):
        response = type(response)(b"", 304, {"ETag": response.headers["ETag"]})
        response.headers.pop("Content-Type", None)
    return response


def _caching(request: Request, response: Response) -> str:
    reading = request.method in ("GET", "HEAD")
    if response.status_code < 300 or response.status_code == 304:
        if response.status_code == 204:
            return "no-cache"
        return "must-revalidate, private, max-age=0" if reading else "max-age=0, private, must-revalidate"
    return "no-cache, private" if reading else "no-cache"
