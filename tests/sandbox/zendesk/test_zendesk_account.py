"""Fields, rules, views, suspended tickets, custom objects and the other small things."""

from __future__ import annotations

import pytest

NEW = {
    "groups": ("group", {"name": "N"}),
    "ticket_fields": ("ticket_field", {"title": "N", "type": "text"}),
    "user_fields": ("user_field", {"title": "N", "key": "n", "type": "text"}),
    "organization_fields": ("organization_field", {"title": "N", "key": "n", "type": "text"}),
    "ticket_forms": ("ticket_form", {"name": "N"}),
    "brands": ("brand", {"name": "N", "subdomain": "n"}),
    "macros": ("macro", {"title": "N", "actions": [{"field": "status", "value": "solved"}]}),
    "triggers": (
        "trigger",
        {
            "title": "N",
            "actions": [{"field": "status", "value": "solved"}],
            "conditions": {"all": [{"field": "status"}]},
        },
    ),
    "automations": (
        "automation",
        {
            "title": "N",
            "actions": [{"field": "status", "value": "solved"}],
            "conditions": {"all": [{"field": "status"}]},
        },
    ),
    "views": ("view", {"title": "N", "all": [{"field": "status", "operator": "is", "value": "open"}]}),
    "slas/policies": ("sla_policy", {"title": "N", "filter": {"all": [], "any": []}}),
    "custom_statuses": ("custom_status", {"agent_label": "N", "status_category": "open"}),
}


@pytest.mark.parametrize("path", NEW)
def test_create_read_update_delete(desk, path):
    name, body = NEW[path]
    response = desk.send("POST", f"/{path}", {name: body})
    assert response.status_code == 201, response.text
    made = response.json()[name]
    where = f"/{path}/{made['id']}"
    assert response.headers["location"] == made["url"]
    assert desk.get(where)[name] == made
    listed = next(v for v in desk.get(f"/{path}?per_page=100").values() if isinstance(v, list))
    assert made["id"] in [r["id"] for r in listed]
    first = next(iter(body))
    desk.go(5)
    changed = desk.write("PUT", where, {name: {first: "Changed"}}, 200)[name]
    assert changed[first] == "Changed" and changed["updated_at"] != made["updated_at"]
    assert desk.refused("PUT", f"/{path}/1", {name: {}})[0] == 404
    assert desk.refused("POST", f"/{path}", {})[0] == 400
    if path != "custom_statuses":
        assert desk.send("DELETE", where).status_code == 204
        assert path == "groups" or desk.send("GET", where).status_code == 404
    else:
        assert desk.send("DELETE", where).status_code == 404


@pytest.mark.parametrize("path", ["macros", "triggers", "automations", "views"])
def test_update_many_and_destroy_many_are_done_at_once(desk, path):
    name, body = NEW[path]
    number = desk.write("POST", f"/{path}", {name: body}, 201)[name]["id"]
    rows = desk.write("PUT", f"/{path}/update_many", {path: [{"id": number, "active": False}]}, 200)[path]
    assert rows[0]["active"] is False
    assert number not in [r["id"] for r in desk.get(f"/{path}/active")[path]]
    assert desk.send("DELETE", f"/{path}/destroy_many?ids={number}").status_code == 204


def test_options_of_a_field(desk):
    field = next(f for f in desk.get("/ticket_fields")["ticket_fields"] if f["title"] == "Product")
    path = f"/ticket_fields/{field['id']}/options"
    option = desk.write("POST", path, {"custom_field_option": {"name": "Sled", "value": "product_sled"}}, 201)
    same = option["custom_field_option"] | {"name": "Sledge"}
    desk.write("POST", path, {"custom_field_option": same}, 200)
    assert [o["name"] for o in desk.get(path)["custom_field_options"]][-1] == "Sledge"
    desk.write("DELETE", f"{path}/{same['id']}", status=204)
    kept = field["custom_field_options"][:1]
    changed = desk.write(
        "PUT", f"/ticket_fields/{field['id']}", {"ticket_field": {"custom_field_options": kept}}
    )
    assert [o["id"] for o in changed["ticket_field"]["custom_field_options"]] == [kept[0]["id"]]


