"""Everything else that is written, by v2 and by v1."""

from __future__ import annotations

import pytest

from helpsql.sandbox.teamwork_desk import help_writes, kinds

SAMPLES = {
    "companies": {"name": "Nordlicht ✨", "kind": "group", "permission": "all", "note": "n"},
    "tags": {"name": "neu", "color": "red"},
    "ticketpriorities": {"name": "urgent", "color": "#FFF000", "icon": "priority-high"},
    "ticketstatuses": {"name": "Waiting for spring", "color": "#FFF000", "displayOrder": 9},
    "tickettypes": {"name": "Lob", "displayOrder": 9, "inboxes": [{"id": 10140}]},
    "ticketsources": {"name": "Fax", "icon": "fax"},
    "inboxes": {"name": "New box", "localPart": "newbox", "email": "n@x.example", "users": [{"id": 205154}]},
    "timelogs": {
        "ticket": {"id": 1},
        "user": {"id": 2},
        "timelogs_id": 3,
        "seconds": 60,
        "date": "2026-01-02T03:04:05Z",
    },
    "helpdocssites": {"name": "Third site", "subdomain": "third", "contactFormEnabled": True},
    "helpdocscategories": {"name": "New topic", "helpDocsSites_id": 3101, "parent_id": 4201},
    "helpdocarticlekeywords": {"keyword": "peg", "helpdocarticle": {"id": 5301}},
}
KINDS = {kind.table: kind for kind in (*kinds.PLAIN, *help_writes.PLAIN)}


@pytest.mark.parametrize("table", sorted(SAMPLES))
@pytest.mark.parametrize("wrapped", [True, False])
def test_create_change_delete(desk, table, wrapped):
    single = KINDS[table].singles[0]
    body = {single: SAMPLES[table]} if wrapped else SAMPLES[table]
    answer = desk.write("POST", table, body, 201)
    row = answer[single]
    assert answer["included"] == {} and row["createdBy"]["id"] == 205154 and row["state"] == "active"
    for name, value in SAMPLES[table].items():
        if not isinstance(value, dict | list) and name != "localPart":
            assert row[name] == value
    old = desk.get(table)[table][0]
    assert old.keys() - row.keys() <= {"deletedAt", "deletedBy"}
    one = f"{table}/{row['id']}"
    desk.go(90)
    key = next(k for k in ("description", "name", "keyword") if k in row)
    for verb in ("PATCH", "PUT"):
        changed = desk.write(verb, one, {single: {key: f"by {verb}"}})
        assert changed["included"] is None
        assert changed[single] == {**row, key: f"by {verb}", "updatedAt": changed[single]["updatedAt"]}
        assert changed[single]["updatedAt"] > row["updatedAt"]
    assert row["id"] in desk.ids(table)
    desk.write("DELETE", one, status=204)
    assert row["id"] not in desk.ids(table)
    assert desk.error("DELETE", one)[0] == 404
    assert desk.get(one)[single]["deletedAt"]


@pytest.mark.parametrize("table", sorted(set(SAMPLES) - {"timelogs"}))
def test_what_is_required(desk, table):
    status, error = desk.error("POST", table, {KINDS[table].singles[0]: {"displayOrder": 1}})
    assert (status, error["detail"]) == (400, "must be set") and error["source"] in SAMPLES[table]


@pytest.mark.parametrize(
    ("path", "body", "source"),
    [
        ("tags", {"tag": {"name": 5}}, "name"),
        ("companies", {"company": {"name": "x", "kind": "club"}}, "kind"),
        ("timelogs", {"timelog": {"seconds": "60"}}, "seconds"),
        ("timelogs", {"timelog": {"billable": 1}}, "billable"),
        ("timelogs", {"timelog": {"ticket": 5}}, "ticket"),
        ("tickettypes", {"name": "x", "inboxes": 5}, "inboxes"),
        ("inboxes", {"name": "x", "email": "y", "users": [5]}, "users"),
        ("timelogs", {"timelog": {"date": "2026-01-02"}}, "date"),
        ("helpdocscategories", {"name": "x", "helpDocsSites_id": 1}, "helpDocsSites_id"),
    ],
)
def test_wrong_values(desk, path, body, source):
    status, error = desk.error("POST", path, body)
    assert (status, error["source"]) == (400, source)


