"""No request makes the sandbox itself fail: every endpoint, with ids that are not there and bodies that do not fit."""

from __future__ import annotations

import re
from itertools import product

import pytest

from helpsql.sandbox.zendesk.routes import ENDPOINTS

KNOWN = {
    "ticket_id": 21,
    "user_id": 21903400003354,
    "organization_id": 21905700000282,
    "record_id": 21900100000026,
    "group_id": 21900100000026,
    "view_id": 21900100021786,
    "key": "product",
    "membership_id": 21907200006554,
}
COLLECTIONS = {
    "ticket_fields": 21900100007450,
    "ticket_forms": 21900100002586,
    "custom_statuses": 21900100003866,
    "macros": 21900100012826,
    "triggers": 21900100016666,
    "automations": 21900100019226,
    "views": 21900100021786,
    "brands": 21900100001434,
    "policies": 21900100024346,
    "schedules": 21900100025626,
    "phone_numbers": 21900100026906,
    "user_fields": 21900100010266,
    "organization_fields": 21900100011546,
    "suspended_tickets": 21900100256026,
    "group_memberships": 21900100038426,
}
ODD = (None, "", 5, -1, True, [], [1], ["x"], {}, {"a": 1}, "x" * 300, "☃ '\"\n")


def filled(path, known):
    def value(found):
        name = found[1]
        if not known:
            return "999999"
        if name == "record_id":
            return str(next((i for part, i in COLLECTIONS.items() if f"/{part}/" in path), KNOWN[name]))
        return str(KNOWN.get(name, 7))

    return re.sub(r"<\w+:(\w+)>", value, path)


@pytest.mark.parametrize("known", [True, False])
def test_every_read_answers(desk, known):
    query = "ids=1,21&start_time=1793000000&query=a&name=ab&external_id=x&ticket_id=21&filter[type]=user&include=users"
    for endpoint in ENDPOINTS:
        if endpoint.method == "GET":
            for more in (
                "",
                f"?{query}",
                f"?{query}&page[size]=2",
                "?page=x",
                "?ids=a,b&start_time=x&sort_by=x&score=x",
            ):
                answer = desk.send("GET", filled(endpoint.path, known) + more)
                assert answer.status_code < 500, (endpoint.path, more)
                answer.content.decode()


def bodies(endpoint):
    """Bodies of the wrong shape at every depth."""
    words = [p for p in endpoint.path.split("/") if p and not p.startswith("<")]
    names = (
        {w.removesuffix("s") for w in words}
        | set(words)
        | {"sla_policy", "identity", "custom_status", "job", "brand"}
    )
    names |= {
        "organization_membership",
        "group_membership",
        "custom_object_record",
        "ticket_form",
        "token",
        "workweek",
    }
    yield from ({}, [], "text", dict.fromkeys(names, 3), {name: [3] for name in names})
    columns = (
        *(
            "name",
            "title",
            "subject",
            "status",
            "tags",
            "comment",
            "custom_fields",
            "requester",
            "requester_id",
        ),
        *(
            "assignee_id",
            "email",
            "user_fields",
            "organization_id",
            "actions",
            "conditions",
            "all",
            "output",
            "id",
        ),
        *(
            "user_id",
            "group_id",
            "type",
            "value",
            "key",
            "custom_field_options",
            "items",
            "action",
            "filter",
            "key",
        ),
        *(
            "collaborators",
            "followers",
            "due_at",
            "comments",
            "created_at",
            "uploads",
            "restriction",
            "photo",
        ),
        *(
            "custom_object_fields",
            "ticket_field_ids",
            "policy_metrics",
            "intervals",
            "scopes",
            "domain_names",
        ),
        *("organization_fields", "external_id", "identities", "agent_label", "status_category", "metadata"),
    )
    for odd in ODD:
        inner = dict.fromkeys(columns, odd)
        sound = inner | {
            "name": "n",
            "title": "t",
            "comment": {"body": "b", "uploads": odd, "author_id": None},
        }
        for given in (inner, sound):
            yield dict.fromkeys(names, given) | {name + "s": [given] for name in names}
    for column, odd in product(columns, (5, [1], {"a": 1})):
        given = {"name": "n", "title": "t", "comment": {"body": "b"}, column: odd}
        yield dict.fromkeys(names, given)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_every_write_answers_to_odd_bodies(make_desk, method):
    desk = make_desk(size=0.04)
    for endpoint in ENDPOINTS:
        if endpoint.method != method:
            continue
        given = list(bodies(endpoint)) if method != "DELETE" else [None, {"tags": 5}]
        for body in given:
            for query in ("", "?ids=21,25,x") if "ids" in endpoint.params else ("",):
                answer = desk.send(method, filled(endpoint.path, True) + query, body)
                assert answer.status_code < 500, (endpoint.path, body)
            desk.go(6)  # jobs do their work
        desk.get("/job_statuses")
