"""Long answers stream: memory stays flat, pages that were put away give the same answers, what nobody reads is
not fetched.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest

from helpsql import scope as scope_module
from helpsql.engine import Engine
from helpsql.errors import Interrupted
from helpsql.probe import Index
from helpsql.store import Store
from tests.engine.demo import demo_engine
from tests.engine.repaged import engine_answering

SIZE = 0.3
FEW = 60


@pytest.fixture(scope="module")
def roomy() -> Iterator[Engine]:
    with demo_engine(size=SIZE) as engine:
        yield engine


@pytest.fixture
def cramped(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine that keeps 60 rows in memory."""
    monkeypatch.setattr(scope_module, "ROWS_IN_MEMORY", FEW)
    with demo_engine(size=SIZE) as engine:
        yield engine


SAME = [
    "select Id, Subject, Tags from Conversations",
    "select Status, count(*), max(CreatedDate) from Conversations group by 1",
    "select a.Id, b.Id from Conversations a join Conversations b on a.Subject = b.Subject",
    "select count(*) from Conversations a, Conversations b where a.Id = b.Id + 1",
    "select c.Id, p.FirstName from Conversations c join Customers p on p.Id = c.PrimaryCustomer_Id",
    "select p.Id, count(c.Id) from Customers p left join Conversations c on c.PrimaryCustomer_Id = p.Id group by 1",
    "select Id from Conversations where CreatedDate in (select CreatedDate from Conversations where Id % 3 = 0)",
    "select a.Id, b.Id from Conversations a join Conversations b on a.CreatedDate = b.CreatedDate",
    "select Id from Conversations where Preview = (select max(Preview) from Conversations)",
    "select Subject from Conversations union all select FirstName from Customers",
    "select CustomerId, Value from CustomerEmails",
    "select a.Value, b.CustomerId from CustomerEmails a join CustomerPhones b using (CustomerId)",
    "select Id, ConversationId from ConversationThreads where Type = 'note'",
    "select t.Id, c.Status from ConversationThreads t join Conversations c on c.Id = t.ConversationId",
    "select Tag, count(*) from ConversationTags group by 1",
]


@pytest.mark.parametrize("sql", SAME)
def test_pages_that_were_put_away_give_the_same_rows(roomy: Engine, cramped: Engine, sql: str) -> None:
    expected, found = roomy.execute(sql), cramped.execute(sql)
    assert Counter(found) == Counter(expected)
    assert found.requests == expected.requests, "nothing is fetched twice"


