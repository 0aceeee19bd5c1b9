"""Values in records by their paths: the first of several places, ids in addresses, elements of arrays."""

from __future__ import annotations

from typing import Any

import pytest

from helpsql.bodies import formed
from helpsql.jsonpaths import number_behind, pick
from helpsql.paging import as_held, outlook
from helpsql.rows import Shape
from helpsql.spec import INTEGER, JSON, TEXT, Column, NextLink, Pages, Read, Table, same_path

CASE: dict[str, Any] = {
    "id": None,
    "labels": ["vip", "vip", "spam"],
    "phones": [{"type": "home", "value": "1"}, {"type": "home", "value": "1"}],
    "_links": {
        "self": {"href": "/api/v2/cases/3014", "class": "case"},
        "customer": {"href": None, "class": "customer"},
        "replies": {"href": "/api/v2/cases/3014/replies?page=1", "count": 0},
    },
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id|_links.self.href#", 3014),
        ("_links.replies.count|id", 0),
        ("_links.customer.href#", None),
        ("_links.nobody.href#", None),
        ("nothing|id", None),
        ("nothing|phones[type=home|work].value|labels", "1"),
    ],
)
def test_pick(path: str, value: Any) -> None:
    assert pick(path)(CASE) == value


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("/api/v2/customer/1", 1),
        ("https://x.desk.com/api/v2/cases/5/", 5),
        ("/api/v2/cases/5?embed=customer", 5),
        ("/api/v2/cases/5/message", None),
        ("/api/v2/cases/-5", None),
        ("", None),
        (7, None),
        (None, None),
    ],
)
def test_number_behind(address: Any, number: int | None) -> None:
    assert number_behind(address) == number


def shown(rows: str, *columns: Column, body: Any = None) -> list[list[Any]]:
    table = Table("t", "A table.", columns, [Read("/t", rows=rows)])
    shape = Shape(table, columns, table.reads[0], same_path)
    body = {"entries": [CASE, {**CASE, "id": 8}]} if body is None else body
    return [[get(row) for get in shape.getters] for row in shape.rows(body, "here")]


PLACE = Column("place", INTEGER, "Place.", at="#", key=True)


def test_elements_that_are_texts_are_rows_with_their_place() -> None:
    case_id = Column("case_id", INTEGER, "Case.", at="^.id|_links.self.href#", key=True)
    label = Column("label", TEXT, "Label.", at=".")
    assert shown("entries[].labels[]", case_id, PLACE, label) == [
        [3014, 1, "vip"], [3014, 2, "vip"], [3014, 3, "spam"],
        [8, 1, "vip"], [8, 2, "vip"], [8, 3, "spam"],
    ]  # fmt: skip


def test_elements_that_are_objects_have_a_place_too() -> None:
    value = Column("value", TEXT, "Value.")
    assert shown("entries[].phones[]", PLACE, value) == [[1, "1"], [2, "1"], [1, "1"], [2, "1"]]


def test_an_empty_text_can_mean_no_value() -> None:
    body = {"entries": [{"n": "", "j": ""}, {"n": "0", "j": "x"}]}
    columns = Column("n", INTEGER, "N.", blank=True), Column("j", JSON, "J.")
    assert shown("entries[]", *columns, body=body) == [[None, '""'], [0, '"x"']]


def test_a_value_is_written_in_its_form() -> None:
    form = {"href": "/api/v2/users/{}", "class": "user", "count": 1}
    assert formed(form, 5) == {"href": "/api/v2/users/5", "class": "user", "count": 1}
    assert formed(form, None) is None
    assert formed({}, 5) == 5


def test_a_page_size_is_not_taken_at_its_word() -> None:
    """50 of 607 rows on the first page, where 100 were asked for: there are 13 pages and not 7."""
    pages = Pages(size=100, count_at="total", size_param="per_page")
    seen = as_held(pages, outlook(pages, {"total": 607}, 50))
    assert (seen.size, seen.pages) == (50, 13)
    for paging, total, held, expected in [
        (pages, 607, 100, 7),
        (pages, 40, 40, 1),
        (pages, 0, 0, 0),
        (Pages(size=100, count_at="total"), 607, 50, 7),
        (Pages(size=100, count_at="total", size_at="size", size_param="n"), 607, 50, 7),
        (NextLink("next", size=100, size_param="n"), 607, 50, None),
    ]:
        assert as_held(paging, outlook(paging, {"total": total}, held)).pages == expected
