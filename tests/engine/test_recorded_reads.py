"""Every recorded payload of a GET decodes into its tables: no field of it is lost, and values are the payload's.

A payload is served to the engine in place of the API; which tables it belongs to is told by its address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from helpsql.bounds import absent
from helpsql.catalog import load_helpdesk, quoted
from helpsql.engine import Engine
from helpsql.errors import ApiError
from helpsql.spec import NOWHERE, PLACEHOLDER, Helpdesk, Read, Table, alternatives
from tests.engine.clock import FakeClock
from tests.engine.repaged import engine_answering
from tests.engine.tables import literal

RECORDED = Path(__file__).parents[3] / "shared" / "recorded"
SERVICES = ["helpscout", "zendesk", "desk_com", "teamwork_desk"]

UNREAD = {
    # No table reads this address.
    "fix-customers-v3-list": "the tables read v2, whose list says everything that this one does",
    "incremental-tickets-time": "the export is read by cursor",
    "incremental-tickets-time-one-second": "the export is read by cursor",
    "macro-apply-to-ticket": "a procedure asks for it",
    "case_labels_list": "case_labels is read from the labels of cases, a hundred of them a request",
    "group_users_list": "user_groups is read by user",
    "case_attachment_url_redirect": "attachments.url leads there; no table follows it",
    "users_search_404": "no table searches users, as the API has no such address",
    "rate_limited_429": "an address that was made up by the client's tests",
    "v1_customer_previoustickets": "version 1; Tickets has them by CustomerId",
    "v1_inboxes_list": "version 1, whose rows differ",
    "v2_me": "the connection check asks for it; Users has what it says of the user",
    "req_timelogs_filter": "a request without its answer",
}
LEFT_OUT = {
    # field (its path in the record; * = any) -> why no column shows it
    r".*\b_links\b.*": "addresses of other requests; the page of the web app alone is a column",
    r"results\.result_type": "which table the record of a search belongs to",
    r"audits\.events\.audit_id": "the id of the audit around the event, which audit_id shows",
    r"_embedded\.threads.*": "ConversationThreads reads them",
    r"_embedded\.customer\..*": "customers reads it",
    r"webhooks\.secret": "the live API does not tell it (README of the payloads)",
    r"user\.id": "User_Id, by which the report was asked for",
    r".*\.updatedBy\.type|inboxes\.ticketstatus\.type": "what kind of record a reference means, always the same",
    r"(current|previous)\.(startDate|endDate)|filterTags.*|companySize.*": "what was asked for",
}
MOCKED = {
    # Fields that a test suite made up; the documented list has previews alone.
    "fix-saved-replies-list": r"text|chatText|createdAt|updatedAt",
}


@dataclass(frozen=True)
class Payload:
    service: str
    name: str
    url: str
    status: int
    body: Any

    def __str__(self) -> str:
        return f"{self.service}/{self.name}"

    @property
    def path(self) -> str:
        return urlsplit(self.url).path.rstrip("/").removesuffix(".json")

    @property
    def params(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.url).query).items()}


def payloads() -> Iterator[Payload]:
    for service in SERVICES:
        for file in sorted((RECORDED / service).glob("*.json")):
            found = json.loads(file.read_text())
            if found["method"] == "GET" and file.stem not in UNREAD:
                yield Payload(service, file.stem, found["url"], found["status"], found["response_body"])


ALL = list(payloads())
pytestmark = pytest.mark.skipif(not ALL, reason="the recorded payloads are not here")


def serve(payload: Payload, clock: FakeClock | None = None) -> Engine:
    """An engine for which the payload is what its address answers; all else is empty."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked = request.url.path.rstrip("/").removesuffix(".json")
        if asked != payload.path.removesuffix(".json") or request.url.params.get("page", "1") != "1":
            return httpx.Response(200, json={})
        return httpx.Response(payload.status, json=payload.body)

    return engine_answering(answer, payload.service, **({"clock": clock} if clock else {}))


