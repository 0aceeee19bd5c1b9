"""Where values stand in a request's body, and in which form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from helpsql.values import SqlValue

BESIDE = "/"
"""Begins a path in a body that stands beside its `wrap`."""


def formed(form: Mapping[str, Any], value: Any) -> Any:
    """The value in the form in which a request wants it."""
    if not form or value is None:
        return value
    return {
        key: text.replace("{}", str(value)) if isinstance(text, str) else text for key, text in form.items()
    }


def with_dropped(given: Any, before: SqlValue, dropped: Mapping[str, Any]) -> list[Any]:
    """The elements given, and those of the row as it was that are not among them, marked as to go."""
    kept = list(given or ())
    ids = {one.get("id") for one in kept if isinstance(one, dict)}
    for one in orjson.loads(before) if isinstance(before, str) else ():
        if isinstance(one, dict) and one.get("id") not in ids:
            gone: dict[str, Any] = {"id": one.get("id")}
            for path, value in dropped.items():
                put(gone, path, value)
            kept.append(gone)
    return kept


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a dotted path, making the objects on the way; `name[]` is an array of one."""
    *outer, last = path.split(".")
    for key in outer:
        is_array = key.endswith("[]")
        body = body.setdefault(key[:-2], [{}])[0] if is_array else body.setdefault(key, {})
    body[last] = value


def wrapped(body: Any, wrap: str) -> Any:
    """The body with the key around it; members whose names begin with a slash stand beside that key."""
    if not isinstance(body, dict):
        return {wrap: body} if wrap and body is not None else body
    inner = {key: value for key, value in body.items() if not key.startswith(BESIDE)}
    beside = {key[1:]: value for key, value in body.items() if key.startswith(BESIDE)}
    return {**({wrap: inner} if wrap else inner), **beside}
