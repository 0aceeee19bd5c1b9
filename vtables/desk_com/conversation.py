"""What was said in cases: messages, replies, drafts, notes, and the files in them."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    JSON,
    NEVER,
    NOWHERE,
    ON_INSERT,
    REAL,
    TEXT,
    Changes,
    Column,
    Read,
    Table,
    Write,
)
from vtables.desk_com.case_columns import DIRECTIONS, MESSAGE_STATUSES, SUPPRESS
from vtables.desk_com.shared import (
    BEHIND,
    CAP,
    CREATED,
    DOCS,
    ENTRIES,
    RISING,
    SELF,
    UPDATED,
    link,
    number,
    when,
)

WITHIN_CASE = {"created_at": "updated_at", "updated_at": "updated_at"}
"""A reply or note, and a change of one, moves its case's updated_at: it is never later than that."""


def case_id(at: str = "_links.case.href#", *, given: bool = True) -> Column:
    return Column(
        "case_id",
        INTEGER,
        "Case (cases.id).",
        at=at,
        key=True,
        points_to="cases.id",
        write=ON_INSERT if given else NEVER,
        required=given,
    )


def spoken(*, written: bool) -> tuple[Column, ...]:
    """What messages, replies and drafts have in common."""
    write = BOTH if written else NEVER
    return (
        Column("subject", TEXT, "Subject line.", write=write),
        Column("body", TEXT, "The text.", write=write),
        Column(
            "direction",
            TEXT,
            "in (from the customer) or out.",
            write=ON_INSERT & write,
            values=DIRECTIONS,
            shows=tuple(DIRECTIONS),
        ),
        Column(
            "status",
            TEXT,
            "received, draft, pending, sent or failed; pending is sent soon.",
            write=write,
            values=MESSAGE_STATUSES,
            shows=tuple(MESSAGE_STATUSES),
        ),
        Column("to", TEXT, "Addresses it goes to; NULL where the channel has none.", write=write),
        Column("from", TEXT, "Address it comes from.", write=write),
        Column("cc", TEXT, "Addresses that get a copy.", write=write),
        Column("bcc", TEXT, "Addresses that get a copy unseen.", write=write),
        Column("client_type", TEXT, "Program it was written with, such as desk_portal."),
        *((SUPPRESS,) if written else ()),
        link("sent_by", "users", "Agent who sent it", rel="sent_by"),
        when("sent_at", "When it was sent"),
        when("created_at", "When it was created", write=ON_INSERT & write),
        UPDATED,
        when("entered_at", "When it was entered"),
        Column("hidden", BOOLEAN, "Whether customers do not see it.", write=write),
        when("hidden_at", "When it was hidden"),
        when("erased_at", "When its text was erased"),
        Column("type", TEXT, "Kind of a tweet: mention or dm."),
        Column("event_type", TEXT, "Kind of a chat's event."),
        Column("body_text", TEXT, "The text without marks."),
        Column("body_html", TEXT, "The text as HTML."),
        Column("headers", JSON, "Headers of the mail."),
        Column("headers_raw", TEXT, "Headers of the mail as they came."),
        Column("is_best_answer", BOOLEAN, "Whether an answer of the community was chosen."),
        Column("rating", REAL, "Rating of an answer."),
        Column("rating_count", INTEGER, "Ratings of an answer."),
        Column("rating_score", REAL, "Score of an answer."),
        Column("public_url", TEXT, "Address of it in public."),
        Column("from_facebook_name", TEXT, "Name of the facebook user it is from."),
        link("customer_id", "customers", "Customer it is from or to"),
        link("entered_by_id", "users", "Agent who entered it"),
        link("hidden_by_id", "users", "Agent who hid it"),
        link("erased_by_id", "users", "Agent who erased it"),
        link("outbound_mailbox_id", "outbound_mailboxes", "Mailbox it went out by"),
        Column(
            "twitter_account_id", INTEGER, "Number of the twitter account.", at="_links.twitter_account.href#"
        ),
    )


REPLY = "/api/v2/cases/{case_id}/replies/{reply_id}"

replies = Table(
    "replies",
    "Replies in cases; the first message of a case stands in messages.",
    docs=f"{DOCS}/cases/",
    reads=[
        Read(REPLY, unique=True),
        Read(
            "/api/v2/cases/{case_id}/replies",
            rows=ENTRIES,
            walk=True,
            tells="replies_count",
            within={**WITHIN_CASE, "sent_at": "updated_at"},
        ),
    ],
    insert=Write(
        "POST", "/api/v2/cases/{case_id}/replies", needs_one=("body",), because="A reply has a text."
    ),
    update=[Write("PATCH", REPLY)],
    changes=Changes("updated_at"),
    rows=40_000,
    examples=(
        "select reply_id, direction, body from replies where case_id = 5",
        "select case_id, body from replies where updated_at > datetime('now', '-1 day')",
    ),
    columns=[
        case_id(),
        Column("reply_id", INTEGER, "Number of the reply.", at=SELF, key=True),
        *spoken(written=True),
    ],
)


