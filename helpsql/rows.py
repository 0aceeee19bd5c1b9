"""From an answer's records to SQLite values. Paths are compiled once a read; values are made when asked for.

A *record* is a JSON object of the answer. A *row* is the record itself, or, where the read steps through
several arrays, the tuple (record, the record around it, …), innermost first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from helpsql.errors import DataError
from helpsql.jsonpaths import ITSELF, PLACE, pick
from helpsql.paging import look_up
from helpsql.spec import NOWHERE, Column, Read, Table, Type, alternatives
from helpsql.values import SqlValue, to_sql

Row = Any
Getter = Callable[[Row], SqlValue]


def _getter(path: str, kind: Type, chained: bool, *, blank: bool = False) -> Getter:
    """A column's value in a row; `^.` climbs to the record around it, ` or ` stands between alternatives."""
    if len(alternatives(path)) > 1:
        values = [_value_at(one, chained) for one in alternatives(path)]
        return lambda row: to_sql(_first(value(row) for value in values), kind)
    level = 0
    while path.startswith("^."):
        path, level = path[2:], level + 1
    take = pick(path)
    if blank:
        read = take
        take = lambda record: None if (value := read(record)) == "" else value  # noqa: E731
    if chained:
        return lambda row: to_sql(take(row[level]), kind)
    if kind is Type.TEXT or kind is Type.TIMESTAMP:

        def text(row: Row) -> SqlValue:
            value = take(row)
            return value if value is None or value.__class__ is str else to_sql(value, kind)

        return text
    return lambda row: to_sql(take(row), kind)


def _value_at(path: str, chained: bool) -> Callable[[Row], Any]:
    """The JSON value in a row at a path; `^.` climbs to the record around it."""
    level = 0
    while path.startswith("^."):
        path, level = path[2:], level + 1
    take = pick(path)
    return (lambda row: take(row[level])) if chained else take


def _first(values: Iterable[Any]) -> Any:
    """The first that is there and no object: into one, another of the alternatives has stepped."""
    return next((value for value in values if value is not None and value.__class__ is not dict), None)


def _label_getter(path: str, labels: Mapping[str, str], chained: bool) -> Getter:
    """The labels of what a record holds: one, or an array of which they are joined."""
    take = _value_at(path, chained)

    def get(row: Row) -> SqlValue:
        value = take(row)
        if isinstance(value, list):
            return ", ".join(labels.get(str(one), str(one)) for one in value) or None
        return None if value is None else labels.get(str(value), str(value))

    return get


def _nothing(_: Row) -> SqlValue:
    return None


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
        return _array_paths(self.read.rows)

    @cached_property
    def chained(self) -> bool:
        return len(self._arrays) > 1

    @cached_property
    def getters(self) -> tuple[Getter, ...]:
        return tuple(self._column_getter(column) for column in self.columns)

    def _column_getter(self, column: Column) -> Getter:
        path = column.at or self.naming(column.name)
        if column.echo or path == NOWHERE:
            return _nothing
        climbs = max(one.count("^.") for one in alternatives(path))
        if climbs >= max(1, len(self._arrays)):
            return _nothing
        if column.labels:
            return _label_getter(path, column.labels, self.chained)
        return _getter(path, column.type, self.chained, blank=column.blank)

    def getters_with(self, bound: Mapping[str, SqlValue]) -> tuple[Getter, ...]:
        """Getters in which a column the request was bound to shows that value where the answer has none."""
        if not bound:
            return self.getters
        return tuple(
            _bound_getter(getter, bound[column.name]) if column.name in bound else getter
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
            place: _by_id(collections.get(name), f"{where}: {self.beside}.{name}")
            for place, name in self.table.includes.items()
        }
        for paths in (self._arrays, _array_paths(self.read.or_rows)):
            for record, *_ in _stepped(body, paths[:1], where) if paths else ():
                for place, by_id in known.items() if isinstance(record, dict) else ():
                    record[place] = _filled(record.get(place), by_id)

    @cached_property
    def _wheres(self) -> tuple[tuple[Callable[[Row], Any], tuple[Any, ...]], ...]:
        """What tells the records that are rows from others that the API mixes with them."""
        return tuple((_value_at(path, self.chained), tuple(w)) for path, w in self.read.where.items())

    def _found(self, body: Any, where: str) -> list[Row]:
        if not self.read.rows:
            if not isinstance(body, Mapping):
                raise DataError(
                    f"{where}: a JSON object was expected, not {_kind_of(body)}.", code="bad-shape"
                )
            return [body]
        rows = _stepped(body, self._arrays, where)
        if not rows and self.read.or_rows:
            rows = _stepped(body, _array_paths(self.read.or_rows), where)
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
        places = [self._arrays, _array_paths(self.read.or_rows)] if self.read.or_rows else [self._arrays]
        return max(len(_stepped(body, arrays[:1], where)) for arrays in places)

    def edge(self, body: Any, where: str) -> Any:
        """Where a list that goes on behind this answer's last record begins; None where there is none."""
        if self.read.window is None:
            return None
        records = _stepped(body, self._arrays[:1], where)
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
        return tuple((column.name, get) for column, get in pairs if column.key and get is not _nothing)

    def _check_keys(self, rows: Sequence[Row], where: str) -> None:
        """A row that cannot be told from others would be lost among them."""
        keys = self._keys
        for row in rows if keys else ():
            if all(get(row) is None for _, get in keys):
                names = ", ".join(name for name, _ in keys)
                raise DataError(f"{where}: a row has no {names}.", code="bad-shape")


