"""Many rows at once: few requests, jobs seen to their end, and what became of each row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import httpx
import pytest

from helpsql.dbapi.connection import Connection
from helpsql.errors import BudgetExceeded, Interrupted, WriteError
from tests.engine.zendesk.desk import JOB, Desk, open_desk

MANY = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)"
GIVEN = "(select value from json_each(?))"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


def add_tickets(desk: Desk, number: int, **columns: Any) -> list[int]:
    """New tickets; their ids."""
    names = "".join(f", {name}" for name in columns)
    values = "".join(f", ?{place}" for place in range(2, len(columns) + 2))
    result = desk.run(
        f"insert into tickets(subject, comment{names}) {MANY} select 'T' || i, 'Text ' || i{values} from n",
        (number, *columns.values()),
    )
    desk.later()
    return [outcome.key[0] for outcome in result.outcomes or ()]


def new_organization(desk: Desk, number: int) -> tuple[int, list[int]]:
    """An organization with so many tickets; their ids."""
    organization = desk.run("insert into organizations(name) values ('Acme')").lastrowid
    assert organization is not None
    user = desk.run(
        "insert into users(name, email, organization_id) values ('Ann', 'ann@acme.example', ?)",
        (organization,),
    ).lastrowid
    return organization, add_tickets(desk, number, requester_id=user, organization_id=organization)


def close(desk: Desk, *tickets: int) -> None:
    """Close tickets, which then refuse every change."""
    for ticket in tickets:
        desk.run("update tickets set status = 'closed' where id = ?", (ticket,))


def test_equal_changes_go_hundred_a_request(desk: Desk) -> None:
    organization, ids = new_organization(desk, 240)
    reads, writes, looks = desk.asked(
        "update tickets set priority = 'high' where organization_id = ?", (organization,)
    )
    assert len(writes) == 3 and all("PUT /api/v2/tickets/update_many?ids=" in line for line in writes)
    assert 3 <= looks <= 9
    assert len(reads) <= 3
    assert desk.one("select count(*) from tickets where id in " + GIVEN + " and priority = 'high'",
                    (json.dumps(ids),)) == 240  # fmt: skip


def test_new_rows_go_hundred_a_request_and_their_ids_are_known(desk: Desk) -> None:
    desk.one("select count(*) from tickets where id = 1")  # the account's own fields are looked up
    before = len(desk.entries())
    result = desk.run(f"insert into tickets(subject, comment) {MANY} select 'T' || i, 'Text' from n", (250,))
    new = desk.entries()[before:]
    assert [e.path for e in new if e.method == "POST"] == ["/api/v2/tickets/create_many"] * 3
    assert all(e.path.startswith(JOB) for e in new if e.method == "GET")
    ids = [outcome.key[0] for outcome in result.outcomes or ()]
    assert len(set(ids)) == 250 == result.rowcount
    assert result.lastrowid == ids[-1]
    # Workers share a job, so ids do not come in the order of the rows.
    assert ids != sorted(ids)
    for place in (0, 99, 100, 249):
        assert desk.one("select subject from tickets where id = ?", (ids[place],)) == f"T{place + 1}"


def test_no_more_jobs_are_in_flight_than_the_account_may_have(desk: Desk) -> None:
    desk.rows("select id from tickets where id = 1")
    account = desk.engine.accounts["zendesk"]
    assert account.helpdesk.job is not None
    account.helpdesk = replace(account.helpdesk, job=replace(account.helpdesk.job, most=1))
    before = len(desk.entries())
    desk.run(f"insert into tickets(subject, comment) {MANY} select 'T' || i, 'x' from n", (401,))
    methods = "".join(entry.method[0] for entry in desk.entries()[before:])
    assert methods.count("P") == 5
    assert "PP" not in methods
    last = [entry.path for entry in desk.entries()[before:]]
    looks = [
        len(list(group)) for is_look, group in groupby(last, lambda path: path.startswith(JOB)) if is_look
    ]
    assert len(looks) == 5


def test_different_changes_go_in_one_list(desk: Desk) -> None:
    ids = add_tickets(desk, 12)
    [sent] = desk.sent("update tickets set subject = 'N' || id where id in " + GIVEN, (json.dumps(ids),))
    assert sent.method == "PUT" and sent.path == "/api/v2/tickets/update_many"
    assert {one["id"]: one["subject"] for one in sent.body["tickets"]} == {i: f"N{i}" for i in ids}
    assert desk.one("select subject from tickets where id = ?", (ids[3],)) == f"N{ids[3]}"


def test_two_of_a_hundred_fail(desk: Desk) -> None:
    organization, ids = new_organization(desk, 100)
    close(desk, ids[10], ids[20])
    with pytest.raises(WriteError) as caught:
        desk.run("update tickets set priority = 'low' where organization_id = ?", (organization,))
    error = caught.value
    assert sorted(outcome.key[0] for outcome in error.refused) == sorted([ids[10], ids[20]])
    assert all("closed prevents ticket update" in outcome.reason for outcome in error.refused)
    assert len(error.applied) == 98 and not error.unknown and not error.unsent
    assert "2 of 100 rows were refused" in error.message and "98 applied" in error.message
    desk.later()
    assert desk.one("select priority from tickets where id = ?", (ids[0],)) == "low"


def test_the_db_api_tells_each_row(desk: Desk) -> None:
    ids = add_tickets(desk, 5)
    close(desk, ids[1])
    cursor = Connection(desk.engine, autocommit=True, check_same_thread=True).cursor()
    with pytest.raises(WriteError) as caught:
        cursor.execute("update tickets set priority = 'low' where id in " + GIVEN, (json.dumps(ids),))
    [refused] = caught.value.refused
    assert (refused.table, refused.key, refused.action) == ("zendesk.tickets", (ids[1],), "UPDATE")
    assert "closed" in refused.reason and len(caught.value.applied) == 4


def test_rows_of_many_statements_go_together_at_commit(desk: Desk) -> None:
    connection = Connection(desk.engine, autocommit=-1, check_same_thread=True)
    insert = "insert into tickets(subject, comment) values (?, ?)"
    connection.cursor().executemany(insert, [(f"T{number}", "x") for number in range(120)])
    assert desk.tap.sent == []
    connection.commit()
    assert [len(one.body["tickets"]) for one in desk.tap.sent] == [100, 20]


def test_rows_whose_answer_is_lost_are_unknown_and_not_sent_again() -> None:
    cuts: list[Cut] = []
    opened = open_desk(wrap=lambda inner: cuts.append(Cut(inner)) or cuts[0])
    with opened as desk, pytest.raises(WriteError) as caught:
        desk.run("insert into tickets(subject, comment) values ('a', 'b'), ('c', 'd')")
    assert len(caught.value.unknown) == 2
    assert len(cuts[0].keys) == 1


def test_one_row_goes_alone(desk: Desk) -> None:
    [first] = desk.sent("insert into tickets(subject, comment) values ('a', 'b')")
    assert (first.method, first.path) == ("POST", "/api/v2/tickets")
    assert first.body == {"ticket": {"subject": "a", "comment": {"body": "b"}}}
    made = desk.run("insert into tickets(subject, comment) values ('c', 'd')").lastrowid
    [second] = desk.sent("update tickets set subject = 'e' where id = ?", (made,))
    assert (second.method, second.path) == ("PUT", f"/api/v2/tickets/{made}")


def test_what_has_no_single_form_goes_in_bulk(desk: Desk) -> None:
    [ticket] = add_tickets(desk, 1)
    [sent] = desk.sent("update tickets set additional_tags = '[\"vip\"]' where id = ?", (ticket,))
    assert sent.path == f"/api/v2/tickets/update_many?ids={ticket}"
    assert sent.body == {"ticket": {"additional_tags": ["vip"]}}
    assert json.loads(desk.one("select tags from tickets where id = ?", (ticket,))) == ["vip"]


def test_equal_changes_of_two_kinds_share_a_request(desk: Desk) -> None:
    ids = add_tickets(desk, 3)
    change = "update tickets set priority = 'low', additional_tags = '[\"vip\"]' where id in " + GIVEN
    [sent] = desk.sent(change, (json.dumps(ids),))
    assert sent.body == {"ticket": {"priority": "low", "additional_tags": ["vip"]}}
    result = desk.run(change.replace("low", "high"), (json.dumps(ids),))
    assert [(o.key, o.state) for o in result.outcomes or ()] == [
        ((number,), "applied") for number in sorted(ids) for _ in range(2)
    ]


def test_different_changes_of_two_kinds_go_in_two_stages(desk: Desk) -> None:
    ids = add_tickets(desk, 3)
    close(desk, ids[1])
    change = "update tickets set subject = 'N' || id, additional_tags = '[\"vip\"]' where id in " + GIVEN
    with pytest.raises(WriteError) as caught:
        desk.run(change, (json.dumps(ids),))
    # After a failure nothing more is begun.
    assert [one.state for one in caught.value.outcomes] == [
        state for number in sorted(ids) for state in ("refused" if number == ids[1] else "applied", "unsent")
    ]
    sent = desk.sent(change.replace("'N'", "'M'"), (json.dumps([ids[0], ids[2]]),))
    assert [list(one.body) for one in sent] == [["tickets"], ["ticket"]]


def test_rows_are_deleted_by_their_ids(desk: Desk) -> None:
    ids = add_tickets(desk, 7)
    [sent] = desk.sent("delete from tickets where id in " + GIVEN, (json.dumps(ids),))
    assert sent.method == "DELETE" and sent.body is None
    named = httpx.URL(f"https://x{sent.path}").params["ids"].split(",")
    assert sorted(map(int, named)) == sorted(ids)
    assert desk.rows("select id from tickets where id = ?", (ids[0],)) == []


def test_a_bulk_write_without_a_job(desk: Desk) -> None:
    macros = [i for [i] in desk.rows("select id from macros limit 3")]
    sent = desk.sent("update macros set active = 0 where id in " + GIVEN, (json.dumps(macros),))
    assert [one.path for one in sent] == ["/api/v2/macros/update_many"]
    # Another column is not among those that many can be given at once.
    sent = desk.sent("update macros set title = 'M' || id where id in " + GIVEN, (json.dumps(macros),))
    assert sorted(one.path for one in sent) == sorted(f"/api/v2/macros/{i}" for i in macros)


TWO_USERS = "insert into users(name, email) values ('A', 'a@x.example'), ('B', 'b@x.example')"


def test_ids_that_the_job_does_not_place_are_not_guessed(desk: Desk) -> None:
    result = desk.run(TWO_USERS)
    assert [(o.state, o.key) for o in result.outcomes or ()] == [("applied", ()), ("applied", ())]
    assert result.lastrowid is None
    desk.later()
    assert desk.one("select count(*) from users where email = 'b@x.example'") == 1


def test_rows_that_the_job_does_not_place_are_seen_all_the_same(desk: Desk) -> None:
    """Their ids are known, if not whose is which."""
    desk.run(TWO_USERS)
    reads, _, _ = desk.asked("select name from users where email = 'b@x.example'")
    assert desk.last == [("B",)] and len(reads) == 2


def test_returning_finds_out_whose_ids_the_job_told(desk: Desk) -> None:
    desk.rows("select id from users where id = 1")
    reads, writes, _ = desk.asked(f"{TWO_USERS} returning name, id, email")
    [(one, first, _), (two, second, email)] = desk.last
    assert (one, two, email) == ("A", "B", "b@x.example")
    assert [len(reads), len(writes)] == [1, 1] and "show_many" in reads[0]
    found = dict(desk.rows("select id, name from users where id in (?, ?)", (first, second)))
    assert found == {first: "A", second: "B"}
    again = TWO_USERS.replace("@x", "@y")
    result = desk.run(f"{again} returning id")
    assert [o.key for o in result.outcomes or ()] == desk.last and result.lastrowid == desk.last[1][0]


def test_new_rows_that_nothing_tells_apart_have_no_id(desk: Desk) -> None:
    rows = desk.rows(
        "insert into users(name, email) values ('A', null), ('A', null), ('B', null) returning name, id"
    )
    assert rows[:2] == [("A", None), ("A", None)] and rows[2][1]
    assert desk.one("select name from users where id = ?", (rows[2][1],)) == "B"


def test_returning_has_the_new_ids_in_the_order_of_the_rows(desk: Desk) -> None:
    rows = desk.rows(
        f"insert into tickets(subject, comment) {MANY} select 'T' || i, 'x' from n returning subject, id",
        (5,),
    )
    assert [subject for subject, _ in rows] == [f"T{i}" for i in range(1, 6)]
    for subject, number in rows:
        assert desk.one("select subject from tickets where id = ?", (number,)) == subject


def test_a_transaction_that_is_rolled_back_only_reads(desk: Desk) -> None:
    ids = add_tickets(desk, 3)
    before = len(desk.tap.sent)
    desk.run("begin")
    desk.run("delete from tickets where id in " + GIVEN, (json.dumps(ids),))
    desk.run("rollback")
    assert desk.tap.sent[before:] == []
    assert desk.one("select count(*) from tickets where id = ?", (ids[0],)) == 1


def test_rolling_back_the_deletion_of_closed_tickets_only_reads(desk: Desk) -> None:
    close(desk, *add_tickets(desk, 2))
    desk.later()
    before = len(desk.entries())
    desk.run("begin")
    assert desk.run("delete from tickets where status = 'closed'").rowcount >= 2
    desk.run("rollback")
    assert {e.method for e in desk.entries()[before:]} == {"GET"}


def test_explain_tells_of_the_bulk_requests(desk: Desk) -> None:
    told = str(desk.engine.explain("delete from tickets where id in (1, 2)"))
    assert "DELETE /api/v2/tickets/destroy_many for each 100 rows" in told


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ("update tickets set subject = 'x' where id = 1", "GET /api/v2/tickets/{id}: 1 request"),
        ("update tickets set subject = 'x' where status = 'open'", "GET /api/v2/search/export"),
        ("delete from tickets where id = 1", "GET /api/v2/tickets/{id}: 1 request"),
    ],
)
def test_explain_shows_how_a_write_reads_its_rows(desk: Desk, sql: str, read: str) -> None:
    """SQLite plans an UPDATE as if it used every column; the statement and its explanation must not."""
    told = str(desk.engine.explain(sql))
    assert read in told.splitlines()[0]


def test_explain_shows_one_order(desk: Desk) -> None:
    told = str(
        desk.engine.explain("select id from tickets where status = 'open' order by updated_at limit 1")
    )
    assert "in order of updated_at" in told and "sort_by" not in told


def test_dry_run_shows_the_bulk_requests() -> None:
    with open_desk(engine={"dry_run": True}) as desk:
        planned = desk.run(
            f"insert into tickets(subject, comment) {MANY} select 'T' || i, 'x' from n", (101,)
        ).planned
    assert len(planned) == 2
    assert all(line.startswith('zendesk: POST /api/v2/tickets/create_many {"tickets":[') for line in planned)
    assert desk.tap.sent == []


def test_the_budget_counts_requests_and_not_rows() -> None:
    insert = f"insert into tickets(subject, comment) {MANY} select 'T' || i, 'x' from n"
    with open_desk(engine={"max_requests": 8}) as desk:
        desk.rows("select id from tickets where id = 1")
        desk.run(insert, (150,))
        with pytest.raises(BudgetExceeded):
            desk.run(insert, (900,))
        assert len(desk.tap.sent) == 2


def test_rows_whose_job_may_no_longer_be_looked_at_are_unknown() -> None:
    with open_desk(engine={"max_requests": 2}) as desk:
        desk.rows("select id from tickets where id = 1")
        with pytest.raises(WriteError) as caught:
            desk.run("insert into tickets(subject, comment) values ('a', 'b'), ('c', 'd')")
        assert len(desk.entries()) <= 2 + 2
    assert [outcome.state for outcome in caught.value.outcomes] == ["unknown", "unknown"]
    assert "its end was not seen" in caught.value.outcomes[0].reason
    assert caught.value.code == "unknown-outcome"


def test_a_deadline_ends_the_looking() -> None:
    with open_desk(engine={"timeout": 1.5}) as desk, pytest.raises(WriteError) as caught:
        desk.run("insert into tickets(subject, comment) values ('a', 'b'), ('c', 'd')")
    assert len(caught.value.unknown) == 2
    assert isinstance(caught.value.__cause__, Interrupted)


class Jobs(httpx.BaseTransport):
    """Answers looks at jobs as the test wants."""

    def __init__(self, inner: httpx.BaseTransport, job: dict[str, Any]) -> None:
        self._inner, self._job = inner, job

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith(JOB):
            return self._inner.handle_request(request)
        return httpx.Response(200, json={"job_status": {"id": "V3-x", **self._job}})


@pytest.mark.parametrize("state", ["failed", "killed"])
def test_a_job_that_fails_as_a_whole(state: str) -> None:
    job = {"status": state, "message": "Out of order", "results": None}
    with open_desk(wrap=lambda inner: Jobs(inner, job)) as desk, pytest.raises(WriteError) as caught:
        desk.run("insert into tickets(subject, comment) values ('a', 'b'), ('c', 'd')")
    # What a job did before it failed is told by nobody.
    assert len(caught.value.unknown) == 2
    assert "Out of order" in caught.value.outcomes[0].reason


def test_results_without_a_place_leave_open_which_row_failed() -> None:
    results = [{"id": 5, "status": "Created"}, {"error": "BadName", "details": "no", "success": False}]
    job = {"status": "completed", "results": results}
    with open_desk(wrap=lambda inner: Jobs(inner, job)) as desk, pytest.raises(WriteError) as caught:
        desk.run("insert into organizations(name) values ('a'), ('b')")
    assert len(caught.value.unknown) == 2
    assert "1 of 2 rows were refused, not told which: BadName: no" in caught.value.unknown[0].reason


LOCKED = {"safe_update": "true"}


def open_other(desk: Desk) -> httpx.Client:
    """Somebody else's client."""
    keys = desk.sandbox.credentials
    return httpx.Client(
        transport=httpx.WSGITransport(app=desk.sandbox),
        base_url="https://demo.zendesk.com/api/v2",
        auth=(f"{keys['email']}/token", keys["api_token"]),
    )


