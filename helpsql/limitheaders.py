"""What an answer's headers say of a rate limit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Limits


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
