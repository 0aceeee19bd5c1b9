"""The number of rows, where the API tells it: nothing is read but that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.bind import Chain, counted_by
from helpsql.chunks import Chunk
from helpsql.getters import Getter
from helpsql.joining import among_all, joined_bound, lookup_of
from helpsql.lookup import feed_of
from helpsql.plan import Bound, Plan, count_of, goes_as_it_is
from helpsql.scanning import scan
from helpsql.settling import tell_counted
from helpsql.spec import Count
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope


def is_sent(bound: Bound, value: Any) -> bool:
    """The API compares with just this value, so its number of rows is the query's."""
    if bound.exact:
        return True
    fits = value is not None and goes_as_it_is(bound.column, value)
    return fits and (bound.take is None or not bound.take.only or value in bound.take.only)


def counted(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Chunk]:
    """The number for these values; where a join asks for many, among all rows if that costs less."""
    tell_counted(account, scope, plan)
    joined = joined_bound(plan)
    if joined is not None and plan.instead is not None:
        lookup = lookup_of(account, scope, plan, joined)
        lookup.asked.add(values[joined])
        if lookup.reads_at_large(values[joined]):
            return among_all(account, scope, plan.instead, values[joined])
    return _as_told(account, scope, plan, values)


def _as_told(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Chunk]:
    """As many rows as the API says there are; they show nothing but the values they were filtered by."""
    given = {b.column.name: value for b, value in zip(plan.bounds, values, strict=True)}
    counts = count_of(plan)
    for chain in account.chains(plan if counts is None else counted_by(plan), values):
        number = _number(account, scope, plan, chain, counts)
        if number is None:  # the answer has no total after all
            yield from scan(account, scope, replace(plan, count_only=False), values)
            return
        constants = tuple(_constant(given.get(column.name)) for column in plan.table.columns)
        yield Chunk(range(number), constants)


def _number(account: Account, scope: Scope, plan: Plan, chain: Chain, counts: Count | None) -> int | None:
    """How many rows a chain has, as its count or else its first page tells; asked once a statement."""
    if counts is None:
        feed = feed_of(account, scope, plan, chain.request, chain.bound)
        feed.page(0)
        return feed.outlook.rows if feed.outlook else None
    at = ("count", chain.request.path, repr(chain.request.params))
    if at not in scope.lookups:
        scope.lookups[at] = account.count(chain.request, plan.read, counts, scope)
    number: int | None = scope.lookups[at]
    return number


def _constant(value: SqlValue) -> Getter:
    return lambda _: value
