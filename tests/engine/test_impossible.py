"""A filter that no row can satisfy is told, once, and changes neither the answer nor the requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import helpsql
from helpsql import Connection, catalog
from helpsql.check import problems
from helpsql.spec import INTEGER, Column

TICKET = "zendesk.tickets.status is never 'opne': it is new, open, pending, hold, solved or closed."
OPNE = f"{TICKET} Did you mean open?"


@pytest.fixture(scope="module")
def demo() -> Connection:
    return helpsql.connect(demo=True)


def notes(demo: Connection, sql: str, parameters: object = ()) -> list[str]:
    cursor = demo.execute(sql, parameters)
    if cursor.description:
        cursor.fetchall()
    assert cursor.complete
    return [note for note in cursor.notes if " is never " in note]


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("select id from zendesk.tickets where status = 'opne'", ()),
        ("select id from zendesk.tickets where 'opne' = status or id = 2", ()),
        ("select id from zendesk.tickets where status in ('opne', 'open') limit 1", ()),
        ("select id from zendesk.tickets where status = ? limit 1", ("opne",)),
        ("select id from zendesk.tickets where priority is null and status = :s limit 1", {"s": "opne"}),
        ("select id from zendesk.tickets where status in (:a, 'open') limit 1", {"a": "opne"}),
        ("select u.id from zendesk.tickets t join zendesk.users u on u.id = t.requester_id where t.status = 'opne'", ()),
        ("update zendesk.tickets set subject = 'x' where status = 'opne'", ()),
        ("delete from zendesk.tickets where status = 'opne'", ()),
    ],
)  # fmt: skip
def test_a_text_that_is_never_there_is_told(demo: Connection, sql: str, parameters: object) -> None:
    assert notes(demo, sql, parameters) == [OPNE]


def test_letter_case_counts_as_sql_counts_it(demo: Connection) -> None:
    (told,) = notes(demo, "select 1 from zendesk.users where role = 'Agent'")
    assert told == "zendesk.users.role is never 'Agent': it is end-user, agent or admin. Did you mean agent?"
    assert not notes(demo, "select 1 from zendesk.users where role = 'Agent' collate nocase limit 1")
    assert not notes(demo, "select 1 from zendesk.users where lower(role) = 'Agent' limit 1")


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 from zendesk.tickets where status = 'open' limit 1",
        "select 1 from zendesk.tickets where status <> 'opne' limit 1",
        "select 1 from zendesk.tickets where status like 'opne' limit 1",
        "select 1 from zendesk.tickets where status > 'opne' limit 1",
        "select 1 from zendesk.tickets where status is null limit 1",
        "select 1 from zendesk.tickets where status = 1 limit 1",
        "select 1 from zendesk.tickets where subject = 'opne' limit 1",
        "select 1 from (select 'op' || 'ne' as word) w join zendesk.tickets t on t.status = w.word limit 1",
    ],
)
def test_what_may_match_is_not_told(demo: Connection, sql: str) -> None:
    assert notes(demo, sql) == []


def test_values_that_only_a_write_takes_are_never_read(demo: Connection) -> None:
    (told,) = notes(demo, "select 1 from Conversations where Status = 'open'")
    assert told == "helpscout.Conversations.Status is never 'open': it is active, pending, closed or spam."


def test_the_answer_is_as_before(demo: Connection) -> None:
    """Compared with a value that only SQLite can compute."""
    for table, column in (("Conversations", "Status"), ("cases", "status"), ("zendesk.tickets", "status")):
        for text in ("opne", "open"):
            told = demo.execute(f"select count(*) from {table} where {column} = '{text}'").fetchall()
            plain = demo.execute(f"select count(*) from {table} where {column} || '' = '{text}'").fetchall()
            assert told == plain


def test_rows_that_wait_for_commit_may_hold_what_was_given() -> None:
    with helpsql.connect(demo=True) as demo:
        demo.execute("update zendesk.tickets set status = 'Solved' where id = 2")
        assert not notes(demo, "select id from zendesk.tickets where status = 'Solved' limit 1")
        demo.rollback()


def shown() -> Iterator[tuple[str, str, Column]]:
    for service in catalog.services():
        for table in catalog.load_helpdesk(service)[0].tables:
            yield from ((service, table.name, column) for column in table.columns if column.shows)


@pytest.mark.parametrize(
    ("service", "table", "column"), list(shown()), ids=lambda part: getattr(part, "name", part)
)
def test_rows_show_nothing_else(demo: Connection, service: str, table: str, column: Column) -> None:
    inner = f'select "{column.name}" as text from {service}.{table} limit 300'
    if table == "view_tickets":
        inner = f'select "{column.name}" as text from {service}.{table} where view_id = (select id from {service}.views)'
    found = {text for (text,) in demo.execute(f"select distinct text from ({inner}) where text is not null")}
    assert found and found <= set(column.shows)


def test_definitions_are_checked() -> None:
    helpdesk = catalog.load_helpdesk("zendesk")[0]
    wrong = Column("size", INTEGER, "Its size.", shows=("a",))
    table = helpdesk.by_name["tags"]

    changed = replace(helpdesk, tables=[replace(table, columns=[*table.columns, wrong])])
    assert any("no text of records" in fault for fault in problems(changed))
