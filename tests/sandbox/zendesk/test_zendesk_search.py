"""The query language, the caps, the lag, the export."""

from __future__ import annotations

import pytest

from helpsql.sandbox.zendesk.search.query import Term, parse


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("status:open", [Term("status", ":", "open")]),
        ("status<solved", [Term("status", "<", "solved")]),
        ("created>=2024-05-01T00:00:00Z", [Term("created", ">=", "2024-05-01T00:00:00Z")]),
        ("-priority:low", [Term("priority", ":", "low", negated=True)]),
        ('tags:"a b"', [Term("tags", ":", "a b", phrase=True)]),
        ('"exact phrase" word', [Term("", ":", "exact phrase", phrase=True), Term("", ":", "word")]),
        ("subject:print*", [Term("subject", ":", "print*")]),
        ("", []),
    ],
)
def test_parsing(text, terms):
    assert parse(text).terms == terms


def test_type_and_order_stand_apart():
    query = parse("type:ticket order_by:updated sort:asc status:new")
    assert (query.types, query.sort_by, query.sort_order) == (["ticket"], "updated", "asc")
    assert len(query.terms) == 1


def all_tickets(desk):
    rows, page = [], desk.get("/incremental/tickets/cursor?start_time=0&exclude_deleted=true")
    rows += page["tickets"]
    return rows


def has(tags):
    return lambda t: tags <= set(t["tags"])


ORDER = ["new", "open", "pending", "hold", "solved", "closed"]
CASES = {
    "status:open": lambda t: t["status"] == "open",
    "status:open status:pending": lambda t: t["status"] in ("open", "pending"),
    "status<solved": lambda t: ORDER.index(t["status"]) < 4,
    "status>=solved -status:closed": lambda t: t["status"] == "solved",
    "priority>normal": lambda t: t["priority"] in ("high", "urgent"),
    "priority:none": lambda t: t["priority"] is None,
    "ticket_type:incident": lambda t: t["type"] == "incident",
    "assignee:none": lambda t: t["assignee_id"] is None,
    "organization:none": lambda t: t["organization_id"] is None,
    "tags:product_tent": has({"product_tent"}),
    "created>=2026-09-01 created<2026-10-01": lambda t: t["created_at"][:7] == "2026-09",
    "created:2026-10-05": lambda t: t["created_at"].startswith("2026-10-05"),
    "updated>2026-10-20T12:00:00Z": lambda t: t["updated_at"] > "2026-10-20T12:00:00Z",
    "via:mail": lambda t: t["via"]["channel"] == "email",
    "satisfaction:bad": lambda t: t["satisfaction_rating"]["score"] == "bad",
    "subject:kayak": lambda t: "kayak" in t["subject"].lower(),
}


@pytest.mark.parametrize("query", CASES)
def test_keywords_mean_what_they_say_and_find_archived_tickets(shared_desk, query):
    wanted = {t["id"] for t in all_tickets(shared_desk) if CASES[query](t)}
    page = shared_desk.get("/search", query=f"type:ticket {query}", per_page=100)
    assert (
        page["count"]
        == len(wanted)
        == shared_desk.get("/search/count", query=f"type:ticket {query}")["count"]
    )
    export = shared_desk.pages(
        "results", f"/search/export?query={query.replace(' ', '%20')}&filter[type]=ticket&page[size]=7"
    )
    assert [r["id"] for r in export] == sorted(wanted, reverse=True)
    assert all(r["result_type"] == "ticket" for r in page["results"])


def test_words_match_by_token_and_prefix_not_inside(shared_desk):
    assert shared_desk.get("/search/count", query="type:ticket subject:kay")["count"] == 0
    assert shared_desk.get("/search/count", query="type:ticket subject:kay*")["count"] > 0
    assert shared_desk.get("/search/count", query="type:ticket kay")["count"] > 0
    assert shared_desk.get("/search/count", query="type:ticket subject:ayak")["count"] == 0


def test_custom_field_and_people(shared_desk):
    from helpsql.sandbox.zendesk.world.fields import FIELD_IDS

    rows = all_tickets(shared_desk)
    wanted = [t for t in rows if {"id": FIELD_IDS[8], "value": "product_tent"} in t["custom_fields"]]
    assert shared_desk.get("/search/count", query=f"custom_field_{FIELD_IDS[8]}:product_tent")[
        "count"
    ] == len(wanted)
    requester = rows[0]["requester_id"]
    mine = [t for t in rows if t["requester_id"] == requester]
    assert shared_desk.get("/search/count", query=f"type:ticket requester:{requester}")["count"] == len(mine)


def test_mixed_types_and_users(shared_desk):
    kinds = {r["result_type"] for r in shared_desk.get("/search", query="created>2020-01-01")["results"]}
    assert kinds == {"ticket"}  # the first page is of the first type
    page = shared_desk.get("/search", query="type:user role:admin")
    assert page["count"] == 3 and all(r["role"] == "admin" for r in page["results"])
    assert shared_desk.get("/users/search", query="admin@demo.example")["count"] == 1


def test_cap_of_1000(make_desk):
    desk = make_desk(size=0.6)
    assert desk.get("/search", query="type:ticket")["count"] > 1000
    tenth = desk.get("/search", query="type:ticket", page=10)
    assert len(tenth["results"]) == 100 and tenth["next_page"]
    body = desk.get(tenth["next_page"], 422)
    assert body == {
        "error": "invalid",
        "description": "Invalid search: Requested response size was greater than Search Response Limits",
    }


def test_refusals(shared_desk):
    assert "page must be an integer" in str(shared_desk.get("/search?query=a&page[size]=5", 400))
    assert shared_desk.get("/search?query=created>soon", 422)["error"] == "invalid"
    shared_desk.get("/search/export?query=a&page[size]=5", 400)
    shared_desk.get("/search/export?query=type:user&filter[type]=ticket", 422)
    assert shared_desk.refused("GET", "/search") == (400, "Required parameter missing: query")


def test_the_index_lags_a_minute(desk):
    ticket = desk.ticket(subject="Zyzzyva")
    old = desk.get("/search/count", query="type:ticket status:new")["count"]
    assert desk.get("/search/count", query="subject:zyzzyva")["count"] == 0
    desk.write("PUT", f"/tickets/{ticket['id']}", {"ticket": {"status": "open"}})
    desk.go(61)
    assert desk.get("/search", query="subject:zyzzyva")["results"][0]["status"] == "open"
    desk.write("DELETE", f"/tickets/{ticket['id']}", status=204)
    assert desk.get("/search/count", query="subject:zyzzyva")["count"] == 1
    desk.go(61)
    assert desk.get("/search/count", query="subject:zyzzyva")["count"] == 0
    assert desk.get("/search/count", query="type:ticket status:new")["count"] == old


def test_export_cursor_lives_an_hour(desk):
    page = desk.get("/search/export?query=status:closed&filter[type]=ticket&page[size]=2")
    desk.go(3500)
    page = desk.get(page["links"]["next"])
    desk.go(3601)
    desk.get(page["links"]["next"], 400)
    other = page["links"]["next"].replace("closed", "open")
    desk.get(other, 400)
