"""Desk.com's actions that are not rows: what agents did with cases every day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from helpsql.errors import DataError
from helpsql.spec import BOOLEAN, INTEGER, JSON, TEXT, Parameter, Procedure, Request, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Steps

DOCS = "https://dev.desk.com/API/cases/"
CASE = "/api/v2/cases/{case_id}"

CASE_ID = Parameter("case_id", INTEGER, "Case (cases.id).")
LABELS = Parameter("labels", JSON, "Names of labels, an array.", shape="array")
SUPPRESS = Parameter(
    "suppress_rules", BOOLEAN, "True keeps the account's rules from running on it.", required=False
)

reply_to_case = Procedure(
    "ReplyToCase",
    "Replies to the customer of a case; the reply is sent soon unless its status is draft.",
    method="POST",
    path=f"{CASE}/replies",
    fixed={"direction": "out"},
    docs=DOCS,
    parameters=[
        CASE_ID,
        Parameter("body", TEXT, "Text of the reply."),
        Parameter(
            "status",
            TEXT,
            "draft, pending (the default) or sent.",
            required=False,
            values=same("draft", "pending", "sent"),
        ),
        Parameter("subject", TEXT, "Subject; by default Re: and the case's.", required=False),
        Parameter("to", TEXT, "Who it goes to; by default the customer.", required=False),
        Parameter("cc", TEXT, "Who gets a copy.", required=False),
        Parameter("bcc", TEXT, "Who gets a copy unseen.", required=False),
        SUPPRESS,
    ],
)

add_note = Procedure(
    "AddNote",
    "Adds a note to a case, which customers do not see.",
    method="POST",
    path=f"{CASE}/notes",
    docs=DOCS,
    parameters=[CASE_ID, Parameter("body", TEXT, "Text of the note."), SUPPRESS],
)

set_labels = Procedure(
    "SetLabels",
    "Gives a case these labels in the place of those that it has.",
    method="PATCH",
    path=CASE,
    fixed={"label_action": "replace"},
    returns=("case_id",),
    docs=DOCS,
    parameters=[CASE_ID, LABELS],
)

append_labels = Procedure(
    "AppendLabels",
    "Gives a case these labels beside those that it has.",
    method="PATCH",
    path=CASE,
    fixed={"label_action": "append"},
    returns=("case_id",),
    docs=DOCS,
    parameters=[CASE_ID, LABELS],
)


def _remove_labels(arguments: Mapping[str, Any]) -> Steps:
    """The API can replace labels and append them: what remains is computed here."""
    path = CASE.replace("{case_id}", quote(str(arguments["case_id"]), safe=""))
    found = (yield Request("GET", path)).json
    held = found.get("labels") if isinstance(found, dict) else None
    if not isinstance(held, list):
        raise DataError(f"GET {path}: no labels came back.", code="bad-shape")
    gone = {str(name).lower() for name in arguments["labels"]}
    left = [name for name in held if str(name).lower() not in gone]
    if left != held:
        yield Request("PATCH", path, body={"labels": left, "label_action": "replace"})
    return [{"case_id": arguments["case_id"]}]


remove_labels = Procedure(
    "RemoveLabels",
    "Takes these labels from a case; names count in any letter case.",
    steps=_remove_labels,
    returns=("case_id",),
    docs=DOCS,
    parameters=[CASE_ID, LABELS],
)

assign_case = Procedure(
    "AssignCase",
    "Assigns a case to an agent, a group, or both.",
    method="PATCH",
    path=CASE,
    returns=("case_id",),
    needs_one=("user_id", "group_id"),
    because="A case is assigned to somebody.",
    docs=DOCS,
    parameters=[
        CASE_ID,
        Parameter(
            "user_id",
            INTEGER,
            "Agent (users.id).",
            required=False,
            body="_links.assigned_user",
            form={"href": "/api/v2/users/{}", "class": "user"},
        ),
        Parameter(
            "group_id",
            INTEGER,
            "Group (groups.id).",
            required=False,
            body="_links.assigned_group",
            form={"href": "/api/v2/groups/{}", "class": "group"},
        ),
    ],
)

resolve_case = Procedure(
    "ResolveCase",
    "Resolves a case, with a last reply where one is given.",
    method="PATCH",
    path=CASE,
    fixed={"status": "resolved"},
    # With a reply it must not be sent twice.
    repeatable=False,
    returns=("case_id",),
    docs=DOCS,
    parameters=[
        CASE_ID,
        Parameter("reply", TEXT, "Text of a reply to send.", required=False, body="reply.body"),
        SUPPRESS,
    ],
)

forward_case = Procedure(
    "ForwardCase",
    "Forwards the first message of a case to somebody else.",
    method="POST",
    # The path stands in clients alone; no recording of it was found.
    path=f"{CASE}/message/forward",
    returns=("case_id",),
    docs=DOCS,
    parameters=[
        CASE_ID,
        Parameter("to", TEXT, "Mail addresses it goes to."),
        Parameter("note", TEXT, "Text that goes with it.", required=False, body="note_text"),
    ],
)

procedures = (
    reply_to_case,
    add_note,
    set_labels,
    append_labels,
    remove_labels,
    assign_case,
    resolve_case,
    forward_case,
)
