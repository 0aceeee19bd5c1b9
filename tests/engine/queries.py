"""Random SELECTs over the demo's tables, as hypothesis draws them.

A query is a template: `{Conversations}` stands for the table, so that the same text runs over the virtual
table and over its copy. Queries whose answer SQLite leaves open (LIMIT without a total order) are not made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from helpsql.spec import Column, Type

Draw = st.DrawFn


@dataclass(frozen=True)
class Source:
    """One table that queries draw on: columns, and values that occur in each."""

    name: str
    columns: Sequence[Column]
    keys: Sequence[str]
    samples: dict[str, list[object]] = field(default_factory=dict)


Joins = Sequence[tuple[str, str, str, str]]
JOINS: dict[str, Joins] = {
    "helpscout": [
        ("Conversations", "Assignee_Id", "Users", "Id"),
        ("Conversations", "PrimaryCustomer_Id", "Customers", "Id"),
        ("Conversations", "MailboxId", "Mailboxes", "Id"),
        ("Conversations", "Id", "Conversations", "Id"),
        ("Conversations", "Subject", "Conversations", "Subject"),
        ("Conversations", "Assignee_Email", "Users", "Email"),
        ("Conversations", "CreatedDate", "Customers", "CreatedDate"),
        ("CustomerEmails", "CustomerId", "Customers", "Id"),
        ("CustomerEmails", "Value", "Conversations", "PrimaryCustomer_Email"),
        ("Workflows", "MailboxId", "Mailboxes", "Id"),
        ("MailboxFolders", "MailboxId", "Mailboxes", "Id"),
        ("MailboxFolders", "Id", "Conversations", "FolderId"),
        ("Tags", "Color", "Tags", "Color"),
        ("Customers", "FirstName", "Users", "FirstName"),
    ],
    "zendesk": [
        ("tickets", "requester_id", "users", "id"),
        ("tickets", "assignee_id", "users", "id"),
        ("tickets", "organization_id", "organizations", "id"),
        ("tickets", "group_id", "groups", "id"),
        ("tickets", "id", "tickets", "id"),
        ("tickets", "subject", "tickets", "subject"),
        ("tickets", "created_at", "users", "created_at"),
        ("users", "organization_id", "organizations", "id"),
        ("users", "id", "group_memberships", "user_id"),
        ("group_memberships", "group_id", "groups", "id"),
        ("ticket_fields", "type", "ticket_fields", "type"),
        ("organizations", "name", "users", "name"),
        ("organizations", "external_id", "tickets", "external_id"),
        ("ticket_comments", "ticket_id", "tickets", "id"),
        ("ticket_comments", "author_id", "users", "id"),
        ("ticket_metrics", "ticket_id", "tickets", "id"),
        ("satisfaction_ratings", "requester_id", "users", "id"),
    ],
    "teamwork_desk": [
        ("Tickets", "CustomerId", "Customers", "Id"),
        ("Tickets", "AgentId", "Users", "Id"),
        ("Tickets", "InboxId", "Inboxes", "Id"),
        ("Tickets", "StatusId", "TicketStatuses", "Id"),
        ("Tickets", "Id", "TicketTags", "TicketId"),
        ("TicketTags", "TagId", "Tags", "Id"),
        ("Tickets", "Id", "Tickets", "Id"),
        ("Tickets", "Subject", "Tickets", "Subject"),
        ("Tickets", "CustomerEmail", "Contacts", "Value"),
        ("Contacts", "CustomerId", "Customers", "Id"),
        ("Customers", "CompanyId", "Companies", "Id"),
        ("Timelogs", "TicketId", "Tickets", "Id"),
        ("Tickets", "CreatedAt", "Customers", "CreatedAt"),
        ("HelpdocArticles", "Status", "HelpdocArticles", "Status"),
    ],
    "desk_com": [
        ("cases", "customer_id", "customers", "id"),
        ("cases", "assigned_user_id", "users", "id"),
        ("cases", "id", "cases", "id"),
        ("cases", "subject", "cases", "subject"),
        ("cases", "created_at", "customers", "created_at"),
        ("case_labels", "case_id", "cases", "id"),
        ("case_labels", "label", "labels", "name"),
        ("replies", "case_id", "cases", "id"),
        ("replies", "sent_by", "users", "id"),
        ("customer_emails", "customer_id", "customers", "id"),
        ("customers", "company_id", "companies", "id"),
        ("user_groups", "id", "groups", "id"),
        ("users", "id", "user_groups", "user_id"),
        ("filters", "group_id", "groups", "id"),
    ],
}
ORDERED = {
    # Table, and columns whose order an API may promise; they have no ties at the cut.
    "helpscout": ("Conversations", ["CreatedDate", "Number", "Id"]),
    "zendesk": ("tickets", ["id", "created_at", "updated_at"]),
    "teamwork_desk": ("Tickets", ["Id", "CreatedAt", "UpdatedAt"]),
    "desk_com": ("cases", ["id"]),
}


def _service(sources: dict[str, Source]) -> str:
    """The helpdesk that these tables are of."""
    return next(name for name, (table, _) in ORDERED.items() if table in sources)


def quoted(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def times(text: str) -> list[str]:
    """The forms in which a person writes an instant."""
    return [
        text,
        text[:10],
        text[:10] + " " + text[11:19],
        text[:19] + ".000",
        text[:16],
        text[:19] + "+00:00",
        text[:10] + "T23:30:00-02:00",
    ]


@st.composite
def literal(draw: Draw, source: Source, column: Column) -> str:
    """A value for comparing the column with: mostly one that occurs, in another form now and then."""
    pool = source.samples[column.name] or [None]
    value = draw(st.sampled_from(pool))
    if column.type in (Type.TIMESTAMP, Type.DATE) and isinstance(value, str) and len(value) == 20:
        value = draw(st.sampled_from(times(value)))
    odd = draw(st.integers(0, 19))
    if odd == 0:
        return draw(st.sampled_from(["NULL", "''", "0", "-1", "1.5", "'5'", "x'00'", "9223372036854775807"]))
    if odd == 1 and isinstance(value, str):
        return quoted(value.swapcase())
    return quoted(value)


@st.composite
def comparison(draw: Draw, source: Source, alias: str) -> str:
    column = draw(st.sampled_from(list(source.columns)))
    name = f'{alias}."{column.name}"'
    form = draw(st.integers(0, 13))
    first, second = draw(literal(source, column)), draw(literal(source, column))
    if form < 5:
        return f"{name} {draw(st.sampled_from(['=', '<>', '<', '<=', '>', '>=']))} {first}"
    if form == 5:
        return f"{name} IN ({', '.join(draw(st.lists(literal(source, column), min_size=1, max_size=4)))})"
    if form == 6:
        return f"{name} BETWEEN {first} AND {second}"
    if form == 7:
        return f"{name} IS {draw(st.sampled_from(['', 'NOT ']))}NULL"
    if form == 8:
        return f"{name} IS {first}"
    if form == 9:
        return f"{name} LIKE {draw(st.sampled_from([_pattern(first), quoted('%a%'), quoted('re%')]))}"
    if form == 10:
        return f"{name} GLOB {draw(st.sampled_from([quoted('*a*'), quoted('R*'), first]))}"
    if form == 11:
        return f"{name} = {first} COLLATE NOCASE"
    if form == 12:
        return f"{first} {draw(st.sampled_from(['=', '<', '>=']))} {name}"
    return f"{name} = {first} OR {name} = {second}"


def _pattern(text: str) -> str:
    return quoted(text.strip("'")[:3] + "%")


@st.composite
def condition(draw: Draw, source: Source, alias: str, depth: int = 2) -> str:
    if depth == 0 or draw(st.integers(0, 2)) == 0:
        return f"({draw(comparison(source, alias))})"
    form = draw(st.sampled_from(["AND", "AND", "OR", "NOT"]))
    left = draw(condition(source, alias, depth - 1))
    if form == "NOT":
        return f"(NOT {left})"
    return f"({left} {form} {draw(condition(source, alias, depth - 1))})"


@st.composite
def simple(draw: Draw, sources: dict[str, Source]) -> tuple[str, bool]:
    """One table: WHERE, ORDER BY with LIMIT, or DISTINCT."""
    source = sources[draw(st.sampled_from(sorted(sources)))]
    names = draw(
        st.lists(st.sampled_from([c.name for c in source.columns]), min_size=1, max_size=4, unique=True)
    )
    columns = ", ".join(f't."{name}"' for name in names)
    where = f" WHERE {draw(condition(source, 't'))}" if draw(st.booleans()) else ""
    form = draw(st.integers(0, 4))
    if form == 0:
        return f"SELECT DISTINCT {columns} FROM {{{source.name}}} t{where}", False
    if form == 1:
        every = ", ".join(f't."{column.name}"' for column in source.columns)
        return f"SELECT {every} FROM {{{source.name}}} t{where}", False
    if form == 2:
        return f"SELECT {columns} FROM {{{source.name}}} t{where}", False
    order = ", ".join(
        f"{name} {draw(st.sampled_from(['', 'DESC', 'ASC', 'COLLATE NOCASE']))}"
        for name in [f't."{draw(st.sampled_from(names))}"', *(f't."{key}"' for key in source.keys)]
    )
    limit = f" LIMIT {draw(st.integers(0, 60))}" if form == 3 else ""
    offset = f" OFFSET {draw(st.integers(0, 40))}" if limit and draw(st.booleans()) else ""
    return f"SELECT {columns} FROM {{{source.name}}} t{where} ORDER BY {order}{limit}{offset}", True


@st.composite
def sorted_by_one(draw: Draw, sources: dict[str, Source]) -> tuple[str, bool]:
    """ORDER BY the one column whose order an API may promise; it has no ties at the cut."""
    name, columns = ORDERED[_service(sources)]
    source = sources[name]
    column = draw(st.sampled_from(columns))
    where = f" WHERE {draw(condition(source, 't', 1))}" if draw(st.booleans()) else ""
    way = draw(st.sampled_from(["", " DESC"]))
    return (
        f"SELECT t.{column} FROM {{{name}}} t{where} ORDER BY t.{column}{way} "
        f"LIMIT {draw(st.integers(0, 70))} OFFSET {draw(st.integers(0, 30))}",
        True,
    )


@st.composite
def grouped(draw: Draw, sources: dict[str, Source]) -> tuple[str, bool]:
    source = sources[draw(st.sampled_from(sorted(sources)))]
    by = draw(st.sampled_from([c.name for c in source.columns]))
    other = draw(st.sampled_from([c.name for c in source.columns]))
    where = f" WHERE {draw(condition(source, 't'))}" if draw(st.booleans()) else ""
    having = " HAVING count(*) > 1" if draw(st.integers(0, 3)) == 0 else ""
    aggregate = draw(
        st.sampled_from(
            ["count(*)", f'count(t."{other}")', f'max(t."{other}")', f'count(DISTINCT t."{other}")']
        )
    )
    if draw(st.integers(0, 3)) == 0:
        return f"SELECT {aggregate} FROM {{{source.name}}} t{where}", False
    return f'SELECT t."{by}", {aggregate} FROM {{{source.name}}} t{where} GROUP BY t."{by}"{having}', False


@st.composite
def joined(draw: Draw, sources: dict[str, Source]) -> tuple[str, bool]:
    left, left_column, right, right_column = draw(st.sampled_from(JOINS[_service(sources)]))
    if draw(st.booleans()):
        left, left_column, right, right_column = right, right_column, left, left_column
    kind = draw(st.sampled_from(["JOIN", "LEFT JOIN", "JOIN", "RIGHT JOIN", "FULL JOIN"]))
    on = f'a."{left_column}" = b."{right_column}"'
    if draw(st.integers(0, 3)) == 0:
        on += f" AND {draw(condition(sources[right], 'b', 0))}"
    where = [draw(condition(sources[left], "a", 1))] if draw(st.booleans()) else []
    where += [draw(condition(sources[right], "b", 1))] if draw(st.integers(0, 2)) == 0 else []
    keys = ", ".join([*(f'a."{k}"' for k in sources[left].keys), *(f'b."{k}"' for k in sources[right].keys)])
    text = f"FROM {{{left}}} a {kind} {{{right}}} b ON {on}{' WHERE ' + ' AND '.join(where) if where else ''}"
    if draw(st.integers(0, 2)) == 0:
        return f'SELECT count(*), count(b."{right_column}") {text}', False
    if draw(st.booleans()):
        return f"SELECT {keys} {text} ORDER BY {keys} LIMIT {draw(st.integers(1, 50))}", True
    return f"SELECT {keys} {text}", False


@st.composite
def nested(draw: Draw, sources: dict[str, Source]) -> tuple[str, bool]:
    """Subqueries: IN, EXISTS, scalar, correlated; CTEs and window functions."""
    left, left_column, right, right_column = draw(st.sampled_from(JOINS[_service(sources)]))
    a, b = sources[left], sources[right]
    keys = ", ".join(f'a."{key}"' for key in a.keys)
    inner = draw(condition(b, "b", 1))
    form = draw(st.integers(0, 5))
    if form == 0:
        return (
            f'SELECT {keys} FROM {{{left}}} a WHERE a."{left_column}" IN '
            f'(SELECT b."{right_column}" FROM {{{right}}} b WHERE {inner})'
        ), False
    if form == 1:
        word = draw(st.sampled_from(["EXISTS", "NOT EXISTS"]))
        return (
            f"SELECT {keys} FROM {{{left}}} a WHERE {word} (SELECT 1 FROM {{{right}}} b "
            f'WHERE b."{right_column}" = a."{left_column}" AND {inner})'
        ), False
    if form == 2:
        return (
            f'SELECT {keys}, (SELECT count(*) FROM {{{right}}} b WHERE b."{right_column}" = a."{left_column}") '
            f"FROM {{{left}}} a WHERE {draw(condition(a, 'a', 1))}"
        ), False
    if form == 3:
        return (
            f"WITH few AS (SELECT * FROM {{{left}}} a WHERE {draw(condition(a, 'a', 1))}) "
            f'SELECT count(*), count(x."{left_column}") FROM few x JOIN few y ON x."{left_column}" = y."{left_column}"'
        ), False
    if form == 4:
        return (
            f'SELECT {keys}, row_number() OVER (PARTITION BY a."{left_column}" ORDER BY {keys}), '
            f'count(*) OVER (PARTITION BY a."{left_column}") FROM {{{left}}} a'
        ), False
    return (
        f'SELECT max(a."{left_column}"), min(a."{a.keys[0]}") FROM {{{left}}} a WHERE {draw(condition(a, "a"))}'
    ), False


@st.composite
def compound(draw: Draw, sources: dict[str, Source]) -> tuple[str, bool]:
    source = sources[draw(st.sampled_from(sorted(sources)))]
    name = draw(st.sampled_from([c.name for c in source.columns]))
    word = draw(st.sampled_from(["UNION", "UNION ALL", "EXCEPT", "INTERSECT"]))
    parts = [
        f'SELECT t."{name}" FROM {{{source.name}}} t WHERE {draw(condition(source, "t", 1))}'
        for _ in range(2)
    ]
    return f" {word} ".join(parts), False


def queries(sources: dict[str, Source]) -> st.SearchStrategy[tuple[str, bool]]:
    """(template, rows are in order)."""
    kinds = [simple, simple, grouped, joined, joined, nested, compound, sorted_by_one]
    return st.one_of([kind(sources) for kind in kinds])
