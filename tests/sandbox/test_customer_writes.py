"""Writing customers and what belongs to them."""

from __future__ import annotations

from typing import Any

import pytest

from .client import ORIGIN, Api

NEW: dict[str, Any] = {
    "firstName": "Vernon",
    "lastName": "Example",
    "photoUrl": "https://img.example.com/some.jpg",
    "photoType": "twitter",
    "jobTitle": "CEO",
    "location": "Dallas",
    "background": "Notes",
    "age": "30-35",
    "gender": "male",
    "organization": "Acme, Inc",
    "emails": [{"type": "work", "value": "vernon.new@example.com"}],
    "phones": [{"type": "mobile", "value": "1"}],
    "phone": "222",
    "chats": [{"type": "skype", "value": "v"}],
    "socialProfiles": [{"type": "foursquare", "value": "v"}],
    "websites": [{"value": "https://v.example.com"}],
    "address": {"city": "Dallas", "state": "TX", "postalCode": "1", "country": "US", "lines": ["One", "Two"]},
    "properties": [{"slug": "seats", "value": 5}, {"slug": "nickname", "value": "Vern"}],
}
KINDS = ("emails", "phones", "chats", "social-profiles", "websites")
ENTRY: dict[str, dict[str, str]] = {
    "emails": {"type": "home", "value": "second@example.com"},
    "phones": {"type": "fax", "value": "333"},
    "chats": {"type": "xmpp", "value": "w"},
    "social-profiles": {"type": "twitter", "value": "w"},
    "websites": {"value": "https://w.example.com"},
}


def _entries(api: Api, customer: int, kind: str) -> list[dict[str, Any]]:
    return api.get(f"/v2/customers/{customer}/{kind}").get("_embedded", {}).get(kind, [])


def test_create_and_read_back(api: Api) -> None:
    response = api.send("POST", "/v2/customers", NEW, 201)
    new = int(response.headers["Resource-ID"])
    assert response.headers["Location"] == f"{ORIGIN}/v2/customers/{new}"
    got = api.get(f"/v2/customers/{new}")
    for name in (
        "firstName",
        "lastName",
        "photoUrl",
        "photoType",
        "jobTitle",
        "location",
        "age",
        "organization",
    ):
        assert got[name] == NEW[name]
    assert got["gender"] == "Male" and got["background"] == "Notes" and got["conversationCount"] == 0
    inside = got["_embedded"]
    assert [p["value"] for p in inside["phones"]] == ["1", "222"]
    assert inside["social_profiles"][0]["type"] == "foursquare" and "type" not in inside["websites"][0]
    assert inside["address"] == NEW["address"]
    assert [(p["slug"], p["value"], p["text"]) for p in inside["properties"]] == [
        ("seats", "5", "5"),
        ("nickname", "Vern", "Vern"),
    ]
    assert api.get("/v2/customers")["_embedded"]["customers"][0]["id"] == new


def test_nothing_is_required(api: Api) -> None:
    got = api.get(f"/v2/customers/{api.create('/v2/customers', {})}")
    assert "firstName" not in got and got["background"] == "" and got["gender"] == "Unknown"


def test_an_address_in_use_is_a_conflict(api: Api) -> None:
    taken = api.get("/v2/customers/5003")["_embedded"]["emails"][0]["value"]
    response = api.send("POST", "/v2/customers", {"emails": [{"type": "work", "value": taken.upper()}]}, 409)
    assert response.headers["Content-Type"] == "application/vnd.error+json"
    api.send("POST", "/v2/customers/5002/emails", {"type": "work", "value": taken}, 409)
    api.create("/v2/customers", NEW)
    api.send("POST", "/v2/customers", NEW, 409)
    add = {"op": "add", "path": "/emails", "value": {"type": "work", "value": taken}}
    api.send("PATCH", "/v2/customers/5002", [add], 409)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"firstName": "x" * 41}, "firstName"),
        ({"lastName": 5}, "lastName"),
        ({"jobTitle": "x" * 61}, "jobTitle"),
        ({"background": "x" * 201}, "background"),
        ({"gender": "other"}, "gender"),
        ({"photoType": "x"}, "photoType"),
        ({"emails": [{"type": "work", "value": "nope"}]}, "emails[0].value"),
        ({"emails": {}}, "emails"),
        ({"emails": [{"type": "mobile", "value": "a@example.com"}]}, "emails[0].type"),
        ({"phones": [{"value": "1"}]}, "phones[0].type"),
        ({"websites": [{}]}, "websites[0].value"),
        ({"address": {"country": "Germany"}}, "address.country"),
        ({"organizationId": 1}, "organizationId"),
        ({"properties": [{"slug": "none", "value": "x"}]}, "properties[0].slug"),
        ({"properties": [{"slug": "seats", "value": "many"}]}, "properties[0].value"),
        ({"properties": [{"slug": "plan", "value": "Free"}]}, "properties[0].value"),
    ],
)
def test_create_refuses(api: Api, body: Any, path: str) -> None:
    assert path in api.problems(api.http.post("/v2/customers", json=body))


