"""What reading costs, in words: rows a request, requests a row, one request in all."""

from __future__ import annotations

from helpsql.pages.markdown import code, many
from helpsql.spec import Helpdesk, OnePage, Read, Table


def table_cost(helpdesk: Helpdesk, table: Table) -> str:
    """What reading all of it costs; for one that is never read at large, what a query must give."""
    whole = [read for read in table.reads if not _needed(read) and not read.filtered]
    if not whole:
        least = min((_needed(read) for read in table.reads), key=len)
        return f"needs {code(least)}"
    best = min(whole, key=lambda read: (bool(read.partial), read.walk, _is_cut(read), -_size(helpdesk, read)))
    return _at_large(helpdesk, table, best)


def read_cost(helpdesk: Helpdesk, table: Table, read: Read) -> str:
    """What one way to read costs, in sentences."""
    batch = max((take.limit for take in read.takes if take.required), default=1)
    if batch > 1:
        return f"up to {batch} keys a request."
    if read.unique:
        return "1 request a row."
    needs = f" Needs {code(dict.fromkeys(_needed(read)))}." if _needed(read) else ""
    counted = " Counted in 1 request." if is_counted(helpdesk, read) else ""
    return f"{_at_large(helpdesk, table, read)}.{counted}{needs}"


def is_counted(helpdesk: Helpdesk, read: Read) -> bool:
    paging = read.paging or helpdesk.paging
    return read.counts is not None or bool(getattr(paging, "count_at", "") and not _is_nested(read))


def _needed(read: Read) -> tuple[str, ...]:
    """Columns without whose value it cannot be sent."""
    return tuple(take.column for take in read.takes if take.required) if read.walk else read.required


def _is_cut(read: Read) -> bool:
    return bool(read.cap) and read.window is None


def _is_nested(read: Read) -> bool:
    """Its rows stand within the records that are paged."""
    return read.rows.count("[]") > 1


def _size(helpdesk: Helpdesk, read: Read) -> int:
    return (read.paging or helpdesk.paging).size


def _at_large(helpdesk: Helpdesk, table: Table, read: Read) -> str:
    if read.walk:
        return f"1 request for each of {code(_walked(table, read))}"
    if isinstance(read.paging or helpdesk.paging, OnePage) or not read.rows:
        return "1 request"
    return f"{many(_size(helpdesk, read), 'record' if _is_nested(read) else 'row')} a request"


def _walked(table: Table, read: Read) -> list[str]:
    """The tables whose rows are walked."""
    columns = [table.by_name[name.lower()] for name in read.placeholders]
    return [column.points_to.partition(".")[0] for column in columns if column.points_to]
