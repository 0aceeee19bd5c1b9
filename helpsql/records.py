"""The records of an answer: stepping through its arrays, and filling references from the objects beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from helpsql.errors import DataError
from helpsql.getters import Row


def by_id(held: Any, what: str) -> dict[int | str, Mapping[str, Any]]:
    if held and not isinstance(held, list):
        raise DataError(f"{what} is no array.", code="bad-shape")
    records = [one for one in held or () if isinstance(one, dict)]
    return {one["id"]: one for one in records if isinstance(one.get("id"), int | str)}


def filled(held: Any, by_id: Mapping[Any, Mapping[str, Any]]) -> Any:
    """A reference, or an array of them, with the members of what it means."""
    if isinstance(held, list):
        return [filled(one, by_id) for one in held]
    if not isinstance(held, dict) or not isinstance(held.get("id"), int | str):
        return held
    return {**held, **by_id.get(held["id"], {})}


_KINDS = {list: "an array", str: "a text", bool: "true or false", type(None): "nothing"}


def kind_of(value: Any) -> str:
    return _KINDS.get(type(value), "a number")


def array_paths(rows: str) -> list[str]:
    return [part.strip(".") for part in rows.split("[]")][:-1]


def stepped(body: Any, arrays: Sequence[str], where: str) -> list[Row]:
    """Every (element, the one around it, …, body) that the arrays lead to."""
    rows: list[Row] = [(body,)]
    for path in arrays:
        rows = [(element, *row) for row in rows for element in _elements(row[0], path, where)]
    return rows


def _elements(record: Any, path: str, where: str) -> Iterable[Any]:
    """The array at a path; a missing one is empty (HAL leaves `_embedded` out when nothing matched)."""
    if path == "":
        found = record
    else:
        found = record
        for key in path.split("."):
            if not isinstance(found, Mapping):
                raise DataError(f"{where}: no object where {path} was expected.", code="bad-shape")
            found = found.get(key)
            if found is None:
                return ()
    if isinstance(found, Mapping):
        return (found,)
    if not isinstance(found, list):
        raise DataError(f"{where}: {path or 'the answer'} is no array.", code="bad-shape")
    return found
