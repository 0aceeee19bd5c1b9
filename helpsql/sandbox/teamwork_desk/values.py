"""Checks of what bodies hold; each gives the value to keep or raises 400 naming the member."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed
from helpsql.sandbox.teamwork_desk.errors import bad
from helpsql.sandbox.teamwork_desk.moments import body_moment
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.world.world import World

Check = Callable[[str, Any], Any]
Columns = Mapping[str, Check]
Row = dict[str, Any]


def text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise bad("must be a string", name)
    return value


def truth(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise bad("must be true or false", name)
    return value


def whole(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad("must be a whole number", name)
    return value


def time(name: str, value: Any) -> str:
    return stamp(body_moment(value, name))


def array(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise bad("must be an array", name)
    return value


def objects(name: str, value: Any) -> list[Row]:
    if any(not isinstance(item, dict) for item in array(name, value)):
        raise bad("must be an array of objects", name)
    return list(value)


def texts(name: str, value: Any) -> list[str]:
    return [text(name, item) for item in array(name, value)]


def numbers(name: str, value: Any) -> list[int]:
    return [whole(name, item) for item in array(name, value)]


def choice(*allowed: str) -> Check:
    def check(name: str, value: Any) -> str:
        if value not in allowed:
            raise bad(f"must be one of {', '.join(allowed)}", name)
        return str(value)

    return check


STATE = choice("active", "deleted")
EDIT_METHOD = choice("html", "markdown")


def id_in(name: str, value: Any) -> int:
    """The id of `{"id": n}`."""
    if not isinstance(value, dict):
        raise bad("must be an object with an id", name)
    return whole(name, value.get("id"))


def reference(kind: str) -> Check:
    """`{"id": n}`, unchecked, as the row keeps it."""
    return lambda name, value: {"id": id_in(name, value), "type": kind}


def references(kind: str) -> Check:
    """An array of `{"id": n}` or of bare ids, as the row keeps it."""

    def check(name: str, value: Any) -> list[Row]:
        found = [item if isinstance(item, int) else id_in(name, item) for item in array(name, value)]
        return [{"id": row_id, "type": kind} for row_id in found]

    return check


def existing(world: World, table: str, name: str, value: Any) -> int | None:
    """The id that a reference names, which must be there; null clears."""
    if value is None:
        return None
    row_id = id_in(name, value)
    found = world.tables[table].get(row_id)
    there = found is not None and (not isinstance(found, dict) or found["state"] == "active")
    if assumed.REFERENCES_MUST_EXIST and not there:
        raise bad("does not exist", name)
    return row_id


def read(given: Row, columns: Columns, fresh: Row) -> Row:
    """The known members, checked; null puts a column back to what nobody set. Others are not looked at."""
    return {
        name: fresh.get(name) if given[name] is None else check(name, given[name])
        for name, check in columns.items()
        if name in given and (assumed.NULL_CLEARS or given[name] is not None)
    }
