"""A Desk.com sandbox and an engine over it: what was asked, what was sent, how much of it side by side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx

from helpsql.clock import OffsetClock
from helpsql.engine import Engine, Parameters
from helpsql.result import Result
from helpsql.sandbox.settings import WORLD_DATE
from tests.engine.repaged import engine_over
from tests.engine.writing import Sent, Tap

PATIENCE = 5.0
"""Seconds that a request waits for another beside it; over as soon as there is one."""


class Abreast(httpx.BaseTransport):
    """Holds requests whose path has `part` back until two of them are under way; `most` were at once."""

    def __init__(self, inner: httpx.BaseTransport, part: str) -> None:
        self.inner, self.part = inner, part
        self.most = self._now = 0
        self._changed = threading.Condition()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.part not in request.url.path:
            return self.inner.handle_request(request)
        with self._changed:
            self._now += 1
            self.most = max(self.most, self._now)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most > 1, timeout=PATIENCE)
        try:
            return self.inner.handle_request(request)
        finally:
            with self._changed:
                self._now -= 1


class Desk:
    """The engine, and what it sent that changes something."""

    def __init__(self, engine: Engine, tap: Tap, sandbox: Any) -> None:
        self.engine, self.tap, self.sandbox = engine, tap, sandbox

    def run(self, sql: str, parameters: Parameters = ()) -> tuple[list[tuple[Any, ...]], Result]:
        result = self.engine.execute(sql, parameters)
        return list(result), result

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        return self.run(sql, parameters)[0]

    def one(self, sql: str, parameters: Parameters = ()) -> Any:
        [[value]] = self.rows(sql, parameters)
        return value

    def asked(self, sql: str, parameters: Parameters = ()) -> list[str]:
        """The requests of a complete answer, below /api/v2."""
        rows, result = self.run(sql, parameters)
        assert result.complete, (rows[:3], result.notes)
        entries = [e for e in self.engine.log.entries() if e.statement == result.statement]
        return [f"{e.method} {e.path.removeprefix('/api/v2')}" for e in entries]

    def sent(self, sql: str, parameters: Parameters = ()) -> list[Sent]:
        before = len(self.tap.sent)
        self.rows(sql, parameters)
        return self.tap.sent[before:]

    def cap(self, table: str, rows: int, **facts: Any) -> None:
        """Let the capped lists of a table end after so many rows."""
        account = self.engine.accounts["desk_com"]
        found = account.table(table)
        reads = [replace(read, cap=rows, **facts) if read.cap else read for read in found.reads]
        account._tables[table] = replace(found, reads=reads)


@contextmanager
def open_desk(*, size: float = 0.1, side_by_side: str = "", **sandbox: Any) -> Iterator[Desk]:
    taps: list[Tap] = []

    def wrap(inner: httpx.BaseTransport) -> httpx.BaseTransport:
        taps.append(Tap(Abreast(inner, side_by_side) if side_by_side else inner))
        return taps[0]

    clock = OffsetClock(WORLD_DATE)
    app, engine = engine_over(
        "desk_com", wrap, size=size, engine={"clock": clock}, clock=clock.now, **sandbox
    )
    try:
        yield Desk(engine, taps[0], app)
    finally:
        engine.close()


__all__ = ["Abreast", "Desk", "open_desk"]
