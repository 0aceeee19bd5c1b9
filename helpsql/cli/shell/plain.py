"""The prompt of a terminal that understands no escape sequences: lines as the terminal itself edits them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from helpsql.cli.shell.history import open_history

if TYPE_CHECKING:
    from helpsql.cli.run import Runner

MORE = "     -> "


class PlainPrompt:
    """What `helpsql.cli.shell.prompt.Prompt` is elsewhere, without completion, colours and toolbar."""

    def __init__(self, runner: Runner, is_whole: Callable[[str], bool]) -> None:
        self.runner = runner
        self.history = open_history(runner.notices)
        self._is_whole = is_whole

    def read(self, draft: str = "") -> str:
        """One statement or command. EOFError at Ctrl-D, KeyboardInterrupt at Ctrl-C.

        A draft is shown, and runs when Enter is pressed below it.
        """
        prompt = "helpsql*> " if self.runner.engine.in_transaction else "helpsql> "
        text = ""
        if draft:
            self.runner.notices.say(prompt + draft.replace("\n", f"\n{MORE}"))
            text, prompt = f"{draft}\n", MORE
        text += self._line(prompt)
        while not self._is_whole(text):
            text += "\n" + self._line(MORE)
        if text.strip():
            self.history.append_string(text)
        return text

    def ask(self, question: str) -> bool:
        """A yes or no; yes at a second Ctrl-D."""
        try:
            return self._line(question).strip().lower() in ("y", "yes")
        except EOFError:
            return True
        except KeyboardInterrupt:
            return False

    def _line(self, prompt: str) -> str:
        """A line without its end. EOFError at Ctrl-D."""
        stdin, notices = self.runner.stdin, self.runner.notices
        assert stdin is not None
        notices.raw(prompt)
        try:
            line = stdin.buffer.readline()
        except KeyboardInterrupt:
            notices.raw("\n")
            raise
        if not line:
            notices.raw("\n")
            raise EOFError
        return line.decode(stdin.encoding, "surrogateescape").rstrip("\r\n")
