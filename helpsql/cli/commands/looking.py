"""Commands that show what there is: tables, procedures, connections, and what was sent."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from shutil import get_terminal_size
from typing import TYPE_CHECKING
from urllib.parse import unquote

from helpsql.cli.commands.questions import (
    CALLED,
    COLUMNS,
    CONNECTIONS,
    DECLARED,
    FOUND,
    LIMITS,
    LOCAL,
    LOCAL_COLUMNS,
    NAMES,
    PARAMETERS,
    PROCEDURES,
    REQUESTS,
    TABLES,
    WITH_WORDS,
)
from helpsql.cli.commands.registry import command, required
from helpsql.cli.listing import View
from helpsql.cli.visible import visible, visible_lines
from helpsql.errors import ProgrammingError
from helpsql.likeness import like, offered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from helpsql.cli.formats import Row
    from helpsql.cli.run import Runner
    from helpsql.values import SqlValue

Given = dict[str, "SqlValue"]
WIDE = 110
"""Columns of a screen on which `.procedures` shows parameters beside descriptions."""
LONGEST_PATH = 200
"""Characters of a request's path that `.requests` shows."""


@command(".tables", "\\dt", argument="schema")
def show_tables(runner: Runner, argument: str) -> None:
    """[pattern]  tables and what can be done with them; % in the pattern is any text, so is *

    A pattern without % or * may stand anywhere in the name:
      .tables zendesk
      .tables *.tag*
    In SQL: select * from helpsql.tables
    """
    answer(runner, TABLES, {"like": _pattern(argument)})


def _pattern(argument: str) -> str | None:
    """LIKE's pattern: of the whole name where it has a wildcard, else of any part."""
    given = argument.replace("*", "%")
    return (given if "%" in given else f"%{given}%") if given else None


@command(".find", argument="")
def find_words(runner: Runner, argument: str) -> None:
    """WORDS  tables, columns and procedures with these words in their names or descriptions

      .find first reply
      .find tag
    In SQL: helpsql.columns and helpsql.procedures
    """
    words = required(argument, ".find", "words").lower().split()
    answer(runner, WITH_WORDS, {"words": json.dumps(words)}, View(wrap=True))


@command(".schema", argument="table")
def show_schema(runner: Runner, argument: str) -> None:
    """TABLE  its columns as SQL

    In SQL: select * from helpsql.columns where schema = 'zendesk' and "table" = 'tickets'
    """
    local, remote = _tables_named(runner, required(argument, ".schema", "a name"))
    if local is not None:
        runner.page(visible_lines(f"{local[2]!s};\n"))
    else:
        schema, table = remote[0]
        columns = list(runner.engine.execute(DECLARED, {"schema": schema, "table": table}))
        runner.page(visible_lines(f"-- {schema}.{table}\n{_declaration(table, columns)}\n"))
    _tell_others(runner, local, remote)


def _declaration(table: str, columns: list[tuple[SqlValue, ...]]) -> str:
    """The columns as CREATE TABLE would have them, each with its description."""
    last = len(columns) - 1
    lines = [
        visible(f"  {name!s} {kind!s}{'' if number == last else ','}  -- {description!s}")
        for number, (name, kind, description) in enumerate(columns)
    ]
    return "\n".join([f"CREATE TABLE {visible(table)} (", *lines, ");"])


Local = tuple[str, str, "SqlValue"]
"""schema, type and SQL of a table of SQLite's own"""


def _tables_named(runner: Runner, argument: str) -> tuple[Local | None, list[tuple[str, str]]]:
    """The own table of that name, and the helpdesks' in the order in which SQLite looks for it."""
    wanted = _named(argument)
    own = [(str(schema), str(kind), sql) for schema, kind, sql in runner.engine.execute(LOCAL, wanted)]
    remote = [(str(schema), str(name)) for schema, name in runner.engine.execute(FOUND, wanted)]
    remote = remote or _by_other_name(runner, wanted)
    if not own and not remote:
        raise _no_table(runner, argument)
    return (own[0] if own else None), remote


def _by_other_name(runner: Runner, wanted: Given) -> list[tuple[str, str]]:
    """Tables that are also called so."""
    found = []
    for account in runner.engine.schemas.in_order():
        table = account.helpdesk.by_name.get(str(wanted["table"]).lower())
        if table is not None and str(wanted["schema"] or account.name).lower() == account.name.lower():
            found.append((account.name, table.name))
    return found


def _tell_others(runner: Runner, local: Local | None, remote: list[tuple[str, str]]) -> None:
    """Which tables of that name were not shown."""
    others = [f"{schema}.{table}" for schema, table in (remote if local else remote[1:])]
    if others:
        shown = f"{local[0]}'s" if local else ".".join(remote[0])
        runner.notices.say(f"This is {shown}; of the same name: {', '.join(others)}.")


def _no_table(runner: Runner, table: str) -> ProgrammingError:
    near = like(table, (str(name) for (name,) in runner.engine.execute(NAMES)))
    hint = offered(near, ".tables lists them.")
    return ProgrammingError(f"no such table: {table}", hint=hint, code="no-table", near=near)


