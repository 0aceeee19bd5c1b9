"""Refusals: status, media type and body."""

from __future__ import annotations

import pytest

from .client import ORIGIN, Api


@pytest.mark.parametrize(
    "path",
    [
        "/v2/conversations/999999",
        "/v2/conversations/0",
        "/v2/conversations/-1",
        "/v2/conversations/x",
        "/v2/conversations/1008",
        "/v2/conversations/1004/threads",
        "/v2/conversations/99999999999999999999999",
        "/v2/conversations/5/attachments/1/data",
        "/v2/conversations/5/threads/1/original-source",
        "/v2/customers/1",
        "/v2/customers/1/emails",
        "/v2/customers/5001/faxes",
        "/v2/mailboxes/9",
        "/v2/mailboxes/9/folders",
        "/v2/mailboxes/9/fields",
        "/v2/mailboxes/1/saved-replies/402",
        "/v2/users/1",
        "/v2/users/41",
        "/v2/users/1/status",
        "/v3/system-users/11",
        "/v2/teams/31",
        "/v2/teams/9/members",
        "/v2/tags/1",
        "/v2/webhooks/1",
        "/v2/ratings/1",
        "/v2/organizations/1",
        "/v2/organizations/properties/none",
        "/chat/v1/00000000-0000-4000-8000-000000999999",
        "/v2/nothing",
        "/v1/conversations",
        "/v2/reports/nothing",
    ],
)
def test_unknown_things_are_404(shared: Api, path: str) -> None:
    response = shared.http.get(path)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/vnd.error+json"
    assert {"logRef", "message", "_embedded"} <= response.json().keys()


def test_a_merged_conversation_has_moved(shared: Api) -> None:
    response = shared.http.get("/v2/conversations/1004")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{ORIGIN}/v2/conversations/1003"
    assert shared.get(response.headers["Location"])["id"] == 1003
    assert (
        shared.http.patch("/v2/conversations/1004", json={"op": "remove", "path": "/assignTo"}).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/v2/tags"),
        ("PUT", "/v2/conversations"),
        ("POST", "/v2/tags"),
        ("POST", "/v2/conversations/5"),
        ("DELETE", "/v2/conversations/5/threads"),
        ("PATCH", "/v2/webhooks/301"),
        ("GET", "/v2/conversations/5/notes"),
    ],
)
def test_a_wrong_method_is_405(shared: Api, method: str, path: str) -> None:
    response = shared.http.request(method, path)
    assert response.status_code == 405
    assert response.headers["Allow"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_wrong_content_type_is_415(api: Api, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    response = api.http.post("/v2/conversations/5/notes", content=b'{"text":"x"}', headers=headers)
    assert response.status_code == 415


@pytest.mark.parametrize("body", [b"", b"{", b"[1,", b"nope", b"\xff\xfe", b"{'text': 'x'}"])
def test_malformed_json_is_400(api: Api, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert api.problems(api.http.post("/v2/conversations/5/notes", content=body, headers=headers))


def test_a_large_body_is_413(api: Api) -> None:
    api.send("PUT", "/v2/customers/5001", {"background": "x" * 110_000}, 413)
    api.send("POST", "/v2/conversations", {"subject": "x" * 300_000}, 413)


def test_the_documented_validation_error(api: Api) -> None:
    problems = api.problems(api.http.post("/v2/conversations", json={"subject": "", "status": "Wrong"}))
    assert problems["subject"]["message"] == "may not be empty"
    assert "rejectedValue" not in problems["subject"]
    assert (
        problems["status"]["message"]
        == "Expected one of these: 'active', 'spam', 'open', 'closed', 'pending'"
    )
    assert problems["status"]["rejectedValue"] == "Wrong" and problems["status"]["source"] == "JSON"
    assert problems["status"]["_links"]["about"]["href"].endswith("#EnumValue")
    assert {"type", "mailboxId", "customer", "threads"} <= problems.keys()


def test_every_answer_has_the_headers(shared: Api) -> None:
    for path in ("/v2/users", "/v2/users/1", "/v2/nothing"):
        headers = shared.http.get(path).headers
        uuid, _, number = headers["Correlation-Id"].partition("#")
        assert len(uuid) == 36 and number.isdigit()
        assert int(headers["X-RateLimit-Remaining-Minute"]) < int(headers["X-RateLimit-Limit-Minute"])
        assert headers["Access-Control-Allow-Origin"] == "*"


def test_content_types(api: Api) -> None:
    assert api.http.get("/v2/users").headers["Content-Type"] == "application/hal+json;charset=UTF-8"
    response = api.send("POST", "/v2/conversations/5/notes", {"text": "x"}, 201)
    assert response.headers["Content-Type"] == "text/plain; charset=UTF-8" and response.content == b""
    response = api.send("PUT", "/v2/conversations/5/tags", {"tags": []})
    assert response.headers["Content-Type"] == "text/plain; charset=UTF-8" and response.content == b""
