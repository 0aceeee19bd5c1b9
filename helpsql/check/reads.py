"""What is wrong with a read: its path, filters, pages and bounds."""

from __future__ import annotations

from typing import Any

from helpsql.check.words import PATH, ROWS, Faults, not_known, not_sentence, twice
from helpsql.spec import (
    PLACEHOLDER,
    UNIX,
    Count,
    Helpdesk,
    NextLink,
    Pages,
    Read,
    Table,
    Take,
    Type,
    Window,
    alternatives,
)

OPS = {"=", "in", "<>", ">", ">=", "<", "<=", "null"}


def check_read(helpdesk: Helpdesk, table: Table, read: Read, where: str) -> Faults:
    if not read.path.startswith("/"):
        yield f"{where}: the path does not begin with a slash."
    yield from not_known(table, read.placeholders, where)
    yield from _arrays(table, read, where)
    for take in read.takes:
        yield from _take(table, take, f"{where}: {take.column}")
    yield from _params(helpdesk, read, where)
    yield from _paging(helpdesk, read, where)
    if read.unique:
        missing = [key for key in table.keys if key not in read.required]
        if missing:
            yield f"{where}: said to give one row, but does not ask for {', '.join(missing)}."
    if read.walk and not any(_parent(table, name) for name in read.placeholders):
        yield f"{where}: no placeholder points to a table to walk."
    if read.sort is not None:
        wanted = [*read.sort.fields, *read.sort.default.split(" ")[:1]]
        yield from not_known(table, [name for name in wanted if name], f"{where}: sort")
        if read.sort.fields and not read.sort.param:
            yield f"{where}: sorts, but not said by which parameters."
        if not read.sort.direction and read.sort.fields and read.sort.ascending == "asc":
            yield f"{where}: sorts, but not said which way."
    if read.lacks:
        yield from not_known(table, read.lacks, f"{where}: lacks")
        for column in read.lacks:
            if not any(column not in other.lacks for other in table.reads):
                yield f"{where}: lacks {column}, which no read gives."
        yield from (f"{where}: lacks the key {name}." for name in read.lacks if name in table.keys)
    yield from _bounds(helpdesk, table, read, where)
    yield from _parts(read, where)
    if read.counts is not None:
        yield from _count(table, read, read.counts, where)
    if read.window is not None:
        yield from _window(helpdesk, read, read.window, where)
    yield from _walked(helpdesk, table, read, where)


def _window(helpdesk: Helpdesk, read: Read, window: Window, where: str) -> Faults:
    if not read.cap:
        yield f"{where}: goes on beyond a cap, but has none."
    if not PATH.fullmatch(window.at) or window.at.startswith("^."):
        yield f"{where}: the path {window.at!r} cannot be parsed."
    if not read.rows:
        yield f"{where}: goes on as a new list, but is none."
    if window.param in helpdesk.joins or window.param in read.params:
        yield f"{where}: {window.param} cannot be set to where a new list begins."


def _walked(helpdesk: Helpdesk, table: Table, read: Read, where: str) -> Faults:
    """What is said of the table that a read walks."""
    if not (read.tells or read.within):
        return
    pointed = next(filter(None, (_parent(table, name) for name in read.placeholders)), "")
    parent = helpdesk.by_name.get(pointed.partition(".")[0].lower())
    if not read.walk or parent is None:
        yield f"{where}: says something of the table it walks, but walks none."
        return
    yield from not_known(parent, [*filter(None, [read.tells]), *read.within.values()], where)
    yield from not_known(table, read.within, where)


def _bounds(helpdesk: Helpdesk, table: Table, read: Read, where: str) -> Faults:
    """What a read may miss, and what it must be given."""
    if read.cap < 0 or read.weight <= 0:
        yield f"{where}: a cap of {read.cap}, a weight of {read.weight}."
    for text in (read.partial, read.stale):
        if text:
            yield from not_sentence(where, text)
    if read.lag < 0 or (read.lag and not read.stale):
        yield f"{where}: is {read.lag} seconds behind, but nothing says so."
    if read.among and not read.partial:
        yield f"{where}: said among which rows some are missing, but not that they are."
    yield from not_known(table, read.among, f"{where}: among")
    if read.filtered and not read.takes:
        yield f"{where}: needs a filter, but takes none."
    for param in read.terms:
        if param not in helpdesk.joins:
            yield f"{where}: the terms of {param} cannot be joined."
    for path in read.where:
        if not PATH.fullmatch(path):
            yield f"{where}: the path {path!r} cannot be parsed."
    for name in read.loose:
        if name not in read.placeholders:
            yield f"{where}: {name} is loose, but no placeholder."
    for take in read.own.values():
        if table.custom is None:
            yield f"{where}: filters by own fields, which the table has none of."
        if "{key}" not in take.param + take.term or take.column:
            yield f"{where}: a filter by own fields does not say by which."


