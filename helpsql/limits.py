"""The rate limit of an account, learned from the answers: when the next request may go, how many abreast.

`read_limit` and `read_retry_after` read headers; a Bucket holds what they said and counts what is in
flight, since an answer does not tell of requests still under way. Nothing here waits: the time to wait is
given out.
"""

from __future__ import annotations

import math
import re
import threading
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from helpsql.spec import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Limits

ACCOUNT = "account"
NO_LIMIT = 100_000
"""An account that may send so many requests a window has no limits, of single requests neither."""
MOST_BUCKETS = 2000
_LOOK_AGAIN = 0.02  # seconds until a thread looks whether the answers it waits for have come


@dataclass(frozen=True, slots=True)
class Seen:
    """What one answer said: None where it said nothing. `resets_at` is an instant."""

    limit: int | None = None
    remaining: int | None = None
    resets_at: float | None = None


def read_limit(headers: Mapping[str, str], limits: Limits, now: float) -> Seen:
    """The limit as this answer tells it."""
    seen = Seen()
    for family in ((limits.limit, limits.remaining, limits.reset), *limits.also):
        limit, remaining, reset = (_number(headers.get(name)) if name else None for name in family)
        seen = Seen(_whole(limit), _whole(remaining), None if reset is None else _instant(reset, now))
        if limit is not None or remaining is not None:
            break
    return seen


def read_bucket(headers: Mapping[str, str], limits: Limits, name: str, now: float) -> Seen:
    """What an answer tells of the limit of that name: `total=100; remaining=99; resets=41`."""
    for form in limits.bucket_headers if name else ():
        text = headers.get(form.replace("{}", name))
        if text:
            parts = dict(part.strip().partition("=")[::2] for part in text.split(";"))
            reset = _number(parts.get("resets"))
            return Seen(
                _whole(_number(parts.get("total"))),
                _whole(_number(parts.get("remaining"))),
                None if reset is None else _instant(reset, now),
            )
    return Seen()


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


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave to send one request: a ticket of each limit that it draws from."""

    tickets: tuple[tuple[str, Bucket, Ticket], ...]

    def cancel(self) -> None:
        """The request was not sent after all."""
        for _, bucket, ticket in self.tickets:
            bucket.cancel(ticket)

    def unanswered(self) -> None:
        """It was sent and no answer came."""
        for _, bucket, ticket in self.tickets:
            bucket.unanswered(ticket)


class Limiter:
    """The limits of one connection: the account's, and those of some requests alone."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._rules = [(rule, [_pattern(text) for text in rule.requests]) for rule in limits.buckets]
        self._headers = {rule.name: rule.header for rule in limits.buckets}
        self._buckets: dict[tuple[str, str], Bucket] = {(ACCOUNT, ""): Bucket(limits.window)}
        self._lock = threading.Lock()
        self._is_unlimited = False

    def reserve(self, method: str, path: str, now: float) -> Leave | float:
        """Leave to send within all limits of the request, or the seconds until asking again."""
        cost = self.limits.cost.get(method.upper(), 1)
        taken: list[tuple[str, Bucket, Ticket]] = []
        for name, bucket in self._drawn_from(method, path):
            ticket = bucket.reserve(cost if name == ACCOUNT else 1, now)
            if not isinstance(ticket, Ticket):
                Leave(tuple(taken)).cancel()
                return ticket
            taken.append((name, bucket, ticket))
        return Leave(tuple(taken))

    def answered(self, leave: Leave, headers: Mapping[str, str], now: float) -> None:
        """An answer came: learn what it says of each limit."""
        for name, bucket, ticket in leave.tickets:
            if name == ACCOUNT:
                seen = read_limit(headers, self.limits, now)
                self._is_unlimited = (seen.limit or 0) >= NO_LIMIT
            else:
                seen = read_bucket(headers, self.limits, self._headers[name], now)
            bucket.answered(ticket, seen, now)

    def turned_away(self, leave: Leave, headers: Mapping[str, str], until: float, now: float) -> None:
        """The helpdesk refused a request until an instant: block the limit that is used up."""
        used_up = [
            bucket
            for name, bucket, _ in leave.tickets
            if name != ACCOUNT and read_bucket(headers, self.limits, self._headers[name], now).remaining == 0
        ]
        for bucket in used_up or [leave.tickets[0][1]]:
            bucket.block(until)

    def _drawn_from(self, method: str, path: str) -> list[tuple[str, Bucket]]:
        """The account's limit first, then those that name the request."""
        found = [(ACCOUNT, self._buckets[ACCOUNT, ""])]
        if self._is_unlimited or not self._rules:
            return found
        asked = f"{method.upper()} {path.partition('?')[0].removesuffix('.json')}"
        with self._lock:
            for rule, patterns in self._rules:
                if any(pattern.fullmatch(asked) for pattern in patterns):
                    at = (rule.name, asked if rule.each else "")
                    if len(self._buckets) > MOST_BUCKETS and at not in self._buckets:
                        self._forget_rows()
                    found.append((rule.name, self._buckets.setdefault(at, Bucket(rule.window, rule.limit))))
        return found

    def _forget_rows(self) -> None:
        """Limits of single rows are many; a forgotten one begins anew."""
        self._buckets = {at: bucket for at, bucket in self._buckets.items() if not at[1]}

    def remaining(self, now: float) -> int | None:
        """What is left of the account's limit."""
        return self._buckets[ACCOUNT, ""].look(now).remaining

    def look(self, now: float) -> list[tuple[str, Seen]]:
        """Each limit's name and state; those of single rows with their request."""
        with self._lock:
            buckets = list(self._buckets.items())
        return [(" ".join(filter(None, at)), bucket.look(now)) for at, bucket in buckets]


def _pattern(request: str) -> re.Pattern[str]:
    """A request of a limit: `{id}` is a number, any other placeholder one segment."""
    escaped = re.escape(request).replace(r"\{", "{").replace(r"\}", "}")
    return re.compile(PLACEHOLDER.sub(lambda found: r"\d+" if found[1] == "id" else "[^/]+", escaped))
