"""PEP 249's type objects and constructors.

`cursor.description` gives each column's declared type (None for an expression); a type object equals
the declared types of its kind, by SQLite's rule of looking for a word in them.
"""

from __future__ import annotations

import datetime
import time
from typing import Final

Date = datetime.date
Time = datetime.time
Timestamp = datetime.datetime
Binary = bytes


def DateFromTicks(ticks: float) -> datetime.date:  # noqa: N802 - PEP 249 names it so
    """The local date of seconds since the epoch."""
    return Date(*time.localtime(ticks)[:3])


def TimeFromTicks(ticks: float) -> datetime.time:  # noqa: N802
    """The local time of day of seconds since the epoch, without a zone."""
    return Time(*time.localtime(ticks)[3:6])


def TimestampFromTicks(ticks: float) -> datetime.datetime:  # noqa: N802
    """The instant of seconds since the epoch, in UTC: a timestamp without a zone would be taken for UTC."""
    return Timestamp.fromtimestamp(ticks, datetime.UTC)


class TypeObject:
    """Equal to every declared type whose text has one of `words`, in any letter case."""

    def __init__(self, name: str, *words: str) -> None:
        self.name = name
        self.words = words

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TypeObject):
            return self.name == other.name
        if not isinstance(other, str):
            return NotImplemented
        return any(word in other.upper() for word in self.words)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"helpsql.{self.name}"


STRING: Final = TypeObject("STRING", "CHAR", "CLOB", "TEXT", "JSON")
BINARY: Final = TypeObject("BINARY", "BLOB")
NUMBER: Final = TypeObject("NUMBER", "INT", "REAL", "FLOA", "DOUB", "NUM", "DEC", "BOOL")
DATETIME: Final = TypeObject("DATETIME", "DATE", "TIME")
ROWID: Final = TypeObject("ROWID", "ROWID")
