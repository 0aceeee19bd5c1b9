"""Lists: state, filter, order, page, sparse rows, envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, fields, filters, render
from helpsql.sandbox.teamwork_desk.errors import bad, internal, json_response, not_found
from helpsql.sandbox.teamwork_desk.includes import included
from helpsql.sandbox.teamwork_desk.moments import day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call
    from helpsql.sandbox.teamwork_desk.world.table import Row

DEFAULT_SIZE = 50
LARGEST = 100
LARGEST_SEARCH = 200
DAY_PARAMS = ("startDate", "endDate", "updatedAtFrom", "updatedAtTo", "lastUpdated")
"""Parameters that take YYYY-MM-DD; anything else is refused before the endpoint runs."""


def list_response(
    call: Call,
    table: str,
    records: Iterable[Any] | None = None,
    wanted: Callable[[Any], bool] | None = None,
    key: Any = None,
    search: bool = False,
) -> Response:
    """A page of a table, or of `records` of it that are `wanted`; `key` tells such lists apart."""
    check_days(call)
    ids = _ids(call, table, records, wanted, (table, key, search))
    size = _size(call, search)
    page = _page(call)
    kept = ids[(page - 1) * size : page * size]
    rows = [render.row(call.world, table, call.world.tables[table].get(i)) for i in kept]
    shown = [sparse(call, row) for row in rows]
    whole = rows if assumed.INCLUDES_SEE_WHOLE_ROWS else shown
    return json_response(
        {
            table: shown or assumed.EMPTY_LIST,
            "included": included(call, table, whole),
            **_paging(len(ids), len(kept), size, page),
        }
    )


def check_days(call: Call) -> None:
    for name in DAY_PARAMS:
        if call.text(name):
            day(call.text(name) or "", name)


# The rows --------------------------------------------------------------------------------------


def _ids(call: Call, table: str, records: Any, wanted: Any, key: Any) -> list[int]:
    """Ids of all rows in order, kept for the following pages."""
    asked = {name: call.request.args.getlist(name) for name in sorted(call.request.args)}
    for name in ("page", "pageOffset", "pageSize", "includes", "fields"):
        asked.pop(name, None)
    query = (key, call.limited, tuple((n, tuple(v)) for n, v in asked.items()))
    if query not in call.lists:
        call.lists[query] = _ordered(call, table, records, wanted)
    return call.lists[query]


def _ordered(call: Call, table: str, records: Any, wanted: Any) -> list[int]:
    world = call.world
    order, down = _order(call, table)
    found = []
    for record in matching(call, table, filters.decode(call.text("filter")), records):
        if wanted is None or wanted(record):
            get = fields.getter(world, table, record)
            found.append((_rank(get(order)), get("id")))
    found.sort(key=lambda pair: pair[1])
    found.sort(key=lambda pair: pair[0], reverse=down)
    return [row_id for _, row_id in found]


def matching(call: Call, table: str, given: Row, records: Iterable[Any] | None = None) -> list[Any]:
    """The records of a table that a filter lets through and the caller may see."""
    world = call.world
    passes = filters.compile_filter(given, fields.filterable(world, table))
    by_state = "state" in filters.names(given) or not (
        table == "tickets" or assumed.ACTIVE_UNLESS_STATE_IS_NAMED
    )
    archived = call.flag("archived")
    found = []
    for record in world.tables[table] if records is None else records:
        if table == "tickets":
            hidden = (record.archived is not None) != archived or not call.sees(record.inbox)
            state = record.state
        else:
            hidden = _hidden(call, table, record)
            state = record["state"]
        if hidden or not (by_state or state == "active"):
            continue
        if not given or passes(fields.getter(world, table, record)):
            found.append(record)
    return found


def _hidden(call: Call, table: str, row: Row) -> bool:
    if table == "users" and row["state"] == assumed.ARCHIVED_AGENT_STATE:
        return not call.flag("includeArchived")
    return table == "inboxes" and not call.sees(row["id"])


def _rank(value: Any) -> tuple[Any, ...]:
    """Nothing comes first; of several values the lowest counts; letters' case does not."""
    if isinstance(value, tuple):
        value = min((v for v in value if v is not None), default=None)
    if value is None:
        return (0, 0)
    return (1, value.casefold()) if isinstance(value, str) else (1, value)


def _order(call: Call, table: str) -> tuple[str, bool]:
    order, mode = call.text("orderBy"), (call.text("orderMode") or "asc").lower()
    if mode not in ("asc", "desc"):
        raise bad("orderMode must be asc or desc", "orderMode")
    if order is None:
        named = assumed.NAMED_THINGS_COME_BY_NAME and "name" in fields.orderable(call.world, table)
        return ("name" if named else "id"), mode == "desc"
    if table == "inboxes" and order == "createdAt" and assumed.INBOXES_ORDERED_BY_CREATION_FAIL:
        raise internal()
    if order not in fields.orderable(call.world, table):
        raise bad(f"ordering by {order} is not allowed", "orderBy")
    return order, mode == "desc"


# Pages -----------------------------------------------------------------------------------------


def _number(call: Call, name: str) -> int | None:
    text = call.text(name)
    if text is None:
        return None
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise bad("must be a number", name)
    return int(text)


def _size(call: Call, search: bool) -> int:
    """Never refused: clamped on lists, reset on search."""
    asked = _number(call, "pageSize")
    if asked is None:
        return DEFAULT_SIZE
    if search:
        return asked if 1 <= asked <= LARGEST_SEARCH else DEFAULT_SIZE
    return min(asked, LARGEST) if asked >= 1 else assumed.LIST_RESET_BELOW_ONE


def _page(call: Call) -> int:
    page = _number(call, "page")
    if page is None:
        page = (_number(call, "pageOffset") or 0) + 1
    return max(1, page)


def _paging(count: int, on_page: int, size: int, page: int) -> Row:
    pages = -(-count // size)
    more = page < pages
    return {
        "pagination": {
            "records": count,
            "pageSize": size,
            "pages": pages,
            "page": page,
            "hasMorePages": more,
        },
        "meta": {
            "page": {
                "count": count if assumed.COUNT_IS_ALL_ROWS else on_page,
                "pageSize": size,
                "pageOffset": page - 1,
                "pages": pages,
                "hasMore": more,
            }
        },
    }


def sparse(call: Call, row: Row) -> Row:
    """The members that `fields` names, id always among them."""
    names = call.names("fields")
    if not names:
        return row
    if not assumed.UNKNOWN_FIELDS_ARE_IGNORED and set(names) - row.keys():
        raise bad("not a column", "fields")
    return {key: value for key, value in row.items() if key == "id" or key in names}


def single_response(call: Call, table: str, single: str, record: Any) -> Response:
    """One row by id."""
    row = render.row(call.world, table, record)
    if row["state"] == "deleted" and not assumed.DELETED_ROWS_ARE_READ_BY_ID:
        raise not_found()
    return json_response({single: sparse(call, row), "included": included(call, table, [row])})
