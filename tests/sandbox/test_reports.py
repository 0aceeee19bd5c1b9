"""Reports agree with the conversations that they report on."""

from __future__ import annotations

from typing import Any

import pytest

from helpsql.sandbox.helpscout.reports.routes import ROUTES

from .client import Api

Row = dict[str, Any]
PERIOD = {"start": "2026-08-01T00:00:00Z", "end": "2026-09-30T23:59:59Z"}
PREVIOUS = {"previousStart": "2026-06-01T00:00:00Z", "previousEnd": "2026-07-31T23:59:59Z"}
EXTRA: dict[str, Any] = {"user": 12, "range": "replies", "field": "tagid", "fieldid": 101}
PATHS = [path for _, path, _ in ROUTES]


def _inside(text: str | None, period: dict[str, str] = PERIOD) -> bool:
    return text is not None and period["start"] <= text <= period["end"]


def _created(everything: list[Row]) -> list[Row]:
    return [c for c in everything if _inside(c["createdAt"])]


@pytest.fixture(scope="module")
def threads(shared: Api) -> list[tuple[Row, Row]]:
    """(conversation, thread) of everything."""
    rows = shared.conversations(embed="threads")
    return [(c, t) for c in rows for t in c["_embedded"]["threads"]]


def _is_reply(t: Row) -> bool:
    return (
        t["type"] in ("message", "chat", "beaconchat")
        and t["createdBy"]["type"] != "customer"
        and t["state"] == "published"
    )


@pytest.mark.parametrize("path", PATHS)
def test_every_report_answers(shared: Api, path: str) -> None:
    answer = shared.http.get(path, params=PERIOD | PREVIOUS | EXTRA)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/hal+json")
    assert "_embedded" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_every_report_needs_its_dates(shared: Api, path: str) -> None:
    assert {"start", "end"} <= shared.refused(path, **EXTRA).keys()
    assert "end" in shared.refused(path, start=PERIOD["start"], **EXTRA)
    assert "start" in shared.refused(path, start="2026-08-01", end=PERIOD["end"], **EXTRA)
    assert "end" in shared.refused(path, start=PERIOD["end"], end=PERIOD["start"], **EXTRA)


@pytest.mark.parametrize("path", PATHS)
def test_without_a_previous_range_nothing_is_said_of_it(shared: Api, path: str) -> None:
    answer = shared.get(path, **PERIOD, **EXTRA)
    if isinstance(answer, dict):
        assert not {"previous", "deltas"} & answer.keys()


@pytest.mark.parametrize("path", [p for p in PATHS if "/user" in p])
def test_user_reports_need_a_user(shared: Api, path: str) -> None:
    assert "user" in shared.refused(path, **PERIOD)
    assert "user" in shared.refused(path, **PERIOD, user=99)
    assert "user" in shared.refused(path, **PERIOD, user="x")


@pytest.mark.parametrize(
    ("path", "params", "name"),
    [
        ("company", {"previousStart": PERIOD["start"]}, "previousEnd"),
        ("company", {"types": "fax"}, "types"),
        ("company", {"mailboxes": "x"}, "mailboxes"),
        ("company", {"officeHours": "yes"}, "officeHours"),
        ("company/drilldown", {}, "range"),
        ("company/drilldown", {"range": "Replies"}, "range"),
        ("company/drilldown", {"range": "replies", "rangeId": 11}, "rangeId"),
        ("company/drilldown", {"range": "replies", "rows": 51}, "rows"),
        ("conversations/fields-drilldown", {}, "fieldid"),
        ("conversations/new", {"viewBy": "Day"}, "viewBy"),
        ("conversations/fields-drilldown", {"field": "x", "fieldid": 1}, "field"),
        ("conversations/new", {"start": "2026-01-01T00:00:00Z"}, "viewBy"),
        ("conversations/new", {"start": "2026-09-01T00:00:00Z", "viewBy": "month"}, "viewBy"),
        ("conversations/new", {"start": "2025-01-01T00:00:00Z", "viewBy": "week"}, "viewBy"),
        ("happiness/ratings", {"rating": "good"}, "rating"),
        ("happiness/ratings", {"sortOrder": "up"}, "sortOrder"),
    ],
)
def test_bad_parameters(shared: Api, path: str, params: Row, name: str) -> None:
    assert name in shared.refused(f"/v2/reports/{path}", **(PERIOD | params))


