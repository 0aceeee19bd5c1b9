"""Writing conversations and threads: refused when wrong, read back when right."""

from __future__ import annotations

from typing import Any

import pytest

from .client import ORIGIN, Api

NEW: dict[str, Any] = {
    "subject": "Hello",
    "type": "email",
    "mailboxId": 1,
    "status": "active",
    "customer": {"email": "new.person@example.com", "firstName": "New"},
    "threads": [{"type": "customer", "customer": {"email": "new.person@example.com"}, "text": "First words"}],
}


def _threads(api: Api, conversation_id: int) -> list[dict[str, Any]]:
    return api.all(f"/v2/conversations/{conversation_id}/threads", "threads")


def test_create_and_read_back(api: Api) -> None:
    extra = {"tags": ["vip", "brand-new"], "assignTo": 12, "fields": [{"id": 502, "value": "603"}]}
    response = api.send("POST", "/v2/conversations", NEW | extra, 201)
    new = int(response.headers["Resource-ID"])
    assert response.headers["Location"] == f"{ORIGIN}/v2/conversations/{new}"
    got = api.get(f"/v2/conversations/{new}")
    assert (got["subject"], got["status"], got["threads"], got["createdAt"]) == (
        "Hello",
        "active",
        1,
        "2026-10-31T18:00:00Z",
    )
    assert {t["tag"] for t in got["tags"]} == {"vip", "brand-new"} and got["assignee"]["id"] == 12
    assert got["customFields"] == [{"id": 502, "name": "Severity", "value": "603", "text": "High"}]
    assert got["primaryCustomer"]["email"] == "new.person@example.com"
    assert api.get(f"/v2/customers/{got['primaryCustomer']['id']}")["firstName"] == "New"
    assert [t["body"] for t in _threads(api, new)] == ["First words"]
    rows = api.conversations()
    assert len(rows) == 1201 and rows[0]["id"] == new
    assert "brand-new" in {t["name"] for t in api.all("/v2/tags", "tags")}


def test_the_same_address_is_the_same_customer(api: Api) -> None:
    first, second = api.create("/v2/conversations", NEW), api.create("/v2/conversations", NEW)
    people = {api.get(f"/v2/conversations/{i}")["primaryCustomer"]["id"] for i in (first, second)}
    assert len(people) == 1
    assert api.get(f"/v2/customers/{people.pop()}")["conversationCount"] == 2


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"subject": None}, "subject"),
        ({"subject": " "}, "subject"),
        ({"subject": 5}, "subject"),
        ({"type": "fax"}, "type"),
        ({"mailboxId": 9}, "mailboxId"),
        ({"mailboxId": "1"}, "mailboxId"),
        ({"status": "all"}, "status"),
        ({"customer": None}, "customer"),
        ({"customer": {}}, "customer"),
        ({"customer": {"id": 1}}, "customer.id"),
        ({"customer": {"email": "nope"}}, "customer.email"),
        ({"threads": None}, "threads"),
        ({"threads": []}, "threads"),
        ({"threads": ["x"]}, "threads[0]"),
        ({"threads": NEW["threads"] * 101}, "threads"),
        ({"threads": [{"type": "message", "text": "x"}]}, "threads[0].type"),
        ({"threads": [{"type": "note"}]}, "threads[0].text"),
        (
            {"threads": [{"type": "note", "text": "x", "createdAt": "2026-01-01T00:00:00Z"}]},
            "threads[0].createdAt",
        ),
        ({"assignTo": 99}, "assignTo"),
        ({"tags": "vip"}, "tags"),
        ({"tags": [1]}, "tags[0]"),
        ({"fields": [{"id": 504, "value": "x"}]}, "fields[0].id"),
        ({"fields": [{"id": 502, "value": "High"}]}, "fields[0].value"),
        ({"fields": [{"id": 503, "value": "many"}]}, "fields[0].value"),
        ({"createdAt": "2026-01-01T00:00:00.000Z"}, "createdAt"),
        ({"imported": "yes"}, "imported"),
    ],
)
def test_create_refuses(api: Api, change: dict[str, Any], path: str) -> None:
    assert path in api.problems(api.http.post("/v2/conversations", json=NEW | change))
    assert api.get("/v2/conversations", status="all")["page"]["totalElements"] == 1200


def test_an_array_or_text_is_no_conversation(api: Api) -> None:
    for body in ([NEW], "x", 5):
        assert api.problems(api.http.post("/v2/conversations", json=body))


