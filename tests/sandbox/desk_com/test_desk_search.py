"""Searches: lists mean any, parameters mean all; texts are matched by words."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def cases(shared_desk):
    return shared_desk.all("cases")


def found(desk, **params):
    return {row["id"] for row in desk.all("cases/search", **params)}


@pytest.mark.parametrize(
    ("name", "value", "test"),
    [
        ("status", "new,open", lambda c: c["status"] in ("new", "open")),
        ("priority", "9,10", lambda c: c["priority"] in (9, 10)),
        ("channels", "twitter,facebook", lambda c: c["type"] in ("twitter", "facebook")),
        ("case_id", "3011,3012,99", lambda c: c["id"] in (3011, 3012)),
        ("labels", "vip", lambda c: "vip" in c["labels"]),
        ("subject", "stove", lambda c: "stove" in (c["subject"] or "").lower()),
        ("custom_market", "asia", lambda c: c["custom_fields"]["market"] == "Asia"),
        ("since_id", "3100", lambda c: c["id"] > 3100),
        ("max_created_at", "2025-06-01T00:00:00Z", lambda c: c["created_at"] <= "2025-06-01T00:00:00Z"),
        ("since_updated_at", "2026-10-01T00:00:00Z", lambda c: c["updated_at"] >= "2026-10-01T00:00:00Z"),
        ("updated", "week", lambda c: c["updated_at"] >= "2026-10-24T18:00:00Z"),
        ("created", "today", lambda c: c["created_at"] >= "2026-10-31T00:00:00Z"),
        ("assigned_user", "16096734", lambda c: "16096734" in str(c["_links"]["assigned_user"])),
        ("assigned_group", "Front line", lambda c: "171213" in str(c["_links"]["assigned_group"])),
    ],
)
def test_one_parameter(shared_desk, cases, name, value, test):
    expected = {c["id"] for c in cases if test(c)}
    assert found(shared_desk, **{name: value}) == expected
    assert expected or name == "created"


def test_parameters_are_all_to_fit(shared_desk, cases):
    both = {c["id"] for c in cases if c["status"] == "closed" and c["type"] == "chat" and c["priority"] == 4}
    assert found(shared_desk, status="closed", channels="chat", priority=4) == both != set()


def test_texts_are_matched_by_words_in_any_order(shared_desk, cases):
    one = next(c for c in cases if c["subject"] and c["subject"].startswith("Where is my"))
    product = one["subject"].removeprefix("Where is my ").rstrip("?")
    assert one["id"] in found(shared_desk, subject=f"{product.upper()} where")
    assert one["id"] not in found(shared_desk, subject=product[:-1])


def test_by_what_the_customer_has(shared_desk, cases):
    who = shared_desk.get(cases[3]["_links"]["customer"]["href"])
    own = {c["id"] for c in cases if c["_links"]["customer"]["href"] == who["_links"]["self"]["href"]}
    assert found(shared_desk, email=who["emails"][0]["value"].upper()) == own
    assert own <= found(shared_desk, first_name=who["first_name"], last_name=who["last_name"])
    assert own <= found(shared_desk, name=who["first_name"])


def test_by_what_hangs_below(shared_desk):
    hits = found(shared_desk, notes="warehouse")
    assert hits
    for number in sorted(hits)[:3]:
        assert any("warehouse" in n["body"].lower() for n in shared_desk.rows(f"cases/{number}/notes"))
    assert found(shared_desk, attachments="label.jpg") >= set()


def test_q_rules_all_others_out(shared_desk):
    asked = found(shared_desk, status="new")
    assert found(shared_desk, q="status:new", priority=9) == asked
    assert found(shared_desk, q='status:new subject:"tent"') <= asked
    assert found(shared_desk, q="kayak")


def test_a_search_without_a_criterion(shared_desk):
    for path in ("cases/search", "customers/search", "companies/search", "cases/search?page=2&sort_field=id"):
        assert shared_desk.refused("GET", path)[0] == 422


def test_customers(shared_desk):
    everybody = shared_desk.all("customers")
    one = next(c for c in everybody if c["external_id"] and c["emails"])

    def hits(**params):
        return {c["id"] for c in shared_desk.all("customers/search", **params)}

    assert hits(external_id=one["external_id"]) == {one["id"]}
    assert hits(email=one["emails"][0]["value"]) == {one["id"]}
    assert (
        hits(level="vip")
        == {c["id"] for c in everybody if c["custom_fields"]["level"] == "vip"}
        == hits(custom_level="vip")
    )
    assert hits(since_id=one["id"]) == {c["id"] for c in everybody if c["id"] > one["id"]}
    since = "2026-09-01T00:00:00Z"
    assert hits(since_updated_at=since) == {c["id"] for c in everybody if c["updated_at"] >= since}
    assert one["id"] in hits(q=f'"{one["last_name"]}"')


def test_labels_and_articles(shared_desk):
    assert [r["name"] for r in shared_desk.rows("labels/search", names="vip,Refund")] == ["vip", "refund"]
    page = shared_desk.get("articles/search", text="question", per_page=5)
    assert page["_links"]["self"]["href"] == "/api/v2/articles?page=1&per_page=5"  # as on tape
    assert page["_links"]["next"]["href"] == "/api/v2/articles/search?text=question&page=2&per_page=5"
    own = shared_desk.all("topics/498301/articles")
    assert shared_desk.all("articles/search", topic_ids="498301") == own != []
