"""SQL values and the API's values: from JSON to SQLite and back, and what either side takes.

Pure functions. Instants are `helpsql.instants`'.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson

from helpsql.errors import DataError, ProgrammingError
from helpsql.instants import INSTANT as INSTANT
from helpsql.instants import compare_instants as compare_instants
from helpsql.instants import format_instant, instant
from helpsql.likeness import like, offered
from helpsql.spec import Type, Values

SqlValue = None | int | float | str | bytes
_NUMBER = re.compile(
    r"[ \t\n\v\f\r]*[+-]?(\d+|(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?)[ \t\n\v\f\r]*", re.ASCII
)
_LARGEST = 2**63


def number_in(text: str) -> int | float | None:
    """The number that SQLite makes of a text where it wants one, None where it leaves the text as it is."""
    text = text.partition("\x00")[0]  # where it ends for SQLite
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    return int(text) if found[1].isdigit() and len(text) < 100 else float(text)


def as_stored(value: SqlValue, kind: Type) -> SqlValue:
    """What an ordinary table's column of that type holds when it is given the value."""
    if isinstance(value, bytes) or value is None:
        return value
    if kind is Type.TEXT:
        return value if isinstance(value, str) else str(value)
    number = number_in(value) if isinstance(value, str) else value
    if number is None:
        return value
    if kind is Type.REAL or not _is_whole(number):
        return float(number)
    return int(number)


def _is_whole(number: int | float) -> bool:
    return number == number // 1 and -_LARGEST <= number < _LARGEST


def to_sql(value: Any, kind: Type) -> SqlValue:
    """One JSON value as the SQLite value of a column of that type; absent and null are NULL."""
    if value is None:
        return None
    return _TO_SQL[kind](value)


def _integer(value: Any) -> SqlValue:
    if isinstance(value, int):
        return _fitting(int(value))
    if isinstance(value, str):
        number = number_in(value)
        return number if isinstance(number, int) and -_LARGEST <= number < _LARGEST else value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return json_text(value)


def _fitting(number: int) -> SqlValue:
    """SQLite's integers have 64 bits; a larger one keeps its digits as text."""
    return number if -_LARGEST <= number < _LARGEST else str(number)


def _real(value: Any) -> SqlValue:
    if isinstance(value, bool | int | float):
        return float(value)
    if isinstance(value, str):
        number = number_in(value)
        return value if number is None else float(number)
    return json_text(value)


def _text(value: Any) -> SqlValue:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json_text(value)


def _boolean(value: Any) -> SqlValue:
    if isinstance(value, int):
        return _fitting(int(value))
    if isinstance(value, str):
        return {"true": 1, "false": 0, "1": 1, "0": 0}.get(value.lower(), value)
    return _json(value)


def _json(value: Any) -> SqlValue:
    # A bare number stays a number: NUMERIC affinity would make one of its text in an ordinary table.
    if isinstance(value, int) and not isinstance(value, bool):
        return _fitting(value)
    return value if isinstance(value, float) else json_text(value)


def json_text(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:  # nested deeper than orjson writes, though it reads it
        return _deep_json(value)


def _deep_json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise DataError("A value of the answer is nested too deeply.", code="bad-shape") from None


_TO_SQL: Mapping[Type, Callable[[Any], SqlValue]] = {
    Type.INTEGER: _integer,
    Type.REAL: _real,
    Type.TEXT: _text,
    Type.BOOLEAN: _boolean,
    Type.TIMESTAMP: _text,
    Type.DATE: _text,
    Type.JSON: _json,
}


def to_json(value: SqlValue, kind: Type, *, what: str, when: str, shape: str = "") -> Any:
    """The JSON value of an SQL value for a request body; DataError names `what` when it does not fit."""
    if value is None:
        return None
    if isinstance(value, bytes):
        raise DataError(f"{what} takes {kind.value}, not a BLOB.", code="wrong-type")
    if kind is Type.JSON:
        return _checked_json(value, what, shape)
    if kind is Type.TIMESTAMP:
        return format_instant(_needs_instant(value, what), when)
    if kind is Type.DATE:
        return _needs_instant(value, what).strftime("%Y-%m-%d")
    if kind is Type.INTEGER or kind is Type.REAL:
        return _needs_number(value, kind, what)
    if kind is Type.BOOLEAN:
        return _needs_boolean(value, what)
    return value if isinstance(value, str) else str(value)


def _checked_json(value: int | float | str, what: str, shape: str) -> Any:
    example = """ such as '["a", "b"]'""" if shape == "array" else ""
    wanted = f"{what} takes a JSON {shape or 'value'}{example}"
    try:
        decoded = orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError as error:
        raise DataError(
            f"{wanted}; this is not JSON: {_quote(value)} ({error}).", code="bad-json", token=_literal(value)
        ) from None
    if (shape == "array" and not isinstance(decoded, list)) or (
        shape == "object" and not isinstance(decoded, dict)
    ):
        raise DataError(f"{wanted}, not {_quote(value)}.", code="bad-json", token=_literal(value))
    return decoded


def _needs_instant(value: int | float | str, what: str) -> datetime:
    moment = instant(value) if isinstance(value, str) else None
    if moment is None:
        raise DataError(
            f"{what} takes a time such as '2026-01-31' or '2026-01-31T10:00:00Z', not {_quote(value)}.",
            code="bad-time",
            token=_literal(value),
        )
    return moment


def _needs_number(value: int | float | str, kind: Type, what: str) -> int | float:
    number: int | float
    try:
        number = float(value) if isinstance(value, str) and kind is Type.REAL else value  # type: ignore[assignment]
        if kind is Type.INTEGER:
            number = int(value)
            if isinstance(value, float) and number != value:
                raise ValueError
    except (ValueError, OverflowError):
        raise DataError(
            f"{what} takes {_ARTICLE[kind]}, not {_quote(value)}.", code="wrong-type", token=_literal(value)
        ) from None
    return number


_ARTICLE = {Type.INTEGER: "a whole number", Type.REAL: "a number"}


def _needs_boolean(value: int | float | str, what: str) -> bool:
    truth = {"true": True, "false": False, "1": True, "0": False, "1.0": True, "0.0": False}.get(
        str(value).lower()
    )
    if truth is None:
        raise DataError(
            f"{what} takes true or false, not {_quote(value)}.", code="wrong-type", token=_literal(value)
        )
    return truth


def api_spelling(value: SqlValue, values: Values, *, what: str) -> Any:
    """The API's spelling of one of the valid values, found in any letter case; an error lists them."""
    for name, spelled in values.items():
        if str(value).lower() in (name.lower(), str(spelled).lower()):
            return spelled
    near = like(str(value), values)
    said = f"{what}: {_quote(value)} is not valid. Valid values: {', '.join(values)}. {offered(near)}"
    raise ProgrammingError(
        said.rstrip(),
        code="bad-value",
        token=_literal(value),
        near=near,
    )


def _quote(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def escape(text: str, rule: str) -> str:
    """A value as it stands inside a term of a search language."""
    if rule == "lucene":
        return text.replace("\\", "\\\\").replace('"', '\\"')
    if rule == "json":
        return json_text(text)
    if rule == "phrase":
        return text.replace('"', " ")
    return text


def _literal(value: SqlValue) -> str:
    """The value as a statement may spell it."""
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
