"""Columns: what they mean, where they stand in a record, and when they can be written."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Type(enum.StrEnum):
    """Declared type of a column or parameter. TIMESTAMP and DATE compare by instant, JSON is text."""

    INTEGER = "INTEGER"
    REAL = "REAL"
    TEXT = "TEXT"
    BOOLEAN = "BOOLEAN"
    TIMESTAMP = "TIMESTAMP"
    DATE = "DATE"
    JSON = "JSON"


INTEGER, REAL, TEXT, BOOLEAN = Type.INTEGER, Type.REAL, Type.TEXT, Type.BOOLEAN


TIMESTAMP, DATE, JSON = Type.TIMESTAMP, Type.DATE, Type.JSON


class Writable(enum.Flag):
    """When a column can be given."""

    NEVER = 0
    INSERT = 1
    UPDATE = 2
    BOTH = 3


NEVER, ON_INSERT, ON_UPDATE, BOTH = Writable.NEVER, Writable.INSERT, Writable.UPDATE, Writable.BOTH


NOWHERE = "-"
"""`at` of a column that no answer holds: it is only written, or only used as a filter."""


Values = Mapping[str, Any]
"""Valid values, as written in SQL -> as the API spells them."""


def alternatives(path: str) -> list[str]:
    """The paths at which a column may stand. One with brackets is one: what they hold may be any text."""
    return [path] if "[" in path else path.split(" or ")


def same(*names: str) -> Values:
    """Values that SQL and the API spell alike."""
    return {name: name for name in names}


def lower_first(*names: str) -> Values:
    """PascalCase in SQL, camelCase in the API: FirstReplyResolved -> firstReplyResolved."""
    return {name: name[:1].lower() + name[1:] for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. What it means, where it stands in a record, and when it can be written.

    at        path in a record of the answer; default: the helpdesk's `naming` of the column's name.
              `via.channel or via`: the first of them at which a value stands that is no object
    key       part of the row's identity (unique in the table, never NULL)
    write     when it can be given; `body` is its path in the request where that is not `at`
    patch     "op path" of its JSON-patch operation (update style OP/OPS) where that is not `replace /body`
    required  an INSERT without it is refused before sending
    values    the valid values, checked before sending; matched in any letter case
    shows     all texts that records ever hold there, where these are known for good: a filter that asks for
              another finds nothing, and a note says so
    shape     for JSON: "array" or "object", checked before sending
    points_to "Table.Column" whose value it holds: joins along it are batched
    echo      not in the answer: holds the value that the WHERE clause gave (report filters). Only a read that
              takes the column can serve a query that filters by it
    hidden    left out of SELECT *
    own       the fields of the account's own making that the column shows, one for each place they differ
    once      a request that carries it must not be sent twice, whatever its method (a comment would double)
    form      what stands in a request for its value: an object in whose texts `{}` is the value
    along     members of the body that go along with it in an update (dotted paths)
    blank     an empty text in a record means that there is no value
    include   place of the references (one of the table's `includes`) in whose full records its value stands
    labels    what is shown for a value of the record, or for each in an array of such: text -> label
    null      where a NULL stands in a request, if not where the value does (a reference as a whole)
    holds     members that at least one element of the array must have, checked before sending
    dropped   an update adds to the array that is there: what stands beside the id of an element that is to go
              (dotted paths). Those of the row as it was read that are no longer given are sent in this way
    unchecked what the API does not look at when it is given: a note beside the write

    In `body` a path that begins with `/` stands beside the write's `wrap`, and a key with `[]` behind it is
    an array of one element.
    """

    name: str
    type: Type
    description: str
    at: str = ""
    key: bool = False
    write: Writable = NEVER
    body: str = ""
    patch: str = ""
    required: bool = False
    values: Values = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    shape: str = ""
    points_to: str = ""
    echo: bool = False
    hidden: bool = False
    own: tuple[Own, ...] = ()
    once: bool = False
    form: Mapping[str, Any] = field(default_factory=dict)
    along: Mapping[str, Any] = field(default_factory=dict)
    blank: bool = False
    include: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    null: str = ""
    holds: Mapping[str, Any] = field(default_factory=dict)
    dropped: Mapping[str, Any] = field(default_factory=dict)
    unchecked: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """A field of an account's own making: its key in records, the place it is defined for ("" = everywhere),
    the options of a dropdown, label -> what is written, and its kind in the helpdesk's words.
    """

    key: str
    within: str = ""
    options: Values = field(default_factory=dict)
    kind: str = ""
