"""Envelope, pages, order, sparse rows, states."""

from __future__ import annotations

import pytest

from helpsql.sandbox.teamwork_desk.reads import SINGLES

LISTS = sorted(
    {*SINGLES, "tickets", "messages", "helpdocssites/helpdocarticles"} - {"inboxaliases", "webhookendpoints"}
)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_reads_and_so_does_each_row(shared_desk, path):
    answer = shared_desk.get(path, pageSize=3)
    key = path.split("/")[-1]
    assert list(answer) == [key, "included", "pagination", "meta"]
    assert answer["included"] == {}
    for row in answer[key]:
        below = f"helpdocssites/{row['helpdocsite']['id']}/{key}" if "/" in path else key
        one = shared_desk.get(f"{below}/{row['id']}")
        single = SINGLES.get(key, key[:-1])
        assert one == {single: row, "included": {}}
        assert row["state"] == "active" and row["createdAt"] and row["createdBy"]["type"]


def test_envelope_is_as_recorded(shared_desk, recorded):
    tape = recorded("v2_ticketpriorities_list")["response_body"]
    answer = shared_desk.get("ticketpriorities")
    assert answer["pagination"] == tape["pagination"] and answer["meta"] == tape["meta"]
    names = [row["name"] for row in answer["ticketpriorities"]]
    assert names == [row["name"] for row in tape["ticketpriorities"]]
    for ours, theirs in zip(answer["ticketpriorities"], tape["ticketpriorities"], strict=True):
        assert theirs.keys() <= ours.keys()


@pytest.mark.parametrize(
    ("name", "path"), [("v2_customers_list", "customers"), ("v2_inboxes_list", "inboxes")]
)
def test_rows_have_every_recorded_column(shared_desk, recorded, name, path):
    theirs = recorded(name)["response_body"][path][0]
    ours = shared_desk.get(path)[path][0]
    assert theirs.keys() - ours.keys() == set()


def test_me_is_as_recorded(shared_desk, recorded):
    theirs = recorded("v2_me")["response_body"]
    ours = shared_desk.get("me")
    assert theirs.keys() == ours.keys()
    assert theirs["user"].keys() - ours["user"].keys() == set()


# Pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 50, 100])
def test_pages_agree(shared_desk, size):
    whole = shared_desk.ids("customers")
    assert len(whole) == len(set(whole)) > 50
    assert shared_desk.ids("customers", pageSize=size) == whole


@pytest.mark.parametrize(
    ("path", "asked", "got"),
    [
        ("tickets", None, 50),
        ("tickets", 100, 100),
        ("tickets", 101, 100),
        ("tickets", 0, 50),
        ("search/tickets", None, 50),
        ("search/tickets", 200, 200),
        ("search/tickets", 201, 50),
        ("search/tickets", 0, 50),
    ],
)
def test_page_sizes_are_changed_in_silence(shared_desk, path, asked, got):
    answer = shared_desk.get(path, **({} if asked is None else {"pageSize": asked}))
    assert len(answer["tickets"]) == got
    assert answer["pagination"]["pageSize"] == answer["meta"]["page"]["pageSize"] == got


def test_page_offset_begins_at_zero(shared_desk):
    for page in (1, 2):
        by_page = shared_desk.get("tickets", page=page, pageSize=10)
        by_offset = shared_desk.get("tickets", pageOffset=page - 1, pageSize=10)
        assert by_page == by_offset
        assert by_page["meta"]["page"]["pageOffset"] == page - 1


def test_behind_the_last_page_is_null(shared_desk):
    answer = shared_desk.get("tickets", page=999)
    assert answer["tickets"] is None
    assert answer["pagination"]["hasMorePages"] is answer["meta"]["page"]["hasMore"] is False


def test_pages_that_are_no_numbers(shared_desk):
    assert shared_desk.refused("tickets", page="two") == "page"
    assert shared_desk.refused("tickets", pageSize="1.5") == "pageSize"


