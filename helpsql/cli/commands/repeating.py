"""Commands about statements that ran before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from helpsql.cli.commands.registry import command, required
from helpsql.cli.interrupts import Interruption, interruptible
from helpsql.cli.options import CHARTS
from helpsql.cli.streams import DIM
from helpsql.cli.visible import visible_lines
from helpsql.clock import iso
from helpsql.errors import ProgrammingError

if TYPE_CHECKING:
    from helpsql.cli.run import Runner

QUERIES = ("select", "with", "values", "call", "pragma")
"""How a query may begin, where the kind of chart is left out."""
SHORTEST = 1.0
"""Seconds between two runs at least: each run sends requests."""


@command(".history", argument="")
def show_history(runner: Runner, argument: str) -> None:
    """[text]  earlier statements that hold it, oldest first

    Ctrl-R searches it at the prompt. Statements that name a secret, or begin with a blank, are not kept.
    """
    found = [entry for entry in runner.history() if argument.lower() in entry.lower()]
    runner.page("".join(f"{visible_lines(entry)}\n" for entry in found))


@command(".watch", "\\watch", argument="seconds sql")
def watch(runner: Runner, argument: str) -> None:
    """SECONDS [SQL]  runs a query, or the last one, again and again until Ctrl-C

    Each run sends the query's requests. A failure ends it.
      .watch 60 select status, count(*) from zendesk.tickets group by 1
    """
    number, _, sql = required(argument, ".watch", "seconds").partition(" ")
    try:
        seconds = float(number)
    except ValueError:
        raise ProgrammingError(f".watch takes seconds, not {number}.", code="usage") from None
    if not SHORTEST <= seconds < float("inf"):
        raise ProgrammingError(f".watch takes {SHORTEST:g} seconds or more.", code="usage")
    _repeat(runner, _query(runner, sql, ".watch"), seconds)


@command(".chart", argument="chart sql")
def draw_chart(runner: Runner, argument: str) -> None:
    """[bar|line|hist|heat] [SQL]  draws the rows of a query, or of the last one, which runs again

    bar    a label and a number a row
    line   a number or moment, and one or more numbers a row
    hist   one number a row
    heat   two labels and a number a row, such as weekday, hour and count
    auto   the one that the columns fit, which is meant without a kind
      .chart bar select status, count(*) from zendesk.tickets group by 1
    On the command line: helpsql --chart bar -e SQL
    """
    kind, _, sql = argument.partition(" ")
    if kind not in CHARTS:
        if kind and kind.lower() not in QUERIES:
            raise ProgrammingError(f".chart takes one of {', '.join(CHARTS)}, or a query.", code="usage")
        kind, sql = "auto", argument
    statement = _query(runner, sql, ".chart")
    before = runner.settings
    runner.settings = replace(before, chart=kind)
    try:
        runner.run(statement)
    finally:
        runner.settings = before


def _query(runner: Runner, sql: str, name: str) -> str:
    """The statement that is given, or the last one; what changes anything does not run a second time."""
    statement = sql.strip() or runner.last
    if not statement:
        raise ProgrammingError(f"{name}: no statement has run yet.", code="usage")
    if not runner.engine.only_asks(statement):
        which = "this statement" if sql.strip() else "the last statement"
        raise ProgrammingError(
            f"{name} runs queries alone, and {which} is none: nothing was run.",
            hint="What changes something is run by hand, once.",
            code="usage",
        )
    return statement


def _repeat(runner: Runner, statement: str, seconds: float) -> None:
    before, state = runner.settings, Interruption()
    runner.settings = replace(before, pager=False)  # nobody may be there to leave it
    try:
        while _run_again(runner, statement, seconds) and not state.happened:
            with interruptible(runner.wake, state):
                runner.pause(seconds)
    finally:
        runner.settings = before


def _run_again(runner: Runner, statement: str, seconds: float) -> bool:
    """Run it below the time; whether it went well."""
    now = iso(runner.engine.clock.now())
    runner.notices.say(f"{now[:10]} {now[11:19]} UTC, every {seconds:g} s until Ctrl-C", DIM)
    return runner.run(statement) == 0
