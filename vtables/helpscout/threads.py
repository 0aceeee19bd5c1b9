"""What hangs on conversations: threads, attachments, tags, values of custom fields."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    INTEGER,
    JSON,
    NOWHERE,
    ON_INSERT,
    ON_UPDATE,
    OP,
    TEXT,
    TIMESTAMP,
    Column,
    OnePage,
    Read,
    Table,
    Write,
    equals,
)
from vtables.helpscout.shared import CREATED, DOCS, SHORT_PAGES, json_list, names, person

CONVERSATION = Column(
    "ConversationId",
    INTEGER,
    "Conversation it belongs to (Conversations.Id).",
    at="^.id",
    points_to="Conversations.Id",
)

threads = Table(
    "ConversationThreads",
    "Messages, notes and events of conversations, one request a conversation.",
    docs=f"{DOCS}/conversations/threads/list/",
    # GET /v2/conversations?embed=threads would be cheaper, but shortens chats.
    reads=[
        Read(
            "/v2/conversations/{ConversationId}/threads",
            rows="_embedded.threads[]",
            paging=SHORT_PAGES,
            walk=True,
        )
    ],
    update=[Write("PATCH", "/v2/conversations/{ConversationId}/threads/{Id}", style=OP)],
    rows=15000,
    examples=("select ConversationId, Type, Body from ConversationThreads limit 10",),
    columns=[
        CONVERSATION,
        Column("Id", INTEGER, "Number of the thread.", key=True),
        Column(
            "Type",
            TEXT,
            "beaconchat, chat, customer, forwardchild, forwardparent, lineitem (an event), message (a user's "
            "reply), note or phone.",
        ),
        Column("Status", TEXT, "Status it gave the conversation: active, closed, nochange, pending or spam."),
        Column("State", TEXT, "published, draft, hidden or review."),
        Column("Action_Type", TEXT, "What happened, such as manual-workflow or default."),
        Column("Action_Text", TEXT, "The same in words, for a lineitem."),
        Column("Action_AssociatedEntities", JSON, "What it happened to, an object.", shape="object"),
        Column(
            "Body",
            TEXT,
            "Text, HTML; the old text stays visible in the web application after a change.",
            write=ON_UPDATE,
            body="text",
        ),
        Column("Source_Type", TEXT, "Where it came from: email, web, api, beacon, chat and others."),
        Column("Source_Via", TEXT, "Whose doing it was: user or customer."),
        Column(
            "Customer_Id",
            INTEGER,
            "Customer it is from or to (Customers.Id).",
            points_to="Customers.Id",
        ),
        *names("Customer", "the customer"),
        Column("Customer_Email", TEXT, "Mail address of the customer."),
        Column("CreatedBy_Id", INTEGER, "User or customer who wrote it (Users.Id or Customers.Id)."),
        *person("CreatedBy", "the one who wrote it"),
        Column(
            "AssignedTo_Id",
            INTEGER,
            "User or team it left the conversation with (Users.Id or Teams.Id); 1 stands for nobody.",
            points_to="Users.Id",
        ),
        *person("AssignedTo", "that user or team"),
        Column(
            "SavedReplyId",
            INTEGER,
            "Saved reply it was made from (SavedReplies.Id), 0 for none.",
            points_to="SavedReplies.Id",
        ),
        json_list("To", "Mail addresses it went to."),
        json_list("Cc", "Mail addresses in carbon copy."),
        json_list("Bcc", "Mail addresses in blind carbon copy."),
        CREATED,
        Column("OpenedAt", TIMESTAMP, "When the customer opened it."),
        Column("LinkedConversationId", TEXT, "Conversation that forwarding made (Conversations.Id)."),
        Column(
            "Rating_CustomerId",
            INTEGER,
            "Customer who rated it (Customers.Id).",
            points_to="Customers.Id",
        ),
        Column("Rating_Rating", TEXT, "The rating: great, okay or not_good."),
        Column("Rating_Comments", TEXT, "What the customer wrote with the rating."),
        Column(
            "Scheduled_ScheduledBy",
            INTEGER,
            "User who scheduled it (Users.Id).",
            points_to="Users.Id",
        ),
        Column(
            "Scheduled_SendAsId",
            INTEGER,
            "User in whose name it will be sent (Users.Id).",
            points_to="Users.Id",
        ),
        Column("Scheduled_CreatedAt", TIMESTAMP, "When it was scheduled."),
        Column("Scheduled_ScheduledFor", TIMESTAMP, "When it will be sent."),
        Column(
            "Scheduled_UnscheduleOnCustomerReply",
            BOOLEAN,
            "Whether a reply of the customer stops it.",
        ),
        json_list(
            "Attachments",
            "Attachments; ConversationAttachments has a row for each.",
            at="_embedded.attachments",
        ),
    ],
)

attachments = Table(
    "ConversationAttachments",
    "Files attached to threads, one request a conversation; DownloadAttachment gives the bytes.",
    docs=f"{DOCS}/conversations/attachments/get-data/",
    reads=[
        Read(
            "/v2/conversations/{ConversationId}/threads",
            rows="_embedded.threads[]._embedded.attachments[]",
            paging=SHORT_PAGES,
            walk=True,
        )
    ],
    insert=Write("POST", "/v2/conversations/{ConversationId}/threads/{ThreadId}/attachments"),
    delete=Write("DELETE", "/v2/conversations/{ConversationId}/attachments/{Id}"),
    rows=3000,
    examples=("select ConversationId, Filename, Size from ConversationAttachments limit 10",),
    columns=[
        Column(
            "ConversationId",
            INTEGER,
            "Conversation it belongs to (Conversations.Id).",
            at="^.^.id",
            write=ON_INSERT,
            required=True,
            points_to="Conversations.Id",
        ),
        Column(
            "ThreadId",
            INTEGER,
            "Thread it is attached to (ConversationThreads.Id).",
            at="^.id",
            write=ON_INSERT,
            required=True,
        ),
        Column("Id", INTEGER, "Number of the attachment.", key=True),
        # Read as filename, written as fileName.
        Column(
            "Filename",
            TEXT,
            "Name of the file.",
            at="filename",
            write=ON_INSERT,
            body="fileName",
            required=True,
        ),
        Column("MimeType", TEXT, "Media type, such as image/png.", write=ON_INSERT, required=True),
        Column("Width", INTEGER, "Width of a picture in pixels, 0 for other files."),
        Column("Height", INTEGER, "Height of a picture in pixels, 0 for other files."),
        Column("Size", INTEGER, "Size in bytes; not always known."),
        Column("State", TEXT, "valid or virus."),
        Column("Links_Data", TEXT, "Address of the content in the API.", at="_links.data.href"),
        Column("Links_Web", TEXT, "Address of the file in the web application.", at="_links.web.href"),
        Column(
            "Data",
            TEXT,
            "Content of a new attachment in base64.",
            at=NOWHERE,
            write=ON_INSERT,
            body="data",
            required=True,
            hidden=True,
        ),
    ],
)

conversation_tags = Table(
    "ConversationTags",
    "Which conversation has which tag; AddConversationTag and RemoveConversationTag change one.",
    docs=f"{DOCS}/conversations/list/",
    reads=[
        Read("/v2/conversations/{ConversationId}", rows="tags[]", paging=OnePage()),
        Read(
            "/v2/conversations",
            rows="_embedded.conversations[].tags[]",
            params={"status": "all"},
            paging=SHORT_PAGES,
            takes=[equals("Tag", "tag")],
        ),
    ],
    rows=5000,
    examples=("select Tag, count(*) as n from ConversationTags group by Tag order by n desc limit 10",),
    columns=[
        Column(
            "ConversationId",
            INTEGER,
            "Conversation (Conversations.Id).",
            at="^.id",
            key=True,
            points_to="Conversations.Id",
        ),
        Column("TagId", INTEGER, "Tag (Tags.Id).", at="id", key=True, points_to="Tags.Id"),
        Column("Tag", TEXT, "Name of the tag."),
        Column("Color", TEXT, "Colour such as #929499."),
    ],
)

conversation_fields = Table(
    "ConversationFields",
    "Values of custom fields, one row for each conversation and field; also columns of Conversations.",
    docs=f"{DOCS}/conversations/list/",
    reads=[
        Read("/v2/conversations/{ConversationId}", rows="customFields[]", paging=OnePage()),
        Read(
            "/v2/conversations",
            rows="_embedded.conversations[].customFields[]",
            params={"status": "all"},
            paging=SHORT_PAGES,
        ),
    ],
    rows=5000,
    examples=("select Name, Text, count(*) as n from ConversationFields group by Name, Text limit 20",),
    columns=[
        Column(
            "ConversationId",
            INTEGER,
            "Conversation (Conversations.Id).",
            at="^.id",
            key=True,
            points_to="Conversations.Id",
        ),
        Column(
            "FieldId", INTEGER, "Field (MailboxFields.Id).", at="id", key=True, points_to="MailboxFields.Id"
        ),
        Column("Name", TEXT, "Name of the field."),
        Column("Value", TEXT, "Value as the API keeps it: of a dropdown, the id of the option."),
        Column("Text", TEXT, "Value as people see it: of a dropdown, the label of the option."),
    ],
)

conversation_parts = (threads, attachments, conversation_tags, conversation_fields)
