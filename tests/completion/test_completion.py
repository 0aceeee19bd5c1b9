"""What may stand at the cursor (`|`), as a table of cases."""

from __future__ import annotations

from dataclasses import replace

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpsql.completion import complete
from helpsql.completion.catalogue import Relation, Routine
from helpsql.completion.words import quoted
from tests.completion.desk import SET_STATUS, Desk, at, texts

COLUMNS = ["Id", "Subject", "Status", "UserId", '"order"', "Solved"]

FIRST: dict[str, list[str]] = {
    # text -> the candidates that come first
    "|": ["select"],
    "sel|": ["select"],
    "SEL|": ["SELECT"],
    "select 1; sel|": ["select"],
    "select | from Tickets": COLUMNS,
    "select Sub| from Tickets": ["Subject"],
    "select sub| from Tickets": ["Subject"],
    "select ject| from Tickets": ["Subject"],
    "select cou|": ["count("],
    "select t.| from Tickets t": COLUMNS,
    "select t.S| from desk.Tickets as t": ["Subject", "Status"],
    "select Tickets.| from Tickets": COLUMNS,
    "select count(| from Tickets": COLUMNS,
    "select max(Id), | from Tickets": COLUMNS,
    "select (select | from Users) from Tickets": ["Users.Id", "Name"],
    "select 1 from Users where exists (select 1 from Tickets where Us|)": ["UserId"],
    "select * from |": ['"my orders"', "Tickets", "Users"],
    "select * from desk.|": ["Tickets", "Users"],
    "select * from main.|": ['"my orders"'],
    "select * from de|": ["desk"],
    "select * from Tickets, |": ['"my orders"', "Tickets", "Users"],
    "select * from Tickets join |": ["Users"],
    "select * from Users join |": ["Tickets"],
    "select * from Tickets |": ["where", "join"],
    "select * from Tickets t join Users u |": ["on", "using ("],
    "select * from Tickets t join Users u on |": ["u.Id = t.UserId"],
    "select * from Users u join Tickets on |": ["Tickets.UserId = u.Id"],
    "select * from Tickets where |": COLUMNS,
    "select * from Tickets where Status |": ["=", "<>"],
    "select * from Tickets where Status = |": ["'open'", "'closed'"],
    "select * from Tickets where Status = '|": ["open'", "closed'", "can''t say'"],
    "select * from Tickets where Status = '|'": ["open", "closed"],
    "select * from Tickets where Status <> 'cl|": ["closed'"],
    "select * from Tickets where Status in ('open', '|": ["open'", "closed'"],
    "select * from Tickets where Status not in ('cl|')": ["closed"],
    "select * from Tickets t where t.Status = '|": ["open'"],
    "select * from Tickets where Id = 1 |": ["and", "or"],
    "select * from Tickets where Id = 1 and |": COLUMNS,
    "select * from Tickets where Id = 1 and Status |": ["="],
    "select * from Tickets where (Sub|": ["Subject"],
    "select * from Tickets group by |": COLUMNS,
    "select Status from Tickets group by Status |": ["having"],
    "select * from Tickets order by Id |": ["desc", "asc"],
    "select * from Tickets order by |": COLUMNS,
    "with a as (select Id, Subject as s from Tickets) select | from a": ["Id", "s"],
    "with a(x, y) as (select Id, 2 from Tickets) select a.| from a": ["x", "y"],
    "with a as (select 1 as one) select * from |": ["a"],
    "with a as (select t.* from Tickets t) select | from a": COLUMNS,
    "select q.| from (select Id, count(*) as n from Tickets group by 1) q": ["Id", "n"],
    "select Name from Users union select Sub| from Tickets": ["Subject"],
    "insert into |": ['"my orders"', "Tickets"],
    "insert into Tickets(|": ["Subject", "UserId", '"order"'],
    "insert into desk.Tickets(Subject, |": ["UserId"],
    "insert into Tickets(UserId, Status) values (1, '|": ["open'"],
    "update |": ['"my orders"', "Tickets", "Users"],
    "update Tickets |": ["set"],
    "update Tickets set |": ["Subject", "Status", '"order"'],
    "update Tickets set Subject = 'x', |": ["Subject", "Status"],
    "update Tickets set Status = '|": ["open'"],
    "update Tickets set Status = 'open' where I|": ["Id"],
    "delete from |": ['"my orders"', "Tickets"],
    "delete from Tickets where Status = '|": ["open'"],
    "call |": ["SetStatus("],
    "call desk.|": ["SetStatus("],
    "call SetStatus(|": ["ticketId => ", "status => "],
    "call SetStatus(1, |": ["'open'", "'closed'", "status => "],
    "call SetStatus(1, '|": ["open'", "closed'"],
    "call SetStatus(status => '|": ["open'", "closed'"],
    "call SetStatus(ticketId => 1, |": ["'open'", "'closed'", "status => "],
    "explain |": ["select", "query plan"],
    "with a as (select Id from Tickets) |": ["select", "insert into", "update", "delete from"],
    "with a(x) |": ["as"],
    "with a |": ["as"],
    "select Id from Tickets union |": ["all", "select"],
    "select Id from Tickets union all |": ["select"],
    "select Id from Tickets except |": ["select"],
    "create table x as |": ["select"],
    "drop table |": ['"my orders"'],
    "select * from Tickets left |": ["join"],
    "select * from Tickets t join Users u using (|": ["Id"],
    "select * from Tickets t join Users u on t.UserId = |": ["u.Id"],
    "select * from Tickets t join Users u on u.Id = |": ["t.UserId"],
    "select (select 1 from Users where Id = |) from Tickets": ["Tickets.UserId"],
    "select Status as s, count(*) n from Tickets group by |": ["s", "n"],
    "select Status as s, count(*) n from Tickets group by 1 order by |": ["s", "n"],
    "select Status as s, count(*) n from Tickets group by 1 having |": ["s", "n"],
    "select case Status when '|' then 1 end from Tickets": ["open"],
    "select case Status when 'open' then 1 when '|' then 2 end from Tickets": ["open", "closed"],
    "select case when Status = '|' then 2 end from Tickets": ["open"],
    "select * from Tickets where Status is |": ["null", "not null"],
    "select * from Tickets where Solved = |": ["true", "false"],
    "select * from Tickets where Id in |": ["(select"],
    "select j.| from Tickets, json_each(Subject) j": ["key", "value", "type"],
    "select * from json_e|": ["json_each("],
    "insert into Tickets values (1, 2, '|": ["open'"],
    "insert into Tickets(Subject) values ('x') returning |": COLUMNS,
    "insert into Tickets(Subject) select | from Users": ["Id", "Name"],
    "delete from Tickets |": ["where", "returning"],
    "update Tickets set Subject = 1 where Id = 1 |": ["and", "or", "not", "returning"],
    "call SetStatus(status => 'open', |": ["ticketId => "],
    "select * from Tickets where Id = :|": ["since", "until"],
    "select * from Tickets where Id = :un|": ["until"],
    "select * from (select Status s from Tickets) where s = '|": ["open'"],
    "with a as (select t.Status as s from Tickets t) select * from a where s = '|": ["open'"],
    "with a(x) as (select Status from Tickets) select * from a where x = '|": ["open'"],
    "select * from Tickets order by Id desc |": ["limit", "nulls last", "nulls first"],
    "select * from Tickets order by Id desc nulls |": ["last", "first"],
    "select * from Tickets order by Id desc, |": COLUMNS,
    "select cast(Id as |": ["text", "integer"],
    "select * from Tickets where exists (|": ["select"],
    "select * from Tickets where (Status = 'open') |": ["and", "or"],
    "select * from Tickets where not (Status = 'open' or Id in (1, 2)) |": ["and", "or"],
    "select * from Tickets where Id = 1 and (Status = 'open' or Id = 2) |": ["and", "or"],
    "select * from Tickets where lower(Status) |": ["=", "<>"],
    "select * from Tickets where (select 1 from Users where Id = 2) |": ["=", "<>"],
    "with a as (select Id, UserId as asker from Tickets) select * from a join Users u on |": [
        "u.Id = a.asker"
    ],
    "select * from (select * from Tickets) q join Users u on |": ["u.Id = q.UserId"],
    "with a as (select UserId from Tickets) select * from a join |": ["a", "Users"],
    # the style of what was typed
    "SELECT * FROM Tickets |": ["WHERE", "JOIN"],
    "SELECT * FROM Tickets WHERE Status |": ["=", "<>"],
    "SELECT * FROM Tickets whe|": ["where"],
    "select COU|": ["COUNT("],
    # the cursor within a word, a value, a quoted name: what stands behind it stays
    "select Sub|ject from Tickets": ["Sub"],
    "select * from Tickets where Status = 'op|en'": ["op"],
    'select "sub| from Tickets': ['"Subject"'],
    'select "sub|" from Tickets': ['"Subject'],
    "select [or|] from Tickets": ["[order"],
    "select * from my|": ['"my orders"'],
    'select * from "my|': ['"my orders"'],
    "explain query plan select | from Users": ["Id", "Name"],
    "select * from Tickets where Subject like 'x' order |": ["by"],
}
NONE = [
    "select 'abc|",
    "-- select |",
    "/* select | */",
    "select 12|",
    "select Id as | from Tickets",
    "select * from Tickets limit |",
    "call SetStatus(1, 'open') |",
    "select nothing.| from Tickets",
    "select * from Tickets where Subject = '|",
    "select * from Tickets;|",
    "select * from Tickets where Id = 1;|",
    "select * from Tickets limit 10|",
    "select * from Tickets where Id = 10|",
    "select 'it''s |",
    "select Id -- from |",
    "with |",
    "select * from (select lower(Status) s from Tickets) where s = '|",
    "select * from (select Id, count(*) Status from Tickets) where Status = '|",
    "with a as (select 1), |",
]
LEFT_OUT: dict[str, str] = {
    # text -> what must not be offered there
    "select | from Users": "Subject",
    "select * from Users where |": "Subject",
    "insert into |": "Users",
    "delete from |": "Users",
    "insert into Tickets(|": "Id",
    "insert into Tickets(Subject, |": "Subject",
    "update Tickets set |": "UserId",
    "select * from Tickets where Id = 1 and |": "and",
    "select 1 from (select Name from Users) q where |": "Id",
    "select | from Users; select * from Tickets": "Subject",
    "select | from Users union select Subject from Tickets": "Subject",
    "select Name from Users union select | from Tickets": "Name",
    "insert into Tickets(Subject, UserId) values (|": "Subject",
    "insert into Tickets(Subject) select | from Users": "Subject",
    "select * from Tickets |": "on",
    "select * from Tickets where Id = 1 |": "returning",
    "delete from Tickets |": "join",
    "delete from Tickets where Id = 1 |": "group by",
    'select "su|" from Tickets': "sum(",
    "with a as (select 1) |": "call",
    "drop table |": "Tickets",
}


