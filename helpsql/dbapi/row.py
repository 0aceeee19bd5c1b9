"""A row that is read by place or by column name, as the standard library's `sqlite3.Row`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpsql.dbapi.cursor import Cursor


class Row(Sequence[Any]):
    """Use as `connection.row_factory = helpsql.Row`.

    `row["subject"]` finds the first column of that name in any letter case; `row[0]`, slices, `len`,
    iteration and `dict(row)` work. Rows are equal when their column names and their values are.
    """

    __slots__ = ("_names", "_values")

    def __init__(self, cursor: Cursor, values: tuple[Any, ...]) -> None:
        self._names: tuple[str, ...] = tuple(column[0] for column in cursor.description or ())
        self._values = tuple(values)

    def keys(self) -> list[str]:
        """Column names in the order of the statement, as the statement spells them."""
        return list(self._names)

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return self._values[key]
        wanted = key.lower()
        for name, value in zip(self._names, self._values, strict=False):
            if name.lower() == wanted:
                return value
        raise IndexError(f"no column {key!r} in this row; it has {', '.join(self._names)}")

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Row):
            return NotImplemented
        return self._names == other._names and self._values == other._values

    def __hash__(self) -> int:
        return hash((self._names, self._values))

    def __repr__(self) -> str:
        shown = ", ".join(f"{n}={v!r}" for n, v in zip(self._names, self._values, strict=False))
        return f"<helpsql.Row {shown}>"
