"""What all checks share: faults as lines, names, paths, sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from helpsql.spec import Helpdesk, Table, Type

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


SHAPES = {"", "array", "object"}


_KEY = r"[A-Za-z_][\w-]*(?:\[\w+=[^\]]+\])?"


_ONE = rf"{_KEY}(?:\.{_KEY})*#?"


PATH = re.compile(rf"(?:\^\.)*{_ONE}(?:\|{_ONE})*|[.#]")


ROWS = re.compile(rf"\[\]|{_KEY}(?:\.{_KEY})*\[\](?:\.{_KEY}(?:\.{_KEY})*\[\])*")


NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


Faults = Iterator[str]


def not_sentence(where: str, text: str, *, capital: bool = False) -> Faults:
    """A description ends with a full stop; a column's may begin with one of its values, in lower case."""
    words = text.split()
    fine = bool(words) and text == " ".join(words) and text.endswith(".") and any(c.isalpha() for c in text)
    if not fine or (capital and not text[0].isupper()):
        yield f"{where}: {text!r} is not a sentence."


def not_known(table: Table, names: Iterable[str], where: str) -> Faults:
    """Columns are named in a definition as they are written in it, letter case included."""
    exact = {column.name for column in table.columns}
    yield from (f"{where}: {table.name} has no column {name}." for name in names if name not in exact)


def points_to(helpdesk: Helpdesk, target: str, where: str) -> Faults:
    """A target that is no column of a table."""
    name, _, column = target.partition(".")
    table = helpdesk.by_name.get(name.lower())
    if table is None:
        yield f"{where}: points to {target}, but there is no table {name}."
    elif column.lower() not in table.by_name:
        yield f"{where}: points to {target}, but {table.name} has no such column."


def twice(names: Iterable[str]) -> list[str]:
    """Those that come more than once, letter case aside."""
    return [name for name, count in Counter(name.lower() for name in names).items() if count > 1]


def valid_values(values: Mapping[str, Any], kind: Type, shape: str, where: str) -> Faults:
    if shape not in SHAPES or (shape and kind is not Type.JSON):
        yield f"{where}: the shape {shape!r} does not fit {kind}."
    if values and kind in (Type.JSON, Type.TIMESTAMP, Type.DATE):
        yield f"{where}: {kind} takes no list of values."
    yield from (f"{where}: two values are written {one}." for one in twice(values))
