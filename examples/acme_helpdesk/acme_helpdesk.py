"""Acme (made up) as tables: what its documentation says, in the words of `helpsql.spec`."""

from __future__ import annotations

from helpsql.spec import (
    BOTH,
    INTEGER,
    ON_INSERT,
    TEXT,
    TIMESTAMP,
    BearerKey,
    Column,
    ErrorBody,
    Helpdesk,
    Limits,
    OnePage,
    Pages,
    Parameter,
    Procedure,
    Read,
    Recipe,
    Setting,
    Sort,
    Table,
    Write,
    any_of,
    at_least,
    equals,
    same,
    same_path,
)

tickets = Table(
    "tickets",
    "Tickets of every status.",
    reads=[
        Read("/v1/tickets/{id}", rows="ticket[]", unique=True),
        Read(
            "/v1/tickets",
            rows="tickets[]",
            takes=[
                any_of("id", "ids", limit=100, exact=True),
                equals("status", "status", exact=True),
                equals("customer_id", "customer", exact=True),
                at_least("updated_at", "updated_since"),
            ],
            sort=Sort(default="id"),
        ),
    ],
    insert=Write("POST", "/v1/tickets", wrap="ticket"),
    update=[Write("PATCH", "/v1/tickets/{id}", wrap="ticket")],
    rows=2000,
    examples=("select id, subject from tickets where status = 'open'",),
    columns=[
        Column("id", INTEGER, "Number of the ticket.", key=True),
        Column("subject", TEXT, "Subject line.", write=BOTH, required=True),
        Column("status", TEXT, "open or closed.", write=BOTH, values=same("open", "closed")),
        Column(
            "customer_id",
            INTEGER,
            "Who asked (customers.id).",
            at="customer.id",
            body="customer_id",
            write=ON_INSERT,
            points_to="customers.id",
        ),
        Column("updated_at", TIMESTAMP, "When it last changed."),
    ],
)

comments = Table(
    "comments",
    "What was said in tickets.",
    reads=[Read("/v1/tickets/{ticket_id}/comments", rows="comments[]", paging=OnePage(), walk=True)],
    rows=10_000,
    columns=[
        Column("ticket_id", INTEGER, "Ticket it is in (tickets.id).", at="^.id", points_to="tickets.id"),
        Column("id", INTEGER, "Number of the comment.", key=True),
        Column("body", TEXT, "What was said."),
        Column("created_at", TIMESTAMP, "When it was said."),
    ],
)

customers = Table(
    "customers",
    "People who ask.",
    reads=[
        Read("/v1/customers/{id}", rows="customer[]", unique=True),
        Read("/v1/customers", rows="customers[]", takes=[any_of("id", "ids", limit=100, exact=True)]),
    ],
    examples=("select name from customers where id in (1, 2)",),
    columns=[
        Column("id", INTEGER, "Number of the customer.", key=True),
        Column("name", TEXT, "Full name."),
        Column("email", TEXT, "Mail address."),
    ],
)

add_comment = Procedure(
    "AddComment",
    "Says something in a ticket.",
    method="POST",
    path="/v1/tickets/{ticket_id}/comments",
    wrap="comment",
    parameters=[
        Parameter("ticket_id", INTEGER, "Ticket to say it in.", points_to=("tickets.id",)),
        Parameter("body", TEXT, "What is said."),
    ],
)

helpdesk = Helpdesk(
    name="acme",
    title="Acme",
    base_url="https://{account}.acme.example",
    docs="https://developers.acme.example/v1",
    auth=BearerKey("api_key"),
    settings=[
        Setting("account", "First part of the account's address."),
        Setting("api_key", "API key (Settings > API).", secret=True),
    ],
    naming=same_path,
    paging=Pages(size=100, count_at="total"),
    limits=Limits(limit="X-RateLimit-Limit", remaining="X-RateLimit-Remaining"),
    errors=ErrorBody(message=("error",)),
    new_id="id",
    check="/v1/customers?page=1",
    tables=[tickets, comments, customers],
    notes=("**Comments** cost a request for each ticket: name the tickets.",),
    recipes=(
        Recipe(
            "Who has the most open tickets",
            """
select c.name, count(*) as open
from acme.tickets t join acme.customers c on c.id = t.customer_id
where t.status = 'open'
group by c.id
order by open desc, c.name
limit 5
""",
        ),
    ),
)

procedures = (add_comment,)
