"""One value of a filter as it stands in a path or parameter. Pure.

A value that the API cannot take raises NotSendable, one that no row can have NoRow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from helpsql.instants import as_instant, format_instant
from helpsql.plan import Bound, Plan
from helpsql.spec import UNIX, Helpdesk, Take, Type
from helpsql.values import SqlValue, api_spelling, escape, number_in

_LARGEST = 2**63
_SECOND = timedelta(seconds=1)
_BARE_IN_JSON = (Type.INTEGER, Type.REAL, Type.BOOLEAN)


class NoRow(Exception):  # noqa: N818
    """No row can satisfy the filter, so nothing need be asked."""


class NotSendable(Exception):  # noqa: N818
    """The API has no way to say this value; the filter is left to SQLite."""


@dataclass(frozen=True, slots=True)
class At:
    """Where values are written: for which plan, in whose words, and at which moment."""

    plan: Plan
    helpdesk: Helpdesk
    now: float


def text_of(bound: Bound, value: SqlValue, where: str, at: At) -> str:
    """One value as it stands in the path or the parameter."""
    column, take = bound.column, bound.take
    if column.echo and column.values:
        # Where the parameter takes several values, the one that is compared with may be a list of them.
        parts = str(value).split(take.many) if take is not None and take.many else [value]
        found = [_spelled(api_spelling(_trimmed(part), column.values, what=where)) for part in parts]
        return (take.many if take is not None else "").join(_escaped(one, bound, at) for one in found)
    if take is not None and take.only:
        if value not in take.only:
            raise NotSendable
        return _in_term(take, _spelled(take.only[str(value)]))
    text = _plain(column.type, value, bound, at)
    if take is None:
        return _segment(text)
    if take.bars and (not text or any(char in text for char in take.bars)):
        raise NotSendable
    return _in_term(take, _escaped(text, bound, at))


def _in_term(take: Take, text: str) -> str:
    return text if take.inside else take.term.replace("{}", text)


def _escaped(text: str, bound: Bound, at: At) -> str:
    """A value as the language of its parameter wants it."""
    take, join = bound.take, at.helpdesk.joins.get(bound.take.param) if bound.take is not None else None
    if take is None or join is None or take.raw:
        return text
    if join.escape == "json" and bound.column.type in _BARE_IN_JSON:
        return text
    return escape(text, join.escape)


def _trimmed(value: SqlValue) -> SqlValue:
    return value.strip() if isinstance(value, str) else value


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(kind: Type, value: SqlValue, bound: Bound, at: At) -> str:
    if kind is Type.INTEGER:
        return str(_not_refused(_widened(_whole(value, bound), bound), bound.take, at.now))
    if kind is Type.TIMESTAMP or kind is Type.DATE:
        return _moment(kind, value, bound, at)
    if kind is Type.BOOLEAN:
        return _truth(value)
    if isinstance(value, bytes) and bound.op == "=" and not bound.column.echo:
        raise NoRow
    if isinstance(value, bytes) or (isinstance(value, float) and (bound.take or bound.column.echo)):
        raise NotSendable
    if bound.take is not None and not bound.column.echo:
        _check_meaning(str(value), bound.take)
    return str(value)


def _check_meaning(text: str, take: Take) -> None:
    """An empty parameter is refused by some and ignored by others; a word of the API's own means another."""
    if not text.strip() or text.lower() in take.unless:
        raise NotSendable


def _not_refused(seconds: int, take: Take | None, now: float) -> int:
    """A number of seconds since 1970 as a parameter takes it; any other number as it is."""
    if take is None or take.when != UNIX:
        return seconds
    latest = math.floor(now - take.ago) if take.ago and math.isfinite(now) else seconds
    return max(0, min(seconds, latest))


def _widened(number: int, bound: Bound) -> int:
    """A bound moved outward, for an API that does not include it; ids begin at 1."""
    widen = int(bound.take.widen) if bound.take is not None else 0
    if not widen or bound.op == "=":
        return number
    return max(0, number - widen if bound.op in (">", ">=") else number + widen)


def _whole(value: SqlValue, bound: Bound) -> int:
    """The whole number that an INTEGER column compares as; for a bound that is none, the nearest outside."""
    number = number_in(value) if isinstance(value, str) else value
    if bound.op == "=":
        return _equal(number, bound)
    # Beside a number, every text and BLOB is the greater one.
    if number is None or isinstance(number, bytes | str) or not abs(number) < _LARGEST:
        raise NotSendable
    if bound.op == "<>" and (number != int(number) or number <= 0):
        raise NotSendable  # it differs from every row that the API could compare
    return math.floor(number) if bound.op in (">", ">=") else math.ceil(number)


def _equal(number: SqlValue, bound: Bound) -> int:
    if not isinstance(number, int | float) or not abs(number) < _LARGEST or number != int(number):
        raise NotSendable if bound.column.echo else NoRow
    whole = int(number)
    if whole <= 0 and not bound.column.echo:
        raise NoRow if bound.take is None or bound.column.key else NotSendable
    return whole


def _moment(kind: Type, value: SqlValue, bound: Bound, at: At) -> str:
    moment, take = as_instant(value), bound.take
    if moment is None:
        raise NotSendable
    upper = take is not None and "<=" in take.ops
    when = (take.when if take is not None else "") or ("%Y-%m-%d" if kind is Type.DATE else at.helpdesk.when)
    try:
        if upper and bound.op != "<":
            # Answers show whole seconds: what stands at this one may have happened within it.
            moment = moment.replace(microsecond=0) + _SECOND
        if take is not None:
            moment = _moved(moment, take, upper, at.now)
        return _unix(moment, upper) if when == UNIX else format_instant(moment, when, up=upper)
    except OverflowError:
        raise NotSendable from None


def _moved(moment: datetime, take: Take, upper: bool, now: float) -> datetime:
    """A bound moved outward where the API's rule is not known, and back from where it refuses one."""
    moment += timedelta(seconds=take.widen if upper else -take.widen)
    if take.ago and not upper and math.isfinite(now):
        moment = min(moment, datetime.fromtimestamp(now - take.ago, UTC))
    return moment


def _unix(moment: datetime, upper: bool) -> str:
    """Whole seconds since 1970; before that there is nothing."""
    seconds = moment.timestamp()
    return str(max(0, math.ceil(seconds) if upper else math.floor(seconds)))


def _truth(value: SqlValue) -> str:
    number = number_in(value) if isinstance(value, str) else value
    said: object = str(value).lower() if number is None else number
    text = {1: "true", 0: "false", "true": "true", "false": "false"}.get(said)
    if text is None:
        raise NotSendable
    return text


def _segment(text: str) -> str:
    """A path segment, escaped; what would climb or vanish in a path is no id."""
    if text in ("", ".", ".."):
        raise NoRow
    return quote(text, safe="")
