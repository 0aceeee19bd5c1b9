"""What belongs to one statement: its requests and their budget, the pages it has read, what it must say.

The engine makes a scope for each statement and hands it to every request made for it. Within a scope the
same request is sent once. It ends with its statement.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from helpsql.errors import BudgetExceeded

if TYPE_CHECKING:
    from helpsql.plan import Plan
    from helpsql.spec import Column, Request
    from helpsql.store import Store

ROWS_IN_MEMORY = 20_000


class Observer(Protocol):
    """Who is told what goes on (progress, -v). Called from any thread."""

    def request_sent(self, entry: Any) -> None: ...

    def waiting(self, connection: str, seconds: float, why: str) -> None: ...

    def writing(self, done: int, of: int) -> None: ...


@runtime_checkable
class RowsObserver(Protocol):
    """An observer that is also told how many rows came with each answer."""

    def rows_read(self, number: int) -> None: ...


class Scope:
    """One statement's exchange with the helpdesks, see `helpsql.http.Exchange`.

    writes     it is an INSERT, UPDATE or DELETE: rows shown are remembered by rowid
    planning   it is only planned: nothing is read
    named      names that stand in an UPDATE, whose planning tells SQLite of every column
    returned   names that stand behind RETURNING, which SQLite does not see
    verifies   its rows decide what is written at a helpdesk: those of reads that lag are read again by key
    updated    schema ("" as written) and table whose rows an UPDATE changes, where it reads no other rows
    sets       SQLite may hand over all values of an IN at once
    given      texts that the statement or its parameters hold
    watched    number of a plan -> arguments that SQLite gives beside those of its bounds
    doubts     notes of what the statement can hardly mean
    asked      columns in use of each (schema, table), complete once the statement is planned
    """

    def __init__(
        self,
        statement: int | None,
        sql: str = "",
        *,
        max_requests: int | None = None,
        deadline: float | None = None,
        observer: Observer | None = None,
        reads_once: Callable[[], bool] = lambda: False,
    ) -> None:
        self.statement = statement
        self.sql = sql
        self.max_requests = max_requests
        self.deadline = deadline
        self.cancelled = threading.Event()
        self.observer = observer
        self.requests = 0
        self.memo_rows = 0
        self.notes: list[str] = []
        self.doubts: list[str] = []
        self.given: frozenset[str] = frozenset()
        self.watched: dict[int, list[tuple[int, Column]]] = {}
        self.missing = False
        self.plans: list[Plan] = []
        self.feeds: dict[Hashable, Any] = {}
        self.lookups: dict[Hashable, Any] = {}
        self.identities: dict[tuple[Any, int], Any] = {}
        self.asked: dict[tuple[str, str], set[str]] = {}
        self.writes = False
        self.planning = False
        self.sets = True
        self.verifies = False
        self.updated: tuple[str, str] | None = None
        self.named: frozenset[str] | None = None
        self.returned: frozenset[str] = frozenset()
        self.rows_held = 0
        self._reads_once = reads_once
        self._once: bool | None = None
        self._store: Store | None = None
        self._lock = threading.Lock()
        self._sent = threading.local()

    def before_send(self, _request: Request) -> None:
        """Count a request; BudgetExceeded when the statement may send no more."""
        with self._lock:
            if self.max_requests is not None and self.requests >= self.max_requests:
                raise self.over_budget(None)
            self.requests += 1

    def sent(self, entry_id: int) -> None:
        """The log's number of the request just answered in this thread."""
        self._sent.entry = entry_id

    @property
    def last_entry(self) -> int | None:
        return getattr(self._sent, "entry", None)

    def rows_read(self, number: int) -> None:
        """So many rows came with an answer."""
        told: object = self.observer
        if isinstance(told, RowsObserver):
            told.rows_read(number)

    def waiting(self, seconds: float, why: str) -> None:
        if self.observer is not None:
            self.observer.waiting("", seconds, why)

    def writing(self, done: int, of: int) -> None:
        """So many of the writes were seen through."""
        if self.observer is not None:
            self.observer.writing(done, of)

    def expects(self, more: int) -> None:
        """Stop before the first of `more` requests that cannot all be sent within the budget."""
        if self.max_requests is not None and self.requests + more > self.max_requests:
            raise self.over_budget(self.requests + more)

    def over_budget(self, needed: int | None) -> BudgetExceeded:
        needs = f"needs about {needed:,} requests" if needed else "needs more requests"
        shown = "; ".join(dict.fromkeys(plan.text for plan in self.plans if plan.text)) or "no plan"
        return BudgetExceeded(
            f"The statement {needs}; {self.max_requests:,} are allowed, {self.requests:,} were sent.",
            hint=f"Plan: {shown}. Add filters or a LIMIT, or allow more requests.",
        )

    def note(self, text: str, *, missing: bool = True) -> None:
        """Say once what is to be known of the answer, as a rule why rows may be `missing` from it."""
        with self._lock:
            self.missing = self.missing or missing
            if text not in self.notes:
                self.notes.append(text)

    def doubt(self, text: str) -> None:
        """Note what the statement asks for and can hardly mean; the answer is right all the same."""
        self.note(text, missing=False)
        if text not in self.doubts:
            self.doubts.append(text)

    @property
    def crowded(self) -> bool:
        """Too many rows are held in memory to keep pages that were read."""
        return self.rows_held > ROWS_IN_MEMORY

    @property
    def reads_once(self) -> bool:
        """The statement scans one table once, so no page is needed twice."""
        if self._once is None:
            self._once = self._reads_once()
        return self._once

    @property
    def store(self) -> Store:
        if self._store is None:
            from helpsql.store import Store

            self._store = Store()
        return self._store

    def close(self) -> None:
        """End the statement: stop what is still being fetched, forget the rows."""
        self.cancelled.set()
        self.feeds.clear()
        self.lookups.clear()
        self.identities.clear()
        if self._store is not None:
            self._store.close()
            self._store = None
