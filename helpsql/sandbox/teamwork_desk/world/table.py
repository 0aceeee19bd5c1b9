"""Rows by id: the seeded ones made when asked for, the written ones laid over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

R = TypeVar("R")
Row = dict[str, Any]
Refs = dict[str, Any]

SYSTEM = 999_999_999
"""The user id of what nobody did; no such user exists."""
NO_DATE = "0001-01-01T00:00:00Z"


class Table(Generic[R]):
    """`make` gives the seeded row at an index, None at an empty place; ids are `first + step * index`."""

    def __init__(self, first: int, count: int, make: Callable[[int], R | None], step: int = 1) -> None:
        self.first = first
        self.count = count
        self.step = step
        self._make = make
        self._rows: dict[int, R] = {}
        self._added: list[int] = []
        self._next = first + step * count + 1000

    def id_of(self, index: int) -> int:
        return self.first + self.step * index

    def index_of(self, row_id: int) -> int | None:
        """The index of a seeded row."""
        index, rest = divmod(row_id - self.first, self.step)
        return index if rest == 0 and 0 <= index < self.count else None

    def at(self, index: int) -> R:
        """The row at a seeded index, as it is now."""
        found = self.get(self.id_of(index))
        assert found is not None
        return found

    def get(self, row_id: int) -> R | None:
        found = self._rows.get(row_id)
        if found is not None:
            return found
        index = self.index_of(row_id)
        if index is None:
            return None
        made = self._make(index)
        if made is not None:
            self._rows[row_id] = made
        return made

    def new_id(self) -> int:
        self._next += self.step
        return self._next

    def put(self, row_id: int, row: R) -> None:
        """Add a row or change one; rows are never dropped, deletion is a state."""
        if row_id not in self._rows and self.index_of(row_id) is None:
            self._added.append(row_id)
        self._rows[row_id] = row

    def __iter__(self) -> Iterator[R]:
        for index in range(self.count):
            row = self.get(self.id_of(index))
            if row is not None:
                yield row
        for row_id in self._added:
            yield self._rows[row_id]


def listed(rows: Mapping[int, Row]) -> Table[Row]:
    """A table of few rows with ids of their own."""
    table: Table[Row] = Table(max(rows, default=0) + 1, 0, lambda _: {})
    for row_id, row in rows.items():
        table.put(row_id, row)
    return table


def ref(kind: str, row_id: int | None, meta: Any = None) -> Refs | None:
    """A reference; None stays None."""
    if row_id is None:
        return None
    return {"id": row_id, "type": kind} if meta is None else {"id": row_id, "type": kind, "meta": meta}


def refs(kind: str, ids: Any) -> list[Refs] | None:
    """References; no ids are null, as a nil slice."""
    return [{"id": i, "type": kind} for i in ids] or None


def base(row_id: int, created: str, updated: str, by: int = SYSTEM, updated_by: int | None = None) -> Row:
    """The columns that every row ends with."""
    return {
        "id": row_id,
        "createdAt": created,
        "updatedAt": updated,
        "createdBy": ref("users", by),
        "updatedBy": ref("users", by if updated_by is None else updated_by),
        "state": "active",
    }
