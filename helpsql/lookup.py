"""Which ids a join will ask for next, and whether asking one by one is cheaper than reading the table.

A join calls the inner table once an outer row. The pages of the outer table that are here already show the
ids to come, so they can be fetched along (in one request where the API takes several, side by side
otherwise), or the inner table is read at large when that costs less.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from helpsql.account import domain
from helpsql.bind import counted_by
from helpsql.feed import Feed, feed_key
from helpsql.paging import page_size
from helpsql.plan import Bound, Plan
from helpsql.spec import Column, OnePage, Request
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope

LEARN_AFTER = 3
"""Look-ups after which a table of unknown size is looked at, where nothing tells what is to come."""
MOST_AHEAD = 16
"""Pages of the outer table read ahead at a time to fill a request for many ids."""


class Seen:
    """The distinct values of one column in the pages of one feed, in order, kept up as pages come.

    `childless` are those whose row says that there is nothing to be looked up by them.
    """

    def __init__(self, feed: Feed, index: int, tells: int | None = None) -> None:
        self.feed = feed
        self.index = index
        self.order: list[SqlValue] = []
        self.place: dict[SqlValue, int] = {}
        self.childless: set[SqlValue] = set()
        self._tells = None if tells is None else feed.getters[tells]
        self._pages: set[int] = set()

    def update(self) -> None:
        getter = self.feed.getters[self.index]
        for number, rows in self.feed.loaded:
            if number not in self._pages:
                self._pages.add(number)
                for row in rows:
                    self._add(getter(row))
                    if self._tells is not None and self._tells(row) == 0:
                        self.childless.add(getter(row))

    def with_children(self, places: Iterable[int]) -> Iterator[SqlValue]:
        """The values at these places, but for the childless ones."""
        return (value for place in places if (value := self.order[place]) not in self.childless)

    def _add(self, value: SqlValue) -> None:
        if value is not None and value not in self.place:
            self.place[value] = len(self.order)
            self.order.append(value)

    @property
    def projected(self) -> float:
        """Distinct values to expect when all pages are here; an upper bound."""
        total = self.feed.total or 1
        return len(self.order) * total / max(1, len(self._pages))


class Lookup:
    """The look-ups of one column of a table in one statement."""

    def __init__(self, account: Account, scope: Scope, plan: Plan, bound: Bound) -> None:
        self.account = account
        self.scope = scope
        self.plan = plan
        self.bound = bound
        self.asked: set[SqlValue] = set()
        self.at_large = False
        self._seen: dict[tuple[int, int], Seen] = {}
        self._before: SqlValue = None
        self._in_turn = 0

    def upcoming(self, value: SqlValue) -> Seen | None:
        """The values shown by the feed that this one comes from, None when no page shows it."""
        for feed, index in self._sources():
            at = (feed.number, index)
            if at not in self._seen:
                self._seen[at] = Seen(feed, index, self._tells(feed, index))
            seen = self._seen[at]
            seen.update()
            if value in seen.place:
                return seen
        return None

    def _tells(self, feed: Feed, index: int) -> int | None:
        """The place of the column that says whether a row has any of what is looked up."""
        shown, tells = feed.shape.table, self.plan.read.tells
        if not tells or f"{shown.name}.{shown.columns[index].name}" != self.bound.column.points_to:
            return None
        return next(i for i, column in enumerate(feed.shape.columns) if column.name == tells)

    def next_in_turn(self, value: SqlValue, most: int) -> list[SqlValue]:
        """The value and, as long as a join asks for one after another, as many behind it as it did so far.

        A join that leaves some out has a filter of its own: nobody knows which it will ask for.
        """
        seen = self.upcoming(value)
        if seen is None:
            return [value]
        place = seen.place[value]
        before = next((other for other in seen.with_children(range(place - 1, -1, -1))), None)
        self._in_turn = self._in_turn + 1 if before is not None and before == self._before else 0
        self._before = value
        behind = seen.with_children(range(place + 1, len(seen.order)))
        ahead = itertools.islice(behind, min(self._in_turn, most - 1))
        return [value, *(other for other in ahead if other not in self.asked)]

    def _sources(self) -> Iterator[tuple[Feed, int]]:
        table, column = self.plan.table, self.bound.column
        kin = self.account.domains.get(domain(table, column), ())
        for feed in list(self.scope.feeds.values()):
            if feed.account is not self.account or feed.shape.table.name == table.name:
                continue
            for index, other in enumerate(feed.shape.columns):
                if (feed.shape.table.name, other.name) in kin and not _empty(feed, other):
                    yield feed, index

    def reads_at_large(self, value: SqlValue) -> bool:
        """Read the whole table from here on: it costs no more than the look-ups still to come."""
        instead = self.plan.instead
        if self.at_large or instead is None:
            return self.at_large
        seen = self.upcoming(value)
        to_come = seen.projected if seen else max(len(self.asked) + 1.0, self._outer_rows())
        if (
            to_come > 1
            and not self.account.counted(self.plan.table)
            and (seen or max(len(self.asked), to_come - 1) >= LEARN_AFTER)
        ):
            _learn(self.account, self.scope, instead, may_count=seen is None)
        self.at_large = self._pages(instead) <= self._requests(to_come, seen)
        return self.at_large

    def _outer_rows(self) -> float:
        """Rows of the table that the join goes through, where each will ask for one row: those last read."""
        if self.bound.take is None or not self.bound.take.about:
            return 0.0
        others = [feed for feed in self.scope.feeds.values() if feed.shape.table is not self.plan.table]
        return others[-1].rows_expected if others else 0.0

    def _requests(self, values: float, seen: Seen | None) -> float:
        each = self.bound.take.limit if self.bound.take else 1
        per = (1.0 if self.plan.read.unique else max(1.0, self.plan.estimate)) * self.plan.read.weight
        spent = 0 if seen else 0.5
        return math.ceil(values / each) * per - spent

    def _pages(self, instead: Plan) -> float:
        if instead.parents is None and self._is_under_way(instead):
            return 0.0
        return pages_at_large(self.account, self.scope, instead) * instead.read.weight

    def _is_under_way(self, instead: Plan) -> bool:
        """The statement reads the table at large anyway, and to its end."""
        if any(plan.limit is not None for plan in self.scope.plans):
            return False
        shape = self.account.shape(instead.table, instead.read)
        values = [bound.value for bound in instead.bounds]
        found = self.account.chains(instead, values)
        feeds = [self.scope.feeds.get(feed_key(shape, chain.request, chain.bound)) for chain in found]
        return all(feed is not None and feed.is_scanned for feed in feeds)

    def companions(self, value: SqlValue, most: int) -> list[SqlValue]:
        """The value and up to `most` - 1 others that will be asked for soon and were not yet."""
        seen = self.upcoming(value)
        if seen is None:
            return [value]
        start = seen.place[value]
        found = self._after(seen, start, most)
        ahead = MOST_AHEAD if self.reads_ahead else 0
        while len(found) < most and ahead and seen.feed.read_ahead():
            ahead -= 1
            seen.update()
            found = self._after(seen, start, most)
        return found

    def _after(self, seen: Seen, start: int, most: int) -> list[SqlValue]:
        rest = (other for other in seen.order[start + 1 :] if other not in self.asked)
        return [seen.order[start], *itertools.islice(rest, most - 1)]

    @property
    def reads_ahead(self) -> bool:
        """Pages of the outer table are worth reading for the ids they show: they will be wanted anyway."""
        return self.bound.column.key and not self.plan.read.unique and "limit" not in self.scope.sql.lower()


def childless(account: Account, scope: Scope, plan: Plan, column: Column) -> set[SqlValue]:
    """The values of a placeholder whose rows, as far as the statement has read them, say that they have none
    of the plan's rows.
    """
    found: set[SqlValue] = set()
    table, _, key = column.points_to.partition(".")
    for feed in list(scope.feeds.values()) if plan.read.tells else ():
        places = {one.name: place for place, one in enumerate(feed.shape.columns)}
        if feed.account is account and feed.shape.table.name == table and plan.read.tells in places:
            get, tells = feed.getters[places[key]], feed.getters[places[plan.read.tells]]
            found |= {get(row) for _, rows in feed.loaded for row in rows if tells(row) == 0}
    return found


def _tells(account: Account, plan: Plan) -> bool:
    """The first page of the plan tells how many rows there are."""
    paging = account.paging_of(plan.read)
    return not isinstance(paging, OnePage) and bool(paging.count_at)


def _empty(feed: Feed, column: Column) -> bool:
    return column.name in feed.bound


def pages_at_large(account: Account, scope: Scope, instead: Plan, *, learn: bool = False) -> float:
    """Requests that reading the table at large takes, as far as is known; `learn` reads its first page."""
    if instead.parents is not None:
        return instead.estimate
    if learn and not account.counted(instead.table):
        _learn(account, scope, instead)
    if not account.counted(instead.table) or instead.bounds:
        return instead.estimate
    size = page_size(account.paging_of(instead.read))
    return max(1.0, math.ceil(account.rows_of(instead.table) / size))


def _learn(account: Account, scope: Scope, instead: Plan, *, may_count: bool = False) -> None:
    """How many rows the table at large has: its first page tells, or a request that counts them."""
    if instead.parents is not None or instead.bounds:
        return
    counts = instead.read.counts
    if _tells(account, instead):
        for chain in account.chains(instead, ()):
            feed_of(account, scope, instead, chain.request, chain.bound).page(0)
    elif may_count and counts is not None:
        (chain,) = account.chains(counted_by(instead), ())
        account.learn_rows(instead.table, account.count(chain.request, instead.read, counts, scope))


def feed_of(
    account: Account, scope: Scope, plan: Plan, request: Request, bound: Mapping[str, SqlValue]
) -> Feed:
    """The statement's feed for this request: made once."""
    shape = account.shape(plan.table, plan.read)
    key = feed_key(shape, request, bound)
    feed = scope.feeds.get(key)
    if feed is None:
        feed = scope.feeds[key] = Feed(account, scope, shape, request, bound)
    return feed
