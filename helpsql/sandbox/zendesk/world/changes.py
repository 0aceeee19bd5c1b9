"""Records in the order of their changes: exports and the account's audits read them so.

A seeded record's changes lie within a bounded time after its creation, so a walk from any moment
needs to look back only so far; what waits for its turn stands in a heap.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import DAY, HOUR, parse_stamp, stamp
from helpsql.sandbox.zendesk.world import people, plots
from helpsql.sandbox.zendesk.world.metrics import metric_events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from helpsql.sandbox.zendesk.world.records import Ticket
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]
Place = tuple[Any, ...]
Row = tuple[Place, Any]
"""Where it stands, `(epoch second, id)`, and the record."""

START: Place = (-1, -1)
LATEST_ROW = 10 * HOUR
"""How long after a ticket's last change there may be a row of it: a breach of its SLA."""


def _walk(
    seeded: range,
    born: Callable[[int], int],
    rows: Callable[[int], Iterable[Row]],
    written: Iterable[Row],
    place: Place,
) -> Iterator[Row]:
    """Rows behind a place. `born` is the moment before which a seeded record has no row."""
    heap: list[tuple[Place, int, Any]] = []
    count = 0
    for at, record in written:
        if at > place:
            heappush(heap, (at, count, record))
            count += 1
    for index in seeded:
        moment = born(index)
        while heap and heap[0][0][0] < moment:
            at, _, record = heappop(heap)
            yield at, record
        for at, record in rows(index):
            if at > place:
                heappush(heap, (at, count, record))
                count += 1
    while heap:
        at, _, record = heappop(heap)
        yield at, record


def _ticket_walk(world: World, place: Place, rows_of: Callable[[Ticket], Iterable[Row]]) -> Iterator[Row]:
    """Rows that hang on tickets. Written ones may have rows long after their creation: all are looked at."""
    timeline, tickets = world.timeline, world.tickets
    first = timeline.first_ticket_from(place[0] - plots.LONGEST)

    def rows(index: int) -> Iterable[Row]:
        number = tickets.id_of(index)
        if number in tickets.written or world.peek(index).updated < place[0] - LATEST_ROW:
            return ()
        ticket = tickets.get(number)
        return () if ticket is None else rows_of(ticket)

    written = (row for ticket in tickets.written.values() for row in rows_of(ticket))
    return _walk(range(first, timeline.tickets), timeline.time_of, rows, written, place)


def tickets_from(world: World, place: Place) -> Iterator[Row]:
    """Tickets by `generated_timestamp`, deleted ones included."""
    timeline, tickets = world.timeline, world.tickets

    def rows(index: int) -> Iterable[Row]:
        sketch = world.peek(index)
        if sketch.id in tickets.written or sketch.id in tickets.gone:
            return ()
        return (((sketch.generated, sketch.id), sketch.id),)

    written = [((t.generated, i), i) for i, t in tickets.written.items()]
    first = timeline.first_ticket_from(place[0] - plots.LONGEST)
    found = _walk(range(first, timeline.tickets), timeline.time_of, rows, written, place)
    return ((at, tickets.get(ticket_id)) for at, ticket_id in found)


def users_from(world: World, place: Place) -> Iterator[Row]:
    """Users by `updated_at`, deleted ones included."""
    shelf, timeline = world.users, world.timeline
    seeded = range(timeline.first_user_from(place[0] - people.LONGEST_UPDATE), timeline.users)
    return _record_walk(shelf, seeded, timeline.arrival_of, place)


def organizations_from(world: World, place: Place) -> Iterator[Row]:
    """Organizations by `updated_at`, then the deleted ones that are remembered."""
    shelf, timeline = world.organizations, world.timeline
    return _record_walk(
        shelf, range(timeline.organizations), timeline.organization_made, place, world.deleted_organizations
    )


def _record_walk(
    shelf: Any, seeded: range, born: Callable[[int], int], place: Place, more: Iterable[Record] = ()
) -> Iterator[Row]:
    def rows(index: int) -> Iterable[Row]:
        number = shelf.id_of(index)
        if number in shelf.written or number in shelf.gone:
            return ()
        return (_by_update(shelf.at(index)),)

    written = [_by_update(record) for record in [*shelf.written.values(), *more]]
    return _walk(seeded, born, rows, written, place)


def _by_update(record: Record) -> Row:
    return ((parse_stamp(record["updated_at"]) or 0, record["id"]), record)


def events_from(world: World, place: Place) -> Iterator[Row]:
    """Audits of all tickets, archived and deleted ones included: the ticket event stream."""
    return _ticket_walk(world, place, lambda ticket: _audit_rows(world, ticket))


def audits_from(world: World, place: Place | None) -> Iterator[Row]:
    """Audits of the tickets that are neither archived nor deleted."""

    def rows(ticket: Ticket) -> Iterable[Row]:
        return () if ticket.archived or ticket.deleted else _audit_rows(world, ticket)

    return _ticket_walk(world, place or START, rows)


def audits_until(world: World, place: Place | None) -> Iterator[Row]:
    """The same, newest first: those before a place."""
    end: Place = place or (1 << 40, 0)
    top = min(end[0], world.latest)
    oldest = world.timeline.time_of(0)
    while top >= oldest:
        bottom = top - 7 * DAY
        found = []
        for at, audit in audits_from(world, (bottom, -1)):
            if at[0] > top:
                break
            if at[0] > bottom and at < end:
                found.append((at, audit))
        yield from reversed(found)
        top = bottom


def _audit_rows(world: World, ticket: Ticket) -> list[Row]:
    return [((parse_stamp(a["created_at"]) or 0, a["id"]), a) for a in world.audits(ticket)]


def metric_events_from(world: World, place: Place) -> Iterator[Row]:
    def rows(ticket: Ticket) -> list[Row]:
        found = metric_events(ticket, world.audits(ticket), stamp)
        return [((parse_stamp(e["time"]) or 0, e["id"]), e) for e in found]

    return _ticket_walk(world, place, rows)
