"""Which of some new rows is whose, where the answer told their ids alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.pending import RowWrite

Thing = TypeVar("Thing")


def whose(new: Sequence[Mapping[str, SqlValue]], writes: Sequence[RowWrite]) -> dict[int, SqlValue]:
    """The ids of new rows, as they were read, by their writes' rowids.

    A value of `Many.known_by` that just one of the writes gave and just one of the rows has tells which it
    is; a row that nothing tells apart is left out.
    """
    found: dict[int, SqlValue] = {}
    if not writes or writes[0].table.insert is None or (many := writes[0].table.insert.many) is None:
        return found
    key = writes[0].table.keys[-1]
    for name in many.known_by:
        given = _only_ones((_plain(write.values.get(name)), write.rowid) for write in writes)
        shown = _only_ones((_plain(row.get(name)), row[key]) for row in new)
        for value in given.keys() & shown.keys():
            found.setdefault(given[value], shown[value])
    return found


def _plain(value: SqlValue) -> SqlValue:
    """Letter case and space around it aside: the API may keep a value otherwise than it was given."""
    return value.strip().casefold() if isinstance(value, str) else value


def _only_ones(pairs: Iterable[tuple[SqlValue, Thing]]) -> dict[SqlValue, Thing]:
    """What belongs to a value, for values that stand there once."""
    held: dict[SqlValue, list[Thing]] = {}
    for value, thing in pairs:
        held.setdefault(value, []).append(thing)
    return {value: things[0] for value, things in held.items() if value is not None and len(things) == 1}
