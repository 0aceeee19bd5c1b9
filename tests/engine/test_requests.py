"""What each query costs: SQL -> requests sent, over the demo's data.

A change that sends more is a regression; one that sends fewer belongs into this table.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from helpsql.engine import Engine
from helpsql.errors import ProgrammingError
from tests.engine.demo import demo_engine


@pytest.fixture(scope="module")
def shared() -> Iterator[Engine]:
    with demo_engine() as engine:
        yield engine


@pytest.fixture
def fresh() -> Iterator[Engine]:
    with demo_engine() as engine:
        yield engine


def cost(engine: Engine, sql: str) -> int:
    result = engine.execute(sql)
    for _ in result:
        pass
    assert result.complete, result.notes
    sent = [entry for entry in engine.log.entries() if entry.statement == result.statement]
    assert len(sent) == result.requests
    return result.requests


def paths(engine: Engine, sql: str) -> list[str]:
    result = engine.execute(sql)
    for _ in result:
        pass
    return [f"{e.method} {e.path}" for e in engine.log.entries() if e.statement == result.statement]


def number(engine: Engine, sql: str) -> int:
    ((value,),) = engine.execute(sql)
    assert isinstance(value, int)
    return value


def pages(rows: int, size: int) -> int:
    return max(1, math.ceil(rows / size))


EXACT = [
    ("select * from Conversations where Id = 5", 1),
    ("select * from Conversations where Id = -5", 0),
    ("select * from Conversations where Id = 'abc'", 0),
    ("select * from Conversations where Id = 99999999", 1),
    ("select * from Conversations where Id is null and Id = 5", 0),
    ("select * from Conversations limit 10", 1),
    ("select * from Conversations limit 25", 1),
    ("select * from Conversations limit 30", 2),
    ("select * from Conversations limit 10 offset 20", 2),
    ("select * from Conversations limit 0", 0),
    ("select count(*) from Conversations", 1),
    ("select count(*) from Conversations where Status = 'closed'", 1),
    ("select count(*) from Conversations where MailboxId = 3 and Status = 'active'", 1),
    ("select count(*) from Customers", 1),
    ("select exists (select 1 from Conversations where Status = 'spam')", 1),
    ("select * from Conversations where Id in (1, 2, 3, 4, 5)", 5),
    ("select * from Conversations where Id = 1 or Id = 2", 2),
    ("select * from Conversations order by CreatedDate desc limit 20", 1),
    ("select * from Conversations order by CreatedDate limit 20", 1),
    ("select max(CreatedDate) from Conversations", 1),
    ("select Number from Conversations order by Number desc limit 3", 1),
    ("select * from Conversations where Number = 1005", 1),
    ("select * from ConversationThreads where ConversationId = 5", 1),
    ("select * from Customers where Id = 5001", 1),
    ("select * from CustomerEmails where CustomerId = 5001", 1),
    ("select * from Mailboxes", 1),
    ("select * from MailboxFolders", 5),
    ("select * from MailboxFields where MailboxId = 1", 1),
    ("select * from Users", 1),
    ("select * from Organizations", 1),
    ("select CustomerCount from Organizations where Id = 712", 1),
    ("select * from Teams", 1),
    ("select * from TeamMembers", 4),
    ("select * from Tags", 1),
    ("select * from Workflows where MailboxId = 1", 1),
    ("select * from Webhooks", 1),
    (
        "select * from ReportCompanyOveralls "
        "where Current_StartDate = '2026-09-01' and Current_EndDate = '2026-10-01'",
        1,
    ),
    (
        "select m.Name, r.Current_Volume_EmailConversations from Mailboxes m join ReportEmails r on r.Mailboxes = m.Id "
        "where r.Current_StartDate = '2026-09-01' and r.Current_EndDate = '2026-10-01'",
        5,
    ),
]


@pytest.mark.parametrize(("sql", "requests"), EXACT, ids=[sql for sql, _ in EXACT])
def test_requests(shared: Engine, sql: str, requests: int) -> None:
    assert cost(shared, sql) == requests


def test_a_full_scan_is_its_pages_side_by_side(shared: Engine) -> None:
    rows = number(shared, "select count(*) from Conversations")
    assert cost(shared, "select Status, count(*) from Conversations group by 1") == pages(rows, 25)


def test_filters_bring_the_matching_pages_only(shared: Engine) -> None:
    where = "CreatedDate >= '2026-06-01' and CreatedDate < '2026-09-01' and MailboxId = 3"
    rows = number(shared, f"select count(*) from Conversations where {where}")
    assert rows > 25
    assert cost(shared, f"select * from Conversations where {where}") == pages(rows, 25)
    assert cost(
        shared, f"select * from Conversations where {where.replace('2026-06-01', '2026-06-01T00:00:00Z')}"
    ) == pages(rows, 25)


def test_a_join_along_a_key_costs_less_than_a_request_a_row(fresh: Engine) -> None:
    sql = "select c.Subject, u.Email from Conversations c join Users u on u.Id = c.Assignee_Id"
    most = pages(number(fresh, "select count(*) from Conversations"), 25)
    assert cost(fresh, sql) <= most + pages(number(fresh, "select count(*) from Users"), 50)


def test_a_selective_outer_table_saves_the_scan_of_the_inner(fresh: Engine) -> None:
    """One request for the customers, one for each of them, and one to learn that a scan would cost more."""
    few = "select Id from Customers where LastName = 'Abel'"
    customers = number(fresh, f"select count(*) from ({few})")
    join = f"select count(c.Id) from Conversations c join ({few}) p on p.Id = c.PrimaryCustomer_Id"
    assert cost(fresh, join) <= 1 + 1 + customers
    within = f"select count(Subject) from Conversations where PrimaryCustomer_Id in ({few})"
    assert cost(fresh, within) <= 1 + customers


def test_a_long_in_is_read_at_large(fresh: Engine) -> None:
    conversations = pages(number(fresh, "select count(*) from Conversations"), 25)
    ids = ", ".join(map(str, range(1, 1001)))
    assert cost(fresh, f"select * from Conversations where Id in ({ids})") == conversations
    assert cost(fresh, "select * from Conversations where Id in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)") == 10


def test_child_rows_come_with_their_parents(shared: Engine) -> None:
    customers = number(shared, "select count(*) from Customers")
    for table in (
        "CustomerEmails",
        "CustomerPhones",
        "CustomerChats",
        "CustomerSocialProfiles",
        "CustomerWebsites",
    ):
        assert cost(shared, f"select * from {table}") == pages(customers, 50)


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from Conversations a join Conversations b on a.Subject = b.Subject",
        "select count(*) from Conversations a, Conversations b where a.Id = b.Id + 1",
        "select (select count(Id) from Conversations) + (select count(Subject) from Conversations)",
        "select Id from Conversations where Preview = (select max(Preview) from Conversations)",
        "select Subject from Conversations union all select Preview from Conversations",
    ],
)
def test_each_page_is_fetched_once(fresh: Engine, sql: str) -> None:
    rows = number(fresh, "select count(*) from Conversations")
    sent = paths(fresh, sql)
    assert len(sent) == len(set(sent)) <= pages(rows, 25) + 1


def test_what_is_abandoned_is_not_fetched(fresh: Engine) -> None:
    result = fresh.execute("select * from Conversations")
    next(result)
    result.close()
    assert result.requests == 1


def test_rolled_back_writes_are_never_sent(fresh: Engine) -> None:
    for sql in (
        "begin",
        "update Conversations set Subject = 'x' where Id = 5",
        "insert into Customers(FirstName) values ('Ada')",
        "delete from Conversations where Id = 6",
        "rollback",
    ):
        for _ in fresh.execute(sql):
            pass
    assert {entry.method for entry in fresh.log.entries()} == {"GET"}


def test_an_update_sends_the_changed_columns_only(fresh: Engine) -> None:
    sent = paths(fresh, "update Conversations set Subject = 'x', Status = 'pending' where Id = 5")
    assert sent == [
        "GET /v2/conversations/5",
        "PATCH /v2/conversations/5",
        "PATCH /v2/conversations/5",
    ]
    again = paths(fresh, "update Conversations set Subject = 'x', Status = 'pending' where Id = 5")
    assert again == ["GET /v2/conversations/5"]


def test_explain_sends_nothing_even_before_own_fields_are_known(fresh: Engine) -> None:
    assert str(fresh.explain("select Subject from Conversations where Id = 5")).endswith("1 request")
    assert fresh.log.total == 0
    ((value,),) = fresh.execute("select count(ReturnReason) > 0 from Conversations")
    assert value == 1


def test_a_list_of_values_is_checked_before_it_is_sent(fresh: Engine) -> None:
    period = "Current_StartDate = '2026-09-01' and Current_EndDate = '2026-10-01'"
    wrong = f"select 1 from ReportCompanyOveralls where {period} and Types = 'email,fax'"
    with pytest.raises(ProgrammingError, match="'fax' is not valid"):
        fresh.execute(wrong)
    assert fresh.log.total == 0
    right = f"select 1 from ReportCompanyOveralls where {period} and Types = 'Email, chat'"
    assert "types=email,chat" in paths(fresh, right)[0].replace("%2C", ",")


PARAMETERS = [
    ("select count(*) from Conversations where Status = ?", ("closed",), 1),
    ("select count(*) from Conversations where Status = :s and MailboxId = :m", {"s": "active", "m": 3}, 1),
    ("select count(*) from Conversations where MailboxId = ?", (None,), 0),
]


@pytest.mark.parametrize(("sql", "parameters", "requests"), PARAMETERS)
def test_a_number_costs_one_request_with_parameters_too(
    shared: Engine, sql: str, parameters: tuple[str | None] | dict[str, str | int], requests: int
) -> None:
    result = shared.execute(sql, parameters)
    ((counted,),) = result
    assert result.requests == requests
    values = parameters.values() if isinstance(parameters, dict) else parameters
    shown = {repr(value) if value is not None else "NULL" for value in values}
    text = sql.replace(":s", "'active'").replace(":m", "3")
    for value in shown:
        text = text.replace("?", value)
    listed = shared.execute(text.replace("count(*)", "Id"))
    assert counted == len(list(listed))


@pytest.mark.parametrize(("column", "value"), [("Status", "foo"), ("Status", "Closed"), ("MailboxId", "3")])
def test_a_value_that_is_not_sent_as_it_is_is_counted_by_reading(
    shared: Engine, column: str, value: str
) -> None:
    """The API would refuse or convert such a value; SQL compares it, so the rows themselves are counted."""
    ((counted,),) = shared.execute(f"select count(*) from Conversations where {column} = ?", (value,))
    assert counted == sum(
        1
        for (found,) in shared.execute(f"select {column} from Conversations")
        if found == (int(value) if value.isdigit() else value)
    )


def test_a_number_for_each_outer_row_costs_a_request_each(fresh: Engine) -> None:
    users = number(fresh, "select count(*) from Users")
    each = "select u.Id, (select count(*) from Conversations c where c.Assignee_Id = u.Id) from Users u"
    assert cost(fresh, each) <= 1 + 1 + users
