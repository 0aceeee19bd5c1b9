"""The account: brands, schedules, tags, phone numbers, jobs, and what goes on for the agent who asks."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    JSON,
    ON_UPDATE,
    TEXT,
    Changes,
    Column,
    Count,
    Read,
    Table,
    Take,
    Write,
    at_least,
)
from vtables.zendesk.shared import (
    AT_ONCE,
    CREATED,
    DOCS,
    ID,
    OFFSET_CAP,
    OFFSET_PAGES,
    UPDATED,
    URL,
    json_list,
    json_object,
    ref,
    total,
)

brands = Table(
    "brands",
    "Brands of the account.",
    docs=f"{DOCS}/account-configuration/brands/",
    reads=[
        Read("/api/v2/brands/{id}", rows="brand[]", unique=True),
        Read("/api/v2/brands", rows="brands[]", counts=total("/api/v2/brands")),
    ],
    insert=Write("POST", "/api/v2/brands", wrap="brand"),
    update=[Write("PUT", "/api/v2/brands/{id}", wrap="brand")],
    delete=Write("DELETE", "/api/v2/brands/{id}"),
    changes=Changes("updated_at"),
    rows=5,
    examples=("select id, name, subdomain from brands where active",),
    columns=[
        ID,
        URL,
        Column("name", TEXT, "Name.", write=BOTH, required=True),
        Column("brand_url", TEXT, "Address that users see.", write=BOTH),
        Column("subdomain", TEXT, "Its own subdomain of zendesk.com.", write=BOTH, required=True),
        Column("host_mapping", TEXT, "Host of the account's own that stands for it.", write=BOTH),
        Column("has_help_center", BOOLEAN, "Whether it has a help center."),
        Column("help_center_state", TEXT, "enabled, disabled or restricted."),
        Column("active", BOOLEAN, "Whether it is in use.", write=BOTH),
        Column("default", BOOLEAN, "Whether it is the default brand.", write=BOTH),
        Column("is_deleted", BOOLEAN, "Whether it was deleted."),
        json_object("logo", "Its logo, an attachment."),
        Column("logo_content_url", TEXT, "Address of the logo.", at="logo.content_url"),
        json_list("ticket_form_ids", "Its forms, an array of ticket_forms.id."),
        Column("signature_template", TEXT, "Signature of mails.", write=BOTH),
        CREATED,
        UPDATED,
    ],
)

schedules = Table(
    "schedules",
    "Business hours.",
    docs=f"{DOCS}/ticket-management/schedules/",
    reads=[
        Read("/api/v2/business_hours/schedules/{id}", rows="schedule[]", unique=True),
        Read("/api/v2/business_hours/schedules", rows="schedules[]", paging=AT_ONCE),
    ],
    rows=3,
    examples=("select name, time_zone, intervals from schedules",),
    columns=[
        ID,
        Column("name", TEXT, "Name."),
        Column("time_zone", TEXT, "Time zone as Zendesk calls it."),
        CREATED,
        UPDATED,
        json_list(
            "intervals",
            "When it is open, an array of {start_time, end_time} in minutes since Sunday 00:00.",
        ),
    ],
)

tags = Table(
    "tags",
    "Tags and how often they are used; AddTags and RemoveTags change those of a ticket.",
    docs=f"{DOCS}/ticket-management/tags/",
    reads=[
        Read(
            "/api/v2/tags",
            rows="tags[]",
            partial="Zendesk lists the 20,000 tags used most within 60 days, no others.",
        )
    ],
    rows=1000,
    examples=("select name, count from tags order by count desc limit 10",),
    columns=[
        Column("name", TEXT, "The tag.", key=True),
        Column("count", INTEGER, "How often it was used."),
    ],
)

talk_phone_numbers = Table(
    "talk_phone_numbers",
    "Phone numbers of Zendesk Talk.",
    docs="https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/",
    reads=[
        Read("/api/v2/channels/voice/phone_numbers/{id}", rows="phone_number[]", unique=True),
        Read(
            "/api/v2/channels/voice/phone_numbers.json",
            rows="phone_numbers[]",
            paging=OFFSET_PAGES,
            cap=OFFSET_CAP,
        ),
    ],
    update=[Write("PUT", "/api/v2/channels/voice/phone_numbers/{id}", wrap="phone_number")],
    delete=Write("DELETE", "/api/v2/channels/voice/phone_numbers/{id}"),
    rows=5,
    examples=("select id, display_number, nickname from talk_phone_numbers",),
    columns=[
        ID,
        Column("number", TEXT, "The number, such as +15555550123."),
        Column("display_number", TEXT, "The number as it is shown."),
        Column("country_id", INTEGER, "Number of the country; in older answers."),
        Column("country_code", TEXT, "Country, such as US."),
        Column("location", TEXT, "Where the number is from."),
        Column("name", TEXT, "The nickname, or the number where it has none."),
        Column("nickname", TEXT, "Name that agents see.", write=ON_UPDATE),
        Column("line_type", TEXT, "phone or digital."),
        Column("toll_free", BOOLEAN, "Whether calls to it are free."),
        Column("external", BOOLEAN, "Whether it is a number of another company."),
        Column("outbound_enabled", BOOLEAN, "Whether agents may call from it."),
        Column("sms_enabled", BOOLEAN, "Whether it takes text messages."),
        Column("voice_enabled", BOOLEAN, "Whether it takes calls."),
        Column("recorded", BOOLEAN, "Whether calls are recorded.", write=ON_UPDATE),
        Column("transcription", BOOLEAN, "Whether voicemails are transcribed.", write=ON_UPDATE),
        Column("priority", INTEGER, "Which calls come first: 0 ordinary, 1 before others.", write=ON_UPDATE),
        json_list("group_ids", "Groups that take its calls, an array of groups.id.", write=ON_UPDATE),
        json_list("greeting_ids", "Greetings of its own, an array of numbers.", write=ON_UPDATE),
        json_list("default_greeting_ids", "Greetings that it has by default, an array."),
        ref("default_group_id", "groups.id", "Group that takes its calls first", write=ON_UPDATE),
        ref("sms_group_id", "groups.id", "Group that gets its text messages", write=ON_UPDATE),
        ref("schedule_id", "schedules.id", "Business hours of its calls", write=ON_UPDATE),
        Column("ivr_id", INTEGER, "Phone tree of its calls.", write=ON_UPDATE),
        ref("brand_id", "brands.id", "Brand it belongs to", write=ON_UPDATE),
        Column("call_recording_consent", TEXT, "How callers agree to a recording.", write=ON_UPDATE),
        Column("failover_number", TEXT, "Number that calls go to when Talk is down.", write=ON_UPDATE),
        *(
            Column(f"capabilities_{name}", BOOLEAN, f"Whether it can {what}.", at=f"capabilities.{name}")
            for name, what in (
                ("sms", "take text messages"),
                ("mms", "take picture messages"),
                ("voice", "take calls"),
                ("emergency_address", "have an address for emergencies"),
            )
        ),
        json_object("categorised_greetings", "Greetings by what they are for, an object."),
        json_object(
            "categorised_greetings_with_sub_settings", "Greetings by what they are for and when, an object."
        ),
        Column("token", TEXT, "Token it was bought with."),
        CREATED,
    ],
)

job_statuses = Table(
    "job_statuses",
    "Jobs that bulk changes became; WaitForJob waits for the end of one.",
    docs=f"{DOCS}/ticket-management/job_statuses/",
    reads=[
        Read("/api/v2/job_statuses/{id}", rows="job_status[]", unique=True),
        Read(
            "/api/v2/job_statuses/show_many",
            rows="job_statuses[]",
            takes=[Take("id", ("=", "in"), "ids", exact=True, required=True, many=",", limit=100)],
        ),
        Read(
            "/api/v2/job_statuses",
            rows="job_statuses[]",
            stale="Jobs are kept for a day or so.",
        ),
    ],
    rows=20,
    examples=("select id, status, progress, total from job_statuses",),
    columns=[
        Column("id", TEXT, "Name of the job, such as V3- and 32 hexadecimal digits.", key=True),
        URL,
        Column("job_type", TEXT, "What it does, such as Bulk Create Ticket."),
        Column("status", TEXT, "queued, working, completed, failed or killed."),
        Column("total", INTEGER, "How many rows it is about."),
        Column("progress", INTEGER, "How many of them are done."),
        Column("message", TEXT, "How far it is, in words."),
        Column("results", JSON, "What became of each row, an array, or of all, an object."),
    ],
)

ticket_activities = Table(
    "ticket_activities",
    "What happened within 30 days to tickets of the agent who asks.",
    docs=f"{DOCS}/tickets/activity_stream/",
    reads=[
        Read("/api/v2/activities/{id}", rows="activity[]", unique=True),
        Read(
            "/api/v2/activities",
            rows="activities[]",
            takes=[at_least("created_at", "since")],
            counts=Count("/api/v2/activities/count", "count.value", without=("created_at",)),
        ),
    ],
    changes=Changes("updated_at"),
    rows=200,
    examples=("select created_at, verb, title from ticket_activities limit 10",),
    columns=[
        ID,
        URL,
        Column("title", TEXT, "What happened, in words."),
        Column("verb", TEXT, "tickets.assignment, tickets.comment or tickets.priority_increase."),
        ref("user_id", "users.id", "Agent it is for"),
        ref("actor_id", "users.id", "User who did it"),
        json_object("user", "The agent it is for, a record of users."),
        json_object("actor", "The user who did it, a record of users."),
        json_object("object", "What it is about: {comment} or {ticket}."),
        json_object("target", "The ticket, {ticket: {id, subject}}."),
        ref("ticket_id", "tickets.id", "Ticket it happened to", at="target.ticket.id"),
        CREATED,
        UPDATED,
    ],
)
