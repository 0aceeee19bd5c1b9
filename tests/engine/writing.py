"""An engine whose writes can be looked at: each request that changes something, with its body."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.sandbox import open_sandbox
from helpsql.values import SqlValue

Parameters = Sequence[SqlValue] | Mapping[str, SqlValue]
SCHEMA = "helpscout"


@dataclass(frozen=True)
class Sent:
    """One request that changes something. `body` is its JSON, None without one."""

    method: str
    path: str
    body: Any = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Tap(httpx.BaseTransport):
    """Hands requests on, and remembers those that are no GET and ask for no token."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self.sent: list[Sent] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET" and not request.url.path.endswith("/token"):
            content = request.read()
            path = request.url.raw_path.decode()
            with self._lock:
                self.sent.append(Sent(request.method, path, orjson.loads(content) if content else None))
        return self._inner.handle_request(request)


class SteppedClock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float, cancelled: threading.Event) -> bool:
        self.slept.append(seconds)
        self.time += seconds
        return cancelled.is_set()


class Desk:
    """An engine over a sandbox, and what it sent."""

    def __init__(self, engine: Engine, tap: Tap) -> None:
        self.engine = engine
        self.tap = tap

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[SqlValue, ...]]:
        return list(self.engine.execute(sql, parameters))

    def row(self, sql: str, parameters: Parameters = ()) -> tuple[SqlValue, ...]:
        [found] = self.rows(sql, parameters)
        return found

    def one(self, sql: str, parameters: Parameters = ()) -> Any:
        [value] = self.row(sql, parameters)
        return value

    def sent(self, sql: str, parameters: Parameters = ()) -> list[Sent]:
        """What the statement sends that changes something."""
        before = len(self.tap.sent)
        self.rows(sql, parameters)
        return self.tap.sent[before:]

    def asked(self) -> int:
        """Requests so far, of every kind."""
        return len(self.engine.log.entries())


@contextmanager
def open_desk(
    *, size: float = 0.1, transport: httpx.BaseTransport | None = None, engine: Any = None, **sandbox: Any
) -> Iterator[Desk]:
    """A Desk over a sandbox of that size, or over a transport in its place."""
    app = open_sandbox(SCHEMA, size=size, **sandbox)
    tap = Tap(transport or httpx.WSGITransport(app=app))
    config = ConnectionConfig(SCHEMA, SCHEMA, dict(app.credentials))
    opened = Engine(connector=Connector([config], transports={SCHEMA: tap}), **(engine or {}))
    try:
        yield Desk(opened, tap)
    finally:
        opened.close()
