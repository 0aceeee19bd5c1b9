"""Writing tickets and reading them back, their audits, jobs, conflicts."""

from __future__ import annotations

import pytest

from helpsql.sandbox.zendesk.world.account import EXTRA_STATUSES, FORMS, GROUPS
from helpsql.sandbox.zendesk.world.fields import FIELD_IDS, REASON

AGENT = 21903400000666  # the fifth of the staff, in the fifth group


def change(desk, number, **columns):
    return desk.write("PUT", f"/tickets/{number}", {"ticket": columns}, 200)


def details(answer):
    status, body = answer
    assert status == 422 and body["error"] == "RecordInvalid", answer
    return body["details"]


def test_create_tells_of_ten_fields_in_the_recorded_order(desk):
    answer = desk.write("POST", "/tickets", {"ticket": {"subject": "test", "description": "test"}}, 201)
    events = answer["audit"]["events"]
    assert [e.get("field_name", e["type"]) for e in events] == [
        *("Comment", "subject", "requester_id", "priority", "type", "status"),
        *("organization_id", "brand_id", "ticket_form_id", "custom_status_id"),
    ]
    assert answer["ticket"]["status"] == "new" and answer["ticket"]["description"] == "test"


def test_location_and_defaults(desk):
    response = desk.send("POST", "/tickets", {"ticket": {"comment": {"body": "b"}}})
    assert response.headers["location"] == response.json()["ticket"]["url"]
    assert response.json()["ticket"]["requester_id"] == desk.get("/users/me")["user"]["id"]


def test_update_is_told_in_the_audit_and_read_back(desk):
    ticket = desk.ticket()
    answer = change(desk, ticket["id"], subject="new", priority="high", tags=["a", "b c"], assignee_id=AGENT)
    changed = {e["field_name"]: (e["previous_value"], e["value"]) for e in answer["audit"]["events"]}
    assert changed["subject"] == ("s", "new") and changed["status"] == ("new", "open")
    assert changed["assignee_id"] == (None, str(AGENT)) and changed["tags"] == ([], ["a", "b_c"])
    read = desk.get(f"/tickets/{ticket['id']}")["ticket"]
    assert read == answer["ticket"]
    assert desk.get(f"/tickets/{ticket['id']}/audits")["audits"][-1] == answer["audit"]


def test_description_is_ignored_in_silence_and_mistyped_keys_are_reported(desk):
    ticket = desk.ticket()
    response = desk.send("PUT", f"/tickets/{ticket['id']}", {"ticket": {"description": "x"}})
    assert response.json()["audit"] is None and "x-zendesk-api-warn" not in response.headers
    response = desk.send("PUT", f"/tickets/{ticket['id']}", {"ticket": {"id": 1, "subjct": "x"}})
    assert response.status_code == 200
    assert ':unpermitted_keys=>["ticket.id", "ticket.subjct"]' in response.headers["x-zendesk-api-warn"]


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        ({"status": "bogus"}, "status"),
        ({"priority": "highest"}, "priority"),
        ({"requester_id": 1}, "requester"),
        ({"organization_id": 1}, "organization"),
        ({"assignee_id": 1}, "assignee"),
        ({"assignee_id": AGENT, "group_id": GROUPS[1]}, "assignee"),
        ({"brand_id": 1}, "brand_id"),
        ({"custom_fields": [{"id": FIELD_IDS[8], "value": "no_such_option"}]}, "base"),
        ({"custom_fields": [{"id": FIELD_IDS[3], "value": "yesterday"}]}, "base"),
    ],
)
def test_values_that_do_not_fit_are_422(desk, columns, key):
    ticket = desk.ticket()
    assert key in details(desk.refused("PUT", f"/tickets/{ticket['id']}", {"ticket": columns}))
    assert desk.get(f"/tickets/{ticket['id']}")["ticket"] == ticket


