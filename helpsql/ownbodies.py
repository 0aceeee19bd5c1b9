"""Values of an account's own fields in request bodies. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from helpsql.errors import DataError, ProgrammingError
from helpsql.spec import Column, Custom, Own, Style, Table, Type, Write
from helpsql.values import SqlValue, to_json

Given = Mapping[str, SqlValue]


def elements(table: Table, custom: Custom, given: Given, row: Given, when: str) -> list[dict[str, Any]]:
    """The array of an insert: {key, value} of each own column that is given."""
    return [
        {custom.body_key: _key(key), custom.body_value: value}
        for key, value in _values(table, custom, given, row, when)
        if value is not None
    ]


def operations(table: Table, custom: Custom, given: Given, row: Given, when: str) -> list[dict[str, Any]]:
    """JSON-patch operations, one a field; NULL removes the value."""
    return [
        {"op": "remove", "path": f"/{key}"}
        if value is None
        else {"op": "replace", "path": f"/{key}", "value": value}
        for key, value in _values(table, custom, given, row, when)
    ]


def whole_set(table: Table, custom: Custom, given: Given, row: Given, when: str) -> list[dict[str, Any]]:
    """Every field of the row with the given ones changed: the API empties what is left out."""
    source = next((column.name for column in table.columns if column.at == custom.at), "")
    held = next(
        (c.name for c in table.columns if not c.own and (c.at or _camel(c.name)) == custom.at), source
    )
    present = orjson.loads(str(row[held])) if held and row.get(held) else []
    kept = {str(one[custom.match]): one[custom.value] for one in present}
    kept |= dict(_values(table, custom, given, row, when))
    return [
        {custom.body_key: _key(key), custom.body_value: value}
        for key, value in kept.items()
        if value is not None
    ]


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]


def single(
    table: Table, custom: Custom, given: Given, row: Given, when: str
) -> Iterator[tuple[Write, str, dict[str, Any] | None]]:
    """One request a field: how, the field's key, the body (None clears it)."""
    for key, value in _values(table, custom, given, row, when):
        if value is not None and custom.update is not None:
            yield custom.update, key, {custom.body_value: value}
        elif custom.clear is not None:
            yield replace(custom.clear, style=Style.EMPTY), key, None


def _values(table: Table, custom: Custom, given: Given, row: Given, when: str) -> Iterator[tuple[str, Any]]:
    """Key and JSON value of each own column that is given."""
    for column in table.columns:
        if column.own and column.name in given:
            own = _own_of(table, custom, column, row)
            yield own.key, _value(table, column, own, given[column.name], when)


def _own_of(table: Table, custom: Custom, column: Column, row: Given) -> Own:
    """The field of that name which this row has."""
    if not custom.within:
        return column.own[0]
    place = str(row.get(custom.within))
    for own in column.own:
        if own.within == place:
            return own
    places: Sequence[str] = [own.within for own in column.own]
    raise ProgrammingError(
        f"{table.name}.{column.name}: the row's {custom.within} is {place}, which has no such field.",
        hint=f"It is defined for {custom.within} {', '.join(places)}.",
        code="no-field",
        table=table.name,
        column=column.name,
    )


def _value(table: Table, column: Column, own: Own, value: SqlValue, when: str) -> Any:
    what = f"{table.name}.{column.name}"
    if value is None:
        return None
    if own.options:
        for label, written in own.options.items():
            if str(value).lower() in (label.lower(), str(written).lower()):
                return written
        raise DataError(
            f"{what}: {value!r} is not valid. Valid values: {', '.join(own.options)}.", code="bad-value"
        )
    found = to_json(value, column.type, what=what, when=when)
    # The API holds every value as text.
    return (
        f"{found:g}"
        if column.type is Type.REAL and isinstance(found, float) and found.is_integer()
        else str(found)
    )


def _key(key: str) -> int | str:
    return int(key) if key.isdigit() else key
