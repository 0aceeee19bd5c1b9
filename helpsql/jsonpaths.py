"""Paths into JSON, compiled once: `assignee.id`, `emails[type=work].value`, `id|_links.self.href#`. Pure.

How they are written stands in `helpsql.spec`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

ITSELF, PLACE = ".", "#"
"""Members of an element that an array is stepped into: the element (an array of texts), its place in it."""

Record = Mapping[str, Any]
Pick = Callable[[Record], Any]


def pick(path: str) -> Pick:
    """A function that gives the JSON value at a path of a record, None where there is none.

    `name[key=a|b]` steps to the first element of an array whose `key` is one of the values, `name[=key]` to
    the member of an object, whatever characters its key has. `a|b` is the first of two paths that leads to a
    value, `a#` the number with which the address at `a` ends.
    """
    if path in (ITSELF, PLACE):
        return lambda record: record.get(path)
    first, *others = [_single(one) for one in first_there(path)]
    if not others:
        return first

    def found(record: Record) -> Any:
        value = first(record)
        for other in others:
            if value is not None:
                return value
            value = other(record)
        return value

    return found


def first_there(path: str) -> list[str]:
    """The paths of which the first that leads to a value counts."""
    return _split(path, "|")


def _single(path: str) -> Pick:
    if path.endswith(PLACE):
        address = _single(path[:-1])
        return lambda record: number_behind(address(record))
    steps = [_step(part) for part in _split(path, ".")]
    if len(steps) == 1:
        return steps[0]

    first, *rest = steps

    def walk(record: Record) -> Any:
        value: Any = first(record)
        for step in rest:
            # JSON objects are dicts; asking for Mapping costs ten times as much, a cell.
            if value.__class__ is not dict:
                return None
            value = step(value)
        return value

    return walk


def number_behind(address: Any) -> int | None:
    """The number that is the last segment of an address: `/api/v2/cases/5` -> 5."""
    if not isinstance(address, str):
        return None
    last = address.partition("?")[0].rstrip("/").rpartition("/")[2]
    return int(last) if last.isdecimal() else None


def _split(path: str, mark: str) -> list[str]:
    """Split at the mark, but not inside brackets."""
    parts, depth = [""], 0
    for char in path:
        depth += (char == "[") - (char == "]")
        if char == mark and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _step(part: str) -> Pick:
    key, _, rest = part.partition("[")
    if not rest:
        return lambda record: record.get(key)
    match, _, values = rest[:-1].partition("=")
    if not match:
        return lambda record: found.get(values) if (found := record.get(key)).__class__ is dict else None
    wanted = frozenset(values.split("|"))

    def find(record: Record) -> Any:
        elements = record.get(key)
        for element in elements if isinstance(elements, list) else ():
            if element.__class__ is dict and str(element.get(match)) in wanted:
                return element
        return None

    return find