def test_bad_bodies(desk):
    assert desk.refused("POST", "/tickets", {}) == (400, "Required parameter missing: ticket")
    assert desk.refused("POST", "/tickets", {"ticket": {"subject": {}, "comment": {"body": "b"}}})[0] == 400
    assert details(desk.refused("POST", "/tickets", {"ticket": {}})) == {
        "base": [{"description": "Description: cannot be blank", "error": "BlankValue"}]
    }
    broken = desk.http.post("/tickets", content=b"{", headers={"content-type": "application/json"})
    assert broken.status_code == 422
    assert desk.refused("PUT", "/tickets/9223372036854775807", {"ticket": {}}) == (
        404,
        {"error": "RecordNotFound", "description": "Not found"},
    )


def test_closed_is_final(desk):
    ticket = desk.ticket(status="closed")
    assert details(desk.refused("PUT", f"/tickets/{ticket['id']}", {"ticket": {"tags": []}}))["status"]
    follow = desk.ticket(via_followup_source_id=ticket["id"])
    assert follow["via"]["source"]["rel"] == "follow_up"
    assert desk.get(f"/tickets/{ticket['id']}")["ticket"]["followup_ids"] == [follow["id"]]


def test_required_field_of_the_form_is_needed_to_solve(desk):
    plain, broken = desk.ticket(), desk.ticket(ticket_form_id=FORMS[1])
    change(desk, plain["id"], status="solved")
    found = details(desk.refused("PUT", f"/tickets/{broken['id']}", {"ticket": {"status": "solved"}}))[
        "base"
    ][0]
    assert found["description"] == "Reason:: is required when solving a ticket" and found["error"] is None
    change(desk, broken["id"], status="solved", custom_fields=[{"id": REASON, "value": "reason_delay"}])


def test_tagger_field_and_tag_go_together(desk):
    ticket = desk.ticket(custom_fields=[{"id": FIELD_IDS[8], "value": "product_tent"}], tags=["x"])
    assert ticket["tags"] == ["x", "product_tent"]
    ticket = change(desk, ticket["id"], custom_fields=[{"id": FIELD_IDS[8], "value": "product_boots"}])[
        "ticket"
    ]
    assert sorted(ticket["tags"]) == ["product_boots", "x"]
    ticket = change(desk, ticket["id"], tags=["x"])["ticket"]
    assert {"id": FIELD_IDS[8], "value": None} in ticket["custom_fields"]


def test_custom_fields_merge_and_all_active_ones_are_there(desk):
    ticket = desk.ticket(custom_fields=[{"id": FIELD_IDS[0], "value": "one"}])
    ticket = change(desk, ticket["id"], custom_fields=[{"id": FIELD_IDS[1], "value": "two"}])["ticket"]
    values = {f["id"]: f["value"] for f in ticket["custom_fields"]}
    assert values[FIELD_IDS[0]] == "one" and values[FIELD_IDS[1]] == "two" and values[FIELD_IDS[2]] is False
    new = desk.write("POST", "/ticket_fields", {"ticket_field": {"title": "Later", "type": "text"}})[
        "ticket_field"
    ]["id"]
    assert {"id": new, "value": None} in desk.get("/tickets/21")["ticket"]["custom_fields"]


def test_status_and_custom_status_follow_each_other(desk):
    ticket = desk.ticket(custom_status_id=EXTRA_STATUSES["pending"])
    assert ticket["status"] == "pending"
    again = change(desk, ticket["id"], status="open")["ticket"]
    assert again["custom_status_id"] != EXTRA_STATUSES["pending"]


def test_comments(desk):
    ticket = desk.ticket()
    answer = change(desk, ticket["id"], comment={"html_body": "<p>Hi<br>you</p>", "public": False})
    event = answer["audit"]["events"][0]
    comments = desk.get(f"/tickets/{ticket['id']}/comments")["comments"]
    assert comments[-1]["id"] == event["id"] and comments[-1]["body"] == "Hi\nyou"
    assert comments[-1]["html_body"].startswith('<div class="zd-comment" dir="auto">')
    assert [c["public"] for c in comments] == [True, False]
    assert desk.get(f"/tickets/{ticket['id']}/comments/count")["count"]["value"] == 2
    newest = desk.get(f"/tickets/{ticket['id']}/comments?sort_order=desc")["comments"]
    assert newest == comments[::-1]


