"""What queries cost on accounts as large as promises speak of: 50,000 tickets, 5,000 tickets with comments."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from helpsql.engine import Engine
from tests.engine.clock import FakeClock
from tests.engine.demo import demo_engine
from tests.engine.repaged import engine_answering

LARGE = 25.0
"""Of 2,500 tickets: beyond 50,000, of which more than 3,000 are new or open."""
SEARCH_EXPORT, SHOW_USERS = "/api/v2/search/export", "/api/v2/users/show_many"


@pytest.fixture(scope="module")
def large() -> Iterator[Engine]:
    clock = FakeClock()
    with demo_engine("zendesk", size=LARGE, engine={"clock": clock}, clock=clock.now) as engine:
        list(engine.execute("SELECT id FROM tickets LIMIT 0"))  # its own fields are looked up here
        list(engine.execute("SELECT id FROM users LIMIT 0"))
        yield engine


def sent(engine: Engine, sql: str) -> tuple[list[tuple[object, ...]], list[str]]:
    """The rows of a complete answer, and the paths of its requests."""
    result = engine.execute(sql)
    rows = list(result)
    assert result.complete, result.notes
    entries = [e for e in engine.log.entries() if e.statement == result.statement]
    return rows, [e.path.partition("?")[0].removesuffix(".json") for e in entries]


def pages(rows: int, size: int) -> int:
    return max(1, math.ceil(rows / size))


def nth_newest(engine: Engine, number: int, *statuses: str) -> str:
    """When the ticket was created that stands there among those with these statuses."""
    names = ", ".join(f"'{status}'" for status in statuses)
    sql = f"SELECT created_at FROM tickets WHERE status IN ({names}) ORDER BY created_at DESC"
    return str(list(engine.execute(sql))[number - 1][0])


def test_it_is_as_large_as_stated(large: Engine) -> None:
    world = large.sandbox.world  # type: ignore[attr-defined]
    sketches = list(world.sketches())
    assert sum(not s.deleted for s in sketches) > 50_000
    assert sum(s.archived for s in sketches) > 20_000


def test_250_ids_are_3_requests(large: Engine) -> None:
    ids = ", ".join(map(str, range(101, 50_101, 200)))
    rows, paths = sent(large, f"SELECT * FROM tickets WHERE id IN ({ids})")
    assert paths == ["/api/v2/tickets/show_many"] * 3
    assert 200 < len(rows) <= 250


def test_open_tickets_are_counted_in_one_request(large: Engine) -> None:
    result = large.execute("SELECT count(*) FROM tickets WHERE status = 'open'")
    ((told,),) = result
    assert result.requests == 1
    assert any("lags behind" in note for note in result.notes)
    world = large.sandbox.world  # type: ignore[attr-defined]
    assert told == sum(s.status == "open" for s in world.sketches()) > 1000


def test_3_000_of_50_000_come_from_the_export_of_the_search(large: Engine) -> None:
    since = nth_newest(large, 3000, "new", "open")
    rows, paths = sent(
        large, f"SELECT * FROM tickets WHERE status IN ('new', 'open') AND created_at >= '{since}'"
    )
    assert len(rows) == 3000
    assert len(paths) <= 31
    assert paths == [SEARCH_EXPORT] * 3


def test_tickets_of_an_organization_are_its_pages(large: Engine) -> None:
    world = large.sandbox.world  # type: ignore[attr-defined]
    held = Counter(s.organization_id for s in world.sketches() if s.organization_id and not s.deleted)
    few = max((number for number in held if held[number] <= 1000), key=lambda number: held[number])
    rows, paths = sent(large, f"SELECT * FROM tickets WHERE organization_id = {few}")
    assert len(rows) == held[few] > 50
    assert len(paths) == pages(held[few], 100)
    # More than a search gives: its first page tells, and the export of the search has them by 1,000.
    ((many, tickets),) = held.most_common(1)
    rows, paths = sent(large, f"SELECT id FROM tickets WHERE organization_id = {many}")
    assert len(rows) == tickets > 1000
    assert len(paths) == 1 + pages(tickets, 1000)


def test_a_join_of_1_000_tickets_is_their_pages_and_a_request_for_100_requesters(large: Engine) -> None:
    since = nth_newest(large, 1000, "open")
    where = f"t.status = 'open' AND t.created_at >= '{since}'"
    asked = list(large.execute(f"SELECT requester_id FROM tickets t WHERE {where}"))
    join = "tickets t LEFT JOIN users u ON u.id = t.requester_id"
    rows, paths = sent(large, f"SELECT t.id, u.name FROM {join} WHERE {where}")
    requesters = len(set(asked))
    assert len(rows) == len(asked) == 1000
    assert requesters > 500
    assert paths.count(SHOW_USERS) == pages(requesters, 100)
    assert len(paths) - paths.count(SHOW_USERS) <= pages(len(rows), 100)


def test_comments_of_a_ticket_are_one_request(large: Engine) -> None:
    assert sent(large, "SELECT * FROM ticket_comments WHERE ticket_id = 5")[1] == [
        "/api/v2/tickets/5/comments"
    ]


def test_users_by_mail_address_and_by_role(large: Engine) -> None:
    ((email,),) = large.execute("SELECT email FROM users WHERE email IS NOT NULL ORDER BY id LIMIT 1")
    assert len(sent(large, f"SELECT * FROM users WHERE email = '{email}'")[1]) == 1
    agents, paths = sent(large, "SELECT * FROM users WHERE role = 'agent'")
    assert paths == ["/api/v2/users"] * pages(len(agents), 100)


# -- all of them


def exported(request: httpx.Request) -> httpx.Response:
    """50,000 slim tickets by 1,000 a page, the first 20,000 closed long ago."""
    path = request.url.path
    if not path.endswith("/incremental/tickets/cursor"):
        name = path.rpartition("/")[2]
        assert name in ("ticket_fields", "custom_objects"), path
        return httpx.Response(200, json={name: []})
    first, size = int(request.url.params.get("cursor", 0)), int(request.url.params["per_page"])
    tickets = [
        {"id": number, "status": "closed" if number <= 20_000 else "open"}
        for number in range(first + 1, first + size + 1)
    ]
    after = f"https://demo.zendesk.com{path}?per_page={size}&cursor={first + size}"
    ends = first + size >= 50_000
    return httpx.Response(200, json={"tickets": tickets, "after_url": after, "end_of_stream": ends})


def test_50_000_tickets_are_grouped_by_1_000_a_request() -> None:
    clock = FakeClock()
    engine = engine_answering(exported, "zendesk", clock=clock)
    list(engine.execute("SELECT id FROM tickets LIMIT 0"))
    rows, paths = sent(engine, "SELECT status, count(*) FROM tickets GROUP BY 1")
    assert rows == [("closed", 20_000), ("open", 30_000)]
    assert [path for path in paths if "cursor" in path] == ["/api/v2/incremental/tickets/cursor"] * 50
    engine.close()


def test_comments_of_5_000_tickets_come_in_bulk_and_explain_says_so() -> None:
    clock = FakeClock()
    with demo_engine("zendesk", size=2.1, engine={"clock": clock}, clock=clock.now) as engine:
        ((tickets,),) = engine.execute("SELECT count(*) FROM tickets")
        assert isinstance(tickets, int)
        assert tickets >= 5000
        ((comments,),), paths = sent(engine, "SELECT count(*) FROM ticket_comments")
        assert isinstance(comments, int)
        assert comments > 10_000
        assert len(paths) < tickets / 100
        told = str(engine.explain("SELECT count(*) FROM ticket_comments"))
        assert "GET /api/v2/incremental/ticket_events" in told
        assert "requests" in told
