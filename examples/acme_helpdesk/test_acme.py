"""Acme's definition: sound, found by its name, and each statement sends what it should."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fake_acme import KEY, FakeAcme

from helpsql.catalog import load_helpdesk
from helpsql.check import problems
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine

Row = tuple[object, ...]


class Session:
    """An engine over the fake, in the place of the network."""

    def __init__(self) -> None:
        self.acme = FakeAcme()
        config = ConnectionConfig("acme", "acme", {"account": "fake", "api_key": KEY})
        transport = httpx.WSGITransport(app=self.acme)
        self.engine = Engine(connector=Connector([config], transports={"acme": transport}))

    def ask(self, sql: str) -> tuple[list[str], list[Row]]:
        """The requests that a statement sends, and its rows, of which none may be missing."""
        before = self.engine.log.total
        result = self.engine.execute(sql)
        rows = list(result)
        assert result.complete, result.notes
        sent = self.engine.log.entries(before)
        return [f"{entry.method} {entry.path}" for entry in sent], rows


@pytest.fixture
def session() -> Iterator[Session]:
    opened = Session()
    yield opened
    opened.engine.close()


def test_the_definition_has_no_problems() -> None:
    helpdesk, procedures = load_helpdesk("acme")
    assert problems(helpdesk, procedures.values()) == []


def test_the_examples_give_rows(session: Session) -> None:
    for table in load_helpdesk("acme")[0].tables:
        for example in table.examples:
            assert session.ask(example)[1], example


def test_every_column_is_filled_by_a_row(session: Session) -> None:
    """A path that leads nowhere gives a table without rows, or NULLs."""
    for table in load_helpdesk("acme")[0].tables:
        columns = [column.name for column in table.columns]
        rows = session.ask(f"select {', '.join(columns)} from {table.name}")[1]
        filled = [any(row[place] is not None for row in rows) for place in range(len(columns))]
        assert dict(zip(columns, filled, strict=True)) == dict.fromkeys(columns, True), table.name


def test_the_recipes_answer(session: Session) -> None:
    for recipe in load_helpdesk("acme")[0].recipes:
        assert session.ask(recipe.sql)[1], recipe.title


LIST = "GET /v1/tickets"
ASKED = {
    # SQL -> requests, number of rows
    "select * from tickets where id = 7": ([f"{LIST}/7"], 1),
    "select * from tickets where id in (7, 9)": ([f"{LIST}?ids=7,9"], 2),
    "select id from tickets where status = 'open'": ([f"{LIST}?status=open"], 50),
    "select id from tickets where subject = 'Ticket 3' limit 1": ([LIST], 1),
    "select id from tickets order by id limit 5": ([LIST], 5),
    "select id from tickets": ([LIST, f"{LIST}?page=2", f"{LIST}?page=3"], 250),
    "select id from tickets where updated_at >= '2026-01-11'": (
        [f"{LIST}?updated_since=2026-01-11T00:00:00Z"],
        11,
    ),
    "select count(*) from tickets where status = 'closed'": ([f"{LIST}?status=closed"], 1),
    "select * from comments where ticket_id = 7": ([f"{LIST}/7/comments"], 1),
    "select t.id, c.name from tickets t join customers c on c.id = t.customer_id where t.id = 7": (
        [f"{LIST}/7", "GET /v1/customers?ids=8"],
        1,
    ),
}


@pytest.mark.parametrize("sql", ASKED)
def test_what_is_asked(session: Session, sql: str) -> None:
    requests, count = ASKED[sql]
    sent, rows = session.ask(sql)
    assert (sorted(sent), len(rows)) == (sorted(requests), count)


@pytest.mark.parametrize("sql", ASKED)
def test_the_answer_is_that_of_ordinary_tables(session: Session, sql: str) -> None:
    """A filter that the API compares more narrowly than SQL would lose rows here."""
    rows = session.ask(sql)[1]
    for table in load_helpdesk("acme")[0].tables:
        session.ask(f"create table main.{table.name} as select * from acme.{table.name}")
    sent, expected = session.ask(sql)  # a table's name alone means that of main, where there is one
    assert (sent, sorted(rows)) == ([], sorted(expected))


def test_a_ticket_is_created_and_changed(session: Session) -> None:
    sent, rows = session.ask(
        "insert into tickets(subject, customer_id) values ('Hello', 3) returning id, status"
    )
    assert (sent[0], rows) == ("POST /v1/tickets", [(251, "open")])
    sent, _ = session.ask("update tickets set status = 'closed' where id = 251")
    assert sent[-1] == "PATCH /v1/tickets/251"
    assert session.ask("select subject, status, customer_id from tickets where id = 251")[1] == [
        ("Hello", "closed", 3)
    ]


def test_a_comment_is_added(session: Session) -> None:
    sent, rows = session.ask("call AddComment(7, 'Done.')")
    assert (sent, rows) == (["POST /v1/tickets/7/comments"], [(251,)])
    assert session.ask("select body from comments where ticket_id = 7")[1][-1] == ("Done.",)
