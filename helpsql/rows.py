"""From an answer's records to SQLite values: how one read's rows are found and decoded.

A *record* is a JSON object of the answer. A *row* is the record itself, or, where the read steps through
several arrays, the tuple (record, the record around it, …), innermost first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from helpsql.errors import DataError
from helpsql.getters import Getter, Row, bound_getter, getter_at, label_getter, nothing, value_at
from helpsql.jsonpaths import ITSELF, PLACE, pick
from helpsql.paging import look_up
from helpsql.records import array_paths, by_id, filled, kind_of, stepped
from helpsql.spec import NOWHERE, Column, Read, Table, alternatives
from helpsql.values import SqlValue, to_sql


@dataclass(frozen=True)
class Shape:
    """How the rows of one read are found in an answer and decoded into one table's columns.

    beside   path of the object with the full records that references mean, by collection
    """

    table: Table
    columns: Sequence[Column]
    read: Read
    naming: Callable[[str], str]
    beside: str = ""

    @cached_property
    def _arrays(self) -> list[str]:
        return array_paths(self.read.rows)

    @cached_property
    def chained(self) -> bool:
        return len(self._arrays) > 1

    @cached_property
    def getters(self) -> tuple[Getter, ...]:
        return tuple(self._column_getter(column) for column in self.columns)

    def _column_getter(self, column: Column) -> Getter:
        path = column.at or self.naming(column.name)
        if column.echo or path == NOWHERE:
            return nothing
        climbs = max(one.count("^.") for one in alternatives(path))
        if climbs >= max(1, len(self._arrays)):
            return nothing
        if column.labels:
            return label_getter(path, column.labels, self.chained)
        return getter_at(path, column.type, self.chained, blank=column.blank)

    def getters_with(self, bound: Mapping[str, SqlValue]) -> tuple[Getter, ...]:
        """Getters in which a column the request was bound to shows that value where the answer has none."""
        if not bound:
            return self.getters
        return tuple(
            bound_getter(getter, bound[column.name]) if column.name in bound else getter
            for column, getter in zip(self.columns, self.getters, strict=True)
        )

    def rows(self, body: Any, where: str) -> list[Row]:
        """The rows of one answer. DataError when the answer has another shape; `where` names the request."""
        if self.table.includes:
            self._fill(body, where)
        rows = self._found(body, where)
        for row in rows:
            if not isinstance(row[0] if self.chained else row, Mapping):
                raise DataError(f"{where}: a row is no JSON object.", code="bad-shape")
        if self.read.where:
            rows = [row for row in rows if all(value(row) in wanted for value, wanted in self._wheres)]
        self._check_keys(rows, where)
        return rows

    def _fill(self, body: Any, where: str) -> None:
        """Put the members of the records beside the rows into the references that mean them."""
        collections = look_up(body, self.beside)
        if not isinstance(collections, Mapping):
            return
        known = {
            place: by_id(collections.get(name), f"{where}: {self.beside}.{name}")
            for place, name in self.table.includes.items()
        }
        for paths in (self._arrays, array_paths(self.read.or_rows)):
            for record, *_ in stepped(body, paths[:1], where) if paths else ():
                for place, members in known.items() if isinstance(record, dict) else ():
                    record[place] = filled(record.get(place), members)

    @cached_property
    def _wheres(self) -> tuple[tuple[Callable[[Row], Any], tuple[Any, ...]], ...]:
        """What tells the records that are rows from others that the API mixes with them."""
        return tuple((value_at(path, self.chained), tuple(w)) for path, w in self.read.where.items())

    def _found(self, body: Any, where: str) -> list[Row]:
        if not self.read.rows:
            if not isinstance(body, Mapping):
                raise DataError(
                    f"{where}: a JSON object was expected, not {kind_of(body)}.", code="bad-shape"
                )
            return [body]
        rows = stepped(body, self._arrays, where)
        if not rows and self.read.or_rows:
            rows = stepped(body, array_paths(self.read.or_rows), where)
        rows = self._placed(rows)
        return [row[:-1] for row in rows] if self.chained else [row[0] for row in rows]

    @cached_property
    def _of_elements(self) -> frozenset[str]:
        """What columns show of an element besides its members: the element itself, its place."""
        return frozenset(column.at for column in self.columns) & {ITSELF, PLACE}

    def _placed(self, rows: list[Row]) -> list[Row]:
        """The rows with their elements as objects that also have what columns show of them."""
        wanted = self._of_elements
        if not wanted:
            return rows
        placed, place, around = [], 0, None
        for element, *outer in rows:
            place, around = (place + 1 if outer[0] is around else 1), outer[0]
            plain = {ITSELF: element} if ITSELF in wanted and element is not None else element
            members = element if isinstance(element, dict) else plain
            shown = {**members, PLACE: place} if isinstance(members, dict) else members
            placed.append((shown, *outer))
        return placed

    def records(self, body: Any, where: str) -> int:
        """How many records the answer holds, whatever number of rows each gives; 1 where it is one."""
        if not self.read.rows:
            return 1
        places = [self._arrays, array_paths(self.read.or_rows)] if self.read.or_rows else [self._arrays]
        return max(len(stepped(body, arrays[:1], where)) for arrays in places)

    def edge(self, body: Any, where: str) -> Any:
        """Where a list that goes on behind this answer's last record begins; None where there is none."""
        if self.read.window is None:
            return None
        records = stepped(body, self._arrays[:1], where)
        last = records[-1][0] if records else None
        return pick(self.read.window.at)(last) if isinstance(last, dict) else None

    @cached_property
    def placeholders(self) -> tuple[tuple[str, int], ...]:
        """The columns whose values stand in the path, with their places."""
        return tuple(
            (column.name, place)
            for place, column in enumerate(self.columns)
            if column.name in self.read.placeholders
        )

    def around(self, body: Any) -> dict[str, SqlValue]:
        """What the answer around a single array says of the columns in the path: whose tags these are."""
        if self.chained or not isinstance(body, Mapping):
            return {}
        paths = {c.name: (c.at, c.type) for c in self.columns if c.name in self.read.placeholders}
        return {
            name: to_sql(pick(at.removeprefix("^."))(body), kind)
            for name, (at, kind) in paths.items()
            if at.startswith("^.") and self.read.rows
        }

    @cached_property
    def _keys(self) -> tuple[tuple[str, Getter], ...]:
        """The key columns that records hold."""
        pairs = zip(self.columns, self.getters, strict=True)
        return tuple((column.name, get) for column, get in pairs if column.key and get is not nothing)

    def _check_keys(self, rows: Sequence[Row], where: str) -> None:
        """A row that cannot be told from others would be lost among them."""
        keys = self._keys
        for row in rows if keys else ():
            if all(get(row) is None for _, get in keys):
                names = ", ".join(name for name, _ in keys)
                raise DataError(f"{where}: a row has no {names}.", code="bad-shape")
