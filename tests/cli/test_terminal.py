"""What only a terminal sees: questions, Ctrl-C, the status line, colour, cut tables, the pager, the shell."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import environment

ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
DELETE = "create table t(a); insert into t values (1), (2); delete from t; select count(*) as n from t"


def at_a_terminal() -> None:
    """In the new process: the terminal is its own, and Ctrl-C reaches it even if the tests ignore it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """`helpsql` with all three streams at a terminal of 60 columns."""

    def __init__(self, arguments: tuple[str, ...], env: dict[str, str], cwd: Path) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "helpsql", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=at_a_terminal,  # noqa: PLW1509
        )
        os.close(slave)
        self.seen = ""

    def expect(self, words: str, seconds: float = 15) -> str:
        """Read until the words appear."""
        until = time.monotonic() + seconds
        while words not in self.seen:
            assert time.monotonic() < until, f"{words!r} not in {self.seen!r}"
            if select.select([self.master], [], [], 0.1)[0]:
                self._read()
        return self.seen

    def _read(self) -> bool:
        try:
            data = os.read(self.master, 65536)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.seen += data.decode(errors="replace")
        return bool(data)

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def end(self, seconds: float = 60, again: str = "") -> tuple[int, str]:
        """The exit code and all that was seen, carriage returns left out.

        again   typed once a second: Python loses a signal that comes just before it begins to read
        """
        until, next_time = time.monotonic() + seconds, time.monotonic() + 1
        while True:
            assert time.monotonic() < until, f"it does not end: {self.seen!r}"
            if select.select([self.master], [], [], 0.1)[0] and not self._read():
                break
            if again and time.monotonic() > next_time:
                self.type(again)
                next_time += 1
        return self.process.wait(timeout=15), self.seen.replace("\r\n", "\n")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    opened: list[Terminal] = []

    def start(*arguments: str, **env: str) -> Terminal:
        more = {"TERM": "xterm", "NO_COLOR": "1", "PROMPT_TOOLKIT_NO_CPR": "1", "COLUMNS": "60"} | env
        opened.append(Terminal(arguments, environment(tmp_path, **more), tmp_path))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1), ("\x04", 1)])
def test_changing_everything_is_asked(terminal: Open, answer: str, code: int) -> None:
    command = terminal("-e", DELETE)
    command.expect("Go on? [y/N] ")
    command.type(answer if answer == "\x04" else answer + "\n")
    left, seen = command.end()
    assert left == code
    assert ("declined: nothing was sent" in seen) is (code == 1)


def test_ctrl_c_at_the_question_is_130(terminal: Open) -> None:
    command = terminal("-e", DELETE)
    command.expect("Go on? [y/N] ")
    command.type("\x03")
    code, seen = command.end(again="\x03")
    assert code == 130 and "Traceback" not in seen


def test_status_line_after_a_second_and_ctrl_c(terminal: Open) -> None:
    command = terminal("-e", ENDLESS)
    command.expect("0 requests, 0 rows, 1 s")
    command.type("\x03")
    code, seen = command.end()
    assert code == 130
    # The line is wiped before the message: nothing of it is left on the screen.
    assert "\r\x1b[Khelpsql: " in seen


def test_a_quick_statement_draws_no_status(terminal: Open) -> None:
    code, seen = terminal("-e", "select 1 as a").end()
    assert code == 0 and "\x1b" not in seen
    assert re.fullmatch(r"a\n-\n1\n1 row, 0 requests, \d+\.\d\d s\n", seen)


def test_cells_are_cut_to_the_terminal_unless_a_format_is_asked_for(terminal: Open) -> None:
    sql = "select 1 as a, printf('%.100c', 'x') as b"
    assert max(map(len, terminal("-e", sql).end()[1].splitlines())) == 60
    assert "x" * 100 in terminal("--format", "table", "-e", sql).end()[1]


def test_data_cannot_drive_the_terminal(terminal: Open) -> None:
    for name in ("table", "tsv", "json", "line"):
        code, seen = terminal("--format", name, "-e", "select char(27, 7, 155) || '[2J' as x").end()
        assert code == 0 and not set("\x1b\x07\x9b") & set(seen)


@pytest.mark.parametrize(
    ("env", "option", "coloured"),
    [
        ({"NO_COLOR": ""}, "auto", True),
        ({"NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "", "TERM": "dumb"}, "auto", False),
        ({"NO_COLOR": ""}, "never", False),
        ({"NO_COLOR": "1"}, "always", True),
    ],
)
def test_colour_is_decided_once(terminal: Open, env: dict[str, str], option: str, coloured: bool) -> None:
    _code, seen = terminal("--color", option, "-e", "select null", **env).end()
    assert ("\x1b[" in seen) is coloured


def test_long_answers_go_to_the_pager(terminal: Open) -> None:
    sql = "with recursive c(x) as (select 1 union all select x + 1 from c where x < 100) select x from c"
    paged = terminal("-e", sql, HELPSQL_PAGER="grep -c ''").end()[1]
    assert paged.splitlines()[0] == "102"
    assert "100\n" in terminal("--no-pager", "-e", sql, HELPSQL_PAGER="grep -c ''").end()[1]


def test_leaving_the_pager_stops_the_statement(terminal: Open) -> None:
    endless = ENDLESS.replace("count(*)", "x")
    code, seen = terminal("-e", endless, HELPSQL_PAGER="head -n 1").end()
    assert code == 0 and "Traceback" not in seen


def test_the_shell_survives_errors_and_ctrl_c(terminal: Open) -> None:
    shell = terminal()
    shell.expect("helpsql>")
    shell.type("selct;\r")
    shell.expect("syntax error")
    shell.type("select 40 +\r")
    shell.expect("->")
    shell.type("2;\r")
    shell.expect("42")
    shell.type("select 'dropp")
    shell.type("\x03")
    shell.type(".nope\r")
    shell.expect("no such command: .nope")
    shell.type("begin;\r")
    shell.expect("helpsql*>")
    shell.type("\x04")
    code, seen = shell.end()
    assert code == 0 and "rolled back" in seen and "Traceback" not in seen


def test_enter_runs_what_is_whole_though_the_menu_is_open(terminal: Open) -> None:
    shell = terminal()
    shell.expect("helpsql>")
    shell.type("select 40 + 2;")
    shell.expect("insert into")
    shell.type("\r")
    assert "->" not in shell.expect("1 row")
