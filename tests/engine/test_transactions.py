"""Transactions: what a SELECT inside one sees, what COMMIT sends and in which order, what a failure leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

import helpsql
from helpsql.engine import Engine
from helpsql.errors import BudgetExceeded, DataError, NotSupportedError, ProgrammingError, WriteError
from tests.engine.writing import Desk, SteppedClock, open_desk

INSERT = (
    "insert into Conversations(Type, Status, Subject, MailboxId, PrimaryCustomer_Id, Threads) values "
    '(\'email\', \'active\', ?, 3, 5003, \'[{"type": "customer", "text": "Hi"}]\')'
)
ONE = "select Subject, Status, MailboxId from Conversations where Id = 5"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


@pytest.fixture
def begun(desk: Desk) -> Desk:
    """In a transaction; conversation 5 is a closed one of mailbox 1."""
    desk.rows("update Conversations set Subject = 'five', Status = 'closed', MailboxId = 1 where Id = 5")
    desk.tap.sent.clear()
    desk.rows("begin")
    return desk


def sent(desk: Desk) -> list[str]:
    return [str(one) for one in desk.tap.sent]


# -- what a SELECT inside sees


def test_pending_values_are_seen_by_every_road(begun: Desk) -> None:
    number = begun.one("select count(*) from Conversations where Status = 'spam'")
    begun.rows("update Conversations set Subject = '\U0010fffd', Status = 'SPAM' where Id = 5")
    assert begun.row(ONE) == ("\U0010fffd", "spam", 1)
    assert begun.one("select count(*) from Conversations where Status = 'spam'") == number + 1
    assert begun.rows("select Id from Conversations where Subject = '\U0010fffd'") == [(5,)]
    assert begun.rows(
        "select Id from Conversations where Status = 'spam' and MailboxId = 1 and Subject > '\U0010fff0'"
    ) == [(5,)]
    assert begun.rows(
        "select Id from Conversations where Id in (5, 6) and Status = 'spam' and Subject = '\U0010fffd'"
    ) == [(5,)]
    assert begun.rows("select Id from Conversations where Status = 'closed' and Id = 5") == []
    assert begun.rows("select Id from Conversations order by Subject desc limit 1") == [(5,)]
    assert begun.one("select max(Subject) from Conversations") == "\U0010fffd"
    assert sent(begun) == []


def test_a_value_that_the_filter_of_the_api_cannot_know(begun: Desk) -> None:
    """The API's answer to the pushed filters does not hold the row, and the row does not hold twice."""
    mine = "select count(*) from Conversations where MailboxId = 4 and Status = 'pending'"
    before = begun.one(mine)
    begun.rows("update Conversations set MailboxId = 4, Status = 'pending', Assignee_Id = 12 where Id = 5")
    assert begun.one(mine) == before + 1
    assert begun.rows("select Id from Conversations where MailboxId = 1 and Id = 5") == []
    rows = begun.rows("select c.Id from Users u join Conversations c on c.Assignee_Id = u.Id where u.Id = 12")
    assert rows.count((5,)) == 1
    rows = begun.rows(
        "select c.Id, u.Id from Conversations c left join Users u on u.Id = c.Assignee_Id where c.MailboxId = 4"
    )
    assert rows.count((5, 12)) == 1
    everything = begun.rows("select Id from Conversations")
    assert len(everything) == len(set(everything)) == begun.one("select count(*) from Conversations")


def test_pending_inserts_have_no_id_and_count(begun: Desk) -> None:
    before = begun.one("select count(*) from Conversations")
    result = begun.engine.execute(INSERT, ("new",))
    assert (result.rowcount, result.lastrowid) == (1, None)
    assert begun.one("select count(*) from Conversations") == before + 1
    assert begun.rows(
        "select Id, Subject, Status, PrimaryCustomer_Id from Conversations where Id is null"
    ) == [(None, "new", "active", 5003)]
    assert begun.one("select count(*) from Conversations where Subject = 'new' and MailboxId = 3") == 1
    assert begun.rows(
        "select FirstName is not null from Conversations join Customers u on u.Id = PrimaryCustomer_Id where Subject = 'new'"
    ) == [(1,)]


