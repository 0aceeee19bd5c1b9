"""The keyboard while a statement runs: what is typed waits for the next prompt, out of the answer's way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Keyboard:
    """The terminal that keys come from; None for no care about it."""

    def __init__(self, stdin: TextIO | None = None) -> None:
        self._terminal = stdin.fileno() if stdin is not None and os.name == "posix" else None
        self._before: list[int | list[bytes | int]] | None = None

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """Within it nothing is echoed and each key stays as it is; Ctrl-C and Ctrl-Z work on."""
        if self._terminal is None or self._before is not None:
            yield
            return
        import termios

        self._before = termios.tcgetattr(self._terminal)
        inputs, outputs, controls, local, *rest = termios.tcgetattr(self._terminal)
        quiet = [inputs & ~termios.ICRNL, outputs, controls, local & ~(termios.ECHO | termios.ICANON), *rest]
        termios.tcsetattr(self._terminal, termios.TCSANOW, quiet)
        try:
            yield
        finally:
            self.release()

    def release(self) -> None:
        """As it was before, for a pager or another who reads from it."""
        if self._before is not None and self._terminal is not None:
            import termios

            termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)
            self._before = None
