"""A Zendesk sandbox and an engine over it that live by the same clock, and what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import orjson

from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine, Parameters
from helpsql.requestlog import Entry
from helpsql.result import Result
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded
from tests.engine.clock import FakeClock
from tests.engine.demo import known_settings
from tests.engine.writing import Sent

HOUR = 3600.0
JOB = "/api/v2/job_statuses/"


class Tap(httpx.BaseTransport):
    """Hands requests on, and remembers those that are no GET; a body that is no JSON as its bytes."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self.sent: list[Sent] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            content = request.read()
            is_json = request.headers.get("Content-Type") == "application/json"
            body = orjson.loads(content) if is_json else content or None
            self.sent.append(Sent(request.method, request.url.raw_path.decode(), body))
        return self._inner.handle_request(request)


class Desk:
    """An engine over a sandbox; `clock` is the time of both."""

    def __init__(self, engine: Engine, tap: Tap, clock: FakeClock, sandbox: Any) -> None:
        self.engine, self.tap, self.clock, self.sandbox = engine, tap, clock, sandbox

    def run(self, sql: str, parameters: Parameters = ()) -> Result:
        """The result, with its rows read."""
        result = self.engine.execute(sql, parameters)
        self.last = list(result)
        return result

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        self.run(sql, parameters)
        return self.last

    def one(self, sql: str, parameters: Parameters = ()) -> Any:
        [[value]] = self.rows(sql, parameters)
        return value

    def later(self) -> None:
        """Time passes: the search index has caught up."""
        self.clock.elapsed += HOUR

    def entries(self) -> list[Entry]:
        return list(self.engine.log.entries())

    def asked(self, sql: str, parameters: Parameters = ()) -> tuple[list[str], list[str], int]:
        """What a statement reads (`GET /path`) and writes, and how often it looks after jobs."""
        before = len(self.entries())
        self.run(sql, parameters)
        new = [f"{e.method} {e.path}" for e in self.entries()[before:]]
        looks = sum(line.startswith(f"GET {JOB}") for line in new)
        reads = [line for line in new if line.startswith("GET ") and not line.startswith(f"GET {JOB}")]
        return reads, [line for line in new if not line.startswith("GET ")], looks

    def sent(self, sql: str, parameters: Parameters = ()) -> list[Sent]:
        """What the statement sends that changes something."""
        before = len(self.tap.sent)
        self.run(sql, parameters)
        return self.tap.sent[before:]


@contextmanager
def open_desk(
    *, size: float = 0.1, settings: Any = None, engine: Any = None, wrap: Any = None, **sandbox: Any
) -> Iterator[Desk]:
    """A Desk; `settings` are further ones of the connection, `wrap` stands before the sandbox's transport."""
    clock = FakeClock()
    app = open_sandbox("zendesk", size=size, clock=clock.now, sleep=lambda _: None, **sandbox)
    transport: httpx.BaseTransport = httpx.WSGITransport(app=embedded(app))
    tap = Tap(wrap(transport) if wrap else transport)
    config = ConnectionConfig(
        "zendesk", "zendesk", {**known_settings("zendesk", app.credentials), **(settings or {})}
    )
    opened = Engine(connector=Connector([config], transports={"zendesk": tap}), clock=clock, **(engine or {}))
    try:
        yield Desk(opened, tap, clock, app)
    finally:
        opened.close()