def _parts(read: Read, where: str) -> Faults:
    param, values = read.parts
    if bool(param) != (len(values) > 1) or len(set(values)) < len(values):
        yield f"{where}: in parts by {param!r}: {', '.join(values)}."
    if param and param in read.params:
        yield f"{where}: {param} is always sent, so it tells no parts apart."


def _count(table: Table, read: Read, count: Count, where: str) -> Faults:
    yield from not_known(table, count.without, f"{where}: count")
    if not count.path.startswith("/") or not PATH.fullmatch(count.at):
        yield f"{where}: counts by GET {count.path}, {count.at!r}."
    for name in PLACEHOLDER.findall(count.path):
        if name not in read.placeholders:
            yield f"{where}: counts by {name}, which is not in its own path."
    if read.where:
        yield f"{where}: counts rows that it leaves out."


def _parent(table: Table, name: str) -> str:
    column = table.by_name.get(name.lower())
    return column.points_to if column else ""


def _arrays(table: Table, read: Read, where: str) -> Faults:
    """The rows can be found, and every column that climbs from them arrives somewhere."""
    for rows in (read.rows, read.or_rows):
        if rows and not ROWS.fullmatch(rows):
            yield f"{where}: the rows {rows!r} cannot be parsed."
    depth = read.rows.count("[]")
    if read.or_rows and read.or_rows.count("[]") != depth:
        yield f"{where}: {read.rows} and {read.or_rows} step through different arrays."
    for column in table.columns:
        climbs = max(path.count("^.") for path in alternatives(column.at))
        if climbs and climbs >= depth and column.name not in (*read.required, *read.lacks):
            yield f"{where}: {column.name} climbs out of the answer by {column.at}."


def _take(table: Table, take: Take, where: str) -> Faults:
    yield from not_known(table, [take.column], where)
    column = table.by_name.get(take.column.lower())
    unknown = [op for op in take.ops if op not in OPS]
    if unknown or not take.ops:
        yield f"{where}: compares by {', '.join(unknown) or 'nothing'}."
    if take.term.count("{}") != (take.ops != ("null",)):
        yield f"{where}: the value has no place in the term {take.term!r}."
    if take.limit > 1 and not take.many:
        yield f"{where}: takes {take.limit} values, but not said how they are joined."
    if "in" in take.ops and not take.many:
        yield f"{where}: takes a set of values, but not said how they are joined."
    is_number = column is not None and column.type is Type.INTEGER
    if (take.when or (take.widen and not is_number) or take.ago) and not (
        column and (column.type in (Type.TIMESTAMP, Type.DATE) or take.when == UNIX)
    ):
        yield f"{where}: a moment, but the column is none."
    if take.inside and not take.many:
        yield f"{where}: several values in one term, but not said how they are joined."
    if take.raw and take.exact:
        yield f"{where}: a search expression cannot be exact."
    if column is not None and column.values:
        others = [value for value in take.only if value not in column.values]
        if others:
            yield f"{where}: {', '.join(others)} is no value of the column."


def _params(helpdesk: Helpdesk, read: Read, where: str) -> Faults:
    """No parameter is set twice, unless the helpdesk says how its terms are joined."""
    params = [take.param for take in read.takes if take.param not in helpdesk.joins]
    yield from (f"{where}: two filters are sent as {one}." for one in twice(params))
    paging = read.paging or helpdesk.paging
    if isinstance(paging, Pages) and paging.param in (*params, *read.params):
        yield f"{where}: {paging.param} is the parameter of paging."


def _paging(helpdesk: Helpdesk, read: Read, where: str) -> Faults:
    paging = read.paging or helpdesk.paging
    if paging.size < 1:
        yield f"{where}: a page of {paging.size} rows."
    paths: list[str] = []
    if isinstance(paging, Pages):
        paths = [paging.pages_at, paging.count_at, paging.size_at, paging.more_at]
    elif isinstance(paging, NextLink):
        paths = [paging.at, paging.count_at, paging.more_at, paging.until]
    if isinstance(paging, Pages | NextLink) and paging.size_param in read.params:
        yield f"{where}: {paging.size_param} is the parameter of paging."
    yield from (
        f"{where}: the path {path!r} cannot be parsed." for path in paths if path and not PATH.fullmatch(path)
    )


def check_alike(table: Table, where: str) -> Faults:
    """Two reads that need the same and take the same: nothing could choose between them."""
    seen: set[Any] = set()
    for read in table.reads:
        facts = (
            frozenset(read.required),
            frozenset((take.column, take.ops) for take in read.takes),
            bool(read.partial),
            (read.cap, read.weight, read.filtered),
        )
        if facts in seen:
            yield f"{where}: GET {read.path} needs and takes what another read does."
        seen.add(facts)