def test_pending_deletes_are_gone(begun: Desk) -> None:
    before = begun.one("select count(*) from Conversations")
    assert begun.engine.execute("delete from Conversations where Id in (5, 6)").rowcount == 2
    assert begun.one("select count(*) from Conversations") == before - 2
    assert begun.rows("select 1 from Conversations where Id = 5") == []
    assert begun.engine.execute("delete from Conversations where Id = 5").rowcount == 0
    assert begun.engine.execute("update Conversations set Subject = 'x' where Id = 5").rowcount == 0
    begun.rows("commit")
    assert sorted(sent(begun)) == ["DELETE /v2/conversations/5", "DELETE /v2/conversations/6"]


def test_a_pending_insert_is_updated_and_deleted_before_it_is_sent(begun: Desk) -> None:
    for subject in ("a", "b"):
        begun.rows(INSERT, (subject,))
    begun.rows(
        "update Conversations set Subject = Subject || '!', Type = 'chat', Assignee_Id = 12 where Id is null"
    )
    begun.rows("update Conversations set Assignee_Id = null where Subject = 'b!'")
    assert begun.rows("select Subject, Type, Assignee_Id from Conversations where Id is null order by 1") == [
        ("a!", "chat", 12),
        ("b!", "chat", None),
    ]
    begun.rows("delete from Conversations where Subject = 'a!'")
    begun.rows("commit")
    assert sent(begun) == ["POST /v2/conversations"]
    body = begun.tap.sent[0].body
    assert (body["subject"], body["type"]) == ("b!", "chat") and "assignTo" not in body


def test_rules_hold_for_a_pending_insert_too(begun: Desk) -> None:
    begun.rows(INSERT, ("a",))
    with pytest.raises(helpsql.IntegrityError, match="needs Subject"):
        begun.rows("update Conversations set Subject = null where Id is null")
    with pytest.raises(ProgrammingError, match="'fax' is not valid"):
        begun.rows("update Conversations set Type = 'fax' where Id is null")
    with pytest.raises(NotSupportedError, match="Number"):
        begun.rows("update Conversations set Number = 1 where Id is null")
    assert begun.rows("select Type from Conversations where Subject = 'a'") == [("email",)]


def test_two_updates_of_a_row_are_one(begun: Desk) -> None:
    begun.rows("update Conversations set Subject = 'a', Status = 'pending' where Id = 5")
    begun.rows("update Conversations set Subject = Subject || 'b' where Id = 5")
    begun.rows("update Conversations set Status = 'closed' where Id = 5")
    assert begun.row(ONE) == ("ab", "closed", 1)
    begun.rows("commit")
    assert [one.body for one in begun.tap.sent] == [{"op": "replace", "path": "/subject", "value": "ab"}]


def test_what_is_taken_back_is_not_sent(begun: Desk) -> None:
    begun.rows("update Conversations set Subject = 'other' where Id = 5")
    begun.rows("update Conversations set Subject = 'five' where Id = 5")
    begun.rows("commit")
    assert sent(begun) == []


def test_an_update_then_a_delete_is_a_delete(begun: Desk) -> None:
    begun.rows("update Conversations set Subject = 'x' where Id = 5")
    begun.rows("delete from Conversations where Id = 5")
    begun.rows("commit")
    assert sent(begun) == ["DELETE /v2/conversations/5"]


def test_child_rows_and_text_keys(begun: Desk) -> None:
    begun.rows("insert into CustomerPhones(CustomerId, Type, Value) values (5003, 'Fax', '1')")
    assert begun.rows("select Type, Id from CustomerPhones where CustomerId = 5003 and Value = '1'") == [
        ("fax", None)
    ]
    begun.rows("delete from CustomerProperties where Slug = 'plan'")
    assert begun.rows("select 1 from CustomerProperties where Slug = 'plan'") == []
    begun.rows("update Customers set Plan = 'club', Nickname = 'n' where Id = 5003")
    assert begun.row("select Plan, Nickname from Customers where Id = 5003") == ("Club", "n")
    assert begun.one("select count(*) from Customers where Nickname = 'n'") == 1