def _embedded(name: str) -> Read:
    """The cases' list with what belongs to each: a hundred of them a request."""
    return Read(
        "/api/v2/cases",
        rows=f"{ENTRIES}._embedded.{name}[]",
        params={**RISING, "embed": name},
        cap=CAP,
        window=BEHIND,
    )


messages = Table(
    "messages",
    "The first message of each case.",
    docs=f"{DOCS}/cases/",
    reads=[Read("/api/v2/cases/{case_id}/message", unique=True), _embedded("message")],
    changes=Changes("updated_at"),
    rows=20_000,
    examples=('select "from", subject, body from messages where case_id = 5',),
    columns=[case_id(given=False), *spoken(written=False)],
)

DRAFT = "/api/v2/cases/{case_id}/replies/draft"

drafts = Table(
    "drafts",
    "Replies that are being written, at most one a case; status pending sends one.",
    docs=f"{DOCS}/cases/",
    reads=[Read(DRAFT, unique=True), _embedded("draft")],
    insert=Write("POST", DRAFT),
    update=[Write("PATCH", DRAFT)],
    rows=200,
    examples=("select case_id, body from drafts",),
    columns=[case_id(), *spoken(written=True)],
)

notes = Table(
    "notes",
    "Notes of agents in cases, which customers do not see.",
    docs=f"{DOCS}/cases/",
    reads=[
        Read("/api/v2/cases/{case_id}/notes/{id}", unique=True),
        Read(
            "/api/v2/cases/{case_id}/notes",
            rows=ENTRIES,
            walk=True,
            tells="notes_count",
            within=WITHIN_CASE,
        ),
    ],
    insert=Write("POST", "/api/v2/cases/{case_id}/notes"),
    changes=Changes("updated_at"),
    rows=10_000,
    examples=("select user_id, body from notes where case_id = 5",),
    columns=[
        case_id(),
        number("Number of the note."),
        Column("body", TEXT, "The text.", write=ON_INSERT, required=True),
        Column(
            "suppress_rules",
            BOOLEAN,
            "true keeps the account's rules from running on it; only written.",
            at=NOWHERE,
            write=ON_INSERT,
        ),
        CREATED,
        UPDATED,
        when("erased_at", "When its text was erased"),
        link("user_id", "users", "Agent who wrote it"),
        link("erased_by_id", "users", "Agent who erased it"),
    ],
)

attachments = Table(
    "attachments",
    "Files in cases.",
    docs=f"{DOCS}/cases/",
    reads=[
        Read("/api/v2/cases/{case_id}/attachments/{id}", unique=True),
        Read(
            "/api/v2/cases/{case_id}/attachments",
            rows=ENTRIES,
            walk=True,
            tells="attachments_count",
            within=WITHIN_CASE,
        ),
    ],
    insert=Write("POST", "/api/v2/cases/{case_id}/attachments"),
    rows=5_000,
    examples=("select file_name, size from attachments where case_id = 5",),
    columns=[
        case_id(),
        number("Number of the file."),
        Column("file_name", TEXT, "Name of the file.", write=ON_INSERT, required=True),
        Column("content_type", TEXT, "Media type of the file.", write=ON_INSERT, required=True),
        Column(
            "content",
            TEXT,
            "The file in base64; only written.",
            at=NOWHERE,
            write=ON_INSERT,
            required=True,
            hidden=True,
        ),
        Column("size", INTEGER, "Size in bytes."),
        Column("url", TEXT, "Address that leads to the file."),
        CREATED,
        UPDATED,
        when("erased_at", "When it was erased"),
        link("uploaded_by_id", "users", "Agent who added it"),
    ],
)

case_history = Table(
    "case_history",
    "Events of cases.",
    docs=f"{DOCS}/cases/",
    reads=[
        Read("/api/v2/cases/{case_id}/history", rows=ENTRIES, walk=True, within={"created_at": "updated_at"})
    ],
    rows=100_000,
    examples=("select created_at, type, changes from case_history where case_id = 5",),
    columns=[
        case_id("_links.case.href#", given=False),
        number("Number of the event."),
        Column("type", TEXT, "Kind of event, such as case_created or case_updated."),
        Column("context", TEXT, "What made it: an agent, a rule, the system."),
        CREATED,
        Column("changes", JSON, "What changed."),
    ],
)
