"""The columns of tickets: those that an answer holds, and those that are only written."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    JSON,
    NOWHERE,
    ON_INSERT,
    ON_UPDATE,
    TEXT,
    TIMESTAMP,
    Column,
    same,
)
from vtables.zendesk.shared import CREATED, URL, json_list, ref, via

STATUSES = same("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = same("low", "normal", "high", "urgent")
TYPES = same("problem", "incident", "question", "task")

STORED = (
    Column("id", INTEGER, "Number of the ticket as people see it.", key=True),
    URL,
    Column(
        "external_id",
        TEXT,
        "Key of the ticket in another system; several tickets may have the same.",
        write=BOTH,
    ),
    *via("the ticket"),
    CREATED,
    Column("updated_at", TIMESTAMP, "When it was last changed; changes by the system alone leave it."),
    Column(
        "generated_timestamp",
        INTEGER,
        "When anything about it last changed, in seconds since 1970; only the export tells it.",
    ),
    Column(
        "type", TEXT, "problem, incident, question or task.", write=BOTH, values=TYPES, shows=tuple(TYPES)
    ),
    Column("subject", TEXT, "Subject line.", write=BOTH),
    Column("raw_subject", TEXT, "Subject line with placeholders of dynamic content.", write=BOTH),
    Column(
        "description",
        TEXT,
        "Text of the first comment; an INSERT may give it in the place of comment.",
        write=ON_INSERT,
    ),
    Column(
        "priority",
        TEXT,
        "low, normal, high or urgent.",
        write=BOTH,
        values=PRIORITIES,
        shows=tuple(PRIORITIES),
    ),
    Column(
        "status",
        TEXT,
        "new, open, pending, hold, solved or closed; closed is final.",
        write=BOTH,
        values=STATUSES,
        shows=tuple(STATUSES),
    ),
    ref("custom_status_id", "custom_statuses.id", "Status of the account's own making", write=BOTH),
    Column("recipient", TEXT, "Support address that the first mail went to.", write=BOTH),
    ref("requester_id", "users.id", "User who asked; by default the one who makes the INSERT", write=BOTH),
    ref("submitter_id", "users.id", "User who submitted it, author of the first comment", write=ON_INSERT),
    ref("assignee_id", "users.id", "Agent who has it, NULL when nobody has", write=BOTH),
    ref(
        "organization_id",
        "organizations.id",
        "Organization it is for, which must be one of the requester's",
        write=BOTH,
    ),
    ref("group_id", "groups.id", "Group it is assigned to", write=BOTH),
    json_list("collaborator_ids", "Users in copy, an array of users.id.", write=BOTH),
    json_list("follower_ids", "Agents who follow it, an array of users.id."),
    json_list("email_cc_ids", "Users in copy of its mails, an array of users.id."),
    Column("forum_topic_id", INTEGER, "Topic of a forum that it came from; a feature of the past."),
    ref("problem_id", "tickets.id", "Problem that an incident belongs to", write=BOTH),
    Column("has_incidents", BOOLEAN, "Whether incidents belong to it."),
    Column("is_public", BOOLEAN, "Whether any of its comments is public."),
    Column("due_at", TIMESTAMP, "When a task is due.", write=BOTH),
    json_list(
        "tags",
        "Tags, an array of names; an UPDATE replaces all, additional_tags and remove_tags some.",
        write=BOTH,
    ),
    json_list(
        "custom_fields",
        "Values of the account's own fields, an array of {id, value}; fields left out of an UPDATE stay.",
        write=BOTH,
    ),
    json_list("fields", "The same as custom_fields."),
    Column(
        "satisfaction_rating_id",
        INTEGER,
        "Rating of the ticket (satisfaction_ratings.id).",
        at="satisfaction_rating.id",
        points_to="satisfaction_ratings.id",
    ),
    Column(
        "satisfaction_rating_score",
        TEXT,
        "Rating of the ticket: unoffered, offered, good or bad.",
        at="satisfaction_rating.score",
    ),
    Column(
        "satisfaction_rating_comment",
        TEXT,
        "What the requester wrote with the rating.",
        at="satisfaction_rating.comment",
    ),
    Column(
        "satisfaction_rating_reason",
        TEXT,
        "Why the rating was bad.",
        at="satisfaction_rating.reason",
    ),
    json_list("sharing_agreement_ids", "Agreements by which it is shared, an array of numbers."),
    json_list("followup_ids", "Tickets that follow it up, an array of tickets.id; filled once it is closed."),
    ref("ticket_form_id", "ticket_forms.id", "Form it was made with", write=BOTH),
    Column("deleted_ticket_form_id", INTEGER, "Form it was made with, where that was deleted."),
    ref("brand_id", "brands.id", "Brand it belongs to", write=BOTH),
    Column("allow_channelback", BOOLEAN, "Whether a reply goes back through its channel."),
    Column("allow_attachments", BOOLEAN, "Whether agents may attach files."),
    Column("from_messaging_channel", BOOLEAN, "Whether it came from messaging."),
    Column("support_type", TEXT, "Who works on it: agent or ai_agent."),
    Column("encoded_id", TEXT, "Number of the ticket as mails carry it, such as 43NQ2P-3MQ1."),
)


def _given(name: str, kind: str, description: str, body: str = "") -> Column:
    """A text, array or object that an INSERT or UPDATE may give and no answer holds."""
    if kind == "text":
        return Column(name, TEXT, description, at=NOWHERE, write=BOTH, body=body, hidden=True)
    return Column(name, JSON, description, at=NOWHERE, write=BOTH, body=body, shape=kind, hidden=True)


WRITTEN = (
    Column(
        "comment",
        TEXT,
        "Text of a comment to add; the first one of a new ticket.",
        at=NOWHERE,
        write=BOTH,
        body="comment.body",
        hidden=True,
        once=True,
    ),
    Column(
        "comment_html",
        TEXT,
        "The same as HTML, which goes before the text.",
        at=NOWHERE,
        write=BOTH,
        body="comment.html_body",
        hidden=True,
        once=True,
    ),
    Column(
        "comment_public",
        BOOLEAN,
        "Whether the comment goes to the requester; by default as the first comment of the ticket did.",
        at=NOWHERE,
        write=BOTH,
        body="comment.public",
        hidden=True,
    ),
    ref(
        "comment_author_id",
        "users.id",
        "Author of the comment; by default the one who writes",
        at=NOWHERE,
        write=BOTH,
        body="comment.author_id",
        hidden=True,
    ),
    _given(
        "uploads", "array", "Files of the comment, an array of tokens from UploadFile.", "comment.uploads"
    ),
    Column(
        "voice_comment",
        JSON,
        "A call to add as a comment, an object.",
        at=NOWHERE,
        write=BOTH,
        shape="object",
        hidden=True,
        once=True,
    ),
    Column(
        "additional_tags",
        JSON,
        "Tags to add, an array of names; the others stay.",
        at=NOWHERE,
        write=ON_UPDATE,
        shape="array",
        hidden=True,
    ),
    Column(
        "remove_tags",
        JSON,
        "Tags to take off, an array of names; the others stay.",
        at=NOWHERE,
        write=ON_UPDATE,
        shape="array",
        hidden=True,
    ),
    _given("assignee_email", "text", "Mail address of the agent to assign it to."),
    Column(
        "requester_email",
        TEXT,
        "Mail address of the requester; an unknown one creates the user.",
        at=NOWHERE,
        write=ON_INSERT,
        body="requester.email",
        hidden=True,
    ),
    Column(
        "requester_name",
        TEXT,
        "Name of a requester who is not known yet.",
        at=NOWHERE,
        write=ON_INSERT,
        body="requester.name",
        hidden=True,
    ),
    Column(
        "requester_locale_id",
        INTEGER,
        "Language of a requester who is not known yet.",
        at=NOWHERE,
        write=ON_INSERT,
        body="requester.locale_id",
        hidden=True,
    ),
    Column(
        "collaborators",
        JSON,
        "Users in copy, an array of ids, mail addresses or {name, email}.",
        at=NOWHERE,
        write=ON_INSERT,
        shape="array",
        hidden=True,
    ),
    Column(
        "additional_collaborators",
        JSON,
        "Users to put in copy, an array of ids, mail addresses or {name, email}.",
        at=NOWHERE,
        write=ON_UPDATE,
        shape="array",
        hidden=True,
    ),
    _given(
        "email_ccs",
        "array",
        "Changes of who gets its mails in copy, an array of {user_id or user_email, action} with put or "
        "delete.",
    ),
    _given(
        "followers",
        "array",
        "Changes of who follows it, an array of {user_id or user_email, action} with put or delete.",
    ),
    _given("macro_ids", "array", "Macros that were applied, an array of macros.id; only noted in the audit."),
    _given("metadata", "object", "Anything to be noted in the audit, an object."),
    _given("attribute_value_ids", "array", "Skills that it needs, an array of ids."),
    Column(
        "via_id",
        INTEGER,
        "Number of the channel that a new ticket is said to come from.",
        at=NOWHERE,
        write=ON_INSERT,
        hidden=True,
    ),
    ref(
        "via_followup_source_id",
        "tickets.id",
        "Closed ticket that a new one follows up",
        at=NOWHERE,
        write=ON_INSERT,
        hidden=True,
    ),
)

FILTER = Column(
    "query",
    TEXT,
    "Filter only: a search in Zendesk's language, such as subject:refund -status:closed.",
    echo=True,
    hidden=True,
)
