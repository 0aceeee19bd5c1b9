"""Webhooks, users, teams, routing, saved replies, organizations, ratings, chats."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Api

HOOK: dict[str, Any] = {
    "url": "https://example.com/hook",
    "events": ["convo.assigned", "customer.created"],
    "secret": "not-so-secret",
    "label": "mine",
    "mailboxIds": [1],
}


def test_webhooks(api: Api) -> None:
    new = api.create("/v2/webhooks", HOOK)
    got = api.get(f"/v2/webhooks/{new}")
    assert "secret" not in got and got["payloadVersion"] == "V2" and got["events"] == HOOK["events"]
    api.send("PUT", f"/v2/webhooks/{new}", HOOK | {"url": "https://example.com/other", "notification": True})
    assert api.get(f"/v2/webhooks/{new}")["url"].endswith("other")
    without_secret = {k: v for k, v in HOOK.items() if k != "secret"}
    assert "secret" in api.problems(api.http.put(f"/v2/webhooks/{new}", json=without_secret))
    api.send("DELETE", f"/v2/webhooks/{new}")
    api.get(f"/v2/webhooks/{new}", 404)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"url": "ftp://x"}, "url"),
        ({"url": None}, "url"),
        ({"events": []}, "events"),
        ({"events": ["x"]}, "events[0]"),
        ({"secret": "x" * 41}, "secret"),
        ({"payloadVersion": "V9"}, "payloadVersion"),
        ({"mailboxIds": [9]}, "mailboxIds[0]"),
    ],
)
def test_webhooks_refuse(api: Api, change: Any, path: str) -> None:
    assert path in api.problems(api.http.post("/v2/webhooks", json=HOOK | change))


def test_users_come_and_go(api: Api) -> None:
    body = {"firstName": "Nell", "lastName": "New", "email": "nell@example.com"}
    new = api.create("/v2/users", body)
    assert api.get(f"/v2/users/{new}")["role"] == "user"
    api.send("POST", "/v2/users", body, 409)
    api.send("DELETE", f"/v2/users/{new}")
    api.get(f"/v2/users/{new}", 404)
    api.send("DELETE", "/v2/users/11", status=403)


def test_a_deleted_user_owns_nothing(api: Api) -> None:
    own = [c["id"] for c in api.conversations(assigned_to=14)]
    api.send("DELETE", "/v2/users/14")
    assert own and "assignee" not in api.get(f"/v2/conversations/{own[0]}")
    assert api.conversations(assigned_to=14) == []
    assert set(own) <= {c["id"] for c in api.conversations(query='(assigned:"Unassigned")')}
    assert 14 not in {u["id"] for u in api.all("/v2/teams/31/members", "users")}


def test_status_members_routing_saved_replies(api: Api) -> None:
    api.send("PUT", "/v2/users/14/status", {"status": "away", "customStatus": {"text": "Lunch"}})
    assert api.get("/v2/users/14/status")["email"]["customStatus"] == {"text": "Lunch"}
    assert api.get("/v2/users/14/status")["email"]["status"] == "away"
    assert api.problems(api.http.put("/v2/users/14/status", json={"status": "asleep"}))
    before = [u["id"] for u in api.all("/v2/teams/31/members", "users")]
    change = {"addedUserIds": [12, 13], "deletedUserIds": before[:1]}
    api.send("PUT", "/v2/teams/31/members", change)
    after = {u["id"] for u in api.all("/v2/teams/31/members", "users")}
    assert after == ({*before} - {before[0]}) | {12, 13}
    api.send("PUT", "/v2/teams/31/members", {"addedUserIds": [], "deletedUserIds": [12]})
    assert api.problems(api.http.put("/v2/teams/31/members", json={"userIds": [12]}))
    api.send("PUT", "/v2/mailboxes/1/routing", {"assignmentMethod": "balanced", "userIds": [12]})
    assert api.get("/v2/mailboxes/1/routing")["userIds"] == [12]
    new = api.create("/v2/mailboxes/1/saved-replies", {"name": "Hi", "text": "<p>Hello</p>"})
    api.send("PUT", f"/v2/mailboxes/1/saved-replies/{new}", {"name": "Ho", "text": "x"})
    assert api.get(f"/v2/mailboxes/1/saved-replies/{new}")["name"] == "Ho"
    api.send("DELETE", f"/v2/mailboxes/1/saved-replies/{new}")
    api.get(f"/v2/mailboxes/1/saved-replies/{new}", 404)


def test_organizations(api: Api) -> None:
    new = api.create("/v2/organizations", {"name": "Acme", "domains": ["acme.example"], "location": "US"})
    api.send("POST", "/v2/organizations", {"name": "acme"}, 409)
    api.send("PUT", f"/v2/organizations/{new}", {"name": "Acme 2"})
    assert api.get(f"/v2/organizations/{new}")["name"] == "Acme 2"
    api.send("PUT", f"/v2/organizations/{new}/properties/industry", {"value": "Retail"})
    got = api.get(f"/v2/organizations/{new}", includeProperties="true", includeCounts="true")
    assert got["properties"][0]["value"] == "Retail" and got["customerCount"] == 0
    assert "properties" not in api.get(f"/v2/organizations/{new}")
    assert api.problems(api.http.put(f"/v2/organizations/{new}/properties/industry", json={"value": "Space"}))
    api.send("PATCH", "/v2/customers/5001", [{"op": "replace", "path": "/organizationId", "value": new}])
    assert [c["id"] for c in api.all(f"/v2/organizations/{new}/customers", "customers")] == [5001]
    rows = api.all(f"/v2/organizations/{new}/conversations", "conversations")
    assert rows and {c["primaryCustomer"]["id"] for c in rows} == {5001}
    api.send("DELETE", f"/v2/organizations/{new}")
    assert "organizationId" not in api.get("/v2/customers/5001")
    api.get(f"/v2/organizations/{new}", 404)


def test_organization_properties(api: Api) -> None:
    body = {"slug": "size", "name": "Size", "type": "number"}
    api.send("POST", "/v2/organizations/properties", body, 201)
    api.send("PUT", "/v2/organizations/properties/size", {"name": "Headcount"})
    assert api.get("/v2/organizations/properties/size")["name"] == "Headcount"
    api.send("DELETE", "/v2/organizations/properties/size")
    found = api.get("/v2/organizations/properties")["_embedded"]["organization-properties"]
    assert {p["slug"] for p in found} == {"annual-revenue", "industry", "founded-date"}
    counts = api.get("/v2/organizations", sortField="customerCount", sortOrder="desc", includeCounts="true")
    numbers = [o["customerCount"] for o in counts["_embedded"]["organizations"]]
    assert numbers == sorted(numbers, reverse=True) and numbers[0] > 0


def test_ratings_have_the_id_of_their_thread(shared: Api) -> None:
    period = {"start": "2026-01-01T00:00:00Z", "end": "2026-10-31T00:00:00Z"}
    row = shared.get("/v2/reports/happiness/ratings", **period)["results"][0]
    rating = shared.get(f"/v2/ratings/{row['threadid']}")
    assert (rating["conversationId"], rating["createdAt"]) == (row["id"], row["ratingCreatedAt"])
    assert rating["user"]["id"] == row["ratingUserId"]


def test_chats(shared: Api) -> None:
    row = next(c for c in shared.conversations() if c["type"] == "chat" and c["threads"] > 1)
    chat = f"00000000-0000-4000-8000-{row['id']:012d}"
    assert shared.get(f"/chat/v1/{chat}")["mailboxId"] == row["mailboxId"]
    assert len(shared.get(f"/chat/v1/{chat}/events")["_embedded"]["events"]) == row["threads"]


def test_v3_tells_the_ai_agent_apart(shared: Api) -> None:
    rows = shared.conversations(query="(replyUserIds:41)")
    assert rows
    path = f"conversations/{rows[0]['id']}/threads"
    actors = [
        {t["createdBy"]["type"] for t in shared.all(f"/{v}/{path}", "threads") if t["createdBy"]["id"] == 41}
        for v in ("v2", "v3")
    ]
    assert actors == [{"user"}, {"system_user"}]
    assert shared.get("/v3/system-users/41")["type"] == "system_user"


def test_original_source(shared: Api) -> None:
    rows = shared.conversations(embed="threads", mailbox=1)
    mail = next(
        (c, t)
        for c in rows
        for t in c["_embedded"]["threads"]
        if t["type"] == "customer" and t["source"]["type"] == "email"
    )
    path = f"/v2/conversations/{mail[0]['id']}/threads/{mail[1]['id']}/original-source"
    assert shared.get(path)["original"].startswith("From: ")
    assert shared.http.get(path, headers={"Accept": "message/rfc822"}).text.startswith("From: ")
