"""Writes: what is needed, what is refused with which words, what else changes."""

from __future__ import annotations

from base64 import b64encode

import pytest

from .conftest import number

OPEN = 3014


def link(path):
    return {"href": f"/api/v2/{path}", "class": path.split("/")[0].removesuffix("s")}


def case(desk, **columns):
    body = {"type": "email", "subject": "Help", "_links": {"customer": link("customers/34290812")}} | columns
    return desk.write("POST", "cases", body, 201)


def errors(desk, method, path, body):
    status, answer = desk.refused(method, path, body)
    assert (status, answer["message"]) == (422, "Validation Failed"), answer
    return answer["errors"]


# Cases -------------------------------------------------------------------------------------------


def test_a_new_case(desk):
    body = {
        "type": "phone",
        "subject": "Zelt ⛺",
        "priority": 8,
        "status": "open",
        "labels": ["vip", "never seen"],
        "external_id": "x-1",
        "language": "de",
        "created_at": "2020-05-01T10:00:00+02:00",
        "custom_fields": {"market": "Asia", "escalated": "1", "refund_amount": 5, "nonsense": 1},
        "message": {"direction": "in", "body": "Hallo", "from": "a@example.com", "to": "b@example.com"},
        "_links": {"customer": link("customers/34290812"), "assigned_user": link("users/16096745")},
        "nonsense": True,
    }
    answer = desk.send("POST", "cases", body)
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"https://demo.desk.com/api/v2/cases/{made['id']}"
    assert made == desk.get(f"cases/{made['id']}") == desk.get("cases/e-x-1")
    assert made["labels"] == ["vip", "never seen"] and len(made["label_ids"]) == 2
    assert made["created_at"] == "2020-05-01T08:00:00Z" and made["updated_at"] == "2026-10-31T18:00:00Z"
    assert made["custom_fields"] == {
        **dict.fromkeys(("sfdc_case_id", "due_on", "legacy_code")),
        "market": "Asia",
        "escalated": True,
        "refund_amount": "5",
    }
    message = desk.get(made["_links"]["message"]["href"])
    assert (message["body"], message["from"], message["status"]) == ("Hallo", "a@example.com", "received")
    assert made["_links"]["message"]["class"] == "phone"
    assert made["_links"]["assigned_user"]["href"] == "/api/v2/users/16096745"
    assert desk.rows("labels/search", names="never seen")[0]["types"] == ["case"]
    assert desk.all("cases")[-1]["id"] == made["id"]


def test_a_case_of_the_customer_whose_path_it_is(desk):
    made = desk.write("POST", "customers/34290849/cases", {"type": "chat"}, 201)
    assert made["_links"]["customer"]["href"] == "/api/v2/customers/34290849"
    assert (made["status"], made["subject"]) == ("new", None)
    assert made["id"] in {c["id"] for c in desk.all("customers/34290849/cases")}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"type": None}, {"type": ["inclusion"]}),
        ({"type": "letter"}, {"type": ["inclusion"]}),
        ({"_links": {}}, {"_links": {"customer": ["blank"]}}),
        ({"_links": {"customer": link("customers/1")}}, {"_links": {"customer": ["invalid"]}}),
        ({"_links": {"customer": {"href": "nowhere"}}}, {"_links": {"customer": ["invalid"]}}),
        ({"status": "solved"}, {"status": ["inclusion"]}),
        ({"priority": 11}, {"priority": ["inclusion"]}),
        ({"priority": "high"}, {"priority": ["invalid"]}),
        ({"labels": "vip"}, {"labels": ["invalid"]}),
        ({"locked_until": "soon"}, {"locked_until": ["invalid"]}),
        ({"subject": {}}, {"subject": ["invalid"]}),
        ({"subject": "x" * 70_000}, {"subject": ["too_long"]}),
        ({"custom_fields": {"market": "Moon"}}, {"custom_fields": {"market": ["inclusion"]}}),
        ({"custom_fields": {"refund_amount": "much"}}, {"custom_fields": {"refund_amount": ["invalid"]}}),
        ({"message": {"direction": "up"}}, {"direction": ["inclusion"]}),
    ],
)
def test_cases_that_are_refused(shared_desk, change, expected):
    body = {"type": "email", "_links": {"customer": link("customers/34290812")}} | change
    before = shared_desk.get("cases")["total_entries"]
    assert errors(shared_desk, "POST", "cases", body) == expected
    assert shared_desk.get("cases")["total_entries"] == before


