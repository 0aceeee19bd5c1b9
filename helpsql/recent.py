"""Which rows a session wrote lately: an index that lags may not show them as they are.

Keys alone are kept, for as long as any index may be behind, and no more of them than are worth reading again.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.clock import Clock

MOST = 500
"""Keys of a table that are kept. More would cost more than a handful of requests at every SELECT."""
KEPT = 900.0
"""Seconds; longer than any read is said to lag."""

Key = tuple[SqlValue, ...]


class Recent:
    """An account's rows that were written lately, by table: their keys, and when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._written: dict[str, dict[Key, float]] = {}
        self._untold: dict[str, float] = {}
        self._lock = threading.Lock()

    def add(self, table: str, key: Key | None) -> None:
        """A row was written, or may have been; None: its key is not known."""
        now = self._clock.monotonic()
        with self._lock:
            if key is None or None in key:
                self._untold[table] = now
                return
            written = self._written.setdefault(table, {})
            written.pop(key, None)  # a key is where it was written last
            written[key] = now
            while len(written) > MOST or next(iter(written.values())) < now - KEPT:
                oldest = next(iter(written))
                when = written.pop(oldest)
                self._untold[table] = max(when, self._untold.get(table, when))

    def keys(self, table: str, lag: float) -> list[Key]:
        """The keys that were written in the last `lag` seconds."""
        since = self._clock.monotonic() - lag
        with self._lock:
            return [key for key, when in self._written.get(table, {}).items() if when > since]

    def untold(self, table: str, lag: float) -> bool:
        """Further rows were written in that time, whose keys are not known."""
        when = self._untold.get(table)
        return when is not None and when > self._clock.monotonic() - lag

    def any(self, table: str, lag: float) -> bool:
        """Rows were written in that time."""
        return self.untold(table, lag) or bool(self.keys(table, lag))
