"""Zendesk's procedures, played without a network."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpsql.callbodies import call_request, check_arguments
from helpsql.errors import DataError, OperationalError, ProgrammingError
from helpsql.spec import Procedure, Request, Response
from procedures.zendesk import procedures
from vtables.zendesk import helpdesk

BY_NAME = {procedure.name: procedure for procedure in procedures}


def bound(procedure: Procedure, arguments: dict[str, Any]) -> dict[str, Any]:
    return check_arguments(procedure, arguments, helpdesk, procedure.name)


def request(name: str, **arguments: Any) -> Request:
    """The one request of a procedure."""
    procedure = BY_NAME[name]
    return call_request(procedure, bound(procedure, arguments), helpdesk)


def play(name: str, answers: list[Any], **arguments: Any) -> tuple[list[Request], list[dict[str, Any]]]:
    """The requests that a procedure of several sends, and its rows, when these bodies come back."""
    procedure = BY_NAME[name]
    assert procedure.steps is not None
    running = procedure.steps(bound(procedure, arguments))
    sent: list[Request] = []
    try:
        sent.append(next(running))
        while True:
            sent.append(running.send(Response(200, {}, answers.pop(0))))
    except StopIteration as stop:
        rows: list[dict[str, Any]] = stop.value
    assert all(set(row) == set(procedure.returns) for row in rows)
    return sent, rows


def job(status: str, **facts: Any) -> dict[str, Any]:
    return {"job_status": {"id": "V3-1", "status": status, "message": None, "results": None, **facts}}


# One request


@pytest.mark.parametrize(
    ("name", "arguments", "method", "path", "body"),
    [
        (
            "ReplyToTicket",
            {"ticket_id": 5, "body": "Hi", "status": "Solved"},
            "PUT",
            "/tickets/5",
            {"ticket": {"comment": {"body": "Hi", "public": True}, "status": "solved"}},
        ),
        (
            "AddNote",
            {"ticket_id": 5, "body": "Hm"},
            "PUT",
            "/tickets/5",
            {"ticket": {"comment": {"body": "Hm", "public": False}}},
        ),
        ("SolveTicket", {"ticket_id": 5}, "PUT", "/tickets/5", {"ticket": {"status": "solved"}}),
        (
            "AssignTicket",
            {"ticket_id": 5, "group_id": 7},
            "PUT",
            "/tickets/5",
            {"ticket": {"group_id": 7}},
        ),
        ("MarkAsSpam", {"ticket_id": 5}, "PUT", "/tickets/5/mark_as_spam", None),
        ("RestoreTicket", {"ticket_id": 5}, "PUT", "/deleted_tickets/5/restore", None),
        (
            "RedactComment",
            {"ticket_id": 5, "comment_id": 6, "text": "secret"},
            "PUT",
            "/tickets/5/comments/6/redact",
            {"text": "secret"},
        ),
        ("SuspendUser", {"user_id": 3}, "PUT", "/users/3", {"user": {"suspended": True}}),
        (
            "MergeUsers",
            {"loser_id": 3, "winner_id": 4},
            "PUT",
            "/users/3/merge",
            {"user": {"id": 4}},
        ),
        (
            "CreateFollowUp",
            {"source_id": 9, "subject": "Again", "body": "Hello"},
            "POST",
            "/tickets",
            {
                "ticket": {
                    "via_followup_source_id": 9,
                    "subject": "Again",
                    "comment": {"body": "Hello", "public": True},
                }
            },
        ),
    ],
)
def test_request(name: str, arguments: dict[str, Any], method: str, path: str, body: Any) -> None:
    made = request(name, **arguments)
    assert (made.method, made.path, made.body) == (method, f"/api/v2{path}", body)


def test_a_note_does_not_leak_into_the_next() -> None:
    """What is always sent is not changed by what was sent once."""
    request("AddNote", ticket_id=5, body="first")
    assert request("AddNote", ticket_id=6, html_body="<b>x</b>", body="second").body == {
        "ticket": {"comment": {"public": False, "body": "second", "html_body": "<b>x</b>"}}
    }
    assert BY_NAME["AddNote"].fixed == {"comment.public": False}


@pytest.mark.parametrize("name", ["ReplyToTicket", "AddNote", "SolveTicket", "MergeUsers"])
def test_what_cannot_be_repeated_is_not(name: str) -> None:
    assert BY_NAME[name].repeatable is False


def test_a_wrong_status_is_refused() -> None:
    with pytest.raises(ProgrammingError, match="Valid values: new, open"):
        request("SetStatus", ticket_id=5, status="done")


# Tags


@pytest.mark.parametrize(
    ("name", "method"), [("AddTags", "PUT"), ("RemoveTags", "DELETE"), ("SetTags", "POST")]
)
def test_tags(name: str, method: str) -> None:
    sent, rows = play(name, [{"tags": ["vip"]}], id=5, tags='["vip"]', kind="User")
    assert [(r.method, r.path, r.body) for r in sent] == [(method, "/api/v2/users/5/tags", {"tags": ["vip"]})]
    assert rows == [{"id": 5, "tags": '["vip"]'}]


def test_tags_are_a_tickets_unless_said() -> None:
    sent, rows = play("RemoveTags", [None], id=5, tags='["vip"]')
    assert sent[0].path == "/api/v2/tickets/5/tags"
    assert rows == [{"id": 5, "tags": None}]


# Macros

BEFORE = {
    "ticket": {
        "id": 5,
        "status": "open",
        "tags": ["a"],
        "updated_at": "x",
        "custom_fields": [{"id": 1, "value": None}, {"id": 2, "value": "kept"}],
    }
}
AFTER = {
    "result": {
        "ticket": {
            "id": 5,
            "status": "pending",
            "tags": ["a"],
            "updated_at": "y",
            "custom_fields": [{"id": 1, "value": "new"}, {"id": 2, "value": "kept"}],
            "comment": {"body": "Hello", "public": True, "scoped_body": []},
        }
    }
}
CHANGES = {
    "status": "pending",
    "custom_fields": [{"id": 1, "value": "new"}],
    "comment": {"body": "Hello", "public": True},
}


def test_a_macro_writes_what_it_changes() -> None:
    sent, rows = play("ApplyMacro", [BEFORE, AFTER, {}], ticket_id=5, macro_id=7)
    assert [(r.method, r.path) for r in sent] == [
        ("GET", "/api/v2/tickets/5"),
        ("GET", "/api/v2/tickets/5/macros/7/apply"),
        ("PUT", "/api/v2/tickets/5"),
    ]
    assert sent[-1].body == {"ticket": {**CHANGES, "macro_ids": [7]}}
    assert sent[-1].repeatable is False
    assert rows[0]["applied"] is True


def test_a_preview_writes_nothing() -> None:
    sent, rows = play("ApplyMacro", [BEFORE, AFTER], ticket_id=5, macro_id=7, preview=1)
    assert {r.method for r in sent} == {"GET"}
    assert json.loads(rows[0]["changes"]) == CHANGES
    assert rows[0]["applied"] is False


def test_a_macro_that_changes_nothing_writes_nothing() -> None:
    same = {"result": BEFORE}
    sent, rows = play("ApplyMacro", [BEFORE, same], ticket_id=5, macro_id=7)
    assert len(sent) == 2
    assert rows[0]["applied"] is False


# Jobs


def test_merge_waits_for_its_job() -> None:
    answers = [job("queued"), job("working"), job("completed", results=[{"id": 5, "success": True}])]
    sent, rows = play("MergeTickets", answers, target_id=5, source_ids="[6, 7]")
    assert sent[0].body == {
        "ids": [6, 7],
        "target_comment_is_public": False,
        "source_comment_is_public": False,
    }
    assert [(r.path, r.wait) for r in sent[1:]] == [
        ("/api/v2/job_statuses/V3-1", 1.0),
        ("/api/v2/job_statuses/V3-1", 1.5),
    ]
    assert rows[0]["status"] == "completed"


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (
            job("completed", results=[{"id": 6, "error": "TicketMergeFailed", "success": False}]),
            "6 TicketMerge",
        ),
        (job("failed", message="No way"), "No way"),
        (job("killed", message="Too long"), "Too long"),
        (job("completed", results={"success": False, "error": "Gone"}), "Gone"),
    ],
)
def test_a_job_that_failed_is_an_error(end: dict[str, Any], said: str) -> None:
    with pytest.raises(OperationalError, match=said):
        play("PurgeTicket", [job("queued"), end], ticket_id=5)


def test_waiting_ends_with_patience() -> None:
    answers = [job("queued")] + [job("working")] * 99
    sent, rows = play("WaitForJob", answers, job_id="V3-1", timeout_s=4)
    assert sum(r.wait for r in sent) == pytest.approx(4.0)
    assert rows[0]["status"] == "working"


def test_a_job_that_failed_is_what_waiting_tells() -> None:
    _, rows = play("WaitForJob", [job("failed", message="No")], job_id="a/b")
    assert rows[0]["message"] == "No"


def test_a_jobs_name_cannot_lead_elsewhere() -> None:
    sent, _ = play("WaitForJob", [job("completed")], job_id="../users")
    assert sent[0].path == "/api/v2/job_statuses/..%2Fusers"


def test_organizations_are_merged_to_the_end() -> None:
    merge = {"organization_merge": {"id": "01H", "status": "new"}}
    done = {"organization_merge": {"id": "01H", "status": "complete"}}
    sent, rows = play("MergeOrganizations", [merge, done], loser_id=3, winner_id=4)
    assert [(r.method, r.path) for r in sent] == [
        ("POST", "/api/v2/organizations/3/merge"),
        ("GET", "/api/v2/organization_merges/01H"),
    ]
    assert rows == [{"loser_id": 3, "winner_id": 4, "status": "complete"}]
    failed = {"organization_merge": {"id": "01H", "status": "error"}}
    with pytest.raises(OperationalError, match="the merge 01H failed"):
        play("MergeOrganizations", [merge, failed], loser_id=3, winner_id=4)


# Files, import

UPLOAD = {"upload": {"token": "abc", "expires_at": "2026-01-01T00:00:00Z", "attachment": {"id": 8}}}


def test_upload_sends_bytes() -> None:
    sent, rows = play("UploadFile", [UPLOAD], filename="a b.txt", data="AAFoaQ==", content_type="text/plain")
    assert (sent[0].path, sent[0].params) == ("/api/v2/uploads", {"filename": "a b.txt"})
    assert sent[0].content == b"\x00\x01hi"
    assert sent[0].headers == {"Content-Type": "text/plain"}
    assert rows[0]["token"] == "abc"


def test_upload_of_no_base64_sends_nothing() -> None:
    with pytest.raises(DataError, match="no base64"):
        play("UploadFile", [], filename="a", data="no base64!")


def test_import() -> None:
    sent, rows = play(
        "ImportTicket", [{"ticket": {"id": 12}}], ticket='{"subject": "Old"}', archive_immediately=True
    )
    assert sent[0].path == "/api/v2/imports/tickets"
    assert sent[0].params == {"archive_immediately": "true"}
    assert sent[0].body == {"ticket": {"subject": "Old"}}
    assert rows == [{"Id": 12}]


@pytest.mark.parametrize("body", [None, [], {}, {"ticket": None}])
def test_an_answer_of_another_shape_is_an_error(body: Any) -> None:
    with pytest.raises(DataError, match="no ticket came back"):
        play("ImportTicket", [body], ticket="{}")
