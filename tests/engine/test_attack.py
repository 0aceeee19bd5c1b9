"""What a careless or hostile user did once: triggers past read-only, calls repeated, locks at COMMIT."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import helpsql
from helpsql.engine import Engine
from helpsql.errors import NotSupportedError, OperationalError, ProgrammingError, WriteError

from .demo import demo_engine

READER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("begin")
db.execute("select * from t").fetchall()
print("reading", flush=True)
sys.stdin.readline()
"""


def writes(engine: Engine) -> list[tuple[str, str]]:
    return [(entry.method, entry.path) for entry in engine.log.entries() if entry.method != "GET"]


def run(engine: Engine, *statements: str) -> None:
    for sql in statements:
        list(engine.execute(sql))


@contextmanager
def reader_of(database: Path) -> Iterator[None]:
    """Another process that holds a lock, so that `main` cannot be committed."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", READER, str(database)], stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None and other.stdout.readline()
        yield
        other.communicate(b"\n")


def test_a_commit_that_main_cannot_keep_tells_what_was_sent(tmp_path: Path) -> None:
    with demo_engine(size=0.1, engine={"database": str(tmp_path / "main.db")}) as engine:
        engine.db.set_busy_timeout(0)
        run(engine, "create table t(a)", "begin", "insert into t values (1)")
        run(engine, "update Conversations set Subject = 'x' where Id = 1")
        with reader_of(tmp_path / "main.db"), pytest.raises(WriteError, match="was sent") as told:
            engine.commit()
        assert [outcome.state for outcome in told.value.outcomes] == ["applied"]
        assert engine.in_transaction
        engine.commit()
        assert writes(engine) == [("PATCH", "/v2/conversations/1")]
        assert list(engine.execute("select a from t")) == [(1,)]


@pytest.mark.parametrize(
    "change", ["insert into t values (1, 'x')", "update v set Subject = 'x' where Id = 1"]
)
def test_read_only_holds_through_triggers(change: str) -> None:
    with demo_engine(size=0.1, engine={"read_only": True}) as engine:
        update = "update Conversations set Subject = new.Subject where Id = new.Id"
        run(
            engine,
            "create table t(Id, Subject)",
            f"create temp trigger of_table after insert on t begin {update}; end",
            "create temp view v as select Id, Subject from Conversations",
            f"create temp trigger of_view instead of update on v begin {update}; end",
        )
        with pytest.raises(NotSupportedError, match="read-only"):
            run(engine, change)
        assert writes(engine) == []


def test_a_call_is_not_repeated_by_writing_to_its_table() -> None:
    with demo_engine(size=0.1) as engine:
        run(engine, "call CreateThreadNote(1, 'once')")
        for sql in ("insert into helpsql._calls values (0)", "insert into helpsql._calls values (0), (0)"):
            with pytest.raises(NotSupportedError, match="Use CALL"):
                run(engine, sql)
        with pytest.raises(NotSupportedError):
            run(engine, "delete from helpsql.procedures")
        assert writes(engine) == [("POST", "/v2/conversations/1/notes")]


@pytest.mark.parametrize("module", ["helpsql_tables", "helpsql_session"])
def test_the_modules_serve_their_own_schemas_alone(module: str) -> None:
    with demo_engine(size=0.1) as engine:
        run(engine, "select 1 from helpsql.tables")
        with pytest.raises(NotSupportedError):
            run(engine, f"create virtual table main.mine using {module}")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select 1\0", "NUL"),
        ("select '\0'", "NUL"),
        ("\\d", "no statement begins so"),
        ("'select 1", "no statement begins so"),
        ("\ufeff", "empty"),
    ],
)
def test_what_is_no_statement_is_said_so(sql: str, words: str) -> None:
    with demo_engine(size=0.1) as engine, pytest.raises(ProgrammingError, match=words):
        engine.execute(sql)


def test_a_byte_order_mark_is_white_space() -> None:
    with demo_engine(size=0.1) as engine:
        assert list(engine.execute("\ufeffselect 1")) == [(1,)]


def test_a_mistyped_quoted_column_is_no_text() -> None:
    with demo_engine(size=0.1) as engine:
        with pytest.raises(ProgrammingError, match="Did you mean Email") as told:
            run(engine, 'select "Emial" from Users')
        assert (told.value.code, told.value.column) == ("no-column", "Emial")
        with pytest.raises(ProgrammingError):
            run(engine, "delete from Conversations where \"Statsu\" <> 'closed'")
        assert writes(engine) == []


def test_a_view_of_main_over_a_helpdesk_is_told_what_to_be() -> None:
    with demo_engine(size=0.1) as engine:
        run(engine, "create view v as select * from Users")
        with pytest.raises(ProgrammingError, match="CREATE TEMP VIEW"):
            run(engine, "select * from v")


@pytest.mark.parametrize("clause", ["*", "json('{' || Subject)"])
def test_returning_that_fails_after_the_write_says_that_it_was_done(clause: str) -> None:
    with demo_engine(size=0.1) as engine:
        run(engine, "select BillingNotes from Conversations limit 1")
        engine.max_requests = 2
        with pytest.raises(WriteError) as told:
            run(engine, f"update Conversations set Subject = 'x' where Id = 4 returning {clause}")
        assert [outcome.state for outcome in told.value.applied] == ["applied"]
        assert len(writes(engine)) == 1


def test_a_database_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database, but long enough to be looked at\n" * 100)
    for path in (tmp_path / "text", tmp_path / "no" / "folder.db"):
        with pytest.raises(OperationalError, match="cannot open the database"):
            helpsql.connect(database=str(path), demo=True)


def test_callproc_takes_names_and_no_sql() -> None:
    with helpsql.connect(demo=True) as connection:
        with pytest.raises(ProgrammingError, match="not the name of a parameter"):
            connection.cursor().callproc("CreateThreadNote", {"conversationId => 1, text => 'x') --": 1})
        assert not connection.in_transaction
