"""What the API may answer but should not: a clear typed error, or the right rows after all.

Never half an answer as if it were whole, never another class of exception, never an endless loop.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from helpsql.engine import Engine
from helpsql.errors import ApiError, DataError, Error, OperationalError
from helpsql.feed import Feed, pages
from helpsql.paging import Outlook
from helpsql.rows import Shape
from helpsql.sandbox.helpscout.timeline import merged_into
from helpsql.scope import Scope
from helpsql.spec import Column, NextLink, Read, Request, Table, Type, same_path
from tests.engine.clock import FakeClock
from tests.engine.demo import demo_engine
from tests.engine.repaged import Handler, engine_answering

MOST = 100
"""Requests after which an engine is taken to turn in circles."""


@contextmanager
def answering(handler: Handler, **engine: Any) -> Iterator[Engine]:
    opened = engine_answering(handler, clock=FakeClock(), max_requests=MOST, **engine)
    try:
        yield opened
    finally:
        opened.close()


def always(body: Any, status: int = 200, **headers: str) -> Handler:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _: httpx.Response(
        status, content=content, headers={"content-type": "application/json", **headers}
    )


def page(records: list[Any], *, key: str = "mailboxes", **numbers: Any) -> dict[str, Any]:
    """A page of a list as Help Scout sends it; `numbers` replace those of its page block."""
    block = {"size": 50, "totalElements": len(records), "totalPages": 1, "number": 1, **numbers}
    block = {name: value for name, value in block.items() if value != "absent"}
    return {"_embedded": {key: records}, "page": block} if records else {"page": block}


def mailbox(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "name": f"Mailbox {number}", **more}


def read(handler: Handler, sql: str = "SELECT Id FROM Mailboxes") -> tuple[list[tuple[Any, ...]], bool]:
    """The rows, and whether they are said to be complete."""
    with answering(handler) as engine:
        result = engine.execute(sql)
        return list(result), result.complete


def error(handler: Handler, sql: str = "SELECT Id FROM Mailboxes") -> Error:
    with answering(handler) as engine, pytest.raises(Error) as caught:
        list(engine.execute(sql))
    return caught.value


# -- statuses

REFUSED = [
    (400, "invalid"), (401, "unauthorized"), (403, "forbidden"), (404, "not-found"), (409, "conflict"),
    (412, "precondition"), (429, "limit"), (500, "server"), (503, "server"), (504, "server"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "code"), REFUSED)
def test_a_refused_list_is_an_error(status: int, code: str) -> None:
    found = error(always({"message": "No way"}, status))
    assert isinstance(found, ApiError)
    assert (found.status, found.code, found.api_message) == (status, code, "No way")
    assert (found.helpdesk, found.method) == ("helpscout", "GET")
    assert "/v2/mailboxes" in found.url


@pytest.mark.parametrize(("status", "code"), [pair for pair in REFUSED if pair[0] != 404])
def test_a_refused_row_is_an_error(status: int, code: str) -> None:
    assert error(always({"message": "No way"}, status), "SELECT * FROM Mailboxes WHERE Id = 5").code == code


def test_a_row_that_is_not_there_is_no_error() -> None:
    assert read(always({"message": "Not found"}, 404), "SELECT * FROM Mailboxes WHERE Id = 5") == ([], True)


@pytest.mark.parametrize(
    "fault", ["401@2", "429@2", "500@2", "503@2-4", "504@2", "cut@2", "truncated@2", "cut@/3"]
)
def test_what_passes_is_tried_again(fault: str) -> None:
    sql = "SELECT Id, Subject FROM Conversations"
    with demo_engine(size=SMALL) as calm:
        expected = sorted(calm.execute(sql))
    with demo_engine(size=SMALL, faults=fault, engine={"clock": FakeClock()}) as engine:
        assert sorted(engine.execute(sql)) == expected


SMALL = 0.1


@pytest.mark.parametrize("fault", ["400", "403", "404", "409", "412", "html"])
def test_an_error_in_the_middle_ends_the_statement(fault: str) -> None:
    faults = f"{fault}@3~/conversations"
    with demo_engine(size=SMALL, faults=faults, engine={"clock": FakeClock()}) as engine:
        with pytest.raises(Error):
            list(engine.execute("SELECT Id, Subject FROM Conversations"))
        assert list(engine.execute("SELECT count(*) FROM Conversations")) == [(120,)], "the session goes on"


@pytest.mark.parametrize("fault", ["cut", "truncated", "500"])
def test_what_does_not_pass_is_an_error(fault: str) -> None:
    with (
        demo_engine(
            size=SMALL, faults=f"{fault}@2-99~/conversations", engine={"clock": FakeClock()}
        ) as engine,
        pytest.raises((OperationalError, DataError)),
    ):
        list(engine.execute("SELECT Id, Subject FROM Conversations"))


def test_count_is_never_guessed() -> None:
    faults = "500@1-99~/conversations"
    with (
        demo_engine(size=SMALL, faults=faults, engine={"clock": FakeClock()}) as engine,
        pytest.raises(ApiError),
    ):
        list(engine.execute("SELECT count(*) FROM Conversations"))


# -- bodies

NOT_BODIES = {
    "empty": b"",
    "blank": b"   ",
    "null": b"null",
    "a number": b"5",
    "a text": b'"mailboxes"',
    "true": b"true",
    "a list": b"[]",
    "a list of rows": b'[{"id": 1}]',
    "html": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "not json": b"{'id': 1}",
    "cut": b'{"_embedded": {"mailboxes": [{"id": 1}, {"id"',
    "cut in a character": '{"_embedded": {"mailboxes": [{"id": 1, "name": "Zürich'.encode()[:-6],
    "two values": b"{} {}",
    "_embedded is a list": b'{"_embedded": [{"id": 1}]}',
    "_embedded is a text": b'{"_embedded": "mailboxes"}',
    "rows are a text": b'{"_embedded": {"mailboxes": "1, 2"}}',
    "rows are a number": b'{"_embedded": {"mailboxes": 3}}',
    "a row is a number": b'{"_embedded": {"mailboxes": [{"id": 1}, 2]}}',
    "a row is a text": b'{"_embedded": {"mailboxes": ["one"]}}',
    "a row is null": b'{"_embedded": {"mailboxes": [null]}}',
    "a row is a list": b'{"_embedded": {"mailboxes": [[{"id": 1}]]}}',
    "a row has no id": b'{"_embedded": {"mailboxes": [{"id": 1}, {"name": "Sales"}]}}',
    "an id is null": b'{"_embedded": {"mailboxes": [{"id": null}]}}',
    "rows under another name": b'{"_embedded": {"inboxes": [{"id": 1}]}, "page": {"totalElements": 1}}',
    "announced rows that are not there": b'{"page": {"totalElements": 7, "totalPages": 1}}',
    "too deep": b'{"_embedded": {"mailboxes": [' + b"[" * 5000,
}


@pytest.mark.parametrize("body", NOT_BODIES.values(), ids=NOT_BODIES)
def test_another_body_than_the_documented_one_is_an_error(body: bytes) -> None:
    found = error(always(body))
    assert isinstance(found, DataError)
    assert "/v2/mailboxes" in str(found)


ONE_ROW = {
    name: body
    for name, body in NOT_BODIES.items()
    if name in ("empty", "null", "a number", "a text", "html", "cut")
} | {
    "a list": b"[]",
    "a list of it": b'[{"id": 5}]',
    "without its key": b'{"name": "Sales"}',
    "nothing": b"{}",
}


@pytest.mark.parametrize("body", ONE_ROW.values(), ids=ONE_ROW)
def test_another_body_than_one_row_is_an_error(body: bytes) -> None:
    assert isinstance(error(always(body), "SELECT * FROM Mailboxes WHERE Id = 5"), DataError)


@pytest.mark.parametrize(
    "body", [b"{}", b'{"_embedded": {}}', b'{"_embedded": null}', b'{"_embedded": {"mailboxes": []}}']
)
def test_a_list_without_rows_is_empty(body: bytes) -> None:
    assert read(always(body)) == ([], True)
    assert read(always(body), "SELECT count(*) FROM Mailboxes") == ([(0,)], True)


# -- values

DEEP: Any = "bottom"
for _ in range(300):
    DEEP = [DEEP]

VALUES: list[tuple[str, Any, str, Any]] = [
    ("id", "7", "Id", 7),
    ("id", 7.0, "Id", 7),
    ("id", 2**63 - 1, "Id", 2**63 - 1),
    ("id", 2**64 - 1, "Id", "18446744073709551615"),
    ("id", "99999999999999999999999", "Id", "99999999999999999999999"),
    ("name", "nul \x00 in it", "Name", "nul \x00 in it"),
    ("name", 5, "Name", "5"),
    ("name", 1.5, "Name", "1.5"),
    ("name", True, "Name", "true"),
    ("name", ["a", 1], "Name", '["a",1]'),
    ("name", {"a": None}, "Name", '{"a":null}'),
    ("name", "😀 \u202e '\"\\", "Name", "😀 \u202e '\"\\"),
    ("createdAt", 1_700_000_000, "CreatedDate", "1700000000"),
    ("createdAt", "yesterday", "CreatedDate", "yesterday"),
]


@pytest.mark.parametrize(("field", "value", "column", "shown"), VALUES)
def test_odd_values_are_shown_as_they_are(field: str, value: Any, column: str, shown: Any) -> None:
    handler = always(page([{**mailbox(1), field: value}]))
    assert read(handler, f"SELECT {column} FROM Mailboxes") == ([(shown,)], True)
    assert read(handler, f"SELECT count(*) FROM Mailboxes WHERE {column} IS NOT NULL") == ([(1,)], True)


def test_numbers_beyond_64_bits_do_not_end_the_answer() -> None:
    body = b'{"_embedded": {"mailboxes": [{"id": 123456789012345678901234567890, "name": "x"}]}}'
    ((number, kind),), complete = read(always(body), "SELECT Id, typeof(Id) FROM Mailboxes")
    assert complete
    assert kind in ("real", "text")
    assert float(number) == pytest.approx(123456789012345678901234567890)


def test_half_a_surrogate_pair_is_a_replacement_character() -> None:
    body = b'{"_embedded": {"mailboxes": [{"id": 1, "name": "clipped \\ud83d"}]}}'
    assert read(always(body), "SELECT Name FROM Mailboxes") == ([("clipped \ufffd",)], True)


def test_deep_json_is_kept_whole() -> None:
    record = {"id": 1, "subject": "x", "cc": DEEP}
    body = json.dumps(page([record], key="conversations", size=25))

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=body if request.url.path == "/v2/conversations" else "{}")

    ((text,),), _ = read(answer, "SELECT Cc FROM Conversations")
    assert text.count("[") == 300
    ((subject,),), _ = read(answer, "SELECT Subject FROM Conversations WHERE Cc LIKE '%bottom%'")
    assert subject == "x"


# -- pages


def _without_rows(body: Any) -> Any:
    return [] if isinstance(body, list) else {key: value for key, value in body.items() if key != "_embedded"}


def paged(pages: list[Any], key: str = "mailboxes") -> Handler:
    """A list whose pages are as given: bodies, or records of one page; nothing stands behind them."""

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("page", 1))
        found = pages[number - 1] if number <= len(pages) else _without_rows(pages[-1])
        body = page(found, key=key) if isinstance(found, list) else found
        return httpx.Response(200, json=body)

    return answer


def boxes(first: int, count: int) -> list[dict[str, Any]]:
    return [mailbox(number) for number in range(first, first + count)]


WRONG_TOTALS: dict[str, dict[str, Any]] = {
    "right": {},
    "too few pages": {"totalPages": 1},
    "no pages": {"totalPages": 0},
    "negative pages": {"totalPages": -1},
    "many pages": {"totalPages": 9},
    "no total": {"totalElements": "absent"},
    "no total but pages": {"totalElements": "absent", "totalPages": 3},
    "nothing but the size": {"totalElements": "absent", "totalPages": "absent"},
    "negative total": {"totalElements": -5, "totalPages": "absent"},
    "totals are texts": {"totalElements": "many", "totalPages": "3"},
    "totals are null": {"totalElements": None, "totalPages": None},
    "size 0": {"size": 0, "totalPages": "absent"},
    "number 0": {"number": 0},
}


@pytest.mark.parametrize("numbers", WRONG_TOTALS.values(), ids=WRONG_TOTALS)
def test_wrong_totals_lose_no_row(numbers: dict[str, Any]) -> None:
    sizes = [50, 50, 20]
    pages = [
        page(boxes(1 + 50 * place, size), **{"totalElements": 120, "totalPages": 3, **numbers})
        for place, size in enumerate(sizes)
    ]
    rows, complete = read(paged(pages), "SELECT Id, Name FROM Mailboxes")
    assert sorted(row[0] for row in rows) == list(range(1, 121))
    assert complete
    counted, _ = read(paged(pages), "SELECT count(*) FROM Mailboxes")
    assert counted == [(120,)]


def test_more_rows_announced_than_there_are_is_said() -> None:
    pages = [page(boxes(1, 50), totalElements=500, totalPages=10), page([], totalElements=500, totalPages=10)]
    rows, complete = read(paged(pages))
    assert len(rows) == 50
    assert not complete


def test_endless_pages_end() -> None:
    """A server that knows nothing of `page` and gives no totals answers the same for ever."""
    rows, complete = read(always({"_embedded": {"mailboxes": boxes(1, 50)}}))
    assert (len(rows), complete) == (50, True) or not complete


def test_pages_that_repeat_are_said() -> None:
    rows, complete = read(always(page(boxes(1, 50), totalElements=200, totalPages=4)))
    assert len(rows) == 50
    assert not complete


def test_rows_that_moved_to_a_later_page_come_once() -> None:
    """Somebody added a mailbox at the top while the pages were turned."""
    numbers = {"totalPages": 3}
    pages = [
        page(boxes(1, 50), totalElements=120, **numbers),
        page(boxes(50, 50), totalElements=121, **numbers),
        page(boxes(100, 21), totalElements=121, **numbers),
    ]
    rows, complete = read(paged(pages))
    assert [row[0] for row in rows] == list(range(1, 121))
    assert complete


def test_pages_that_are_added_meanwhile_are_read() -> None:
    pages = [
        page(boxes(1, 50), totalElements=100, totalPages=2),
        page(boxes(51, 50), totalElements=101, totalPages=3),
        page(boxes(101, 1), totalElements=101, totalPages=3),
    ]
    rows, _ = read(paged(pages))
    assert len(rows) == 101


def test_rows_that_went_away_are_said() -> None:
    pages = [
        page(boxes(1, 50), totalElements=120, totalPages=3),
        page(boxes(52, 50), totalElements=119, totalPages=3),
        page(boxes(102, 19), totalElements=119, totalPages=3),
    ]
    with answering(paged(pages)) as engine:
        result = engine.execute("SELECT Id FROM Mailboxes")
        assert len(list(result)) == 119
        (said,) = result.notes
        assert "helpscout.Mailboxes: rows went away" in said
        assert "120" in said
        assert "119" in said


def test_a_list_that_becomes_empty_is_said() -> None:
    pages = [page(boxes(1, 50), totalElements=120, totalPages=3), page([], totalElements=0, totalPages=0)]
    rows, complete = read(paged(pages))
    assert len(rows) == 50
    assert not complete


def test_children_of_short_pages_are_all_read() -> None:
    """Whether a page is the last is told by its records, not by the rows that are made of them."""
    customers = [
        {"id": n, "_embedded": {"emails": [{"id": 1000 + n, "value": "x"}] if n % 9 == 0 else []}}
        for n in range(1, 121)
    ]
    pages = [{"_embedded": {"customers": customers[at : at + 50]}} for at in (0, 50, 100)]
    rows, _ = read(paged(pages), "SELECT CustomerId FROM CustomerEmails")
    assert [row[0] for row in rows] == list(range(9, 121, 9))


# -- where answers lead


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/v2/mailboxes/7",
        "http://api.helpscout.net/v2/mailboxes/7",
        "//elsewhere.example",
        "",
    ],
)
def test_redirects_elsewhere_are_not_followed(target: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"location": target} if target else {})

    found = error(answer, "SELECT * FROM Mailboxes WHERE Id = 5")
    assert isinstance(found, DataError)
    assert len(asked) == 1


def test_redirects_in_a_circle_end() -> None:
    found = error(always(b"", 301, location="/v2/mailboxes/5"), "SELECT * FROM Mailboxes WHERE Id = 5")
    assert (type(found), found.code) == (DataError, "redirect")


class Links:
    """An account whose lists link from page to page as `links` says."""

    def __init__(self, links: list[str | None]) -> None:
        self.name, self.links, self.asked = "desk", links, list[str]()

    def fetch(self, request: Request, *_: Any) -> tuple[list[Any], Outlook]:
        self.asked.append(request.path)
        place = len(self.asked) - 1
        return [{"id": place}], Outlook(None, None, 1, self.links[place % len(self.links)], 1)


def linked(links: list[str | None]) -> tuple[Links, list[Any]]:
    table = Table(
        "T", "", [Column("id", Type.INTEGER, "", key=True)], [Read("/t", "t[]", paging=NextLink("next"))]
    )
    account: Any = Links(links)
    shape = Shape(table, table.columns, table.reads[0], same_path)
    feed = Feed(account, Scope(1), shape, Request("GET", "/t"), {})
    return account, [row for rows in pages(feed) for row in rows]


def test_next_links_are_followed_to_the_end() -> None:
    account, rows = linked(["https://desk.example/t?c=1", "https://desk.example/t?c=2", None])
    assert account.asked == ["/t", "https://desk.example/t?c=1", "https://desk.example/t?c=2"]
    assert len(rows) == 3


def test_next_links_in_a_circle_are_an_error() -> None:
    with pytest.raises(DataError, match="circle") as caught:
        linked(["https://desk.example/t?c=1", "https://desk.example/t?c=2"])
    assert caught.value.code == "circular-link"


def merged() -> tuple[int, int]:
    return next((n, target) for n in range(1, 2000) if (target := merged_into(n)) is not None)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM Conversations WHERE Id = {}",
        "SELECT * FROM Conversations WHERE Id IN ({}, -1)",
        "SELECT * FROM ConversationTags WHERE ConversationId = {}",
        "SELECT c.Id FROM (SELECT {} AS n) JOIN Conversations c ON c.Id = n",
    ],
)
def test_a_merged_conversation_is_not_passed_off_as_the_one_asked_for(sql: str) -> None:
    """The API answers for the id it lives on under: SQL's answer to `Id = 5` holds no other id."""
    old, new = merged()
    with demo_engine() as engine:
        result = engine.execute(sql.format(old))
        assert list(result) == []
        (note,) = result.notes
        assert str(old) in note
        assert str(new) in note
        assert list(engine.execute(f"SELECT Id FROM Conversations WHERE Id = {new}")) == [(new,)]


def test_the_sandbox_may_lead_elsewhere() -> None:
    """Numbered pages need no link, so a wrong one does no harm."""
    with demo_engine(size=SMALL, faults="wrong-host@/1") as engine:
        assert len(list(engine.execute("SELECT Id FROM Conversations"))) == 120
