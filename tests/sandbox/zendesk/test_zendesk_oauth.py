"""The authorization-code grant, tokens as records, calls for somebody else."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx

BACK = "http://127.0.0.1:7777/done"


def browser(desk, **headers):
    return httpx.Client(
        transport=httpx.WSGITransport(app=desk.sandbox), base_url="https://demo.zendesk.com", headers=headers
    )


def visit(desk, **more):
    query = {"response_type": "code", "client_id": desk.keys["client_id"], "redirect_uri": BACK}
    return browser(desk).get(
        "/oauth/authorizations/new", params=query | {"scope": "read", "state": "s 1"} | more
    )


def code_of(answer):
    assert answer.status_code == 302 and answer.headers["location"].startswith(f"{BACK}?")
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["state"] == ["s 1"]
    return query["code"][0]


def redeem(desk, code, **more):
    secret = {"client_secret": desk.keys["client_secret"]}
    body = {"grant_type": "authorization_code", "code": code, "client_id": desk.keys["client_id"]}
    return browser(desk).post("/oauth/tokens", json=body | {"redirect_uri": BACK} | secret | more)


def test_a_code_becomes_a_token_once(desk):
    code = code_of(visit(desk))
    answer = redeem(desk, code).json()
    assert answer["scope"] == "read"
    as_token = browser(desk, Authorization=f"Bearer {answer['access_token']}")
    assert as_token.get("/api/v2/users/me").json()["user"]["role"] == "admin"
    assert as_token.post("/api/v2/tickets", json={}).status_code == 403
    again = redeem(desk, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    refresh = {"grant_type": "refresh_token", "refresh_token": answer["refresh_token"]}
    assert redeem(desk, "", **refresh).json()["scope"] == "read"


def test_a_code_lives_two_minutes_and_belongs_to_its_address(desk):
    late = code_of(visit(desk))
    desk.go(121)
    assert redeem(desk, late).status_code == 400
    assert redeem(desk, code_of(visit(desk)), redirect_uri="http://127.0.0.1:1/else").status_code == 400
    assert redeem(desk, code_of(visit(desk)), client_secret="no").status_code == 401


def test_a_challenge_stands_in_for_the_secret(desk):
    verifier = "v" * 50
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    more = {"code_challenge": challenge, "code_challenge_method": "S256"}
    assert (
        redeem(desk, code_of(visit(desk, **more)), client_secret=None, code_verifier="w").status_code == 400
    )
    good = redeem(desk, code_of(visit(desk, **more)), client_secret=None, code_verifier=verifier)
    assert good.status_code == 200
    assert redeem(desk, code_of(visit(desk)), client_secret=None).status_code == 401


def test_visits_that_end_without_a_code(desk):
    assert visit(desk, client_id="who").status_code == 400
    assert "error=unsupported_response_type" in visit(desk, response_type="token").headers["location"]


def test_tokens_are_records_that_can_be_revoked(desk):
    made = desk.write("POST", "/oauth/tokens", {"token": {"client_id": 1, "scopes": ["read"]}}, 201)["token"]
    holder = browser(desk, Authorization=f"Bearer {made['full_token']}")
    current = holder.get("/api/v2/oauth/tokens/current.json").json()["token"]
    assert (current["id"], current["scopes"]) == (made["id"], ["read"])
    rows = desk.get("/oauth/tokens")["tokens"]
    assert made["id"] in [t["id"] for t in rows]
    assert made["full_token"] not in str(rows) and desk.keys["access_token"] not in str(rows)
    assert desk.keys["client_secret"] not in str(desk.get("/oauth/clients"))
    desk.write("DELETE", f"/oauth/tokens/{made['id']}", status=204)
    assert holder.get("/api/v2/tickets").status_code == 401
    assert desk.refused("DELETE", f"/oauth/tokens/{made['id']}")[0] == 404
    assert desk.get("/oauth/tokens/current", 404)["error"] == "RecordNotFound"


def test_an_admins_token_may_act_for_somebody(desk):
    scopes = ["read", "impersonate"]
    made = desk.write("POST", "/oauth/tokens", {"token": {"client_id": 1, "scopes": scopes}}, 201)["token"]
    user = next(u for u in desk.get("/users?role=end-user")["users"] if u["email"] and not u["suspended"])
    headers = {"Authorization": f"Bearer {made['full_token']}", "X-On-Behalf-Of": user["email"]}
    assert browser(desk, **headers).get("/api/v2/users/me").json()["user"]["id"] == user["id"]
    assert browser(desk, **headers).get("/api/v2/tickets").status_code == 403
    plain = headers | {"Authorization": f"Bearer {desk.keys['access_token']}"}
    refused = browser(desk, **plain).get("/api/v2/users/me")
    assert (refused.status_code, refused.json()["error"]) == (403, "Forbidden")
    nobody = headers | {"X-On-Behalf-Of": "nobody@nowhere.example"}
    assert browser(desk, **nobody).get("/api/v2/users/me").status_code == 401
