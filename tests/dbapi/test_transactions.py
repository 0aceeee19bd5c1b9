"""Transaction control, side by side with the standard library's sqlite3."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

import helpsql

Step = Callable[[Any], object]
STEPS: dict[str, Step] = {
    "create": lambda c: c.execute("create table if not exists t(a)"),
    "insert": lambda c: c.execute("insert into t values (1)"),
    "commented insert": lambda c: c.execute("-- one\ninsert into t values (1)"),
    "with insert": lambda c: c.execute("with n(x) as (values (1)) insert into t(a) select x from n"),
    "select": lambda c: c.execute("select * from t").fetchall(),
    "many": lambda c: c.executemany("insert into t values (?)", [(1,), (2,)]),
    "script": lambda c: c.executescript("insert into t values (1); insert into t values (2)"),
    "begin": lambda c: c.execute("begin"),
    "commit": lambda c: c.commit(),
    "rollback": lambda c: c.rollback(),
}
ROADS = [
    ("create", "insert", "commit"),
    ("create", "insert", "rollback", "select"),
    ("create", "commit", "select", "rollback", "commit"),
    ("create", "commit", "commented insert", "rollback"),
    ("create", "commit", "many", "rollback"),
    ("create", "commit", "many", "commit"),
    ("create", "insert", "script", "rollback"),
]


def trace(connection: Any, road: tuple[str, ...]) -> list[tuple[str, bool, int]]:
    seen = []
    for step in road:
        STEPS[step](connection)
        seen.append(
            (step, connection.in_transaction, connection.execute("select count(*) from t").fetchone()[0])
        )
    return seen


@pytest.mark.parametrize("road", [*ROADS, ("create", "begin", "insert", "rollback")], ids=" ".join)
def test_default_mode_is_the_standard_librarys(connection: helpsql.Connection, road: tuple[str, ...]) -> None:
    assert trace(connection, road) == trace(sqlite3.connect(":memory:"), road)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sqlite3 has autocommit from 3.12 on")
@pytest.mark.parametrize("autocommit", [True, False])
@pytest.mark.parametrize("road", ROADS, ids=" ".join)
def test_autocommit_is_the_standard_librarys(road: tuple[str, ...], autocommit: bool) -> None:
    ours = helpsql.connect(connections={}, autocommit=autocommit)
    theirs = sqlite3.connect(":memory:", autocommit=autocommit)  # type: ignore[call-overload]
    assert trace(ours, road) == trace(theirs, road)


def test_a_cte_before_insert_begins_too(table: helpsql.Connection) -> None:
    # sqlite3 asks SQLite whether the statement writes, and then only INSERT, UPDATE, DELETE, REPLACE
    # as the first word; a write that hides behind WITH must not be sent outside the transaction.
    STEPS["with insert"](table)
    assert table.in_transaction


def test_autocommit_true_has_no_transactions() -> None:
    connection = helpsql.connect(connections={}, autocommit=True)
    trace(connection, ("create", "insert"))
    connection.rollback()
    assert not connection.in_transaction
    assert connection.execute("select count(*) from t").fetchone() == (1,)


def test_autocommit_false_is_always_in_one() -> None:
    connection = helpsql.connect(connections={}, autocommit=False)
    assert connection.in_transaction
    connection.commit()
    assert connection.in_transaction
    trace(connection, ("create", "commit", "insert", "rollback"))
    assert connection.in_transaction
    assert connection.execute("select count(*) from t").fetchone() == (0,)


def test_setting_autocommit_commits_and_begins(table: helpsql.Connection) -> None:
    table.execute("delete from t")
    table.autocommit = True
    assert not table.in_transaction
    assert table.execute("select count(*) from t").fetchone() == (0,)
    table.autocommit = False
    assert table.in_transaction
    with pytest.raises(helpsql.InterfaceError, match="autocommit is True, False"):
        table.autocommit = 7


def test_context_manager_commits_or_rolls_back_and_stays_open(table: helpsql.Connection) -> None:
    with table:
        table.execute("insert into t values (3, 'z')")
    with pytest.raises(ZeroDivisionError), table:
        table.execute("delete from t")
        raise ZeroDivisionError
    assert not table.in_transaction
    assert table.execute("select count(*) from t").fetchone() == (3,)


@pytest.mark.parametrize("autocommit", [True, -1])
def test_executemany_is_one_transaction(autocommit: int) -> None:
    connection = helpsql.connect(connections={}, autocommit=autocommit)
    connection.execute("create table t(a unique)")
    with pytest.raises(helpsql.IntegrityError):
        connection.executemany("insert into t values (?)", [(1,), (2,), (1,)])
    connection.rollback()
    assert connection.execute("select count(*) from t").fetchone() == (0,)


def test_close_drops_what_is_pending(tmp_path: Any) -> None:
    connection = helpsql.connect(tmp_path / "main.db", connections={})
    trace(connection, ("create", "commit", "insert"))
    connection.close()
    again = helpsql.connect(tmp_path / "main.db", connections={})
    assert again.execute("select count(*) from t").fetchone() == (0,)
    again.close()


def test_new_ids_are_told_after_commit() -> None:
    with closing(helpsql.connect(demo=True)) as db:
        cursor = db.execute("insert into helpscout.Customers(FirstName) values ('Ada'), ('Bo')")
        assert cursor.lastrowid is None
        db.commit()
        made = [outcome.key[0] for outcome in db.outcomes if outcome.action == "INSERT"]
        assert len(made) == 2
        assert cursor.lastrowid == made[-1]
