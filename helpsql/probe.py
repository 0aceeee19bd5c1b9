"""An index over rows already read: the look-up that the API has no filter for.

Keys are made so that two values that SQLite could call equal have the same key; SQLite checks the rows
again. Rows are indexed as far as they are needed, and beyond what memory holds they go to the store.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from helpsql.getters import Getter, Row
from helpsql.instants import instant_key
from helpsql.spec import Type
from helpsql.values import SqlValue, number_in

if TYPE_CHECKING:
    from helpsql.chunks import Chunk
    from helpsql.scope import Scope

Group = tuple[Sequence[Row], Sequence[Getter]]


def probe_key(value: SqlValue, kind: Type) -> Hashable | None:
    """The key under which a column of that type is looked up; None when only comparing all rows is safe."""
    if value is None:
        return None
    if kind is Type.TEXT:
        # A number beside a TEXT column: which side is converted depends on the other side's affinity.
        return value if isinstance(value, str) else None
    if not isinstance(value, str):
        return value
    number = number_in(value)  # what the column's affinity makes of a text
    if number is not None:
        return number
    return instant_key(value) if kind in (Type.TIMESTAMP, Type.DATE) else value


class Index:
    """Rows of one scan by the value of one column."""

    def __init__(self, scope: Scope, chunks: Iterator[Chunk], column: int, kind: Type) -> None:
        self._scope = scope
        self._column = column
        self._kind = kind
        self._groups: dict[Hashable, list[tuple[Row, int]]] = {}
        self._getters: list[Sequence[Getter]] = []
        self._number = len(scope.lookups)
        self._stored = False
        for chunk in chunks:
            self._add(chunk)

    def _add(self, chunk: Chunk) -> None:
        if not self._getters or self._getters[-1] is not chunk.getters:
            self._getters.append(chunk.getters)
        place, getter = len(self._getters) - 1, chunk.getters[self._column]
        pairs = [
            (probe_key(value, self._kind), row) for row in chunk.rows if (value := getter(row)) is not None
        ]
        if self._scope.crowded:
            self._stored = True
            self._scope.store.put_matches(self._number, ((_stable(key), [place, row]) for key, row in pairs))
            return
        self._scope.rows_held += len(pairs)
        for key, row in pairs:
            self._groups.setdefault(key, []).append((row, place))

    def find(self, key: Hashable) -> Iterator[Group]:
        """The rows whose column has that key."""
        for row, place in self._groups.get(key, ()):
            self._scope.memo_rows += 1
            yield [row], self._getters[place]
        if self._stored:
            for place, row in self._scope.store.matches(self._number, _stable(key)):
                self._scope.memo_rows += 1
                yield [row], self._getters[place]

    def everything(self) -> Iterator[Group]:
        """All rows that have a value there."""
        for group in list(self._groups.values()):
            for row, place in group:
                yield [row], self._getters[place]
        if self._stored:
            for place, row in self._scope.store.all_matches(self._number):
                yield [row], self._getters[place]


def _stable(key: Any) -> Any:
    """Equal numbers have equal text: 1.0 is looked up as 1."""
    return int(key) if isinstance(key, float) and key.is_integer() else key
