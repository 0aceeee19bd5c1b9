"""Organizations, which came to the API in 2025, and the definitions of their properties."""

from __future__ import annotations

from helpsql.spec import (
    BOTH,
    DATE,
    INTEGER,
    JSON,
    ON_INSERT,
    ON_UPDATE,
    REAL,
    TEXT,
    WHOLE,
    Changes,
    Column,
    Custom,
    OnePage,
    Read,
    Table,
    Write,
    same,
)
from vtables.helpscout.shared import CREATED, DOCS, UPDATED, json_list

PROPERTIES = Custom(
    table="OrganizationProperties",
    name="Name",
    key="Slug",
    kind="Type",
    types={"number": REAL, "text": TEXT, "url": TEXT, "date": DATE, "dropdown": TEXT},
    options="Options",
    at="properties",
    match="slug",
    value="value",
    write=ON_UPDATE,
    update=Write("PUT", "/v2/organizations/{Id}/properties/{key}"),
    clear=Write("DELETE", "/v2/organizations/{Id}/properties/{key}"),
)

organizations = Table(
    "Organizations",
    "Organizations that customers belong to.",
    docs=f"{DOCS}/organizations/list/",
    reads=[
        Read(
            "/v2/organizations/{Id}",
            unique=True,
            params={"includeCounts": "true", "includeProperties": "true"},
        ),
        Read(
            "/v2/organizations",
            rows="_embedded.organizations[]",
            lacks=("CustomerCount", "ConversationCount", "Properties"),
        ),
    ],
    insert=Write("POST", "/v2/organizations"),
    update=[Write("PUT", "/v2/organizations/{Id}", style=WHOLE)],
    delete=Write("DELETE", "/v2/organizations/{Id}"),
    changes=Changes("UpdatedDate", note="Deleted organizations are not seen."),
    custom=PROPERTIES,
    rows=200,
    examples=("select Id, Name, Website from Organizations order by Name limit 10",),
    columns=[
        Column("Id", INTEGER, "Number of the organization.", key=True),
        Column("Name", TEXT, "Name of the organization.", write=BOTH, required=True),
        Column("Website", TEXT, "Address of its website.", write=BOTH),
        Column("Description", TEXT, "What it is.", write=BOTH),
        Column("Location", TEXT, "Two-letter code of its country.", write=BOTH),
        Column("LogoUrl", TEXT, "Address of its logo.", write=BOTH),
        Column("Note", TEXT, "Notes about it.", write=BOTH),
        Column("Domains", JSON, "Mail domains of its people, an array of names.", write=BOTH, shape="array"),
        Column("Phones", JSON, "Phone numbers, an array.", write=BOTH, shape="array"),
        Column("BrandColor", TEXT, "Colour such as #000FFF.", write=BOTH),
        Column("CustomerCount", INTEGER, "Customers in it; costs one request an organization."),
        Column("ConversationCount", INTEGER, "Conversations with them; costs one request an organization."),
        json_list(
            "Properties",
            "Values of its properties, an array of {definitionId, slug, name, type, value, options}; "
            "costs one request an organization.",
        ),
        CREATED,
        UPDATED,
    ],
)

organization_conversations = Table(
    "OrganizationConversations",
    "Which conversations were held with the customers of which organization.",
    docs=f"{DOCS}/organizations/get-conversations/",
    reads=[
        Read("/v2/organizations/{OrganizationId}/conversations", rows="_embedded.conversations[]", walk=True)
    ],
    rows=2000,
    columns=[
        Column(
            "OrganizationId",
            INTEGER,
            "Organization (Organizations.Id).",
            at="^.id",
            key=True,
            points_to="Organizations.Id",
        ),
        Column(
            "ConversationId",
            INTEGER,
            "Conversation (Conversations.Id).",
            at="id",
            key=True,
            points_to="Conversations.Id",
        ),
        Column("Number", INTEGER, "Number of the conversation as people see it."),
        Column("Subject", TEXT, "Subject line of the conversation."),
        Column("Status", TEXT, "Status of the conversation: active, pending, closed or spam."),
        Column("MailboxId", INTEGER, "Mailbox of the conversation (Mailboxes.Id).", points_to="Mailboxes.Id"),
        Column(
            "PrimaryCustomer_Id",
            INTEGER,
            "Customer of the conversation (Customers.Id).",
            points_to="Customers.Id",
        ),
    ],
)

organization_properties = Table(
    "OrganizationProperties",
    "Definitions of the account's own organization properties, which are columns of Organizations.",
    docs=f"{DOCS}/organizations/properties/list/",
    reads=[
        Read("/v2/organizations/properties/{Slug}", unique=True),
        Read("/v2/organizations/properties", rows="_embedded.organization-properties[]", paging=OnePage()),
    ],
    insert=Write("POST", "/v2/organizations/properties"),
    update=[Write("PUT", "/v2/organizations/properties/{Slug}", style=WHOLE)],
    delete=Write("DELETE", "/v2/organizations/properties/{Slug}"),
    rows=10,
    examples=("select Slug, Name, Type from OrganizationProperties",),
    columns=[
        Column("Slug", TEXT, "Key of the property.", key=True, write=ON_INSERT, required=True),
        Column("Name", TEXT, "Name of the property.", write=BOTH, required=True),
        Column(
            "Type",
            TEXT,
            "Kind of value: number, text, url, date or dropdown.",
            write=ON_INSERT,
            required=True,
            values=same("number", "text", "url", "date", "dropdown"),
        ),
        Column("Options", JSON, "Choices of a dropdown, an array.", write=BOTH, shape="array"),
    ],
)

organization_tables = (organizations, organization_conversations, organization_properties)
