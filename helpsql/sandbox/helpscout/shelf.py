"""Records by id: the seeded ones made when asked for, the written ones laid over them.

A shelf holds what was written and a bounded number of made records, whatever the size of the world.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from helpsql.sandbox.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Identified(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=Identified)


class Shelf(Generic[R]):
    """One kind of record. `make` gives the seeded record at an index, `place` the index of an id."""

    def __init__(
        self, count: int, make: Callable[[int], R], place: Callable[[int], int | None], first_new: int
    ) -> None:
        self.count = count
        self.written: dict[int, R] = {}
        self.gone: set[int] = set()
        self._make = make
        self._place = place
        self._next = first_new
        self._made: Kept[int, R] = Kept()
        self._base: dict[str, Counter[object]] = {}

    def get(self, record_id: int) -> R | None:
        """The record as it is now; None if it never was or is deleted."""
        if record_id in self.written:
            return self.written[record_id]
        index = self._seeded(record_id)
        if index is None or record_id in self.gone:
            return None
        return self.seeded(index)

    def put(self, record: R) -> None:
        self.written[record.id] = record

    def drop(self, record_id: int) -> None:
        self.written.pop(record_id, None)
        if self._seeded(record_id) is not None:
            self.gone.add(record_id)

    def new_id(self) -> int:
        self._next += 1
        return self._next - 1

    @property
    def untouched(self) -> bool:
        """Whether the seeded ids are still exactly the ids that there are."""
        return not self.gone and all(self._seeded(i) is not None for i in self.written)

    @property
    def total(self) -> int:
        return self.count - len(self.gone) + sum(1 for i in self.written if self._seeded(i) is None)

    def added(self) -> list[R]:
        """The records that no seed knew."""
        return [record for i, record in self.written.items() if self._seeded(i) is None]

    def seeded_range(self, first: int, last: int, peek: Callable[[int], R | None]) -> Iterator[R]:
        """The living seeded records of the indexes [first, last) in order.

        `peek` may give a cheaper stand-in for an index; where it gives None the record is made.
        """
        for index in range(first, last):
            record = peek(index) or self.seeded(index)
            if record.id not in self.gone:
                yield self.written.get(record.id, record)

    def tally(
        self, name: str, key: Callable[[R], object], peek: Callable[[int], R | None]
    ) -> Counter[object]:
        """How many living records have each key. Looks at every seeded record once, then only at writes."""
        if name not in self._base:
            self._base[name] = Counter(key(peek(i) or self.seeded(i)) for i in range(self.count))
        found = self._base[name].copy()
        for record_id in self.gone | self.written.keys():
            index = self._seeded(record_id)
            if index is not None:
                found[key(peek(index) or self.seeded(index))] -= 1
        found.update(key(record) for record in self.written.values())
        return found

    def seeded(self, index: int) -> R:
        """The record at an index as it was before any write."""
        return self._made.get(index, lambda: self._make(index))

    def _seeded(self, record_id: int) -> int | None:
        index = self._place(record_id)
        return index if index is not None and 0 <= index < self.count else None
