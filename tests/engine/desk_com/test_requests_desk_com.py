"""What each query costs on Desk.com: SQL -> requests sent. One that sends fewer belongs into this table."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from tests.engine.desk_com.desk import Desk, open_desk

SINCE = "'2026-10-20'"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk(size=0.3) as opened:
        opened.rows("select id from cases limit 1")  # its own fields are looked up here
        opened.rows("select id from customers limit 1")
        opened.rows("select id from companies limit 1")
        yield opened


def pages(rows: int, size: int = 100) -> int:
    return max(1, math.ceil(rows / size))


EXACT = [
    ("select * from cases where id = 3011", 1),
    ("select * from cases where id = -1", 0),
    ("select * from cases where id = 999999", 1),
    ("select * from cases where id in (3011, 3012, 3013)", 1),
    ("select count(*) from cases", 1),
    ("select count(*) from cases where status = 'open'", 1),
    ("select * from cases where status = 'open' and priority = 5", 1),
    ("select * from cases limit 10", 1),
    ("select id from cases order by updated_at desc limit 5", 1),
    ("select max(updated_at) from cases", 1),
    ("select max(id) from cases", 1),
    ("select * from cases where customer_id = 34290812", 1),
    ("select * from cases where q = 'status:open' limit 5", 1),
    ("select * from cases where email = 'customer0@work.example.com'", 1),
    ("select * from customers where id = 34290812", 1),
    ("select * from customers where email = 'customer0@work.example.com'", 1),
    ("select * from customer_emails where value = 'customer0@work.example.com'", 1),
    ("select * from customer_emails where customer_id = 34290812", 1),
    ("select * from case_labels where case_id = 3011", 1),
    ("select * from replies where case_id = 3011", 1),
    ("select * from replies where case_id = 3011 and reply_id = 301101", 1),
    ("select * from messages where case_id = 3011", 1),
    ("select * from users", 1),
    ("select * from groups", 1),
    ("select * from user_groups where user_id = 16096734", 1),
    ("select * from labels", 1),
    ("select * from articles where topic_id = 498301", 1),
    ("select * from articles where text = 'hammock'", 1),
]


@pytest.mark.parametrize(("sql", "requests"), EXACT, ids=[sql for sql, _ in EXACT])
def test_requests(desk: Desk, sql: str, requests: int) -> None:
    assert len(desk.asked(sql)) == requests


@pytest.mark.parametrize("table", ["cases", "case_labels", "messages"])
def test_a_full_scan_is_the_pages_of_the_cases(desk: Desk, table: str) -> None:
    cases = desk.one("select count(*) from cases")
    assert len(desk.asked(f"select * from {table}")) == pages(cases)


@pytest.mark.parametrize(
    "table", ["customers", "customer_emails", "customer_phone_numbers", "customer_addresses"]
)
def test_children_come_with_their_customers(desk: Desk, table: str) -> None:
    customers = desk.one("select count(*) from customers")
    assert len(desk.asked(f"select * from {table}")) == pages(customers)


REPLIES = [
    f"select * from replies where updated_at >= {SINCE}",
    f"select * from replies where created_at > {SINCE}",
    f"select r.* from cases c join replies r on r.case_id = c.id where c.updated_at >= {SINCE}",
    f"select r.* from replies r where r.case_id in (select id from cases where updated_at >= {SINCE})",
    "select * from replies where updated_at >= datetime('2026-10-21', '-1 day')",
]


@pytest.mark.parametrize("sql", REPLIES)
def test_replies_cost_one_request_for_each_changed_case_that_has_any(desk: Desk, sql: str) -> None:
    changed = dict(desk.rows(f"select id, replies_count from cases where updated_at >= {SINCE}"))
    answered = [case for case, replies in changed.items() if replies]
    assert 0 < len(answered) < len(changed)
    asked = desk.asked(sql)
    assert sorted(line for line in asked if "/replies" in line) == sorted(
        f"GET /cases/{case}/replies?per_page=100" for case in answered
    )
    assert len(asked) == pages(len(changed)) + len(answered)


@pytest.mark.parametrize("sql", REPLIES[::2])
def test_replies_of_several_cases_are_asked_for_side_by_side(sql: str) -> None:
    with open_desk(size=0.3, side_by_side="/replies") as desk:
        assert desk.rows(sql)
        assert desk.tap._inner.most > 1  # type: ignore[attr-defined]


def test_a_join_that_skips_cases_asks_for_none_of_those_in_vain(desk: Desk) -> None:
    """Only SQLite knows which rows its own filters leave: nothing is asked for ahead of them."""
    asked = desk.asked(
        f"select r.* from cases c join replies r on r.case_id = c.id "
        f"where c.updated_at >= {SINCE} and c.id % 3 = 0 and c.replies_count > 0"
    )
    left = desk.one(
        f"select count(*) from cases where updated_at >= {SINCE} and id % 3 = 0 and replies_count > 0"
    )
    assert sum("/replies" in line for line in asked) <= left + 2


@pytest.mark.parametrize("table", ["notes", "attachments"])
def test_cases_without_any_cost_nothing(desk: Desk, table: str) -> None:
    cases = desk.one("select count(*) from cases")
    some = desk.one(f"select count(*) from cases where {table}_count > 0")
    assert len(desk.asked(f"select * from {table}")) == pages(cases) + some < cases


def test_cases_join_their_customers_without_a_request_each(desk: Desk) -> None:
    """By id side by side where that is less, all customers at large where it is not."""
    customers = desk.one("select count(*) from customers")
    asked = desk.asked("select c.id, u.last_name from cases c join customers u on u.id = c.customer_id")
    assert len(asked) <= pages(desk.one("select count(*) from cases")) + pages(customers)


def test_customers_of_a_few_cases_are_asked_for_side_by_side() -> None:
    with open_desk(size=1.5, side_by_side="/customers/") as desk:
        few = "select c.id, u.last_name from cases c join customers u on u.id = c.customer_id where c.id > {}"
        last = desk.one("select max(id) from cases") - 4
        assert len(desk.rows(few.format(last))) > 1
        asked = [e.path for e in desk.engine.log.entries() if "/customers/" in e.path]
        assert len(asked) <= 4
        assert desk.tap._inner.most > 1  # type: ignore[attr-defined]


def test_an_update_reads_the_row_and_sends_the_change(desk: Desk) -> None:
    assert desk.asked("update cases set subject = 'x' where id = 3012") == [
        "GET /cases/3012",
        "PATCH /cases/3012",
    ]


def test_an_id_that_the_answer_told_is_not_asked_for_again(desk: Desk) -> None:
    assert desk.asked("insert into notes(case_id, body) values (3012, 'n') returning id") == [
        "POST /cases/3012/notes"
    ]
    assert desk.asked("insert into topics(name) values ('t') returning id") == ["POST /topics"]