def test_imported_threads_keep_their_times(api: Api) -> None:
    body = NEW | {
        "imported": True,
        "status": "closed",
        "createdAt": "2024-05-01T10:00:00Z",
        "closedAt": "2024-05-02T10:00:00Z",
        "threads": [
            {"type": "customer", "text": "Old", "createdAt": "2024-05-01T10:00:00Z"},
            {"type": "reply", "text": "Answer", "createdAt": "2024-05-02T09:00:00Z", "user": 14},
        ],
    }
    new = api.create("/v2/conversations", body)
    got = api.get(f"/v2/conversations/{new}")
    assert (got["createdAt"], got["closedAt"]) == ("2024-05-01T10:00:00Z", "2024-05-02T10:00:00Z")
    answer, question = _threads(api, new)
    assert (answer["type"], answer["createdBy"]["id"], answer["createdAt"]) == (
        "message",
        14,
        "2024-05-02T09:00:00Z",
    )
    assert question["createdBy"]["type"] == "customer"
    assert api.conversations(sortOrder="asc")[0]["id"] == new


def test_a_draft_reply_makes_a_draft(api: Api) -> None:
    new = api.create("/v2/conversations", NEW | {"threads": [{"type": "reply", "text": "x", "draft": True}]})
    assert api.get(f"/v2/conversations/{new}")["state"] == "draft"
    api.send("PATCH", f"/v2/conversations/{new}", {"op": "replace", "path": "/draft", "value": False})
    assert api.get(f"/v2/conversations/{new}")["state"] == "published"
    assert _threads(api, new)[0]["state"] == "published"


@pytest.mark.parametrize(
    ("asked", "member", "value"),
    [
        ({"op": "replace", "path": "/subject", "value": "New ✓"}, "subject", "New ✓"),
        ({"op": "replace", "path": "/status", "value": "pending"}, "status", "pending"),
        ({"op": "replace", "path": "/status", "value": "open"}, "status", "active"),
        ({"op": "move", "path": "/mailboxId", "value": 4}, "mailboxId", 4),
    ],
)
def test_patch(api: Api, asked: dict[str, Any], member: str, value: Any) -> None:
    api.send("PATCH", "/v2/conversations/5", asked)
    assert api.get("/v2/conversations/5")[member] == value
    assert next(c for c in api.conversations(query="(id:5)"))[member] == value


def test_patch_people(api: Api) -> None:
    api.send("PATCH", "/v2/conversations/5", {"op": "replace", "path": "/assignTo", "value": 32})
    assert api.get("/v2/conversations/5")["assignee"]["type"] == "team"
    api.send("PATCH", "/v2/conversations/5", {"op": "remove", "path": "/assignTo"})
    assert "assignee" not in api.get("/v2/conversations/5")
    api.send("PATCH", "/v2/conversations/5", {"op": "replace", "path": "/primaryCustomer.id", "value": 5100})
    assert api.get("/v2/conversations/5")["primaryCustomer"]["id"] == 5100


def test_closing_and_reopening(api: Api) -> None:
    opened = api.get("/v2/conversations")["_embedded"]["conversations"][0]["id"]
    api.send("PATCH", f"/v2/conversations/{opened}", {"op": "replace", "path": "/status", "value": "closed"})
    got = api.get(f"/v2/conversations/{opened}")
    assert (got["closedAt"], got["closedBy"], got["closedByUser"]["id"]) == ("2026-10-31T18:00:00Z", 11, 11)
    api.send("PATCH", f"/v2/conversations/{opened}", {"op": "replace", "path": "/status", "value": "active"})
    got = api.get(f"/v2/conversations/{opened}")
    assert "closedAt" not in got and got["closedBy"] == 0


def test_moving_drops_the_fields_of_the_old_inbox(api: Api) -> None:
    row = next(c for c in api.conversations() if c["customFields"] and c["mailboxId"] == 1)
    api.send("PATCH", f"/v2/conversations/{row['id']}", {"op": "move", "path": "/mailboxId", "value": 2})
    assert api.get(f"/v2/conversations/{row['id']}")["customFields"] == []


@pytest.mark.parametrize(
    "body",
    [
        [{"op": "replace", "path": "/subject", "value": "x"}],
        {},
        {"op": "replace", "path": "/subject"},
        {"op": "replace", "path": "/nothing", "value": 1},
        {"op": "replace", "path": "/mailboxId", "value": 2},
        {"op": "move", "path": "/mailboxId", "value": 9},
        {"op": "replace", "path": "/status", "value": "all"},
        {"op": "replace", "path": "/subject", "value": ""},
        {"op": "replace", "path": "/subject", "value": 5},
        {"op": "replace", "path": "/assignTo", "value": 99},
        {"op": "remove", "path": "/subject"},
        {"op": "replace", "path": "/draft", "value": True},
        {"op": "set", "path": "/subject", "value": "x"},
        {"op": "replace", "path": "/primaryCustomer.id", "value": 1},
        {"op": "replace", "path": "/tags", "value": []},
    ],
)
def test_patch_refuses(api: Api, body: Any) -> None:
    before = api.get("/v2/conversations/5")
    assert api.problems(api.http.patch("/v2/conversations/5", json=body))
    assert api.get("/v2/conversations/5") == before


