"""Every documented or recorded write of Teamwork Desk is what a statement or CALL sends: method, path and body.

Where one is not sent as it stands, the difference and its reason are listed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from helpsql.engine import Engine
from tests.engine.repaged import Answering, engine_over
from tests.engine.writing import Sent, Tap

RECORDED = Path(__file__).parents[4] / "shared/recorded/teamwork_desk"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recordings stand outside the project")

APPS = json.dumps(
    [
        {"name": name, "canViewData": True, "canEditData": True}
        for name in ("portal", "contact form", "helpdocs")
    ]
)
SAME = {
    "req_ticket_note": "call ReplyToTicket(1, 'Note', '<div>Note text</div>', statusId => 4, agentId => 238860, "
    "files => '[]', mentions => '[]', editMethod => 'html', isDraft => false, isPinned => false)",
    "req_ticket_reply_html": "call ReplyToTicket(1, 'Message', '<div>Reply text</div>', 3, 238860, null, "
    "'[\"person15@example.com\"]', '[]', '[]', '[]', 'html', null, false, false)",
    "req_customfield_create_v1": "insert into CustomFields(AgentLabel, Kind, Options, AgentRequired, Enabled, Apps, "
    "Description, Inboxes, CustomerLabel, AddToNewInboxes, CustomerRequired) values ('Paint', 'dropdown', "
    '\'[{"name": "Option 1", "displayOrder": 0}, {"name": "Option 2", "displayOrder": 1}]\', true, true, '
    f"'{APPS}', 'Paint color for car', '[36018, 36029]', 'Paint Color', true, true)",
    "req_customfieldoption_create": "insert into CustomFieldOptions(CustomFieldId, Name) values (272, 'Option 3')",
    "req_ticket_task_link": "call LinkTask(1, 2)",
    "req_ticket_customfield_value": "update Tickets set Paint = 'Moss' where Id = 13392781",
    "req_tickets_bulk_update": "update Tickets set StatusId = 5, Tags = '[{\"id\": 369975}]' where Id in (1, 2)",
}
WRAPPED = {
    # Recorded without the key around it; both forms are taken, and every write here has it.
    "req_ticket_create_minimum": (
        "ticket",
        "insert into Tickets(Message, Subject, InboxId, CustomerEmail, AgentId) values ('Content created via API', "
        "'Ticket created via API', 10140, 'person14@example.com', 238860)",
    ),
}
DIFFERENT = {
    "v2_message_create": "threadType is not required of the API, but of ReplyToTicket.",
    "v2_customer_create": "test_contacts_and_company_stand_beside_the_customer has its form.",
    "req_customer_update": "An UPDATE sends what it changes alone; contacts and companies stand in the same places.",
    "v2_ticketpriority_create": "A new row is active without saying so.",
    "v1_ticket_create": "version 1 by a form; Tickets is written by version 2",
    "v1_ticket_reply": "version 1 by a form; ReplyToTicket calls version 2",
}
FIELD = {
    "id": 272,
    "agentLabel": "Paint",
    "kind": "dropdown",
    "enabled": True,
    "inboxes": [{"id": 10140, "type": "inboxes"}],
    "options": [{"id": 1613, "type": "customfieldoptions"}],
}


def answer(request: httpx.Request) -> httpx.Response:
    """An account whose one custom field, and whose every ticket, are what is asked for."""
    if request.method != "GET":
        return httpx.Response(200, json={})
    *_, last = request.url.path.split("/")
    number = last.removesuffix(".json")
    if number == "customfields":
        options = [{"id": 1613, "name": "Moss"}]
        return httpx.Response(
            200, json={"customfields": [FIELD], "included": {"customfieldoptions": options}}
        )
    if number.isdecimal():
        return httpx.Response(200, json={"ticket": ticket(int(number))})
    return httpx.Response(200, json={"tickets": [ticket(1), ticket(2)]})


def ticket(number: int) -> dict[str, Any]:
    return {"id": number, "inbox": {"id": 10140}, "status": {"id": 1}, "state": "active", "tags": []}


@pytest.fixture
def desk() -> Iterator[tuple[Engine, Tap]]:
    taps: list[Tap] = []

    def wrap(inner: httpx.BaseTransport) -> httpx.BaseTransport:
        taps.append(Tap(Answering(inner, answer)))
        return taps[0]

    engine = engine_over("teamwork_desk", wrap)[1]
    yield engine, taps[0]
    engine.close()


def recorded(name: str) -> Sent:
    found = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
    return Sent(found["method"], urlsplit(found["url"]).path, found["request_body"])


def test_every_recorded_write_is_here() -> None:
    found = {file.stem for file in RECORDED.glob("*.json") if recorded(file.stem).method != "GET"}
    assert found == set(SAME) | set(WRAPPED) | set(DIFFERENT)


@pytest.mark.parametrize(("name", "sql"), SAME.items())
def test_it_is_what_the_statement_sends(desk: tuple[Engine, Tap], name: str, sql: str) -> None:
    engine, tap = desk
    list(engine.execute(sql))
    assert tap.sent == [recorded(name)]


@pytest.mark.parametrize("name", WRAPPED)
def test_it_is_sent_with_a_key_around_it(desk: tuple[Engine, Tap], name: str) -> None:
    engine, tap = desk
    wrap, sql = WRAPPED[name]
    list(engine.execute(sql))
    bare = recorded(name)
    assert tap.sent == [Sent(bare.method, bare.path, {wrap: bare.body})]
