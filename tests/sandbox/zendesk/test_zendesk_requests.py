"""Tickets as those who ask see them: `/requests`."""

from __future__ import annotations

import httpx
import pytest


def as_user(desk, email):
    return httpx.Client(
        transport=httpx.WSGITransport(app=desk.sandbox),
        base_url="https://demo.zendesk.com/api/v2",
        auth=(f"{email}/token", desk.keys["api_token"]),
    )


@pytest.fixture
def asker(desk):
    """An end user with an unsolved ticket that has a public and a private comment."""
    user = next(u for u in desk.get("/users?role=end-user")["users"] if u["email"] and not u["suspended"])
    agent = desk.get("/users/me")["user"]["id"]
    ticket = desk.ticket(requester_id=user["id"], assignee_id=agent)
    note = {"comment": {"body": "hush", "public": False}}
    desk.write("PUT", f"/tickets/{ticket['id']}", {"ticket": note})
    return user, ticket["id"]


def test_an_end_user_sees_the_own_public_tickets(desk, asker):
    user, number = asker
    http = as_user(desk, user["email"])
    rows = http.get("/requests?page[size]=100").json()["requests"]
    assert number in [r["id"] for r in rows] and {r["requester_id"] for r in rows} == {user["id"]}
    hidden = desk.ticket(requester_id=user["id"], comment={"body": "b", "public": False})["id"]
    assert hidden not in [r["id"] for r in http.get("/requests").json()["requests"]]
    assert http.get(f"/requests/{hidden}").status_code == 404
    assert number in [r["id"] for r in http.get("/requests/open.json").json()["requests"]]
    assert number not in [r["id"] for r in http.get("/requests/solved.json").json()["requests"]]
    assert http.get("/requests?status=open").json()["count"] >= 1
    assert http.get("/tickets").status_code == 403


def test_a_request_shows_what_an_end_user_may_know(desk, asker):
    user, number = asker
    http = as_user(desk, user["email"])
    shown = http.get(f"/requests/{number}.json").json()["request"]
    assert shown["url"] == f"https://demo.zendesk.com/api/v2/requests/{number}.json"
    assert (shown["solved"], shown["can_be_solved_by_me"], shown["followup_source_id"]) == (False, True, None)
    assert not {"tags", "submitter_id", "external_id", "satisfaction_rating"} & shown.keys()
    comments = http.get(f"/requests/{number}/comments").json()["comments"]
    assert [c["plain_body"] for c in comments] == ["b"] and comments[0]["request_id"] == number
    one = http.get(f"/requests/{number}/comments/{comments[0]['id']}").json()["comment"]
    assert one == comments[0]
    roles = {
        r: http.get(f"/requests/{number}/comments?role={r}").json()["count"] for r in ("agent", "end_user")
    }
    assert roles == {"agent": 0, "end_user": 1}
    assert desk.get(f"/requests/{number}", 404)["error"] == "RecordNotFound"


def test_an_end_user_asks_answers_and_solves(desk, asker):
    user, number = asker
    http = as_user(desk, user["email"])
    made = http.post("/requests", json={"request": {"subject": "Help", "comment": {"body": "It fell"}}})
    assert made.status_code == 201 and made.headers["location"] == made.json()["request"]["url"]
    ticket = desk.get(f"/tickets/{made.json()['request']['id']}")["ticket"]
    assert (ticket["requester_id"], ticket["submitter_id"], ticket["status"]) == (
        user["id"],
        user["id"],
        "new",
    )
    empty = http.put(f"/requests/{number}", json={"request": {}})
    assert (empty.status_code, empty.json()["error"]) == (406, "CommentRequired")
    body = {"request": {"comment": {"body": "Thanks"}, "solved": True}}
    assert http.put(f"/requests/{number}", json=body).json()["request"]["solved"] is True
    last = desk.get(f"/tickets/{number}/comments")["comments"][-1]
    assert (last["author_id"], last["public"], last["plain_body"]) == (user["id"], True, "Thanks")
    again = http.put(f"/requests/{number}", json={"request": {"solved": True}})
    assert again.status_code == 422
    tagged = http.put(f"/requests/{number}", json={"request": {"tags": ["x"], "comment": {"body": "c"}}})
    assert "request.tags" in tagged.headers["x-zendesk-api-warn"]


def test_a_visitor_may_ask_by_name(desk):
    http = httpx.Client(
        transport=httpx.WSGITransport(app=desk.sandbox), base_url="https://demo.zendesk.com/api/v2"
    )
    body = {"subject": "s", "comment": {"body": "b"}}
    assert http.post("/requests", json={"request": body}).status_code == 422
    who = {"requester": {"name": "Passer By", "email": "passer@by.example"}}
    made = http.post("/requests", json={"request": body | who}).json()["request"]
    user = desk.get(f"/users/{made['requester_id']}")["user"]
    assert (user["name"], user["email"], user["role"]) == ("Passer By", "passer@by.example", "end-user")
    assert http.get("/requests").status_code == 401


def test_searching_the_own_requests(desk, asker):
    user, number = asker
    desk.go(61)
    http = as_user(desk, user["email"])
    found = http.get("/requests/search?query=status:open").json()["requests"]
    assert number in [r["id"] for r in found] and {r["status"] for r in found} == {"open"}
    assert http.get("/requests/search").status_code == 400
    assert desk.get(f"/users/{user['id']}/requests")["count"] >= 1
    assert http.get(f"/users/{desk.get('/users/me')['user']['id']}/requests").status_code == 403
