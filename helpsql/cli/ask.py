"""Questions at the terminal: before a statement that changes every row of a table, and for a login."""

from __future__ import annotations

import getpass
import sys
from typing import TextIO

from helpsql.cli.streams import Notices, is_terminal
from helpsql.cli.visible import visible
from helpsql.errors import OperationalError
from helpsql.statements import changes_everything


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
    if notices.before_write is not None:
        notices.before_write()
    notices.raw(f"{what}:\n  {visible(' '.join(sql.split()))[:200]}\nGo on? [y/N] ")
    if stdin.readline().strip().lower() not in ("y", "yes"):
        raise DeclinedError("declined: nothing was sent.")


class Terminal:
    """Asks at the terminal; the questions go to standard error."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    def ask(self, question: str, default: str = "") -> str:
        """What is typed, or the default."""
        self._notices.raw(f"{question}{f' [{default}]' if default and default != 'n' else ''}: ")
        typed = sys.stdin.readline()
        if not typed:
            raise DeclinedError("no answer; nothing was kept.")
        return typed.strip() or default

    def ask_secret(self, question: str) -> str:
        """What is typed, which is not shown."""
        return getpass.getpass(f"{question}: ", sys.stderr).strip()
