"""JSON values of bodies: whether they have the type that a column takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk.errors import wrong_type

Record = dict[str, Any]
Check = Callable[[str, Any], Any]
Columns = Mapping[str, Check]

_SPACE = re.compile(r"\s+")


def text(name: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | list | dict):
        raise wrong_type(name, "must be a string")
    return str(value)


def whole(name: str, value: Any) -> int | None:
    """A number, or its digits as text; an empty text is null."""
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lstrip("-").isascii() and value.lstrip("-").isdigit():
        return int(value)
    raise wrong_type(name, "must be an integer")


def truth(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false", 0, 1, "0", "1"):
        return value in ("true", 1, "1")
    raise wrong_type(name, "must be a boolean")


def truth_or_null(name: str, value: Any) -> bool | None:
    return None if value is None else truth(name, value)


def array(name: str, value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong_type(name, "must be an array")
    return list(value)


def objects(name: str, value: Any) -> list[Record]:
    found = array(name, value)
    if any(not isinstance(item, dict) for item in found):
        raise wrong_type(name, "must be an array of objects")
    return found


def numbers(name: str, value: Any) -> list[int]:
    return [n for n in (whole(name, item) for item in array(name, value)) if n is not None]


def mapping(name: str, value: Any) -> Record:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong_type(name, "must be an object")
    return dict(value)


def mapping_or_null(name: str, value: Any) -> Record | None:
    return None if value is None else mapping(name, value)


def anything(_name: str, value: Any) -> Any:
    return value


def tags(name: str, value: Any) -> list[str]:
    """Tags as they are kept: lower case, without spaces, each once. A text is split at spaces and commas."""
    # ASSUMED: spaces within an element of a list become underscores.
    if isinstance(value, str):
        value = re.split(r"[\s,]+", value.strip())
    found = [_SPACE.sub("_", str(item).strip()).lower() for item in array(name, value)]
    return list(dict.fromkeys(tag for tag in found if tag))


def moment(name: str, value: Any) -> str | None:
    """A time as the API writes it."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise wrong_type(name, "must be a string")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise wrong_type(name, "is not a valid date") from None
    return (
        value[:10] + "T00:00:00Z"
        if len(value) == 10
        else stamp(int(found.timestamp()))
        if found.tzinfo
        else value + "Z"
    )


def read(given: Record, columns: Columns, prefix: str) -> tuple[Record, list[str]]:
    """The known columns of a body, checked; and the names of the others."""
    found = {name: columns[name](name, value) for name, value in given.items() if name in columns}
    return found, [f"{prefix}.{name}" for name in given if name not in columns]
