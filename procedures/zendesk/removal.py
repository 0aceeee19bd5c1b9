"""Tickets that go, come back or become one: merging, spam, the bin, mails that are held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.spec import BOOLEAN, EMPTY, INTEGER, JSON, TEXT, Parameter, Procedure, Request
from procedures.zendesk.jobs import JOB_COLUMNS, finished, job_row
from procedures.zendesk.shared import DOCS, TICKET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Steps


def _merge_tickets(arguments: Mapping[str, Any]) -> Steps:
    names = {
        "source_ids": "ids",
        "target_comment": "target_comment",
        "source_comment": "source_comment",
        "target_public": "target_comment_is_public",
        "source_public": "source_comment_is_public",
    }
    body = {names[name]: value for name, value in arguments.items() if name in names and value is not None}
    path = f"/api/v2/tickets/{arguments['target_id']}/merge"
    job = yield from finished(Request("POST", path, body=body))
    return [{"target_id": arguments["target_id"], **job_row(job)}]


merge_tickets = Procedure(
    "MergeTickets",
    "Merges tickets into another one; they are closed, which cannot be undone.",
    steps=_merge_tickets,
    returns=("target_id", *JOB_COLUMNS),
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[
        Parameter("target_id", INTEGER, "Ticket that stays (tickets.id).", points_to=("tickets.id",)),
        Parameter(
            "source_ids",
            JSON,
            "Tickets to merge into it, an array of tickets.id.",
            shape="array",
            points_to=("tickets.id",),
        ),
        Parameter("target_comment", TEXT, "Comment on the ticket that stays.", required=False),
        Parameter("source_comment", TEXT, "Comment on the others.", required=False),
        Parameter(
            "target_public",
            BOOLEAN,
            "Whether the first comment is public; false unless given.",
            required=False,
            default=False,
        ),
        Parameter(
            "source_public",
            BOOLEAN,
            "Whether the second comment is public; false unless given.",
            required=False,
            default=False,
        ),
    ],
)


mark_as_spam = Procedure(
    "MarkAsSpam",
    "Marks a ticket as spam, which deletes it and suspends its requester.",
    method="PUT",
    path="/api/v2/tickets/{ticket_id}/mark_as_spam",
    style=EMPTY,
    returns=("ticket_id",),
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[TICKET],
)

restore_ticket = Procedure(
    "RestoreTicket",
    "Brings a deleted ticket back, within 30 days.",
    method="PUT",
    path="/api/v2/deleted_tickets/{ticket_id}/restore",
    style=EMPTY,
    returns=("ticket_id",),
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[Parameter("ticket_id", INTEGER, "Ticket (deleted_tickets.id).", points_to=("tickets.id",))],
)


def _purge_ticket(arguments: Mapping[str, Any]) -> Steps:
    ticket = arguments["ticket_id"]
    job = yield from finished(Request("DELETE", f"/api/v2/deleted_tickets/{ticket}"))
    return [{"ticket_id": ticket, **job_row(job)}]


purge_ticket = Procedure(
    "PurgeTicket",
    "Removes a deleted ticket for good.",
    steps=_purge_ticket,
    returns=("ticket_id", *JOB_COLUMNS),
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[Parameter("ticket_id", INTEGER, "Ticket (deleted_tickets.id).", points_to=("tickets.id",))],
)


recover_suspended = Procedure(
    "RecoverSuspendedTicket",
    "Makes a ticket of a mail that was held back.",
    method="PUT",
    path="/api/v2/suspended_tickets/{suspended_ticket_id}/recover",
    style=EMPTY,
    returns=("suspended_ticket_id", "ticket_id"),
    gives={"ticket_id": "ticket.id"},
    repeatable=False,
    docs=f"{DOCS}/tickets/suspended_tickets/",
    parameters=[Parameter("suspended_ticket_id", INTEGER, "The mail (suspended_tickets.id).")],
)

delete_suspended = Procedure(
    "DeleteSuspendedTicket",
    "Deletes a mail that was held back.",
    method="DELETE",
    path="/api/v2/suspended_tickets/{suspended_ticket_id}",
    style=EMPTY,
    returns=("suspended_ticket_id",),
    docs=f"{DOCS}/tickets/suspended_tickets/",
    parameters=[Parameter("suspended_ticket_id", INTEGER, "The mail (suspended_tickets.id).")],
)
