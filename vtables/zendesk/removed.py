"""What was set aside: deleted tickets, suspended tickets."""

from __future__ import annotations

from helpsql.spec import INTEGER, TEXT, TIMESTAMP, Column, Many, Read, Table, Write
from vtables.zendesk.shared import CREATED, DOCS, ID, UPDATED, URL, json_list, ref, total, via

deleted_tickets = Table(
    "deleted_tickets",
    "Tickets deleted within 30 days, but no archived ones; RestoreTicket brings one back, PurgeTicket "
    "removes it for good.",
    docs=f"{DOCS}/tickets/tickets/",
    reads=[
        Read(
            "/api/v2/deleted_tickets",
            rows="deleted_tickets[]",
            stale="Archived tickets that were deleted are not listed.",
            weight=10.0,
        )
    ],
    rows=100,
    examples=("select id, subject, deleted_at from deleted_tickets order by deleted_at desc",),
    columns=[
        Column("id", INTEGER, "Number that the ticket had in tickets.", key=True),
        Column("subject", TEXT, "Subject line; SCRUBBED after 30 days."),
        Column("description", TEXT, "Text of the first comment."),
        ref("actor_id", "users.id", "User who deleted it", at="actor.id"),
        Column("actor_name", TEXT, "Name of the user who deleted it.", at="actor.name"),
        Column("deleted_at", TIMESTAMP, "When it was deleted."),
        Column("previous_state", TEXT, "Status it had before: new, open, pending, hold, solved or closed."),
    ],
)

suspended_tickets = Table(
    "suspended_tickets",
    "Mails that were held back and became no ticket, for 14 days; RecoverSuspendedTicket makes one.",
    docs=f"{DOCS}/tickets/suspended_tickets/",
    reads=[
        Read("/api/v2/suspended_tickets/{id}", rows="suspended_ticket[]", unique=True),
        Read(
            "/api/v2/suspended_tickets",
            rows="suspended_tickets[]",
            counts=total("/api/v2/suspended_tickets"),
        ),
    ],
    delete=Write(
        "DELETE",
        "/api/v2/suspended_tickets/{id}",
        many=Many("DELETE", "/api/v2/suspended_tickets/destroy_many", job=False),
    ),
    rows=50,
    examples=("select id, author_email, subject, cause from suspended_tickets",),
    columns=[
        ID,
        URL,
        ref("author_id", "users.id", "User who wrote it, where known", at="author.id"),
        Column("author_name", TEXT, "Name of the sender.", at="author.name"),
        Column("author_email", TEXT, "Mail address of the sender.", at="author.email"),
        Column("subject", TEXT, "Subject line."),
        Column("content", TEXT, "Text."),
        Column("cause", TEXT, "Why it was held back."),
        Column("cause_id", INTEGER, "Number of the cause."),
        json_list("error_messages", "What went wrong, an array."),
        Column("message_id", TEXT, "Message-ID of the mail."),
        ref("ticket_id", "tickets.id", "Ticket it answers"),
        CREATED,
        UPDATED,
        *via("the mail"),
        json_list("attachments", "Files, an array of attachments."),
        Column("recipient", TEXT, "Support address it was sent to."),
        ref("brand_id", "brands.id", "Brand it was sent to"),
    ],
)
