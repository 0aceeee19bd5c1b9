"""Email, chat and phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from helpsql.sandbox.helpscout.hal import resource
from helpsql.sandbox.helpscout.reports.ask import read_ask
from helpsql.sandbox.helpscout.reports.measures import Measures, mean, values
from helpsql.sandbox.helpscout.reports.rows import user_name
from helpsql.sandbox.helpscout.reports.shapes import (
    CHAT_DURATIONS,
    CHAT_MESSAGES,
    CHAT_WAITS,
    HANDLING,
    REPLIES,
    TIMES,
    buckets,
    change,
    changes,
    chat_buckets,
    dates,
    filter_tags,
    measured,
    with_resolution_times,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.reports.cases import Case

GROUPS = ("volume", "resolutions", "responses")


def _compared(current: dict[str, Any], previous: dict[str, Any]) -> dict[str, Any]:
    """Changes of every figure, group by group."""
    return {group: changes(current[group], previous[group], *current[group]) for group in GROUPS}


def _deltas(
    shown: dict[str, Any], figures: Callable[[Measures], dict[str, Any]], before: Measures | None
) -> None:
    if before:
        shown["previous"] = figures(before)
        shown["deltas"] = _compared(shown["current"], shown["previous"])
        for figure in ("percentResolvedOnFirstReply",):
            shown["deltas"]["resolutions"].pop(figure, None)


def email(call: Call) -> Response:
    ask = read_ask(call, types=False)
    now, before = (m.of_type("email") if m else None for m in measured(call, ask))
    assert now is not None
    shown: dict[str, Any] = {"filterTags": filter_tags(call, now), "current": _email(now)}
    _deltas(shown, _email, before)
    past = before or Measures([], ask.current)
    spread = {
        "responseTime": (now.response_times, past.response_times, TIMES),
        "handleTime": (now.handle_times, past.handle_times, HANDLING),
        "firstResponseTime": (now.first_response_times, past.first_response_times, TIMES),
        "resolutionTime": (now.resolution_times, past.resolution_times, TIMES),
        "repliesToResolve": (now.replies_to_resolve, past.replies_to_resolve, REPLIES),
    }
    for name, (current, previous, bounds) in spread.items():
        shown[name] = buckets(values(current), values(previous) if before else None, bounds, whole=True)
    with_resolution_times(shown["repliesToResolve"], now)
    return resource(shown)


def _email(m: Measures) -> dict[str, Any]:
    return dates(m.period) | {
        "volume": {
            "emailConversations": len(m.active),
            "emailsCreated": len(m.created),
            "repliesSent": len(m.replies),
            "messagesReceived": m.messages_received,
        },
        "resolutions": {
            "resolved": len(m.resolved),
            "resolvedOnFirstReply": len(m.resolved_on_first_reply),
            "percentResolvedOnFirstReply": m.first_reply_share,
            "resolutionTime": mean(values(m.resolution_times)),
            "repliesToResolve": mean(values(m.replies_to_resolve)),
            "handleTime": int(mean(values(m.handle_times))),
            "closed": len(m.closed),
        },
        "responses": {
            "responseTime": int(mean(values(m.response_times))),
            "firstResponseTime": int(mean(values(m.first_response_times))),
        },
    }


# Chats -----------------------------------------------------------------------------------------


def _beacon(m: Measures) -> Measures:
    """Only chats that came through the Beacon are reported on."""
    chosen = [case for case in m.cases if case.conversation.source[0] == "beacon"]
    return Measures(chosen, m.period, m.office_hours, m.user_ids)


def _completed(m: Measures) -> list[Case]:
    return [case for case in m.active if case.replies]


def _lengths(m: Measures) -> list[int]:
    return [len(case.conversation.threads) for case in _completed(m)]


def _durations(m: Measures) -> list[int]:
    return [case.conversation.threads[-1].at - case.conversation.created for case in _completed(m)]


def chat(call: Call) -> Response:
    ask = read_ask(call, types=False)
    now, before = (_beacon(m) if m else None for m in measured(call, ask))
    assert now is not None
    shown: dict[str, Any] = {"current": _chat(now)}
    _deltas(shown, _chat, before)
    spread: dict[str, tuple[Callable[[Measures], list[int]], tuple[int, ...]]] = {
        "waitTime": (lambda m: values(m.first_response_times), CHAT_WAITS),
        "responseTime": (lambda m: values(m.response_times), CHAT_WAITS),
        "messagesPerChat": (_lengths, CHAT_MESSAGES),
        "duration": (_durations, CHAT_DURATIONS),
    }
    for name, (figures, bounds) in spread.items():
        shown[name] = chat_buckets(figures(now), figures(before) if before else None, bounds)
    return resource(shown)


def _chat(m: Measures) -> dict[str, Any]:
    completed = len(_completed(m))
    return dates(m.period) | {
        "volume": {
            "chatConversations": len(m.active),
            "completedChats": completed,
            "missedChats": len(m.active) - completed,
            "chatsPerDay": len(m.active) / m.period.days,
        },
        "responses": {
            "waitTime": int(mean(values(m.first_response_times))),
            "responseTime": int(mean(values(m.response_times))),
        },
        "resolutions": {"messagesPerChat": mean(_lengths(m)), "duration": int(mean(_durations(m)))},
    }


def user_chat(call: Call) -> Response:
    ask = read_ask(call, types=False, user=True)
    now, before = (_beacon(m) if m else None for m in measured(call, ask))
    assert now is not None
    shown: dict[str, Any] = {"current": _user_chat(now)}
    if before:
        shown["previous"] = _user_chat(before)
        shown["deltas"] = changes(shown["current"], shown["previous"], *shown["current"])
    return resource(shown)


def _user_chat(m: Measures) -> dict[str, Any]:
    return {
        "newConversations": len(m.active),
        "messagesPerChat": mean(_lengths(m)),
        "responseTime": int(mean(values(m.response_times))),
        "waitTime": int(mean(values(m.first_response_times))),
        "duration": int(mean(_durations(m))),
    }


# Phone -----------------------------------------------------------------------------------------


def phone(call: Call) -> Response:
    ask = read_ask(call, types=False)
    now, before = (m.of_type("phone") if m else None for m in measured(call, ask))
    assert now is not None
    shown: dict[str, Any] = {"current": dates(now.period) | _phone(now)}
    if before:
        shown["previous"] = dates(before.period) | _phone(before)
        deltas = changes(shown["current"], shown["previous"], "phoneCallsCreated", "customers")
        named = change(len(now.active), len(before.active))  # the vendor names it newConversations here
        shown["deltas"] = deltas | {"newConversations": named}
    callers = {t.by.id for case in now.active for t in case.conversation.threads if t.by.kind == "user"}
    shown["users"] = [_caller(call, user_id, now, before) for user_id in sorted(callers)]
    return resource(shown)


def _phone(m: Measures) -> dict[str, Any]:
    return {
        "phoneConversations": len(m.active),
        "phoneCallsCreated": len(m.created),
        "customers": len({case.conversation.customer_id for case in m.active}),
    }


def _caller(call: Call, user_id: int, now: Measures, before: Measures | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": user_id,
        "name": user_name(call, user_id),
        "current": _phone(now.by(user_id)),
    }
    return shown | {"previous": _phone(before.by(user_id))} if before else shown