def test_overwriting_forgets_what_is_left_out(api: Api) -> None:
    new = api.create("/v2/customers", NEW)
    api.send("PUT", f"/v2/customers/{new}", {"firstName": "Only"})
    got = api.get(f"/v2/customers/{new}")
    assert got["firstName"] == "Only" and not {"lastName", "jobTitle", "age", "photoUrl"} & got.keys()
    assert got["background"] == "" and len(got["_embedded"]["emails"]) == 1


def test_patch_is_an_array(api: Api) -> None:
    new = api.create("/v2/customers", NEW)
    email = _entries(api, new, "emails")[0]["id"]
    chat = _entries(api, new, "chats")[0]["id"]
    path = f"/v2/customers/{new}"
    api.send(
        "PATCH",
        path,
        [
            {"op": "replace", "path": "/firstName", "value": "V"},
            {"op": "remove", "path": "/jobTitle"},
            {"op": "replace", "path": "/gender", "value": "Female"},
            {"op": "add", "path": "/emails", "value": {"type": "other", "value": "other@example.com"}},
            {"op": "remove", "path": f"/emails/{email}"},
            {"op": "replace", "path": f"/chats/{chat}/value", "value": "aim"},
            {"op": "replace", "path": f"/chats/{chat}/type", "value": "icq"},
            {"op": "replace", "path": "/address/city", "value": "Austin"},
            {"op": "replace", "path": "/organizationId", "value": 702},
        ],
    )
    got = api.get(path)
    assert got["firstName"] == "V" and "jobTitle" not in got and got["gender"] == "Female"
    assert got["organizationId"] == 702 and got["_embedded"]["address"]["city"] == "Austin"
    assert [e["value"] for e in got["_embedded"]["emails"]] == ["other@example.com"]
    assert [(e["type"], e["value"]) for e in got["_embedded"]["chats"]] == [("icq", "aim")]


@pytest.mark.parametrize(
    "body",
    [
        {"op": "replace", "path": "/firstName", "value": "x"},
        ["x"],
        [{"op": "replace"}],
        [
            {"op": "replace", "path": "/firstName", "value": "ok"},
            {"op": "replace", "path": "/nothing", "value": 1},
        ],
        [{"op": "remove", "path": "/emails"}],
        [{"op": "replace", "path": "/emails", "value": []}],
        [{"op": "remove", "path": "/emails/1"}],
        [{"op": "replace", "path": "/firstName", "value": "x" * 41}],
        [{"op": "replace", "path": "/gender", "value": "x"}],
        [{"op": "replace", "path": "/id", "value": 1}],
        [{"op": "add", "path": "/phones", "value": {"type": "satellite", "value": "1"}}],
    ],
)
def test_patch_refuses_all_or_nothing(api: Api, body: Any) -> None:
    before = api.get("/v2/customers/5001")
    assert api.problems(api.http.patch("/v2/customers/5001", json=body))
    assert api.get("/v2/customers/5001") == before


@pytest.mark.parametrize("kind", KINDS)
def test_entries(api: Api, kind: str) -> None:
    base = f"/v2/customers/5010/{kind}"
    before = len(_entries(api, 5010, kind))
    new = api.create(base, ENTRY[kind])
    found = _entries(api, 5010, kind)[-1]
    assert (found["id"], found["value"]) == (new, ENTRY[kind]["value"]) and len(
        _entries(api, 5010, kind)
    ) == before + 1
    value = "third@example.com" if kind == "emails" else "changed"
    api.send("PUT", f"{base}/{new}", ENTRY[kind] | {"value": value})
    assert _entries(api, 5010, kind)[-1]["value"] == value
    assert api.problems(api.http.post(base, json={}))
    if kind != "websites":
        assert "type" in api.problems(api.http.post(base, json=ENTRY[kind] | {"type": "Work"}))
    api.send("DELETE", f"{base}/{new}")
    assert len(_entries(api, 5010, kind)) == before
    api.send("DELETE", f"{base}/{new}", status=404)
    api.send("PUT", f"{base}/{new}", ENTRY[kind], 404)


