"""A clock that never waits."""

from __future__ import annotations

import threading


class FakeClock:
    """`sleeps` are the seconds that would have been slept."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.sleeps: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return 1_793_469_600 + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float, cancelled: threading.Event) -> bool:
        if not cancelled.is_set():
            with self._lock:
                self.sleeps.append(seconds)
                self.elapsed += seconds
        return cancelled.is_set()
