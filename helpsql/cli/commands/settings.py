"""Commands that set how statements are run and shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from helpsql.cli.commands.registry import LeaveShell, command, switch
from helpsql.cli.formats import BINARY, FORMATS
from helpsql.cli.parameters import parse_parameters
from helpsql.cli.preferences import PREFERENCES, changed, find, said
from helpsql.cli.visible import visible
from helpsql.errors import ProgrammingError
from helpsql.likeness import like, offered

if TYPE_CHECKING:
    from helpsql.cli.run import Runner


_ALSO = {
    **dict.fromkeys(("column", "columns", "aligned", "simple", "plain"), "table"),
    **dict.fromkeys(("psql", "grid", "outline", "mysql_unicode", "psql_unicode"), "box"),
    **dict.fromkeys(("lines", "vertical", "expanded"), "line"),
    **dict.fromkeys(("tabs", "list", "unaligned"), "tsv"),
    **dict.fromkeys(("ndjson", "jsonlines", "jsonl_escaped"), "jsonl"),
    **dict.fromkeys(("md", "github", "pipe"), "markdown"),
}
"""Names that other shells have for the same."""


@command(".set", "\\pset", argument="setting value")
def set_(runner: Runner, argument: str) -> None:
    """[NAME VALUE]  the settings, or sets one for this session

    In the configuration file they are kept for good:
      [shell]
      format = "box"
      multi_line = false
    """
    name, _, value = argument.replace("=", " ").partition(" ")
    if value:
        runner.settings = changed(runner.settings, name, value.strip())
    for one in [name] if name else PREFERENCES:
        runner.output.write(f"{one:11} {find(one) and said(runner.settings, one):8} {find(one).help}\n")
    runner.output.flush()


@command(".mode", argument="format")
def set_mode(runner: Runner, argument: str) -> None:
    """[FORMAT]  how rows are shown; without one, the default for the terminal

    auto                    a table where it fits, else a line a column
    table, box              aligned, never cut; with lines around it
    line                    a line a column
    csv, tsv, json, jsonl   for other programs
    markdown, html          for pages
    The default is a table cut to the terminal's width. arrow and parquet go to
    files: .once FILE.parquet
    On the command line: helpsql --format csv
    """
    if argument in BINARY:
        raise ProgrammingError(
            f"{argument} is no text for a terminal.",
            hint=f".once FILE.{argument} writes the next rows, .export FILE.{argument} SQL those of a query.",
            code="usage",
        )
    argument = _ALSO.get(argument, argument)
    if argument and argument not in FORMATS:
        near, formats = like(argument, FORMATS), f"Formats: {', '.join(FORMATS)}."
        hint = f"{offered(near)} {formats}".strip()
        raise ProgrammingError(f"no such format: {argument}", hint=hint, code="usage", near=near)
    runner.settings = replace(runner.settings, format=argument or None)
    if not argument:
        runner.notices.say("rows are shown as tables cut to the terminal, the default")


@command(".expanded", "\\x", argument="expanded")
def set_expanded(runner: Runner, argument: str) -> None:
    """[on|off|auto]  one line a column; auto: only where a row is wider than the terminal

    JSON is indented there. On the command line: helpsql --format line, or auto
    """
    if argument == "auto":
        runner.settings = replace(runner.settings, format="auto")
        runner.notices.say("expanded display is automatic")
        return
    expanded = switch(argument, ".expanded", runner.settings.format == "line", others="auto")
    runner.settings = replace(runner.settings, format="line" if expanded else None)
    runner.notices.say(f"expanded display is {'on' if expanded else 'off'}")


@command(".headers", "\\t", ".header", argument="switch")
def set_headers(runner: Runner, argument: str) -> None:
    """[on|off]  column names above the rows

    On the command line: helpsql --no-header
    """
    runner.settings = replace(runner.settings, header=switch(argument, ".headers", runner.settings.header))
    runner.notices.say(f"column names are {'shown' if runner.settings.header else 'left out'}")


@command(".timer", "\\timing", argument="switch")
def set_timer(runner: Runner, argument: str) -> None:
    """[on|off]  rows, requests and time after each statement

    On the command line: helpsql -v, which tells each request too
    """
    runner.settings = replace(runner.settings, footer=switch(argument, ".timer", runner.settings.footer))
    runner.notices.say(f"timer is {'on' if runner.settings.footer else 'off'}")


@command(".readonly", argument="switch")
def set_read_only(runner: Runner, argument: str) -> None:
    """[on|off]  refuses writes and CALL

    On the command line: helpsql --read-only
    """
    runner.engine.read_only = switch(argument, ".readonly", runner.engine.read_only)
    runner.notices.say(f"read-only is {'on' if runner.engine.read_only else 'off'}")


@command(".dryrun", argument="switch")
def set_dry_run(runner: Runner, argument: str) -> None:
    """[on|off]  shows the requests of writes and sends only reads

    On the command line: helpsql --dry-run
    """
    if runner.engine.in_transaction and runner.engine.pending.merged():
        raise ProgrammingError(
            "The transaction holds writes: whether COMMIT sends or only shows them stays as it is.",
            hint=".pending shows what it would send. COMMIT or ROLLBACK first.",
            code="in-transaction",
        )
    runner.engine.dry_run = switch(argument, ".dryrun", runner.engine.dry_run)
    runner.notices.say(f"dry run is {'on' if runner.engine.dry_run else 'off'}")


@command(".params", argument="binding")
def set_parameters(runner: Runner, argument: str) -> None:
    """[NAME=VALUE | NAME:=JSON | clear]  values of :NAME in statements

      .params since=2026-01-01     text
      .params most:=10             a number, true, null, or JSON text
    On the command line: helpsql -p NAME=VALUE
    """
    if argument == "clear":
        runner.parameters = {}
    elif argument:
        try:
            runner.parameters = {**runner.parameters, **parse_parameters([argument])}
        except ValueError as error:
            raise ProgrammingError(str(error).replace("-p takes", ".params takes"), code="usage") from None
    elif not runner.parameters:
        runner.notices.say("No parameters are set.")
    else:
        for name, value in runner.parameters.items():
            runner.output.write(f":{name} = {visible(repr(value))}\n")
        runner.output.flush()


@command(".use", argument="schema")
def use(runner: Runner, argument: str) -> None:
    """[SCHEMA]  where tables and procedures without a schema are looked for first; main: as configured

    Without a name, the order as it is. In SQL: write schema.table
    """
    if argument:
        runner.engine.use(argument)
        return
    names = [account.name for account in runner.engine.schemas.in_order()]
    runner.notices.say(
        f"Names are looked for in {', then '.join(['main', *filter(None, [', '.join(names)])])}."
    )


@command(".quit", "\\q", ".exit")
def leave(_runner: Runner, _argument: str) -> None:
    """leaves, as Ctrl-D does"""
    raise LeaveShell
