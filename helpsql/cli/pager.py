"""A pager for what is longer than the screen: HELPSQL_PAGER, else PAGER, else less."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from shutil import get_terminal_size, which

from helpsql.cli.keyboard import by_line
from helpsql.cli.streams import is_dumb

LESS = "FRX"
"""What less is told when LESS is not set: leave if it fits, keep colours, keep the screen."""


def pager_command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The command and its arguments; [] for none: set to nothing or `cat`, not installed, a dumb terminal."""
    if is_dumb(environ):
        return []
    wanted = environ.get("HELPSQL_PAGER", environ.get("PAGER", "less"))
    try:
        command = shlex.split(wanted)
    except ValueError:
        return []
    return command if command and command[0] != "cat" and which(command[0]) else []


def page(
    pieces: Iterable[str], write: Callable[[str], None], command: list[str], opening: Callable[[], None]
) -> None:
    """Write what fits on the screen; otherwise call `opening` and hand all of it to the pager.

    Leaving the pager early ends the reading of rows, and so the requests.
    """
    remaining = iter(pieces)
    held: list[str] = []
    overflows = False
    try:
        overflows = _overflow(remaining, held)
    finally:
        if not overflows:  # all of it, or what there was when it broke off
            write("".join(held))
    if not overflows:
        return
    opening()
    environ = {"LESS": LESS, **os.environ}
    with by_line(sys.stdin), _opened(command, environ) as pager:
        try:
            _feed(pager, chain(held, remaining))
        finally:
            _wait(pager)


def _overflow(pieces: Iterator[str], held: list[str]) -> bool:
    """Whether the pieces are more than a screen. `held` gets them, up to the first that does not fit."""
    lines = 0
    most = get_terminal_size().lines - 2
    for piece in pieces:
        held.append(piece)
        lines += piece.count("\n")
        if lines > most:
            return True
    return False


def _opened(command: list[str], environ: Mapping[str, str]) -> subprocess.Popen[str]:
    """The pager, which passes what it gets to the terminal: in the terminal's encoding then."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, encoding=encoding, errors="backslashreplace", env=environ
    )


def _feed(pager: subprocess.Popen[str], pieces: Iterable[str]) -> None:
    assert pager.stdin is not None
    with suppress(BrokenPipeError):
        for piece in pieces:
            pager.stdin.write(piece)
            pager.stdin.flush()


def _wait(pager: subprocess.Popen[str]) -> None:
    """Wait until the reader has had enough, however often Ctrl-C is pressed in the pager."""
    assert pager.stdin is not None
    with suppress(BrokenPipeError):
        pager.stdin.close()
    while pager.poll() is None:
        with suppress(KeyboardInterrupt):
            pager.wait()
