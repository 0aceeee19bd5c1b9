"""What hangs on a ticket: comments, audits, metrics; and the account's list of each."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render, sideloads
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import json_response, not_found
from helpsql.sandbox.zendesk.ids import METRICS
from helpsql.sandbox.zendesk.ids import ticket_id as seeded_id
from helpsql.sandbox.zendesk.listing import ById, Sorted
from helpsql.sandbox.zendesk.pages import is_cursor, list_response, offset_sort_of, sort_of, whole_response
from helpsql.sandbox.zendesk.world.changes import audits_from, audits_until

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]


# Comments --------------------------------------------------------------------------------------


def comments(call: Call, ticket_id: int) -> Response:
    found = call.world.comments(call.ticket(ticket_id))
    listing = _by_time(call, found)
    extra = sideloads.beside_by(call, users="author_id")
    return list_response(call, "comments", listing, lambda c: render.comment(call, c), extra)


def _by_time(call: Call, records: list[Record]) -> Sorted:
    if is_cursor(call):
        _, down = sort_of(call, ("created_at",), "created_at")
    else:
        down = call.params.text("sort_order") == "desc" or call.params.text("sort") == "-created_at"
    sign = "-" if down else ""
    by_id = {r["id"]: r for r in records}
    return Sorted(f"{sign}created_at,{sign}id", ((r["created_at"], r["id"]) for r in records), by_id.get)


def count_comments(call: Call, ticket_id: int) -> Response:
    found = call.world.comments(call.ticket(ticket_id))
    return count_response(call, ("comments", ticket_id), len(found), lambda: len(found))


# Audits of a ticket ----------------------------------------------------------------------------


def audits(call: Call, ticket_id: int) -> Response:
    ticket = call.ticket(ticket_id)
    found = call.world.audits(ticket)
    kinds = set(call.params.texts("filter_events"))
    if kinds:
        found = [a for a in found if any(e["type"] in kinds for e in a["events"])]
    if ticket.archived:  # one page, however long
        shown = [render.audit(call, a) for a in found]
        return whole_response(call, "audits", shown, sideloads.audit_beside(call, found))
    listing = _by_time(call, found)
    return list_response(
        call,
        "audits",
        listing,
        lambda a: render.audit(call, a),
        lambda rows: sideloads.audit_beside(call, rows),
    )


def audit(call: Call, ticket_id: int, audit_id: int) -> Response:
    found = next((a for a in call.world.audits(call.ticket(ticket_id)) if a["id"] == audit_id), None)
    if found is None:
        raise not_found()
    return json_response({"audit": render.audit(call, found), **sideloads.audit_beside(call, [found])})


def count_audits(call: Call, ticket_id: int) -> Response:
    found = call.world.audits(call.ticket(ticket_id))
    return count_response(call, ("audits", ticket_id), len(found), lambda: len(found))


# Audits of the account -------------------------------------------------------------------------


class _AllAudits:
    """The account's audits by time and id, read from the stories as far as a page needs."""

    order = "created_at,id"

    def __init__(self, call: Call) -> None:
        self._world = call.world

    def count(self) -> int:
        found: int = self._world.kept_list("audit count", lambda: sum(1 for _ in self._from(None)))
        return found

    def slice(self, offset: int, size: int) -> list[Record]:
        return [record for _, record in islice(self._from(None), offset, offset + size)]

    def after(self, place: tuple[Any, ...] | None, size: int) -> tuple[list[Any], bool]:
        found = list(islice(self._from(place), size + 1))
        return found[:size], len(found) > size

    def before(self, place: tuple[Any, ...], size: int) -> tuple[list[Any], bool]:
        found = list(islice(audits_until(self._world, place), size + 1))
        return found[:size][::-1], len(found) > size

    def _from(self, place: tuple[Any, ...] | None) -> Iterable[tuple[Any, Record]]:
        return audits_from(self._world, place)


def all_audits(call: Call) -> Response:
    """Cursor pages with `page[size]`; without, the older scheme, newest first."""
    if is_cursor(call):
        extra = sideloads.audit_beside
        return list_response(
            call, "audits", _AllAudits(call), lambda a: render.audit(call, a), lambda rows: extra(call, rows)
        )
    return _old_audits(call)


def _old_audits(call: Call) -> Response:
    from helpsql.sandbox.zendesk.streams import cursor_of, read_place

    size = min(call.params.whole("limit") or 1000, 1000)
    text = call.params.text("cursor")
    way, place = read_place(text) if text else ("before", None)
    source = audits_from(call.world, place) if way == "after" else audits_until(call.world, place)
    rows = list(islice(source, size + 1))
    more, rows = len(rows) > size, rows[:size]
    newest_first = rows if way == "before" else rows[::-1]
    shown = [render.audit(call, a) for _, a in newest_first]
    ends = {"after": newest_first[0][0] if rows else None, "before": newest_first[-1][0] if rows else None}
    if way == "before" and not more:
        ends["before"] = None
    if (way == "after" and not more) or (way == "before" and text is None):
        ends["after"] = ends["after"] if rows else None
    body: Record = {"audits": shown, **sideloads.audit_beside(call, [a for _, a in newest_first])}
    for name in ("before", "after"):
        end = ends[name]
        cursor = None if end is None else cursor_of(name, end)
        body[f"{name}_url"] = (
            None if cursor is None else f"{call.url('ticket_audits')}?cursor={cursor}&limit={size}"
        )
        body[f"{name}_cursor"] = cursor
    return json_response(body)


