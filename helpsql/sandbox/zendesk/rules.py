"""Macros, triggers, automations: listing, finding, writing them, and what a macro would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, render, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, AGENT, Endpoint
from helpsql.sandbox.zendesk.errors import invalid, json_response, missing
from helpsql.sandbox.zendesk.fields import reorder
from helpsql.sandbox.zendesk.search import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

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
        found["categories"] = _categories(call)
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


def _categories(call: Call) -> list[str]:
    titles = (m["title"] for m in call.world.small["macros"].values() if m["active"])
    return sorted({title.partition("::")[0] for title in titles if "::" in title})


def categories(call: Call) -> Response:
    return json_response({"categories": _categories(call)})


# What a macro would do -------------------------------------------------------------------------


def apply(call: Call, record_id: int) -> Response:
    """Only what the macro would change."""
    changed, comment = _effect(call, call.small("macros", record_id), None)
    return json_response({"result": {"ticket": changed | comment}})


def apply_to_ticket(call: Call, ticket_id: int, record_id: int) -> Response:
    """The whole ticket as it would be."""
    ticket = call.ticket(ticket_id)
    changed, comment = _effect(call, call.small("macros", record_id), ticket)
    return json_response({"result": {"ticket": render.ticket(call, ticket) | changed | comment}})


def _effect(call: Call, macro: Record, ticket: Ticket | None) -> tuple[Record, Record]:
    found: Record = {}
    comment: Record = {}
    tags = list(ticket.record["tags"]) if ticket else []
    touched = False
    fields = {f["id"]: f["value"] for f in ticket.record["custom_fields"]} if ticket else {}
    custom: Record = {}
    for action in macro["actions"]:
        name, value = action["field"], action["value"]
        given = values.tags(name, value) if name in ("set_tags", "current_tags", "remove_tags") else []
        if given:
            touched = True
        if name == "set_tags":
            tags = given
        elif name == "current_tags":
            tags += [t for t in given if t not in tags]
        elif name == "remove_tags":
            tags = [t for t in tags if t not in given]
        elif name in ("comment_value", "comment_value_html"):
            text = value[-1] if isinstance(value, list) else value
            comment["html_body" if name.endswith("html") else "body"] = _filled(call, str(text), ticket)
        elif name == "comment_mode_is_public":
            comment["public"] = value in (True, "true")
        elif name.startswith("custom_fields_"):
            custom[name.removeprefix("custom_fields_")] = (
                value in (True, "true") if value in ("true", "false") else value
            )
        else:
            found[name] = _reference(call, name, value)
    if touched:
        found["tags"] = tags
    if custom:
        merged = fields | {int(k): v for k, v in custom.items()}
        found["custom_fields"] = found["fields"] = [{"id": k, "value": v} for k, v in merged.items()]
    if comment:
        comment.setdefault("public", True)
        return found, {"comment": comment}
    return found, {}


def _reference(call: Call, name: str, value: Any) -> Any:
    if not name.endswith("_id"):
        return value
    if value == "current_user":
        return call.caller_id
    return int(value) if str(value).isdigit() else None


def _filled(call: Call, text: str, ticket: Ticket | None) -> str:
    """Placeholders that a macro's text is most likely to have."""
    if ticket is None:
        return text
    name = str((call.world.user(ticket.record["requester_id"]) or {"name": ""})["name"])
    known = {
        "ticket.id": str(ticket.id),
        "ticket.title": str(ticket.record["subject"]),
        "ticket.requester.name": name,
        "ticket.requester.first_name": name.partition(" ")[0],
        "current_user.name": call.caller["name"],
    }
    for placeholder, shown in known.items():
        text = text.replace("{{" + placeholder + "}}", shown)
    return text


def new_macro(call: Call) -> Response:
    """An unsaved copy of a macro, or of what a ticket has."""
    number = call.params.whole("macro_id")
    if number is not None:
        old = call.small("macros", number)
        return json_response(
            {"macro": {k: old[k] for k in ("title", "description", "actions", "restriction")}}
        )
    number = call.params.whole("ticket_id")
    if number is None:
        raise missing("macro_id")
    record = call.ticket(number).record
    actions = [
        {"field": n, "value": record[n]} for n in ("status", "priority", "type") if record[n] is not None
    ]
    return json_response({"macro": {"title": record["subject"], "actions": actions}})


def actions(_call: Call) -> Response:
    names = (
        "status",
        "priority",
        "type",
        "group_id",
        "assignee_id",
        "set_tags",
        "current_tags",
        "remove_tags",
    )
    return json_response({"actions": [{"field": n, "value": n, "type": "list"} for n in names]})


def definitions(_call: Call) -> Response:
    fields = ("status", "priority", "type", "group_id", "assignee_id", "current_tags")
    listed = [
        {"title": f.replace("_", " ").capitalize(), "subject": f, "type": "list", "group": "ticket"}
        for f in fields
    ]
    return json_response(
        {"definitions": {"conditions_all": listed, "conditions_any": listed, "actions": listed}}
    )


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
    Endpoint("GET", "/macros/categories", categories),
    Endpoint("GET", "/macros/actions", actions),
    *(
        Endpoint("GET", f"/{name}/definitions", definitions)
        for name in ("macros", "triggers", "slas/policies")
    ),
    Endpoint("GET", "/macros/new", new_macro, "macro_id ticket_id"),
    Endpoint("GET", "/macros/<int:record_id>/apply", apply),
    Endpoint(
        "GET",
        "/macros/<int:record_id>/attachments",
        lambda _call, **_ids: json_response({"macro_attachments": []}),
    ),
    Endpoint("GET", "/tickets/<int:ticket_id>/macros/<int:record_id>/apply", apply_to_ticket),
    Endpoint("PUT", "/triggers/reorder", reorder(TRIGGERS, "trigger_ids"), role=ADMIN),
    Endpoint(
        "GET",
        "/triggers/<int:record_id>/revisions",
        lambda _call, **_ids: json_response({"trigger_revisions": []}),
    ),
    Endpoint("GET", "/trigger_categories", trigger_categories),
    Endpoint("GET", "/trigger_categories/<string:category_id>", trigger_category),
]
