"""The user reports. A team's id stands for all its members."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from helpsql.sandbox.helpscout.hal import resource
from helpsql.sandbox.helpscout.render import photo_of
from helpsql.sandbox.helpscout.reports.ask import Period, read_ask
from helpsql.sandbox.helpscout.reports.happiness import page_of_rows, score
from helpsql.sandbox.helpscout.reports.measures import Measures, mean, values
from helpsql.sandbox.helpscout.reports.rows import customer_name, user_name
from helpsql.sandbox.helpscout.reports.shapes import change, changes, dates, drilldown, filter_tags, measured
from helpsql.sandbox.times import stamp, weekday

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.reports.ask import Ask
    from helpsql.sandbox.helpscout.reports.cases import Case

_CHANGED = (
    "totalConversations", "customersHelped", "repliesPerDay", "resolvedOnFirstReply", "handleTime",
    "conversationsPerDay", "resolved", "repliesToResolve", "totalReplies", "closed", "responseTime",
    "resolutionTime", "conversationsCreated",
)  # fmt: skip
_SORTS = {
    "number": "number",
    "repliesSent": "repliesSent",
    "responseTime": "responseTime",
    "resolveTime": "resolveTime",
}


def user(call: Call) -> Response:
    ask = read_ask(call, user=True)
    now, before = measured(call, ask)
    shown: dict[str, Any] = {
        "filterTags": filter_tags(call, now),
        "user": _who(call, ask),
        "current": _figures(now),
    }
    busiest = Counter(weekday(reply.at) for _, reply in now.replies)
    if busiest:
        shown["current"]["busiestDay"] = max(busiest, key=lambda day: (busiest[day], -day))
    if before:
        shown["previous"] = _figures(before)
        deltas = changes(shown["current"], shown["previous"], *_CHANGED)
        deltas["happinessScore"] = score(now) - score(before)  # points, not percent
        deltas["activeConversations"] = change(len(now.active), len(before.active))
        shown["deltas"] = deltas
    return resource(shown)


def _who(call: Call, ask: Ask) -> dict[str, Any]:
    found = call.world.users.get(ask.owner_id)
    created = found.created if found else call.world.teams[ask.owner_id].created
    ever = Measures.of(call.world, ask, Period(0, call.now))
    photo = found is not None and found.has_photo
    shown = {
        "id": ask.owner_id,
        "hasPhoto": photo,
        "createdAt": stamp(created),
        "name": user_name(call, ask.owner_id),
        "totalCustomersHelped": len(ever.customers_helped),
    }
    return shown | ({"photoUrl": photo_of(ask.owner_id)} if photo else {})


def _figures(m: Measures) -> dict[str, Any]:
    days = m.period.days
    return dates(m.period) | {
        "totalDays": days,
        "resolved": len(m.resolved),
        "conversationsCreated": len(m.created),
        "closed": len(m.closed),
        "totalReplies": len(m.replies),
        "resolvedOnFirstReply": len(m.resolved_on_first_reply),
        "percentResolvedOnFirstReply": m.first_reply_share,
        "repliesToResolve": mean(values(m.replies_to_resolve)),
        "handleTime": mean(values(m.handle_times)),
        "happinessScore": score(m),
        "responseTime": int(mean(values(m.response_times))),
        "resolutionTime": mean(values(m.resolution_times)),
        "repliesPerDay": len(m.replies) / days,
        "customersHelped": len(m.customers_helped),
        "totalConversations": len(m.active),
        "conversationsPerDay": len(m.active) / days,
    }


def user_drilldown(call: Call) -> Response:
    ask = read_ask(call, previous=False, user=True)
    active = Measures.of(call.world, ask, ask.current).active
    return resource(drilldown(call, ask, active, waiting=True))


def conversation_history(call: Call) -> Response:
    """What the user worked on, one row per conversation."""
    params = call.params
    status = params.choice("status", ("active", "pending", "closed"), "")
    field = params.choice("sortField", tuple(_SORTS), "number")
    descending = params.choice("sortOrder", ("ASC", "DESC"), "DESC") == "DESC"
    ask = read_ask(call, previous=False, user=True)
    m = Measures.of(call.world, ask, ask.current)
    found = {case.conversation.id: case for case, _ in m.replies}
    rows = [_history(call, m, case) for case in found.values() if status in ("", case.conversation.status)]
    rows.sort(key=lambda row: (row[field], row["number"]), reverse=descending)
    return resource(page_of_rows(rows, ask.page))


def _history(call: Call, m: Measures, case: Case) -> dict[str, Any]:
    own = Measures([case], m.period, m.office_hours, m.user_ids)
    everyone = Measures([case], m.period, m.office_hours)
    c = case.conversation
    return {
        "id": c.id,
        "number": c.number,
        "customers": [{"id": c.customer_id, "name": customer_name(call, c.customer_id)}],
        "avgHandleTime": int(mean(values(own.handle_times))),
        "firstResponseTime": int(mean(values(own.first_response_times))),
        "repliesSent": len(own.replies),
        "responseTime": int(mean(values(own.response_times))),
        "resolveTime": int(mean(values(everyone.resolution_times))),
        "status": c.status,
    }