@command(".describe", "\\d", argument="table")
def describe(runner: Runner, argument: str) -> None:
    """TABLE  its columns: what they mean, which filters reach the API, what can be written

    filter   conditions that the helpdesk answers itself: = (and IN), <>, and
             < > (less or greater, or equal)
    writes   ins, upd: the column can be given in INSERT, changed by UPDATE
    The name of a procedure shows its parameters. In SQL: helpsql.columns; as a page: helpsql help TABLE
    """
    if not argument:
        show_tables(runner, "")
    elif argument.lower().startswith("helpsql."):
        _describe_own(runner, "helpsql", argument.partition(".")[2])
    elif not _show_called(runner, argument, unless_table=True):
        local, remote = _tables_named(runner, argument)
        if local is not None:
            _describe_own(runner, local[0], str(_named(argument)["table"]))
        else:
            answer(runner, COLUMNS, dict(zip(("schema", "table"), remote[0], strict=True)), View(wrap=True))
        _tell_others(runner, local, remote)


def _describe_own(runner: Runner, schema: str, table: str) -> None:
    given: Given = {"table": table, "schema": schema}
    if not list(runner.engine.execute(LOCAL_COLUMNS, given)):
        raise _no_table(runner, f"{schema}.{table}")
    answer(runner, LOCAL_COLUMNS, given)


@command(".procedures", "\\df", argument="procedure")
def show_procedures(runner: Runner, argument: str) -> None:
    """[NAME]  what can be called; the parameters of one

    A part of a name, or a pattern with % or *, lists those that have it.
    In SQL: helpsql.procedures, helpsql.parameters; as a page: helpsql help PROCEDURE
    """
    if not argument or not _show_called(runner, argument):
        short = runner.output.is_terminal and get_terminal_size().columns < WIDE
        answer(runner, PROCEDURES, {"like": _pattern(argument), "short": short})


def _show_called(runner: Runner, argument: str, *, unless_table: bool = False) -> bool:
    """Show each procedure of exactly that name; whether there is one."""
    wanted = _named(argument)
    if unless_table and (
        list(runner.engine.execute(FOUND, wanted)) or list(runner.engine.execute(LOCAL, wanted))
    ):
        return False
    found = list(runner.engine.execute(CALLED, wanted))
    for schema, name, usage, description in found:
        call = str(usage).replace("call ", f"call {schema!s}.", 1)
        runner.notices.say(f"{call}\n  {description!s}")
        answer(runner, PARAMETERS, {"schema": schema, "table": name}, View(wrap=True))
    return bool(found)


@command(".connections", "\\l")
def show_connections(runner: Runner, _argument: str) -> None:
    """the configured connections, in the order in which names are looked for

    In SQL: select * from helpsql.connections; to check them: helpsql connections test
    """
    answer(runner, CONNECTIONS)


@command(".explain", argument="sql")
def explain(runner: Runner, argument: str) -> None:
    """SQL  the requests it would send; sends nothing

    A line for each use of a table, outer ones of a join first. Behind the request stand the filters that go
    with it; the others are checked on the rows that come.
      .explain select * from zendesk.tickets where status = 'open'
    On the command line: helpsql --explain -e SQL
    """
    with _explaining(runner):
        runner.run(required(argument, ".explain", "a statement"))


@command(".requests", argument="")
def show_requests(runner: Runner, argument: str) -> None:
    """[n]  the last requests (20)

    In SQL: select * from helpsql.requests, which has the last 10,000; on the command line: helpsql -v
    """
    if argument and not argument.isdigit():
        raise ProgrammingError(".requests takes a number.", code="usage")
    if not runner.engine.log.total:
        runner.notices.say("No request has been sent.")
        return
    answer(runner, REQUESTS, {"n": int(argument or 20)}, View(wrap=True, convert=_with_plain_path))


def _with_plain_path(row: Row) -> Row:
    """The path as a person reads it: its parameters apart, %20 and the like as what they stand for."""
    *others, path = row
    where, _, query = str(path).partition("?")
    text = " ".join([where, *map(unquote, filter(None, query.split("&")))])
    return (*others, text if len(text) <= LONGEST_PATH else f"{text[:LONGEST_PATH]}…")


@command(".limits")
def show_limits(runner: Runner, _argument: str) -> None:
    """rate limits as last seen

    Each answer of a helpdesk tells them; requests wait by themselves when none are left.
    In SQL: select * from helpsql.limits
    """
    if not list(runner.engine.execute("select 1 from helpsql.limits limit 1")):
        runner.notices.say("No limits are known yet: the answers to requests tell them.")
        return
    answer(runner, LIMITS)


def _named(argument: str) -> Given:
    schema, _, table = argument.replace('"', "").rpartition(".")
    return {"schema": schema or None, "table": table}


def answer(runner: Runner, sql: str, given: Given | None = None, view: View | None = None) -> None:
    """Run a statement of the shell's own, with its own parameters, and show its rows as a list."""
    before, last, settings = runner.parameters, runner.last, runner.settings
    runner.parameters, runner.view = given or {}, view or View()
    runner.settings = replace(settings, explain=False, chart="")
    try:
        runner.run(sql)
    finally:
        runner.parameters, runner.view, runner.last, runner.settings = before, None, last, settings


@contextmanager
def _explaining(runner: Runner) -> Iterator[None]:
    before = runner.settings
    runner.settings = replace(before, explain=True)
    try:
        yield
    finally:
        runner.settings = before
