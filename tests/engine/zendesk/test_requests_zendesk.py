"""What each query costs on Zendesk: SQL -> requests sent, over a small demo account."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from helpsql.engine import Engine
from tests.engine.demo import demo_engine

LAG = "The search index lags"


@pytest.fixture(scope="module")
def shared() -> Iterator[Engine]:
    with demo_engine("zendesk", size=0.8) as engine:
        list(engine.execute("select id from tickets limit 1"))  # its own fields are looked up here
        list(engine.execute("select id from users limit 1"))
        yield engine


def sent(engine: Engine, sql: str) -> list[str]:
    """The requests of a complete answer."""
    result = engine.execute(sql)
    for _ in result:
        pass
    assert result.complete, result.notes
    entries = [e for e in engine.log.entries() if e.statement == result.statement]
    assert len(entries) == result.requests
    return [f"{e.method} {e.path}" for e in entries]


def number(engine: Engine, sql: str) -> int:
    ((value,),) = engine.execute(sql)
    assert isinstance(value, int)
    return value


def all_tickets(engine: Engine) -> int:
    """As many as the simulated account holds, archived ones too and deleted ones not."""
    tickets = engine.sandbox.world.tickets  # type: ignore[attr-defined]
    return sum(1 for number in tickets.ids() if not tickets.get(number).deleted)


def pages(rows: int, size: int) -> int:
    return max(1, math.ceil(rows / size))


def starts(requests: list[str], path: str) -> int:
    return sum(request.startswith(f"GET {path}") for request in requests)


def test_many_ids_go_a_hundred_a_request(shared: Engine) -> None:
    ids = ", ".join(map(str, range(1, 251)))
    asked = sent(shared, f"select * from tickets where id in ({ids})")
    assert len(asked) == starts(asked, "/api/v2/tickets/show_many?ids=") == 3


def test_one_id_is_one_request(shared: Engine) -> None:
    assert sent(shared, "select * from tickets where id = 5") == ["GET /api/v2/tickets/5"]


def test_a_count_by_status_is_one_request_with_its_note(shared: Engine) -> None:
    result = shared.execute("select count(*) from tickets where status = 'open'")
    ((told,),) = result
    assert result.requests == 1
    assert result.complete
    assert any(LAG in note for note in result.notes)
    assert told == number(shared, "select count(*) from tickets where status || '' = 'open'") > 0


def test_a_span_of_time_is_exported_from_the_search(shared: Engine) -> None:
    sql = "from tickets where status in ('new', 'open') and created_at >= '2025-12-01'"
    asked = sent(shared, f"select * {sql}")
    rows = number(shared, f"select count(id) {sql}")
    assert rows > 0
    assert len(asked) == starts(asked, "/api/v2/search/export?") == pages(rows, 1000)
    assert "query=status:new%20status:open%20created%3E%3D2025-12-01T00:00:00Z" in asked[0]


def test_tickets_of_an_organization_are_its_pages_archived_ones_too(shared: Engine) -> None:
    organization, rows = max(
        shared.execute("select organization_id, count(*) from tickets where organization_id > 0 group by 1"),
        key=lambda found: int(found[1] or 0),  # type: ignore[arg-type]
    )
    asked = sent(shared, f"select * from tickets where organization_id = {organization}")
    assert len(asked) == starts(asked, "/api/v2/search?") == pages(int(rows or 0), 100)  # type: ignore[arg-type]
    found = number(shared, f"select count(id) from tickets where organization_id = {organization}")
    assert found == rows


def test_unarchived_tickets_of_an_organization_need_no_search(shared: Engine) -> None:
    """Archived tickets are closed ones, so the organization's own list has every other one."""
    organization = number(shared, "select max(organization_id) from tickets where status = 'open'")
    where = f"organization_id = {organization} and status = 'open'"
    listed = f"select count(id) from tickets where {where}"
    assert number(shared, listed) == number(shared, listed.replace("organization_id =", "+organization_id ="))


def test_a_group_by_reads_every_ticket_by_the_thousand(shared: Engine) -> None:
    sql = "select status, count(*) from tickets group by 1"
    asked = sent(shared, sql)
    total = sum(int(found[1] or 0) for found in shared.execute(sql))  # type: ignore[arg-type]
    assert total == all_tickets(shared)
    assert total > number(shared, "select 1000")
    # One more may follow: a full page does not tell that it is the last.
    assert pages(total, 1000) <= len(asked) <= pages(total, 1000) + 1
    assert len(asked) == starts(asked, "/api/v2/incremental/tickets/cursor")


