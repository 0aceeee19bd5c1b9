"""The small collections of a fresh account: staff, labels, fields, filters, rules, settings."""

from __future__ import annotations

from helpsql.sandbox.desk_com.world.rows import Record, Row
from helpsql.sandbox.desk_com.world.timeline import BEGIN
from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR, stamp
from helpsql.sandbox.words import FIRST_NAMES, FOREIGN_NAMES, LAST_NAMES, TAGS

FIRST_USER, USER_STEP = 16_096_734, 11
FIRST_GROUP = 171_213
FIRST_LABEL = 1_789_189
ADMIN_EMAIL = "admin@campgear.example"
AGENTS = 14

_GROUPS = ("Front line", "Warranty & returns", "Wholesale", "Social media", "Billing", "Hütten-Team 🏔")
_LEVELS = ("siteadmin_billing", "siteadmin", "agent", "agent", "flexagent", "agent", "agent")
LABEL_COLORS = (
    *("default", "blue", "teal", "green", "yellow", "orange", "red"),
    *("pink", "purple", "brown", "black", "grey", "white"),
)

Rows = dict[int, Row]


def stamps(made: int, changed: int | None = None) -> Record:
    return {"created_at": stamp(made), "updated_at": stamp(made if changed is None else changed)}


def user_id(index: int) -> int:
    return FIRST_USER + index * USER_STEP


def numbered(first: int, step: int, rows: list[tuple[Record, Record]]) -> Rows:
    """Rows from (data, refs) pairs, ids rising from `first`."""
    return {first + i * step: Row(first + i * step, data, refs) for i, (data, refs) in enumerate(rows)}


def users(seed: int) -> Rows:
    return numbered(FIRST_USER, USER_STEP, [(_user(seed, i), {}) for i in range(AGENTS)])


def _user(seed: int, index: int) -> Record:
    dice = Dice(seed, "user", index)
    first, last = dice.pick(FOREIGN_NAMES) if index == 9 else (dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES))
    made = BEGIN - 60 * DAY + index * 9 * DAY
    seen = WORLD_DATE - dice.between(0, 20) * DAY - dice.between(1, 9) * HOUR
    away = index in (6, 12)
    return {
        "name": f"{first} {last}",
        "public_name": first if index % 4 else f"{first} {last}",
        "email": ADMIN_EMAIL if index == 0 else f"agent{index}@campgear.example",
        "email_verified": index != 12,
        "available": not away and index % 3 == 0,
        "level": _LEVELS[index % len(_LEVELS)] if index < 7 else "agent",
        "avatar": f"https://avatars.example.com/{index}.png" if index % 5 else None,
        **stamps(made, seen),
        "current_login_at": None if index == 12 else stamp(seen),
        "last_login_at": None if away else stamp(seen - DAY),
    }


def groups() -> Rows:
    return numbered(FIRST_GROUP, 1, [({"name": name}, {}) for name in _GROUPS])


def memberships() -> set[tuple[int, int]]:
    """(group, user): everybody is in one or two groups; the last agent is in none, one group is empty."""
    found = set()
    for index in range(AGENTS - 1):
        found.add((FIRST_GROUP + index % 4, user_id(index)))
        if index % 3 == 0:
            found.add((FIRST_GROUP + 4, user_id(index)))
    return found


def labels() -> Rows:
    return numbered(FIRST_LABEL, 1, [(_label(i, name), {}) for i, name in enumerate(TAGS)])


def _label(index: int, name: str) -> Record:
    kinds = ["case", "macro"] if index % 5 == 0 else ["company"] if index == 9 else ["case"]
    return {
        "name": name,
        "description": None if index % 3 else f"Cases about {name}",
        "enabled": index != 11,
        "types": kinds,
        "color": LABEL_COLORS[index % len(LABEL_COLORS)] if index % 2 else "default",
        "position": index + 1,
    }


_MARKETS = ["Europe", "Asia", "Übersee", "It's 100%"]


