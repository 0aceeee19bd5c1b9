"""Python values as SQLite values, for the parameters of a statement.

None, int, float, str and bytes go as they are; bool as 0 or 1; datetime as the API's own text
`2026-01-05T10:00:00Z` (one without a zone is UTC, as in SQLite), date and time as ISO text; Decimal
as the number it is (INTEGER, else REAL: text would compare wrongly with numbers). numpy's and
other integers, floats and buffers count as what they are, and pandas' NaT and NA as NULL.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import index
from typing import TYPE_CHECKING, Any, SupportsIndex

from helpsql.errors import DataError, InterfaceError, ProgrammingError

if TYPE_CHECKING:
    from helpsql.values import SqlValue

Parameters = Sequence[Any] | Mapping[str, Any]
_LIMIT = 2**63


def bind(parameters: Any) -> Sequence[SqlValue] | Mapping[str, SqlValue]:
    """The parameters as SQLite values, each error naming the parameter and its type."""
    if isinstance(parameters, Mapping):
        return {_name(key): to_sqlite(value, f":{key}") for key, value in parameters.items()}
    if isinstance(parameters, str | bytes) or not isinstance(parameters, Sequence):
        raise ProgrammingError(
            f"parameters are a sequence or a mapping, not {type(parameters).__name__}.",
            hint="One value goes as a tuple of one: (value,)",
            code="bad-parameters",
        )
    return tuple(to_sqlite(value, str(place)) for place, value in enumerate(parameters, 1))


def _name(key: object) -> str:
    if not isinstance(key, str):
        raise ProgrammingError(f"names of parameters are text, not {key!r}.", code="bad-parameters")
    return key


def to_sqlite(value: Any, which: str) -> SqlValue:
    """One parameter as an SQLite value; `which` (a place or `:name`) is for the error."""
    if value is None or isinstance(value, float):
        return None if value is None else float(value)
    if isinstance(value, str):
        return _text(value, which)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, datetime.date | datetime.time):
        return _moment(value)
    if isinstance(value, Decimal):
        return _decimal(value, which)
    if isinstance(value, SupportsIndex):
        return _integer(int(index(value)), which)
    if _is_foreign_scalar(value):
        return to_sqlite(value.item(), which)
    if repr(value) == "<NA>":  # pandas' own word for a missing value
        return None
    raise InterfaceError(
        f"parameter {which} is of type {type(value).__name__}, which has no SQL value.",
        hint="Give None, int, float, str, bytes, bool, datetime, date, time or Decimal.",
        code="bad-parameter",
    )


def _is_foreign_scalar(value: Any) -> bool:
    """numpy's scalars (its bool is no int) say what they are in Python by `item`."""
    plain = getattr(value, "item", None)
    return callable(plain) and not hasattr(value, "__len__") and type(plain()) in (bool, int, float, str)


def _text(value: str, which: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise DataError(f"parameter {which} is not valid Unicode: {error.reason}.", code="bad-text") from None
    return str.__str__(value)


def _integer(value: int, which: str) -> int:
    if not -_LIMIT <= value < _LIMIT:
        raise DataError(f"parameter {which} is beyond SQLite's 64-bit integers: {value}.", code="too-big")
    return value


def _decimal(value: Decimal, which: str) -> SqlValue:
    if value.is_finite() and value == value.to_integral_value():
        return _integer(int(value), which)
    return float(value)


def _moment(value: datetime.date | datetime.time) -> str | None:
    if value != value:
        return None
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    if value.tzinfo is not None:
        value = value.astimezone(datetime.UTC).replace(tzinfo=None)
    return value.isoformat() + "Z"
