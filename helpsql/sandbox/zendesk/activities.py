"""What the calling agent was told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.zendesk import render
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import json_response, not_found
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import list_response

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]


def _mine(call: Call) -> list[Record]:
    since = max(call.params.text("since") or "", stamp(call.now - 30 * DAY))
    rows = call.world.small["activities"].values()
    return [a for a in rows if a["user_id"] == call.caller_id and a["created_at"] >= since]


def activities(call: Call) -> Response:
    """Newest first, the caller's own, with actors and users beside them."""
    by_id = {a["id"]: a for a in _mine(call)}
    places = ((a["created_at"], a["id"]) for a in by_id.values())

    def beside(rows: list[Record]) -> Record:
        found: Record = {}
        for name, column in (("actors", "actor_id"), ("users", "user_id")):
            loaded = (call.world.users.get(i) for i in sorted({r[column] for r in rows}))
            found[name] = [render.user(call, u) for u in loaded if u is not None]
        return found

    listing = Sorted("-created_at,-id", places, by_id.get)
    return list_response(call, "activities", listing, lambda a: render.activity(call, a), beside)


def activity(call: Call, record_id: int) -> Response:
    found = next((a for a in _mine(call) if a["id"] == record_id), None)
    if found is None:
        raise not_found()
    return json_response({"activity": render.activity(call, found)})


def count_activities(call: Call) -> Response:
    found = len(_mine(call))
    return count_response(call, "activities", found, lambda: found)


ENDPOINTS = [
    Endpoint("GET", "/activities", activities, "since"),
    Endpoint("GET", "/activities/<int:record_id>", activity, "since"),
    Endpoint("GET", "/activities/count", count_activities, "since"),
]
