"""The two modes of incremental exports: by cursor and by time, each with its own end and repetitions."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from helpsql.sandbox.zendesk.errors import json_response, named, titled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.changes import Place, Row
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]
Source = "Callable[[World, Place], Iterator[Row]]"

TOO_RECENT = 60
"""Seconds: what changed later is not delivered, and no export begins later."""
LARGEST_PAGE = 1000
# singer-io/tap-zendesk checks its access with a start_time of now (metric events), with
# `1793232000.0` and even with an ISO stamp (organizations), and works at the vendor.
_SECONDS = re.compile(r"-?\d{1,15}")
_ANY_TIME = "ticket_metric_events"


class Stream:
    """Rows behind a place, with a look at the next one; kept from page to page."""

    def __init__(self, rows: Iterator[Row], until: int) -> None:
        self._rows = rows
        self._until = until
        self._next: Row | None = next(rows, None)

    def peek(self) -> Row | None:
        """The next row, if it is old enough."""
        return self._next if self._next is not None and self._next[0][0] <= self._until else None

    def take(self) -> Row:
        found = self._next
        assert found is not None
        self._next = next(self._rows, None)
        return found

    def rest(self) -> Iterator[Row]:
        return chain([] if self._next is None else [self._next], self._rows)


def open_stream(
    call: Call, name: str, source: Callable[[World, Place], Iterator[Row]], place: Place
) -> Stream:
    """The stream behind a place: the one that stopped there, or a new one."""
    rows = call.world.streams.take((name, place))
    return Stream(source(call.world, place) if rows is None else rows, call.now - TOO_RECENT)


def keep_stream(call: Call, name: str, place: Place, rows: Iterator[Row]) -> None:
    call.world.streams.put((name, place), rows)


# Parameters ------------------------------------------------------------------------------------


def start_time(call: Call) -> int:
    """Epoch seconds: the leading digits of the parameter."""
    found = _SECONDS.match(call.params.required("start_time"))
    if found is None:
        # ASSUMED: the answer to a start_time that does not begin with a number.
        raise titled(400, "Invalid attribute", "start_time must be an integer")
    start = int(found[0])
    if start < 0:
        raise named(422, "InvalidValue", "Invalid start_time. Use a start_time that is not negative")
    if start > call.now - TOO_RECENT and not call.own_path.endswith(_ANY_TIME):
        text = "Too recent start_time. Use a start_time older than 1 minute"
        raise named(422, "InvalidValue", text)
    return start


def _per_page(call: Call) -> int:
    return max(1, min(call.params.whole("per_page") or LARGEST_PAGE, LARGEST_PAGE))


def cursor_of(way: str, place: Place) -> str:
    """The text of a cursor of the older kinds: `1695052663.0||29|`."""
    mark = "" if way == "after" else "^"
    return b64encode(f"{place[0]}.0||{place[1]}|{mark}".encode()).decode()


def read_place(text: str) -> tuple[str, Place]:
    try:
        first, _, number, mark = b64decode(text, validate=True).decode().split("|")
        return ("before" if mark else "after"), (int(first.partition(".")[0]), int(number))
    except (BadBase64, ValueError, UnicodeDecodeError) as error:
        # ASSUMED: the answer to a broken cursor.
        raise named(400, "InvalidCursor", "The cursor is invalid") from error


# The two modes ---------------------------------------------------------------------------------


def by_cursor(
    call: Call,
    name: str,
    source: Any,
    render_row: Callable[[Any], Record],
    extra: Callable[[list[Any]], Record],
) -> Response:
    text = call.params.text("cursor")
    place = read_place(text)[1] if text else (start_time(call), -1)
    stream, size = open_stream(call, name, source, place), _per_page(call)
    rows: list[Any] = []
    dropped = call.params.flag("exclude_deleted") is True
    while len(rows) < size and stream.peek() is not None:
        place, row = stream.take()
        if not (dropped and getattr(row, "deleted", False)):
            rows.append(row)
    ended = stream.peek() is None
    keep_stream(call, name, place, stream.rest())
    cursor = cursor_of("after", place) if rows or text else None
    # ASSUMED: an export without a row has no cursor, unless it was asked with one.
    query = [(k, v) for k, v in call.params.others() if k not in ("cursor", "start_time")]
    if "per_page" in call.params:
        query.append(("per_page", str(size)))
    link = f"{call.url(call.own_path)}?{urlencode([('cursor', cursor or ''), *query])}"
    body = {name: [render_row(r) for r in rows], **extra(rows)}
    body |= {"after_url": link if cursor else None, "before_url": None}
    return json_response(body | {"after_cursor": cursor, "before_cursor": None, "end_of_stream": ended})


def by_time(
    call: Call,
    name: str,
    source: Any,
    render_row: Callable[[Any], Record],
    extra: Callable[[list[Any]], Record],
) -> Response:
    start = start_time(call)
    size = _per_page(call)
    stream = open_stream(call, name, source, (start, -1))
    rows: list[Row] = []
    dropped = call.params.flag("exclude_deleted") is True
    while (following := stream.peek()) is not None:
        if len(rows) >= size and not (rows[0][0][0] == rows[-1][0][0] == following[0][0]):
            break
        row = stream.take()
        if not (dropped and getattr(row[1], "deleted", False)):
            rows.append(row)
    ended = stream.peek() is None
    end = _end_time(rows, start, ended)
    again = [row for row in rows if row[0][0] == end]
    keep_stream(call, name, (end, -1), chain(again, stream.rest()))
    query = [(k, v) for k, v in call.params.others() if k != "start_time"]
    if "per_page" in call.params:
        query.append(("per_page", str(size)))
    link = f"{call.url(call.own_path)}?{urlencode(sorted([*query, ('start_time', str(end))]))}"
    records = [row[1] for row in rows]
    body = {name: [render_row(r) for r in records], **extra(records)}
    return json_response(
        body | {"count": len(rows), "end_of_stream": ended, "end_time": end, "next_page": link}
    )


def _end_time(rows: list[Row], start: int, ended: bool) -> int:
    """The last row's second, or the one after it when the whole page is of one second."""
    if not rows:
        return start
    first, last = rows[0][0][0], rows[-1][0][0]
    end: int = last + 1 if first == last and not ended else last
    return end