def test_a_type_is_needed_and_an_external_id_is_good_once(desk):
    assert errors(desk, "POST", "cases", {"_links": {"customer": link("customers/34290812")}}) == {
        "type": ["blank"]
    }
    case(desk, external_id="one")
    body = {"type": "email", "external_id": "one", "_links": {"customer": link("customers/34290812")}}
    assert errors(desk, "POST", "cases", body) == {"external_id": ["taken"]}


def test_a_change_moves_what_it_moves(desk):
    made = case(desk, status="open", custom_fields={"market": "Asia"})
    desk.go(100)
    new = desk.write(
        "PATCH", f"cases/{made['id']}", {"status": "resolved", "custom_fields": {"escalated": True}}, 200
    )
    assert new["resolved_at"] == new["first_resolved_at"] == new["updated_at"] > made["updated_at"]
    assert (new["custom_fields"]["market"], new["custom_fields"]["escalated"]) == ("Asia", True)
    assert new["subject"] == made["subject"] and new["created_at"] == made["created_at"]
    changes = desk.rows(f"cases/{made['id']}/history")[-1]
    assert {"field": "status", "from": "open", "to": "resolved"} in changes["changes"]
    assert desk.get("cases", since_updated_at=new["updated_at"])["total_entries"] == 1


def test_an_empty_change_changes_nothing(desk):
    before = desk.get(f"cases/{OPEN}")
    desk.go(10)
    assert desk.write("PATCH", f"cases/{OPEN}", {}, 200) == before
    assert desk.send("PATCH", f"cases/{OPEN}").json() == before


def test_labels_are_appended_or_replaced(desk):
    made = case(desk, labels=["vip"])
    path = f"cases/{made['id']}"
    assert desk.write("PATCH", path, {"labels": ["refund"]})["labels"] == ["vip", "refund"]
    assert desk.write("PATCH", path, {"labels": ["refund", "VIP"], "label_action": "append"})["labels"] == [
        "vip",
        "refund",
    ]
    assert desk.write("PATCH", path, {"labels": ["tent"], "label_action": "replace"})["labels"] == ["tent"]
    assert [r["name"] for r in desk.rows(f"{path}/labels")] == ["tent"]
    assert desk.write("PATCH", path, {"labels": [], "label_action": "replace"})["labels"] == []
    assert errors(desk, "PATCH", path, {"labels": ["a"], "label_action": "remove"}) == {
        "label_action": ["inclusion"]
    }


def test_assign_and_clear(desk):
    path = f"cases/{case(desk)['id']}"
    body = {"_links": {"assigned_user": link("users/16096734"), "assigned_group": link("groups/171213")}}
    links = desk.write("PATCH", path, body)["_links"]
    assert links["assigned_user"]["href"].endswith("/16096734") and links["assigned_group"]
    assert desk.write("PATCH", path, {"_links": {"assigned_user": None}})["_links"]["assigned_user"] is None
    assert errors(desk, "PATCH", path, {"_links": {"assigned_user": link("users/1")}}) == {
        "_links": {"assigned_user": ["invalid"]}
    }


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_other_verbs_for_patch(desk, method):
    headers = {"X-HTTP-Method-Override": "PATCH"} if method == "POST" else {}
    answer = desk.send(method, f"cases/{OPEN}", {"subject": "new"}, headers=headers)
    assert (answer.status_code, answer.json()["subject"]) == (200, "new")
    assert desk.send("POST", f"cases/{OPEN}", {"subject": "x"}).status_code == 405


