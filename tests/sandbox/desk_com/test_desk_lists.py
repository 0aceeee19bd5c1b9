"""Lists: pages and their links, the page cap, filters, orders, fields and embeds."""

from __future__ import annotations

import pytest

from .conftest import number


def test_a_walk_by_next_gives_every_row_once(shared_desk):
    rows = shared_desk.all("cases", per_page=7)
    ids = [row["id"] for row in rows]
    assert ids == sorted(set(ids)) and len(ids) == shared_desk.get("cases")["total_entries"]


def test_links_keep_the_query_and_end_with_page_and_size(shared_desk):
    page = shared_desk.get("cases", page=2, per_page=10, sort_field="priority", embed="customer")
    links = page["_links"]
    assert list(page) == ["page", "total_entries", "_links", "_embedded"]
    assert links["next"] == {
        "class": "page",
        "href": "/api/v2/cases?sort_field=priority&embed=customer&page=3&per_page=10",
    }
    assert list(links["self"]) == ["class", "href"]
    assert links["previous"]["href"].endswith("&page=1&per_page=10")
    assert links["last"]["href"].endswith(f"&page={-(-page['total_entries'] // 10)}&per_page=10")


def test_an_older_path_writes_href_first(shared_desk):
    page = shared_desk.get("customers")
    assert list(page) == ["total_entries", "page", "_links", "_embedded"]
    assert list(page["_links"]) == ["self", "first", "last", "previous", "next"]
    assert list(page["_links"]["self"]) == ["href", "class"]


