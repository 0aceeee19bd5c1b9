"""Company, conversations and productivity: the reports about everybody's work."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from helpsql.sandbox.helpscout.hal import resource
from helpsql.sandbox.helpscout.reports.ask import read_ask
from helpsql.sandbox.helpscout.reports.happiness import score
from helpsql.sandbox.helpscout.reports.measures import Measures, mean, values
from helpsql.sandbox.helpscout.reports.rows import user_name
from helpsql.sandbox.helpscout.reports.shapes import (
    HANDLING,
    REPLIES,
    TIMES,
    buckets,
    changes,
    dates,
    drilldown,
    filter_tags,
    matching,
    measured,
    with_resolution_times,
)

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.reports.cases import Case

RANGES = ("replies", "firstReplyResolved", "resolved", "responseTime", "firstResponseTime", "handleTime")


def company(call: Call) -> Response:
    ask = read_ask(call)
    now, before = measured(call, ask)
    shown: dict[str, Any] = {"filterTags": filter_tags(call, now), "current": _company(now)}
    if before:
        shown["previous"] = _company(before)
        names = (
            "customersHelped",
            "totalReplies",
            "repliesPerDay",
            "closed",
            "totalUsers",
            "repliesPerDayPerUser",
        )
        shown["deltas"] = changes(shown["current"], shown["previous"], *names)
    users = sorted(now.repliers | (before.repliers if before else set()))
    shown["users"] = [_user(call, user_id, now, before) for user_id in users]
    return resource(shown)


def _company(m: Measures) -> dict[str, Any]:
    days, users, replies = m.period.days, len(m.repliers), len(m.replies)
    return dates(m.period) | {
        "customersHelped": len(m.customers_helped),
        "closed": len(m.closed),
        "totalReplies": replies,
        "totalUsers": users,
        "totalDays": days,
        "repliesPerDayPerUser": replies / days / users if users else 0.0,
        "repliesPerDay": replies / days,
        "resolvedPerDay": len(m.resolved) / days,
    }


def _user(call: Call, user_id: int, now: Measures, before: Measures | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"user": str(user_id), "name": user_name(call, user_id)} | _work(now.by(user_id))
    if before:
        past = _work(before.by(user_id))
        shown |= {f"previous{name[0].upper()}{name[1:]}": value for name, value in past.items()}
    return shown


def _work(m: Measures) -> dict[str, Any]:
    return {
        "customersHelped": len(m.customers_helped),
        "replies": len(m.replies),
        "handleTime": mean(values(m.handle_times)),
        "happinessScore": score(m),
    }


def company_drilldown(call: Call) -> Response:
    """Conversations behind one figure; `rangeId` picks a bucket of it."""
    params = call.params
    if params.text("range") is None:
        params.note("range", "may not be empty", "NotEmpty")
    chosen = params.choice("range", RANGES, "replies")
    number = params.integer("rangeId", 1, 10)
    ask = read_ask(call, previous=False)
    m = Measures.of(call.world, ask, ask.current)
    return resource(drilldown(call, ask, _behind(m, chosen, number)))


def _behind(m: Measures, chosen: str, number: int | None) -> list[Case]:
    """ASSUMED: rangeId says nothing about resolved conversations and is ignored there."""
    if chosen == "resolved":
        return m.resolved
    if chosen == "firstReplyResolved":
        return m.resolved_on_first_reply
    if chosen == "replies":
        counts = Counter(case.conversation.id for case, _ in m.replies)
        return matching([(case, counts[case.conversation.id]) for case, _ in m.replies], REPLIES, number)
    pairs = {
        "responseTime": m.response_times,
        "firstResponseTime": m.first_response_times,
        "handleTime": m.handle_times,
    }[chosen]
    return matching(pairs, HANDLING if chosen == "handleTime" else TIMES, number)


def productivity(call: Call) -> Response:
    ask = read_ask(call)
    now, before = measured(call, ask)
    shown: dict[str, Any] = {"filterTags": filter_tags(call, now), "current": _productivity(now)}
    if before:
        shown["previous"] = _productivity(before)
        names = set(shown["current"]) - {"startDate", "endDate", "percentResolvedOnFirstReply"}
        shown["deltas"] = changes(shown["current"], shown["previous"], *sorted(names))
    past = before or Measures([], ask.current)
    spread = {
        "responseTime": (now.response_times, past.response_times, TIMES),
        "handleTime": (now.handle_times, past.handle_times, HANDLING),
        "firstResponseTime": (now.first_response_times, past.first_response_times, TIMES),
        "repliesToResolve": (now.replies_to_resolve, past.replies_to_resolve, REPLIES),
    }
    for name, (current, previous, bounds) in spread.items():
        shown[name] = buckets(values(current), values(previous) if before else None, bounds)
    with_resolution_times(shown["repliesToResolve"], now)
    return resource(shown)


def _productivity(m: Measures) -> dict[str, Any]:
    return dates(m.period) | {
        "totalConversations": len(m.active),
        "resolutionTime": mean(values(m.resolution_times)),
        "repliesToResolve": mean(values(m.replies_to_resolve)),
        "responseTime": int(mean(values(m.response_times))),
        "firstResponseTime": int(mean(values(m.first_response_times))),
        "resolved": len(m.resolved),
        "resolvedOnFirstReply": len(m.resolved_on_first_reply),
        "closed": len(m.closed),
        "repliesSent": len(m.replies),
        "handleTime": int(mean(values(m.handle_times))),
        "percentResolvedOnFirstReply": m.first_reply_share,
    }
