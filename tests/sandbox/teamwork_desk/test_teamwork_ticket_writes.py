"""Tickets, their messages, tags, tasks, files and custom fields: written and read back."""

from __future__ import annotations

import pytest

INBOX, RETURNS = 10_140, 10_153


def new(desk, **more):
    body = {
        "customer": {"email": "new@home.example"},
        "inbox": {"id": INBOX},
        "subject": "s",
        "message": "m",
    } | more
    return desk.write("POST", "tickets", {k: v for k, v in body.items() if v is not None}, 201)["ticket"]


def refusal(desk, method, path, body):
    status, error = desk.error(method, path, body)
    return status, error["detail"], error.get("source")


def patch(desk, ticket, **columns):
    return desk.write("PATCH", f"tickets/{ticket['id']}", {"ticket": columns})["ticket"]


# Create ----------------------------------------------------------------------------------------


def test_create_as_recorded(desk, recorded):
    body = recorded("req_ticket_create_minimum")["request_body"]
    body["agent"] = {"id": desk.get("users")["users"][0]["id"]}
    answer = desk.write("POST", "tickets", body, 201)
    ticket = answer["ticket"]
    assert answer["included"] == {}
    assert (ticket["subject"], ticket["previewText"]) == (body["subject"], body["message"])
    assert ticket["agent"]["id"] == body["agent"]["id"] and ticket["messageCount"] == 1
    customer = desk.get(f"customers/{ticket['customer']['id']}")["customer"]
    assert customer["email"] == body["customer"]["email"] and customer["numTickets"] == 1
    assert desk.get(f"tickets/{ticket['id']}")["ticket"] == ticket
    assert desk.ids("tickets")[-1] == ticket["id"]
    (message,) = desk.get(f"tickets/{ticket['id']}/messages")["messages"]
    assert message["createdBy"] == {"id": customer["id"], "type": "customers"}


def test_create_wrapped(desk):
    customer = desk.get("customers")["customers"][0]
    body = {"customer": {"id": customer["id"]}, "inbox": {"id": INBOX}, "tags": [{"id": 369970}]}
    ticket = desk.write("POST", "tickets", {"ticket": body}, 201)["ticket"]
    assert ticket["customer"]["id"] == customer["id"] and ticket["company"] == customer["company"]
    assert [tag["id"] for tag in ticket["tags"]] == [369970]


def test_a_known_address_is_the_known_customer(desk):
    customer = desk.get("customers")["customers"][3]
    before = desk.get("customers")["pagination"]["records"]
    assert new(desk, customer={"email": customer["email"].upper()})["customer"]["id"] == customer["id"]
    assert (
        new(desk, customer={"id": customer["id"], "email": "other@home.example"})["customer"]["id"]
        == customer["id"]
    )
    assert desk.get("customers")["pagination"]["records"] == before


@pytest.mark.parametrize(
    ("more", "detail", "source"),
    [
        ({"customer": None}, "must be set", "customer"),
        ({"customer": {}}, "must be set", "customer"),
        ({"inbox": None}, "must be set", "inbox"),
        ({"inbox": {"id": 5}}, "does not exist", "inbox"),
        ({"inbox": INBOX}, "must be an object with an id", "inbox"),
        ({"customer": {"id": 5}}, "does not exist", "customer"),
        ({"status": {"id": 99}}, "does not exist", "status"),
        ({"tags": [{"id": 5}]}, "does not exist", "tags"),
        ({"subject": 5}, "must be a string", "subject"),
        ({"cc": "a@b.example"}, "must be an array", "cc"),
        ({"files": [{"id": 5}]}, "does not exist", "files"),
        ({"scheduledEmail": {"sendAt": "2020-01-01T00:00:00Z"}}, "must be in the future", "scheduledEmail"),
    ],
)
def test_refused_tickets_leave_nothing(desk, more, detail, source):
    before = desk.get("tickets")["pagination"], desk.get("customers")["pagination"]
    body = {"customer": {"email": "x@home.example"}, "inbox": {"id": INBOX}, "message": "m"} | more
    body = {k: v for k, v in body.items() if v is not None}
    assert refusal(desk, "POST", "tickets", body) == (400, detail, source)
    assert (desk.get("tickets")["pagination"], desk.get("customers")["pagination"]) == before


def test_no_body_and_bad_json(desk):
    assert desk.error("POST", "tickets")[0] == 400
    response = desk.http.post("/desk/api/v2/tickets.json", content=b"{")
    assert response.status_code == 400 and "JSON" in response.json()["errors"][0]["detail"]


