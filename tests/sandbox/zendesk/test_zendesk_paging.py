"""Cursor and offset pages with their edges."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest


@pytest.mark.parametrize("size", [1, 7, 50, 100])
def test_cursor_pages_give_every_row_once(shared_desk, size):
    whole = [
        o["id"]
        for o in shared_desk.get("/organization_memberships", per_page=100)["organization_memberships"]
    ]
    paged = [
        o["id"]
        for o in shared_desk.pages("organization_memberships", f"/organization_memberships?page[size]={size}")
    ]
    assert paged[: len(whole)] == whole
    assert len(set(paged)) == len(paged)


def test_last_page_has_a_next_link_all_the_same(shared_desk):
    page = shared_desk.get("/organizations?page[size]=100")
    assert page["meta"]["has_more"] is False
    assert page["links"]["next"]
    after = shared_desk.get(page["links"]["next"])
    assert after["organizations"] == []
    assert after["meta"] == {"has_more": False, "after_cursor": None, "before_cursor": None}
    assert after["links"] == {"prev": None, "next": None}


def test_first_page_has_both_cursors_and_before_goes_back(shared_desk):
    first = shared_desk.get("/tickets?page[size]=3")
    assert first["links"]["prev"]
    second = shared_desk.get(first["links"]["next"])
    assert shared_desk.get(second["links"]["prev"])["tickets"] == first["tickets"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("page[size]=0", "page[size] is not valid"),
        ("page[size]=101", "page[size] is not valid"),
        ("page[size]=x", "page[size] is not valid"),
        ("page[size]=5&page[after]=nonsense", "page[after] is not valid"),
        ("page[size]=5&sort=subject", "sort is not valid"),
    ],
)
def test_bad_cursor_parameters_are_400(shared_desk, query, title):
    body = shared_desk.get(f"/tickets?{query}", 400)
    assert body["errors"][0]["code"] == "InvalidPaginationParameter"
    assert body["errors"][0]["title"] == title


def test_cursor_of_another_order_is_refused(shared_desk):
    cursor = shared_desk.get("/tickets?page[size]=2&sort=-updated_at")["meta"]["after_cursor"]
    shared_desk.get("/tickets", 400, **{"page[size]": 2, "page[after]": cursor})


def test_cursor_wins_over_offset_and_ignores_sort_by(shared_desk):
    both = shared_desk.get("/tickets?page[size]=3&page=2&per_page=5&sort_by=updated_at&sort_order=desc")
    assert both["tickets"] == shared_desk.get("/tickets?page[size]=3")["tickets"]
    assert "count" not in both


@pytest.mark.parametrize("sort", ["id", "-id", "updated_at", "-updated_at", "status", "-status"])
def test_sorted_cursors_agree_with_one_big_page(shared_desk, sort):
    rows = [t["id"] for t in shared_desk.pages("tickets", f"/tickets?page[size]=9&sort={sort}")]
    big = [t["id"] for t in shared_desk.pages("tickets", f"/tickets?page[size]=100&sort={sort}")]
    assert rows == big
    assert len(set(rows)) == len(rows) == shared_desk.get("/tickets/count")["count"]["value"]


def test_offset_pages_and_their_links(shared_desk):
    first = shared_desk.get("/users?include=organizations")
    assert first["next_page"].endswith("/api/v2/users.json?include=organizations&page=2")
    assert first["previous_page"] is None
    last = shared_desk.get("/users?include=organizations&page=2")
    assert last["next_page"] is None and last["previous_page"]
    assert len(first["users"]) + len(last["users"]) == first["count"] == last["count"]


def test_per_page_is_kept_in_links_and_cut_to_100(shared_desk):
    assert "per_page=2" in shared_desk.get("/groups?per_page=2")["next_page"]
    assert len(shared_desk.get("/tickets?per_page=500")["tickets"]) == 100


def test_offset_beyond_10000_is_refused(shared_desk):
    shared_desk.get("/tickets?page=100")
    assert shared_desk.get("/tickets?page=101", 400)["errors"][0]["code"] == "InvalidPaginationDepth"
    shared_desk.get("/tickets?page=10001&per_page=1", 400)


def test_show_many_drops_unknown_ids_and_sorts(shared_desk):
    page = shared_desk.get("/tickets/show_many?ids=5,1,99999,3")
    assert [t["id"] for t in page["tickets"]] == [1, 3, 5]
    assert page["count"] == 3
    too_many = ",".join(map(str, range(101)))
    assert shared_desk.get(f"/tickets/show_many?ids={too_many}", 400)["max_count"] == 100


def test_cursors_tell_their_order(shared_desk):
    orders = {
        "/tickets": b"nice_id",
        "/groups": b"name,id",
        "/macros": b"title,id",
        "/triggers": b"position,title,id",
        "/views": b"created_at,id",
        "/tags": b"-score,id",
    }
    for path, order in orders.items():
        cursor = shared_desk.get(f"{path}?page[size]=1")["meta"]["after_cursor"]
        assert b'"o":"' + order + b'"' in b64decode(cursor)


def test_rows_written_between_pages_do_not_shift_a_cursor(desk):
    first = desk.get("/groups?page[size]=2")
    desk.write("POST", "/groups", {"group": {"name": "Aaa"}})
    rest = desk.get(first["links"]["next"])["groups"]
    assert not {g["id"] for g in first["groups"]} & {g["id"] for g in rest}


def test_a_forged_cursor_is_no_way_in(shared_desk):
    cursor = b64encode(b'{"o":"nice_id","v":"W10="}').decode()
    shared_desk.get("/tickets", 400, **{"page[size]": 2, "page[after]": cursor})


@pytest.mark.parametrize("path", ["/ticket_fields", "/ticket_forms", "/slas/policies"])
def test_lists_without_pages_have_the_classic_envelope(shared_desk, path):
    page = shared_desk.get(path)
    assert page["next_page"] is None and page["previous_page"] is None
    assert page["count"] == len(next(iter(page.values())))
