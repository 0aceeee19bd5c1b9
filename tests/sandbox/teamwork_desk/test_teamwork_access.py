"""Who may call, how often, and what a refusal looks like."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

V1 = "/desk/v1/me.json"


def signed(desk, value, path="/desk/api/v2/tags.json"):
    return desk.client(Authorization=value).get(path)


def test_keys(desk):
    for name in ("api_key", "access_token", "agent_api_key"):
        assert signed(desk, f"Bearer {desk.keys[name]}").status_code == 200
    for value in ("Bearer wrong", f"Basic {desk.keys['api_key']}", desk.keys["api_key"], ""):
        assert signed(desk, value).status_code == 401
    assert desk.client().get("/desk/v2/tags.json").status_code == 401


def test_a_v1_key_is_no_v2_key(desk):
    basic = (desk.keys["v1_api_key"], "x")
    assert desk.client().get("/desk/api/v2/tags.json", auth=basic).status_code == 401
    assert signed(desk, f"Bearer {desk.keys['v1_api_key']}").status_code == 401


def test_401_body_is_as_recorded(desk, recorded):
    theirs = recorded("v2_error_401")["response_body"]["errors"]
    (ours,) = signed(desk, "Bearer wrong").json()["errors"]
    assert ours | {"id": ""} == theirs | {"id": ""}


def test_unknown_paths_and_methods(desk):
    for path in ("nothing", "tickets/1", "tickets/abc", "tickets/1/nothing", "contacts"):
        status, error = desk.error("GET", path)
        assert (status, error["title"]) == (404, "Not Found")
    assert desk.error("GET", "/desk/api/v2/tickets")[0] == 404
    assert desk.error("GET", "/tickets.json")[0] == 404
    assert desk.error("PUT", "me")[0] == 405


def test_the_other_base_answers_too(desk):
    assert desk.get("/desk/v2/tickets.json") == desk.get("tickets")


def test_an_agent_sees_own_inboxes(desk):
    mine = desk.client(Authorization=f"Bearer {desk.keys['agent_api_key']}")
    every = desk.rows("tickets")
    seen = mine.get("/desk/api/v2/tickets.json?pageSize=100").json()["tickets"]
    assert {t["inbox"]["id"] for t in seen} == {10_140, 10_153}
    closed = next(t for t in every if t["inbox"]["id"] == 15_268)
    for path in (f"tickets/{closed['id']}", f"tickets/{closed['id']}/messages", "inboxes/15268"):
        refused = mine.get(f"/desk/api/v2/{path}.json")
        assert refused.status_code == 403 and refused.json()["errors"][0]["title"] == "Forbidden"
    assert len(mine.get("/desk/api/v2/inboxes.json").json()["inboxes"]) == 2


# App login -------------------------------------------------------------------------------------


def code(desk, **more):
    query = {
        "client_id": desk.keys["client_id"],
        "redirect_uri": "http://localhost/cb?x=1",
        "state": "s",
    } | more
    answer = desk.client().get("/launchpad/login", params=query)
    if answer.status_code != 302:
        return answer
    return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def exchange(desk, given, **more):
    body = {k: desk.keys[k] for k in ("client_id", "client_secret")} | {"code": given} | more
    return desk.client().post("/launchpad/v1/token.json", json=body)


def test_app_login(desk):
    back = code(desk)
    assert back["state"] == "s" and back["x"] == "1"
    answer = exchange(desk, back["code"], redirect_uri="http://localhost/cb?x=1").json()
    assert answer["installation"]["apiEndPoint"].startswith("https://demo.teamwork.com")
    assert signed(desk, f"Bearer {answer['access_token']}").status_code == 200
    assert exchange(desk, back["code"]).status_code == 400
    desk.go(400 * 86_400)
    assert signed(desk, f"Bearer {answer['access_token']}").status_code == 200


def test_codes_run_out(desk):
    back = code(desk)
    desk.go(901)
    assert exchange(desk, back["code"]).status_code == 400
    assert exchange(desk, "made up").status_code == 400
    assert exchange(desk, code(desk)["code"], client_secret="no").status_code == 401
    assert exchange(desk, code(desk)["code"], redirect_uri="http://elsewhere").status_code == 400
    assert code(desk, client_id="other").status_code == 400


# Limits and faults -----------------------------------------------------------------------------


def test_rate_limit(make_desk):
    desk = make_desk(rate_limit=120)
    first = desk.send("GET", "tags").headers
    assert (first["X-Rate-Limit-Limit"], first["X-Rate-Limit-Remaining"]) == ("120", "119")
    assert int(first["X-Rate-Limit-Reset"]) == (int(desk.now) // 60 + 1) * 60
    for _ in range(119):
        assert desk.send("GET", "tags").is_success
    refused = desk.send("GET", "tags")
    assert refused.status_code == 429 and "Retry-After" not in refused.headers
    assert refused.json()["errors"][0]["title"] == "Too Many Requests"
    desk.go(60)
    assert desk.send("GET", "tags").is_success


@pytest.mark.parametrize("status", [429, 500, 503])
def test_faults(make_desk, status):
    desk = make_desk(faults=f"{status}@1")
    assert desk.error("GET", "tags")[0] == status
    assert desk.get("tags")["tags"]


def test_fault_401_takes_a_token_for_good(make_desk):
    desk = make_desk(faults="401@1")
    token = f"Bearer {desk.keys['access_token']}"
    assert signed(desk, token).status_code == 401
    assert signed(desk, token).status_code == 401
    assert desk.get("tags")["tags"]


def test_the_same_seed_gives_the_same_data(make_desk):
    one, two, other = make_desk(), make_desk(), make_desk(seed=2)
    assert one.rows("tickets") == two.rows("tickets") != other.rows("tickets")


def test_the_demo_account(make_desk):
    desk = make_desk(size=1)
    counts = {path: desk.get(path)["pagination"]["records"] for path in ("customers", "companies", "tickets")}
    assert 450 < counts["customers"] <= 500 and 55 < counts["companies"] <= 60
    assert 1000 < counts["tickets"] < 1500
    text = "".join(t["subject"] for t in desk.rows("tickets"))
    assert "🔥" in text and "テント" in text and "سؤال" in text