def test_a_join_along_ids_goes_a_hundred_a_request(shared: Engine) -> None:
    where = "t.status = 'closed'"
    requesters = number(shared, f"select count(distinct requester_id) from tickets t where {where}")
    tickets = number(shared, f"select count(id) from tickets t where {where}")
    sql = f"select t.id, u.name from tickets t join users u on u.id = t.requester_id where {where}"
    asked = sent(shared, sql)
    assert requesters > 100
    assert starts(asked, "/api/v2/users/show_many?ids=") == pages(requesters, 100)
    assert len(asked) == pages(tickets, 1000) + pages(requesters, 100)


def test_a_join_with_a_limit_does_not_read_ahead(shared: Engine) -> None:
    sql = "select t.id, u.name from tickets t join users u on u.id = t.requester_id"
    assert len(sent(shared, f"{sql} limit 5")) == 2
    by_size = (
        "select organization_id from tickets where organization_id > 0 group by 1 order by count(*) desc"
    )
    where = f"where t.organization_id = {number(shared, f'{by_size} limit 1')}"
    assert starts(sent(shared, f"{sql} {where}"), "/api/v2/search?") == 2
    assert starts(sent(shared, f"{sql} {where} limit 5"), "/api/v2/search?") == 1


@pytest.mark.parametrize("column", ["product", "bought_on", "custom_21900100007834"])
def test_own_fields_are_searched_by_their_number(shared: Engine, column: str) -> None:
    ((value,),) = shared.execute(f"select {column} from tickets where {column} is not null limit 1")
    where = f"{column} = '{value}'"
    asked = sent(shared, f"select id from tickets where {where}")
    assert len(asked) == 1
    assert "custom_field_" in asked[0]
    found = number(shared, f"select count(id) from tickets where {where}")
    assert found == number(shared, f"select count(id) from tickets where +{where}") > 0


def test_comments_of_a_ticket_are_one_request(shared: Engine) -> None:
    asked = sent(shared, "select * from ticket_comments where ticket_id = 5")
    assert [path.partition("?")[0] for path in asked] == ["GET /api/v2/tickets/5/comments"]


def test_all_comments_come_in_bulk(shared: Engine) -> None:
    asked = sent(shared, "select count(*) from ticket_comments")
    assert len(asked) == starts(asked, "/api/v2/incremental/ticket_events")
    assert len(asked) < all_tickets(shared) / 20


def test_a_user_by_mail_address_is_one_request(shared: Engine) -> None:
    ((email,),) = shared.execute("select email from users where email is not null limit 1")
    sql = f"select id from users where email = '{email}'"
    assert len(sent(shared, sql)) == 1
    assert len(list(shared.execute(sql))) == 1


def test_agents_are_their_pages(shared: Engine) -> None:
    asked = sent(shared, "select * from users where role = 'agent'")
    agents = number(shared, "select count(id) from users where role = 'agent'")
    assert agents > 1
    assert len(asked) == starts(asked, "/api/v2/users?") == pages(agents, 100)
    assert "role=agent" in asked[0]


@pytest.mark.parametrize("table", ["users", "organizations", "groups", "tickets"])
def test_a_full_count_is_one_request(shared: Engine, table: str) -> None:
    told = number(shared, f"select count(*) from {table}")
    assert len(sent(shared, f"select count(*) from {table}")) == 1
    assert told == number(shared, f"select count(id) from {table} where id + 0 > 0") > 0


def test_a_parameter_beside_a_join_does_not_make_it_one_request_a_value() -> None:
    """Nobody tells which of two values comes from the join: many different ones do."""
    sql = """update tickets set priority = 'high' where organization_id = ? and status <> 'closed'
        and requester_id in (select id from users)"""
    with demo_engine("zendesk", size=1.0) as engine:
        ((organization,),) = engine.execute("select min(id) from organizations")
    with demo_engine("zendesk", size=1.0, engine={"dry_run": True}) as engine:
        result = engine.execute(sql, (organization,))
        assert result.rowcount > 0
        ((users,),) = engine.execute("select count(*) from users")
        assert result.requests < users / 10
