"""What INSERT, UPDATE, DELETE and CALL send to Desk.com, and what they refuse before sending."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from helpsql.errors import IntegrityError, NotSupportedError, ProgrammingError
from tests.engine.desk_com.desk import Desk, open_desk

CUSTOMER = {"href": "/api/v2/customers/34290812", "class": "customer"}
AGENT = {"href": "/api/v2/users/16096734", "class": "user"}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk(size=0.05) as opened:
        yield opened


SENT: list[tuple[str, list[tuple[str, str, Any]]]] = [
    (
        "insert into cases(type, customer_id, subject, status, labels, message_body, message_direction, custom_market) "
        "values ('email', 34290812, 'Hello', 'open', '[\"vip\"]', 'Please help', 'in', 'Europe')",
        [
            (
                "POST",
                "/cases",
                {
                    "type": "email",
                    "subject": "Hello",
                    "status": "open",
                    "labels": ["vip"],
                    "message": {"body": "Please help", "direction": "in"},
                    "custom_fields": {"market": "Europe"},
                    "_links": {"customer": CUSTOMER},
                },
            )
        ],
    ),
    (
        "update cases set subject = 'x', labels = '[\"a\", \"b\"]', assigned_user_id = 16096734 where id = 3011",
        [
            (
                "PATCH",
                "/cases/3011",
                {
                    "subject": "x",
                    "labels": ["a", "b"],
                    "label_action": "replace",
                    "_links": {"assigned_user": AGENT},
                },
            )
        ],
    ),
    (
        "update cases set assigned_user_id = null, locked_until = null, custom_market = 'Asia' where id = 3011",
        [
            (
                "PATCH",
                "/cases/3011",
                {"_links": {"assigned_user": None}, "custom_fields": {"market": "Asia"}},
            )
        ],
    ),
    (
        'update customers set emails = \'[{"type":"home","value":"x@y.example"}]\' where id = 34290812',
        [
            (
                "PATCH",
                "/customers/34290812",
                {"emails": [{"type": "home", "value": "x@y.example"}], "emails_update_action": "replace"},
            )
        ],
    ),
    (
        "insert into replies(case_id, body, direction, status, created_at) values (3012, 'Hi', 'out', 'sent', '2019-01-01')",
        [
            (
                "POST",
                "/cases/3012/replies",
                {"body": "Hi", "direction": "out", "status": "sent", "created_at": "2019-01-01T00:00:00Z"},
            )
        ],
    ),
    ("insert into notes(case_id, body) values (3012, 'n')", [("POST", "/cases/3012/notes", {"body": "n"})]),
    (
        "insert into drafts(case_id, body) values (3012, 'd')",
        [("POST", "/cases/3012/replies/draft", {"body": "d"})],
    ),
    (
        "update drafts set status = 'pending' where case_id = 3012",
        [("PATCH", "/cases/3012/replies/draft", {"status": "pending"})],
    ),
    ("insert into topics(name) values ('T')", [("POST", "/topics", {"name": "T"})]),
    (
        "insert into articles(subject, topic_id) values ('A', 498301)",
        [
            (
                "POST",
                "/articles",
                {"subject": "A", "_links": {"topic": {"href": "/api/v2/topics/498301", "class": "topic"}}},
            )
        ],
    ),
    ("insert into labels(name) values ('L')", [("POST", "/labels", {"name": "L"})]),
    (
        "insert into companies(name, domains) values ('C', '[\"c.example\"]')",
        [("POST", "/companies", {"name": "C", "domains": ["c.example"]})],
    ),
    ("delete from articles where id = 1295677", [("DELETE", "/articles/1295677", None)]),
    (
        "call ReplyToCase(3012, 'Hello', status => 'draft')",
        [("POST", "/cases/3012/replies", {"direction": "out", "body": "Hello", "status": "draft"})],
    ),
    ("call AddNote(3012, 'N')", [("POST", "/cases/3012/notes", {"body": "N"})]),
    (
        'call SetLabels(3012, \'["a","b"]\')',
        [("PATCH", "/cases/3012", {"label_action": "replace", "labels": ["a", "b"]})],
    ),
    (
        "call AppendLabels(3012, '[\"c\"]')",
        [("PATCH", "/cases/3012", {"label_action": "append", "labels": ["c"]})],
    ),
    (
        "call RemoveLabels(3012, '[\"A\"]')",
        [("PATCH", "/cases/3012", {"labels": ["b", "c"], "label_action": "replace"})],
    ),
    ("call RemoveLabels(3012, '[\"not there\"]')", []),
    (
        "call AssignCase(3012, user_id => 16096734)",
        [("PATCH", "/cases/3012", {"_links": {"assigned_user": AGENT}})],
    ),
    ("call ResolveCase(3012)", [("PATCH", "/cases/3012", {"status": "resolved"})]),
    (
        "call ResolveCase(3012, 'Done')",
        [("PATCH", "/cases/3012", {"status": "resolved", "reply": {"body": "Done"}})],
    ),
    (
        "call ForwardCase(3012, 'a@b.example', note => 'See')",
        [("POST", "/cases/3012/message/forward", {"to": "a@b.example", "note_text": "See"})],
    ),
]


BEFORE = {
    # What has to be there for a statement.
    "update cases set assigned_user_id = null, locked_until = null, custom_market = 'Asia' where id = 3011": (
        "update cases set assigned_user_id = 16096734 where id = 3011"
    ),
    "update drafts set status = 'pending' where case_id = 3012": "insert into drafts(case_id, body) values (3012, 'd')",
    "call RemoveLabels(3012, '[\"A\"]')": 'call SetLabels(3012, \'["a","b","c"]\')',
}


@pytest.mark.parametrize(("sql", "expected"), SENT, ids=[sql[:60] for sql, _ in SENT])
def test_sent(sql: str, expected: list[tuple[str, str, Any]]) -> None:
    with open_desk(size=0.02) as desk:
        if sql in BEFORE:
            desk.rows(BEFORE[sql])
        assert [(s.method, s.path.removeprefix("/api/v2"), s.body) for s in desk.sent(sql)] == expected


REFUSED = [
    ("delete from cases where id = 3011", NotSupportedError, "does not offer it"),
    ("delete from customers", NotSupportedError, "does not offer it"),
    ("update users set name = 'x'", NotSupportedError, "does not offer it"),
    ("insert into groups(name) values ('x')", NotSupportedError, "does not offer it"),
    ("insert into filters(name) values ('x')", NotSupportedError, "does not offer it"),
    ("insert into custom_fields(name) values ('x')", NotSupportedError, "does not offer it"),
    ("insert into messages(body) values ('x')", NotSupportedError, "does not offer it"),
    ("update notes set body = 'x'", NotSupportedError, "does not offer it"),
    ("update cases set blurb = 'x' where id = 3011", NotSupportedError, "does not let it be changed"),
    ("update cases set customer_id = 5 where id = 3011", NotSupportedError, "does not let it be changed"),
    ("insert into cases(type) values ('email')", IntegrityError, "needs customer_id"),
    ("insert into cases(customer_id) values (5)", IntegrityError, "needs type"),
    ("insert into articles(subject) values ('x')", IntegrityError, "needs topic_id"),
    ("insert into replies(case_id) values (5)", IntegrityError, "needs body"),
    ("update cases set status = 'done' where id = 3011", ProgrammingError, "'done' is not valid"),
    ("call AssignCase(3011)", ProgrammingError, "needs user_id or group_id"),
    ("call SetLabels(3011, 'a')", Exception, "takes a JSON array"),
]


@pytest.mark.parametrize(("sql", "kind", "text"), REFUSED, ids=[sql for sql, _, _ in REFUSED])
def test_refused_before_anything_is_sent(desk: Desk, sql: str, kind: type[Exception], text: str) -> None:
    before = len(desk.tap.sent)
    with pytest.raises(kind, match=text):
        desk.rows(sql)
    assert desk.tap.sent[before:] == []


def test_new_rows_are_returned() -> None:
    with open_desk(size=0.05) as desk:
        [(case, subject, labels, market)] = desk.rows(
            "insert into cases(type, customer_id, subject, labels, message_body, custom_market) "
            "values ('email', 34290812, 'Hi', '[\"vip\"]', 'Text', 'Europe') "
            "returning id, subject, labels, custom_market"
        )
        assert (subject, labels, market) == ("Hi", '["vip"]', "Europe")
        assert desk.rows(f"select body from messages where case_id = {case}") == [("Text",)]
        [(reply, direction)] = desk.rows(
            f"insert into replies(case_id, body) values ({case}, 'Re') returning reply_id, direction"
        )
        assert direction == "out"
        assert desk.rows(f"select body from replies where case_id = {case} and reply_id = {reply}") == [
            ("Re",)
        ]
        # 2014: topics have no id of their own; it stands in their link.
        assert desk.rows("insert into topics(name) values ('T') returning id > 0, name") == [(1, "T")]


def test_an_update_of_a_list_replaces_it() -> None:
    with open_desk(size=0.05) as desk:
        for _ in range(2):
            phones = desk.one(
                'update customers set phone_numbers = \'[{"type":"home","value":"1"}]\' '
                "where id = 34290812 returning phone_numbers"
            )
            assert phones == '[{"type":"home","value":"1"}]'


def test_values_of_old_rows_are_those_of_their_types() -> None:
    """Texts for every type: "0" is a false, "" in the place of a date or a number is nothing."""
    with open_desk(size=0.3) as desk:
        fields = desk.rows("select name, type, data_type from custom_fields where type <> 'company'")
        for name, kind, data_type in fields:
            table = "cases" if kind == "ticket" else "customers"
            types = {found for (found,) in desk.rows(f"select distinct typeof(custom_{name}) from {table}")}
            expected = {"integer": "integer", "boolean": "integer"}.get(data_type, "text")
            assert types <= {expected, "null"}, (name, data_type, types)
            if data_type == "date":
                assert desk.rows(f"select 1 from {table} where custom_{name} = ''") == []
