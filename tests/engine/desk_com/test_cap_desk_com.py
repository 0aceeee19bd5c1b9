"""Beyond page 500: lists go on as new ones, whichever they are, and every row comes once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpsql.errors import NotSupportedError
from helpsql.sandbox.desk_com import pages
from helpsql.spec import Sort, Window
from tests.engine.desk_com.desk import Desk, open_desk

PAGES = 2


@pytest.fixture(scope="module")
def whole() -> Iterator[Desk]:
    with open_desk(size=0.5) as opened:
        yield opened


@pytest.fixture
def capped(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Both the account and the definitions know of two pages instead of five hundred."""
    with open_desk(size=0.5) as opened:
        for table in ("cases", "case_labels", "messages", "customers", "customer_emails"):
            opened.cap(table, PAGES * 100)
        monkeypatch.setattr(pages, "LAST_PAGE", PAGES)
        yield opened


SAME = [
    "select id, subject, status from cases",
    "select id from cases where updated_at > '2025-06-01'",
    "select id from cases where status in ('closed', 'resolved', 'open')",
    "select id from cases where status = 'closed' or id < 3100",
    "select id from cases where id > 3200 and id < 3600",
    "select case_id, label from case_labels",
    "select case_id, body from messages",
    "select id from cases where priority between 2 and 9",
    "select distinct customer_id from cases where updated_at > '2025-01-01'",
]
ORDERED = [
    "select id, updated_at from cases order by updated_at, id",
    "select updated_at from cases order by updated_at desc",
    "select created_at from cases order by created_at",
    "select updated_at from cases order by updated_at desc limit 7",
    "select updated_at from cases order by updated_at desc limit 350",
    "select updated_at from cases where subject like '%a%' order by updated_at desc limit 260",
    "select id from cases order by id desc",
    "select id from cases order by id limit 450 offset 3",
    "select max(updated_at), min(created_at), count(*), count(subject) from cases",
    "select count(*) from cases where status = 'closed'",
]


@pytest.mark.parametrize("sql", [*SAME, *ORDERED])
def test_the_cap_changes_no_answer(
    whole: Desk, capped: Desk, sql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, result = capped.run(sql)
    monkeypatch.setattr(pages, "LAST_PAGE", 500)
    expected, _ = whole.run(sql)
    assert (sorted(found) if sql in SAME else found) == (sorted(expected) if sql in SAME else expected)
    assert result.complete, result.notes
    assert expected


def test_a_list_goes_on_behind_its_last_row(capped: Desk) -> None:
    cases = capped.one("select count(*) from cases")
    asked = capped.asked("select subject from cases")
    begins = [line for line in asked if "since_id" in line and "&page=" not in line]
    assert len(asked) == -(-cases // 100)
    assert len(begins) == -(-cases // (PAGES * 100)) - 1
    assert not any(f"page={PAGES + 1}" in line for line in asked)


def test_what_a_limit_does_not_need_is_not_read(capped: Desk) -> None:
    assert len(capped.asked("select id from cases limit 250")) == 3
    assert len(capped.asked("select id from cases order by updated_at desc limit 150")) == 2


def test_the_list_of_customers_has_no_cap(capped: Desk) -> None:
    customers = capped.one("select count(*) from customers")
    assert customers > PAGES * 50
    assert len(capped.rows("select id from customers")) == customers


# -- moments, which several rows can share

MOMENTS = {
    "params": {"sort_field": "updated_at", "sort_direction": "asc"},
    "sort": Sort(default="updated_at"),
    "window": Window("updated_at", "since_updated_at", shared=True),
}


def test_rows_that_share_a_moment_come_once(
    whole: Desk, capped: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    capped.cap("cases", PAGES * 100, **MOMENTS)
    found, result = capped.run("select id from cases")
    monkeypatch.setattr(pages, "LAST_PAGE", 500)
    assert sorted(found) == whole.rows("select id from cases")
    assert result.complete


def test_more_rows_at_one_moment_than_a_list_gives_is_an_error_and_no_endless_loop(
    capped: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpsql.sandbox.desk_com import case_lists

    capped.cap("cases", PAGES * 100, **MOMENTS)
    first = capped.one("select min(updated_at) from cases")
    page = case_lists.show

    def at_once(call: object) -> object:
        show = page(call)  # type: ignore[arg-type]
        return lambda number: {**show(number), "updated_at": first}

    monkeypatch.setattr(case_lists, "show", at_once)
    with pytest.raises(NotSupportedError, match="share since_updated_at") as caught:
        capped.rows("select subject from cases")
    assert caught.value.code == "too-many-rows"