def test_a_case_held_by_another_agent(desk):
    path = f"cases/{case(desk)['id']}"
    desk.write("PATCH", path, {"_links": {"locked_by": link("users/16096745")}})
    assert desk.refused("PATCH", path, {"subject": "x"}) == (409, {"message": "Conflict"})
    freed = desk.write("PATCH", path, {"subject": "x", "_links": {"locked_by": None}}, 200)
    assert freed["_links"]["locked_by"] is None
    body = {"locked_until": "2026-10-31T18:10:00Z", "_links": {"locked_by": link("users/16096745")}}
    desk.write("PATCH", path, body)
    assert desk.refused("PATCH", path, {"subject": "y"})[0] == 409
    desk.go(601)
    assert desk.write("PATCH", path, {"subject": "y"})["subject"] == "y"


def test_deleting_is_a_status(desk):
    made = case(desk)
    assert desk.write("PATCH", f"cases/{made['id']}", {"status": "deleted"}, 200)["status"] == "deleted"
    assert made["id"] not in {c["id"] for c in desk.all("cases")}
    assert desk.refused("DELETE", f"cases/{made['id']}") == (405, {"message": "Method Not Allowed"})


# Below a case ------------------------------------------------------------------------------------


def test_replies_and_their_defaults(desk):
    made = case(desk)
    path = f"cases/{made['id']}"
    address = desk.get("customers/34290812")["emails"][0]["value"]
    desk.go(50)
    reply = desk.write("POST", f"{path}/replies", {"body": "Hello", "suppress_rules": True}, 201)
    assert (reply["direction"], reply["status"], reply["subject"], reply["to"]) == (
        "out",
        "pending",
        "Re: Help",
        address,
    )
    assert reply["client_type"] == "desk_portal" and "suppress_rules" not in reply
    assert desk.get(reply["_links"]["self"]["href"]) == reply
    after = desk.get(path)
    assert after["_links"]["replies"]["count"] == 1 and after["has_pending_interactions"]
    assert after["updated_at"] == reply["updated_at"] > made["updated_at"]
    assert errors(desk, "POST", f"{path}/replies", {"direction": "out"}) == {"body": ["blank"]}
    assert errors(desk, "POST", f"{path}/replies", {"body": "x", "status": "new"}) == {
        "status": ["inclusion"]
    }
    both = desk.write("PATCH", path, {"status": "pending", "reply": {"body": "Too"}})
    assert (both["status"], both["_links"]["replies"]["count"]) == ("pending", 2)


def test_what_may_change_of_a_reply(desk):
    path = f"cases/{case(desk)['id']}/replies"
    sent = desk.write("POST", path, {"body": "a", "status": "sent"}, 201)
    own = sent["_links"]["self"]["href"]
    assert errors(desk, "PATCH", own, {"body": "b"}) == {"body": ["invalid"]}
    hidden = desk.write("PATCH", own, {"hidden": True}, 200)
    assert hidden["hidden"] and hidden["hidden_at"] and hidden["_links"]["hidden_by"]
    assert desk.refused("DELETE", own)[0] == 405
    draft = desk.write("POST", path, {"body": "a", "status": "draft"}, 201)["_links"]["self"]["href"]
    assert desk.write("PATCH", draft, {"body": "b"})["body"] == "b"
    assert desk.send("DELETE", draft).status_code == 204
    assert desk.refused("GET", draft)[0] == 404


def test_a_draft_becomes_a_reply(desk):
    path = f"cases/{case(desk)['id']}"
    assert desk.refused("GET", f"{path}/replies/draft")[0] == 404
    draft = desk.write("POST", f"{path}/replies/draft", {"body": "Dear"}, 201)
    assert draft["status"] == "draft" and draft["_links"]["self"]["href"].endswith("/replies/draft")
    assert desk.refused("POST", f"{path}/replies/draft", {"body": "x"}) == (409, {"message": "Conflict"})
    assert desk.write("PATCH", f"{path}/replies/draft", {"body": "Dear you"})["body"] == "Dear you"
    assert desk.rows(f"{path}/replies") == []
    desk.write("PATCH", f"{path}/replies/draft", {"status": "pending"}, 200)
    assert [r["body"] for r in desk.rows(f"{path}/replies")] == ["Dear you"]
    assert desk.refused("GET", f"{path}/replies/draft")[0] == 404