def test_scheduled(desk):
    when = "2099-01-01T09:00:00Z"
    mail = {"sendAt": when, "timezone": {"id": 62}, "status": {"id": 3}}
    ticket = new(desk, scheduledEmail=mail)
    assert ticket["state"] == "scheduled" and ticket["scheduledEmail"] == mail
    assert ticket["id"] not in desk.ids("tickets")
    assert ticket["id"] in desk.ids("tickets", filter={"state": "scheduled"})
    desk.go(80 * 366 * 86_400)
    sent = desk.get(f"tickets/{ticket['id']}")["ticket"]
    assert (sent["state"], sent["status"]["id"]) == ("active", 3)
    assert ticket["id"] in desk.ids("tickets")


# Update ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["PATCH", "PUT"])
def test_only_sent_members_change(desk, verb):
    ticket = new(desk)
    desk.go(60)
    body = {
        "ticket": {"status": {"id": 5}, "agent": {"id": 205154}, "priority": {"id": 52522}, "isRead": True}
    }
    answer = desk.write(verb, f"tickets/{ticket['id']}", body)
    assert answer["included"] is None
    new_row = answer["ticket"]
    moved = {k for k in ticket if ticket[k] != new_row[k]}
    assert moved == {"status", "agent", "priority", "isRead", "updatedAt", "activities"}
    cleared = patch(desk, ticket, agent=None, priority=None)
    assert cleared["agent"] is None and cleared["priority"] is None
    assert refusal(desk, verb, f"tickets/{ticket['id']}", {"ticket": {"status": None}})[2] == "status"


def test_status_changes_leave_an_activity(desk):
    ticket = patch(desk, new(desk), status={"id": 6})
    found = desk.get(f"tickets/{ticket['id']}", includes="ticketactivities")["included"]["ticketactivities"]
    assert [(a["eventType"], a["status"]["id"]) for a in found] == [("status", 6)]


def test_seeded_tickets_change_too(desk):
    ticket = desk.get("tickets", orderBy="id")["tickets"][0]
    messages = desk.rows(f"tickets/{ticket['id']}/messages")
    patch(desk, ticket, subject="Neu ✏️", inbox={"id": 36018})
    again = desk.get(f"tickets/{ticket['id']}")["ticket"]
    assert again["subject"] == "Neu ✏️" and again["inbox"]["id"] == 36018
    assert desk.rows(f"tickets/{ticket['id']}/messages") == messages


def test_tags_are_added_and_taken_out(desk):
    ticket = new(desk, tags=[{"id": 369970}])
    both = patch(desk, ticket, tags=[{"id": 369972}])
    assert [t["id"] for t in both["tags"]] == [369970, 369972]
    one = patch(desk, ticket, tags=[{"id": 369970, "meta": {"delete": True}}])
    assert [t["id"] for t in one["tags"]] == [369972]
    assert ticket["id"] in desk.ids("tickets", filter={"tags.id": 369972})
    assert patch(desk, ticket, tags=[])["tags"] == one["tags"]


def test_delete(desk):
    ticket = new(desk)
    assert desk.write("DELETE", f"tickets/{ticket['id']}", status=204) is None
    assert ticket["id"] not in desk.ids("tickets")
    assert ticket["id"] in desk.ids("tickets", filter={"state": "deleted"})
    assert desk.get(f"tickets/{ticket['id']}")["ticket"]["deletedAt"]
    assert desk.error("DELETE", f"tickets/{ticket['id']}")[0] == 404
    assert patch(desk, ticket, state="active")["state"] == "active"


# Custom fields ---------------------------------------------------------------------------------


def value(field, found):
    return [{"id": field, "meta": {"value": found}}]