def test_priority_as_recorded(desk, recorded):
    tape = recorded("v2_ticketpriority_create")
    ours = desk.write("POST", "ticketpriorities", tape["request_body"], 201)["ticketpriority"]
    theirs = tape["response_body"]["ticketpriority"]
    for name in ("name", "color", "icon", "displayOrder", "state"):
        assert ours[name] == theirs[name]
    assert theirs.keys() <= ours.keys()


def test_users_change_and_go_but_are_not_made(desk):
    user = desk.get("users")["users"][3]
    one = f"users/{user['id']}"
    assert desk.error("POST", "users", {"user": {"email": "a@b.example"}})[0] == 405
    assert desk.write("PATCH", one, {"user": {"isPartTime": True}})["user"]["isPartTime"]
    assert (
        desk.error("PATCH", one, {"user": {"ticketReplyRedirect": "Away"}})[1]["source"]
        == "ticketReplyRedirect"
    )
    desk.write("DELETE", one, status=204)
    assert user["id"] not in desk.ids("users")


def test_timelogs_are_unchecked_and_hang_on_their_ticket(desk):
    ticket = desk.get("tickets")["tickets"][1]
    log = desk.write("POST", "timelogs", {"timeLog": {"ticket": {"id": ticket["id"]}, "seconds": 5}}, 201)[
        "timelog"
    ]
    assert log["id"] in [row["id"] for row in desk.get(f"tickets/{ticket['id']}")["ticket"]["timelogs"]]
    mine = desk.write("POST", "timelogs", {"ticket": {"id": 5}, "assignToCurrentUser": True}, 201)["timelog"]
    assert (mine["user"]["id"], mine["ticket"]["id"]) == (205154, 5)


def test_domains_of_companies(desk):
    body = {"company": {"name": "X"}, "included": {"domains": [{"name": "x.example"}]}}
    company = desk.write("POST", "companies", body, 201)["company"]
    assert desk.ids("companies", filter={"domains": "x.example"}) == [company["id"]]


def test_secrets_are_not_shown(desk):
    box = desk.write("PATCH", "inboxes/10140", {"inbox": {"smtpPassword": "hush"}})
    assert "hush" not in str(box) and "hush" not in str(desk.get("inboxes"))
    customer = desk.ids("customers")[0]
    desk.write("PATCH", f"customers/{customer}", {"customer": {"password": "hush"}})
    assert "hush" not in str(desk.get(f"customers/{customer}"))


# Customers -------------------------------------------------------------------------------------


def test_customer_as_recorded(desk, recorded):
    tape = recorded("v2_customer_create")
    answer = desk.write("POST", "customers", tape["request_body"], 201)
    theirs = tape["response_body"]
    assert theirs["customer"].keys() - answer["customer"].keys() == set()
    assert answer["included"].keys() == theirs["included"].keys()
    (contact,) = answer["included"]["contacts"]
    assert theirs["included"]["contacts"][0].keys() <= contact.keys()
    assert answer["customer"]["email"] == contact["value"] == "person2@example.com"
    assert answer["customer"]["contacts"] == [{"id": contact["id"], "type": "contacts"}]


def test_customers_need_an_address(desk):
    for contacts in ([], [{"isMain": True, "type": "twitter", "value": "@x"}]):
        status, error = desk.error(
            "POST", "customers", {"customer": {"firstName": "A"}, "included": {"contacts": contacts}}
        )
        assert (status, error["detail"], error["source"]) == (400, "must be set", "contacts")
    made = desk.write("POST", "customers", {"customer": {"email": "only@home.example"}}, 201)
    assert made["included"]["contacts"][0]["value"] == "only@home.example"


def test_addresses_are_taken_once(desk):
    taken = desk.get("customers")["customers"][0]["email"]
    status, error = desk.error("POST", "customers", {"customer": {"email": taken}})
    assert (status, error["title"]) == (409, "Conflict")


