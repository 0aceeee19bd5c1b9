"""The door on 127.0.0.1 at which a browser is sent back with a permission. Knows no OAuth but `state`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from secrets import compare_digest, token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlsplit

from helpsql.errors import OperationalError

PAGE = "<!doctype html><meta charset=utf-8><title>helpsql</title><p>{}</p>"
DONE = "helpsql has the answer: go back to the terminal. This page can be closed."
STRANGE = "helpsql did not ask for this."


class Landing:
    """Where the browser comes back to. `state` marks the answers to our own question."""

    def __init__(self, server: HTTPServer) -> None:
        self._server = server
        self.state = token_urlsafe(16)
        self.redirect = f"http://127.0.0.1:{server.server_port}/"

    def fileno(self) -> int:
        """For `select`: readable when somebody knocks."""
        return self._server.fileno()

    def take(self) -> Mapping[str, str]:
        """The answer to our question that the next request brings; {} when it brings none: browsers ask for
        icons, and others may knock.
        """
        self._server.answer = {}  # type: ignore[attr-defined]
        self._server.state = self.state  # type: ignore[attr-defined]
        self._server.handle_request()
        found: Mapping[str, str] = self._server.answer  # type: ignore[attr-defined]
        return found


@contextmanager
def landing(port: int) -> Iterator[Landing]:
    """Listen while it lasts. OperationalError when the port is taken."""
    try:
        server = HTTPServer(("127.0.0.1", port), Catcher)
    except (OSError, OverflowError) as error:
        raise OperationalError(
            f"port {port} cannot be listened on: {getattr(error, 'strerror', None) or error}",
            hint="Choose another by --port, and set it in the application's redirect address.",
            code="port",
        ) from error
    with server:
        server.timeout = Catcher.timeout
        yield Landing(server)


def members(address: str) -> dict[str, str]:
    """What the query of an address says, the first of each name."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


class Catcher(BaseHTTPRequestHandler):
    """Answers a browser, and whatever else knocks."""

    timeout = 5  # seconds for a request that was begun

    def do_GET(self) -> None:
        found = members(self.path)
        # Without its mark it may be a page of somebody else's, which would sign us in as them.
        is_ours = compare_digest(found.get("state", "").encode(), self.server.state.encode())  # type: ignore[attr-defined]
        if is_ours and ("code" in found or "error" in found):
            self.server.answer = found  # type: ignore[attr-defined]
        self._say(200 if is_ours else 404, DONE if is_ours else STRANGE)

    def _say(self, status: int, text: str) -> None:
        body = PAGE.format(text).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class's name
        """The address holds the code: it is logged nowhere."""
