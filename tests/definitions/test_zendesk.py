"""Zendesk's definition: sound, complete against the recorded answers, true to the connector document."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from helpsql.check import problems
from helpsql.rows import Shape
from helpsql.spec import NOWHERE, PLACEHOLDER, Column, Read, Table, Type, Writable, alternatives, snake_name
from procedures.zendesk import procedures
from vtables.zendesk import helpdesk
from vtables.zendesk.custom_objects import records_table

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDED = Path(__file__).parents[3] / "shared" / "recorded" / "zendesk"
TABLES = {table.name: table for table in helpdesk.tables}

IGNORED = {
    r"(meta|links)\..*|(next|previous)_page|count|(after|before)_(cursor|url)|end_(time|of_stream)": "paging",
    r"facets|(results|tickets|users)\[\]\.result_type": "what a search calls its results",
    r"roles\[\].*": "records side-loaded by include=roles",
    r"(users|results)\[\]\.permanently_deleted": "such users are in deleted_users",
}
NOT_READ = {
    "macro-apply-to-ticket.json": "ApplyMacro takes it",
    "organizations-autocomplete-empty.json": "the beginning of a name is not what SQL asks for",
}
ALSO = {
    "records-trigger-and-automation.json": "/api/v2/automations",
    # The same tickets as by cursor, in pages whose edges come twice.
    "incremental-tickets-time.json": "/api/v2/incremental/tickets/cursor",
    "incremental-tickets-time-one-second.json": "/api/v2/incremental/tickets/cursor",
    "ticket-audits-of-ticket-include-users.json": "/api/v2/users/show_many",
}
"""Where else the records of an answer are read."""


def test_no_problems() -> None:
    assert problems(helpdesk, procedures) == []


# The connector document, and the issue

CONNECTOR = {
    "group_memberships": ("id", "updated_at"),
    "groups": ("id", "updated_at"),
    "macros": ("id", "updated_at"),
    "organizations": ("id", "updated_at"),
    "satisfaction_ratings": ("id", "updated_at"),
    "sla_policies": ("id", ""),
    "tags": ("name", ""),
    "talk_phone_numbers": ("id", ""),
    "ticket_audits": ("id", "created_at"),
    "ticket_comments": ("id", "created_at"),
    "ticket_fields": ("id", "updated_at"),
    "ticket_forms": ("id", "updated_at"),
    "ticket_metric_events": ("id", "time"),
    "ticket_metrics": ("id", "updated_at"),
    "tickets": ("id", "generated_timestamp"),
    "users": ("id", "updated_at"),
}
FURTHER = (
    "organization_memberships organization_fields user_fields user_identities views view_tickets brands "
    "automations triggers schedules custom_statuses deleted_tickets deleted_users suspended_tickets "
    "ticket_activities ticket_events job_statuses attachments custom_objects"
)
PROCEDURES = (
    "ReplyToTicket AddNote SolveTicket CloseTicket ReopenTicket AssignTicket SetStatus SetPriority AddTags "
    "RemoveTags SetTags MergeTickets ApplyMacro CreateFollowUp MarkAsSpam RestoreTicket PurgeTicket "
    "MakeCommentPrivate RedactComment RecoverSuspendedTicket DeleteSuspendedTicket CreateOrUpdateUser "
    "CreateOrUpdateOrganization SuspendUser UnsuspendUser MergeUsers MergeOrganizations PurgeUser "
    "MakePrimaryIdentity AddIdentity SetDefaultGroup SetDefaultOrganization ImportTicket WaitForJob UploadFile"
)
WRITES = {
    "tickets": "IUD",
    "users": "IUD",
    "organizations": "IUD",
    "groups": "IUD",
    "group_memberships": "ID",
    "organization_memberships": "ID",
    "macros": "IUD",
    "triggers": "IUD",
    "automations": "IUD",
    "views": "IUD",
    "ticket_fields": "IUD",
    "user_fields": "IUD",
    "organization_fields": "IUD",
    "ticket_forms": "IUD",
    "brands": "IUD",
    "sla_policies": "IUD",
    "custom_statuses": "IU",
    "custom_object_records": "IUD",
    "user_identities": "IUD",
    "ticket_comments": "I",
    "tags": "",
    "ticket_audits": "",
    "ticket_metrics": "",
}


@pytest.mark.parametrize(("name", "keys"), CONNECTOR.items())
def test_connector_keys(name: str, keys: tuple[str, str]) -> None:
    table = TABLES[name]
    assert (*table.keys, table.changes.column if table.changes else "") == keys


def test_tables_and_procedures_of_the_issue() -> None:
    assert set(FURTHER.split()) - set(TABLES) == set()
    assert set(PROCEDURES.split()) - {procedure.name for procedure in procedures} == set()


@pytest.mark.parametrize(("name", "verbs"), WRITES.items())
def test_writes(name: str, verbs: str) -> None:
    table = TABLES[name]
    offered = {"I": table.insert, "U": table.update, "D": table.delete}
    assert "".join(verb for verb, write in offered.items() if write) == verbs


def test_names_are_the_helpdesks_own() -> None:
    odd = [
        f"{table.name}.{column.name}"
        for table in helpdesk.tables
        for column in table.columns
        if not re.fullmatch("[a-z][a-z0-9_]*", column.name)
    ]
    assert odd == []


# What may be handed to the API

TICKETS = TABLES["tickets"]
SEARCHES = [read for read in TICKETS.reads if "search" in read.path]
PUSHED = {
    "status": "= in",
    "priority": "= in",
    "type": "= in",
    "requester_id": "= in",
    "submitter_id": "= in",
    "assignee_id": "= in null",
    "group_id": "= in null",
    "organization_id": "= in null",
    "brand_id": "= in",
    "created_at": "> >= < <=",
    "updated_at": "> >= < <=",
    "due_at": "> >= < <=",
    "external_id": "= in",
    "query": "=",
}


def test_searches_take_what_they_compare_as_sql_does() -> None:
    """An order of statuses is one thing in SQL and another in search, form: takes names, text is stemmed."""
    for read in SEARCHES:
        taken: dict[str, str] = {}
        for take in read.takes:
            taken[take.column] = " ".join([*taken.get(take.column, "").split(), *take.ops])
        assert taken == PUSHED
        assert {take.column for take in read.takes if take.exact} == {"status", "priority", "type"}


def test_order_of_access_paths() -> None:
    """Complete ones without a note stand before those with one; the whole table is read last, by export."""
    assert TICKETS.reads[0].unique
    assert TICKETS.reads[-1].path == "/api/v2/incremental/tickets/cursor"
    assert TICKETS.reads[-1].partial == ""


def test_archived_tickets_are_missing_only_among_the_closed() -> None:
    cut = [read for read in TICKETS.reads if read.partial]
    assert len(cut) == 6
    assert all(read.among == {"status": ("closed",)} for read in cut)


def test_no_export_without_its_start_or_with_deleted_rows() -> None:
    for table in helpdesk.tables:
        for read in table.reads:
            if "/incremental/" in read.path:
                assert read.params["start_time"] == "0", read.path
            if "/incremental/tickets" in read.path:
                assert read.params["exclude_deleted"] == "true", read.path
    assert all(
        read.where or read.path == "/api/v2/organizations/{organization_id}/users" or "{default" in read.path
        for read in TABLES["users"].reads[:-1]
    )


def test_a_comment_is_never_sent_twice() -> None:
    columns = [*TICKETS.columns, *TABLES["ticket_comments"].columns]
    said = [
        c for c in columns if (c.body or c.name) in ("comment.body", "comment.html_body", "voice_comment")
    ]
    assert len(said) == 5
    assert all(column.once for column in said)


def test_own_fields_of_tickets_are_found_by_what_compares_exactly() -> None:
    assert all(set(read.own) == {"tagger", "integer", "date"} for read in SEARCHES)


@pytest.mark.parametrize("table", helpdesk.tables, ids=lambda table: table.name)
def test_a_whole_table_is_read_last(table: Table) -> None:
    assert len(table.reads[-1].required) == min(len(read.required) for read in table.reads)
    assert not table.reads[-1].filtered


@pytest.mark.parametrize("table", helpdesk.tables, ids=lambda table: table.name)
def test_hidden_columns_are_no_answers(table: Table) -> None:
    """SELECT * leaves out nothing that an answer holds."""
    hidden = [column for column in table.columns if column.hidden]
    assert [c.name for c in hidden if not c.echo and c.at != NOWHERE] == []


def test_a_view_shows_what_tickets_have() -> None:
    shown = {column.name for column in TABLES["view_tickets"].columns}
    stored = {c.name for c in TICKETS.columns if c.at != NOWHERE and not c.echo}
    assert shown == stored - {"generated_timestamp"} | {"view_id"}
    assert all(column.write is Writable.NEVER for column in TABLES["view_tickets"].columns)


# The account's own


def test_a_table_for_each_custom_object() -> None:
    made = helpdesk.families[0].make({"key": "car", "title_pluralized": "Cars"})
    assert made.name == "records_car"
    assert made.custom is not None
    assert made.custom.where == {"custom_object_key": "car"}
    assert made.custom.update is made.update[0]
    assert problems(replace(helpdesk, tables=[*helpdesk.tables, made, records_table({"key": "x"})])) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Order number", "order_number"),
        ("Größe (cm)", "größe_cm"),
        ("2nd address", "field_2nd_address"),
        ("system::seen", "system_seen"),
        ("???", "field"),
    ],
)
def test_own_names(title: str, name: str) -> None:
    assert snake_name(title) == name


@pytest.mark.parametrize("name", ["tickets", "users", "organizations"])
def test_own_fields_go_with_the_row(name: str) -> None:
    """In one request with its other columns, which alone makes a bulk update of both possible."""
    table = TABLES[name]
    assert table.custom is not None
    assert table.custom.update is table.update[0]


# The recorded answers


def _recorded_reads() -> list[Path]:
    if not RECORDED.is_dir():
        return []
    files = sorted(RECORDED.glob("*.json"))
    return [file for file in files if _is_read(json.loads(file.read_text()))]


def _is_read(record: dict[str, Any]) -> bool:
    return record["method"] == "GET" and record["status"] == 200 and record["response_body"] is not None


def _path(address: str) -> str:
    return address.rstrip("/").removesuffix(".json")


def _reads_of(url: str, also: str = "") -> list[tuple[Table, Read]]:
    """The tables that read this address, and by which read."""
    split = urlsplit(url)
    paths, asked = {_path(split.path), also}, parse_qs(split.query)
    return [
        (table, read)
        for table in helpdesk.tables
        for read in table.reads
        if any(_reads(read, path) for path in paths)
        and read.params.get("filter[type]", "") == asked.get("filter[type]", [""])[0]
    ]


def _reads(read: Read, path: str) -> bool:
    pattern = PLACEHOLDER.sub("[^/]+", _path(read.path))
    return re.fullmatch(pattern, path) is not None and not _literal_wins(read, path)


def _literal_wins(read: Read, path: str) -> bool:
    """/tickets/show_many is no ticket of that name."""
    return _path(read.path) != path and any(
        _path(one.path) == path for table in helpdesk.tables for one in table.reads
    )


def _leaves(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from _leaves(inner, f"{path}[]")
    else:
        yield path


def _place(column: Column, rows: str) -> str:
    """Where a column stands, seen from the whole answer; "" for those that stand nowhere."""
    path = alternatives(column.at or helpdesk.naming(column.name))[0]
    if column.echo or path == NOWHERE:
        return ""
    parts = [part + "[]" for part in rows.split("[]")[:-1]]
    while path.startswith("^."):
        path = path[2:]
        if not parts:
            return ""
        parts.pop()
    return ".".join([*("".join(parts).rstrip("."), path)] if parts else [path])


def _covered(leaf: str, column: Column, rows: str) -> bool:
    """An answer with one record has an object where the path steps into an array; null may hide an object."""
    place = _place(column, rows)
    places = {place, place.replace("[]", "", 1)}
    if column.type is Type.JSON:
        return any(leaf == one or leaf.startswith((f"{one}.", f"{one}[]")) for one in places)
    return any(leaf == one or one.startswith(f"{leaf}.") for one in places)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("file", _recorded_reads(), ids=lambda file: file.stem)
def test_every_recorded_field_has_a_column(file: Path) -> None:
    if file.name in NOT_READ:
        pytest.skip(NOT_READ[file.name])
    record = json.loads(file.read_text())
    reads = _reads_of(record["url"], ALSO.get(file.name, ""))
    assert reads, record["url"]
    missing = {
        leaf
        for leaf in _leaves(record["response_body"])
        if not any(re.fullmatch(pattern, leaf) for pattern in IGNORED)
        and not any(_covered(leaf, column, read.rows) for table, read in reads for column in table.columns)
    }
    assert missing == set()


EMPTY = ("organizations-autocomplete-empty.json", "organizations-list-cursor-empty-last.json")


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("file", _recorded_reads(), ids=lambda file: file.stem)
def test_recorded_answers_give_rows_with_keys(file: Path) -> None:
    if file.name in (*NOT_READ, *EMPTY):
        pytest.skip("it has no rows")
    record = json.loads(file.read_text())
    found = 0
    for table, read in _reads_of(record["url"], ALSO.get(file.name, "")):
        shape = Shape(table, table.columns, read, helpdesk.naming)
        keys = [
            getter for c, getter in zip(table.columns, shape.getters, strict=True) if c.key and c.at != "^.id"
        ]
        rows = shape.rows(record["response_body"], file.name)
        assert all(getter(row) is not None for getter in keys for row in rows), table.name
        found += len(rows)
    assert found


def _written(name: str) -> dict[str, Any]:
    return dict(json.loads((RECORDED / name).read_text()))


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("ticket-create-201.json", "tickets"),
        ("ticket-field-create-201.json", "ticket_fields"),
        ("user-create-201.json", "users"),
        ("user-field-create-201.json", "user_fields"),
        ("custom-status-create-201.json", "custom_statuses"),
    ],
)
def test_what_was_recorded_as_written_can_be_inserted(file: str, table: str) -> None:
    record = _written(file)
    insert = TABLES[table].insert
    assert insert is not None
    assert _path(urlsplit(record["url"]).path) == insert.path
    body = record["request_body"][insert.wrap]
    columns = {c.body or c.at or c.name for c in TABLES[table].columns if c.write & Writable.INSERT}
    assert set(body) - columns - {"id"} == set()
    # What came back is a row of the table.
    shown = {(c.at or c.name).partition(".")[0] for c in TABLES[table].columns}
    assert set(record["response_body"][insert.wrap]) - shown == set()


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not beside the checkout")
def test_jobs_look_as_described() -> None:
    job = helpdesk.job
    assert job is not None
    record = _written("job-status-completed-create-tickets.json")
    found = record["response_body"][job.at]
    assert found[job.state] in job.done
    assert [one[job.index] for one in found[job.results]] == [0, 1, 2, 3, 4]
    assert job.path.format(id=found[job.id]) == _path(urlsplit(record["url"]).path)
    begun = _written("tickets-create-many-200-queued.json")
    insert = TICKETS.insert
    assert insert is not None
    assert insert.many is not None
    assert _path(urlsplit(begun["url"]).path) == insert.many.path
    assert set(begun["request_body"]) == {insert.many.rows}
    assert begun["response_body"][job.at][job.state] not in (*job.done, *job.failed)
