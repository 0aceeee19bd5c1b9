"""Carrying a plan out: request chains -> pages -> rows, in chunks that share their getters.

What a plan means stands in `plan`; which requests it takes in `bind`; pages and threads in `feed`; joins in
`lookup`. Nothing is sent before its rows are asked for, but for what is fetched ahead.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from helpsql.bind import Chain, chains, check_required
from helpsql.feed import Feed, pages
from helpsql.lookup import Lookup, feed_of, pages_at_large
from helpsql.paths import fill_path
from helpsql.plan import Plan
from helpsql.probe import Index, probe_key
from helpsql.rows import Getter, Row
from helpsql.spec import Column
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope

FEW_REQUESTS = 10
"""Requests for the values of an IN that are sent without looking how large the table is."""
KEYS_REMEMBERED = 16
"""Pages whose keys are remembered to leave out rows that moved to a later page while pages turned."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that are decoded by the same getters (one a column, in the table's order)."""

    rows: Sequence[Row]
    getters: Sequence[Getter]


def rows_of(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], wanted: SqlValue = None
) -> Iterator[Chunk]:
    """The plan's rows for these values of its bounds; `wanted` is the value its probe looks up.

    Every row the query can need is there; SQLite checks the filters again.
    """
    check_required(plan, account.helpdesk)
    if plan.read.partial:
        scope.note(f"{account.name}.{plan.table.name}: {plan.read.partial}")
    if plan.count_only:
        return _counted(account, scope, plan, values)
    if plan.probe is not None:
        return _probed(account, scope, plan, values, wanted)
    joined = _joined(plan)
    if joined is None:
        return _scan(account, scope, *_cheaper(account, scope, plan, values))
    return _looked_up(account, scope, plan, values, joined)


