"""What a macro would do, and what macros can be made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render, values
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import json_response, missing
from helpsql.sandbox.zendesk.rules import macro_categories

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]


def categories(call: Call) -> Response:
    return json_response({"categories": macro_categories(call)})


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


ENDPOINTS = [
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
]
