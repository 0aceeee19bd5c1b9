"""Errors as the command line shows them: what happened, what to do, what became of each row; no stack."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from textwrap import shorten

from helpsql.cli.streams import Notices
from helpsql.errors import Error, InternalError, Outcome, WriteError

MOST = 20
"""Rows shown for each state of a failed write."""
STATES = ("refused", "unknown", "unsent", "applied")


def explain_error(error: Exception, notices: Notices, place: str = "") -> None:
    """Say on standard error what went wrong; the trace only with HELPSQL_DEBUG=1."""
    if os.environ.get("HELPSQL_DEBUG") == "1":
        sys.excepthook(type(error), error, error.__traceback__)
    where = f"{place}: " if place else ""
    if not isinstance(error, Error):
        notices.complain(f"{where}{_unexpected(error)}")
        return
    first, *rest = str(error).split("\n")
    notices.complain(where + first)
    for line in rest:
        notices.say(line)
    if isinstance(error, WriteError):
        for line in outcome_lines(error.outcomes):
            notices.say(line)
    if isinstance(error, InternalError):
        notices.say("  This is a fault of helpsql. HELPSQL_DEBUG=1 shows where; please report that.")


def _unexpected(error: Exception) -> str:
    what = f"{type(error).__name__}: {error}".replace("\n", " ")
    return f"{what}\n  This is a fault of helpsql. HELPSQL_DEBUG=1 shows where; please report that."


def outcome_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """One line a row, grouped by what became of it, at most MOST of a kind."""
    lines = []
    for state in STATES:
        rows = [outcome for outcome in outcomes if outcome.state == state]
        lines += [f"  {state:<8} {_row(row)}" for row in rows[:MOST]]
        if len(rows) > MOST:
            lines.append(f"  {state:<8} … and {len(rows) - MOST:,} more rows")
    return lines


def _row(outcome: Outcome) -> str:
    key = ", ".join(shorten(str(part), 60, placeholder="…") for part in outcome.key if part is not None)
    reason = f": {outcome.reason}" if outcome.reason else ""
    return f"{outcome.action} {outcome.table} {key}".rstrip() + reason
