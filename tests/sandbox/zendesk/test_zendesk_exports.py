"""Incremental exports: by cursor, by time, their ends and repetitions."""

from __future__ import annotations

from collections import Counter

import pytest

from helpsql.sandbox.settings import WORLD_DATE

DAY = 86_400


def walk_by_cursor(desk, name, path):
    found, page = [], desk.get(path)
    while True:
        found += page[name]
        if page["end_of_stream"]:
            return found
        page = desk.get(page["after_url"])


def walk_by_time(desk, name, path):
    found, page = [], desk.get(path)
    while True:
        found.append(page)
        if page["end_of_stream"]:
            return found
        page = desk.get(page["next_page"])


@pytest.mark.parametrize("size", [1000, 37, 1])
def test_cursor_export_has_every_ticket_once_in_order(shared_desk, size):
    start = 0 if size > 1 else WORLD_DATE - 3 * DAY
    rows = walk_by_cursor(
        shared_desk, "tickets", f"/incremental/tickets/cursor?start_time={start}&per_page={size}"
    )
    keys = [(t["generated_timestamp"], t["id"]) for t in rows]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    if start == 0:
        assert len(rows) == shared_desk.sandbox.world.timeline.tickets


def test_export_has_archived_deleted_and_scrubbed_tickets(shared_desk):
    rows = walk_by_cursor(shared_desk, "tickets", "/incremental/tickets/cursor?start_time=0")
    listed = {t["id"] for t in shared_desk.pages("tickets", "/tickets?page[size]=100")}
    archived = [t for t in rows if t["status"] == "closed" and t["id"] not in listed]
    deleted = [t for t in rows if t["status"] == "deleted"]
    scrubbed = [t for t in deleted if t["subject"] == "SCRUBBED"]
    assert archived and deleted and scrubbed and len(scrubbed) < len(deleted)
    assert scrubbed[0]["description"] == "X" and scrubbed[0]["custom_fields"] == [] == scrubbed[0]["tags"]
    assert shared_desk.get(f"/tickets/{archived[0]['id']}")["ticket"]["id"] == archived[0]["id"]
    shared_desk.get(f"/tickets/{deleted[0]['id']}", 404)
    without = walk_by_cursor(
        shared_desk, "tickets", "/incremental/tickets/cursor?start_time=0&exclude_deleted=true"
    )
    assert len(without) == len(rows) - len(deleted)


def test_time_pages_follow_the_recorded_rule(shared_desk):
    pages = walk_by_time(shared_desk, "tickets", "/incremental/tickets?start_time=0&per_page=5")
    kinds = Counter()
    for page, after in zip(pages, [*pages[1:], None], strict=True):
        seconds = [t["generated_timestamp"] for t in page["tickets"]]
        assert page["count"] == len(seconds)
        if after is None:
            assert page["end_time"] == seconds[-1] and page["next_page"]
        elif len(set(seconds)) == 1:
            kinds["one second"] += 1
            assert page["end_time"] == seconds[0] + 1
        else:
            kinds["several"] += 1
            assert len(seconds) == 5 and page["end_time"] == seconds[-1]
            assert after["tickets"][0]["generated_timestamp"] == seconds[-1]  # its second comes again
    assert kinds["one second"] and kinds["several"]
    ids = {t["id"] for page in pages for t in page["tickets"]}
    assert len(ids) == shared_desk.sandbox.world.timeline.tickets


def test_a_second_that_overflows_a_page_comes_whole(shared_desk):
    rows = walk_by_cursor(shared_desk, "tickets", "/incremental/tickets/cursor?start_time=0")
    second, count = Counter(t["generated_timestamp"] for t in rows).most_common(1)[0]
    assert count > 2
    page = shared_desk.get(f"/incremental/tickets?start_time={second}&per_page=1")
    assert page["count"] == count and page["end_time"] == second + 1


def test_too_recent_start_is_422(shared_desk):
    for start in (WORLD_DATE, WORLD_DATE - 59, WORLD_DATE + DAY):
        body = shared_desk.get(f"/incremental/tickets/cursor?start_time={start}", 422)
        assert body["error"] == "InvalidValue" and body["description"].startswith("Too recent start_time.")
    shared_desk.get(f"/incremental/tickets/cursor?start_time={WORLD_DATE - 60}")


