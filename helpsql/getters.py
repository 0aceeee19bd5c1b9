"""Columns' values in a record: paths compiled once a read, values made when asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from helpsql.jsonpaths import pick
from helpsql.spec import Type, alternatives
from helpsql.values import SqlValue, to_sql

Row = Any
Getter = Callable[[Row], SqlValue]


def getter_at(path: str, kind: Type, chained: bool, *, blank: bool = False) -> Getter:
    """A column's value in a row; `^.` climbs to the record around it, ` or ` stands between alternatives."""
    if len(alternatives(path)) > 1:
        values = [value_at(one, chained) for one in alternatives(path)]
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


def value_at(path: str, chained: bool) -> Callable[[Row], Any]:
    """The JSON value in a row at a path; `^.` climbs to the record around it."""
    level = 0
    while path.startswith("^."):
        path, level = path[2:], level + 1
    take = pick(path)
    return (lambda row: take(row[level])) if chained else take


def _first(values: Iterable[Any]) -> Any:
    """The first that is there and no object: into one, another of the alternatives has stepped."""
    return next((value for value in values if value is not None and value.__class__ is not dict), None)


def label_getter(path: str, labels: Mapping[str, str], chained: bool) -> Getter:
    """The labels of what a record holds: one, or an array of which they are joined."""
    take = value_at(path, chained)

    def get(row: Row) -> SqlValue:
        value = take(row)
        if isinstance(value, list):
            return ", ".join(labels.get(str(one), str(one)) for one in value) or None
        return None if value is None else labels.get(str(value), str(value))

    return get


def nothing(_: Row) -> SqlValue:
    return None


def bound_getter(getter: Getter, value: SqlValue) -> Getter:
    if getter is nothing:
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
