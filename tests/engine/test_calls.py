"""CALL: every procedure of Help Scout, every way to give its arguments, what is refused, what comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from helpsql.errors import DataError, ProgrammingError, WriteError
from helpsql.spec import NOWHERE, Procedure
from procedures.helpscout import procedures
from tests.engine.demo import demo_engine
from tests.engine.writing import Desk, Sent, open_desk

FILE = [{"fileName": "a.txt", "mimeType": "text/plain", "data": "aGk="}]
C = "/v2/conversations/5"

# Name -> arguments as they stand in SQL, and the request. Every procedure of one request is here.
CALLS: dict[str, tuple[dict[str, str], Sent]] = {
    "CreateCustomerPhones": ({"customerId": "5003", "type": "'FAX'", "value": "'1'"}, Sent("POST", "/v2/customers/5003/phones", {"type": "fax", "value": "1"})),
    "CreateCustomerEmails": ({"customerId": "5003", "type": "'Home'", "value": "'a@new.example'"}, Sent("POST", "/v2/customers/5003/emails", {"type": "home", "value": "a@new.example"})),
    "CreateCustomerWebsites": ({"customerId": "5003", "value": "'https://a.example'"}, Sent("POST", "/v2/customers/5003/websites", {"value": "https://a.example"})),
    "CreateCustomerSocialProfiles": ({"customerId": "5003", "type": "'forsquare'", "value": "'a'"}, Sent("POST", "/v2/customers/5003/social-profiles", {"type": "foursquare", "value": "a"})),
    "CreateCustomerChats": ({"customerId": "5003", "type": "'Aim'", "value": "'a'"}, Sent("POST", "/v2/customers/5003/chats", {"type": "aim", "value": "a"})),
    "CreateThreadChat": ({"conversationId": "5", "customerId": "5003", "text": "'t'", "imported": "true", "attachments": f"'{json.dumps(FILE)}'"}, Sent("POST", f"{C}/chats", {"customer": {"id": 5003}, "text": "t", "imported": True, "attachments": FILE})),
    "CreateThreadCustomer": ({"conversationId": "5", "customerId": "5003", "text": "'t'", "imported": "'False'", "cc": "'[\"a@example.com\"]'", "bcc": "json_array('b@example.com')", "attachments": "'[]'"}, Sent("POST", f"{C}/customer", {"customer": {"id": 5003}, "text": "t", "imported": False, "cc": ["a@example.com"], "bcc": ["b@example.com"], "attachments": []})),
    "CreateThreadNote": ({"conversationId": "5", "text": "'t'", "status": "'Closed'", "imported": "0", "attachments": "'[]'"}, Sent("POST", f"{C}/notes", {"text": "t", "status": "closed", "imported": False, "attachments": []})),
    "CreateThreadPhone": ({"conversationId": "5", "customerId": "5003", "text": "'t'", "imported": "0", "attachments": "'[]'"}, Sent("POST", f"{C}/phones", {"customer": {"id": 5003}, "text": "t", "imported": False, "attachments": []})),
    "CreateThreadReply": ({"conversationId": "5", "customerId": "5003", "text": "'t'", "draft": "1", "imported": "0", "cc": "'[]'", "bcc": "'[]'", "attachments": "'[]'"}, Sent("POST", f"{C}/reply", {"customer": {"id": 5003}, "text": "t", "draft": True, "imported": False, "cc": [], "bcc": [], "attachments": []})),
    "UpdateConversationTag": ({"conversationId": "5", "tags": "'[\"vip\", \"b\"]'"}, Sent("PUT", f"{C}/tags", {"tags": ["vip", "b"]})),
    "UpdateConversationField": ({"conversationId": "5", "fields": "'[{\"id\": \"501\", \"value\": \"x\"}]'"}, Sent("PUT", f"{C}/fields", {"fields": [{"id": "501", "value": "x"}]})),
    "SetConversationStatus": ({"conversationId": "5", "status": "'PENDING'"}, Sent("PATCH", C, {"op": "replace", "path": "/status", "value": "pending"})),
    "AssignConversation": ({"conversationId": "5", "userId": "12"}, Sent("PATCH", C, {"op": "replace", "path": "/assignTo", "value": 12})),
    "UnassignConversation": ({"conversationId": "5"}, Sent("PATCH", C, {"op": "remove", "path": "/assignTo"})),
    "MoveConversation": ({"conversationId": "5", "mailboxId": "1"}, Sent("PATCH", C, {"op": "move", "path": "/mailboxId", "value": 1})),
    "ChangeConversationCustomer": ({"conversationId": "5", "customerId": "5003"}, Sent("PATCH", C, {"op": "replace", "path": "/primaryCustomer.id", "value": 5003})),
    "PublishDraft": ({"conversationId": "5"}, Sent("PATCH", C, {"op": "replace", "path": "/draft", "value": False})),
    "SnoozeConversation": ({"conversationId": "5", "snoozedUntil": "'2030-01-01'", "unsnoozeOnCustomerReply": "0"}, Sent("PUT", f"{C}/snooze", {"snoozedUntil": "2030-01-01T00:00:00Z", "unsnoozeOnCustomerReply": False})),
    "UnsnoozeConversation": ({"conversationId": "5"}, Sent("DELETE", f"{C}/snooze")),
    "UpdateThreadText": ({"conversationId": "5", "threadId": "500", "text": "'t'"}, Sent("PATCH", f"{C}/threads/500", {"op": "replace", "path": "/text", "value": "t"})),
    "HideThread": ({"conversationId": "5", "threadId": "500"}, Sent("PATCH", f"{C}/threads/500", {"op": "replace", "path": "/hidden", "value": True})),
    "UnhideThread": ({"conversationId": "5", "threadId": "500"}, Sent("PATCH", f"{C}/threads/500", {"op": "replace", "path": "/hidden", "value": False})),
    "ScheduleThread": ({"conversationId": "5", "threadId": "500", "scheduledFor": "'2030-01-01 10:00'", "unscheduleOnCustomerReply": "0", "sendAsCreator": "1"}, Sent("PUT", f"{C}/threads/500/schedule", {"scheduledFor": "2030-01-01T10:00:00Z", "unscheduleOnCustomerReply": False, "sendAsCreator": True})),
    "UnscheduleThread": ({"conversationId": "5", "threadId": "500"}, Sent("DELETE", f"{C}/threads/500/schedule")),
    "PublishThread": ({"conversationId": "5", "threadId": "500"}, Sent("PATCH", f"{C}/threads/500/schedule", {"op": "replace", "path": "/state", "value": "published"})),
    "CreateAttachment": ({"conversationId": "5", "threadId": "500", "fileName": "'a.txt'", "mimeType": "'text/plain'", "data": "'aGk='"}, Sent("POST", f"{C}/threads/500/attachments", FILE[0])),
    "AddConversationTag": ({"conversationId": "5", "tag": "'brand new'"}, Sent("PUT", f"{C}/tags", {"tags": ["brand new"]})),
    "RemoveConversationTag": ({"conversationId": "5", "tag": "'ONE'"}, Sent("PUT", f"{C}/tags", {"tags": []})),
    "EraseCustomer": ({"customerId": "5003"}, Sent("DELETE", "/v2/customers/5003?async=true")),
    "RunWorkflow": ({"workflowId": "201", "conversationIds": "'[5, 6]'"}, Sent("POST", "/v2/workflows/201/run", {"conversationIds": [5, 6]})),
    "UpdateTeamMembers": ({"teamId": "31", "addedUserIds": "'[12]'", "deletedUserIds": "'[13]'"}, Sent("PUT", "/v2/teams/31/members", {"addedUserIds": [12], "deletedUserIds": [13]})),
}  # fmt: skip
READING = {"GetOriginalSource", "DownloadAttachment"}
BY_NAME = {procedure.name: procedure for procedure in procedures}
ALL = pytest.mark.parametrize("name", CALLS)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


@pytest.fixture(scope="module")
def dry() -> Iterator[Desk]:
    """Calls are planned, not sent, so they do not disturb one another. Conversation 5 has the one tag `one`."""
    with open_desk() as opened:
        opened.rows("update Conversations set Tags = '[\"one\"]' where Id = 5")
        opened.engine.dry_run = True
        yield opened


def planned(desk: Desk, sql: str, parameters: Any = ()) -> Sent:
    [line] = desk.engine.execute(sql, parameters).planned
    method, path, *body = line.removeprefix("helpscout: ").split(" ", 2)
    return Sent(method, path, json.loads(body[0]) if body else None)


def wanted(name: str) -> Sent:
    request = CALLS[name][1]
    if name == "AddConversationTag":
        return Sent(request.method, request.path, {"tags": ["one", "brand new"]})
    return request


def test_all_procedures_are_here() -> None:
    assert {p.name for p in procedures} == set(CALLS) | READING and len(procedures) == 34


@ALL
def test_by_place(dry: Desk, name: str) -> None:
    assert planned(dry, f"call {name}({', '.join(CALLS[name][0].values())})") == wanted(name)


@ALL
def test_by_name_in_any_order_and_case(dry: Desk, name: str) -> None:
    given = ", ".join(f"{key.upper()} => {value}" for key, value in reversed(CALLS[name][0].items()))
    assert planned(dry, f"CALL HelpScout.{name.lower()} ({given});") == wanted(name)


@ALL
def test_with_parameters(dry: Desk, name: str) -> None:
    values = [dry.one(f"select {value}") for value in CALLS[name][0].values()]
    assert planned(dry, f"call {name}({', '.join('?' * len(values))})", values) == wanted(name)
    given = {f"p{n}": value for n, value in enumerate(values)}
    named = ", ".join(f"{key} => :p{n}" for n, key in enumerate(CALLS[name][0]))
    assert planned(dry, f"call {name}({named})", given) == wanted(name)


@pytest.mark.parametrize(
    "name", [name for name in CALLS if any(not p.required for p in BY_NAME[name].parameters)]
)
def test_optional_ones_can_be_left_out(dry: Desk, name: str) -> None:
    procedure = BY_NAME[name]
    given, request = CALLS[name]
    optional = [p for p in procedure.parameters if not p.required]
    sent = planned(
        dry, f"call {name}({', '.join(given[p.name] for p in procedure.parameters if p.required)})"
    )
    kept = {p.name for p in optional if p.default is not None}
    assert set(request.body) - {p.name for p in optional if p.body != NOWHERE} == set(sent.body) - kept


@ALL
def test_the_api_takes_it(desk: Desk, name: str) -> None:
    """What is planned is also what the sandbox understands, where its data allow it."""
    given = prepare(desk, name)
    sql = f"call {name}({', '.join(given.values())})"
    try:
        result = desk.engine.execute(sql)
    except WriteError as error:
        pytest.fail(str(error))
    [row] = result
    shown = dict(zip((column[0] for column in result.columns), row, strict=True))
    check_row(BY_NAME[name], shown, given)
    [outcome] = result.outcomes
    assert (outcome.action, outcome.table, outcome.state) == ("CALL", f"helpscout.{name}", "applied")
    ids = [int(value) for key, value in given.items() if key.lower().endswith("id")]
    assert list(outcome.key) == ids


def prepare(desk: Desk, name: str) -> dict[str, str]:
    """Bring the data into a state in which the call makes sense; gives its arguments there."""
    given = dict(CALLS[name][0])
    desk.rows("update Conversations set MailboxId = 1, Tags = '[\"one\"]' where Id = 5")
    needs = {
        "PublishDraft": "reply", "ScheduleThread": "reply", "UnscheduleThread": "schedule",
        "PublishThread": "schedule", "UnsnoozeConversation": "snooze",
    }.get(name, "")  # fmt: skip
    if needs in ("reply", "schedule"):
        [(thread,)] = desk.rows("call CreateThreadReply(5, 5003, 'later', draft => true)")
        if "threadId" in given:
            given["threadId"] = str(thread)
    if needs == "schedule":
        desk.rows(f"call ScheduleThread(5, {thread}, '2030-01-01')")
    if needs == "snooze":
        desk.rows("call SnoozeConversation(5, '2030-01-01')")
    return given


def check_row(procedure: Procedure, shown: dict[str, Any], given: dict[str, str]) -> None:
    """A new id, or the arguments that it echoes."""
    assert tuple(shown) == procedure.returns
    if "Id" in shown:
        assert isinstance(shown["Id"], int)
    arguments = {key.lower(): value for key, value in given.items()}
    for column, value in shown.items():
        if column.lower() in arguments:
            assert str(value) == arguments[column.lower()]


# -- what comes back


def test_the_new_id_finds_the_thread(desk: Desk) -> None:
    result = desk.engine.execute("call CreateThreadNote(5, 'hello')")
    [(number,)] = result
    assert result.lastrowid == number
    assert (
        desk.one("select Body from ConversationThreads where ConversationId = 5 and Id = ?", (number,))
        == "hello"
    )


def test_tags_are_added_and_taken_one_by_one(desk: Desk) -> None:
    desk.rows('call UpdateConversationTag(5, \'["a", "b"]\')')
    assert desk.rows("call AddConversationTag(5, 'c')") == [(5, '["a", "b", "c"]')]
    assert desk.rows("call RemoveConversationTag(5, 'B')") == [(5, '["a", "c"]')]
    assert desk.sent("call AddConversationTag(5, 'A')") == []


def test_what_only_reads_runs_at_once_even_in_a_transaction(desk: Desk) -> None:
    [(attachment,)] = desk.rows("call CreateAttachment(5, 500, 'a.txt', 'text/plain', 'aGk=')")
    desk.rows("begin")
    assert desk.rows(f"call DownloadAttachment(5, {attachment})") == [(5, attachment, b"hi")]
    desk.engine.read_only = True
    assert desk.rows(f"call DownloadAttachment(5, {attachment})") == [(5, attachment, b"hi")]
    thread = desk.row(
        "select ConversationId, Id from ConversationThreads where Type = 'customer' and Source_Type = 'email' limit 1"
    )
    [(_, _, original)] = desk.rows("call GetOriginalSource(?, ?)", thread)
    assert "Subject" in str(original)


def test_held_in_a_transaction_it_echoes_and_waits(desk: Desk) -> None:
    desk.rows("begin")
    assert desk.rows("call SetConversationStatus(5, 'spam')") == [(5,)]
    assert desk.rows("call CreateThreadNote(5, 'x')") == [(None,)]
    assert desk.tap.sent == []
    desk.rows("commit")
    assert [one.method for one in desk.tap.sent] == ["PATCH", "POST"]


def test_a_question_that_is_refused_leaves_the_write_unsent(desk: Desk) -> None:
    with pytest.raises(WriteError, match="404 Not Found, GET /v2/conversations/999999") as caught:
        desk.rows("call AddConversationTag(999999, 'x')")
    [outcome] = caught.value.outcomes
    assert (outcome.key, outcome.state) == ((999999,), "refused") and desk.tap.sent == []


# -- arguments are SQL


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("'it''s, (a)'", "it's, (a)"),
        ("'a' || 'b' -- behind it\n", "ab"),
        ("/* before */ upper('x')", "X"),
        ("(select max(Subject) from (select 'a' as Subject union select 'b'))", "b"),
        ("(select Name from Mailboxes where Id = 1)", "Support"),
        ("case when 1 > 2 then 'no' else 'yes' end", "yes"),
        ("json_extract('{\"a\": [1, 2]}', '$.a[1]')", "2"),
        ("'{\"a\": 7}' ->> 'a'", "7"),
        ("substr('abc', 2)", "bc"),
        ("printf('%d => %s', 1, 'x')", "1 => x"),
        ("iif(1 is not null, 'x', 'y')", "x"),
        ("cast(5 as text)", "5"),
        ("strftime('%Y', '2026-01-05')", "2026"),
        ("(with a(x) as (values ('q')) select x from a)", "q"),
        ("char(0x1F600) || char(0) || 'z'", "\U0001f600\0z"),
        ("5", "5"),
    ],
)
def test_any_scalar_expression(dry: Desk, expression: str, text: str) -> None:
    assert (
        planned(
            dry, f"call CreateThreadNote((select min(Id) from Conversations) * 0 + 5, {expression})"
        ).body["text"]
        == text
    )


def test_parameters_of_every_form(dry: Desk) -> None:
    assert planned(dry, "call CreateThreadNote(?2, ?1)", ("x", 5)) == Sent(
        "POST", f"{C}/notes", {"text": "x"}
    )
    assert planned(dry, "call CreateThreadNote(@a, $b)", {"a": 5, "b": "x"}).body == {"text": "x"}
    assert planned(
        dry, "call CreateThreadNote(text => :t, conversationId => :c)", {"c": 5, "t": "x"}
    ).body == {"text": "x"}


# -- what is refused before any request

NOTE = r"Usage: call CreateThreadNote\(conversationId, text, \[status\], \[imported\], \[attachments\]\)"
REFUSED = [
    ("call CreateThreadNote()", "missing argument conversationId, text"),
    ("call CreateThreadNote", "missing argument conversationId, text"),
    ("call CreateThreadNote(5)", "missing argument text"),
    ("call CreateThreadNote(5, null)", "missing argument text"),
    ("call CreateThreadNote(text => 'x')", "missing argument conversationId"),
    ("call CreateThreadNote(5, 'x', 'closed', 0, '[]', 1)", "6 arguments, at most 5 are taken"),
    ("call CreateThreadNote(5, 'x', texts => 'y')", r"no parameter texts \(did you mean text\?\)"),
    ("call CreateThreadNote(5, 'x', TEXT => 'y')", "text is given twice"),
    ("call CreateThreadNote(text => 'y', 5)", "by place stands behind one by name"),
    ("call CreateThreadNote(5, 'x', 'open-ish')", "'open-ish' is not valid. Valid values: active, all, closed"),
    ("call CreateThreadNote('five', 'x')", "conversationId takes a whole number, not 'five'"),
    ("call CreateThreadNote(5.5, 'x')", "conversationId takes a whole number"),
    ("call CreateThreadNote(5, 'x', imported => 'perhaps')", "imported takes true or false"),
    ("call CreateThreadNote(5, 'x', attachments => '{}')", "attachments takes a JSON array"),
    ("call CreateThreadNote(5, 'x', attachments => '[')", "this is not JSON"),
    ("call CreateThreadNote(5, x'00')", "text takes TEXT, not a BLOB"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "said"), REFUSED, ids=[sql for sql, _ in REFUSED])
def test_arguments_are_refused_before_any_request(dry: Desk, sql: str, said: str) -> None:
    before = dry.asked()
    with pytest.raises((ProgrammingError, DataError), match=said) as caught:
        dry.rows(sql)
    assert re.fullmatch(NOTE, caught.value.hint)
    assert dry.asked() == before


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("call", "CALL names no procedure"),
        (
            "call CreateThreadNot(5, 'x')",
            r"no such procedure: CreateThreadNot\n.*Did you mean CreateThreadNote",
        ),
        ("call nowhere.CreateThreadNote(5, 'x')", "no such schema: nowhere"),
        ("call CreateThreadNote 5, 'x'", "arguments stand in parentheses"),
        ("call CreateThreadNote(5, 'x'", "a parenthesis is not closed"),
        ("call CreateThreadNote(5, 'x') limit 1", "'limit' stands behind its arguments"),
        ("call CreateThreadNote(5,, 'x')", "an argument is empty"),
        ("call CreateThreadNote(5, text =>)", "the argument text is empty"),
        ("call CreateThreadNote(5, 'x' 'y')", "syntax error"),
        ("call CreateThreadNote(5, 'x') , (1)", "stands behind"),
        ("call CreateThreadNote(5, Subject)", "no such column: Subject"),
        ("call CreateThreadNote(5, 1 from Conversations)", "syntax error"),
        ("call CreateThreadNote(5, (1, 2))", "row value misused|sub-select returns 2 columns"),
        ("call CreateThreadNote(?, ?)", "bindings|no value"),
    ],
)
def test_what_is_no_call_is_refused_before_any_request(dry: Desk, sql: str, said: str) -> None:
    before = dry.asked()
    with pytest.raises(ProgrammingError, match=said):
        dry.rows(sql)
    assert dry.asked() == before


def test_a_held_call_is_told_beside_what_it_does_not_show_yet() -> None:
    with demo_engine(size=0.02) as engine:
        engine.execute("begin")
        engine.execute("call AddConversationTag(5, 'held')")
        result = engine.execute("select Tags from Conversations where Id = 5")
        assert "held" not in str(list(result))
        assert not result.complete
        assert "1 CALL held until COMMIT" in result.notes[0]
        engine.execute("rollback")
        after = engine.execute("select Tags from Conversations where Id = 5")
        assert list(after)
        assert after.complete