def test_delete(api: Api) -> None:
    api.send("DELETE", "/v2/conversations/5")
    for method in ("GET", "DELETE"):
        api.send(method, "/v2/conversations/5", status=404)
    api.get("/v2/conversations/5/threads", 404)
    assert 5 not in {c["id"] for c in api.conversations()}
    assert api.get("/v2/conversations", status="all")["page"]["totalElements"] == 1199


def test_tags_are_replaced_as_a_whole(api: Api) -> None:
    api.send("PUT", "/v2/conversations/5/tags", {"tags": ["VIP", "other", "other"]})
    assert [t["tag"] for t in api.get("/v2/conversations/5")["tags"]] == ["vip", "other"]
    api.send("PUT", "/v2/conversations/5/tags", {"tags": []})
    assert api.get("/v2/conversations/5")["tags"] == []
    for bad in ({}, {"tags": None}, {"tags": "vip"}, {"tags": [1]}, []):
        assert api.problems(api.http.put("/v2/conversations/5/tags", json=bad))


def test_fields_are_replaced_as_a_whole(api: Api) -> None:
    api.send(
        "PUT",
        "/v2/conversations/5/fields",
        {"fields": [{"id": "501", "value": "A1"}, {"id": 503, "value": 7}]},
    )
    assert [(f["id"], f["value"]) for f in api.get("/v2/conversations/5")["customFields"]] == [
        (501, "A1"),
        (503, "7"),
    ]
    api.send("PUT", "/v2/conversations/5/fields", {"fields": [{"id": 502, "value": "601"}]})
    assert [f["text"] for f in api.get("/v2/conversations/5")["customFields"]] == ["Low"]
    for bad in ({}, {"fields": [{"id": 504, "value": "x"}]}, {"fields": [{"id": 502, "value": "Low"}]}):
        assert api.problems(api.http.put("/v2/conversations/5/fields", json=bad))


def test_snooze(api: Api) -> None:
    until = "2026-11-02T08:00:00Z"
    path = "/v2/conversations/5/snooze"
    api.send("PUT", path, {"snoozedUntil": until, "unsnoozeOnCustomerReply": True})
    got = api.get("/v2/conversations/5")
    assert got["snooze"] == {"snoozedBy": 11, "snoozedUntil": until, "unsnoozeOnCustomerReply": True}
    assert got["nextEvent"]["eventType"] == "snooze" and got["nextEvent"]["time"] == until
    api.send("DELETE", path)
    assert not {"snooze", "nextEvent"} & api.get("/v2/conversations/5").keys()
    assert "snoozedUntil" in api.problems(api.http.put(path, json={"snoozedUntil": "2026-10-31T17:59:59Z"}))


@pytest.mark.parametrize(
    ("endpoint", "type_", "by"),
    [
        ("chats", "chat", "customer"),
        ("customer", "customer", "customer"),
        ("notes", "note", "user"),
        ("phones", "phone", "user"),
        ("reply", "message", "user"),
    ],
)
def test_each_kind_of_thread(api: Api, endpoint: str, type_: str, by: str) -> None:
    file = {"fileName": "a.txt", "mimeType": "text/plain", "data": "aGVsbG8="}
    body = {"text": "Hé <b>llo</b>", "customer": {"id": 5002}, "attachments": [file], "cc": ["a@example.com"]}
    response = api.send("POST", f"/v2/conversations/5/{endpoint}", body, 201)
    new = int(response.headers["Resource-ID"])
    assert response.headers["Location"] == f"{ORIGIN}/v2/conversations/5/threads/{new}"
    thread = _threads(api, 5)[0]
    assert (thread["id"], thread["type"], thread["body"], thread["createdBy"]["type"]) == (
        new,
        type_,
        body["text"],
        by,
    )
    assert api.get("/v2/conversations/5")["threads"] == 3
    attachment = thread["_embedded"]["attachments"][0]
    assert (attachment["filename"], attachment["mimeType"]) == ("a.txt", "text/plain")
    assert api.get(f"/v2/conversations/5/attachments/{attachment['id']}/data") == {"data": "aGVsbG8="}
    raw = api.http.get(f"/v2/conversations/5/attachments/{attachment['id']}/file")
    assert raw.content == b"hello" and raw.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("endpoint", "extra", "status"),
    [
        ("customer", {}, "active"),
        ("customer", {"imported": True}, "closed"),
        ("reply", {}, "active"),
        ("reply", {"status": "pending"}, "pending"),
        ("reply", {"draft": True}, "closed"),
        ("notes", {}, "closed"),
        ("notes", {"status": "spam"}, "spam"),
        ("phones", {}, "closed"),
        ("chats", {}, "active"),
    ],
)
def test_what_a_thread_does_to_a_closed_conversation(
    api: Api, endpoint: str, extra: Any, status: str
) -> None:
    assert api.get("/v2/conversations/5")["status"] == "closed"
    api.create(f"/v2/conversations/5/{endpoint}", {"text": "x", "customer": {"id": 5002}} | extra)
    assert api.get("/v2/conversations/5")["status"] == status


