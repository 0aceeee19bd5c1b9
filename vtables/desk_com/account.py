"""What the account is set up with: labels, filters, macros, own fields, mailboxes, brands."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, BOTH, INTEGER, TEXT, Column, Read, Table, Write
from vtables.desk_com.shared import (
    CREATED,
    DOCS,
    ENTRIES,
    SELF,
    UPDATED,
    array,
    link,
    number,
    one,
    when,
    whole,
)

labels = Table(
    "labels",
    "Labels for cases, macros, companies and opportunities.",
    docs=f"{DOCS}/labels/",
    reads=[one("labels"), whole("labels")],
    insert=Write("POST", "/api/v2/labels"),
    update=[Write("PATCH", "/api/v2/labels/{id}")],
    delete=Write("DELETE", "/api/v2/labels/{id}"),
    rows=100,
    examples=("select id, name, types from labels where enabled",),
    columns=[
        number("Number of the label."),
        Column("name", TEXT, "Name.", write=BOTH, required=True),
        Column("description", TEXT, "Description.", write=BOTH),
        array("types", "What it is for: case, macro, company, opportunity.", write=BOTH),
        # Called active in the oldest texts.
        Column(
            "enabled", BOOLEAN, "Whether it can be given.", at="enabled|active", body="enabled", write=BOTH
        ),
        Column(
            "color",
            TEXT,
            "default, blue, teal, green, yellow, orange, red, pink, purple, brown, black, grey or white.",
            write=BOTH,
        ),
        Column("position", INTEGER, "Place among the labels.", write=BOTH),
    ],
)

filters = Table(
    "filters",
    "Filters that agents see cases by.",
    docs=f"{DOCS}/filters/",
    reads=[one("filters"), whole("filters")],
    rows=30,
    examples=("select id, name from filters where active order by position",),
    columns=[
        number("Number of the filter."),
        Column("name", TEXT, "Name."),
        Column("sort_field", TEXT, "What its cases are ordered by.", at="sort_field|sort"),
        Column("sort_direction", TEXT, "asc or desc."),
        Column("position", INTEGER, "Place among the filters."),
        Column("active", BOOLEAN, "Whether it is in use."),
        Column("route_status", TEXT, "State of routing, where the account has it."),
        link("group_id", "groups", "Group it is for"),
        link("user_id", "users", "Agent it is for"),
    ],
)

macros = Table(
    "macros",
    "Macros that agents apply to cases; macro_actions has what they do.",
    docs=f"{DOCS}/macros/",
    reads=[one("macros"), whole("macros")],
    insert=Write("POST", "/api/v2/macros"),
    update=[Write("PATCH", "/api/v2/macros/{id}")],
    delete=Write("DELETE", "/api/v2/macros/{id}"),
    rows=50,
    examples=("select id, name from macros where enabled",),
    columns=[
        number("Number of the macro."),
        Column("name", TEXT, "Name.", write=BOTH, required=True),
        Column("description", TEXT, "Description.", write=BOTH),
        Column("enabled", BOOLEAN, "Whether it can be applied.", write=BOTH),
        Column("position", INTEGER, "Place among the macros.", write=BOTH),
        array("folders", "Names of the folders it stands in.", write=BOTH),
    ],
)

macro_actions = Table(
    "macro_actions",
    "What macros do, one row for each step.",
    docs=f"{DOCS}/macros/",
    reads=[Read("/api/v2/macros/{macro_id}/actions", rows=ENTRIES, walk=True)],
    rows=150,
    examples=("select type, value from macro_actions where macro_id = 1",),
    columns=[
        Column("macro_id", INTEGER, "Macro (macros.id).", key=True, points_to="macros.id"),
        Column("id", INTEGER, "Number of the step.", at=SELF, key=True),
        Column("type", TEXT, "What is done, such as set-case-priority."),
        Column("value", TEXT, "What it is set to."),
        Column("enabled", BOOLEAN, "Whether it is done."),
        CREATED,
        UPDATED,
    ],
)

custom_fields = Table(
    "custom_fields",
    "Definitions of the account's own fields.",
    docs=f"{DOCS}/custom-fields/",
    reads=[one("custom_fields"), whole("custom_fields")],
    rows=20,
    examples=("select name, label, type, data_type from custom_fields",),
    columns=[
        number("Number of the field."),
        Column("name", TEXT, "Name in the API, without the custom_ of its column."),
        Column("label", TEXT, "Name that agents see."),
        Column("type", TEXT, "What has it: ticket (cases), customer or company."),
        Column("active", BOOLEAN, "Whether it is in use; rows hold unused ones too."),
        Column("data_type", TEXT, "string, integer, boolean, date or list.", at="data.type"),
        array("choices", "Values of a list.", at="data.choices"),
    ],
)

inbound_mailboxes = Table(
    "inbound_mailboxes",
    "Mailboxes that mails come in by.",
    docs=f"{DOCS}/inbound-mailboxes/",
    aliases=("mailboxes",),
    reads=[one("mailboxes/inbound"), whole("mailboxes/inbound")],
    rows=5,
    examples=("select id, name, email, last_error from inbound_mailboxes",),
    columns=[
        number("Number of the mailbox."),
        Column("name", TEXT, "Name."),
        Column("enabled", BOOLEAN, "Whether it is read."),
        Column("type", TEXT, "How it is read, such as imaps."),
        Column("hostname", TEXT, "Server it is read from."),
        Column("port", INTEGER, "Port of that server."),
        Column("email", TEXT, "Mail address."),
        when("last_checked_at", "When it was last read"),
        Column("last_error", TEXT, "What went wrong then."),
        Column("inbound_address_filter", TEXT, "Which mails are taken by the address they went to."),
        Column("outbound_address_filter", TEXT, "Which mails are taken by the address they came from."),
        CREATED,
        UPDATED,
        link("default_group_id", "groups", "Group that its cases go to"),
        link("created_by_id", "users", "Agent who set it up"),
        link("updated_by_id", "users", "Agent who last changed it"),
    ],
)

outbound_mailboxes = Table(
    "outbound_mailboxes",
    "Mailboxes that mails go out by.",
    docs=f"{DOCS}/outbound-mailboxes/",
    reads=[one("mailboxes/outbound"), whole("mailboxes/outbound")],
    rows=5,
    examples=("select id, from_email from outbound_mailboxes",),
    columns=[
        number("Number of the mailbox."),
        Column("from_name", TEXT, "Name of the sender."),
        Column("from_email", TEXT, "Mail address of the sender."),
        Column("enabled", BOOLEAN, "Whether it is used."),
    ],
)

brands = Table(
    "brands",
    "Brands of the account.",
    docs=f"{DOCS}/brands/",
    reads=[one("brands"), whole("brands")],
    rows=3,
    examples=("select id, name from brands",),
    columns=[number("Number of the brand."), Column("name", TEXT, "Name."), CREATED, UPDATED],
)

integration_urls = Table(
    "integration_urls",
    "Addresses of other systems that agents see beside a case.",
    docs=f"{DOCS}/integration-urls/",
    reads=[one("integration_urls"), whole("integration_urls")],
    insert=Write("POST", "/api/v2/integration_urls"),
    update=[Write("PATCH", "/api/v2/integration_urls/{id}")],
    delete=Write("DELETE", "/api/v2/integration_urls/{id}"),
    rows=5,
    examples=("select id, name, markup from integration_urls",),
    columns=[
        number("Number of the address."),
        Column("name", TEXT, "Name.", write=BOTH, required=True),
        Column("description", TEXT, "Description.", write=BOTH),
        Column("enabled", BOOLEAN, "Whether it is shown.", write=BOTH),
        Column("markup", TEXT, "The address, with places for fields.", write=BOTH),
        Column("rendered", TEXT, "The address with those filled."),
        CREATED,
        UPDATED,
    ],
)
