"""The WSGI base of every sandbox: routing, hooks, faults, latency, the request log.

A service subclasses `Sandbox`, gives its routes, and overrides the hooks: `admit` (authentication,
limits), `refuse` (an HTTP error in the vendor's shape), `finish` (headers of every answer).
Every answer is dated by the sandbox's clock, which is not the wall's: see `Sandbox.clock`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.routing import Map, RequestRedirect, Rule
from werkzeug.wrappers import Request as WsgiRequest
from werkzeug.wrappers import Response

from helpsql.sandbox.faults import misdirect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

    from helpsql.sandbox.settings import Settings

LOG_SIZE = 10_000
HTML_PAGE = (
    b"<!DOCTYPE html><html><head><title>Service notice</title></head><body><h1>Back soon</h1></body></html>"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the request log."""

    method: str
    path: str
    query: str
    status: int


@dataclass(frozen=True, slots=True)
class Route:
    """A handler is called as `handler(request, **values of the path)`."""

    method: str
    path: str
    handler: Callable[..., Response]


class Request(WsgiRequest):
    """A request, with what handlers ask of it most."""

    @cached_property
    def base(self) -> str:
        """Scheme and host that the client used; links in answers must begin with it."""
        return self.host_url.rstrip("/")

    @cached_property
    def raw_query(self) -> str:
        return self.query_string.decode("latin-1")


class Sandbox:
    """One simulated account, callable as a WSGI app by several threads at once."""

    service = ""
    base_url_path = ""
    """What a client's base URL ends with, when the API does not begin at the root of its host."""

    def __init__(self, settings: Settings, routes: Iterable[Route], credentials: dict[str, str]) -> None:
        self.settings = settings
        self.credentials = credentials
        self.log: deque[Entry] = deque(maxlen=LOG_SIZE)
        self._lock = RLock()
        self._map = Map(
            [Rule(r.path, methods=[r.method], endpoint=r.handler) for r in routes],
            strict_slashes=False,
            merge_slashes=False,
        )

    @property
    def clock(self) -> Callable[[], float]:
        """What time it is in the account, epoch seconds; `Date` of every answer says it too.

        A client in the same process that asks for "the last hour" must ask by this clock.
        """
        return self.settings.clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        if self.settings.latency:
            self.settings.sleep(self.settings.latency)
        fault = None if self.exempt(request) else self.settings.faults.strike(request.path)
        response = self._answer(request, fault)
        self.log.append(Entry(request.method, request.path, request.raw_query, response.status_code))
        if fault == "cut":
            return _cut_off(response, start_response)
        return response(environ, start_response)

    # Hooks -------------------------------------------------------------------------------------

    def exempt(self, request: Request) -> bool:  # noqa: ARG002  # a hook
        """Whether the request is outside limits and faults, such as one for a token."""
        return False

    def admit(self, request: Request) -> Response | None:  # noqa: ARG002  # a hook
        """The answer that turns the request away, or None to let it in."""
        return None

    def refuse(self, request: Request, error: HTTPException) -> Response:
        """An HTTP error in the vendor's shape."""
        return error.get_response(request.environ)

    def expire(self, request: Request) -> None:
        """Make the request's token invalid (fault 401)."""

    def finish(self, request: Request, response: Response) -> None:
        """Put the headers on that every answer has."""

    # The road of a request ---------------------------------------------------------------------

    def _answer(self, request: Request, fault: str | None) -> Response:
        with self._lock:
            response = self._struck(request, fault) or self._handle(request)
            if fault == "html":
                response = Response(HTML_PAGE, mimetype="text/html")
            self.finish(request, response)
            response.headers["Date"] = http_date(self.clock())
        return _spoil(response, fault)

    def _struck(self, request: Request, fault: str | None) -> Response | None:
        if fault == "html":
            return Response()
        if fault is None or not fault.isdigit():
            return None
        if fault == "401":
            self.expire(request)
        return self.refuse(request, _error(int(fault)))

    def _handle(self, request: Request) -> Response:
        try:
            return self.admit(request) or self._dispatch(request)
        except HTTPException as error:
            return self.refuse(request, error)

    def _dispatch(self, request: Request) -> Response:
        try:
            handler, values = self._map.bind("sandbox").match(request.path, request.method)
        except RequestRedirect as error:  # pragma: no cover - strict_slashes is off
            raise _error(404) from error
        answer: Response = handler(request, **values)
        return answer


class ConnectionCutError(ConnectionError):
    """What breaks out of an answer when its connection is cut."""


def _cut_off(response: Response, start_response: StartResponse) -> Iterator[bytes]:
    """Announce the whole body, send a piece, break.

    A server closes the connection then. In the process there is no connection, so the exception is
    also the one that httpx raises for a broken read, if httpx is what called us.
    """
    body = response.get_data()
    headers = response.get_wsgi_headers({"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"})
    headers["Content-Length"] = str(max(len(body), 64))
    start_response(response.status, list(headers.to_wsgi_list()))
    yield body[: len(body) // 2] or b" "
    raise _cut_exception()


def _cut_exception() -> Exception:
    import sys

    httpx: Any = sys.modules.get("httpx")
    kinds = (ConnectionCutError, httpx.ReadError) if httpx else (ConnectionCutError,)
    kind = type("ConnectionCutError", kinds, {})
    error: Exception = kind("the sandbox cut the connection")
    return error


def _error(status: int) -> HTTPException:
    error = HTTPException()
    error.code = status
    return error


def _spoil(response: Response, fault: str | None) -> Response:
    body = response.get_data()
    if fault == "truncated":
        response.set_data(body[: len(body) * 2 // 3])
    elif fault == "wrong-host":
        response.set_data(misdirect(body))
    return response
