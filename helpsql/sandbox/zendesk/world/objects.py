"""Seeded records of custom objects and the definitions of their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.words import PRODUCTS
from helpsql.sandbox.zendesk.ids import SMALL, USERS
from helpsql.sandbox.zendesk.world.account import set_up
from helpsql.sandbox.zendesk.world.fields import plain_profile_field

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.world.timeline import Timeline

Record = dict[str, Any]

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FIELDS = {
    "product": (("text", "sku"), ("decimal", "price"), ("integer", "stock"), ("checkbox", "discontinued")),
    "warranty_case": (
        ("date", "bought_on"),
        ("text", "serial"),
        ("lookup", "customer"),
        ("textarea", "story"),
    ),
}


def ulid(dice: Dice, at: int) -> str:
    """26 letters that sort by time, as the ids of custom object records do."""
    number = (at * 1000) << 80 | dice.bits() << 16 | dice.bits() & 0xFFFF
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def object_fields() -> dict[str, list[Record]]:
    """By object key."""
    return {
        key: [
            {"id": SMALL.of(1500 + len(key) * 10 + n), **plain_profile_field(kind, name, name.capitalize())}
            | ({"relationship_target_type": "zen:user"} if kind == "lookup" else {})
            | set_up(410)
            for n, (kind, name) in enumerate(rows)
        ]
        for key, rows in _FIELDS.items()
    }


def object_records(timeline: Timeline) -> dict[str, dict[str, Record]]:
    """By object key, by id."""
    products = [_record(timeline, "product", n, name) for n, name in enumerate(PRODUCTS)]
    cases = [_record(timeline, "warranty_case", n, f'Case {n + 1} "zip" 🧵') for n in range(60)]
    return {"product": {r["id"]: r for r in products}, "warranty_case": {r["id"]: r for r in cases}}


def _record(timeline: Timeline, key: str, n: int, name: str) -> Record:
    dice = Dice(timeline.seed, key, n)
    at = WORLD_DATE - 300 * DAY + n * 4 * DAY
    user = str(USERS.of(dice.below(20)))
    fields: Record = {
        "sku": f"AF-{n:03}",
        "price": f"{dice.between(900, 40_000) / 100:.2f}",
        "stock": dice.below(90),
        "discontinued": dice.chance(10),
    }
    if key != "product":
        fields = {
            "bought_on": stamp(at - 90 * DAY)[:10],
            "serial": f"S{dice.below(100_000):05}",
            "customer": str(USERS.of(24 + dice.below(timeline.end_users))),
            "story": None if dice.chance(30) else 'Tore in the wind.\nSee "photo".',
        }
    return {
        "id": ulid(dice, at),
        "name": name,
        "custom_object_key": key,
        "custom_object_fields": fields,
        "external_id": f"{key}-{n}" if dice.chance(60) else None,
        "photo": None,
        "created_by_user_id": user,
        "updated_by_user_id": user,
        "created_at": stamp(at),
        "updated_at": stamp(at + dice.below(20 * DAY)),
    }
