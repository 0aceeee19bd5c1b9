"""Lists in an order: where a page begins, what comes after a place, what before it.

A place is the tuple of a row's sort values, its id last, so a cursor stays good while rows come and
go. A list is spread out in memory as its places only, in `array`s where they are ids.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from functools import total_ordering
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Record = dict[str, Any]
Place = tuple[Any, ...]


class Listing(Protocol):
    """`order` is how cursors name it, such as `-score,id`."""

    order: str

    def count(self) -> int: ...

    def slice(self, offset: int, size: int) -> list[Record]: ...

    def after(self, place: Place | None, size: int) -> tuple[list[tuple[Place, Record]], bool]:
        """Rows behind a place, and whether there are more."""

    def before(self, place: Place, size: int) -> tuple[list[tuple[Place, Record]], bool]: ...


@total_ordering
class _Down:
    """A value that sorts the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Down) and bool(self.value == other.value)

    def __lt__(self, other: _Down) -> bool:
        return bool(other.value < self.value)

    __hash__ = None  # type: ignore[assignment]


class Sorted:
    """Rows whose places are known: `(sort values..., id)` each; `load` gives a record by id."""

    def __init__(self, order: str, places: Iterable[Place], load: Callable[[Any], Any]) -> None:
        self.order = order
        self._down = [name.startswith("-") for name in order.split(",")]
        self._places = sorted(places, key=self._key)
        self._load = load

    def _key(self, place: Place) -> Place:
        if not any(self._down):
            return place
        return tuple(_Down(v) if down else v for v, down in zip(place, self._down, strict=False))

    def count(self) -> int:
        return len(self._places)

    def slice(self, offset: int, size: int) -> list[Record]:
        return [record for _, record in self._rows(self._places[offset : offset + size])]

    def after(self, place: Place | None, size: int) -> tuple[list[tuple[Place, Record]], bool]:
        start = 0 if place is None else bisect_right(self._places, self._key(place), key=self._key)
        return self._rows(self._places[start : start + size]), start + size < len(self._places)

    def before(self, place: Place, size: int) -> tuple[list[tuple[Place, Record]], bool]:
        end = bisect_left(self._places, self._key(place), key=self._key)
        start = max(0, end - size)
        return self._rows(self._places[start:end]), start > 0

    def _rows(self, places: list[Place]) -> list[tuple[Place, Record]]:
        loaded = ((place, self._load(place[-1])) for place in places)
        return [(place, record) for place, record in loaded if record is not None]


class ById:
    """Rows in the order of ids, as many as there may be; ids are spread out only when somebody counts."""

    def __init__(
        self,
        ids: Callable[[], Iterable[int]],
        ids_after: Callable[[int], Iterable[int]],
        ids_before: Callable[[int], Iterable[int]],
        load: Callable[[int], Any],
        kept: Callable[[Callable[[], Sequence[int]]], Sequence[int]],
        order: str = "id",
    ) -> None:
        """`ids` and its siblings may give ids unknown to `load`; `kept` remembers the whole list."""
        self.order = order
        self._ids, self._ids_after, self._ids_before = ids, ids_after, ids_before
        self._load = load
        self._kept = kept

    def _all(self) -> Sequence[int]:
        return self._kept(lambda: array("q", self._ids()))

    def count(self) -> int:
        return len(self._all())

    def slice(self, offset: int, size: int) -> list[Record]:
        loaded = (self._load(i) for i in self._all()[offset : offset + size])
        return [record for record in loaded if record is not None]

    def after(self, place: Place | None, size: int) -> tuple[list[tuple[Place, Record]], bool]:
        return self._take(self._ids_after(place[-1] if place else 0), size)

    def before(self, place: Place, size: int) -> tuple[list[tuple[Place, Record]], bool]:
        rows, more = self._take(self._ids_before(place[-1]), size)
        return rows[::-1], more

    def _take(self, ids: Iterable[int], size: int) -> tuple[list[tuple[Place, Record]], bool]:
        loaded = ((i, self._load(i)) for i in ids)
        found = list(islice(((((i,), r)) for i, r in loaded if r is not None), size + 1))
        return found[:size], len(found) > size