# -- ROLLBACK, savepoints, errors in the middle


def test_rollback_sends_nothing(begun: Desk) -> None:
    before = begun.one("select count(*) from Conversations")
    begun.rows("update Conversations set Subject = 'x' where Id = 5")
    begun.rows(INSERT, ("new",))
    begun.rows("delete from Conversations where Id = 6")
    begun.rows("call CreateThreadNote(5, 'note')")
    begun.rows("rollback")
    assert sent(begun) == []
    assert begun.row(ONE) == ("five", "closed", 1)
    assert begun.one("select count(*) from Conversations") == before


def test_savepoints_nest(begun: Desk) -> None:
    begun.rows("update Conversations set Subject = 'one' where Id = 5")
    begun.rows("savepoint a")
    begun.rows("update Conversations set Subject = 'two' where Id = 5")
    begun.rows("insert into CustomerPhones(CustomerId, Type, Value) values (5003, 'fax', '1')")
    begun.rows("savepoint b")
    begun.rows("call CreateThreadNote(5, 'dropped')")
    begun.rows("delete from Conversations where Id = 5")
    begun.rows("rollback to b")
    assert begun.row(ONE) == ("two", "closed", 1)
    begun.rows("call CreateThreadNote(5, 'kept')")
    begun.rows("release b")
    begun.rows("rollback to a")
    assert begun.row(ONE) == ("one", "closed", 1)
    assert begun.rows("select 1 from CustomerPhones where CustomerId = 5003 and Value = '1'") == []
    begun.rows("update Conversations set Status = 'pending' where Id = 5")
    begun.rows("release a")
    begun.rows("commit")
    assert [one.body["value"] for one in begun.tap.sent] == ["one", "pending"]


def test_a_savepoint_before_the_first_write(begun: Desk) -> None:
    begun.rows("savepoint a")
    begun.rows("savepoint b")
    begun.rows("update Conversations set Subject = 'x' where Id = 5")
    begun.rows("rollback to a")
    assert begun.row(ONE)[0] == "five"
    begun.rows("update Conversations set Subject = 'y' where Id = 5")
    begun.rows("commit")
    assert [one.body["value"] for one in begun.tap.sent] == ["y"]


def test_a_savepoint_alone_is_a_transaction(desk: Desk) -> None:
    desk.rows("savepoint a")
    desk.rows("update Conversations set Subject = 'x' where Id = 5")
    assert sent(desk) == []
    desk.rows("release a")
    assert sent(desk) == ["PATCH /v2/conversations/5"]


def test_a_statement_that_fails_in_the_middle_leaves_what_was_before(begun: Desk) -> None:
    begun.rows("update Conversations set Subject = 'kept' where Id = 5")
    with pytest.raises(ProgrammingError, match="'nope' is not valid"):
        begun.rows(
            "update Conversations set Subject = 'lost', Status = case Id when 7 then 'nope' else 'spam' end where Id in (5, 6, 7)"
        )
    assert begun.engine.in_transaction
    assert begun.row(ONE) == ("kept", "closed", 1)
    begun.rows("commit")
    assert [one.body["value"] for one in begun.tap.sent] == ["kept"]


def test_a_failed_statement_leaves_the_savepoints_as_they_were(begun: Desk) -> None:
    with pytest.raises(ProgrammingError):
        begun.rows("update Conversations set Status = 'nope' where Id in (5, 6)")
    begun.rows("update Conversations set Subject = 'kept' where Id = 5")
    begun.rows("savepoint a")
    begun.rows("update Conversations set Subject = 'lost' where Id = 5")
    begun.rows("rollback to a")
    begun.rows("commit")
    assert [one.body["value"] for one in begun.tap.sent] == ["kept"]


