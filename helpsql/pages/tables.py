"""The page of a table: columns, ways to read with their filters and costs, ways to write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from helpsql.pages.costs import read_cost
from helpsql.pages.markdown import Lines, code, fenced, grid, valid
from helpsql.spec import BOTH, NEVER, ON_INSERT, ON_UPDATE, Column, Helpdesk, Read, Table, Take, Write

WRITTEN = {NEVER: "", ON_INSERT: "I", ON_UPDATE: "U", BOTH: "I U"}
LEGEND = "I: given by INSERT (I!: must be), U: changed by UPDATE."


def table_page(helpdesk: Helpdesk, table: Table) -> str:
    return "\n".join(table_lines(helpdesk, table, f"# {helpdesk.name}.")) + "\n"


def table_lines(helpdesk: Helpdesk, table: Table, heading: str = "### ") -> Lines:
    yield from head_lines(table, heading)
    if table.examples:
        yield from (*fenced("sql", *(f"{example};" for example in table.examples)), "")
    yield from grid(("column", "type", "written", "what it is"), map(_column, table.columns))
    yield ""
    if any(column.write for column in table.columns):
        yield from (LEGEND, "")
    if table.custom is not None:
        yield from (f"The account's own fields (`{table.custom.table}`) are columns as well.", "")
    yield from _reads(helpdesk, table)
    yield from _writes(table)


def head_lines(table: Table, heading: str = "### ") -> Lines:
    yield f"{heading}{table.name}"
    yield ""
    yield f"{table.description} {verbs(table)}." + (f" <{table.docs}>" if table.docs else "")
    if table.aliases:
        yield f"Also called {', '.join(table.aliases)}."
    yield ""


def verbs(table: Table) -> str:
    offered = (("INSERT", table.insert), ("UPDATE", table.update), ("DELETE", table.delete))
    return ", ".join(["SELECT", *(verb for verb, write in offered if write)])


def _column(column: Column) -> Sequence[str]:
    written = WRITTEN[column.write]
    if column.required:
        written = written.replace("I", "I!")
    points = f" → `{column.points_to}`" if column.points_to not in column.description else ""
    key = " **key**" if column.key else ""
    what = f"{column.description}{valid(column.description, column.values)}{points}{key}"
    return f"`{column.name}`", column.type.value, written, what


# Reading


def _reads(helpdesk: Helpdesk, table: Table) -> Lines:
    """Each way to read: what it costs, the filters and orders it hands to the API, what it may lack."""
    yield "Ways to read, of which the cheapest that gives every row is taken:"
    yield ""
    for read in table.reads:
        parts = [read_cost(helpdesk, table, read), filters(read), _orders(read), *_bounds(table, read)]
        yield f"- `GET {read.path}`: {' '.join(part for part in parts if part)}"


def filters(read: Read) -> str:
    takes: dict[str, list[str]] = {}
    for take in read.takes:
        takes.setdefault(take.column, []).extend(_ops(take))
    shown = [f"`{column}` ({' '.join(dict.fromkeys(ops))})" for column, ops in takes.items()]
    return f"Filters: {', '.join(shown)}." if shown else ""


def _ops(take: Take) -> Iterable[str]:
    return ("is null" if op == "null" else op for op in take.ops)


def _orders(read: Read) -> str:
    if read.sort is None:
        return ""
    default = [f"`{read.sort.default}`"] if read.sort.default else []
    others = [f"`{column}`" for column in read.sort.fields if column not in read.sort.default.split()]
    return f"Orders: {', '.join(default + others)}." if default or others else ""


def _bounds(table: Table, read: Read) -> Lines:
    """What its answer may lack."""
    yield from (text for text in (read.partial, read.stale) if text)
    if read.window is not None:
        yield f"Lists end after {read.cap:,} rows; new ones go on behind the last."
    elif read.cap:
        yield f"At most {read.cap:,} rows; where there are more, another way is taken."
    yield from _lacks(table, read)


def _lacks(table: Table, read: Read) -> Lines:
    """Columns that its records leave out: read by key where that has them, else in another of the ways."""
    by_key = next((one for one in table.reads if one.unique and one is not read), None)
    dear = [name for name in read.lacks if by_key is not None and name not in by_key.lacks]
    elsewhere = [name for name in read.lacks if name not in dear]
    if dear:
        yield f"Without {code(dear)}: 1 request a row where used."
    if elsewhere:
        yield f"Without {code(elsewhere)}."


# Writing


def _writes(table: Table) -> Lines:
    if table.insert is not None:
        yield f"- INSERT: {_request(table.insert)}{_needs(table)}"
    for write in table.update:
        only = f" of {code(write.columns)}" if write.columns else ""
        yield f"- UPDATE{only}: {_request(write)}"
    if table.delete is not None:
        yield f"- DELETE: {_request(table.delete)}"
    yield from (f"- {verb} is not offered: {text}" for verb, text in table.instead.items())


def _request(write: Write) -> str:
    many = write.many
    one = f"`{write.method} {write.path}`"
    return f"{one}, many rows by `{many.method} {many.path}`, {many.size} a request" if many else one


def _needs(table: Table) -> str:
    """What an INSERT must give."""
    assert table.insert is not None
    required = [column.name for column in table.columns if column.required]
    needs = [f"needs {code(required)}"] if required else []
    if table.insert.needs_one:
        needs.append(f"needs one of {code(table.insert.needs_one)}: {table.insert.because}")
    return "; " + "; ".join(needs) if needs else ""
