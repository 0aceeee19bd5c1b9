"""The rows of a join, value by value: from requests of their own, many in one, or an index over rows read.

Which of these is cheapest says `lookup`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.chunks import Chunk
from helpsql.lookup import Lookup, feed_of
from helpsql.plan import Plan
from helpsql.probe import Index, probe_key
from helpsql.scanning import scan, tell
from helpsql.spec import Column
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope


def joined_bound(plan: Plan) -> int | None:
    """Index of the bound that a join gives value by value."""
    for index, bound in enumerate(plan.bounds):
        if not bound.known and not bound.is_set and bound.op == "=" and not bound.column.echo:
            return index
    return None


def looked_up(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], joined: int
) -> Iterator[Chunk]:
    """The rows for one value of a join: by its own request, with others in one, or among all rows."""
    bound, value = plan.bounds[joined], values[joined]
    if value is None:
        return iter(())
    lookup = lookup_of(account, scope, plan, joined)
    if plan.instead is not None and lookup.reads_at_large(value):
        return among_all(account, scope, plan.instead, value)
    if plan.read.tells and (seen := lookup.upcoming(value)) and value in seen.childless:
        return iter(())
    most = bound.take.limit if bound.take else 1
    if most > 1 and bound.column.key:
        return _batched(account, scope, plan, values, joined, lookup)
    together = _together(account, scope, plan, lookup, value)
    for other in together[1:]:
        for chain in account.chains(plan, _with(values, joined, other)):
            if not chain.bare:
                feed_of(account, scope, plan, chain.request, chain.bound).start()
    lookup.asked.add(value)
    return scan(account, scope, plan, values)


def _together(
    account: Account, scope: Scope, plan: Plan, lookup: Lookup, value: SqlValue
) -> Sequence[SqlValue]:
    """The value and others that are worth asking for side by side with it."""
    most = account.client.concurrency
    if plan.read.unique:
        return lookup.companions(value, most)
    if lookup.bound.take is not None or "limit" in scope.sql.lower():
        return [value]
    return lookup.next_in_turn(value, most)


def _with(values: Sequence[Any], index: int, value: Any) -> list[Any]:
    return [*values[:index], value, *values[index + 1 :]]


def _batched(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], joined: int, lookup: Lookup
) -> Iterator[Chunk]:
    """One request for several keys, kept for the look-ups that follow."""
    bound = plan.bounds[joined]
    at: Hashable = ("batch", plan.table.name, id(plan.read), bound.column.name)
    known: dict[SqlValue, list[Chunk]] = scope.lookups.setdefault(at, {})
    value = values[joined]
    if value not in known:
        together = lookup.companions(value, bound.take.limit if bound.take else 1)
        fresh = [value for value in together if value not in known]
        lookup.asked.update(fresh)
        known.update({value: [] for value in fresh})
        bounds = _with(plan.bounds, joined, replace(bound, is_set=True))
        many = replace(plan, bounds=tuple(bounds))
        place = next(i for i, c in enumerate(plan.table.columns) if c.name == bound.column.name)
        for chunk in scan(account, scope, many, _with(values, joined, set(fresh))):
            for row in chunk.rows:
                known.setdefault(chunk.getters[place](row), []).append(Chunk([row], chunk.getters))
    return iter(known[value])


def lookup_of(account: Account, scope: Scope, plan: Plan, joined: int) -> Lookup:
    """The statement's look-ups by that bound."""
    bound = plan.bounds[joined]
    at: Hashable = ("lookup", plan.table.name, id(plan.read), bound.column.name)
    found: Lookup = scope.lookups.get(at) or scope.lookups.setdefault(at, Lookup(account, scope, plan, bound))
    return found


def among_all(account: Account, scope: Scope, instead: Plan, value: SqlValue) -> Iterator[Chunk]:
    """The rows for one value of a join, found among the rows of the table at large."""
    tell(account, scope, instead)
    return probed(account, scope, instead, [bound.value for bound in instead.bounds], value)


def probed_by(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], wanted: SqlValue, joined: int | None
) -> Iterator[Chunk]:
    """As `probed`; where a join gives a value of the request too, among all rows once that costs less.

    Of two values that come with Filter one may be a parameter, which stays the same, and nobody tells which.
    """
    if joined is not None and plan.instead is not None and values[joined] is not None:
        lookup = lookup_of(account, scope, plan, joined)
        lookup.asked.add(values[joined])
        if len(lookup.asked) > 1 and lookup.reads_at_large(values[joined]):
            return among_all(account, scope, plan.instead, values[joined])
    return probed(account, scope, plan, values, wanted)


def probed(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], wanted: SqlValue
) -> Iterator[Chunk]:
    """The rows whose probe column can equal the wanted value, found by an index over the rows read."""
    assert plan.probe is not None
    if wanted is None:
        return iter(())
    column = plan.table.by_name[plan.probe.column.lower()]
    at: Hashable = ("index", plan.table.name, id(plan.read), column.name, repr(values))
    index = scope.lookups.get(at)
    if index is None:
        place = next(i for i, c in enumerate(plan.table.columns) if c.name == column.name)
        index = Index(scope, scan(account, scope, replace(plan, limit=None), values), place, column.type)
        scope.lookups[at] = index
    return _found(index, column, wanted)


def _found(index: Index, column: Column, wanted: SqlValue) -> Iterator[Chunk]:
    key = probe_key(wanted, column.type)
    for rows, getters in index.everything() if key is None else index.find(key):
        yield Chunk(rows, getters)
