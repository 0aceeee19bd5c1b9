"""What the engine is doing, on standard error: a status line after a second, and the request log of -v."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Protocol

from helpsql.cli.streams import DIM, Notices, is_dumb
from helpsql.cli.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable


class Entry(Protocol):
    """What is used of a request's log entry."""

    @property
    def connection(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def status(self) -> int | None: ...
    @property
    def ms(self) -> float: ...
    @property
    def attempt(self) -> int: ...
    @property
    def rows(self) -> int | None: ...


QUIET = 1.0
"""Seconds without output before the status line appears."""
TICK = 0.2


class Progress:
    """The engine's observer. The status line is drawn on a terminal only, and gone before other output."""

    def __init__(
        self, notices: Notices, *, verbose: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.notices = notices
        self.verbose = verbose
        self._clock = clock
        self._lock = notices.lock  # one lock for both: they call each other
        self._drawn = False
        self._stopped = self._is_stopping = False
        self.requests = 0
        self.rows = 0
        self._started = self._quiet_since = clock()
        self._waiting: tuple[float, str] | None = None
        self._writes: tuple[int, int] | None = None
        self._read = 0

    # The engine's side: any thread, quick

    def request_sent(self, entry: Entry) -> None:
        with self._lock:
            self.requests += 1
            self._waiting = None
        if self.verbose:
            self.notices.say(describe(entry), DIM)

    def rows_read(self, number: int) -> None:
        with self._lock:
            self._read += number

    def waiting(self, connection: str, seconds: float, why: str) -> None:
        reason = f"{connection}: {why}" if connection else why
        with self._lock:
            self._waiting = (self._clock() + seconds, reason)
        if self.verbose:
            self.notices.say(f"waiting {seconds:.1f} s: {reason}", DIM)

    def writing(self, done: int, of: int) -> None:
        with self._lock:
            self._writes = (done, of)

    def stopping(self) -> None:
        """Ctrl-C was pressed: say soon what is still waited for."""
        with self._lock:
            self._is_stopping, self._quiet_since = True, self._clock() - QUIET

    # The command line's side

    @contextmanager
    def running(self) -> Iterator[None]:
        """While it lasts, the status line may be drawn."""
        with self._lock:
            self.requests = self.rows = self._read = 0
            self._waiting = self._writes = None
            self._stopped = self._is_stopping = False
            self._started = self._quiet_since = self._clock()
        if not self.notices.is_terminal or is_dumb():
            yield
            return
        done = threading.Event()
        painter = threading.Thread(target=self._paint, args=(done,), name="progress", daemon=True)
        painter.start()
        try:
            yield
        finally:
            done.set()
            painter.join()
            self.clear()

    def count(self, rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        """The rows, counted as they pass."""
        for row in rows:
            self.rows += 1
            yield row

    def stop(self) -> None:
        """Draw no more until the next statement: the screen is a pager's."""
        self._stopped = True
        self.clear()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Within it nothing is drawn: something is asked."""
        self.stop()
        try:
            yield
        finally:
            self._stopped = False
            self.clear()

    def clear(self) -> None:
        """Take the status line away, and keep it away for another second."""
        with self._lock:
            self._quiet_since = self._clock()
            if self._drawn:
                self.notices.raw("\r\x1b[K")
                self._drawn = False

    def _paint(self, done: threading.Event) -> None:
        while not done.wait(TICK):
            with self._lock:
                if self._may_draw() and not done.is_set():
                    # A line that wrapped could not be wiped.
                    self.notices.raw(f"\r\x1b[K{self.status()[: get_terminal_size().columns - 1]}")
                    self._drawn = True

    def _may_draw(self) -> bool:
        return not self._stopped and self._clock() - self._quiet_since >= QUIET

    def status(self) -> str:
        """`12 requests, 600 rows read, 3 s`, `5 of 20 writes, …` or `waiting 20 s: rate limit of desk`."""
        now = self._clock()
        if self._is_stopping:
            return "stopping; writes under way are waited for, Ctrl-C again does not"
        if self._waiting is not None and self._waiting[0] > now:
            return visible(f"waiting {self._waiting[0] - now:.0f} s: {self._waiting[1]}")
        rows = f"{counted(self._read, 'row')} read" if self._read else counted(self.rows, "row")
        parts = [counted(self.requests, "request"), rows]
        if self._writes is not None:
            parts = [f"{self._writes[0]:,} of {counted(self._writes[1], 'write')}", parts[0]]
        return ", ".join([*parts, f"{now - self._started:.0f} s"])


def describe(entry: Entry) -> str:
    """One request in words: `helpscout GET /v2/conversations?page=2: 200, 35 ms`."""
    outcome = "no answer" if entry.status is None else str(entry.status)
    parts = [outcome, f"{entry.ms:.0f} ms"]
    if entry.rows is not None:
        parts.append(counted(entry.rows, "row"))
    if entry.attempt > 1:
        parts.append(f"attempt {entry.attempt}")
    return f"{entry.connection} {entry.method} {entry.path}: {', '.join(parts)}"


def counted(number: int, noun: str) -> str:
    """`1 row`, `1,200 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
