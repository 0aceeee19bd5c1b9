"""The seeded customers and companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.desk_com.world.account import custom_values, stamps
from helpsql.sandbox.desk_com.world.rows import Record, Row
from helpsql.sandbox.desk_com.world.timeline import BEGIN, FRESH_VALUES, LATEST
from helpsql.sandbox.dice import Dice
from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.words import FIRST_NAMES, FOREIGN_NAMES, JOB_TITLES, LAST_NAMES, ORGANIZATIONS, PLACES

if TYPE_CHECKING:
    from helpsql.sandbox.desk_com.world.timeline import Timeline

_LANGUAGES = ("en_us", "en_us", "de", "fr", "ja", None)


def company_name(index: int) -> str:
    name, _ = ORGANIZATIONS[index % len(ORGANIZATIONS)]
    return name if index < len(ORGANIZATIONS) else f"{name} {index // len(ORGANIZATIONS) + 1}"


def company(timeline: Timeline, index: int) -> Row:
    dice = Dice(timeline.seed, "company", index)
    made = BEGIN + index * (LATEST - BEGIN) // (timeline.companies + 1)
    domain = ORGANIZATIONS[index % len(ORGANIZATIONS)][1]
    domains = [domain if index < len(ORGANIZATIONS) else f"c{index}.{domain}", f"mail{index}.example.org"]
    data = {
        "name": company_name(index),
        "domains": domains[: index % 3],
        "external_id": f"co-{index}" if index % 4 == 1 else None,
        **stamps(made, min(LATEST, made + dice.between(0, 90) * DAY)),
        "custom_fields": custom_values("company", dice, made < FRESH_VALUES),
    }
    return Row(timeline.company_id(index), data)


def customer(timeline: Timeline, index: int) -> Row:
    dice = Dice(timeline.seed, "customer", index)
    made = timeline.arrival_of_customer(index)
    first, last = (
        dice.pick(FOREIGN_NAMES) if dice.chance(6) else (dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES))
    )
    if dice.chance(3):
        first = None  # type: ignore[assignment]  # known by a handle only
    employer = timeline.company_of(index)
    blank = "" if made < FRESH_VALUES else None
    data: Record = {
        "first_name": first,
        "last_name": last,
        "company": None if employer is None else company_name(employer),
        "company_name": None if employer is None else company_name(employer),
        "display_name": f"{first} {last}" if first else last,
        "title": dice.pick(JOB_TITLES) if dice.chance(40) else blank,
        "external_id": f"crm-{index}" if index % 3 == 0 else None,
        "background": f'Met at the fair. Likes "quotes", commas, and {last}\'s dog 🐶'
        if dice.chance(8)
        else blank,
        "language": dice.pick(_LANGUAGES),
        "avatar": f"https://avatars.example.com/c/{index}.png" if index % 6 == 0 else None,
        "locked_until": None,
        **stamps(made, min(LATEST, made + dice.below(200) * DAY // 2)),
        "access_private_portal": index % 9 == 2,
        "access_company_cases": index % 12 == 5,
        "label_ids": [],
        "custom_fields": custom_values("customer", dice, made < FRESH_VALUES),
        "emails": _emails(dice, index, employer),
        "phone_numbers": _phones(dice),
        "addresses": [{"type": "home", "value": _address(dice)}] if dice.chance(25) else [],
    }
    refs = {
        "company": None if employer is None else timeline.company_id(employer),
        "locked_by": None,
        "twitter_user": 2_887_000 + index if index % 8 == 3 else None,
        "facebook_user": 904_000 + index if index % 20 == 11 else None,
    }
    return Row(timeline.customer_id(index), data, refs)


def _emails(dice: Dice, index: int, employer: int | None) -> list[Record]:
    if index % 25 == 24:
        return []  # came by a social network
    domain = "example.net" if employer is None else "work.example.com"
    found = [{"type": "home" if employer is None else "work", "value": f"customer{index}@{domain}"}]
    if dice.chance(20):
        found.append({"type": "other", "value": f"customer{index}+alt@example.org"})
    return found


def _phones(dice: Dice) -> list[Record]:
    if not dice.chance(35):
        return []
    number = f"({dice.between(200, 999)}) 555-{dice.between(100, 9999):04}"
    found = [{"type": dice.pick(("home", "work", "mobile", "other")), "value": number}]
    return found * 2 if dice.chance(5) else found  # entered twice: the API keeps both (TAPE)


def _address(dice: Dice) -> str:
    city, state, code, country, street = dice.pick(PLACES)
    return f"{dice.between(1, 99)} {street}, {city}, {state} {code}, {country}"


def social_user(kind: str, number: int) -> Row:
    """The Twitter or Facebook profile of a customer."""
    handle = f"{kind.split('_', maxsplit=1)[0]}{number % 1_000_000}"
    data: Record = {"handle": handle} if kind == "twitter_user" else {"name": handle.title()}
    data |= {"profile_image_url": None, "followers_count": number % 997, "created_at": stamp(BEGIN)}
    return Row(number, data)
