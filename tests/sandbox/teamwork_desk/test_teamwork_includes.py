"""Related rows beside the list, and search."""

from __future__ import annotations

import json

import pytest


def test_unasked_and_unknown_collections_are_left_out(shared_desk):
    assert shared_desk.get("tickets")["included"] == {}
    assert shared_desk.get("tickets", includes="nonsense")["included"] == {}
    assert set(shared_desk.get("tickets", includes="customers")["included"]) == {"customers"}
    assert shared_desk.get("tickets", includes="likes")["included"] is None


def test_included_rows_are_those_referred_to(shared_desk):
    answer = shared_desk.get(
        "tickets", includes="customers,users,tags,messages,customfields,customfieldoptions"
    )
    included = answer["included"]
    customers = {t["customer"]["id"] for t in answer["tickets"]}
    assert {c["id"] for c in included["customers"]} == customers
    assert {g["id"] for g in included["tags"]} == {
        g["id"] for t in answer["tickets"] for g in t["tags"] or ()
    }
    messages = [m["id"] for t in answer["tickets"] for m in t["messages"]]
    assert [m["id"] for m in included["messages"]] == messages
    assert all(m["htmlBody"] is not None for m in included["messages"])
    assert 999_999_999 not in {u["id"] for u in included["users"]}
    options = {o["id"] for f in included["customfields"] for o in f["options"] or ()}
    assert {o["id"] for o in included["customfieldoptions"]} == options


def test_full_rows_are_included(shared_desk):
    included = shared_desk.get("tickets", includes="customers")["included"]["customers"]
    for row in included[:5]:
        assert shared_desk.get(f"customers/{row['id']}")["customer"] == row


def test_contacts_have_a_type_of_their_own(shared_desk):
    answer = shared_desk.get("customers", includes="contacts")
    assert {r["type"] for c in answer["customers"] for r in c["contacts"]} == {"contacts"}
    assert "email" in {c["type"] for c in answer["included"]["contacts"]}


def test_all(shared_desk):
    ticket = shared_desk.get("tickets")["tickets"][0]
    included = shared_desk.get(f"tickets/{ticket['id']}", includes="all")["included"]
    assert {"messages", "customers", "users", "ticketactivities", "ticketstatuses"} <= set(included)


def test_fields_do_not_hide_what_is_included(shared_desk):
    answer = shared_desk.get("tickets", fields="subject", includes="customers")
    assert "customer" not in answer["tickets"][0] and answer["included"]["customers"]


def test_customer_as_author(shared_desk):
    rows = shared_desk.rows("tickets")
    kinds = {row["createdBy"]["type"] for row in rows}
    assert kinds == {"users", "customers"}
    assert any(row["createdBy"]["id"] == 999_999_999 for row in rows)
    for row in rows:
        if row["createdBy"]["type"] == "customers":
            assert row["createdBy"]["id"] == row["customer"]["id"]


def test_note_and_event_are_not_counted(shared_desk):
    for ticket in shared_desk.rows("tickets")[:40]:
        messages = shared_desk.rows(f"tickets/{ticket['id']}/messages")
        counted = [m for m in messages if m["threadType"] == "message"]
        assert ticket["messageCount"] == len(counted)
        assert [m["id"] for m in messages] == [m["id"] for m in ticket["messages"]]


def test_number_of_tickets_of_a_customer(shared_desk):
    everything = {"state": {"$in": ["active", "merged", "scheduled"]}}
    rows = shared_desk.rows("tickets", filter=everything)
    rows += shared_desk.rows("tickets", filter=everything, archived="true")
    for customer in shared_desk.rows("customers")[:10]:
        mine = [row for row in rows if row["customer"]["id"] == customer["id"]]
        assert customer["numTickets"] == len(mine)


def test_custom_fields_are_those_of_the_inbox(shared_desk):
    fields = {f["id"]: f for f in shared_desk.rows("customfields")}
    found = set()
    for ticket in shared_desk.rows("tickets"):
        for value in ticket["customfields"] or ():
            field = fields[value["id"]]
            found.add(field["kind"])
            assert ticket["inbox"]["id"] in {b["id"] for b in field["inboxes"]}
            if field["kind"] == "dropdown":
                assert value["meta"]["value"] in {o["id"] for o in field["options"]}
    assert found == {"text", "textarea", "dropdown", "checkboxes", "date", "number"}


# Help sites ------------------------------------------------------------------------------------


def test_articles_by_site(shared_desk):
    every = shared_desk.rows("helpdocssites/helpdocarticles")
    sites = shared_desk.ids("helpdocssites")
    by_site = [row for site in sites for row in shared_desk.rows(f"helpdocssites/{site}/helpdocarticles")]
    assert sorted(r["id"] for r in by_site) == sorted(r["id"] for r in every)
    wrong = next(s for s in sites if s != every[0]["helpdocsite"]["id"])
    assert shared_desk.error("GET", f"helpdocssites/{wrong}/helpdocarticles/{every[0]['id']}")[0] == 404
    stats = shared_desk.get(f"helpdocssites/{sites[0]}")["helpdocssite"]["stats"]
    assert stats["articleCount"] == len(shared_desk.rows(f"helpdocssites/{sites[0]}/helpdocarticles"))


def test_search_of_articles(shared_desk):
    found = shared_desk.rows("search/helpdocs", "helpdocarticles", status="published", siteID=3101)
    assert found and {(r["status"], r["helpdocsite"]["id"]) for r in found} == {("Published", 3101)}


# Search ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tickets(shared_desk):
    return shared_desk.rows("tickets")


def test_search_by_lists(shared_desk, tickets):
    wanted = shared_desk.ids("search/tickets", statuses=["1", "3"], inboxes="10140")
    assert wanted == [t["id"] for t in tickets if t["status"]["id"] in (1, 3) and t["inbox"]["id"] == 10140]
    untagged = shared_desk.ids("search/tickets", onlyUntagged="true")
    assert untagged == [t["id"] for t in tickets if not t["tags"]]
    assert shared_desk.refused("search/tickets", statuses="open") == "statuses"


def test_search_by_text(shared_desk, tickets):
    customer = shared_desk.get(f"customers/{tickets[0]['customer']['id']}")["customer"]
    assert tickets[0]["id"] in shared_desk.ids("search/tickets", search=customer["email"].upper())
    word = tickets[3]["subject"].split()[0]
    assert tickets[3]["id"] in shared_desk.ids("search/tickets", subjectKeywords=word)
    assert shared_desk.ids("search/tickets", search="no such words at all") == []


def test_search_days_are_whole(shared_desk, tickets):
    day = tickets[len(tickets) // 2]["createdAt"][:10]
    found = shared_desk.ids("search/tickets", startDate=day, endDate=day)
    assert found == [t["id"] for t in tickets if t["createdAt"].startswith(day)]


@pytest.mark.parametrize("name", ["startDate", "endDate", "updatedAtFrom", "lastUpdated"])
@pytest.mark.parametrize("value", ["2026-01-15T00:00:00Z", "2026-02-30", "yesterday"])
def test_search_takes_days_only(shared_desk, name, value):
    assert shared_desk.refused("search/tickets", **{name: value}) == name


def test_search_by_custom_field(shared_desk, tickets):
    ticket, value = next(
        (t, v)
        for t in tickets
        for v in t["customfields"] or ()
        if isinstance(v["meta"]["value"], str) and v["meta"]["value"]
    )
    asked = json.dumps([{"id": value["id"], "value": value["meta"]["value"]}])
    assert ticket["id"] in shared_desk.ids("search/tickets", customfields=asked)
    assert shared_desk.refused("search/tickets", customfields="{}") == "customfields"
