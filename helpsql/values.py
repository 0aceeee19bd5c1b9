"""SQL values and the API's values: instants, numbers, text, and how they compare.

Pure functions. A TIMESTAMP or DATE stands in a row as the API's own text (`2026-01-05T10:00:00Z`) and
compares by instant with every form that SQLite's date functions accept; `INSTANT` is that collation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from helpsql.errors import DataError, ProgrammingError
from helpsql.spec import Type, Values

SqlValue = None | int | float | str | bytes
INSTANT = "instant"
"""Name of the collation of TIMESTAMP and DATE columns."""

_FORM = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)"
    r"(?:(?:[ T]\s*)(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?"
    r"\s*(Z|z|[+-]\d\d:?\d\d)?\s*"
)
_CANONICAL = 20  # len("2026-01-05T10:00:00Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> datetime | None:
    """The instant a text names, None when it is none. Without a zone it is UTC, as in SQLite."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        return moment + timedelta(microseconds=micros) - _offset(zone)
    except OverflowError:
        return None


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone in "Zz":
        return timedelta()
    sign = -1 if zone[0] == "-" else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))


def _is_canonical(text: str) -> bool:
    return len(text) == _CANONICAL and text[10] == "T" and text[19] == "Z" and text[4] == "-"


def compare_instants(a: str, b: str) -> int:
    """Order of two texts by instant; what is no instant comes after all that are, in text order."""
    if _is_canonical(a) and _is_canonical(b):
        return (a > b) - (a < b)
    left, right = instant_key(a), instant_key(b)
    return (left > right) - (left < right)


def instant_key(text: str) -> tuple[int, datetime, str]:
    """Equal for two texts exactly when the collation calls them equal."""
    moment = instant(text)
    return (1, _EPOCH, text) if moment is None else (0, moment, "")


def as_instant(value: SqlValue) -> datetime | None:
    """The instant of a bound value, None when it has none (numbers are not instants here)."""
    return instant(value) if isinstance(value, str) else None


def format_instant(moment: datetime, pattern: str, *, up: bool = False) -> str:
    """The API's text of an instant, fractions of a second cut, or rounded `up` for upper bounds."""
    whole = moment.replace(microsecond=0)
    if up and whole != moment:
        whole += timedelta(seconds=1)
    return whole.strftime(pattern)


def to_sql(value: Any, kind: Type) -> SqlValue:
    """One JSON value as the SQLite value of a column of that type; absent and null are NULL."""
    if value is None:
        return None
    return _TO_SQL[kind](value)


def _integer(value: Any) -> SqlValue:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"-?\d{1,18}", value) else value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else str(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return json_text(value)


def _real(value: Any) -> SqlValue:
    if isinstance(value, bool | int | float):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return json_text(value)


def _text(value: Any) -> SqlValue:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json_text(value)


def _boolean(value: Any) -> SqlValue:
    if isinstance(value, bool | int):
        return int(value)
    return {"true": 1, "false": 0, "1": 1, "0": 0}.get(str(value).lower(), str(value))


def _json(value: Any) -> SqlValue:
    # A bare number stays a number: NUMERIC affinity would make one of its text in an ordinary table.
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return json_text(value)


def json_text(value: Any) -> str:
    return orjson.dumps(value).decode()


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
    wanted = f"{what} takes a JSON {shape or 'value'}"
    try:
        decoded = orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError as error:
        raise DataError(f"{wanted}; this is not JSON: {_quote(value)} ({error}).", code="bad-json") from None
    if (shape == "array" and not isinstance(decoded, list)) or (
        shape == "object" and not isinstance(decoded, dict)
    ):
        raise DataError(f"{wanted}, not {_quote(value)}.", code="bad-json")
    return decoded


def _needs_instant(value: int | float | str, what: str) -> datetime:
    moment = instant(value) if isinstance(value, str) else None
    if moment is None:
        raise DataError(
            f"{what} takes a time such as '2026-01-31' or '2026-01-31T10:00:00Z', not {_quote(value)}.",
            code="bad-time",
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
        raise DataError(f"{what} takes {_ARTICLE[kind]}, not {_quote(value)}.", code="wrong-type") from None
    return number


_ARTICLE = {Type.INTEGER: "a whole number", Type.REAL: "a number"}


def _needs_boolean(value: int | float | str, what: str) -> bool:
    truth = {"true": True, "false": False, "1": True, "0": False, "1.0": True, "0.0": False}.get(
        str(value).lower()
    )
    if truth is None:
        raise DataError(f"{what} takes true or false, not {_quote(value)}.", code="wrong-type")
    return truth


def api_spelling(value: SqlValue, values: Values, *, what: str) -> Any:
    """The API's spelling of one of the valid values, found in any letter case; an error lists them."""
    for name, spelled in values.items():
        if str(value).lower() in (name.lower(), str(spelled).lower()):
            return spelled
    raise ProgrammingError(
        f"{what}: {_quote(value)} is not valid. Valid values: {', '.join(values)}.", code="bad-value"
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
    return text


def from_python(value: object) -> SqlValue:
    """A Python parameter as SQLite takes it: times as ISO text in UTC, bools as 0 and 1."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        spec = "microseconds" if moment.microsecond else "seconds"
        return moment.astimezone(UTC).isoformat(timespec=spec).replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, int | float | str | bytes):
        return value
    raise ProgrammingError(f"A {type(value).__name__} cannot be a parameter.", code="bad-parameter")
