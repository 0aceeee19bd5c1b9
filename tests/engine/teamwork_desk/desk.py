"""A Teamwork Desk sandbox and an engine over it that live by the same clock, and what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson

from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine, Parameters
from helpsql.result import Result
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded
from tests.engine.clock import FakeClock
from tests.engine.demo import known_settings
from tests.engine.writing import Sent
from tests.engine.zendesk.desk import Tap

API = "/desk/api/v2/"


class Watched(httpx.BaseTransport):
    """Remembers the path of every request, and whether the key went with it."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self.seen: list[tuple[str, bool]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((request.url.path, "authorization" in request.headers))
        return self._inner.handle_request(request)


class Desk:
    """An engine over a sandbox; `clock` is the time of both."""

    def __init__(self, engine: Engine, tap: Tap, clock: FakeClock, watched: Watched) -> None:
        self.engine, self.tap, self.clock, self.watched = engine, tap, clock, watched

    def run(self, sql: str, parameters: Parameters = ()) -> tuple[list[tuple[Any, ...]], Result]:
        result = self.engine.execute(sql, parameters)
        return list(result), result

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        return self.run(sql, parameters)[0]

    def one(self, sql: str, parameters: Parameters = ()) -> Any:
        [[value]] = self.rows(sql, parameters)
        return value

    def asked(self, sql: str, parameters: Parameters = ()) -> list[tuple[str, dict[str, Any]]]:
        """Path and parameters of each GET of a complete answer, in no order; a filter as the terms it joins."""
        rows, result = self.run(sql, parameters)
        assert result.complete, (rows[:3], result.notes)
        entries = [e for e in self.engine.log.entries() if e.statement == result.statement]
        return sorted((_asked(e.path) for e in entries if e.method == "GET"), key=repr)

    def sent(self, sql: str, parameters: Parameters = ()) -> list[Sent]:
        """What the statement sends that changes something."""
        before = len(self.tap.sent)
        self.rows(sql, parameters)
        return self.tap.sent[before:]


def _asked(address: str) -> tuple[str, dict[str, Any]]:
    parts = urlsplit(address)
    params: dict[str, Any] = {name: values[0] for name, values in parse_qs(parts.query).items()}
    params.pop("pageSize", None)
    if "filter" in params:
        params["filter"] = orjson.loads(params["filter"])["$and"]
    return parts.path.removeprefix(API).removesuffix(".json"), params


@contextmanager
def open_desk(*, size: float = 0.1, settings: Any = None, engine: Any = None) -> Iterator[Desk]:
    """A Desk; `settings` are further ones of the connection."""
    clock = FakeClock()
    app = open_sandbox("teamwork_desk", size=size, clock=clock.now, sleep=lambda _: None)
    watched = Watched(httpx.WSGITransport(app=embedded(app)))
    tap = Tap(watched)
    known = {**known_settings("teamwork_desk", app.credentials), **(settings or {})}
    config = ConnectionConfig("teamwork_desk", "teamwork_desk", known)
    connector = Connector([config], transports={"teamwork_desk": tap})
    opened = Engine(connector=connector, clock=clock, **(engine or {}))
    try:
        list(opened.execute("select 1 from helpsql.tables"))
        yield Desk(opened, tap, clock, watched)
    finally:
        opened.close()
