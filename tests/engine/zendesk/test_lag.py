"""The search index is a minute behind: what that must not do to writes, nor to what is read after them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from helpsql.bounds import bounds_of
from helpsql.errors import WriteError
from helpsql.plan import Constraint, Wanted
from helpsql.recent import KEPT, MOST, Recent
from tests.engine.clock import FakeClock
from tests.engine.zendesk.desk import Desk, open_desk
from tests.engine.zendesk.test_writes_zendesk import Cut, add_tickets, new_organization, open_other
from vtables.zendesk import helpdesk

BATCH = "/api/v2/tickets/show_many"
SEARCH = "/api/v2/search"
WHERE = "subject = 'Zeppelin' and status = 'open'"
CHANGE = f"update tickets set priority = 'high' where {WHERE}"
RECENT = f"tickets where {WHERE}"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


def zeppelins(desk: Desk, number: int) -> list[int]:
    """Open tickets of the subject Zeppelin that the index knows."""
    ids = add_tickets(desk, number, status="open")
    desk.run(
        "update tickets set subject = 'Zeppelin' where id in (select value from json_each(?))",
        (json.dumps(ids),),
    )
    desk.later()
    return ids


def meanwhile(desk: Desk, *tickets: int, **changes: object) -> None:
    """Somebody else changes tickets; the index does not know yet."""
    with open_other(desk) as other:
        for ticket in tickets:
            other.put(f"/tickets/{ticket}", json={"ticket": changes}).raise_for_status()


# -- writes decide by rows as they are


def test_what_no_longer_matches_is_not_changed(desk: Desk) -> None:
    one, two, three = zeppelins(desk, 3)
    meanwhile(desk, two, status="pending")
    reads, writes, _ = desk.asked(CHANGE)
    assert any(SEARCH in line for line in reads) and sum(BATCH in line for line in reads) == 1
    assert len(writes) == 1
    assert dict(desk.rows(f"select id, priority from tickets where id in ({one}, {two}, {three})")) == {
        one: "high",
        two: None,
        three: "high",
    }


def test_what_no_longer_matches_is_not_deleted(desk: Desk) -> None:
    one, two = zeppelins(desk, 2)
    meanwhile(desk, one, status="pending")
    assert desk.run(f"delete from {RECENT}").rowcount == 1
    assert desk.rows("select id from tickets where id in (?, ?)", (one, two)) == [(one,)]


def test_what_is_gone_is_not_written(desk: Desk) -> None:
    one, two = zeppelins(desk, 2)
    with open_other(desk) as other:
        other.delete(f"/tickets/{one}").raise_for_status()
    result = desk.run(CHANGE)
    assert [outcome.key for outcome in result.outcomes or ()] == [(two,)]


def test_a_new_value_is_made_of_the_present_one(desk: Desk) -> None:
    [ticket] = zeppelins(desk, 1)
    meanwhile(desk, ticket, priority="urgent")
    desk.run(f"update tickets set external_id = priority where {WHERE}")
    assert desk.one("select external_id from tickets where id = ?", (ticket,)) == "urgent"


def test_comments_go_to_tickets_that_still_match(desk: Desk) -> None:
    one, two = zeppelins(desk, 2)
    meanwhile(desk, one, status="pending")
    sent = desk.sent(f"insert into ticket_comments(ticket_id, body) select id, 'Ping' from {RECENT}")
    assert [request.path for request in sent] == [f"/api/v2/tickets/{two}"]


def test_a_call_takes_its_arguments_from_rows_as_they_are(desk: Desk) -> None:
    one, two = zeppelins(desk, 2)
    meanwhile(desk, one, status="pending")
    desk.run(f"call SolveTicket((select id from {RECENT}))")
    assert desk.rows("select id, status from tickets where id in (?, ?) order by 1", (one, two)) == [
        (one, "pending"),
        (two, "solved"),
    ]


def test_reading_alone_takes_the_index_at_its_word(desk: Desk) -> None:
    zeppelins(desk, 2)
    reads, _, _ = desk.asked(f"select id from {RECENT}")
    assert not any(BATCH in line for line in reads)


def test_what_cannot_be_changed_need_not_be_read(desk: Desk) -> None:
    """The list of an organization is up to date. It lacks archived tickets, which are closed for good."""
    organization, _ = new_organization(desk, 3)
    change = f"update tickets set priority = 'high' where organization_id = {organization}"
    reads, _, _ = desk.asked(change)
    assert reads == [f"GET /api/v2/organizations/{organization}/tickets?page%5Bsize%5D=100"]
    # A deletion reaches archived tickets too.
    reads, _, _ = desk.asked(change.replace("update", "delete from").replace("set priority = 'high'", ""))
    assert [SEARCH in line for line in reads] == [True, False] and BATCH in reads[1]


def test_an_update_that_reads_other_rows_needs_all_of_them(desk: Desk) -> None:
    """Archived tickets count, although they cannot be changed."""
    explained = str(
        desk.engine.explain(
            "update tickets set subject = 'x' where id = 1 and "
            "(select count(subject) from tickets where organization_id = 7) > 0"
        )
    )
    assert SEARCH in explained and "/api/v2/organizations/" not in explained


# -- what was written is read as it is now


def test_a_change_is_seen_at_once(desk: Desk) -> None:
    one, two = zeppelins(desk, 2)
    desk.run("update tickets set status = 'pending' where id = ?", (one,))
    reads, _, _ = desk.asked(f"select id from {RECENT}")
    assert desk.last == [(two,)]
    assert len(reads) == 2 and f"{BATCH}?ids={one}" in reads[1]
    assert desk.rows(f"select id from {RECENT.replace('open', 'pending')}") == [(one,)]


def test_a_new_row_is_seen_at_once(desk: Desk) -> None:
    made = desk.run(
        "insert into tickets(subject, comment, status) values ('Zeppelin', 'x', 'open')"
    ).lastrowid
    assert desk.rows(f"select id from {RECENT}") == [(made,)]


def test_a_deleted_row_is_gone_at_once(desk: Desk) -> None:
    one, two = zeppelins(desk, 2)
    desk.run("delete from tickets where id = ?", (one,))
    assert desk.rows(f"select id from {RECENT}") == [(two,)]


def test_what_a_call_did_is_seen_at_once(desk: Desk) -> None:
    one, two, three = zeppelins(desk, 3)
    desk.run("call SolveTicket(?)", (one,))
    desk.run("call MergeTickets(?, ?)", (two, json.dumps([three])))
    assert desk.rows(f"select id from {RECENT}") == [(two,)]
    closed = desk.run("call CloseTicket(?)", (one,)) and desk.run(
        "call CreateFollowUp(?, 'Zeppelin', 'x')", (one,)
    )
    assert (closed.lastrowid, "Zeppelin") in desk.rows(
        "select id, subject from tickets where subject = 'Zeppelin' and status = 'new'"
    )


def test_a_comment_changes_its_ticket(desk: Desk) -> None:
    [ticket] = zeppelins(desk, 1)
    before = desk.one("select max(updated_at) from tickets where subject = 'Zeppelin'")
    desk.run("insert into ticket_comments(ticket_id, body) values (?, 'Hello')", (ticket,))
    assert desk.one("select updated_at from tickets where subject = 'Zeppelin' and status = 'open'") > before


def test_what_may_have_been_written_is_looked_at() -> None:
    cuts: list[Cut] = []
    with open_desk(wrap=lambda inner: cuts.append(Cut(inner)) or cuts[0]) as desk:
        cuts[0].keys.append(None)  # the first loss is for later
        [ticket] = zeppelins(desk, 1)
        cuts[0].keys.clear()
        with pytest.raises(WriteError) as caught:
            desk.run("update tickets set status = 'pending', comment = 'x' where id = ?", (ticket,))
        assert caught.value.unknown
        assert desk.rows(f"select id from {RECENT}") == []


def test_an_order_stands_and_no_page_more_is_read(desk: Desk) -> None:
    zeppelins(desk, 3)
    made = desk.run("insert into tickets(subject, comment) values ('New', 'x')").lastrowid
    newest = "select id from tickets order by created_at desc limit 2"
    reads, _, _ = desk.asked(newest)
    assert desk.last[0] == (made,) and len(desk.last) == 2
    assert len(reads) == 2
    desk.clock.elapsed += 1
    newest_of_all = desk.run("insert into tickets(subject, comment) values ('New', 'x')").lastrowid
    assert desk.rows(newest) == [(newest_of_all,), (made,)]
    found = desk.rows("select id, created_at from tickets order by created_at limit 1000")
    moments = [moment for _, moment in found]
    assert moments == sorted(moments)


def test_nothing_more_is_read_when_the_index_has_caught_up(desk: Desk) -> None:
    one, two = zeppelins(desk, 2)
    desk.run("update tickets set status = 'pending' where id = ?", (one,))
    desk.later()
    reads, _, _ = desk.asked(f"select id from {RECENT}")
    assert desk.last == [(two,)] and not any(BATCH in line for line in reads)


def test_reads_that_are_up_to_date_cost_nothing_more(desk: Desk) -> None:
    organization, ids = new_organization(desk, 3)
    desk.run("update tickets set priority = 'high' where id = ?", (ids[0],))
    in_it = f"select priority from tickets where organization_id = {organization} and status = 'new'"
    reads, _, _ = desk.asked(in_it)
    # By the list of the organization, or by the index with what was written: one of them.
    assert len(reads) <= 2
    reads, _, _ = desk.asked("select priority from tickets where id = ?", (ids[0],))
    assert len(reads) == 1 and desk.last == [("high",)]


def test_rows_of_the_apis_own_search_are_shown_as_they_are(desk: Desk) -> None:
    one, two = zeppelins(desk, 2)
    desk.run("update tickets set status = 'pending' where id = ?", (one,))
    asked = "select id, status from tickets where query = 'subject:Zeppelin' order by id"
    assert desk.rows(asked) == [(one, "pending"), (two, "open")]


def test_a_number_that_may_be_old_is_said_to_be(desk: Desk) -> None:
    open_ones = "select count(*) from tickets where status = 'open'"
    desk.one(open_ones)
    desk.run("insert into tickets(subject, comment, status) values ('Zeppelin', 'x', 'open')")
    result = desk.run(open_ones)
    assert any("this session wrote in the last 5 minutes may not be counted" in n for n in result.notes)
    desk.later()
    assert not any("this session" in note for note in desk.run(open_ones).notes)


def test_rows_whose_ids_nobody_told_are_said_to_be_missing() -> None:
    cuts: list[Cut] = []
    with open_desk(wrap=lambda inner: cuts.append(Cut(inner)) or cuts[0]) as desk:
        with pytest.raises(WriteError):
            desk.run("insert into users(name, email) values ('A', 'a@x.example'), ('B', 'b@x.example')")
        result = desk.run("select id from users where email = 'b@x.example'")
        assert desk.last == [] and not result.complete
        assert any("zendesk.users: rows that this session wrote" in note for note in result.notes)
        desk.later()
        assert desk.run("select id from users where email = 'b@x.example'").complete


def test_another_session_is_not_asked_about(desk: Desk) -> None:
    one, _ = zeppelins(desk, 2)
    meanwhile(desk, one, status="pending")
    desk.rows(f"select id from {RECENT}")
    assert len(desk.last) == 2
    result = desk.run(f"select id from {RECENT}")
    assert any("index lags" in note for note in result.notes)


def test_no_filter_is_left_to_an_index_whose_rows_are_laid_over() -> None:
    tickets = helpdesk.by_name["tickets"]
    read = next(read for read in tickets.reads if read.path == SEARCH)
    filters = [Constraint(0, "status", "=", usable=True, value="open")]
    for settled in (False, True):
        [bound] = bounds_of(tickets, read, filters, Wanted(filters, settled=settled))
        assert bound.exact and bound.omit != settled


# -- what is remembered


def test_a_key_is_remembered_from_its_last_write() -> None:
    clock = FakeClock()
    recent = Recent(clock)
    recent.add("tickets", (1,))
    clock.elapsed = 200
    recent.add("tickets", (2,))
    recent.add("tickets", (1,))
    clock.elapsed = 400
    assert recent.keys("tickets", 300) == [(2,), (1,)]
    assert recent.keys("tickets", 150) == [] and recent.keys("users", 300) == []
    assert not recent.untold("tickets", 300)


def test_no_more_is_remembered_than_is_worth_reading() -> None:
    recent = Recent(FakeClock())
    for number in range(MOST + 1):
        recent.add("tickets", (number,))
    assert len(recent.keys("tickets", 300)) == MOST and (0,) not in recent.keys("tickets", 300)
    assert recent.untold("tickets", 300)


def test_what_is_long_past_is_forgotten() -> None:
    clock = FakeClock()
    recent = Recent(clock)
    for number in range(10):
        recent.add("tickets", (number,))
    clock.elapsed = KEPT + 1
    recent.add("tickets", (99,))
    assert len(recent.keys("tickets", 10 * KEPT)) == 1
    assert not recent.untold("tickets", KEPT)


# -- all together


def test_what_a_session_reads_is_always_what_it_wrote(desk: Desk) -> None:
    """Any order of writes, with the index behind all the while: search shows what the rows by key are."""
    ids, dice = zeppelins(desk, 6), random.Random(7)
    kept = dict.fromkeys(ids, "open")
    for _ in range(60):
        ticket, status = dice.choice(ids), dice.choice(["open", "pending", "hold"])
        desk.clock.elapsed += dice.choice([0, 5, 40, 70])
        match dice.randrange(5):
            case 0:
                desk.run(f"call SetStatus({ticket}, '{status}')") if ticket in kept else None
                kept |= {ticket: status} if ticket in kept else {}
            case 1:
                desk.run(f"delete from tickets where id = {ticket}") if len(kept) > 2 else None
                kept = {one: had for one, had in kept.items() if one != ticket or len(kept) <= 2}
            case 2:
                made = desk.run(
                    "insert into tickets(subject, comment, status) values ('Zeppelin', 'x', ?)", (status,)
                ).lastrowid
                assert made is not None
                ids.append(made)
                kept[made] = status
            case _:
                # By the index: what it finds is what there is.
                other = dice.choice(["open", "pending", "hold"])
                change = f"update tickets set status = '{status}' where subject = 'Zeppelin' and status = '{other}'"
                desk.run("begin")
                assert desk.run(change).rowcount == sum(had == other for had in kept.values())
                ends = dice.choice(["commit", "rollback"])
                desk.run(ends)
                if ends == "commit":
                    kept = {one: status if had == other else had for one, had in kept.items()}
        for wanted in ("open", "pending", "hold"):
            asked = f"select id from tickets where subject = 'Zeppelin' and status = '{wanted}' order by 1"
            assert desk.rows(asked) == [(one,) for one in sorted(kept) if kept[one] == wanted]


def test_explain_says_that_rows_are_read_again(desk: Desk) -> None:
    told = str(desk.engine.explain(f"delete from {RECENT}"))
    assert "then each row as it is now: GET /api/v2/tickets/show_many" in told
    assert "as it is now" not in str(desk.engine.explain(f"select * from {RECENT}"))
