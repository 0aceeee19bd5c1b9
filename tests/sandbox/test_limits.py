"""The rate limit, by an injected clock."""

from __future__ import annotations

from .client import Api


def _remaining(api: Api, method: str, path: str, body: object = None) -> int:
    answer = api.http.request(method, path, json=body) if body is not None else api.http.request(method, path)
    return int(answer.headers["X-RateLimit-Remaining-Minute"])


def test_costs_by_method() -> None:
    api = Api(rate_limit=400)
    assert _remaining(api, "GET", "/v2/users") == 399
    assert _remaining(api, "POST", "/v2/conversations/5/notes", {"text": "x"}) == 397
    assert _remaining(api, "PUT", "/v2/conversations/5/tags", {"tags": []}) == 395
    assert _remaining(api, "DELETE", "/v2/conversations/5/snooze") == 393
    patch = {"op": "replace", "path": "/subject", "value": "x"}
    assert _remaining(api, "PATCH", "/v2/conversations/5", patch) == 392
    api.login()
    assert _remaining(api, "GET", "/v2/users/1") == 391


def test_too_many_are_429_until_the_next_minute() -> None:
    api = Api(rate_limit=3)
    api.clock.now = 1_793_469_600 + 10
    for _ in range(3):
        api.get("/v2/users")
    answer = api.http.get("/v2/users")
    assert answer.status_code == 429
    assert answer.json() == {"message": "API rate limit exceeded"}
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-RateLimit-Retry-After"] == answer.headers["Retry-After"] == "50"
    assert answer.headers["X-RateLimit-Remaining-Minute"] == "0"
    assert answer.headers["X-RateLimit-Limit-Minute"] == "3"
    api.clock.now += 49.5
    api.get("/v2/users", 429)
    api.clock.now += 0.5
    api.get("/v2/users")


def test_without_a_limit_it_never_bites(shared: Api) -> None:
    assert shared.http.get("/v2/users").headers["X-RateLimit-Limit-Minute"] == "100000"


def test_latency_is_slept() -> None:
    api = Api(latency=0.05)
    api.get("/v2/users")
    assert api.clock.slept == [0.05, 0.05]


def test_answers_are_dated_by_the_clock_of_the_account() -> None:
    api = Api()
    for status, path in ((200, "/v2/users"), (404, "/v2/nothing")):
        answer = api.http.get(path)
        assert (answer.status_code, answer.headers["Date"]) == (status, "Sat, 31 Oct 2026 18:00:00 GMT")
    api.clock.now += 3600
    assert api.http.get("/v2/users").headers["Date"] == "Sat, 31 Oct 2026 19:00:00 GMT"
    assert api.sandbox.clock() == api.clock.now