def test_the_last_page_and_one_beyond(shared_desk):
    total = shared_desk.get("cases")["total_entries"]
    last = -(-total // 50)
    assert shared_desk.get("cases", page=last)["_links"]["next"] is None
    beyond = shared_desk.get("cases", page=last + 1)
    assert beyond["_embedded"]["entries"] == [] and beyond["_links"]["next"] is None


@pytest.mark.parametrize(
    ("path", "asked", "served"),
    [
        ("cases", None, 50),
        ("cases", 1000, 100),
        ("cases", 0, 50),
        ("cases", "x", 50),
        ("users", 1000, 1000),
        ("users", 1001, 1000),
        ("labels", 101, 100),
        ("articles/search?text=tent", None, 30),
    ],
)
def test_page_sizes(shared_desk, path, asked, served):
    page = shared_desk.get(path, **({} if asked is None else {"per_page": asked}))
    assert page["_links"]["self"]["href"].endswith(f"per_page={served}")


def test_no_page_after_the_500th(make_desk):
    desk = make_desk(size=1.0)
    page = desk.get("cases", page=500, per_page=2)
    assert len(page["_embedded"]["entries"]) == 2 and "page=501&" in page["_links"]["next"]["href"]
    status, body = desk.refused("GET", page["_links"]["next"]["href"])
    assert status == 400 and "500" in body["message"]
    assert desk.refused("GET", "customers/search?since_id=1&page=501")[0] == 400
    assert desk.refused("GET", "filters/2260001/cases?page=501")[0] == 400
    assert desk.get("customers", page=501, per_page=1)["_embedded"]["entries"] == []


def test_the_cap_bites_at_100_thousand_cases_and_windows_pass_it(make_desk):
    desk = make_desk(size=84)
    page = desk.get("cases", per_page=100, page=500)
    assert page["total_entries"] > 99_000
    last = page["_embedded"]["entries"][-1]["id"]
    rest = desk.get("cases", per_page=100, since_id=last, sort_field="id")
    assert rest["total_entries"] == page["total_entries"] - 50_000
    assert rest["_embedded"]["entries"][0]["id"] > last


def test_orders(shared_desk):
    for field in ("id", "created_at", "priority", "received_at", "status", "updated_at"):
        up = [row["id"] for row in shared_desk.all("cases", sort_field=field)]
        down = [row["id"] for row in shared_desk.all("cases", sort_field=field, sort_direction="desc")]
        assert down == up[::-1] and len(up) > 200
    rows = shared_desk.all("cases", sort_field="updated_at")
    stamps = [row["updated_at"] for row in rows]
    assert stamps == sorted(stamps) and len(set(stamps)) < len(stamps)  # a clean-up touched many at once
    created = [row["created_at"] for row in shared_desk.all("cases")]
    assert created != sorted(created)  # by number is not by date


@pytest.mark.parametrize("query", ["sort_field=subject", "sort_field=id&sort_direction=up"])
def test_orders_that_are_none(shared_desk, query):
    status, body = shared_desk.refused("GET", f"cases?{query}")
    assert (status, body["message"]) == (422, "Validation Failed")
    assert [*body["errors"].values()] == [["inclusion"]]


def test_dates_are_inclusive_and_ids_exclusive(shared_desk):
    rows = shared_desk.all("cases", sort_field="updated_at")
    middle = rows[len(rows) // 2]
    since = shared_desk.all("cases", since_updated_at=middle["updated_at"])
    until = shared_desk.all("cases", max_updated_at=middle["updated_at"])
    assert {middle["id"]} <= {r["id"] for r in since} & {r["id"] for r in until}
    assert len(since) + len(until) - len({r["id"] for r in since} & {r["id"] for r in until}) == len(rows)
    assert all(r["id"] > middle["id"] for r in shared_desk.all("cases", since_id=middle["id"]))
    assert max(r["id"] for r in shared_desk.all("cases", max_id=middle["id"])) == middle["id"]


def test_dates_as_text_and_as_seconds(shared_desk):
    from datetime import datetime

    moment = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    as_text = shared_desk.get("cases", since_created_at="2026-01-01T00:00:00Z")["total_entries"]
    assert shared_desk.get("cases", since_created_at=int(moment.timestamp()))["total_entries"] == as_text > 0
    assert shared_desk.refused("GET", "cases?since_created_at=soon") == (
        422,
        {"message": "Validation Failed", "errors": {"since_created_at": ["invalid"]}},
    )


def test_the_customers_list_has_no_date_filter(shared_desk):
    total = shared_desk.get("customers")["total_entries"]
    assert shared_desk.get("customers", since_updated_at="2026-10-01T00:00:00Z")["total_entries"] == total
    found = shared_desk.get("customers/search", since_updated_at="2026-10-01T00:00:00Z")
    assert 0 < found["total_entries"] < total


def test_lists_below_other_rows(shared_desk):
    cases = shared_desk.all("cases")
    who = cases[3]["_links"]["customer"]["href"]
    own = [c["id"] for c in cases if c["_links"]["customer"]["href"] == who]
    assert [c["id"] for c in shared_desk.all(f"{who}/cases")] == own
    assert [c["id"] for c in shared_desk.all("cases", customer_id=who.rsplit("/", 1)[1])] == own
    assert shared_desk.get(who)["_links"]["cases"]["count"] == len(own)
    company = shared_desk.get("companies/138963")
    people = {number(p) for p in shared_desk.all(company["_links"]["customers"]["href"])}
    theirs = [c["id"] for c in cases if int(c["_links"]["customer"]["href"].rsplit("/", 1)[1]) in people]
    assert [c["id"] for c in shared_desk.all(company["_links"]["cases"]["href"])] == theirs
    assert [c["id"] for c in shared_desk.all("cases", company_id=138963)] == theirs


def test_filters_list_their_cases_in_their_order(shared_desk):
    for row in shared_desk.rows("filters"):
        found = shared_desk.all(row["_links"]["cases"]["href"])
        values = [c[row["sort_field"]] or "" for c in found]
        assert values == sorted(values, reverse=row["sort_direction"] == "desc")
    pending = shared_desk.all("filters/2260029/cases")
    assert {c["status"] for c in pending} == {"pending"}
    assert len(shared_desk.all("cases", filter_id=2260029)) == len(pending)


def test_fields_leave_links(shared_desk):
    row = shared_desk.rows("cases", fields="id,subject", per_page=1)[0]
    assert set(row) == {"id", "subject", "_links"}


def test_embeds(shared_desk):
    names = "customer,message,draft,assigned_user,assigned_group,nonsense"
    for row in shared_desk.rows("cases", embed=names):
        there = row["_embedded"]
        assert number(there["customer"]) == int(row["_links"]["customer"]["href"].rsplit("/", 1)[1])
        assert there["message"]["_links"]["self"]["href"].endswith("/message")
        assert ("assigned_user" in there) == (row["_links"]["assigned_user"] is not None)
        assert "nonsense" not in there
    reply = shared_desk.get("cases/3013/replies", embed="sent_by")["_embedded"]["entries"][0]
    assert reply["_embedded"]["sent_by"]["email"]


def test_members_of_groups_from_both_sides(shared_desk):
    by_group = {
        (number(g), number(u))
        for g in shared_desk.rows("groups")
        for u in shared_desk.rows(g["_links"]["users"]["href"])
    }
    by_user = {
        (number(g), number(u))
        for u in shared_desk.rows("users")
        for g in shared_desk.rows(u["_links"]["groups"]["href"])
    }
    assert by_group == by_user and len(by_group) > 13


def test_deleted_cases_are_in_no_list_but_answer(shared_desk):
    gone = shared_desk.world.timeline.case_id(13)
    assert shared_desk.get(f"cases/{gone}")["status"] == "deleted"
    assert gone not in {c["id"] for c in shared_desk.all("cases")}
    assert shared_desk.get("cases/search", case_id=gone)["total_entries"] == 0


def test_by_external_id(shared_desk):
    row = next(c for c in shared_desk.all("cases") if c["external_id"])
    assert shared_desk.get(f"cases/e-{row['external_id']}")["id"] == row["id"]
    assert shared_desk.refused("GET", "cases/e-none") == (404, {"message": "Resource Not Found"})
