"""From one page's answer to what comes next: how many pages and rows there are, or the next address.

Pure: no I/O. `fetch` sends what is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from helpsql.spec import Helpdesk, NextLink, OnePage, Pages, Paging, Read, Request


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one answer tells of the rest: pages and rows in all (None: not told), the next page's address;
    how many records it holds itself (None: not counted), of whom they are, as far as it says so, and where a
    list that goes on behind them begins; whether it says that a page follows (`more`).
    """

    pages: int | None
    rows: int | None
    size: int
    next_url: str | None = None
    records: int | None = None
    around: Mapping[str, Any] = field(default_factory=dict)
    edge: Any = None
    more: bool = False


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
        more = bool(paging.more_at) and look_up(body, paging.more_at) is True
        return Outlook(pages, rows, size, records=records, more=more)
    if isinstance(paging, NextLink):
        return Outlook(None, _count(body, paging.count_at), paging.size, _next_url(paging, body), records)
    return Outlook(1, None, paging.size, records=records)


def as_held(paging: Paging, seen: Outlook) -> Outlook:
    """What a first page says of the whole, by the rows that it holds: an API may cut the size asked for."""
    told = isinstance(paging, Pages) and paging.size_param and not paging.size_at
    if not (told and seen.rows and seen.records) or seen.records >= min(seen.size, seen.rows):
        return seen
    return replace(seen, size=seen.records, pages=-(-seen.rows // seen.records))


def _next_url(paging: NextLink, body: Any) -> str | None:
    """The address of the next page; None at the end, which an answer may tell beside an address."""
    link = look_up(body, paging.at)
    if not isinstance(link, str) or not link:
        return None
    if paging.more_at and look_up(body, paging.more_at) is False:
        return None
    if paging.until and look_up(body, paging.until) is True:
        return None
    return _without_host(link) if paging.own_host else link


def _without_host(link: str) -> str:
    """Path and query of an address: the API may name another host of the same account."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link  # the client refuses it
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def paging_of(read: Read, helpdesk: Helpdesk) -> Paging:
    """How the read's answers are paged: one that is asked by key is whole."""
    if read.paging is not None:
        return read.paging
    by_keys = max((take.limit for take in read.takes if take.required and take.limit > 1), default=0)
    if by_keys:
        return OnePage(size=by_keys)
    return OnePage(size=1) if read.unique else helpdesk.paging


def sized(paging: Paging) -> Mapping[str, str]:
    """The parameter of a first request that asks for the size of pages."""
    if isinstance(paging, NextLink | Pages) and paging.size_param:
        return {paging.size_param: str(paging.size)}
    return {}


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


__all__ = [
    "OnePage",
    "Outlook",
    "as_held",
    "look_up",
    "next_request",
    "outlook",
    "page_request",
    "page_size",
    "paging_of",
    "sized",
]
