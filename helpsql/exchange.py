"""What a statement and the sending of its requests have to do with each other.

An Exchange is the statement's side: it is asked before a request and told after it. Patience is how long
the sender may wait on its behalf.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from helpsql.errors import Interrupted

if TYPE_CHECKING:
    from helpsql.clock import Clock
    from helpsql.spec import Request

_WORTH_SAYING = 0.1  # seconds; shorter waits are not told


class Exchange(Protocol):
    """What a statement gives along with a request. Called from the threads that send."""

    @property
    def statement(self) -> int | None:
        """The statement's number, None for look-ups of the catalog."""
        ...

    @property
    def cancelled(self) -> threading.Event:
        """Once set, every wait ends with Interrupted."""
        ...

    @property
    def deadline(self) -> float | None:
        """The clock's `monotonic()` after which nothing is sent or waited for."""
        ...

    def before_send(self, request: Request) -> None:
        """Called once an attempt, before it is sent; may raise BudgetExceeded."""
        ...

    def waiting(self, seconds: float, why: str) -> None:
        """A wait begins: for the limit, or before another attempt."""
        ...

    def sent(self, entry_id: int) -> None:
        """An answer came and was logged under this id; the last one before `send` returns is its own."""
        ...


@dataclass(slots=True)
class Alone:
    """An Exchange outside any statement: for look-ups, the doctor, tests."""

    statement: int | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    deadline: float | None = None

    def before_send(self, request: Request) -> None: ...

    def waiting(self, seconds: float, why: str) -> None: ...

    def sent(self, entry_id: int) -> None: ...


class Patience:
    """Waits on behalf of an exchange, and ends with Interrupted when it has no more time."""

    def __init__(self, exchange: Exchange, clock: Clock, closed: threading.Event, connection: str) -> None:
        self._exchange, self._clock, self._closed, self._connection = exchange, clock, closed, connection

    def check(self) -> None:
        """Raise Interrupted if the statement is to end."""
        if self._closed.is_set():
            raise self._interrupted("the connection was closed")
        if self._exchange.cancelled.is_set():
            raise self._interrupted("interrupted")
        left = self.left()
        if left is not None and left <= 0:
            raise self._interrupted("the statement's time is up")

    def stopped(self) -> bool:
        """The statement is to end, for whatever reason."""
        left = self.left()
        return self._closed.is_set() or self._exchange.cancelled.is_set() or (left is not None and left <= 0)

    def left(self) -> float | None:
        """Seconds until the deadline; None without one."""
        deadline = self._exchange.deadline
        return None if deadline is None else deadline - self._clock.monotonic()

    def pause(self, seconds: float, why: str) -> None:
        """Wait so long. At once Interrupted if the deadline comes first: waiting for it helps nobody."""
        self.check()
        left = self.left()
        if left is not None and seconds >= left:
            raise self._interrupted(f"the statement's time is up before the wait of {seconds:.0f} s ({why})")
        if seconds >= _WORTH_SAYING:
            self._exchange.waiting(seconds, why)
        self._clock.sleep(seconds, self._exchange.cancelled)
        self.check()

    def _interrupted(self, why: str) -> Interrupted:
        return Interrupted(f"{self._connection}: {why}", helpdesk=self._connection)
