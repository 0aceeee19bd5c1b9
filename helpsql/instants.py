"""Instants: the times that texts name, in which order they stand, and how an API wants them written.

Pure functions. A TIMESTAMP or DATE stands in a row as the API's own text (`2026-01-05T10:00:00Z`) and
compares by instant with every form that SQLite's date functions accept; `INSTANT` is that collation.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

INSTANT = "instant"
"""Name of the collation of TIMESTAMP and DATE columns."""

_FORM = re.compile(
    r"\s*(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"(?:[T\s]+([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?\s*(Z|z|[+-](?:0\d|1[0-4]):?[0-5]\d)?|T)?\s*",
    re.ASCII,
)
_CANONICAL = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII
).fullmatch
"""The form of the APIs, where text order is the order of instants; no day that a month may lack."""
_BEGIN = datetime(1, 1, 1, tzinfo=UTC)
_FOUR_CENTURIES = 146_097  # days; year 0 is read as year 400, since Python has none
_DAY = 86_400_000_000


def instant(text: str) -> datetime | None:
    """The instant a text names, None when it is none. Without a zone it is UTC, as in SQLite."""
    micros = _micros(text)
    try:
        return None if micros is None else _BEGIN + timedelta(microseconds=micros)
    except OverflowError:
        return None


def _micros(text: str) -> int | None:
    """Microseconds since the year 1, below 0 in the year 0. As in SQLite, 24:00 is the next day's beginning
    and a day that the month lacks (30 February) one of the next month.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    days = date(int(year) or 400, int(month), 1).toordinal() + int(day) - 2
    if year == "0000":
        days -= _FOUR_CENTURIES
    seconds = int(hour or 0) * 3600 + int(minute or 0) * 60 + int(second or 0) - _offset(zone)
    return days * _DAY + seconds * 1_000_000 + int((fraction or "0")[:6].ljust(6, "0"))


def _offset(zone: str | None) -> int:
    if zone is None or zone in "Zz":
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
    return -seconds if zone[0] == "-" else seconds


def compare_instants(a: str, b: str) -> int:
    """Order of two texts by instant; what is no instant comes after all that are, in text order."""
    if _CANONICAL(a) and _CANONICAL(b):
        return (a > b) - (a < b)
    left, right = instant_key(a), instant_key(b)
    return (left > right) - (left < right)


def instant_key(text: str) -> tuple[int, int, str]:
    """Equal for two texts exactly when the collation calls them equal, and ordered as it orders them."""
    micros = _micros(text)
    return (1, 0, text) if micros is None else (0, micros, "")


def as_instant(value: object) -> datetime | None:
    """The instant of a bound value, None when it has none (numbers are not instants here)."""
    return instant(value) if isinstance(value, str) else None


def format_instant(moment: datetime, pattern: str, *, up: bool = False) -> str:
    """The API's text of an instant, fractions of a second cut, or rounded `up` for upper bounds.

    OverflowError when that would be in the year 10000.
    """
    whole = moment.replace(microsecond=0)
    if up and whole != moment:
        whole += timedelta(seconds=1)
    # The C library's %Y does not fill up with zeros.
    return whole.strftime(pattern.replace("%Y", f"{whole.year:04d}"))
