"""The JSON filter language: text in, predicate over a row's fields out, 400 for what it does not take."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson

from helpsql.sandbox.teamwork_desk import assumed
from helpsql.sandbox.teamwork_desk.errors import bad
from helpsql.sandbox.teamwork_desk.moments import moment

Get = Callable[[str], Any]
"""A row's value of a field; a tuple for a relation to many."""
Predicate = Callable[[Get], bool]
Test = Callable[[Any], bool]

_COMPARED = ("$lt", "$lte", "$gt", "$gte")
_OPERATORS = ("$eq", "$ne", *_COMPARED, "$in", "$nin", "$contains")
_BRANCHES = ("$and", "$or")


def decode(text: str | None) -> dict[str, Any]:
    """The filter object of a query parameter; {} for none."""
    if not text:
        return {}
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise bad("filter is not valid JSON", "filter") from error
    if not isinstance(found, dict):
        raise bad("filter must be an object", "filter")
    return found


def names(found: dict[str, Any]) -> set[str]:
    """The fields that a filter names anywhere."""
    result = set()
    for key, value in found.items():
        if key in _BRANCHES and isinstance(value, list):
            result |= {name for item in value if isinstance(item, dict) for name in names(item)}
        else:
            result.add(key)
    return result


def compile_filter(found: dict[str, Any], fields: frozenset[str]) -> Predicate:
    """All entries of one object hold together. Raises 400 for an unknown field, operator or operand."""
    parts = [_part(key, value, fields) for key, value in found.items()]
    return lambda get: all(part(get) for part in parts)


def _part(key: str, value: Any, fields: frozenset[str]) -> Predicate:
    if key in _BRANCHES:
        return _branch(key, value, fields)
    if key not in fields:
        raise bad(f"filtering by {key} is not allowed", "filter")
    wanted = value if isinstance(value, dict) else {"$eq": value}
    tests = [_test(key, operator, operand) for operator, operand in wanted.items()]
    return lambda get: (found := get(key), all(test(found) for test in tests))[1]


def _branch(key: str, value: Any, fields: frozenset[str]) -> Predicate:
    if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
        raise bad(f"{key} takes an array of filters", "filter")
    parts = [compile_filter(item, fields) for item in value]
    if not parts:
        return lambda _get: assumed.EMPTY_BRANCHES_MATCH
    if key == "$and":
        return lambda get: all(part(get) for part in parts)
    return lambda get: any(part(get) for part in parts)


# One operator ----------------------------------------------------------------------------------


def _test(field: str, operator: str, operand: Any) -> Test:
    if operator not in _OPERATORS:
        raise bad(f"operator {operator} is not supported", "filter")
    if operator in ("$in", "$nin"):
        if not isinstance(operand, list):
            raise bad(f"{operator} takes an array", "filter")
        wanted = [_operand(field, operator, item) for item in operand]
        return _negated(operator == "$nin", lambda value: any(_same(value, item) for item in wanted))
    operand = _operand(field, operator, operand)
    if operator == "$contains":
        return _contains(operand)
    if operator in _COMPARED:
        return lambda value: any(_compare(operator, item, operand) for item in _values(value))
    return _equal(operator == "$ne", operand)


def _equal(negated: bool, operand: Any) -> Test:
    if operand is None:
        return lambda value: (value not in (None, ())) == negated
    return _negated(negated, lambda value: _same(value, operand))


def _negated(negated: bool, test: Test) -> Test:
    """$ne and $nin are no plain opposites: a column without a value is neither."""
    if not negated:
        return test
    return lambda value: assumed.NULL_MATCHES_NE if value is None else not test(value)


def _contains(operand: Any) -> Test:
    if not isinstance(operand, str):
        raise bad("$contains takes a string", "filter")
    wanted = _fold(operand)
    return lambda value: any(wanted in _fold(item) for item in _values(value) if isinstance(item, str))


def _operand(field: str, operator: str, operand: Any) -> Any:
    """The operand, a date as epoch seconds."""
    if isinstance(operand, dict | list) or (operand is None and operator in _COMPARED):
        raise bad(f"{operator} does not take that value for {field}", "filter")
    if operand is None or not is_date(field):
        return operand
    found = moment(operand) if isinstance(operand, str) else None
    if found is None:
        raise bad(f"{field} takes an RFC 3339 date", "filter")
    return found


def is_date(field: str) -> bool:
    return field.endswith("At") or field == "date"


def _values(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _same(value: Any, operand: Any) -> bool:
    return any(_compare("$eq", item, operand) for item in _values(value))


def _compare(operator: str, value: Any, operand: Any) -> bool:
    pair = _comparable(value, operand)
    if pair is None:
        return False
    left, right = pair
    if operator == "$eq":
        return bool(left == right)
    if operator in ("$lt", "$lte"):
        return bool(left < right or (operator == "$lte" and left == right))
    return bool(left > right or (operator == "$gte" and left == right))


def _comparable(value: Any, operand: Any) -> tuple[Any, Any] | None:
    """Both sides as numbers when the column is one (ids may come as text), as text otherwise."""
    if isinstance(value, bool) or isinstance(operand, bool):
        return (bool(value), operand in (True, 1, "true", "1"))
    if isinstance(value, int | float):
        number = _number(operand)
        return None if number is None else (value, number)
    if operand is None:
        return None
    return (_fold(str(value)), _fold(str(operand)))


def _number(operand: Any) -> float | int | None:
    if isinstance(operand, int | float):
        return operand
    try:
        return float(operand) if "." in operand else int(operand)
    except (TypeError, ValueError):
        return None


@lru_cache(maxsize=10_000)
def _fold(text: str) -> str:
    return text.casefold() if assumed.TEXT_IGNORES_CASE else text
