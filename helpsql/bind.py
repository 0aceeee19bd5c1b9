"""From a plan and the values SQLite gives for it to requests: paths, parameters, and what rows must show.

Pure. A value that the API cannot take is left out of the request where SQLite checks the rows again, is an
error where it is a required filter, and means "no row" where no row can have it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from helpsql.errors import DataError, ProgrammingError
from helpsql.instants import as_instant, format_instant
from helpsql.paging import paging_of, sized
from helpsql.plan import Bound, Plan
from helpsql.spec import UNIX, Helpdesk, Join, OnePage, Request, Take, Type
from helpsql.values import SqlValue, api_spelling, as_stored, escape, number_in

MOST_REQUESTS_OF_SETS = 200
"""Values of several INs are sent as their product only up to this many requests."""

_LARGEST = 2**63
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Chain:
    """One request chain of a plan: its first request, and the columns bound to a value by it.

    bare    none of the read's filters stands in it, since no value could be sent
    """

    request: Request
    bound: Mapping[str, SqlValue] = field(default_factory=dict)
    bare: bool = False


class _NoRow(Exception):  # noqa: N818
    """No row can satisfy the filter, so nothing need be asked."""


class _NotSendable(Exception):  # noqa: N818
    """The API has no way to say this value; the filter is left to SQLite."""


@dataclass(frozen=True, slots=True)
class _At:
    """Where values are written: for which plan, in whose words, and at which moment."""

    plan: Plan
    helpdesk: Helpdesk
    now: float


def chains(plan: Plan, values: Sequence[Any], helpdesk: Helpdesk, now: float = math.inf) -> list[Chain]:
    """The request chains that give the plan's rows; [] when no row can match.

    `values` go with `plan.bounds`; a set of values for an IN. A walked placeholder is left in the path.
    `now` is the moment, in seconds since 1970: some bounds must not be later than a while before it.
    """
    at = _At(plan, helpdesk, now)
    try:
        choices = [_choices(bound, value, at) for bound, value in zip(plan.bounds, values, strict=True)]
    except _NoRow:
        return []
    return [_chain(plan, combination, helpdesk) for combination in itertools.product(*_bounded(choices))]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one bound adds: a placeholder's text or a parameter's term, and the value its column shows."""

    bound: Bound
    text: str
    shown: Mapping[str, SqlValue]


Choices = list["_Piece | None"]


def _bounded(choices: list[Choices]) -> list[Choices]:
    """Keep the product small: sets that SQLite checks again anyway are dropped from the request first."""
    while (
        len(list(itertools.islice(itertools.product(*choices), MOST_REQUESTS_OF_SETS + 1)))
        > MOST_REQUESTS_OF_SETS
    ):
        droppable = [c for c in choices if len(c) > 1 and c[0] and c[0].bound.take and not c[0].shown]
        if not droppable or sum(len(c) > 1 for c in choices) < 2:
            break
        largest = max(droppable, key=len)
        choices = [[None] if c is largest else c for c in choices]
    return choices


def _choices(bound: Bound, value: Any, at: _At) -> Choices:
    """One piece for each request this bound asks for."""
    if not bound.is_set:
        return [_piece(bound, [value], at)]
    values = sorted((v for v in value if v is not None), key=lambda v: (str(type(v)), v))
    if not values:
        raise _NoRow
    size = bound.take.limit if bound.take and bound.take.many else 1
    pieces: Choices = []
    for group in _batched(values, size):
        try:
            pieces.append(_piece(bound, list(group), at))
        except _NoRow:
            continue
    if not pieces:
        raise _NoRow
    return [None] if None in pieces else pieces


