"""Answers: HAL envelopes with their links, and the empty answers of writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from werkzeug.wrappers import Response

from helpsql.sandbox.helpscout.errors import json_response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from helpsql.sandbox.app import Request

HAL = "application/hal+json;charset=UTF-8"
PAGE = 50
LONG_PAGE = 25
"""Page size of conversations and threads."""


def link(href: str) -> dict[str, str]:
    return {"href": href}


def resource(body: Any) -> Response:
    return json_response(body)


def raw(body: bytes) -> Response:
    """A record that is JSON already."""
    return Response(body, content_type=HAL)


def created(location: str, record_id: object) -> Response:
    """201 with an empty body: the new id stands in the headers alone."""
    response = empty(201)
    response.headers["Resource-ID"] = str(record_id)
    response.headers["Location"] = location
    return response


def empty(status: int = 204) -> Response:
    return Response(b"", status, content_type="text/plain; charset=UTF-8")


def collection(
    request: Request, key: str, pieces: Iterable[bytes], page: int, total: int, size: int = PAGE
) -> Response:
    """One page of a list; `pieces` are its records as JSON."""
    pages = -(-total // size)
    links = page_links(request, page, pages)
    # ASSUMED: an empty list reports number 0; a page after the last reports the number asked for.
    numbers = {"size": size, "totalElements": total, "totalPages": pages, "number": page if total else 0}
    tail = orjson.dumps({"_links": links, "page": numbers})
    return raw(_embedded(key, pieces) + tail[1:])


def sub_collection(
    request: Request, key: str, records: list[dict[str, Any]], *, page: bool = False
) -> Response:
    """A whole list in one answer, with only a self link; some of these carry a page block."""
    body: dict[str, Any] = {"_embedded": {key: records}} if records else {}
    body["_links"] = {"self": link(request.base + request.path)}
    if page:
        total = len(records)
        body["page"] = {
            "size": PAGE,
            "totalElements": total,
            "totalPages": min(total, 1),
            "number": min(total, 1),
        }
    return resource(body)


def _embedded(key: str, pieces: Iterable[bytes]) -> bytes:
    """The start of the answer; `_embedded` is left out when nothing matched."""
    joined = b",".join(pieces)
    return b'{"_embedded":{"%s":[%s]},' % (key.encode(), joined) if joined else b"{"


def page_links(request: Request, page: int, pages: int) -> dict[str, dict[str, str]]:
    """The page links; all keep the other parameters as the client wrote them."""
    kept = [part for part in request.raw_query.split("&") if part and not part.startswith("page=")]
    base = request.base + request.path.rstrip("/")
    plain = f"{base}?{'&'.join(kept)}" if kept else f"{base}/"

    def numbered(number: int) -> dict[str, str]:
        return link(f"{plain}{'&' if kept else '?'}page={number}")

    links = {"self": link(plain) if page == 1 else numbered(page), "page": link(plain)}
    links |= {"first": numbered(1), "last": numbered(max(pages, 1))}
    if page < pages:
        links["next"] = numbered(page + 1)
    if page > 1 and pages:
        links["previous"] = numbered(min(page - 1, pages))
    return links
