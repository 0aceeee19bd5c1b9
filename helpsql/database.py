"""SQLite as the session needs it: strict about quotes, interruptible, with the order of instants and the
session's own time."""

from __future__ import annotations

from collections.abc import Callable

import apsw

from helpsql.clock import SYSTEM, Clock

sqlite_version_info = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
"""SQLite's own version, named as in the `sqlite3` module."""
STEPS_BETWEEN_CHECKS = 20_000
"""Steps of SQLite's machine after which a deadline is looked at: some milliseconds."""
BUSY = 5000
"""Milliseconds to wait for another process that holds a lock on `main`."""

HIDDEN = ""
"""The collation of hidden columns that have one: SQLite cuts HIDDEN out of their type, then takes an empty
name for the collation's, and never asks `collation_needed` for it.
"""


def open_database(path: str, is_over: Callable[[], bool], clock: Clock = SYSTEM) -> apsw.Connection:
    """Connect to `main`, a file or `:memory:`; `is_over` is asked every some milliseconds whether to stop.

    `clock` is the time of SQL's own functions.
    """
    # No statement cache: a plan belongs to the statement it was made for, pending writes included.
    db = apsw.Connection(path, statementcachesize=0, vfs=_vfs_of(clock))
    db.set_busy_timeout(BUSY)
    # A mistyped "Column" is an error, not a text that every row is compared with.
    db.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
    db.collation_needed(_add_collation)
    db.create_collation(HIDDEN, _compare_hidden)
    db.set_progress_handler(is_over, STEPS_BETWEEN_CHECKS)
    return db


def _vfs_of(clock: Clock) -> str | None:
    """The name of a VFS that tells this time; None for the machine's own."""
    if clock is SYSTEM:
        return None
    from helpsql.sqlnow import NowVfs

    return NowVfs(clock).name


def _compare_hidden(first: str, second: str) -> int:
    from helpsql.values import compare_instants

    return compare_instants(first, second)


def _add_collation(db: apsw.Connection, name: str) -> None:
    """Register the order of instants when a table first needs it."""
    from helpsql.values import INSTANT, compare_instants

    if name.lower() == INSTANT:
        db.create_collation(INSTANT, compare_instants)
