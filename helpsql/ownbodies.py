"""Values of an account's own fields in request bodies. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from helpsql.composing import put
from helpsql.errors import DataError, ProgrammingError
from helpsql.spec import Column, Custom, Own, Style, Table, Type, Write
from helpsql.values import SqlValue, to_json, to_sql

Given = Mapping[str, SqlValue]


@dataclass(frozen=True, slots=True)
class OwnValues:
    """The own fields among the given values of a row, for a request body.

    row     the row as it will be: says where it lies, and which values its other fields have
    where   "schema.Table", for messages
    moved   the row comes to another place, where the fields of the old one are not
    """

    table: Table
    custom: Custom
    given: Given
    row: Given
    when: str
    where: str
    moved: bool = False

    def add_to(self, body: dict[str, Any]) -> None:
        """Put the given fields beside what the body has of them already (the raw JSON column)."""
        values = {key: value for key, value in self._values() if value is not None or self.custom.merge}
        if not values:
            return
        place, key = self.custom.body, self.custom.body_key
        held = body.get(place)
        if self.custom.keyed:
            body[place] = {**(held if isinstance(held, dict) else {}), **values}
            return
        rest = [one for one in held or () if not (isinstance(one, dict) and str(one.get(key)) in values)]
        body[place] = [*rest, *self._array(values)]

    def operations(self) -> list[dict[str, Any]]:
        """JSON-patch operations, one a field; NULL removes the value."""
        return [
            {"op": "remove", "path": f"/{key}"}
            if value is None
            else {"op": "replace", "path": f"/{key}", "value": value}
            for key, value in self._values()
        ]

    def whole_set(self) -> list[dict[str, Any]]:
        """Every field of the row with the given ones changed: the API empties what is left out."""
        custom = self.custom
        held = next((c.name for c in self.table.columns if _path(c) == custom.at), "")
        present = orjson.loads(str(self.row[held])) if held and self.row.get(held) else []
        kept = {str(one[custom.match]): one.get(custom.value) for one in present}
        if self.moved:
            here = {
                own.key for column in self.table.columns for own in column.own if own.within == self._place
            }
            kept = {key: value for key, value in kept.items() if key in here}
        kept |= dict(self._values())
        return self._array({key: value for key, value in kept.items() if value is not None})

    def single(self) -> Iterator[tuple[Write, str, dict[str, Any] | None]]:
        """One request a field: how, the field's key, the body (None clears it)."""
        custom = self.custom
        for key, value in self._values():
            if value is not None and custom.update is not None:
                yield custom.update, key, {custom.body_value: value}
            elif custom.clear is not None:
                yield replace(custom.clear, style=Style.EMPTY), key, None

    def as_read(self, column: Column) -> SqlValue:
        """The column's given value as an answer of the API would show it."""
        own, value = self._own_of(column), self.given[column.name]
        if value is None:
            return None
        if own.options and column.type is not Type.JSON:
            chosen = self._chosen(own, value, f"{self.where}.{column.name}")
            seen = self.custom.label or self.custom.labelled
            return ", ".join(label if seen else str(written) for label, written in chosen)
        return to_sql(self._value(column, own, value), column.type)

    def _array(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        custom = self.custom
        found: list[dict[str, Any]] = []
        for key, value in values.items():
            found.append({custom.body_key: _key(key)})
            put(found[-1], custom.body_value, value)
        return found

    def _values(self) -> Iterator[tuple[str, Any]]:
        """Key and JSON value of each field that is given, by whichever of its names."""
        seen: dict[str, tuple[Column, Any]] = {}
        for column in self.table.columns:
            if column.own and column.name in self.given:
                own = self._own_of(column)
                value = self._value(column, own, self.given[column.name])
                first, before = seen.setdefault(own.key, (column, value))
                if before != value:
                    raise DataError(
                        f"{self.where}: {first.name} and {column.name} are the same field, with two values.",
                        code="two-values",
                    )
        yield from ((key, value) for key, (_, value) in seen.items())

    @property
    def _place(self) -> str:
        return str(self.row.get(self.custom.within))

    def _own_of(self, column: Column) -> Own:
        """The field of that name which this row has."""
        if not self.custom.within:
            return column.own[0]
        for own in column.own:
            if own.within in ("", self._place):
                return own
        places: Sequence[str] = [own.within for own in column.own]
        raise ProgrammingError(
            f"{self.where}.{column.name}: the row's {self.custom.within} is {self._place}, "
            "which has no such field.",
            hint=f"It is defined for {self.custom.within} {', '.join(places)}.",
            code="no-field",
            table=self.table.name,
            column=column.name,
        )

    def _value(self, column: Column, own: Own, value: SqlValue) -> Any:
        """As the API holds it: as text, or (`typed`) as JSON of its type."""
        what = f"{self.where}.{column.name}"
        if value is None:
            return None
        if own.options and column.type is not Type.JSON:
            chosen = [written for _, written in self._chosen(own, value, what)]
            return chosen if own.kind in self.custom.several else chosen[0]
        found = to_json(value, column.type, what=what, when=self.when, shape=column.shape)
        if own.options:
            return [_option(own, one, what)[1] for one in found]
        if self.custom.typed:
            return found
        whole = column.type is Type.REAL and isinstance(found, float) and found.is_integer()
        return str(int(found) if whole else found)

    def _chosen(self, own: Own, value: SqlValue, what: str) -> list[tuple[str, Any]]:
        """Label and written form of the option, or of each where several may be chosen."""
        labels = {label.lower() for label in own.options}
        if own.kind not in self.custom.several or str(value).lower() in labels:
            return [_option(own, value, what)]
        parts = [part.strip() for part in str(value).split(",")]
        return [_option(own, part, what) for part in parts if part]


def by_both_names(table: Table, given: Given) -> Given:
    """The given values, those of own fields by each name that the field has."""
    keys = {column.name: tuple(own.key for own in column.own) for column in table.columns if column.own}
    values = {keys[name]: value for name, value in given.items() if name in keys}
    return {**given, **{n: values[key] for n, key in keys.items() if key in values and n not in given}}


def _option(own: Own, value: SqlValue, what: str) -> tuple[str, Any]:
    """Label and written form of a dropdown's option, named by either in any letter case."""
    text = str(value)
    if text in own.options:
        return text, own.options[text]
    for label, written in own.options.items():
        if text.lower() in (label.lower(), str(written).lower()):
            return label, written
    raise DataError(
        f"{what}: {value!r} is not valid. Valid values: {', '.join(own.options)}.", code="bad-value"
    )


def _path(column: Column) -> str:
    return "" if column.own else column.at or f"{column.name[:1].lower()}{column.name[1:]}"


def _key(key: str) -> int | str:
    return int(key) if key.isdecimal() else key