def test_outside_a_transaction_it_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(DataError):
        desk.rows(
            "update Conversations set Tags = case Id when 6 then '{' else '[\"a\"]' end where Id in (5, 6)"
        )
    assert sent(desk) == [] and not desk.engine.in_transaction
    desk.rows("update Conversations set Subject = 'x' where Id = 5")
    assert sent(desk) == ["PATCH /v2/conversations/5"]


# -- COMMIT


def test_commit_sends_in_order(begun: Desk) -> None:
    begun.rows("insert into Organizations(Name) values ('O')")
    begun.rows("insert into Customers(FirstName) values ('A')")
    begun.rows("call CreateThreadNote(5, 'note')")
    begun.rows("delete from Conversations where Id = 6")
    begun.rows("insert into Organizations(Name) values ('P')")
    result = begun.engine.execute("commit")
    assert sent(begun) == [
        "POST /v2/organizations", "POST /v2/customers", "POST /v2/conversations/5/notes",
        "DELETE /v2/conversations/6", "POST /v2/organizations",
    ]  # fmt: skip
    assert [(one.action, one.table) for one in result.outcomes] == [
        ("INSERT", "helpscout.Organizations"), ("INSERT", "helpscout.Customers"),
        ("CALL", "helpscout.CreateThreadNote"), ("DELETE", "helpscout.Conversations"),
        ("INSERT", "helpscout.Organizations"),
    ]  # fmt: skip
    assert all(one.state == "applied" and one.key for one in result.outcomes)


def test_a_call_stands_between_the_updates_around_it(begun: Desk) -> None:
    """A customer's message opens the conversation again: what was set after it must be sent after it."""
    begun.rows("update Conversations set Status = 'pending' where Id = 5")
    begun.rows("call CreateThreadCustomer(5, 5003, 'me again')")
    begun.rows("update Conversations set Status = 'closed' where Id = 5")
    begun.rows("commit")
    assert sent(begun) == [
        "PATCH /v2/conversations/5",
        "POST /v2/conversations/5/customer",
        "PATCH /v2/conversations/5",
    ]
    assert begun.one("select Status from Conversations where Id = 5") == "closed"


def test_main_and_the_helpdesk_share_a_transaction(begun: Desk) -> None:
    begun.rows("create table main.notes(text)")
    begun.rows("insert into notes values ('x')")
    begun.rows("update Conversations set Subject = (select text from notes) where Id = 5")
    begun.rows("commit")
    assert begun.one("select text from notes") == "x" and begun.row(ONE)[0] == "x"


@pytest.mark.parametrize("back", ["rollback", "rollback to inner"])
@pytest.mark.parametrize("first", ["select 1 from helpscout.Tags limit 1", "select 1 from helpsql.requests"])
def test_tables_that_a_transaction_came_to_know_stay_known(first: str, back: str) -> None:
    with closing(Engine(demo=True)) as engine:
        engine.execute("begin")
        engine.execute("savepoint inner")
        list(engine.execute(first))
        engine.execute(back)
        for other in ("zendesk.brands", "helpsql.requests", "helpscout.Tags", "helpscout.Mailboxes"):
            assert list(engine.execute(f"select count(*) >= 0 from {other}")) == [(1,)]


# -- the DB-API


@pytest.fixture
def connection() -> Iterator[helpsql.Connection]:
    opened = helpsql.connect(demo=True)
    yield opened
    opened.close()


def changes(connection: helpsql.Connection) -> int:
    sql = "select count(*) from helpsql.requests where method <> 'GET'"
    return int(connection.execute(sql).fetchone()[0])


def test_the_dbapi_begins_before_the_first_write(connection: helpsql.Connection) -> None:
    connection.execute("select Id from Conversations limit 1").fetchall()
    assert not connection.in_transaction
    connection.execute("call helpscout.CreateThreadNote(5, 'x')")
    assert connection.in_transaction
    connection.execute("update helpscout.Conversations set Subject = 'x' where Id = 5")
    assert changes(connection) == 0
    connection.commit()
    assert changes(connection) == 2
    assert [one.state for one in connection.outcomes] == ["applied", "applied"]


