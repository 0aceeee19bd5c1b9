"""The answer never depends on what was pushed down: virtual tables and their copies give the same rows.

HELPSQL_EXAMPLES=20000 runs more of them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from helpsql.catalog import quoted
from helpsql.engine import Engine
from helpsql.errors import ProgrammingError
from helpsql.vtab import declaration
from tests.engine.clock import FakeClock
from tests.engine.demo import demo_engine
from tests.engine.queries import Source, queries

TABLES = {
  "helpscout": [
    "Conversations", "Customers", "CustomerEmails", "Users", "Mailboxes", "MailboxFolders", "Tags", "Workflows",
    "Teams", "TeamMembers", "CustomerAddresses", "Organizations",
  ],
  "zendesk": [
    "tickets", "users", "organizations", "groups", "group_memberships", "ticket_fields", "ticket_forms", "views",
    "macros", "brands", "organization_memberships", "custom_statuses", "records_product", "ticket_comments",
    "ticket_metrics", "satisfaction_ratings", "user_fields", "suspended_tickets",
  ],
  "desk_com": [
    "cases", "case_labels", "customers", "customer_emails", "companies", "replies", "users", "groups",
    "user_groups", "labels", "filters", "macros", "topics", "articles", "custom_fields",
  ],
  "teamwork_desk": [
    "Tickets", "TicketTags", "TicketTasks", "Customers", "Contacts", "Companies", "Users", "Inboxes", "Tags",
    "TicketStatuses", "TicketPriorities", "Timelogs", "CustomFields", "HelpdocArticles", "HelpdocCategories",
  ],
}  # fmt: skip
MANY = os.environ.get("HELPSQL_EXAMPLES")
EXAMPLES = {
    "helpscout": int(MANY or "1100"),
    "zendesk": int(MANY or "300"),
    "desk_com": int(MANY or "300"),
    "teamwork_desk": int(MANY or "300"),
}
CAP = 7
SIZES = {"helpscout": 0.1, "zendesk": 0.03, "desk_com": 0.03, "teamwork_desk": 0.03}


def copied(engine: Engine, service: str, name: str) -> Source:
    """Copy a table into an ordinary one with the same declaration; gives what queries need to know of it."""
    table = engine.accounts[service].table(name)
    columns = [column for column in table.columns if not column.echo]
    engine.execute(declaration(table).replace("TABLE x(", f"TABLE main.copy_{name}(").replace(" HIDDEN", ""))
    names = ", ".join(quoted(column.name) for column in table.columns)
    rows = list(engine.execute(f"SELECT {names} FROM {service}.{name}"))
    marks = ", ".join("?" * len(table.columns))
    engine.db.executemany(f"INSERT INTO main.copy_{name} VALUES ({marks})", rows)
    samples: dict[str, list[object]] = {}
    for place, column in enumerate(table.columns):
        values = [row[place] for row in rows if not isinstance(row[place], str) or len(row[place]) < 60]
        samples[column.name] = list(dict.fromkeys(values[:: max(1, len(values) // 12)]))
    shown = [column for column in columns if not column.hidden]
    return Source(name, shown, table.keys, samples)


@pytest.fixture(scope="module", params=[*sorted(TABLES), "zendesk, capped"])
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def service(case: str) -> str:
    return case.partition(",")[0]


@pytest.fixture(scope="module")
def engine(service: str) -> Iterator[Engine]:
    with demo_engine(service, size=SIZES[service], engine={"clock": FakeClock()}) as engine:
        yield engine


@pytest.fixture(scope="module")
def sources(engine: Engine, service: str, case: str) -> dict[str, Source]:
    list(engine.execute("SELECT 1 FROM helpsql.tables"))  # enters the schemas and the account's own tables
    if case != service:
        cap_reads(engine, service)
    return {name: copied(engine, service, name) for name in TABLES[service]}


def cap_reads(engine: Engine, service: str) -> None:
    """Before tables are used: a read with a cap gives few rows, so that most queries go beyond it."""
    account = engine.accounts[service]
    for name in TABLES[service]:
        table = account.table(name)
        reads = [replace(read, cap=CAP) if read.cap else read for read in table.reads]
        account._tables[name.lower()] = replace(table, reads=reads)
    result = engine.execute("SELECT id FROM zendesk.tickets ORDER BY created_at LIMIT 3")
    assert result.scope.plans[-1].read.cap == CAP


def answers(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    result = engine.execute(sql)
    rows = list(result)
    assert result.complete, result.notes
    return rows


def filled(template: str, names: Iterable[str], prefix: str) -> str:
    for name in names:
        template = template.replace(f"{{{name}}}", prefix + name)
    return template


def compare(engine: Engine, service: str, template: str, ordered: bool) -> None:
    names = TABLES[service]
    virtual, plain = filled(template, names, f"{service}."), filled(template, names, "main.copy_")
    note(virtual)
    try:
        expected: list[tuple[object, ...]] | str = answers(engine, plain)
    except ProgrammingError as error:
        # Such as a join that SQLite refuses: both must.
        expected = error.code
    if isinstance(expected, str):
        with pytest.raises(ProgrammingError):
            answers(engine, virtual)
        return
    found = answers(engine, virtual)
    if ordered:
        assert found == expected
    assert Counter(map(repr, found)) == Counter(map(repr, expected))


def test_random_queries_have_the_same_answer(
    engine: Engine, service: str, sources: dict[str, Source]
) -> None:
    @settings(
        max_examples=EXAMPLES[service],
        deadline=None,
        derandomize="HELPSQL_EXAMPLES" not in os.environ,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.data())
    def check(data: st.DataObject) -> None:
        template, ordered = data.draw(queries(sources))
        compare(engine, service, template, ordered)

    check()
