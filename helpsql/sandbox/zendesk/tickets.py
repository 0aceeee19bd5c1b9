"""Reading tickets: lists, by id, per parent, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render, sideloads
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import json_response, missing
from helpsql.sandbox.zendesk.listing import ById, Sorted
from helpsql.sandbox.zendesk.orders import in_order
from helpsql.sandbox.zendesk.pages import is_cursor, list_response, offset_sort_of, sort_of, whole_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.listing import Listing
    from helpsql.sandbox.zendesk.world.plots import Sketch
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

_CURSOR_SORTS = ("id", "updated_at", "status")
_SORTS: dict[str, Callable[[Sketch], Any]] = {
    "id": lambda s: s.id,
    "created_at": lambda s: s.created,
    "updated_at": lambda s: s.updated,
    "assignee": lambda s: s.assignee_id or 0,
    "assignee.name": lambda s: s.assignee_id or 0,
    "group": lambda s: s.group_id or 0,
    "requester": lambda s: s.requester_id,
    "requester.name": lambda s: s.requester_id,
    "status": lambda s: in_order(s.status),
    "subject": lambda s: s.id,
    "locale": lambda s: s.id,
}


def ticket_list(call: Call, sketches: Iterable[Sketch], name: object, default: str = "id") -> Response:
    """A list of tickets by `sort` or `sort_by`; sketches are looked at once per write."""
    if is_cursor(call):
        column, down = sort_of(call, _CURSOR_SORTS, default)
    else:
        column, down = offset_sort_of(call, tuple(_SORTS), default)
    value = _SORTS[column]
    order = _order(column, down)

    def make() -> Sorted:
        places = ((s.id,) for s in sketches) if column == "id" else ((value(s), s.id) for s in sketches)
        return Sorted(order, places, call.world.ticket)

    return respond(call, call.world.kept_list((name, order), make))


def respond(call: Call, listing: Listing) -> Response:
    return list_response(
        call,
        "tickets",
        listing,
        lambda t: sideloads.ticket_inside(call, t, render.ticket(call, t)),  # type: ignore[arg-type]
        lambda tickets: sideloads.ticket_beside(call, tickets),  # type: ignore[arg-type]
    )


def _order(column: str, down: bool) -> str:
    sign = "-" if down else ""
    return f"{sign}nice_id" if column == "id" else f"{sign}{column},{sign}id"


def index(call: Call) -> Response:
    """`GET /tickets`: what is archived is not in it."""
    world = call.world
    if "external_id" in call.params:
        wanted = (call.params.text("external_id") or "").lower()
        found = (s for s in _current(call) if _external_id(call, s) == wanted)
        return ticket_list(call, found, ("external_id", wanted))
    sorts = ("id",) if is_cursor(call) and call.params.text("sort") in (None, "id") else ()
    if not sorts and (is_cursor(call) or call.params.text("sort_by") not in (None, "id")):
        return ticket_list(call, _current(call), "tickets")
    if not is_cursor(call) and call.params.text("sort_order") == "desc":
        return ticket_list(call, _current(call), "tickets")
    shelf = world.tickets
    listing = ById(
        lambda: (s.id for s in _current(call)),
        shelf.ids_after,
        shelf.ids_before,
        lambda i: _load_current(call, i),
        lambda make: world.kept_list("tickets", make),
        "nice_id",
    )
    return respond(call, listing)


def _external_id(call: Call, sketch: Sketch) -> str | None:
    found = call.world.ticket(sketch.id)
    external = found.record["external_id"] if found else None
    return None if external is None else str(external).lower()


def _current(call: Call) -> Iterable[Sketch]:
    return (s for s in call.world.sketches() if not s.archived)


def _load_current(call: Call, ticket_id: int) -> Ticket | None:
    sketch = call.world.sketch(ticket_id)
    if sketch is None or sketch.archived or sketch.deleted:
        return None
    return call.world.ticket(ticket_id)


def show(call: Call, ticket_id: int) -> Response:
    found = call.ticket(ticket_id)
    call.world.viewed(call.caller_id, ticket_id)
    shown = sideloads.ticket_inside(call, found, render.ticket(call, found))
    return json_response({"ticket": shown, **sideloads.ticket_beside(call, [found])})


def show_many(call: Call) -> Response:
    """In the order of ids; unknown and deleted ones are left out."""
    loaded = (call.world.ticket(i) for i in sorted(set(call.params.ids())))
    found = [t for t in loaded if t is not None]
    shown = [sideloads.ticket_inside(call, t, render.ticket(call, t)) for t in found]
    return whole_response(call, "tickets", shown, sideloads.ticket_beside(call, found))


def count(call: Call) -> Response:
    world = call.world
    at_most = world.timeline.tickets + len(world.tickets.written)
    return count_response(call, "tickets", at_most, lambda: sum(1 for _ in _current(call)))


# Per parent ------------------------------------------------------------------------------------


def sketches_of_organization(call: Call, organization_id: int) -> list[Sketch]:
    """ASSUMED: like the account's list, those of a parent leave archived tickets out."""
    call.organization(organization_id)
    found: list[Sketch] = call.world.kept_list(
        ("of organization", organization_id),
        lambda: [s for s in call.world.sketches_of_organization(organization_id) if not s.archived],
    )
    return found


def of_organization(call: Call, organization_id: int) -> Response:
    return ticket_list(
        call, sketches_of_organization(call, organization_id), ("organization", organization_id)
    )


