"""Epoch seconds and the text forms of time that the APIs share."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from functools import lru_cache
from time import gmtime

MINUTE = 60
HOUR = 3600
DAY = 86_400
WEEK = 7 * DAY

_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z")


def stamp(epoch: float) -> str:
    """`2026-10-31T18:00:00Z`."""
    t = gmtime(epoch)
    return f"{t[0]:04}-{t[1]:02}-{t[2]:02}T{t[3]:02}:{t[4]:02}:{t[5]:02}Z"


def day_stamp(epoch: float) -> str:
    """`2026-10-31`."""
    return stamp(epoch)[:10]


@lru_cache(maxsize=1 << 16)
def parse_stamp(text: str) -> int | None:
    """Epoch seconds of exactly the form that `stamp` writes; None for anything else."""
    found = _STAMP.fullmatch(text)
    if not found:
        return None
    try:
        moment = datetime(*(int(part) for part in found.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None
    return timegm(moment.timetuple())


def weekday(epoch: int) -> int:
    """1 for Monday to 7 for Sunday, UTC."""
    return (epoch // DAY + 3) % 7 + 1


def hour_of_day(epoch: int) -> int:
    return epoch % DAY // HOUR