# -- from the address to tables


def readers(helpdesk: Helpdesk, payload: Payload) -> list[tuple[Table, Read, dict[str, str]]]:
    """The tables that read the address, with the filters that stand in it."""
    found = []
    for table in helpdesk.tables:
        for read in table.reads:
            pattern = "([^/]+)".join(
                re.escape(part) for part in PLACEHOLDER.split(read.path.removesuffix(".json"))[::2]
            )
            match = re.fullmatch(pattern, payload.path)
            if match:
                given = dict(zip(read.placeholders, match.groups(), strict=True))
                by_param = {t.param: t.column for t in read.takes if t.term == "{}" and "=" in t.ops}
                single = {n: v for n, v in payload.params.items() if n in by_param and "," not in v}
                given |= {by_param[name]: value for name, value in single.items()}
                found.append((table, read, given))
    literally = [one for one in found if one[1].path.removesuffix(".json") == payload.path]
    return literally or found


def paths_of(helpdesk: Helpdesk, table: Table) -> Iterator[tuple[str, str]]:
    """Each column with its path in a record, the first of several."""
    for column in table.columns:
        path = column.at or helpdesk.naming(column.name)
        if not column.echo and path != NOWHERE:
            yield column.name, alternatives(path)[0]


def records(body: Any, rows: str) -> list[Any]:
    """The records that the rows are made of."""
    found = [body]
    for part in [piece.strip(".") for piece in rows.split("[]")][:-1]:
        arrays = [within(record, part) if part else record for record in found]
        found = [
            one
            for array in arrays
            for one in (array if isinstance(array, list) else [array])
            if one is not None
        ]
    return found


# -- what a record says


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in a record that is not null, with its path; arrays count as one value."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif value is not None and value != {} and value != []:
        yield path, value


def said(row: Mapping[str, Any], columns: Mapping[str, str], path: str) -> Iterator[Any]:
    """What columns say about the field at that path: theirs is the path, or above it."""
    for name, places in columns.items():
        at = next((one for one in places.split("|") if one == path), places)
        if at == path:
            yield row[name]
        elif path.startswith(f"{at}.") and isinstance(row[name], str):
            yield within(json.loads(row[name]), path[len(at) + 1 :])
        elif "[" in at and re.match(re.escape(at.partition("[")[0]) + r"$", path):
            continue


