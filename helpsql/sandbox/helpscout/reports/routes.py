"""Paths of the reports, and the reports that are one line each: series over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from helpsql.sandbox.helpscout.hal import resource
from helpsql.sandbox.helpscout.reports import agents, channels, company, docs, happiness, traffic
from helpsql.sandbox.helpscout.reports.ask import TYPES, read_ask
from helpsql.sandbox.helpscout.reports.measures import Measures, mean, values
from helpsql.sandbox.helpscout.reports.shapes import series

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.helpscout.call import Call

    Handler = Callable[..., Response]


def _volume(m: Measures) -> dict[str, Any]:
    return {kind: len(m.of_type(kind).created) for kind in TYPES}


# Path -> the figures of one day, week or month. Most name their beginning `date`.
_SERIES: dict[str, Callable[[Measures], dict[str, Any]]] = {
    "company/customers-helped": lambda m: {"customers": len(m.customers_helped)},
    "conversations/new": lambda m: {"count": len(m.created)},
    "conversations/volume-by-channel": _volume,
    "conversations/received-messages": lambda m: {"messages": m.messages_received},
    "productivity/first-response-time": lambda m: {"time": int(mean(values(m.first_response_times)))},
    "productivity/response-time": lambda m: {"time": int(mean(values(m.response_times)))},
    "productivity/resolution-time": lambda m: {"time": int(mean(values(m.resolution_times)))},
    "productivity/replies-sent": lambda m: {"replies": len(m.replies)},
    "productivity/resolved": lambda m: {"resolved": len(m.resolved)},
    "user/customers-helped": lambda m: {"customers": len(m.customers_helped)},
    "user/replies": lambda m: {"replies": len(m.replies)},
    "user/resolutions": lambda m: {"resolved": len(m.resolved)},
}


def _series_handler(path: str) -> Handler:
    def handler(call: Call) -> Response:
        ask = read_ask(call, user=path.startswith("user/"), view_by=True)
        date = "start" if path == "conversations/new" else "date"
        return resource(series(call, ask, _SERIES[path], date=date))

    return handler


_REPORTS: dict[str, Handler] = {
    "company": company.company,
    "company/drilldown": company.company_drilldown,
    "conversations": traffic.conversations,
    "conversations/busy-times": traffic.busy_times,
    "conversations/drilldown": traffic.conversations_drilldown,
    "conversations/new-drilldown": traffic.new_drilldown,
    "conversations/fields-drilldown": traffic.fields_drilldown,
    "happiness": happiness.happiness,
    "happiness/ratings": happiness.ratings,
    "productivity": company.productivity,
    "email": channels.email,
    "chat": channels.chat,
    "phone": channels.phone,
    "user": agents.user,
    "user/drilldown": agents.user_drilldown,
    "user/conversation-history": agents.conversation_history,
    "user/happiness": happiness.user_happiness,
    "user/ratings": happiness.user_ratings,
    "user/chat": channels.user_chat,
    "docs": docs.docs,
}

ROUTES: list[tuple[str, str, Handler]] = [
    *(("GET", f"/v2/reports/{path}", handler) for path, handler in _REPORTS.items()),
    *(("GET", f"/v2/reports/{path}", _series_handler(path)) for path in _SERIES),
]
