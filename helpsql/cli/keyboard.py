"""The terminal's keys while nobody reads a line: kept as they are typed, for the next prompt, and not echoed.

Without that the terminal writes what is typed ahead into the midst of an answer, and swallows Ctrl-D.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from helpsql.cli.streams import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    Attributes = list[int | list[bytes | int]]


@contextmanager
def hushed(stdin: TextIO | None) -> Iterator[None]:
    """Within it nothing is echoed and each key stays as it is; Ctrl-C and Ctrl-Z work on."""
    with _changed(stdin, _quiet):
        yield


@contextmanager
def by_line(stdin: TextIO | None, *, afresh: bool = False) -> Iterator[None]:
    """Within it lines are edited and echoed by the terminal: for questions, pagers and editors.

    afresh   what was typed before is dropped: it was no answer to this question
    """
    with _changed(stdin, _usual, afresh=afresh):
        yield


@contextmanager
def _changed(
    stdin: TextIO | None, change: Callable[[Attributes], None], *, afresh: bool = False
) -> Iterator[None]:
    if stdin is None or os.name != "posix" or not is_terminal(stdin):
        yield
        return
    import termios

    before = termios.tcgetattr(stdin)
    changed = termios.tcgetattr(stdin)
    change(changed)
    termios.tcsetattr(stdin, termios.TCSAFLUSH if afresh else termios.TCSANOW, changed)
    try:
        yield
    finally:
        termios.tcsetattr(stdin, termios.TCSANOW, before)


def _quiet(attributes: Attributes) -> None:
    import termios

    attributes[0] &= ~termios.ICRNL  # type: ignore[operator]
    attributes[3] &= ~(termios.ECHO | termios.ICANON)  # type: ignore[operator]


def _usual(attributes: Attributes) -> None:
    import termios

    attributes[0] |= termios.ICRNL  # type: ignore[operator]
    attributes[3] |= termios.ECHO | termios.ICANON  # type: ignore[operator]