def test_custom_field_as_recorded(desk, recorded):
    ticket = new(desk)
    body = recorded("req_ticket_customfield_value")["request_body"]
    answer = desk.write("PATCH", f"tickets/{ticket['id']}", body)["ticket"]
    assert answer["customfields"] == [{"id": 272, "type": "customfields", "meta": {"value": 1613}}]
    assert patch(desk, ticket, customfields=value(273, "A"))["customfields"][0]["id"] == 272
    assert patch(desk, ticket, customfields=value(272, None))["customfields"] == [
        {"id": 273, "type": "customfields", "meta": {"value": "A"}}
    ]


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (272, 1614, ["Moss", 1, "1614", True]),
        (273, "text", [5, ["a"]]),
        (274, "two\nlines", [5]),
        (275, [1616, 1618], [1616, [1613], "Zip"]),
        (276, "2026-01-31", ["31.01.2026", "2026-01-31T00:00:00Z", 5]),
        (277, 12.5, ["twelve", True]),
    ],
)
def test_values_by_kind(desk, field, good, bad):
    ticket = new(desk, inbox={"id": RETURNS}, customfields=value(field, good))
    assert ticket["customfields"][0]["meta"] == {"value": good}
    for wrong in bad:
        answer = refusal(
            desk, "PATCH", f"tickets/{ticket['id']}", {"ticket": {"customfields": value(field, wrong)}}
        )
        assert (answer[0], answer[2]) == (400, "customfields"), wrong


def test_values_belong_to_the_inbox(desk):
    ticket = new(desk, inbox={"id": RETURNS}, customfields=[*value(275, [1616]), *value(273, "A")])
    body = {"ticket": {"customfields": value(280, "2026-01-01")}}
    assert refusal(desk, "PATCH", f"tickets/{ticket['id']}", body)[2] == "customfields"
    moved = patch(desk, ticket, inbox={"id": INBOX})
    assert [v["id"] for v in moved["customfields"]] == [273]


# Many at once ----------------------------------------------------------------------------------


def test_bulk_as_recorded(desk, recorded):
    body = recorded("req_tickets_bulk_update")["request_body"]
    chosen = [new(desk)["id"], new(desk)["id"]]
    body["filter_args"]["filter"]["id"]["$in"] = chosen
    body["tags"] = [{"id": 369975}]
    others = desk.ids("tickets", filter={"status": 5})
    body["filter_args"]["bulkDryExecute"] = True
    assert desk.write("PATCH", "tickets/update", body) == {}
    assert desk.ids("tickets", filter={"status": 5}) == others
    body["filter_args"]["bulkDryExecute"] = False
    desk.write("PATCH", "tickets/update", body)
    assert set(desk.ids("tickets", filter={"status": 5})) == {*others, *chosen}
    assert set(chosen) <= set(desk.ids("tickets", filter={"tags.id": 369975}))


@pytest.mark.parametrize(
    ("body", "source"),
    [
        ({"status": {"id": 5}}, "filter_args"),
        ({"filter_args": {"filter": {"createdBy": 1}}, "status": {"id": 5}}, "filter"),
        ({"filter_args": {"filter": {}}}, None),
        ({"filter_args": {"filter": {"status": 1}}, "status": {"id": 99}}, "status"),
    ],
)
def test_bulk_refusals_change_nothing(desk, body, source):
    before = desk.rows("tickets")
    assert refusal(desk, "PATCH", "tickets/update", body)[::2] == (400, source)
    assert desk.rows("tickets") == before


def test_bulk_of_customers(desk):
    chosen = desk.ids("customers")[:3]
    body = {"filter_args": {"filter": {"id": {"$in": chosen}}}, "jobTitle": "Ranger 🏔"}
    desk.write("PATCH", "customers/update", body)
    assert desk.ids("customers", filter={"jobTitle": "Ranger 🏔"}) == chosen


# Tasks, triggers -------------------------------------------------------------------------------


def test_tasks(desk):
    ticket = new(desk)
    path = f"tickets/{ticket['id']}/tasks/77"
    desk.write("POST", path)
    (task,) = desk.get(f"tickets/{ticket['id']}")["ticket"]["tasks"]
    assert task["id"] == 77 and {"completed", "project", "status", "stateChanged"} <= task["meta"].keys()
    assert desk.ids("tickets", filter={"tasks.id": 77}) == [ticket["id"]]
    desk.write("DELETE", path)
    assert desk.get(f"tickets/{ticket['id']}")["ticket"]["tasks"] is None
    assert desk.error("DELETE", path)[0] == 404


def test_triggers(desk):
    ticket = new(desk)
    tag, follow = (row["id"] for row in sorted(desk.rows("triggers"), key=lambda row: row["id"]))
    desk.write("PATCH", f"tickets/{ticket['id']}/triggerapply", {"trigger": {"id": tag}})
    assert desk.get(f"tickets/{ticket['id']}")["ticket"]["tags"]
    many = {"trigger": {"id": follow}, "filter_args": {"filter": {"id": ticket["id"]}}}
    desk.write("PATCH", "tickets/triggerapply", many)
    assert desk.get(f"tickets/{ticket['id']}")["ticket"]["followers"]
    assert refusal(desk, "PATCH", f"tickets/{ticket['id']}/triggerapply", {})[2] == "trigger"