@pytest.mark.parametrize("marked", FIRST)
def test_what_comes_first(marked: str) -> None:
    assert texts(marked)[: len(FIRST[marked])] == FIRST[marked]


@pytest.mark.parametrize("marked", NONE)
def test_where_nothing_is_offered(marked: str) -> None:
    assert texts(marked) == []


@pytest.mark.parametrize("marked", LEFT_OUT)
def test_what_is_left_out(marked: str) -> None:
    assert LEFT_OUT[marked] not in texts(marked)


def test_columns_of_two_tables_carry_the_alias_where_their_name_clashes() -> None:
    found = texts("select | from Tickets t join Users u on u.Id = t.UserId")
    assert {"t.Id", "u.Id", "Subject", "Name"} <= set(found)
    assert "Id" not in found


def test_a_candidate_says_what_it_replaces_and_what_it_is() -> None:
    (found,) = at("select Subj| from Tickets")
    assert (found.text, found.kind, found.note, found.start) == ("Subject", "column", "TEXT  Subject.", 7)
    (value,) = at("select * from Tickets where Status = 'ope|'")
    assert (value.text, value.shown, value.start) == ("open", "open", 38)


def test_names_are_quoted_where_sqlite_wants_it_and_nowhere_else() -> None:
    for word in map(str.lower, apsw.keywords):
        apsw.Connection(":memory:").execute(
            f"create table {quoted(word)}(x, {quoted(word)}); select {quoted(word)} from {quoted(word)}"
        )
    assert [quoted(name) for name in ("key", "Query", "my orders", "order", 'a"b', "7a", "é")] == [
        "key", "Query", '"my orders"', '"order"', '"a""b"', '"7a"', "é"
    ]  # fmt: skip


