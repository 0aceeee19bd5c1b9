"""Answers of one wrong member: typed errors or the right rows, at the helpdesks with shapes of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from helpsql.errors import DataError
from tests.engine.clock import FakeClock
from tests.engine.repaged import engine_over

Change = Callable[[dict[str, Any]], None]


class Changed(httpx.BaseTransport):
    """Changes the answers to requests of this method whose path ends so."""

    def __init__(self, inner: httpx.BaseTransport, method: str, ending: str, change: Change) -> None:
        self._inner, self._asked, self._change = inner, (method, ending), change

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        if request.method != self._asked[0] or not request.url.path.endswith(self._asked[1]):
            return response
        body = json.loads(response.read())
        self._change(body)
        return httpx.Response(response.status_code, content=json.dumps(body).encode())


def rows(service: str, method: str, ending: str, change: Change, sql: str) -> list[tuple[Any, ...]]:
    def wrap(inner: httpx.BaseTransport) -> httpx.BaseTransport:
        return Changed(inner, method, ending, change)

    _, engine = engine_over(service, wrap, engine={"clock": FakeClock()})
    try:
        return list(engine.execute(sql))
    finally:
        engine.close()


@pytest.mark.parametrize("beside", [-1, 1.5, "x", {"1": {}}, True])
def test_records_beside_the_rows_that_are_no_array_are_an_error(beside: Any) -> None:
    def change(body: dict[str, Any]) -> None:
        body["included"]["customers"] = beside

    with pytest.raises(DataError, match="no array"):
        rows("teamwork_desk", "GET", "/tickets.json", change, "select CustomerEmail from Tickets")


@pytest.mark.parametrize("number", [[], {}, None, 1.5])
def test_records_beside_the_rows_without_a_number_belong_to_none(number: Any) -> None:
    def change(body: dict[str, Any]) -> None:
        for record in body["included"]["customers"]:
            record["id"] = number
        for ticket in body["tickets"][:1]:
            ticket["customer"]["id"] = number

    found = rows("teamwork_desk", "GET", "/tickets.json", change, "select CustomerEmail from Tickets")
    assert set(found) == {(None,)}


@pytest.mark.parametrize("choices", [-1, "x", "[", True, {"a": 1}])
def test_a_field_whose_choices_are_no_array_has_none(choices: Any) -> None:
    def change(body: dict[str, Any]) -> None:
        for field in body["_embedded"]["entries"]:
            field["data"]["choices"] = choices

    count = "select count(*) from cases"
    assert rows("desk_com", "GET", "/custom_fields", change, count) > [(0,)]


@pytest.mark.parametrize("number", ["9" * 400, "9" * 5000, 2**63, 10**30])
def test_a_new_row_of_a_number_beyond_64_bits_is_still_told(number: Any) -> None:
    def change(body: dict[str, Any]) -> None:
        body["tag"]["id"] = number

    sql = "insert into Tags(Name) values ('new') returning Name"
    assert rows("teamwork_desk", "POST", "/tags.json", change, sql) == [("new",)]
