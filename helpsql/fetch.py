"""Carrying a plan out: request chains -> pages -> rows, in chunks that share their getters.

What a plan means stands in `plan`; which requests it takes in `bind`; pages and threads in `feed`; joins in
`lookup`. Nothing is sent before its rows are asked for, but for what is fetched ahead.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from helpsql.bind import Chain, check_required, counted_by
from helpsql.errors import NotSupportedError
from helpsql.feed import Feed, pages
from helpsql.instants import instant_key
from helpsql.lookup import Lookup, feed_of, pages_at_large
from helpsql.paging import page_size
from helpsql.paths import fill_path
from helpsql.plan import Bound, Plan, count_of, goes_as_it_is
from helpsql.probe import Index, probe_key
from helpsql.rows import Getter, Row
from helpsql.spec import Column, Count, Read, Type
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
    _tell(account, scope, plan)
    if plan.count_only and all(
        _is_sent(bound, value) for bound, value in zip(plan.bounds, values, strict=True)
    ):
        return _counted_cheaply(account, scope, plan, values)
    plan = replace(plan, count_only=False) if plan.count_only else plan
    if plan.probe is not None:
        return _probed(account, scope, plan, values, wanted)
    joined = _joined(plan)
    if joined is None:
        return _scan(account, scope, *_cheaper(account, scope, plan, values))
    return _looked_up(account, scope, plan, values, joined)


def _tell(account: Account, scope: Scope, plan: Plan) -> None:
    """Say what may be missing from the rows of a plan, and how late they may be."""
    where = f"{account.name}.{plan.table.name}"
    if plan.partial:
        scope.note(f"{where}: {plan.partial}")
    if plan.read.stale:
        scope.note(f"{where}: {plan.read.stale}", missing=False)
    if plan.parents is not None:
        _tell(account, scope, plan.parents.plan)


def _cheaper(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> tuple[Plan, Sequence[Any]]:
    """The plan, or the table at large where the values of its INs are more than the table's pages."""
    if plan.instead is None:
        return plan, values
    requests = len(account.chains(plan, values))
    if requests <= FEW_REQUESTS or requests <= pages_at_large(account, scope, plan.instead, learn=True):
        return plan, values
    _tell(account, scope, plan.instead)
    return plan.instead, [bound.value for bound in plan.instead.bounds]


def _joined(plan: Plan) -> int | None:
    """Index of the bound that a join gives value by value."""
    for index, bound in enumerate(plan.bounds):
        if not bound.known and not bound.is_set and bound.op == "=" and not bound.column.echo:
            return index
    return None


def _is_sent(bound: Bound, value: Any) -> bool:
    """The API compares with just this value, so its number of rows is the query's."""
    if bound.exact:
        return True
    fits = value is not None and goes_as_it_is(bound.column, value)
    return fits and (bound.take is None or not bound.take.only or value in bound.take.only)


def _counted_cheaply(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Chunk]:
    """The number for these values; where a join asks for many, among all rows if that costs less."""
    joined = _joined(plan)
    if joined is not None and plan.instead is not None:
        lookup = _lookup(account, scope, plan, joined)
        lookup.asked.add(values[joined])
        if lookup.reads_at_large(values[joined]):
            return _among_all(account, scope, plan.instead, values[joined])
    return _counted(account, scope, plan, values)


def _counted(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Chunk]:
    """As many rows as the API says there are; they show nothing but the values they were filtered by."""
    given = {b.column.name: value for b, value in zip(plan.bounds, values, strict=True)}
    counts = count_of(plan)
    for chain in account.chains(plan if counts is None else counted_by(plan), values):
        number = _number(account, scope, plan, chain, counts)
        if number is None:  # the answer has no total after all
            yield from _scan(account, scope, replace(plan, count_only=False), values)
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


def _scan(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Chunk]:
    """All chains of the plan, one after another for the reader, side by side on the wire."""
    if plan.parents is not None:
        found = _walked(account, scope, plan, values)
    else:
        asked = account.chains(plan, values)
        if plan.read.filtered and any(chain.bare for chain in asked):
            return _beyond(account, scope, plan, values)
        found = (feed_of(account, scope, plan, chain.request, chain.bound) for chain in asked)
    want = plan.limit
    feeds = _started(found, _abreast(account, plan))
    if plan.read.cap:
        return _capped(account, scope, plan, values, feeds)
    return _without_repeats(((feed, rows) for feed in feeds for rows in pages(feed, want)), plan)


def _beyond(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], told: int | None = None
) -> Iterator[Chunk]:
    """The rows by the plan that gives all of them; an error where there is none."""
    beyond = plan.beyond
    if beyond is None:
        raise _too_many(account, plan, told)
    given = {bound.position: value for bound, value in zip(plan.bounds, values, strict=True)}
    _tell(account, scope, beyond)
    found = _scan(account, scope, beyond, [given.get(b.position, b.value) for b in beyond.bounds])
    return found if plan.order is None else _in_order(found, plan, *plan.order)


def _in_order(found: Iterator[Chunk], plan: Plan, column: str, descending: bool) -> Iterator[Chunk]:
    """The rows in an order that was promised, NULL being less than anything."""
    place = next(i for i, one in enumerate(plan.table.columns) if one.name == column)
    by_instant = plan.table.columns[place].type in (Type.TIMESTAMP, Type.DATE)

    def key(pair: tuple[Row, Sequence[Getter]]) -> tuple[Any, ...]:
        value = pair[1][place](pair[0])
        return (0,) if value is None else (1, instant_key(str(value)) if by_instant else value)

    rows = [(row, chunk.getters) for chunk in found for row in chunk.rows]
    for row, getters in sorted(rows, key=key, reverse=descending):
        yield Chunk([row], getters)