def test_contacts_come_and_go(desk):
    made = desk.write("POST", "customers", {"customer": {"email": "a@home.example"}}, 201)
    one, first = f"customers/{made['customer']['id']}", made["included"]["contacts"][0]["id"]
    add = [
        {"isMain": True, "type": "email", "value": "b@home.example"},
        {"id": first, "isMain": False, "type": "email", "value": "a@home.example"},
    ]
    changed = desk.write(
        "PATCH",
        one,
        {"customer": {"lastName": "B"}, "included": {"contacts": add, "companies": [{"id": 16}]}},
    )
    row = changed["customer"]
    assert (row["email"], row["lastName"], row["company"]["id"], len(row["contacts"])) == (
        "b@home.example",
        "B",
        16,
        2,
    )
    gone = {"contacts": [{"id": first, "delete": True}], "companies": [{"id": 16, "delete": True}]}
    row = desk.write("PATCH", one, {"customer": {}, "included": gone})["customer"]
    assert len(row["contacts"]) == 1 and row["company"] is None
    wrong = {
        "customer": {},
        "included": {"contacts": [{"id": 1, "type": "email", "value": "x@home.example"}]},
    }
    assert desk.error("PATCH", one, wrong)[1]["source"] == "contacts"


def test_customers_are_deleted(desk):
    row = desk.get("customers")["customers"][0]
    desk.write("DELETE", f"customers/{row['id']}", status=204)
    assert row["id"] not in desk.ids("customers")
    assert desk.write("POST", "customers", {"customer": {"email": row["email"]}}, 201)


# Articles --------------------------------------------------------------------------------------

ARTICLES = "helpdocssites/3101/helpdocarticles"


def test_articles(desk):
    body = {
        "helpdocarticle": {"title": "T", "contents": "<p>c</p>", "categories": [4201], "editMethod": "html"}
    }
    row = desk.write("POST", ARTICLES, body, 201)["helpdocarticle"]
    one = f"{ARTICLES}/{row['id']}"
    assert row["helpdocsite"]["id"] == 3101 and row["status"] == "Draft" and row["categories"] == [4201]
    assert (
        desk.write("PATCH", one, {"helpdocarticle": {"status": "Published"}})["helpdocarticle"]["title"]
        == "T"
    )
    assert desk.error("PATCH", f"helpdocssites/3102/helpdocarticles/{row['id']}", body)[0] == 404
    desk.write("DELETE", one, status=204)
    assert row["id"] not in desk.ids(ARTICLES)


@pytest.mark.parametrize(
    ("more", "source"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"contents": None}, "contents"),
        ({"editMethod": "markdown"}, "contents"),
        ({"editMethod": "htmlSource"}, "contents"),
        ({"categories": [0]}, "categories"),
        ({"categories": ["4201"]}, "categories"),
        ({"status": "published"}, "status"),
    ],
)
def test_rules_of_articles(desk, more, source):
    body = {"helpdocarticle": {"title": "T", "contents": "c"} | more}
    status, error = desk.error("POST", ARTICLES, body)
    assert (status, error["source"]) == (400, source)


def test_articles_are_not_written_across_sites(desk):
    assert desk.error("POST", "helpdocssites/helpdocarticles", {"title": "T", "contents": "c"})[0] == 405


# Custom fields ---------------------------------------------------------------------------------


def test_custom_field_as_recorded(desk, recorded):
    body = recorded("req_customfield_create_v1")["request_body"] | {"inboxes": [10140, 15268]}
    field = desk.write("POST", "/desk/v1/customfields.json", body, 201)["customfield"]
    shown = desk.get(f"customfields/{field['id']}", includes="customfieldoptions")
    assert [o["name"] for o in shown["included"]["customfieldoptions"]] == ["Option 1", "Option 2"]
    assert [b["id"] for b in shown["customfield"]["inboxes"]] == [10140, 15268]
    option = recorded("req_customfieldoption_create")["request_body"]
    option["customfieldoption"]["customfield"]["id"] = field["id"]
    made = desk.write("POST", "customfieldoptions", option, 201)["customfieldoption"]
    assert made["id"] in [o["id"] for o in desk.get(f"customfields/{field['id']}")["customfield"]["options"]]
    desk.write(
        "PATCH", f"customfields/{field['id']}", {"customfield": {"agentLabel": "Farbe", "kind": "text"}}
    )
    changed = desk.get(f"customfields/{field['id']}")["customfield"]
    assert (changed["agentLabel"], changed["kind"]) == ("Farbe", "dropdown")
    assert desk.error("POST", "customfields", body)[0] == 405
    assert (
        desk.error("POST", "/desk/v1/customfields.json", {"agentLabel": "x", "kind": "y"})[1]["source"]
        == "kind"
    )


# v1 --------------------------------------------------------------------------------------------


