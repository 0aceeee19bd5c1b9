"""What of a record is asked for: the members that the used columns stand in, and records beside the rows.

Pure. Only lists in pages are asked for parts of their records; a record by key comes whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from helpsql.jsonpaths import first_there
from helpsql.paging import paging_of
from helpsql.spec import NOWHERE, Column, Helpdesk, OnePage, Read, alternatives

if TYPE_CHECKING:
    from helpsql.plan import Plan

_END_OF_KEY = re.compile(r"[.\[#]")


def member_params(plan: Plan, helpdesk: Helpdesk) -> Mapping[str, str]:
    """The parameters that name what the plan's records are to have, and what is to come beside them."""
    return {**_sparse(plan, helpdesk), **_beside(plan, helpdesk)}


def _sparse(plan: Plan, helpdesk: Helpdesk) -> Mapping[str, str]:
    """The members of the records; nothing where all that the table shows of them are used."""
    in_pages = not isinstance(paging_of(plan.read, helpdesk), OnePage)
    if not helpdesk.members or plan.asked is None or not in_pages:
        return {}
    wanted = list(dict.fromkeys(_members(plan.read, helpdesk, _used(plan))))
    shown = [column for column in plan.table.columns if not column.hidden]
    is_part = plan.read.rows.count("[]") > 1
    whole = not is_part and set(wanted) >= set(_members(plan.read, helpdesk, shown))
    return {} if whole else {helpdesk.members: ",".join(wanted)}


def _beside(plan: Plan, helpdesk: Helpdesk) -> Mapping[str, str]:
    """The collections of full records for the references of the used columns."""
    found = [plan.table.includes[column.include] for column in _used(plan) if column.include]
    return {helpdesk.includes[0]: ",".join(dict.fromkeys(found))} if found else {}


def _used(plan: Plan) -> list[Column]:
    return [c for c in plan.table.columns if plan.asked is None or c.key or c.name.lower() in plan.asked]


def _members(read: Read, helpdesk: Helpdesk, columns: Iterable[Column]) -> Iterator[str]:
    """The member of the list's own records in which each column stands."""
    arrays = [part.strip(".") for part in read.rows.split("[]")][:-1]
    inner = arrays[1:]
    paths = [*(c.at or helpdesk.naming(c.name) for c in columns if not c.echo), *read.where]
    for path in (one for several in paths for one in alternatives(several)):
        climbs = path.count("^.")
        if path == NOWHERE or climbs > len(inner):
            continue
        for one in first_there(path[2 * climbs :]) if climbs == len(inner) else inner[:1]:
            yield _END_OF_KEY.split(one, maxsplit=1)[0]
