"""Users, organizations, groups, and who belongs where."""

from __future__ import annotations

FIRST = 21905700000282  # the first organization


def new_user(desk, **columns):
    return desk.write("POST", "/users", {"user": {"name": "New"} | columns}, 201)["user"]


def test_lists_leave_deleted_users_out(shared_desk):
    listed = shared_desk.pages("users", "/users?page[size]=100")
    gone = shared_desk.get("/deleted_users")["deleted_users"]
    assert gone and all(u["active"] for u in listed) and not any(u["active"] for u in gone)
    assert any(u.get("permanently_deleted") for u in gone)
    assert shared_desk.get("/users/count")["count"]["value"] == len(listed)
    assert shared_desk.get(f"/users/{gone[0]['id']}")["user"]["active"] is False


def test_role_filters(shared_desk):
    for roles in (["agent"], ["admin"], ["end-user"], ["agent", "admin"]):
        query = "&".join(f"role[]={role}" for role in roles)
        rows = shared_desk.pages("users", f"/users?{query}&page[size]=100")
        assert rows and {u["role"] for u in rows} == set(roles)
        assert shared_desk.get(f"/users/count?{query}")["count"]["value"] == len(rows)


def test_an_email_in_an_update_is_added_not_replaced(desk):
    user = new_user(desk, email="a@x.example")
    desk.write("PUT", f"/users/{user['id']}", {"user": {"email": "b@x.example"}})
    assert desk.get(f"/users/{user['id']}")["user"]["email"] == "a@x.example"
    identities = desk.get(f"/users/{user['id']}/identities")["identities"]
    assert [(i["value"], i["primary"]) for i in identities] == [("a@x.example", True), ("b@x.example", False)]
    path = f"/users/{user['id']}/identities/{identities[1]['id']}/make_primary"
    assert desk.write("PUT", path)["identities"][0]["value"] == "b@x.example"
    assert desk.get(f"/users/{user['id']}")["user"]["email"] == "b@x.example"


def test_duplicates(desk):
    new_user(desk, email="twice@x.example", external_id="E1")
    for body in ({"name": "n", "email": "TWICE@x.example"}, {"name": "n", "external_id": "e1"}):
        status, answer = desk.refused("POST", "/users", {"user": body})
        assert status == 422 and next(iter(answer["details"].values()))[0]["error"] == "DuplicateValue"
    status, answer = desk.refused("POST", "/organizations", {"organization": {"name": "blue heron books"}})
    assert (status, answer["details"]["name"][0]["error"]) == (422, "DuplicateValue")


def test_create_or_update(desk):
    given = {"user": {"name": "One", "email": "one@x.example"}}
    first = desk.send("POST", "/users/create_or_update", given)
    second = desk.send("POST", "/users/create_or_update", {"user": {"name": "Two", "email": "one@x.example"}})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["user"]["name"] == "Two" and second.headers["location"] == first.headers["location"]
    made = desk.send(
        "POST", "/organizations/create_or_update", {"organization": {"name": "N", "external_id": "x9"}}
    )
    again = desk.send(
        "POST", "/organizations/create_or_update", {"organization": {"name": "M", "external_id": "X9"}}
    )
    assert (made.status_code, again.status_code) == (201, 200)


def test_delete_and_purge(desk):
    user = new_user(desk, email="gone@x.example")
    deleted = desk.write("DELETE", f"/users/{user['id']}", status=200)["user"]
    assert deleted["active"] is False
    desk.write("POST", "/users", {"user": {"name": "n", "email": "gone@x.example"}}, 201)
    purged = desk.write("DELETE", f"/deleted_users/{user['id']}", status=200)["deleted_user"]
    assert purged["name"] == "Permanently Deleted User" and purged["email"] is None
    assert desk.refused("DELETE", f"/deleted_users/{user['id']}")[0] == 404


def test_bulk_users_come_without_index(desk):
    users = [{"name": f"u{n}", "email": f"u{n}@x.example"} for n in range(3)] + [{"name": ""}]
    results = desk.finish(desk.write("POST", "/users/create_many", {"users": users}))
    assert [set(r) for r in results[:3]] == [{"id", "status"}] * 3 and results[3]["success"] is False
    ids = ",".join(str(r["id"]) for r in results[:3])
    changed = desk.finish(desk.write("PUT", f"/users/update_many?ids={ids}", {"user": {"notes": "bulk"}}))
    assert all(r["status"] == "Updated" and r["success"] for r in changed)
    assert desk.get(f"/users/show_many?ids={ids}")["users"][0]["notes"] == "bulk"
    desk.finish(desk.write("DELETE", f"/users/destroy_many?ids={ids}"))
    assert desk.get(f"/users/show_many?ids={ids}")["count"] == 0


def test_user_merge(desk):
    winner, loser = new_user(desk, email="w@x.example"), new_user(desk, email="l@x.example")
    ticket = desk.ticket(requester_id=loser["id"])
    desk.write("PUT", f"/users/{loser['id']}/merge", {"user": {"id": winner["id"]}}, 200)
    assert desk.get(f"/tickets/{ticket['id']}")["ticket"]["requester_id"] == winner["id"]
    assert "l@x.example" in [i["value"] for i in desk.get(f"/users/{winner['id']}/identities")["identities"]]


