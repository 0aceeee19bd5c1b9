"""The two paging modes of lists: cursor (`page[size]`) and offset (`page`, `per_page`)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from helpsql.sandbox.zendesk.errors import Refusal, json_response, wrong_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.listing import Listing, Place

Record = dict[str, Any]

LARGEST_PAGE = 100
_NO_ENDS = {"has_more": False, "after_cursor": None, "before_cursor": None}
DEEPEST = 10_000
"""Offset mode shows no record beyond this one."""


def is_cursor(call: Call) -> bool:
    """`page[size]` makes cursor mode, whatever else was given."""
    return any(f"page[{name}]" in call.params for name in ("size", "after", "before"))


def list_response(
    call: Call,
    name: str,
    listing: Listing,
    render: Callable[[Record], Record],
    extra: Callable[[list[Record]], Record] = lambda _: {},
) -> Response:
    """One page of a list; `extra` gives the side-loads for its records."""
    records, tail = _cursor_page(call, listing) if is_cursor(call) else _offset_page(call, listing)
    return json_response({name: [render(r) for r in records], **extra(records), **tail})


def whole_response(_call: Call, name: str, records: list[Record], extra: Record | None = None) -> Response:
    """A list that is never cut, in the envelope of the classic ones."""
    tail = {"next_page": None, "previous_page": None, "count": len(records)}
    return json_response({name: records, **(extra or {}), **tail})


def sort_of(call: Call, allowed: tuple[str, ...], default: str) -> tuple[str, bool]:
    """Column and whether descending, of `sort=` in cursor mode; a column not allowed is 400."""
    text = call.params.text("sort")
    if text is None:
        return default.removeprefix("-"), default.startswith("-")
    if text.removeprefix("-") not in allowed:
        raise wrong_page("sort is not valid")
    return text.removeprefix("-"), text.startswith("-")


def offset_sort_of(call: Call, allowed: tuple[str, ...], default: str) -> tuple[str, bool]:
    """Column and whether descending, of `sort_by` and `sort_order`; others are ignored."""
    column = call.params.text("sort_by")
    order = call.params.text("sort_order")
    if column not in allowed:
        # ASSUMED: an unknown sort_by is ignored with 200
        down = default.startswith("-") if order not in ("asc", "desc") else order == "desc"
        return default.removeprefix("-"), down
    return column, order == "desc"


# Cursor mode -----------------------------------------------------------------------------------


def cursor_text(order: str, place: Place) -> str:
    packed = b64encode(orjson.dumps(list(place))).decode()
    return b64encode(orjson.dumps({"o": order, "v": packed})).decode()


def read_cursor(text: str, order: str, parameter: str) -> Place:
    """The place in a cursor. Refuses one that is none, or is of another order."""
    try:
        found = orjson.loads(b64decode(text, validate=True))
        place = orjson.loads(b64decode(found["v"], validate=True))
    except (BadBase64, ValueError, KeyError, TypeError) as error:
        raise wrong_page(f"{parameter} is not valid") from error
    if found.get("o") != order or not isinstance(place, list) or not place:
        raise wrong_page(f"{parameter} is not valid")
    return tuple(place)


def page_size(call: Call, largest: int = LARGEST_PAGE) -> int:
    text = call.params.text("page[size]")
    if text is None:
        return LARGEST_PAGE
    # ASSUMED: a size beyond the largest is refused, not cut.
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= largest:
        raise wrong_page("page[size] is not valid")
    return int(text)


def _cursor_page(call: Call, listing: Listing) -> tuple[list[Record], Record]:
    size = page_size(call)
    after, before = call.params.text("page[after]"), call.params.text("page[before]")
    if after and before:
        raise wrong_page("page[before] and page[after] cannot be used together")
    if before:
        rows, more = listing.before(read_cursor(before, listing.order, "page[before]"), size)
    else:
        place = read_cursor(after, listing.order, "page[after]") if after else None
        rows, more = listing.after(place, size)
    if not rows:
        return [], {"meta": _NO_ENDS, "links": {"prev": None, "next": None}}
    first, last = cursor_text(listing.order, rows[0][0]), cursor_text(listing.order, rows[-1][0])
    meta: Record = {"has_more": more, "after_cursor": last, "before_cursor": first}
    links = {
        "prev": _cursor_link(call, "before", first, size),
        "next": _cursor_link(call, "after", last, size),
    }
    return [record for _, record in rows], {"meta": meta, "links": links}


def _cursor_link(call: Call, way: str, cursor: str, size: int) -> str:
    query = [*call.params.others(), (f"page[{way}]", cursor), ("page[size]", str(size))]
    return f"{call.url(call.own_path)}?{urlencode(sorted(query))}"


# Offset mode -----------------------------------------------------------------------------------


def offset_of(call: Call) -> tuple[int, int]:
    """Page number and size; more than 100 a page is cut to 100."""
    # ASSUMED: a page below 1 is refused; per_page is cut to 1..100.
    page = _whole(call, "page", 1)
    if page < 1:
        raise wrong_page("page is not valid")
    return page, max(1, min(_whole(call, "per_page", LARGEST_PAGE), LARGEST_PAGE))


def _whole(call: Call, name: str, default: int) -> int:
    text = call.params.text(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise wrong_page(f"{name} is not valid")
    return int(text)


def _offset_page(call: Call, listing: Listing) -> tuple[list[Record], Record]:
    page, size = offset_of(call)
    if (page - 1) * size >= DEEPEST:
        raise _too_deep()
    offset = (page - 1) * size
    count = listing.count()
    records = listing.slice(offset, min(size, DEEPEST - offset))
    return records, offset_tail(call, page, count, offset + size < count)


def _too_deep() -> Refusal:
    detail = f"Results beyond {DEEPEST} records are not available"
    entry = {"code": "InvalidPaginationDepth", "title": "Invalid Pagination depth", "detail": detail}
    return Refusal(400, {"errors": [entry]})


def offset_tail(call: Call, page: int, count: int, more: bool) -> Record:
    """`next_page`, `previous_page`, `count`."""
    return {
        "next_page": _page_link(call, page + 1) if more else None,
        "previous_page": _page_link(call, page - 1) if page > 1 else None,
        "count": count,
    }


def _page_link(call: Call, page: int) -> str:
    query = [*call.params.others(), ("page", str(page))]
    if (size := call.params.text("per_page")) is not None:
        query.append(("per_page", size))
    return f"{call.url(call.own_path)}?{urlencode(query)}"
