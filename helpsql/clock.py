"""Time as an argument: what waits or expires asks a Clock, so that tests never sleep."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import threading


class Clock(Protocol):
    """`now` is for instants the helpdesk names, `monotonic` for durations and deadlines."""

    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...

    def sleep(self, seconds: float, cancelled: threading.Event) -> bool:
        """Wait, and end at once when `cancelled` is set; True when it was."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float, cancelled: threading.Event) -> bool:
        return cancelled.wait(max(0.0, seconds))


class OffsetClock(SystemClock):
    """Begins at an instant of its own and goes on with the machine's time: the demo's clock."""

    def __init__(self, begin: float) -> None:
        self._offset = begin - time.monotonic()

    def now(self) -> float:
        return time.monotonic() + self._offset


SYSTEM: Clock = SystemClock()


def iso(instant: float) -> str:
    """The instant in UTC as `2026-01-05T10:00:00.123Z`, the form whose text sorts by time."""
    return datetime.fromtimestamp(instant, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
