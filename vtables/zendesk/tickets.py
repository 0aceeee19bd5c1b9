"""Tickets, and what a view shows of them: the ways to read them, and how they are written."""

from __future__ import annotations

from dataclasses import replace

from helpsql.spec import (
    BOTH,
    NEVER,
    Changes,
    Count,
    Custom,
    Lock,
    Many,
    Read,
    Sort,
    Table,
    Take,
    Values,
    Write,
    at_least,
    at_most,
    equals,
    is_null,
)
from vtables.zendesk.own_fields import FIELD_TARGETS, FIELD_TYPES
from vtables.zendesk.shared import (
    ARCHIVED,
    DOCS,
    EXPORT,
    EXPORT_LAG,
    EXPORT_LAGS,
    EXPORT_WEIGHT,
    FROM_THE_START,
    INDEX_LAG,
    INDEX_LAGS,
    OFFSET_PAGES,
    SEARCH_CAP,
    SEARCH_EXPORT,
    SEARCH_EXPORT_WEIGHT,
    ref,
    since,
    some,
)
from vtables.zendesk.ticket_columns import FILTER, PRIORITIES, STATUSES, STORED, TYPES, WRITTEN

FINAL = {"status": ("closed",)}
UPDATE = Write(
    "PUT",
    "/api/v2/tickets/{id}",
    wrap="ticket",
    lock=Lock("safe_update", "updated_at", "updated_stamp", fixed={"safe_update": True}),
    many=Many("PUT", "/api/v2/tickets/update_many", rows="tickets", same="ticket"),
    final=FINAL,
)
UPDATE_TAGS = Write(
    "PUT",
    "/api/v2/tickets/update_many",
    columns=("additional_tags", "remove_tags"),
    wrap="ticket",
    # PUT /tickets/{id} takes neither, nor do different changes of several tickets.
    many=Many("PUT", "/api/v2/tickets/update_many", same="ticket", only=True),
    final=FINAL,
)

FIELDS = Custom(
    table="ticket_fields",
    name="title",
    key="id",
    kind="type",
    types=FIELD_TYPES,
    options="custom_field_options",
    option_label="name",
    option_value="value",
    at="custom_fields",
    match="id",
    write=BOTH,
    body="custom_fields",
    body_key="id",
    update=UPDATE,
    active="active",
    skip=(
        "subject",
        "description",
        "status",
        "custom_status",
        "tickettype",
        "priority",
        "basic_priority",
        "group",
        "assignee",
    ),
    merge=True,
    typed=True,
    stable="custom_{key}",
    clash="{name}_{key}",
    target="relationship_target_type",
    targets=FIELD_TARGETS,
)

# Search


def _word(column: str, keyword: str, only: Values) -> Take:
    """A keyword that compares as SQL does; given several times it means any of them."""
    return Take(
        column, ("=", "in"), "query", term=f"{keyword}:{{}}", exact=True, only=only, many=" ", limit=10
    )


def _number(column: str, keyword: str) -> Take:
    """A keyword that takes an id, and might find a record of that name as well."""
    return Take(column, ("=", "in"), "query", term=f"{keyword}:{{}}", many=" ", limit=50)


# An order is never handed on but for moments: Zendesk orders statuses and priorities by meaning, SQL as text.
FOUND_BY = (
    _word("status", "status", STATUSES),
    _word("priority", "priority", PRIORITIES),
    _word("type", "ticket_type", TYPES),
    _number("requester_id", "requester"),
    _number("submitter_id", "submitter"),
    _number("assignee_id", "assignee"),
    _number("group_id", "group"),
    _number("organization_id", "organization"),
    # form: takes a name; whether it takes an id as well is not known.
    _number("brand_id", "brand"),
    is_null("assignee_id", "query", "assignee:none"),
    is_null("group_id", "query", "group:none"),
    is_null("organization_id", "query", "organization:none"),
    at_least("created_at", "query", "created>={}"),
    at_most("created_at", "query", "created<={}"),
    at_least("updated_at", "query", "updated>={}"),
    at_most("updated_at", "query", "updated<={}"),
    at_least("due_at", "query", "due_date>={}"),
    at_most("due_at", "query", "due_date<={}"),
    Take(
        "external_id",
        ("=", "in"),
        "query",
        term='external_id:"{}"',
        many=" ",
        limit=50,
        about=1,
        unless=("none",),
    ),
    Take("query", ("=",), "query", raw=True),
)
OWN_FOUND_BY = {
    "tagger": Take(
        "", ("=", "in"), "query", term="custom_field_{key}:{}", many=" ", limit=50, unless=("none",)
    ),
    "integer": Take("", ("=",), "query", term="custom_field_{key}:{}"),
    "date": Take("", ("=",), "query", term="custom_field_{key}:{}"),
}
NO_STAMP = ("generated_timestamp",)
ONLY_CLOSED = {"status": ("closed",)}


def _of_parent(path: str) -> Read:
    return Read(path, rows="tickets[]", partial=ARCHIVED, among=ONLY_CLOSED, lacks=NO_STAMP)