def preferences() -> Rows:
    values = (("auto_accept_on_route", False), ("use_advanced_interface", True), ("timezone", "Berlin"))
    return numbered(1, 1, [({"name": name, "value": value}, {}) for name, value in values])


CUSTOM_FIELDS: tuple[tuple[str, str, str, bool, Record], ...] = (
    ("market", "Market", "ticket", True, {"type": "list", "choices": _MARKETS}),
    ("sfdc_case_id", "Salesforce case", "ticket", True, {"type": "string"}),
    ("escalated", "Escalated", "ticket", True, {"type": "boolean"}),
    ("refund_amount", "Refund", "ticket", True, {"type": "integer"}),
    ("due_on", "Due on", "ticket", True, {"type": "date"}),
    ("legacy_code", "Code of the old system", "ticket", False, {"type": "string"}),
    ("level", "Level", "customer", True, {"type": "list", "choices": ["vip", "regular", "new"]}),
    ("frequent_buyer", "Frequent buyer", "customer", True, {"type": "boolean"}),
    ("orders", "Orders so far", "customer", True, {"type": "integer"}),
    ("member_since", "Member since", "customer", True, {"type": "date"}),
    ("nickname", "Spitzname", "customer", False, {"type": "string"}),
    ("employer_id", "Employer number", "company", True, {"type": "string"}),
    ("key_account", "Key account", "company", True, {"type": "boolean"}),
    ("seats", "Seats", "company", True, {"type": "integer"}),
)  # fmt: skip


def custom_fields() -> Rows:
    rows: list[tuple[Record, Record]] = [
        ({"name": name, "label": label, "type": owner, "active": active, "data": data}, {})
        for name, label, owner, active, data in CUSTOM_FIELDS
    ]
    return numbered(55_001, 4, rows)


def filters() -> Rows:
    """The key `where` of refs tells which cases: statuses, and whose."""
    wanted: tuple[tuple[str, str, str, bool, tuple[str, ...], int | None, int | None], ...] = (
        ("All Cases", "created_at", "asc", True, (), None, None),
        ("Inbox", "priority", "desc", True, ("new", "open"), None, None),
        ("My Active Cases", "priority", "desc", True, ("new", "open", "pending"), None, 0),
        ("Warranty, open", "updated_at", "desc", True, ("open",), 1, None),
        ("Pending", "received_at", "asc", True, ("pending",), None, None),
        ("Resolved", "updated_at", "desc", True, ("resolved",), None, None),
        ("Altlasten", "created_at", "asc", False, ("closed",), 4, None),
    )
    rows: list[tuple[Record, Record]] = [
        (
            {"name": name, "sort_field": sort, "sort_direction": way, "position": i + 1, "active": active,
             "route_status": "available" if i == 1 else None},
            {"group": None if group is None else FIRST_GROUP + group,
             "user": None if user is None else user_id(user), "where": statuses},
        )
        for i, (name, sort, way, active, statuses, group, user) in enumerate(wanted)
    ]  # fmt: skip
    return numbered(2_260_001, 7, rows)


def custom_values(owner: str, dice: Dice, old: bool) -> Record:
    """Every field of a kind of row. Old rows have texts for everything (TAPE of 2013 and 2014)."""
    return {name: _custom_value(data, dice, old) for name, _, of, _, data in CUSTOM_FIELDS if of == owner}


def _custom_value(data: Record, dice: Dice, old: bool) -> object:
    roll = dice.below(100)
    if roll < 45:
        return ("", None)[roll % 2] if old else None
    kind = data["type"]
    if kind == "boolean":
        return str(roll % 2) if old else bool(roll % 2)
    if kind == "integer":
        return str((roll % 7) * 25)  # numbers stay texts in new rows too (TAPE)
    if kind == "date":
        return stamp(WORLD_DATE + (roll - 70) * 5 * DAY)[:10]
    if kind == "list":
        return dice.pick(data["choices"])
    return f"{data['type'][0].upper()}-{dice.between(1000, 99_999)}"
