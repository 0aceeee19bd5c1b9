"""No request makes the sandbox itself fail: every address, with ids that are not there and bodies that do not fit."""

from __future__ import annotations

import re

import pytest

from helpsql.sandbox.desk_com.routes import READS, WRITES

KNOWN = {
    "customers": 34290849, "companies": 138963, "users": 16096734, "groups": 171213, "labels": 1789189,
    "filters": 2260001, "macros": 88006, "topics": 498301, "articles": 1295677, "brands": 1, "rules": 2874172,
    "twitter_users": 2887003, "facebook_users": 904011, "twitter_accounts": 7001, "integration_urls": 301,
    "custom_fields": 55001, "site_settings": 1,
}  # fmt: skip
ODD = (None, "", 5, -1, 1e300, True, [], [1], ["x"], [None], {}, {"a": 1}, "x" * 300, "☃ '\"\n", "9" * 30)
KEYS = (
    *(
        "name",
        "subject",
        "body",
        "status",
        "type",
        "priority",
        "labels",
        "label_ids",
        "label_action",
        "description",
    ),
    *(
        "locked_until",
        "custom_fields",
        "created_at",
        "received_at",
        "external_id",
        "message",
        "reply",
        "_links",
    ),
    *(
        "direction",
        "to",
        "from",
        "hidden",
        "file_name",
        "content",
        "note_text",
        "emails",
        "phone_numbers",
        "addresses",
    ),
    *("emails_update_action", "domains", "types", "color", "position", "folders", "locale", "publish_at"),
    *(
        "case",
        "case_ids",
        "filter_id",
        "customer_ids",
        "value",
        "handle",
        "enabled",
        "body_email_auto",
        "language",
    ),
)


def filled(path, known):
    top = path.strip("/").split("/")[0]
    if not known:
        path = path.replace("<case>", "e-x")
    path = path.replace("<case>", "3014").replace("<locale>", "en_us")
    path = path.replace("<int:action>", "880060").replace("<int:preference>", "1").replace("<int:tweet>", "1")
    if top == "cases":
        number = "301401" if "replies" in path else "301450"
    elif top == "mailboxes":
        number = "5001" if "inbound" in path else "6001"
    else:
        number = str(KNOWN.get(top, 1))
    return re.sub(r"<int:number>", number if known else "999999999", path).strip("/")


@pytest.mark.parametrize("known", [True, False])
def test_every_read_answers(shared_desk, known):
    queries = (
        "q=a&page=2&per_page=3&embed=customer,message,user,sent_by,draft&fields=id",
        "page=x&per_page=-1&sort_field=name&since_id=x&since_created_at=x&created=never&priority=x&case_id=x",
        "sort_field=id&sort_direction=desc&since_id=1&max_id=99999999999999999999&q=:%22&name=%F0%9F%A6%8A&names=,",
        "page=99999999999999999999&per_page=99999999999999999999&custom_x=1&labels=,&status=,&updated=week",
        "since_created_at=-1&max_updated_at=99999999999999&subject=%00&email=%FF",
    )
    for path, _ in READS:
        for query in ("", *queries):
            answer = shared_desk.send("GET", f"{filled(path, known)}?{query}")
            assert answer.status_code < 500, (path, query)
            assert answer.headers["x-rate-limit-reset"]


def test_other_ways_of_writing_an_address(shared_desk):
    for path in (
        "cases/",
        "cases//",
        "cases/3014/",
        "//cases",
        "cases/%2e%2e",
        "cases/e-%E2%98%83",
        "cases/-1",
        "cases/٣",
    ):
        assert shared_desk.send("GET", f"/api/v2/{path}").status_code < 500, path


def bodies():
    """Three odd values for each key, other ones for the next key, beside keys that are sound."""
    yield from ({}, {"nonsense": 1})
    sound = {
        "type": "email", "name": "n", "subject": "s", "body": "b", "to": "x", "file_name": "f", "content": "",
        "locale": "xx", "handle": "h", "first_name": "f",
        "_links": {"customer": {"href": "/api/v2/customers/34290812"}, "topic": {"href": "/api/v2/topics/498301"}},
    }  # fmt: skip
    for i, key in enumerate(KEYS):
        for j in range(3):
            yield sound | {key: ODD[(i + 5 * j) % len(ODD)]}
    for odd in ODD:
        names = ("customer", "assigned_user", "company", "topic", "linked_case", "macros")
        yield sound | {"_links": dict.fromkeys(names, odd)}
        yield sound | {"_links": {name: {"href": odd} for name in names}}
        yield sound | {
            "emails": [{"type": odd, "value": odd}],
            "custom_fields": {"market": odd, "refund_amount": odd},
        }
        yield sound | {"message": dict.fromkeys(("body", "direction", "to", "created_at", "_links"), odd)}


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_every_write_answers_to_odd_bodies(make_desk, method):
    desk = make_desk(size=0.04)
    given = list(bodies())
    for verb, path, _ in WRITES:
        if verb != method:
            continue
        for body in given if method != "DELETE" else (None, {"a": 1}):
            answer = desk.send(method, filled(path, True), body)
            assert answer.status_code < 500, (path, body)
        desk.go(6)  # jobs do their work
        for read in (
            "cases?per_page=100",
            "customers?per_page=100",
            "labels",
            "jobs",
            "articles",
            "cases/3014/feed",
        ):
            assert desk.send("GET", read).status_code == 200, (path, read)