def _by_id(held: Any, what: str) -> dict[int | str, Mapping[str, Any]]:
    if held and not isinstance(held, list):
        raise DataError(f"{what} is no array.", code="bad-shape")
    records = [one for one in held or () if isinstance(one, dict)]
    return {one["id"]: one for one in records if isinstance(one.get("id"), int | str)}


def _filled(held: Any, by_id: Mapping[Any, Mapping[str, Any]]) -> Any:
    """A reference, or an array of them, with the members of what it means."""
    if isinstance(held, list):
        return [_filled(one, by_id) for one in held]
    if not isinstance(held, dict) or not isinstance(held.get("id"), int | str):
        return held
    return {**held, **by_id.get(held["id"], {})}


_KINDS = {list: "an array", str: "a text", bool: "true or false", type(None): "nothing"}


def _kind_of(value: Any) -> str:
    return _KINDS.get(type(value), "a number")


def _array_paths(rows: str) -> list[str]:
    return [part.strip(".") for part in rows.split("[]")][:-1]


def _stepped(body: Any, arrays: Sequence[str], where: str) -> list[Row]:
    """Every (element, the one around it, …, body) that the arrays lead to."""
    rows: list[Row] = [(body,)]
    for path in arrays:
        rows = [(element, *row) for row in rows for element in _elements(row[0], path, where)]
    return rows


def _elements(record: Any, path: str, where: str) -> Iterable[Any]:
    """The array at a path; a missing one is empty (HAL leaves `_embedded` out when nothing matched)."""
    if path == "":
        found = record
    else:
        found = record
        for key in path.split("."):
            if not isinstance(found, Mapping):
                raise DataError(f"{where}: no object where {path} was expected.", code="bad-shape")
            found = found.get(key)
            if found is None:
                return ()
    if isinstance(found, Mapping):
        return (found,)
    if not isinstance(found, list):
        raise DataError(f"{where}: {path or 'the answer'} is no array.", code="bad-shape")
    return found


def _bound_getter(getter: Getter, value: SqlValue) -> Getter:
    if getter is _nothing:
        return lambda _: value

    def get(row: Row) -> SqlValue:
        found = getter(row)
        return value if found is None else found

    return get


def row_id(key: tuple[SqlValue, ...]) -> int:
    """A row's SQLite rowid: its key where that is one whole number, else 63 bits of the key's hash.

    Equal keys have equal rowids whichever request brought the row, since SQLite tells rows of the
    branches of an OR apart by rowid.
    """
    if len(key) == 1 and isinstance(key[0], int):
        return key[0]
    digest = hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
