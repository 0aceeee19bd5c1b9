"""Values and columns at the edge: what cannot be sent, what means another thing, what a read leaves out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpsql.engine import Engine
from tests.engine.clock import FakeClock
from tests.engine.demo import demo_engine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with demo_engine("zendesk", size=0.03, engine={"clock": FakeClock()}) as engine:
        list(engine.execute("SELECT 1 FROM helpsql.tables"))
        yield engine


def rows(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    result = engine.execute(sql)
    found = list(result)
    assert result.complete, result.notes
    return found


def paths(engine: Engine, sql: str) -> list[str]:
    result = engine.execute(sql)
    list(result)
    return [
        entry.path.partition("?")[0] for entry in engine.log.entries() if entry.statement == result.statement
    ]


@pytest.mark.parametrize(
    "odd", ["''", "0", "-1", "NULL", "'no number'", "1.5", "x'00'", "9223372036854775807"]
)
@pytest.mark.parametrize("table", ["users", "organizations", "tickets"])
def test_one_odd_value_of_a_set_leaves_the_others(engine: Engine, table: str, odd: str) -> None:
    ((number,),) = rows(engine, f"SELECT max(id) FROM {table}")
    for terms in (f"id IN ({odd}, {number})", f"id = {number} OR id = {odd}"):
        assert rows(engine, f"SELECT id FROM {table} WHERE {terms}") == [(number,)]


@pytest.mark.parametrize("value", ["''", "' '", "1.5", "x'00'", "0"])
@pytest.mark.parametrize("column", ["name", "external_id"])
def test_a_required_filter_that_cannot_be_sent_is_left_to_sqlite(
    engine: Engine, column: str, value: str
) -> None:
    sql = f"SELECT id FROM organizations WHERE {column}"
    assert rows(engine, f"{sql} = {value}") == rows(engine, f"{sql} || '' = {value}")
    ((known,),) = rows(engine, f"SELECT {column} FROM organizations WHERE {column} > '' LIMIT 1")
    both = rows(engine, f"{sql} IN ({value}, '{known}')")
    assert both == rows(engine, f"{sql} || '' IN ({value}, '{known}')")
    assert both


def test_a_word_of_the_api_is_not_sent_as_a_value(engine: Engine) -> None:
    """external_id:none finds the tickets without one."""
    result = engine.execute("SELECT id FROM tickets WHERE external_id = 'None'")
    assert list(result) == []
    sent = [entry.path for entry in engine.log.entries() if entry.statement == result.statement]
    assert sent
    assert not any("external_id" in path for path in sent)


def test_tickets_by_external_id_archived_ones_too(engine: Engine) -> None:
    found = rows(engine, "SELECT id, external_id, status FROM tickets WHERE external_id IS NOT NULL")
    assert any(status == "closed" for _, _, status in found)
    for number, external, _ in found:
        sql = f"SELECT id FROM tickets WHERE external_id = '{external}'"
        assert (number,) in rows(engine, sql)
        assert len(paths(engine, sql)) == 1


@pytest.mark.parametrize("term", ["status = 'new'", "status <> 'closed'", "status IS NOT 'closed'"])
def test_unarchived_tickets_by_external_id_come_from_the_list(engine: Engine, term: str) -> None:
    sql = f"SELECT id FROM tickets WHERE external_id = 'ORD-1' AND {term}"
    assert paths(engine, sql) == ["/api/v2/tickets"]
    assert rows(engine, sql) == []


def test_hidden_days_compare_by_instant(engine: Engine) -> None:
    ((name,),) = rows(engine, "SELECT 'custom_' || id FROM ticket_fields WHERE type = 'date' LIMIT 1")
    sql = f"SELECT id, {name} FROM tickets WHERE {name}"
    ((_, day), *_) = rows(engine, f"{sql} IS NOT NULL")
    assert rows(engine, f"{sql} = '{day}'")
    assert rows(engine, f"{sql} = '{day} 00:00:00'") == rows(engine, f"{sql} = '{day}'")
    assert "/api/v2/incremental/tickets/cursor" not in paths(engine, f"{sql} = '{day}'")


# -- comments from the export of events


def test_the_channel_is_the_same_from_both_places(engine: Engine) -> None:
    exported = dict(rows(engine, "SELECT id, via_channel FROM ticket_comments"))  # type: ignore[arg-type]
    assert None not in exported.values()
    for number, channel in rows(
        engine, "SELECT id, via_channel FROM ticket_comments WHERE ticket_id IN (1, 2)"
    ):
        assert exported[number] == channel


def test_columns_that_the_export_leaves_out_are_named(engine: Engine) -> None:
    result = engine.execute("SELECT id, via_source_rel FROM ticket_comments")
    assert {row[1] for row in result} == {None}
    assert not result.complete
    (note,) = (note for note in result.notes if "leaves out" in note)
    assert note.endswith("leaves out via_source_rel (NULL here; known where ticket_id is given).")
    assert not engine.execute("SELECT id FROM ticket_comments WHERE via_source_from IS NULL").complete


def test_with_the_ticket_they_are_known(engine: Engine) -> None:
    found = rows(engine, "SELECT via_source_from FROM ticket_comments WHERE ticket_id = 5")
    assert any(source for (source,) in found)
    assert rows(engine, "SELECT * FROM ticket_comments LIMIT 1")


# -- the first few rows


@pytest.mark.parametrize(
    ("sql", "path"),
    [
        ("SELECT id FROM tickets ORDER BY created_at DESC LIMIT 10", "/api/v2/search"),
        ("SELECT id FROM tickets WHERE status = 'open' ORDER BY id LIMIT 3", "/api/v2/tickets"),
        ("SELECT id FROM tickets WHERE status = 'open' ORDER BY id", "/api/v2/search/export"),
        ("SELECT id FROM tickets LIMIT 5", "/api/v2/search"),
    ],
)
def test_the_first_few_rows_are_one_page(engine: Engine, sql: str, path: str) -> None:
    engine.accounts["zendesk"]._counts["tickets"] = 3000
    assert paths(engine, sql) == [path]
    assert rows(engine, sql) == rows(
        engine, sql.replace("FROM tickets", "FROM (SELECT * FROM tickets LIMIT -1 OFFSET 0)")
    )
