"""`-p name=value`: text as it stands; `-p name:=JSON`: a number, null, true, or JSON text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpsql.values import SqlValue

_FORM = re.compile(r"[:@$]?(\w+)(:?=)(.*)", re.DOTALL)


def parse_parameters(given: Iterable[str]) -> dict[str, SqlValue]:
    """Values by name; ValueError says what is wrong with one.

    >>> parse_parameters(["zip=00501", "n:=5", "gone:=null"])
    {'zip': '00501', 'n': 5, 'gone': None}
    """
    values: dict[str, SqlValue] = {}
    for one in given:
        found = _FORM.fullmatch(one)
        if found is None:
            raise ValueError(f"-p takes name=value (text) or name:=JSON, not {one!r}")
        name, sign, text = found.groups()
        if name in values:
            raise ValueError(f"-p gives {name} twice")
        values[name] = text if sign == "=" else _from_json(name, text)
    return values


def _from_json(name: str, text: str) -> SqlValue:
    import json

    try:
        value = json.loads(text)
    except ValueError as error:
        raise ValueError(
            f"-p {name}:= takes JSON; {text!r} is none ({error}). Text goes as {name}={text}"
        ) from None
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError(f"-p {name}:= is beyond SQLite's 64-bit integers: {text}")
        return value
    return json.dumps(value, ensure_ascii=False)