# Metrics ---------------------------------------------------------------------------------------


def metrics_of(call: Call, ticket_id: int) -> Response:
    return json_response({"ticket_metric": sideloads.metric_set(call, call.ticket(ticket_id))})


def metric(call: Call, metric_id: int) -> Response:
    index = METRICS.index(metric_id)
    number = seeded_id(index) if 0 <= index < call.world.timeline.tickets else index - 10_000_000
    return json_response({"ticket_metric": sideloads.metric_set(call, call.ticket(number))})


def all_metrics(call: Call) -> Response:
    """Newest first, without archived tickets."""
    world = call.world
    shelf = world.tickets

    def load(number: int) -> Record | None:
        sketch = world.sketch(number)
        found: Ticket | None = None if sketch is None or sketch.archived else world.ticket(number)
        return None if found is None else sideloads.metric_set(call, found)

    top = 1 << 62
    listing = ById(
        lambda: reversed([s.id for s in world.sketches() if not s.archived]),
        lambda i: shelf.ids_before(i or top),
        shelf.ids_after,
        load,
        lambda make: world.kept_list("metrics", make),
        "-id",
    )
    return list_response(
        call, "ticket_metrics", listing, lambda m: m, sideloads.beside_by(call, tickets="ticket_id")
    )


# Satisfaction ratings --------------------------------------------------------------------------


def ratings(call: Call) -> Response:
    column = "created_at"
    if is_cursor(call):
        _, down = sort_of(call, (column,), column)
    else:
        _, down = offset_sort_of(call, (column,), column)
    rows = _ratings(call)
    sign = "-" if down else ""
    places = ((r["created_at"], r["id"]) for r in rows)
    listing = Sorted(f"{sign}created_at,{sign}id", places, call.world.ratings.get)
    extra = sideloads.beside_by(call, users="requester_id", tickets="ticket_id")
    return list_response(
        call, "satisfaction_ratings", listing, render.with_url(call, "satisfaction_ratings"), extra
    )


def _ratings(call: Call) -> list[Record]:
    world = call.world
    all_: list[Record] = world.kept_list(
        "ratings", lambda: [r for i in world.ratings.ids() if (r := world.ratings.get(i)) is not None]
    )
    start, end = call.params.whole("start_time"), call.params.whole("end_time")
    score = call.params.text("score")
    if call.own_path.endswith("/received"):
        score = score or "received"
    from helpsql.sandbox.times import stamp

    low, high = stamp(start or 0), stamp(end) if end is not None else "9999"
    return [r for r in all_ if low <= r["created_at"] <= high and _scored(r, score)]


def _scored(rating: Record, score: str | None) -> bool:
    """`score` words tell comments apart, which the row's own score does not."""
    if score is None:
        return True
    for suffix, wanted in (("_with_comment", True), ("_without_comment", False)):
        if score.endswith(suffix):
            return bool(rating["comment"]) is wanted and _scored(rating, score.removesuffix(suffix))
    if score == "received":
        return rating["score"] in ("good", "bad")
    found: bool = rating["score"] == score
    return found


def rating(call: Call, rating_id: int) -> Response:
    found = call.world.ratings.get(rating_id)
    if found is None:
        raise not_found()
    return json_response({"satisfaction_rating": render.with_url(call, "satisfaction_ratings")(found)})


def count_ratings(call: Call) -> Response:
    rows = _ratings(call)
    return count_response(call, "ratings", len(rows), lambda: len(rows))


_RATING = "score start_time end_time"
ENDPOINTS = [
    Endpoint("GET", "/tickets/<int:ticket_id>/comments", comments, "include_inline_images"),
    Endpoint("GET", "/tickets/<int:ticket_id>/comments/count", count_comments),
    Endpoint("GET", "/tickets/<int:ticket_id>/audits", audits, "filter_events"),
    Endpoint("GET", "/tickets/<int:ticket_id>/audits/count", count_audits),
    Endpoint("GET", "/tickets/<int:ticket_id>/audits/<int:audit_id>", audit),
    Endpoint("GET", "/ticket_audits", all_audits, role=ADMIN),
    Endpoint("GET", "/tickets/<int:ticket_id>/metrics", metrics_of),
    Endpoint("GET", "/ticket_metrics", all_metrics),
    Endpoint("GET", "/ticket_metrics/<int:metric_id>", metric),
    Endpoint("GET", "/satisfaction_ratings", ratings, _RATING, role=ADMIN),
    Endpoint("GET", "/satisfaction_ratings/received", ratings, _RATING, role=ADMIN),
    Endpoint("GET", "/satisfaction_ratings/count", count_ratings, _RATING, role=ADMIN),
    Endpoint("GET", "/satisfaction_ratings/<int:rating_id>", rating, role=ADMIN),
]
