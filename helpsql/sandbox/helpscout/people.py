"""The seeded customers: each a function of (seed, index)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.helpscout.records import Address, Customer, Entry
from helpsql.sandbox.helpscout.timeline import FIRST_CUSTOMER
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, day_stamp
from helpsql.sandbox.words import FIRST_NAMES, FOREIGN_NAMES, JOB_TITLES, LAST_NAMES, ORGANIZATIONS, PLACES

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.holdings import PropertyDefinition
    from helpsql.sandbox.helpscout.timeline import Timeline

FIRST_ORGANIZATION = 701
_AGES = ("18-24", "25-29", "30-35", "36-45", "46-60")
_PHOTO_TYPES = ("unknown", "gravatar", "twitter", "facebook", "linkedin")

# Ids of a customer's entries: customer id * 100 + offset of the kind + position.
_OFFSETS = {"emails": 0, "phones": 20, "chats": 40, "social-profiles": 60, "websites": 80}


def seeded_customer(timeline: Timeline, definitions: list[PropertyDefinition], index: int) -> Customer:
    """The customer at an index, as the account knew them before any write."""
    dice = Dice(timeline.seed, "customer", index)
    created = timeline.arrival_of(index)
    first, last = _name(dice)
    firm = dice.below(len(ORGANIZATIONS)) if dice.chance(35) else None
    return Customer(
        id=FIRST_CUSTOMER + index,
        created=created,
        updated=_later(dice, created),
        first_name=first,
        last_name=last,
        gender=dice.weighted((("Unknown", 6), ("Female", 2), ("Male", 2))),
        job_title=dice.pick(JOB_TITLES) if dice.chance(25) else None,
        location=f"{place[0]}, {place[3]}" if (place := dice.pick(PLACES)) and dice.chance(40) else None,
        organization=ORGANIZATIONS[firm][0] if firm is not None else None,
        organization_id=FIRST_ORGANIZATION + firm if firm is not None else None,
        photo_type=(photo := dice.pick(_PHOTO_TYPES) if dice.chance(50) else "default"),
        photo_url=f"https://img.example.com/people/{index}.jpg" if photo != "default" else None,
        age=dice.pick(_AGES) if dice.chance(12) else None,
        background=dice.pick(("", "", "", "", "Prefers mail over phone", 'Met at the fair\n"very" nice')),
        entries=_entries(dice, index, first, last, firm),
        address=_address(dice, place) if dice.chance(30) else None,
        properties=_properties(dice, definitions) if dice.chance(45) else (),
    )


def index_of_email(email: str) -> int | None:
    """The only index at which a seeded customer can have this address: it is written into it."""
    digits = email.rpartition("@")[0].rpartition(".")[2]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def _name(dice: Dice) -> tuple[str | None, str | None]:
    roll = dice.below(100)
    if roll < 4:
        return dice.pick(FOREIGN_NAMES)
    if roll < 7:
        return dice.pick(FIRST_NAMES), ""
    if roll < 9:
        return None, None
    return dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)


def _later(dice: Dice, created: int) -> int:
    wait = dice.pick((0, 0, 600, DAY, 9 * DAY, 60 * DAY))
    return min(created + wait, WORLD_DATE - 60)


def _entries(
    dice: Dice, index: int, first: str | None, last: str | None, firm: int | None
) -> dict[str, tuple[Entry, ...]]:
    kinds = {
        "emails": _emails(dice, index, first, last, firm),
        "phones": _phones(dice),
        "chats": [(dice.pick(("skype", "xmpp", "aim")), f"camper{index}")] if dice.chance(8) else [],
        "social-profiles": _profiles(dice, index),
        "websites": [("", f"https://site{index}.example.com/")] if dice.chance(12) else [],
    }
    base = (FIRST_CUSTOMER + index) * 100
    return {
        kind: tuple(
            Entry(base + _OFFSETS[kind] + n, value, type_) for n, (type_, value) in enumerate(found, 1)
        )
        for kind, found in kinds.items()
    }


def _emails(
    dice: Dice, index: int, first: str | None, last: str | None, firm: int | None
) -> list[tuple[str, str]]:
    if dice.chance(4) and index:  # the first customer, whom examples name, has an address
        return []
    name = ".".join(
        part.lower() for part in (first or "guest", last) if part and part.isascii() and part.isalpha()
    )
    host = dice.pick(("example.com", "example.org", "example.net"))
    found = [(dice.pick(("home", "other", "work")), f"{name or 'mail'}.{index}@{host}")]
    if firm is not None:
        found.append(("work", f"{name or 'mail'}.{index}@{ORGANIZATIONS[firm][1]}"))
    return found


def _phones(dice: Dice) -> list[tuple[str, str]]:
    count = dice.weighted(((0, 60), (1, 32), (2, 8)))
    return [
        (dice.pick(("home", "mobile", "work")), f"+1 555 {dice.between(1000, 9999)}") for _ in range(count)
    ]


def _profiles(dice: Dice, index: int) -> list[tuple[str, str]]:
    count = dice.weighted(((0, 80), (1, 16), (2, 4)))
    kinds = dice.sample(("twitter", "linkedin", "facebook", "flickr"), count)
    return [(kind, f"https://social.example.com/{kind}/{index}") for kind in kinds]


def _address(dice: Dice, place: tuple[str, str, str, str, str]) -> Address:
    city, state, code, country, street = place
    lines = [f"{street} {dice.between(1, 99)}"]
    if dice.chance(20):
        lines.append("2nd floor")
    return Address(city, state, code, country, tuple(lines))


def _properties(dice: Dice, definitions: list[PropertyDefinition]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (definition.slug, _property_value(dice, definition)) for definition in definitions if dice.chance(60)
    )


def _property_value(dice: Dice, definition: PropertyDefinition) -> str:
    if definition.options:
        return dice.pick(definition.options)[0]
    number = dice.between(1, 500)
    return {
        "number": str(number),
        "date": day_stamp(WORLD_DATE + number * DAY),
        "url": f"https://shop.example.com/accounts/{number}",
    }.get(definition.type, f"Camper {number}")
