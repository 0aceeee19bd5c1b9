"""What is said in tickets, and the time that agents log."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    NOWHERE,
    ON_INSERT,
    ON_UPDATE,
    TEXT,
    TIMESTAMP,
    Changes,
    Column,
    Read,
    Table,
)
from vtables.teamwork_desk.shared import (
    API,
    BASE,
    DOCS,
    ID,
    LIKELY,
    STATE,
    array,
    between,
    by_id,
    changed,
    flags,
    listed,
    made,
    numbers,
    ref,
    removed,
    texts,
)

messages = Table(
    "Messages",
    "Messages, notes and events of tickets; ReplyToTicket adds one.",
    docs=f"{DOCS}/desk-api-v2/messages",
    reads=[
        by_id("messages", "message"),
        Read(f"{API}/tickets/{{TicketId}}/messages.json", rows="messages[]"),
        listed("messages", takes=LIKELY),
    ],
    update=[changed("messages", "message")],
    delete=removed("messages"),
    instead={"INSERT": "ReplyToTicket writes a message."},
    changes=Changes("UpdatedAt", note="Deleted messages are not seen."),
    rows=60_000,
    examples=(
        "select ThreadType, CreatedAt, TextBody from Messages where TicketId = 1 order by CreatedAt",
        "select t.Subject, m.HtmlBody from Tickets t join Messages m on m.TicketId = t.Id where t.Id = 1",
    ),
    columns=[
        ID,
        ref("TicketId", "Tickets", "Ticket"),
        Column("ThreadType", TEXT, "What it is: message, note, forward, eventInfo or completedTask."),
        Column("HtmlBody", TEXT, "Its text as HTML."),
        Column("TextBody", TEXT, "Its text."),
        ref("StatusId", "TicketStatuses", "Status that the ticket got with it"),
        ref("AssigningUserId", "Users", "Agent that the ticket was assigned to with it"),
        ref("ContactId", "Contacts", "Address that a customer wrote from"),
        Column("EditMethod", TEXT, "html or markdown."),
        array("Cc", "Mail addresses in carbon copy, an array."),
        array("Bcc", "Mail addresses in blind carbon copy, an array."),
        array("Files", "Files, an array of references (Files.Id)."),
        *flags(ON_UPDATE, IsPinned="Whether it is pinned to the ticket."),
        Column("Delayed", BOOLEAN, "Whether it waits to be sent."),
        Column("IsDraft", BOOLEAN, "Whether it is a draft."),
        Column("ViewedByCustomerAt", TIMESTAMP, "When the customer saw it."),
        *BASE,
        STATE,
    ],
)

UNCHECKED = "Teamwork Desk takes any number here and does not look whether there is such a record."

timelogs = Table(
    "Timelogs",
    "Time that agents logged for tickets.",
    docs=f"{DOCS}/desk-api-v2/timelogs",
    reads=[
        by_id("timelogs", "timelog", or_rows="timeLog[]"),
        # The vendor's Go client spells the collection timeLogs.
        listed("timelogs", or_rows="timeLogs[]", takes=(*LIKELY, *between("Date", "date"))),
    ],
    insert=made("timelogs", "timelog"),
    update=[changed("timelogs", "timelog")],
    delete=removed("timelogs"),
    changes=Changes("UpdatedAt", note="Deleted ones are not seen."),
    rows=5000,
    examples=(
        "select UserId, sum(Seconds) / 3600.0 from Timelogs where Date >= '2026-01-01' group by UserId",
    ),
    columns=[
        ID,
        ref("TicketId", "Tickets", "Ticket", write=BOTH, unchecked=UNCHECKED),
        ref("UserId", "Users", "Agent", write=BOTH, unchecked=UNCHECKED),
        Column(
            "TimelogsId",
            INTEGER,
            "Another time that it belongs to (Timelogs.Id).",
            at="timelogs_id",
            write=BOTH,
            points_to="Timelogs.Id",
            unchecked=UNCHECKED,
        ),
        *texts(BOTH, Description="What was done."),
        Column("Date", TIMESTAMP, "When it was done.", write=BOTH),
        *numbers(BOTH, Seconds="How long it took.", TimezoneOffset="Minutes from UTC of that moment."),
        *flags(BOTH, Billable="Whether it is billed."),
        Column(
            "AssignToCurrentUser",
            BOOLEAN,
            "Whether a new one is yours.",
            at=NOWHERE,
            write=ON_INSERT,
            body="assignToCurrentUser",
        ),
        *BASE,
        STATE,
    ],
)
