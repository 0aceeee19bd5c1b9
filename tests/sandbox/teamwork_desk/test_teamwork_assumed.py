"""Each guess stands in one place: turning it over turns the behaviour over, and nothing else is needed."""

from __future__ import annotations

import pytest

from helpsql.sandbox.teamwork_desk import assumed

INBOX = {"id": 10_140}


def ticket(desk, **more):
    body = {"customer": {"email": "new@home.example"}, "inbox": INBOX, "message": "m"} | more
    return desk.send("POST", "tickets", body)


def upload(desk):
    return desk.write("POST", "files/ref", {"filename": "a", "mimeType": "b"}, 201)["file"]["id"]


def tagged_twice(desk):
    one = ticket(desk, tags=[{"id": 369970}]).json()["ticket"]["id"]
    body = {"ticket": {"tags": [{"id": 369972}]}}
    return len(desk.write("PATCH", f"tickets/{one}", body)["ticket"]["tags"])


def without_title(desk):
    customer = desk.ids("customers")[0]
    one = f"customers/{customer}"
    desk.write("PATCH", one, {"customer": {"jobTitle": "Guide"}})
    return desk.write("PATCH", one, {"customer": {"jobTitle": None}})["customer"]["jobTitle"]


def same_address(desk):
    email = desk.get("customers")["customers"][0]["email"]
    return desk.send("POST", "customers", {"customer": {"email": email}}).status_code


def paint(desk, value):
    return ticket(desk, customfields=[{"id": 272, "meta": {"value": value}}]).status_code


def forward(desk, member):
    one = ticket(desk).json()["ticket"]["id"]
    body = {"message": "x", "threadType": "forward", member: ["c@home.example"]}
    return desk.send("POST", f"tickets/{one}/messages", body).status_code


def zip_by_name(desk):
    value = [{"id": 275, "meta": {"value": "Zip"}}]
    return ticket(desk, inbox={"id": 10_153}, customfields=value).status_code


def apply_trigger(desk, key):
    one = ticket(desk).json()["ticket"]["id"]
    return desk.send("PATCH", f"tickets/{one}/triggerapply", {key: {"id": 90_001}}).status_code


def unassigned_and(desk, **wanted):
    return len(desk.ids("tickets", filter={"agent": wanted}))


@pytest.mark.parametrize(
    ("name", "other", "ask"),
    [
        ("EMPTY_LIST", [], lambda d: d.get("tickets", page=999)["tickets"]),
        ("EMPTY_INCLUDED", {}, lambda d: d.get("tickets", includes="likes")["included"]),
        ("COUNT_IS_ALL_ROWS", False, lambda d: d.get("tickets", pageSize=5)["meta"]["page"]["count"]),
        ("LIST_RESET_BELOW_ONE", 20, lambda d: len(d.get("tickets", pageSize=0)["tickets"])),
        (
            "UNKNOWN_INCLUDES_ARE_IGNORED",
            False,
            lambda d: d.send("GET", "tickets", params={"includes": "x"}).status_code,
        ),
        (
            "UNKNOWN_FIELDS_ARE_IGNORED",
            False,
            lambda d: d.send("GET", "tickets", params={"fields": "x"}).status_code,
        ),
        (
            "INCLUDES_SEE_WHOLE_ROWS",
            False,
            lambda d: d.get("tickets", fields="id", includes="users")["included"] is None,
        ),
        ("NAMED_THINGS_COME_BY_NAME", False, lambda d: d.ids("ticketpriorities")),
        ("TEXT_IGNORES_CASE", False, lambda d: len(d.ids("ticketstatuses", filter={"name": "SOLVED"}))),
        ("NULL_MATCHES_NE", True, lambda d: unassigned_and(d, **{"$ne": 205_154})),
        ("EMPTY_BRANCHES_MATCH", False, lambda d: len(d.ids("tickets", filter={"$or": []}))),
        (
            "INBOXES_ORDERED_BY_CREATION_FAIL",
            False,
            lambda d: d.send("GET", "inboxes", params={"orderBy": "createdAt"}).status_code,
        ),
        ("CREATED", 200, lambda d: d.send("POST", "tags", {"name": "x"}).status_code),
        ("DELETED", 200, lambda d: d.send("DELETE", "tags/369970").status_code),
        ("LINKED", 204, lambda d: d.send("POST", "tickets/13391507/tasks/9").status_code),
        ("TAGS_ARE_ADDED", False, tagged_twice),
        ("ACTIVE_UNLESS_STATE_IS_NAMED", False, lambda d: len(d.ids("tags"))),
        ("DELETED_ROWS_ARE_READ_BY_ID", False, lambda d: d.send("GET", "tags/369977").status_code),
        (
            "CUSTOMER_ID_WINS",
            False,
            lambda d: ticket(d, customer={"id": 529_000, "email": "x@y.example"}).status_code,
        ),
        ("FORWARD_NEEDS", "recipients", lambda d: forward(d, "to")),
        ("CHECKBOXES_ARE_OPTION_IDS", False, zip_by_name),
        ("RESET_IS_AN_EPOCH", False, lambda d: d.send("GET", "tags").headers["X-Rate-Limit-Reset"]),
        ("NULL_CLEARS", False, without_title),
        ("CUSTOMER_EMAILS_ARE_UNIQUE", False, same_address),
        ("REFERENCES_MUST_EXIST", False, lambda d: ticket(d, agent={"id": 5}).status_code),
        ("CUSTOM_VALUES_MUST_FIT", False, lambda d: paint(d, "red")),
        ("FILES_MUST_HAVE_ARRIVED", False, lambda d: ticket(d, files=[{"id": upload(d)}]).status_code),
        ("TRIGGER_KEY", "rule", lambda d: apply_trigger(d, "rule")),
        (
            "BULK_REPLY",
            {"updated": 0},
            lambda d: d.write(
                "PATCH", "tickets/update", {"filter_args": {"filter": {"id": 0}}, "isRead": True}
            ),
        ),
    ],
)
def test_turned_over(make_desk, monkeypatch, name, other, ask):
    before = ask(make_desk())
    from helpsql.sandbox.teamwork_desk import filters

    filters._fold.cache_clear()
    monkeypatch.setattr(assumed, name, other)
    assert ask(make_desk()) != before
    filters._fold.cache_clear()
