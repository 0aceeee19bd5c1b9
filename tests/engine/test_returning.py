"""INSERT, UPDATE and DELETE … RETURNING: the rows as the helpdesk has them after the write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpsql.errors import ProgrammingError, WriteError
from tests.engine.writing import Desk, open_desk

INSERT = "insert into CustomerPhones(CustomerId, Type, Value) values (5003, 'FAX', 'a'), (5004, 'Home', 'b')"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


def test_insert_gives_the_new_ids_and_what_the_helpdesk_made_of_the_values(desk: Desk) -> None:
    result = desk.engine.execute(f"{INSERT} returning Id, Type, Value, CustomerId")
    assert [column for column, _ in result.columns] == ["Id", "Type", "Value", "CustomerId"]
    assert [kind for _, kind in result.columns] == ["INTEGER", "TEXT", "TEXT", "INTEGER"]
    rows = list(result)
    assert [row[1:] for row in rows] == [("fax", "a", 5003), ("home", "b", 5004)]
    assert [row[0] for row in rows] == [one.key[0] for one in result.outcomes]
    assert (result.rowcount, result.lastrowid) == (2, rows[-1][0])


def test_what_only_the_helpdesk_knows(desk: Desk) -> None:
    sql = (
        "insert into Conversations(Type, Status, Subject, MailboxId, PrimaryCustomer_Email, Threads) values "
        "('email', 'active', 's', 1, 'new@new.example', '[{\"type\": \"customer\", \"text\": \"Hi\"}]') "
        "returning Number, PrimaryCustomer_Id, ThreadsCount, State, CreatedDate is not null as dated"
    )
    number, customer, threads, state, dated = desk.row(sql)
    assert isinstance(number, int) and isinstance(customer, int)
    assert (threads, state, dated) == (1, "published", 1)
    assert desk.one("select count(*) from CustomerEmails where CustomerId = ?", (customer,)) == 1


def test_update_is_read_after_it_was_sent(desk: Desk) -> None:
    sql = "update Conversations set Status = 'open', Tags = '[\"x\"]' where Id in (6, 5) returning Id, Status, json_array_length(Tags)"
    assert sorted(desk.rows(sql)) == [(5, "active", 1), (6, "active", 1)]


def test_many_rows_are_read_again_side_by_side_one_request_each(desk: Desk) -> None:
    desk.rows("select Id from Conversations limit 0")
    before = desk.asked()
    change = "update Conversations set Subject = '{}' where Id in (1, 2, 3, 4, 5) returning {}"
    rows = desk.rows(change.format("x", "Id, Subject"))
    assert sorted(rows) == [(number, "x") for number in range(1, 6)]
    assert desk.asked() - before == 15
    # The ids are known: nothing need be read for them.
    before = desk.asked()
    assert sorted(desk.rows(change.format("y", "Id"))) == [(number,) for number in range(1, 6)]
    assert desk.asked() - before == 10


def test_a_row_set_to_what_it_is_counts_as_updated(desk: Desk) -> None:
    desk.rows("update Conversations set Subject = 'same' where Id = 5")
    desk.tap.sent.clear()
    result = desk.engine.execute(
        "update Conversations set Subject = 'same' where Id = 5 returning Id, Subject"
    )
    assert list(result) == [(5, "same")] and result.rowcount == 1 and desk.tap.sent == []


def test_no_row_matched_gives_none(desk: Desk) -> None:
    desk.rows("update Conversations set Subject = 'x' where Id = 5 returning Id")
    result = desk.engine.execute(
        "update Conversations set Subject = 'y' where Id = -1 returning Id, upper(Subject) as up"
    )
    assert [column for column, _ in result.columns] == ["Id", "up"]
    assert list(result) == [] and result.rowcount == 0


def test_delete_shows_the_rows_as_they_were(desk: Desk) -> None:
    was = desk.rows("select Id, Subject from Conversations where Id in (5, 6) order by 1")
    assert sorted(desk.rows("delete from Conversations where Id in (5, 6) returning Id, Subject")) == was
    assert desk.rows("select 1 from Conversations where Id in (5, 6)") == []
    number, text = desk.rows("select Id, Text from SavedReplies where Text is not null limit 1")[0]
    assert desk.rows("delete from SavedReplies where Id = ? returning Text", (number,)) == [(text,)]


def test_star_is_every_shown_column(desk: Desk) -> None:
    shown = [column for column, _ in desk.engine.execute("select * from Webhooks").columns]
    result = desk.engine.execute(
        "insert into Webhooks(Url, Events, Secret) values ('https://a.example', '[\"convo.tags\"]', 's') returning *, 2 * 3 as six"
    )
    assert [column for column, _ in result.columns] == [*shown, "six"]
    [row] = result
    assert row[shown.index("Url")] == "https://a.example" and row[-1] == 6


@pytest.mark.parametrize(
    ("clause", "answer"),
    [
        ("Id", (5,)),
        ("Conversations.Id, Conversations.Status", (5, "spam")),
        ("Id * 2 as double, Status || '!'", (10, "spam!")),
        ("case when Status = 'spam' then 'yes' end", ("yes",)),
        ("(select Name from Mailboxes where Mailboxes.Id = MailboxId)", ("Sales",)),
        ("count(*) over () -- behind", (1,)),
        ("CreatedDate > '2000-01-01' as late, CreatedDate = datetime(CreatedDate) as same", (1, 1)),
        ("'*', (1, Id) = (1, 5)", ("*", 1)),
    ],
)
def test_expressions(desk: Desk, clause: str, answer: tuple[object, ...]) -> None:
    assert desk.rows(
        f"update Conversations set Status = 'spam', MailboxId = 2 where Id = 5 returning {clause}"
    ) == [answer]


def test_alias_and_schema(desk: Desk) -> None:
    assert desk.rows(
        "update helpscout.Conversations as c set Subject = 'x' where c.Id = 5 returning c.Id, c.Subject"
    ) == [(5, "x")]
    assert desk.rows("delete from Conversations as d where Id = 5 returning d.Subject") == [("x",)]


def test_parameters_stand_on_both_sides(desk: Desk) -> None:
    sql = "update Conversations set Subject = ? where Id = ? returning ? || Subject, Id = ?"
    assert desk.rows(sql, ("s", 5, "p", 5)) == [("ps", 1)]
    sql = "update Conversations set Subject = :s where Id = :id returning :p || Subject, Id = :id"
    assert desk.rows(sql, {"s": "t", "id": 5, "p": "q"}) == [("qt", 1)]


def test_in_a_transaction_rows_are_shown_as_they_are_pending(desk: Desk) -> None:
    desk.rows("begin")
    assert desk.rows(f"{INSERT} returning Id, Type") == [(None, "fax"), (None, "home")]
    assert desk.rows("update Conversations set Status = 'SPAM' where Id = 5 returning Id, Status") == [
        (5, "spam")
    ]
    assert desk.rows(
        "update CustomerPhones set Value = 'c' where Id is null and CustomerId = 5003 returning Value"
    ) == [("c",)]
    assert desk.rows("delete from Conversations where Id = 5 returning Status") == [("spam",)]
    assert desk.tap.sent == []
    desk.rows("commit")
    assert [one.method for one in desk.tap.sent] == ["POST", "POST", "DELETE"]


def test_another_statement_may_be_half_read(desk: Desk) -> None:
    reading = desk.engine.execute("select Id from Conversations")
    next(reading)
    assert desk.rows("update Conversations set Subject = 'x' where Id = 5 returning Id") == [(5,)]
    assert len(list(reading)) > 100


def test_an_unknown_column_there_is_refused_before_sending(desk: Desk) -> None:
    with pytest.raises(ProgrammingError, match="no such column: Subjekt"):
        desk.rows("update Conversations set Subject = 'x' where Id = 5 returning Subjekt")
    assert desk.tap.sent == []


def test_an_unknown_table_too(desk: Desk) -> None:
    with pytest.raises(ProgrammingError, match="no such table: Nope"):
        desk.rows("delete from Nope returning *")


def test_a_refused_row_gives_the_error() -> None:
    with open_desk(faults="403@1~/customers/5003/phones") as desk, pytest.raises(WriteError, match="403"):
        desk.rows(f"{INSERT} returning Id")


def test_main_keeps_sqlites_own(desk: Desk) -> None:
    desk.rows("create table main.t(a integer primary key, b)")
    assert desk.rows("insert into t(b) values ('x'), ('y') returning a, b") == [(1, "x"), (2, "y")]
