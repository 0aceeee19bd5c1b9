"""`helpsql` at a real terminal: a pty with an emulator behind it, keys typed, the screen waited for.

Nothing here waits for time. A wait ends when the screen shows what is asked for; the limit only says when
a test has failed, and is far beyond what a loaded machine needs.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyte

from .emulator import Emulator

LIMIT = 60.0
"""Seconds until a wait has failed."""
AGAIN = 2.0
"""Seconds after which a key that had no effect is pressed again."""
LAUNCH = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal the process's own, so that Ctrl-C reaches it even where the tests ignore it."""

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ENTER, TAB, ESCAPE, BACKSPACE = "\r", "\t", "\x1b", "\x7f"


def control(letter: str) -> str:
    """The key Ctrl with a letter."""
    return chr(ord(letter.upper()) - 64)


class Terminal:
    """A command with all three streams at a terminal.

    seen   everything that came, escape sequences and all
    """

    def __init__(
        self,
        command: list[str],
        *,
        env: dict[str, str],
        cwd: Path,
        columns: int = 80,
        lines: int = 24,
        encoding: str = "utf-8",
    ) -> None:
        self.master, slave = pty.openpty()
        self.encoding = encoding
        self.screen = Emulator(columns, lines, self.type)
        self._stream = pyte.Stream(self.screen)
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        self._set_size(columns, lines)
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", LAUNCH, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""
        self.ended = False

    # Keys

    def type(self, text: str) -> None:
        os.write(self.master, text.encode(self.encoding))

    def resize(self, columns: int, lines: int) -> None:
        """As a window's edge that is dragged: the kernel tells the process."""
        self.screen.resize(lines, columns)
        self._set_size(columns, lines)

    def _set_size(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    # The screen

    @property
    def rows(self) -> list[str]:
        return self.screen.rows()

    @property
    def text(self) -> str:
        return "\n".join(self.rows).rstrip("\n")

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column, from 0."""
        return self.screen.cursor.y, self.screen.cursor.x

    def row_of(self, words: str) -> int:
        """The lowest line with the words."""
        found = [number for number, row in enumerate(self.rows) if words in row]
        assert found, f"{words!r} is not on the screen:\n{self.text}"
        return found[-1]

    def cells_of(self, words: str) -> list[Any]:
        """The cells that show the words, in the lowest line that has them."""
        row = self.row_of(words)
        columns = self.screen.columns_of(row)
        start = next(at for at in range(len(columns)) if "".join(columns[at:]).startswith(words))
        end = next(at for at in range(start, len(columns) + 1) if "".join(columns[start:at]) == words)
        return [self.screen.cell(row, column) for column in range(start, end)]

    # Waiting

    def wait(self, until: Callable[[], bool], what: str = "") -> None:
        """Read until it is true."""
        limit = time.monotonic() + LIMIT
        while not until():
            late = time.monotonic() > limit
            assert not (late or self.ended), f"{what or 'it'} never came; the screen:\n{self.text}"
            self._read(1.0)

    def expect(self, *words: str) -> str:
        """Read until all the words are on the screen; the screen."""
        self.wait(lambda: all(one in self.text for one in words), repr(words))
        return self.text

    def expect_gone(self, *words: str) -> str:
        self.wait(lambda: not any(one in self.text for one in words), f"the end of {words!r}")
        return self.text

    def press(self, keys: str, until: Callable[[], bool], again: str = "") -> None:
        """Type, and `again` every two seconds while that has no effect.

        For what a busy machine may lose: a signal that comes just before Python begins to read, or candidates
        that were not found in the time there is for them, and are looked for at the next key.
        """
        limit, next_time = time.monotonic() + LIMIT, time.monotonic() + AGAIN
        self.type(keys)
        while not until():
            assert time.monotonic() < limit and not self.ended, (
                f"{keys!r} did nothing; the screen:\n{self.text}"
            )
            self._read(0.2)
            if time.monotonic() > next_time and not until():
                self.type(again or keys)
                next_time += AGAIN

    def _read(self, seconds: float) -> None:
        if not select.select([self.master], [], [], seconds)[0]:
            return
        try:
            data = os.read(self.master, 65536)
        except OSError:  # Linux says so when the other side is closed
            data = b""
        self.ended = not data
        text = self._decode(data)
        self.seen += text
        self._stream.feed(text)

    # The end

    def end(self, again: str = "") -> tuple[int, str]:
        """The exit code and all that was seen, carriage returns left out.

        again   typed once a second: Python loses a signal that comes just before it begins to read
        """
        limit, next_time = time.monotonic() + LIMIT, time.monotonic() + 1
        while not self.ended:
            assert time.monotonic() < limit, f"it does not end; the screen:\n{self.text}"
            self._read(0.1 if again else 1.0)
            if again and time.monotonic() > next_time and not self.ended:
                self.type(again)
                next_time += 1
        return self.process.wait(timeout=LIMIT), self.seen.replace("\r\n", "\n")

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.master)
