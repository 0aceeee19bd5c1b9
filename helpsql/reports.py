"""What became of the writes: an outcome a request, and the error that tells them all. Pure.

Each is applied (the helpdesk said so), refused (it said no), unknown (sent, no answer) or unsent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpsql.errors import Error, InternalError, Outcome, WriteError
from helpsql.pending import CallWrite
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.bodies import Step
    from helpsql.pending import Pending, RowWrite

UNKNOWN_OUTCOME = "unknown-outcome"
"""`code` of an error after which nobody knows whether the helpdesk acted."""
STATES = ("applied", "refused", "unknown", "unsent")


@dataclass(slots=True)
class Report:
    """What became of the writes, in order; the new rows' ids, and the same by the rowid they had here.

    strays   ids that were told without saying of which new row, by the rowids of these rows in any order
    """

    outcomes: list[Outcome] = field(default_factory=list)
    new_ids: list[SqlValue] = field(default_factory=list)
    made: dict[int, SqlValue] = field(default_factory=dict)
    strays: dict[int, SqlValue] = field(default_factory=dict)
    error: Error | None = None


def state_after(error: Error) -> str:
    """What is known of a request that ended with this error."""
    if error.code == UNKNOWN_OUTCOME:
        return "unknown"
    if error.status is None:
        return "unsent"
    # An answer that says yes but cannot be read, such as a proxy's page, does not say who gave it.
    return "refused" if error.status >= 300 else "unknown"


def outcome_of(write: Pending, state: str, reason: str = "") -> Outcome:
    """The outcome of a write as a whole."""
    if isinstance(write, CallWrite):
        ids = tuple(
            value
            for name, value in write.arguments.items()
            if name.lower().endswith("id") and isinstance(value, int | str)
        )
        return Outcome("CALL", f"{write.account.name}.{write.procedure.name}", ids, state, reason)
    return Outcome(write.kind.upper(), _table(write), () if write.rowid < 0 else write.key, state, reason)


def outcome_of_step(
    write: RowWrite, step: Step, state: str, reason: str = "", *, made: SqlValue = None, alone: bool
) -> Outcome:
    """The outcome of one of the requests of a write; `alone`: there is no other."""
    key = (made,) if write.kind == "insert" and made is not None else () if write.rowid < 0 else write.key
    return Outcome(write.kind.upper() if alone else step.what, _table(write), key, state, reason)


def _table(write: RowWrite) -> str:
    return f"{write.account.name}.{write.table.name}"


def half_done(error: Error, report: Report, *, still_open: bool) -> WriteError:
    """The error for writes that were sent, after which SQLite could not commit its own part."""
    own = (
        "COMMIT again to keep what is in main, or ROLLBACK to drop that alone."
        if still_open
        else "What was for main is not kept."
    )
    return WriteError(
        f"{error.message} (what was for the helpdesk was sent)",
        report.outcomes,
        hint=f"What was applied stays and is not sent again. {own}",
        code=error.code,
    )


def unread(error: Error, outcomes: Sequence[Outcome]) -> WriteError:
    """The error for writes that were sent, but could not be read again for RETURNING."""
    return WriteError(
        f"{error.message} (the rows were written, and could not be read again)",
        outcomes,
        hint="What was applied stays: do not send it again; read the rows with a SELECT.",
        code=error.code,
        status=error.status,
    )


def failure(report: Report) -> WriteError:
    """The error that says what became of every write."""
    error = report.error or InternalError("A write failed without an error.")
    count = {state: sum(o.state == state for o in report.outcomes) for state in STATES}
    said = ", ".join(f"{number} {state}" for state, number in count.items() if number)
    hint = error.hint
    if count["applied"]:
        hint = f"{hint} What was applied stays: the helpdesk cannot take it back.".strip()
    if count["unknown"]:
        hint = f"{hint} Look at the rows whose outcome is unknown before you send them again.".strip()
    return WriteError(
        f"{error.message} ({said})" if len(report.outcomes) > 1 or count["unknown"] else error.message,
        report.outcomes,
        hint=hint,
        code=UNKNOWN_OUTCOME if count["unknown"] else error.code,
        helpdesk=error.helpdesk,
        table=error.table,
        column=error.column,
        method=error.method,
        url=error.url,
        status=error.status,
        api_message=error.api_message,
    )
