"""Reads that lag, put right: rows that the session wrote since are read by key and laid over what they show.

A search index finds a row as it was a minute ago. A SELECT after a write would show the old state, so the
rows written lately (`recent`) are read again: one request for a hundred. A statement that writes would change
rows that no longer match, so every row that such a read finds for it is read again. What it did not find
because others changed it a moment ago stays unknown, as the note beside the answer says.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from helpsql.bounds import key_read
from helpsql.chunks import Chunk, Pair, order_key
from helpsql.getters import Getter, Row
from helpsql.plan import Bound, Plan
from helpsql.recent import Key
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope

TOGETHER = 1000
"""Rows that are read again at a time: the requests for them go side by side."""

Found = Mapping[Key, Chunk]
Scan = Callable[["Account", "Scope", Plan, Sequence[Any]], Iterator[Chunk]]


def settled(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], found: Iterator[Chunk], scan: Scan
) -> Iterator[Chunk]:
    """The rows of a read that lags, with those that may have changed as they are now.

    Costs a request for each hundred of the rows written lately, or of all where the statement writes.
    """
    name, lag = plan.table.name, plan.read.lag
    written = account.recent.keys(name, lag)
    by_key = key_read(plan.table, plan.used)
    if account.recent.untold(name, lag):
        scope.note(f"{_since(account, plan)} may be missing or shown as they were: nobody told their ids.")
    if by_key is None or not (written or scope.verifies):
        return found
    again = _Again(account, scope, plan, values, scan)
    if scope.verifies:
        return _verified(found, again, written, TOGETHER if plan.limit is None else by_key[1].limit)
    if plan.order is not None:
        return _merged(found, again, written, order_key(plan, plan.order[0]), plan.order[1])
    return _laid_over(found, again, written)


def tell_counted(account: Account, scope: Scope, plan: Plan) -> None:
    """Say that a number which the index tells may not count what this session just wrote."""
    if plan.read.lag and account.recent.any(plan.table.name, plan.read.lag):
        scope.note(f"{_since(account, plan)} may not be counted as they are now.", missing=False)


def _since(account: Account, plan: Plan) -> str:
    where = f"{account.name}.{plan.table.name}"
    return f"{where}: rows that this session wrote in the last {plan.read.lag / 60:.0f} minutes"


class _Again:
    """Rows by their keys, as the helpdesk has them now.

    adds   rows that the read did not show may be among the answer. Whether one fits a filter that only the
           API can apply is not known
    """

    def __init__(self, account: Account, scope: Scope, plan: Plan, values: Sequence[Any], scan: Scan) -> None:
        self._account, self._scope, self._scan = account, scope, scan
        self._table, self._used = plan.table, plan.used
        self._echo = {
            bound.column.name: value
            for bound, value in zip(plan.bounds, values, strict=True)
            if bound.column.echo
        }
        self.adds = not self._echo
        self._places = [i for i, column in enumerate(plan.table.columns) if column.key]

    def key(self, row: Row, getters: Sequence[Getter]) -> Key:
        return tuple(getters[place](row) for place in self._places)

    def __call__(self, keys: Iterable[Key]) -> dict[Key, Chunk]:
        """Each row that there is now, alone in a chunk. Costs a request for each hundred keys."""
        by_key = key_read(self._table, self._used)
        assert by_key is not None
        read, take = by_key
        column = self._table.by_name[take.column.lower()]
        bound = Bound(0, column, "=", take, is_set=True, known=False)
        plan = Plan(self._table, read, (bound,), used=self._used)
        found: dict[Key, Chunk] = {}
        for chunk in self._scan(self._account, self._scope, plan, [{key[0] for key in keys}]):
            getters = self._shown(chunk.getters)
            found |= {self.key(row, getters): Chunk([row], getters) for row in chunk.rows}
        return found

    def _shown(self, getters: Sequence[Getter]) -> Sequence[Getter]:
        """A filter that only the API knows shows the value it was given."""
        columns = zip(self._table.columns, getters, strict=True)
        return tuple(
            _always(self._echo[column.name]) if column.name in self._echo else getter
            for column, getter in columns
        )


def _always(value: SqlValue) -> Getter:
    return lambda _: value


def _verified(
    found: Iterator[Chunk], again: _Again, written: Sequence[Key], together: int
) -> Iterator[Chunk]:
    """Every row as it is now; gone ones are left out, and those that the session wrote are added."""
    unseen = dict.fromkeys(written if again.adds else ())
    waiting: dict[Key, None] = {}
    for chunk in found:
        for row in chunk.rows:
            waiting[again.key(row, chunk.getters)] = None
            if len(waiting) >= together:
                yield from _in_place(waiting, again)
                unseen = {key: None for key in unseen if key not in waiting}
                waiting = {}
    waiting |= unseen
    yield from _in_place(waiting, again)


def _in_place(keys: Iterable[Key], again: _Again) -> Iterator[Chunk]:
    now = again(keys) if keys else {}
    yield from (now[key] for key in keys if key in now)


def _laid_over(found: Iterator[Chunk], again: _Again, written: Sequence[Key]) -> Iterator[Chunk]:
    """The rows, with those that were written as they are now; asked for when the first of them comes."""
    unseen = dict.fromkeys(written)
    now: Found | None = None
    for chunk in found:
        kept: list[Row] = []
        for row in chunk.rows:
            key = again.key(row, chunk.getters)
            if key not in unseen:
                kept.append(row)
                continue
            del unseen[key]
            now = again(written) if now is None else now
            if key in now:
                yield now[key]
        yield Chunk(kept, chunk.getters)
    if again.adds and unseen:
        now = again(written) if now is None else now
        yield from (now[key] for key in unseen if key in now)


def _merged(
    found: Iterator[Chunk], again: _Again, written: Sequence[Key], order: Callable[[Pair], Any], down: bool
) -> Iterator[Chunk]:
    """The same in an order that was promised."""
    behind = frozenset(written)
    others = (
        (row, chunk.getters)
        for chunk in found
        for row in chunk.rows
        if again.key(row, chunk.getters) not in behind
    )
    now = [(chunk.rows[0], chunk.getters) for chunk in again(written).values()] if again.adds else []
    now.sort(key=order, reverse=down)
    for row, getters in heapq.merge(others, now, key=order, reverse=down):
        yield Chunk([row], getters)
