"""Agents, customers with their addresses, companies with their domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.teamwork_desk.assumed import ARCHIVED_AGENT_STATE
from helpsql.sandbox.teamwork_desk.world.setup import ADMIN, AGENTS, FOUNDED, REWORKED
from helpsql.sandbox.teamwork_desk.world.table import SYSTEM, Row, base, ref, refs
from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.words import FIRST_NAMES, FOREIGN_NAMES, JOB_TITLES, LAST_NAMES, ORGANIZATIONS, PLACES

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.world.world import World

CUSTOMERS = 529_000
CUSTOMER_STEP = 3
CONTACTS = 980_001
"""Customer n has the contacts CONTACTS + 2n and, one in seven, the one after it."""
COMPANIES = 16
DOMAINS = 44_001
PHONES = 55_001


def agents() -> dict[int, Row]:
    return {row_id: _agent(n, row_id) for n, row_id in enumerate(AGENTS)}


def _agent(n: int, row_id: int) -> Row:
    archived = n == len(AGENTS) - 1
    last = LAST_NAMES[n]
    return base(row_id, FOUNDED, REWORKED, SYSTEM, ADMIN) | {
        "email": f"{FIRST_NAMES[n]}.{last}@campgear.example".lower(),
        "firstName": FIRST_NAMES[n],
        "lastName": last,
        "avatarURL": f"https://files.example.com/avatar/{row_id}.png",
        "editMethod": "html" if n % 3 else "markdown",
        "isPartTime": n % 4 == 3,
        "ticketReplyRedirect": ("Inbox", "Stay", "Next")[n % 3],
        "reviewer": n == 1,
        "trainingWheelsEnrollment": None,
        "role": "Admin" if n < 2 else "Agent",
        "sendPushNotifications": True,
        "sendWebNotifications": n % 2 == 0,
        "autoFollowOnCC": n % 5 == 0,
        "timeFormatId": 1,
        "timezoneId": 62,
        "projectsCompanyId": 86_546,
        "isAppOwner": n == 0,
        "state": ARCHIVED_AGENT_STATE if archived else "active",
    }


def customer_defaults() -> Row:
    """The columns of a customer that nobody has set: most texts are empty, organization is null."""
    texts = (
        *("firstName", "lastName", "email", "extraData", "notes", "linkedinURL", "facebookURL"),
        *("twitterHandle", "jobTitle", "phone", "mobile", "address", "externalId", "avatarURL"),
    )
    return {
        **dict.fromkeys(texts, ""),
        **dict.fromkeys(("organization", "company", "contacts", "customerwelcomeemails")),
        **dict.fromkeys(("verifiedEmail", "trusted", "welcomeEmailSent"), False),
        "permission": "own",
        "addMethod": "auto",
        "standing": "",
    }


def make_customer(world: World, index: int) -> Row:
    dice = Dice(world.seed, "customer", index)
    first, last = dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)
    if dice.below(12) == 0:
        first, last = dice.pick(FOREIGN_NAMES)
    created = world.ends - dice.between(30, 2200) * DAY - dice.below(DAY)
    updated = min(world.ends, created + dice.below(400) * DAY)
    place = dice.pick(PLACES)
    by = ref("customers", CUSTOMERS + CUSTOMER_STEP * index) if dice.below(3) == 0 else None
    row_id = CUSTOMERS + CUSTOMER_STEP * index
    row = base(row_id, stamp(created), stamp(updated), dice.pick((SYSTEM, ADMIN, AGENTS[2])))
    return (
        row
        | customer_defaults()
        | {
            "firstName": first,
            "lastName": last,
            "email": main_address(index),
            "organization": None if dice.below(3) else "",
            "phone": f"+1555555{dice.below(10_000):04}" if dice.below(2) else "",
            "jobTitle": dice.pick(JOB_TITLES) if dice.below(3) == 0 else "",
            "address": f"{place[4]} {dice.between(1, 90)}, {place[0]}" if dice.below(3) == 0 else "",
            "externalId": f"crm-{index}" if index % 4 == 0 else "",
            "notes": "Prefers phone 📞" if dice.below(15) == 0 else "",
            "company": ref("companies", company_of(world, index)),
            "contacts": refs("contacts", contact_ids(index)),
            "verifiedEmail": dice.below(2) == 0,
            "trusted": dice.below(4) == 0,
            "createdBy": by or row["createdBy"],
            "state": "deleted" if index % 41 == 40 else "active",
        }
    )


def main_address(index: int) -> str:
    """Mostly lower case; the mail of some was typed with capitals."""
    text = f"customer{index}@{ORGANIZATIONS[index % len(ORGANIZATIONS)][1]}"
    return text.capitalize() if index % 17 == 3 else text


def contact_ids(index: int) -> list[int]:
    first = CONTACTS + 2 * index
    return [first, first + 1] if index % 7 == 0 else [first]


def make_contact(world: World, index: int) -> Row | None:
    """Places without a contact give None."""
    owner, second = divmod(index, 2)
    if second and owner % 7:
        return None
    customer = world.customers.at(owner)
    row = base(CONTACTS + index, customer["createdAt"], customer["createdAt"], ADMIN)
    twitter = second and owner % 14
    value = (
        f"@camper{owner}" if twitter else f"private{owner}@home.example" if second else main_address(owner)
    )
    return row | {"value": value, "type": "twitter" if twitter else "email", "isMain": not second}


def company_of(world: World, index: int) -> int | None:
    """The company of a customer: two in three have one."""
    if index % 3 == 2:
        return None
    return world.companies.id_of(index * 7 % world.companies.count)


def company_defaults() -> Row:
    texts = ("name", "description", "details", "industry", "website", "email", "avatarPath", "note")
    return {
        **dict.fromkeys(texts, ""),
        **dict.fromkeys(("address", "domains", "phones")),
        "permission": "own",
        "kind": "company",
    }


def make_company(world: World, index: int) -> Row:
    dice = Dice(world.seed, "company", index)
    name, domain = ORGANIZATIONS[index % len(ORGANIZATIONS)]
    lap = index // len(ORGANIZATIONS)
    created = world.ends - dice.between(200, 2400) * DAY
    row_id = COMPANIES + index
    return (
        base(row_id, stamp(created), stamp(created + dice.below(200) * DAY), ADMIN)
        | company_defaults()
        | {
            "name": f"{name} {lap + 1}" if lap else name,
            "description": "Buys in spring" if dice.below(4) == 0 else "",
            "industry": dice.pick(("Retail", "Outdoor", "", "Hôtellerie")),
            "website": f"https://{domain}" if dice.below(2) else "",
            "permission": "all" if dice.below(3) == 0 else "own",
            "kind": "group" if dice.below(8) == 0 else "company",
            "note": "Pays late ⏰" if dice.below(9) == 0 else "",
            "domains": refs("domains", [DOMAINS + index] if lap == 0 else []),
            "phones": refs("phones", [PHONES + index] if index % 5 == 0 else []),
            "state": "deleted" if index % 29 == 28 else "active",
        }
    )


def make_domain(world: World, index: int) -> Row:
    created = world.companies.at(index)["createdAt"]
    return base(DOMAINS + index, created, created, ADMIN) | {
        "name": ORGANIZATIONS[index][1],
        "project": None,
        "company": ref("companies", COMPANIES + index),
        "projects_company": None,
    }


def make_phone(world: World, index: int) -> Row:
    created = world.companies.at(index)["createdAt"]
    return base(PHONES + index, created, created, ADMIN) | {
        "number": f"555{index:07}",
        "type": "work",
        "countryCode": "+353",
        "extension": "",
    }