def test_a_locked_update_says_what_it_saw() -> None:
    with open_desk(settings=LOCKED) as desk:
        ids = add_tickets(desk, 2)
        [stamp] = desk.rows("select updated_at from tickets where id = ?", (ids[0],))[0]
        [one] = desk.sent("update tickets set priority = 'low' where id = ?", (ids[0],))
        assert one.body["ticket"] == {"priority": "low", "safe_update": True, "updated_stamp": stamp}
        [many] = desk.sent("update tickets set priority = 'high' where id in " + GIVEN, (json.dumps(ids),))
        assert many.path == "/api/v2/tickets/update_many"
        assert all(one["updated_stamp"] for one in many.body["tickets"])


def test_a_locked_update_of_a_changed_row_is_refused() -> None:
    with open_desk(settings=LOCKED) as desk:
        [ticket] = add_tickets(desk, 1)
        desk.run("begin")
        desk.run("update tickets set priority = 'low' where id = ?", (ticket,))
        desk.clock.elapsed += 60
        with open_other(desk) as other:
            other.put(f"/tickets/{ticket}", json={"ticket": {"subject": "Mine"}}).raise_for_status()
        with pytest.raises(WriteError) as caught:
            desk.run("commit")
        assert len(caught.value.refused) == 1 and caught.value.status == 409
        assert "changed since it was read" in caught.value.hint


