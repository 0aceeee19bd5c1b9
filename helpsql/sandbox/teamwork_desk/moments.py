"""The two forms of time that requests may use."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from helpsql.sandbox.teamwork_desk.errors import bad

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@lru_cache(maxsize=10_000)
def moment(text: str) -> float | None:
    """Epoch seconds of an RFC 3339 time, as bodies and filters have it; None for anything else."""
    if not _RFC_3339.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
        return timegm(found.astimezone(UTC).timetuple()) + found.microsecond / 1e6
    except (ValueError, OverflowError):
        return None


def day(text: str, name: str) -> int:
    """Epoch seconds of a day's beginning, as plain query parameters have it; 400 for anything else."""
    try:
        if _DAY.fullmatch(text):
            return timegm(datetime.fromisoformat(text).timetuple())
    except ValueError:
        pass
    raise bad(f"{name} must be a date like 2026-01-31", name)


def body_moment(value: Any, name: str) -> float:
    """A time in a body; 400 for anything else."""
    found = moment(value) if isinstance(value, str) else None
    if found is None:
        raise bad("must be an RFC 3339 date", name)
    return found
