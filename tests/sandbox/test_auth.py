"""Tokens: getting, using, losing, renewing them."""

from __future__ import annotations

import httpx
import pytest

from .client import Api


def test_client_credentials_by_json_form_and_query(api: Api) -> None:
    known = api.sandbox.credentials
    form = {
        "grant_type": "client_credentials",
        "client_id": known["app_id"],
        "client_secret": known["app_secret"],
    }
    by_query = api.http.post("/v2/oauth2/token", params=form)
    for answer in (api.token(), api.http.post("/v2/oauth2/token", data=form), by_query):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "X-RateLimit-Limit-Minute" not in answer.headers
        body = answer.json()
        assert (
            body["token_type"] == "bearer" and body["expires_in"] == 172_800 and "refresh_token" not in body
        )


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "none"}, 400, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "none"}, 400, "invalid_grant"),
    ],
)
def test_a_bad_token_request(api: Api, fields: dict[str, str], status: int, error: str) -> None:
    answer = api.token(**fields)
    assert answer.status_code == status
    assert answer.json()["error"] == error and answer.json()["error_description"]


@pytest.mark.parametrize("header", [None, "", "Bearer ", "Bearer wrong", "Basic YTpi", "wrong"])
def test_without_a_good_token_everything_is_401(api: Api, header: str | None) -> None:
    del api.http.headers["Authorization"]
    headers = {} if header is None else {"Authorization": header}
    for path in ("/v2/users", "/v2/nothing", "/v2/users/1"):
        answer = api.http.get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/vnd.error+json"


def test_a_token_expires_by_the_clock() -> None:
    api = Api(token_lifetime=7200)
    assert api.token().json()["expires_in"] == 7200
    api.clock.now += 7199
    api.get("/v2/users")
    api.clock.now += 2
    api.get("/v2/users", 401)
    api.login()
    api.get("/v2/users")


def test_tests_can_revoke(api: Api) -> None:
    api.sandbox.tokens.revoke_all()
    api.get("/v2/users", 401)


def _code(api: Api) -> str:
    params = {"client_id": api.sandbox.credentials["app_id"], "state": "s1"}
    answer = api.http.get("/authentication/authorizeClientApplication", params=params)
    assert answer.status_code == 302
    query = httpx.URL(answer.headers["Location"]).params
    assert query["state"] == "s1"
    return query["code"]


def test_refresh_tokens_rotate(api: Api) -> None:
    code = _code(api)
    first = api.token(grant_type="authorization_code", code=code).json()
    assert api.token(grant_type="authorization_code", code=code).status_code == 400
    second = api.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert api.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).status_code == 400
    api.http.headers["Authorization"] = f"Bearer {second['access_token']}"
    api.get("/v2/users")
