"""The columns of cases: what an answer holds, what is only written, what is only searched by."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    JSON,
    NOWHERE,
    ON_INSERT,
    TEXT,
    TIMESTAMP,
    Column,
    same,
)
from vtables.desk_com.shared import array, link, number, search_word, when

STATUSES = same("new", "open", "pending", "resolved", "closed", "deleted")
FOUND_STATUSES = same("new", "open", "pending", "resolved", "closed")
CHANNELS = same("email", "twitter", "phone", "chat", "qna", "facebook")
DIRECTIONS = same("in", "out")
MESSAGE_STATUSES = same("received", "draft", "pending", "sent", "failed")

SUPPRESS = Column(
    "suppress_rules",
    BOOLEAN,
    "true keeps the account's rules from running on this change; only written.",
    at=NOWHERE,
    write=BOTH,
)

STORED = (
    number("Number of the case."),
    Column("external_id", TEXT, "Key of the case in another system.", write=BOTH),
    Column("blurb", TEXT, "Beginning of the customer's latest text."),
    Column("subject", TEXT, "Subject line.", write=BOTH),
    Column("priority", INTEGER, "1 (low) to 10 (high).", write=BOTH),
    Column("description", TEXT, "Description that agents gave.", write=BOTH),
    Column(
        "status",
        TEXT,
        "new, open, pending, resolved, closed or deleted; lists leave deleted ones out.",
        write=BOTH,
        values=STATUSES,
        shows=tuple(STATUSES),
    ),
    Column(
        "type",
        TEXT,
        "Channel: email, twitter, phone, chat, qna or facebook.",
        write=ON_INSERT,
        required=True,
        values=CHANNELS,
    ),
    array("labels", "Names of its labels.", write=BOTH, along={"label_action": "replace"}),
    when("locked_until", "Until when an agent has locked it; NULL unlocks", write=BOTH),
    when("changed_at", "When a person last changed it"),
    when("active_at", "When it was last active"),
    Column("language", TEXT, "Language, such as en or en_us.", write=BOTH),
    SUPPRESS,
    when("received_at", "When its first message came", write=ON_INSERT),
    when("first_opened_at", "When it was first opened"),
    when("last_opened_at", "When it was last opened", at="opened_at"),
    when("first_resolved_at", "When it was first resolved"),
    when("resolved_at", "When it was last resolved"),
    when("created_at", "When it was created", write=ON_INSERT),
    when("updated_at", "When it last changed, changes by the system included"),
    array("label_ids", "Ids of its labels (labels.id)."),
    link(
        "customer_id",
        "customers",
        "Customer who asked",
        kind="customer",
        write=ON_INSERT,
        required=True,
    ),
    link("assigned_user_id", "users", "Agent it is assigned to", kind="user", write=BOTH),
    link("assigned_group_id", "groups", "Group it is assigned to", kind="group", write=BOTH),
    link("locked_by_id", "users", "Agent who has locked it", kind="user", write=BOTH),
    Column("route_status", TEXT, "State of routing: added, available, active or scheduled."),
    Column(
        "message_class", TEXT, "Kind of its first message, such as email or tweet.", at="_links.message.class"
    ),
    Column("replies_count", INTEGER, "Number of replies.", at="_links.replies.count"),
    Column("notes_count", INTEGER, "Number of notes.", at="_links.notes.count"),
    Column("attachments_count", INTEGER, "Number of files.", at="_links.attachments.count"),
    Column("case_links_count", INTEGER, "Number of links to other cases.", at="_links.case_links.count"),
    Column("active_notes_count", INTEGER, "Number of notes that were not erased."),
    Column("active_attachments_count", INTEGER, "Number of files that were not erased."),
    Column("has_pending_interactions", BOOLEAN, "Whether something waits to be sent."),
    Column("has_failed_interactions", BOOLEAN, "Whether something could not be sent."),
    Column("custom_fields", JSON, "The account's own fields, name to value.", shape="object"),
)


def _message(name: str, kind: str, what: str, **more: object) -> Column:
    """A part of the first message, which an INSERT gives; messages has it afterwards."""
    return Column(
        f"message_{name}",
        TIMESTAMP if kind == "time" else TEXT,
        f"First message: {what}; only written, see messages.",
        at=NOWHERE,
        body=f"message.{name}",
        write=ON_INSERT,
        hidden=True,
        **more,  # type: ignore[arg-type]
    )


FIRST_MESSAGE = (
    _message("body", "text", "the text"),
    _message("subject", "text", "its subject"),
    _message("direction", "text", "in or out", values=DIRECTIONS),
    _message("status", "text", "received, draft, pending, sent or failed", values=MESSAGE_STATUSES),
    _message("from", "text", "who it is from"),
    _message("to", "text", "who it is to"),
    _message("cc", "text", "who gets a copy"),
    _message("bcc", "text", "who gets a copy unseen"),
    _message("created_at", "time", "when it was written"),
)

SEARCHED = (
    Column(
        "q",
        TEXT,
        "Search in Desk.com's own language, such as status:open labels:vip.",
        echo=True,
        hidden=True,
    ),
    search_word("name", "the customer's name"),
    search_word("email", "the customer's mail address"),
    search_word("phone", "the customer's phone number"),
    search_word("company", "the customer's company"),
    search_word("twitter", "the customer's twitter handle"),
    search_word("label", "labels"),
    search_word("notes", "the text of notes"),
    search_word("assigned_user", "the name of the agent"),
    search_word("assigned_group", "the name of the group"),
    Column("filter_id", INTEGER, "Only cases that a filter shows (filters.id).", echo=True, hidden=True),
    Column(
        "company_id", INTEGER, "Only cases of a company's customers (companies.id).", echo=True, hidden=True
    ),
)
