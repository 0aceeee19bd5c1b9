"""The pages of one request chain, fetched ahead of the reader and each once a statement.

The first page is fetched in the reader's thread: most look-ups need no other. Numbered pages then come side
by side, a window ahead of the reader; linked pages one ahead. What nobody reads is not asked for.

What answers say of the whole may be wrong, or change while pages are read: a feed ends at an empty page,
never turns in a circle, and says so when rows may be missing.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any

from helpsql.errors import DataError, Interrupted
from helpsql.getters import Getter, Row
from helpsql.paging import Outlook, as_held, next_request, page_request, paging_of
from helpsql.rows import Shape
from helpsql.spec import Pages, Paging, Request
from helpsql.values import SqlValue, as_stored

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope

Page = list[Row]
_numbers = itertools.count()


class Feed:
    """One request and the pages that follow from it.

    number    by which the store and look-ups know it
    outlook   what the first page said of the whole
    total     pages there are, as far as is known
    most      pages that may be asked for (None: all)
    edges     where a new list that goes on behind a page begins, by page
    """

    def __init__(
        self,
        account: Account,
        scope: Scope,
        shape: Shape,
        request: Request,
        bound: Mapping[str, SqlValue],
    ) -> None:
        self.account = account
        self.scope = scope
        self.shape = shape
        self.request = request
        self.paging: Paging = shape.read.paging or paging_of(shape.read, account.helpdesk)
        self.getters: Sequence[Getter] = shape.getters_with(bound)
        self.bound = bound
        self.number = next(_numbers)
        self.outlook: Outlook | None = None
        self.is_scanned = False
        self.total: int | None = None
        self.most: int | None = None
        self.edges: dict[int, Any] = {}
        self._pages: dict[int, Page] = {}
        self._away: set[int] = set()
        self._coming: dict[int, Future[Page]] = {}
        self._links: dict[int, Request] = {0: request}

    def page(self, number: int, want: int | None = None) -> Page | None:
        """Page `number` (from 0), None behind the last. `want`: rows the reader can need at most."""
        if self.total is not None and number >= self.total:
            return None
        if number in self._pages or number in self._away:
            return self._read_again(number)
        self._ask_ahead(number, want)
        coming = self._coming.pop(number, None)
        try:
            rows = self._fetch(number) if coming is None else coming.result()
        except CancelledError:
            raise Interrupted("The statement was stopped.") from None
        return self._keep(number, rows)

    def start(self) -> None:
        """Ask for the first page in the background."""
        if not (0 in self._pages or 0 in self._away or 0 in self._coming):
            self._ask(0)

    def finish(self) -> None:
        """The reader is through: when memory is short, no page stays in it."""
        if self.scope.crowded and not self.scope.planning:
            self._put_away(len(self._pages) + len(self._away))
            if self.scope.reads_once:
                self.scope.feeds.pop(feed_key(self.shape, self.request, self.bound), None)

    @property
    def rows_expected(self) -> float:
        """Rows of all its pages, as far as those that are here tell."""
        shown = sum(len(rows) for rows in self._pages.values())
        return shown * (self.total or 1) / max(1, len(self._pages))

    @property
    def loaded(self) -> Iterator[tuple[int, Page]]:
        """Pages that are in memory, for look-ups that batch what they show."""
        return iter(list(self._pages.items()))

    def read_ahead(self) -> bool:
        """Fetch the first page that is not here yet, for look-ups that batch; False where none follows."""
        number = len(self._pages) + len(self._away)
        if number in self._pages or number in self._away or (self.most is not None and number >= self.most):
            return False
        return self.page(number) is not None

    def _read_again(self, number: int) -> Page:
        held = self._pages.get(number)
        rows = held if held is not None else self._put_away_page(number)
        self.scope.memo_rows += len(rows)
        return rows

    def _put_away_page(self, number: int) -> Page:
        return self._fetch(number) if self.scope.reads_once else self.scope.store.page(self.number, number)

    def _keep(self, number: int, rows: Page) -> Page:
        if rows and rows == self._pages.get(number - 1):
            self._note(f"page {number + 1} of the list repeats the one before; rows may be missing.")
        self._pages[number] = rows
        self.scope.rows_held += len(rows)
        if self.scope.crowded and not self.scope.planning:
            self._put_away(number)
        return rows

    def _put_away(self, number: int) -> None:
        """Move the pages before this one out of memory, or drop them when nobody can read them again."""
        for earlier in [page for page in self._pages if page < number]:
            rows = self._pages.pop(earlier)
            if not self.scope.reads_once:
                self.scope.store.put_page(self.number, earlier, rows)
            self._away.add(earlier)
            self.scope.rows_held -= len(rows)

    def _ask_ahead(self, number: int, want: int | None) -> None:
        """Have the pages that the reader will want next on their way, side by side if numbered."""
        if number == 0 or not isinstance(self.paging, Pages) or self.total is None:
            return
        if want is None:
            self.scope.expects(self.total - len(self._pages) - len(self._away) - len(self._coming))
        size = self.outlook.size if self.outlook else self.paging.size
        last = self.total if want is None else min(self.total, max(number + 1, -(-want // size)))
        last = last if self.most is None else min(last, self.most)
        for ahead in range(number, min(last, number + self.account.client.concurrency)):
            if ahead not in self._pages and ahead not in self._away and ahead not in self._coming:
                self._ask(ahead)

    def _ask(self, number: int) -> None:
        self._coming[number] = self.account.pool.submit(self._fetch, number)

    def _fetch(self, number: int) -> Page:
        """Send one page's request. Runs in the reader's thread or in the pool."""
        request = self._links.get(number) or page_request(self.request, self.paging, number)
        rows, seen = self.account.fetch(request, self.shape, self.paging, self.scope)
        self._learn(number, seen, rows)
        return self._asked_for(rows, seen)

    def _asked_for(self, rows: Page, seen: Outlook) -> Page:
        """Without rows of another key than the path's: what was merged answers as what it is now."""
        for name, place in self.shape.placeholders:
            if name not in self.bound:
                continue
            wanted = as_stored(self.bound.get(name), self.shape.columns[place].type)
            told = seen.around.get(name)
            get = self.getters[place]
            others = [v for v in ([told] if told is not None else map(get, rows)) if v not in (wanted, None)]
            if others:
                self._note(
                    f"the answer for {name} {wanted!r} is about {others[0]!r}, with which it was merged."
                )
                rows = [] if told is not None else [row for row in rows if get(row) in (wanted, None)]
        return rows

    # -- what pages say of the whole

    def _learn(self, number: int, seen: Outlook, rows: Page) -> None:
        if seen.edge is not None:
            self.edges[number] = seen.edge
        if number == 0:
            seen = self.outlook = as_held(self.paging, seen)
            if seen.rows and seen.records == 0:
                raise DataError(
                    f"{self._where}: the answer announces {seen.rows} rows and holds none "
                    f"at {self.shape.read.rows}, {self.request.method} {self.request.path}.",
                    code="bad-shape",
                )
        if isinstance(self.paging, Pages):
            self._learn_total(number, seen, rows)
        else:
            self._learn_link(number, seen)

    def _learn_link(self, number: int, seen: Outlook) -> None:
        following = next_request(self.request, seen)
        if following is None or following == self._links.get(number):
            self.total = number + 1
        elif following in self._links.values():
            raise DataError(
                f"{self._where}: the links from page to page turn in a circle.", code="circular-link"
            )
        else:
            self._links[number + 1] = following

    def _learn_total(self, number: int, seen: Outlook, rows: Page) -> None:
        before = self.outlook if self.outlook and number else None
        records = len(rows) if seen.records is None else seen.records
        if (
            before is not None
            and before.rows is not None
            and seen.rows is not None
            and seen.rows < before.rows
        ):
            self._note(
                f"rows went away while the list was read ({before.rows} at its start, {seen.rows} later); "
                "others may have been skipped."
            )
        if number and records == 0:
            self._ends_at(number)
        elif seen.pages is not None:
            self.total = max(self.total or 0, seen.pages, 1)
        elif before is None or before.pages is None:
            ended = (records < seen.size and not seen.more) or rows == self._pages.get(number - 1)
            self.total = number + 1 if ended else None
        if seen.more and records and self.total == number + 1 and rows != self._pages.get(number - 1):
            self.total = number + 2

    def _ends_at(self, number: int) -> None:
        """An empty page: nothing follows, whatever was announced."""
        self.total = number
        announced = self.outlook.rows if self.outlook else None
        if announced is not None and self.outlook is not None and announced > number * self.outlook.size:
            self._note(f"{announced} rows were announced, but page {number + 1} of the list is empty.")

    @property
    def _where(self) -> str:
        return f"{self.account.name}.{self.shape.table.name}"

    def _note(self, text: str) -> None:
        self.scope.note(f"{self._where}: {text}")


def pages(feed: Feed, want: int | None = None) -> Iterator[Page]:
    """The feed's pages in order, each asked for when the reader comes to it."""
    number = 0
    feed.is_scanned = True
    while (rows := feed.page(number, want)) is not None:
        yield rows
        number += 1
    feed.finish()


def feed_key(shape: Shape, request: Request, bound: Mapping[str, SqlValue]) -> Hashable:
    """Equal for two uses of the same request within a statement."""
    return (
        id(shape),
        request.path,
        tuple(sorted(request.params.items())),
        tuple(sorted((name, repr(value)) for name, value in bound.items())),
    )


__all__ = ["Feed", "Page", "feed_key", "pages"]
