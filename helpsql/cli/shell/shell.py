"""The interactive shell: a prompt that knows when a statement is whole, and an error never ends it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import helpsql
from helpsql.cli import preferences
from helpsql.cli.commands import LeaveShell, find_command, read_command
from helpsql.cli.commands.elsewhere import as_command, expanded
from helpsql.cli.complaints import explain_error
from helpsql.cli.keyboard import hushed
from helpsql.cli.run import DONE, Runner, Settings
from helpsql.cli.shell.entering import command_below, ending, is_whole
from helpsql.cli.shell.history import utf8
from helpsql.cli.streams import OutputFailedError, OutputGoneError, is_dumb
from helpsql.clock import iso
from helpsql.completion.known import KnownCatalogue
from helpsql.errors import Error, ProgrammingError
from helpsql.statements import split

if TYPE_CHECKING:
    from helpsql.cli.shell.plain import PlainPrompt
    from helpsql.cli.shell.prompt import Prompt


USUAL = Settings(pager=True, footer=True, confirm=True)
NO_WISHES: Mapping[str, str] = {}
WATCHED = "5"
"""Seconds of `\\watch` without a number."""
FIRST = """\
No helpdesk is connected yet.
  helpsql --demo    tries everything on simulated helpdesks, without an account
  helpsql login     connects yours: Help Scout, Zendesk Support, Teamwork Desk or Desk.com"""


DEMO = """\
Here are simulated helpdesks: {names}. Try:
  select Id, Subject from Conversations where Status = 'active' limit 5;
  .explain select count(*) from zendesk.tickets where status = 'open'
  begin; call CloseTicket(2);     then .pending, and commit; or rollback;"""


class Shell:
    """One session at the terminal."""

    def __init__(self, runner: Runner, wishes: Mapping[str, str] = NO_WISHES) -> None:
        """wishes: settings by name, which what was asked for on the command line overrides"""
        self.runner = runner
        runner.settings = replace(runner.settings, confirm=not runner.settings.yes)
        runner.engine.before_sending = runner.confirm_rows
        self._settle(wishes)
        self.catalogue = KnownCatalogue(runner.engine)
        self.catalogue.named = lambda: runner.parameters
        self.prompt = self._prompt()
        runner.history = lambda: list(reversed(list(self.prompt.history.load_history_strings())))

    def _settle(self, wishes: Mapping[str, str]) -> None:
        runner = self.runner
        for name, value in wishes.items():
            try:
                field = preferences.find(name).field
                if getattr(runner.settings, field) == getattr(USUAL, field):
                    runner.settings = preferences.changed(runner.settings, name, value)
            except ProgrammingError as error:
                explain_error(error, runner.notices)

    def run(self) -> int:
        """Read and run until Ctrl-D or .quit; the exit code is 0, whatever the statements did."""
        say = self.runner.notices.say
        tab = "" if is_dumb() else " Tab completes,"
        say(f"helpsql {helpsql.__version__}. .help helps,{tab} .quit or Ctrl-D leaves.")
        if self.runner.engine.connector.is_demo:
            now = iso(self.runner.engine.clock.now())
            say(f"The demo's data ends now, and now is {now[:10]} {now[11:16]} UTC.")
            say(DEMO.format(names=", ".join(self.runner.engine.connector.schemas)))
        elif not self.runner.engine.connector.schemas:
            say(FIRST)
        with hushed(None if is_dumb() else self.runner.stdin):
            try:
                return self._converse()
            finally:
                self._leave()

    def _prompt(self) -> Prompt | PlainPrompt:
        if is_dumb():
            from helpsql.cli.shell.plain import PlainPrompt

            return PlainPrompt(self.runner, is_whole)
        from helpsql.cli.shell.prompt import Prompt

        return Prompt(self.runner, self.catalogue, is_whole)

    def _converse(self) -> int:
        while True:
            try:
                run_input(self.runner, self._read())
                if self.runner.ending:
                    return 128 + self.runner.ending
            except KeyboardInterrupt:
                continue
            except (EOFError, LeaveShell):
                if self._may_leave():
                    return DONE

    def _read(self) -> str:
        self.catalogue.learn()
        draft, self.runner.draft = self.runner.draft, ""
        return utf8(self.prompt.read(draft))

    def _may_leave(self) -> bool:
        """Writes that were not sent are asked about, once."""
        held = len(self.runner.engine.pending.merged()) if self.runner.engine.in_transaction else 0
        if not held:
            return True
        many = "1 write is" if held == 1 else f"{held:,} writes are"
        return self.prompt.ask(f"{many} held and will be dropped. Leave? [y/N] ")

    def _leave(self) -> None:
        if self.runner.engine.in_transaction:
            kept = self.runner.drop_transaction()
            self.runner.notices.say(f"The open transaction was rolled back; {kept}.")
        try:
            self.runner.redirect("")
        except Error as error:
            explain_error(error, self.runner.notices)


def run_input(runner: Runner, text: str) -> None:
    """Run a command, or statements up to the first that fails; an error never ends the session.

    What does end it: .quit (LeaveShell), and a terminal that cannot be written to any more.
    """
    try:
        _run_entered(runner, text)
    except (LeaveShell, OutputGoneError, OutputFailedError):
        raise
    except Exception as error:
        explain_error(error, runner.notices)


def _run_entered(runner: Runner, text: str) -> None:
    if (below := command_below(text)) is not None:
        runner.draft = f"{below[0]}\n"  # the statement goes on where it was left
        text = below[1]
    if (command := as_command(text)) is not None:
        _run_command(runner, command)
    elif (ended := ending(text)) is not None:
        _run_ended(runner, *ended)
    else:
        whole = expanded(text)
        with nullcontext() if whole is None else runner.expanded():
            _run_statements(runner, text if whole is None else whole)


def _run_statements(runner: Runner, text: str) -> None:
    for statement in split(text):
        if runner.run(statement) != DONE:
            break


def _run_command(runner: Runner, text: str) -> None:
    name, argument = read_command(text)
    find_command(name).run(runner, argument)


def _run_ended(runner: Runner, sql: str, how: str) -> None:
    """A statement that ends as in psql: run, run again and again, or edited."""
    if how.startswith("\\watch"):
        seconds = how.removeprefix("\\watch").strip() or WATCHED
        _run_command(runner, f".watch {seconds} {sql}")
    elif how == "\\e":
        runner.last = sql
        _run_command(runner, ".edit")
    else:
        _run_statements(runner, sql)


__all__ = ["Shell", "is_whole", "run_input"]
