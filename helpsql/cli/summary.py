"""What is said about a statement after its rows: counts, time, and what may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.cli.progress import counted
from helpsql.cli.streams import DIM, Notices

if TYPE_CHECKING:
    from helpsql.engine import Result


def footer(result: Result, rows: int, seconds: float) -> str:
    """For example `25 rows, 1 request, 0.04 s`."""
    if result.columns:
        parts = [counted(rows, "row")]
    elif result.rowcount >= 0:
        parts = [f"{counted(result.rowcount, 'row')} changed"]
    else:
        parts = ["done"]
    parts += [counted(result.requests, "request"), f"{seconds:.2f} s"]
    if result.memo_rows:
        parts.append(f"{counted(result.memo_rows, 'row')} from memory")
    return ", ".join(parts)


def say_planned(result: Result, notices: Notices) -> None:
    """The requests that a dry run held back."""
    for request in result.planned:
        notices.say(f"would send: {request}")


MOST_TOLD = 20
"""Rows of a COMMIT that are told one by one."""


def say_outcomes(result: Result, notices: Notices) -> None:
    """What a COMMIT has sent, row by row: new ids are known only now."""
    for outcome in result.outcomes[:MOST_TOLD]:
        key = ", ".join(str(part) for part in outcome.key if part is not None)
        notices.say(f"{outcome.state}: {outcome.action} {outcome.table}{f' {key}' if key else ''}")
    if len(result.outcomes) > MOST_TOLD:
        notices.say(f"… and {len(result.outcomes) - MOST_TOLD:,} more")


def say_notes(result: Result, notices: Notices, *, always: bool) -> None:
    """Why rows may be missing, in any case; other notes only when the footer is shown."""
    if not result.complete:
        for note in result.notes or ["rows may be missing"]:
            notices.complain(f"incomplete: {note}")
    elif always:
        for note in result.notes:
            notices.say(f"note: {note}", DIM)
