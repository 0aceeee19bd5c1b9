"""The DB-API over the demo: rows that stream, writes that wait for commit, procedures, what it cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import helpsql

UPDATE = "update Conversations set Subject = ? where Id = ?"
SUBJECT = "select Subject from Conversations where Id = ?"
Connect = Callable[..., helpsql.Connection]


@pytest.fixture
def connect() -> Iterator[Connect]:
    opened: list[helpsql.Connection] = []

    def one(**settings: Any) -> helpsql.Connection:
        opened.append(helpsql.connect(demo=True, **settings))
        return opened[-1]

    yield one
    for connection in opened:
        connection.close()


@pytest.fixture
def demo(connect: Connect) -> helpsql.Connection:
    return connect()


def two_ids(connection: helpsql.Connection) -> list[int]:
    return [row[0] for row in connection.execute("select Id from Conversations order by Id desc limit 2")]


def test_rows_stream_and_say_their_types_and_cost(demo: helpsql.Connection) -> None:
    cursor = demo.execute("select Id, Subject, CreatedDate from Conversations")
    assert cursor.description is not None
    kinds = [column[1] for column in cursor.description]
    assert kinds == [helpsql.NUMBER, helpsql.STRING, helpsql.DATETIME]
    assert len(cursor.fetchmany(3)) == 3
    assert 1 <= cursor.requests < 20, "a page or a few, not the whole table"
    assert cursor.complete and cursor.notes == []
    before = cursor.requests
    cursor.close()
    assert cursor.requests == before


def test_datetimes_filter(demo: helpsql.Connection) -> None:
    import datetime

    row = demo.execute("select min(CreatedDate), max(CreatedDate) from Tags").fetchone()
    since = datetime.datetime.fromisoformat(row[1])
    assert demo.execute("select count(*) from Tags where CreatedDate >= ?", (since,)).fetchone() == (1,)


def test_writes_wait_for_commit(demo: helpsql.Connection) -> None:
    number = two_ids(demo)[0]
    [before] = demo.execute(SUBJECT, (number,)).fetchone()
    assert demo.execute(UPDATE, ("pending", number)).rowcount == 1
    assert demo.in_transaction
    assert demo.execute(SUBJECT, (number,)).fetchone() == ("pending",)
    demo.rollback()
    assert demo.execute(SUBJECT, (number,)).fetchone() == (before,)
    demo.execute(UPDATE, ("sent", number))
    demo.commit()
    assert [(one.state, one.key) for one in demo.outcomes] == [("applied", (number,))]
    assert demo.execute(SUBJECT, (number,)).fetchone() == ("sent",)


def test_dry_run_plans_at_commit_or_at_once(connect: Connect) -> None:
    connection = connect(dry_run=True)
    [number, other] = two_ids(connection)
    connection.execute(UPDATE, ("x", number))
    connection.commit()
    assert len(connection.planned) == 1 and f"PATCH /v2/conversations/{number}" in connection.planned[0]
    connection.autocommit = True
    assert len(connection.execute(UPDATE, ("x", number)).planned) == 1
    assert len(connection.executemany(UPDATE, [("x", number), ("y", other)]).planned) == 2


def test_executemany_tells_the_outcome_of_each_row(connect: Connect) -> None:
    connection = connect(autocommit=True)
    ids = two_ids(connection)
    cursor = connection.executemany(UPDATE, [(f"subject {number}", number) for number in ids])
    assert cursor.rowcount == 2
    assert [one.state for one in cursor.outcomes] == ["applied", "applied"]


def test_procedures(connect: Connect) -> None:
    connection = connect(autocommit=True)
    number = two_ids(connection)[0]
    cursor = connection.cursor()
    given = [number, "a note"]
    assert cursor.callproc("CreateThreadNote", given) == given
    assert cursor.description is not None and cursor.description[0][0] == "Id"
    assert isinstance(cursor.fetchone()[0], int)
    required = connection.execute(
        "select name from helpsql.parameters where procedure = 'CreateThreadNote' and required"
    )
    named = dict(zip((row[0] for row in required), (number, "by name"), strict=True))
    assert cursor.callproc("helpscout.CreateThreadNote", named) == named
    assert len(cursor.fetchall()) == 1
    with pytest.raises(helpsql.ProgrammingError, match="no such procedure: CreateThreadNot"):
        cursor.callproc("CreateThreadNot", given)


def test_bounds(connect: Connect) -> None:
    count = "select count(distinct Subject) from Conversations"
    with pytest.raises(helpsql.BudgetExceeded):
        connect(max_requests=2).execute(count).fetchall()
    with pytest.raises(helpsql.NotSupportedError, match="read-only"):
        connect(read_only=True).execute(UPDATE, ("x", 1))


def test_interrupt_from_another_thread(demo: helpsql.Connection) -> None:
    import threading

    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
    timer = threading.Timer(0.2, demo.interrupt)
    timer.start()
    with pytest.raises(helpsql.Interrupted):
        demo.execute(endless).fetchall()
    timer.join()
    assert demo.execute("select 1").fetchone() == (1,)


def test_pandas_reads_and_writes(demo: helpsql.Connection) -> None:
    pandas = pytest.importorskip("pandas", reason="pip install pandas")
    with pytest.warns(UserWarning, match="SQLAlchemy"):
        frame = pandas.read_sql_query("select Id, Name from Tags where Id > ? limit 3", demo, params=(102,))
    assert list(frame.columns) == ["Id", "Name"] and len(frame) == 3
