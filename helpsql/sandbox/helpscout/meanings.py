"""What values mean in a search: words, names, numbers and moments."""

from __future__ import annotations

import re
from calendar import monthrange, timegm
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout.query import QueryError, Range, Value
from helpsql.sandbox.times import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Test = Callable[[Any], bool]
    Meaning = Callable[[Value | Range], Test]

_WORD = re.compile(r"\w+\*?")
_TAG = re.compile(r"<[^>]+>")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d):(\d\d)Z)?)?)?")
_MATH = re.compile(r"([+-]\d+|/)(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?")
_SECONDS = {"WEEK": 7 * DAY, "DAY": DAY, "HOUR": HOUR, "MINUTE": MINUTE, "SECOND": 1}


def words(texts: Callable[[Any], Iterable[str]]) -> Meaning:
    """The words of the value stand next to each other in one of the texts."""

    def meaning(value: Value | Range) -> Test:
        wanted = _WORD.findall(_text(value).lower())
        if not wanted:
            return lambda _: _text(value) == "*"
        return lambda record: any(_contains(_plain_words(text), wanted) for text in texts(record))

    return meaning


def _plain_words(text: str) -> list[str]:
    return [word.rstrip("*") for word in _WORD.findall(_TAG.sub(" ", text).lower())]


def _contains(found: list[str], wanted: list[str]) -> bool:
    span = len(wanted)
    return any(
        all(_same(found[at + n], word) for n, word in enumerate(wanted))
        for at in range(len(found) - span + 1)
    )


def _same(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def named(names: Callable[[Any], Iterable[str]]) -> Meaning:
    """The value is one of the names, without regard to case."""

    def meaning(value: Value | Range) -> Test:
        wanted = _text(value).lower()
        return lambda record: wanted == "*" or wanted in (name.lower() for name in names(record))

    return meaning


def contained(texts: Callable[[Any], Iterable[str]]) -> Meaning:
    """The value is a part of one of the texts, without regard to case."""

    def meaning(value: Value | Range) -> Test:
        wanted = _text(value).lower().strip("*")
        return lambda record: any(wanted in text.lower() for text in texts(record))

    return meaning


def numbers(values: Callable[[Any], Iterable[int]]) -> Meaning:
    """A number, or a range of numbers."""

    def meaning(value: Value | Range) -> Test:
        low, high = _ends(value, _number)
        return lambda record: any(low <= number <= high for number in values(record))

    return meaning


def moments(at: Callable[[Any], int], now: float) -> Meaning:
    """A moment, a period such as 2026-05, or a range of them."""

    def meaning(value: Value | Range) -> Test:
        low, high = moment_bounds(value, now)
        return lambda record: low <= at(record) <= high

    return meaning


def moment_bounds(value: Value | Range, now: float) -> tuple[float, float]:
    """First and last second that are meant, both included."""
    return _ends(value, lambda text: _period(text, now))


def _ends(value: Value | Range, read: Callable[[str], tuple[float, float]]) -> tuple[float, float]:
    low, high = float("-inf"), float("inf")
    if isinstance(value, Value):
        return (low, high) if value.text == "*" else read(value.text)
    if value.low is not None:
        first, last = read(value.low)
        low = first if value.closed[0] else last + 1
    if value.high is not None:
        first, last = read(value.high)
        high = last if value.closed[1] else first - 1
    return low, high


def _text(value: Value | Range) -> str:
    if isinstance(value, Range):
        raise QueryError("this field takes no range")
    return value.text


def _number(text: str) -> tuple[float, float]:
    if not re.fullmatch(r"-?\d{1,19}", text):
        raise QueryError(f"not a number: {text!r}")
    return int(text), int(text)


def _period(text: str, now: float) -> tuple[float, float]:
    """First and last second of a date in any of its forms."""
    if text.startswith("NOW"):
        moment = _date_math(text[3:], int(now))
        return moment, moment
    found = _PARTIAL.fullmatch(text)
    if not found:
        raise QueryError(f"not a date of the form yyyy-MM-dd'T'HH:mm:ss'Z': {text!r}")
    parts = [int(part) for part in found.groups() if part]
    try:
        return _span(parts)
    except ValueError as error:
        raise QueryError(f"not a date: {text!r}") from error


def _span(parts: list[int]) -> tuple[int, int]:
    if len(parts) > 3:
        moment = _seconds(*parts)
        return moment, moment
    year, month, day = (*parts, 0, 0)[:3]
    last_month = month or 12
    last_day = day or monthrange(year, last_month)[1]
    return _seconds(year, month or 1, day or 1), _seconds(year, last_month, last_day, 23, 59, 59)


def _seconds(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    if not (
        1 <= month <= 12
        and 1 <= day <= monthrange(year, month)[1]
        and hour < 24
        and minute < 60
        and second < 60
    ):
        raise ValueError("out of range")
    return timegm((year, month, day, hour, minute, second))


def _date_math(text: str, moment: int) -> int:
    """`-1HOUR`, `/YEAR`, `+2DAYS/DAY` and so on, applied from left to right."""
    at = 0
    while at < len(text):
        step = _MATH.match(text, at)
        if not step:
            raise QueryError(f"cannot read the date NOW{text}")
        at = step.end()
        moment = _rounded(moment, step[2]) if step[1] == "/" else _moved(moment, int(step[1]), step[2])
    return moment


def _moved(moment: int, count: int, unit: str) -> int:
    if unit in _SECONDS:
        return moment + count * _SECONDS[unit]
    year, month, day, clock = _civil(moment)
    months = year * 12 + month - 1 + count * (12 if unit == "YEAR" else 1)
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= 9999:
        raise QueryError("the date lies too far away")
    return timegm((year, month, min(day, monthrange(year, month)[1]), 0, 0, 0)) + clock


def _rounded(moment: int, unit: str) -> int:
    if unit in _SECONDS and unit != "WEEK":
        return moment - moment % _SECONDS[unit]
    year, month, _, _ = _civil(moment)
    return timegm((year, 1 if unit == "YEAR" else month, 1, 0, 0, 0))


def _civil(moment: int) -> tuple[int, int, int, int]:
    from time import gmtime

    t = gmtime(moment)
    return t[0], t[1], t[2], moment % DAY
