"""No request makes the sandbox itself fail, and what it refuses it refuses in the vendor's shape."""

from __future__ import annotations

import json
from itertools import cycle

import pytest

from helpsql.sandbox.teamwork_desk.routes import ENDPOINTS

BASE = {1: "/desk/v1/", 2: "/desk/api/v2/"}
PARENTS = {
    "tickets": 13_391_507,
    "customers": 529_000,
    "companies": 16,
    "messages": 94_000_000,
    "inboxes": 10_140,
    "users": 206_271,
    "tags": 369_970,
    "helpdocssites": 3_101,
    "helpdocarticles": 5_301,
    "helpdocscategories": 4_201,
    "helpdocarticlekeywords": 6_401,
    "ticketpriorities": 52_520,
    "ticketstatuses": 1,
    "tickettypes": 1,
    "ticketsources": 1,
    "timelogs": 880_001,
    "customfields": 272,
    "customfieldoptions": 1_613,
    "triggers": 90_001,
    "files": 3_300_003,
    "file": 3_300_003,
    "tasks": 28_000_001,
}
ODD = (
    None,
    "",
    5,
    -1,
    2.5,
    True,
    [],
    [1],
    ["x"],
    [{}],
    [{"id": "x"}],
    {},
    {"id": None},
    {"id": 10**30},
    "☃ '\"\n",
)
QUERIES = (
    "",
    "?includes=all&fields=id&pageSize=-1&pageOffset=7",
    "?page=x",
    "?filter={}&orderBy=updatedAt&orderMode=desc",
    '?filter={"id":{"$in":["x",null,true,1.5]}}',
    '?filter={"state":{"$contains":"e"},"updatedAt":null}',
    '?filter={"$or":[{"createdAt":{"$lt":"9999-12-31T23:59:59Z"}},{"id":{"$lt":"zz"}}]}',
    "?startDate=x",
    "?search=%00&status=%F0%9F%94%A5&siteID=&archived=yes&includeArchived=1",
)


def path_of(endpoint, known=True):
    parts, last = [], ""
    for part in endpoint.path.split("/"):
        parts.append(str(PARENTS.get(last, 1) if known else 999_999_999_999) if part == "*" else part)
        last = part
    return BASE[endpoint.version] + "/".join(parts) + endpoint.ending


def checked(answer):
    assert answer.status_code < 500, (
        answer.request.method,
        str(answer.request.url),
        answer.request.content[:200],
    )
    if answer.status_code >= 400:
        (error,) = answer.json()["errors"]
        assert {"id", "title", "code", "detail"} <= error.keys()
    return answer.status_code


@pytest.mark.parametrize("query", QUERIES)
def test_every_read_answers(shared_desk, query):
    for endpoint in ENDPOINTS:
        if endpoint.method == "GET":
            for known in (True, False):
                checked(shared_desk.send("GET", path_of(endpoint, known) + query))


def test_reads_of_what_is_there_succeed(shared_desk):
    found = {
        path_of(e): shared_desk.send("GET", path_of(e)).status_code for e in ENDPOINTS if e.method == "GET"
    }
    absent = {path for path, status in found.items() if status != 200}
    assert all(path.endswith("/1.json") for path in absent), absent


def bodies(endpoint):
    """Bodies of the wrong shape at every depth."""
    columns = (
        *("name", "title", "contents", "message", "threadType", "customer", "inbox", "tags", "customfields"),
        *(
            "scheduledEmail",
            "filter_args",
            "status",
            "cc",
            "files",
            "users",
            "options",
            "inboxes",
            "categories",
        ),
        *(
            "kind",
            "agentLabel",
            "trigger",
            "date",
            "seconds",
            "ticket",
            "helpdocsite",
            "state",
            "email",
            "tickets",
        ),
    )
    yield from ODD
    odd = cycle(ODD)
    for shift in range(0, len(ODD), 4):
        for _ in range(shift):
            next(odd)
        given = {column: next(odd) for column in columns}
        yield given
        for single in (
            "ticket",
            "customer",
            "company",
            "tag",
            "inbox",
            "message",
            "helpdocarticle",
            "trigger",
        ):
            yield {
                single: given,
                "included": {"contacts": next(odd), "companies": next(odd), "domains": next(odd)},
            }
        yield {"filter_args": {"filter": next(odd), "bulkDryExecute": next(odd)}, "status": next(odd)}


def test_every_write_answers(make_desk):
    desk = make_desk(size=0.05)
    for endpoint in ENDPOINTS:
        if endpoint.method in ("POST", "PATCH", "PUT"):
            for body in bodies(endpoint):
                path = path_of(endpoint)
                checked(desk.http.request(endpoint.method, path, content=json.dumps(body).encode()))
    for endpoint in ENDPOINTS:
        if endpoint.method == "DELETE":
            assert {checked(desk.send("DELETE", path_of(endpoint))) for _ in range(2)} <= {204, 200, 404}
    for path in ("tickets", "customers", "messages", "companies", "inboxes"):
        assert desk.rows(path, includes="all")


@pytest.mark.parametrize("fault", ["cut", "truncated", "html"])
def test_faults_spoil_answers_only(make_desk, fault):
    desk = make_desk(faults=f"{fault}@1~/tags")
    body = {"name": "once"}
    try:
        desk.send("POST", "tags", body)
    except Exception as error:
        assert fault == "cut" and "cut" in str(error)
    made = desk.ids("tags", filter={"name": "once"})
    assert len(made) == (0 if fault == "html" else 1)


def test_five_at_once_see_one_account(desk):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(5) as pool:
        made = list(
            pool.map(lambda n: desk.write("POST", "tags", {"name": f"t{n}"}, 201)["tag"]["id"], range(40))
        )
    assert len(set(made)) == 40 and set(made) <= set(desk.ids("tags"))
