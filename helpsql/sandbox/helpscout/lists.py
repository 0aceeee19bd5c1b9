"""Lists of conversations and customers: filter, sort, and cut out a page.

A list is kept as ids in rising order; in a big world that nobody filters it is not even that, but
arithmetic. Descending lists are read from the end.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Test = Callable[[Any], bool]


@dataclass(slots=True)
class Conditions:
    """Tests that a record must pass. Quick ones work on a sketch; bounds are of the creation time."""

    quick: list[Test] = field(default_factory=list)
    whole: list[Test] = field(default_factory=list)
    since: float = float("-inf")
    until: float = float("inf")

    @property
    def empty(self) -> bool:
        return not (self.quick or self.whole or self.bounded)

    @property
    def bounded(self) -> bool:
        return self.since != float("-inf") or self.until != float("inf")

    def add(self, test: Test, *, quick: bool = False) -> None:
        (self.quick if quick else self.whole).append(test)

    def select(self, records: Iterable[Any], whole_record: Callable[[int], Any]) -> Iterable[Any]:
        """The records that pass; whole ones only if a test had to see them whole."""
        for record in records:
            if not self.since <= record.created <= self.until or not all(test(record) for test in self.quick):
                continue
            if not self.whole:
                yield record
                continue
            full = whole_record(record.id)
            if full is not None and all(test(full) for test in self.whole):
                yield full


class SeededIds(Sequence[int]):
    """All seeded ids in order, computed."""

    def __init__(self, count: int, id_of: Callable[[int], int]) -> None:
        self._indexes = range(count)
        self._id_of = id_of

    def __len__(self) -> int:
        return len(self._indexes)

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> list[int]: ...
    def __getitem__(self, at: int | slice) -> int | list[int]:
        if isinstance(at, slice):
            return [self._id_of(index) for index in self._indexes[at]]
        return self._id_of(self._indexes[at])


def in_order(records: Iterable[Any], key: Callable[[Any], Any]) -> Sequence[int]:
    """Ids of the records, rising by key and then by id."""
    ranked = sorted((_rank(key(record)), record.id) for record in records)
    return array("q", (record_id for _, record_id in ranked))


def _rank(value: Any) -> Any:
    """Records without a value come first; text without regard to case."""
    if value is None:
        return (0, "")
    return (1, value.casefold()) if isinstance(value, str) else (1, value)


def cut(ids: Sequence[int], page: int, size: int, *, descending: bool) -> Sequence[int]:
    """The ids of one page, counted from 1; empty after the last."""
    start = (page - 1) * size
    if not descending:
        return ids[start : start + size]
    high = len(ids) - start
    return ids[max(high - size, 0) : high][::-1] if high > 0 else []
