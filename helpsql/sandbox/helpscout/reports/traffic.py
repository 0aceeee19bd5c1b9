"""The conversations report: how much came, when, about what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from helpsql.sandbox.helpscout.hal import resource
from helpsql.sandbox.helpscout.reports.ask import UNTAGGED, read_ask
from helpsql.sandbox.helpscout.reports.measures import Measures, percent
from helpsql.sandbox.helpscout.reports.rows import customer_name
from helpsql.sandbox.helpscout.reports.shapes import changes, dates, drilldown, filter_tags, measured, top
from helpsql.sandbox.times import hour_of_day, weekday

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.records import Conversation
    from helpsql.sandbox.helpscout.reports.cases import Case

FIELDS = ("tagid", "replyid", "workflowid", "customerid")


def conversations(call: Call) -> Response:
    ask = read_ask(call)
    now, before = measured(call, ask)
    shown: dict[str, Any] = {"filterTags": filter_tags(call, now)} | _busiest(now)
    shown["current"] = _figures(now)
    if before:
        shown["previous"] = _figures(before)
        names = (
            "newConversations",
            "totalConversations",
            "customers",
            "conversationsCreated",
            "conversationsPerDay",
        )
        shown["deltas"] = changes(shown["current"], shown["previous"], *names)
    return resource(shown | _tops(call, now, before) | {"customFields": _custom_fields(call, now)})


def _figures(m: Measures) -> dict[str, Any]:
    return dates(m.period) | {
        "totalConversations": len(m.active),
        "conversationsCreated": len(m.created),
        "newConversations": len(m.created),
        "customers": len(m.customers),
        "conversationsPerDay": len(m.active) // m.period.days,
    }


def _slots(m: Measures) -> Counter[tuple[int, int]]:
    """New conversations by (day of the week, hour)."""
    return Counter((weekday(c.conversation.created), hour_of_day(c.conversation.created)) for c in m.created)


def _busiest(m: Measures) -> dict[str, Any]:
    """ASSUMED: the busy time is the two hours that bring most."""
    slots = _slots(m)
    days, hours = Counter[int](), Counter[int]()
    for (day, hour), count in slots.items():
        days[day] += count
        hours[hour] += count
    day = max(range(1, 8), key=lambda d: (days[d], -d))
    hour = max(range(24), key=lambda h: (slots[day, h], -h))
    start = max(range(23), key=lambda h: (hours[h] + hours[h + 1], -h))
    return {
        "busiestDay": {"day": day, "hour": hour, "count": days[day]},
        "busyTimeStart": start,
        "busyTimeEnd": start + 2,
    }


def busy_times(call: Call) -> Response:
    """A bare array; hours in which nothing came are left out."""
    ask = read_ask(call, previous=False)
    slots = _slots(Measures.of(call.world, ask, ask.current))
    return resource([{"day": day, "hour": hour, "count": n} for (day, hour), n in sorted(slots.items())])


# Top lists -------------------------------------------------------------------------------------


def _tags(c: Conversation) -> Iterable[int]:
    return c.tags or (UNTAGGED,)


def _customers(c: Conversation) -> Iterable[int]:
    return (c.customer_id,)


def _replies(c: Conversation) -> Iterable[int]:
    return {t.saved_reply_id for t in c.threads if t.saved_reply_id}


def _workflows(c: Conversation) -> Iterable[int]:
    return {t.workflow_id for t in c.threads if t.workflow_id}


KEYS: dict[str, Callable[[Conversation], Iterable[int]]] = {
    "tags": _tags,
    "customers": _customers,
    "replies": _replies,
    "workflows": _workflows,
}


def _tops(call: Call, now: Measures, before: Measures | None) -> dict[str, Any]:
    world = call.world

    def tag(i: int) -> dict[str, Any]:
        return {"id": i} if i == UNTAGGED else {"id": i, "name": world.tags[i].name}

    def reply(i: int) -> dict[str, Any]:
        found = world.saved_replies.get(i)
        return {"id": i} | ({"name": found.name, "mailboxId": found.mailbox_id} if found else {})

    describe: dict[str, Callable[[int], dict[str, Any]]] = {
        "tags": tag,
        "customers": lambda i: {"id": i, "name": customer_name(call, i)},
        "replies": reply,
        "workflows": lambda i: {"id": i, "name": world.workflows[i].name},
    }
    totals = (len(now.active), len(before.active) if before else 0)
    return {name: _top(name, now, before, totals, describe[name]) for name in KEYS}


def _top(
    name: str,
    now: Measures,
    before: Measures | None,
    totals: tuple[int, int],
    describe: Callable[[int], dict[str, Any]],
) -> dict[str, Any]:
    current, previous = _count(name, now.active), _count(name, before.active) if before else None
    having = sum(1 for case in now.active if set(KEYS[name](case.conversation)) - {UNTAGGED})
    return {"count": having, "top": top(current, previous, totals, describe)}


def _count(name: str, found: list[Case]) -> Counter[int]:
    return Counter(key for case in found for key in KEYS[name](case.conversation))


def _custom_fields(call: Call, m: Measures) -> dict[str, Any]:
    """Answers to the dropdown fields."""
    shown = []
    for field in (f for f in call.world.fields if f.options):
        own = [dict(c.conversation.fields) for c in m.active if c.conversation.mailbox_id == field.mailbox_id]
        answers = Counter(values[field.id] for values in own if field.id in values)
        answered = sum(answers.values())
        choices = [
            {"id": i, "name": label, "count": answers[str(i)], "percent": percent(answers[str(i)], len(own))}
            for i, label in field.options
        ]
        unanswered = percent(len(own) - answered, len(own))
        summary = {
            "total": len(own),
            "totalAnswered": answered,
            "previousTotal": None,
            "previousTotalAnswered": None,
            "unansweredDelta": unanswered,
            "unansweredPreviousPercent": 0,
            "unansweredPercent": unanswered,
        }
        shown.append(
            {
                "id": field.id,
                "name": field.name,
                "mailboxId": field.mailbox_id,
                "values": choices,
                "summary": summary,
            }
        )
    return {"count": len(shown), "fields": shown}


# Drilldowns ------------------------------------------------------------------------------------


def conversations_drilldown(call: Call) -> Response:
    ask = read_ask(call, previous=False)
    return resource(drilldown(call, ask, Measures.of(call.world, ask, ask.current).active))


def new_drilldown(call: Call) -> Response:
    ask = read_ask(call, previous=False)
    return resource(drilldown(call, ask, Measures.of(call.world, ask, ask.current).created))


def fields_drilldown(call: Call) -> Response:
    """Conversations with a certain tag, saved reply, workflow or customer."""
    params = call.params
    for name in ("field", "fieldid"):
        if params.text(name) is None:
            params.note(name, "may not be empty", "NotEmpty")
    field, wanted = params.choice("field", FIELDS, "tagid"), params.integer("fieldid")
    ask = read_ask(call, previous=False)
    key = KEYS[{"tagid": "tags", "replyid": "replies", "workflowid": "workflows"}.get(field, "customers")]
    active = Measures.of(call.world, ask, ask.current).active
    return resource(drilldown(call, ask, [case for case in active if wanted in set(key(case.conversation))]))
