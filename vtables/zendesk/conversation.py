"""What happened in tickets: comments, their files, audits and the events in these."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    INTEGER,
    JSON,
    NOWHERE,
    ON_INSERT,
    TEXT,
    TIMESTAMP,
    Changes,
    Column,
    Count,
    Read,
    Sort,
    Table,
    Write,
)
from vtables.zendesk.shared import (
    CREATED,
    DOCS,
    EXPORT_LAG,
    EXPORT_LAGS,
    EXPORT_WEIGHT,
    FROM_THE_START,
    TIMED_EXPORT,
    json_list,
    json_object,
    ref,
    since,
    via,
)

EVENTS_NOTE = f"{EXPORT_LAGS} Comments of deleted tickets are in it."
AUDITS_NOTE = "Audits of archived tickets, and the newest ones, may be missing here; by ticket_id none is."

ticket_comments = Table(
    "ticket_comments",
    "Comments on tickets, public and private; without a ticket_id they are read from the export of events.",
    docs=f"{DOCS}/tickets/ticket_comments/",
    reads=[
        Read(
            "/api/v2/tickets/{ticket_id}/comments",
            rows="comments[]",
            sort=Sort(
                param="sort",
                fields={"created_at": "created_at"},
                default="created_at",
                ascending="",
                descending="-",
            ),
            counts=Count("/api/v2/tickets/{ticket_id}/comments/count", "count.value"),
        ),
        Read(
            "/api/v2/incremental/ticket_events",
            rows="ticket_events[].child_events[]",
            params={**FROM_THE_START, "include": "comment_events"},
            takes=[since("created_at")],
            where={"event_type": ("Comment", "VoiceComment")},
            # `via` may be a bare word here, without its source.
            lacks=("via_source_from", "via_source_to", "via_source_rel"),
            paging=TIMED_EXPORT,
            stale=EVENTS_NOTE,
            lag=EXPORT_LAG,
            weight=EXPORT_WEIGHT,
        ),
    ],
    insert=Write(
        "PUT",
        "/api/v2/tickets/{ticket_id}",
        wrap="ticket",
        needs_one=("body", "html_body"),
        because="A comment says something.",
        repeatable=False,
        new_id="audit.events[type=Comment].id",
    ),
    changes=Changes("created_at", note="Comments that are redacted or made private later are not seen."),
    rows=80_000,
    examples=(
        "select id, author_id, body from ticket_comments where ticket_id = 5",
        "insert into ticket_comments(ticket_id, body) select max(id), 'Hi' from tickets where status = 'new'",
    ),
    columns=[
        Column("id", INTEGER, "Number of the comment.", key=True),
        ref(
            "ticket_id",
            "tickets.id",
            "Ticket it belongs to",
            at="^.ticket_id",
            write=ON_INSERT,
            required=True,
        ),
        Column("type", TEXT, "Comment or VoiceComment."),
        ref(
            "author_id",
            "users.id",
            "User who wrote it; by default the one who makes the INSERT",
            write=ON_INSERT,
            body="comment.author_id",
        ),
        Column("body", TEXT, "Text.", write=ON_INSERT, body="comment.body", once=True),
        Column(
            "html_body",
            TEXT,
            "Text as HTML, which goes before body.",
            write=ON_INSERT,
            body="comment.html_body",
            once=True,
        ),
        Column("plain_body", TEXT, "Text without any marks."),
        Column(
            "public",
            BOOLEAN,
            "Whether the requester sees it; by default as the first comment of the ticket.",
            write=ON_INSERT,
            body="comment.public",
        ),
        json_list("attachments", "Files; the table attachments has a row for each."),
        Column("audit_id", INTEGER, "Audit it is part of (ticket_audits.id).", points_to="ticket_audits.id"),
        *via("the comment", channel="via.channel or via"),
        CREATED,
        json_object("metadata", "Where it was written from, and anything noted with it."),
        json_object("data", "What is known of a call: number, times, recording."),
        Column("formatted_from", TEXT, "Number that called."),
        Column("formatted_to", TEXT, "Number that was called."),
        Column("transcription_visible", BOOLEAN, "Whether the transcription of a call is shown."),
        Column("trusted", BOOLEAN, "Whether the author was known for sure; in older answers."),
        json_list(
            "uploads",
            "Files to attach, an array of tokens from UploadFile.",
            at=NOWHERE,
            write=ON_INSERT,
            body="comment.uploads",
            hidden=True,
        ),
    ],
)

attachments = Table(
    "attachments",
    "Files attached to comments.",
    docs=f"{DOCS}/tickets/ticket-attachments/",
    reads=[
        Read(
            "/api/v2/attachments/{id}",
            rows="attachment[]",
            unique=True,
            lacks=("ticket_id", "comment_id"),
        ),
        Read("/api/v2/tickets/{ticket_id}/comments", rows="comments[].attachments[]"),
        Read(
            "/api/v2/incremental/ticket_events",
            rows="ticket_events[].child_events[].attachments[]",
            params={**FROM_THE_START, "include": "comment_events"},
            paging=TIMED_EXPORT,
            stale=EVENTS_NOTE,
            lag=EXPORT_LAG,
            weight=EXPORT_WEIGHT,
        ),
    ],
    rows=10_000,
    examples=("select file_name, size, content_url from attachments where ticket_id = 5",),
    columns=[
        Column("id", INTEGER, "Number of the file.", key=True),
        Column("url", TEXT, "Address of the record in the API."),
        ref("ticket_id", "tickets.id", "Ticket it belongs to", at="^.^.ticket_id"),
        ref("comment_id", "ticket_comments.id", "Comment it is attached to", at="^.id"),
        Column("file_name", TEXT, "Name of the file."),
        Column("content_url", TEXT, "Address of the content."),
        Column("mapped_content_url", TEXT, "Address of the content on the account's own host."),
        Column("content_type", TEXT, "Media type, such as image/png."),
        Column("size", INTEGER, "Size in bytes."),
        Column("width", INTEGER, "Width of a picture in pixels."),
        Column("height", INTEGER, "Height of a picture in pixels."),
        Column("inline", BOOLEAN, "Whether it stands in the text and not beside it."),
        Column("deleted", BOOLEAN, "Whether it was redacted."),
        Column(
            "malware_access_override", BOOLEAN, "Whether a file with malware may be downloaded all the same."
        ),
        Column(
            "malware_scan_result", TEXT, "malware_found, malware_not_found, failed_to_scan or not_scanned."
        ),
        json_list("thumbnails", "Smaller pictures of it, an array of attachments."),
    ],
)

ticket_audits = Table(
    "ticket_audits",
    "Updates of tickets, one row for each; ticket_events has a row for each thing that an update did.",
    docs=f"{DOCS}/tickets/ticket_audits/",
    reads=[
        Read("/api/v2/tickets/{ticket_id}/audits/{id}", rows="audit[]", unique=True),
        Read(
            "/api/v2/tickets/{ticket_id}/audits",
            rows="audits[]",
            counts=Count("/api/v2/tickets/{ticket_id}/audits/count", "count.value"),
        ),
        Read("/api/v2/ticket_audits", rows="audits[]", partial=AUDITS_NOTE),
    ],
    changes=Changes("created_at", note="The end of the list can skip audits."),
    rows=100_000,
    examples=("select id, author_id, created_at from ticket_audits where ticket_id = 5",),
    columns=[
        Column("id", INTEGER, "Number of the audit.", key=True),
        ref("ticket_id", "tickets.id", "Ticket that was updated"),
        CREATED,
        ref("author_id", "users.id", "User who updated it; -1 is the system"),
        *via("the update"),
        json_object("metadata", "Client, address and place it was made from, and anything noted with it."),
        json_list("events", "What it did, an array of objects; ticket_events has a row for each."),
    ],
)

ticket_events = Table(
    "ticket_events",
    "What updates did to tickets: one row for each event of each audit.",
    docs=f"{DOCS}/tickets/ticket_audits/",
    reads=[
        Read("/api/v2/tickets/{ticket_id}/audits/{audit_id}", rows="audit[].events[]"),
        Read("/api/v2/tickets/{ticket_id}/audits", rows="audits[].events[]"),
        Read("/api/v2/ticket_audits", rows="audits[].events[]", partial=AUDITS_NOTE),
    ],
    changes=Changes("created_at", note="The end of the list can skip audits."),
    rows=400_000,
    examples=("select created_at, field_name, previous_value, value from ticket_events where ticket_id = 5",),
    columns=[
        Column("id", INTEGER, "Number of the event.", key=True),
        ref("audit_id", "ticket_audits.id", "Audit it is part of", at="^.id"),
        ref("ticket_id", "tickets.id", "Ticket that was updated", at="^.ticket_id"),
        Column("created_at", TIMESTAMP, "When the update was made.", at="^.created_at"),
        ref("audit_author_id", "users.id", "User who made the update; -1 is the system", at="^.author_id"),
        Column(
            "type",
            TEXT,
            "Kind of event, such as Create, Change, Comment or Notification; new ones may come.",
        ),
        Column("field_name", TEXT, "Field that was set; for an own field, its number (ticket_fields.id)."),
        Column("value", TEXT, "What it was set to; an array as JSON."),
        Column("previous_value", TEXT, "What it was before a Change; an array as JSON."),
        ref("author_id", "users.id", "User who wrote a comment"),
        Column("body", TEXT, "Text of a comment or notification."),
        Column("html_body", TEXT, "Text of a comment as HTML."),
        Column("plain_body", TEXT, "Text of a comment without any marks."),
        Column("public", BOOLEAN, "Whether the requester sees a comment."),
        json_list("attachments", "Files of a comment."),
        Column("subject", TEXT, "Subject of a notification."),
        json_list("recipients", "Users a notification went to, an array of users.id."),
        Column("via", JSON, "How the event came about, where it says so itself."),
    ],
)
