"""Limits of single endpoints, beside the account's: their sizes, headers and refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpsql.sandbox.limits import FixedWindow
from helpsql.sandbox.zendesk.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.zendesk.call import Call

HIGH_VOLUME = 2500
"""An account with so many requests a minute has the high-volume limits."""
MOST_WINDOWS = 5000


@dataclass(frozen=True, slots=True)
class Bucket:
    """`key` names what is counted apart: "" the account, else names of path values; user is the caller."""

    total: int
    seconds: int = 60
    high_volume: int = 0
    key: str = ""
    message: str = "Number of allowed API requests per minute exceeded"


_EXPORTS = "Number of allowed incremental export API requests per minute exceeded"
_TICKET = "Rate limit for ticket updates exceeded, please wait before updating this ticket again"
_USER = (
    "You have exceeded the rate limit for updating a single unique user. "
    "Please wait before updating this user again"
)

BUCKETS = {
    "tickets-index": Bucket(100, high_volume=300),
    "tickets-index-deep-pagination": Bucket(50),
    "tickets-update": Bucket(100, high_volume=300),
    "per-ticket-updates": Bucket(30, 600, key="user ticket_id", message=_TICKET),
    "ticket-request-create-by-user-and-ip": Bucket(300, key="user"),
    "tickets-destroy": Bucket(400),
    "incremental-exports": Bucket(10, high_volume=30, message=_EXPORTS),
    "incremental-exports-sample": Bucket(10, 1200, message=_EXPORTS),
    "search-export": Bucket(100),
    "tags-index": Bucket(100),
    "views": Bucket(5, key="user view_id"),
    "create-update-user": Bucket(5, key="user_id", message=_USER),
    "users-update": Bucket(60),
    "organizations-update": Bucket(5, key="organization_id"),
    "deleted-tickets-index": Bucket(10),
    "deleted-tickets-index-deep-pagination": Bucket(5),
    "deleted-tickets-destroy": Bucket(1000),
    "deleted-tickets-destroy-many": Bucket(300),
    "deleted-users-destroy": Bucket(700, 600),
    "ticket-field-options": Bucket(100),
    "suspended-tickets-export": Bucket(1),
}


class Buckets:
    """ASSUMED: an account without a limit (`rate_limit=None`) has no endpoint limits either."""

    def __init__(self, account_limit: int | None, clock: Callable[[], float]) -> None:
        self._account_limit = account_limit
        self._clock = clock
        self._windows: dict[tuple[str, ...], FixedWindow] = {}

    def spend(self, call: Call, ids: dict[str, object], headers: dict[str, str]) -> None:
        """Charge the call to its endpoint's buckets; raises 429 when one is used up."""
        if self._account_limit is None:
            return
        for name in _names(call):
            self._charge(name, call, ids, headers)

    def _charge(self, name: str, call: Call, ids: dict[str, object], headers: dict[str, str]) -> None:
        bucket = BUCKETS[name]
        owners = (str(call.caller_id if key == "user" else ids.get(key)) for key in bucket.key.split())
        window = self._window((name, *owners), bucket)
        quota = window.spend()
        wait = window.wait()
        headers[f"zendesk-ratelimit-{name}"] = (
            f"total={quota.limit}; remaining={quota.remaining}; resets={wait}"
        )
        if quota.refused:
            body = {"error": "APIRateLimitExceeded", "description": bucket.message}
            raise Refusal(429, body, Retry_After=str(wait), **headers)

    def _window(self, key: tuple[str, ...], bucket: Bucket) -> FixedWindow:
        if key not in self._windows:
            if len(self._windows) > MOST_WINDOWS:
                self._windows.clear()
            high = (self._account_limit or 0) >= HIGH_VOLUME
            total = bucket.high_volume if high and bucket.high_volume else bucket.total
            self._windows[key] = FixedWindow(total, self._clock, bucket.seconds)
        return self._windows[key]


def _names(call: Call) -> list[str]:
    names = call.endpoint.limits.split()
    page = call.request.args.get("page", "")
    deep = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 0
    if "tickets-index" in names and deep > 500:
        names.append("tickets-index-deep-pagination")
    if "deleted-tickets-index" in names and deep > 100:
        names.append("deleted-tickets-index-deep-pagination")
    return names
