"""Python values as parameters."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

import helpsql
from helpsql.dbapi.binding import bind

CET = dt.timezone(dt.timedelta(hours=1))


class Whole:
    def __index__(self) -> int:
        return 7


class Scalar:
    def item(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("given", "bound"),
    [
        (None, None),
        (True, 1),
        (2**63 - 1, 2**63 - 1),
        (1.5, 1.5),
        ("ü\0'", "ü\0'"),
        (b"\0\xff", b"\0\xff"),
        (bytearray(b"a"), b"a"),
        (memoryview(b"a"), b"a"),
        (Whole(), 7),
        (Scalar(), 1),
        (Decimal(12), 12),
        (Decimal("0.5"), 0.5),
        (dt.date(2026, 1, 31), "2026-01-31"),
        (dt.time(10, 30), "10:30:00"),
        (dt.datetime(2026, 1, 31, 10, 0), "2026-01-31T10:00:00Z"),
        (dt.datetime(2026, 1, 31, 10, 0, 0, 5000), "2026-01-31T10:00:00.005000Z"),
        (dt.datetime(2026, 1, 31, 0, 30, tzinfo=CET), "2026-01-30T23:30:00Z"),
    ],
)
def test_values(given: Any, bound: Any, connection: helpsql.Connection) -> None:
    assert bind([given]) == (bound,)
    value = connection.execute("select ?", (given,)).fetchone()[0]
    assert value == bound and type(value) is type(bound)


@pytest.mark.parametrize(
    ("parameters", "error", "words"),
    [
        ((1, object()), helpsql.InterfaceError, "parameter 2 is of type object"),
        ({"who": [1]}, helpsql.InterfaceError, "parameter :who is of type list"),
        ((2**63,), helpsql.DataError, "parameter 1 is beyond SQLite's 64-bit integers"),
        ((Decimal(10) ** 30,), helpsql.DataError, "parameter 1 is beyond"),
        (("\ud800",), helpsql.DataError, "parameter 1 is not valid Unicode"),
        ("ab", helpsql.ProgrammingError, "not str"),
        ({1: 2}, helpsql.ProgrammingError, "names of parameters are text"),
    ],
)
def test_what_has_no_sql_value(parameters: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        bind(parameters)


def test_names_and_places(connection: helpsql.Connection) -> None:
    assert connection.execute("select :a, @b, $c", {"a": 1, "b": 2, "c": 3}).fetchone() == (1, 2, 3)
    assert connection.execute("select ?2, ?1", (1, 2)).fetchone() == (2, 1)
    assert connection.execute("select :a", {"a": 1, "unused": 2}).fetchone() == (1,)
