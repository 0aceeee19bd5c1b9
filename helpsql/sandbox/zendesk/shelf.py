"""Records by id: the seeded ones made when asked for, the written ones laid over them.

A shelf holds what was written and a bounded number of made records, whatever the size of the world.
It also remembers when each write was, for readers that see the account late (the search index).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from helpsql.sandbox.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

R = TypeVar("R")


class Shelf(Generic[R]):
    """One kind of record. `make` gives the seeded record at an index; ids rise with the index."""

    def __init__(
        self,
        count: int,
        make: Callable[[int], R],
        id_of: Callable[[int], int],
        index_of: Callable[[int], int],
    ) -> None:
        self.count = count
        self.written: dict[int, R] = {}
        self.gone: set[int] = set()
        self.id_of = id_of
        self._make = make
        self._index_of = index_of
        self._made: Kept[int, R] = Kept()
        self._versions: dict[int, list[tuple[float, R | None]]] = {}

    def index(self, record_id: int) -> int | None:
        """The index of a seeded record, whatever became of it."""
        index = self._index_of(record_id)
        return index if 0 <= index < self.count else None

    def at(self, index: int) -> R:
        """The seeded record, as it once was."""
        return self._made.get(index, lambda: self._make(index))

    def get(self, record_id: int) -> R | None:
        if record_id in self.written:
            return self.written[record_id]
        index = self.index(record_id)
        return None if index is None or record_id in self.gone else self.at(index)

    def get_as_of(self, record_id: int, moment: float) -> R | None:
        """The record as it was at a moment."""
        versions = self._versions.get(record_id)
        if not versions:
            return self.get(record_id)
        past = [record for at, record in versions if at <= moment]
        if past:
            return past[-1]
        index = self.index(record_id)
        return None if index is None else self.at(index)

    def put(self, record_id: int, record: R, now: float) -> None:
        self.gone.discard(record_id)
        self.written[record_id] = record
        self._versions.setdefault(record_id, []).append((now, record))

    def drop(self, record_id: int, now: float) -> None:
        self.written.pop(record_id, None)
        self._versions.setdefault(record_id, []).append((now, None))
        if self.index(record_id) is not None:
            self.gone.add(record_id)

    def touched_since(self, moment: float) -> list[int]:
        """Ids of what was written or dropped after a moment."""
        return [i for i, versions in self._versions.items() if versions[-1][0] > moment]

    def added(self) -> list[int]:
        """Ids that no seed knew, in order."""
        return sorted(i for i in self.written if self.index(i) is None)

    def ids(self) -> Iterator[int]:
        """All ids there are, in order."""
        for index in range(self.count):
            record_id = self.id_of(index)
            if record_id not in self.gone:
                yield record_id
        yield from self.added()

    def ids_after(self, record_id: int) -> Iterator[int]:
        """The ids above one, in order, without looking at those below."""
        for index in range(self._first_above(record_id), self.count):
            found = self.id_of(index)
            if found not in self.gone:
                yield found
        yield from (i for i in self.added() if i > record_id)

    def ids_before(self, record_id: int) -> Iterator[int]:
        """The ids below one, highest first."""
        yield from (i for i in reversed(self.added()) if i < record_id)
        for index in range(self._first_above(record_id - 1) - 1, -1, -1):
            found = self.id_of(index)
            if found not in self.gone:
                yield found

    def _first_above(self, record_id: int) -> int:
        low, high = 0, self.count
        while low < high:
            middle = (low + high) // 2
            if self.id_of(middle) <= record_id:
                low = middle + 1
            else:
                high = middle
        return low
