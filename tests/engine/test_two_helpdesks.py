"""Several helpdesks in one session: whose table or procedure a name means, and what is loaded for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from helpsql.engine import Engine
from helpsql.errors import ProgrammingError
from tests.engine.clock import FakeClock
from tests.engine.demo import demo_engine
from tests.engine.tables import failure


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with demo_engine("helpscout", "zendesk", size=0.1, engine={"clock": FakeClock()}) as opened:
        list(opened.execute("select 1 from helpsql.tables"))  # learns the tables of the account's own making
        yield opened


def test_a_name_of_both_means_the_first_connections(engine: Engine) -> None:
    assert list(engine.execute("select count(*) from Users")) == list(
        engine.execute("select count(*) from helpscout.Users")
    )
    [(number,)] = engine.execute("select count(*) from zendesk.users")
    assert number > 12


def test_a_name_of_one_needs_no_schema(engine: Engine) -> None:
    [(open_tickets,)] = engine.execute("select count(*) from tickets where status = 'open'")
    assert open_tickets
    assert list(engine.execute("select 1 from Mailboxes limit 1")) == [(1,)]


@pytest.mark.parametrize(
    ("sql", "offered"),
    [
        ("select * from tickts", "zendesk.tickets"),
        ("select * from zendesk.user", "zendesk.users"),
        ("select * from user", "helpscout.Users or zendesk.users"),
        ("select * from zendes.users", "zendesk.users"),
        ("select stauts from tickets", "status"),
        ("call SolveTickets(1)", "SolveTicket"),
    ],
)
def test_near_names_come_from_both(engine: Engine, sql: str, offered: str) -> None:
    error, sent = failure(engine, sql)
    assert isinstance(error, ProgrammingError)
    assert (offered in error.hint, sent) == (True, 0), error.hint


def test_about_the_session(engine: Engine) -> None:
    by_schema = "select schema, count(*) > 30 from helpsql.{} group by 1 order by 1"
    for about in ("tables", "columns", "procedures", "parameters"):
        assert list(engine.execute(by_schema.format(about))) == [("helpscout", 1), ("zendesk", 1)], about
    connections = list(engine.execute("select name, title from helpsql.connections"))
    assert connections == [("helpscout", "Help Scout"), ("zendesk", "Zendesk Support")]


LOADED = """
import sys
from helpsql.engine import Engine
engine = Engine(demo=True)
list(engine.execute({sql!r}))
print(sorted(name for name in sys.modules if name in {watched!r}))
"""
WATCHED = ["helpsql.sandbox.zendesk", "helpsql.sandbox.helpscout", "vtables.zendesk", "vtables.helpscout"]


@pytest.mark.parametrize(
    ("sql", "loaded"),
    [
        ("select 1", []),
        ("select 1 from helpscout.Mailboxes", ["helpsql.sandbox.helpscout", "vtables.helpscout"]),
        ("select 1 from zendesk.groups", ["helpsql.sandbox.zendesk", "vtables.zendesk"]),
    ],
)
def test_the_demo_loads_what_a_statement_needs(sql: str, loaded: list[str]) -> None:
    code = LOADED.format(sql=sql, watched=WATCHED)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(loaded)


# -- one statement over both


def asked(engine: Engine, sql: str) -> tuple[list[tuple[object, ...]], list[str]]:
    """The rows, and the requests they cost, without their parameters."""
    before = len(engine.log.entries())
    found = list(engine.execute(sql))
    return found, [entry.path.partition("?")[0] for entry in engine.log.entries()[before:]]


@pytest.fixture(scope="module")
def shared(engine: Engine) -> str:
    """A mail address that both helpdesks know."""
    [(email,)] = engine.execute("select Email from helpscout.Users where Email is not null limit 1")
    list(engine.execute("insert into zendesk.users (name, email) values ('Both', ?)", (email,)))
    return str(email)


@pytest.mark.parametrize(
    "term",
    ["lower(z.email) = lower(h.Email)", "z.email = h.Email collate nocase", "z.email = lower(h.Email)"],
)
def test_a_join_over_both_reads_each_once(engine: Engine, shared: str, term: str) -> None:
    sql = f"select h.Email, z.name from helpscout.Users h join zendesk.users z on {term}"
    found, requests = asked(engine, sql)
    assert found == [(shared, "Both")]
    assert requests.count("/v2/users") == 1
    assert 1 < len(requests) <= 4, "the pages of Zendesk's users, once"


def test_a_left_join_keeps_who_is_at_one_only(engine: Engine, shared: str) -> None:
    sql = "select count(*), count(z.id) from helpscout.Users h left join zendesk.users z on z.email = h.Email"
    [(everybody, at_both)], requests = asked(engine, sql)
    [(users,)] = engine.execute("select count(*) from helpscout.Users")
    assert (everybody, at_both) == (users, 1)
    assert len(requests) <= 5


def test_a_selective_side_is_read_first(engine: Engine, shared: str) -> None:
    """Tickets of the one person who is at both desks are asked for by that person, not by a scan."""
    sql = f"""select t.id from helpscout.Users h join zendesk.users z on z.email = h.Email
        join zendesk.tickets t on t.requester_id = z.id where h.Email = '{shared}'"""
    found, requests = asked(engine, sql)
    assert found == []
    assert "/api/v2/incremental/tickets/cursor" not in requests
    assert len(requests) <= 6, requests


def test_counts_of_both_in_one_answer(engine: Engine) -> None:
    sql = """select 'helpscout', count(*) from helpscout.Conversations where Status = 'active'
        union all select 'zendesk', count(*) from zendesk.tickets where status = 'open'"""
    found, requests = asked(engine, sql)
    assert [desk for desk, number in found if number] == ["helpscout", "zendesk"]
    assert requests == ["/v2/conversations", "/api/v2/search/count"]


def test_a_write_at_one_desk_by_rows_of_the_other(engine: Engine, shared: str) -> None:
    sql = """update zendesk.users set notes = 'Also at Help Scout.'
        where email in (select Email from helpscout.Users)"""
    list(engine.execute(sql))
    noted = "select name from zendesk.users where notes = 'Also at Help Scout.'"
    assert list(engine.execute(noted)) == [("Both",)]


def test_all_four_stand_side_by_side() -> None:
    """One statement over four helpdesks: each is asked for its own part only."""
    sql = """select 'helpscout', count(*) from helpscout.Conversations where Status = 'active'
        union all select 'zendesk', count(*) from zendesk.tickets where status = 'open'
        union all select 'teamwork_desk', count(*) from teamwork_desk.Inboxes
        union all select 'desk_com', count(*) from desk_com.cases where status = 'open'"""
    desks = ("helpscout", "zendesk", "teamwork_desk", "desk_com")
    with demo_engine(*desks, size=0.2) as engine:
        result = engine.execute(sql)
        assert [desk for desk, number in result if number] == list(desks)
        asked = [entry.connection for entry in engine.log.entries() if entry.statement is not None]
        assert set(asked) == set(desks)
        assert len(asked) <= 10
