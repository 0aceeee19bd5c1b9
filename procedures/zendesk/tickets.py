"""What agents do with one ticket: its status, who has it, and new tickets made in other ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.spec import BOOLEAN, INTEGER, JSON, TEXT, Parameter, Procedure, Request, same
from procedures.zendesk.shared import CLOSING, CLOSING_PUBLIC, DOCS, STATUSES, change, object_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Steps

solve = change(
    "SolveTicket",
    "Solves a ticket; fields that are required for it must be filled.",
    [CLOSING, CLOSING_PUBLIC],
    fixed={"status": "solved"},
)
close = change(
    "CloseTicket",
    "Closes a ticket, which nobody can change afterwards.",
    [CLOSING, CLOSING_PUBLIC],
    fixed={"status": "closed"},
)
reopen = change(
    "ReopenTicket",
    "Opens a ticket again that is solved, pending or on hold.",
    [CLOSING, CLOSING_PUBLIC],
    fixed={"status": "open"},
)
assign = change(
    "AssignTicket",
    "Assigns a ticket to an agent, a group or an agent in a group.",
    [
        Parameter("assignee_id", INTEGER, "Agent (users.id), a member of the group.", required=False),
        Parameter("group_id", INTEGER, "Group (groups.id).", required=False),
        Parameter("assignee_email", TEXT, "Mail address of the agent.", required=False),
    ],
    needs_one=("assignee_id", "group_id", "assignee_email"),
    because="A ticket is assigned to an agent or a group.",
    repeatable=None,
)
set_status = change(
    "SetStatus",
    "Sets the status of a ticket.",
    [
        Parameter(
            "status", TEXT, "open, pending, hold, solved or closed; new for one nobody had.", values=STATUSES
        )
    ],
    repeatable=None,
)
set_custom_status = change(
    "SetCustomStatus",
    "Sets the status of a ticket to one of the account's own making.",
    [Parameter("custom_status_id", INTEGER, "Status (custom_statuses.id).")],
    repeatable=None,
)
set_priority = change(
    "SetPriority",
    "Sets the priority of a ticket.",
    [
        Parameter(
            "priority", TEXT, "low, normal, high or urgent.", values=same("low", "normal", "high", "urgent")
        )
    ],
    returns=("ticket_id", "priority"),
    gives={},
    repeatable=None,
)


follow_up = Procedure(
    "CreateFollowUp",
    "Makes a new ticket that follows up a closed one.",
    method="POST",
    path="/api/v2/tickets",
    wrap="ticket",
    idempotency="Idempotency-Key",
    makes="tickets",
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[
        Parameter("source_id", INTEGER, "Closed ticket (tickets.id).", body="via_followup_source_id"),
        Parameter("subject", TEXT, "Subject line."),
        Parameter("body", TEXT, "Text of the first comment.", body="comment.body"),
        Parameter(
            "public",
            BOOLEAN,
            "Whether the comment is public; true unless given.",
            required=False,
            body="comment.public",
            default=True,
        ),
    ],
)


def _import_ticket(arguments: Mapping[str, Any]) -> Steps:
    archive = bool(arguments["archive_immediately"])
    answer = yield Request(
        "POST",
        "/api/v2/imports/tickets",
        params={"archive_immediately": "true"} if archive else {},
        body={"ticket": arguments["ticket"]},
    )
    return [{"Id": object_in(answer, "ticket", "POST /api/v2/imports/tickets").get("id")}]


import_ticket = Procedure(
    "ImportTicket",
    "Brings a ticket of another system over with its history; no trigger runs, no mail goes out.",
    steps=_import_ticket,
    makes="tickets",
    docs=f"{DOCS}/tickets/ticket_import/",
    parameters=[
        Parameter(
            "ticket",
            JSON,
            "The ticket, an object of columns of tickets, created_at, updated_at, solved_at, and comments, "
            "an array of {author_id, created_at, body, public}.",
            shape="object",
        ),
        Parameter(
            "archive_immediately",
            BOOLEAN,
            "True archives a closed ticket at once; false unless given.",
            required=False,
            default=False,
        ),
    ],
)
