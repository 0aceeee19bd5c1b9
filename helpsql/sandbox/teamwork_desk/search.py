"""Search of tickets: free text and lists of ids, all of which must hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.teamwork_desk.errors import bad
from helpsql.sandbox.teamwork_desk.listing import check_days, list_response, matching
from helpsql.sandbox.teamwork_desk.moments import day
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.world import tickets
from helpsql.sandbox.times import DAY

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call
    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket

Wanted = Callable[["Ticket"], bool]

_ID_LISTS = {
    "agents": "agent",
    "companies": "company",
    "customers": "customer",
    "inboxes": "inbox",
    "priorities": "priority",
    "sources": "source",
    "statuses": "status",
    "types": "type",
    "ticket": "id",
}
"""Parameter -> attribute; the ids of one parameter are alternatives."""
_FLOORS = ("lastUpdated", "updatedAtFrom")


def search_tickets(call: Call) -> Response:
    check_days(call)
    return list_response(call, "tickets", wanted=_wanted(call), search=True)


def chosen(call: Call) -> list[Ticket]:
    """All tickets that a search finds, by id."""
    check_days(call)
    return list(filter(_wanted(call), matching(call, "tickets", {})))


def _wanted(call: Call) -> Wanted:
    tests = [*_lists(call), *_tags(call), *_flags(call), *_days(call), *_tasks(call), *_texts(call)]
    tests += _custom_fields(call)
    return lambda ticket: all(test(ticket) for test in tests)


def _ids(call: Call, name: str) -> set[int]:
    """The parameter repeated, or with commas; 0, which the vendor's SDK always sends for some, is none."""
    texts = call.names(name)
    if any(not (text.isascii() and text.isdigit()) for text in texts):
        raise bad("must be a list of ids", name)
    return {int(text) for text in texts} - {0}


def _lists(call: Call) -> list[Wanted]:
    found = []
    for name, attribute in _ID_LISTS.items():
        ids = _ids(call, name)
        if ids:
            found.append(_among(attribute, ids))
    excluded = _ids(call, "excludeInboxes")
    return [*found, lambda t: t.inbox not in excluded] if excluded else found


def _among(attribute: str, ids: set[int]) -> Wanted:
    return lambda ticket: getattr(ticket, attribute) in ids


def _tags(call: Call) -> list[Wanted]:
    tags, excluded = _ids(call, "tags"), _ids(call, "excludeTags")
    found: list[Wanted] = []
    if tags and call.flag("tagRequireAll"):
        found.append(lambda t: tags <= set(t.tags))
    elif tags:
        found.append(lambda t: not tags.isdisjoint(t.tags))
    if excluded:
        found.append(lambda t: excluded.isdisjoint(t.tags))
    return found


def _flags(call: Call) -> list[Wanted]:
    tests: dict[str, Wanted] = {
        "onlyUntagged": lambda t: not t.tags,
        "unassigned": lambda t: t.agent is None,
        "omitMerged": lambda t: t.state != "merged",
        "onlyWithAttachment": lambda t: t.index % 6 == 2 or bool(t.more.get("files")),
    }
    return [test for name, test in tests.items() if call.flag(name)]


def _days(call: Call) -> list[Wanted]:
    """Whole days, both ends included; of creation, and of the last change."""
    found: list[Wanted] = []
    start, end = (_day(call, name) for name in ("startDate", "endDate"))
    if start is not None:
        found.append(lambda t: t.created >= start)
    if end is not None:
        found.append(lambda t: t.created < end + DAY)
    floors = [moment for name in _FLOORS if (moment := _day(call, name)) is not None]
    if floors:
        found.append(lambda t: t.updated >= max(floors))
    ceiling = _day(call, "updatedAtTo")
    return found if ceiling is None else [*found, lambda t: t.updated < ceiling + DAY]


def _day(call: Call, name: str) -> int | None:
    text = call.text(name)
    return None if text is None else day(text, name)


def _tasks(call: Call) -> list[Wanted]:
    tasks, projects = _ids(call, "task"), _ids(call, "project")
    found: list[Wanted] = []
    if tasks:
        found.append(lambda t: not tasks.isdisjoint(t.tasks))
    if projects:
        found.append(lambda t: any(tickets.project_of(task) in projects for task in t.tasks))
    return found


def _texts(call: Call) -> list[Wanted]:
    """ASSUMED: text is looked for in subject, messages and the customer's name and address."""
    world = call.world
    found: list[Wanted] = []
    keywords = [word.casefold() for word in call.names("subjectKeywords")]
    if keywords:
        found.append(lambda t: all(w in tickets.subject_of(world, t).casefold() for w in keywords))
    text = (call.text("search") or "").casefold()
    if text:
        found.append(lambda t: text in _words(call, t))
    return found


def _words(call: Call, ticket: Ticket) -> str:
    world = call.world
    customer: Any = world.customers.get(ticket.customer) or {}
    parts = [tickets.subject_of(world, ticket), *(m["textBody"] for m in world.messages.of_ticket(ticket))]
    parts += [str(customer.get(name)) for name in ("firstName", "lastName", "email")]
    return "\n".join(parts).casefold()


def _custom_fields(call: Call) -> list[Wanted]:
    """One parameter with a JSON array of {id, value | values, operation}."""
    text = call.text("customfields")
    if text is None:
        return []
    try:
        asked = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise bad("must be a JSON array", "customfields") from error
    if not isinstance(asked, list) or any(not isinstance(item, dict) for item in asked):
        raise bad("must be a JSON array of objects", "customfields")
    return [_with_value(call, item) for item in asked]


def _with_value(call: Call, item: dict[str, Any]) -> Wanted:
    """ASSUMED: equality, whatever `operation` says; text without regard to case."""
    wanted = {str(v).casefold() for v in [*(item.get("values") or ()), item.get("value")] if v is not None}

    def test(ticket: Ticket) -> bool:
        value = tickets.values_of(call.world, ticket).get(item.get("id", 0))
        kept = value if isinstance(value, list) else [value]
        return not wanted.isdisjoint(str(v).casefold() for v in kept)

    return test


ENDPOINTS = [Endpoint("GET", "search/tickets", search_tickets)]
