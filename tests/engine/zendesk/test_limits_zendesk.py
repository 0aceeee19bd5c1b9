"""Limits of single requests beside the account's: which one a request draws from, and what answers tell."""

from __future__ import annotations

import httpx
import pytest

from helpsql.limitheaders import Seen, read_bucket, read_limit
from helpsql.limits import Leave, Limiter
from helpsql.spec import Bucket, Limits

NOW = 1_800_000_000.0
LIMITS = Limits(
    "limit",
    "remaining",
    "reset",
    also=(("old-limit", "old-remaining", "old-reset"), ("X-Limit", "X-Remaining", "")),
    bucket_headers=("zendesk-ratelimit-{}", "zendesk-rate-limit-{}"),
    buckets=[
        Bucket("exports", ("GET /e/{kind}", "GET /e/{kind}/cursor"), 2, header="exports"),
        Bucket("row", ("PUT /t/{id}",), 1, window=600.0, header="row", each=True),
        Bucket("rows", ("PUT /t/{id}",), 3),
    ],
)


def leave(limiter: Limiter, method: str, path: str, now: float = NOW) -> Leave:
    found = limiter.reserve(method, path, now)
    assert isinstance(found, Leave)
    return found


def answer(limiter: Limiter, given: Leave, now: float = NOW, **headers: str) -> None:
    limiter.answered(given, httpx.Headers({n.replace("_", "-"): v for n, v in headers.items()}), now)


@pytest.mark.parametrize(
    ("headers", "seen"),
    [
        ({"limit": "700", "remaining": "6", "reset": "30", "X-Limit": "1"}, Seen(700, 6, NOW + 30)),
        ({"old-limit": "700", "old-remaining": "6", "old-reset": "30"}, Seen(700, 6, NOW + 30)),
        ({"X-Limit": "700", "X-Remaining": "6"}, Seen(700, 6, None)),
        ({}, Seen()),
    ],
)
def test_the_first_family_that_is_there_counts(headers: dict[str, str], seen: Seen) -> None:
    assert read_limit(httpx.Headers(headers), LIMITS, NOW) == seen


@pytest.mark.parametrize("form", ["zendesk-ratelimit-exports", "Zendesk-Rate-Limit-exports"])
def test_what_an_answer_tells_of_a_limit(form: str) -> None:
    headers = httpx.Headers({form: "total=100; remaining=99; resets=41"})
    assert read_bucket(headers, LIMITS, "exports", NOW) == Seen(100, 99, NOW + 41)
    assert read_bucket(headers, LIMITS, "row", NOW) == Seen()
    assert read_bucket(headers, LIMITS, "", NOW) == Seen()


@pytest.mark.parametrize(
    "path", ["/e/tickets", "/e/tickets/cursor", "/e/tickets.json", "/e/users/cursor.json"]
)
def test_the_requests_of_a_limit_share_it(path: str) -> None:
    limiter = Limiter(LIMITS)
    for _ in range(2):
        answer(limiter, leave(limiter, "GET", "/e/tickets"))
    assert limiter.reserve("GET", path, NOW + 10) == 50
    leave(limiter, "GET", "/other", NOW + 10)
    leave(limiter, "PUT", "/e/tickets", NOW + 10)
    leave(limiter, "GET", path, NOW + 60)


def test_each_window_is_counted_anew() -> None:
    limiter = Limiter(LIMITS)
    for start in (NOW, NOW + 60, NOW + 130):
        for _ in range(2):
            answer(limiter, leave(limiter, "GET", "/e/a", start), start)
        assert limiter.reserve("GET", "/e/a", start) == 60


def test_each_row_has_a_limit_of_its_own() -> None:
    limiter = Limiter(LIMITS)
    answer(limiter, leave(limiter, "PUT", "/t/1"))
    assert limiter.reserve("PUT", "/t/1", NOW) == 600
    answer(limiter, leave(limiter, "PUT", "/t/2"))
    leave(limiter, "PUT", "/t/many")
    assert {name for name, _ in limiter.look(NOW)} >= {"account", "rows", "row PUT /t/1", "row PUT /t/2"}


def test_what_is_refused_by_one_limit_is_not_drawn_from_another() -> None:
    limiter = Limiter(LIMITS)
    answer(limiter, leave(limiter, "PUT", "/t/1"))
    for _ in range(5):
        assert limiter.reserve("PUT", "/t/1", NOW) == 600
    assert dict(limiter.look(NOW))["rows"].remaining == 2
    answer(limiter, leave(limiter, "PUT", "/t/2"))
    answer(limiter, leave(limiter, "PUT", "/t/3"))
    assert limiter.reserve("PUT", "/t/4", NOW) == 60


def test_answers_correct_the_number() -> None:
    limiter = Limiter(LIMITS)
    tells = "total=30; remaining=29; resets=20"
    answer(limiter, leave(limiter, "GET", "/e/a"), zendesk_ratelimit_exports=tells)
    assert dict(limiter.look(NOW))["exports"] == Seen(30, 29, NOW + 20)
    for left in range(28, -1, -1):
        told = f"total=30; remaining={left}; resets=20"
        answer(limiter, leave(limiter, "GET", "/e/a"), zendesk_ratelimit_exports=told)
    assert limiter.reserve("GET", "/e/a", NOW) == 20


def test_a_refusal_blocks_the_limit_that_is_used_up() -> None:
    limiter = Limiter(LIMITS)
    given = leave(limiter, "GET", "/e/a")
    headers = httpx.Headers({"zendesk-ratelimit-exports": "total=2; remaining=0; resets=20"})
    limiter.answered(given, headers, NOW)
    limiter.turned_away(given, headers, NOW + 33, NOW)
    assert limiter.reserve("GET", "/e/b", NOW) == 33
    leave(limiter, "GET", "/other")
    limiter.turned_away(given, httpx.Headers({}), NOW + 5, NOW)
    assert limiter.reserve("GET", "/other", NOW) == 5


def test_an_account_without_limits_has_none_of_single_requests() -> None:
    limiter = Limiter(LIMITS)
    answer(limiter, leave(limiter, "GET", "/e/a"), limit="100000", remaining="99999")
    for _ in range(5):
        answer(limiter, leave(limiter, "GET", "/e/a"), limit="100000", remaining="99999")
