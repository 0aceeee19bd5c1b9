"""Every procedure of Zendesk by table: what is refused, held, planned, and how arguments are given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpsql.errors import DataError, ProgrammingError, WriteError
from helpsql.spec import INTEGER, JSON, Parameter, Procedure
from procedures.zendesk import procedures
from tests.engine.zendesk.desk import Desk, open_desk
from tests.engine.zendesk.test_calls_zendesk import call, new_ticket, new_user

NOBODY = 987_654_321
"""An id that nothing has."""
NEEDS_NOTHING = {"CreateOrUpdateUser", "CreateOrUpdateOrganization", "UploadFile"}
"""These refer to nothing that must be there."""
WRITING = [one for one in procedures if one.writes]
EXTRA = {
    "AssignTicket": {"assignee_id": NOBODY},
    "CreateOrUpdateUser": {"email": "new@x.example"},
    "CreateOrUpdateOrganization": {"external_id": "new"},
    "UploadFile": {"data": "YWJj"},
}


def value_of(parameter: Parameter) -> Any:
    """A value that fits, with ids of nothing."""
    if parameter.values:
        return next(iter(parameter.values))
    if parameter.type is INTEGER:
        return NOBODY
    if parameter.type is JSON:
        return json.dumps({"requester_id": NOBODY} if parameter.shape == "object" else [NOBODY])
    return "x"


def arguments(procedure: Procedure) -> dict[str, Any]:
    required = {p.name: value_of(p) for p in procedure.parameters if p.required}
    return {
        p.name: value
        for p in procedure.parameters
        if (value := (required | EXTRA.get(procedure.name, {})).get(p.name)) is not None
    }


def by_name(procedure: Procedure) -> tuple[str, list[Any]]:
    """The call, its arguments by name, the last first."""
    given = arguments(procedure)
    names = list(reversed(given))
    return f"call {procedure.name}({', '.join(f'{n} => ?' for n in names)})", [given[n] for n in names]


def by_place(procedure: Procedure) -> tuple[str, list[Any]]:
    """The same by place, NULL for what is not given between."""
    given = arguments(procedure)
    last = max(place for place, p in enumerate(procedure.parameters) if p.name in given)
    values = [given.get(p.name) for p in procedure.parameters[: last + 1]]
    return f"call {procedure.name}({', '.join('?' * len(values))})", values


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


@pytest.fixture(scope="module")
def dry() -> Iterator[Desk]:
    with open_desk(engine={"dry_run": True}) as opened:
        yield opened


every = pytest.mark.parametrize("procedure", procedures, ids=lambda one: one.name)
every_writing = pytest.mark.parametrize("procedure", WRITING, ids=lambda one: one.name)


@every
def test_a_missing_argument_is_named_before_anything_is_sent(desk: Desk, procedure: Procedure) -> None:
    before = len(desk.entries())
    with pytest.raises(ProgrammingError, match="missing argument") as caught:
        desk.run(f"call {procedure.name}()")
    for parameter in procedure.parameters:
        assert (parameter.name in caught.value.message) == parameter.required
    assert procedure.usage in caught.value.hint
    assert len(desk.entries()) == before


@every
def test_an_argument_of_the_wrong_kind_is_refused_unsent(desk: Desk, procedure: Procedure) -> None:
    before = len(desk.entries())
    for parameter in procedure.parameters:
        if parameter.type is INTEGER or parameter.type is JSON or parameter.values:
            given = {**arguments(procedure), parameter.name: "no such value"}
            text = ", ".join(f"{name} => ?" for name in given)
            with pytest.raises((DataError, ProgrammingError), match=parameter.name):
                desk.run(f"call {procedure.name}({text})", list(given.values()))
    with pytest.raises(ProgrammingError, match="no parameter"):
        desk.run(f"call {procedure.name}(nonsense => 1)")
    assert len(desk.entries()) == before


@every
def test_what_is_not_there_is_refused(desk: Desk, procedure: Procedure) -> None:
    if procedure.name in NEEDS_NOTHING:
        desk.run(*by_name(procedure))
        return
    with pytest.raises(Exception, match=r"40\d|422|failed") as caught:
        desk.run(*by_name(procedure))
    if procedure.writes:
        assert isinstance(caught.value, WriteError)
        assert [outcome.state for outcome in caught.value.outcomes] == ["refused"]


@every
def test_arguments_by_place_and_by_name_mean_the_same(dry: Desk, procedure: Procedure) -> None:
    if procedure.name in ("WaitForJob", "ApplyMacro"):
        pytest.skip("it reads first, and what it reads is not there")
    first, second = dry.run(*by_place(procedure)).planned, dry.run(*by_name(procedure)).planned
    assert first == second and len(first) == 1
    assert dry.tap.sent == []


@every_writing
def test_a_call_that_is_rolled_back_sends_nothing(desk: Desk, procedure: Procedure) -> None:
    before = len(desk.entries())
    desk.run("begin")
    held = desk.run(*by_name(procedure))
    assert tuple(name for name, _ in held.columns) == procedure.returns
    assert len(desk.last) == (1 if procedure.returns else 0)
    desk.run("rollback")
    assert len(desk.entries()) == before


CLOSED = {
    "ReplyToTicket": ("'x'",),
    "AddNote": ("'x'",),
    "SolveTicket": (),
    "ReopenTicket": (),
    "SetStatus": ("'open'",),
    "SetPriority": ("'low'",),
    "SetCustomStatus": ("(select id from custom_statuses where status_category = 'hold' limit 1)",),
    "AssignTicket": ("(select user_id from group_memberships limit 1)",),
    "MergeTickets": ("'[1]'",),
    "ApplyMacro": ("(select id from macros where title = 'Close and redirect to topics')",),
}


@pytest.fixture(scope="module")
def closed(desk: Desk) -> int:
    ticket = new_ticket(desk)
    desk.run("call CloseTicket(?)", (ticket,))
    return ticket


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_ticket_takes_no_change(desk: Desk, closed: int, name: str) -> None:
    with pytest.raises(WriteError, match=r"closed|failed") as caught:
        desk.run(f"call {name}({', '.join(['?', *CLOSED[name]])})", (closed,))
    assert [outcome.state for outcome in caught.value.outcomes] == ["refused"]
    assert caught.value.outcomes[0].key[0] == closed


def test_calls_go_together_at_commit(desk: Desk) -> None:
    ticket = new_ticket(desk)
    before = len(desk.tap.sent)
    desk.run("begin")
    desk.run("call AddNote(?, 'first')", (ticket,))
    desk.run("update tickets set priority = 'low' where id = ?", (ticket,))
    desk.run("call SolveTicket(?)", (ticket,))
    assert desk.tap.sent[before:] == []
    desk.run("commit")
    assert [list(one.body["ticket"]) for one in desk.tap.sent[before:]] == [
        ["comment"],
        ["priority"],
        ["status"],
    ]


# -- what some of them do


def test_a_file_is_read_from_its_path(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "shot.png"
    picture.write_bytes(b"\x89PNG not really")
    upload = call(desk, "UploadFile(?)", str(picture))
    [sent] = [one for one in desk.tap.sent if "filename=shot.png" in one.path]
    assert sent.body == b"\x89PNG not really"
    ticket = new_ticket(desk)
    call(desk, "ReplyToTicket(?, 'See', uploads => json_array(?))", ticket, upload["token"])
    files = "select file_name, content_type, size from attachments where ticket_id = ?"
    assert desk.rows(files, (ticket,)) == [("shot.png", "image/png", 15)]


@pytest.mark.parametrize(("path", "why"), [("no-such-file.txt", "No such file"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named(desk: Desk, path: str, why: str) -> None:
    before = len(desk.entries())
    with pytest.raises(DataError, match=why) as caught:
        desk.run("call UploadFile(?)", (path,))
    assert path in caught.value.message
    assert len(desk.entries()) == before


def test_content_that_is_no_base64_is_refused(desk: Desk) -> None:
    with pytest.raises(DataError, match="no base64"):
        desk.run("call UploadFile('a.txt', 'not base64!')")


def test_an_imported_ticket_has_its_history(desk: Desk) -> None:
    user = new_user(desk, "Old")
    ticket = {
        "subject": "From before",
        "requester_id": user,
        "status": "closed",
        "created_at": "2020-01-01T00:00:00Z",
        "solved_at": "2020-01-03T00:00:00Z",
        "tags": ["imported"],
        "comments": [
            {"author_id": user, "created_at": "2020-01-01T00:00:00Z", "body": "One", "public": True},
            {"author_id": user, "created_at": "2020-01-02T00:00:00Z", "body": "Two", "public": False},
        ],
    }
    made = call(desk, "ImportTicket(?, archive_immediately => true)", json.dumps(ticket))["Id"]
    assert desk.rows("select status, created_at, tags from tickets where id = ?", (made,)) == [
        ("closed", "2020-01-01T00:00:00Z", '["imported"]')
    ]
    found = desk.rows("select body, public, created_at from ticket_comments where ticket_id = ?", (made,))
    assert found == [("One", 1, "2020-01-01T00:00:00Z"), ("Two", 0, "2020-01-02T00:00:00Z")]


def test_a_job_can_be_waited_for_in_vain(desk: Desk) -> None:
    ticket = new_ticket(desk)
    desk.run("delete from tickets where id = ?", (ticket,))
    job = call(desk, "PurgeTicket(?)", ticket)
    assert json.loads(job["results"]) == {"success": True}
    told = call(desk, "WaitForJob(?, timeout_s => 0)", job["job_id"])
    assert (told["job_id"], told["status"]) == (job["job_id"], "completed")


def test_a_preview_tells_what_a_macro_changes_and_changes_nothing(desk: Desk) -> None:
    ticket = new_ticket(desk)
    [(macro,)] = desk.rows("select id from macros where title = 'Close and redirect to topics'")
    before = len(desk.tap.sent)
    preview = call(desk, "ApplyMacro(?, ?, preview => true)", ticket, macro)
    assert preview["applied"] == 0 and json.loads(preview["changes"])["status"] == "solved"
    assert desk.tap.sent[before:] == []
    applied = call(desk, "ApplyMacro(?, ?)", ticket, macro)
    assert applied["changes"] == preview["changes"] and applied["applied"] == 1
