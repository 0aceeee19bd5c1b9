"""Tags: the account's list, and those of one ticket, user or organization."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import DAY
from helpsql.sandbox.zendesk import values
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import json_response, missing
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import list_response
from helpsql.sandbox.zendesk.ticket_writes import context_of
from helpsql.sandbox.zendesk.writing import update_ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

COUNTED_DAYS = 60
MOST_TAGS = 20_000


def _counts(call: Call) -> list[tuple[str, int]]:
    """The most used tags of the last sixty days."""
    world = call.world

    def make() -> list[tuple[str, int]]:
        since = call.now - COUNTED_DAYS * DAY
        first = world.timeline.first_ticket_from(since - COUNTED_DAYS * DAY)
        found = Counter(tag for s in world.sketches(first) if s.updated >= since for tag in s.tags)
        return found.most_common(MOST_TAGS)

    kept: list[tuple[str, int]] = world.kept_list("tags", make)
    return kept


def index(call: Call) -> Response:
    found = dict(_counts(call))
    places = ((count, name) for name, count in found.items())
    listing = Sorted("-score,id", places, lambda name: {"name": name, "count": found[name]})
    return list_response(call, "tags", listing, lambda tag: tag)


def count(call: Call) -> Response:
    found = len(_counts(call))
    return count_response(call, "tags", found, lambda: found)


def autocomplete(call: Call) -> Response:
    """ASSUMED: fewer than two characters find nothing."""
    name = (call.params.text("name") or "").lower()
    found = [tag for tag, _ in _counts(call) if tag.startswith(name)] if len(name) >= 2 else []
    return json_response(
        {"tags": sorted(found), "count": len(found), "next_page": None, "previous_page": None}
    )


# Of one record ---------------------------------------------------------------------------------


def _given(call: Call) -> list[str]:
    if "tags" not in call.body:
        raise missing("tags")
    return values.tags("tags", call.body["tags"])


def _merged(method: str, old: list[str], given: list[str]) -> list[str]:
    """POST replaces, PUT adds, DELETE removes."""
    if method == "POST":
        return given
    if method == "PUT":
        return old + [tag for tag in given if tag not in old]
    return [tag for tag in old if tag not in given]


def of_ticket(call: Call, ticket_id: int) -> Response:
    ticket = call.ticket(ticket_id)
    if call.request.method == "GET":
        return json_response({"tags": ticket.record["tags"]})
    tags = _merged(call.request.method, ticket.record["tags"], _given(call))
    change: Record = {"tags": tags}
    if call.request.method != "POST" and call.body.get("updated_stamp"):
        safe = values.truth("safe_update", call.body.get("safe_update", False))
        change |= {"updated_stamp": call.body["updated_stamp"], "safe_update": safe}
    changed, _ = update_ticket(context_of(call), ticket, change)
    return _answer(call, changed.record["tags"])


def of_user(call: Call, user_id: int) -> Response:
    return _of_record(call, call.user(user_id), call.world.put_user)


def of_organization(call: Call, organization_id: int) -> Response:
    return _of_record(call, call.organization(organization_id), call.world.put_organization)


def _of_record(call: Call, record: Record, put: Callable[[Record, float], None]) -> Response:
    if call.request.method == "GET":
        return json_response({"tags": record["tags"]})
    tags = _merged(call.request.method, record["tags"], _given(call))
    put(record | {"tags": tags, "updated_at": call.stamp}, call.now)
    return _answer(call, tags)


def _answer(call: Call, tags: list[str]) -> Response:
    # ASSUMED: DELETE answers 200 with what remains, as recorded.
    return json_response({"tags": tags}, 201 if call.request.method == "POST" else 200)


_ONE = (
    ("/tickets/<int:ticket_id>/tags", of_ticket),
    ("/users/<int:user_id>/tags", of_user),
    ("/organizations/<int:organization_id>/tags", of_organization),
)
ENDPOINTS = [
    Endpoint("GET", "/tags", index, limits="tags-index"),
    Endpoint("GET", "/tags/count", count),
    Endpoint("GET", "/autocomplete/tags", autocomplete, "name"),
    *(
        Endpoint(method, path, handler)
        for path, handler in _ONE
        for method in ("GET", "POST", "PUT", "DELETE")
    ),
]
