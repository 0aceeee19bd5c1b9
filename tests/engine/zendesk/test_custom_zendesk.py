"""Zendesk's own fields as columns, its own objects as tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.errors import DataError, ProgrammingError
from helpsql.owncolumns import own_columns
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded
from helpsql.spec import JSON, TEXT, Column, Custom, snake_name
from tests.engine.clock import FakeClock
from tests.engine.demo import known_settings
from tests.engine.writing import Desk, Tap
from vtables.zendesk import helpdesk

SCHEMA = "zendesk"
PATH = "/api/v2"


def desk_over(transport: httpx.BaseTransport, credentials: Mapping[str, str], **more: Any) -> Desk:
    config = ConnectionConfig(SCHEMA, SCHEMA, known_settings(SCHEMA, credentials))
    tap = Tap(transport)
    clock = {"clock": more.pop("clock")} if "clock" in more else {}
    return Desk(Engine(connector=Connector([config], transports={SCHEMA: tap}, **more), **clock), tap)


class Vendor:
    """The account behind a desk, changed as an administrator or another client would."""

    def __init__(self) -> None:
        self.app = open_sandbox(SCHEMA, size=0.05)
        self.transport = httpx.WSGITransport(app=embedded(self.app))
        given = self.app.credentials
        self.http = httpx.Client(
            transport=self.transport,
            base_url=f"https://{given['subdomain']}.zendesk.com",
            auth=(f"{given['email']}/token", given["api_token"]),
        )

    def get(self, path: str) -> Any:
        return self.http.get(f"{PATH}/{path}").raise_for_status().json()

    def send(self, method: str, path: str, body: Any = None) -> Any:
        done = self.http.request(method, f"{PATH}/{path}", json=body).raise_for_status()
        return done.json() if done.content else None


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    account = Vendor()
    yield account
    account.http.close()


@pytest.fixture
def desk(vendor: Vendor) -> Iterator[Desk]:
    opened = desk_over(vendor.transport, vendor.app.credentials)
    yield opened
    opened.engine.close()


@pytest.fixture
def ticket(vendor: Vendor) -> int:
    """A new ticket, which takes every change."""
    made = vendor.send("POST", "tickets", {"ticket": {"subject": "s", "comment": {"body": "b"}}})
    return int(made["ticket"]["id"])


def field_named(vendor: Vendor, title: str) -> int:
    return next(f["id"] for f in vendor.get("ticket_fields")["ticket_fields"] if f["title"] == title)


def own(desk: Desk, table: str) -> dict[str, Column]:
    return {c.name: c for c in desk.engine.accounts[SCHEMA].table(table).columns if c.own}


# -- columns


def test_each_active_field_is_a_column(desk: Desk, vendor: Vendor) -> None:
    desk.rows("select id from tickets where id = 1")
    found = own(desk, "tickets")
    shown = {name for name, column in found.items() if not column.hidden}
    fields = vendor.get("ticket_fields")["ticket_fields"]
    twice = [f["id"] for f in fields if f["title"] == "Order number"]
    assert len(twice) == 2
    assert shown == {
        *(f"order_number_{number}" for number in twice),
        "delivery_notes", "refund_promised", "bought_on", "quantity", "amount", "serial_number", "card",
        "product", "channels_used", "account_manager", "reason", "select_from_tickets",
    }  # fmt: skip
    stable = {f"custom_{f['id']}" for f in fields if f["removable"] and f["active"]}
    assert {name for name, column in found.items() if column.hidden} == stable
    assert "old_reference" not in found  # not active
    assert not {"status", "subject", "priority_2"} & shown


def test_a_field_that_is_called_like_a_column(desk: Desk, vendor: Vendor) -> None:
    vendor.send("POST", "ticket_fields", {"ticket_field": {"type": "text", "title": "Subject"}})
    number = max(f["id"] for f in vendor.get("ticket_fields")["ticket_fields"] if f["title"] == "Subject")
    desk.rows(f"select subject, subject_{number} from tickets where id = 1")
    desk.rows("select id from organizations where id = 1")
    assert "organization_fields_name" in own(desk, "organizations")


def test_a_new_title_leaves_the_stable_name(desk: Desk, vendor: Vendor, ticket: int) -> None:
    number = field_named(vendor, "Product")
    desk.rows(f"update tickets set product = 'Boots' where id = {ticket}")
    vendor.send("PUT", f"ticket_fields/{number}", {"ticket_field": {"title": "Goods"}})
    # Kept names stay until they are looked up again.
    assert desk.one(f"select product from tickets where id = {ticket}") == "product_boots"
    desk.engine.schemas.refresh()
    assert desk.row(f"select goods, custom_{number} from tickets where id = {ticket}") == (
        "product_boots",
        "product_boots",
    )
    with pytest.raises(ProgrammingError, match="no such column: product"):
        desk.rows(f"select product from tickets where id = {ticket}")


def test_a_deleted_field_breaks_no_other_query(desk: Desk, vendor: Vendor, ticket: int) -> None:
    desk.rows(f"select quantity from tickets where id = {ticket}")
    vendor.send("DELETE", f"ticket_fields/{field_named(vendor, 'Quantity')}")
    assert desk.row(f"select quantity, subject from tickets where id = {ticket}") == (None, "s")
    assert desk.row(f"select * from tickets where id = {ticket}")
    desk.engine.schemas.refresh()
    assert desk.one(f"select subject from tickets where id = {ticket}") == "s"


NASTY = [
    {"id": 1, "title": "Same", "type": "text", "active": 1},
    {"id": 2, "title": "SAME", "type": "text", "active": 1},
    {"id": 3, "title": "same 2", "type": "text", "active": 1},
    {"id": 4, "title": "custom 1", "type": "text", "active": 1},
    {"id": 5, "title": "🏕", "type": "text", "active": 1},
    {"id": 6, "title": "!!", "type": "text", "active": 1},
    {"id": 7, "title": 'a"b\0c', "type": "never heard of", "active": None},
    {"id": 8, "title": None, "type": "text", "active": 1},
    {"id": None, "title": "keyless", "type": "text", "active": 1},
    {"title": "Old cache", "id": 9},
    {"id": 10, "title": "gone", "type": "text", "active": 0},
    {"id": 11, "title": "x", "type": "subject", "active": 1},
    {"id": 12, "title": "pick", "type": "tagger", "active": 1,
     "custom_field_options": '[{"name": "A", "value": "a"}, {"name": "A", "value": "a2"}, {"value": "z"}]'},
]  # fmt: skip


def test_whatever_fields_are_called_columns_differ() -> None:
    table = helpdesk.by_name["tickets"]
    custom: Custom | None = table.custom
    assert custom is not None
    columns = own_columns(table, custom, NASTY, snake_name)
    names = [column.name.lower() for column in columns]
    assert len(set(names)) == len(names) and not set(names) & set(table.by_name)
    by_key = {column.own[0].key: column.name for column in columns if not column.hidden}
    assert set(by_key) == {"1", "2", "3", "4", "5", "6", "7", "9", "12"}
    assert {by_key["1"], by_key["4"]} == {"same_1", "custom_1_4"}
    assert by_key["3"] != by_key["2"]
    assert by_key["7"] == "a_b_c"
    [pick] = [column for column in columns if column.name == "pick"]
    assert pick.own[0].options == {"A": "a", "a2": "a2"}


def test_more_fields_than_sqlite_has_columns() -> None:
    table = helpdesk.by_name["tickets"]
    assert table.custom is not None
    many: list[dict[str, Any]] = [{"id": n, "title": f"field {n}", "type": "text"} for n in range(3000)]
    half = own_columns(table, table.custom, many[:1500], snake_name)
    assert len(half) == 1500 and not any(column.hidden for column in half)
    assert len(own_columns(table, table.custom, many, snake_name)) + len(table.columns) <= 2000


# -- values


def test_fields_go_with_the_other_columns_in_one_request(desk: Desk, vendor: Vendor, ticket: int) -> None:
    numbers = {
        title: field_named(vendor, title)
        for title in ("Product", "Channels used", "Quantity", "Amount", "Refund promised", "Bought on")
    }
    [sent] = desk.sent(
        "update tickets set subject = 'new', product = 'tent', channels_used = '[\"Phone\", \"used_shop\"]', "
        f"quantity = '7', amount = 1.5, refund_promised = 'true', bought_on = '2026-02-03' where id = {ticket}"
    )
    assert (sent.method, sent.path) == ("PUT", f"{PATH}/tickets/{ticket}")
    assert sent.body["ticket"]["subject"] == "new"
    assert {one["id"]: one["value"] for one in sent.body["ticket"]["custom_fields"]} == {
        numbers["Product"]: "product_tent",
        numbers["Channels used"]: ["used_phone", "used_shop"],
        numbers["Quantity"]: 7,
        numbers["Amount"]: 1.5,
        numbers["Refund promised"]: True,
        numbers["Bought on"]: "2026-02-03",
    }
    read = "product, channels_used, quantity, amount, refund_promised, bought_on"
    assert desk.row(f"select {read} from tickets where id = {ticket}") == (
        "product_tent", '["used_phone","used_shop"]', 7, 1.5, 1, "2026-02-03",
    )  # fmt: skip


def test_null_clears_a_field_and_leaves_the_others(desk: Desk, vendor: Vendor, ticket: int) -> None:
    desk.rows(f"update tickets set product = 'Tent', reason = 'Delay' where id = {ticket}")
    [sent] = desk.sent(f"update tickets set product = null where id = {ticket}")
    assert sent.body == {"ticket": {"custom_fields": [{"id": field_named(vendor, "Product"), "value": None}]}}
    assert desk.row(f"select product, reason from tickets where id = {ticket}") == (None, "reason_delay")


def test_a_field_has_two_names(desk: Desk, vendor: Vendor, ticket: int) -> None:
    name = f"custom_{field_named(vendor, 'Product')}"
    desk.rows("begin")
    desk.rows(f"update tickets set {name} = 'Stove' where id = {ticket}")
    assert desk.row(f"select product, {name} from tickets where id = {ticket}") == ("product_stove",) * 2
    [sent] = desk.sent("commit")
    assert len(sent.body["ticket"]["custom_fields"]) == 1
    with pytest.raises(DataError, match="same field, with two values"):
        desk.rows(f"update tickets set product = 'Tent', {name} = 'Boots' where id = {ticket}")
    assert desk.sent(f"update tickets set product = 'Tent', {name} = 'tent' where id = {ticket}")


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("product = 'Canoe'", "'Canoe' is not valid. Valid values: Tent, Stove"),
        ('channels_used = \'["Phone", "Fax"]\'', "'Fax' is not valid. Valid values: Phone, Chat, Shop"),
        ("channels_used = 'Phone'", "takes a JSON array"),
        ("quantity = 'many'", "takes a whole number"),
        ("refund_promised = 'maybe'", "takes true or false"),
        ("bought_on = 'soon'", "takes a time"),
    ],
)
def test_what_does_not_fit_is_refused_before_sending(
    desk: Desk, ticket: int, setting: str, complaint: str
) -> None:
    before = len(desk.tap.sent)
    with pytest.raises(DataError, match="tickets.+" + complaint.replace("[", r"\[")):
        desk.rows(f"update tickets set {setting} where id = {ticket}")
    assert len(desk.tap.sent) == before


def test_insert_of_a_ticket(desk: Desk, vendor: Vendor) -> None:
    [sent] = desk.sent(
        "insert into tickets(subject, comment, product, quantity) values ('n', 'c', 'Tent', 3)"
    )
    assert sent.body["ticket"]["custom_fields"] == [
        {"id": field_named(vendor, "Quantity"), "value": 3},
        {"id": field_named(vendor, "Product"), "value": "product_tent"},
    ]


def test_raw_json_and_columns_together(desk: Desk, vendor: Vendor, ticket: int) -> None:
    product, quantity = field_named(vendor, "Product"), field_named(vendor, "Quantity")
    raw = json.dumps([{"id": product, "value": "product_boots"}, {"id": quantity, "value": 9}])
    [sent] = desk.sent(f"update tickets set custom_fields = ?, product = 'Tent' where id = {ticket}", (raw,))
    assert {one["id"]: one["value"] for one in sent.body["ticket"]["custom_fields"]} == {
        product: "product_tent",
        quantity: 9,
    }


def test_fields_of_users_and_organizations(desk: Desk, vendor: Vendor) -> None:
    user = vendor.get("users?page[size]=1")["users"][0]["id"]
    [sent] = desk.sent(
        f"update users set notes = 'x', tier = 'SILVER', newsletter = 1, loyalty_points = null where id = {user}"
    )
    assert sent.body == {
        "user": {
            "notes": "x",
            "user_fields": {"tier": "tier_silver", "newsletter": True, "loyalty_points": None},
        }
    }
    shown = f"select tier, newsletter, loyalty_points from users where id = {user}"
    assert desk.row(shown) == ("tier_silver", 1, None)
    [sent] = desk.sent(
        "insert into organizations(name, plan, organization_fields_name) values ('n', 'gold', 1)"
    )
    assert sent.body == {
        "organization": {"name": "n", "organization_fields": {"plan": "tier_gold", "name": True}}
    }


# -- tables of the account's own


def test_objects_are_tables(desk: Desk) -> None:
    assert desk.rows("select count(*) > 5 from zendesk.records_product") == [(1,)]
    assert desk.asked() == 3  # which objects there are, the fields of this one, its records
    sku, held = desk.row("select sku, custom_object_fields from zendesk.records_product limit 1")
    assert sku and json.loads(str(held))["sku"] == sku
    before = desk.asked()
    with pytest.raises(ProgrammingError, match=r"no such table: zendesk.records_prduct") as caught:
        desk.rows("select * from zendesk.records_prduct")
    assert "records_product" in str(caught.value.hint) and desk.asked() == before


@pytest.mark.parametrize(
    "sql",
    [
        "select name from helpsql.tables where name = 'records_product'",
        """select distinct "table" from helpsql.columns where "schema" = 'zendesk' and "table" = 'records_product'""",
        "select distinct 'records_product' from records_product where id = 'nope' union all select 'records_product'",
    ],
)
def test_objects_are_found_when_asked_for(desk: Desk, sql: str) -> None:
    assert desk.rows(sql) == [("records_product",)]


def test_objects_cost_nothing_otherwise(desk: Desk) -> None:
    desk.rows("select id from groups")
    desk.rows("select name from helpsql.procedures")
    assert desk.asked() == 1


def test_a_record_is_changed_by_column(desk: Desk) -> None:
    [key] = desk.row("select id from zendesk.records_product limit 1")
    [sent] = desk.sent(f"update zendesk.records_product set name = 'zz', stock = 5 where id = '{key}'")
    assert sent.method == "PATCH"
    assert sent.body == {"custom_object_record": {"name": "zz", "custom_object_fields": {"stock": 5}}}
    assert desk.row(f"select name, stock from zendesk.records_product where id = '{key}'") == ("zz", 5)


def test_a_write_may_be_what_names_an_object_first(desk: Desk, vendor: Vendor) -> None:
    [record] = vendor.get("custom_objects/product/records?page[size]=1")["custom_object_records"]
    assert len(desk.sent(f"update zendesk.records_product set name = 'zz' where id = '{record['id']}'")) == 1


def test_explain_knows_objects(desk: Desk) -> None:
    assert "GET /api/v2/custom_objects/product/records" in str(
        desk.engine.explain("select name from zendesk.records_product")
    )


# -- what is kept


@pytest.fixture
def kept(vendor: Vendor, tmp_path: Path) -> Callable[..., Desk]:
    clock = FakeClock()

    def open_again(later: float = 0.0) -> Desk:
        clock.elapsed += later
        return desk_over(vendor.transport, vendor.app.credentials, cache=tmp_path, clock=clock)

    return open_again


def asked(desk: Desk, sql: str) -> list[str]:
    before = len(desk.engine.log.entries())
    desk.rows(sql)
    paths = [entry.path.partition("?")[0] for entry in desk.engine.log.entries()[before:]]
    return [path.removeprefix(f"{PATH}/") for path in paths]


def test_names_are_kept_for_a_while(kept: Callable[..., Desk]) -> None:
    sql = "select product from tickets where id = 1"
    assert asked(kept(), sql) == ["ticket_fields", "tickets/1"]
    assert asked(kept(3600), sql) == ["tickets/1"]
    assert asked(kept(13 * 3600), sql) == ["ticket_fields", "tickets/1"]
    again = kept()
    assert asked(again, sql) == ["tickets/1"]
    again.engine.schemas.refresh()
    assert asked(again, sql) == ["ticket_fields", "tickets/1"]


def test_objects_are_kept_each_with_its_fields(kept: Callable[..., Desk]) -> None:
    sql = "select name from records_product where id = '01KE52N08051DC20HJDYAXY395'"
    record = "custom_objects/product/records/01KE52N08051DC20HJDYAXY395"
    assert asked(kept(), sql) == ["custom_objects", "custom_objects/product/fields", record]
    later = kept(60)
    assert asked(later, sql) == [record]
    assert (
        asked(later, "select id from records_warranty_case limit 1")[0]
        == "custom_objects/warranty_case/fields"
    )
    columns = own(later, "records_warranty_case")
    assert columns and "sku" not in columns


def test_a_multiple_choice_is_json(desk: Desk) -> None:
    desk.rows("select id from tickets where id = 1")
    assert own(desk, "tickets")["channels_used"].type is JSON


# -- what fields refer to


def test_a_field_that_refers_to_a_custom_object_holds_its_text_ids(
    desk: Desk, vendor: Vendor, ticket: int
) -> None:
    about = {"type": "lookup", "title": "About", "relationship_target_type": "zen:custom_object:product"}
    vendor.send("POST", "ticket_fields", {"ticket_field": about})
    [(product, name)] = desk.rows("select id, name from records_product limit 1")
    desk.rows("update tickets set about = ? where id = ?", (product, ticket))
    joined = "select p.name from tickets t join records_product p on p.id = t.about where t.id = ?"
    assert desk.rows(joined, (ticket,)) == [(name,)]
    assert own(desk, "tickets")["about"].type == TEXT


def test_a_field_that_refers_to_a_user_holds_a_number(desk: Desk, ticket: int) -> None:
    [(user, name)] = desk.rows("select id, name from users where role = 'admin' limit 1")
    desk.rows("update tickets set account_manager = ? where id = ?", (user, ticket))
    joined = "select u.id, u.name from tickets t join users u on u.id = t.account_manager where t.id = ?"
    assert desk.rows(joined, (ticket,)) == [(user, name)]
    columns = own(desk, "tickets").values()
    assert [c.points_to for c in columns if c.own[0].kind == "lookup"] == ["users.id"] * 2