def test_notes_attachments_links_feed(desk):
    path = f"cases/{case(desk, message={'body': 'first'})['id']}"
    note = desk.write("POST", f"{path}/notes", {"body": "Ruhig ☕"}, 201)
    assert (
        note["_links"]["user"]["href"].endswith("/16096734")
        and desk.get(note["_links"]["self"]["href"]) == note
    )
    assert errors(desk, "POST", f"{path}/notes", {}) == {"body": ["blank"]}
    content = b64encode(b"x" * 100).decode()
    file = desk.write(
        "POST",
        f"{path}/attachments",
        {"file_name": "a b.txt", "content_type": "text/plain", "content": content},
        201,
    )
    assert file["size"] == 100 and desk.rows(f"{path}/attachments") == [file]
    assert errors(desk, "POST", f"{path}/attachments", {"file_name": "a", "content": "%"}) == {
        "content": ["invalid"]
    }
    assert desk.refused("DELETE", file["_links"]["self"]["href"])[0] == 405
    redirect = desk.http.get(file["url"])
    assert redirect.status_code == 302 and "Signature=" in redirect.headers["location"]
    other = desk.write("POST", f"{path}/links", {"_links": {"linked_case": link(f"cases/{OPEN}")}}, 201)
    after = desk.get(path)["_links"]
    assert [after[k]["count"] for k in ("notes", "attachments", "case_links")] == [1, 1, 1]
    assert desk.send("DELETE", other["_links"]["self"]["href"]).status_code == 204
    desk.write("POST", f"{path}/replies", {"body": "second"})
    assert [r["body"] for r in desk.rows(f"{path}/feed")] == ["first", "second", "Ruhig ☕"]
    assert [r["body"] for r in desk.rows(f"{path}/feed", sort_direction="desc")][-1] == "first"


def test_forward_and_macro_preview(desk):
    path = f"cases/{case(desk, message={'body': 'first'})['id']}"
    sent = desk.write("POST", f"{path}/message/forward", {"to": "x@example.com", "note_text": "see"}, 201)
    assert (sent["to"], sent["body"]) == ("x@example.com", "first") and desk.rows(f"{path}/notes")[0][
        "body"
    ] == "see"
    before = desk.get(path)
    shown = desk.write("POST", f"{path}/macros/preview", {"_links": {"macros": [link("macros/88006")]}}, 200)
    assert shown["case"] == {"description": "From a VIP", "priority": 10} and desk.get(path) == before


# People ------------------------------------------------------------------------------------------


def test_customers(desk):
    body = {
        "first_name": "Zoë",
        "emails": [{"type": "work", "value": "z@example.com"}],
        "_links": {"company": link("companies/138963")},
    }
    answer = desk.send("POST", "customers", body)
    made = answer.json()
    assert answer.status_code == 201 and answer.headers["location"].endswith(f"/customers/{made['id']}")
    assert made["company"] == desk.get("companies/138963")["name"] and set(made["custom_fields"]) >= {"level"}
    assert desk.all("customers")[-1] == made
    assert desk.rows("customers/search", email="Z@example.com") == [made]
    assert errors(desk, "POST", "customers", body) == {"emails": [{"value": ["taken"]}]}
    assert errors(desk, "POST", "customers", {"title": "x"}) == {"first_name": ["blank"]}
    assert errors(desk, "POST", "customers", {"emails": [{"type": "fax", "value": "x"}]}) == {
        "emails": [{"type": ["inclusion"]}]
    }
    assert desk.refused("DELETE", f"customers/{made['id']}")[0] == 405


def test_a_seeded_address_is_taken_too(desk):
    address = desk.get("customers/34290812")["emails"][0]["value"]
    body = {"first_name": "x", "emails": [{"type": "work", "value": address}]}
    assert errors(desk, "POST", "customers", body) == {"emails": [{"value": ["taken"]}]}
    desk.write("PATCH", "customers/34290812", {"emails": [], "emails_update_action": "replace"}, 200)
    desk.write("POST", "customers", body, 201)


