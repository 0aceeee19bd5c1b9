"""Who may call, limits, headers, verbs and types that are refused."""

from __future__ import annotations

import time

import httpx
import pytest

from .conftest import ORIGIN, Signed

PATH = "/api/v2/users/current"


def client(desk, auth):
    return httpx.Client(transport=httpx.WSGITransport(app=desk.sandbox), base_url=ORIGIN, auth=auth)


def test_a_signature_is_accepted_whatever_the_query(desk):
    http = client(desk, Signed(desk.keys))
    for query in (
        "",
        "?page=1&per_page=2",
        "?q=a+b%26c&embed=x,y",
        "?since_created_at=2026-01-01T00:00:00Z",
        "?a=é",
    ):
        assert http.get(f"/api/v2/users{query}").status_code == 200, query
    answer = http.patch("/api/v2/users/1", json={"name": "x"})
    assert answer.status_code == 405  # let in, then refused for the verb


@pytest.mark.parametrize("name", ["key", "secret", "token", "token_secret"])
def test_any_wrong_key_is_401(desk, name):
    answer = client(desk, Signed(desk.keys | {name: "wrong"})).get(PATH)
    assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized"})
    assert answer.headers["x-rate-limit-limit"]


def test_only_hmac_sha1(desk):
    for method in ("PLAINTEXT", "HMAC-SHA256"):
        assert client(desk, Signed(desk.keys, signature_method=method)).get(PATH).status_code == 401


def test_a_signature_of_another_address_or_verb_is_401(desk):
    signer = Signed(desk.keys).client
    http = client(desk, None)
    for url, method in (
        (f"{ORIGIN}/api/v2/users", "GET"),
        (f"{ORIGIN}{PATH}?page=2", "GET"),
        (ORIGIN + PATH, "POST"),
    ):
        _, headers, _ = signer.sign(url, method)
        assert http.get(PATH, headers=headers).status_code == 401


def test_a_nonce_is_good_once_and_for_minutes(desk):
    http = client(desk, None)
    _, headers, _ = Signed(desk.keys).client.sign(ORIGIN + PATH, "GET")
    assert [http.get(PATH, headers=headers).status_code for _ in range(2)] == [200, 401]
    for shift, status in ((-200, 200), (200, 200), (-400, 401), (400, 401)):
        old = Signed(desk.keys, timestamp=str(int(time.time()) + shift))
        assert client(desk, old).get(PATH).status_code == status


@pytest.mark.parametrize(
    "header",
    ["", "OAuth", "OAuth garbage", 'OAuth oauth_consumer_key="x"', "Bearer wrong", "Basic !!", "Digest x"],
)
def test_no_way_in(desk, header):
    answer = client(desk, None).get(PATH, headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized"})


def test_basic_and_bearer(desk):
    assert desk.get("users/current")["email"] == desk.keys["email"]
    assert (
        client(desk, ("agent3@campgear.example", desk.keys["password"])).get(PATH).json()["level"] == "agent"
    )
    assert client(desk, (desk.keys["email"], "wrong")).get(PATH).status_code == 401
    assert client(desk, ("nobody@example.com", desk.keys["password"])).get(PATH).status_code == 401
    token = {"Authorization": f"Bearer {desk.keys['api_token']}"}
    assert client(desk, None).get(PATH, headers=token).status_code == 200


def test_the_limit_and_its_headers(make_desk):
    desk = make_desk(rate_limit=3)
    desk.go(15)
    answers = [desk.send("GET", path) for path in ("users", "none", "cases", "users")]
    assert [a.status_code for a in answers] == [200, 404, 200, 429]
    assert [a.headers["x-rate-limit-remaining"] for a in answers] == ["2", "1", "0", "0"]
    assert {a.headers["x-rate-limit-limit"] for a in answers} == {"3"}
    assert answers[-1].json() == {"message": "Too Many Requests"}
    assert answers[-1].headers["x-rate-limit-reset"] == "45" and "retry-after" not in answers[-1].headers
    desk.go(45)
    assert desk.send("GET", "users").status_code == 200


def test_headers_of_the_two_backends(desk):
    older, newer = desk.send("GET", "users"), desk.send("GET", "cases")
    assert older.headers["x-appversion"] and older.headers["status"] == "200 OK" and older.headers["etag"]
    assert older.headers["cache-control"] == "must-revalidate, private, max-age=0"
    assert newer.headers["x-api-version"] and "etag" not in newer.headers
    assert "x-appversion" not in newer.headers
    assert newer.headers["content-type"] == "application/json; charset=utf-8"


def test_what_the_client_has_already_is_not_sent_again(desk):
    first = desk.send("GET", "users")
    again = desk.send("GET", "users", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-rate-limit-limit"]
    other = desk.send("GET", "groups", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_head_answers_like_get_without_a_body(desk):
    got, head = desk.send("GET", "users"), desk.send("HEAD", "users")
    assert head.status_code == 200 and head.content == b""
    assert head.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "nothing", 404, "Resource Not Found"),
        ("GET", "topics/1", 404, "Resource Not Found"),
        ("GET", "users/search?test=something", 404, "Resource Not Found"),
        ("GET", "cases/12x", 404, "Resource Not Found"),
        ("GET", "customers.json", 404, "Resource Not Found"),
        ("POST", "customers.json", 400, "Bad Request"),
        ("DELETE", "users/16096734", 405, "Method Not Allowed"),
        ("DELETE", "cases/3013", 405, "Method Not Allowed"),
        ("POST", "groups", 405, "Method Not Allowed"),
        ("PATCH", "filters/2260001", 405, "Method Not Allowed"),
        ("DELETE", "customers/34290812", 405, "Method Not Allowed"),
    ],
)
def test_refusals(shared_desk, method, path, status, message):
    assert shared_desk.refused(method, path) == (status, {"message": message})


def test_what_is_asked_for_and_sent_must_be_json(desk):
    assert desk.send("GET", "users", headers={"Accept": "text/html"}).status_code == 406
    for fine in ("application/json", "*/*", "text/html, application/*;q=0.5"):
        assert desk.send("GET", "users", headers={"Accept": fine}).status_code == 200


def test_outside_the_api(desk):
    assert desk.http.get("/agent").status_code == 404


def test_faults_strike_in_the_vendors_shape(make_desk):
    desk = make_desk(faults="503@1,429@2,401@3")
    assert [desk.send("GET", "users").json() for _ in range(4)] == [
        {"message": "Service Unavailable"},
        {"message": "Too Many Requests"},
        {"message": "Unauthorized"},
        {"message": "Unauthorized"},  # for good
    ]
