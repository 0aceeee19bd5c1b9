"""Who may call, how often, and what a refusal looks like."""

from __future__ import annotations

import httpx
import pytest

from helpsql.sandbox import open_sandbox


def bare(desk, **headers):
    return httpx.Client(
        transport=httpx.WSGITransport(app=desk.sandbox), base_url="https://demo.zendesk.com", headers=headers
    )


def basic(desk, name, secret, path="/tickets", method="GET"):
    return desk.http.request(method, path, auth=(name, secret))


def token(desk, **fields):
    body = {
        "grant_type": "client_credentials",
        "client_id": desk.keys["client_id"],
        "client_secret": desk.keys["client_secret"],
    }
    return bare(desk).post("/oauth/tokens", json=body | fields)


def with_token(desk, value, path="/api/v2/tickets", method="GET", **more):
    return bare(desk, Authorization=f"Bearer {value}").request(method, path, **more)


def test_wrong_credentials_are_401(desk):
    for name, secret in (
        ("admin@demo.example/token", "wrong"),
        ("nobody@demo.example/token", desk.keys["api_token"]),
        ("admin@demo.example", "password"),
    ):
        answer = basic(desk, name, secret)
        assert (answer.status_code, answer.json()) == (401, {"error": "Couldn't authenticate you"})
    assert bare(desk).get("/api/v2/tickets").status_code == 401


def test_anonymous_me_is_200_with_a_null_id(desk):
    assert bare(desk).get("/api/v2/users/me.json").json()["user"]["id"] is None
    assert (
        basic(desk, "admin@demo.example", "password", "/users/me").json()["user"]["name"] == "Anonymous user"
    )
    assert desk.get("/users/me")["user"]["role"] == "admin"


def test_roles(desk):
    agent = ("agent5@demo.example/token", desk.keys["api_token"])
    assert basic(desk, *agent).status_code == 200
    for path in (
        "/incremental/tickets?start_time=0",
        "/ticket_audits",
        "/satisfaction_ratings",
        "/slas/policies",
    ):
        refused = basic(desk, *agent, path)
        assert refused.status_code == 403 and refused.json()["error"]["title"] == "Forbidden"
    user = next(u for u in desk.get("/users?role=end-user")["users"] if u["email"] and not u["suspended"])
    assert basic(desk, f"{user['email']}/token", desk.keys["api_token"]).status_code == 403
    suspended = "agent23@demo.example/token"
    assert basic(desk, suspended, desk.keys["api_token"]).status_code == 401


def test_client_credentials(desk):
    answer = token(desk, scope="read").json()
    assert answer["token_type"] == "bearer" and answer["expires_in"] == 1800
    assert with_token(desk, answer["access_token"]).status_code == 200
    denied = with_token(desk, answer["access_token"], "/api/v2/tickets", "POST", json={})
    assert (denied.status_code, denied.json()["description"]) == (
        403,
        "Missing the following required scopes: write",
    )
    desk.go(1801)
    assert with_token(desk, answer["access_token"]).json()["error"] == "invalid_token"