# Messages --------------------------------------------------------------------------------------


def test_reply_and_note_as_recorded(desk, recorded):
    ticket = new(desk)
    path = f"tickets/{ticket['id']}/messages"
    for name, kind, count in (("req_ticket_reply_html", "message", 2), ("req_ticket_note", "note", 2)):
        body = recorded(name)["request_body"] | {"agent": {"id": 205154}}
        message = desk.write("POST", path, body, 201)["message"]
        assert (message["threadType"], message["htmlBody"]) == (kind, body["message"])
        assert message["cc"] == (body.get("cc") or None) and message["ticket"]["id"] == ticket["id"]
        after = desk.get(f"tickets/{ticket['id']}")["ticket"]
        assert (after["messageCount"], after["status"]["id"]) == (count, body["status"]["id"])
        assert after["agent"]["id"] == 205154
    assert len(desk.get(path)["messages"]) == 3


def test_the_stub_of_the_sdk(desk, recorded):
    tape = recorded("v2_message_create")
    message = desk.write("POST", f"tickets/{new(desk)['id']}/messages", tape["request_body"], 201)["message"]
    assert message["threadType"] == "message" and message["createdBy"]["type"] == "users"


@pytest.mark.parametrize(
    ("body", "source"),
    [
        ({"threadType": "note"}, "message"),
        ({"message": "", "threadType": "note"}, "message"),
        ({"message": "x", "threadType": "Note"}, "threadType"),
        ({"message": "x", "threadType": "eventInfo"}, "threadType"),
        ({"message": "x", "threadType": 4}, "threadType"),
        ({"message": "x", "threadType": "forward"}, "to"),
        ({"message": "x", "status": {"id": 99}}, "status"),
        ({"message": "x", "editMethod": "word"}, "editMethod"),
    ],
)
def test_refused_messages(desk, body, source):
    ticket = new(desk)
    path = f"tickets/{ticket['id']}/messages"
    assert refusal(desk, "POST", path, body)[::2] == (400, source)
    assert len(desk.get(path)["messages"]) == 1
    assert desk.get(f"tickets/{ticket['id']}")["ticket"] == ticket


def test_forward_and_note_by_number(desk):
    path = f"tickets/{new(desk)['id']}/messages"
    assert desk.write("POST", path, {"message": "x", "threadType": 3}, 201)["message"]["threadType"] == "note"
    forward = {"message": "x", "threadType": "forward", "to": ["carrier@home.example"]}
    assert desk.write("POST", path, forward, 201)["message"]["threadType"] == "forward"


def test_messages_change_and_go(desk):
    path = f"tickets/{new(desk)['id']}/messages"
    message = desk.write("POST", path, {"message": "x", "threadType": "note"}, 201)["message"]
    one = f"messages/{message['id']}"
    assert desk.write("PATCH", one, {"message": {"message": "<p>y</p>", "isPinned": True}})["message"][
        "isPinned"
    ]
    assert desk.get(one)["message"]["htmlBody"] == "<p>y</p>"
    desk.write("DELETE", one, status=204)
    assert message["id"] not in desk.ids(path) and desk.error("DELETE", one)[0] == 404
    assert desk.error("POST", "messages", {"message": "x"})[0] == 405


# Files -----------------------------------------------------------------------------------------


def test_upload_in_three_steps(desk):
    ask = {"type": "attachment", "filename": "tent.png", "mimeType": "image/png", "disposition": "attachment"}
    place = desk.write("POST", "files/ref", ask, 201)
    ref = [{"id": place["file"]["id"]}]
    early = {"customer": {"email": "a@b.example"}, "inbox": {"id": INBOX}, "files": ref}
    assert refusal(desk, "POST", "tickets", early)[2] == "files"
    stored = desk.client().post(place["url"], data=place["params"], files={"file": ("tent.png", b"x")})
    assert stored.status_code == 201
    desk.write("PATCH", f"files/{ref[0]['id']}")
    message = desk.write("POST", f"tickets/{new(desk)['id']}/messages", {"message": "x", "files": ref}, 201)
    assert message["message"]["files"] == [{"id": ref[0]["id"], "type": "files"}]
    assert desk.send("GET", "/desk/api/v2/tickets/13391507/files.zip").content.startswith(b"PK")
