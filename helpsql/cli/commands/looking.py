"""Commands that show what there is: tables, procedures, connections, and what was sent."""

from __future__ import annotations

import textwrap
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from helpsql.cli.commands.registry import command, find_command, in_order, required
from helpsql.cli.visible import visible, visible_lines
from helpsql.errors import ProgrammingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from helpsql.cli.run import Runner
    from helpsql.values import SqlValue

TABLES = """
select schema || '.' || name as "table", verbs, description from helpsql.tables
where :like is null or schema || '.' || name like :like
union all
select 'main.' || name, 'SELECT INSERT UPDATE DELETE', type from main.sqlite_schema
where type in ('table', 'view') and name not like 'sqlite_%'
    and (:like is null or 'main.' || name like :like)
"""
COLUMNS = """
select name, type, description, operators, required, points_to, "values" from helpsql.columns
where lower("table") = lower(:table) and (:schema is null or lower(schema) = lower(:schema))
"""
PROCEDURES = """
select schema, usage, description from helpsql.procedures
where :like is null or schema || '.' || name like :like
"""
PARAMETERS = """
select name, type, required, "values", description from helpsql.parameters
where lower(procedure) = lower(:table) and (:schema is null or lower(schema) = lower(:schema))
order by position
"""
NAMES = "select name from helpsql.tables union all select schema || '.' || name from helpsql.tables"
LOCAL = "select sql from main.sqlite_schema where lower(name) = lower(?)"
REQUESTS = """
select id, connection, method, path, status, cast(round(ms) as integer) as ms, attempt, rows from
(select * from helpsql.requests order by id desc limit :n) order by id
"""
HEAD = 33
"""Columns for a command's name and argument in `.help`."""
CLOSING = """
A statement ends with ; and Enter, or Alt-Enter. Tab completes, Ctrl-R searches
the history, Ctrl-X Ctrl-E edits in $EDITOR. Ctrl-C drops a line or stops a
statement, Ctrl-D leaves.
"""


@command(".help", "\\?", "?", argument="command")
def show_help(runner: Runner, argument: str) -> None:
    """[command]  this list, or one command"""
    wanted = [find_command(f".{argument.lstrip('.')}")] if argument else in_order()
    for one in wanted:
        twins = f"({' '.join(one.twins)})" if one.twins else ""
        head = " ".join(filter(None, (one.name, one.usage, twins)))
        runner.output.write(f"{head:<{HEAD}}  {_wrapped(one.help)}\n")
    if not argument:
        runner.output.write(CLOSING)
    runner.output.flush()


def _wrapped(text: str) -> str:
    """The text in the columns beside a command's name, on a screen of 80 at least."""
    room = max(80, get_terminal_size().columns) - HEAD - 3
    return ("\n" + " " * (HEAD + 2)).join(textwrap.wrap(text, room))


@command(".tables", "\\dt", argument="schema")
def show_tables(runner: Runner, argument: str) -> None:
    """[pattern]  tables and what can be done with them; % in the pattern is any text, so is *"""
    answer(runner, TABLES, like=_pattern(argument))


def _pattern(argument: str) -> str | None:
    """LIKE's pattern: of the whole name where it has a wildcard, else of any part."""
    given = argument.replace("*", "%")
    return (given if "%" in given else f"%{given}%") if given else None


@command(".schema", argument="table")
def show_schema(runner: Runner, argument: str) -> None:
    """TABLE  its columns as SQL"""
    wanted = _named(argument, ".schema")
    texts = [f"{row[0]!s};" for row in runner.engine.execute(LOCAL, (wanted["table"],))]
    if wanted["schema"] not in (None, "main") or not texts:
        columns = list(runner.engine.execute(COLUMNS, wanted))
        if not columns:
            raise _no_table(runner, argument)
        texts = [_declaration(argument, columns)]
    runner.output.write(visible_lines("\n".join(texts)) + "\n")
    runner.output.flush()


def _declaration(table: str, columns: list[tuple[SqlValue, ...]]) -> str:
    """The columns as CREATE TABLE would have them, each with its description."""
    last = len(columns) - 1
    lines = [
        visible(f"  {name!s} {kind!s}{'' if number == last else ','}  -- {description!s}")
        for number, (name, kind, description, *_) in enumerate(columns)
    ]
    return "\n".join([f"CREATE TABLE {visible(table)} (", *lines, ");"])


def _no_table(runner: Runner, table: str) -> ProgrammingError:
    known = {str(name).lower(): str(name) for (name,) in runner.engine.execute(NAMES)}
    near = get_close_matches(table.lower(), known, 3)
    names = " or ".join(known[one] for one in near)
    hint = f"Did you mean {names}?" if near else ".tables lists them."
    return ProgrammingError(f"no such table: {table}", hint=hint, code="no-table")


@command(".describe", "\\d", argument="table")
def describe(runner: Runner, argument: str) -> None:
    """TABLE  its columns: description, filters that reach the API, what is required, valid values"""
    if not argument:
        show_tables(runner, "")
        return
    wanted = _named(argument, ".describe")
    if list(runner.engine.execute(COLUMNS, wanted)):
        answer(runner, COLUMNS, **wanted)
    elif wanted["schema"] in (None, "main") and list(runner.engine.execute(LOCAL, (wanted["table"],))):
        answer(runner, "select name, type from pragma_table_info(:table, 'main')", table=wanted["table"])
    else:
        raise _no_table(runner, argument)


@command(".procedures", "\\df", argument="procedure")
def show_procedures(runner: Runner, argument: str) -> None:
    """[NAME]  what can be called; the parameters of one"""
    if argument and list(runner.engine.execute(PARAMETERS, _named(argument, ".procedures"))):
        answer(runner, PARAMETERS, **_named(argument, ".procedures"))
    else:
        answer(runner, PROCEDURES, like=_pattern(argument))


@command(".connections", "\\l")
def show_connections(runner: Runner, _argument: str) -> None:
    """the configured connections"""
    answer(runner, "select * from helpsql.connections")


@command(".explain", argument="sql")
def explain(runner: Runner, argument: str) -> None:
    """SQL  the requests it would send; sends nothing"""
    with _explaining(runner):
        runner.run(required(argument, ".explain", "a statement"))


@command(".requests", argument="")
def show_requests(runner: Runner, argument: str) -> None:
    """[n]  the last requests (20)"""
    if argument and not argument.isdigit():
        raise ProgrammingError(".requests takes a number.", code="usage")
    answer(runner, REQUESTS, n=int(argument or 20))


@command(".limits")
def show_limits(runner: Runner, _argument: str) -> None:
    """rate limits as last seen"""
    answer(runner, "select * from helpsql.limits")


def _named(argument: str, name: str) -> dict[str, SqlValue]:
    schema, _, table = required(argument, name, "a name").replace('"', "").rpartition(".")
    return {"schema": schema or None, "table": table}


def answer(runner: Runner, sql: str, **parameters: SqlValue) -> None:
    """Run a statement of the shell's own, with its own parameters."""
    before = runner.parameters
    runner.parameters = parameters
    try:
        runner.run(sql)
    finally:
        runner.parameters = before


@contextmanager
def _explaining(runner: Runner) -> Iterator[None]:
    before = runner.settings
    runner.settings = replace(before, explain=True)
    try:
        yield
    finally:
        runner.settings = before