def test_lists_of_details_are_appended_or_replaced(desk):
    path, phone = "customers/34290849", {"type": "home", "value": "(415) 555-1234"}
    desk.write("PATCH", path, {"phone_numbers": [], "phone_numbers_update_action": "replace"})
    desk.write("PATCH", path, {"phone_numbers": [phone]})
    twice = desk.write("PATCH", path, {"phone_numbers": [phone], "phone_numbers_update_action": "append"})
    assert twice["phone_numbers"] == [phone, phone]  # as on tape
    once = desk.write("PATCH", path, {"phone_numbers": [phone], "phone_numbers_update_action": "replace"})
    assert once["phone_numbers"] == [phone]
    assert errors(desk, "PATCH", path, {"phone_numbers_update_action": "drop"}) == {
        "phone_numbers_update_action": ["inclusion"]
    }


def test_companies(desk):
    made = desk.write("POST", "companies", {"name": "New & Co", "domains": ["new.example"]}, 201)
    assert desk.rows("companies/search", q="new")[0] == made
    path = made["_links"]["self"]["href"]
    changed = desk.write("PATCH", path, {"custom_fields": {"key_account": "true", "seats": "7"}})
    assert (changed["custom_fields"]["key_account"], changed["custom_fields"]["seats"]) == (True, "7")
    assert errors(desk, "POST", "companies", {}) == {"name": ["blank"]}
    assert errors(desk, "POST", "companies", {"name": "NEW & CO"}) == {"name": ["taken"]}


# Small things ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("collection", "body", "change"),
    [
        ("labels", {"name": "fresh"}, {"color": "teal"}),
        ("macros", {"name": "fresh"}, {"enabled": False}),
        ("topics", {"name": "fresh"}, {"in_support_center": True}),
        ("articles", {"subject": "fresh", "_links": {"topic": link("topics/498301")}}, {"keywords": "a, b"}),
        ("integration_urls", {"name": "fresh"}, {"markup": "https://x.example"}),
    ],
)
def test_small_things_are_made_changed_and_deleted(desk, collection, body, change):
    before = desk.get(collection)["total_entries"]
    answer = desk.send("POST", collection, body)
    path = answer.json()["_links"]["self"]["href"]
    assert answer.status_code == 201 and answer.headers["location"].endswith(path)
    assert desk.get(path) == answer.json() and desk.get(collection)["total_entries"] == before + 1
    assert desk.write("PATCH", path, change, 200).items() >= change.items()
    gone = desk.send("DELETE", path)
    assert (gone.status_code, gone.content) == (204, b"") and gone.headers["x-rate-limit-limit"]
    assert (
        desk.refused("GET", path) == desk.refused("DELETE", path) == (404, {"message": "Resource Not Found"})
    )


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("topics", {"subject": "Test Topic"}, {"name": ["blank"]}),
        ("articles", {"subject": "Testing", "body": "Testing"}, {"_links": {"topic": ["blank"]}}),
        ("articles", {"_links": {"topic": {"href": "/api/v2/topics/498301"}}}, {"subject": ["blank"]}),
        ("labels", {"name": "Vip"}, {"name": ["taken"]}),
        ("labels", {"name": "x", "color": "mauve"}, {"color": ["inclusion"]}),
        ("labels", {"name": "x", "types": ["user"]}, {"types": ["inclusion"]}),
        ("jobs", {"type": "tidy"}, {"type": ["inclusion"]}),
        ("jobs", {"type": "bulk_case_update", "case_ids": [1]}, {"case": ["blank"]}),
        ("topics/498301/translations", {"name": "x"}, {"locale": ["blank"]}),
        ("topics/498301/translations", {"name": "x", "locale": "en_us"}, {"locale": ["taken"]}),
    ],
)
def test_small_things_that_are_refused(shared_desk, path, body, expected):
    assert errors(shared_desk, "POST", path, body) == expected


def test_texts_for_channels_follow_the_body(desk):
    body = {"subject": "s", "body": "b", "body_chat": "short", "_links": {"topic": link("topics/498301")}}
    made = desk.write("POST", "articles", body, 201)
    assert (made["body_email"], made["body_email_auto"]) == ("b", True)
    assert (made["body_chat"], made["body_chat_auto"]) == ("short", False)
    new = desk.write("PATCH", made["_links"]["self"]["href"], {"body": "c"})
    assert (new["body_email"], new["body_chat"]) == ("c", "short")