def test_organization_of_a_user_and_memberships(desk):
    user = new_user(desk, organization_id=FIRST)
    path = f"/users/{user['id']}/organization_memberships"
    assert [m["organization_id"] for m in desk.get(path)["organization_memberships"]] == [FIRST]
    body = {"organization_membership": {"user_id": user["id"], "organization_id": FIRST + 128}}
    second = desk.write("POST", "/organization_memberships", body, 201)["organization_membership"]
    assert desk.refused("POST", "/organization_memberships", body)[0] == 422
    desk.write("PUT", f"{path}/{second['id']}/make_default")
    assert desk.get(f"/users/{user['id']}")["user"]["organization_id"] == FIRST + 128
    desk.write("DELETE", f"/organization_memberships/{second['id']}", status=204)
    assert desk.get(f"/users/{user['id']}")["user"]["organization_id"] == FIRST
    assert desk.refused("PUT", f"/organization_memberships/{second['id']}", {})[0] == 404


def test_lists_of_an_organization_agree(shared_desk):
    for organization in shared_desk.get("/organizations")["organizations"]:
        number = organization["id"]
        tickets = shared_desk.pages("tickets", f"/organizations/{number}/tickets?page[size]=100")
        assert all(t["organization_id"] == number for t in tickets)
        count = shared_desk.get(f"/organizations/{number}/tickets/count")["count"]["value"]
        assert count == len(tickets)
        memberships = shared_desk.get(f"/organizations/{number}/organization_memberships")["count"]
        assert memberships >= len(shared_desk.pages("users", f"/organizations/{number}/users?page[size]=100"))


def test_tickets_of_a_user(shared_desk):
    rows = shared_desk.pages("tickets", "/tickets?page[size]=100")
    asker, agent = rows[0]["requester_id"], next(t["assignee_id"] for t in rows if t["assignee_id"])
    for path, column, number in (("requested", "requester_id", asker), ("assigned", "assignee_id", agent)):
        mine = shared_desk.pages("tickets", f"/users/{number}/tickets/{path}?page[size]=100")
        assert [t["id"] for t in mine] == [t["id"] for t in rows if t[column] == number]


def test_organization_delete_and_merge(desk):
    number = desk.get("/organizations")["organizations"][0]["id"]
    user = desk.get(f"/organizations/{number}/users")["users"][0]["id"]
    answer = desk.write(
        "POST", f"/organizations/{number}/merge", {"organization_merge": {"winner_id": number + 128}}
    )
    merge = answer["organization_merge"]
    states = [desk.get(merge["url"])["organization_merge"]["status"] for _ in range(2)]
    assert [merge["status"], *states] == ["new", "in progress", "complete"]
    desk.get(f"/organizations/{number}", 404)
    assert desk.get(f"/users/{user}")["user"]["organization_id"] == number + 128


def test_profile_fields(desk):
    user = new_user(desk, user_fields={"tier": "tier_gold", "birthday": "2001-02-03", "nope": 1})
    fields = user["user_fields"]
    assert (fields["tier"], fields["birthday"], fields["newsletter"]) == (
        "tier_gold",
        "2001-02-03T00:00:00Z",
        False,
    )
    assert "nope" not in fields
    desk.write("POST", "/user_fields", {"user_field": {"key": "later", "title": "Later"}}, 201)
    assert desk.get(f"/users/{user['id']}")["user"]["user_fields"]["later"] is None
    assert desk.refused("PUT", f"/users/{user['id']}", {"user": {"user_fields": {"tier": "x"}}})[0] == 422


def test_groups_are_listed_after_their_deletion(desk):
    group = desk.write("POST", "/groups", {"group": {"name": "Brief"}}, 201)["group"]
    body = {"group_membership": {"user_id": desk.get("/users/me")["user"]["id"], "group_id": group["id"]}}
    membership = desk.write("POST", "/group_memberships", body, 201)["group_membership"]
    assert desk.refused("POST", "/group_memberships", body)[0] == 422
    desk.write("PUT", f"/users/{membership['user_id']}/group_memberships/{membership['id']}/make_default")
    desk.write("DELETE", f"/groups/{group['id']}", status=204)
    assert desk.get(f"/groups/{group['id']}")["group"]["deleted"] is True
    names = [g["name"] for g in desk.get("/groups?exclude_deleted=true")["groups"]]
    assert "Brief" not in names and "Brief" in [g["name"] for g in desk.get("/groups")["groups"]]
    desk.get(f"/group_memberships/{membership['id']}", 404)


def test_end_users_are_in_no_group(desk):
    body = {
        "group_membership": {
            "user_id": new_user(desk)["id"],
            "group_id": desk.get("/groups")["groups"][1]["id"],
        }
    }
    assert desk.refused("POST", "/group_memberships", body)[0] == 422
