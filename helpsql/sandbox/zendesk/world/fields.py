"""Definitions of ticket, user and organization fields: one custom field of every type."""

from __future__ import annotations

from typing import Any

from helpsql.sandbox.zendesk.ids import SMALL
from helpsql.sandbox.zendesk.world.account import custom_statuses, set_up

Record = dict[str, Any]

_SYSTEM = (
    ("subject", "Subject"),
    ("description", "Description"),
    ("status", "Status"),
    ("tickettype", "Type"),
    ("priority", "Priority"),
    ("group", "Group"),
    ("assignee", "Assignee"),
    ("custom_status", "Ticket status"),
)
SYSTEM_TYPES = frozenset(kind for kind, _ in _SYSTEM)
_CUSTOM = (
    ("text", "Order number"),
    ("textarea", "Delivery notes"),
    ("checkbox", "Refund promised"),
    ("date", "Bought on"),
    ("integer", "Quantity"),
    ("decimal", "Amount"),
    ("regexp", "Serial number"),
    ("partialcreditcard", "Card"),
    ("tagger", "Product"),
    ("multiselect", "Channels used"),
    ("lookup", "Account manager"),
    ("tagger", "Reason"),
    ("text", "Order number"),
    ("text", 'select * from "tickets"; -- 🏕'),
    ("text", "Old reference"),
)
"""A title stands twice, one is nasty, the last field is inactive."""

FIRST_CUSTOM = 50
FIELD_IDS = tuple(SMALL.of(FIRST_CUSTOM + n) for n in range(len(_CUSTOM)))
INACTIVE_FIELD = FIELD_IDS[-1]
REASON = FIELD_IDS[11]
PRODUCT_TAGS = ("product_tent", "product_stove", "product_filter", "product_boots", "product_kayak")
REASON_TAGS = ("reason_defect", "reason_delay", "reason_question")
CHANNEL_TAGS = ("used_phone", "used_chat", "used_shop")
REFUND_TAG = "refund_promised"
_OPTIONS = {8: PRODUCT_TAGS, 9: CHANNEL_TAGS, 11: REASON_TAGS}
_STATUS_NAMES = ("new", "open", "pending", "hold", "solved", "closed")
_SYSTEM_OPTIONS = {
    "status": _STATUS_NAMES,
    "tickettype": ("question", "incident", "problem", "task"),
    "priority": ("low", "normal", "high", "urgent"),
}


def ticket_fields() -> list[Record]:
    return [_system(n, *row) for n, row in enumerate(_SYSTEM)] + [
        _custom(n, *row) for n, row in enumerate(_CUSTOM)
    ]


def plain_field(kind: str, title: str) -> Record:
    """What every ticket field has, with the defaults of a new one."""
    return {
        "type": kind,
        "title": title,
        "raw_title": title,
        "description": title,
        "raw_description": title,
        "position": 9999,
        "active": True,
        "required": False,
        "collapsed_for_agents": False,
        "regexp_for_validation": None,
        "title_in_portal": title,
        "raw_title_in_portal": title,
        "visible_in_portal": False,
        "editable_in_portal": False,
        "required_in_portal": False,
        "tag": None,
        "removable": True,
        "key": None,
        "agent_description": None,
    }


def _system(number: int, kind: str, title: str) -> Record:
    shown = kind in ("subject", "description")
    more: Record = {
        "position": number,
        "removable": False,
        "visible_in_portal": shown,
        "editable_in_portal": shown,
    }
    if kind in _SYSTEM_OPTIONS:
        more["system_field_options"] = [{"name": v.capitalize(), "value": v} for v in _SYSTEM_OPTIONS[kind]]
    if kind in ("status", "priority"):
        more["sub_type_id"] = 0
    if kind == "custom_status":
        more["custom_statuses"] = custom_statuses()
    return {"id": SMALL.of(40 + number)} | plain_field(kind, title) | more | set_up(40)


def _custom(number: int, kind: str, title: str) -> Record:
    field: Record = {"id": FIELD_IDS[number]} | plain_field(kind, title) | {"position": 8 + number}
    if number in _OPTIONS:
        field["custom_field_options"] = [_option(number, n, tag) for n, tag in enumerate(_OPTIONS[number])]
    if kind == "checkbox":
        field["tag"] = REFUND_TAG
    if kind == "regexp":
        field["regexp_for_validation"] = r"\A[A-Z]{2}-[0-9]{4}\z"
    if kind == "lookup":
        field |= {"relationship_target_type": "zen:user", "relationship_filter": {"all": [], "any": []}}
    field["required"] = field["id"] == REASON
    field["active"] = field["id"] != INACTIVE_FIELD
    return field | set_up(41 + number)


def _option(field: int, number: int, tag: str) -> Record:
    name = tag.split("_", 1)[1].capitalize()
    return {
        "id": SMALL.of(1000 + field * 20 + number),
        "name": name,
        "raw_name": name,
        "value": tag,
        "default": False,
    }


_PROFILE = (
    ("text", "nickname", "Nickname"),
    ("textarea", "remarks", "Remarks"),
    ("checkbox", "newsletter", "Newsletter"),
    ("date", "birthday", "Birthday"),
    ("integer", "loyalty_points", "Loyalty points"),
    ("decimal", "discount", "Discount"),
    ("dropdown", "tier", "Tier"),
    ("regexp", "club_number", "Club number"),
)
TIERS = ("tier_bronze", "tier_silver", "tier_gold")


def user_fields() -> list[Record]:
    return [_profile(80, n, *row) for n, row in enumerate(_PROFILE)]


def organization_fields() -> list[Record]:
    rows = (
        ("text", "industry", "Industry"),
        ("dropdown", "plan", "Plan"),
        ("date", "contract_until", "Contract until"),
        ("decimal", "credit", "Credit"),
        ("checkbox", "name", "Name"),
    )
    return [_profile(90, n, *row) for n, row in enumerate(rows)]


def _profile(first: int, number: int, kind: str, key: str, title: str) -> Record:
    field = {"id": SMALL.of(first + number), **plain_profile_field(kind, key, title), "position": number}
    if kind == "dropdown":
        field["custom_field_options"] = [
            {
                "id": SMALL.of(1400 + first * 4 + n),
                "name": t.split("_")[1],
                "raw_name": t.split("_")[1],
                "value": t,
            }
            for n, t in enumerate(TIERS)
        ]
    if kind == "checkbox":
        field["tag"] = None
    if kind == "regexp":
        field["regexp_for_validation"] = r"\A\d{4}\z"
    return field | set_up(first + number)


def plain_profile_field(kind: str, key: str, title: str) -> Record:
    """What a user or organization field has, with the defaults of a new one."""
    return {
        "type": kind,
        "key": key,
        "title": title,
        "description": title,
        "raw_title": title,
        "raw_description": title,
        "position": 9999,
        "active": True,
        "system": False,
        "regexp_for_validation": None,
    }