def test_letters_in_order_fit_best_where_they_stand_close() -> None:
    found = texts("select ui| from Tickets")
    assert found.index("UserId") < found.index("unixepoch(") < found.index("nullif(")


def test_humps_are_beginnings_of_words() -> None:
    found = texts("select id| from Tickets")
    assert found[:2] == ["Id", "UserId"]


def test_the_beginning_of_a_word_goes_before_its_middle() -> None:
    found = texts("select i| from Tickets")
    assert found[0] == "Id"
    assert found.index("ifnull(") < found.index("UserId") < found.index("time(")


PARTS = st.sampled_from(
    ["select", "from", "Tickets", "t", ".", ",", "(", ")", "'", '"', "=", "in", "where", "join", "on", "with", "as",
     "call", "SetStatus", "insert", "into", "values", "update", "set", ";", "--", "/*", "*", "1", "\n", "union", "é"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PARTS, max_size=25), st.integers(0, 200))
def test_any_text_can_be_completed(parts: list[str], cursor: int) -> None:
    """No text makes it fail, and what is offered replaces text before the cursor."""
    text = " ".join(parts)
    place = min(cursor, len(text))
    for candidate in at(f"{text[:place]}|{text[place:]}"):
        assert 0 <= candidate.start <= place


def test_a_procedure_of_several_schemas_is_offered_with_each() -> None:
    class Two(Desk):
        schemas = ("desk", "other")

        def routines(self, schema: str) -> list[Routine]:
            return [replace(SET_STATUS, schema=schema)]

        def relations(self, schema: str) -> list[Relation]:
            return []

    found = [candidate.text for candidate in complete("call Set", 8, Two())]
    assert found == ["desk.SetStatus(", "other.SetStatus("]
    assert [one.text for one in complete("call desk.Set", 13, Two())] == ["SetStatus("]
