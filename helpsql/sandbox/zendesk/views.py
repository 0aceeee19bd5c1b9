"""Views: their definitions, the tickets they show, their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, tickets, values
from helpsql.sandbox.zendesk.conditions import matcher
from helpsql.sandbox.zendesk.endpoint import AGENT, Endpoint
from helpsql.sandbox.zendesk.errors import invalid, json_response, too_many
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import is_cursor, offset_sort_of, whole_response
from helpsql.sandbox.zendesk.rules import active, find, wanted_macro
from helpsql.sandbox.zendesk.world.rules import execution

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.plots import Sketch

Record = dict[str, Any]

MOST_COMPACT = 32
MOST_COUNTED = 20
COUNT_TAKES = 1
"""Looks at a view's count that find it still being computed."""

_SORTS: dict[str, tuple[str, Callable[[Sketch], Any]]] = {
    "nice_id": ("nice_id", lambda s: s.id),
    "id": ("nice_id", lambda s: s.id),
    "created": ("created_at", lambda s: s.created),
    "created_at": ("created_at", lambda s: s.created),
    "updated": ("updated_at", lambda s: s.updated),
    "updated_at": ("updated_at", lambda s: s.updated),
    "status": ("status", tickets._SORTS["status"]),
    "requester": ("requester", lambda s: s.requester_id),
    "assignee": ("assignee", lambda s: s.assignee_id or 0),
    "group": ("group", lambda s: s.group_id or 0),
}


def _settle(_call: Call, record: Record) -> Record:
    """The write shape (`all`, `any`, `output`) made into the read shape."""
    old = record.get("conditions") or {"all": [], "any": []}
    conditions = {"all": record.pop("all", old["all"]), "any": record.pop("any", old["any"])}
    if not conditions["all"]:
        # ASSUMED: a view needs a condition that all tickets meet.
        raise invalid("base", "View: must have at least one condition under all", "BlankValue")
    record["conditions"] = conditions
    output = record.pop("output", None)
    if output is not None or "execution" not in record:
        output = output or {}
        record["execution"] = execution(
            output.get("columns") or ["subject", "requester", "created"],
            output.get("group_by"),
            output.get("group_order") or "desc",
            output.get("sort_by") or "nice_id",
            output.get("sort_order") or "desc",
        )
    record["raw_title"] = record["title"]
    return record


VIEWS = crud.Kind(
    "views",
    "view",
    {
        **dict.fromkeys(("title", "description"), values.text),
        **dict.fromkeys(("all", "any"), values.objects),
        **dict.fromkeys(("output", "restriction"), values.mapping_or_null),
        "active": values.truth,
        "position": values.whole,
    },
    {"active": True, "default": False, "position": 9999, "description": None, "restriction": None},
    required=("title",),
    order=("created_at", "id"),
    sorts=("alphabetical", "created_at", "updated_at", "position"),
    params="access active group_id",
    wanted=wanted_macro,
    settle=_settle,
    writers=AGENT,
)


def _sketches(call: Call, conditions: Record) -> list[Sketch]:
    """ASSUMED: archived tickets are in no view."""
    test = matcher(call.world, conditions, call.caller_id, call.now)
    return [s for s in call.world.sketches() if not s.archived and test(s)]


