"""Questions at the terminal: before a statement that changes every row or costs a lot, and for a login."""

from __future__ import annotations

import getpass
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from select import select
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Protocol, TextIO

from helpsql.cli.keyboard import by_line
from helpsql.cli.streams import Notices, folded, is_terminal
from helpsql.cli.summary import kind_of
from helpsql.cli.visible import visible
from helpsql.errors import OperationalError
from helpsql.statements import changes_everything

if TYPE_CHECKING:
    from helpsql.explain import Explanation
    from helpsql.pending import Pending

PATIENCE = 180.0
"""Seconds for which a browser is awaited where a terminal cannot be read meanwhile."""


class Door(Protocol):
    """What can be waited for beside the keyboard: a socket that listens."""

    def fileno(self) -> int: ...


MOST_SHOWN = 20
"""Writes that a question shows when asked to."""
TICK = 0.2
"""Seconds between two looks whether Ctrl-C was pressed meanwhile."""
ASK_ABOVE = 1000
"""Requests that a statement may send unasked: some minutes of what most accounts allow."""


class DeclinedError(OperationalError):
    """The user said no, or nobody could be asked."""

    default_code = "declined"


def confirm(sql: str, *, yes: bool, stdin: TextIO | None, notices: Notices) -> None:
    """Return when the statement may run. DeclinedError when not: nothing has been sent then."""
    if yes or not changes_everything(sql):
        return
    verb = sql.split(None, 1)[0].upper() if sql.split() else "this"
    what = f"{verb} without WHERE changes every row of its table"
    if stdin is None or not is_terminal(stdin):
        raise DeclinedError(f"{what}. Nothing was sent.", hint="Add a WHERE, or --yes to mean it.")
    _go_on(f"{what}:\n  {visible(' '.join(sql.split()))[:200]}", stdin, notices)


def confirm_cost(foreseen: Explanation | None, above: int, stdin: TextIO | None, notices: Notices) -> None:
    """Return when a statement that may send that many requests may run; in a script it always may."""
    if foreseen is None or foreseen.most <= above or stdin is None or not is_terminal(stdin):
        return
    steps = "\n".join(f"  {visible(str(step))}" for step in foreseen.steps)
    told = folded(steps, get_terminal_size().columns)
    _go_on(f"This may send about {foreseen.most:,} requests:\n{told}", stdin, notices)


def confirm_rows(
    writes: Sequence[Pending], stdin: TextIO | None, notices: Notices, check: Callable[[], None]
) -> None:
    """Return when a statement's writes may be sent; `show` lists them first. DeclinedError when not."""
    if stdin is None or not is_terminal(stdin):
        return
    from helpsql.cli.pendings import changes

    told = ", ".join(f"{number:,} {what}" for what, number in Counter(map(kind_of, writes)).items())
    question = f"This sends {told}; what is sent cannot be taken back."
    while True:
        answer = _answer(f"{question}\nGo on? [y/N/show] ", stdin, notices, check)
        if answer in ("y", "yes"):
            return
        if answer not in ("s", "show"):
            raise DeclinedError("declined: nothing was sent.")
        width = get_terminal_size().columns
        for line in changes(writes[:MOST_SHOWN], width=width):
            notices.say(line)
        if len(writes) > MOST_SHOWN:
            notices.say(f"… and {len(writes) - MOST_SHOWN:,} more")


def _answer(question: str, stdin: TextIO, notices: Notices, check: Callable[[], None]) -> str:
    """A line, in lower case. `check` raises when Ctrl-C was pressed, whose signal wakes no reading."""
    if notices.before_write is not None:
        notices.before_write()
    with by_line(stdin, afresh=True):
        notices.raw(question)
        try:
            while os.name == "posix" and not select([stdin], [], [], TICK)[0]:
                check()
        except BaseException:
            notices.raw("\n")
            raise
        return stdin.readline().strip().lower()


def _go_on(question: str, stdin: TextIO, notices: Notices) -> None:
    if notices.before_write is not None:
        notices.before_write()
    with by_line(stdin, afresh=True):
        notices.raw(f"{question}\nGo on? [y/N] ")
        answer = stdin.readline().strip().lower()
    if answer not in ("y", "yes"):
        raise DeclinedError("declined: nothing was sent.")


class Terminal:
    """Asks at the terminal; the questions go to standard error."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._asked = ""

    def ask(self, question: str, default: str = "") -> str:
        """What is typed, or the default."""
        self._asked = ""
        self._notices.raw(f"{question}{f' [{default}]' if default else ''}: ")
        return self._typed(sys.stdin.readline) or default

    def ask_secret(self, question: str) -> str:
        """What is typed, which is not shown."""
        return self._typed(lambda: getpass.getpass(f"{question}: ", sys.stderr) + "\n")

    def wait(self, question: str, door: Door) -> str | None:
        """What is typed, which is not shown; None when somebody knocks at the door first."""
        try:
            import termios
        except ImportError:  # Windows: its console cannot be waited for beside a socket
            return None if select([door], [], [], PATIENCE)[0] else self.ask_secret(question)
        shown = termios.tcgetattr(sys.stdin)
        hidden = [*shown[:3], shown[3] & ~termios.ECHO, *shown[4:]]
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, hidden)
        try:
            if question != self._asked:  # asked once nothing typed is shown any more
                self._notices.say(f"{question}.")
            self._asked = question
            came = select([sys.stdin, door], [], [])[0]
            return None if door in came else self._typed(sys.stdin.readline)
        finally:
            # What was half typed when the browser came is no answer to the next question.
            termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, shown)

    def _typed(self, read: Callable[[], str]) -> str:
        """A line, stripped. DeclinedError at Ctrl-D; it and Ctrl-C leave the prompt's line."""
        try:
            line = read()
        except KeyboardInterrupt:
            self._notices.raw("\n")
            raise
        except EOFError:
            line = ""
        if not line:
            self._notices.raw("\n")
            raise DeclinedError("no answer; nothing was kept.")
        return line.strip()