def test_with_connection(connection: helpsql.Connection) -> None:
    with pytest.raises(ZeroDivisionError), connection:
        connection.execute("update helpscout.Conversations set Subject = 'x' where Id = 5")
        raise ZeroDivisionError
    assert changes(connection) == 0
    with connection:
        connection.execute("update helpscout.Conversations set Subject = 'x' where Id = 5")
    assert changes(connection) == 1 and not connection.in_transaction


# -- dry run, read-only, budget


def test_a_dry_run_sends_only_questions() -> None:
    with open_desk(engine={"dry_run": True}) as desk:
        result = desk.engine.execute(
            "update Conversations set Subject = 'a', Assignee_Id = null where Id = 5"
        )
        tags = desk.one("select Tags from Conversations where Id = 5")
        path = "helpscout: PATCH /v2/conversations/5 "
        assert path + '{"op":"replace","path":"/subject","value":"a"}' in result.planned
        assert desk.engine.execute("call CreateThreadNote(5, text => 'n')").planned == [
            'helpscout: POST /v2/conversations/5/notes {"text":"n"}'
        ]
        [planned] = desk.engine.execute("call AddConversationTag(5, 'brand new')").planned
        names = [one["tag"] for one in json.loads(tags)]
        assert (
            planned
            == f"helpscout: PUT /v2/conversations/5/tags {json.dumps({'tags': [*names, 'brand new']}, separators=(',', ':'))}"
        )
        assert desk.engine.execute("call EraseCustomer(5003)").planned == [
            "helpscout: DELETE /v2/customers/5003?async=true"
        ]
        assert desk.engine.execute("delete from Conversations where Id = 5 returning Id").planned == [
            "helpscout: DELETE /v2/conversations/5"
        ]
        desk.rows("begin")
        desk.rows("insert into Organizations(Name) values ('O')")
        desk.rows("call AddConversationTag(5, 'brand new')")
        result = desk.engine.execute("commit")
        assert [line.partition(" {")[0] for line in result.planned] == [
            "helpscout: POST /v2/organizations",
            "helpscout: PUT /v2/conversations/5/tags",
        ]
        assert sent(desk) == [] and result.outcomes == []


@pytest.mark.parametrize(
    "sql",
    [
        "update Conversations set Subject = 'x' where Id = 5",
        "delete from helpscout.Conversations",
        "insert into Tags(Name) values ('x')",
        "call CreateThreadNote(5, 'x')",
        "with a as (select 1) delete from Conversations where Id = 5",
        "delete from Conversations where Id = 5 returning *",
    ],
)
def test_read_only_refuses_before_anything_is_read(sql: str) -> None:
    with open_desk(engine={"read_only": True}) as desk:
        with pytest.raises(NotSupportedError, match="read-only"):
            desk.rows(sql)
        assert desk.asked() == 0


@pytest.mark.parametrize(("most", "allowed"), [(3, False), (5, True)])
def test_the_budget_counts_writes_before_the_first_is_sent(most: int, allowed: bool) -> None:
    with open_desk(engine={"max_requests": most}) as desk:
        sql = "update Conversations set Subject = 'n' where Id in (5, 6)"
        if allowed:
            assert len(desk.sent(sql)) == 2
        else:
            with pytest.raises(BudgetExceeded, match="needs about 4 requests"):
                desk.rows(sql)
            assert sent(desk) == []


def test_the_budget_of_a_call_that_asks_first() -> None:
    with open_desk(engine={"max_requests": 1}) as desk:
        with pytest.raises(BudgetExceeded):
            desk.rows("call AddConversationTag(5, 'x')")
        assert desk.asked() == 0
        assert desk.sent("call CreateThreadNote(5, 'x')")


# -- what a failure leaves


def failing(faults: str, clock: SteppedClock | None = None) -> Any:
    return open_desk(faults=faults, engine={"clock": clock or SteppedClock()})


