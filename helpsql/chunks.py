"""Rows on their way to SQLite, in chunks that share their getters; none of them given twice, in an order."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from helpsql.feed import Feed
from helpsql.getters import Getter, Row
from helpsql.instants import instant_key
from helpsql.plan import Bound, Plan
from helpsql.spec import Read, Type
from helpsql.values import SqlValue

KEYS_REMEMBERED = 16
"""Pages whose keys are remembered to leave out rows that moved to a later page while pages turned."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that are decoded by the same getters (one a column, in the table's order)."""

    rows: Sequence[Row]
    getters: Sequence[Getter]


Pair = tuple[Row, Sequence[Getter]]
"""A row and what decodes it."""


def order_key(plan: Plan, column: str) -> Callable[[Pair], Any]:
    """What sorts rows by the column, NULL being less than anything."""
    place = next(i for i, one in enumerate(plan.table.columns) if one.name == column)
    by_instant = plan.table.columns[place].type in (Type.TIMESTAMP, Type.DATE)

    def key(pair: Pair) -> tuple[Any, ...]:
        value = pair[1][place](pair[0])
        return (0,) if value is None else (1, instant_key(str(value)) if by_instant else value)

    return key


def in_order(found: Iterator[Chunk], plan: Plan, column: str, descending: bool) -> Iterator[Chunk]:
    """The rows in an order that was promised."""
    rows = [(row, chunk.getters) for chunk in found for row in chunk.rows]
    for row, getters in sorted(rows, key=order_key(plan, column), reverse=descending):
        yield Chunk([row], getters)


def merged(found: Sequence[Iterator[Chunk]], plan: Plan, column: str, descending: bool) -> Iterator[Chunk]:
    """The rows of several sources, each in the promised order, in that order; none is read ahead of need."""
    pairs = [((row, chunk.getters) for chunk in one for row in chunk.rows) for one in found]
    for row, getters in heapq.merge(*pairs, key=order_key(plan, column), reverse=descending):
        yield Chunk([row], getters)


def fresh(chunk: Chunk, keys: Sequence[int], shown: set[tuple[SqlValue, ...]]) -> Chunk:
    """The chunk without rows that were shown before."""
    kept = []
    for row in chunk.rows:
        key = tuple(chunk.getters[i](row) for i in keys)
        if key not in shown:
            shown.add(key)
            kept.append(row)
    return Chunk(kept, chunk.getters)


def without_repeats(found: Iterator[tuple[Feed, list[Row]]], plan: Plan) -> Iterator[Chunk]:
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