# Order -----------------------------------------------------------------------------------------


def test_order(shared_desk):
    for mode in ("asc", "desc", "DESC"):
        rows = shared_desk.rows("tickets", orderBy="updatedAt", orderMode=mode)
        found = [row["updatedAt"] for row in rows]
        assert found == sorted(found, reverse=mode != "asc")
    companies = [row["name"].casefold() for row in shared_desk.rows("companies")]
    assert companies == sorted(companies)


def test_orders_of_other_tables(shared_desk):
    assert shared_desk.ids("tickets", orderBy="customers.name") != shared_desk.ids("tickets")
    assert shared_desk.ids("timelogs", orderBy="tickets_id", orderMode="DESC")
    for path, order in (("tickets", "createdBy"), ("customers", "numTickets"), ("tags", "nothing")):
        assert shared_desk.refused(path, orderBy=order) == "orderBy"
    assert shared_desk.refused("tickets", orderBy="id", orderMode="up") == "orderMode"


def test_inboxes_by_creation_are_the_recorded_500(shared_desk, recorded):
    response = shared_desk.send("GET", "inboxes", params={"filter": "{}", "orderBy": "createdAt"})
    assert response.status_code == 500 and response.content.endswith(b"\n")
    (ours,) = response.json()["errors"]
    (theirs,) = recorded("v2_error_500")["response_body"]["errors"]
    assert ours | {"id": ""} == theirs | {"id": ""}
    assert shared_desk.ids("inboxes", orderBy="name")


# Sparse rows, states, archives ------------------------------------------------------------------


def test_fields(shared_desk):
    row = shared_desk.get("tickets", fields="subject,status,nothing")["tickets"][0]
    assert set(row) == {"id", "subject", "status"}
    one = shared_desk.get(f"tickets/{row['id']}", fields="subject")
    assert one["ticket"] == {"id": row["id"], "subject": row["subject"]}


def test_states(shared_desk):
    active = shared_desk.ids("tickets")
    every = shared_desk.rows(
        "tickets", filter={"state": {"$in": ["active", "deleted", "merged", "scheduled"]}}
    )
    states = {row["state"] for row in every}
    assert states == {"active", "deleted", "merged", "scheduled"}
    assert [row["id"] for row in every if row["state"] == "active"] == active
    deleted = next(row for row in every if row["state"] == "deleted")
    assert deleted["deletedAt"] and deleted["deletedBy"]["type"] == "users"
    assert shared_desk.get(f"tickets/{deleted['id']}")["ticket"]["state"] == "deleted"


def test_archived_replaces_the_result(shared_desk):
    archived = set(shared_desk.ids("tickets", archived="true"))
    assert archived and archived.isdisjoint(shared_desk.ids("tickets"))
    assert archived == set(shared_desk.ids("search/tickets", archived="true", pageSize=200))
    assert all(row["archivedAt"] for row in shared_desk.rows("tickets", archived="true"))


def test_archived_agents_need_a_state_too(shared_desk):
    present = shared_desk.ids("users")
    assert shared_desk.ids("users", includeArchived="true") == present
    assert shared_desk.ids("users", filter={"state": "deleted"}) == []
    assert len(shared_desk.ids("users", filter={"state": "deleted"}, includeArchived="true")) == 1


def test_scheduled_tickets_appear_when_the_mail_is_sent(make_desk):
    desk = make_desk(size=1)
    waiting = desk.rows("tickets", filter={"state": "scheduled"})
    first = min(waiting, key=lambda row: row["scheduledEmail"]["sendAt"])
    assert first["id"] not in desk.ids("tickets")
    desk.go(3 * 86_400)
    sent = desk.get(f"tickets/{first['id']}")["ticket"]
    assert sent["state"] == "active" and first["id"] in desk.ids("tickets")
    assert len(desk.ids("tickets", filter={"state": "scheduled"})) < len(waiting)
