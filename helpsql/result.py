"""What one statement gives: rows as they come, and what is to be said about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from helpsql.errors import Outcome

if TYPE_CHECKING:
    from helpsql.scope import Scope
    from helpsql.values import SqlValue

SqlRow = tuple["SqlValue", ...]
Columns = tuple[tuple[str, str | None], ...]


class Result:
    """One statement's outcome. Rows stream; `close` (or reading to the end) ends its requests.

    columns    (name, declared type or None); () when the statement gives no rows
    rowcount   rows changed, -1 for statements that change none
    complete   no row is known to may be missing; `notes` say what may be and why, or how late the answer is
    planned    the requests a dry run would have sent
    outcomes   what became of each write that was sent
    """

    def __init__(self, scope: Scope, columns: Columns, rows: Iterator[SqlRow]) -> None:
        self.scope = scope
        self.columns = columns
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.planned: list[str] = []
        self.outcomes: list[Outcome] = []
        self.on_close: Callable[[], None] | None = None
        self._rows = rows
        self._closed = False

    def __iter__(self) -> Iterator[SqlRow]:
        return self

    def __next__(self) -> SqlRow:
        if self._closed:
            raise StopIteration
        try:
            return next(self._rows)
        except BaseException:
            self.close()
            raise

    @property
    def statement(self) -> int | None:
        return self.scope.statement

    @property
    def notes(self) -> Sequence[str]:
        return list(self.scope.notes)

    @property
    def doubts(self) -> Sequence[str]:
        """Those of the notes that tell what the statement can hardly mean."""
        return list(self.scope.doubts)

    @property
    def complete(self) -> bool:
        return not self.scope.missing

    @property
    def requests(self) -> int:
        """Requests sent for this statement so far."""
        return self.scope.requests

    @property
    def memo_rows(self) -> int:
        """Rows answered from pages already read."""
        return self.scope.memo_rows

    def close(self) -> None:
        """Stop; rows not read yet are not asked for."""
        if not self._closed:
            self._closed = True
            if self.on_close is not None:
                self.on_close()
            self.scope.close()
