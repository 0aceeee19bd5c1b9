"""Rows by id: the seeded ones made when asked for, the written ones laid over them.

A shelf holds what was written and a bounded number of made rows, whatever the size of the world.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from helpsql.sandbox.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable


class Identified(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=Identified)


class Shelf(Generic[R]):
    """One kind of row. `make` gives the seeded row at an index; ids rise with the index."""

    def __init__(
        self,
        count: int,
        make: Callable[[int], R],
        id_of: Callable[[int], int],
        index_of: Callable[[int], int | None],
    ) -> None:
        self.count = count
        self.written: dict[int, R] = {}
        self._make, self._id_of, self._index_of = make, id_of, index_of
        self._made: Kept[int, R] = Kept()

    def at(self, index: int) -> R:
        """The seeded row, as it once was."""
        return self._made.get(index, lambda: self._make(index))

    def get(self, number: int) -> R | None:
        if number in self.written:
            return self.written[number]
        index = self._index_of(number)
        return None if index is None else self.at(index)

    def put(self, row: R) -> None:
        self.written[row.id] = row

    def ids(self) -> array[int]:
        """All numbers, in order: the written ones have higher numbers than the seeded."""
        added = sorted(n for n in self.written if self._index_of(n) is None)
        return array("q", [*(self._id_of(i) for i in range(self.count)), *added])
