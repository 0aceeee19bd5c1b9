"""The shell's dot commands. What they tell comes from the schema `helpsql`, so SQL can ask for it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from helpsql.cli.formats import FORMATS
from helpsql.cli.visible import visible
from helpsql.errors import ProgrammingError

if TYPE_CHECKING:
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
select name, type, description, operators, required, points_to from helpsql.columns
where lower("table") = lower(:table) and (:schema is null or lower(schema) = lower(:schema))
"""
LOCAL = "select sql from main.sqlite_schema where lower(name) = lower(?)"
REQUESTS = """
select id, connection, method, path, status, cast(round(ms) as integer) as ms, attempt, rows from
(select * from helpsql.requests order by id desc limit :n) order by id
"""


class LeaveShell(Exception):  # noqa: N818 - a way out, not an error
    """`.quit`"""


def show_help(runner: Runner, _argument: str) -> None:
    """this list"""
    for name, command in COMMANDS.items():
        runner.output.write(f"{name:<11} {command.__doc__}\n")
    runner.output.write(
        "\nA statement ends with ; and Enter, or Alt-Enter. Ctrl-C drops a line or stops a statement.\n"
    )
    runner.output.flush()


def show_tables(runner: Runner, argument: str) -> None:
    """[pattern]  tables and what can be done with them; the pattern is LIKE's"""
    pattern = argument if "%" in argument else f"%{argument}%"
    _answer(runner, TABLES, like=pattern if argument else None)


def show_schema(runner: Runner, argument: str) -> None:
    """table  its columns as SQL"""
    wanted = _table(argument, ".schema")
    texts = [f"{row[0]!s};" for row in runner.engine.execute(LOCAL, (wanted["table"],))]
    if wanted["schema"] not in (None, "main") or not texts:
        texts = [_declaration(argument, list(runner.engine.execute(COLUMNS, wanted)))]
    runner.output.write("\n".join(texts) + "\n")
    runner.output.flush()


def _declaration(table: str, columns: list[tuple[SqlValue, ...]]) -> str:
    """The columns as CREATE TABLE would have them, each with its description."""
    if not columns:
        raise ProgrammingError(f"no such table: {table}", hint=".tables lists them.", code="no-table")
    last = len(columns) - 1
    lines = [
        visible(f"  {name!s} {kind!s}{'' if number == last else ','}  -- {description!s}")
        for number, (name, kind, description, *_) in enumerate(columns)
    ]
    return "\n".join([f"CREATE TABLE {visible(table)} (", *lines, ");"])


def describe(runner: Runner, argument: str) -> None:
    """table  its columns: description, filters that reach the API, what is required"""
    _answer(runner, COLUMNS, **_table(argument, ".describe"))


def explain(runner: Runner, argument: str) -> None:
    """statement  the requests it would send; sends nothing"""
    if not argument:
        raise ProgrammingError(".explain takes a statement.")
    with _settings(runner, explain=True):
        runner.run(argument)


def show_requests(runner: Runner, argument: str) -> None:
    """[n]  the last requests (20)"""
    if argument and not argument.isdigit():
        raise ProgrammingError(".requests takes a number.")
    _answer(runner, REQUESTS, n=int(argument or 20))


def show_limits(runner: Runner, _argument: str) -> None:
    """rate limits as last seen"""
    _answer(runner, "select * from helpsql.limits")


def set_mode(runner: Runner, argument: str) -> None:
    """[format]  how rows are shown; without one, the default for the terminal"""
    if argument and argument not in FORMATS:
        raise ProgrammingError(f"no such format: {argument}", hint=f"Formats: {', '.join(FORMATS)}.")
    runner.settings = replace(runner.settings, format=argument or None)


def set_timer(runner: Runner, argument: str) -> None:
    """on|off  rows, requests and time after each statement"""
    if argument not in ("on", "off"):
        raise ProgrammingError(".timer takes on or off.")
    runner.settings = replace(runner.settings, footer=argument == "on")


def leave(_runner: Runner, _argument: str) -> None:
    """leaves, as Ctrl-D does"""
    raise LeaveShell


def _table(argument: str, command: str) -> dict[str, SqlValue]:
    if not argument:
        raise ProgrammingError(f"{command} takes the name of a table.", hint=".tables lists them.")
    schema, _, table = argument.rpartition(".")
    return {"schema": schema or None, "table": table}


def _answer(runner: Runner, sql: str, **parameters: SqlValue) -> None:
    with _parameters(runner, parameters):
        runner.run(sql)


@contextmanager
def _settings(runner: Runner, *, explain: bool) -> Iterator[None]:
    before = runner.settings
    runner.settings = replace(before, explain=explain)
    try:
        yield
    finally:
        runner.settings = before


@contextmanager
def _parameters(runner: Runner, parameters: dict[str, SqlValue]) -> Iterator[None]:
    before = runner.parameters
    runner.parameters = parameters
    try:
        yield
    finally:
        runner.parameters = before


COMMANDS: dict[str, Callable[[Runner, str], None]] = {
    ".help": show_help,
    ".tables": show_tables,
    ".schema": show_schema,
    ".describe": describe,
    ".explain": explain,
    ".requests": show_requests,
    ".limits": show_limits,
    ".mode": set_mode,
    ".timer": set_timer,
    ".quit": leave,
}
