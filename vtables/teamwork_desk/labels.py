"""What tickets are marked by: tags, priorities, statuses, types, sources, and the account's own fields."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, BOTH, INTEGER, JSON, ON_INSERT, TEXT, Changes, Column, Table, Write, same
from vtables.teamwork_desk.shared import (
    BASE,
    DOCS,
    ID,
    STATE,
    V1,
    array,
    by_id,
    changed,
    flags,
    listed,
    made,
    numbers,
    ref,
    removed,
    texts,
)

NOT_SEEN = Changes("UpdatedAt", note="Deleted ones are not seen.")
INBOXES = array("Inboxes", "Inboxes that have it, an array of references (Inboxes.Id).", write=BOTH)

tags = Table(
    "Tags",
    "Tags that tickets can have.",
    docs=f"{DOCS}/desk-api-v2/tags",
    reads=[by_id("tags", "tag"), listed("tags")],
    insert=made("tags", "tag"),
    update=[changed("tags", "tag")],
    delete=removed("tags"),
    changes=NOT_SEEN,
    rows=200,
    examples=("select Id, Name, Color from Tags order by Name",),
    columns=[ID, *texts(BOTH, Name="Name.", Color="Colour, by name or as #RRGGBB."), *BASE, STATE],
)

ticket_priorities = Table(
    "TicketPriorities",
    "Priorities that tickets can have.",
    docs=f"{DOCS}/desk-api-v2/ticket-priorities",
    reads=[by_id("ticketpriorities", "ticketpriority"), listed("ticketpriorities")],
    insert=made("ticketpriorities", "ticketpriority"),
    update=[changed("ticketpriorities", "ticketpriority")],
    delete=removed("ticketpriorities"),
    changes=NOT_SEEN,
    rows=5,
    examples=("select Id, Name from TicketPriorities order by DisplayOrder",),
    columns=[
        ID,
        *texts(BOTH, Name="Name.", Color="Colour as #RRGGBB.", Icon="Name of the icon."),
        *numbers(BOTH, DisplayOrder="Place among the others."),
        Column("TicketCount", INTEGER, "How many tickets have it."),
        *BASE,
        STATE,
    ],
)

ticket_statuses = Table(
    "TicketStatuses",
    "Statuses of tickets: 1 Active, 3 Waiting on customer, 4 On-hold, 5 Solved, 6 Closed, 7 Spam, own ones.",
    docs=f"{DOCS}/desk-api-v2/ticket-statuses",
    reads=[by_id("ticketstatuses", "ticketstatus"), listed("ticketstatuses")],
    insert=made("ticketstatuses", "ticketstatus"),
    update=[changed("ticketstatuses", "ticketstatus")],
    delete=removed("ticketstatuses"),
    changes=NOT_SEEN,
    aliases=("TicketStatues",),
    rows=10,
    examples=("select Id, Name, Code from TicketStatuses order by DisplayOrder",),
    columns=[
        ID,
        *texts(BOTH, Name="Name."),
        Column("Code", TEXT, "active, waiting, on-hold, solved, closed or spam; own ones have their own."),
        *texts(BOTH, Color="Colour.", Icon="Name of the icon."),
        *numbers(BOTH, DisplayOrder="Place among the others."),
        Column("IsCustom", BOOLEAN, "Whether the account made it."),
        *BASE,
        STATE,
    ],
)

ticket_types = Table(
    "TicketTypes",
    "Types that tickets can have.",
    docs=f"{DOCS}/desk-api-v2/ticket-types",
    reads=[by_id("tickettypes", "tickettype"), listed("tickettypes")],
    insert=made("tickettypes", "tickettype"),
    update=[changed("tickettypes", "tickettype")],
    delete=removed("tickettypes"),
    changes=NOT_SEEN,
    rows=20,
    examples=("select Id, Name from TicketTypes order by DisplayOrder",),
    columns=[
        ID,
        *texts(BOTH, Name="Name."),
        *numbers(BOTH, DisplayOrder="Place among the others."),
        INBOXES,
        *flags(
            BOTH,
            Default="Whether new tickets get it.",
            EnabledForFutureInboxes="Whether new inboxes get it.",
        ),
        *BASE,
        STATE,
    ],
)

ticket_sources = Table(
    "TicketSources",
    "How tickets can come.",
    docs=f"{DOCS}/desk-api-v2/ticket-sources",
    # The vendor's Go client spells them in camel case.
    reads=[
        by_id("ticketsources", "ticketsource", or_rows="ticketSource[]"),
        listed("ticketsources", or_rows="ticketSources[]"),
    ],
    insert=made("ticketsources", "ticketsource"),
    update=[changed("ticketsources", "ticketsource")],
    delete=removed("ticketsources"),
    changes=NOT_SEEN,
    rows=10,
    examples=("select Id, Name from TicketSources",),
    columns=[
        ID,
        *texts(BOTH, Name="Name.", Icon="Name of the icon."),
        *numbers(BOTH, DisplayOrder="Place among the others."),
        Column("IsCustom", BOOLEAN, "Whether the account made it."),
        *BASE,
        STATE,
    ],
)

KINDS = same("text", "textarea", "dropdown", "checkboxes", "date", "number")

custom_fields = Table(
    "CustomFields",
    "The account's own fields of tickets; Tickets has a column for each.",
    docs=f"{DOCS}/desk-api-v2/custom-fields",
    reads=[by_id("customfields", "customfield"), listed("customfields")],
    # Version 1 alone creates them, from a body without a wrap.
    insert=Write("POST", f"{V1}/customfields.json", new_id="customfield.id"),
    update=[changed("customfields", "customfield")],
    delete=removed("customfields"),
    changes=NOT_SEEN,
    rows=20,
    includes={"options": "customfieldoptions"},
    examples=("select Id, AgentLabel, Kind from CustomFields where Enabled",),
    columns=[
        ID,
        *texts(
            BOTH,
            AgentLabel="Name that agents see.",
            CustomerLabel="Name that customers see.",
            Description="Description.",
        ),
        Column(
            "Kind",
            TEXT,
            "text, textarea, dropdown, checkboxes, date or number.",
            write=ON_INSERT,
            required=True,
            values=KINDS,
        ),
        *flags(
            BOTH,
            Enabled="Whether it is in use.",
            AgentRequired="Whether agents must fill it.",
            CustomerRequired="Whether customers must fill it.",
            AddToNewInboxes="Whether new inboxes get it.",
        ),
        array(
            "Options",
            "Values of a dropdown or of checkboxes, an array of {id, name}; a new field takes {name, "
            "displayOrder}.",
            write=BOTH,
            include="options",
        ),
        Column("Apps", JSON, "Where it shows: an array of {name, canViewData, canEditData}.", write=BOTH),
        array("Inboxes", "Inboxes that have it: references, or numbers for a new field.", write=BOTH),
        *BASE,
        STATE,
    ],
)

custom_field_options = Table(
    "CustomFieldOptions",
    "Values of dropdowns and checkboxes among the account's own fields.",
    docs=f"{DOCS}/desk-api-v2/custom-fields",
    reads=[by_id("customfieldoptions", "customfieldoption"), listed("customfieldoptions")],
    insert=made("customfieldoptions", "customfieldoption"),
    update=[changed("customfieldoptions", "customfieldoption")],
    delete=removed("customfieldoptions"),
    changes=NOT_SEEN,
    rows=50,
    examples=("select Id, Name from CustomFieldOptions where CustomFieldId = 1",),
    columns=[
        ID,
        ref("CustomFieldId", "CustomFields", "Field", member="customfield", write=ON_INSERT, required=True),
        *texts(BOTH, Name="Name."),
        *BASE,
        STATE,
    ],
)
