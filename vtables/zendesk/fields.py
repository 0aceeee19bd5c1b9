"""Definitions of fields and forms, and statuses of the account's own making."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    ON_INSERT,
    TEXT,
    TIMESTAMP,
    Changes,
    Column,
    Read,
    Table,
    Write,
    equals,
    same,
)
from vtables.zendesk.shared import AT_ONCE, CREATED, DOCS, ID, UPDATED, URL, json_list, json_object, ref

TICKET_FIELD_TYPES = same(
    "text",
    "textarea",
    "regexp",
    "partialcreditcard",
    "checkbox",
    "date",
    "integer",
    "decimal",
    "tagger",
    "multiselect",
    "lookup",
    "subject",
    "description",
    "status",
    "custom_status",
    "tickettype",
    "priority",
    "basic_priority",
    "group",
    "assignee",
)
FIELD_TYPES = same(
    "text",
    "textarea",
    "checkbox",
    "date",
    "integer",
    "decimal",
    "regexp",
    "dropdown",
    "multiselect",
    "lookup",
)
OPTIONS = json_list(
    "custom_field_options",
    "Choices, an array of {id, name, value}; an UPDATE deletes those it leaves out.",
    write=BOTH,
)
TARGET = Column(
    "relationship_target_type", TEXT, "What a lookup field points to, such as zen:user.", write=BOTH
)
FILTER = json_object("relationship_filter", "Which records a lookup field offers, an object.", write=BOTH)

ticket_fields = Table(
    "ticket_fields",
    "Definitions of the fields of tickets; the account's own ones are columns of tickets.",
    docs=f"{DOCS}/tickets/ticket_fields/",
    reads=[
        Read(
            "/api/v2/ticket_fields/{id}",
            rows="ticket_field[]",
            unique=True,
            lacks=("creator_user_id", "creator_app_name"),
        ),
        Read("/api/v2/ticket_fields", rows="ticket_fields[]", params={"creator": "true"}, paging=AT_ONCE),
    ],
    insert=Write("POST", "/api/v2/ticket_fields", wrap="ticket_field"),
    update=[Write("PUT", "/api/v2/ticket_fields/{id}", wrap="ticket_field")],
    delete=Write("DELETE", "/api/v2/ticket_fields/{id}"),
    changes=Changes("updated_at", note="Deleted fields are not seen."),
    rows=60,
    examples=("select id, title, type from ticket_fields where active order by position",),
    columns=[
        ID,
        URL,
        Column(
            "type",
            TEXT,
            "Kind of field: text, textarea, regexp, partialcreditcard, checkbox, date, integer, decimal, "
            "tagger (one choice), multiselect, lookup, or a field of the system's.",
            write=ON_INSERT,
            required=True,
            values=TICKET_FIELD_TYPES,
        ),
        Column("title", TEXT, "Title that agents see.", write=BOTH, required=True),
        Column("raw_title", TEXT, "Title with placeholders of dynamic content.", write=BOTH),
        Column("description", TEXT, "What end users are told about it; the title by default.", write=BOTH),
        Column("raw_description", TEXT, "Description with placeholders of dynamic content.", write=BOTH),
        Column("position", INTEGER, "Place in the list.", write=BOTH),
        Column("active", BOOLEAN, "Whether it is in use.", write=BOTH),
        Column("required", BOOLEAN, "Whether agents must fill it to solve a ticket.", write=BOTH),
        Column("collapsed_for_agents", BOOLEAN, "Whether agents see it only on demand.", write=BOTH),
        Column("regexp_for_validation", TEXT, "Pattern of the values of a regexp field.", write=BOTH),
        Column("title_in_portal", TEXT, "Title that end users see.", write=BOTH),
        Column("raw_title_in_portal", TEXT, "The same with placeholders of dynamic content.", write=BOTH),
        Column("visible_in_portal", BOOLEAN, "Whether end users see it.", write=BOTH),
        Column("editable_in_portal", BOOLEAN, "Whether end users may fill it.", write=BOTH),
        Column("required_in_portal", BOOLEAN, "Whether end users must fill it.", write=BOTH),
        Column("tag", TEXT, "Tag that a ticked checkbox adds.", write=BOTH),
        CREATED,
        UPDATED,
        Column("removable", BOOLEAN, "False for a field of the system's."),
        Column("key", TEXT, "Key of the field; ticket fields have none in practice."),
        Column("agent_description", TEXT, "What agents are told about it.", write=BOTH),
        Column("agent_can_edit", BOOLEAN, "Whether agents may fill it."),
        OPTIONS,
        json_list("system_field_options", "Choices of type, priority or status, an array of {name, value}."),
        json_list("custom_statuses", "Statuses of the field custom_status, an array of custom_statuses."),
        Column("sub_type_id", INTEGER, "Which choices priority or status offers.", write=BOTH),
        TARGET,
        FILTER,
        ref("creator_user_id", "users.id", "User who made it; -1 is the system"),
        Column("creator_app_name", TEXT, "App that made it."),
    ],
)


def _fields_of(name: str, whose: str, table: str) -> Table:
    """user_fields and organization_fields, which are alike."""
    one = name.removesuffix("s")
    return Table(
        name,
        f"Definitions of the account's own fields of {whose}, which are columns of {table}.",
        docs=f"{DOCS}/users/user_fields/"
        if table == "users"
        else f"{DOCS}/organizations/organization_fields/",
        reads=[
            Read(f"/api/v2/{name}/{{id}}", rows=f"{one}[]", unique=True),
            Read(f"/api/v2/{name}", rows=f"{name}[]"),
        ],
        insert=Write("POST", f"/api/v2/{name}", wrap=one),
        update=[Write("PUT", f"/api/v2/{name}/{{id}}", wrap=one)],
        delete=Write("DELETE", f"/api/v2/{name}/{{id}}"),
        changes=Changes("updated_at", note="Deleted fields are not seen."),
        rows=20,
        examples=(f"select key, title, type from {name} where active",),
        columns=[
            ID,
            URL,
            Column(
                "type",
                TEXT,
                "text, textarea, checkbox, date, integer, decimal, regexp, dropdown, multiselect or lookup.",
                write=ON_INSERT,
                values=FIELD_TYPES,
            ),
            Column(
                "key", TEXT, "Key of the field in records; cannot change.", write=ON_INSERT, required=True
            ),
            Column("title", TEXT, "Title.", write=BOTH, required=True),
            Column("raw_title", TEXT, "Title with placeholders of dynamic content.", write=BOTH),
            Column("description", TEXT, "What it is for.", write=BOTH),
            Column("raw_description", TEXT, "Description with placeholders of dynamic content.", write=BOTH),
            Column("position", INTEGER, "Place in the list.", write=BOTH),
            Column("active", BOOLEAN, "Whether it is in use.", write=BOTH),
            Column("system", BOOLEAN, "Whether it is a field of the system's."),
            Column("regexp_for_validation", TEXT, "Pattern of the values of a regexp field.", write=BOTH),
            Column("tag", TEXT, "Tag that a ticked checkbox adds.", write=BOTH),
            OPTIONS,
            TARGET,
            FILTER,
            CREATED,
            UPDATED,
        ],
    )


user_fields = _fields_of("user_fields", "users", "users")
organization_fields = _fields_of("organization_fields", "organizations", "organizations")

ticket_forms = Table(
    "ticket_forms",
    "Forms: which fields a ticket has, and when.",
    docs=f"{DOCS}/tickets/ticket_forms/",
    reads=[
        Read("/api/v2/ticket_forms/{id}", rows="ticket_form[]", unique=True),
        Read("/api/v2/ticket_forms", rows="ticket_forms[]", paging=AT_ONCE),
    ],
    insert=Write("POST", "/api/v2/ticket_forms", wrap="ticket_form"),
    update=[Write("PUT", "/api/v2/ticket_forms/{id}", wrap="ticket_form")],
    delete=Write("DELETE", "/api/v2/ticket_forms/{id}"),
    changes=Changes("updated_at", note="Deleted forms are not seen."),
    rows=10,
    examples=("select id, name, position from ticket_forms where active",),
    columns=[
        ID,
        URL,
        Column("name", TEXT, "Name that agents see.", write=BOTH, required=True),
        Column("raw_name", TEXT, "Name with placeholders of dynamic content.", write=BOTH),
        Column("display_name", TEXT, "Name that end users see.", write=BOTH),
        Column("raw_display_name", TEXT, "The same with placeholders of dynamic content.", write=BOTH),
        Column("position", INTEGER, "Place in the list.", write=BOTH),
        Column("active", BOOLEAN, "Whether it is in use.", write=BOTH),
        Column("default", BOOLEAN, "Whether it is the default form.", write=BOTH),
        Column("end_user_visible", BOOLEAN, "Whether end users can choose it.", write=BOTH),
        Column("in_all_brands", BOOLEAN, "Whether all brands have it.", write=BOTH),
        json_list("restricted_brand_ids", "Brands that have it, an array of brands.id."),
        json_list(
            "ticket_field_ids",
            "Its fields in order, an array of ticket_fields.id; an UPDATE replaces all.",
            write=BOTH,
        ),
        json_list(
            "agent_conditions",
            "When agents see which fields, an array of {parent_field_id, value, child_fields}.",
            write=BOTH,
        ),
        json_list(
            "end_user_conditions",
            "When end users see which fields, an array of {parent_field_id, value, child_fields}.",
            write=BOTH,
        ),
        CREATED,
        UPDATED,
        Column("deleted_at", TIMESTAMP, "When it was deleted."),
    ],
)

CATEGORIES = same("new", "open", "pending", "hold", "solved")

custom_statuses = Table(
    "custom_statuses",
    "Statuses of the account's own making, each in a category that is the status of a ticket.",
    docs=f"{DOCS}/tickets/custom_ticket_statuses/",
    reads=[
        Read("/api/v2/custom_statuses/{id}", rows="custom_status[]", unique=True),
        Read(
            "/api/v2/custom_statuses",
            rows="custom_statuses[]",
            paging=AT_ONCE,
            takes=[equals("status_category", "status_categories", only=CATEGORIES)],
        ),
    ],
    insert=Write("POST", "/api/v2/custom_statuses", wrap="custom_status"),
    # There is no DELETE: a status is set inactive.
    update=[Write("PUT", "/api/v2/custom_statuses/{id}", wrap="custom_status")],
    changes=Changes("updated_at"),
    rows=10,
    examples=("select id, agent_label, status_category from custom_statuses where active",),
    columns=[
        ID,
        URL,
        Column(
            "status_category",
            TEXT,
            "Status of its tickets: new, open, pending, hold or solved.",
            write=ON_INSERT,
            required=True,
            values=CATEGORIES,
        ),
        Column(
            "agent_label", TEXT, "Name that agents see, at most 48 characters.", write=BOTH, required=True
        ),
        Column("raw_agent_label", TEXT, "The same with placeholders of dynamic content."),
        Column("end_user_label", TEXT, "Name that end users see, at most 48 characters.", write=BOTH),
        Column("raw_end_user_label", TEXT, "The same with placeholders of dynamic content."),
        Column("description", TEXT, "What agents are told about it.", write=BOTH),
        Column("raw_description", TEXT, "The same with placeholders of dynamic content."),
        Column("end_user_description", TEXT, "What end users are told about it.", write=BOTH),
        Column("raw_end_user_description", TEXT, "The same with placeholders of dynamic content."),
        Column("active", BOOLEAN, "Whether it is in use.", write=BOTH),
        Column("default", BOOLEAN, "Whether it is the default of its category."),
        CREATED,
        UPDATED,
    ],
)
