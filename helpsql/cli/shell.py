"""The interactive shell: a prompt that knows when a statement is whole, and an error never ends it."""

from __future__ import annotations

import sys
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

import helpsql
from helpsql import errors
from helpsql.cli.commands import COMMANDS, LeaveShell
from helpsql.cli.complaints import explain_error
from helpsql.cli.run import DONE, Runner
from helpsql.cli.streams import OutputGoneError
from helpsql.statements import is_complete, split


class Shell:
    """One session at the terminal."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.session: PromptSession[str] = PromptSession(
            history=_history(),
            multiline=Condition(lambda: not self._is_whole()),
            prompt_continuation="     -> ",
            key_bindings=_keys(),
        )

    def run(self) -> int:
        """Read and run until Ctrl-D or .quit; the exit code is 0, whatever the statements did."""
        self.runner.notices.say(f"helpsql {helpsql.__version__}. .help helps, .quit or Ctrl-D leaves.")
        while True:
            try:
                self._run_input(self.session.prompt(self._prompt))
            except KeyboardInterrupt:
                continue
            except (EOFError, LeaveShell):
                return self._leave()

    def _prompt(self) -> str:
        return "helpsql*> " if self.runner.engine.in_transaction else "helpsql> "

    def _is_whole(self) -> bool:
        return is_whole(self.session.default_buffer.text)

    def _run_input(self, text: str) -> None:
        try:
            if text.lstrip().startswith("."):
                self._run_command(text.strip())
                return
            for statement in split(text):
                if self.runner.run(statement) != DONE:
                    break
        except (LeaveShell, OutputGoneError):
            raise
        except Exception as error:  # an error never ends the session
            explain_error(error, self.runner.notices)

    def _run_command(self, text: str) -> None:
        name, _, argument = text.rstrip(";").partition(" ")
        command = COMMANDS.get(name)
        if command is None:
            raise errors.ProgrammingError(f"no such command: {name}", hint="Commands: " + " ".join(COMMANDS))
        command(self.runner, argument.strip())

    def _leave(self) -> int:
        if self.runner.engine.in_transaction:
            self.runner.engine.rollback()
            self.runner.notices.say("The open transaction was rolled back; nothing of it was sent.")
        return DONE


def is_whole(text: str) -> bool:
    """Nothing to wait for: a complete statement, a dot command, or nothing at all."""
    stripped = text.strip()
    return not stripped or stripped.startswith(".") or is_complete(text)


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _end(event: KeyPressEvent) -> None:
        """Alt-Enter runs what is there, with or without a semicolon."""
        event.current_buffer.validate_and_handle()

    return keys


def _history() -> History:
    import platformdirs

    try:
        folder = Path(platformdirs.user_state_path("helpsql", ensure_exists=True))
        (folder / "history").touch(mode=0o600)
        return FileHistory(folder / "history")
    except OSError as error:
        print(f"helpsql: history is not kept: {error}", file=sys.stderr)
        return InMemoryHistory()