@pytest.mark.parametrize(
    ("endpoint", "body", "path"),
    [
        ("reply", {"text": "x"}, "customer"),
        ("customer", {"text": "x"}, "customer"),
        ("notes", {}, "text"),
        ("notes", {"text": ""}, "text"),
        ("notes", {"text": "x", "status": "all"}, "status"),
        ("notes", {"text": "x", "user": 99}, "user"),
        ("chats", {"text": "x", "customer": {"id": 1}}, "customer.id"),
        ("notes", {"text": "x", "createdAt": "2026-01-01T00:00:00Z"}, "createdAt"),
        ("reply", {"text": "x", "customer": {"id": 5002}, "cc": ["nope"]}, "cc[0]"),
        (
            "notes",
            {"text": "x", "attachments": [{"fileName": "a", "mimeType": "b", "data": "%"}]},
            "attachments[0].data",
        ),
    ],
)
def test_threads_refuse(api: Api, endpoint: str, body: Any, path: str) -> None:
    assert path in api.problems(api.http.post(f"/v2/conversations/5/{endpoint}", json=body))


def test_a_hundred_threads_are_enough(api: Api) -> None:
    new = api.create("/v2/conversations", NEW | {"threads": NEW["threads"] * 99})
    api.create(f"/v2/conversations/{new}/notes", {"text": "the hundredth"})
    api.send("POST", f"/v2/conversations/{new}/notes", {"text": "one more"}, 412)
    pages = list(api.pages(f"/v2/conversations/{new}/threads"))
    assert [len(p["_embedded"]["threads"]) for p in pages] == [25] * 4


def test_edit_schedule_publish(api: Api) -> None:
    new = api.create("/v2/conversations/5/reply", {"text": "later", "customer": {"id": 5002}, "draft": True})
    path = f"/v2/conversations/5/threads/{new}"
    api.send("PATCH", path, {"op": "replace", "path": "/text", "value": "better"})
    assert _threads(api, 5)[0]["body"] == "better"
    api.send(
        "PUT", f"{path}/schedule", {"scheduledFor": "2026-11-01T00:00:00Z", "unscheduleOnCustomerReply": True}
    )
    assert _threads(api, 5)[0]["scheduled"]["scheduledFor"] == "2026-11-01T00:00:00Z"
    assert api.get("/v2/conversations/5")["nextEvent"]["cancelOnCustomerReply"] is True
    assert api.problems(api.http.put(f"{path}/schedule", json={"scheduledFor": "2026-01-01T00:00:00Z"}))
    api.send("DELETE", f"{path}/schedule")
    assert "scheduled" not in _threads(api, 5)[0]
    api.send("PATCH", f"{path}/schedule", {"op": "replace", "path": "/state", "value": "published"})
    assert _threads(api, 5)[0]["state"] == "published"
    assert api.problems(api.http.delete(f"{path}/schedule"))
    api.send("PATCH", path, {"op": "replace", "path": "/hidden", "value": True})
    assert _threads(api, 5)[0]["state"] == "hidden"
    api.send("PATCH", "/v2/conversations/5/threads/1", {"op": "replace", "path": "/text", "value": "x"}, 404)


def test_attachments_come_and_go(api: Api) -> None:
    body = {"fileName": "file.txt", "mimeType": "file/txt", "data": "VGhpcyBpcw=="}
    new = api.create("/v2/conversations/5/threads/500/attachments", body)
    assert api.get(f"/v2/conversations/5/attachments/{new}/data")["data"] == body["data"]
    api.send("DELETE", f"/v2/conversations/5/attachments/{new}")
    api.get(f"/v2/conversations/5/attachments/{new}/data", 404)


def test_workflows(api: Api) -> None:
    run = "/v2/workflows/201/run"
    api.send("POST", run, {"conversationIds": [5, 6]}, 204)
    assert _threads(api, 5)[0]["action"]["type"] == "manual-workflow"
    for bad in (
        {},
        {"conversationIds": []},
        {"conversationIds": list(range(1, 52))},
        {"conversationIds": [1008]},
    ):
        assert api.problems(api.http.post(run, json=bad))
    api.send("PATCH", "/v2/workflows/201", {"op": "replace", "path": "/status", "value": "inactive"})
    assert api.problems(api.http.post(run, json={"conversationIds": [5]}))
    assert api.problems(
        api.http.patch("/v2/workflows/201", json={"op": "replace", "path": "/status", "value": "x"})
    )
    api.send("POST", "/v2/workflows/1/run", {"conversationIds": [5]}, 404)
