"""The record of what was sent: one frozen entry a request, the newest kept, all counted.

It feeds `helpsql.requests`, `-v` and the tests that count requests. Paths come in redacted.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Entry:
    """One request sent. `status` is None when no answer came, `rows` until the engine counted them."""

    id: int
    statement: int | None
    connection: str
    method: str
    path: str
    status: int | None
    ms: float
    attempt: int
    rows: int | None
    started_at: str


class RequestLog:
    """The last `bound` entries, and how many there were in all. Shared by connections; thread-safe."""

    def __init__(self, bound: int = 10_000, notice: Callable[[Entry], None] | None = None) -> None:
        self.notice = notice
        self._entries: deque[Entry] = deque(maxlen=bound)
        self._lock = threading.Lock()
        self._total = 0
        self._by_connection: Counter[str] = Counter()

    def add(
        self,
        *,
        statement: int | None,
        connection: str,
        method: str,
        path: str,
        status: int | None,
        ms: float,
        attempt: int,
        started_at: str,
    ) -> Entry:
        """Note one request that was sent; ids rise by one in the order of the answers."""
        with self._lock:
            self._total += 1
            self._by_connection[connection] += 1
            entry = Entry(
                self._total, statement, connection, method, path, status, ms, attempt, None, started_at
            )
            self._entries.append(entry)
        if self.notice is not None:
            self.notice(entry)
        return entry

    def note_rows(self, entry_id: int, rows: int) -> None:
        """Say how many rows the answer held; nothing happens when the entry is no longer kept."""
        with self._lock:
            # Ids have no gaps, so an entry's place follows from its id.
            place = entry_id - (self._total - len(self._entries)) - 1
            if 0 <= place < len(self._entries):
                self._entries[place] = replace(self._entries[place], rows=rows)

    def entries(self, after: int = 0) -> list[Entry]:
        """The kept entries with an id above `after`, oldest first."""
        with self._lock:
            return [entry for entry in self._entries if entry.id > after]

    @property
    def total(self) -> int:
        """How many requests were sent since the start, kept or not; also the newest id."""
        return self._total

    def count(self, connection: str) -> int:
        """How many of them one connection sent."""
        with self._lock:
            return self._by_connection[connection]
