"""Pages made of definitions, as Markdown: a helpdesk, one of its tables, one of its procedures.

`helpsql help` prints them; what people wrote stands in `helpsql/docs`, and no word in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from helpsql.spec import (
    BOTH,
    NEVER,
    ON_INSERT,
    Column,
    Helpdesk,
    Procedure,
    Read,
    Setting,
    Table,
    Take,
    Write,
)

if TYPE_CHECKING:
    from helpsql.spec import Parameter

Lines = Iterator[str]
WRITTEN = {NEVER: "", ON_INSERT: "I", BOTH: "I U"}


def helpdesk_page(helpdesk: Helpdesk, procedures: Mapping[str, Procedure]) -> str:
    """Settings, tables and procedures of a helpdesk."""
    lines = [f"# {helpdesk.title}: `{helpdesk.name}`", "", f"The vendor's pages: <{helpdesk.docs}>.", ""]
    lines += ["## Connecting", "", *_settings(helpdesk), "", "## Tables", ""]
    rows = [(f"`{t.name}`", _verbs(t), t.description) for t in helpdesk.tables]
    lines += [*_grid(("table", "verbs", "rows"), rows), ""]
    for table in helpdesk.tables:
        lines += [*_table(table, "###"), ""]
    lines += ["## Procedures", ""]
    for procedure in procedures.values():
        lines += [*_procedure(procedure, "###"), ""]
    return "\n".join(lines).rstrip() + "\n"


def table_page(table: Table) -> str:
    return "\n".join(_table(table, "#")) + "\n"


def procedure_page(procedure: Procedure) -> str:
    return "\n".join(_procedure(procedure, "#")) + "\n"


def _settings(helpdesk: Helpdesk) -> Lines:
    yield from _grid(("setting", "", "what it is"), map(_setting, helpdesk.settings))


def _setting(setting: Setting) -> Sequence[str]:
    kinds = [word for word, holds in (("required", setting.required), ("secret", setting.secret)) if holds]
    return f"`{setting.name}`", ", ".join(kinds), setting.description


# Tables


def _table(table: Table, heading: str) -> Lines:
    yield f"{heading} {table.name}"
    yield ""
    yield f"{table.description} {_verbs(table)}." + (f" <{table.docs}>" if table.docs else "")
    yield from _aliases(table)
    yield ""
    yield from _grid(("column", "type", "written", "what it is"), map(_column, table.columns))
    if table.custom is not None:
        yield ""
        yield f"The account's own fields (`{table.custom.table}`) are columns as well."
    yield ""
    yield from _reads(table)
    yield from _writes(table)
    if table.examples:
        yield from ("", "```sql", *(f"{example};" for example in table.examples), "```")


def _verbs(table: Table) -> str:
    offered = (("INSERT", table.insert), ("UPDATE", table.update), ("DELETE", table.delete))
    return ", ".join(["SELECT", *(verb for verb, write in offered if write)])


def _aliases(table: Table) -> Lines:
    if table.aliases:
        yield f"Also called {', '.join(table.aliases)}."


def _column(column: Column) -> Sequence[str]:
    written = WRITTEN.get(column.write, "U") + ("!" if column.required else "")
    points = f" → `{column.points_to}`" if column.points_to else ""
    key = " **key**" if column.key else ""
    return f"`{column.name}`", column.type.value, written, f"{column.description}{points}{key}"


def _reads(table: Table) -> Lines:
    """Each way to read, with the filters it hands to the API."""
    yield "Ways to read, of which the cheapest that gives every row is taken:"
    yield ""
    for read in table.reads:
        yield f"- `GET {read.path}`{_filters(read)}{_bounds(read)}"


def _filters(read: Read) -> str:
    takes: dict[str, list[str]] = {}
    for take in read.takes:
        takes.setdefault(take.column, []).extend(_ops(take))
    if not takes:
        return ""
    shown = [f"`{column}` ({' '.join(dict.fromkeys(ops))})" for column, ops in takes.items()]
    return f", filters: {', '.join(shown)}"


def _ops(take: Take) -> Iterable[str]:
    return ("is null" if op == "null" else op for op in take.ops)


def _bounds(read: Read) -> str:
    """What its answer may lack."""
    said = [text for text in (read.partial, read.stale) if text]
    if read.cap:
        said.append(f"At most {read.cap:,} rows; where there are more, another way is taken.")
    if read.lacks:
        said.append(f"Without {', '.join(read.lacks)}.")
    return ". " + " ".join(said) if said else ""


def _writes(table: Table) -> Lines:
    if table.insert is not None:
        yield f"- INSERT: {_request(table.insert)}{_needs(table)}"
    for write in table.update:
        only = f" for {', '.join(write.columns)}" if write.columns else ""
        yield f"- UPDATE{only}: {_request(write)}"
    if table.delete is not None:
        yield f"- DELETE: {_request(table.delete)}"


def _request(write: Write) -> str:
    many = write.many
    one = f"`{write.method} {write.path}`"
    return f"{one}, many rows by `{many.method} {many.path}`, {many.size} at a time" if many else one


def _needs(table: Table) -> str:
    """What an INSERT must give."""
    assert table.insert is not None
    required = [column.name for column in table.columns if column.required]
    needs = [f"needs {', '.join(required)}"] if required else []
    if table.insert.needs_one:
        needs.append(f"needs one of {', '.join(table.insert.needs_one)}: {table.insert.because}")
    return "; " + "; ".join(needs) if needs else ""


# Procedures


def _procedure(procedure: Procedure, heading: str) -> Lines:
    yield f"{heading} {procedure.name}"
    yield ""
    yield procedure.description + (f" <{procedure.docs}>" if procedure.docs else "")
    yield from ("", "```sql", f"{procedure.usage};", "```")
    if procedure.parameters:
        yield ""
        yield from _grid(("parameter", "type", "", "what it is"), map(_parameter, procedure.parameters))


def _parameter(parameter: Parameter) -> Sequence[str]:
    values = f" One of {', '.join(parameter.values)}." if parameter.values else ""
    required = "required" if parameter.required else ""
    return f"`{parameter.name}`", parameter.type.value, required, f"{parameter.description}{values}"


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    """A table in Markdown."""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "|".join(" --- " for _ in heads) + "|"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
