"""Ticket metrics and metric events, read off the audits of a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import DAY, parse_stamp
from helpsql.sandbox.zendesk.ids import METRIC_EVENTS, METRICS
from helpsql.sandbox.zendesk.world.account import sla_policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

_OPENING, _CLOSING = 9 * 60, 17 * 60
_MINUTES_A_DAY = _CLOSING - _OPENING


def business_minutes(start: int, end: int) -> int:
    """Minutes of Monday to Friday, 9 to 17, between two moments (the first schedule, without holidays)."""
    return max(0, _business_before(end) - _business_before(start))


def _business_before(moment: int) -> int:
    day, second = divmod(moment, DAY)
    weeks, weekday = divmod(day + 3, 7)
    today = min(max(second // 60 - _OPENING, 0), _MINUTES_A_DAY) if weekday < 5 else 0
    return (weeks * 5 + min(weekday, 5)) * _MINUTES_A_DAY + today


def _span(start: int | None, end: int | None) -> Record:
    if start is None or end is None:
        return {"calendar": None, "business": None}
    return {"calendar": (end - start) // 60, "business": business_minutes(start, end)}


def _sum(spans: list[tuple[int, int]]) -> Record:
    found = [_span(*span) for span in spans]
    return {unit: sum(f[unit] for f in found) for unit in ("calendar", "business")}


class _Course:
    """One walk over the audits: who answered when, how long each status lasted."""

    def __init__(self, ticket: Ticket, audits: list[Record]) -> None:
        requester = ticket.record["requester_id"]
        self.replies: list[int] = []
        self.comments: list[int] = []
        self.solves: list[int] = []
        self.changes: dict[str, list[int]] = {}
        self.spans: dict[str, list[tuple[int, int]]] = {}
        self.created = parse_stamp(ticket.record["created_at"]) or 0
        status, since = "new", self.created
        for number, audit in enumerate(audits):
            at = parse_stamp(audit["created_at"]) or 0
            for event in audit["events"]:
                if event["type"] == "Comment":
                    self.comments.append(at)
                    if number and event["public"] and event["author_id"] != requester:
                        self.replies.append(at)
                elif event["type"] in ("Change", "Create") and event.get("value") is not None:
                    self.changes.setdefault(event["field_name"], []).append(at)
                    if event["field_name"] == "status":
                        self.spans.setdefault(status, []).append((since, at))
                        status, since = event["value"], at
                        if status == "solved":
                            self.solves.append(at)
        self.status, self.since = status, since

    def last(self, name: str) -> int | None:
        return self.changes[name][-1] if name in self.changes else None

    def first(self, name: str) -> int | None:
        return self.changes[name][0] if name in self.changes else None

    def spent(self, *statuses: str) -> list[tuple[int, int]]:
        return [span for status in statuses for span in self.spans.get(status, [])]


def metric_id(ticket: Ticket) -> int:
    return METRICS.of(ticket.index if ticket.index is not None else 10_000_000 + ticket.id)


def metric_set(ticket: Ticket, audits: list[Record], stamp: Any) -> Record:
    """The ticket's metrics. `stamp` writes a time; what never happened is left out, as for 2024 accounts."""
    course = _Course(ticket, audits)
    solved = course.solves[-1] if course.status in ("solved", "closed") and course.solves else None
    times = {
        "assignee_updated_at": course.last("assignee_id"),
        "requester_updated_at": course.last("requester_id"),
        "status_updated_at": course.last("status"),
        "initially_assigned_at": course.first("assignee_id"),
        "assigned_at": course.last("assignee_id"),
        "solved_at": solved,
        "latest_comment_added_at": course.comments[-1] if course.comments else None,
    }
    created = course.created
    first_solve = course.solves[0] if course.solves else None
    return {
        "id": metric_id(ticket),
        "ticket_id": ticket.id,
        "created_at": ticket.record["created_at"],
        "updated_at": ticket.record["updated_at"],
        "group_stations": len(course.changes.get("group_id", [])),
        "assignee_stations": len(course.changes.get("assignee_id", [])),
        "reopens": max(0, len(course.solves) - 1),
        "replies": len(course.replies),
        **{name: stamp(at) for name, at in times.items() if at is not None},
        "reply_time_in_minutes": _span(created, course.replies[0] if course.replies else None),
        "first_resolution_time_in_minutes": _span(created, first_solve),
        "full_resolution_time_in_minutes": _span(created, solved),
        "agent_wait_time_in_minutes": _sum(course.spent("pending")) if solved else _span(None, None),
        "requester_wait_time_in_minutes": _sum(course.spent("new", "open", "hold"))
        if solved
        else _span(None, None),
        "on_hold_time_in_minutes": _sum(course.spent("hold")),
        **(
            {"custom_status_updated_at": stamp(course.last("custom_status_id"))}
            if course.last("custom_status_id")
            else {}
        ),
    }


