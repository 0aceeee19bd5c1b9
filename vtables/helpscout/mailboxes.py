"""Mailboxes and what is set up in each: folders, custom fields, routing, saved replies."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    JSON,
    ON_INSERT,
    ON_UPDATE,
    TEXT,
    WHOLE,
    Changes,
    Column,
    OnePage,
    Read,
    Table,
    Write,
    same,
)
from vtables.helpscout.shared import CREATED, DOCS, UPDATED, json_list

MAILBOX = Column(
    "MailboxId", INTEGER, "Mailbox it belongs to (Mailboxes.Id).", at="^.id", points_to="Mailboxes.Id"
)

mailboxes = Table(
    "Mailboxes",
    "Mailboxes, which Help Scout also calls inboxes.",
    docs=f"{DOCS}/inboxes/list/",
    reads=[
        Read("/v2/mailboxes/{Id}", unique=True),
        Read("/v2/mailboxes", rows="_embedded.mailboxes[]"),
    ],
    changes=Changes("UpdatedDate"),
    rows=5,
    examples=("select Id, Name, Email from Mailboxes",),
    columns=[
        Column("Id", INTEGER, "Number of the mailbox.", key=True),
        Column("Name", TEXT, "Name of the mailbox."),
        Column("Slug", TEXT, "Key in web addresses."),
        Column("Email", TEXT, "Mail address that customers write to."),
        CREATED,
        UPDATED,
    ],
)

folders = Table(
    "MailboxFolders",
    "Folders of each mailbox, with how much lies in them.",
    docs=f"{DOCS}/inboxes/folders/",
    reads=[Read("/v2/mailboxes/{MailboxId}/folders", rows="_embedded.folders[]", walk=True)],
    rows=50,
    examples=("select MailboxId, Name, ActiveCount from MailboxFolders order by ActiveCount desc",),
    columns=[
        MAILBOX,
        Column("Id", INTEGER, "Number of the folder.", key=True),
        Column("Name", TEXT, "Name of the folder."),
        Column(
            "Type",
            TEXT,
            "open (shown as Unassigned), mytickets, needs_attn, drafts, assigned, closed, spam or team.",
        ),
        Column(
            "UserId",
            INTEGER,
            "User whose own folder it is (Users.Id), 0 when it is everybody's.",
            points_to="Users.Id",
        ),
        Column("TotalCount", INTEGER, "Conversations in it."),
        Column("ActiveCount", INTEGER, "Active conversations in it."),
        UPDATED,
    ],
)

fields = Table(
    "MailboxFields",
    "Custom fields that the conversations of a mailbox have.",
    docs=f"{DOCS}/inboxes/inbox-fields/",
    reads=[Read("/v2/mailboxes/{MailboxId}/fields", rows="_embedded.fields[]", walk=True)],
    rows=20,
    examples=("select MailboxId, Name, Type from MailboxFields order by MailboxId",),
    columns=[
        MAILBOX,
        Column("Id", INTEGER, "Number of the field.", key=True),
        Column("Name", TEXT, "Name of the field."),
        Column("Type", TEXT, "Kind of value: dropdown, number, date, or one or several lines of text."),
        Column("Required", BOOLEAN, "Whether a conversation must have it."),
        Column("Order", INTEGER, "Its place among the fields of the mailbox."),
        json_list("Options", "Choices of a dropdown, an array of {id, order, label}."),
    ],
)

routing = Table(
    "MailboxRouting",
    "How new conversations of each mailbox are given to users.",
    docs=f"{DOCS}/inboxes/routing/routing-configuration-get/",
    reads=[Read("/v2/mailboxes/{MailboxId}/routing", walk=True, unique=True)],
    update=[Write("PUT", "/v2/mailboxes/{MailboxId}/routing", style=WHOLE)],
    rows=5,
    examples=("select MailboxId, State, AssignmentMethod from MailboxRouting",),
    columns=[
        Column(
            "MailboxId",
            INTEGER,
            "Mailbox it is set for (Mailboxes.Id).",
            at="^.id",
            key=True,
            points_to="Mailboxes.Id",
        ),
        Column(
            "State",
            TEXT,
            "enabled or disabled.",
            write=ON_UPDATE,
            values=same("enabled", "disabled"),
        ),
        Column(
            "AssignmentLimit",
            INTEGER,
            "Most conversations a user is given at a time, 1 to 100.",
            write=ON_UPDATE,
        ),
        Column(
            "AssignmentMethod",
            TEXT,
            "round_robin (in turn) or balanced (to the least busy).",
            write=ON_UPDATE,
            values=same("round_robin", "balanced"),
        ),
        Column(
            "UserIds",
            JSON,
            "Users who take part (Users.Id), an array of numbers.",
            write=ON_UPDATE,
            shape="array",
        ),
        json_list(
            "Rotation", "Each user's state: an array of {userId, conversationsCount, eligible, reason}."
        ),
    ],
)

saved_replies = Table(
    "SavedReplies",
    "Prepared answers of each mailbox.",
    docs=f"{DOCS}/inboxes/saved-replies/list/",
    reads=[
        Read("/v2/mailboxes/{MailboxId}/saved-replies/{Id}", unique=True),
        Read(
            "/v2/mailboxes/{MailboxId}/saved-replies",
            # The answer is a bare array, all of it at once, with previews instead of the texts.
            rows="[]",
            params={"includeChatReplies": "true"},
            paging=OnePage(),
            walk=True,
            lacks=("Text", "ChatText"),
        ),
    ],
    insert=Write("POST", "/v2/mailboxes/{MailboxId}/saved-replies"),
    update=[Write("PUT", "/v2/mailboxes/{MailboxId}/saved-replies/{Id}", style=WHOLE)],
    delete=Write("DELETE", "/v2/mailboxes/{MailboxId}/saved-replies/{Id}"),
    rows=100,
    examples=("select MailboxId, Name, Preview from SavedReplies order by Name",),
    columns=[
        Column(
            "MailboxId",
            INTEGER,
            "Mailbox it belongs to (Mailboxes.Id).",
            at="^.id",
            write=ON_INSERT,
            required=True,
            points_to="Mailboxes.Id",
        ),
        Column("Id", INTEGER, "Number of the saved reply.", key=True),
        Column("Name", TEXT, "Name under which users find it.", write=BOTH, required=True),
        Column("Preview", TEXT, "Beginning of the text."),
        Column("ChatPreview", TEXT, "Beginning of the text for chats."),
        Column("Text", TEXT, "The whole text, HTML.", write=BOTH),
        Column("ChatText", TEXT, "The whole text for chats.", write=BOTH),
    ],
)

mailbox_tables = (mailboxes, folders, fields, routing, saved_replies)
