"""What is said about a statement after its rows: counts, time, and what may be missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpsql.cli.progress import counted
from helpsql.cli.streams import DIM, Notices

if TYPE_CHECKING:
    from helpsql.engine import Result
    from helpsql.errors import Outcome
    from helpsql.pending import Pending


def footer(result: Result, rows: int, seconds: float, *, held: bool = False) -> str:
    """For example `25 rows, 1 request, 0.04 s`. held: what was changed waits for COMMIT."""
    if result.columns:
        parts = [counted(rows, "row")]
    elif result.rowcount >= 0:
        parts = [f"{counted(result.rowcount, 'row')} {'would change' if result.planned else 'changed'}"]
    elif result.outcomes:
        parts = [f"{counted(len(result.outcomes), 'write')} applied"]
    else:
        parts = ["done"]
    parts += ["held until COMMIT"] * held
    parts += [counted(result.requests, "request"), f"{seconds:.2f} s"]
    if result.memo_rows:
        parts.append(f"{counted(result.memo_rows, 'row')} from memory")
    return ", ".join(parts)


def held_call(result: Result, seconds: float) -> str:
    """What is said in the place of a held CALL's rows, whose values nobody knows yet."""
    told = " and ".join(name for name, _ in result.columns)
    then = f"COMMIT sends it and tells its {told}" if told else "COMMIT sends it"
    return f"call held, {then}, {counted(result.requests, 'request')}, {seconds:.2f} s"


def say_planned(result: Result, notices: Notices) -> None:
    """The requests that a dry run held back."""
    for request in result.planned:
        notices.say(f"would send: {request}")


MOST_TOLD = 20
"""Rows of one kind that are told one by one after a COMMIT; of more, so many keys."""


def say_outcomes(result: Result, notices: Notices) -> None:
    """What a COMMIT has sent, row by row: new ids are known only now."""
    alike: dict[str, list[Outcome]] = {}
    for outcome in result.outcomes:
        alike.setdefault(f"{outcome.state}: {outcome.action} {outcome.table}", []).append(outcome)
    for what, outcomes in alike.items():
        keys = [_key(outcome) for outcome in outcomes]
        if len(keys) <= MOST_TOLD:
            for key in keys:
                notices.say(f"{what} {key}".rstrip())
        else:
            notices.say(f"{what}, {len(keys):,} rows: {', '.join(keys[:MOST_TOLD])}, …")


def _key(outcome: Outcome) -> str:
    """The row's key, or what a call was about and the id that came of it."""
    key = ", ".join(str(part) for part in outcome.key if part is not None)
    return f"{key}, new id {outcome.made}" if outcome.made is not None else key


def say_dropped(before: Sequence[Pending], after: Sequence[Pending], notices: Notices) -> None:
    """The writes that a ROLLBACK dropped, counted by kind and table."""
    dropped = Counter(map(kind_of, before)) - Counter(map(kind_of, after))
    if dropped:
        told = (f"{number:,} {what}" for what, number in dropped.items())
        notices.say(f"dropped, nothing of it was sent: {', '.join(told)}")


def kind_of(write: Pending) -> str:
    """`UPDATE desk.Tickets`, `CALL desk.CloseTicket`"""
    from helpsql.pending import CallWrite

    if isinstance(write, CallWrite):
        return f"CALL {write.account.name}.{write.procedure.name}"
    return f"{write.kind.upper()} {write.account.name}.{write.table.name}"


def say_notes(result: Result, notices: Notices, *, always: bool, told: set[str] | None = None) -> None:
    """Why rows may be missing, and what can hardly be meant, in any case; other notes with the footer.

    told   other notes that were said before, and need not be again
    """
    doubts = list(result.doubts)
    for note in doubts:
        notices.say(f"note: {note}", DIM)
    others = [note for note in result.notes if note not in doubts]
    if not result.complete:
        for note in others or ["rows may be missing"]:
            notices.complain(f"incomplete: {note}")
    elif always:
        known = told if told is not None else set()
        for note in others:
            if note not in known:
                notices.say(f"note: {note}", DIM)
        known.update(others)