def test_conversations(shared: Api, everything: list[Row], threads: list[tuple[Row, Row]]) -> None:
    report = shared.get("/v2/reports/conversations", **PERIOD, **PREVIOUS)
    created = _created(everything)
    current = report["current"]
    assert current["newConversations"] == current["conversationsCreated"] == len(created)
    active = {c["id"] for c in created} | {
        c["id"] for c, t in threads if t["state"] == "published" and _inside(t["createdAt"])
    }
    assert current["totalConversations"] == len(active)
    past = len(
        [
            c
            for c in everything
            if _inside(c["createdAt"], {"start": PREVIOUS["previousStart"], "end": PREVIOUS["previousEnd"]})
        ]
    )
    assert report["previous"]["newConversations"] == past
    assert report["deltas"]["newConversations"] == pytest.approx((len(created) - past) / past * 100)
    drilled = shared.get("/v2/reports/conversations/drilldown", **PERIOD)["conversations"]
    assert drilled["count"] == len(active)
    untagged = next(t for t in report["tags"]["top"] if t["id"] == 1)
    assert untagged["count"] + report["tags"]["count"] == len(active) and "name" not in untagged


def test_busy_times_add_up(shared: Api, everything: list[Row]) -> None:
    slots = shared.get("/v2/reports/conversations/busy-times", **PERIOD)
    assert isinstance(slots, list) and sum(s["count"] for s in slots) == len(_created(everything))
    assert {s["day"] for s in slots} <= set(range(1, 8)) and {s["hour"] for s in slots} <= set(range(24))
    busiest = shared.get("/v2/reports/conversations", **PERIOD)["busiestDay"]
    assert busiest["count"] == sum(s["count"] for s in slots if s["day"] == busiest["day"])


@pytest.mark.parametrize("view", ["day", "week", "month"])
def test_series_add_up(shared: Api, everything: list[Row], view: str) -> None:
    series = shared.get("/v2/reports/conversations/new", **PERIOD, viewBy=view)["current"]
    assert sum(s["count"] for s in series) == len(_created(everything))
    assert series[0]["start"] == PERIOD["start"]
    assert len(series) == {"day": 61, "week": 9, "month": 2}[view]
    channels = shared.get("/v2/reports/conversations/volume-by-channel", **PERIOD, viewBy=view)["current"]
    for kind in ("email", "chat", "phone"):
        assert sum(s[kind] for s in channels) == sum(c["type"] == kind for c in _created(everything))


def test_replies_and_users(shared: Api, threads: list[tuple[Row, Row]]) -> None:
    replies = [(c, t) for c, t in threads if _is_reply(t) and _inside(t["createdAt"])]
    company = shared.get("/v2/reports/company", **PERIOD)
    assert company["current"]["totalReplies"] == len(replies)
    assert company["current"]["customersHelped"] == len({c["primaryCustomer"]["id"] for c, _ in replies})
    assert sum(u["replies"] for u in company["users"]) == len(replies)
    sent = shared.get("/v2/reports/productivity/replies-sent", **PERIOD)["current"]
    assert sum(s["replies"] for s in sent) == len(replies)
    own = [t for _, t in replies if t["createdBy"]["id"] == 12]
    user = shared.get("/v2/reports/user", **PERIOD, user=12)
    assert user["current"]["totalReplies"] == len(own) > 0
    series = shared.get("/v2/reports/user/replies", **PERIOD, user=12)["current"]
    assert sum(s["replies"] for s in series) == len(own)
    team = shared.get("/v2/reports/user", **PERIOD, user=31)["current"]
    members = [shared.get("/v2/reports/user", **PERIOD, user=i)["current"] for i in (11, 14, 16)]
    assert team["totalReplies"] == sum(m["totalReplies"] for m in members)


def test_closed_and_resolved(shared: Api, everything: list[Row], threads: list[tuple[Row, Row]]) -> None:
    closed = [c for c in everything if _inside(c.get("closedAt"))]
    answered = {c["id"] for c, t in threads if _is_reply(t)}
    current = shared.get("/v2/reports/productivity", **PERIOD)["current"]
    assert current["closed"] == len(closed)
    assert current["resolved"] == sum(c["id"] in answered for c in closed)
    assert 0 < current["percentResolvedOnFirstReply"] < 1
    company = shared.get("/v2/reports/company", **PERIOD)["current"]
    assert company["closed"] == len(closed)
    resolved = shared.get("/v2/reports/company/drilldown", **PERIOD, range="resolved")["conversations"]
    assert resolved["count"] == current["resolved"]


def test_buckets_and_their_drilldowns(shared: Api) -> None:
    report = shared.get("/v2/reports/productivity", **PERIOD)
    for name, range_name in (("firstResponseTime", "firstResponseTime"), ("handleTime", "handleTime")):
        spread = report[name]
        assert sum(r["count"] for r in spread["ranges"]) == spread["count"] > 0
        assert sum(r["percent"] for r in spread["ranges"]) == pytest.approx(100)
        if range_name == "firstResponseTime":  # at most one per conversation
            for bucket in spread["ranges"]:
                params = PERIOD | {"range": range_name, "rangeId": bucket["id"]}
                drilled = shared.get("/v2/reports/company/drilldown", **params)["conversations"]
                assert drilled["count"] == bucket["count"]