def states(error: WriteError) -> list[tuple[Any, ...]]:
    return [(one.action, one.key, one.state) for one in error.outcomes]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 500, 503])
def test_a_refused_commit_says_row_by_row_what_became_of_it(status: int) -> None:
    with failing(f"{status}@1~/customers/5003/phones") as desk:
        desk.rows("begin")
        desk.rows("update Conversations set Subject = 'x' where Id = 5")
        desk.rows("insert into CustomerPhones(CustomerId, Type, Value) values (5003, 'fax', '1')")
        desk.rows("call CreateThreadNote(5, 'n')")
        desk.rows("delete from Conversations where Id = 6")
        with pytest.raises(WriteError, match=r"\(1 applied, 1 refused, 2 unsent\)") as caught:
            desk.rows("commit")
        error = caught.value
        assert states(error) == [
            ("UPDATE", (5,), "applied"), ("INSERT", (), "refused"), ("CALL", (5,), "unsent"), ("DELETE", (6,), "unsent"),
        ]  # fmt: skip
        assert error.status == status and str(status) in error.refused[0].reason
        assert "What was applied stays" in error.hint
        assert not desk.engine.in_transaction
        assert desk.row("select Subject from Conversations where Id = 5") == ("x",)
        assert desk.rows("select 1 from Conversations where Id = 6") == [(1,)]
        assert desk.sent("select 1") == []


def test_a_row_that_is_applied_in_part() -> None:
    with failing("403@3~/conversations/5") as desk:
        with pytest.raises(WriteError, match=r"\(1 applied, 1 refused, 1 unsent\)") as caught:
            desk.rows("update Conversations set Subject = 'x', Status = 'spam', MailboxId = 2 where Id = 5")
        assert [(one.action, one.state) for one in caught.value.outcomes] == [
            ("UPDATE Status", "applied"), ("UPDATE Subject", "refused"), ("UPDATE MailboxId", "unsent"),
        ]  # fmt: skip
        assert desk.row(ONE)[1] == "spam"


def test_after_a_failure_no_further_row_is_begun() -> None:
    with failing("403@9-999") as desk:
        with pytest.raises(WriteError) as caught:
            desk.rows(
                "insert into CustomerPhones(CustomerId, Type, Value) "
                "with n(i) as (select 1 union all select i + 1 from n where i < 100) select 5003, 'fax', i from n"
            )
        error = caught.value
        assert len(error.outcomes) == 100
        assert len(error.applied) == 8 and 1 <= len(error.refused) <= 16
        assert len(desk.tap.sent) == len(error.applied) + len(error.refused)


def test_turned_away_is_waited_for() -> None:
    clock = SteppedClock()
    with failing("429@1~/notes", clock) as desk:
        result = desk.engine.execute("call CreateThreadNote(5, 'n')")
        told = [one.state for one in result.outcomes]
        assert told == ["applied"] and len(desk.tap.sent) == 2 and sum(clock.slept) > 0


@pytest.mark.parametrize("fault", ["cut", "504", "html"])
def test_an_unknown_post_is_never_sent_twice(fault: str) -> None:
    with failing(f"{fault}@1~/notes") as desk:
        with pytest.raises(WriteError, match=r"1 unknown") as caught:
            desk.rows("call CreateThreadNote(5, 'n')")
        assert caught.value.code == "unknown-outcome"
        assert states(caught.value) == [("CALL", (5,), "unknown")]
        assert "before you send" in caught.value.hint
        assert len(desk.tap.sent) == 1


@pytest.mark.parametrize("fault", ["cut", "429", "500", "503", "504"])
@pytest.mark.parametrize(
    ("sql", "path"),
    [
        ("delete from Conversations where Id = 6", "DELETE /v2/conversations/6"),
        ("call UpdateConversationTag(6, '[\"a\"]')", "PUT /v2/conversations/6/tags"),
    ],
)
def test_what_can_be_repeated_is(fault: str, sql: str, path: str) -> None:
    first = 2 if sql.startswith("delete") else 1
    with failing(f"{fault}@{first}~/conversations/6") as desk:
        result = desk.engine.execute(sql)
        assert [one.state for one in result.outcomes] == ["applied"]
        assert sent(desk) == [path, path]