def test_a_customer_who_answers_reopens(desk):
    user = desk.write("POST", "/users", {"user": {"name": "Asker", "email": "asker@example.com"}})["user"][
        "id"
    ]
    ticket = desk.ticket(requester_id=user, status="pending")
    answer = change(desk, ticket["id"], comment={"body": "me again", "author_id": user})
    assert answer["ticket"]["status"] == "open" and answer["audit"]["author_id"] == user


def test_new_requester_is_made_once(desk):
    people = {"requester": {"name": "New One", "email": "new.one@example.com"}}
    first, second = desk.ticket(**people), desk.ticket(**people)
    assert first["requester_id"] == second["requester_id"]
    assert desk.get(f"/users/{first['requester_id']}")["user"]["email"] == "new.one@example.com"


def test_safe_update(desk):
    ticket = desk.ticket()
    desk.go(5)
    change(desk, ticket["id"], subject="other")
    stale = {"subject": "mine", "safe_update": True, "updated_stamp": ticket["updated_at"]}
    status, body = desk.refused("PUT", f"/tickets/{ticket['id']}", {"ticket": stale})
    assert status == 409 and body["error"] == "UpdateConflict"
    fresh = desk.get(f"/tickets/{ticket['id']}")["ticket"]["updated_at"]
    change(desk, ticket["id"], **stale | {"updated_stamp": fresh})


def test_batch_update_always_compares_stamps(desk):
    one, two = desk.ticket(), desk.ticket()
    desk.go(5)
    change(desk, one["id"], subject="other")
    rows = [{"id": t["id"], "priority": "low", "updated_stamp": t["updated_at"]} for t in (one, two)]
    results = desk.finish(desk.write("PUT", "/tickets/update_many", {"tickets": rows}))
    assert [r["success"] for r in results] == [False, True] and results[0]["error"] == "UpdateConflict"


def test_idempotency_key(desk):
    body, key = {"ticket": {"subject": "once", "comment": {"body": "b"}}}, {"Idempotency-Key": "k1"}
    first = desk.send("POST", "/tickets", body, headers=key)
    again = desk.send("POST", "/tickets", body, headers=key)
    assert first.headers["x-idempotency-lookup"] == "miss" and again.headers["x-idempotency-lookup"] == "hit"
    assert first.json() == again.json()
    other = desk.send("POST", "/tickets", {"ticket": {"comment": {"body": "c"}}}, headers=key)
    assert (other.status_code, other.json()["error"]) == (400, "IdempotentRequestError")
    desk.go(7201)
    assert (
        desk.send("POST", "/tickets", body, headers=key).json()["ticket"]["id"]
        != first.json()["ticket"]["id"]
    )


# Jobs ------------------------------------------------------------------------------------------


def test_a_job_takes_polls_and_works_at_its_end(desk):
    answer = desk.write(
        "POST", "/tickets/create_many", {"tickets": [{"subject": "j", "comment": {"body": "b"}}] * 3}
    )
    job = answer["job_status"]
    assert (job["status"], job["total"], job["progress"], job["results"]) == ("queued", 3, None, None)
    before = desk.get("/tickets/count")["count"]["value"]
    states = [desk.get(job["url"])["job_status"]["status"] for _ in range(3)]
    assert states == ["queued", "working", "completed"]
    assert desk.get("/tickets/count")["count"]["value"] == before + 3


def test_a_job_ends_by_itself_after_some_seconds(desk):
    job = desk.write("DELETE", "/tickets/destroy_many?ids=21,25")["job_status"]
    desk.get("/tickets/21")
    desk.go(5)
    desk.get("/tickets/21", 404)
    assert desk.get(job["url"])["job_status"]["status"] == "completed"


def test_failed_items_are_named(desk):
    items = [{"comment": {"body": "b"}}, {"subject": "no comment"}, {"comment": {"body": "c"}}, {"status": 5}]
    results = desk.finish(desk.write("POST", "/tickets/create_many", {"tickets": items}))
    assert [r["index"] for r in results] == [0, 1, 2, 3]
    assert ["error" in r for r in results] == [False, True, False, True]
    assert results[1]["details"] == "Description: cannot be blank" and results[1]["success"] is False


