"""Cursors: rows, descriptions, counts, misuse."""

from __future__ import annotations

import gc
import os
import threading
from typing import Any

import pytest

import helpsql


def test_rows_come_by_every_road(table: helpsql.Connection) -> None:
    cursor = table.cursor()
    cursor.execute("values (1), (2), (3), (4), (5), (6)")
    assert cursor.fetchone() == (1,)
    assert cursor.fetchmany() == [(2,)]
    cursor.arraysize = 2
    assert cursor.fetchmany() == [(3,), (4,)]
    assert next(cursor) == (5,)
    assert cursor.fetchall() == [(6,)]
    assert (cursor.fetchone(), cursor.fetchmany(3), cursor.fetchall()) == (None, [], [])


def test_description_has_names_and_declared_types(table: helpsql.Connection) -> None:
    described = table.execute("select a, b as text, a + 1 from t").description
    assert described is not None
    assert [column[0] for column in described] == ["a", "text", "a + 1"]
    assert described[0][1] == helpsql.NUMBER
    assert described[1][1] == helpsql.STRING
    assert described[1][1] != helpsql.NUMBER
    assert described[2][1] is None
    assert described[0][2:] == (None,) * 5


def test_description_is_there_without_rows(table: helpsql.Connection) -> None:
    cursor = table.execute("select * from t where 0")
    assert cursor.description is not None
    assert cursor.fetchall() == []
    assert table.execute("delete from t").description is None


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("INTEGER", "NUMBER"),
        ("REAL", "NUMBER"),
        ("BOOLEAN", "NUMBER"),
        ("decimal(10,2)", "NUMBER"),
        ("TEXT", "STRING"),
        ("varchar(20)", "STRING"),
        ("JSON", "STRING"),
        ("TIMESTAMP", "DATETIME"),
        ("DATE", "DATETIME"),
        ("BLOB", "BINARY"),
    ],
)
def test_type_objects_know_declared_types(declared: str, kind: str) -> None:
    kinds = [
        name for name in ("STRING", "BINARY", "NUMBER", "DATETIME") if getattr(helpsql, name) == declared
    ]
    assert kinds == [kind]
    assert getattr(helpsql, kind) is not None and getattr(helpsql, kind) != None  # noqa: E711


def test_rowcount_and_lastrowid(table: helpsql.Connection) -> None:
    cursor = table.cursor()
    assert (cursor.rowcount, cursor.lastrowid) == (-1, None)
    assert cursor.execute("insert into t values (3, 'z')").rowcount == 1
    assert cursor.lastrowid == 3
    assert cursor.execute("update t set b = 'n'").rowcount == 3
    assert cursor.execute("delete from t where a = 77").rowcount == 0
    assert cursor.execute("select * from t").rowcount == -1
    assert cursor.executemany("insert into t values (?, ?)", [(4, "f"), (5, "g")]).rowcount == 2
    assert cursor.executemany("insert into t values (?, ?)", []).rowcount in (-1, 0)


def test_row_factories(table: helpsql.Connection) -> None:
    table.row_factory = lambda cursor, row: dict(
        zip([d[0] for d in cursor.description or ()], row, strict=True)
    )
    assert table.execute("select * from t where a = 1").fetchall() == [{"a": 1, "b": "x"}]
    cursor = table.cursor()
    cursor.row_factory = None
    assert cursor.execute("select 1").fetchone() == (1,)


def test_row_is_read_by_place_and_name(table: helpsql.Connection) -> None:
    table.row_factory = helpsql.Row
    row, other = table.execute("select * from t").fetchall()
    assert (row[0], row["a"], row["B"], row[-1], row[0:2]) == (1, 1, "x", "x", (1, "x"))
    assert (row.keys(), len(row), list(row), dict(row)) == (["a", "b"], 2, [1, "x"], {"a": 1, "b": "x"})
    same = table.execute("select 1 as a, 'x' as b").fetchone()
    assert row == same and hash(row) == hash(same) and row != other and row != (1, "x")
    assert row != table.execute("select 1 as a, 'x' as c").fetchone()
    with pytest.raises(IndexError, match="no column 'c' in this row; it has a, b"):
        row["c"]
    with pytest.raises(IndexError):
        row[2]


def test_fetching_without_rows_is_an_error(table: helpsql.Connection) -> None:
    cursor = table.cursor()
    for fetch in (cursor.fetchone, cursor.fetchmany, cursor.fetchall, lambda: list(cursor)):
        with pytest.raises(helpsql.InterfaceError, match="there are no rows"):
            fetch()
    cursor.execute("delete from t")
    with pytest.raises(helpsql.InterfaceError, match="there are no rows"):
        cursor.fetchone()


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("select ?", ()),
        ("select ?", (1, 2)),
        ("select 1", (1,)),
        ("select :a", {}),
        ("select ?", "x y"),
        ("select ?", 5),
        ("select ?", {1, 2}),
        ("select 1; select 2", ()),
        ("selct 1", ()),
        ("select * from nowhere", ()),
        ("", ()),
    ],
)
def test_wrong_statements_are_programming_errors(
    connection: helpsql.Connection, sql: str, parameters: Any
) -> None:
    with pytest.raises(helpsql.ProgrammingError):
        connection.execute(sql, parameters).fetchall()


