"""Standard output for rows, standard error for all else, and what can go wrong with either."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from threading import RLock
from typing import Any, TextIO

from helpsql.cli.visible import visible_lines
from helpsql.errors import OperationalError

DIM, BOLD, RED = "2", "1", "31"


class OutputGoneError(Exception):
    """Nobody reads standard output any more (`| head`): end quietly."""


class OutputFailedError(Exception):
    """Standard output cannot be written, and somebody should know: it is closed, the disk is full."""


def wants_colour(
    stream: TextIO | None, option: str = "auto", environ: Mapping[str, str] = os.environ
) -> bool:
    """The one decision: the option, then NO_COLOR, then TERM=dumb, then whether the stream is a terminal."""
    if option != "auto":
        return option == "always"
    if environ.get("NO_COLOR") or is_dumb(environ):
        return False
    return is_terminal(stream)


def is_dumb(environ: Mapping[str, str] = os.environ) -> bool:
    """The terminal says that it understands no escape sequences; so does one that says nothing."""
    return environ.get("TERM", "dumb" if os.name == "posix" else "") in ("dumb", "unknown")


def is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _prepare(stream: TextIO | None, encoding: str | None) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="\n")


class Output:
    """Standard output. A terminal keeps its encoding, a file or pipe gets UTF-8 in every locale.

    form      the format that a file's ending stands for; "" for none
    answers   how many statements gave it rows
    """

    form = ""

    def __init__(self, stream: TextIO | None, colour: str = "auto") -> None:
        self.answers = 0
        self.stream = stream
        self.is_terminal = is_terminal(stream)
        self.colour = wants_colour(stream, colour)
        self.before_write: Callable[[], None] | None = None
        _prepare(stream, None if self.is_terminal else "utf-8")

    @property
    def draws_boxes(self) -> bool:
        return (getattr(self.stream, "encoding", None) or "").lower().replace("-", "") == "utf8"

    def spelled(self, value: Any) -> Any:
        """A text with letters that the stream's encoding lacks written as it will write them."""
        if not isinstance(value, str) or value.isascii():
            return value
        encoding = getattr(self.stream, "encoding", None) or "utf-8"
        return value.encode(encoding, "backslashreplace").decode(encoding)

    def write(self, piece: str | bytes) -> None:
        if self.stream is None:
            raise OutputFailedError("standard output is closed")
        if self.before_write is not None:
            self.before_write()
        try:
            if isinstance(piece, bytes):
                self.stream.flush()
                self.stream.buffer.write(piece)
            else:
                self.stream.write(piece)
        except (OSError, ValueError) as error:
            raise self.failure(error) from error

    def flush(self) -> None:
        if self.stream is None:
            return
        try:
            self.stream.flush()
        except (OSError, ValueError) as error:
            raise self.failure(error) from error

    def failure(self, error: Exception) -> Exception:
        """What to raise when the stream cannot be written."""
        if isinstance(error, BrokenPipeError):
            return OutputGoneError()
        return OutputFailedError(f"cannot write to standard output: {_reason(error)}")

    def abandon(self) -> None:
        """Point the descriptor elsewhere, so that Python's last flush does not complain about it."""
        if self.stream is None:
            return
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())
        except (OSError, ValueError):
            self.stream = sys.stdout = None


class FileOutput(Output):
    """A file that rows go to in the place of standard output; that it fails ends no session."""

    def __init__(self, name: str, form: str = "") -> None:
        self.name = name
        try:
            stream = Path(name).expanduser().open("w", encoding="utf-8", newline="\n")
        except (OSError, RuntimeError, ValueError) as error:
            raise self.failure(error) from None
        super().__init__(stream, "never")
        self.form = form

    def close(self) -> None:
        """Write what is left, and let go of the file in any case."""
        assert self.stream is not None
        try:
            self.stream.close()
        except (OSError, ValueError) as error:
            raise self.failure(error) from error

    def failure(self, error: Exception) -> Exception:
        return OperationalError(f"cannot write {self.name}: {_reason(error)}", code="file")


class Notices:
    """Standard error: messages line by line, from any thread. A stream that is gone is no error."""

    def __init__(self, stream: TextIO | None, colour: str = "auto") -> None:
        self.stream = stream
        self.is_terminal = is_terminal(stream)
        self.colour = wants_colour(stream, colour)
        self.before_write: Callable[[], None] | None = None
        self.lock = RLock()
        _prepare(stream, None)

    def say(self, text: str, style: str = "") -> None:
        """One message, on lines of its own; control characters in it are spelled out."""
        shown = visible_lines(text)
        if self.is_terminal:
            shown = folded(shown, get_terminal_size().columns)
        with self.lock:
            if self.before_write is not None:
                self.before_write()
            self.raw(f"\x1b[{style}m{shown}\x1b[0m\n" if style and self.colour else f"{shown}\n")

    def raw(self, text: str) -> None:
        if self.stream is None:
            return
        with self.lock:
            try:
                self.stream.write(text)
                self.stream.flush()
            except (OSError, ValueError):
                self.stream = None

    def complain(self, text: str) -> None:
        self.say(f"helpsql: {text}", RED)


def folded(text: str, width: int) -> str:
    """The text with lines no longer than `width`, addresses whole, the rest of a line indented below it."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line, width))


def _parts(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    indent = " " * (len(line) - len(line.lstrip(" ")) + 2)
    return wrap(
        line,
        width,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words="://" not in line,  # an address is copied whole
        expand_tabs=False,
        replace_whitespace=False,
    )


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
