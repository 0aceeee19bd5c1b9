"""Applying a macro, or telling what it would do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from helpsql.spec import BOOLEAN, INTEGER, Parameter, Procedure, Request
from procedures.zendesk.shared import DOCS, TICKET, object_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Steps

MACRO_SETS = (
    "subject",
    "type",
    "priority",
    "status",
    "custom_status_id",
    "assignee_id",
    "group_id",
    "organization_id",
    "requester_id",
    "brand_id",
    "ticket_form_id",
    "due_at",
    "problem_id",
    "external_id",
    "tags",
    "collaborator_ids",
)
"""What can be written of the ticket that applying a macro would leave."""


def _macro_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What the macro changes, as the body of an update."""
    changes = {name: after[name] for name in MACRO_SETS if name in after and after[name] != before.get(name)}
    had = {field["id"]: field.get("value") for field in before.get("custom_fields") or ()}
    fields = [
        {"id": field["id"], "value": field.get("value")}
        for field in after.get("custom_fields") or ()
        if field.get("value") != had.get(field["id"])
    ]
    if fields:
        changes["custom_fields"] = fields
    said = after.get("comment") or {}
    comment = {key: said[key] for key in ("body", "html_body", "public") if said.get(key) is not None}
    if comment.get("body") or comment.get("html_body"):
        changes["comment"] = comment
    return changes


def _apply_macro(arguments: Mapping[str, Any]) -> Steps:
    """Applying changes nothing by itself: it tells what the ticket would be, and that is then written."""
    ticket, macro = arguments["ticket_id"], arguments["macro_id"]
    path = f"/api/v2/tickets/{ticket}"
    before = object_in((yield Request("GET", path)), "ticket", f"GET {path}")
    asked = f"{path}/macros/{macro}/apply"
    result = object_in((yield Request("GET", asked)), "result", f"GET {asked}")
    changes = _macro_changes(before, result.get("ticket") or {})
    preview = bool(arguments["preview"])
    if changes and not preview:
        body = {"ticket": {**changes, "macro_ids": [macro]}}
        yield Request("PUT", path, body=body, repeatable=False)
    return [
        {
            "ticket_id": ticket,
            "macro_id": macro,
            "applied": bool(changes) and not preview,
            "changes": json.dumps(changes, ensure_ascii=False),
        }
    ]


apply_macro = Procedure(
    "ApplyMacro",
    "Applies a macro to a ticket, or tells what it would change.",
    steps=_apply_macro,
    returns=("ticket_id", "macro_id", "applied", "changes"),
    docs=f"{DOCS}/business-rules/macros/",
    parameters=[
        TICKET,
        Parameter("macro_id", INTEGER, "Macro (macros.id)."),
        Parameter(
            "preview",
            BOOLEAN,
            "True changes nothing; false unless given.",
            required=False,
            default=False,
        ),
    ],
)
