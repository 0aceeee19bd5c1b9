"""Incremental exports: by cursor and by time, each with its own end and its own repetitions."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from helpsql.sandbox.zendesk import render, sideloads
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import json_response, missing, named, titled
from helpsql.sandbox.zendesk.pages import cursor_text, is_cursor, page_size, read_cursor
from helpsql.sandbox.zendesk.world import changes

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
SAMPLE = 50
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


def _open(call: Call, name: str, source: Callable[[World, Place], Iterator[Row]], place: Place) -> Stream:
    """The stream behind a place: the one that stopped there, or a new one."""
    rows = call.world.streams.take((name, place))
    return Stream(source(call.world, place) if rows is None else rows, call.now - TOO_RECENT)


def _keep(call: Call, name: str, place: Place, rows: Iterator[Row]) -> None:
    call.world.streams.put((name, place), rows)


# Parameters ------------------------------------------------------------------------------------


def _start_time(call: Call) -> int:
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
    place = read_place(text)[1] if text else (_start_time(call), -1)
    stream, size = _open(call, name, source, place), _per_page(call)
    rows: list[Any] = []
    dropped = call.params.flag("exclude_deleted") is True
    while len(rows) < size and stream.peek() is not None:
        place, row = stream.take()
        if not (dropped and getattr(row, "deleted", False)):
            rows.append(row)
    ended = stream.peek() is None
    _keep(call, name, place, stream.rest())
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
    start = _start_time(call)
    size = _per_page(call)
    stream = _open(call, name, source, (start, -1))
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
    _keep(call, name, (end, -1), chain(again, stream.rest()))
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


# Endpoints -------------------------------------------------------------------------------------


def _tickets(call: Call) -> tuple[str, Any, Callable[[Any], Record], Callable[[list[Any]], Record]]:
    def row(ticket: Any) -> Record:
        return sideloads.ticket_inside(call, ticket, render.export_ticket(call, ticket))

    asked = call.includes - {"last_audits"}
    return "tickets", changes.tickets_from, row, lambda rows: sideloads.ticket_beside(call, rows, asked)


def tickets_by_cursor(call: Call) -> Response:
    return by_cursor(call, *_tickets(call))


def tickets_by_time(call: Call) -> Response:
    return by_time(call, *_tickets(call))


def _users(call: Call) -> tuple[str, Any, Callable[[Any], Record], Callable[[list[Any]], Record]]:
    return (
        "users",
        changes.users_from,
        lambda u: render.user(call, u),
        lambda rows: sideloads.user_beside(call, rows),
    )


def users_by_cursor(call: Call) -> Response:
    return by_cursor(call, *_users(call))


def users_by_time(call: Call) -> Response:
    return by_time(call, *_users(call))


def organizations(call: Call) -> Response:
    row = render.with_url(call, "organizations")
    return by_time(call, "organizations", changes.organizations_from, row, lambda _: {})


def ticket_events(call: Call) -> Response:
    with_comments = "comment_events" in call.includes
    return by_time(
        call,
        "ticket_events",
        changes.events_from,
        lambda a: ticket_event(call, a, with_comments),
        lambda _: {},
    )


def ticket_event(call: Call, audit: Record, with_comments: bool) -> Record:
    """An audit as the event stream shows it."""
    channel = audit["via"]["channel"]
    at = _epoch(audit["created_at"])
    children = []
    for event in audit["events"]:
        child: Record = {"id": event["id"], "via": channel, "via_reference_id": None}
        if event["type"] == "Comment":
            child |= {"event_type": "Comment", "type": "Comment", "comment_public": event["public"]}
            child["comment_present"] = True
            if with_comments:
                shown = render.comment(call, event)
                child |= {k: v for k, v in shown.items() if k != "id"}
                child |= {"created_at": audit["created_at"], "metadata": audit["metadata"]}
        elif event["type"] in ("Change", "Create"):
            child |= {"event_type": event["type"], event["field_name"]: event["value"]}
            if "previous_value" in event:
                child["previous_value"] = event["previous_value"]
        else:
            child |= {
                "event_type": event["type"],
                **{k: event[k] for k in ("subject", "recipients") if k in event},
            }
        children.append(child)
    return {
        "id": audit["id"],
        "ticket_id": audit["ticket_id"],
        "created_at": audit["created_at"],
        "timestamp": at,
        "updater_id": audit["author_id"],
        "via": channel.replace("_", " ").capitalize(),
        "event_type": "Audit",
        "system": audit["metadata"]["system"],
        "metadata": audit["metadata"],
        "child_events": children,
    }


def _epoch(text: str) -> int:
    from helpsql.sandbox.times import parse_stamp

    return parse_stamp(text) or 0


def metric_events(call: Call) -> Response:
    if not is_cursor(call):
        return by_time(call, "ticket_metric_events", changes.metric_events_from, lambda e: e, lambda _: {})
    size = page_size(call)
    text = call.params.text("page[after]")
    order = "time,id"
    place = read_cursor(text, order, "page[after]") if text else (_start_time(call), -1)
    stream = _open(call, "ticket_metric_events", changes.metric_events_from, place)
    rows: list[Row] = []
    while len(rows) < size and stream.peek() is not None:
        rows.append(stream.take())
    last = rows[-1][0] if rows else place
    more = stream.peek() is not None
    _keep(call, "ticket_metric_events", last, stream.rest())
    ends = (
        {"after_cursor": cursor_text(order, rows[-1][0]), "before_cursor": cursor_text(order, rows[0][0])}
        if rows
        else {}
    )
    meta = {"has_more": more, "after_cursor": None, "before_cursor": None, **ends}
    query = [*call.params.others(), ("page[after]", meta["after_cursor"]), ("page[size]", str(size))]
    link = f"{call.url(call.own_path)}?{urlencode(sorted(query))}" if rows else None
    shown = [row[1] for row in rows]
    if call.params.flag("exclude_deleted"):
        shown = [event for event in shown if not event.get("deleted")]
    return json_response({"ticket_metric_events": shown, "meta": meta, "links": {"prev": None, "next": link}})


def _sample(source: Any, name: str, render_row: Callable[[Call, Any], Record]) -> Callable[[Call], Response]:
    def answer(call: Call) -> Response:
        start = _start_time(call)
        rows: list[Row] = []
        stream = _open(call, f"{name} sample", source, (start, -1))
        while len(rows) < SAMPLE and stream.peek() is not None:
            rows.append(stream.take())
        end = rows[-1][0][0] if rows else start
        body = {
            name: [render_row(call, r[1]) for r in rows],
            "count": len(rows),
            "end_time": end,
            "next_page": None,
        }
        return json_response(body)

    return answer


def _export(path: str, handler: Callable[..., Response], limits: str = "incremental-exports") -> Endpoint:
    params = "start_time exclude_deleted include_changes support_type_scope"
    return Endpoint("GET", f"/incremental/{path}", handler, params, role=ADMIN, limits=limits)


def _nothing(name: str) -> Callable[[Call], Response]:
    """Skill-based routing is not used in this account."""

    def answer(call: Call) -> Response:
        if "start_time" not in call.params and "cursor" not in call.params:
            raise missing("start_time")
        body = {
            "count": 0,
            "end_time": call.now,
            "next_page": None,
            "end_of_stream": True,
            "after_cursor": None,
        }
        return json_response({name: [], **body})

    return answer


_SAMPLES = "incremental-exports-sample"
ENDPOINTS = [
    _export("tickets", tickets_by_time),
    _export("tickets/cursor", tickets_by_cursor),
    _export("users", users_by_time),
    _export("users/cursor", users_by_cursor),
    _export("organizations", organizations),
    _export("ticket_events", ticket_events),
    _export("ticket_metric_events", metric_events),
    _export("tickets/sample", _sample(changes.tickets_from, "tickets", render.export_ticket), _SAMPLES),
    _export("users/sample", _sample(changes.users_from, "users", render.user), _SAMPLES),
    _export(
        "organizations/sample",
        _sample(
            changes.organizations_from, "organizations", lambda c, o: render.with_url(c, "organizations")(o)
        ),
        _SAMPLES,
    ),
    _export(
        "ticket_events/sample",
        _sample(changes.events_from, "ticket_events", lambda c, a: ticket_event(c, a, False)),
        _SAMPLES,
    ),
    *(
        _export(f"routing/{name}", _nothing(name))
        for name in ("attributes", "attribute_values", "instance_values")
    ),
]
