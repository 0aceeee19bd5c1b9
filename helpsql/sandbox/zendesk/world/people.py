"""The seeded users and organizations, each a function of (seed, index)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice, mix, stream
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.words import FIRST_NAMES, FOREIGN_NAMES, LAST_NAMES, ORGANIZATIONS, TAGS
from helpsql.sandbox.zendesk.ids import ORGANIZATION_MEMBERSHIPS, SMALL, USERS
from helpsql.sandbox.zendesk.ids import ORGANIZATIONS as ORGANIZATION_IDS
from helpsql.sandbox.zendesk.world.account import GROUPS
from helpsql.sandbox.zendesk.world.fields import TIERS
from helpsql.sandbox.zendesk.world.phrases import MORE_ORGANIZATIONS
from helpsql.sandbox.zendesk.world.timeline import STAFF

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.world.timeline import Timeline

Record = dict[str, Any]

ADMIN_EMAIL = "admin@demo.example"
AGENT_EMAIL = "agent4@demo.example"
ADMINS = 3
LIGHT_AGENT = 21
SUSPENDED_AGENT = 22
DELETED_AGENT = 23
LONGEST_UPDATE = 60 * DAY
"""From a user's or organization's creation to its last seeded change."""

_ZONES = (
    ("London", "Europe/London", 60),
    ("Alaska", "America/Juneau", 20),
    ("Kathmandu", "Asia/Katmandu", 20),
)
_NAMES = ORGANIZATIONS + MORE_ORGANIZATIONS
_LOCALES = ((1, "en-US", 70), (8, "de", 15), (67, "ja", 10), (66, "he", 5))


def plain_user(name: str) -> Record:
    """A user as the API creates one."""
    return {
        "name": name,
        "email": None,
        "created_at": "",
        "updated_at": "",
        "time_zone": "London",
        "iana_time_zone": "Europe/London",
        "phone": None,
        "shared_phone_number": None,
        "photo": None,
        "locale_id": 1,
        "locale": "en-US",
        "organization_id": None,
        "role": "end-user",
        "verified": False,
        "external_id": None,
        "tags": [],
        "alias": None,
        "active": True,
        "shared": False,
        "shared_agent": False,
        "last_login_at": None,
        "two_factor_auth_enabled": False,
        "signature": None,
        "details": None,
        "notes": None,
        "role_type": None,
        "custom_role_id": None,
        "moderator": False,
        "ticket_restriction": "requested",
        "only_private_comments": False,
        "restricted_agent": True,
        "suspended": False,
        "default_group_id": None,
        "report_csv": False,
        "user_fields": {},
    }


def seeded_user(timeline: Timeline, index: int) -> Record:
    return _staff(timeline, index) if index < STAFF else _end_user(timeline, index)


def _staff(timeline: Timeline, index: int) -> Record:
    dice = Dice(timeline.seed, "staff", index)
    first, last = FIRST_NAMES[index], LAST_NAMES[(index * 7) % len(LAST_NAMES)]
    made = timeline.arrival_of(index)
    admin = index < ADMINS
    role_type = 4 if admin else 1 if index == LIGHT_AGENT else None
    return (
        {"id": USERS.of(index)}
        | plain_user(f"{first} {last}")
        | {
            "email": ADMIN_EMAIL if index == 0 else f"agent{index + 1}@demo.example",
            "created_at": stamp(made),
            "updated_at": stamp(made + dice.below(LONGEST_UPDATE)),
            "role": "admin" if admin else "agent",
            "verified": True,
            "alias": "",
            "details": "",
            "notes": "",
            "signature": f"Kind regards,\n{first} 🌲",
            "active": index != DELETED_AGENT,
            "last_login_at": stamp(WORLD_DATE - dice.between(60, 20 * DAY)),
            "two_factor_auth_enabled": index % 3 == 0,
            "role_type": role_type,
            "custom_role_id": None if admin else SMALL.of(220 if index == LIGHT_AGENT else 221),
            "moderator": admin,
            "ticket_restriction": None,
            "only_private_comments": index == LIGHT_AGENT,
            "restricted_agent": False,
            "suspended": index == SUSPENDED_AGENT,
            "default_group_id": GROUPS[index % len(GROUPS)] if index < 22 else None,
            "user_fields": _user_fields(dice),
        }
    )


def fate_of(timeline: Timeline, index: int) -> int:
    """What became of a seeded user: 0 or 1 suspended, 2 or 3 deleted, 4 purged, above nothing."""
    if index < STAFF:
        return 2 if index == DELETED_AGENT else 5
    return mix(stream(timeline.seed, "fate") ^ index) % 100


def _name(dice: Dice) -> tuple[str, str]:
    if dice.chance(7):
        return dice.pick(FOREIGN_NAMES)
    return dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)


def _end_user(timeline: Timeline, index: int) -> Record:
    dice = Dice(timeline.seed, "user", index)
    name = " ".join(_name(dice))
    made = timeline.arrival_of(index)
    changed = min(made + dice.below(2) * dice.below(LONGEST_UPDATE), WORLD_DATE - 200)
    organization = timeline.organization_of(index)
    zone, iana, _ = _ZONES[dice.weighted(((0, 60), (1, 20), (2, 20)))]
    locale_id, locale, _ = _LOCALES[dice.weighted(((0, 70), (1, 15), (2, 10), (3, 5)))]
    fate = fate_of(timeline, index)
    verified = dice.chance(60)
    user = (
        {"id": USERS.of(index)}
        | plain_user(name)
        | {
            "email": None if dice.chance(4) else f"user{index}@{_domain(timeline, organization, dice)}",
            "created_at": stamp(made),
            "updated_at": stamp(changed),
            "time_zone": zone,
            "iana_time_zone": iana,
            "phone": f"+1555{index % 10_000_000:07}" if dice.chance(25) else None,
            "locale_id": locale_id,
            "locale": locale,
            "organization_id": None if organization is None else ORGANIZATION_IDS.of(organization),
            "verified": verified,
            "external_id": f"crm-{index:06}" if dice.chance(40) else None,
            "tags": sorted({dice.pick(TAGS[:8]).replace(" ", "_") for _ in range(dice.below(3))}),
            "alias": dice.pick((None, "", "Chief")),
            "last_login_at": stamp(changed) if verified else None,
            "details": dice.pick((None, "", "Lives \"up the hill\"\nCall before 9; -- 'quote'")),
            "notes": dice.pick((None, "", "VIP ❤️", "מועדון לקוחות", "いつも丁寧")),
            "suspended": fate < 2,
            "active": not 2 <= fate <= 4,
            "user_fields": _user_fields(dice),
        }
    )
    return purged(user, stamp(changed)) if fate == 4 else user


def purged(user: Record, at: str) -> Record:
    """What remains of a permanently deleted user."""
    kept = {k: user[k] for k in ("id", "created_at", "role")}
    empty = plain_user("Permanently Deleted User") | {
        "time_zone": None,
        "iana_time_zone": None,
        "locale": None,
    }
    return empty | kept | {"updated_at": at, "active": False, "locale_id": None, "permanently_deleted": True}


def _domain(timeline: Timeline, organization: int | None, dice: Dice) -> str:
    if organization is None:
        return dice.pick(("example.com", "example.org", "mail.example.net"))
    return str(seeded_organization(timeline, organization)["domain_names"][0])


def _user_fields(dice: Dice) -> Record:
    day = stamp(dice.between(0, 12_000) * DAY)
    return {
        "nickname": dice.pick((None, "Zig", "ビリー")),
        "remarks": dice.pick((None, None, "Line one\nline two")),
        "newsletter": dice.chance(30),
        "birthday": day if dice.chance(20) else None,
        "loyalty_points": dice.below(900) if dice.chance(50) else None,
        "discount": dice.below(300) / 10 if dice.chance(15) else None,
        "tier": dice.pick((None, *TIERS)),
        "club_number": f"{dice.below(10_000):04}" if dice.chance(20) else None,
    }


def seeded_organization(timeline: Timeline, index: int) -> Record:
    dice = Dice(timeline.seed, "organization", index)
    name, domain = _NAMES[index % len(_NAMES)]
    turn = index // len(_NAMES)
    if turn:
        name, domain = f"{name} {('North', 'South')[turn % 2]} {turn}", f"{turn}.{domain}"
    made = timeline.organization_made(index)
    changed = min(made + dice.below(LONGEST_UPDATE), WORLD_DATE - 200)
    return {
        "id": ORGANIZATION_IDS.of(index),
        "name": name,
        "shared_tickets": dice.chance(20),
        "shared_comments": dice.chance(10),
        "external_id": f"org-{index:05}" if dice.chance(50) else None,
        "created_at": stamp(made),
        "updated_at": stamp(changed),
        "domain_names": [domain] if dice.chance(80) else [domain, f"shop.{domain}"],
        "details": dice.pick((None, "", 'Pays late; "net 60"')),
        "notes": dice.pick((None, "", "Ask for Ms. O'Hara\nnot before noon")),
        "group_id": dice.pick((None, None, GROUPS[3])),
        "tags": sorted({dice.pick(TAGS[8:14]) for _ in range(dice.below(3))}),
        "organization_fields": {
            "industry": dice.pick((None, "Retail", "Education", "飲食")),
            "plan": dice.pick((None, *TIERS)),
            "contract_until": stamp((WORLD_DATE + dice.between(-200, 600) * DAY) // DAY * DAY)
            if dice.chance(60)
            else None,
            "credit": dice.below(100_000) / 100 if dice.chance(40) else None,
            "name": dice.chance(50),
        },
    }


def second_organization(timeline: Timeline, user: int) -> int | None:
    """Some users belong to two organizations."""
    first = timeline.organization_of(user)
    if first is None or user % 9 != 3:
        return None
    second = (first + 11) % timeline.organizations
    return second if second != first else None


def seeded_membership(timeline: Timeline, index: int) -> Record | None:
    """Two places per user; many stay empty."""
    user, place = divmod(index, 2)
    of = second_organization(timeline, user) if place else timeline.organization_of(user)
    if of is None:
        return None
    organization = seeded_organization(timeline, of)
    made = max(timeline.arrival_of(user), timeline.organization_made(of))
    return {
        "id": ORGANIZATION_MEMBERSHIPS.of(index),
        "user_id": USERS.of(user),
        "organization_id": organization["id"],
        "default": not place,
        "created_at": stamp(made),
        "organization_name": organization["name"],
        "updated_at": stamp(made),
        "view_tickets": True,
    }