def test_there_is_a_field_of_every_type(shared_desk):
    kinds = {f["type"] for f in shared_desk.get("/ticket_fields")["ticket_fields"]}
    assert {"text", "textarea", "checkbox", "date", "integer", "decimal", "regexp"} <= kinds
    assert {"partialcreditcard", "tagger", "multiselect", "lookup", "custom_status"} <= kinds


def test_view_write_shape_differs_from_read_shape(desk):
    body = {
        "title": "Mine",
        "all": [{"field": "status", "operator": "less_than", "value": "solved"}],
        "any": [{"field": "priority", "operator": "is", "value": "urgent"}],
        "output": {"columns": ["subject"], "sort_by": "created", "sort_order": "asc"},
    }
    view = desk.write("POST", "/views", {"view": body}, 201)["view"]
    assert view["conditions"] == {"all": body["all"], "any": body["any"]}
    assert view["execution"]["sort_by"] == "created" and "output" not in view and "all" not in view
    rows = desk.pages("tickets", f"/views/{view['id']}/tickets?page[size]=2")
    assert rows and all(t["priority"] == "urgent" and t["status"] not in ("solved", "closed") for t in rows)
    assert [t["created_at"] for t in rows] == sorted(t["created_at"] for t in rows)
    assert desk.refused("POST", "/views", {"view": {"title": "none"}})[0] == 422


def test_view_count_takes_a_moment(desk):
    view = desk.get("/views")["views"][2]["id"]
    first, second = (desk.get(f"/views/{view}/count")["view_count"] for _ in range(2))
    assert (first["value"], first["pretty"], first["fresh"]) == (None, "...", False)
    assert second["fresh"] and second["value"] == len(
        desk.pages("tickets", f"/views/{view}/tickets?page[size]=100")
    )


def test_suspended_tickets(desk):
    rows = desk.get("/suspended_tickets")["suspended_tickets"]
    ticket = desk.write("PUT", f"/suspended_tickets/{rows[0]['id']}/recover", status=200)["ticket"]
    assert ticket["description"] == rows[0]["content"]
    assert desk.send("DELETE", f"/suspended_tickets/{rows[1]['id']}").status_code == 204
    assert desk.send("DELETE", f"/suspended_tickets/destroy_many?ids={rows[2]['id']}").status_code == 204
    assert desk.get("/suspended_tickets")["count"] == len(rows) - 3
    recovered = desk.write("PUT", f"/suspended_tickets/recover_many?ids={rows[3]['id']}")["tickets"]
    assert len(recovered) == 1
    desk.go(15 * 86_400)
    assert desk.get("/suspended_tickets")["count"] == 0


def test_custom_object_records(desk):
    path = "/custom_objects/product/records"
    body = {
        "custom_object_record": {
            "name": "Sled",
            "external_id": "s1",
            "custom_object_fields": {"sku": "S", "x": 1},
        }
    }
    made = desk.write("POST", path, body, 201)["custom_object_record"]
    assert (
        len(made["id"]) == 26
        and made["custom_object_fields"]["sku"] == "S"
        and "x" not in made["custom_object_fields"]
    )
    assert desk.refused("POST", path, body)[0] == 422
    desk.write("PATCH", f"{path}/{made['id']}", {"custom_object_record": {"name": "Sledge"}}, 200)
    upsert = {"custom_object_record": {"name": "Other", "custom_object_fields": {"stock": 3}}}
    desk.write("PATCH", f"{path}?external_id=s1", upsert, 200)
    desk.write("PATCH", f"{path}?external_id=s2", upsert, 201)
    assert desk.get(f"{path}?filter[external_ids]=s1,s2")["custom_object_records"][0]["name"] == "Other"
    query = {"filter": {"$and": [{"custom_object_fields.stock": {"$eq": 3}}]}}
    assert len(desk.write("POST", f"{path}/search", query)["custom_object_records"]) == 2
    items = [{"name": f"bulk {n}"} for n in range(3)] + [{"name": ""}]
    job = desk.write("POST", "/custom_objects/product/jobs", {"job": {"action": "create", "items": items}})
    assert [r["success"] for r in desk.finish(job)] == [True, True, True, False]
    assert desk.send("DELETE", f"{path}/{made['id']}").status_code == 204
    count = desk.get(f"{path}/count")["count"]["value"]
    assert len(desk.pages("custom_object_records", f"{path}?page[size]=2")) == count
    desk.get("/custom_objects/nothing/records", 404)


