"""What people may write but should not: near names are offered, nothing leaves its place in a request, and
whatever is compared with whatever, the answer is SQLite's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from helpsql.catalog import quoted, services
from helpsql.engine import Engine
from helpsql.errors import DataError, Error, ProgrammingError
from helpsql.sandbox.app import Sandbox
from helpsql.spec import Type
from tests.engine.demo import demo_engine
from tests.engine.tables import Place, copy, failure, literal, needs, places, rows

OFFERED = [place for place in places() if place.service in services()]
PLACES = pytest.mark.parametrize("place", OFFERED, ids=str)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with demo_engine(*services(), size=0.02) as opened:
        list(opened.execute("SELECT 1 FROM helpsql.columns"))  # looks the account's own columns up
        yield opened


def conversations(engine: Engine) -> Place:
    return next(place for place in places() if place.table.name == "Conversations")


# -- names


@pytest.mark.parametrize(
    ("sql", "offered"),
    [
        ("select * from Conversation", "Conversations"),
        ("select * from helpscout.Conversatons", "Conversations"),
        ("select * from helpscout.mailbox", "Mailboxes"),
        ("select Stauts from Conversations", "Status"),
        ("select c.Subjet from helpscout.Conversations c", "Subject"),
        ("select * from Users where Emial = 'x'", "Email"),
        ("select * from Users order by FirstNam", "FirstName"),
        ("call CreateThreadReplay(1)", "CreateThreadReply"),
        ("update Conversations set Subjekt = 'x' where Id = 1", "Subject"),
        ("select * from helpscot.Conversations", "helpscout"),
    ],
)
def test_an_unknown_name_is_an_error_with_the_near_one(engine: Engine, sql: str, offered: str) -> None:
    error, sent = failure(engine, sql)
    assert isinstance(error, ProgrammingError)
    assert sent == 0
    assert offered in error.hint


@pytest.mark.parametrize(
    "sql",
    [
        "",
        ";",
        "-- nothing",
        "selec 1",
        "select",
        "select * from",
        "select 'open",
        "select 1; select 2",
        "call",
        "call ()",
    ],
)
def test_what_is_no_statement_is_an_error(engine: Engine, sql: str) -> None:
    error, sent = failure(engine, sql)
    assert isinstance(error, ProgrammingError)
    assert sent == 0


# -- values

ODD: list[object] = [
    0, -1, 1, -5, 2**63 - 1, -(2**63), 1.0, 1.5, -0.0, 1e300, float("inf"), "", " ", "1", " 1 ", "1.0", "1.5", "1e0", "0x1",
    "1_0", "+1", "--1", "٣", "abc", "nul\x00", "'", "''", '"', "\\", "../users", "..", ".", "/", "a/b", "?x=1", "a&b=c", "#x",
    "%2e%2e", "%", "100%", "😀", "a\nb\r\nX: y", "{Id}", "{}", "*", "?", "status:active", '") OR ("', "null", "true",
    "2026-01-01", "2026-13-45", "0001-01-01", "9999-12-31T23:59:59.9Z", "0000-01-01", "now", "x" * 3000,
    b"", b"1", b"\x00\xff", b"abc",
]  # fmt: skip
OPERATORS = ["=", "<", "<=", ">", ">=", "<>", "IS"]


def safe(path: str, template_paths: set[str]) -> bool:
    """The path sent is one of those that definitions can make: no part of a value has become a part of it."""
    parts = urlsplit(path).path.split("/")
    return any(
        len(parts) == len(wanted := template.split("/"))
        and all(want.startswith("{") or want == part for want, part in zip(wanted, parts, strict=True))
        for template in template_paths
    )


def filterable(place: Place) -> Iterator[str]:
    """Columns that some read hands to the API."""
    found = [
        n for r in place.table.reads for n in (*r.placeholders, *(t.column for t in r.takes if not t.raw))
    ]
    yield from dict.fromkeys(found)


@PLACES
def test_no_value_leaves_its_place_in_a_request(engine: Engine, place: Place) -> None:
    """Whatever is compared with a filter column, requests stay within the paths and parameters defined."""
    account = engine.accounts[place.service]
    helpdesk = account.helpdesk
    templates = {read.path for table in helpdesk.tables for read in table.reads}
    params = {take.param for read in place.table.reads for take in read.takes}
    params |= {"page", *(name for table in helpdesk.tables for read in table.reads for name in read.params)}
    params |= {getattr(account.paging_of(read), "size_param", "") for read in place.table.reads}
    params |= {account.helpdesk.members, account.helpdesk.includes[0]}
    params |= {read.parts[0] for read in place.table.reads}
    before = len(engine.log.entries())
    others = dict.fromkeys(needs(place.table), "2026-09-01")
    for name in filterable(place):
        for value in ODD if len(needs(place.table)) < 2 else ODD[::9]:
            rest = "".join(f" AND {quoted(n)} = {literal(v)}" for n, v in others.items() if n != name)
            try:
                list(
                    engine.execute(f"SELECT 1 FROM {place} WHERE {quoted(name)} = ?{rest} LIMIT 1", (value,))
                )
            except Error as error:
                assert "Traceback" not in str(error)
                assert error.code != "error"
    for entry in engine.log.entries()[before:]:
        if {"cursor", "page[after]"} & parse_qs(urlsplit(entry.path).query).keys():
            continue  # the API's own address of a next page
        assert safe(entry.path, templates), entry.path
        for part in urlsplit(entry.path).path.split("/"):
            assert unquote(part) not in ("..", "."), "it would climb"
        sent = parse_qs(urlsplit(entry.path).query, keep_blank_values=True)
        assert sent.keys() <= params, entry.path
        assert "\n" not in entry.path


def test_the_values_come_whole_to_the_api() -> None:
    """What the API is asked for is the value itself, not a piece of it."""
    with demo_engine(size=0.02) as engine:
        sandbox: Sandbox = engine.sandbox  # type: ignore[attr-defined]
        for value in ["a&b=c", "100%", "😀", "'", "a+b c", "#x", "%2e%2e", "a\nb"]:
            list(engine.execute("SELECT 1 FROM Customers WHERE FirstName = ?", (value,)))
            assert parse_qs(sandbox.log[-1].query)["firstName"] == [value]


@pytest.fixture(scope="module")
def copied(engine: Engine) -> list[str]:
    """Columns of Conversations, one for each type and each way of being pushed; `main.copy` is the copy."""
    table = copy(engine, conversations(engine))
    pushed = set(filterable(conversations(engine)))
    columns = [c for c in table.columns if not c.echo]
    one_a_type = {column.type: column.name for column in reversed(columns)}
    return list(dict.fromkeys([*(c.name for c in columns if c.name in pushed), *one_a_type.values()]))


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:20])
def test_comparisons_with_anything_are_sqls(engine: Engine, copied: list[str], value: object) -> None:
    for name in copied:
        for operator in OPERATORS:
            for text, bindings in (
                (f"{quoted(name)} {operator} ?", (value,)),
                (_inline(name, operator, value), ()),
            ):
                if not text:
                    continue
                sql = f"SELECT count(*), group_concat(Id) FROM TABLE WHERE {text}"
                expected = list(engine.execute(sql.replace("TABLE", "main.copy"), bindings))  # type: ignore[arg-type]
                found = list(engine.execute(sql.replace("TABLE", "Conversations"), bindings))  # type: ignore[arg-type]
                assert _sorted(found) == _sorted(expected), text


def _inline(name: str, operator: str, value: object) -> str:
    """The comparison with the value written into the statement, where SQL has a way to write it."""
    if (isinstance(value, str) and "\x00" in value) or (isinstance(value, float) and value == float("inf")):
        return ""
    return f"{quoted(name)} {operator} {literal(value)}" if operator in ("=", "<=", ">") else ""


def _sorted(found: list[tuple[Any, ...]]) -> list[Any]:
    return [(count, sorted((ids or "").split(","))) for count, ids in found]


def test_types_cover_every_column_type(engine: Engine, copied: list[str]) -> None:
    table = conversations(engine).table
    covered = {table.by_name[name.lower()].type for name in copied if name.lower() in table.by_name}
    assert covered >= {Type.INTEGER, Type.TEXT, Type.TIMESTAMP, Type.JSON, Type.BOOLEAN}


FORMS = [
    "Id IN (SELECT 1 WHERE 0)",
    "Id IN (NULL)",
    "Id NOT IN (NULL)",
    "Id NOT IN (1, NULL)",
    "Status IN ('active', NULL)",
    "Id IN ()",
    "Id NOT IN ()",
    "Id IN (1, '2', 3.0, x'34', NULL, 'five')",
    "MailboxId IN ('1', 2.0, '03')",
    "Status IN ('ACTIVE', 'closed ')",
    "Status = 'ACTIVE' COLLATE NOCASE",
    "Status COLLATE NOCASE = 'ACTIVE'",
    "Status COLLATE RTRIM = 'active '",
    "Status LIKE 'ACTIVE'",
    "Status LIKE 'act%'",
    "Status GLOB 'act*'",
    "Status GLOB 'ACT*'",
    "PrimaryCustomer_Email LIKE '%@%'",
    "PrimaryCustomer_Email = upper(PrimaryCustomer_Email)",
    "Assignee_Id IS NULL",
    "Assignee_Id IS NOT NULL",
    "Assignee_Id IS 11",
    "Assignee_Id = NULL",
    "Assignee_Id IS NOT 11",
    "Status IS NOT DISTINCT FROM 'active'",
    "+Status = 'active'",
    "CreatedDate COLLATE BINARY > '2026-06-01'",
    "CreatedDate > '2026-06-01' COLLATE BINARY",
    "CreatedDate LIKE '2026-06%'",
    "CreatedDate IN ('2026-06-01', '2026-06-02 00:00')",
    "CreatedDate BETWEEN '2026-06-01' AND '2026-08-01T00:00:00+02:00'",
    "NOT (CreatedDate > '2026-06-01')",
    "CreatedDate > '2026-06-01' AND CreatedDate > '2026-08-01' AND CreatedDate < '2026-09-01'",
    "CreatedDate >= datetime('2026-08-01', '-30 days')",
    "CreatedDate > 5",
    "CreatedDate < 'x'",
    "(Id, Status) IN (SELECT Id, 'active' FROM main.copy)",
    "Id = 1 OR Status = 'closed' OR MailboxId IN (1, 2)",
    "Status = 'active' AND Status = 'closed'",
    "rowid = 5",
    "_rowid_ > 5",
    "Number = 1005.0",
    "Number = '1005'",
]


@pytest.mark.parametrize("term", FORMS)
def test_forms_of_filters_are_sqls(engine: Engine, copied: list[str], term: str) -> None:
    if "rowid" in term:
        term = term.replace("_rowid_", "Id").replace("rowid", "Id")
    sql = f"SELECT Id, Status FROM {{}} WHERE {term}"
    expected = rows(engine, sql.format("main.copy"))
    assert Counter(rows(engine, sql.format("Conversations"))) == Counter(expected)


def test_a_thousand_ids(engine: Engine, copied: list[str]) -> None:
    ids = ", ".join(str(number) for number in range(1, 1001))
    for term in (f"Id IN ({ids})", f"Id NOT IN ({ids})", f"MailboxId IN ({ids})", f"Assignee_Id IN ({ids})"):
        expected = rows(engine, f"SELECT Id FROM main.copy WHERE {term}")
        assert Counter(rows(engine, f"SELECT Id FROM Conversations WHERE {term}")) == Counter(expected)


@pytest.mark.parametrize("bindings", [(), (1, 2), {"b": 1}])
def test_wrong_numbers_of_parameters_are_typed_errors(engine: Engine, bindings: Any) -> None:
    with pytest.raises(Error):
        list(engine.execute("SELECT * FROM Conversations WHERE Id = :a", bindings))


# -- filters of reports: they cannot be checked locally, so what the API cannot take is an error

PERIOD = "Current_StartDate = '2026-09-01' AND Current_EndDate = '2026-10-01'"


@pytest.mark.parametrize(
    ("term", "column"),
    [
        (
            "Current_StartDate = 'yesterday' AND Current_EndDate = '2026-10-01' AND User_Id = 11",
            "Current_StartDate",
        ),
        ("Current_StartDate = 5 AND Current_EndDate = '2026-10-01' AND User_Id = 11", "Current_StartDate"),
        (
            "Current_StartDate = '2026-13-01' AND Current_EndDate = '2026-10-01' AND User_Id = 11",
            "Current_StartDate",
        ),
        (f"{PERIOD} AND User_Id = 'abc'", "User_Id"),
        (f"{PERIOD} AND User_Id = 1.5", "User_Id"),
        (f"{PERIOD} AND User_Id = x'31'", "User_Id"),
        (f"{PERIOD} AND User_Id = 11 AND OfficeHours = 'maybe'", "OfficeHours"),
        (f"{PERIOD} AND User_Id = 11 AND Mailboxes = 1.5", "Mailboxes"),
        (f"{PERIOD} AND User_Id = 11 AND Mailboxes = x'31'", "Mailboxes"),
    ],
)
def test_a_filter_that_cannot_be_sent_is_an_error(engine: Engine, term: str, column: str) -> None:
    error, sent = failure(engine, f"SELECT * FROM ReportUserOverall WHERE {term}")
    assert isinstance(error, DataError)
    assert (error.column, sent) == (column, 0)
    assert f"helpscout.ReportUserOverall.{column} takes" in error.message


@pytest.mark.parametrize("given", ["11", "'11'", "11.0", "' 11 '"])
def test_a_filter_is_shown_as_its_column_holds_it(engine: Engine, given: str) -> None:
    sql = f"SELECT User_Id, typeof(User_Id) FROM ReportUserOverall WHERE {PERIOD} AND User_Id = {given}"
    assert rows(engine, sql) == [(11, "integer")]


@pytest.mark.parametrize("given", ["5001", "'5001'", "5001.0", "' 5001 '"])
def test_a_key_is_shown_as_its_column_holds_it(engine: Engine, given: str) -> None:
    sql = f"SELECT DISTINCT CustomerId, typeof(CustomerId) FROM CustomerEmails WHERE CustomerId = {given}"
    assert rows(engine, sql) in ([], [(5001, "integer")])
    assert rows(engine, f"SELECT Id FROM Customers WHERE Id = {given}") == [(5001,)]


@pytest.mark.parametrize("given", ["'5001.7'", "5001.7", "'5_001'", "x'35303031'", "'5001x'", "'٥٠٠١'"])
def test_what_is_not_the_key_finds_nothing(engine: Engine, given: str) -> None:
    assert rows(engine, f"SELECT Id FROM Customers WHERE Id = {given}") == []
    assert rows(engine, f"SELECT CustomerId FROM CustomerEmails WHERE CustomerId = {given}") == []
