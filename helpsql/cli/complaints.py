"""Errors as the command line shows them: what happened, what to do, what became of each row; no stack."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from textwrap import shorten

from helpsql.cli.places import NOWHERE, Place
from helpsql.cli.streams import RED, Notices
from helpsql.errors import Error, InternalError, Outcome, WriteError

MOST = 20
"""Rows shown for each state of a failed write, fewer on a small screen."""
AROUND = 10
"""Lines of a screen that are left for what is said beside the rows."""
WIDEST = 100
STATES = ("refused", "unknown", "unsent", "applied")
LOOKED_AT = ("refused", "unknown")
"""States of rows that a person has to look at: all of them are told."""
OUR_FAULT = "This is a fault of helpsql. --debug shows where; please report that."


def explain_error(error: Exception, notices: Notices, place: Place = NOWHERE) -> None:
    """Say on standard error what went wrong, where and what to do; the trace only with --debug."""
    if os.environ.get("HELPSQL_DEBUG") == "1":
        sys.excepthook(type(error), error, error.__traceback__)
    first, *rest = _lines(error, notices, place)
    notices.say(first, RED)
    for line in rest:
        notices.say(line)


def _lines(error: Exception, notices: Notices, place: Place) -> Iterator[str]:
    if not isinstance(error, Error):
        where = f"{place.at()}: " if place.at() else ""
        what = f"{type(error).__name__}: {error}".replace("\n", " ")
        yield _wrapped(f"helpsql: {where}{what}", notices)
        yield _wrapped(OUR_FAULT, notices, "  ")
        return
    where = place.at(error.sql, error.position)
    yield _wrapped(f"helpsql: {where}: {error.message}" if where else f"helpsql: {error.message}", notices)
    yield from _excerpt(error, place, notices)
    if error.hint:
        yield _wrapped(error.hint, notices, "  ")
    if isinstance(error, WriteError):
        for line in outcome_lines(error.outcomes, _most(notices), error.message):
            yield _wrapped(line, notices, further=" " * 11)
    if isinstance(error, InternalError):
        yield _wrapped(OUR_FAULT, notices, "  ")


def _excerpt(error: Error, place: Place, notices: Notices) -> Sequence[str]:
    if not error.sql or error.position is None:
        return ()
    from helpsql.cli.excerpt import excerpt

    return excerpt(error.sql, error.position, place, _width() if notices.is_terminal else WIDEST)


def _width() -> int:
    return min(WIDEST, get_terminal_size().columns)


def _most(notices: Notices) -> int:
    """Rows of a state that fit the screen, if there are rows of every state."""
    room = get_terminal_size().lines - AROUND if notices.is_terminal else MOST * len(STATES)
    return max(1, min(MOST, room // len(STATES)))


def _wrapped(text: str, notices: Notices, indent: str = "", further: str = "  ") -> str:
    """Words whole within the width of a terminal; in a file or pipe a message stays on its line.

    further   what stands before the lines below the first
    """
    lines = [f"{indent}{line}" for line in text.split("\n")]
    if not notices.is_terminal:
        return "\n".join(lines)
    return "\n".join(
        textwrap.fill(
            line, _width(), subsequent_indent=further, break_long_words=False, break_on_hyphens=False
        )
        for line in lines
    )


def outcome_lines(outcomes: Sequence[Outcome], most: int = MOST, said: str = "") -> list[str]:
    """One line a row, grouped by what became of it: at most so many rows that were applied or not begun.

    Rows that a person has to look at are all told, those with the same reason on one line.

    said   what was told already: rows do not repeat it
    """
    lines = []
    for state in STATES:
        rows = [outcome for outcome in outcomes if outcome.state == state]
        shown = _alike(rows) if state in LOOKED_AT else [[row] for row in rows[:most]]
        lines += [f"  {state:<8} {_row(together, said)}" for together in shown]
        told = sum(map(len, shown))
        if len(rows) > told:
            lines.append(f"  {state:<8} … and {len(rows) - told:,} more rows")
    return lines


def _alike(outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    """The rows of one kind and reason together."""
    found: dict[tuple[str, str, str], list[Outcome]] = {}
    for one in outcomes:
        found.setdefault((one.action, one.table, one.reason), []).append(one)
    return list(found.values())


def _row(outcomes: Sequence[Outcome], said: str) -> str:
    keys = ", ".join(filter(None, map(_key, outcomes)))
    first, nameless = outcomes[0], sum(not _key(one) for one in outcomes)
    keys += f"{' and ' if keys else ''}{nameless:,} new rows" if nameless > 1 else ""
    reason = f": {first.reason}" if first.reason and first.reason not in said else ""
    return f"{first.action} {first.table} {keys}".rstrip() + reason


def _key(outcome: Outcome) -> str:
    return ", ".join(shorten(str(part), 60, placeholder="…") for part in outcome.key if part is not None)
