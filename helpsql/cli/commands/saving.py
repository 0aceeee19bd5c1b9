"""Commands about statements that are kept by name."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from helpsql.cli import saved
from helpsql.cli.commands.registry import command, required
from helpsql.cli.streams import DIM
from helpsql.cli.visible import visible, visible_lines
from helpsql.errors import ProgrammingError
from helpsql.statements import split

if TYPE_CHECKING:
    from helpsql.cli.run import Runner


@command(".save", "\\ns", "\\fs", argument="name sql")
def save(runner: Runner, argument: str) -> None:
    """NAME [SQL]  keeps a statement, or the last one, by name, for .run

    It may hold parameters:
      .save fresh select id from zendesk.tickets where created_at > :since
      .run fresh 2026-10-30
    Each is a file that helpsql -f runs in scripts; .saved shows where.
    """
    name, _, sql = required(argument, ".save", "a name").partition(" ")
    statement = sql.strip() or runner.last
    if not statement:
        raise ProgrammingError(".save: no statement has run yet.", code="usage")
    saved.keep(name, statement)
    runner.notices.say(f"saved; .run {name} runs it")


@command(".run", "\\n", "\\f", argument="saved")
def run(runner: Runner, argument: str) -> None:
    """[NAME [VALUE | name=VALUE]…]  runs a saved statement; without a name it lists them

    Values go to the statement's parameters in their order, or by name; blanks stand in quotes.
      .run fresh since=2026-10-30
    """
    if not argument:
        show_saved(runner, "")
        return
    try:
        name, *values = shlex.split(argument)
    except ValueError as error:
        raise ProgrammingError(f".run: {error}", code="usage") from None
    sql = saved.read(name)
    before = runner.parameters
    runner.parameters = before | saved.given(sql, values)
    try:
        for statement in split(sql):
            runner.notices.say(visible_lines(statement), DIM)
            if runner.run(statement):
                return
    finally:
        runner.parameters = before


@command(".saved", "\\np", argument="saved")
def show_saved(runner: Runner, argument: str) -> None:
    """[NAME]  the saved statements, or the text of one"""
    if argument:
        runner.page(visible_lines(saved.read(argument)))
        return
    found = saved.names()
    wide = max(map(len, found), default=0)
    lines = [f"{name:{wide}}  {visible(' '.join(saved.read(name).split()))[:200]}\n" for name in found]
    runner.page("".join(lines))
    where = f"in {saved.folder()}" if found else "None is saved: .save NAME keeps the last statement."
    runner.notices.say(where, DIM)


@command(".forget", "\\nd", "\\fd", argument="saved")
def forget(runner: Runner, argument: str) -> None:
    """NAME  drops a saved statement"""
    saved.forget(required(argument, ".forget", "a name"))
    runner.notices.say(f"{argument} is forgotten")
