"""From one page's answer to what comes next: how many pages and rows there are, or the next address.

Pure: no I/O. `fetch` sends what is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from helpsql.spec import NextLink, OnePage, Pages, Paging, Request


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one answer tells of the rest: pages and rows in all (None: not told), the next page's address;
    how many records it holds itself (None: not counted), and of whom they are, as far as it says so.
    """

    pages: int | None
    rows: int | None
    size: int
    next_url: str | None = None
    records: int | None = None
    around: Mapping[str, Any] = field(default_factory=dict)


def look_up(body: Any, path: str) -> Any:
    """The value at a dotted path, None where a key is missing."""
    for key in path.split("."):
        if not isinstance(body, Mapping):
            return None
        body = body.get(key)
    return body


def _count(body: Any, path: str) -> int | None:
    """A number of things; what cannot be one counts as not told."""
    value = look_up(body, path) if path else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def outlook(paging: Paging, body: Any, records: int | None = None) -> Outlook:
    """What the answer to a page says about the whole."""
    if isinstance(paging, Pages):
        size = _count(body, paging.size_at) or paging.size
        pages, rows = _count(body, paging.pages_at), _count(body, paging.count_at)
        if rows is not None:
            pages = max(pages or 0, -(-rows // size))
        return Outlook(pages, rows, size, records=records)
    if isinstance(paging, NextLink):
        link = look_up(body, paging.at)
        return Outlook(
            None,
            _count(body, paging.count_at),
            paging.size,
            link if isinstance(link, str) and link else None,
            records,
        )
    return Outlook(1, None, paging.size, records=records)


def page_request(first: Request, paging: Paging, number: int) -> Request:
    """The request for page `number` (from 0) of numbered pages; the first one goes without a number."""
    if number == 0 or not isinstance(paging, Pages):
        return first
    return replace(first, params={**first.params, paging.param: str(paging.first + number)})


def next_request(first: Request, seen: Outlook) -> Request | None:
    """The request behind a next link, as the API wrote it: adding parameters again is an error there."""
    return replace(first, path=seen.next_url, params={}) if seen.next_url else None


def page_size(paging: Paging) -> int:
    """Rows one request is expected to bring, for estimates."""
    return max(1, paging.size)


__all__ = ["OnePage", "Outlook", "look_up", "next_request", "outlook", "page_request", "page_size"]
