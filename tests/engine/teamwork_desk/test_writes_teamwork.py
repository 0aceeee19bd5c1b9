"""Which verbs each table of the connector document takes, what they send, and how the others are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpsql.errors import DataError, IntegrityError, NotSupportedError, ProgrammingError
from tests.engine.teamwork_desk.desk import API, Desk, open_desk
from tests.engine.writing import Sent


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk(size=0.05) as opened:
        yield opened


PERSON = '[{"isMain": true, "type": "email", "value": "new@example.com"}]'
INBOX = "(select min(Id) from Inboxes)"
SITE = "(select min(Id) from HelpdocSites)"
# Table -> columns of an INSERT with their values ("": none is offered), and an UPDATE ("": none).
DML = {
    "Companies": ("Name", "'New'", "Name = 'Newer'"),
    "CustomFields": (
        "AgentLabel, Kind, Inboxes",
        f"'New', 'text', json_array({INBOX})",
        "AgentLabel = 'Newer'",
    ),
    "Customers": ("FirstName, Contacts", f"'New', '{PERSON}'", "FirstName = 'Newer'"),
    "HelpdocArticles": (
        "HelpdocSiteId, Title, Contents, EditMethod, Categories",
        f"{SITE}, 'New', 'text', 'html', json_array((select min(Id) from HelpdocCategories))",
        "Title = 'Newer'",
    ),
    "HelpdocArticlesKeywords": (
        "Keyword, HelpdocArticleId",
        "'new', (select min(Id) from HelpdocArticles)",
        "Keyword = 'newer'",
    ),
    "HelpdocCategories": ("Name, HelpdocSiteId", f"'New', {SITE}", "Name = 'Newer'"),
    "HelpdocSites": ("Name, Subdomain", "'New', 'new'", "Name = 'Newer'"),
    "Inboxes": ("Name, Email", "'New', 'new@example.com'", "Name = 'Newer'"),
    "Tickets": (
        "Subject, Message, CustomerEmail, InboxId",
        f"'a', 'b', 'new@example.com', {INBOX}",
        "Subject = 'c'",
    ),
    "Tags": ("Name, Color", "'new', 'red'", "Name = 'newer'"),
    "TicketPriorities": ("Name, Color", "'new', '#ffffff'", "Name = 'newer'"),
    "TicketSources": ("Name", "'new'", "Name = 'newer'"),
    "TicketStatuses": ("Name", "'new'", "Name = 'newer'"),
    "TicketTypes": ("Name", "'new'", "Name = 'newer'"),
    "Timelogs": (
        "TicketId, UserId, Seconds, Date",
        "(select min(Id) from Tickets), (select min(Id) from Users), 60, '2026-01-01'",
        "Seconds = 90",
    ),
    "Users": ("", "", "FirstName = 'Newer'"),
    "Messages": ("", "", "IsPinned = not IsPinned"),
}
READ_ONLY = [
    "TicketTags",
    "TicketTasks",
    "TicketActivities",
    "HappinessRatings",
    "Contacts",
    "Triggers",
    "Slas",
]


@pytest.mark.parametrize("table", DML)
def test_every_verb_of_the_connector_document_works(desk: Desk, table: str) -> None:
    columns, values, change = DML[table]
    if columns:
        made = desk.one(f"insert into {table}({columns}) values ({values}) returning Id")
    else:
        made = desk.one(f"select max(Id) from {table}")
        with pytest.raises(NotSupportedError, match="does not offer it"):
            desk.rows(f"insert into {table}(State) values ('active')")
        assert desk.tap.sent == []
    [update] = desk.sent(f"update {table} set {change} where Id = ?", (made,))
    assert update.method == "PATCH"
    name, _, value = change.partition(" = ")
    if value.startswith("'"):
        assert desk.one(f"select {name} from {table} where Id = ?", (made,)) == value.strip("'")
    [delete] = desk.sent(f"delete from {table} where Id = ?", (made,))
    assert (delete.method, delete.body) == ("DELETE", None)
    assert desk.rows(f"select 1 from {table} where Id = ?", (made,)) == []


@pytest.mark.parametrize("table", READ_ONLY)
def test_what_the_api_does_not_offer_is_refused_before_sending(desk: Desk, table: str) -> None:
    key = "Id" if table not in ("TicketTags", "TicketTasks") else "TicketId"
    for sql in (
        f"insert into {table}({key}) values (1)",
        f"delete from {table}",
        f"update {table} set {key} = 1",
    ):
        with pytest.raises(NotSupportedError):
            desk.rows(sql)
    assert desk.tap.sent == []


def test_a_refusal_says_what_to_do_in_its_place(desk: Desk) -> None:
    with pytest.raises(NotSupportedError, match="ReplyToTicket"):
        desk.rows("insert into Messages(IsPinned) values (1)")
    with pytest.raises(NotSupportedError, match="invite"):
        desk.rows("insert into Users(Email) values ('a@example.com')")


# -- the rules of an insert


def test_a_ticket_needs_a_customer(desk: Desk) -> None:
    with pytest.raises(
        IntegrityError, match=r'CustomerId or CustomerEmail(.|\n)*"must be set", "source": "customer"'
    ):
        desk.rows("insert into Tickets(Subject, Message) values ('a', 'b')")
    assert desk.tap.sent == []


def test_a_customer_needs_a_contact_with_a_mail_address(desk: Desk) -> None:
    with pytest.raises(IntegrityError, match="needs Contacts"):
        desk.rows("insert into Customers(FirstName) values ('Ada')")
    for contacts in ("[]", '[{"type": "twitter", "value": "ada"}]', "[1]"):
        with pytest.raises(IntegrityError, match=r"needs an element of type email in Contacts"):
            desk.rows("insert into Customers(FirstName, Contacts) values ('Ada', ?)", (contacts,))
    with pytest.raises(DataError, match="takes a JSON array"):
        desk.rows("insert into Customers(Contacts) values ('{}')")
    assert desk.tap.sent == []


def test_contacts_and_company_stand_beside_the_customer(desk: Desk) -> None:
    company = desk.one("select min(Id) from Companies")
    [sent] = desk.sent(
        "insert into Customers(FirstName, CompanyId, Contacts) values ('Ada', ?, ?)", (company, PERSON)
    )
    assert sent.body == {
        "customer": {"firstName": "Ada"},
        "included": {
            "companies": [{"id": company}],
            "contacts": [{"isMain": True, "type": "email", "value": "new@example.com"}],
        },
    }
    made = desk.rows("select Email, CompanyId from Customers where Email = 'new@example.com'")
    assert made == [("new@example.com", company)]


def test_what_is_not_checked_is_passed_on_with_a_note(desk: Desk) -> None:
    _, result = desk.run("insert into Timelogs(TicketId, UserId, Seconds) values (1, 2, 60)")
    assert [note.partition(":")[0] for note in result.notes] == [
        "teamwork_desk.Timelogs.TicketId",
        "teamwork_desk.Timelogs.UserId",
    ]
    assert result.complete
    [sent] = desk.tap.sent
    assert sent.body == {"timelog": {"ticket": {"id": 1}, "user": {"id": 2}, "seconds": 60}}


def test_a_scheduled_ticket_is_a_row_once_it_was_sent(desk: Desk) -> None:
    customer, inbox = desk.one("select min(Id) from Customers"), desk.one("select min(Id) from Inboxes")
    made = desk.one(
        "insert into Tickets(Subject, Message, CustomerId, InboxId, ScheduledEmail_SendAt, "
        "ScheduledEmail_TimeZoneId, ScheduledEmail_StatusId) values ('later', 'text', ?, ?, '2036-11-01T10:00:00Z', "
        "62, 5) returning Id",
        (customer, inbox),
    )
    assert desk.tap.sent[-1].body["ticket"]["scheduledEmail"] == {
        "sendAt": "2036-11-01T10:00:00Z",
        "timezone": {"id": 62},
        "status": {"id": 5},
    }
    assert desk.rows("select 1 from Tickets where Id = ?", (made,)) == []
    assert desk.rows("select State from Tickets where States = 'scheduled' and Id = ?", (made,)) == [
        ("scheduled",)
    ]
    desk.clock.elapsed += 12 * 366 * 86400.0
    assert desk.rows("select Subject, StatusId from Tickets where Id = ?", (made,)) == [("later", 5)]


# -- changes


def test_the_same_change_of_many_rows_is_one_request(desk: Desk) -> None:
    ids = [
        row[0]
        for row in desk.rows("select Id from Tickets where StatusId <> 4 and ArchivedAt is null limit 5")
    ]
    sql = f"update Tickets set StatusId = 4 where Id in ({', '.join(map(str, ids))})"
    [sent] = desk.sent(sql)
    assert (sent.method, sent.path) == ("PATCH", f"{API}tickets/update.json")
    assert sorted(sent.body["filter_args"]["filter"]["id"]["$in"]) == sorted(ids)
    assert sent.body["filter_args"]["bulkDryExecute"] is False
    assert sent.body["status"] == {"id": 4}
    assert set(sent.body) == {"filter_args", "status"}
    after = desk.rows(f"select distinct StatusId from Tickets where Id in ({', '.join(map(str, ids))})")
    assert after == [(4,)]


@pytest.mark.parametrize("hidden", ["ArchivedAt is not null", "States = 'deleted'"])
def test_tickets_that_filters_pass_over_are_changed_one_by_one(desk: Desk, hidden: str) -> None:
    """The bulk form names its tickets by a filter too, and does not tell how many it found."""
    found = [row[0] for row in desk.rows(f"select Id from Tickets where {hidden} order by Id limit 2")]
    single = desk.sent(
        f"update Tickets set Subject = 'told' where {hidden} and Id in ({found[0]}, {found[1]})"
    )
    assert sorted(map(str, single)) == [f"PATCH {API}tickets/{ticket}.json" for ticket in found]
    assert desk.one(f"select count(*) from Tickets where {hidden} and Subject = 'told'") == 2


def test_an_update_of_archived_tickets_and_others_misses_none(desk: Desk) -> None:
    sql = "select Id from Tickets where ArchivedAt is {} null order by Id limit 3"
    live, archived = ([row[0] for row in desk.rows(sql.format(kind))] for kind in ("", "not"))
    every = ", ".join(map(str, [*live, *archived]))
    sent = desk.sent(f"update Tickets set Subject = 'told' where Id in ({every})")
    [many] = [one for one in sent if one.path.endswith("/update.json")]
    assert sorted(many.body["filter_args"]["filter"]["id"]["$in"]) == live
    assert len(sent) == 1 + len(archived)
    assert desk.one("select count(*) from Tickets where Subject = 'told'") == 6


def test_a_reference_is_cleared_as_a_whole(desk: Desk) -> None:
    ticket = desk.one("select Id from Tickets where AgentId is not null limit 1")
    assert desk.sent("update Tickets set AgentId = null where Id = ?", (ticket,)) == [
        Sent("PATCH", f"{API}tickets/{ticket}.json", {"ticket": {"agent": None}})
    ]
    assert desk.one("select AgentId from Tickets where Id = ?", (ticket,)) is None


def test_tags_that_are_left_out_are_taken_off(desk: Desk) -> None:
    """The API adds to what is there."""
    ticket, before = desk.rows("select TicketId, json_group_array(TagId) from TicketTags group by 1 limit 1")[
        0
    ]
    other = desk.one(
        "select Id from Tags where Id not in (select value from json_each(?)) limit 1", (before,)
    )
    desk.rows("update Tickets set Tags = json_array(json_object('id', ?)) where Id = ?", (other, ticket))
    assert desk.rows("select TagId from TicketTags where TicketId = ?", (ticket,)) == [(other,)]
    desk.rows("update Tickets set Tags = null where Id = ?", (ticket,))
    assert desk.rows("select TagId from TicketTags where TicketId = ?", (ticket,)) == []


# -- procedures


def _ticket(desk: Desk) -> int:
    return int(desk.one("select Id from Tickets where StatusId <> 5 and ArchivedAt is null limit 1"))


@pytest.mark.parametrize("thread", ["Note", "Message", "Forward"])
def test_a_reply(desk: Desk, thread: str) -> None:
    ticket = _ticket(desk)
    forwarded = ", to => '[\"b@example.com\"]'" if thread == "Forward" else ""
    made = desk.one(
        f"call ReplyToTicket({ticket}, '{thread}', 'Hello', cc => '[\"a@example.com\"]'{forwarded})"
    )
    [sent] = desk.tap.sent
    assert (sent.method, sent.path) == ("POST", f"{API}tickets/{ticket}/messages.json")
    assert (sent.body["threadType"], sent.body["message"], sent.body["cc"]) == (
        thread.lower(),
        "Hello",
        ["a@example.com"],
    )
    assert desk.rows("select TicketId, ThreadType from Messages where Id = ?", (made,)) == [
        (ticket, thread.lower())
    ]


def test_a_reply_of_another_kind_is_refused(desk: Desk) -> None:
    with pytest.raises(ProgrammingError, match="Valid values: Note, Message, Forward"):
        desk.rows("call ReplyToTicket(1, 'Chat', 'x')")
    with pytest.raises(ProgrammingError, match="missing argument message"):
        desk.rows("call ReplyToTicket(1, 'Note')")
    assert desk.tap.sent == []


def test_actions_on_a_ticket(desk: Desk) -> None:
    ticket = _ticket(desk)
    agent, inbox = desk.one("select max(Id) from Users"), desk.one("select max(Id) from Inboxes")
    tag = desk.one(
        "select max(Id) from Tags where Id not in (select TagId from TicketTags where TicketId = ?)",
        (ticket,),
    )
    desk.rows(f"call SetTicketStatus({ticket}, 5)")
    desk.rows(f"call AssignTicket({ticket}, {agent})")
    desk.rows(f"call MoveTicket({ticket}, {inbox})")
    assert desk.rows("select StatusId, AgentId, InboxId from Tickets where Id = ?", (ticket,)) == [
        (5, agent, inbox)
    ]
    tags = desk.rows("select TagId from TicketTags where TicketId = ? order by 1", (ticket,))
    desk.rows(f"call AddTicketTag({ticket}, {tag})")
    assert len(desk.rows("select TagId from TicketTags where TicketId = ?", (ticket,))) == len(tags) + 1
    desk.rows(f"call RemoveTicketTag({ticket}, {tag})")
    assert desk.rows("select TagId from TicketTags where TicketId = ? order by 1", (ticket,)) == tags
    desk.rows(f"call MarkAsSpam({ticket})")
    assert desk.one("select StatusId from Tickets where Id = ?", (ticket,)) == 7


def test_tasks_are_linked(desk: Desk) -> None:
    ticket, task = _ticket(desk), desk.one("select max(TaskId) from TicketTasks")
    assert desk.rows(f"call LinkTask({ticket}, {task})") == [(ticket, task)]
    assert (task,) in desk.rows("select TaskId from TicketTasks where TicketId = ?", (ticket,))
    desk.rows(f"call UnlinkTask({ticket}, {task})")
    assert (task,) not in desk.rows("select TaskId from TicketTasks where TicketId = ?", (ticket,))
    assert [sent.body for sent in desk.tap.sent] == [None, None]


def test_a_trigger_is_applied(desk: Desk) -> None:
    ticket, trigger = _ticket(desk), desk.one("select min(Id) from Triggers")
    [sent] = desk.sent(f"call ApplyTrigger({ticket}, {trigger})")
    assert sent == Sent("PATCH", f"{API}tickets/{ticket}/triggerapply.json", {"trigger": {"id": trigger}})


def test_a_file_goes_to_the_storage_without_our_key(desk: Desk) -> None:
    made, name = desk.rows("call UploadFile('a.txt', 'text/plain', 'aGVsbG8=')")[0]
    reference, upload, ready = desk.tap.sent
    assert (reference.path, ready.path) == (f"{API}files/ref.json", f"{API}files/{made}.json")
    assert isinstance(upload.body, bytes)
    assert b"hello" in upload.body
    assert [signed for path, signed in desk.watched.seen if path == "/storage"] == [False]
    assert all(signed for path, signed in desk.watched.seen if path != "/storage")
    assert desk.rows("select Filename, MimeType from Files where Id = ?", (made,)) == [(name, "text/plain")]
    with pytest.raises(DataError, match="not base64"):
        desk.rows("call UploadFile('a.txt', 'text/plain', '!')")