def basic(desk):
    desk.http.headers.pop("Authorization")
    desk.http.auth = (desk.keys["v1_api_key"], "x")
    return desk


def test_v1_reads_as_recorded(desk, recorded):
    boxes = basic(desk).get("/desk/v1/inboxes.json")["inboxes"]
    theirs = recorded("v1_inboxes_list")["response_body"]["inboxes"]
    assert boxes[0].keys() == theirs[0].keys() and boxes[-1]["id"] == theirs[-1]["id"] == 9_999_999_999
    customer = recorded("v1_customer_previoustickets")["response_body"]
    mine = next(
        found
        for box in range(529_000, 530_000, 3)
        if (found := desk.get(f"/desk/v1/customers/{box}/previoustickets.json"))["count"]
    )
    assert mine.keys() == customer.keys() and customer["tickets"][0].keys() == mine["tickets"][0].keys()
    one = desk.get(f"/desk/v1/tickets/{mine['tickets'][0]['id']}.json")["ticket"]
    assert one["threads"] and one["status"] == mine["tickets"][0]["status"]
    assert desk.get("/desk/v1/me.json")["user"]["visitCount"]
    assert desk.get("/desk/v1/ticketpriorities.json")["ticketpriorities"][0]["createdByUserId"]
    assert desk.get("/desk/v1/search/tickets.json", statuses="1")["count"]


def test_v1_writes_as_recorded(desk, recorded):
    form = {"customerEmail": "v1@home.example", "inboxId": "10140", "subject": "s", "message": "m"}
    made = basic(desk).http.post("/desk/v1/tickets.json", data=form).json()
    theirs = recorded("v1_ticket_create")["response_body"]
    assert made.keys() == theirs.keys() and made["ticket"].keys() == theirs["ticket"].keys()
    answer = desk.http.post(f"/desk/v1/tickets/{made['id']}.json", data={"message": "again"}).json()
    assert answer.keys() == recorded("v1_ticket_reply")["response_body"].keys()
    assert len(desk.get(f"/desk/v1/tickets/{made['id']}.json")["ticket"]["threads"]) == 2
    refused = desk.http.post("/desk/v1/tickets.json", data={"inboxId": "10140"})
    assert refused.json()["errors"][0]["source"] == "customer"


def test_v1_upload(desk):
    made = desk.http.post("/desk/v1/upload/attachment", files={"file": ("a.txt", b"abc")})
    assert made.status_code == 404  # every path ends in .json
    made = desk.http.post("/desk/v1/upload/attachment.json", files={"file": ("a.txt", b"abc")}).json()[
        "attachment"
    ]
    assert (made["filename"], made["size"]) == ("a.txt", 3)
    assert desk.get(f"/desk/v1/file/{made['id']}.json")["attachment"] == made


def test_import_takes_a_v1_key_only(desk):
    item = {
        "id": 9,
        "customer": {"email": "i@home.example"},
        "subject": "old",
        "threads": [{"body": "a"}, {"body": "b"}],
    }
    body = {"source": "other", "fallbackInboxId": 10140, "tickets": [item]}
    assert desk.error("POST", "/desk/v1/import/tickets.json", body)[0] == 401
    (done,) = basic(desk).write("POST", "/desk/v1/import/tickets.json", body, 201)["tickets"]
    assert done["importId"] == 9
    assert len(desk.get(f"/desk/v1/tickets/{done['id']}.json")["ticket"]["threads"]) == 2


def test_v1_customers(desk):
    customer = desk.ids("customers")[0]
    desk.write("PUT", f"/desk/v1/customers/{customer}.json", {"firstName": "Vee"})
    assert desk.get(f"customers/{customer}")["customer"]["firstName"] == "Vee"


def test_an_import_twice_doubles_nothing(desk):
    item = {
        "id": 9,
        "customer": {"email": "i@home.example"},
        "subject": "old",
        "threads": [{"body": "a"}, {"body": "b", "type": "note"}],
    }
    body = {"source": "other", "fallbackInboxId": 10140, "tickets": [item]}
    first = basic(desk).write("POST", "/desk/v1/import/tickets.json", body, 201)
    assert desk.write("POST", "/desk/v1/import/tickets.json", body, 201) == first
    threads = desk.get(f"/desk/v1/tickets/{first['tickets'][0]['id']}.json")["ticket"]["threads"]
    assert [t["type"] for t in threads] == ["message", "note"]


