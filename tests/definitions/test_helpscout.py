"""Help Scout's definition: sound, complete against the recorded answers, true to the connector document."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from helpsql.check import problems
from helpsql.spec import NOWHERE, PLACEHOLDER, Column, Read, Table, Type, Writable
from procedures.helpscout import procedures
from vtables.helpscout import helpdesk

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDED = Path(__file__).parents[3] / "shared" / "recorded" / "helpscout"

IGNORED = {
    r"(.*\.)?_links\..*": "links; the two of use are columns",
    r"page\..*|(conversations\.)?(page|pages|count)": "numbers of paging",
    r"_embedded\.conversations\[\]\._embedded\.threads": "embed=threads is not asked for: it shortens chats",
    r"(current|previous)\.(startDate|endDate)": "the period is an echo of the filter",
    r"user\.id": "the user is an echo of the filter",
    r"_embedded\.webhooks\[\]\.secret": "the fixture has it, the live API does not show it",
    r"\[\]\.(createdAt|updatedAt)": "the mock of saved replies has dates, the API page has none",
}
NOT_READ = {
    "fix-customers-v3-list.json": "the v2 list gives the same customers, with pages that can be counted",
}


def test_no_problems() -> None:
    assert problems(helpdesk, procedures) == []


# The connector document

CONNECTOR_DML = {
    "Webhooks": "IUD",
    "CustomerAddressess": "UD",
    "CustomerChats": "UD",
    "CustomerEmails": "UD",
    "CustomerPhones": "UD",
    "CustomerSocialProfiles": "UD",
    "CustomerWebsites": "UD",
    "Conversations": "ID",
    "Customers": "IU",
    "Users": "D",
}
CONNECTOR_REPORTS = [
    "ReportCompanyCustomersHelped_Currents",
    "ReportChats",
    "ReportCompanyDrillDowns",
    "ReportCompanyOveralls",
    "ReportConversationBusyTimes",
    "ReportConversationDrilldowns",
    "ReportConversationOveralls",
    "ReportEmails",
    "ReportHappinessRatings",
    "ReportHappinessOveralls",
    "ReportProductivityOveralls",
    "ReportPhones",
    "ReportUserOverall",
]
CONNECTOR_PROCEDURES = {
    "CreateCustomerPhones": "customerId type value",
    "CreateCustomerEmails": "customerId type value",
    "CreateCustomerWebsites": "customerId value",
    "CreateCustomerSocialProfiles": "customerId type value",
    "CreateCustomerChats": "customerId type value",
    "CreateThreadChat": "conversationId customerId text imported attachments",
    "CreateThreadCustomer": "conversationId customerId text imported cc bcc attachments",
    "CreateThreadNote": "conversationId text status imported attachments",
    "CreateThreadPhone": "conversationId customerId text imported attachments",
    "CreateThreadReply": "conversationId customerId text draft imported cc bcc attachments",
    "UpdateConversationTag": "conversationId tags",
    "UpdateConversationField": "conversationId fields",
}


@pytest.mark.parametrize(("name", "verbs"), CONNECTOR_DML.items())
def test_connector_dml(name: str, verbs: str) -> None:
    table = helpdesk.by_name[name.lower()]
    offered = {"I": table.insert, "U": table.update, "D": table.delete}
    assert [verb for verb in verbs if not offered[verb]] == []


@pytest.mark.parametrize("name", CONNECTOR_REPORTS)
def test_connector_report_demands_its_period(name: str) -> None:
    table = helpdesk.by_name[name.lower()]
    assert table.name == name
    extra = {"ReportCompanyDrillDowns": ("Range",), "ReportUserOverall": ("User_Id",)}.get(name, ())
    assert [set(read.required) for read in table.reads] == [{"Current_StartDate", "Current_EndDate", *extra}]


@pytest.mark.parametrize(("name", "parameters"), CONNECTOR_PROCEDURES.items())
def test_connector_procedure(name: str, parameters: str) -> None:
    (procedure,) = [one for one in procedures if one.name == name]
    assert " ".join(parameter.name for parameter in procedure.parameters) == parameters


def test_range_is_spelled_for_the_api() -> None:
    values = helpdesk.by_name["reportcompanydrilldowns"].by_name["range"].values
    assert values["FirstReplyResolved"] == "firstReplyResolved"
    assert len(values) == 6


# The recorded answers


def _recorded_reads() -> list[Path]:
    if not RECORDED.is_dir():
        return []
    files = sorted(RECORDED.glob("*.json"))
    return [file for file in files if _is_read(json.loads(file.read_text()))]


def _is_read(record: dict[str, Any]) -> bool:
    return record["method"] == "GET" and record["status"] == 200 and record["response_body"] is not None


def _reads_of(path: str) -> list[tuple[Table, Read]]:
    """The tables that read this address, and by which read."""
    return [
        (table, read)
        for table in helpdesk.tables
        for read in table.reads
        if re.fullmatch(PLACEHOLDER.sub("[^/]+", read.path), path) and not _literal_wins(read, path)
    ]


def _literal_wins(read: Read, path: str) -> bool:
    """/v2/users/status is the list of statuses, and no user of that name."""
    return read.path != path and any(one.path == path for table in helpdesk.tables for one in table.reads)


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
    path = column.at or helpdesk.naming(column.name)
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
    place = _place(column, rows)
    if column.type is Type.JSON:
        return leaf == place or leaf.startswith((f"{place}.", f"{place}[]"))
    return leaf == place


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("file", _recorded_reads(), ids=lambda file: file.stem)
def test_every_recorded_field_has_a_column(file: Path) -> None:
    if file.name in NOT_READ:
        pytest.skip(NOT_READ[file.name])
    record = json.loads(file.read_text())
    reads = _reads_of(urlsplit(record["url"]).path.rstrip("/"))
    assert reads, record["url"]
    missing = {
        leaf
        for leaf in _leaves(record["response_body"])
        if not any(re.fullmatch(pattern, leaf) for pattern in IGNORED)
        and not any(
            _covered(leaf, column, rows)
            for table, read in reads
            for column in table.columns
            for rows in (read.rows, read.or_rows)
        )
    }
    assert missing == set()


# What other parts rely on


@pytest.mark.parametrize("table", helpdesk.tables, ids=lambda table: table.name)
def test_a_whole_table_is_read_last(table: Table) -> None:
    """The planner takes the last read for the one that gives the most."""
    assert len(table.reads[-1].required) == min(len(read.required) for read in table.reads)


@pytest.mark.parametrize("table", helpdesk.tables, ids=lambda table: table.name)
def test_hidden_columns_are_no_answers(table: Table) -> None:
    """SELECT * leaves out nothing that an answer holds."""
    hidden = [column for column in table.columns if column.hidden]
    assert [c.name for c in hidden if not c.echo and c.at != NOWHERE] == []


def test_a_secret_is_asked_for_with_every_change_of_a_webhook() -> None:
    secret = helpdesk.by_name["webhooks"].by_name["secret"]
    assert (secret.at, secret.required, secret.write) == (NOWHERE, True, Writable.BOTH)
