"""The words of a read, one by one: how each changes the requests that are sent and the rows that come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from helpsql.bind import Chain, chains
from helpsql.engine import Engine
from helpsql.errors import NotSupportedError
from helpsql.feed import Feed, pages
from helpsql.paging import outlook
from helpsql.plan import UNKNOWN, Constraint, Plan, Wanted
from helpsql.planner import choose
from helpsql.pricing import Facts
from helpsql.rows import Shape
from helpsql.scope import Scope
from helpsql.spec import (
    INTEGER,
    TEXT,
    TIMESTAMP,
    UNIX,
    ApiToken,
    Column,
    Count,
    Helpdesk,
    Join,
    NextLink,
    OnePage,
    Pages,
    Read,
    Request,
    Sort,
    Table,
    Take,
    equals,
    same,
    same_path,
)
from helpsql.values import escape
from tests.engine.demo import demo_engine

CURSOR = NextLink("links.next", 100, size_param="page[size]", more_at="meta.has_more", own_host=True)
NOW = 1_800_000_000.0
COLUMNS = [
    Column("id", INTEGER, "", key=True),
    Column("status", TEXT, ""),
    Column("place", INTEGER, ""),
    Column("at", TIMESTAMP, ""),
]


def table(*reads: Read, rows: int = 5000) -> Table:
    return Table("T", "", COLUMNS, reads, rows=rows)


def helpdesk(of: Table) -> Helpdesk:
    return Helpdesk(
        "d", "", "https://d.example", "", ApiToken("a", "b"), [], [of], same_path, CURSOR,
        joins={"query": Join(" ", escape="phrase")},
    )  # fmt: skip


def planned(of: Table, *where: Constraint, used: Sequence[str] = ("id", "status"), **wanted: Any) -> Plan:
    desk = helpdesk(of)
    facts = Facts(lambda t: t.rows, lambda read: read.paging or desk.paging, lambda name: of)
    return choose(of, Wanted(where, used=frozenset(used), **wanted), facts)


def sent(of: Table, *where: Constraint, **wanted: Any) -> Chain:
    plan = planned(of, *where, **wanted)
    [chain] = chains(plan, [bound.value for bound in plan.bounds], helpdesk(of), NOW)
    return chain


def is_(column: str, value: Any, op: str = "=", position: int = 0) -> Constraint:
    return Constraint(position, column, op, True, value=value)


# -- pages


def test_the_first_request_asks_for_the_size_of_pages() -> None:
    assert sent(table(Read("/t", "t[]"))).request.params == {"page[size]": "100"}
    by_keys = table(Read("/t", "t[]", [Take("id", ("=", "in"), "ids", required=True, many=",", limit=100)]))
    assert sent(by_keys, is_("id", 5)).request.params == {"ids": "5"}


@pytest.mark.parametrize(
    ("paging", "body", "following"),
    [
        (CURSOR, {"links": {"next": "https://b.example/t?c=1"}, "meta": {"has_more": True}}, "/t?c=1"),
        (CURSOR, {"links": {"next": "https://b.example/t?c=1"}, "meta": {"has_more": False}}, None),
        (CURSOR, {"links": {"next": None}, "meta": {"has_more": True}}, None),
        (NextLink("next", until="end"), {"next": "https://b.example/t", "end": False}, "https://b.example/t"),
        (NextLink("next", until="end"), {"next": "https://b.example/t", "end": True}, None),
    ],
)
def test_where_a_list_ends(paging: NextLink, body: Any, following: str | None) -> None:
    assert outlook(paging, body).next_url == following


def test_a_page_that_names_itself_as_the_next_is_the_last() -> None:
    class Answers:
        name = "desk"

        def __init__(self) -> None:
            self.asked: list[str] = []

        def fetch(self, request: Request, *_: Any) -> tuple[list[Any], Any]:
            self.asked.append(request.path)
            return [{"id": len(self.asked)}], outlook(NextLink("next"), {"next": "/t?c=1"}, 1)

    of = table(Read("/t", "t[]", paging=NextLink("next")))
    account: Any = Answers()
    feed = Feed(account, Scope(1), Shape(of, of.columns, of.reads[0], same_path), Request("GET", "/t"), {})
    assert len(list(pages(feed))) == 2
    assert account.asked == ["/t", "/t?c=1"]


# -- filters


def test_terms_stand_before_those_of_the_filters() -> None:
    read = Read(
        "/search", "r[]", [Take("status", ("=",), "query", "status:{}")], terms={"query": ("type:t",)}
    )
    assert sent(table(read)).request.params["query"] == "type:t"
    assert sent(table(read), is_("status", "open")).request.params["query"] == "type:t status:open"


def test_a_spelled_value_stands_in_its_term() -> None:
    read = Read("/search", "r[]", [Take("status", ("=",), "query", "status:{}", only={"Open": "open"})])
    assert sent(table(read), is_("status", "Open")).request.params["query"] == "status:open"


def test_a_phrase_holds_no_quotes() -> None:
    assert escape('a "b" c', "phrase") == "a  b  c"
    read = Read("/search", "r[]", [Take("status", ("=",), "query", 'status:"{}"')])
    assert sent(table(read), is_("status", 'x" or "y')).request.params["query"] == 'status:"x  or  y"'


@pytest.mark.parametrize(("descending", "text"), [(False, "at"), (True, "-at")])
def test_an_order_without_a_direction_is_a_prefix(descending: bool, text: str) -> None:
    read = Read("/t", "t[]", sort=Sort("sort", fields={"at": "at"}, ascending="", descending="-"))
    params = sent(table(read), order=[("at", descending)]).request.params
    assert params == {"page[size]": "100", "sort": text}


@pytest.mark.parametrize(
    ("op", "value", "more", "text"),
    [
        (">=", "2026-01-01", {}, "1767225600"),
        (">=", "2026-01-01T00:00:00.5Z", {}, "1767225600"),
        ("<", "2026-01-01T00:00:00.5Z", {}, "1767225601"),
        (">=", "2026-01-01", {"widen": 1}, "1767225599"),
        ("<", "2026-01-01", {"widen": 1}, "1767225601"),
        (">=", "1960-01-01", {}, "0"),
        (">=", "2027-06-01", {"ago": 300}, "1799999700"),
        (">=", "2026-01-01", {"ago": 300}, "1767225600"),
    ],
)
def test_moments_as_seconds(op: str, value: str, more: Any, text: str) -> None:
    take = Take("at", (">", ">=") if op == ">=" else ("<", "<="), "t", when=UNIX, **more)
    assert sent(table(Read("/t", "t[]", [take])), is_("at", value, op)).request.params["t"] == text


@pytest.mark.parametrize(("value", "text"), [(5, "5"), (-5, "0"), (1_900_000_000, "1799999700")])
def test_numbers_of_seconds(value: int, text: str) -> None:
    take = Take("place", (">", ">="), "t", when=UNIX, ago=300)
    assert sent(table(Read("/t", "t[]", [take])), is_("place", value, ">")).request.params["t"] == text


def test_a_loose_placeholder_is_checked_again() -> None:
    exact = table(Read("/p/{place}/t", "t[]"))
    loose = table(Read("/p/{place}/t", "t[]", loose=("place",)))
    assert [b.omit for b in planned(exact, is_("place", 7)).bounds] == [True]
    assert [b.omit for b in planned(loose, is_("place", 7)).bounds] == [False]
    assert sent(exact, is_("place", 7)).bound == {"place": 7}
    assert sent(loose, is_("place", 7)).bound == {}


def test_records_that_are_no_rows() -> None:
    read = Read("/t", "t[]", where={"active": (True, None)})
    shape = Shape(table(read), COLUMNS, read, same_path)
    body = {"t": [{"id": 1, "active": True}, {"id": 2, "active": False}, {"id": 3}]}
    assert [row["id"] for row in shape.rows(body, "")] == [1, 3]
    assert shape.records(body, "") == 3


def test_records_around_which_something_stands() -> None:
    read = Read("/t", "t[].e[]", where={"^.kind": ("x",)})
    shape = Shape(table(read), COLUMNS, read, same_path)
    body = {"t": [{"kind": "x", "e": [{"id": 1}]}, {"kind": "y", "e": [{"id": 2}]}]}
    assert [row[0]["id"] for row in shape.rows(body, "")] == [1]


def test_a_column_that_stands_at_different_places() -> None:
    read = Read("/t", "t[]")
    columns = [COLUMNS[0], Column("way", TEXT, "", at="via.channel or via or old")]
    shape = Shape(table(read), columns, read, same_path)
    body = [
        {"via": {"channel": "web"}},
        {"via": "mail"},
        {"via": {"channel": None}, "old": "x"},
        {"via": 4},
        {},
    ]
    found = [shape.getters[1](record) for record in body]
    assert found == ["web", "mail", "x", "4", None]


# -- which read

FILTERED = Read("/search", "r[]", [equals("status", "query")], filtered=True)


def test_a_filtered_read_wants_a_filter() -> None:
    of = table(FILTERED, Read("/t", "t[]", weight=50.0))
    assert planned(of).read.path == "/t"
    assert planned(of, is_("status", "open")).read.path == "/search"


def test_weight_is_cost() -> None:
    light, heavy = Read("/a", "t[]"), Read("/b", "t[]", paging=NextLink("n", 1000), weight=12.0)
    assert planned(table(heavy, light)).read.path == "/a"
    assert planned(table(replace(heavy, weight=9.0), light)).read.path == "/b"


def test_a_fresh_read_goes_before_a_late_one_of_the_same_cost() -> None:
    late = Read("/a", "t[]", stale="It lags behind.")
    assert planned(table(late, Read("/b", "t[]"))).read.path == "/b"
    assert planned(table(late, Read("/b", "t[]", weight=1.1))).read.path == "/a"


def test_the_first_few_rows_are_cheap_where_they_come_in_order() -> None:
    ordered = Read("/a", "t[]", paging=NextLink("n", 100), sort=Sort(default="id"))
    large = Read("/b", "t[]", paging=NextLink("n", 1000), weight=5.0)
    of = table(large, ordered)
    order = [("id", False)]
    assert planned(of, order=order).read.path == "/b"
    assert planned(of, order=order, limit=50).read.path == "/a"
    assert planned(of, is_("status", "x"), order=order, limit=50).estimate == 5
    assert (
        planned(of, is_("status", "x"), is_("place", 1, position=1), order=order, limit=50).read.path == "/b"
    )


PARTIAL = Read("/t", "t[]", partial="some are missing", among={"status": ("closed",)})
WHOLE = Read("/all", "t[]", weight=100.0)


def test_a_list_is_whole_for_who_asks_for_no_row_it_lacks() -> None:
    of = table(PARTIAL, WHOLE)
    assert planned(of).read.path == "/all"
    assert planned(of, is_("status", "closed")).read.path == "/all"
    assert planned(of, is_("status", UNKNOWN)).read.path == "/all"
    assert planned(of, is_("status", "open")).read.path == "/t"
    assert planned(of, is_("status", "open")).partial == ""
    assert planned(of, is_("status", "open", ">")).read.path == "/all"
    assert planned(of, is_("status", "closed", "<>")).read.path == "/t"
    assert planned(of, is_("status", "open", "<>")).read.path == "/all"
    two = table(replace(PARTIAL, among={"status": ("closed", "gone")}), WHOLE)
    assert planned(two, is_("status", "closed", "<>")).read.path == "/all"


def test_what_not_even_the_row_by_key_has() -> None:
    one = Read("/t/{id}", "t[]", unique=True, lacks=("place",))
    of = table(one, Read("/t", "t[]", lacks=("place",)), Read("/export", "t[]", weight=50.0))
    assert planned(of, is_("id", 5)).read.path == "/t/{id}"
    assert planned(of, is_("id", 5), used=("id", "place")).read.path == "/export"


COUNT = Count("/t/count", "count.value", params={"x": "1"}, without=("place",))


def test_what_a_count_can_tell() -> None:
    takes = [equals("status", "s", exact=True, only=same("open")), equals("place", "p", exact=True)]
    of = table(Read("/t", "t[]", takes, counts=COUNT))
    assert planned(of, used=()).count_only
    assert planned(of, is_("status", "open"), used=()).count_only
    assert not planned(of, is_("place", 5), used=()).count_only
    assert not planned(of, used=("id",)).count_only
    assert not planned(table(Read("/t", "t[]", counts=COUNT, where={"a": (1,)})), used=()).count_only
    linked = table(Read("/t", "t[]", paging=NextLink("next", count_at="count")))
    assert planned(linked, used=()).count_only


# -- on the sandbox


@pytest.fixture
def engine() -> Iterator[Engine]:
    with demo_engine("zendesk", size=0.2) as opened:
        yield opened


def changed(engine: Engine, name: str, change: Callable[[Read], Read | None], **more: Any) -> None:
    """Have the engine read a table in other ways, before it is first used."""
    list(engine.execute("select 1 from zendesk.groups limit 1"))
    account = engine.accounts["zendesk"]
    reads = [read for one in account.table(name).reads if (read := change(one)) is not None]
    account._tables[name] = replace(account.table(name), reads=reads, **more)


def only(*paths: str, **more: Any) -> Callable[[Read], Read | None]:
    return lambda read: replace(read, **more.get(read.path, {})) if read.path in paths else None


def asked(engine: Engine, statement: int | None) -> list[str]:
    return [e.path.partition("?")[0] for e in engine.log.entries() if e.statement == statement]


def test_a_lagging_answer_is_complete_and_says_so(engine: Engine) -> None:
    result = engine.execute("select id from tickets where status = 'open'")
    assert list(result)
    assert result.complete
    assert any("lags behind" in note for note in result.notes)


SEARCH, SEARCH_EXPORT = "/api/v2/search", "/api/v2/search/export"
EXPORT = "/api/v2/incremental/tickets/cursor"


def test_beyond_its_cap_another_read_is_taken(engine: Engine) -> None:
    """The table is taken for small, so that the search seems to be enough; its first page tells better."""
    changed(engine, "tickets", only(SEARCH, EXPORT, **{SEARCH: {"cap": 20}}), rows=50)
    result = engine.execute("select id, status from tickets where status = 'closed'")
    found = list(result)
    assert asked(engine, result.statement) == [SEARCH, EXPORT]
    assert len(found) == len(set(found)) > 100
    assert {status for _, status in found} == {"closed"}
    assert result.complete


@pytest.mark.parametrize("way", ["", " desc"])
def test_beyond_its_cap_the_promised_order_holds(engine: Engine, way: str) -> None:
    changed(engine, "tickets", only(SEARCH, EXPORT, **{SEARCH: {"cap": 20}}), rows=50)
    sql = f"select id, created_at from tickets where status = 'closed' order by created_at{way}"
    result = engine.execute(sql)
    found = list(result)
    assert result.scope.plans[-1].order == ("created_at", bool(way))
    assert asked(engine, result.statement) == [SEARCH, EXPORT]
    assert len(set(found)) == len(found) > 100
    moments = [str(moment) for _, moment in found]
    assert moments == sorted(moments, reverse=bool(way))


def test_without_another_read_the_statement_fails_with_the_reason(engine: Engine) -> None:
    changed(engine, "tickets", only(SEARCH, **{SEARCH: {"cap": 20}}), rows=50)
    with pytest.raises(NotSupportedError, match="at most 20 rows, and there are") as caught:
        list(engine.execute("select id from tickets where status = 'closed'"))
    assert caught.value.code == "too-many-rows"
    assert len(list(engine.execute("select id from tickets where status = 'closed' limit 7"))) == 7
    assert len(list(engine.execute("select id from tickets where status = 'new'"))) < 20


def test_a_cap_reached_while_paging_changes_over_without_repeats(engine: Engine) -> None:
    """LIMIT seems to need one page, but SQLite drops rows of it."""
    changed(engine, "tickets", only(SEARCH, EXPORT, **{SEARCH: {"cap": 100}}), rows=50)
    filters = "status = 'closed' and id > 50"
    result = engine.execute(f"select id from tickets where {filters} limit 90")
    found = [row[0] for row in result]
    assert asked(engine, result.statement) == [SEARCH, EXPORT]
    assert len(found) == len(set(found)) == 90
    assert result.complete


def test_a_value_that_cannot_be_sent_is_left_to_sqlite(engine: Engine) -> None:
    """None of the filter can be said to the search export, which takes no request without one."""
    paths = "/api/v2/search/export", "/api/v2/incremental/tickets/cursor"
    changed(engine, "tickets", only(*paths))
    result = engine.execute("select count(id) from tickets where created_at > 'never'")
    assert list(result) == [(0,)]
    assert set(asked(engine, result.statement)) == {"/api/v2/incremental/tickets/cursor"}


def test_an_estimated_count_is_not_taken(engine: Engine) -> None:
    def estimates(read: Read) -> Read:
        return replace(read, counts=replace(read.counts, up_to=5)) if read.counts else read

    ((users,),) = engine.execute("select count(*) from users")
    assert int(users or 0) > 5  # type: ignore[arg-type]
    changed(engine, "organizations", estimates)
    result = engine.execute("select count(*) from organizations")
    ((told,),) = result
    assert told == len(list(engine.execute("select id from organizations")))
    assert asked(engine, result.statement) == ["/api/v2/organizations/count", "/api/v2/organizations"]


def test_what_only_the_export_tells_is_read_there(engine: Engine) -> None:
    result = engine.execute("select generated_timestamp from tickets where generated_timestamp > 1")
    assert all(row[0] for row in result)
    assert set(asked(engine, result.statement)) <= {
        "/api/v2/incremental/tickets/cursor",
        "/api/v2/incremental/tickets/cursor.json",
    }


def test_unused_words_stay_out() -> None:
    """A read without these words is planned as before."""
    plan = planned(table(Read("/t", "t[]", paging=Pages(count_at="count"))), used=())
    assert plan.count_only
    assert plan.beyond is None
    assert planned(table(Read("/t", "t[]", paging=OnePage())), used=()).count_only is False