def test_satisfaction_filters(shared_desk):
    def count(score):
        return shared_desk.get(f"/satisfaction_ratings?score={score}")["count"]

    assert count("good") == count("good_with_comment") + count("good_without_comment") > 0
    assert count("received") == count("good") + count("bad")
    rows = shared_desk.get("/satisfaction_ratings?score=bad&start_time=1780000000")
    assert all(r["created_at"] >= "2026-05-28" and r["reason"] for r in rows["satisfaction_ratings"])


def test_activities_are_the_callers_own(shared_desk):
    page = shared_desk.get("/activities")
    me = shared_desk.get("/users/me")["user"]["id"]
    assert page["activities"] and all(a["user_id"] == me for a in page["activities"])
    stamps = [a["created_at"] for a in page["activities"]]
    assert stamps == sorted(stamps, reverse=True) and page["actors"] and page["users"]
    assert shared_desk.get("/activities/count")["count"]["value"] == page["count"]


def test_audits_of_the_account_both_ways(shared_desk):
    up = shared_desk.pages("audits", "/ticket_audits?page[size]=100")
    keys = [(a["created_at"], a["id"]) for a in up]
    assert keys == sorted(keys)
    down, page = [], shared_desk.get("/ticket_audits?limit=500")
    while True:
        down += page["audits"]
        if page["before_url"] is None:
            break
        page = shared_desk.get(page["before_url"])
    assert [a["id"] for a in down] == [a["id"] for a in reversed(up)]
    listed = {t["id"] for t in shared_desk.pages("tickets", "/tickets?page[size]=100")}
    assert {a["ticket_id"] for a in up} == listed  # neither archived nor deleted ones


def test_audits_of_an_archived_ticket_come_in_one_page(shared_desk):
    listed = {t["id"] for t in shared_desk.pages("tickets", "/tickets?page[size]=100")}
    rows = shared_desk.get("/incremental/tickets/cursor?start_time=0")["tickets"]
    archived = next(t["id"] for t in rows if t["status"] == "closed" and t["id"] not in listed)
    page = shared_desk.get(f"/tickets/{archived}/audits?per_page=1")
    assert page["next_page"] is None and page["count"] == len(page["audits"]) > 1


def test_metrics_leave_archived_tickets_out(shared_desk):
    rows = shared_desk.pages("ticket_metrics", "/ticket_metrics?page[size]=100")
    listed = {t["id"] for t in shared_desk.pages("tickets", "/tickets?page[size]=100")}
    assert {m["ticket_id"] for m in rows} == listed
    assert shared_desk.get(f"/ticket_metrics/{rows[0]['id']}")["ticket_metric"] == rows[0]


def test_side_loads(shared_desk):
    include = "users,groups,organizations,brands,ticket_forms,comment_count,dates,last_audits"
    page = shared_desk.get(f"/tickets?page[size]=5&include={include}")
    assert {"users", "groups", "organizations", "brands", "ticket_forms", "last_audits"} <= page.keys()
    for ticket in page["tickets"]:
        comments = shared_desk.get(f"/tickets/{ticket['id']}/comments")["comments"]
        assert ticket["comment_count"] == len(comments) and "dates" in ticket
    audits = shared_desk.get(f"/tickets/{page['tickets'][0]['id']}/audits?include=users")
    assert {a["author_id"] for a in audits["audits"]} - {-1} == {u["id"] for u in audits["users"]}


def test_the_last_audit_leaves_the_ticket_as_it_is(shared_desk):
    for ticket in shared_desk.pages("tickets", "/tickets?page[size]=100")[:60]:
        columns = {}
        for audit in shared_desk.get(f"/tickets/{ticket['id']}/audits")["audits"]:
            columns |= {e["field_name"]: e["value"] for e in audit["events"] if "field_name" in e}
        for name in ("status", "custom_status_id", "assignee_id", "priority"):
            told = columns.get(name)
            assert told == (None if ticket[name] is None else str(ticket[name])), (ticket["id"], name)