# Triggers, webhooks, what the SDK sends -----------------------------------------------------------


def test_triggers_are_written_with_their_actions(desk):
    body = {
        "trigger": {"name": "T", "type": "Automatic", "inboxes": [{"id": 10140}]},
        "included": {
            "triggeractions": [{"id": None, "type": 5, "tags": [{"id": 369972}]}],
            "conditions": [
                {"id": None, "field": 2, "operator": 1, "value": "@x.example", "matchRequirement": "ANY"}
            ],
        },
    }
    row = desk.write("POST", "triggers", body, 201)["trigger"]
    assert len(row["triggeractions"]) == len(row["conditions"]) == 1
    shown = desk.get(f"triggers/{row['id']}", includes="triggeractions,conditions")["included"]
    assert shown["triggeractions"][0]["type"] == 5 and shown["conditions"][0]["value"] == "@x.example"
    change = {
        "trigger": {"name": "U"},
        "included": {"triggeractions": [{"id": row["triggeractions"][0]["id"], "type": 11}]},
    }
    assert (
        desk.write("PATCH", f"triggers/{row['id']}", change)["trigger"]["triggeractions"]
        == row["triggeractions"]
    )


def test_webhooks(desk):
    body = {
        "webhookendpoint": {"url": "https://x.example/h", "token": "hush"},
        "included": {"webhookendpointevents": [{"code": "ticket.created"}]},
    }
    row = desk.write("POST", "webhookendpoints", body, 201)
    assert "hush" not in str(row) and desk.ids("webhookendpoints") == [row["webhookendpoint"]["id"]]


def test_bodies_of_the_go_sdk(desk):
    """It sends zero ids, empty types and nulls for all that was not set."""
    tag = {"tag": {"id": 0, "type": None, "name": "go", "color": "red"}, "included": {"companies": None}}
    assert desk.write("POST", "tags", tag, 201)["tag"]["name"] == "go"
    domain = {
        "id": 0,
        "type": None,
        "name": "go.example",
        "project": None,
        "company": None,
        "projects_company": None,
    }
    company = {
        "company": {"id": 0, "type": None, "name": "Go"},
        "included": {"contacts": None, "domains": [domain]},
    }
    assert desk.write("POST", "companies", company, 201)["company"]["domains"]
    customer = {
        "customer": {
            "id": 0,
            "type": None,
            "email": "go@home.example",
            "jobTitle": None,
            "contacts": None,
            "customerwelcomeemails": None,
        },
        "included": {"companies": None, "contacts": None},
    }
    who = desk.write("POST", "customers", customer, 201)["customer"]["id"]

    def ref(row_id):
        return {"id": row_id, "type": "", "meta": None}

    ticket = {
        "ticket": {
            "id": 0,
            "subject": "s",
            "message": "m",
            "inbox": ref(10140),
            "customer": ref(who),
            "happinessSurveySentAt": None,
            "spam_rules": None,
            "suggestions": {},
        },
        "included": {"companies": None},
    }
    made = desk.write("POST", "tickets", ticket, 201)["ticket"]
    gone = {"id": 369970, "type": "", "meta": {"delete": True}}
    update = {
        "ticket": {
            "id": 0,
            "tags": [ref(369972), gone],
            "status": ref(3),
            "spam_rules": None,
            "suggestions": {},
        }
    }
    assert desk.write("PATCH", f"tickets/{made['id']}", update)["ticket"]["status"]["id"] == 3
    message = {
        "id": 0,
        "type": None,
        "bcc": None,
        "cc": None,
        "message": "x",
        "ticket": ref(made["id"]),
        "viewedByCustomerAt": None,
    }
    assert (
        desk.write("POST", f"tickets/{made['id']}/messages", message, 201)["message"]["htmlBody"]
        == "<div>x</div>"
    )
    zero = dict.fromkeys(("exact", "excludeWorkEmails", "onlyUntagged", "unassigned", "omitMerged"), "false")
    assert made["id"] in desk.ids("search/tickets", search="", task="0", timeRange="", filter="", **zero)


def test_one_file(desk):
    ticket = next(t for t in desk.rows("tickets") if t["files"])
    path = f"/desk/api/v2/tickets/{ticket['id']}/files/{ticket['files'][0]['id']}/download"
    assert desk.send("GET", path).content
