"""Lists as HAL pages: how many there are, the links around, the rows within."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from helpsql.sandbox.desk_com.errors import Refusal, json_response

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record

LARGEST, LARGEST_OF_STAFF = 100, 1000
DEFAULT, DEFAULT_OF_SEARCH = 50, 30
LAST_PAGE = 500
"""The last page that is served of cases and of the searches (DOC)."""


def list_response(
    call: Call,
    keys: Sequence[Any],
    show: Callable[[Any], Record],
    *,
    largest: int = LARGEST,
    default: int = DEFAULT,
    capped: bool = False,
    self_path: str | None = None,
) -> Response:
    """One page; `show` makes the row of a key.

    `self_path` is what `self`, `first` and `last` name instead of the path that was asked (TAPE of
    a search, whose links to itself led to the collection).
    """
    page, size = _page(call), _size(call, largest, default)
    if capped and page > LAST_PAGE:
        # ASSUMED: status and text; the limit itself is documented.
        raise Refusal(400, f"Page {page} is out of range: only the first {LAST_PAGE} pages can be read")
    total = len(keys)
    rows = [show(key) for key in keys[(page - 1) * size : page * size]]
    body = _head(call, page, total)
    body["_links"] = _links(call, page, size, total, self_path)
    body["_embedded"] = {"entries": rows}
    return json_response(body)


def _head(call: Call, page: int, total: int) -> Record:
    if call.age < 2014:
        return {"total_entries": total}
    return {"page": page, "total_entries": total} if call.newer else {"total_entries": total, "page": page}


def _page(call: Call) -> int:
    """ASSUMED: a page that is no number above 0 is the first."""
    found = call.text("page") or "1"
    return max(1, int(found)) if found.isdecimal() and len(found) < 10 else 1


def _size(call: Call, largest: int, default: int) -> int:
    """ASSUMED: a size above the largest is cut to it; one that is no number above 0 is the default."""
    found = call.text("per_page") or ""
    if not found.isdecimal() or len(found) > 9 or int(found) < 1:
        return default
    return min(int(found), largest)


def _links(call: Call, page: int, size: int, total: int, self_path: str | None) -> Record:
    """`next` goes on past the last page that is served (ASSUMED): who follows it meets the refusal."""
    last = max(1, -(-total // size))
    others = [(n, v) for n, v in call.request.args.items(multi=True) if n not in ("page", "per_page")]
    query = "".join(f"{quote_plus(n)}={quote_plus(v)}&" for n, v in others)

    def to(number: int, path: str | None = None) -> Record | None:
        text = f"{path}?" if path else f"{call.path}?{query}"
        return call.link(f"{text}page={number}&per_page={size}", "page")

    found = {"self": to(page, self_path), "first": to(1, self_path), "last": to(last, self_path)}
    after = to(page + 1) if page < last else None
    before = to(page - 1) if page > 1 else None
    if call.newer:
        return {**found, "next": after, "previous": before}
    return {**found, "previous": before, "next": after}