def test_ids_of_a_job_do_not_follow_the_order_sent(desk):
    items = [{"subject": str(n), "comment": {"body": "b"}} for n in range(30)]
    results = desk.finish(desk.write("POST", "/tickets/create_many", {"tickets": items}))
    numbers = [r["id"] for r in results]
    assert numbers != sorted(numbers)
    for result in results:
        assert desk.get(f"/tickets/{result['id']}")["ticket"]["subject"] == str(result["index"])


def test_update_many_with_one_change(desk):
    closed = desk.ticket(status="closed")["id"]
    numbers = [desk.ticket(tags=["old"])["id"] for _ in range(2)]
    path = f"/tickets/update_many?ids={numbers[0]},{numbers[1]},{closed},99999"
    change_ = {
        "ticket": {
            "additional_tags": ["new"],
            "priority": "low",
            "comment": {"body": "bulk", "public": False},
        }
    }
    results = desk.finish(desk.write("PUT", path, change_))
    assert [r["success"] for r in results] == [True, True, False, False]
    assert (
        results[2]["details"] == "Status: closed prevents ticket update"
        and results[3]["error"] == "RecordNotFound"
    )
    assert desk.get(f"/tickets/{numbers[0]}")["ticket"]["tags"] == ["old", "new"]


def test_more_than_100_and_more_than_30_jobs(desk):
    status, body = desk.refused("POST", "/tickets/create_many", {"tickets": [{}] * 101})
    assert status == 400
    assert body == {
        "error": "TooManyValues",
        "description": "Parameter  cannot specify more than 100 values",
        "max_count": 100,
    }
    assert desk.refused("POST", "/users/create_many", {"users": [{}] * 101})[1]["description"].startswith(
        "Maximum 100"
    )
    for _ in range(30):
        desk.write("DELETE", "/tickets/destroy_many?ids=1")
    status, body = desk.refused("DELETE", "/tickets/destroy_many?ids=1")
    assert (status, body["error"], len(body["current_job_ids"])) == (429, "TooManyJobs", 30)


# Deleting, restoring, merging ------------------------------------------------------------------


def test_delete_restore_purge(desk):
    ticket = desk.ticket(priority="high")
    path = f"/tickets/{ticket['id']}"
    assert desk.send("DELETE", path).status_code == 204
    for part in ("", "/comments", "/audits", "/metrics"):
        desk.get(path + part, 404)
    row = next(t for t in desk.get("/deleted_tickets")["deleted_tickets"] if t["id"] == ticket["id"])
    assert row["previous_state"] == "new" and row["actor"]["name"]
    assert desk.write("PUT", f"/deleted_tickets/{ticket['id']}/restore", status=200) == {}
    assert desk.get(path)["ticket"]["priority"] == "high"
    desk.send("DELETE", path)
    assert desk.finish(desk.write("DELETE", f"/deleted_tickets/{ticket['id']}")) == {"success": True}
    assert desk.refused("PUT", f"/deleted_tickets/{ticket['id']}/restore")[0] == 404


def test_deleted_tickets_are_gone_after_thirty_days(desk):
    number = desk.ticket()["id"]
    desk.send("DELETE", f"/tickets/{number}")
    desk.go(31 * 86_400)
    assert number not in [t["id"] for t in desk.get("/deleted_tickets")["deleted_tickets"]]
    assert desk.refused("PUT", f"/deleted_tickets/{number}/restore")[0] == 404


def test_merge(desk):
    target, source = desk.ticket(tags=["t"]), desk.ticket(tags=["s"])
    desk.finish(desk.write("POST", f"/tickets/{target['id']}/merge", {"ids": [source["id"]]}))
    merged = desk.get(f"/tickets/{source['id']}")["ticket"]
    assert merged["status"] == "closed" and "closed_by_merge" in merged["tags"]
    assert set(desk.get(f"/tickets/{target['id']}")["ticket"]["tags"]) == {"t", "s"}
    assert not desk.get(f"/tickets/{target['id']}/comments")["comments"][-1]["public"]


