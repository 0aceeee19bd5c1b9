"""A sandbox on loopback whose answers wait for a gate: a slow helpdesk, and no test that waits for time."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from werkzeug.serving import WSGIRequestHandler, make_server

from helpsql.sandbox import open_sandbox

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

CONFIG = """
[connections.slow]
service = "helpscout"
base_url = "http://127.0.0.1:{port}"
app_id = "{app_id}"
app_secret = {{ env = "SANDBOX_SECRET" }}
"""


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log(self, *_told: object) -> None:
        pass

    def run_wsgi(self) -> None:
        with suppress(OSError):  # whoever asked has gone
            super().run_wsgi()


class Gated:
    """Help Scout's sandbox; lists of conversations answer page 1 at once, further pages when `gate` is set.

    asked   is set when a page has been held back
    """

    def __init__(self) -> None:
        self.sandbox = open_sandbox("helpscout", seed=1)
        self.gate, self.asked = threading.Event(), threading.Event()
        self.secrets = {"SANDBOX_SECRET": self.sandbox.credentials["app_secret"]}

    def hold(self) -> None:
        """Close the gate."""
        self.gate.clear()
        self.asked.clear()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        page = parse_qs(environ["QUERY_STRING"]).get("page", ["1"])[0]
        if environ["PATH_INFO"].endswith("/conversations") and page != "1" and not self.gate.is_set():
            self.asked.set()
            self.gate.wait()
        return self.sandbox(environ, start_response)

    @contextmanager
    def served(self, folder: Path) -> Iterator[Path]:
        """While it is served: the configuration file with a connection `slow` to it."""
        server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever, name="gated sandbox", daemon=True)
        thread.start()
        file = folder / "config.toml"
        app_id = self.sandbox.credentials["app_id"]
        file.write_text(CONFIG.format(port=server.port, app_id=app_id), "utf-8")
        file.chmod(0o600)
        try:
            yield file
        finally:
            self.gate.set()
            server.shutdown()
            thread.join()
            server.server_close()
