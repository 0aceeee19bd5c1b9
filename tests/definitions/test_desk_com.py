"""What the Desk.com definition says, against the connector document and the API's facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpsql.check import problems
from helpsql.spec import BOTH, Column, Read
from procedures.desk_com import procedures
from vtables.desk_com import custom_name, helpdesk

DOCUMENT = next(iter((Path(__file__).parents[3] / "shared/connectors").glob("002_*.txt")), None)

SEED = {
    "cases": "id external_id blurb subject priority description status type labels locked_until changed_at active_at "
    "language suppress_rules received_at first_opened_at last_opened_at first_resolved_at resolved_at created_at "
    "updated_at",
    "customers": "id first_name last_name company title avatar uid background language locked_until created_at "
    "updated_at emails phone_numbers addresses access_private_portal access_company_cases",
    "replies": "case_id reply_id subject body direction status to from cc bcc client_type suppress_rules sent_by sent_at "
    "created_at updated_at",
    "users": "id name public_name email email_verified avatar level current_login_at last_login_at created_at updated_at",
    "user_groups": "id user_id name",
}
KEYS = {"cases": ("id",), "customers": ("id",), "replies": ("case_id", "reply_id"), "users": ("id",),
        "user_groups": ("id", "user_id")}  # fmt: skip


def test_no_problems() -> None:
    assert problems(helpdesk, procedures) == []


@pytest.mark.parametrize("table", SEED)
def test_the_five_tables_have_the_attributes_of_the_document(table: str) -> None:
    names = [column.name for column in helpdesk.by_name[table].columns]
    assert [name for name in SEED[table].split() if name not in names] == []
    assert helpdesk.by_name[table].keys == KEYS[table]


@pytest.mark.skipif(DOCUMENT is None, reason="the connector document stands outside the project")
@pytest.mark.parametrize("table", ["cases", "customers", "users"])
def test_the_attributes_are_those_of_the_document(table: str) -> None:
    assert DOCUMENT is not None
    part = DOCUMENT.read_text().partition(f"{table} Attributes\n")[2].partition("Replication Method")[0]
    lines = [line.lstrip(")").replace(" ", "_") for line in part.splitlines()]
    named = [line for line in lines if re.fullmatch(r"[a-z]+(_[a-z]+)*", line)]
    assert [name for name in named if name not in ("id", *KEYS)] == SEED[table].split()[1:]


def test_custom_fields_are_called_custom() -> None:
    assert custom_name("market") == "custom_market"
    for table, kind in (("cases", "ticket"), ("customers", "customer"), ("companies", "company")):
        custom = helpdesk.by_name[table].custom
        assert custom is not None
        assert (custom.where, custom.write) == ({"type": kind}, BOTH)


WRITTEN = {
    "cases": "IU", "customers": "IU", "companies": "IU", "replies": "IU", "drafts": "IU", "notes": "I",
    "attachments": "I", "labels": "IUD", "topics": "IUD", "articles": "IUD", "macros": "IUD",
    "integration_urls": "IUD",
}  # fmt: skip


@pytest.mark.parametrize("table", [table.name for table in helpdesk.tables])
def test_tables_take_what_the_api_had(table: str) -> None:
    found = helpdesk.by_name[table]
    verbs = ("I" if found.insert else "") + ("U" if found.update else "") + ("D" if found.delete else "")
    assert verbs == WRITTEN.get(table, "")


def _capped(read: Read) -> bool:
    of_cases = re.fullmatch(r"/api/v2/(customers/\{customer_id\}/)?cases", read.path) and read.rows
    return bool(of_cases) or (read.path.endswith("/search") and not any(take.required for take in read.takes))


def test_every_capped_list_goes_on() -> None:
    for table in helpdesk.tables:
        for read in table.reads:
            if _capped(read):
                assert read.window is not None, (table.name, read.path)
                assert read.cap == 50_000


def _ids(column: Column) -> bool:
    return column.name == "id" or column.at.endswith("href#")


def test_ids_come_from_links_where_rows_have_none() -> None:
    for table in helpdesk.tables:
        for column in table.columns:
            if column.key and column.name == "id":
                assert column.at == "id|_links.self.href#", table.name
            if column.name.endswith("_id") and column.points_to and _ids(column) and not column.key:
                assert column.at == f"_links.{column.name.removesuffix('_id')}.href#", (
                    table.name,
                    column.name,
                )