def within(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def is_same(shown: Any, told: Any) -> bool:
    """The column's value is the payload's: arrays are JSON text, truth is 0 or 1."""
    if isinstance(told, list | dict):
        return shown == told or (isinstance(shown, str) and json.loads(shown) == told)
    if isinstance(told, bool):
        return shown == told
    if isinstance(told, int | float):
        return shown in (told, str(told))
    return shown in (told, int(told)) if told.isdecimal() else shown == told


def decoded(payload: Payload, table: Table, read: Read, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The table's rows, made from the payload."""
    lacks = absent(table, read)
    names = [column.name for column in table.columns if column.name.lower() not in lacks]
    filters = dict(given)
    found = records(payload.body, read.rows)
    for name in read.placeholders:  # examples are not always about the id in their address
        keys = {
            value
            for record in found
            if (value := within(record, dict(_paths(payload, table)).get(name, "-")))
        }
        if len(keys) == 1:
            filters[name] = str(keys.pop())
    where = " AND ".join(f"{quoted(n)} = {literal(_typed(v))}" for n, v in filters.items())
    columns = ", ".join(quoted(name) for name in names)
    moved = Payload(payload.service, payload.name, payload.url, 200, payload.body)
    path = PLACEHOLDER.sub(lambda place: filters[place[1]], read.path)
    engine = serve(Payload(moved.service, moved.name, path, 200, moved.body))
    _by_this_read(engine, payload.service, table, read, filters)
    try:
        sql = f"SELECT {columns} FROM {payload.service}.{table.name}" + (f" WHERE {where}" if where else "")
        return [dict(zip(names, row, strict=True)) for row in engine.execute(sql)]
    finally:
        engine.close()


def _by_this_read(engine: Engine, service: str, table: Table, read: Read, given: Mapping[str, str]) -> None:
    """Have the table read in no other way, with the filters that the payload's address had, and no others."""
    takes = [take for take in read.takes if take.column in given]
    only = replace(read, takes=takes, filtered=False, where={})
    engine.accounts[service]._tables[table.name.lower()] = replace(table, reads=[only])


def _paths(payload: Payload, table: Table) -> Iterator[tuple[str, str]]:
    return paths_of(load_helpdesk(payload.service)[0], table)


def _typed(text: str) -> object:
    return int(text) if text.isdecimal() else text


def is_left_out(payload: Payload, path: str) -> bool:
    patterns = [*LEFT_OUT, MOCKED.get(payload.name, "(?!)")]
    return any(re.fullmatch(p, one) for p in patterns for one in (path, path.split("_embedded.", 1)[-1]))


READS = [payload for payload in ALL if payload.status == 200]


@pytest.mark.parametrize("payload", READS, ids=str)
def test_no_field_of_a_payload_is_lost(payload: Payload) -> None:
    helpdesk, _ = load_helpdesk(payload.service)
    lost: dict[str, Any] = {}
    held: set[str] = set()
    tables = list(readers(helpdesk, payload))
    assert tables, f"no table reads {payload.url}"
    below = [read.rows for _, read, _ in tables]
    for table, read, given in tables:
        found = records(payload.body, read.rows)
        rows = decoded(payload, table, read, given)
        if read.rows.count("[]") < 2:
            assert len(rows) == len(found), f"{table.name}: {len(rows)} rows of {len(found)} records"
        columns = {n: at for n, at in paths_of(helpdesk, table) if n.lower() not in absent(table, read)}
        for record, row in zip(found, rows, strict=False):
            base = read.rows.replace("[]", "")
            for path, told in leaves(record):
                full = f"{base}.{path}".strip(".")
                shown = [value for value in said(row, columns, path) if value is not None]
                if shown:
                    assert all(is_same(value, told) for value in shown), (
                        f"{table.name}: {path} {shown} {told!r}"
                    )
                    held.add(full)
                elif not any(full == other.replace("[]", "").strip(".") for other in below):
                    lost.setdefault(full, told)
    missing = {
        path: told for path, told in lost.items() if path not in held and not is_left_out(payload, path)
    }
    assert missing == {}


@pytest.mark.parametrize("payload", [p for p in ALL if p.status != 200], ids=str)
def test_an_error_payload_is_a_typed_error(payload: Payload) -> None:
    helpdesk, _ = load_helpdesk(payload.service)
    table, read, given = next(iter(readers(helpdesk, payload)))
    terms = " AND ".join(f"{quoted(n)} = {literal(_typed(v))}" for n, v in given.items())
    where = f" WHERE {terms}" if terms else ""
    clock = FakeClock()
    engine = serve(payload, clock)
    if payload.status in read.empty_on and read.unique:
        assert list(engine.execute(f"SELECT * FROM {payload.service}.{table.name}{where}")) == []
        engine.close()
        return
    try:
        with pytest.raises(ApiError) as caught:
            list(engine.execute(f"SELECT * FROM {payload.service}.{table.name}{where}"))
    finally:
        engine.close()
    assert caught.value.status == payload.status
    assert caught.value.api_message == _said(payload.body)
    assert payload.path in caught.value.url
    assert bool(clock.sleeps) == (payload.status != 401), "it was tried again first, unless the key is wrong"


def _said(body: Any) -> str:
    """What an error answer says is wrong."""
    if "message" in body:
        return str(body["message"])
    errors = body["errors"] if isinstance(body["errors"], list) else [body["errors"]]
    return "; ".join(one["detail"] for one in errors)
