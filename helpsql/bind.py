"""From a plan and the values SQLite gives for it to requests: paths, parameters, and what rows must show.

Pure. A value that the API cannot take is left out of the request where SQLite checks the rows again, is an
error where it is a required filter, and means "no row" where no row can have it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from helpsql.errors import DataError
from helpsql.impossible import is_never
from helpsql.members import member_params
from helpsql.paging import paging_of, sized
from helpsql.plan import Bound, Plan
from helpsql.sendable import At, NoRow, NotSendable, text_of
from helpsql.spec import Helpdesk, Join, OnePage, Request, Type
from helpsql.values import SqlValue, as_stored

MOST_REQUESTS_OF_SETS = 200
"""Values of several INs are sent as their product only up to this many requests."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One request chain of a plan: its first request, and the columns bound to a value by it.

    bare    it lacks a filter without which the read cannot be sent: no value for it could be
    group   chains of the same group give the parts of the same rows (`Read.parts`)
    part    which of these parts it gives, from 0
    most    most rows they can give together, 0 where that is not known
    """

    request: Request
    bound: Mapping[str, SqlValue] = field(default_factory=dict)
    bare: bool = False
    group: int = 0
    part: int = 0
    most: int = 0


def chains(plan: Plan, values: Sequence[Any], helpdesk: Helpdesk, now: float = math.inf) -> list[Chain]:
    """The request chains that give the plan's rows; [] when no row can match.

    `values` go with `plan.bounds`; a set of values for an IN. A walked placeholder is left in the path.
    `now` is the moment, in seconds since 1970: some bounds must not be later than a while before it.
    """
    at = At(plan, helpdesk, now)
    try:
        choices = [_choices(bound, value, at) for bound, value in zip(plan.bounds, values, strict=True)]
    except NoRow:
        return []
    found = []
    for number, combination in enumerate(itertools.product(*_bounded(choices))):
        whole = _chain(plan, combination, helpdesk)
        found += [replace(part, group=number, most=_most(plan, combination)) for part in _parts(plan, whole)]
    return found


def _parts(plan: Plan, whole: Chain) -> list[Chain]:
    """One chain for each part of the rows, unless a filter picked one."""
    param, values = plan.read.parts
    if not param or param in whole.request.params:
        return [whole]
    params = whole.request.params
    return [
        replace(
            whole,
            part=part,
            request=replace(whole.request, params={**params, param: value} if value else params),
        )
        for part, value in enumerate(values)
    ]


def _most(plan: Plan, pieces: Sequence[_Piece | None]) -> int:
    """How many rows a chain can give, where it asks for rows by their keys; 0: any number."""
    for piece in pieces:
        if piece is not None and piece.bound.op == "=" and plan.table.keys == (piece.bound.column.name,):
            return piece.values
    return 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one bound adds: a placeholder's text or a parameter's term, and the value its column shows.

    values   how many values it compares with
    """

    bound: Bound
    text: str
    shown: Mapping[str, SqlValue]
    values: int = 1


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


def _choices(bound: Bound, value: Any, at: At) -> Choices:
    """One piece for each request this bound asks for."""
    if bound.parent:
        return [None]
    if not bound.is_set:
        return [_piece(bound, [value], at)]
    values = sorted((v for v in value if v is not None), key=lambda v: (str(type(v)), v))
    if not values:
        raise NoRow
    size = bound.take.limit if bound.take and bound.take.many else 1
    pieces: Choices = []
    for group in _batched(values, size):
        try:
            pieces.append(_piece(bound, list(group), at))
        except NoRow:
            continue
    if not pieces:
        raise NoRow
    return [None] if None in pieces else pieces


def _batched(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _piece(bound: Bound, values: list[SqlValue], at: At) -> _Piece | None:
    column, take = bound.column, bound.take
    plan, helpdesk = at.plan, at.helpdesk
    if take is not None and bound.op == "null":
        return _Piece(bound, take.term, {})
    where = f"{helpdesk.name}.{plan.table.name}.{column.name}"
    show = column.echo or (take is None and column.name not in plan.read.loose)
    shown = {column.name: as_stored(values[0], column.type)} if show and bound.op == "=" else {}
    try:
        texts = [text for value in values for text in _texts(bound, value, where, at)]
    except NotSendable:
        if bound.op == "=" and all(is_never(column, value) for value in values):
            raise NoRow from None
        if column.echo or (take is not None and take.required and plan.beyond is None):
            raise DataError(
                f"{where} takes {KINDS[column.type]}, not {values[0]!r}.",
                code="bad-time" if column.type in (Type.TIMESTAMP, Type.DATE) else "wrong-type",
                helpdesk=helpdesk.name,
                table=plan.table.name,
                column=column.name,
            ) from None
        return None
    if not texts:
        raise NoRow
    text = (take.many if take else "").join(texts)
    text = take.term.replace("{}", text) if take is not None and take.inside else text
    return _Piece(bound, text, shown, len(values))


def _texts(bound: Bound, value: SqlValue, where: str, at: At) -> list[str]:
    """The value as it is sent; [] where no row can have it."""
    try:
        return [] if value is None else [text_of(bound, value, where, at)]
    except NoRow:
        return []


KINDS = {
    Type.INTEGER: "a whole number",
    Type.REAL: "a number",
    Type.TEXT: "a text",
    Type.BOOLEAN: "true or false",
    Type.TIMESTAMP: "a time such as '2026-01-31' or '2026-01-31T10:00:00Z'",
    Type.DATE: "a day such as '2026-01-31'",
    Type.JSON: "a text",
}


def _chain(plan: Plan, pieces: Sequence[_Piece | None], helpdesk: Helpdesk) -> Chain:
    path, shown = plan.read.path, dict[str, SqlValue]()
    terms = {name: list(fixed) for name, fixed in plan.read.terms.items()}
    sent = [piece for piece in pieces if piece is not None]
    for piece in sent:
        shown.update(piece.shown)
        take = piece.bound.take
        if take is None:
            path = path.replace(f"{{{piece.bound.column.name}}}", piece.text)
        else:
            terms.setdefault(take.param, []).append(piece.text)
    params = {**sized(paging_of(plan.read, helpdesk)), **plan.read.params, **member_params(plan, helpdesk)}
    params |= {name: _joined(found, helpdesk.joins.get(name)) for name, found in terms.items()}
    return Chain(Request("GET", path, params | _sorted(plan)), shown, _is_bare(plan, sent))


def _is_bare(plan: Plan, sent: Sequence[_Piece]) -> bool:
    takes = [piece.bound.take for piece in sent if piece.bound.take is not None]
    required = [b.take for b in plan.bounds if b.take is not None and b.take.required]
    return (plan.read.filtered and not takes) or any(take not in takes for take in required)


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
