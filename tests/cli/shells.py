"""The interactive shell at an emulated terminal: waiting for its prompt, running a line, reading the answer."""

from __future__ import annotations

from .terminal import BACKSPACE, ENTER, Terminal, control

PROMPT = "helpsql> "
HELD = "helpsql*> "
"""The prompt while a transaction is open."""


class ShellTerminal(Terminal):
    """`helpsql` without SQL."""

    def ready(self, prompt: str = PROMPT) -> None:
        """Wait for an empty prompt with the cursor in it."""
        self.wait(lambda: self._is_ready(prompt), f"an empty {prompt!r}")

    def _is_ready(self, prompt: str) -> bool:
        row, column = self.cursor
        return self.rows[row] == prompt.rstrip() and column == len(prompt)

    def clear(self, prompt: str = PROMPT) -> None:
        """A screen with nothing but a prompt, on its first line, and the toolbar."""
        self.ready(prompt)
        self.type(control("l"))
        self.wait(
            lambda: self._is_ready(prompt) and self.cursor[0] == 0 and not any(self.rows[1:-1]), "no more"
        )

    def done(self, prompt: str = PROMPT) -> list[str]:
        """Wait for the prompt below what was entered on a clear screen; the lines between."""
        self.wait(lambda: self.cursor[0] > 0 and self._is_ready(prompt), f"another {prompt!r}")
        return self.answer()

    def run(self, text: str, prompt: str = PROMPT, then: str = "") -> list[str]:
        """Clear the screen, enter the text, wait for the next prompt; the lines between.

        then   the next prompt, where it is another
        """
        self.clear(prompt)
        self.type(text + ENTER)
        return self.done(then or prompt)

    def answer(self) -> list[str]:
        """The lines above the prompt and below what was entered on the first line."""
        first = 1 if self.rows[0].startswith("helpsql") else 0
        return [row for row in self.rows[first : self.cursor[0]] if row]

    def offered(self, text: str, *words: str) -> None:
        """Type the text, and see the words in the menu; the last letter again where they came too late."""
        self.press(text, lambda: all(one in self.text for one in words), again=BACKSPACE + text[-1])

    def line_is(self, text: str, prompt: str = PROMPT) -> None:
        """Wait until the cursor's line holds the text."""
        self.wait(lambda: self.rows[self.cursor[0]] == prompt + text, f"{text!r} in the line")

    def drop(self, prompt: str = PROMPT) -> None:
        """Ctrl-C: another prompt, on a line below."""
        # Not the cursor's line: while the line is drawn, the cursor is anywhere.
        before = self.row_of(prompt.rstrip())
        self.type(control("c"))
        self.wait(lambda: self.cursor[0] > before and self._is_ready(prompt), "another prompt after Ctrl-C")

    @property
    def toolbar(self) -> str:
        """The last line."""
        return self.rows[-1]

    def leave(self) -> tuple[int, str]:
        """Ctrl-D at an empty prompt; the exit code and all that was seen."""
        self.type(control("d"))
        return self.end()
