"""One rate limit, counted: what headers told of it and what is in flight, which no answer tells yet."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from helpsql.limitheaders import Seen

_LOOK_AGAIN = 0.02  # seconds until a thread looks whether the answers it waits for have come


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to send one request. `after` counts the answers known when it was given."""

    cost: int
    after: int


class Bucket:
    """One limit: what is left of it, what is in flight, until when nobody may send. Thread-safe."""

    def __init__(self, window: float, limit: int | None = None) -> None:
        self._window = window
        self._counts = limit is not None  # windows are counted here, as long as no answer tells of one
        self._lock = threading.Lock()
        self._limit: int | None = limit
        self._remaining: int | None = limit
        self._resets_at = 0.0
        self._blocked_until = 0.0
        self._in_flight = 0
        self._answers = 0
        self._lowest = 0  # number of the answer that told of `_remaining`

    def reserve(self, cost: int, now: float) -> Ticket | float:
        """Leave to send, which counts as in flight from here on, or the seconds until asking again."""
        with self._lock:
            self._roll(now)
            wait = self._wait(cost, now)
            if wait > 0:
                return wait
            self._in_flight += cost
            return Ticket(cost, self._answers)

    def cancel(self, ticket: Ticket) -> None:
        """The request was not sent after all."""
        with self._lock:
            self._in_flight -= ticket.cost

    def unanswered(self, ticket: Ticket) -> None:
        """It was sent and no answer came: it may have been counted, so it is taken for spent."""
        with self._lock:
            self._in_flight -= ticket.cost
            self._spend(ticket.cost)

    def answered(self, ticket: Ticket, seen: Seen, now: float) -> None:
        """An answer came; `seen` is what it said of the limit."""
        with self._lock:
            self._roll(now)
            self._in_flight -= ticket.cost
            self._answers += 1
            self._limit = self._limit if seen.limit is None else seen.limit
            self._counts = self._counts and seen.remaining is None
            if seen.remaining is None:
                self._spend(ticket.cost)
            elif self._is_new_window(ticket, seen, seen.remaining, now):
                self._remaining, self._lowest = seen.remaining, self._answers
                self._resets_at = now + self._window if seen.resets_at is None else seen.resets_at
            elif self._remaining is None or seen.remaining < self._remaining:
                self._remaining, self._lowest = seen.remaining, self._answers

    def block(self, until: float) -> None:
        """The helpdesk turned us away: nobody sends before that instant."""
        with self._lock:
            self._blocked_until = max(self._blocked_until, until)
            if self._remaining is not None:
                self._remaining, self._resets_at = 0, self._blocked_until

    def look(self, now: float) -> Seen:
        """The state as it is to be shown."""
        with self._lock:
            self._roll(now)
            end = max(self._resets_at, self._blocked_until)
            return Seen(self._limit, self._remaining, end if end > now else None)

    def _roll(self, now: float) -> None:
        if self._remaining is not None and now >= self._resets_at:
            self._remaining = self._limit
            if self._counts:
                self._resets_at = now + self._window

    def _wait(self, cost: int, now: float) -> float:
        if now < self._blocked_until:
            return self._blocked_until - now
        if self._remaining is None or self._remaining - self._in_flight >= cost:
            return 0.0
        if self._in_flight > 0 and self._remaining >= cost:
            return _LOOK_AGAIN  # answers under way will tell whether there is room
        # No answer told of a window that began since: its first request finds out.
        return max(0.0, self._resets_at - now)

    def _spend(self, cost: int) -> None:
        if self._remaining is not None:
            self._remaining = max(0, self._remaining - cost)

    def _is_new_window(self, ticket: Ticket, seen: Seen, remaining: int, now: float) -> bool:
        """Within a window what remains only falls, though answers may overtake each other.

        So a rise tells of a new window only in the answer to a request sent after the lower number was
        known. Where the API does not say when its window ends, it ends at the latest one window after
        its first answer.
        """
        if self._remaining is None or now >= self._resets_at:
            return True
        if seen.resets_at is not None and seen.resets_at >= self._resets_at + self._window / 2:
            return True
        return remaining > self._remaining and ticket.after >= self._lowest