def _too_many(account: Account, plan: Plan, told: int | None) -> NotSupportedError:
    where, read = f"{account.name}.{plan.table.name}", plan.read
    if not read.cap:
        text = f"{where}: GET {read.path} needs a filter, and none of the values given can be sent."
    else:
        many = "more" if told is None else f"{told:,}"
        text = f"{where}: GET {read.path} gives at most {read.cap:,} rows, and there are {many}."
    return NotSupportedError(
        text,
        hint="Add filters that leave fewer rows, such as a span of time.",
        code="too-many-rows",
        helpdesk=account.name,
        table=plan.table.name,
    )


def _capped(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], feeds: Iterator[Feed]
) -> Iterator[Chunk]:
    """As many rows as the read can give; where there are more, the others by another plan."""
    keys = [i for i, column in enumerate(plan.table.columns) if column.key]
    shown: set[tuple[SqlValue, ...]] = set()
    for feed in feeds:
        feed.most = math.ceil(plan.read.cap / page_size(feed.paging))
        for chunk in itertools.chain.from_iterable(_within_cap(feed, plan)):
            yield _fresh(chunk, keys, shown)
        if _is_cut(feed, plan):
            told = feed.outlook.rows if feed.outlook else None
            for chunk in _beyond(account, scope, plan, values, told):
                yield _fresh(chunk, keys, shown)
            return


def _within_cap(feed: Feed, plan: Plan) -> Iterator[list[Chunk]]:
    """The pages that may be asked for; none of them when it is known that they are not enough."""
    feed.is_scanned = True
    number, most = 0, feed.most or 1
    feed.page(0)
    if plan.limit is None and _is_cut(feed, plan):
        return
    want = plan.limit if feed.total is not None and feed.total <= most else plan.read.cap
    while number < most and (rows := feed.page(number, want)) is not None:
        yield [Chunk(rows, feed.getters)]
        number += 1


def _is_cut(feed: Feed, plan: Plan) -> bool:
    """The list goes on beyond the read's cap."""
    told = feed.outlook.rows if feed.outlook else None
    if told is not None:
        return told > plan.read.cap
    return feed.most is not None and (feed.total is None or feed.total > feed.most)


def _fresh(chunk: Chunk, keys: Sequence[int], shown: set[tuple[SqlValue, ...]]) -> Chunk:
    """The chunk without rows that were shown before."""
    kept = []
    for row in chunk.rows:
        key = tuple(chunk.getters[i](row) for i in keys)
        if key not in shown:
            shown.add(key)
            kept.append(row)
    return Chunk(kept, chunk.getters)


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
    templates = account.chains(plan, values)
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
    """Leave out a row whose key an earlier page of the scan showed: rows move while pages turn, and a row may
    be among the answers for several values of an IN that the API compares more widely than SQL.
    """
    keys = [i for i, column in enumerate(plan.table.columns) if column.key]
    wide = any(bound.is_set and not _compares_as_sql(bound, plan.read) for bound in plan.bounds)
    recent: deque[set[tuple[SqlValue, ...]]] = deque(maxlen=None if wide else KEYS_REMEMBERED)
    for feed, rows in found:
        if feed.total == 1 and not feed.shape.chained and not wide:
            yield Chunk(rows, feed.getters)
            continue
        getters = [feed.getters[i] for i in keys]
        shown = [tuple(getter(row) for getter in getters) for row in rows]
        kept = [row for row, key in zip(rows, shown, strict=True) if not any(key in page for page in recent)]
        recent.append(set(shown))
        yield Chunk(kept, feed.getters)


def _compares_as_sql(bound: Bound, read: Read) -> bool:
    return bound.column.name not in read.loose if bound.take is None else bound.take.exact


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


def _lookup(account: Account, scope: Scope, plan: Plan, joined: int) -> Lookup:
    """The statement's look-ups by that bound."""
    bound = plan.bounds[joined]
    at: Hashable = ("lookup", plan.table.name, id(plan.read), bound.column.name)
    found: Lookup = scope.lookups.get(at) or scope.lookups.setdefault(at, Lookup(account, scope, plan, bound))
    return found


def _among_all(account: Account, scope: Scope, instead: Plan, value: SqlValue) -> Iterator[Chunk]:
    """The rows for one value of a join, found among the rows of the table at large."""
    _tell(account, scope, instead)
    return _probed(account, scope, instead, [bound.value for bound in instead.bounds], value)


def _looked_up(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], joined: int
) -> Iterator[Chunk]:
    """The rows for one value of a join: by its own request, with others in one, or among all rows."""
    bound, value = plan.bounds[joined], values[joined]
    if value is None:
        return iter(())
    lookup = _lookup(account, scope, plan, joined)
    if plan.instead is not None and lookup.reads_at_large(value):
        return _among_all(account, scope, plan.instead, value)
    most = bound.take.limit if bound.take else 1
    if most > 1 and bound.column.key:
        return _batched(account, scope, plan, values, joined, lookup)
    together = lookup.companions(value, account.client.concurrency) if plan.read.unique else [value]
    for other in together[1:]:
        for chain in account.chains(plan, _with(values, joined, other)):
            feed_of(account, scope, plan, chain.request, chain.bound).start()
    lookup.asked.add(value)
    return _scan(account, scope, plan, values)


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
        for chunk in _scan(account, scope, many, _with(values, joined, set(fresh))):
            for row in chunk.rows:
                known.setdefault(chunk.getters[place](row), []).append(Chunk([row], chunk.getters))
    return iter(known[value])
