"""Every filter gives the rows that a look at all rows gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .client import Api

Row = dict[str, Any]


def _ids(rows: list[Row]) -> list[int]:
    return [row["id"] for row in rows]


FILTERS: list[tuple[dict[str, Any], Callable[[Row], bool]]] = [
    ({"status": "active"}, lambda c: c["status"] == "active"),
    ({"status": "pending"}, lambda c: c["status"] == "pending"),
    ({"status": "closed"}, lambda c: c["status"] == "closed"),
    ({"status": "spam"}, lambda c: c["status"] == "spam"),
    ({"status": "open"}, lambda c: c["status"] in ("active", "pending")),
    ({"mailbox": "3"}, lambda c: c["mailboxId"] == 3),
    ({"mailbox": "2,3"}, lambda c: c["mailboxId"] in (2, 3)),
    ({"tag": "vip,refund"}, lambda c: {"vip", "refund"} & {t["tag"] for t in c["tags"]}),
    ({"tag": "nothing"}, lambda c: False),
    ({"assigned_to": "12"}, lambda c: c.get("assignee", {}).get("id") == 12),
    ({"assigned_to": "31"}, lambda c: c.get("assignee", {}).get("id") == 31),
    ({"assigned_to": "-1"}, lambda c: "assignee" not in c),
    ({"number": "1005"}, lambda c: c["id"] == 5),
    ({"query": '(assigned:"Unassigned")'}, lambda c: "assignee" not in c),
    ({"query": '(tag:"vip" AND status:"closed")'}, lambda c: c["status"] == "closed" and _tagged(c, "vip")),
    ({"query": "(tag:vip OR tag:refund)"}, lambda c: _tagged(c, "vip") or _tagged(c, "refund")),
    ({"query": "(NOT status:closed)"}, lambda c: c["status"] != "closed"),
    ({"query": "(-status:closed mailboxid:3)"}, lambda c: c["status"] != "closed" and c["mailboxId"] == 3),
    ({"query": "(id:[10 TO 20])"}, lambda c: 10 <= c["id"] <= 20),
    ({"query": "(id:{10 TO 20])"}, lambda c: 10 < c["id"] <= 20),
    ({"query": "(number:[1990 TO *] AND id:[* TO 1003])"}, lambda c: 990 <= c["id"] <= 1003),
    ({"query": "(customerIds:5002)"}, lambda c: c["primaryCustomer"]["id"] == 5002),
    ({"query": '(mailbox:"Billing")'}, lambda c: c["mailboxId"] == 3),
    ({"query": '(email:"guest.1@")'}, lambda c: "guest.1@" in str(c)),
    ({"query": "(createdAt:[2026-03 TO 2026-04])"}, lambda c: "2026-03" <= c["createdAt"][:7] <= "2026-04"),
    (
        {"query": "(createdAt:[2026-10-30T18:00:00Z TO *])"},
        lambda c: c["createdAt"] >= "2026-10-30T18:00:00Z",
    ),
    ({"query": "(createdAt:[NOW-1DAY TO NOW])"}, lambda c: c["createdAt"] >= "2026-10-30T18:00:00Z"),
    ({"query": "(createdAt:[NOW/YEAR TO NOW])"}, lambda c: c["createdAt"] >= "2026"),
    ({"query": "(createdAt:2026-05-04)"}, lambda c: c["createdAt"][:10] == "2026-05-04"),
    ({"query": '(subject:"part missing")'}, lambda c: "part missing" in c["subject"]),
    ({"query": "(mailboxid:(2 OR 3))"}, lambda c: c["mailboxId"] in (2, 3)),
]


def _tagged(c: Row, tag: str) -> bool:
    return any(t["tag"] == tag for t in c["tags"])


@pytest.mark.parametrize(("params", "test"), FILTERS, ids=lambda p: str(p) if isinstance(p, dict) else "")
def test_filter(
    shared: Api, everything: list[Row], params: dict[str, Any], test: Callable[[Row], bool]
) -> None:
    assert _ids(shared.conversations(**params)) == [c["id"] for c in everything if test(c)]


def test_the_default_is_active_newest_first(shared: Api, everything: list[Row]) -> None:
    rows = shared.all("/v2/conversations", "conversations")
    assert _ids(rows) == [c["id"] for c in everything if c["status"] == "active"]
    assert everything == sorted(everything, key=lambda c: (c["createdAt"], c["id"]), reverse=True)


def test_folders_hold_what_their_counts_say(shared: Api, everything: list[Row]) -> None:
    for mailbox in (1, 2, 3, 4):
        for folder in shared.get(f"/v2/mailboxes/{mailbox}/folders")["_embedded"]["folders"]:
            rows = shared.conversations(folder=folder["id"])
            assert len(rows) == folder["totalCount"], folder
            assert sum(c["status"] == "active" for c in rows) == folder["activeCount"]
            if folder["type"] != "mytickets":
                assert _ids(rows) == [c["id"] for c in everything if c["folderId"] == folder["id"]]


def test_modified_since_is_about_a_time_that_is_not_shown(shared: Api, everything: list[Row]) -> None:
    since = "2026-10-28T00:00:00Z"
    found = set(_ids(shared.conversations(modifiedSince=since)))
    assert found >= {c["id"] for c in everything if c["userUpdatedAt"] >= since}
    assert found < set(_ids(everything))


def test_custom_fields_are_matched_exactly_or_by_word(shared: Api, everything: list[Row]) -> None:
    high = [
        c["id"] for c in everything if any(f["id"] == 502 and f["text"] == "High" for f in c["customFields"])
    ]
    assert high and _ids(shared.conversations(mailbox=1, customFieldsByIds="502:603")) == high
    assert "customFieldsByIds" in shared.refused("/v2/conversations", customFieldsByIds="502:603")
    for bad in ("502", "x:1", "999:1", "507:text"):  # 507 is multi-line
        assert "customFieldsByIds" in shared.refused("/v2/conversations", mailbox=1, customFieldsByIds=bad)


def test_tag_counts_are_those_of_the_conversations(shared: Api, everything: list[Row]) -> None:
    for tag in shared.all("/v2/tags", "tags"):
        assert tag["ticketCount"] == sum(_tagged(c, tag["name"]) for c in everything)


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("createdAt", lambda c: (c["createdAt"], c["id"])),
        ("number", lambda c: c["number"]),
        ("status", lambda c: (c["status"], c["id"])),
        ("subject", lambda c: (c["subject"].casefold(), c["id"])),
        ("mailboxid", lambda c: (c["mailboxId"], c["id"])),
        ("waitingSince", lambda c: (c["customerWaitingSince"]["time"], c["id"])),
    ],
)
def test_order(shared: Api, everything: list[Row], field: str, key: Callable[[Row], Any], order: str) -> None:
    rows = shared.conversations(sortField=field, sortOrder=order)
    assert _ids(rows) == _ids(sorted(everything, key=key, reverse=order == "desc"))


@pytest.mark.parametrize("field", ["customerEmail", "customerName", "modifiedAt", "score"])
def test_other_orders_lose_nothing(shared: Api, everything: list[Row], field: str) -> None:
    up = _ids(shared.conversations(sortField=field, sortOrder="asc"))
    down = _ids(shared.conversations(sortField=field, sortOrder="desc"))
    assert up == down[::-1] and sorted(up) == sorted(_ids(everything))


def test_searching_bodies_attachments_and_repliers(shared: Api) -> None:
    rows = shared.conversations(query='(body:"replacement leaves")', embed="threads")
    mails = [c for c in rows if c["type"] == "email"]  # chats come shortened
    assert mails and all("replacement leaves" in str(c["_embedded"]["threads"]) for c in mails)
    rows = shared.conversations(query="(attachments:true)", embed="threads")
    assert rows and all(any(t["_embedded"]["attachments"] for t in c["_embedded"]["threads"]) for c in rows)
    assert len(rows) + len(shared.conversations(query="(attachments:false)")) == 1200
    assert shared.conversations(query="(replyUserIds:12)")
    assert shared.conversations(query="(parcel*)")


@pytest.mark.parametrize(
    "query",
    [
        "(",
        "(subject:)",
        "(unknown:1)",
        "a:b)",
        "(id:[1 TO])",
        "(id:x)",
        "(AND)",
        '("open',
        "(createdAt:[2026-01-01T00:00:00.000Z TO *])",
        "(createdAt:[2026-13 TO *])",
        "(createdAt:NOW-1FORTNIGHT)",
        "(attachments:maybe)",
        "(subject:[a TO b])",
    ],
)
def test_a_bad_query_is_refused(shared: Api, query: str) -> None:
    assert shared.refused("/v2/conversations", query=query)["query"]["rejectedValue"] == query


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "deleted"),
        ("status", "Active"),
        ("sortField", "created"),
        ("sortOrder", "up"),
        ("embed", "x"),
        ("mailbox", "1,x"),
        ("folder", "x"),
        ("assigned_to", "me"),
        ("number", "1.0"),
        ("modifiedSince", "2026-01-01"),
        ("modifiedSince", "2026-01-01T00:00:00.000Z"),
        ("modifiedSince", "2026-02-30T00:00:00Z"),
        ("modifiedSince", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_a_bad_filter_is_refused(shared: Api, name: str, value: str) -> None:
    problem = shared.refused("/v2/conversations", **{name: value})[name]
    assert problem["rejectedValue"] == value and problem["message"]


def test_customers_are_filtered(shared: Api) -> None:
    everyone = shared.all("/v2/customers", "customers")
    someone = next(c for c in everyone if c.get("lastName") == "Lund")
    assert all(c["lastName"] == "Lund" for c in shared.all("/v2/customers", "customers", lastName="lund"))
    named = shared.all("/v2/customers", "customers", firstName=someone["firstName"], lastName="Lund")
    assert someone["id"] in _ids(named)
    email = someone["_embedded"]["emails"][0]["value"]
    assert someone["id"] in _ids(shared.all("/v2/customers", "customers", query=f'(email:"{email}")'))
    assert _ids(shared.all("/v3/customers", "customers", email=email.upper())) == [someone["id"]]
    since = "2026-10-01T00:00:00Z"
    changed = [c["id"] for c in everyone if c["updatedAt"] >= since]
    assert _ids(shared.all("/v2/customers", "customers", modifiedSince=since)) == changed
    recent = [c["id"] for c in everyone if c["createdAt"] >= since]
    assert _ids(shared.all("/v3/customers", "customers", createdSince=since)) == recent
    ranged = shared.all("/v2/customers", "customers", query=f"(modifiedAt:[{since} TO *])")
    assert _ids(ranged) == changed
    ascending = shared.all("/v2/customers", "customers", sortField="createdAt", sortOrder="asc")
    assert _ids(ascending) == _ids(everyone)[::-1]


def test_customers_of_an_inbox_wrote_to_it(shared: Api, everything: list[Row]) -> None:
    wrote = {c["primaryCustomer"]["id"] for c in everything if c["mailboxId"] == 4}
    assert set(_ids(shared.all("/v2/customers", "customers", mailbox=4))) == wrote


def test_small_lists_are_filtered(shared: Api) -> None:
    user = shared.get("/v2/users/14")
    assert _ids(shared.all("/v2/users", "users", email=user["email"])) == [14]
    assert shared.all("/v2/users", "users", email="nobody@example.com") == []
    manual = shared.all("/v2/workflows", "workflows", type="manual", mailboxId=1)
    assert manual and all(w["type"] == "manual" and w["mailboxId"] == 1 for w in manual)
    assert "type" in shared.refused("/v2/workflows", type="both")
