"""Pending writes of a transaction as its own SELECTs see them: laid over the rows that the API gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpsql.getters import Getter, Row
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.chunks import Chunk
    from helpsql.pending import RowWrite
    from helpsql.spec import Table

Key = tuple[SqlValue, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as a cursor showed it."""

    row: Row
    getters: Sequence[Getter]

    def values(self) -> list[SqlValue]:
        return [getter(self.row) for getter in self.getters]


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a transaction has changed in one table: by key, and rows that have no key yet (by rowid)."""

    table: Table
    updated: Mapping[Key, tuple[Shown, Mapping[str, SqlValue]]] = field(default_factory=dict)
    deleted: frozenset[Key] = frozenset()
    inserted: Mapping[int, Mapping[str, SqlValue]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.updated or self.deleted or self.inserted)

    @property
    def without(self) -> list[str]:
        """Columns of the key that a row to be inserted does not have before the helpdesk has made it."""
        rows = self.inserted.values()
        return [name for name in self.table.keys if any(row.get(name) is None for row in rows)]

    def extended(self, writes: Iterable[RowWrite]) -> Overlay:
        """The overlay after further writes; cursors that are open keep the one they began with."""
        updated, deleted, inserted = dict(self.updated), set(self.deleted), dict(self.inserted)
        for write in writes:
            if write.rowid < 0:
                if write.kind == "delete":
                    inserted.pop(write.rowid, None)
                else:
                    inserted[write.rowid] = {**inserted.get(write.rowid, {}), **write.values}
            elif write.kind == "delete":
                deleted.add(write.key)
                updated.pop(write.key, None)
            elif write.shown is not None:
                shown, changes = updated.get(write.key, (write.shown, {}))
                updated[write.key] = (shown, {**changes, **write.values})
        return Overlay(self.table, updated, frozenset(deleted), inserted)

    def over(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The chunks with changed rows changed, deleted ones gone, and the rows added that no chunk showed.

        A changed row is given even where its filter did not find it at the helpdesk: only the pending value
        may make it match. SQLite checks the filters again.
        """
        from helpsql.chunks import Chunk

        keys = [i for i, column in enumerate(self.table.columns) if column.key]
        unseen = dict(self.updated)
        for chunk in chunks:
            plain: list[Row] = []
            getters = [chunk.getters[i] for i in keys]
            for row in chunk.rows:
                key = tuple(getter(row) for getter in getters)
                if key in self.updated:
                    if unseen.pop(key, None) is not None:
                        yield Chunk([row], self._changed(chunk.getters, self.updated[key][1]))
                elif key not in self.deleted:
                    plain.append(row)
            yield Chunk(plain, chunk.getters)
        for shown, changes in unseen.values():
            yield Chunk([shown.row], self._changed(shown.getters, changes))
        for rowid, values in self.inserted.items():
            yield Chunk([rowid], self._new(values))

    def _changed(self, getters: Sequence[Getter], changes: Mapping[str, SqlValue]) -> tuple[Getter, ...]:
        return tuple(
            _always(changes[column.name]) if column.name in changes else getter
            for column, getter in zip(self.table.columns, getters, strict=True)
        )

    def _new(self, values: Mapping[str, SqlValue]) -> PendingGetters:
        return PendingGetters(_always(values.get(column.name)) for column in self.table.columns)


class PendingGetters(tuple[Getter, ...]):
    """Getters of a row that is not at the helpdesk yet; the row is its (negative) rowid."""

    __slots__ = ()


def _always(value: SqlValue) -> Getter:
    return lambda _: value