def _batched(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _piece(bound: Bound, values: list[SqlValue], at: _At) -> _Piece | None:
    column, take = bound.column, bound.take
    plan, helpdesk = at.plan, at.helpdesk
    if take is not None and bound.op == "null":
        return _Piece(bound, take.term, {})
    where = f"{helpdesk.name}.{plan.table.name}.{column.name}"
    if any(value is None for value in values):
        raise _NoRow
    show = column.echo or (take is None and column.name not in plan.read.loose)
    shown = {column.name: as_stored(values[0], column.type)} if show and bound.op == "=" else {}
    try:
        texts = [_text(bound, value, where, at) for value in values]
    except _NotSendable:
        if column.echo or (take is not None and take.required):
            raise DataError(
                f"{where} takes {_KINDS[column.type]}, not {values[0]!r}.",
                code="bad-time" if column.type in (Type.TIMESTAMP, Type.DATE) else "wrong-type",
                helpdesk=helpdesk.name,
                table=plan.table.name,
                column=column.name,
            ) from None
        return None
    return _Piece(bound, (take.many if take else "").join(texts), shown)


_KINDS = {
    Type.INTEGER: "a whole number",
    Type.REAL: "a number",
    Type.TEXT: "a text",
    Type.BOOLEAN: "true or false",
    Type.TIMESTAMP: "a time such as '2026-01-31' or '2026-01-31T10:00:00Z'",
    Type.DATE: "a day such as '2026-01-31'",
    Type.JSON: "a text",
}


def _text(bound: Bound, value: SqlValue, where: str, at: _At) -> str:
    """One value as it stands in the path or the parameter."""
    column, take = bound.column, bound.take
    if column.echo and column.values:
        # Where the parameter takes several values, the one that is compared with may be a list of them.
        parts = str(value).split(take.many) if take is not None and take.many else [value]
        found = [_spelled(api_spelling(_trimmed(part), column.values, what=where)) for part in parts]
        return (take.many if take is not None else "").join(found)
    if take is not None and take.only:
        if value not in take.only:
            raise _NotSendable
        return take.term.replace("{}", _spelled(take.only[str(value)]))
    text = _plain(column.type, value, bound, at)
    if take is None:
        return _segment(text)
    join = at.helpdesk.joins.get(take.param)
    return take.term.replace("{}", escape(text, join.escape) if join and not take.raw else text)


def _trimmed(value: SqlValue) -> SqlValue:
    return value.strip() if isinstance(value, str) else value


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(kind: Type, value: SqlValue, bound: Bound, at: _At) -> str:
    if kind is Type.INTEGER:
        return str(_not_refused(_whole(value, bound), bound.take, at.now))
    if kind is Type.TIMESTAMP or kind is Type.DATE:
        return _moment(kind, value, bound, at)
    if kind is Type.BOOLEAN:
        return _truth(value)
    if isinstance(value, bytes) and bound.op == "=" and not bound.column.echo:
        raise _NoRow
    if isinstance(value, bytes) or (isinstance(value, float) and (bound.take or bound.column.echo)):
        raise _NotSendable
    return str(value)


def _not_refused(seconds: int, take: Take | None, now: float) -> int:
    """A number of seconds since 1970 as a parameter takes it; any other number as it is."""
    if take is None or take.when != UNIX:
        return seconds
    latest = math.floor(now - take.ago) if take.ago and math.isfinite(now) else seconds
    return max(0, min(seconds, latest))


def _whole(value: SqlValue, bound: Bound) -> int:
    """The whole number that an INTEGER column compares as; for a bound that is none, the nearest outside."""
    number = number_in(value) if isinstance(value, str) else value
    if bound.op == "=":
        return _equal(number, bound)
    # Beside a number, every text and BLOB is the greater one.
    if number is None or isinstance(number, bytes | str) or not abs(number) < _LARGEST:
        raise _NotSendable
    return math.floor(number) if bound.op in (">", ">=") else math.ceil(number)


def _equal(number: SqlValue, bound: Bound) -> int:
    if not isinstance(number, int | float) or not abs(number) < _LARGEST or number != int(number):
        raise _NotSendable if bound.column.echo else _NoRow
    whole = int(number)
    if whole <= 0 and not bound.column.echo:
        raise _NoRow if bound.take is None else _NotSendable
    return whole


def _moment(kind: Type, value: SqlValue, bound: Bound, at: _At) -> str:
    moment, take = as_instant(value), bound.take
    if moment is None:
        raise _NotSendable
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
        raise _NotSendable from None


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
        raise _NotSendable
    return text


def _segment(text: str) -> str:
    """A path segment, escaped; what would climb or vanish in a path is no id."""
    if text in ("", ".", ".."):
        raise _NoRow
    return quote(text, safe="")


def _chain(plan: Plan, pieces: Sequence[_Piece | None], helpdesk: Helpdesk) -> Chain:
    path, shown = plan.read.path, dict[str, SqlValue]()
    terms = {name: list(fixed) for name, fixed in plan.read.terms.items()}
    bare = True
    for piece in pieces:
        if piece is None:
            continue
        shown.update(piece.shown)
        take = piece.bound.take
        if take is None:
            path = path.replace(f"{{{piece.bound.column.name}}}", piece.text)
        else:
            terms.setdefault(take.param, []).append(piece.text)
            bare = False
    params = {**sized(paging_of(plan.read, helpdesk)), **plan.read.params}
    params |= {name: _joined(found, helpdesk.joins.get(name)) for name, found in terms.items()}
    return Chain(Request("GET", path, params | _sorted(plan)), shown, bare)


def _joined(terms: Sequence[str], join: Join | None) -> str:
    if join is None:
        return terms[0]
    return join.around.replace("{}", join.between.join(dict.fromkeys(terms)))


def _sorted(plan: Plan) -> dict[str, str]:
    """The parameters that ask for the order taken over; none when it is the order without asking."""
    sort = plan.read.sort
    if plan.order is None or sort is None:
        return {}
    column, descending = plan.order
    if f"{column}{' desc' if descending else ''}" == sort.default:
        return {}
    way, name = sort.descending if descending else sort.ascending, sort.fields[column]
    return {sort.param: name, sort.direction: way} if sort.direction else {sort.param: way + name}


def counted_by(plan: Plan) -> Plan:
    """The plan as the request that tells how many rows it has."""
    counts = plan.read.counts
    assert counts is not None
    read = replace(plan.read, path=counts.path, params=counts.params, paging=OnePage(), sort=None)
    return replace(plan, read=read, order=None)


def check_required(plan: Plan, helpdesk: Helpdesk) -> None:
    """Raise the error of a plan whose required filters are absent; it names them all."""
    if not plan.missing:
        return
    names = (
        " and ".join((", ".join(plan.missing[:-1]), plan.missing[-1]))
        if plan.missing[1:]
        else plan.missing[0]
    )
    where = " AND ".join(f"{name} = …" for name in plan.missing)
    takes: Sequence[Take] = plan.read.takes
    known = [
        f"{t.column}: {', '.join(plan.table.by_name[t.column.lower()].values)}" for t in takes if t.required
    ]
    valid = "; ".join(text for text in known if not text.endswith(": "))
    raise ProgrammingError(
        f"{helpdesk.name}.{plan.table.name} needs {names}.",
        hint=f"Add WHERE {where}.{' Valid values of ' + valid + '.' if valid else ''}",
        code="missing-filter",
        helpdesk=helpdesk.name,
        table=plan.table.name,
        column=plan.missing[0],
    )
