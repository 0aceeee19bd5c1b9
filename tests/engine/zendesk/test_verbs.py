"""What can be written of each object, and by which requests: two rows inserted, changed and deleted.

From the vendor's table of writes: bulk where the API has it, a request a row where not, and a refusal before
anything is sent where the API offers nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from helpsql.errors import NotSupportedError
from tests.engine.zendesk.desk import Desk, open_desk
from vtables.zendesk import helpdesk


@dataclass(frozen=True)
class Case:
    """How two rows of an object are written, and what is sent for that (ids are `#`, `()`: not offered).

    values  the columns of a new row, its values with `{n}` for the number of the row and `{name}` for an id of
            another object
    change  behind SET
    """

    values: dict[str, str]
    insert: tuple[str, ...]
    change: str = ""
    update: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()


def each(method: str, path: str) -> tuple[str, ...]:
    """A request a row."""
    return (f"{method} {path}", f"{method} {path}")


def alone(path: str, change: str, *, deletes: bool = True, **values: str) -> Case:
    """An object that has no bulk form."""
    one = f"{path}/#"
    deleted = each("DELETE", one) if deletes else ()
    return Case(values, each("POST", path), change, each("PUT", one), deleted)


def by_rule(path: str, **values: str) -> Case:
    """Rules: some columns of many change at once, and many are deleted at once, without a job."""
    many = (f"PUT {path}/update_many",)
    return Case(values, each("POST", path), "active = 0", many, (f"DELETE {path}/destroy_many?ids=#,#",))


FILTER = """'{{"all": [{{"field": "status", "operator": "less_than", "value": "solved"}}], "any": []}}'"""
CONDITIONS = """'[{{"field": "status", "operator": "less_than", "value": "solved"}}]'"""
AGED = """'[{{"field": "PENDING", "operator": "greater_than", "value": "24"}}]'"""
ACTIONS = """'[{{"field": "priority", "value": "high"}}]'"""

CASES = {
    "tickets": Case(
        {"subject": "'S{n}'", "comment": "'x'"},
        ("POST /tickets/create_many",),
        "priority = 'high'",
        ("PUT /tickets/update_many?ids=#,#",),
        ("DELETE /tickets/destroy_many?ids=#,#",),
    ),
    "users": Case(
        {"name": "'U{n}'", "email": "'u{n}@x.example'"},
        ("POST /users/create_many",),
        "notes = 'x'",
        ("PUT /users/update_many?ids=#,#",),
        ("DELETE /users/destroy_many?ids=#,#",),
    ),
    "organizations": Case(
        {"name": "'O{n}'"},
        ("POST /organizations/create_many",),
        "notes = 'x'",
        ("PUT /organizations/update_many?ids=#,#",),
        ("DELETE /organizations/destroy_many?ids=#,#",),
    ),
    "organization_memberships": Case(
        {"user_id": "{user}", "organization_id": "{organization_{n}}"},
        ("POST /organization_memberships/create_many",),
        delete=("DELETE /organization_memberships/destroy_many?ids=#,#",),
    ),
    "group_memberships": Case(
        {"user_id": "{agent}", "group_id": "{group_{n}}"},
        ("POST /group_memberships/create_many",),
        delete=("DELETE /group_memberships/destroy_many?ids=#,#",),
    ),
    "user_identities": Case(
        {"user_id": "{user}", "type": "'email'", "value": "'second{n}@x.example'"},
        each("POST", "/users/#/identities"),
        "verified = 1",
        each("PUT", "/users/#/identities/#"),
        each("DELETE", "/users/#/identities/#"),
    ),
    "ticket_comments": Case({"ticket_id": "{ticket}", "body": "'C{n}'"}, each("PUT", "/tickets/#")),
    "groups": alone("/groups", "description = 'x'", name="'G{n}'"),
    "macros": by_rule("/macros", title="'M{n}'", actions=ACTIONS),
    "triggers": by_rule("/triggers", title="'T{n}'", conditions_all=CONDITIONS, actions=ACTIONS),
    "automations": by_rule("/automations", title="'A{n}'", conditions_all=AGED, actions=ACTIONS),
    "views": by_rule("/views", title="'V{n}'", conditions_all=CONDITIONS),
    "ticket_fields": alone("/ticket_fields", "title = title || '!'", type="'text'", title="'F{n}'"),
    "user_fields": alone(
        "/user_fields", "title = title || '!'", type="'text'", title="'F{n}'", key="'new_{n}'"
    ),
    "organization_fields": alone(
        "/organization_fields", "title = title || '!'", type="'text'", title="'F{n}'", key="'new_{n}'"
    ),
    "ticket_forms": alone("/ticket_forms", "name = name || '!'", name="'F{n}'"),
    "custom_statuses": alone(
        "/custom_statuses",
        "agent_label = agent_label || '!'",
        deletes=False,
        status_category="'open'",
        agent_label="'L{n}'",
    ),
    "sla_policies": alone(
        "/slas/policies",
        "title = title || '!'",
        title="'P{n}'",
        filter=FILTER,
        policy_metrics="""'[{{"priority": "low", "metric": "first_reply_time", "target": 60, "business_hours": false}}]'""",
    ),
    "brands": alone("/brands", "name = name || '!'", name="'B{n}'", subdomain="'brand{n}x'"),
    "custom_object_records": Case(
        {"custom_object_key": "'product'", "name": "'R{n}'"},
        each("POST", "/custom_objects/product/records"),
        "name = name || '!'",
        each("PATCH", "/custom_objects/product/records/#"),
        each("DELETE", "/custom_objects/product/records/#"),
    ),
    "records_product": Case(
        {"name": "'R{n}'"},
        ("POST /custom_objects/product/jobs",),
        "name = name || '!'",
        ("POST /custom_objects/product/jobs",),
        ("POST /custom_objects/product/jobs",),
    ),
}
SUSPENDED = ("suspended_tickets", "DELETE /suspended_tickets/destroy_many?ids=#,#")
PHONES = "talk_phone_numbers"
READ_ONLY = (
    "ticket_audits", "ticket_events", "ticket_metrics", "ticket_metric_events", "satisfaction_ratings",
    "attachments", "view_tickets", "schedules", "tags", "deleted_tickets", "deleted_users",
    "ticket_activities", "job_statuses", "custom_objects", "custom_object_fields",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


@pytest.fixture(scope="module")
def known(desk: Desk) -> dict[str, int]:
    """Ids that new rows refer to."""
    one = "insert into organizations(name) values (?)"
    agents = desk.rows("select user_id, group_id from group_memberships")
    agent = agents[0][0]
    mine = {group for user, group in agents if user == agent}
    others = [i for [i] in desk.rows("select id from groups where not deleted") if i not in mine]
    made = desk.run("insert into users(name, email) values ('Known', 'known@x.example')").lastrowid
    ticket = desk.run("insert into tickets(subject, comment) values ('Known', 'x')").lastrowid
    return {
        "user": made or 0,
        "ticket": ticket or 0,
        "agent": agent,
        **{f"organization_{n}": desk.run(one, (f"Known {n}",)).lastrowid or 0 for n in (1, 2)},
        **{f"group_{n}": group for n, group in enumerate(others[:2], start=1)},
    }


def shape(sent: str) -> str:
    """The request without the numbers in it."""
    found = sent.replace("/api/v2", "").replace("%2C", ",")
    return re.sub(r"(?<=[/=,])([0-9]+|[0-9A-Z]{26})(?=[/,?]|$)", "#", found)


def changing(desk: Desk, sql: str) -> tuple[str, ...]:
    before = len(desk.tap.sent)
    desk.run(sql)
    return tuple(shape(f"{one.method} {one.path}") for one in desk.tap.sent[before:])


def filled(value: str, n: int, known: dict[str, int]) -> str:
    return value.replace("{n}", str(n)).format(**known)


@pytest.mark.parametrize("name", CASES)
def test_rows_are_written_by_the_fewest_requests(desk: Desk, known: dict[str, int], name: str) -> None:
    case = CASES[name]
    rows = [", ".join(filled(value, n, known) for value in case.values.values()) for n in (1, 2)]
    names = ", ".join(f'"{column}"' for column in case.values)
    insert = f"insert into {name}({names}) values ({rows[0]}), ({rows[1]}) returning id"
    assert changing(desk, insert) == case.insert
    ids = [one for [one] in desk.last]
    if not all(ids):
        # Their job does not tell whose ids it tells, and nothing reads them back in one request.
        assert name.endswith("_memberships")
        ids = _found(desk, name, known)
    assert len(set(ids)) == 2
    whose = " and ".join(_address(name, known))
    which = (
        f"{whose} and id in ({', '.join(repr(one) for one in ids)})"
        if whose
        else f"id in ({', '.join(map(repr, ids))})"
    )
    if case.change:
        assert changing(desk, f"update {name} set {case.change} where {which}") == case.update
    else:
        with pytest.raises(NotSupportedError):
            desk.run(f"update {name} set id = 1 where {which}")
    if case.delete:
        assert changing(desk, f"delete from {name} where {which}") == case.delete
    else:
        with pytest.raises(NotSupportedError, match="does not offer it"):
            desk.run(f"delete from {name} where {which}")


def _found(desk: Desk, name: str, known: dict[str, int]) -> list[int]:
    kind = name.removesuffix("_memberships")
    who = known["agent" if kind == "group" else "user"]
    places = json.dumps([known[f"{kind}_1"], known[f"{kind}_2"]])
    sql = f"select id from {name} where user_id = {who} and {kind}_id in (select value from json_each('{places}'))"
    return [one for [one] in desk.rows(sql)]


def _address(name: str, known: dict[str, int]) -> list[str]:
    """What finds the rows beside their ids."""
    return {
        "user_identities": [f"user_id = {known['user']}"],
        "ticket_comments": [f"ticket_id = {known['ticket']}"],
        "custom_object_records": ["custom_object_key = 'product'"],
    }.get(name, [])


def test_suspended_mails_are_deleted_in_bulk(desk: Desk) -> None:
    name, request = SUSPENDED
    ids = [i for [i] in desk.rows(f"select id from {name} limit 2")]
    assert changing(desk, f"delete from {name} where id in ({ids[0]}, {ids[1]})") == (request,)


@pytest.mark.parametrize("name", READ_ONLY)
@pytest.mark.parametrize(
    "verb", ["insert into {} default values", "update {} set {} = null", "delete from {}"]
)
def test_what_the_api_does_not_offer_is_refused_unsent(desk: Desk, name: str, verb: str) -> None:
    column = helpdesk.by_name[name].columns[0].name
    before = len(desk.tap.sent)
    with pytest.raises(NotSupportedError, match=f"zendesk.{name}: the Zendesk Support API does not offer it"):
        desk.run(verb.format(name, column))
    assert len(desk.tap.sent) == before


def test_phone_numbers_are_written_one_by_one(desk: Desk) -> None:
    ids = [i for [i] in desk.rows(f"select id from {PHONES} limit 2")]
    which = f"id in ({', '.join(map(str, ids))})"
    path = "/channels/voice/phone_numbers/#"
    assert changing(desk, f"update {PHONES} set nickname = 'N' || id where {which}") == (
        "PUT " + path,
    ) * len(ids)
    assert changing(desk, f"delete from {PHONES} where {which}") == ("DELETE " + path,) * len(ids)


def test_every_table_is_looked_at_here() -> None:
    named = {*CASES, *READ_ONLY, SUSPENDED[0], PHONES}
    assert {table.name for table in helpdesk.tables} - named == set()