def count_of_organization(call: Call, organization_id: int) -> Response:
    found = sketches_of_organization(call, organization_id)
    return count_response(call, ("organization", organization_id), len(found), lambda: len(found))


def of_user(call: Call, user_id: int, how: str) -> list[Sketch]:
    call.user(user_id)
    world = call.world

    def make() -> list[Sketch]:
        if how == "requested":
            return [s for s in world.sketches_of_requester(user_id) if not s.archived]
        if how == "assigned":
            return [s for s in _current(call) if s.assignee_id == user_id]
        column = "collaborator_ids" if how == "ccd" else "follower_ids"
        loaded = ((s, world.ticket(s.id)) for s in _current(call))
        return [s for s, t in loaded if t is not None and user_id in t.record[column]]

    found: list[Sketch] = world.kept_list((how, user_id), make)
    return found


def requested(call: Call, user_id: int) -> Response:
    return ticket_list(call, of_user(call, user_id, "requested"), ("requested list", user_id))


def assigned(call: Call, user_id: int) -> Response:
    return ticket_list(call, of_user(call, user_id, "assigned"), ("assigned list", user_id))


def ccd(call: Call, user_id: int) -> Response:
    return ticket_list(call, of_user(call, user_id, "ccd"), ("ccd list", user_id))


def followed(call: Call, user_id: int) -> Response:
    return ticket_list(call, of_user(call, user_id, "followed"), ("followed list", user_id))


def count_assigned(call: Call, user_id: int) -> Response:
    found = of_user(call, user_id, "assigned")
    return count_response(call, ("assigned", user_id), len(found), lambda: len(found))


def count_ccd(call: Call, user_id: int) -> Response:
    found = of_user(call, user_id, "ccd")
    return count_response(call, ("ccd", user_id), len(found), lambda: len(found))


def recent(call: Call) -> Response:
    loaded = (call.world.ticket(i) for i in call.world.recent.get(call.caller_id, ()))
    found = [t for t in loaded if t is not None]
    return whole_response(call, "tickets", [render.ticket(call, t) for t in found])


def problems(call: Call) -> Response:
    found = [s for s in _current(call) if s.type == "problem"]
    return ticket_list(call, found, "problems", "-updated_at")


def problems_by_name(call: Call) -> Response:
    """Problems whose subject begins so; the text is in the query or in the body."""
    text = str(call.params.text("text") or call.body.get("text") or "").lower()
    if not text:
        raise missing("text")
    loaded = [t for s in _current(call) if s.type == "problem" and (t := call.world.ticket(s.id)) is not None]
    found = [t for t in loaded if str(t.record["subject"] or "").lower().startswith(text)]
    return whole_response(call, "tickets", [render.ticket(call, t) for t in found])


def incidents(call: Call, ticket_id: int) -> Response:
    sketches = (call.world.sketch(i) for i in sideloads.incidents(call, call.ticket(ticket_id)))
    return ticket_list(call, [s for s in sketches if s is not None], ("incidents", ticket_id))


def related(call: Call, ticket_id: int) -> Response:
    found = call.ticket(ticket_id)
    body: Record = {
        "url": call.url(f"tickets/{ticket_id}"),
        "topic_id": None,
        "jira_issue_ids": [],
        "followup_source_ids": [],
        "from_archive": found.archived,
        "incidents": len(sideloads.incidents(call, found)),
    }
    return json_response({"ticket_related": body})


def _people(column: str) -> Callable[..., Response]:
    def answer(call: Call, ticket_id: int) -> Response:
        loaded = (call.world.users.get(i) for i in call.ticket(ticket_id).record[column])
        return whole_response(call, "users", [render.user(call, u) for u in loaded if u is not None])

    return answer


ENDPOINTS = [
    Endpoint("GET", "/tickets", index, "external_id", limits="tickets-index"),
    Endpoint("GET", "/tickets/<int:ticket_id>", show),
    Endpoint("GET", "/tickets/show_many", show_many, "ids"),
    Endpoint("GET", "/tickets/count", count),
    Endpoint("GET", "/tickets/recent", recent),
    Endpoint("GET", "/problems", problems),
    Endpoint("POST", "/problems/autocomplete", problems_by_name, "text"),
    Endpoint("GET", "/tickets/<int:ticket_id>/incidents", incidents),
    Endpoint("GET", "/tickets/<int:ticket_id>/related", related),
    Endpoint("GET", "/tickets/<int:ticket_id>/collaborators", _people("collaborator_ids")),
    Endpoint("GET", "/tickets/<int:ticket_id>/followers", _people("follower_ids")),
    Endpoint("GET", "/tickets/<int:ticket_id>/email_ccs", _people("email_cc_ids")),
    Endpoint("GET", "/organizations/<int:organization_id>/tickets", of_organization),
    Endpoint("GET", "/organizations/<int:organization_id>/tickets/count", count_of_organization),
    Endpoint("GET", "/users/<int:user_id>/tickets/requested", requested),
    Endpoint("GET", "/users/<int:user_id>/tickets/assigned", assigned),
    Endpoint("GET", "/users/<int:user_id>/tickets/ccd", ccd),
    Endpoint("GET", "/users/<int:user_id>/tickets/followed", followed),
    Endpoint("GET", "/users/<int:user_id>/tickets/assigned/count", count_assigned),
    Endpoint("GET", "/users/<int:user_id>/tickets/ccd/count", count_ccd),
]
