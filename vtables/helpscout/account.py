"""What the account as a whole has: tags, workflows, webhooks, customer properties; also ratings and chats."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    JSON,
    NOWHERE,
    ON_INSERT,
    ON_UPDATE,
    OP,
    TEXT,
    TIMESTAMP,
    WHOLE,
    Changes,
    Column,
    OnePage,
    Read,
    Table,
    Write,
    equals,
    same,
)
from vtables.helpscout.shared import CREATED, DOCS, UPDATED, json_list

tags = Table(
    "Tags",
    "Tags in use; a tag comes to be by tagging a conversation.",
    docs=f"{DOCS}/tags/list/",
    reads=[
        Read("/v2/tags/{Id}", unique=True),
        Read("/v2/tags", rows="_embedded.tags[]"),
    ],
    changes=Changes("UpdatedDate", note="Deleted tags are not seen."),
    rows=100,
    examples=("select Name, TicketCount from Tags order by TicketCount desc limit 10",),
    columns=[
        Column("Id", INTEGER, "Number of the tag.", key=True),
        Column("Name", TEXT, "Name of the tag."),
        Column("Slug", TEXT, "Key in web addresses."),
        Column("Color", TEXT, "Colour by name, such as green."),
        CREATED,
        UPDATED,
        Column("TicketCount", INTEGER, "Conversations that have it."),
    ],
)

workflows = Table(
    "Workflows",
    "Workflows of every mailbox; RunWorkflow runs a manual one.",
    docs=f"{DOCS}/workflows/list/",
    reads=[
        Read(
            "/v2/workflows",
            rows="_embedded.workflows[]",
            takes=[
                equals("MailboxId", "mailboxId", exact=True),
                equals("Type", "type", exact=True, only=same("manual", "automatic")),
            ],
        )
    ],
    update=[Write("PATCH", "/v2/workflows/{Id}", style=OP)],
    changes=Changes("ModifiedAt", note="Deleted workflows are not seen."),
    rows=30,
    examples=("select Name, Status from Workflows where Type = 'manual'",),
    columns=[
        Column("Id", INTEGER, "Number of the workflow.", key=True),
        Column("MailboxId", INTEGER, "Mailbox it works in (Mailboxes.Id).", points_to="Mailboxes.Id"),
        Column("Type", TEXT, "manual or automatic."),
        Column(
            "Status",
            TEXT,
            "active, inactive or invalid; an UPDATE takes the first two.",
            write=ON_UPDATE,
            values=same("active", "inactive"),
            shows=("active", "inactive", "invalid"),
        ),
        Column("Order", INTEGER, "Its place among the workflows of the mailbox."),
        Column("Name", TEXT, "Name of the workflow."),
        CREATED,
        Column("ModifiedAt", TIMESTAMP, "When it was last changed."),
    ],
)

webhooks = Table(
    "Webhooks",
    "Addresses that Help Scout calls when something happens.",
    docs=f"{DOCS}/webhooks/list/",
    reads=[
        Read("/v2/webhooks/{Id}", unique=True),
        Read("/v2/webhooks", rows="_embedded.webhooks[]"),
    ],
    insert=Write("POST", "/v2/webhooks"),
    update=[
        Write(
            "PUT",
            "/v2/webhooks/{Id}",
            style=WHOLE,
            because="Help Scout never shows the secret and replaces the webhook as a whole: SET Secret too.",
        )
    ],
    delete=Write("DELETE", "/v2/webhooks/{Id}"),
    rows=5,
    examples=("select Id, Url, State, Events from Webhooks",),
    columns=[
        Column("Id", INTEGER, "Number of the webhook.", key=True),
        Column("Url", TEXT, "Address that is called.", write=BOTH, required=True),
        Column("State", TEXT, "enabled or disabled."),
        Column(
            "Events",
            JSON,
            'What it is called for, an array of names such as ["convo.created", "convo.assigned"].',
            write=BOTH,
            required=True,
            shape="array",
        ),
        Column("Notification", BOOLEAN, "Whether calls carry just the id and no content.", write=BOTH),
        Column("PayloadVersion", TEXT, "Form of the calls: V2 or V3.", write=BOTH, values=same("V2", "V3")),
        Column("Label", TEXT, "Name of the webhook.", write=BOTH),
        Column(
            "MailboxIds",
            JSON,
            "Mailboxes it is called for (Mailboxes.Id), an array of numbers; empty for all.",
            write=BOTH,
            shape="array",
        ),
        Column(
            "Secret",
            TEXT,
            "Key that signs the calls, at most 40 characters; never shown, and needed for every change.",
            at=NOWHERE,
            write=BOTH,
            body="secret",
            required=True,
            hidden=True,
        ),
    ],
)

customer_properties = Table(
    "CustomerProperties",
    "Definitions of the account's own customer properties, which are columns of Customers.",
    docs=f"{DOCS}/properties/list/",
    reads=[Read("/v2/customer-properties", rows="_embedded.customer-properties[]", paging=OnePage())],
    insert=Write("POST", "/v2/customer-properties"),
    delete=Write("DELETE", "/v2/customer-properties/{Slug}"),
    rows=10,
    examples=("select Slug, Name, Type from CustomerProperties",),
    columns=[
        Column(
            "Slug",
            TEXT,
            "Key of the property: 1 to 100 letters, digits, dashes and underscores.",
            key=True,
            write=ON_INSERT,
            required=True,
        ),
        Column("Name", TEXT, "Name of the property.", write=ON_INSERT, required=True),
        Column(
            "Type",
            TEXT,
            "Kind of value: number, text, url, date or dropdown.",
            write=ON_INSERT,
            required=True,
            values=same("number", "text", "url", "date", "dropdown"),
        ),
        Column(
            "Options",
            JSON,
            "Choices of a dropdown, an array of {id, label}; an INSERT may leave the ids out.",
            write=ON_INSERT,
            shape="array",
        ),
    ],
)

ratings = Table(
    "Ratings",
    "Single ratings by their number; ReportHappinessRatings lists ratings of a period.",
    docs=f"{DOCS}/ratings/get/",
    reads=[Read("/v2/ratings/{Id}", unique=True)],
    columns=[
        Column("Id", INTEGER, "Number of the rating.", key=True),
        Column("ThreadId", INTEGER, "Thread that was rated (ConversationThreads.Id)."),
        Column("ConversationId", INTEGER, "Conversation (Conversations.Id).", points_to="Conversations.Id"),
        Column("ConversationNumber", INTEGER, "Number of the conversation as people see it."),
        Column("MailboxId", INTEGER, "Mailbox of the conversation (Mailboxes.Id).", points_to="Mailboxes.Id"),
        Column("Rating", TEXT, "great, okay, not_good or unknown."),
        Column("Comments", TEXT, "What the customer wrote with it."),
        CREATED,
        Column("ModifiedAt", TIMESTAMP, "When it was last changed."),
        Column("User_Id", INTEGER, "User who was rated (Users.Id).", points_to="Users.Id"),
        Column("User_Email", TEXT, "Mail address of the user."),
        Column("User_FirstName", TEXT, "First name of the user."),
        Column("User_LastName", TEXT, "Last name of the user."),
        Column("Customer_Id", INTEGER, "Customer who rated (Customers.Id).", points_to="Customers.Id"),
        Column("Customer_Email", TEXT, "Mail address of the customer."),
        Column("Customer_FirstName", TEXT, "First name of the customer."),
        Column("Customer_LastName", TEXT, "Last name of the customer."),
        Column("Customer_PhotoUrl", TEXT, "Address of the customer's picture."),
    ],
)

chats = Table(
    "Chats",
    "Single Beacon chats by their number.",
    docs="https://developer.helpscout.com/chat/endpoints/get",
    reads=[Read("/chat/v1/{Id}", unique=True)],
    columns=[
        Column("Id", TEXT, "Number of the chat, a UUID.", key=True),
        Column("BeaconId", TEXT, "Beacon it came through, a UUID."),
        Column("MailboxId", INTEGER, "Mailbox it belongs to (Mailboxes.Id).", points_to="Mailboxes.Id"),
        CREATED,
        Column("EndedAt", TIMESTAMP, "When it ended; a conversation is made of it then."),
        Column("Preview", TEXT, "Beginning of the newest message."),
        Column("Assignee_Id", INTEGER, "User who has it (Users.Id).", points_to="Users.Id"),
        Column("Assignee_Type", TEXT, "What the assignee is in the API: agent or team."),
        Column("Assignee_First", TEXT, "First name of the assignee."),
        Column("Assignee_Last", TEXT, "Last name of the assignee."),
        Column("Assignee_PhotoUrl", TEXT, "Address of the assignee's picture."),
        Column("Assignee_Email", TEXT, "Mail address of the assignee."),
        Column("Customer_Id", INTEGER, "Customer who chats (Customers.Id).", points_to="Customers.Id"),
        Column("Customer_Type", TEXT, "What the customer is in the API: customer."),
        Column("Customer_First", TEXT, "First name of the customer."),
        Column("Customer_Last", TEXT, "Last name of the customer."),
        Column("Customer_PhotoUrl", TEXT, "Address of the customer's picture."),
        Column("Customer_Email", TEXT, "Mail address of the customer."),
        json_list("CustomFields", "Custom fields, an array of {id, value}."),
        json_list("Tags", "Tags, an array of {id, slug, color}."),
        json_list("Timeline", "Pages the customer looked at, an array of {type, timestamp, url, title}."),
        json_list("Events", "What was said and done, an array of events.", at="_embedded.events"),
    ],
)

account = (tags, workflows, webhooks, customer_properties, ratings, chats)
