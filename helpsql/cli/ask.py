"""The question before a statement that changes every row of a table."""

from __future__ import annotations

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
