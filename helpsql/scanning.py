"""All rows of a plan: its request chains, the rows walked for their paths, and what goes beyond a read's cap.

What a plan means stands in `plan`; which requests it takes in `bind`; pages and threads in `feed`. Nothing is
sent before its rows are asked for, but for what is fetched ahead.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.bind import Chain
from helpsql.chunks import Chunk, fresh, in_order, merged, without_repeats
from helpsql.errors import NotSupportedError
from helpsql.feed import Feed, pages
from helpsql.lookup import childless, feed_of
from helpsql.onward import Onward
from helpsql.paging import page_size
from helpsql.paths import fill_path
from helpsql.plan import Plan
from helpsql.settling import settled
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope


def tell(account: Account, scope: Scope, plan: Plan) -> None:
    """Say what may be missing from the rows of a plan, and how late they may be."""
    where = f"{account.name}.{plan.table.name}"
    if plan.partial:
        scope.note(f"{where}: {plan.partial}")
    if plan.read.stale:
        scope.note(f"{where}: {plan.read.stale}", missing=False)
    if plan.parents is not None:
        tell(account, scope, plan.parents.plan)


def scan(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Chunk]:
    """All rows of the plan; where its read lags, those that the session wrote since as they are now."""
    found = _all_chains(account, scope, plan, values)
    return settled(account, scope, plan, values, found, scan) if plan.read.lag else found


def _all_chains(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Chunk]:
    """All chains of the plan, one after another for the reader, side by side on the wire."""
    if plan.parents is not None:
        found = _walked(account, scope, plan, values)
    else:
        asked = _with_children(account, scope, plan, account.chains(plan, values))
        if any(chain.bare for chain in asked):
            return _beyond(account, scope, plan, values)
        if plan.order is not None and len(asked) > 1:
            return _side_by_side(account, scope, plan, asked)
        found = _feeds(account, scope, plan, asked)
    feeds = _started(found, _abreast(account, plan))
    if plan.read.window is not None:
        return _windowed(account, scope, plan, values, feeds)
    if plan.read.cap:
        return _capped(account, scope, plan, values, feeds)
    return without_repeats(((feed, rows) for feed in feeds for rows in pages(feed, plan.limit)), plan)


def _feeds(account: Account, scope: Scope, plan: Plan, asked: Sequence[Chain]) -> Iterator[Feed]:
    """A feed for each chain; of rows asked for by key, none for a part that can have no more of them."""
    by_part = sorted(asked, key=lambda chain: chain.part)
    missing = {chain.group: chain.most for chain in asked}
    before: dict[int, Feed] = {}
    for chain in by_part:
        if chain.most and chain.group in before:
            missing[chain.group] -= sum(map(len, pages(before[chain.group])))
            if missing[chain.group] <= 0:
                continue
        before[chain.group] = feed_of(account, scope, plan, chain.request, chain.bound)
        yield before[chain.group]


def _side_by_side(account: Account, scope: Scope, plan: Plan, asked: Sequence[Chain]) -> Iterator[Chunk]:
    """The rows of chains that come in the same order, merged."""
    assert plan.order is not None
    feeds = [feed_of(account, scope, plan, chain.request, chain.bound) for chain in asked]
    for feed in feeds[1:]:
        feed.start()
    return merged([_pages_of(feed, plan) for feed in feeds], plan, *plan.order)


def _pages_of(feed: Feed, plan: Plan) -> Iterator[Chunk]:
    return without_repeats(((feed, rows) for rows in pages(feed, plan.limit)), plan)


def _with_children(account: Account, scope: Scope, plan: Plan, asked: list[Chain]) -> list[Chain]:
    """The chains but for those of parents that are known to have no such rows."""
    column = next((b.column for b in plan.bounds if b.is_set and b.take is None and b.column.points_to), None)
    if not plan.read.tells or column is None:
        return asked
    none = childless(account, scope, plan, column)
    return [chain for chain in asked if chain.bound.get(column.name) not in none]


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
    return max(1, min(most, plan.limit if plan.read.unique else 1 if plan.read.parts[0] else 2))


def _walked(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> Iterator[Feed]:
    """One feed a row of the parent table, whose key fills the path."""
    assert plan.parents is not None
    walked, fills = plan.parents.plan, plan.parents.fills
    names = [column.name for column in walked.table.columns]
    places = [(placeholder, names.index(column)) for placeholder, column in fills]
    tells = names.index(plan.parents.tells) if plan.parents.tells else None
    templates = account.chains(plan, values)
    given = {bound.position: value for bound, value in zip(plan.bounds, values, strict=True)}
    for chunk in scan(account, scope, walked, [given.get(b.position, b.value) for b in walked.bounds]):
        for row in chunk.rows:
            if tells is not None and chunk.getters[tells](row) == 0:
                continue
            keys = {placeholder: chunk.getters[place](row) for placeholder, place in places}
            for template in templates:
                yield _child(account, scope, plan, template, keys)


def _child(account: Account, scope: Scope, plan: Plan, template: Chain, keys: Mapping[str, SqlValue]) -> Feed:
    where = f"{account.name}.{plan.table.name}"
    request = replace(template.request, path=fill_path(template.request.path, keys, where))
    return feed_of(account, scope, plan, request, {**template.bound, **keys})


def _beyond(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], told: int | None = None
) -> Iterator[Chunk]:
    """The rows by the plan that gives all of them; an error where there is none."""
    beyond = plan.beyond
    if beyond is None:
        raise _too_many(account, plan, told)
    given = {bound.position: value for bound, value in zip(plan.bounds, values, strict=True)}
    tell(account, scope, beyond)
    found = scan(account, scope, beyond, [given.get(b.position, b.value) for b in beyond.bounds])
    return found if plan.order is None else in_order(found, plan, *plan.order)


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
            yield fresh(chunk, keys, shown)
        if _is_cut(feed, plan):
            told = feed.outlook.rows if feed.outlook else None
            for chunk in _beyond(account, scope, plan, values, told):
                yield fresh(chunk, keys, shown)
            return


def _windowed(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], feeds: Iterator[Feed]
) -> Iterator[Chunk]:
    """Every row of capped lists, each of which goes on as a new one; in another order than theirs only when
    all of them are here.
    """
    for feed in feeds:
        lists = Onward(account, scope, plan, feed)
        if plan.order is None or lists.keeps_order:
            yield from without_repeats(lists.pages(), plan)
        else:
            whole = _all_chains(account, scope, replace(plan, order=None, limit=None), values)
            yield from _in_another_order(lists, plan, in_order(whole, plan, *plan.order))


def _in_another_order(lists: Onward, plan: Plan, whole: Iterator[Chunk]) -> Iterator[Chunk]:
    """The first list, where its rows are enough; behind it, or in its place, all rows."""
    keys = [i for i, column in enumerate(plan.table.columns) if column.key]
    shown: set[tuple[SqlValue, ...]] = set()
    if not lists.is_cut:
        goes_on = yield from _chunks(lists, keys, shown)
        if not goes_on:
            return
    for chunk in whole:
        yield fresh(chunk, keys, shown)


def _chunks(
    lists: Onward, keys: Sequence[int], shown: set[tuple[SqlValue, ...]]
) -> Generator[Chunk, None, bool]:
    """The rows of the first list; whether it goes on behind them."""
    found = lists.first_pages()
    while True:
        try:
            feed, rows = next(found)
        except StopIteration as stop:
            return bool(stop.value)
        yield fresh(Chunk(rows, feed.getters), keys, shown)


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
