"""The rate limit of an account, learned from the answers: when the next request may go, how many abreast.

`read_limit` and `read_retry_after` read headers; a Bucket holds what they said and counts what is in
flight, since an answer does not tell of requests still under way. Nothing here waits: the time to wait is
given out.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from helpsql.spec import Limits, Request

ACCOUNT = "account"
_LOOK_AGAIN = 0.02  # seconds until a thread looks whether the answers it waits for have come


@dataclass(frozen=True, slots=True)
class Seen:
    """What one answer said: None where it said nothing. `resets_at` is an instant."""

    limit: int | None = None
    remaining: int | None = None
    resets_at: float | None = None


def read_limit(headers: Mapping[str, str], limits: Limits, now: float) -> Seen:
    """The limit as this answer tells it."""
    limit = _number(headers.get(limits.limit)) if limits.limit else None
    remaining = _number(headers.get(limits.remaining)) if limits.remaining else None
    reset = _number(headers.get(limits.reset)) if limits.reset else None
    return Seen(_whole(limit), _whole(remaining), None if reset is None else _instant(reset, now))


def read_retry_after(headers: Mapping[str, str], limits: Limits, now: float) -> float | None:
    """Seconds to stay away, from the first such header that can be read: a number or an HTTP date."""
    for name in limits.retry_after:
        text = headers.get(name)
        seconds = _number(text)
        if seconds is None and text:
            seconds = _until(text, now)
        if seconds is not None:
            return max(0.0, seconds)
    return None


def abreast(full: int, remaining: int | None) -> int:
    """How many requests may run side by side: fewer as the limit comes near, at least one.

    A quarter of what remains, so that another client of the account meets no wall of ours.
    """
    return full if remaining is None else max(1, min(full, remaining // 4))


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _instant(reset: float, now: float) -> float:
    """Vendors give the seconds left, an instant in seconds or one in milliseconds."""
    if reset >= 1e11:
        return reset / 1000
    return reset if reset >= 1e8 else now + max(0.0, reset)


def _until(date: str, now: float) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to send one request. `after` counts the answers known when it was given."""

    cost: int
    after: int


class Bucket:
    """One limit: what is left of it, what is in flight, until when nobody may send. Thread-safe."""

    def __init__(self, window: float) -> None:
        self._window = window
        self._lock = threading.Lock()
        self._limit: int | None = None
        self._remaining: int | None = None
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


class Limiter:
    """The buckets of one connection. `bucket_of` names the one a request draws from."""

    def __init__(self, limits: Limits, bucket_of: Callable[[Request], str] = lambda _: ACCOUNT) -> None:
        self.limits = limits
        self._bucket_of = bucket_of
        self._buckets: dict[str, Bucket] = {ACCOUNT: Bucket(limits.window)}
        self._lock = threading.Lock()

    def bucket(self, request: Request) -> Bucket:
        name = self._bucket_of(request)
        with self._lock:
            return self._buckets.setdefault(name, Bucket(self.limits.window))

    def cost(self, request: Request) -> int:
        return self.limits.cost.get(request.method.upper(), 1)

    def remaining(self, now: float) -> int | None:
        """What is left where least is left."""
        known = [seen.remaining for _, seen in self.look(now) if seen.remaining is not None]
        return min(known, default=None)

    def look(self, now: float) -> list[tuple[str, Seen]]:
        """Each bucket's name and state."""
        with self._lock:
            buckets = list(self._buckets.items())
        return [(name, bucket.look(now)) for name, bucket in buckets]