_MEASURED = (
    "agent_work_time",
    "pausable_update_time",
    "periodic_update_time",
    "reply_time",
    "requester_wait_time",
)
_RUNNING = ("new", "open", "hold")


def metric_events(ticket: Ticket, audits: list[Record], stamp: Any) -> list[Record]:
    """The ticket's metric events in the order of time."""
    course = _Course(ticket, audits)
    number = (ticket.index if ticket.index is not None else 10_000_000 + ticket.id) * 64
    events = sorted(_events(ticket, course), key=lambda e: e[0])[:63]
    return [
        {"id": METRIC_EVENTS.of(number + n), "ticket_id": ticket.id, **event, "time": stamp(at)}
        for n, (at, event) in enumerate(events)
    ]


def _events(ticket: Ticket, course: _Course) -> Iterator[tuple[int, Record]]:
    created = course.created
    for metric in _MEASURED:
        yield created, {"metric": metric, "instance_id": 0, "type": "measure"}
    for metric in ("reply_time", "requester_wait_time", "agent_work_time", "resolution_time"):
        yield created, {"metric": metric, "instance_id": 1, "type": "activate"}
    yield from _promise(ticket, course)
    if course.replies:
        at = course.replies[0]
        status = _span(created, at)
        yield at, {"metric": "reply_time", "instance_id": 1, "type": "fulfill"}
        yield at, {"metric": "reply_time", "instance_id": 1, "type": "update_status", "status": status}
    for start, end in course.spent("pending"):
        yield start, {"metric": "requester_wait_time", "instance_id": 1, "type": "pause"}
        if course.solves and end < course.solves[-1]:
            yield end, {"metric": "requester_wait_time", "instance_id": 1, "type": "activate"}
    if course.solves:
        at = course.solves[-1]
        for metric, status in (
            ("requester_wait_time", _sum(course.spent(*_RUNNING))),
            ("agent_work_time", _sum(course.spent("new", "open"))),
            ("resolution_time", _span(created, at)),
        ):
            yield at, {"metric": metric, "instance_id": 1, "type": "fulfill"}
            yield at, {"metric": metric, "instance_id": 1, "type": "update_status", "status": status}


_POLICIES = {policy["policy_metrics"][0]["priority"]: policy for policy in sla_policies()}


def _promise(ticket: Ticket, course: _Course) -> Iterator[tuple[int, Record]]:
    """The SLA of the ticket's priority, and its breach."""
    policy = _POLICIES.get(ticket.record["priority"])
    if policy is None:
        return
    metric = policy["policy_metrics"][0]
    named = {name: policy[name] for name in ("id", "title", "description")}
    sla = {
        "target": metric["target"],
        "target_in_seconds": metric["target_in_seconds"],
        "business_hours": metric["business_hours"],
        "policy": named,
    }
    at = course.created
    yield at, {"metric": "reply_time", "instance_id": 1, "type": "apply_sla", "sla": sla}
    due = at + metric["target_in_seconds"]
    if not course.replies or course.replies[0] > due:
        cancelled = bool(course.replies) and course.replies[0] < due + 600
        breach: Record = {"metric": "reply_time", "instance_id": 1, "type": "breach"}
        yield due, breach | ({"deleted": True} if cancelled else {})
