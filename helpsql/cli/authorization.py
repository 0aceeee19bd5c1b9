"""A user's permission by the browser: OAuth's authorization code, caught on loopback or pasted by hand."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from helpsql.errors import OperationalError

if TYPE_CHECKING:
    from helpsql.cli.login import Asker
    from helpsql.cli.streams import Notices
    from helpsql.engine import Engine
    from helpsql.spec import OAuth2

PATIENCE = 180.0
"""Seconds for which the browser's answer is awaited before the code is asked for."""
DONE = b"<!doctype html><title>helpsql</title><p>helpsql has the permission. This page can be closed.</p>"


def authorize(
    way: OAuth2,
    client: Mapping[str, str],
    engine: Engine,
    connection: str,
    asker: Asker,
    notices: Notices,
    open_page: Callable[[str], object],
    port: int,
    patience: float = PATIENCE,
) -> tuple[str, str]:
    """What is kept, and an access token to go on with. Opens a page; costs one request."""
    state = secrets.token_urlsafe(16)
    with _server(port) as server:
        server.timeout = patience
        redirect = f"http://127.0.0.1:{server.server_port}/"
        asks = {"response_type": "code", "client_id": client[way.client_id], "state": state}
        scope = {"scope": way.scope} if way.scope else {}
        page = f"{_address(way, engine, connection)}?{urlencode({**asks, **scope, 'redirect_uri': redirect})}"
        notices.say(f"Opening {page}\n  The application's redirect address must be {redirect}")
        open_page(page)
        server.handle_request()
        caught = getattr(server, "caught", {})
    code = _code(caught, state) or asker.ask_secret("No answer came. Paste the code that the page shows")
    return _exchanged(way, client, engine, connection, {"code": code, "redirect_uri": redirect})


def _server(port: int) -> HTTPServer:
    try:
        return HTTPServer(("127.0.0.1", port), Catcher)
    except OSError as error:
        raise OperationalError(
            f"port {port} cannot be listened on: {error.strerror}",
            hint="Choose another by --port, and set it in the application's redirect address.",
            code="port",
        ) from error


def _address(way: OAuth2, engine: Engine, connection: str) -> str:
    """The page; one on the account's own host is given by its path."""
    engine.schemas.enter(connection)
    return engine.accounts[connection.lower()].client.locate(way.authorize_url)


def _code(caught: Mapping[str, list[str]], state: str) -> str:
    """The code, if the answer is to our question."""
    if caught.get("error"):
        reason = (caught.get("error_description") or caught["error"])[0]
        raise OperationalError(f"the permission was not given: {reason}", code="unauthorized")
    if caught.get("code") and caught.get("state", [state])[0] != state:
        raise OperationalError("an answer came that nobody had asked for; nothing was kept", code="state")
    return caught.get("code", [""])[0]


def _exchanged(
    way: OAuth2, client: Mapping[str, str], engine: Engine, connection: str, given: Mapping[str, str]
) -> tuple[str, str]:
    engine.schemas.enter(connection)
    grant = {} if way.lasting else {"grant_type": "authorization_code"}
    members = {
        **grant,
        "client_id": client[way.client_id],
        "client_secret": client[way.client_secret],
        **given,
    }
    answer: Any = engine.accounts[connection.lower()].client.ask_token(
        way.token_path, members, is_json=way.json
    )
    found = answer if isinstance(answer, dict) else {}
    kind = "access_token" if way.lasting else "refresh_token"
    kept, access = found.get(kind), found.get("access_token")
    if not isinstance(kept, str) or not isinstance(access, str):
        words = kind.replace("_", " ")
        raise OperationalError(f"the answer holds no {words}; nothing was kept", code="bad-shape")
    return kept, access


class Catcher(BaseHTTPRequestHandler):
    """Takes the one request to which the browser is sent back."""

    def do_GET(self) -> None:
        self.server.caught = parse_qs(urlsplit(self.path).query)  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(DONE)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class's name
        """The address holds the code: it is logged nowhere."""
