"""Incremental exports of tickets, users, organizations, ticket events, metric events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from helpsql.sandbox.zendesk import render, sideloads
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import json_response, missing
from helpsql.sandbox.zendesk.pages import cursor_text, is_cursor, page_size, read_cursor
from helpsql.sandbox.zendesk.streams import by_cursor, by_time, keep_stream, open_stream, start_time
from helpsql.sandbox.zendesk.world import changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.changes import Row

Record = dict[str, Any]

SAMPLE = 50
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
    place = read_cursor(text, order, "page[after]") if text else (start_time(call), -1)
    stream = open_stream(call, "ticket_metric_events", changes.metric_events_from, place)
    rows: list[Row] = []
    while len(rows) < size and stream.peek() is not None:
        rows.append(stream.take())
    last = rows[-1][0] if rows else place
    more = stream.peek() is not None
    keep_stream(call, "ticket_metric_events", last, stream.rest())
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
        start = start_time(call)
        rows: list[Row] = []
        stream = open_stream(call, f"{name} sample", source, (start, -1))
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
