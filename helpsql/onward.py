"""Beyond the cap of a list: it is read on as a new list, from where the last record of the one before stands.

An API that pages through at most so many rows gives all of them in this way, as long as the list rises by
something that a list can be made to begin at (`Read.window`).
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.errors import NotSupportedError
from helpsql.feed import Feed, Page
from helpsql.lookup import feed_of
from helpsql.paging import page_size
from helpsql.plan import Plan
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope

Key = tuple[SqlValue, ...]


class Onward:
    """One list of a plan and the lists that go on behind it."""

    def __init__(self, account: Account, scope: Scope, plan: Plan, first: Feed) -> None:
        assert plan.read.window is not None
        self._account, self._scope, self._plan = account, scope, plan
        self._window, self._first = plan.read.window, first
        self._keys = [i for i, column in enumerate(plan.table.columns) if column.key]
        first.most = self._most

    @property
    def _most(self) -> int:
        """Pages of one list."""
        return math.ceil(self._plan.read.cap / page_size(self._first.paging))

    @property
    def keeps_order(self) -> bool:
        """The order taken over is the one in which the lists go on."""
        order, sort = self._plan.order, self._plan.read.sort
        return order is None or (sort is not None and order == (sort.default, False))

    @property
    def is_cut(self) -> bool:
        """More rows are wanted than one list gives. Reads its first page."""
        self._first.page(0)
        limit, most = self._plan.limit, self._most
        size = self._first.outlook.size if self._first.outlook else page_size(self._first.paging)
        return self._goes_on(self._first) and (limit is None or limit > most * size)

    def pages(self) -> Iterator[tuple[Feed, Page]]:
        """The pages of all lists, in order, without rows that a list before has shown."""
        feed, shown = self._first, set[Key]()
        while True:
            seen = set[Key]()
            goes_on = yield from self._list(feed, shown, seen)
            if not goes_on:
                return
            feed, shown = self._next(feed), seen

    def first_pages(self) -> Generator[tuple[Feed, Page], None, bool]:
        """The pages of the first list alone; whether there is more."""
        return (yield from self._list(self._first, set(), set()))

    def _list(self, feed: Feed, shown: set[Key], seen: set[Key]) -> Generator[tuple[Feed, Page], None, bool]:
        """The pages of one list, without the rows `shown` before; whether it goes on behind them."""
        feed.most, feed.is_scanned = self._most, True
        number = 0
        while number < self._most and (rows := feed.page(number, self._plan.limit)) is not None:
            yield feed, self._fresh(feed, rows, shown, seen) if self._window.shared else rows
            number += 1
        feed.finish()
        return number == self._most and self._goes_on(feed)

    def _goes_on(self, feed: Feed) -> bool:
        """The list has more pages than may be asked for, or says no more than that it reaches its cap."""
        told = feed.outlook.rows if feed.outlook else None
        beyond = feed.total is None or feed.total > self._most
        return beyond or (told is not None and told >= self._plan.read.cap)

    def _fresh(self, feed: Feed, rows: Page, shown: set[Key], seen: set[Key]) -> Page:
        """The rows that the list before did not show; those with its last value come again."""
        kept = []
        for row in rows:
            key = tuple(feed.getters[i](row) for i in self._keys)
            seen.add(key)
            if key not in shown:
                kept.append(row)
        return kept

    def _next(self, feed: Feed) -> Feed:
        """The list that begins at the last record of this one."""
        edge = feed.edges.get(self._most - 1)
        begins = feed.request.params.get(self._window.param)
        if edge is None or str(edge) == begins:
            raise self._stuck(edge)
        request = replace(feed.request, params={**feed.request.params, self._window.param: str(edge)})
        return feed_of(self._account, self._scope, self._plan, request, feed.bound)

    def _stuck(self, edge: Any) -> NotSupportedError:
        where, read = f"{self._account.name}.{self._plan.table.name}", self._plan.read
        return NotSupportedError(
            f"{where}: GET {read.path} gives at most {read.cap:,} rows, and more than that share "
            f"{self._window.param} {edge!r}, so that no further list can begin behind them.",
            hint="Add filters that leave fewer rows.",
            code="too-many-rows",
            helpdesk=self._account.name,
            table=self._plan.table.name,
        )


__all__ = ["Onward"]
