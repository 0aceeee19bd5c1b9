"""The account's own fields of tickets: columns over all inboxes, of every kind, read and written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from helpsql.errors import DataError, ProgrammingError
from tests.engine.teamwork_desk.desk import Desk, open_desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


def _fields(desk: Desk, kind: str) -> list[tuple[int, str, list[Any], list[int]]]:
    """Number, name of the column, options and inboxes of the fields of a kind."""
    account = desk.engine.accounts["teamwork_desk"]
    columns = {one.own[0].key: one.name for one in account.table("Tickets").columns if one.own}
    found = desk.rows("select Id, Options, Inboxes from CustomFields where Kind = ? and Enabled", (kind,))
    return [
        (
            key,
            columns[str(key)],
            json.loads(options or "[]"),
            [one["id"] for one in json.loads(inboxes or "[]")],
        )
        for key, options, inboxes in found
        if str(key) in columns
    ]


TYPES = {
    "text": "TEXT",
    "textarea": "TEXT",
    "dropdown": "TEXT",
    "checkboxes": "TEXT",
    "date": "DATE",
    "number": "REAL",
}


@pytest.mark.parametrize("kind", TYPES)
def test_each_kind_has_its_type(desk: Desk, kind: str) -> None:
    declared = dict(desk.rows("select name, type from pragma_table_info('Tickets')"))
    fields = _fields(desk, kind)
    assert fields
    assert {declared[name] for _, name, _, _ in fields} == {TYPES[kind]}


@pytest.mark.parametrize("kind", TYPES)
def test_a_ticket_shows_the_fields_of_its_inbox(desk: Desk, kind: str) -> None:
    for _, name, options, inboxes in _fields(desk, kind):
        found = desk.rows(f'select InboxId, "{name}" from Tickets where "{name}" is not null')
        assert not inboxes or {inbox for inbox, _ in found} <= set(inboxes)
        labels = {option["name"] for option in options}
        if kind == "dropdown":
            assert {value for _, value in found} <= labels


VALUES = {
    "text": ("'a text'", "a text"),
    "textarea": ("'two\nlines'", "two\nlines"),
    "date": ("'2026-05-04'", "2026-05-04"),
    "number": ("2.5", 2.5),
}


@pytest.mark.parametrize("kind", TYPES)
def test_a_value_is_written_and_read_back(desk: Desk, kind: str) -> None:
    key, name, options, inboxes = _fields(desk, kind)[0]
    where = f"where InboxId = {inboxes[0]}" if inboxes else ""
    ticket = desk.one(f"select Id from Tickets {where} limit 1")
    labels = [option["name"] for option in options]
    given = {"dropdown": labels[:1], "checkboxes": labels[:2]}.get(kind)
    sql, shown = VALUES[kind] if given is None else (f"'{', '.join(given)}'", ", ".join(given))
    [sent] = desk.sent(f'update Tickets set "{name}" = {sql} where Id = {ticket}')
    [element] = sent.body["ticket"]["customfields"]
    numbers = [option["id"] for option in options]
    wire = {"dropdown": numbers[:1] and numbers[0], "checkboxes": numbers[:2]}.get(kind, shown)
    assert element == {"id": key, "meta": {"value": wire}}
    assert desk.one(f'select "{name}" from Tickets where Id = {ticket}') == shown
    desk.rows(f'update Tickets set "{name}" = null where Id = {ticket}')
    assert desk.one(f'select "{name}" from Tickets where Id = {ticket}') is None


def test_a_value_stands_in_an_insert(desk: Desk) -> None:
    key, name, options, inboxes = _fields(desk, "dropdown")[0]
    made = desk.one(
        f'insert into Tickets(Subject, Message, CustomerEmail, InboxId, "{name}") '
        "values ('a', 'b', 'c@example.com', ?, ?) returning Id",
        (inboxes[0], options[0]["name"]),
    )
    assert desk.tap.sent[-1].body["ticket"]["customfields"] == [
        {"id": key, "meta": {"value": options[0]["id"]}}
    ]
    assert desk.one(f'select "{name}" from Tickets where Id = {made}') == options[0]["name"]


def test_a_field_of_another_inbox_is_refused(desk: Desk) -> None:
    _, name, options, inboxes = _fields(desk, "dropdown")[0]
    others = ", ".join(map(str, inboxes))
    ticket = desk.one(f"select Id from Tickets where InboxId not in ({others}) limit 1")
    with pytest.raises(ProgrammingError, match="which has no such field"):
        desk.rows(f'update Tickets set "{name}" = ? where Id = {ticket}', (options[0]["name"],))
    assert desk.tap.sent == []


def test_a_value_that_is_no_option_is_refused(desk: Desk) -> None:
    _, name, options, inboxes = _fields(desk, "dropdown")[0]
    ticket = desk.one(f"select Id from Tickets where InboxId = {inboxes[0]} limit 1")
    with pytest.raises(DataError, match=f"Valid values: {options[0]['name']}"):
        desk.rows(f"update Tickets set \"{name}\" = 'no such' where Id = {ticket}")
    assert desk.tap.sent == []


def test_the_setting_switches_them_off() -> None:
    with open_desk(settings={"use_custom_fields": "false"}) as desk:
        desk.rows("select Id from Tickets limit 1")
        assert not any(
            column.own for column in desk.engine.accounts["teamwork_desk"].table("Tickets").columns
        )
        assert not any("customfields" in entry.path for entry in desk.engine.log.entries())
