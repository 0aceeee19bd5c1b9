"""Sandboxes behind a transport that changes what they say: other page sizes, an empty account, any answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import orjson

from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.app import Sandbox
from helpsql.sandbox.embedded import embedded
from tests.engine.demo import known_settings

CURSOR_SIZE = "page[size]"
Handler = Callable[[httpx.Request], httpx.Response]


def engine_over(
    service: str,
    wrap: Callable[[httpx.BaseTransport], httpx.BaseTransport],
    *,
    size: float = 0.02,
    engine: dict[str, Any] | None = None,
    **sandbox: Any,
) -> tuple[Sandbox, Engine]:
    """An engine whose requests go through `wrap` to a sandbox."""
    app = open_sandbox(service, size=size, **sandbox)
    config = ConnectionConfig(service, service, known_settings(service, app.credentials))
    connector = Connector([config], transports={service: wrap(httpx.WSGITransport(app=embedded(app)))})
    opened = Engine(connector=connector, **(engine or {}))
    list(opened.execute("SELECT 1 FROM helpsql.tables"))  # enters the schemas
    return app, opened


def engine_answering(handler: Handler, service: str = "helpscout", **engine: Any) -> Engine:
    """An engine that gets every answer, but for tokens, from `handler`."""
    return engine_over(service, lambda inner: Answering(inner, handler), engine=engine)[1]


class Answering(httpx.BaseTransport):
    """`handler` in place of the API; the sandbox gives tokens. `asked` are the requests that came."""

    def __init__(self, inner: httpx.BaseTransport, handler: Handler) -> None:
        self.inner, self.handler = inner, handler
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and "token" in request.url.path:
            return self.inner.handle_request(request)
        self.asked.append(request)
        return self.handler(request)


class Repaged(httpx.BaseTransport):
    """HAL lists in pages of another size: a number, `fit` (all rows fill one page), `one over` (all but one).

    Lists by cursor are asked for with that number, whatever the engine asks for.
    """

    def __init__(self, inner: httpx.BaseTransport, size: int | str) -> None:
        self.inner, self.size = inner, size
        self._whole: dict[str, dict[str, Any]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if isinstance(self.size, int) and CURSOR_SIZE in request.url.params:
            request.url = request.url.copy_set_param(CURSOR_SIZE, str(self.size))
        answer = self.inner.handle_request(request)
        answer.read()
        body = _json(answer)
        if request.method != "GET" or not isinstance(body, dict):
            return answer
        page = int(request.url.params.get("page", 1))
        if isinstance(body.get("pagination"), dict):
            return httpx.Response(200, json=self._plain_page(self._collected(request, _plain), page))
        if not isinstance(body.get("page"), dict):
            return answer
        return httpx.Response(200, json=self._page(self._collected(request, _hal), page))

    def _collected(self, request: httpx.Request, read: Reader) -> dict[str, Any]:
        first = request.url.copy_remove_param("page")
        if str(first) not in self._whole:
            self._whole[str(first)] = self._collect(request, first, read)
        return self._whole[str(first)]

    def _collect(self, request: httpx.Request, first: httpx.URL, read: Reader) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        number, pages = 1, 1
        while number <= pages:
            url = first.copy_set_param("page", str(number)) if number > 1 else first
            answer = self.inner.handle_request(httpx.Request("GET", url, headers=request.headers))
            answer.read()
            lists, pages = read(_json(answer))
            for key, records in lists.items():
                whole.setdefault(key, []).extend(records)
            number += 1
        return whole

    def _size(self, total: int) -> int:
        fits = {"fit": total, "one over": total - 1}
        return max(1, fits.get(self.size, 0) if isinstance(self.size, str) else self.size)

    def _plain_page(self, whole: dict[str, Any], page: int) -> dict[str, Any]:
        """A page of a list that says `pagination`; all that is included comes with each."""
        included = {key: records for key, records in whole.items() if key.startswith(INCLUDED)}
        lists = {key: records for key, records in whole.items() if key not in included}
        total = max((len(records) for records in lists.values()), default=0)
        size = self._size(total)
        part = {key: records[(page - 1) * size : page * size] for key, records in lists.items()}
        pages = -(-total // size)
        told = {
            "records": total,
            "pageSize": size,
            "pages": pages,
            "page": page,
            "hasMorePages": page < pages,
        }
        beside = {key.removeprefix(INCLUDED): records for key, records in included.items()}
        return {**part, "included": beside, "pagination": told}

    def _page(self, whole: dict[str, Any], page: int) -> dict[str, Any]:
        total = max((len(records) for records in whole.values()), default=0)
        size = self._size(total)
        part = {key: records[(page - 1) * size : page * size] for key, records in whole.items()}
        body: dict[str, Any] = {"_embedded": part} if any(part.values()) else {}
        body["page"] = {
            "size": size,
            "totalElements": total,
            "totalPages": -(-total // size),
            "number": page if total else 0,
        }
        return body


Reader = Callable[[Any], tuple[dict[str, list[Any]], int]]
"""The lists in an answer, and how many pages it says there are."""

INCLUDED = "included."


def _hal(body: Any) -> tuple[dict[str, list[Any]], int]:
    return body.get("_embedded", {}), body["page"]["totalPages"]


def _plain(body: Any) -> tuple[dict[str, list[Any]], int]:
    lists = {key: value for key, value in body.items() if isinstance(value, list)}
    beside = body.get("included")
    found = beside.items() if isinstance(beside, dict) else ()
    return {**lists, **{INCLUDED + key: value for key, value in found}}, body["pagination"]["pages"]


class Emptied(httpx.BaseTransport):
    """An account in which nothing is: lists answer as the API does when nothing matched."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.inner.handle_request(request)
        answer.read()
        body = _json(answer)
        if request.method != "GET":
            return answer
        if isinstance(body, list):
            return httpx.Response(200, json=[])
        if isinstance(body, dict) and "_embedded" in body:
            numbers = {"size": 50, "totalElements": 0, "totalPages": 0, "number": 0}
            return httpx.Response(200, json={"_links": {}, **({"page": numbers} if "page" in body else {})})
        if isinstance(body, dict) and "_links" not in body:
            return httpx.Response(answer.status_code, json=_without_rows(body))
        return answer


_AT_ITS_END: dict[str, Any] = {
    "count": 0,
    "meta": {"has_more": False, "after_cursor": None, "before_cursor": None},
    "links": {"next": None, "prev": None},
    "next_page": None,
    "end_of_stream": True,
    "pagination": {"records": 0, "pageSize": 50, "pages": 0, "page": 1, "hasMorePages": False},
}


def _without_rows(body: dict[str, Any]) -> dict[str, Any]:
    """An answer whose members are lists, and what says that there are no more."""
    if isinstance(body.get("count"), dict):
        return {"count": {**body["count"], "value": 0}}
    empty = {name: [] for name, value in body.items() if isinstance(value, list)}
    return {**body, **empty, **{name: end for name, end in _AT_ITS_END.items() if name in body}}


def _json(answer: httpx.Response) -> Any:
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return None


__all__ = ["Answering", "Emptied", "Repaged", "engine_answering", "engine_over"]