def _members(call: Call, view: Record) -> list[Sketch]:
    key = ("view", view["id"], call.caller_id, call.now // 60)
    found: list[Sketch] = call.world.kept_list(key, lambda: _sketches(call, view["conditions"]))
    return found


def _listing(call: Call, view: Record) -> Sorted:
    shape = view["execution"]
    default = shape["sort_by"] if shape["sort_by"] in _SORTS else "nice_id"
    down = shape["sort_order"] == "desc"
    column = default
    if not is_cursor(call) and "sort_by" in call.params:
        column, down = offset_sort_of(call, tuple(_SORTS), default)
    name, value = _SORTS[column]
    sign = "-" if down else ""
    members = _members(call, view)
    if name == "nice_id":
        return Sorted(f"{sign}nice_id", ((s.id,) for s in members), call.world.ticket)
    places = ((value(s), s.id) for s in members)
    return Sorted(f"{sign}{name},{sign}nice_id", places, call.world.ticket)


def tickets_of(call: Call, view_id: int) -> Response:
    return tickets.respond(call, _listing(call, call.small("views", view_id)))


def execute(call: Call, view_id: int) -> Response:
    """Rows as an agent's screen shows them."""
    view = call.small("views", view_id)
    listing = _listing(call, view)
    found: list[Any] = listing.slice(0, 100)
    columns = [c["id"] for c in view["execution"]["columns"]]
    body = {
        "columns": view["execution"]["columns"],
        "view": {"id": view_id, "url": call.url(f"views/{view_id}")},
        "rows": [_row(call, t, columns) for t in found],
        "users": [],
    }
    return json_response(body | {"next_page": None, "previous_page": None, "count": listing.count()})


def _row(call: Call, ticket: Any, columns: list[Any]) -> Record:
    r = ticket.record
    known = {
        "created": "created_at",
        "updated": "updated_at",
        "requester": "requester_id",
        "assignee": "assignee_id",
    }
    shown = {str(c): r.get(known.get(str(c), str(c))) for c in columns}
    names = ("id", "subject", "description", "status", "type", "priority")
    return shown | {"ticket": {"url": call.url(f"tickets/{ticket.id}"), **{n: r[n] for n in names}}}


def _view_count(call: Call, view: Record) -> Record:
    """The first look finds it being computed."""
    found: Record = {"url": call.url(f"views/{view['id']}/count"), "view_id": view["id"]}
    looks = call.world.view_looks
    key = (view["id"], call.caller_id)
    if looks.get(key, 0) < COUNT_TAKES:
        looks[key] = looks.get(key, 0) + 1
        return found | {"value": None, "pretty": "...", "fresh": False}
    value = len(_members(call, view))
    return found | {"value": value, "pretty": str(value), "fresh": True}


def count_of(call: Call, view_id: int) -> Response:
    return json_response({"view_count": _view_count(call, call.small("views", view_id))})


def count_many(call: Call) -> Response:
    numbers = call.params.ids()
    if len(numbers) > MOST_COUNTED:
        raise too_many(MOST_COUNTED)
    kept = call.world.small["views"]
    return json_response({"view_counts": [_view_count(call, kept[n]) for n in numbers if n in kept]})


def compact(call: Call) -> Response:
    rows = [v for v in crud.rows_of(call, VIEWS) if v["active"]][:MOST_COMPACT]
    return whole_response(call, "views", [VIEWS.url_of(call, v) for v in rows])


def show_many(call: Call) -> Response:
    kept = call.world.small["views"]
    return whole_response(
        call, "views", [VIEWS.url_of(call, kept[i]) for i in call.params.ids() if i in kept]
    )


def preview(call: Call) -> Response:
    given = call.wrapped("view")
    conditions = {name: values.objects(name, given.get(name)) for name in ("all", "any")}
    found = _sketches(call, conditions)
    loaded = [t for s in found[:100] if (t := call.world.ticket(s.id)) is not None]
    columns = values.mapping("output", given.get("output")).get("columns") or ["subject", "requester"]
    body = {
        "rows": [_row(call, t, columns) for t in loaded],
        "columns": [{"id": c, "title": c} for c in columns],
    }
    return json_response(body | {"next_page": None, "previous_page": None, "count": len(found)})


def preview_count(call: Call) -> Response:
    given = call.wrapped("view")
    found = len(_sketches(call, {name: values.objects(name, given.get(name)) for name in ("all", "any")}))
    count = {"url": call.url("views/preview/count"), "view_id": None, "value": found, "pretty": str(found)}
    return json_response({"view_count": count | {"fresh": True}})


def export(call: Call, view_id: int) -> Response:
    call.small("views", view_id)
    return json_response({"export": {"view_id": view_id, "status": "starting"}})


_ONE = "/views/<int:view_id>"
ENDPOINTS = [
    *crud.endpoints(VIEWS, "list show count create update delete update_many destroy_many"),
    Endpoint("GET", "/views/active", active(VIEWS), VIEWS.params),
    Endpoint("GET", "/views/search", find(VIEWS), f"{VIEWS.params} query"),
    Endpoint("GET", "/views/compact", compact),
    Endpoint("GET", "/views/show_many", show_many, "ids"),
    Endpoint("GET", "/views/count_many", count_many, "ids"),
    Endpoint("POST", "/views/preview", preview),
    Endpoint("POST", "/views/preview/count", preview_count),
    Endpoint("GET", f"{_ONE}/tickets", tickets_of),
    Endpoint("GET", f"{_ONE}/execute", execute, limits="views"),
    Endpoint("GET", f"{_ONE}/count", count_of, limits="views"),
    Endpoint("GET", f"{_ONE}/export", export),
]