def test_translations(desk):
    made = desk.write("POST", "articles/1295677/translations", {"locale": "es", "subject": "Hola"}, 201)
    path = made["_links"]["self"]["href"]
    assert path == "/api/v2/articles/1295677/translations/es"
    assert desk.write("PATCH", path, {"outdated": True})["outdated"] is True
    assert desk.refused("DELETE", path)[0] == 405
    desk.write("POST", "topics/498301/translations", {"locale": "es", "name": "Hola"}, 201)
    assert desk.send("DELETE", "topics/498301/translations/es").status_code == 204


def test_bulk_changes_come_later(desk):
    made = [case(desk)["id"] for _ in range(3)]
    job = desk.write(
        "POST", "jobs", {"type": "bulk_case_update", "case": {"priority": 9}, "case_ids": made}, 201
    )
    path = job["_links"]["self"]["href"]
    assert job["progress"] == 0 and job["status_message"] and desk.get(f"cases/{made[0]}")["priority"] == 4
    assert desk.get(path)["progress"] == 50
    done = desk.get(path)
    assert done["progress"] == 100 and done["completed_at"]
    assert {desk.get(f"cases/{n}")["priority"] for n in made} == {9}
    desk.write("POST", "jobs", {"type": "bulk_case_update", "case": {"priority": 1}, "case_ids": made})
    desk.go(6)
    assert desk.get(f"cases/{made[1]}")["priority"] == 1


def test_merging_customers(desk):
    own = len(desk.all("customers/34290849/cases"))
    first = len(desk.all("customers/34290812/cases"))
    job = desk.write("POST", "jobs", {"type": "customer_merge", "customer_ids": [34290812, 34290849]}, 201)
    desk.go(6)
    assert desk.get(f"jobs/{number(job)}")["progress"] == 100
    assert len(desk.all("customers/34290812/cases")) == own + first


@pytest.mark.parametrize("content", [b"{", b"[]", b'"x"', b"\xff"])
def test_a_body_that_is_no_object(shared_desk, content):
    answer = shared_desk.http.post(
        "/api/v2/labels", content=content, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()) == (400, {"message": "Invalid JSON"})


def test_a_form_is_no_json(shared_desk):
    answer = shared_desk.http.post("/api/v2/labels", data={"name": "x"})
    assert (answer.status_code, answer.json()) == (415, {"message": "Unsupported Media Type"})


def test_tweets_twitter_users_preferences_and_macro_actions(desk):
    tweet = desk.write("POST", "twitter_accounts/7001/tweets", {"body": "Hi 🐦"}, 201)
    assert desk.rows("twitter_accounts/7001/tweets") == [tweet] == [desk.get(tweet["_links"]["self"]["href"])]
    who = desk.write("POST", "twitter_users", {"handle": "someone"}, 201)
    assert desk.get(who["_links"]["self"]["href"]) == who
    path = desk.rows("users/16096734/preferences")[0]["_links"]["self"]["href"]
    assert (
        desk.write("PATCH", path, {"value": True}, 200)["value"] is True and desk.get(path)["value"] is True
    )
    action = desk.write("POST", "macros/88001/actions", {"type": "set-case-status", "value": "closed"}, 201)
    own = action["_links"]["self"]["href"]
    assert desk.write("PATCH", own, {"enabled": False}, 200)["enabled"] is False
    assert desk.send("DELETE", own).status_code == 204 and desk.refused("GET", own)[0] == 404


def test_every_link_of_every_row_leads_somewhere(shared_desk):
    """But for drafts that are not there and previews, which are no reads."""
    seen = set()
    for path in (
        "cases/3014",
        "cases/3021",
        "customers/34290812",
        "companies/138963",
        "users/16096734",
        "groups/171213",
        "filters/2260001",
        "macros/88001",
        "topics/498301",
        "articles/1295677",
        "brands/1",
        "mailboxes/inbound/5001",
        "twitter_accounts/7001",
        "integration_urls/301",
        "cases/3014/message",
    ):
        for name, link in shared_desk.get(path)["_links"].items():
            if link and link["href"] and name not in ("draft", "macro_preview"):
                seen.add(link["href"])
    for href in sorted(seen):
        assert shared_desk.send("GET", href).status_code == 200, href
    assert len(seen) > 50
