"""Moments in queries: days, full stamps, and times before now."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from helpsql.sandbox.times import DAY, HOUR, MINUTE, WEEK

_UNITS = {"minute": MINUTE, "hour": HOUR, "day": DAY, "week": WEEK, "month": 30 * DAY, "year": 365 * DAY}
_AGO = re.compile(r"(\d+)\s*(minute|hour|day|week|month|year)s?")
_DAYS = {"today": 0, "yesterday": 1}


def span(text: str, now: int) -> tuple[int, int] | None:
    """First and last second that a text means; None if it is no time.

    ASSUMED: the account's zone is UTC; months are 30 days.
    """
    ago = _AGO.fullmatch(text.strip().lower())
    if ago:
        moment = now - int(ago[1]) * _UNITS[ago[2]]
        return moment, moment
    if text.lower() in _DAYS:
        start = (now // DAY - _DAYS[text.lower()]) * DAY
        return start, start + DAY - 1
    try:
        moment_ = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment_.tzinfo is None:
        moment_ = moment_.replace(tzinfo=UTC)
    start = int((moment_ - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1))
    whole_day = len(text) <= 10
    return start, start + DAY - 1 if whole_day else start


def fits(operator: str, value: int, low: int, high: int) -> bool:
    """Whether a moment stands to a span as the operator says."""
    return {
        ":": low <= value <= high,
        "<": value < low,
        "<=": value <= high,
        ">": value > high,
        ">=": value >= low,
    }[operator]
