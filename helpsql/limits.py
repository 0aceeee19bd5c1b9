"""The rate limit of an account, learned from the answers: when the next request may go, how many abreast.

Nothing here waits: the time to wait is given out.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpsql.buckets import Bucket, Ticket
from helpsql.limitheaders import Seen, read_bucket, read_limit
from helpsql.spec import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Limits

ACCOUNT = "account"
NO_LIMIT = 100_000
"""An account that may send so many requests a window has no limits, of single requests neither."""
MOST_BUCKETS = 2000


def abreast(full: int, remaining: int | None) -> int:
    """How many requests may run side by side: fewer as the limit comes near, at least one.

    A quarter of what remains, so that another client of the account meets no wall of ours.
    """
    return full if remaining is None else max(1, min(full, remaining // 4))


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
