"""What both new and changed rows go through: known keys checked, unknown ones ignored (ASSUMED)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import values
from helpsql.sandbox.desk_com.errors import invalid

if TYPE_CHECKING:
    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record

Check = Callable[[str, Any], Any]
Columns = Mapping[str, Check]
Links = Mapping[str, str]
"""Name of a to-one link -> the collection that it leads to."""


def read(body: Record, columns: Columns) -> Record:
    """The keys of a body that may be written, as they are kept. Raises 422 for the first bad one."""
    return {name: check(name, body[name]) for name, check in columns.items() if name in body}


def read_links(call: Call, body: Record, links: Links) -> Record:
    """The numbers that `_links` of a body names; a null link is None."""
    given = body.get("_links")
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise invalid("_links")
    found: Record = {}
    for name, collection in links.items():
        if name in given:
            number = values.number_of(name, given[name])
            if number is not None and not _exists(call, collection, number):
                raise invalid(f"_links.{name}")
            found[name] = number
    return found


def _exists(call: Call, collection: str, number: int) -> bool:
    world = call.world
    if collection == "customers":
        return world.customers.get(number) is not None
    if collection == "companies":
        return world.companies.get(number) is not None
    if collection == "cases":
        return world.case(number) is not None
    return number in world.small[collection]


def need(found: Record, *names: str) -> None:
    """Refuse what lacks a key or leaves it empty."""
    for name in names:
        if found.get(name) in (None, "", []):
            raise invalid(name, "blank")


def own_fields(call: Call, owner: str, kept: Record, given: Any) -> Record:
    """The account's own fields with the sent ones laid over: every defined field, null if empty."""
    defined = {
        r.data["name"]: r.data["data"]
        for r in call.world.small["custom_fields"].values()
        if r.data["type"] == owner
    }
    if given is not None and not isinstance(given, dict):
        raise invalid("custom_fields")
    sent = {n: values.own_field(n, defined[n], v) for n, v in (given or {}).items() if n in defined}
    return {name: sent[name] if name in sent else kept.get(name) for name in defined}


def action(body: Record, name: str) -> str:
    """`append` or `replace`; append when nothing is said (TAPE for phone numbers, else ASSUMED)."""
    found = body.get(name) or "append"
    if found not in ("append", "replace"):
        raise invalid(name, "inclusion")
    return str(found)
