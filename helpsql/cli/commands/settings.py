"""Commands that set how statements are run and shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from helpsql.cli.commands.registry import LeaveShell, command, required, switch
from helpsql.cli.formats import FORMATS
from helpsql.cli.parameters import parse_parameters
from helpsql.cli.visible import visible
from helpsql.errors import ProgrammingError

if TYPE_CHECKING:
    from helpsql.cli.run import Runner


@command(".mode", argument="format")
def set_mode(runner: Runner, argument: str) -> None:
    """[FORMAT]  how rows are shown; without one, the default for the terminal"""
    if argument and argument not in FORMATS:
        raise ProgrammingError(f"no such format: {argument}", hint=f"Formats: {', '.join(FORMATS)}.")
    runner.settings = replace(runner.settings, format=argument or None)


@command(".expanded", "\\x", argument="switch")
def set_expanded(runner: Runner, argument: str) -> None:
    """[on|off|auto]  one line a column; auto: only where a row is wider than the terminal"""
    if argument == "auto":
        runner.settings = replace(runner.settings, format="auto")
        return
    expanded = switch(argument, ".expanded", runner.settings.format == "line")
    runner.settings = replace(runner.settings, format="line" if expanded else None)


@command(".timer", "\\timing", argument="switch")
def set_timer(runner: Runner, argument: str) -> None:
    """[on|off]  rows, requests and time after each statement"""
    runner.settings = replace(runner.settings, footer=switch(argument, ".timer", runner.settings.footer))


@command(".readonly", argument="switch")
def set_read_only(runner: Runner, argument: str) -> None:
    """[on|off]  refuse writes and CALL"""
    runner.engine.read_only = switch(argument, ".readonly", runner.engine.read_only)
    runner.notices.say(f"read-only is {'on' if runner.engine.read_only else 'off'}")


@command(".dryrun", argument="switch")
def set_dry_run(runner: Runner, argument: str) -> None:
    """[on|off]  show the requests of writes and send only reads"""
    if runner.engine.in_transaction and runner.engine.pending.merged():
        raise ProgrammingError(
            "The transaction holds writes: whether COMMIT sends or only shows them stays as it is.",
            hint=".pending shows what it would send. COMMIT or ROLLBACK first.",
            code="in-transaction",
        )
    runner.engine.dry_run = switch(argument, ".dryrun", runner.engine.dry_run)
    runner.notices.say(f"dry run is {'on' if runner.engine.dry_run else 'off'}")


@command(".params", argument="")
def set_parameters(runner: Runner, argument: str) -> None:
    """[NAME=VALUE | NAME:=JSON | clear]  values of :NAME in statements"""
    if argument == "clear":
        runner.parameters = {}
    elif argument:
        try:
            runner.parameters = {**runner.parameters, **parse_parameters([argument])}
        except ValueError as error:
            raise ProgrammingError(str(error), code="usage") from None
    else:
        for name, value in runner.parameters.items():
            runner.output.write(f":{name} = {visible(repr(value))}\n")
        runner.output.flush()


@command(".use", argument="schema")
def use(runner: Runner, argument: str) -> None:
    """SCHEMA  where tables and procedures without a schema are looked for first"""
    runner.engine.use(required(argument, ".use", "the name of a schema"))


@command(".quit", "\\q", ".exit")
def leave(_runner: Runner, _argument: str) -> None:
    """leaves, as Ctrl-D does"""
    raise LeaveShell
