"""The interactive shell: a prompt that knows when a statement is whole, and an error never ends it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import helpsql
from helpsql.cli.commands import LeaveShell, find_command, read_command
from helpsql.cli.commands.elsewhere import as_command, expanded
from helpsql.cli.complaints import explain_error
from helpsql.cli.keyboard import hushed
from helpsql.cli.run import DONE, Runner
from helpsql.cli.shell.history import utf8
from helpsql.cli.streams import OutputFailedError, OutputGoneError, is_dumb
from helpsql.clock import iso
from helpsql.completion.known import KnownCatalogue
from helpsql.errors import Error
from helpsql.statements import is_complete, meaningful, split

if TYPE_CHECKING:
    from helpsql.cli.shell.plain import PlainPrompt
    from helpsql.cli.shell.prompt import Prompt


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
        command = as_command(text)
        if command is not None:
            name, argument = read_command(command)
            find_command(name).run(runner, argument)
            return
        with runner.expanded() if (whole := expanded(text)) is not None else nullcontext():
            for statement in split(text if whole is None else whole):
                if runner.run(statement) != DONE:
                    break
    except (LeaveShell, OutputGoneError, OutputFailedError):
        raise
    except Exception as error:
        explain_error(error, runner.notices)


def is_whole(text: str) -> bool:
    """Nothing to wait for: a complete statement, a command, or nothing at all."""
    if not text.strip() or as_command(text) is not None or expanded(text) is not None:
        return True
    return is_complete(text) or not meaningful(text)


__all__ = ["Shell", "is_whole", "run_input"]
