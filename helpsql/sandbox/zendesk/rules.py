"""Macros, triggers, automations: listing, finding, writing them, and what a macro would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, AGENT, Endpoint
from helpsql.sandbox.zendesk.errors import invalid, json_response
from helpsql.sandbox.zendesk.fields import reorder
from helpsql.sandbox.zendesk.search import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

_RULE = {
    "title": values.text,
    "active": values.truth,
    "position": values.whole,
    "actions": values.array,
    "description": values.text,
}
_FRESH = {"active": True, "default": False, "position": 9999, "raw_title": ""}
_USAGE = ("usage_1h", "usage_24h", "usage_7d", "usage_30d")
_SORTS = ("alphabetical", "created_at", "updated_at", "position", *_USAGE)


def _settle(_call: Call, record: Record) -> Record:
    record["raw_title"] = record["title"]
    if not record.get("actions"):
        # ASSUMED: a rule without an action is refused.
        raise invalid("actions", "Actions: cannot be blank", "BlankValue")
    for action in record["actions"]:
        if not isinstance(action, dict) or "field" not in action:
            raise invalid("actions", "Actions: is invalid")
    return record


def _conditions(call: Call, record: Record) -> Record:
    found = values.mapping("conditions", record.get("conditions"))
    record["conditions"] = {"all": found.get("all") or [], "any": found.get("any") or []}
    if not record["conditions"]["all"] and not record["conditions"]["any"]:
        raise invalid("conditions", "Conditions: cannot be blank", "BlankValue")
    return _settle(call, record)


def _is_active(call: Call, rule: Record) -> bool:
    return call.params.flag("active") in (None, rule["active"])


def wanted_macro(call: Call, macro: Record) -> bool:
    """Filters of the list, and what the caller may see of the restricted ones."""
    limit, access = macro["restriction"] or {}, call.params.text("access")
    kind = {"User": "personal", "Group": "shared"}.get(limit.get("type", ""), "shared")
    if access == "account" and limit:
        return False
    if access in ("personal", "shared") and kind != access:
        return False
    category = call.params.text("category")
    if category is not None and not macro["title"].startswith(f"{category}::"):
        return False
    group = call.params.whole("group_id")
    if group is not None and group not in (limit.get("ids") or [limit.get("id")]):
        return False
    personal = limit.get("type") == "User" and limit.get("id") != call.caller_id
    return _is_active(call, macro) and not personal


def _macro_beside(call: Call, _macros: list[Record]) -> Record:
    found: Record = {}
    if "categories" in call.includes:
        found["categories"] = macro_categories(call)
    if "app_installation" in call.includes:
        found["app_installations"] = []
    return found


def _macro_shown(call: Call, macro: Record) -> Record:
    more: Record = {name: 0 for name in _USAGE if name in call.includes}
    if "permissions" in call.includes:
        more["permissions"] = {"can_edit": True}
    return macro | more


MACROS = crud.Kind(
    "macros",
    "macro",
    _RULE | {"restriction": values.mapping_or_null},
    _FRESH | {"description": None, "restriction": None},
    required=("title",),
    order=("title", "id"),
    sorts=_SORTS,
    params="access active category group_id only_viewable",
    wanted=wanted_macro,
    settle=_settle,
    shown=_macro_shown,
    beside=_macro_beside,
    writers=AGENT,
)
TRIGGERS = crud.Kind(
    "triggers",
    "trigger",
    _RULE | {"conditions": values.mapping, "category_id": values.text},
    _FRESH | {"description": None, "category_id": "1276235"},
    required=("title",),
    order=("position", "title", "id"),
    sorts=_SORTS,
    params="active category_id",
    wanted=lambda call, rule: (
        _is_active(call, rule) and call.params.text("category_id") in (None, rule["category_id"])
    ),
    settle=_conditions,
)
AUTOMATIONS = crud.Kind(
    "automations",
    "automation",
    {k: v for k, v in _RULE.items() if k != "description"} | {"conditions": values.mapping},
    _FRESH,
    required=("title",),
    order=("position", "id"),
    sorts=_SORTS,
    params="active",
    wanted=_is_active,
    settle=_conditions,
)


def active(kind: crud.Kind) -> Callable[[Call], Response]:
    return lambda call: crud.listed(call, kind, [r for r in crud.rows_of(call, kind) if r["active"]])


def find(kind: crud.Kind) -> Callable[[Call], Response]:
    """By words of the title."""

    def answer(call: Call) -> Response:
        wanted = words.tokens(call.params.required("query"))
        rows = [r for r in crud.rows_of(call, kind) if words.has_prefix(r["title"], wanted)]
        return crud.listed(call, kind, rows)

    return answer


def macro_categories(call: Call) -> list[str]:
    titles = (m["title"] for m in call.world.small["macros"].values() if m["active"])
    return sorted({title.partition("::")[0] for title in titles if "::" in title})


# Trigger categories ----------------------------------------------------------------------------


def trigger_categories(call: Call) -> Response:
    from helpsql.sandbox.zendesk.pages import list_response

    listing = crud.sorted_by(call.world.small["trigger_categories"].values(), ("position", "id"))
    return list_response(call, "trigger_categories", listing, lambda r: r)


def trigger_category(call: Call, category_id: str) -> Response:
    return json_response({"trigger_category": call.small("trigger_categories", category_id)})


_ALL = "list show create update delete update_many destroy_many"
ENDPOINTS = [
    *crud.endpoints(MACROS, _ALL),
    *crud.endpoints(TRIGGERS, _ALL, readers=ADMIN),
    *crud.endpoints(AUTOMATIONS, _ALL, readers=ADMIN),
    *(Endpoint("GET", f"/{k.plural}/active", active(k), k.params) for k in (MACROS, TRIGGERS, AUTOMATIONS)),
    *(
        Endpoint("GET", f"/{k.plural}/search", find(k), f"{k.params} query filter")
        for k in (MACROS, TRIGGERS, AUTOMATIONS)
    ),
    Endpoint("PUT", "/triggers/reorder", reorder(TRIGGERS, "trigger_ids"), role=ADMIN),
    Endpoint(
        "GET",
        "/triggers/<int:record_id>/revisions",
        lambda _call, **_ids: json_response({"trigger_revisions": []}),
    ),
    Endpoint("GET", "/trigger_categories", trigger_categories),
    Endpoint("GET", "/trigger_categories/<string:category_id>", trigger_category),
]