def test_an_error_leaves_the_cursor_usable(table: helpsql.Connection) -> None:
    cursor = table.execute("select * from t")
    with pytest.raises(helpsql.Error):
        cursor.execute("selct")
    assert cursor.execute("select 1").fetchall() == [(1,)]


def test_executemany_is_for_writes(table: helpsql.Connection) -> None:
    with pytest.raises(helpsql.ProgrammingError, match="executemany takes INSERT"):
        table.executemany("select ?", [(1,)])


def test_executemany_takes_a_generator(table: helpsql.Connection) -> None:
    cursor = table.executemany("insert into t(a) values (:a)", ({"a": n} for n in range(3)))
    assert cursor.rowcount == 3


def test_closed_objects_say_so(table: helpsql.Connection) -> None:
    cursor = table.cursor()
    cursor.close()
    cursor.close()
    with pytest.raises(helpsql.InterfaceError, match="cursor is closed"):
        cursor.execute("select 1")
    with pytest.raises(helpsql.InterfaceError, match="cursor is closed"):
        cursor.fetchone()
    other = table.execute("select * from t")
    table.close()
    table.close()
    for use in (
        table.cursor,
        table.commit,
        table.rollback,
        lambda: table.execute("select 1"),
        table.__enter__,
    ):
        with pytest.raises(helpsql.InterfaceError, match="connection is closed"):
            use()
    with pytest.raises(helpsql.InterfaceError, match="closed"):
        other.fetchone()


def in_thread(use: Any) -> list[Exception]:
    caught: list[Exception] = []

    def run() -> None:
        try:
            use()
        except Exception as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return caught


def test_another_thread_is_told(connection: helpsql.Connection) -> None:
    [error] = in_thread(lambda: connection.execute("select 1"))
    assert isinstance(error, helpsql.InterfaceError) and "another thread" in str(error)
    assert in_thread(connection.interrupt) == []


def test_taking_turns_between_threads_works() -> None:
    connection = helpsql.connect(connections={}, check_same_thread=False)
    assert in_thread(lambda: connection.execute("create table t(a)")) == []
    assert connection.execute("select count(*) from t").fetchone() == (0,)
    assert in_thread(connection.close) == []


def test_threads_that_share_a_connection_wait_for_each_other() -> None:
    connection = helpsql.connect(connections={}, check_same_thread=False)
    connection.execute("create table t(a)")
    long = "with recursive c(x) as (select 1 union all select x + 1 from c where x < 20000) "
    caught: list[Exception] = []

    def work(number: int) -> None:
        try:
            rows = connection.execute(f"{long}select x, ? from c", [number]).fetchall()
            assert len(rows) == 20000 and {row[1] for row in rows} == {number}
            connection.execute("insert into t values (?)", [number])
            connection.commit()
        except Exception as error:
            caught.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert caught == []
    assert connection.execute("select count(*) from t").fetchone() == (4,)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_process_is_told(connection: helpsql.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its copy shares the sockets: it would read, or end, what the other process waits for."""
    own = os.getpid()
    monkeypatch.setattr("helpsql.dbapi.turns.os.getpid", lambda: own + 1)
    with pytest.raises(helpsql.InterfaceError, match="another process") as found:
        connection.execute("select 1")
    assert found.value.code == "wrong-process"


def test_a_forgotten_connection_leaves_no_threads() -> None:
    connection = helpsql.connect(demo=True)
    cursor = connection.execute("select Id from helpscout.Conversations")
    assert next(cursor)
    engine = connection.engine
    del connection
    assert next(cursor), "the cursor still needs it"
    del cursor
    gc.collect()
    with pytest.raises(Exception, match="closed"):
        engine.db.execute("select 1")
    assert not [one for one in threading.enumerate() if one.name.startswith("helpscout") and not ended(one)]


def ended(thread: threading.Thread) -> bool:
    thread.join(20)
    return not thread.is_alive()


def test_fresh_cursor_is_complete_and_cost_nothing(connection: helpsql.Connection) -> None:
    cursor = connection.execute("select 1")
    found = (cursor.complete, cursor.notes, cursor.requests, cursor.outcomes, cursor.planned)
    assert found == (True, [], 0, [], [])
    assert cursor.connection is connection


def test_connect_refuses_what_contradicts() -> None:
    with pytest.raises(helpsql.InterfaceError, match="demo goes without"):
        helpsql.connect(demo=True, connections={})
    with pytest.raises(helpsql.InterfaceError, match="config or connections"):
        helpsql.connect(config="x.toml", connections={})
    with pytest.raises(helpsql.ProgrammingError, match="does not say which service"):
        helpsql.connect(connections={"support": {}})


def test_names_of_procedures_are_checked(connection: helpsql.Connection) -> None:
    with pytest.raises(helpsql.ProgrammingError, match="not the name of a procedure"):
        connection.cursor().callproc("x(1); drop table t --")
