"""SQL's `datetime('now')` by the session's clock, where that is not the machine's.

SQLite asks its VFS for the time, so one that answers only that question moves every date function,
CURRENT_TIMESTAMP included; files stay in the hands of SQLite's own VFS.
"""

from __future__ import annotations

import itertools

import apsw

from helpsql.clock import Clock

_EPOCH = 210_866_760_000.0
"""Seconds from the beginning of the Julian day numbers to 1970."""
_numbers = itertools.count(1)
_KEPT: list[NowVfs] = []
"""A database asks its VFS until it is closed, which may be at the very end of the process."""


class NowVfs(apsw.VFS):
    """The platform's VFS with another time, registered under `name`."""

    def __init__(self, clock: Clock) -> None:
        self.name = f"helpsql-now-{next(_numbers)}"
        self._now = clock.now
        super().__init__(self.name, "", exclude={"xCurrentTime"})
        _KEPT.append(self)

    def xCurrentTimeInt64(self) -> int:  # noqa: N802 - SQLite's name
        """Milliseconds of the Julian day number."""
        return round((self._now() + _EPOCH) * 1000)
