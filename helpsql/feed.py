"""The pages of one request chain, fetched ahead of the reader and each once a statement.

The first page is fetched in the reader's thread: most look-ups need no other. Numbered pages then come side
by side, a window ahead of the reader; linked pages one ahead. What nobody reads is not asked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING

from helpsql.errors import Interrupted
from helpsql.paging import Outlook, next_request, page_request
from helpsql.rows import Getter, Row, Shape
from helpsql.spec import Pages, Paging, Request
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope

Page = list[Row]


class Feed:
    """One request and the pages that follow from it."""

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
        self.paging: Paging = shape.read.paging or account.helpdesk.paging
        self.getters: Sequence[Getter] = shape.getters_with(bound)
        self.bound = bound
        self.number = len(scope.feeds)
        self.outlook: Outlook | None = None
        self.total: int | None = None
        self._pages: dict[int, Page | None] = {}
        self._coming: dict[int, Future[Page]] = {}
        self._links: dict[int, Request] = {0: request}
        self._first_rows: int | None = None

    def page(self, number: int, want: int | None = None) -> Page | None:
        """Page `number` (from 0), None behind the last. `want`: rows the reader can need at most."""
        if self.total is not None and number >= self.total:
            return None
        if number in self._pages:
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
        if 0 not in self._pages and 0 not in self._coming:
            self._ask(0)

    @property
    def loaded(self) -> Iterator[tuple[int, Page]]:
        """Pages that are here, for look-ups that batch what they show."""
        return ((number, rows) for number, rows in list(self._pages.items()) if rows is not None)

    @property
    def expected_pages(self) -> int | None:
        return self.total

    def _read_again(self, number: int) -> Page:
        held = self._pages[number]
        rows = held if held is not None else self._put_away_page(number)
        self.scope.memo_rows += len(rows)
        return rows

    def _put_away_page(self, number: int) -> Page:
        return self._fetch(number) if self.scope.reads_once else self.scope.store.page(self.number, number)

    def _keep(self, number: int, rows: Page) -> Page:
        self._pages[number] = rows
        self.scope.rows_held += len(rows)
        if self.scope.crowded and not self.scope.planning:
            self._put_away(number)
        return rows

    def _put_away(self, number: int) -> None:
        """Move the pages before this one out of memory, or drop them when nobody can read them again."""
        for earlier, rows in list(self._pages.items()):
            if rows is not None and earlier < number:
                if not self.scope.reads_once:
                    self.scope.store.put_page(self.number, earlier, rows)
                self._pages[earlier] = None
                self.scope.rows_held -= len(rows)

    def _ask_ahead(self, number: int, want: int | None) -> None:
        """Have the pages that the reader will want next on their way, side by side if numbered."""
        if number == 0 or not isinstance(self.paging, Pages) or self.total is None:
            return
        if want is None:
            self.scope.expects(self.total - len(self._pages) - len(self._coming))
        size = self.outlook.size if self.outlook else self.paging.size
        last = self.total if want is None else min(self.total, max(number + 1, -(-want // size)))
        for ahead in range(number, min(last, number + self.account.client.concurrency)):
            if ahead not in self._pages and ahead not in self._coming:
                self._ask(ahead)

    def _ask(self, number: int) -> None:
        self._coming[number] = self.account.pool.submit(self._fetch, number)

    def _fetch(self, number: int) -> Page:
        """Send one page's request. Runs in the reader's thread or in the pool."""
        request = self._links.get(number) or page_request(self.request, self.paging, number)
        rows, seen = self.account.fetch(request, self.shape, self.paging, self.scope)
        self._learn(number, seen, len(rows))
        return rows

    def _learn(self, number: int, seen: Outlook, rows: int) -> None:
        """Take up what a page says of the whole; say so when it changed while the pages were read."""
        if number == 0:
            self.outlook = seen
        if isinstance(self.paging, Pages):
            self._learn_total(number, seen, rows)
            return
        following = next_request(self.request, seen)
        if following is None:
            self.total = number + 1
        else:
            self._links[number + 1] = following

    def _learn_total(self, number: int, seen: Outlook, rows: int) -> None:
        if seen.pages is None:
            self.total = number + 1 if rows < seen.size else None
            return
        before = self.outlook.rows if self.outlook else None
        if number and before is not None and seen.rows is not None and seen.rows < before:
            self.scope.note(
                f"{self.account.name}.{self.shape.table.name}: rows went away while the list was read "
                f"({before} at its start, {seen.rows} later); others may have been skipped."
            )
        self.total = max(self.total or 0, seen.pages, 1)


def pages(feed: Feed, want: int | None = None) -> Iterator[Page]:
    """The feed's pages in order, each asked for when the reader comes to it."""
    number = 0
    while (rows := feed.page(number, want)) is not None:
        yield rows
        number += 1


def feed_key(shape: Shape, request: Request, bound: Mapping[str, SqlValue]) -> Hashable:
    """Equal for two uses of the same request within a statement."""
    return (
        id(shape),
        request.path,
        tuple(sorted(request.params.items())),
        tuple(sorted((name, repr(value)) for name, value in bound.items())),
    )


__all__ = ["Feed", "Page", "feed_key", "pages"]
