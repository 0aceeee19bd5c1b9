"""Rate limits: how many requests an account may spend, and when it may go on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Quota:
    """The state of a window after a request; `refused` if that request was one too many."""

    limit: int
    remaining: int
    refused: bool = False


class FixedWindow:
    """A quota that starts anew at each full window of the clock (a minute by default)."""

    def __init__(self, limit: int, clock: Callable[[], float], seconds: int = 60) -> None:
        self.limit = limit
        self._clock = clock
        self._seconds = seconds
        self._window = -1
        self._used = 0

    def spend(self, cost: int = 1) -> Quota:
        """Charge one request; a refused one costs nothing."""
        self._turn()
        if self._used + cost > self.limit:
            return Quota(self.limit, max(0, self.limit - self._used), refused=True)
        self._used += cost
        return Quota(self.limit, self.limit - self._used)

    def look(self) -> Quota:
        """The state without charging anything."""
        self._turn()
        return Quota(self.limit, max(0, self.limit - self._used))

    def wait(self) -> int:
        """Whole seconds until the next window, at least one."""
        now = self._turn()
        return max(1, math.ceil((self._window + 1) * self._seconds - now))

    def _turn(self) -> float:
        now = self._clock()
        window = int(now // self._seconds)
        if window != self._window:
            self._window, self._used = window, 0
        return now
