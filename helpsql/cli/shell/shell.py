"""The interactive shell: a prompt that knows when a statement is whole, and an error never ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import helpsql
from helpsql.cli.commands import LeaveShell, find_command, read_command
from helpsql.cli.commands.registry import is_command
from helpsql.cli.complaints import explain_error
from helpsql.cli.keyboard import hushed
from helpsql.cli.run import DONE, Runner
from helpsql.cli.shell.history import utf8
from helpsql.cli.streams import OutputFailedError, OutputGoneError, is_dumb
from helpsql.clock import iso
from helpsql.completion.known import KnownCatalogue
from helpsql.statements import is_complete, meaningful, split

if TYPE_CHECKING:
    from helpsql.cli.shell.plain import PlainPrompt
    from helpsql.cli.shell.prompt import Prompt

WORDS = {"exit": ".quit", "quit": ".quit", "help": ".help"}
"""What a hand types that knows other shells."""
FIRST = """\
No helpdesk is connected yet.
  helpsql --demo    tries everything on simulated helpdesks, without an account
  helpsql login     connects yours: Help Scout, Zendesk Support, Teamwork Desk or Desk.com"""


class Shell:
    """One session at the terminal."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.catalogue = KnownCatalogue(runner.engine)
        self.catalogue.named = lambda: runner.parameters
        self.prompt = self._prompt()
        runner.history = lambda: list(reversed(list(self.prompt.history.load_history_strings())))

    def run(self) -> int:
        """Read and run until Ctrl-D or .quit; the exit code is 0, whatever the statements did."""
        say = self.runner.notices.say
        tab = "" if is_dumb() else " Tab completes,"
        say(f"helpsql {helpsql.__version__}. .help helps,{tab} .quit or Ctrl-D leaves.")
        if self.runner.engine.connector.is_demo:
            now = iso(self.runner.engine.clock.now())
            say(f"The demo's data ends now, and now is {now[:10]} {now[11:16]} UTC.")
        elif not self.runner.engine.connector.schemas:
            say(FIRST)
        with hushed(None if is_dumb() else self.runner.stdin):
            return self._converse()

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
            except KeyboardInterrupt:
                continue
            except (EOFError, LeaveShell):
                if self._may_leave():
                    return self._leave()

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

    def _leave(self) -> int:
        if self.runner.engine.in_transaction:
            self.runner.engine.rollback()
            self.runner.notices.say("The open transaction was rolled back; nothing of it was sent.")
        self.runner.redirect("")
        return DONE


def run_input(runner: Runner, text: str) -> None:
    """Run a command, or statements up to the first that fails; an error never ends the session.

    What does end it: .quit (LeaveShell), and a terminal that cannot be written to any more.
    """
    try:
        if is_command(text) or text.strip().rstrip(";").lower() in WORDS:
            name, argument = read_command(text)
            find_command(WORDS.get(name.lower(), name)).run(runner, argument)
            return
        for statement in split(text):
            if runner.run(statement) != DONE:
                break
    except (LeaveShell, OutputGoneError, OutputFailedError):
        raise
    except Exception as error:
        explain_error(error, runner.notices)


def is_whole(text: str) -> bool:
    """Nothing to wait for: a complete statement, a command, or nothing at all."""
    stripped = text.strip()
    if not stripped or is_command(stripped) or stripped.lower() in WORDS:
        return True
    return is_complete(text) or not meaningful(text)


__all__ = ["Shell", "is_whole", "run_input"]