def test_a_failed_dbapi_commit_is_over() -> None:
    with failing("403@1~/notes") as desk:
        connection = helpsql.Connection(desk.engine, autocommit=-1, check_same_thread=True)
        connection.execute("call CreateThreadNote(5, 'n')")
        with pytest.raises(helpsql.WriteError) as caught:
            connection.commit()
        assert [one.state for one in caught.value.refused] == ["refused"]
        assert not connection.in_transaction
        connection.commit()
        assert len(desk.tap.sent) == 1


# -- what a transaction shows is what there will be

WRITES = [
    "update Conversations set Status = 'spam' where Id in (1, 2, 3)",
    "update Conversations set MailboxId = 2, Status = 'PENDING' where MailboxId = 1 and Status = 'closed'",
    "update Conversations set Assignee_Id = null where Assignee_Id = 12",
    "update Conversations set Subject = upper(Subject) where Id % 3 = 0",
    "delete from Conversations where Id % 7 = 0",
    "insert into Conversations(Type, Status, Subject, MailboxId, PrimaryCustomer_Id, Threads) "
    "select 'email', 'active', 'copy of ' || Id, 2, 5003, '[{\"type\": \"note\", \"text\": \"x\"}]' "
    "from Conversations where Id < 20",
    "update Customers set FirstName = 'Zed', Nickname = 'zed' where Id % 2 = 0",
    "update Conversations set Subject = 'late' where Subject like 'copy of 1%'",
    "delete from CustomerPhones where CustomerId % 2 = 1",
]
READS = [
    "select Status, MailboxId, count(*) from Conversations group by 1, 2",
    "select Subject from Conversations where MailboxId = 2 order by Subject limit 15",
    "select count(*) from Conversations where Status = 'pending' and MailboxId = 2",
    "select count(*) from Conversations where Assignee_Id is null",
    "select Subject, Status from Conversations where Id in (1, 7, 12, 15)",
    "select u.FirstName, count(*) from Conversations c join Customers u on u.Id = c.PrimaryCustomer_Id group by 1",
    "select c.Subject, u.Email from Conversations c left join Users u on u.Id = c.Assignee_Id where c.Status = 'spam'",
    "select Id from Customers where Nickname = 'zed'",
    "select CustomerId, count(*) from CustomerPhones group by 1",
    "select Subject from Conversations where Subject > 'late' and Subject < 'latf' or Status = 'spam'",
    "select distinct Status from Conversations where MailboxId in (1, 2)",
]


def test_inside_is_what_there_is_afterwards(desk: Desk) -> None:
    desk.rows("begin")
    for write in WRITES:
        desk.rows(write)
        desk.rows("savepoint s")
        desk.rows("delete from Conversations where Id < 40")
        desk.rows("rollback to s")
        desk.rows("release s")
    inside = [sorted(desk.rows(read), key=repr) for read in READS]
    assert desk.tap.sent == []
    desk.rows("commit")
    after = [sorted(desk.rows(read), key=repr) for read in READS]
    for read, before, now in zip(READS, inside, after, strict=True):
        assert before == now, read
    assert all(inside) and len(desk.tap.sent) > 60


def test_an_id_that_is_not_known_yet_is_told(begun: Desk) -> None:
    """Whoever copies it into another row would copy NULL."""
    begun.rows("insert into Organizations(Name) values ('Acme')")
    result = begun.engine.execute("select Id from Organizations where Name = 'Acme'")
    assert list(result) == [(None,)]
    assert result.notes == [
        "helpscout.Organizations: rows that wait for COMMIT have no Id yet: it is NULL here."
    ]
    assert result.complete
    quiet = begun.engine.execute("select Name from Organizations where Name = 'Acme'")
    assert (list(quiet), list(quiet.notes)) == ([("Acme",)], [])
