"""Which rows a write changed, for reads that lag: its own row, those it stands in, those a call names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from helpsql.pending import CallWrite
from helpsql.spec import PLACEHOLDER, Table
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.pending import Pending, RowWrite

Touched = tuple[str, Any]
"""A table's name and the value of its key; None where that is not known."""


def remember(write: Pending, made: SqlValue) -> None:
    """Note that the write was carried out, or may have been; `made` is the id of a new row."""
    touched = _by_call(write, made) if isinstance(write, CallWrite) else _by_row(write, made)
    by_name = write.account.helpdesk.by_name
    for name, key in touched:
        table = by_name.get(name.lower())
        if table is not None and any(read.lag for read in table.reads):
            write.account.recent.add(table.name, None if key is None else (key,))


def _by_row(write: RowWrite, made: SqlValue) -> Iterator[Touched]:
    table, alone = write.table, len(write.table.keys) == 1
    yield table.name, (write.key[0] if write.rowid >= 0 else made) if alone else None
    yield from _around(table, {**write.base(), **write.values})


def _around(table: Table, row: dict[str, SqlValue]) -> Iterator[Touched]:
    """The rows through which this one is written: a comment changes its ticket."""
    ways = [way for way in (table.insert, *table.update, table.delete) if way is not None]
    for name in {name for way in ways for name in PLACEHOLDER.findall(way.path)}:
        column = table.by_name[name.lower()]
        if column.points_to and row.get(column.name) is not None:
            yield column.points_to.partition(".")[0], row[column.name]


def _by_call(write: CallWrite, made: SqlValue) -> Iterator[Touched]:
    for parameter in write.procedure.parameters:
        value = write.arguments.get(parameter.name)
        for target in parameter.points_to:
            for key in value if isinstance(value, list) else [value]:
                if key is not None:
                    yield target.partition(".")[0], key
    if write.procedure.makes:
        yield write.procedure.makes, made
