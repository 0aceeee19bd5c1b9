"""Every procedure of Zendesk, called once: what it gives back and what it leaves."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpsql.errors import ProgrammingError, WriteError
from procedures.zendesk import procedures
from tests.engine.zendesk.desk import JOB, Desk, open_desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


@pytest.fixture
def ticket(desk: Desk) -> int:
    return new_ticket(desk)


def new_ticket(desk: Desk) -> int:
    made = desk.run("insert into tickets(subject, comment) values ('Subject', 'My card is 4111')").lastrowid
    assert made is not None
    return made


def new_user(desk: Desk, name: str) -> int:
    made = desk.run(
        "insert into users(name, email) values (?, ?)", (name, f"{name.lower()}@x.example")
    ).lastrowid
    assert made is not None
    return made


def new_organization(desk: Desk, name: str) -> int:
    made = desk.run("insert into organizations(name) values (?)", (name,)).lastrowid
    assert made is not None
    return made


def of(desk: Desk, table: str, column: str, number: Any) -> Any:
    return desk.one(f"select {column} from {table} where id = ?", (number,))


def call(desk: Desk, sql: str, *values: Any) -> dict[str, Any]:
    """The one row that a call gives back."""
    result = desk.run(f"call {sql}", values)
    [row] = desk.last
    return dict(zip((name for name, _ in result.columns), row, strict=True))


def test_every_procedure_is_called_here() -> None:
    text = Path(__file__).read_text()
    called = set(re.findall(r"call\(desk, [\"'](\w+)\(", text))
    assert {one.name for one in procedures} - called == set()


def test_comments(desk: Desk, ticket: int) -> None:
    reply = call(desk, "ReplyToTicket(?, 'Hello', status => 'pending')", ticket)
    note = call(desk, "AddNote(?, 'Psst')", ticket)
    assert (reply["ticket_id"], reply["status"], note["status"]) == (ticket, "pending", "pending")
    found = desk.rows("select id, body, public from ticket_comments where ticket_id = ?", (ticket,))
    assert found[1:] == [(reply["comment_id"], "Hello", 1), (note["comment_id"], "Psst", 0)]
    call(desk, "MakeCommentPrivate(?, ?)", ticket, reply["comment_id"])
    call(desk, "RedactComment(?, ?, '4111')", ticket, found[0][0])
    first, second, *_ = desk.rows("select body, public from ticket_comments where ticket_id = ?", (ticket,))
    assert "4111" not in first[0] and second == ("Hello", 0)


def test_files(desk: Desk, ticket: int) -> None:
    data = base64.b64encode(b"\x00\xffnot JSON").decode()
    upload = call(desk, "UploadFile('a.bin', ?, 'image/png')", data)
    [sent] = [one for one in desk.tap.sent if one.path.startswith("/api/v2/uploads")]
    assert sent.body == b"\x00\xffnot JSON"
    call(desk, "AddNote(?, 'File', uploads => ?)", ticket, json.dumps([upload["token"]]))
    files = "select comment_id, id, file_name, content_type from attachments where ticket_id = ?"
    [(comment, file, name, kind)] = desk.rows(files, (ticket,))
    assert (file, name, kind) == (upload["attachment_id"], "a.bin", "image/png")
    call(desk, "RedactAttachment(?, ?, ?)", ticket, comment, file)
    assert [row[2] for row in desk.rows(files, (ticket,))] != ["a.bin"]


def test_states(desk: Desk, ticket: int) -> None:
    assert call(desk, "SetStatus(?, 'pending')", ticket)["status"] == "pending"
    [status] = desk.rows("select id from custom_statuses where status_category = 'hold' limit 1")[0]
    assert call(desk, "SetCustomStatus(?, ?)", ticket, status)["status"] == "hold"
    assert call(desk, "SolveTicket(?, 'Done', public => 0)", ticket)["status"] == "solved"
    assert call(desk, "ReopenTicket(?)", ticket)["status"] == "open"
    assert call(desk, "CloseTicket(?)", ticket)["status"] == "closed"
    made = call(desk, "CreateFollowUp(?, 'Again', 'More')", ticket)["Id"]
    assert of(desk, "tickets", "subject", made) == "Again"
    with pytest.raises(WriteError) as caught:
        call(desk, "SolveTicket(?)", ticket)
    assert [outcome.state for outcome in caught.value.outcomes] == ["refused"]


def test_assignment_and_priority(desk: Desk, ticket: int) -> None:
    [(user, group)] = desk.rows("select user_id, group_id from group_memberships limit 1")
    call(desk, "AssignTicket(?, assignee_id => ?, group_id => ?)", ticket, user, group)
    assert of(desk, "tickets", "assignee_id", ticket) == user
    assert call(desk, "SetPriority(?, 'URGENT')", ticket)["priority"] == "urgent"
    before = len(desk.entries())
    with pytest.raises(ProgrammingError, match="needs assignee_id or group_id or assignee_email"):
        call(desk, "AssignTicket(?)", ticket)
    assert len(desk.entries()) == before


def test_tags(desk: Desk, ticket: int) -> None:
    assert call(desk, 'AddTags(?, \'["a", "b"]\')', ticket) == {"id": ticket, "tags": '["a", "b"]'}
    assert call(desk, "RemoveTags(?, '[\"a\"]')", ticket)["tags"] == '["b"]'
    assert call(desk, "SetTags(?, '[\"z\"]')", ticket)["tags"] == '["z"]'
    assert of(desk, "tickets", "tags", ticket) == '["z"]'


def test_merging_tickets_waits_for_the_job(desk: Desk, ticket: int) -> None:
    other = new_ticket(desk)
    row = call(desk, "MergeTickets(?, ?, 'Merged')", ticket, json.dumps([other]))
    assert (row["target_id"], row["status"]) == (ticket, "completed")
    assert of(desk, "tickets", "status", other) == "closed"
    looks = [entry for entry in desk.entries() if entry.path.startswith(JOB)]
    assert 1 < len(looks) <= len(desk.clock.sleeps)
    with pytest.raises(WriteError, match=r"422|failed") as caught:
        call(desk, "MergeTickets(?, ?)", other, json.dumps([ticket]))
    assert caught.value.refused


def test_a_macro(desk: Desk, ticket: int) -> None:
    [(macro,)] = desk.rows("select id from macros where title = 'Close and redirect to topics'")
    preview = call(desk, "ApplyMacro(?, ?, preview => 1)", ticket, macro)
    assert preview["applied"] == 0 and of(desk, "tickets", "status", ticket) != "solved"
    applied = call(desk, "ApplyMacro(?, ?)", ticket, macro)
    assert applied["applied"] == 1 and of(desk, "tickets", "status", ticket) == "solved"


def test_spam_and_bin(desk: Desk, ticket: int) -> None:
    call(desk, "MarkAsSpam(?)", ticket)
    assert desk.rows("select id from deleted_tickets where id = ?", (ticket,)) == [(ticket,)]
    call(desk, "RestoreTicket(?)", ticket)
    assert desk.rows("select id from deleted_tickets where id = ?", (ticket,)) == []
    desk.run("delete from tickets where id = ?", (ticket,))
    purged = call(desk, "PurgeTicket(?)", ticket)
    assert purged["status"] == "completed"
    assert call(desk, "WaitForJob(?)", purged["job_id"])["status"] == "completed"


def test_suspended_mails(desk: Desk) -> None:
    (first,), (second,), *_ = desk.rows("select id from suspended_tickets")
    row = call(desk, "RecoverSuspendedTicket(?)", first)
    assert of(desk, "tickets", "id", row["ticket_id"]) == row["ticket_id"]
    call(desk, "DeleteSuspendedTicket(?)", second)
    left = [number for (number,) in desk.rows("select id from suspended_tickets")]
    assert first not in left and second not in left


def test_upserts_of_people(desk: Desk) -> None:
    made = call(desk, "CreateOrUpdateUser('Zed', email => 'zed@x.example')")["Id"]
    assert call(desk, "CreateOrUpdateUser('Zoe', 'zed@x.example')")["Id"] == made
    assert of(desk, "users", "name", made) == "Zoe"
    made = call(desk, "CreateOrUpdateOrganization('Zorg', external_id => 'z1')")["Id"]
    assert of(desk, "organizations", "external_id", made) == "z1"
    with pytest.raises(ProgrammingError, match="needs email or external_id"):
        call(desk, "CreateOrUpdateUser('Zed')")


def test_suspension(desk: Desk) -> None:
    user = new_user(desk, "Ann")
    call(desk, "SuspendUser(?)", user)
    assert of(desk, "users", "suspended", user) == 1
    call(desk, "UnsuspendUser(?)", user)
    assert of(desk, "users", "suspended", user) == 0


def test_identities(desk: Desk) -> None:
    user = new_user(desk, "Ann")
    made = call(desk, "AddIdentity(?, 'email', 'second@x.example')", user)["Id"]
    call(desk, "MakePrimaryIdentity(?, ?)", user, made)
    assert of(desk, "users", "email", user) == "second@x.example"


def test_merging_and_purging_users(desk: Desk) -> None:
    loser, winner = new_user(desk, "Ann"), new_user(desk, "Bob")
    assert call(desk, "MergeUsers(?, ?)", loser, winner) == {"loser_id": loser, "winner_id": winner}
    desk.run("delete from users where id = ?", (winner,))
    call(desk, "PurgeUser(?)", winner)
    [sent] = [one for one in desk.tap.sent if one.path.startswith("/api/v2/deleted_users")]
    assert str(sent) == f"DELETE /api/v2/deleted_users/{winner}"


def test_organizations(desk: Desk) -> None:
    one, two, user = new_organization(desk, "One"), new_organization(desk, "Two"), new_user(desk, "Ann")
    joined = "insert into organization_memberships(user_id, organization_id) values (?, ?)"
    desk.run(joined, (user, one))
    second = desk.run(joined, (user, two)).lastrowid
    call(desk, "SetDefaultOrganization(?, ?)", user, second)
    assert of(desk, "users", "organization_id", user) == two
    assert call(desk, "MergeOrganizations(?, ?)", one, two)["status"] == "complete"


def test_the_default_group(desk: Desk) -> None:
    [(user, group, membership)] = desk.rows(
        'select user_id, group_id, id from group_memberships where "default" = 0 limit 1'
    )
    call(desk, "SetDefaultGroup(?, ?)", user, membership)
    assert of(desk, "users", "default_group_id", user) == group


def test_import(desk: Desk) -> None:
    said = [{"value": "Hi", "created_at": "2020-01-01T00:00:00Z"}]
    given = {"subject": "Old", "requester_id": new_user(desk, "Ann"), "comments": said}
    made = call(desk, "ImportTicket(?)", json.dumps(given))["Id"]
    assert of(desk, "tickets", "subject", made) == "Old"


def test_dry_run_of_what_waits_for_a_job() -> None:
    with open_desk(engine={"dry_run": True}) as desk:
        planned = desk.run("call MergeTickets(1, '[2]')").planned
        data = base64.b64encode(b"abc").decode()
        upload = desk.run("call UploadFile('a', ?)", (data,)).planned
        assert desk.tap.sent == []
    assert len(planned) == 1 and planned[0].startswith("zendesk: POST /api/v2/tickets/1/merge {")
    assert upload == ["zendesk: POST /api/v2/uploads?filename=a (3 bytes)"]


class Silent(httpx.BaseTransport):
    """Refuses looks at jobs."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith(JOB):
            return httpx.Response(404, json={"error": "RecordNotFound"})
        return self._inner.handle_request(request)


