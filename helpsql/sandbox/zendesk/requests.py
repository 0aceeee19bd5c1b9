"""`/requests`: tickets as those who ask see them, which agents are too as long as they call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render, tickets
from helpsql.sandbox.zendesk.endpoint import ANYBODY, Endpoint
from helpsql.sandbox.zendesk.errors import forbidden, json_response, missing, not_found
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.orders import in_order
from helpsql.sandbox.zendesk.pages import list_response, offset_sort_of
from helpsql.sandbox.zendesk.search.find import Finder
from helpsql.sandbox.zendesk.search.query import parse
from helpsql.sandbox.zendesk.sideloads import beside_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.plots import Sketch
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

DONE = ("solved", "closed")
_SHOWN = (
    *("id", "status", "priority", "type", "subject", "description", "organization_id", "via"),
    *("custom_fields", "requester_id", "collaborator_ids", "email_cc_ids", "is_public", "due_at"),
    *("created_at", "updated_at", "recipient", "assignee_id", "group_id", "custom_status_id"),
    *("ticket_form_id", "fields"),
)
_SORTS: dict[str, Callable[[Sketch], Any]] = {
    "created_at": lambda s: s.created,
    "updated_at": lambda s: s.updated,
    "status": lambda s: in_order(s.status),
}


def shown(call: Call, ticket: Ticket) -> Record:
    record = render.ticket(call, ticket)
    source = record["via"]["source"]
    followed = source["from"].get("ticket_id") if source.get("rel") == "follow_up" else None
    return {
        "url": call.url(f"requests/{ticket.id}"),
        **{name: record[name] for name in _SHOWN},
        "solved": record["status"] in DONE,
        "can_be_solved_by_me": can_solve(call, ticket),
        "followup_source_id": followed,
    }


def can_solve(call: Call, ticket: Ticket) -> bool:
    record = ticket.record
    mine: bool = record["requester_id"] == call.caller_id
    return mine and record["assignee_id"] is not None and record["status"] not in DONE


def visible(call: Call, ticket_id: int) -> Ticket:
    """A public ticket that the caller asked for or is in copy of; 404 for any other."""
    ticket = call.ticket(ticket_id)
    record = ticket.record
    people = (record["requester_id"], *record["collaborator_ids"], *record["email_cc_ids"])
    if not record["is_public"] or call.caller_id not in people:
        raise not_found()
    return ticket


# Reading ---------------------------------------------------------------------------------------


def _listed(call: Call, sketches: Iterable[Sketch]) -> Response:
    """ASSUMED: newest first, like the list that an end user sees; archived ones are left out."""
    column, down = offset_sort_of(call, tuple(_SORTS), "-created_at")
    statuses = set(call.params.texts("status"))
    found = [s for s in sketches if not statuses or s.status in statuses]
    sign = "-" if down else ""
    order = f"{sign}{column},{sign}id"
    places = [
        (_SORTS[column](s), s.id) for s in found if (t := call.world.ticket(s.id)) and t.record["is_public"]
    ]
    return list_response(call, "requests", Sorted(order, places, call.world.ticket), lambda t: shown(call, t))  # type: ignore[arg-type]


def index(call: Call) -> Response:
    return _listed(call, tickets.of_user(call, call.caller_id, "requested"))


def unsolved(call: Call) -> Response:
    found = tickets.of_user(call, call.caller_id, "requested")
    return _listed(call, [s for s in found if s.status not in DONE])


def solved(call: Call) -> Response:
    found = tickets.of_user(call, call.caller_id, "requested")
    return _listed(call, [s for s in found if s.status in DONE])


def copied(call: Call) -> Response:
    return _listed(call, tickets.of_user(call, call.caller_id, "ccd"))


def of_user(call: Call, user_id: int) -> Response:
    _check_staff_or_self(call, user_id)
    return _listed(call, tickets.of_user(call, user_id, "requested"))


def of_organization(call: Call, organization_id: int) -> Response:
    member = call.world.memberships_of(user_id=call.caller_id, organization_id=organization_id)
    if call.caller["role"] == "end-user" and not member:
        raise forbidden()
    return _listed(call, tickets.sketches_of_organization(call, organization_id))


def _check_staff_or_self(call: Call, user_id: int) -> None:
    if call.caller["role"] == "end-user" and call.caller_id != user_id:
        raise forbidden()


def search(call: Call) -> Response:
    """ASSUMED: what `/search` finds among the caller's own."""
    if "query" not in call.params:
        raise missing("query")
    found = set(Finder(call, parse(call.params.text("query") or "")).found("ticket"))
    mine = call.world.sketches_of_requester(call.caller_id)
    return _listed(call, [s for s in mine if s.id in found])


def show(call: Call, ticket_id: int) -> Response:
    return json_response({"request": shown(call, visible(call, ticket_id))})


def comments(call: Call, ticket_id: int) -> Response:
    """The public ones."""
    since, role = call.params.text("since") or "", call.params.text("role")
    rows = [c for c in _public_comments(call, ticket_id) if c["created_at"] >= since]
    if role in ("agent", "end_user"):
        rows = [c for c in rows if call.world.is_staff(c["author_id"]) is (role == "agent")]
    by_id = {c["id"]: c for c in rows}
    listing = Sorted("created_at,id", ((c["created_at"], c["id"]) for c in rows), by_id.get)
    return list_response(
        call, "comments", listing, lambda c: _comment(call, ticket_id, c), beside_by(call, users="author_id")
    )


def comment(call: Call, ticket_id: int, comment_id: int) -> Response:
    found = next((c for c in _public_comments(call, ticket_id) if c["id"] == comment_id), None)
    if found is None:
        raise not_found()
    return json_response({"comment": _comment(call, ticket_id, found)})


def _public_comments(call: Call, ticket_id: int) -> list[Record]:
    return [c for c in call.world.comments(visible(call, ticket_id)) if c["public"]]


def _comment(call: Call, ticket_id: int, found: Record) -> Record:
    kept = {k: v for k, v in render.comment(call, found).items() if k != "metadata"}
    return {"url": call.url(f"requests/{ticket_id}/comments/{found['id']}"), "request_id": ticket_id, **kept}


_LIST = "status organization_id"
_ONE = "/requests/<int:ticket_id>"
ENDPOINTS = [
    Endpoint("GET", "/requests", index, _LIST, ANYBODY),
    Endpoint("GET", "/requests/open", unsolved, _LIST, ANYBODY),
    Endpoint("GET", "/requests/solved", solved, _LIST, ANYBODY),
    Endpoint("GET", "/requests/ccd", copied, _LIST, ANYBODY),
    Endpoint("GET", "/requests/search", search, "query status organization_id cc_id", ANYBODY),
    Endpoint("GET", "/users/<int:user_id>/requests", of_user, _LIST, ANYBODY),
    Endpoint("GET", "/organizations/<int:organization_id>/requests", of_organization, _LIST, ANYBODY),
    Endpoint("GET", _ONE, show, role=ANYBODY),
    Endpoint("GET", f"{_ONE}/comments", comments, "since role", ANYBODY),
    Endpoint("GET", f"{_ONE}/comments/<int:comment_id>", comment, role=ANYBODY),
]