def _cheaper(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> tuple[Plan, Sequence[Any]]:
    """The plan, or the table at large where the values of its INs are more than the table's pages."""
    if plan.instead is None:
        return plan, values
    requests = len(chains(plan, values, account.helpdesk))
    if requests <= FEW_REQUESTS or requests <= pages_at_large(account, scope, plan.instead, learn=True):
        return plan, values
    return plan.instead, [bound.value for bound in plan.instead.bounds]


def _joined(plan: Plan) -> int | None:
    """Index of the bound that a join gives value by value."""
    for index, bound in enumerate(plan.bounds):
        if not bound.known and not bound.is_set and bound.op == "=" and not bound.column.echo:
            return index
    return None


def _counted(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Chunk]:
    """As many rows as the API says there are; they show nothing but the values they were filtered by."""
    given = {b.column.name: value for b, value in zip(plan.bounds, values, strict=True)}
    for chain in chains(plan, values, account.helpdesk):
        feed = feed_of(account, scope, plan, chain.request, chain.bound)
        feed.page(0)
        number = feed.outlook.rows if feed.outlook else None
        if number is None:  # the answer has no total after all
            yield from _scan(account, scope, replace(plan, count_only=False), values)
            return
        constants = tuple(_constant(given.get(column.name)) for column in plan.table.columns)
        yield Chunk(range(number), constants)


def _constant(value: SqlValue) -> Getter:
    return lambda _: value


def _scan(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Chunk]:
    """All chains of the plan, one after another for the reader, side by side on the wire."""
    if plan.parents is not None:
        found = _walked(account, scope, plan, values)
    else:
        found = (
            feed_of(account, scope, plan, chain.request, chain.bound)
            for chain in chains(plan, values, account.helpdesk)
        )
    want = plan.limit
    feeds = _started(found, _abreast(account, plan))
    return _without_repeats(((feed, rows) for feed in feeds for rows in pages(feed, want)), plan)


def _started(feeds: Iterator[Feed], abreast: int) -> Iterator[Feed]:
    """The feeds in order, up to `abreast` of them on their way at a time."""
    waiting = deque(itertools.islice(feeds, abreast))
    while waiting:
        for later in itertools.islice(waiting, 1, None):
            later.start()
        yield waiting.popleft()
        waiting.extend(itertools.islice(feeds, abreast - len(waiting)))


def _abreast(account: Account, plan: Plan) -> int:
    """Chains to have on their way: no more than the rows a LIMIT wants, where each gives a row."""
    most = account.client.concurrency
    if plan.limit is None:
        return most
    return max(1, min(most, plan.limit if plan.read.unique else 2))


def _walked(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Feed]:
    """One feed a row of the parent table, whose key fills the path."""
    assert plan.parents is not None
    walked, fills = plan.parents.plan, plan.parents.fills
    names = [column.name for column in walked.table.columns]
    places = [(placeholder, names.index(column)) for placeholder, column in fills]
    templates = chains(plan, values, account.helpdesk)
    for chunk in _scan(account, scope, walked, [bound.value for bound in walked.bounds]):
        for row in chunk.rows:
            keys = {placeholder: chunk.getters[place](row) for placeholder, place in places}
            for template in templates:
                yield _child(account, scope, plan, template, keys)


def _child(account: Account, scope: Scope, plan: Plan, template: Chain, keys: Mapping[str, SqlValue]) -> Feed:
    where = f"{account.name}.{plan.table.name}"
    request = replace(template.request, path=fill_path(template.request.path, keys, where))
    return feed_of(account, scope, plan, request, {**template.bound, **keys})


def _without_repeats(found: Iterator[tuple[Feed, list[Row]]], plan: Plan) -> Iterator[Chunk]:
    """Leave out a row whose key an earlier page of the scan showed: rows move while pages turn."""
    keys = [i for i, column in enumerate(plan.table.columns) if column.key]
    recent: deque[set[tuple[SqlValue, ...]]] = deque(maxlen=KEYS_REMEMBERED)
    for feed, rows in found:
        if feed.total == 1 and not feed.shape.chained:
            yield Chunk(rows, feed.getters)
            continue
        getters = [feed.getters[i] for i in keys]
        shown = [tuple(getter(row) for getter in getters) for row in rows]
        kept = [row for row, key in zip(rows, shown, strict=True) if not any(key in page for page in recent)]
        recent.append(set(shown))
        yield Chunk(kept, feed.getters)


def _probed(
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
        index = Index(scope, _scan(account, scope, replace(plan, limit=None), values), place, column.type)
        scope.lookups[at] = index
    return _found(index, column, wanted)


def _found(index: Index, column: Column, wanted: SqlValue) -> Iterator[Chunk]:
    key = probe_key(wanted, column.type)
    for rows, getters in index.everything() if key is None else index.find(key):
        yield Chunk(rows, getters)


def _looked_up(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], joined: int
) -> Iterator[Chunk]:
    """The rows for one value of a join: by its own request, with others in one, or among all rows."""
    bound, value = plan.bounds[joined], values[joined]
    if value is None:
        return iter(())
    at: Hashable = ("lookup", plan.table.name, id(plan.read), bound.column.name)
    lookup: Lookup = scope.lookups.get(at) or scope.lookups.setdefault(
        at, Lookup(account, scope, plan, bound)
    )
    if plan.instead is not None and lookup.reads_at_large(value):
        return _probed(account, scope, plan.instead, [b.value for b in plan.instead.bounds], value)
    most = bound.take.limit if bound.take else 1
    if most > 1 and bound.column.key:
        return _batched(account, scope, plan, values, joined, lookup.companions(value, most))
    together = lookup.companions(value, account.client.concurrency) if plan.read.unique else [value]
    for other in together[1:]:
        for chain in chains(plan, _with(values, joined, other), account.helpdesk):
            feed_of(account, scope, plan, chain.request, chain.bound).start()
    lookup.asked.add(value)
    return _scan(account, scope, plan, values)


def _with(values: Sequence[Any], index: int, value: Any) -> list[Any]:
    return [*values[:index], value, *values[index + 1 :]]


def _batched(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], joined: int, together: list[SqlValue]
) -> Iterator[Chunk]:
    """One request for several keys, kept for the look-ups that follow."""
    bound = plan.bounds[joined]
    at: Hashable = ("batch", plan.table.name, id(plan.read), bound.column.name)
    known: dict[SqlValue, list[Chunk]] = scope.lookups.setdefault(at, {})
    if together[0] not in known:
        fresh = [value for value in together if value not in known]
        known.update({value: [] for value in fresh})
        bounds = _with(plan.bounds, joined, replace(bound, is_set=True))
        many = replace(plan, bounds=tuple(bounds))
        place = next(i for i, c in enumerate(plan.table.columns) if c.name == bound.column.name)
        for chunk in _scan(account, scope, many, _with(values, joined, set(fresh))):
            for row in chunk.rows:
                known.setdefault(chunk.getters[place](row), []).append(Chunk([row], chunk.getters))
    return iter(known[together[0]])
