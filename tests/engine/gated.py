"""A sandbox behind a real socket whose answers can be held back: what hangs, hangs as it would out there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.sandbox import open_sandbox

PATIENCE = 60.0
"""Seconds after which a test has failed; none waits for them."""


class Server(ThreadingMixIn, WSGIServer):
    """A thread a connection."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """A client that cuts a connection is no news here."""


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None: ...


@dataclass
class Gate:
    """Stands before the sandbox. `holds` says which requests wait for `opened`; `arrived` counts them in.

    passed   method and path of what was handed on
    """

    app: Callable[..., Iterable[bytes]]
    holds: Callable[[str, str], bool] = lambda _method, _path: False
    opened: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    passed: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if not path.endswith("/token") and self.holds(method, path):
            self.arrived.release()
            self.opened.wait(PATIENCE)
        self.passed.append((method, path))
        return self.app(environ, start)

    def wait(self, number: int = 1) -> None:
        """Until so many requests are held."""
        for _ in range(number):
            assert self.arrived.acquire(timeout=PATIENCE)


@dataclass
class Held:
    """An engine over the gate."""

    engine: Engine
    gate: Gate
    base_url: str

    def begin(self, sql: str) -> Begun:
        """Run a statement in a thread of its own."""
        return Begun(self.engine, sql)


class Begun:
    """A statement that runs meanwhile."""

    def __init__(self, engine: Engine, sql: str) -> None:
        self.error: BaseException | None = None
        self._engine, self._sql = engine, sql
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            list(self._engine.execute(self._sql))
        except BaseException as error:
            self.error = error

    def end(self) -> BaseException | None:
        """What it raised."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the statement goes on"
        return self.error


@contextmanager
def held_sandbox(service: str = "helpscout", size: float = 0.05) -> Iterator[Held]:
    """An engine whose one connection goes to a served sandbox; nothing is held before `gate.holds` is set."""
    app = open_sandbox(service, size=size)
    gate = Gate(app)
    server = make_server("127.0.0.1", 0, gate, Server, Quiet)
    base_url = f"http://127.0.0.1:{server.server_port}{app.base_url_path}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    config = ConnectionConfig(service, service, dict(app.credentials), base_url=base_url)
    engine = Engine(connector=Connector([config]))
    try:
        yield Held(engine, gate, base_url)
    finally:
        gate.opened.set()
        engine.close()
        server.shutdown()
        server.server_close()
