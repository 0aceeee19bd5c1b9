"""Tags of tickets, users and organizations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from helpsql.spec import INTEGER, JSON, TEXT, Parameter, Procedure, Request
from procedures.zendesk.shared import DOCS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Steps

KINDS = {"ticket": "tickets", "user": "users", "organization": "organizations"}


def _tags(method: str, arguments: Mapping[str, Any]) -> Steps:
    path = f"/api/v2/{arguments['kind']}/{arguments['id']}/tags"
    answer = yield Request(method, path, body={"tags": arguments["tags"]}, repeatable=True)
    left = answer.json.get("tags") if isinstance(answer.json, dict) else None
    shown = None if left is None else json.dumps(left, ensure_ascii=False)
    return [{"id": arguments["id"], "tags": shown}]


def _add_tags(arguments: Mapping[str, Any]) -> Steps:
    return (yield from _tags("PUT", arguments))


def _set_tags(arguments: Mapping[str, Any]) -> Steps:
    return (yield from _tags("POST", arguments))


def _remove_tags(arguments: Mapping[str, Any]) -> Steps:
    """An account answers with the tags that are left, or with nothing."""
    return (yield from _tags("DELETE", arguments))


TAGGED = [
    Parameter(
        "id",
        INTEGER,
        "Ticket, user or organization (its id).",
        points_to=("tickets.id", "users.id", "organizations.id"),
    ),
    Parameter("tags", JSON, 'Names of tags, such as ["vip", "pro"].', shape="array"),
    Parameter(
        "kind",
        TEXT,
        "What the id is of: ticket, user or organization; ticket unless given.",
        required=False,
        values=KINDS,
        default="ticket",
    ),
]


add_tags = Procedure(
    "AddTags",
    "Adds tags to a ticket, user or organization and keeps the others.",
    steps=_add_tags,
    returns=("id", "tags"),
    docs=f"{DOCS}/ticket-management/tags/",
    parameters=TAGGED,
)
remove_tags = Procedure(
    "RemoveTags",
    "Takes tags off a ticket, user or organization and keeps the others.",
    steps=_remove_tags,
    returns=("id", "tags"),
    docs=f"{DOCS}/ticket-management/tags/",
    parameters=TAGGED,
)
set_tags = Procedure(
    "SetTags",
    "Replaces all tags of a ticket, user or organization.",
    steps=_set_tags,
    returns=("id", "tags"),
    docs=f"{DOCS}/ticket-management/tags/",
    parameters=TAGGED,
)
