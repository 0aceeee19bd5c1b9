"""Custom fields: six kinds, each bound to inboxes, and the values that seeded tickets have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk.world.setup import ADMIN, FOUNDED, INBOX_IDS, REWORKED
from helpsql.sandbox.teamwork_desk.world.table import Row, base, ref, refs
from helpsql.sandbox.times import day_stamp

if TYPE_CHECKING:
    from helpsql.sandbox.dice import Dice

_FIELDS: tuple[tuple[int, str, str, tuple[int, ...], tuple[str, ...]], ...] = (
    (272, "Paint", "dropdown", (0, 1), ("Moss", "Ember", "Dusk 🌒")),
    (273, "Order number", "text", (0, 1, 2, 3), ()),
    (274, "What happened", "textarea", (1,), ()),
    (275, "Damage", "checkboxes", (1,), ("Zip", "Pole", "Fabric, outer", "Seam")),
    (276, "Bought on", "date", (0, 1), ()),
    (277, "Refund", "number", (0, 1), ()),
    (278, "USt-IdNr.", "text", (2,), ()),
    (279, "Menge", "number", (2,), ()),
    (280, "配送希望日", "date", (3,), ()),
    (281, "Order number", "text", (4,), ()),
    (282, "Retired field", "text", (0,), ()),
)
"""Id, label, kind, places of its inboxes, names of its options. Two share a label; the last is off."""
FIRST_OPTION = 1613
OPTIONS = {
    row[0]: tuple(FIRST_OPTION + sum(len(r[4]) for r in _FIELDS[:n]) + k for k in range(len(row[4])))
    for n, row in enumerate(_FIELDS)
}
"""Field id -> ids of its options."""
_APPS = [{"name": n, "canViewData": True, "canEditData": False} for n in ("portal", "contact form")]


def custom_fields() -> dict[int, Row]:
    return {
        row_id: base(row_id, FOUNDED, REWORKED, ADMIN)
        | {
            "agentLabel": label,
            "customerLabel": label,
            "description": "",
            "kind": kind,
            "enabled": label != "Retired field",
            "agentRequired": False,
            "customerRequired": False,
            "addToNewInboxes": False,
            "options": refs("customfieldoptions", OPTIONS[row_id]),
            "apps": _APPS,
            "inboxes": refs("inboxes", [INBOX_IDS[p] for p in places]),
        }
        for row_id, label, kind, places, _ in _FIELDS
    }


def custom_field_options() -> dict[int, Row]:
    return {
        option: base(option, FOUNDED, FOUNDED, ADMIN)
        | {"customfield": ref("customfields", row[0]), "name": name, "displayOrder": n}
        for row in _FIELDS
        for n, (option, name) in enumerate(zip(OPTIONS[row[0]], row[4], strict=True))
    }


_OF_INBOX = {
    inbox: tuple((f[0], f[2]) for f in _FIELDS if place in f[3] and f[1] != "Retired field")
    for place, inbox in enumerate(INBOX_IDS)
}


def seeded_values(inbox: int, dice: Dice, created: int) -> dict[int, Any]:
    """The values of a seeded ticket, by field; fields that nobody filled are not there."""
    drawn = {i: _value(i, kind, dice, created) for i, kind in _OF_INBOX[inbox] if dice.below(10) < 7}
    return {i: value for i, value in drawn.items() if value is not None}


def _value(field: int, kind: str, dice: Dice, created: int) -> Any:
    """Text kinds hold strings, dropdowns an option id, checkboxes a list of them."""
    if kind == "dropdown":
        return dice.pick(OPTIONS[field])
    if kind == "checkboxes":
        return sorted(dice.sample(OPTIONS[field], dice.between(1, 3)))
    if kind == "date":
        return day_stamp(created - dice.below(90) * 86_400)
    if kind == "number":
        # a number as text is seen in the wild beside real numbers
        return str(dice.below(900)) if dice.below(4) == 0 else dice.below(90_000) / 100
    return dice.pick(("A-1", "", "Zelt 'Ridge' & \"Fly\"", "テント", "100%", f"ORD-{dice.below(99_999)}"))