def test_locked_updates_of_many_rows_refuse_those_that_changed() -> None:
    with open_desk(settings=LOCKED) as desk:
        ids = add_tickets(desk, 3)
        desk.run("begin")
        desk.run("update tickets set priority = 'low' where id in " + GIVEN, (json.dumps(ids),))
        desk.clock.elapsed += 60
        with open_other(desk) as other:
            other.put(f"/tickets/{ids[1]}", json={"ticket": {"subject": "Mine"}}).raise_for_status()
        with pytest.raises(WriteError) as caught:
            desk.run("commit")
        assert [one.key for one in caught.value.refused] == [(ids[1],)]
        assert len(caught.value.applied) == 2


def test_without_the_setting_nothing_is_locked(desk: Desk) -> None:
    [ticket] = add_tickets(desk, 1)
    [sent] = desk.sent("update tickets set priority = 'low' where id = ?", (ticket,))
    assert sent.body == {"ticket": {"priority": "low"}}


class Cut(httpx.BaseTransport):
    """Carries out the first write of a path and loses its answer; remembers the keys of all."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self.keys: list[str | None] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        if request.method == "GET":
            return answer
        self.keys.append(request.headers.get("Idempotency-Key"))
        if len(self.keys) == 1:
            raise httpx.ReadError("cut", request=request)
        return answer


def test_a_new_ticket_is_not_doubled_when_its_answer_is_lost() -> None:
    cuts: list[Cut] = []
    with open_desk(wrap=lambda inner: cuts.append(Cut(inner)) or cuts[0]) as desk:
        made = desk.run("insert into tickets(subject, comment) values ('a', 'b')").lastrowid
        after = desk.run("insert into tickets(subject, comment) values ('c', 'd')").lastrowid
    first, again, other = cuts[0].keys
    assert first and first == again != other
    assert after == (made or 0) + 1


def test_a_comment_is_not_said_twice_when_its_answer_is_lost() -> None:
    cuts: list[Cut] = []
    with open_desk(wrap=lambda inner: cuts.append(Cut(inner)) or cuts[0]) as desk:
        [ticket] = desk.rows("select id from tickets where status = 'open' limit 1")[0]
        with pytest.raises(WriteError) as caught:
            desk.run("update tickets set comment = 'Once' where id = ?", (ticket,))
        assert len(cuts[0].keys) == 1 and len(caught.value.unknown) == 1
        cuts[0].keys.clear()
        # Any other change may be sent again.
        desk.run("update tickets set subject = 'Twice' where id = ?", (ticket,))
        assert len(cuts[0].keys) == 2


def test_the_id_of_a_new_comment_is_told(desk: Desk) -> None:
    [ticket] = add_tickets(desk, 1)
    made = desk.run(
        "insert into ticket_comments(ticket_id, body, public) values (?, 'Said', 0)", (ticket,)
    ).lastrowid
    assert desk.rows(
        "select id, body from ticket_comments where ticket_id = ? and id = ?", (ticket, made)
    ) == [(made, "Said")]