def _changed_since(column: str, *, filtered: bool = False) -> Read:
    """The export. What it calls start_time is compared with generated_timestamp, never before updated_at."""
    return Read(
        "/api/v2/incremental/tickets/cursor",
        rows="tickets[]",
        params={**FROM_THE_START, "exclude_deleted": "true"},
        takes=[since(column)],
        paging=EXPORT,
        stale=EXPORT_LAGS,
        lag=EXPORT_LAG,
        weight=EXPORT_WEIGHT,
        filtered=filtered,
    )


tickets = Table(
    "tickets",
    "Tickets, archived ones too and deleted ones not; ticket_comments has what was said in them.",
    docs=f"{DOCS}/tickets/tickets/",
    reads=[
        Read("/api/v2/tickets/{id}", rows="ticket[]", unique=True, lacks=NO_STAMP),
        Read("/api/v2/tickets/show_many", rows="tickets[]", takes=[some()], lacks=NO_STAMP),
        Read(
            "/api/v2/tickets",
            rows="tickets[]",
            takes=[equals("external_id", "external_id", required=True, about=1)],
            # Whether archived tickets are found by external_id is not documented.
            partial=ARCHIVED,
            among=ONLY_CLOSED,
            lacks=NO_STAMP,
        ),
        _of_parent("/api/v2/organizations/{organization_id}/tickets"),
        _of_parent("/api/v2/users/{requester_id}/tickets/requested"),
        _of_parent("/api/v2/users/{assignee_id}/tickets/assigned"),
        _of_parent("/api/v2/tickets/{problem_id}/incidents"),
        Read(
            "/api/v2/search",
            rows="results[]",
            terms={"query": ("type:ticket",)},
            params={"sort_by": "created_at", "sort_order": "asc"},
            takes=FOUND_BY,
            own=OWN_FOUND_BY,
            paging=OFFSET_PAGES,
            sort=Sort(
                param="sort_by",
                direction="sort_order",
                fields={"created_at": "created_at", "updated_at": "updated_at"},
            ),
            cap=SEARCH_CAP,
            stale=INDEX_LAGS,
            lag=INDEX_LAG,
            counts=Count("/api/v2/search/count", "count"),
            lacks=NO_STAMP,
        ),
        Read(
            "/api/v2/search/export",
            rows="results[]",
            # type: must not stand in the query here.
            params={"filter[type]": "ticket"},
            takes=FOUND_BY,
            own=OWN_FOUND_BY,
            paging=SEARCH_EXPORT,
            sort=Sort(default="created_at desc"),
            stale=INDEX_LAGS,
            lag=INDEX_LAG,
            weight=SEARCH_EXPORT_WEIGHT,
            filtered=True,
            lacks=NO_STAMP,
        ),
        Read(
            "/api/v2/tickets",
            rows="tickets[]",
            partial=ARCHIVED,
            among=ONLY_CLOSED,
            sort=Sort(
                param="sort",
                fields={"id": "id", "updated_at": "updated_at"},
                default="id",
                ascending="",
                descending="-",
            ),
            lacks=NO_STAMP,
        ),
        _changed_since("updated_at", filtered=True),
        _changed_since("generated_timestamp"),
    ],
    insert=Write(
        "POST",
        "/api/v2/tickets",
        wrap="ticket",
        needs_one=("comment", "comment_html", "description", "voice_comment"),
        because="Zendesk creates a ticket with its first comment.",
        idempotency="Idempotency-Key",
        many=Many("POST", "/api/v2/tickets/create_many", rows="tickets"),
    ),
    update=[UPDATE, UPDATE_TAGS],
    delete=Write("DELETE", "/api/v2/tickets/{id}", many=Many("DELETE", "/api/v2/tickets/destroy_many")),
    changes=Changes(
        "generated_timestamp", note="Deleted tickets are not seen; deleted_tickets has them for 30 days."
    ),
    custom=FIELDS,
    rows=20_000,
    examples=(
        "select id, subject, status from tickets order by created_at desc limit 10",
        "select status, count(*) as n from tickets group by status order by n desc",
        "select t.id, u.name from tickets t join users u on u.id = t.requester_id where t.status = 'open'",
    ),
    columns=[*STORED, *WRITTEN, FILTER],
)

view_tickets = Table(
    "view_tickets",
    "Tickets that a view shows now, in its order; the view_id must be given.",
    docs=f"{DOCS}/business-rules/views/",
    reads=[Read("/api/v2/views/{view_id}/tickets", rows="tickets[]", weight=5.0)],
    custom=replace(FIELDS, write=NEVER, update=None),
    rows=200,
    examples=("select id, subject from view_tickets where view_id = 1",),
    columns=[
        ref("view_id", "views.id", "View that shows it", at="^.id", key=True),
        *(
            replace(column, write=NEVER, body="", points_to=column.points_to or "tickets.id")
            if column.name == "id"
            else replace(column, write=NEVER, body="")
            for column in STORED
            if column.name != "generated_timestamp"
        ),
    ],
)
