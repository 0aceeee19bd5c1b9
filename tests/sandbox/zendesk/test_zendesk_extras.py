"""Addresses, texts by language, webhooks, logs, skips: what clients list besides tickets and people."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("recipient_addresses", "recipient_addresses"),
        ("dynamic_content/items", "items"),
        ("targets", "targets"),
        ("sharing_agreements", "sharing_agreements"),
        ("skips", "skips"),
        ("audit_logs", "audit_logs"),
        ("oauth/clients", "clients"),
        ("oauth/tokens", "tokens"),
    ],
)
def test_lists_page_by_cursor_and_by_number(shared_desk, path, name):
    whole = shared_desk.get(f"/{path}.json?per_page=100")
    assert whole["previous_page"] is None and whole["count"] >= len(whole[name])
    rows = shared_desk.pages(name, f"/{path}?page[size]=7")
    assert len({r["id"] for r in rows}) == len(rows) == whole["count"]


def test_locales(shared_desk):
    rows = shared_desk.get("/locales.json")["locales"]
    assert {"id": 67, "locale": "ja"}.items() <= next(r for r in rows if r["id"] == 67).items()
    known = {(u["locale_id"], u["locale"]) for u in shared_desk.get("/users")["users"]}
    assert known <= {(r["id"], r["locale"]) for r in rows} | {(None, None)}
    assert shared_desk.get("/locales/de")["locale"] == shared_desk.get("/locales/8.json")["locale"]
    assert shared_desk.get("/locales/current")["locale"]["locale"] == "en-US"
    best = shared_desk.get("/locales/detect_best_locale?available_locales[]=fr&available_locales[]=xx")
    assert best["locale"]["id"] == 16
    shared_desk.get("/locales/xx", 404)


def test_dynamic_content_and_its_variants(desk):
    new = {"name": "Out of office", "variants": [{"locale_id": 1, "content": "Away", "default": True}]}
    item = desk.write("POST", "/dynamic_content/items", {"item": new}, 201)["item"]
    assert item["placeholder"] == "{{dc.out_of_office}}" and item["variants"][0]["content"] == "Away"
    path = f"/dynamic_content/items/{item['id']}/variants"
    variant = desk.write("POST", path, {"variant": {"locale_id": 8, "content": "Weg"}}, 201)["variant"]
    assert desk.get(variant["url"])["variant"] == variant
    assert desk.refused("POST", path, {"variant": {"locale_id": 8, "content": "Weg"}})[0] == 422
    desk.write("PUT", f"{path}/{variant['id']}", {"variant": {"content": "Fort"}}, 200)
    assert [v["content"] for v in desk.get(path)["variants"]] == ["Away", "Fort"]
    renamed = desk.write("PUT", f"/dynamic_content/items/{item['id']}", {"item": {"name": "Gone"}}, 200)[
        "item"
    ]
    assert (renamed["placeholder"], len(renamed["variants"])) == ("{{dc.out_of_office}}", 2)
    found = desk.get("/dynamic_content/items/show_many?identifiers=out_of_office,greeting")["items"]
    assert len(found) == 2
    desk.write("DELETE", f"{path}/{variant['id']}", status=204)
    assert desk.refused("DELETE", f"{path}/{item['variants'][0]['id']}")[0] == 422


def test_support_addresses(desk):
    new = {"email": "new@demo.example", "name": "New"}
    made = desk.write("POST", "/recipient_addresses", {"recipient_address": new}, 201)["recipient_address"]
    assert (made["forwarding_status"], made["default"]) == ("unknown", False)
    path = f"/recipient_addresses/{made['id']}"
    assert desk.write("PUT", f"{path}/verify")["recipient_address"]["forwarding_status"] == "verified"
    desk.write("PUT", path, {"recipient_address": {"default": True}})
    rows = desk.get("/recipient_addresses")["recipient_addresses"]
    assert [r["email"] for r in rows if r["default"]] == ["new@demo.example"]
    assert desk.refused("DELETE", path)[0] == 422
    assert desk.refused("POST", "/recipient_addresses", {"recipient_address": {"email": "x"}})[0] == 422


def test_webhooks(desk):
    new = {"name": "Warehouse", "endpoint": "https://w.example/in", "http_method": "POST"}
    new |= {"request_format": "json", "status": "active"}
    secret = {"type": "basic_auth", "data": {"username": "u", "password": "p"}, "add_position": "header"}
    made = desk.write("POST", "/webhooks", {"webhook": new | {"authentication": secret}}, 201)["webhook"]
    assert len(made["id"]) == 26 and made["authentication"]["data"] == {"username": "u"}
    path = f"/webhooks/{made['id']}"
    assert desk.get("/webhooks?filter[name_contains]=ware")["webhooks"] == [made]
    assert desk.get("/webhooks?filter[status]=inactive")["webhooks"] == []
    assert desk.get("/webhooks?page[size]=5")["meta"]["has_more"] is False
    desk.write("PATCH", path, {"webhook": {"status": "inactive"}}, 204)
    assert desk.get(path)["webhook"]["status"] == "inactive"
    assert desk.refused("PUT", path, {"webhook": {"status": "inactive"}})[0] == 400
    assert desk.refused("POST", "/webhooks", {"webhook": new | {"http_method": "SEND"}})[0] == 400
    clone = desk.write("POST", f"/webhooks?clone_webhook_id={made['id']}", status=201)["webhook"]
    assert clone["endpoint"] == new["endpoint"] and clone["id"] != made["id"]
    old = desk.get(f"{path}/signing_secret")["signing_secret"]
    assert desk.write("POST", f"{path}/signing_secret", status=201)["signing_secret"] != old
    assert desk.get(f"{path}/invocations")["invocations"] == []
    desk.write("DELETE", path, status=204)
    desk.get(path, 404)


def test_audit_logs_filter_and_go_newest_first(shared_desk):
    rows = shared_desk.pages("audit_logs", "/audit_logs?page[size]=100")
    times = [r["created_at"] for r in rows]
    assert times == sorted(times, reverse=True) and times[-1] < "2026-01-01" < times[0]
    logins = shared_desk.get("/audit_logs?filter[action]=login&filter[source_type]=user")["audit_logs"]
    assert logins and {r["action"] for r in logins} == {"login"}
    span = "filter[created_at]=2026-03-01T00:00:00Z&filter[created_at]=2026-04-01T00:00:00Z"
    march = shared_desk.get(f"/audit_logs?{span}")["audit_logs"]
    assert march and {r["created_at"][:7] for r in march} == {"2026-03"}
    assert shared_desk.get(f"/audit_logs/{rows[0]['id']}")["audit_log"] == rows[0]
    oldest = shared_desk.get("/audit_logs?sort=created_at&page[size]=1")["audit_logs"][0]
    assert oldest["id"] == rows[-1]["id"]


def test_skips(desk):
    body = {"skip": {"ticket_id": 5, "reason": "Too hard"}}
    made = desk.write("POST", "/skips", body, 201)["skip"]
    assert made["ticket"]["id"] == 5
    assert made["id"] in [s["id"] for s in desk.get("/tickets/5/skips")["skips"]]
    mine = desk.get(f"/users/{made['user_id']}/skips?page[size]=100")["skips"]
    assert {s["user_id"] for s in mine} == {made["user_id"]}
    assert desk.refused("POST", "/skips", {"skip": {"ticket_id": 99999, "reason": "r"}})[0] == 404


def test_bad_ratings_name_reasons_that_there_are(shared_desk):
    reasons = {r["id"]: r for r in shared_desk.get("/satisfaction_reasons")["reasons"]}
    bad = shared_desk.get("/satisfaction_ratings?score=bad")["satisfaction_ratings"]
    assert bad
    for rating in bad:
        reason = reasons[rating["reason_id"]]
        assert (reason["value"], reason["reason_code"]) == (rating["reason"], rating["reason_code"])


def test_settings(shared_desk):
    settings = shared_desk.get("/account/settings")["settings"]
    assert (
        settings["active_features"]["ticket_forms"] is True and 67 in settings["localization"]["locale_ids"]
    )


def test_options_of_a_user_field(desk):
    new = {"key": "shoe", "title": "Shoe", "type": "dropdown"}
    new["custom_field_options"] = [{"name": "Small", "value": "shoe_s"}]
    field = desk.write("POST", "/user_fields", {"user_field": new}, 201)["user_field"]
    path = f"/user_fields/{field['id']}/options"
    body = {"custom_field_option": {"name": "Large", "value": "shoe_l"}}
    option = desk.write("POST", path, body, 201)["custom_field_option"]
    assert desk.get(option["url"])["custom_field_option"] == option
    changed = {"custom_field_option": option | {"name": "Huge"}}
    desk.write("POST", path, changed, 200)
    assert [o["name"] for o in desk.get(path)["custom_field_options"]] == ["Small", "Huge"]
    desk.write("DELETE", f"{path}/{option['id']}", status=204)
    assert desk.get(path)["count"] == 1
    text = next(f for f in desk.get("/organization_fields")["organization_fields"] if f["type"] == "text")
    assert desk.refused("POST", f"/organization_fields/{text['id']}/options", body)[0] == 422


def test_previews_count_and_problems_are_found_by_name(shared_desk):
    conditions = {"all": [{"field": "status", "operator": "is", "value": "open"}]}
    rows = shared_desk.write("POST", "/views/preview", {"view": conditions})["count"]
    count = shared_desk.write("POST", "/views/preview/count", {"view": conditions})["view_count"]
    assert count["value"] == rows > 0 and count["fresh"] is True
    problem = next(t for t in shared_desk.get("/problems")["tickets"] if t["subject"])
    found = shared_desk.write("POST", "/problems/autocomplete", {"text": problem["subject"].upper()})
    assert problem["id"] in [t["id"] for t in found["tickets"]]
    assert shared_desk.refused("POST", "/problems/autocomplete", {})[0] == 400


def test_roles_and_sessions(shared_desk):
    role = shared_desk.get("/custom_roles")["custom_roles"][0]
    assert shared_desk.get(f"/custom_roles/{role['id']}")["custom_role"] == role
    me = shared_desk.get("/users/me")["user"]["id"]
    assert [s["user_id"] for s in shared_desk.get("/sessions")["sessions"]] == [me]
    assert shared_desk.get("/users/me/session")["session"]["user_id"] == me
    other = shared_desk.get("/users?role=agent")["users"][0]["id"]
    assert shared_desk.get(f"/users/{other}/sessions")["sessions"] == []
    assert shared_desk.get(f"/users/{me}/password/requirements")["requirements"]
