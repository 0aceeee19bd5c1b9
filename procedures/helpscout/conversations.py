"""Conversations: their tags, fields, status, people and places."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any

from helpsql.errors import DataError
from helpsql.spec import (
    BOOLEAN,
    EMPTY,
    INTEGER,
    JSON,
    TEXT,
    TIMESTAMP,
    Parameter,
    Procedure,
    Request,
    Response,
    Steps,
    same,
)
from procedures.helpscout.shared import CONVERSATION, DOCS

update_tags = Procedure(
    "UpdateConversationTag",
    "Replaces all tags of a conversation.",
    method="PUT",
    path="/v2/conversations/{conversationId}/tags",
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/tags/update/",
    parameters=[
        CONVERSATION,
        Parameter("tags", JSON, 'Names of all its tags, such as ["vip", "pro"]; [] for none.', shape="array"),
    ],
)


def _tags(conversation: int) -> Generator[Request, Response, tuple[list[str], str]]:
    """The names of a conversation's tags, and where to PUT them; a merged conversation has a new id."""
    answer = yield Request("GET", f"/v2/conversations/{conversation}")
    found = answer.json
    if not isinstance(found, dict) or not isinstance(found.get("tags", []), list):
        raise DataError(f"GET /v2/conversations/{conversation}: no conversation came back.", code="bad-shape")
    # The name stands under tag here, under name in GET /v2/tags.
    names = [str(one["tag"]) for one in found.get("tags", []) if isinstance(one, dict) and "tag" in one]
    return names, f"/v2/conversations/{found.get('id', conversation)}/tags"


def _add_tag(arguments: Mapping[str, Any]) -> Steps:
    """The tags it has and the new one; no PUT when it has that one already."""
    tag = str(arguments["tag"]).strip()
    names, path = yield from _tags(arguments["conversationId"])
    if tag.casefold() not in {name.casefold() for name in names}:
        names = [*names, tag]
        yield Request("PUT", path, body={"tags": names})
    return [{"ConversationId": arguments["conversationId"], "Tags": json.dumps(names, ensure_ascii=False)}]


def _remove_tag(arguments: Mapping[str, Any]) -> Steps:
    """The tags it has without that one; no PUT when it has it not."""
    tag = str(arguments["tag"]).strip().casefold()
    names, path = yield from _tags(arguments["conversationId"])
    kept = [name for name in names if name.casefold() != tag]
    if kept != names:
        yield Request("PUT", path, body={"tags": kept})
    return [{"ConversationId": arguments["conversationId"], "Tags": json.dumps(kept, ensure_ascii=False)}]


add_tag = Procedure(
    "AddConversationTag",
    "Adds one tag to a conversation and keeps the others.",
    steps=_add_tag,
    returns=("ConversationId", "Tags"),
    docs=f"{DOCS}/conversations/tags/update/",
    parameters=[CONVERSATION, Parameter("tag", TEXT, "Name of the tag; it need not exist yet.")],
)


remove_tag = Procedure(
    "RemoveConversationTag",
    "Takes one tag off a conversation and keeps the others.",
    steps=_remove_tag,
    returns=("ConversationId", "Tags"),
    docs=f"{DOCS}/conversations/tags/update/",
    parameters=[CONVERSATION, Parameter("tag", TEXT, "Name of the tag.")],
)


update_fields = Procedure(
    "UpdateConversationField",
    "Replaces the values of all custom fields of a conversation; fields left out lose theirs.",
    method="PUT",
    path="/v2/conversations/{conversationId}/fields",
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/custom_fields/update/",
    parameters=[
        CONVERSATION,
        Parameter(
            "fields",
            JSON,
            'Values, such as [{"id": "44977", "value": "blue"}], with ids of MailboxFields.',
            shape="array",
        ),
    ],
)


set_status = Procedure(
    "SetConversationStatus",
    "Sets the status of a conversation.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "replace", "path": "/status"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[
        CONVERSATION,
        Parameter(
            "status",
            TEXT,
            "active, closed, open, pending or spam.",
            body="value",
            values=same("active", "closed", "open", "pending", "spam"),
        ),
    ],
)


assign = Procedure(
    "AssignConversation",
    "Gives a conversation to a user or team.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "replace", "path": "/assignTo"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[
        CONVERSATION,
        Parameter("userId", INTEGER, "User or team (Users.Id or Teams.Id).", body="value"),
    ],
)


unassign = Procedure(
    "UnassignConversation",
    "Takes a conversation from the user or team who has it.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "remove", "path": "/assignTo"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[CONVERSATION],
)


move = Procedure(
    "MoveConversation",
    "Moves a conversation to another mailbox, where it may lose the custom fields of the old one.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "move", "path": "/mailboxId"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[
        CONVERSATION,
        Parameter("mailboxId", INTEGER, "Mailbox (Mailboxes.Id).", body="value"),
    ],
)


change_customer = Procedure(
    "ChangeConversationCustomer",
    "Makes another customer the one a conversation is with.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "replace", "path": "/primaryCustomer.id"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[
        CONVERSATION,
        Parameter("customerId", INTEGER, "Customer (Customers.Id).", body="value"),
    ],
)


publish_draft = Procedure(
    "PublishDraft",
    "Publishes a conversation that is a draft.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "replace", "path": "/draft", "value": False},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[CONVERSATION],
)


snooze = Procedure(
    "SnoozeConversation",
    "Sets a conversation aside until a moment.",
    method="PUT",
    path="/v2/conversations/{conversationId}/snooze",
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/snooze/update/",
    parameters=[
        CONVERSATION,
        Parameter("snoozedUntil", TIMESTAMP, "Until when, in the future."),
        Parameter(
            "unsnoozeOnCustomerReply",
            BOOLEAN,
            "Whether a reply of the customer ends the snooze; true unless given.",
            required=False,
            default=True,
        ),
    ],
)


unsnooze = Procedure(
    "UnsnoozeConversation",
    "Ends the snooze of a conversation.",
    method="DELETE",
    path="/v2/conversations/{conversationId}/snooze",
    style=EMPTY,
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/snooze/delete/",
    parameters=[CONVERSATION],
)
