"""The catalogue of a session: what the accounts have of their own is known once it was used."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from helpsql import catalog
from helpsql.completion import complete
from helpsql.completion.catalogue import find_relation
from helpsql.completion.known import KnownCatalogue
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    opened = Engine(demo=True)
    yield opened
    opened.close()


def fields(catalogue: KnownCatalogue, schema: str, table: str) -> dict[str, tuple[str, ...]]:
    """The values of each column."""
    relation = find_relation(catalogue, schema, table)
    assert relation is not None
    return {field.name: field.values for field in relation.fields}


def offered(catalogue: KnownCatalogue, text: str) -> list[str]:
    return [one.text for one in complete(text, len(text), catalogue)]


@pytest.mark.parametrize(
    ("schema", "table", "own"),
    [
        ("helpscout", "Conversations", "OrderNumber"),
        ("zendesk", "tickets", "delivery_notes"),
        ("teamwork_desk", "Tickets", "Paint"),
        ("desk_com", "cases", "custom_market"),
    ],
)
def test_fields_of_the_accounts_own_come_with_the_first_use_and_go_with_a_refresh(
    engine: Engine, schema: str, table: str, own: str
) -> None:
    catalogue = KnownCatalogue(engine)
    before = fields(catalogue, schema, table)
    assert own not in before
    list(engine.execute(f"select * from {schema}.{table} limit 1"))
    assert own in fields(catalogue, schema, table)
    assert own in offered(catalogue, f"select * from {schema}.{table} where {own[:-1]}")
    engine.schemas.refresh()
    assert fields(catalogue, schema, table) == before


@pytest.mark.parametrize(
    ("table", "own"),
    [
        ("helpscout.Conversations", "Severity"),
        ("zendesk.tickets", "product"),
        ("teamwork_desk.Tickets", "Paint"),
        ("desk_com.cases", "custom_market"),
    ],
)
def test_the_options_of_an_own_field_are_offered_as_rows_show_them(
    engine: Engine, table: str, own: str
) -> None:
    shown = {value for (value,) in engine.execute(f"select distinct {own} from {table}") if value}
    found = offered(KnownCatalogue(engine), f"select * from {table} where {own} = '")
    assert shown and shown <= {value.removesuffix("'").replace("''", "'") for value in found}


def test_tables_of_the_accounts_own_are_offered_once_they_are_known(engine: Engine) -> None:
    catalogue = KnownCatalogue(engine)
    assert "records_product" not in offered(catalogue, "select * from zendesk.rec")
    list(engine.execute("select * from helpsql.tables"))
    assert "records_product" in offered(catalogue, "select * from zendesk.rec")


def test_tables_of_main_are_learned_between_statements(engine: Engine) -> None:
    catalogue = KnownCatalogue(engine)
    list(engine.execute("create table weeks(week text, n integer)"))
    assert "weeks" not in offered(catalogue, "select * from wee")
    catalogue.learn()
    assert "weeks" in offered(catalogue, "select * from wee")
    list(engine.execute("drop table weeks"))
    catalogue.learn()
    assert "weeks" not in offered(catalogue, "select * from wee")


def test_names_are_found_where_the_session_finds_them(engine: Engine) -> None:
    catalogue = KnownCatalogue(engine)
    for schema in ("zendesk", "teamwork_desk"):
        engine.use(schema)
        assert catalogue.schemas[1] == schema
        found = find_relation(catalogue, "", "tickets")
        assert found is not None and found.schema == schema


def test_a_table_is_known_by_its_other_names(engine: Engine) -> None:
    found = find_relation(KnownCatalogue(engine), "helpscout", "CustomerAddressess")
    assert found is not None and found.name == "CustomerAddresses"


def test_a_helpdesk_that_cannot_be_loaded_disturbs_no_keystroke() -> None:
    configs = [ConnectionConfig("broken", "nope"), ConnectionConfig("hs", "helpscout")]
    catalogue = KnownCatalogue(Engine(connector=Connector(configs)))
    catalogue.load()
    assert "Conversations" in offered(catalogue, "select * from ")
    assert offered(catalogue, "select * from broken.") == []
    assert "hs" in offered(catalogue, "call ")


def test_a_word_typed_while_definitions_are_loaded_is_completed_all_the_same(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is still being loaded by another thread is not what cannot be loaded."""
    loading, go_on = threading.Event(), threading.Event()
    first: list[str] = []
    load = catalog.load_helpdesk

    def slow(service: str) -> Any:
        if not loading.is_set():
            first.append(service)
            loading.set()
            assert go_on.wait(60)
        return load(service)

    monkeypatch.setattr(catalog, "load_helpdesk", slow)
    catalogue = KnownCatalogue(engine)
    other = threading.Thread(target=catalogue.load)
    other.start()
    try:
        assert loading.wait(60)
        table = load(first[0])[0].tables[0]
        assert list(fields(catalogue, first[0], table.name)) == [column.name for column in table.columns]
    finally:
        go_on.set()
        other.join()


def test_values_that_only_a_filter_knows_are_offered(engine: Engine) -> None:
    text = "select 1 from zendesk.satisfaction_ratings where score = '"
    found = [one.strip("'") for one in offered(KnownCatalogue(engine), text)]
    assert found[:4] == ["offered", "unoffered", "good", "bad"]
