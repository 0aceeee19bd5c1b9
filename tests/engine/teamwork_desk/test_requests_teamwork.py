"""What a statement over Teamwork Desk costs, and what it asks for: as few requests and members as will do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.teamwork_desk.desk import Desk, open_desk


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        opened.rows("select 1 from Tickets limit 1")  # looks the account's own fields up
        yield opened


SINCE = "2026-05-01T00:00:00Z"
CHANGED = f"StatusId = 1 and UpdatedAt >= '{SINCE}' and UpdatedAt < '2026-09-01'"
TERMS = [
    {"updatedAt": {"$gte": SINCE}},
    {"updatedAt": {"$lte": "2026-09-01T00:00:00Z"}},
    {"status": {"$in": [1]}},
]


def test_tickets_by_status_and_span_are_the_pages_of_the_matches(desk: Desk) -> None:
    open_ones = desk.asked(f"select Subject from Tickets where {CHANGED} and ArchivedAt is null")
    [(path, params)] = open_ones
    assert path == "tickets"
    assert (params["archived"], params["fields"].split(",")) == (
        "false",
        ["id", "subject", "status", "archivedAt", "updatedAt"],
    )
    assert sorted(params["filter"], key=repr) == sorted(TERMS, key=repr)
    both = desk.asked(f"select Subject from Tickets where {CHANGED}")
    assert [(path, params.get("archived")) for path, params in both] == [
        ("tickets", "true"),
        ("tickets", None),
    ]


def test_any_status_but_one_is_asked_for(desk: Desk) -> None:
    [(_, params)] = desk.asked("select Id from Tickets where StatusId <> 6 and ArchivedAt is null")
    assert params["filter"] == [{"status": {"$ne": 6}}]
    every = desk.one("select count(*) from Tickets where StatusId + 0 <> 6")
    assert desk.one("select count(*) from Tickets where StatusId <> 6") == every
    for term in ("StatusId is not 6", "StatusId <> 6.5", "StatusId <> 0", "StatusId <> 'x'"):
        assert not any(
            "$ne" in repr(params) for _, params in desk.asked(f"select Id from Tickets where {term}")
        )


def test_archived_tickets_are_rows_like_others(desk: Desk) -> None:
    everything = desk.one("select count(*) from Tickets")
    there = desk.one("select count(*) from Tickets where ArchivedAt is null")
    archived = desk.one("select count(Id) from Tickets where ArchivedAt is not null")
    assert everything == there + archived
    assert archived


def test_the_columns_used_alone_are_asked_for(desk: Desk) -> None:
    [(_, params)] = desk.asked("select Name from Companies")
    assert params == {"fields": "id,name"}
    [(_, params)] = desk.asked("select * from Companies")
    assert params == {}
    [(_, params)] = desk.asked("select TagId from TicketTags limit 1")
    assert params == {"fields": "id,tags"}


def test_what_a_statement_uses_twice_is_asked_for_once(desk: Desk) -> None:
    asked = desk.asked(
        "select (select max(Name) from Companies), (select count(Website) from Companies where Kind is not null)"
    )
    assert asked == [("companies", {"fields": "id,name,website,kind"})]


def test_full_records_beside_the_rows_are_asked_for_when_used(desk: Desk) -> None:
    [(_, plain)] = desk.asked("select CustomerId from Tickets limit 1")
    assert "includes" not in plain
    [(_, beside)] = desk.asked("select CustomerEmail from Tickets limit 1")
    assert beside["includes"] == "customers"
    wrong = desk.rows(
        "select t.Id from Tickets t join Customers c on c.Id = t.CustomerId where c.Email <> t.CustomerEmail"
    )
    assert wrong == []
    assert desk.one("select count(*) from Tickets where CustomerEmail is not null") > 100


def test_a_customer_by_mail_address_is_one_request(desk: Desk) -> None:
    email = desk.one("select Email from Customers where Email <> '' limit 1")
    asked = desk.asked("select Id from Customers where Email = ?", (email,))
    assert asked == [("customers", {"fields": "id,email", "filter": [{"contacts.value": {"$in": [email]}}]})]


def test_a_second_address_is_no_main_one(desk: Desk) -> None:
    other = desk.one("select Value from Contacts where not IsMain and Type = 'email' limit 1")
    assert desk.rows("select Id from Customers where Email = ?", (other,)) == []
    assert len(desk.rows("select CustomerId from Contacts where Value = ?", (other,))) == 1


def test_tags_of_all_tickets_are_the_pages_of_the_tickets(desk: Desk) -> None:
    tickets = len(desk.asked("select Id from Tickets"))
    assert len(desk.asked("select TicketId, TagId from TicketTags")) == tickets
    assert tickets == 3  # two pages, and one of archived ones


def test_the_latest_tickets_are_the_first_pages(desk: Desk) -> None:
    """The two parts come in order, and are merged."""
    asked = desk.asked("select Id, UpdatedAt from Tickets order by UpdatedAt desc limit 5")
    assert [(params["orderBy"], params["orderMode"], "page" in params) for _, params in asked] == [
        ("updatedAt", "desc", False)
    ] * 2
    latest = desk.rows("select Id, UpdatedAt from Tickets order by UpdatedAt desc limit 40")
    everything = desk.rows("select Id, UpdatedAt from Tickets")
    assert [at for _, at in latest] == sorted((at for _, at in everything), reverse=True)[:40]


def test_a_few_rows_are_one_page(desk: Desk) -> None:
    assert len(desk.asked("select Id from Tickets limit 10")) == 1


def test_tickets_by_number_are_asked_for_among_archived_ones_only_if_missing(desk: Desk) -> None:
    there = [row[0] for row in desk.rows("select Id from Tickets where ArchivedAt is null limit 3")]
    archived = desk.one("select Id from Tickets where ArchivedAt is not null limit 1")
    some = ", ".join(map(str, there))
    assert len(desk.asked(f"select Subject from Tickets where Id in ({some})")) == 1
    assert len(desk.asked(f"select Subject from Tickets where Id in ({some}, {archived})")) == 2
    assert len(desk.rows(f"select Subject from Tickets where Id in ({some}, {archived})")) == 4
    assert desk.asked(f"select Subject from Tickets where Id = {archived}") == [(f"tickets/{archived}", {})]


def test_a_count_reads_no_rows(desk: Desk) -> None:
    asked = desk.asked("select count(*) from Tickets where StatusId = 5")
    assert len(asked) == 2
    [(_, params)] = desk.asked("select count(*) from Customers")
    assert params == {"fields": "id"}


def test_other_states_are_shown_when_asked_for(desk: Desk) -> None:
    states = dict(
        desk.rows("select State, count(*) from Tickets where States = 'deleted, merged' group by 1")
    )
    assert set(states) == {"deleted", "merged"}
    assert desk.rows("select distinct State from Tickets") == [("active",)]
    deleted = desk.one("select Id from Tickets where States = 'deleted' limit 1")
    assert desk.rows("select Id from Tickets where Id = ?", (deleted,)) == []


def test_a_join_to_tags_asks_in_batches(desk: Desk) -> None:
    names = desk.asked(
        "select t.Id, g.Name from Tickets t join TicketTags x on x.TicketId = t.Id join Tags g on g.Id = x.TagId"
    )
    assert len(names) <= 7  # three pages of tickets, three of their tags, one of names


def test_a_page_size_that_is_cut_loses_nothing(desk: Desk) -> None:
    """100 rows a page are asked for; the answer's own numbers count."""
    assert desk.one("select count(*) from (select Id from Messages)") == desk.one(
        "select count(*) from Messages"
    )