def test_a_call_whose_job_cannot_be_seen_is_unknown() -> None:
    with open_desk(wrap=Silent) as desk:
        one, two = new_ticket(desk), new_ticket(desk)
        with pytest.raises(WriteError) as caught:
            call(desk, "MergeTickets(?, ?)", one, json.dumps([two]))
    assert [outcome.state for outcome in caught.value.outcomes] == ["unknown"]


class Keys(httpx.BaseTransport):
    """Loses the answer to the first write, and remembers the keys of all."""

    def __init__(self, inner: httpx.BaseTransport, keys: list[str | None]) -> None:
        self._inner, self._keys = inner, keys

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        if request.method == "POST":
            self._keys.append(request.headers.get("Idempotency-Key"))
            if len(self._keys) == 1:
                raise httpx.ReadError("cut", request=request)
        return answer


def test_a_follow_up_is_not_doubled() -> None:
    keys: list[str | None] = []
    with open_desk(wrap=lambda inner: Keys(inner, keys)) as desk:
        join = "join users u on u.id = t.requester_id and not u.suspended"
        [(closed,)] = desk.rows(f"select t.id from tickets t {join} where t.status = 'closed' limit 1")
        call(desk, "CreateFollowUp(?, 'Again', 'More')", closed)
    assert len(keys) == 2 and keys[0] and keys[0] == keys[1]