def test_refresh_tokens_rotate(desk):
    first = token(desk, scope="read write").json()
    again = token(desk, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert with_token(desk, again.json()["access_token"]).status_code == 200
    assert token(desk, grant_type="refresh_token", refresh_token=first["refresh_token"]).status_code == 400


def test_scopes(desk):
    narrow = token(desk, scope="users:read").json()["access_token"]
    assert with_token(desk, narrow, "/api/v2/users").status_code == 200
    assert with_token(desk, narrow).status_code == 403
    unknown = token(desk, scope="read everything").json()["access_token"]
    assert with_token(desk, unknown).status_code == 403


def test_bad_clients(desk):
    assert token(desk, client_secret="no").status_code == 401
    assert token(desk, grant_type="magic").json()["error"] == "unsupported_grant_type"
    form = bare(desk).post(
        "/oauth/tokens", data={"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
    )
    assert form.json()["error"] == "invalid_client"


def test_static_token_and_tokens_made_by_an_admin(desk):
    assert with_token(desk, desk.keys["access_token"]).status_code == 200
    made = desk.write("POST", "/oauth/tokens", {"token": {"client_id": 1, "scopes": ["read"]}}, 201)["token"]
    assert with_token(desk, made["full_token"]).status_code == 200


# Limits ----------------------------------------------------------------------------------------


def test_headers_of_every_answer(make_desk):
    desk = make_desk(rate_limit=700)
    headers = desk.send("GET", "/tickets").headers
    assert headers["x-rate-limit"] == headers["ratelimit-limit"] == "700"
    assert headers["x-rate-limit-remaining"] == headers["ratelimit-remaining"] == "699"
    assert headers["zendesk-ratelimit-tickets-index"] == "total=100; remaining=99; resets=60"
    assert headers["x-zendesk-api-version"] == "v2"


def test_account_limit_is_429_in_text(make_desk):
    desk = make_desk(rate_limit=3)
    for _ in range(3):
        desk.get("/groups")
    answer = desk.send("GET", "/groups")
    assert answer.status_code == 429 and answer.headers["content-type"].startswith("text/plain")
    desk.go(int(answer.headers["retry-after"]))
    desk.get("/groups")


@pytest.mark.parametrize(
    ("method", "path", "allowed", "seconds"),
    [
        ("GET", "/incremental/users/cursor?start_time=0", 10, 60),
        ("GET", "/incremental/tickets/sample?start_time=0", 10, 1200),
        ("GET", "/search/export?query=status:new&filter[type]=ticket&page[size]=1", 100, 60),
        ("GET", "/tags", 100, 60),
        ("GET", "/deleted_tickets", 10, 60),
        ("PUT", "/tickets/25", 30, 600),
        ("PUT", "/organizations/21905700000282", 5, 60),
    ],
)
def test_limits_of_endpoints(make_desk, method, path, allowed, seconds):
    desk = make_desk(rate_limit=1000)
    desk.now = desk.now // seconds * seconds + seconds
    body = {path.split("/")[1].removesuffix("s"): {}} if method == "PUT" else None
    statuses = [desk.send(method, path, body).status_code for _ in range(allowed)]
    assert 429 not in statuses
    answer = desk.send(method, path, body)
    assert answer.status_code == 429 and answer.json()["error"] == "APIRateLimitExceeded"
    assert int(answer.headers["retry-after"]) <= seconds
    desk.go(seconds)
    assert desk.send(method, path, body).status_code != 429


def test_exports_share_their_limit_and_high_volume_has_more(make_desk):
    desk = make_desk(rate_limit=2500)
    paths = ("/incremental/tickets?start_time=0&per_page=1", "/incremental/organizations?start_time=0")
    for turn in range(30):
        desk.get(paths[turn % 2])
    assert desk.send("GET", paths[0]).status_code == 429


def test_no_limit_means_none(desk):
    for _ in range(40):
        desk.get("/incremental/organizations?start_time=0")


# Paths, faults ---------------------------------------------------------------------------------


def test_paths(desk):
    assert desk.get("/tickets/1.json")["ticket"] == desk.get("/tickets/1")["ticket"]
    assert desk.get("/tickets.json.json", 404)["error"] == "InvalidEndpoint"
    assert desk.get("/nope", 404) == {"error": "InvalidEndpoint", "description": "Not found"}
    assert desk.refused("DELETE", "/tickets")[0] == 404
    assert desk.get("/tickets/99999", 404) == {"error": "RecordNotFound", "description": "Not found"}


def test_links_begin_with_the_clients_origin(desk):
    page = desk.http.get("http://127.0.0.1:8123/api/v2/tickets.json?page[size]=1").json()
    assert page["links"]["next"].startswith("http://127.0.0.1:8123/api/v2/tickets.json?")
    assert page["tickets"][0]["url"].startswith("http://127.0.0.1:8123/")


def test_unknown_query_parameters_are_reported(desk):
    answer = desk.send("GET", "/macros?cursor_pagination=False")
    assert answer.headers["x-zendesk-api-warn"] == (
        '{:allowed_parameters=>{:controller=>"macros", :action=>"index", '
        ':unpermitted_keys=>["cursor_pagination"], :invalid_values=>[]}}'
    )


@pytest.mark.parametrize("status", [401, 403, 404, 409, 429, 500, 502, 503, 504])
def test_faults_in_the_vendors_shape(make_desk, status):
    desk = make_desk(faults=f"{status}@1")
    answer = desk.send("GET", "/tickets")
    assert answer.status_code == status
    assert ("retry-after" in answer.headers) is (status in (429, 503))
    assert desk.send("GET", "/tickets").status_code == 200


def test_a_401_fault_ends_the_token(make_desk):
    desk = make_desk(faults="401@1")
    value = token(desk).json()["access_token"]
    assert [with_token(desk, value).status_code for _ in range(2)] == [401, 401]


def test_opens_through_the_registry():
    sandbox = open_sandbox("zendesk", size=0.01)
    assert sandbox.service == "zendesk"
    assert {
        "subdomain",
        "email",
        "api_token",
        "client_id",
        "client_secret",
        "access_token",
    } <= sandbox.credentials.keys()