def test_spam_redaction_and_privacy(desk):
    user = desk.write("POST", "/users", {"user": {"name": "Spammer", "email": "sp@example.com"}})["user"][
        "id"
    ]
    spam, ticket = desk.ticket(requester_id=user), desk.ticket(comment={"body": "my code is 1234"})
    desk.write("PUT", f"/tickets/{spam['id']}/mark_as_spam")
    assert desk.get(f"/users/{user}")["user"]["suspended"]
    desk.get(f"/tickets/{spam['id']}", 404)
    path = f"/tickets/{ticket['id']}/comments"
    first = desk.get(path)["comments"][0]["id"]
    shown = desk.write("PUT", f"{path}/{first}/redact", {"text": "1234"})["comment"]
    assert shown["body"] == "my code is ▇▇▇▇" == desk.get(f"/tickets/{ticket['id']}")["ticket"]["description"]
    desk.write("PUT", f"{path}/{first}/make_private")
    assert desk.get(path)["comments"][0]["public"] is False
    assert desk.get(f"/tickets/{ticket['id']}")["ticket"]["is_public"] is False


def test_import_keeps_the_past(desk):
    given = {
        "subject": "old",
        "status": "closed",
        "created_at": "2010-12-31T02:46:15+01:00",
        "comments": [
            {"value": "one", "created_at": "2010-12-31T02:46:15+01:00"},
            {"body": "two", "created_at": "2011-01-02T00:00:00Z", "public": False},
        ],
    }
    answer = desk.write("POST", "/imports/tickets", {"ticket": given}, 201)
    assert "audit" not in answer
    ticket = answer["ticket"]
    assert (ticket["created_at"], ticket["updated_at"]) == ("2010-12-31T01:46:15Z", "2011-01-02T00:00:00Z")
    assert [c["body"] for c in desk.get(f"/tickets/{ticket['id']}/comments")["comments"]] == ["one", "two"]
    results = desk.finish(
        desk.write("POST", "/imports/tickets/create_many?archive_immediately=true", {"tickets": [given]})
    )
    assert results[0]["id"] not in [t["id"] for t in desk.pages("tickets", "/tickets?page[size]=100")]


def test_tags_of_records(desk):
    for path in (
        f"/tickets/{desk.ticket()['id']}/tags",
        "/users/21903400003354/tags",
        "/organizations/21905700000282/tags",
    ):
        assert desk.write("POST", path, {"tags": ["a"]}, 201) == {"tags": ["a"]}
        assert desk.write("PUT", path, {"tags": ["b", "a"]}, 200) == {"tags": ["a", "b"]}
        assert desk.write("DELETE", path, {"tags": ["a"]}, 200) == {"tags": ["b"]}
        assert desk.get(path) == {"tags": ["b"]}
        assert desk.refused("PUT", path, {})[0] == 400


def test_upload_ends_in_a_comment(desk):
    upload = desk.http.post(
        "/uploads?filename=a.txt", content=b"hello", headers={"content-type": "text/plain"}
    )
    token = upload.json()["upload"]["token"]
    assert upload.status_code == 201
    ticket = desk.ticket(comment={"body": "see file", "uploads": [token]})
    attachment = desk.get(f"/tickets/{ticket['id']}/comments")["comments"][0]["attachments"][0]
    assert (attachment["file_name"], attachment["size"]) == ("a.txt", 5)
    assert desk.get(f"/attachments/{attachment['id']}")["attachment"]["id"] == attachment["id"]
    assert desk.refused("DELETE", f"/uploads/{token}")[0] == 404  # used up


def test_macro_shows_what_it_would_do_and_changes_nothing(desk):
    ticket = desk.ticket()
    macro = next(m for m in desk.get("/macros")["macros"] if m["title"] == "Orders::Refund")
    alone = desk.get(f"/macros/{macro['id']}/apply")["result"]["ticket"]
    whole = desk.get(f"/tickets/{ticket['id']}/macros/{macro['id']}/apply")["result"]["ticket"]
    assert alone["status"] == whole["status"] == "solved" and whole["id"] == ticket["id"]
    assert whole["comment"]["body"].startswith("The money is on its way, Ada.")
    assert desk.get(f"/tickets/{ticket['id']}")["ticket"] == ticket