def test_pages_are_put_away(cramped: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the test above shows nothing."""
    stored: list[int] = []
    put = Store.put_page
    monkeypatch.setattr(Store, "put_page", lambda *given: (stored.append(1), put(*given)))
    list(cramped.execute("select count(*) from Conversations a, Conversations b where a.Id = b.Id + 1"))
    assert stored


@pytest.mark.parametrize(
    "sql",
    [
        "select Id, Subject from Conversations",
        "select Status, count(Subject) from Conversations group by 1",
        "select CustomerId, Value from CustomerEmails",
        "select Id, Body from ConversationThreads",
        "select a.Id from Conversations a join Conversations b on a.Subject = b.Subject",
        "select c.Id, p.FirstName from Conversations c join Customers p on p.Id = c.PrimaryCustomer_Id",
    ],
)
def test_few_rows_are_held(cramped: Engine, sql: str) -> None:
    """The rows that feeds hold, whatever the number of rows read."""
    result = cramped.execute(sql)
    most = 0
    for number, _ in enumerate(result):
        if number % 7 == 0:
            held = sum(len(rows) for feed in result.scope.feeds.values() for _, rows in feed.loaded)
            groups = [i._groups for i in result.scope.lookups.values() if isinstance(i, Index)]
            indexed = sum(len(group) for found in groups for group in found.values())
            most = max(most, held + indexed)
    # Beyond the bound there is the page that each open cursor stands on.
    assert most <= FEW + 3 * 50
    assert result.requests > 3, "there were more"


# -- a real amount

ROWS = 30_000
PAGE = 500


def many(request: httpx.Request) -> httpx.Response:
    """30,000 mailboxes, 500 a page."""
    number = int(request.url.params.get("page", 1))
    first = (number - 1) * PAGE
    records = [
        {"id": n, "name": f"Mailbox {n % 7}", "email": f"{n}@example.com" * 8}
        for n in range(first + 1, first + PAGE + 1)
    ]
    numbers = {"size": PAGE, "totalElements": ROWS, "totalPages": ROWS // PAGE, "number": number}
    return httpx.Response(200, content=orjson.dumps({"_embedded": {"mailboxes": records}, "page": numbers}))


@pytest.fixture
def large() -> Iterator[Engine]:
    engine = engine_answering(many)
    yield engine
    engine.close()


def peak(engine: Engine, sql: str) -> tuple[list[Any], float]:
    """The last row, and how many MiB were held at most while the rows streamed."""
    gc.collect()
    tracemalloc.start()
    try:
        last: list[Any] = []
        for row in engine.execute(sql):
            last = list(row)
        return last, tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("sql", "last"),
    [
        ("select Id, Email from Mailboxes", [ROWS, f"{ROWS}@example.com" * 8]),
        ("select Name, count(Email) from Mailboxes group by 1 order by 1 desc limit 1", ["Mailbox 6", 4285]),
    ],
)
def test_memory_stays_flat(large: Engine, monkeypatch: pytest.MonkeyPatch, sql: str, last: list[Any]) -> None:
    monkeypatch.setattr(scope_module, "ROWS_IN_MEMORY", 2_000)
    found, most = peak(large, sql)
    assert found == last
    # All rows as Python objects are some 25 MiB.
    assert most < 10


def test_a_limit_still_costs_one_request(cramped: Engine) -> None:
    result = cramped.execute("select * from Conversations limit 10")
    assert len(list(result)) == 10
    assert result.requests == 1


def test_closing_early_stops_fetching(large: Engine) -> None:
    result = large.execute("select Id from Mailboxes")
    for _ in range(3 * PAGE):
        next(result)
    result.close()
    sent = result.requests
    assert sent < 20
    assert list(large.execute("select count(*) from Mailboxes")) == [(ROWS,)]
    assert result.requests == sent
    assert list(result) == []


def test_interrupt_stops_a_scan(large: Engine) -> None:
    result = large.execute("select Id from Mailboxes")
    next(result)
    large.interrupt()
    with pytest.raises(Interrupted):
        for _ in result:
            pass
    assert result.requests < 20
    assert list(large.execute("select count(*) from Mailboxes")) == [(ROWS,)], "the session goes on"


def test_interrupt_from_within_an_answer_stops_the_scan() -> None:
    """As Ctrl-C does while a page is on its way."""
    engines: list[Engine] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("page") == "9":
            engines[0].interrupt()
        return many(request)

    engines.append(engine_answering(answer))
    try:
        with pytest.raises(Interrupted):
            list(engines[0].execute("select max(Email) from Mailboxes"))
        assert len(engines[0].log.entries()) < 40
    finally:
        engines[0].close()


def test_cursors_that_take_turns_do_not_disturb_each_other(cramped: Engine) -> None:
    statements = [SAME[0], SAME[4], SAME[7], SAME[10], "select Id from Conversations where Status = 'closed'"]
    alone = [list(cramped.execute(sql)) for sql in statements]
    results = [cramped.execute(sql) for sql in statements]
    rows: list[list[Any]] = [[] for _ in results]
    running = list(range(len(results)))
    while running:
        for place in list(running):
            row = next(results[place], None)
            if row is None:
                running.remove(place)
            else:
                rows[place].append(row)
    assert [Counter(map(repr, found)) for found in rows] == [Counter(map(repr, found)) for found in alone]
    assert [result.complete for result in results] == [True] * len(results)


def test_many_sessions_are_open_at_once() -> None:
    """SQLite's modules have no shared store of slots that would run out."""
    engines = [Engine(demo=True) for _ in range(40)]
    try:
        for engine in engines:
            assert list(engine.execute("select count(*) from helpsql.requests")) == [(0,)]
    finally:
        for engine in engines:
            engine.close()