def test_channels_split_the_whole(shared: Api, everything: list[Row]) -> None:
    created = _created(everything)
    email = shared.get("/v2/reports/email", **PERIOD)["current"]["volume"]
    assert email["emailsCreated"] == sum(c["type"] == "email" for c in created)
    phone = shared.get("/v2/reports/phone", **PERIOD)["current"]
    assert phone["phoneCallsCreated"] == sum(c["type"] == "phone" for c in created)
    chat = shared.get("/v2/reports/chat", **PERIOD)
    beacon = [c for c in created if c["source"]["type"] == "beacon"]
    assert chat["current"]["volume"]["chatConversations"] >= len(beacon) > 0
    assert {r["id"] for r in chat["waitTime"]["ranges"]} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("filters", "name"),
    [
        ({"mailboxes": "3"}, "mailbox"),
        ({"types": "chat,phone"}, "types"),
        ({"tags": "101,102"}, "tags"),
        ({"tags": "1"}, "untagged"),
        ({"folders": "906"}, "folder"),
    ],
)
def test_filters(shared: Api, everything: list[Row], filters: Row, name: str) -> None:
    tests = {
        "mailbox": lambda c: c["mailboxId"] == 3,
        "types": lambda c: c["type"] in ("chat", "phone"),
        "tags": lambda c: {101, 102} & {t["id"] for t in c["tags"]},
        "untagged": lambda c: not c["tags"],
        "folder": lambda c: c["folderId"] == 906,
    }
    wanted = [c for c in _created(everything) if tests[name](c)]
    report = shared.get("/v2/reports/conversations", **PERIOD, **filters)
    assert report["current"]["newConversations"] == len(wanted) > 0
    assert shared.get("/v2/reports/conversations/new-drilldown", **PERIOD, **filters)["conversations"][
        "count"
    ] == len(wanted)


def test_office_hours_are_shorter(shared: Api) -> None:
    every = shared.get("/v2/reports/productivity", **PERIOD)["current"]
    office = shared.get("/v2/reports/productivity", **PERIOD, officeHours="true")["current"]
    assert 0 < office["responseTime"] < every["responseTime"]
    assert office["repliesSent"] == every["repliesSent"]


def test_happiness(shared: Api, threads: list[tuple[Row, Row]]) -> None:
    report = shared.get("/v2/reports/happiness", **PERIOD)["current"]
    ratings = shared.get("/v2/reports/happiness/ratings", **PERIOD, rating="all")
    assert ratings["count"] == report["ratingsCount"] == len(ratings["results"])
    assert report["greatCount"] + report["okayCount"] + report["notGoodCount"] == report["ratingsCount"]
    assert report["happinessScore"] == pytest.approx(report["great"] - report["notGood"])
    bad = shared.get("/v2/reports/happiness/ratings", **PERIOD, rating="not-good")["results"]
    assert len(bad) == report["notGoodCount"] and {r["ratingId"] for r in bad} <= {3}
    rated = {t["id"]: t["rating"]["rating"] for _, t in threads if "rating" in t}
    assert all(rated[r["threadid"]] in ("great", "okay", "not_good") for r in ratings["results"])
    for name in ("sortField", "sortFieldRatings"):
        rows = shared.get(
            "/v2/reports/happiness/ratings", **PERIOD, **{name: "modifiedAt"}, sortOrder="DESC"
        )["results"]
        times = [r["ratingCreatedAt"] for r in rows]
        assert times == sorted(times, reverse=True)


def test_drilldowns_page(shared: Api) -> None:
    first = shared.get("/v2/reports/conversations/drilldown", **PERIOD, rows=50)["conversations"]
    second = shared.get("/v2/reports/conversations/drilldown", **PERIOD, rows=50, page=2)["conversations"]
    assert len(first["results"]) == 50 and first["pages"] == -(-first["count"] // 50)
    assert not {r["id"] for r in first["results"]} & {r["id"] for r in second["results"]}
    assert len(shared.get("/v2/reports/conversations/drilldown", **PERIOD)["conversations"]["results"]) == 25
    after = shared.get("/v2/reports/conversations/drilldown", **PERIOD, page=99)["conversations"]
    assert after["results"] == [] and after["count"] == first["count"]


def test_history(shared: Api) -> None:
    report = shared.get("/v2/reports/user/conversation-history", **PERIOD, user=12, sortField="repliesSent")
    sent = [r["repliesSent"] for r in report["results"]]
    assert sent == sorted(sent, reverse=True) and report["count"] >= len(sent) > 0
    closed = shared.get("/v2/reports/user/conversation-history", **PERIOD, user=12, status="closed")
    assert {r["status"] for r in closed["results"]} == {"closed"}


def test_a_write_shows_in_the_reports(api: Api) -> None:
    period = {"start": "2026-10-31T00:00:00Z", "end": "2026-10-31T23:59:59Z"}
    before = api.get("/v2/reports/company", **period)["current"]["totalReplies"]
    api.create("/v2/conversations/5/reply", {"text": "x", "customer": {"id": 5002}})
    assert api.get("/v2/reports/company", **period)["current"]["totalReplies"] == before + 1
