"""`problems` finds nothing in a sound definition, and names each fact that is broken in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from helpsql.check import problems
from helpsql.spec import (
    BOTH,
    INTEGER,
    JSON,
    NEVER,
    NOWHERE,
    ON_INSERT,
    ON_UPDATE,
    OP,
    TEXT,
    TIMESTAMP,
    WHOLE,
    ApiToken,
    BearerKey,
    Bucket,
    Changes,
    Column,
    Count,
    Custom,
    Family,
    Helpdesk,
    Job,
    Join,
    Limits,
    Lock,
    Many,
    NextLink,
    OAuth2,
    Pages,
    Parameter,
    Procedure,
    Read,
    Recipe,
    Setting,
    Sort,
    Style,
    Table,
    Take,
    Window,
    Write,
    camel_path,
    equals,
    same,
)

TICKETS = Table(
    "Tickets",
    "Tickets of every status.",
    reads=[
        Read("/tickets/{Id}", unique=True),
        Read(
            "/tickets",
            rows="tickets[]",
            takes=[equals("Status", "status", only=same("open", "closed"))],
            sort=Sort(param="sort", direction="order", fields={"CreatedDate": "created"}),
            lacks=("Text",),
        ),
    ],
    insert=Write("POST", "/tickets", needs_one=("Subject", "Text"), because="A ticket is about something."),
    update=[Write("PATCH", "/tickets/{Id}", style=OP), Write("PUT", "/tickets/{Id}/tags", columns=("Tags",))],
    delete=Write("DELETE", "/tickets/{Id}"),
    changes=Changes("CreatedDate"),
    examples=("select Id from Tickets",),
    columns=[
        Column("Id", INTEGER, "Number of the ticket.", key=True),
        Column("Status", TEXT, "open or closed.", write=BOTH, values=same("open", "closed")),
        Column("Subject", TEXT, "Subject line.", write=BOTH, patch="replace /title"),
        Column("Text", TEXT, "The whole text.", write=ON_INSERT),
        Column("Tags", JSON, "Names of tags.", write=BOTH, shape="array"),
        Column("CreatedDate", TIMESTAMP, "When it was created.", at="createdAt"),
    ],
)
COMMENTS = Table(
    "Comments",
    "Comments on tickets.",
    reads=[Read("/tickets/{TicketId}/comments", rows="comments[]", walk=True)],
    insert=Write("POST", "/tickets/{TicketId}/comments"),
    update=[Write("PUT", "/tickets/{TicketId}/comments/{Id}", style=WHOLE)],
    columns=[
        Column(
            "TicketId",
            INTEGER,
            "Ticket (Tickets.Id).",
            at="^.id",
            write=ON_INSERT,
            required=True,
            points_to="Tickets.Id",
        ),
        Column("Id", INTEGER, "Number of the comment.", key=True),
        Column("Body", TEXT, "The text.", write=BOTH),
        Column("Secret", TEXT, "Key of the comment.", at=NOWHERE, write=BOTH, required=True),
    ],
)
FIELDS = Table(
    "Fields",
    "Definitions of custom fields.",
    reads=[Read("/fields", rows="[]")],
    columns=[
        Column("Slug", TEXT, "Key of the field.", key=True),
        Column("Name", TEXT, "Name of the field."),
        Column("Type", TEXT, "Kind of value."),
        Column("Options", JSON, "Choices.", shape="array"),
    ],
)
CUSTOM = Custom(
    table="Fields",
    name="Name",
    key="Slug",
    kind="Type",
    types={"text": TEXT},
    options="Options",
    at="fields",
    match="slug",
    write=BOTH,
    body="fields",
    body_key="slug",
    update=Write("PUT", "/tickets/{Id}/fields/{key}"),
    clear=Write("DELETE", "/tickets/{Id}/fields/{key}"),
)
REPORTS = Table(
    "Reports",
    "Figures of a period.",
    reads=[Read("/report", takes=[equals("Start", "start", exact=True, required=True)])],
    columns=[
        Column("Start", TIMESTAMP, "First moment.", key=True, echo=True),
        Column("Count", INTEGER, "Tickets."),
    ],
)
CLOSE = Procedure(
    "CloseTicket",
    "Closes a ticket.",
    method="POST",
    path="/tickets/{ticketId}/close",
    fixed={"status": "closed"},
    parameters=[
        Parameter("ticketId", INTEGER, "Ticket (Tickets.Id)."),
        Parameter("reason", TEXT, "Why: done or spam.", required=False, values=same("done", "spam")),
    ],
)
ACME = Helpdesk(
    name="acme",
    title="Acme",
    base_url="https://api.acme.example",
    docs="https://acme.example",
    auth=OAuth2("/token", "app_id", "app_secret"),
    settings=[
        Setting("app_id", "The app's id."),
        Setting("app_secret", "The app's secret.", secret=True),
        Setting("refresh_token", "A refresh token.", secret=True, required=False),
    ],
    naming=camel_path,
    paging=Pages(pages_at="page.totalPages", count_at="page.total"),
    joins={"query": Join(" AND ", around="({})", escape="lucene")},
    tables=[replace(TICKETS, custom=CUSTOM), COMMENTS, FIELDS, REPORTS],
)


def with_table(table: Table) -> list[str]:
    """The problems when this table takes the place of its namesake."""
    tables = [table if one.name == table.name else one for one in ACME.tables]
    return problems(replace(ACME, tables=tables), [CLOSE])


def with_column(table: Table, name: str, **facts: Any) -> list[str]:
    columns = [replace(c, **facts) if c.name == name else c for c in table.columns]
    return with_table(replace(table, columns=columns))


def with_read(table: Table, place: int, **facts: Any) -> list[str]:
    reads = [replace(read, **facts) if at == place else read for at, read in enumerate(table.reads)]
    return with_table(replace(table, reads=reads))


def with_take(**facts: Any) -> list[str]:
    return with_read(TICKETS, 1, takes=[replace(TICKETS.reads[1].takes[0], **facts)])


def with_custom(**facts: Any) -> list[str]:
    return with_table(replace(TICKETS, custom=replace(CUSTOM, **facts)))


def with_procedure(**facts: Any) -> list[str]:
    return problems(ACME, [replace(CLOSE, **facts)])


def with_parameters(*parameters: Parameter) -> list[str]:
    return with_procedure(parameters=[*CLOSE.parameters, *parameters])


def test_sound() -> None:
    assert problems(ACME, [CLOSE]) == []


TABLES = [
    (with_table(replace(TICKETS, description="tickets")), "'tickets' is not a sentence"),
    (with_table(replace(TICKETS, aliases=("COMMENTS",))), "two tables are called comments"),
    (with_table(replace(TICKETS, aliases=("no name",))), "'no name' is no name"),
    (with_table(replace(TICKETS, reads=[])), "no read"),
    (
        with_table(replace(TICKETS, columns=[*TICKETS.columns, Column("ID", TEXT, "Again.")])),
        "two columns are called id",
    ),
    (with_table(replace(TICKETS, changes=Changes("Changed"))), "no column Changed"),
    (with_table(replace(TICKETS, examples=("select 1",))), "does not use the table"),
]
COLUMNS = [
    (with_column(TICKETS, "Id", key=False), "no key"),
    (with_column(TICKETS, "Id", at=NOWHERE, write=ON_INSERT), "a key that no answer holds"),
    (with_column(TICKETS, "Status", description="Status"), "'Status' is not a sentence"),
    (with_column(TICKETS, "Status", description=""), "'' is not a sentence"),
    (with_column(TICKETS, "CreatedDate", at="a..b"), "'a..b' cannot be parsed"),
    (with_column(TICKETS, "CreatedDate", at=NOWHERE), "neither read nor written"),
    (with_column(TICKETS, "CreatedDate", body="created"), "has a place in requests, but cannot be written"),
    (with_column(TICKETS, "CreatedDate", required=True), "required, but no INSERT can give it"),
    (with_column(TICKETS, "Status", values={"open": 1, "Open": 2}), "two values are written open"),
    (with_column(TICKETS, "Status", shape="array"), "the shape 'array' does not fit TEXT"),
    (with_column(TICKETS, "Tags", values=same("a")), "JSON takes no list of values"),
    (with_column(TICKETS, "Subject", patch="set title"), "'set title' is no patch operation"),
    (with_column(TICKETS, "Tags", patch="replace /tags"), "no patch carries it"),
    (with_column(COMMENTS, "TicketId", points_to="Cases.Id"), "there is no table Cases"),
    (with_column(COMMENTS, "TicketId", points_to="Tickets.Number"), "Tickets has no such column"),
    (with_column(COMMENTS, "Body", at="^.body"), "Body climbs out of the answer"),
    (with_column(FIELDS, "Name", write=ON_INSERT), "can be inserted, but the table has no insert"),
    (with_column(FIELDS, "Name", write=ON_UPDATE), "can be updated, but no update carries it"),
    (with_column(REPORTS, "Count", echo=True), "an echo of a filter that no read takes"),
    (with_column(REPORTS, "Start", at="start"), "a filter's echo stands in no answer"),
    (with_column(TICKETS, "CreatedDate", at="made.href#|"), "'made.href#|' cannot be parsed"),
    (with_column(TICKETS, "CreatedDate", at="a#.b"), "'a#.b' cannot be parsed"),
    (with_column(REPORTS, "Count", at="."), "shows an element, but no read steps into an array"),
    (with_column(TICKETS, "Subject", at="title.href#"), "'title.href#' is no place in a request"),
    (with_column(TICKETS, "Subject", at="a|b"), "'a|b' is no place in a request"),
    (with_column(TICKETS, "Subject", form={"class": "x"}), "has no place in the form"),
    (with_column(TICKETS, "CreatedDate", along={"x": 1}), "has a form in requests, but cannot be written"),
]
READS = [
    (with_read(TICKETS, 1, window=Window("id", "since")), "goes on beyond a cap, but has none"),
    (with_read(TICKETS, 1, cap=9, window=Window("^.id", "since")), "'^.id' cannot be parsed"),
    (with_read(TICKETS, 0, cap=9, window=Window("id", "since")), "goes on as a new list, but is none"),
    (
        with_read(TICKETS, 1, cap=9, params={"since": "0"}, window=Window("id", "since")),
        "since cannot be set to where a new list begins",
    ),
    (with_read(TICKETS, 1, tells="Count"), "says something of the table it walks, but walks none"),
    (with_read(COMMENTS, 0, tells="Count"), "Tickets has no column Count"),
    (with_read(COMMENTS, 0, within={"Body": "Changed"}), "Tickets has no column Changed"),
    (with_read(COMMENTS, 0, within={"Changed": "CreatedDate"}), "Comments has no column Changed"),
    (with_read(TICKETS, 0, path="tickets/{Id}"), "does not begin with a slash"),
    (with_read(TICKETS, 0, path="/tickets/{Number}"), "Tickets has no column Number"),
    (with_read(TICKETS, 0, path="/tickets/{id}"), "Tickets has no column id"),
    (with_read(TICKETS, 0, path="/ticket"), "does not ask for Id"),
    (with_read(TICKETS, 1, rows="tickets[].x"), "the rows 'tickets[].x' cannot be parsed"),
    (with_read(TICKETS, 1, or_rows="a[].b[]"), "step through different arrays"),
    (with_read(TICKETS, 1, takes=[], unique=True, lacks=()), "does not ask for Id"),
    (with_read(TICKETS, 1, lacks=("Id",)), "lacks the key Id"),
    (with_read(TICKETS, 1, lacks=("Texts",)), "no column Texts"),
    (with_read(TICKETS, 0, lacks=("Text",)), "lacks Text, which no read gives"),
    (with_read(TICKETS, 1, sort=Sort(fields={"Age": "age"})), "no column Age"),
    (with_read(TICKETS, 1, sort=Sort(fields={"Id": "id"})), "not said by which parameters"),
    (with_read(TICKETS, 1, paging=Pages(param="status")), "status is the parameter of paging"),
    (with_read(TICKETS, 1, paging=Pages(pages_at="a b")), "the path 'a b' cannot be parsed"),
    (with_read(TICKETS, 1, paging=Pages(size=0)), "a page of 0 rows"),
    (with_read(FIELDS, 0, walk=True), "no placeholder points to a table to walk"),
    (with_table(replace(TICKETS, reads=[*TICKETS.reads, TICKETS.reads[0]])), "what another read does"),
    (with_take(column="State"), "no column State"),
    (with_take(ops=("like",)), "compares by like"),
    (with_take(term="status"), "no place in the term 'status'"),
    (with_take(only=same("open", "solved")), "solved is no value of the column"),
    (with_take(ops=("=", "in")), "not said how they are joined"),
    (with_take(limit=10), "takes 10 values, but not said"),
    (with_take(raw=True, exact=True), "cannot be exact"),
    (with_read(TICKETS, 1, takes=[equals("Id", "q"), equals("Subject", "q")]), "two filters are sent as q"),
]
WRITES = [
    (with_table(replace(TICKETS, insert=None)), "can be inserted, but the table has no insert"),
    (with_table(replace(TICKETS, insert=Write("GET", "/tickets"))), "GET is no method of a write"),
    (with_table(replace(TICKETS, insert=Write("POST", "tickets"))), "does not begin with a slash"),
    (
        with_table(replace(TICKETS, insert=Write("POST", "/t", needs_one=("Text",)))),
        "not said why it needs Text",
    ),
    (
        with_table(replace(TICKETS, insert=Write("POST", "/t", needs_one=("Id",), because="So."))),
        "needs Id, which no",
    ),
    (
        with_table(replace(TICKETS, insert=Write("POST", "/t/{Text}"))),
        "Text stands in the path and must be required",
    ),
    (with_table(replace(TICKETS, update=[])), "can be updated, but no update carries it"),
    (
        with_table(replace(TICKETS, update=[*TICKETS.update, Write("PUT", "/x", columns=("Tags",))])),
        "several updates",
    ),
    (
        with_table(replace(TICKETS, update=[*TICKETS.update, Write("PUT", "/x", columns=("Id",))])),
        "cannot be written",
    ),
    (
        with_table(replace(TICKETS, update=[*TICKETS.update, Write("PUT", "/x", columns=("No",))])),
        "no column No",
    ),
    (with_table(replace(FIELDS, update=[Write("PUT", "/fields/{Slug}")])), "carries no column"),
    (
        with_table(replace(COMMENTS, delete=Write("DELETE", "/{Secret}"))),
        "Secret stands in the path, but in no answer",
    ),
    (with_column(COMMENTS, "Secret", required=False), "so every other change would empty it"),
]
CUSTOMS = [
    (with_custom(table="Values"), "there is no table Values"),
    (with_custom(key="Key"), "Fields has no column Key"),
    (with_custom(within="Status"), "Fields has no column Status"),
    (with_custom(within="Name"), "Tickets has no column Name"),
    (with_custom(at="a b"), "the path 'a b' cannot be parsed"),
    (with_custom(body=""), "not said where they stand in the body"),
    (with_custom(update=None), "can be updated, or have an update, but not both"),
    (with_custom(options="", option_value="id"), "written as an option, but have no options"),
    (with_custom(clear=Write("DELETE", "/tickets/{Id}/fields")), "does not say which field to clear"),
    (with_custom(update=Write("PUT", "/tickets/{Number}")), "no column Number"),
]
PROCEDURES = [
    (problems(ACME, [CLOSE, replace(CLOSE, name="CLOSETICKET")]), "two procedures are called closeticket"),
    (with_procedure(description="closes"), "'closes' is not a sentence"),
    (with_procedure(path=""), "needs either a path or steps"),
    (with_procedure(method="CLOSE"), "'CLOSE' is no method"),
    (with_procedure(method="GET"), "a GET is said to write"),
    (with_procedure(path="/tickets/{id}/close"), "{id} in the path is no parameter"),
    (with_procedure(path="/tickets/{reason}"), "reason stands in the path and must be required"),
    (with_procedure(style=Style.EMPTY), "has no body for reason, status"),
    (with_procedure(fixed={"reason": "x"}), "reason of the body is set twice"),
    (with_procedure(returns=("Id", "ID")), "returns id twice"),
    (
        with_parameters(Parameter("Reason", TEXT, "Again.", required=False)),
        "two parameters are called reason",
    ),
    (with_parameters(Parameter("late", TEXT, "Late.")), "late is required, but comes after reason"),
    (with_parameters(Parameter("note", TEXT, "A note", required=False)), "'A note' is not a sentence"),
    (with_parameters(Parameter("note", TEXT, "A note.", default="x")), "required, and has a default"),
    (
        with_parameters(Parameter("note", TEXT, "A note.", required=False, body=NOWHERE)),
        "neither in the path nor",
    ),
    (
        with_parameters(Parameter("note", TEXT, "A.", required=False, shape="array")),
        "the shape 'array' does not fit",
    ),
]
SHARED = [
    (problems(replace(ACME, settings=ACME.settings[:1])), "no setting app_secret"),
    (
        problems(replace(ACME, joins={"query": Join(" AND ", escape="sql")})),
        "escaped by sql, an unknown rule",
    ),
    (problems(replace(ACME, joins={"query": Join(" AND ", around="()")})), "have no place in '()'"),
    (problems(replace(ACME, base_url="http://api.acme.example")), "is not an https address"),
    (problems(replace(ACME, check="me")), "the path me does not begin with a slash"),
]

BULK = Many("PUT", "/tickets/update_many", rows="tickets", same="ticket")
JOB = Job("job", "/jobs/{id}")
LOCK = Lock("safe", "CreatedDate", "stamp")


def with_update(**facts: Any) -> list[str]:
    """The problems when the first UPDATE of tickets is so; the helpdesk has jobs."""
    table = replace(TICKETS, update=[replace(TICKETS.update[0], **facts), TICKETS.update[1]], custom=None)
    tables = [table if one.name == "Tickets" else one for one in ACME.tables]
    return problems(replace(ACME, tables=tables, job=JOB))


def with_limits(**facts: Any) -> list[str]:
    bucket = replace(Bucket("export", ("GET /export/{what}",), 10), **facts)
    return problems(replace(ACME, limits=Limits(buckets=[bucket])))


NEXT = NextLink("next", size_param="size", more_at="more", until="end", own_host=True)
FURTHER = [
    (with_read(TICKETS, 1, cap=-1), "a cap of -1"),
    (with_read(TICKETS, 1, weight=0.0), "a weight of 0"),
    (with_read(TICKETS, 1, partial="old ones"), "'old ones' is not a sentence"),
    (with_read(TICKETS, 1, stale="old"), "'old' is not a sentence"),
    (with_read(TICKETS, 1, among={"Status": ("closed",)}), "but not that they are"),
    (with_read(TICKETS, 1, partial="Some.", among={"State": ("closed",)}), "no column State"),
    (with_read(FIELDS, 0, filtered=True), "needs a filter, but takes none"),
    (with_read(TICKETS, 1, terms={"status": ("open",)}), "the terms of status cannot be joined"),
    (with_read(TICKETS, 1, where={"a..b": (True,)}), "the path 'a..b' cannot be parsed"),
    (with_read(COMMENTS, 0, loose=("Id",)), "Id is loose, but no placeholder"),
    (with_read(FIELDS, 0, own={"text": Take("", ("=",), "{key}")}), "the table has none of"),
    (with_read(TICKETS, 1, counts=Count("count", "count")), "counts by GET count"),
    (with_read(TICKETS, 1, counts=Count("/count/{Id}", "count")), "counts by Id"),
    (with_read(TICKETS, 1, counts=Count("/count", "count", without=("Age",))), "no column Age"),
    (with_read(TICKETS, 1, counts=Count("/count", "count"), where={"a": (1,)}), "counts rows that it leaves"),
    (with_read(TICKETS, 1, paging=replace(NEXT, more_at="a b")), "the path 'a b' cannot be parsed"),
    (with_read(TICKETS, 1, paging=NEXT, params={"size": "5"}), "size is the parameter of paging"),
    (with_read(TICKETS, 1, sort=Sort(param="sort", fields={"Id": "id"})), "not said which way"),
    (with_take(ago=300.0), "a moment, but the column is none"),
    (with_take(widen=1.0), "a moment, but the column is none"),
    (with_column(TICKETS, "CreatedDate", once=True), "not to be sent twice, but cannot be written"),
    (with_update(many=replace(BULK, method="GET")), "GET /tickets/update_many is no write"),
    (with_update(many=replace(BULK, rows="", ids="")), "not said where the rows stand"),
    (with_update(many=replace(BULK, ids="")), "not said how these are named"),
    (with_update(many=replace(BULK, size=0)), "0 rows in a request"),
    (with_update(many=replace(BULK, columns=("State",))), "no column State"),
    (with_update(new_id="a b"), "the path 'a b' cannot be parsed"),
    (with_update(lock=LOCK), "no setting safe"),
    (with_update(lock=replace(LOCK, column="Changed")), "no column Changed"),
    (
        with_table(replace(TICKETS, delete=Write("DELETE", "/t/{Id}", many=Many("DELETE", "/t")))),
        "end in jobs, of which nothing is said",
    ),
    (with_custom(match=""), "either found by a member of an array's elements, or by key"),
    (with_custom(keyed=True), "either found by a member of an array's elements, or by key"),
    (with_custom(stable="custom"), "custom is the same name for all"),
    (with_custom(clash="{name}_own"), "does not tell two of a name apart"),
    (with_custom(active="Used"), "Fields has no column Used"),
    (with_custom(where={"Place": 1}), "Fields has no column Place"),
    (with_procedure(needs_one=("Age",), because="So."), "needs Age, which is no parameter"),
    (with_procedure(needs_one=("reason",)), "'' is not a sentence"),
    (with_procedure(gives={"state": "ticket.state"}), "gives state from 'ticket.state'"),
    (with_limits(limit=0), "limit export allows nothing"),
    (with_limits(requests=("/export",)), "'/export' is no request"),
    (problems(replace(ACME, limits=Limits(bucket_headers=("x-limit",)))), "no place in the header 'x-limit'"),
    (problems(replace(ACME, job=replace(JOB, path="/jobs"))), "does not say which job is meant"),
    (problems(replace(ACME, base_url="https://{host}.example")), "needs host, which is no required setting"),
    (problems(replace(ACME, auth=(ApiToken("email", "key"),))), "no setting email"),
    (problems(replace(ACME, families=[Family("Objects", lambda _: TICKETS)])), "listed in Objects"),
    (problems(replace(ACME, recipes=[Recipe("All", "select * from Tickets")])), "uses none of its tables"),
    (problems(replace(ACME, recipes=[Recipe("All", "call acme.All()")] * 2)), "two recipes are called all"),
]


INCLUDING = replace(
    TICKETS,
    includes={"owner": "users"},
    columns=[*TICKETS.columns, Column("Owner", TEXT, "Who has it.", at="owner.name", include="owner")],
)
ONE_FOR_ALL = Many("PATCH", "/tickets/update", same=".", keys="filter.id.$in", job=False)


def with_includes(table: Table) -> list[str]:
    """The problems of a helpdesk that gives records beside the rows."""
    helpdesk = replace(ACME, includes=("includes", "included"))
    tables = [table if one.name == table.name else one for one in helpdesk.tables]
    return problems(replace(helpdesk, tables=tables), [CLOSE])


ASKED = [
    (with_table(INCLUDING), "the references at 'owner' cannot be filled"),
    (with_includes(replace(TICKETS, includes={"owner": "users"})), "are filled for no column"),
    (with_includes(replace(INCLUDING, includes={})), "stands in full records for owner, which are not asked"),
    (with_read(TICKETS, 1, parts=("archived", ("",))), "in parts by 'archived'"),
    (with_read(TICKETS, 1, parts=("archived", ("", "true")), params={"archived": "false"}), "tells no parts"),
    (with_take(inside=True), "several values in one term"),
    (with_read(TICKETS, 1, paging=Pages(more_at="page..more")), "the path 'page..more' cannot be parsed"),
    (with_column(TICKETS, "Tags", shape="", holds={"type": "email"}), "said what its elements hold"),
    (with_column(TICKETS, "CreatedDate", null="created"), "said how it is written, but it cannot be"),
    (with_column(TICKETS, "Subject", unchecked="anything goes"), "is not a sentence"),
    (with_update(many=replace(ONE_FOR_ALL, keys="")), "not said where it names the rows"),
    (with_table(replace(TICKETS, instead={"INSERT": "Call MakeTicket."})), "which is offered"),
    (with_table(replace(REPORTS, instead={"INSERT": "call it"})), "is not a sentence"),
    (with_custom(setting="use_fields"), "no setting use_fields, which switches them off"),
    (with_custom(within="Status", places="Boxes"), "Fields has no column Boxes"),
    (problems(replace(ACME, auth=BearerKey("api_key"))), "no setting api_key"),
]


@pytest.mark.parametrize(
    ("found", "named"),
    [*TABLES, *COLUMNS, *READS, *WRITES, *CUSTOMS, *PROCEDURES, *SHARED, *FURTHER, *ASKED],
)
def test_broken_fact_is_named(found: list[str], named: str) -> None:
    assert any(named in line for line in found), found


def test_a_column_at_several_places() -> None:
    def faults(**changes: Any) -> list[str]:
        columns = [*TICKETS.columns[:-1], replace(TICKETS.columns[-1], **changes)]
        return with_table(replace(TICKETS, columns=columns))

    name = TICKETS.columns[-1].name
    assert faults(at="via.channel or via", write=NEVER) == faults(write=NEVER)
    assert f"acme.Tickets.{name}: the path 'via or 4x' cannot be parsed." in faults(
        at="via or 4x", write=NEVER
    )
    assert f"acme.Tickets.{name}: which of 'a or b' is written?" in faults(at="a or b", write=BOTH, body="")


def test_every_fault_at_once() -> None:
    """Three faults in three places, three lines, each saying where."""
    broken = replace(
        TICKETS, description="tickets", delete=Write("GET", "/tickets/{Id}"), changes=Changes("Changed")
    )
    assert with_table(broken) == [
        "acme.Tickets: 'tickets' is not a sentence.",
        "acme.Tickets: DELETE: GET is no method of a write.",
        "acme.Tickets: changes: Tickets has no column Changed.",
    ]


def test_null_is_sent_as_it_is() -> None:
    assert with_read(TICKETS, 1, takes=[Take("Subject", ("null",), "query", term="-subject:*")]) == []
    assert with_read(TICKETS, 1, takes=[Take("Subject", ("null",), "query", term="{}")]) != []


def test_sound_words() -> None:
    """The other words are no faults in themselves."""
    assert with_includes(INCLUDING) == []
    assert with_update(many=ONE_FOR_ALL) == []
    assert with_read(TICKETS, 1, parts=("archived", ("", "true"))) == []
    assert with_update(many=BULK) == []
    assert with_limits() == []
    assert with_read(TICKETS, 1, paging=NEXT, counts=Count("/count", "count"), cap=10, weight=2.0) == []
    assert with_read(TICKETS, 1, terms={"query": ("type:ticket",)}, filtered=True) == []
    own = replace(TICKETS.reads[1], own={"text": Take("", ("=",), "query", term="{key}:{}")})
    assert with_table(replace(TICKETS, custom=CUSTOM, reads=[TICKETS.reads[0], own])) == []
    assert with_read(COMMENTS, 0, loose=("TicketId",), where={"^.kind": ("a", None)}) == []
    assert with_custom(keyed=True, match="", stable="custom_{key}", clash="{name}_{key}") == []


def test_a_column_that_only_one_read_has() -> None:
    """It need not be the read by key."""
    full = Read("/export", rows="tickets[]", takes=[equals("Subject", "subject")])
    reads = [replace(TICKETS.reads[0], lacks=("Text",)), TICKETS.reads[1], full]
    assert with_table(replace(TICKETS, reads=reads)) == []