def test_missing_start_time_is_400(shared_desk):
    assert shared_desk.http.get("/incremental/users").status_code == 400
    assert shared_desk.http.get("/incremental/tickets/cursor?cursor=junk").status_code == 400


def test_the_last_minute_is_not_delivered(desk):
    ticket = desk.ticket()
    path = f"/incremental/tickets/cursor?start_time={WORLD_DATE - 30 * DAY}"
    page = desk.get(path)
    assert ticket["id"] not in [t["id"] for t in page["tickets"]] and page["end_of_stream"]
    desk.go(61)
    later = desk.get(page["after_url"])
    assert [t["id"] for t in later["tickets"]] == [ticket["id"]]


def test_a_change_moves_a_row_to_the_end(desk):
    desk.write("PUT", "/tickets/21", {"ticket": {"external_id": "moved"}})
    desk.go(61)
    rows = walk_by_cursor(desk, "tickets", "/incremental/tickets/cursor?start_time=0")
    assert rows[-1]["id"] == 21 and Counter(t["id"] for t in rows)[21] == 1


def test_end_is_empty_with_a_cursor_to_go_on(desk):
    page = desk.get("/incremental/users/cursor?start_time=0")
    again = desk.get(page["after_url"])
    assert again["users"] == [] and again["end_of_stream"] and again["after_url"]
    assert again["before_url"] is None and again["before_cursor"] is None


def test_users_and_organizations_with_their_deleted_ones(desk):
    users = walk_by_cursor(desk, "users", "/incremental/users/cursor?start_time=0")
    assert any(not u["active"] for u in users) and any(u.get("permanently_deleted") for u in users)
    gone = desk.get("/organizations")["organizations"][0]["id"]
    desk.write("DELETE", f"/organizations/{gone}", status=204)
    desk.go(120)
    rows = [
        o
        for p in walk_by_time(desk, "organizations", "/incremental/organizations?start_time=0")
        for o in p["organizations"]
    ]
    assert next(o for o in rows if o["id"] == gone)["deleted_at"]


def test_ticket_events_carry_comments_when_asked(shared_desk):
    start = WORLD_DATE - 5 * DAY
    plain = shared_desk.get(f"/incremental/ticket_events?start_time={start}")
    full = shared_desk.get(f"/incremental/ticket_events?start_time={start}&include=comment_events")
    assert [e["id"] for e in plain["ticket_events"]] == [e["id"] for e in full["ticket_events"]]
    comments = [c for e in full["ticket_events"] for c in e["child_events"] if c["event_type"] == "Comment"]
    assert comments and all("body" in c and c["type"] == "Comment" for c in comments)
    one = full["ticket_events"][0]
    audit = shared_desk.get(f"/tickets/{one['ticket_id']}/audits/{one['id']}")["audit"]
    assert len(audit["events"]) == len(one["child_events"])


def test_metric_sets_are_side_loaded_into_tickets(shared_desk):
    rows = shared_desk.get("/incremental/tickets/cursor?start_time=0&include=metric_sets,users")
    one = next(t for t in rows["tickets"] if t["status"] not in ("deleted", "closed"))
    assert one["metric_set"] == shared_desk.get(f"/tickets/{one['id']}/metrics")["ticket_metric"]
    assert {u["id"] for u in rows["users"]} >= {t["requester_id"] for t in rows["tickets"]}


def test_metric_events_by_page_and_by_time_agree(shared_desk):
    start = WORLD_DATE - 10 * DAY
    by_page = shared_desk.pages(
        "ticket_metric_events", f"/incremental/ticket_metric_events?start_time={start}&page[size]=100"
    )
    pages = walk_by_time(
        shared_desk, "ticket_metric_events", f"/incremental/ticket_metric_events?start_time={start}"
    )
    assert {e["id"] for e in by_page} == {e["id"] for p in pages for e in p["ticket_metric_events"]}
    assert {"measure", "activate", "fulfill", "update_status", "apply_sla", "breach"} <= {
        e["type"] for e in by_page
    }


def test_sample_gives_fifty(shared_desk):
    assert len(shared_desk.get("/incremental/tickets/sample?start_time=0")["tickets"]) == 50