def test_address(api: Api) -> None:
    new = api.create("/v2/customers", {})
    path = f"/v2/customers/{new}/address"
    api.get(path, 404)
    api.send("DELETE", path, status=404)
    api.send("POST", path, NEW["address"], 201)
    assert {k: v for k, v in api.get(path).items() if k != "_links"} == NEW["address"]
    api.send("PUT", path, {"city": "Graz", "country": "AT", "lines": []})
    assert api.get(path)["city"] == "Graz" and api.get(path)["state"] == ""
    api.send("DELETE", path)
    cleared = api.get(path)
    assert [cleared[k] for k in ("city", "state", "postalCode", "country", "lines")] == ["", "", "", "", []]


def test_properties(api: Api) -> None:
    plan = next(
        p
        for p in api.get("/v2/customer-properties")["_embedded"]["customer-properties"]
        if p["slug"] == "plan"
    )
    path = "/v2/customers/5010/properties"
    ops = [
        {"op": "replace", "path": "/plan", "value": plan["options"][1]["id"]},
        {"op": "replace", "path": "/renewal-date", "value": "2027-01-01"},
    ]
    api.send("PATCH", path, ops)
    got = {p["slug"]: p for p in api.get("/v2/customers/5010")["_embedded"]["properties"]}
    assert got["plan"]["text"] == "Club" and got["renewal-date"]["value"] == "2027-01-01"
    api.send("PATCH", path, [{"op": "remove", "path": "/plan"}])
    assert "plan" not in {p["slug"] for p in api.get("/v2/customers/5010")["_embedded"]["properties"]}
    for bad in (
        ops[0],
        [{"op": "replace", "path": "/none", "value": "x"}],
        [{"op": "replace", "path": "/seats", "value": "x"}],
        [{"op": "add", "path": "/seats", "value": 1}],
    ):
        assert api.problems(api.http.patch(path, json=bad))


def test_property_definitions(api: Api) -> None:
    body = {
        "slug": "tier",
        "name": "Tier",
        "type": "dropdown",
        "options": [{"label": "One"}, {"label": "Two"}],
    }
    response = api.send("POST", "/v2/customer-properties", body, 201)
    assert response.headers["Resource-ID"] == "tier"
    api.send("POST", "/v2/customer-properties", body, 409)
    made = api.get("/v2/customer-properties")["_embedded"]["customer-properties"][-1]
    api.send(
        "PATCH",
        "/v2/customers/5001/properties",
        [{"op": "replace", "path": "/tier", "value": made["options"][0]["id"]}],
    )
    for bad in ({"slug": "a b"}, {"type": "colour"}, {"name": ""}, {"options": None}):
        assert api.problems(api.http.post("/v2/customer-properties", json=body | bad))
    api.send("DELETE", "/v2/customer-properties/tier")
    api.send("DELETE", "/v2/customer-properties/tier", status=404)
    assert "tier" not in str(api.get("/v2/customers/5001"))


def test_deleting_erases_the_conversations_too(api: Api) -> None:
    own = [c["id"] for c in api.conversations(query="(customerIds:5001)")]
    assert len(own) == api.get("/v2/customers/5001")["conversationCount"] > 1
    api.send("DELETE", "/v2/customers/5001")
    api.get("/v2/customers/5001", 404)
    api.get(f"/v2/conversations/{own[0]}", 404)
    assert api.get("/v2/conversations", status="all")["page"]["totalElements"] == 1200 - len(own)


def test_a_hundred_conversations_are_too_many_to_delete_at_once(api: Api) -> None:
    new = api.create("/v2/customers", {})
    thread = {"type": "customer", "customer": {"id": new}, "text": "x"}
    body = {"subject": "s", "type": "email", "mailboxId": 1, "status": "active", "customer": {"id": new}}
    for _ in range(101):
        api.create("/v2/conversations", body | {"threads": [thread]})
    assert api.problems(api.http.delete(f"/v2/customers/{new}"))
    api.send("DELETE", f"/v2/customers/{new}?async=true", status=202)
    api.get(f"/v2/customers/{new}", 404)
