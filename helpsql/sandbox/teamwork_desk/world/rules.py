"""Business hours, service levels, spam lists, triggers, rating options."""

from __future__ import annotations

from helpsql.sandbox.teamwork_desk.world.setup import (
    ADMIN,
    AGENTS,
    FIRST_TAG,
    FOUNDED,
    INBOX_IDS,
    PRIORITIES,
    REWORKED,
)
from helpsql.sandbox.teamwork_desk.world.table import NO_DATE, Row, base, ref, refs

BUSINESS_HOURS = 801


def business_hours() -> dict[int, Row]:
    zones = (("Office", "Dublin", 62), ("Overnight", "Tokyo", 71))
    return {
        BUSINESS_HOURS + n: base(BUSINESS_HOURS + n, FOUNDED, REWORKED, ADMIN)
        | {
            "name": name,
            "description": "",
            "isDefault": n == 0,
            "timezoneId": zone,
            "timezone_name": place,
        }
        for n, (name, place, zone) in enumerate(zones)
    }


def slas() -> dict[int, Row]:
    found = {}
    for n, name in enumerate(("High priority in an hour", "Everything in a day")):
        found[701 + n] = base(701 + n, FOUNDED, REWORKED, ADMIN) | {
            "name": name,
            "description": "",
            "displayOrder": n + 1,
            "enabled": n == 0,
            "businesshours": ref("businesshours", BUSINESS_HOURS),
            "slacustomers": None,
            "slacompanies": None,
            "slainboxes": refs("inboxes", INBOX_IDS[:2]),
            "slatickettypes": None,
            "slaticketpriorities": refs("ticketpriorities", PRIORITIES[2:]) if n == 0 else None,
            "slatags": None,
            "slanotifications": None,
        }
    return found


def spam_lists() -> dict[int, Row]:
    terms = (("@partner.example", "whitelist"), ("casino", "blacklist"), ("幸運", "blacklist"))
    return {
        601 + n: base(601 + n, FOUNDED, FOUNDED, ADMIN) | {"term": term, "type": kind}
        for n, (term, kind) in enumerate(terms)
    }


def triggers() -> dict[int, Row]:
    """Their actions stand beside them, as they are written: type 5 adds tags, 11 a follower."""
    found = {}
    for n, name in enumerate(("Tag as VIP", "Follow this")):
        found[90_001 + n] = base(90_001 + n, FOUNDED, REWORKED, ADMIN) | {
            "name": name,
            "description": "",
            "type": "Manual",
            "agentHasAccess": True,
            "displayOrder": n + 1,
            "inboxes": refs("inboxes", INBOX_IDS[:2]),
            "triggeractions": refs("triggeractions", [91_001 + n]),
            "conditions": None,
        }
    return found


def trigger_actions() -> dict[int, Row]:
    return {
        91_001: base(91_001, FOUNDED, FOUNDED, ADMIN) | {"type": 5, "tags": refs("tags", [FIRST_TAG])},
        91_002: base(91_002, FOUNDED, FOUNDED, ADMIN) | {"type": 11, "user": ref("users", AGENTS[3])},
    }


def rating_options() -> dict[int, Row]:
    names = (("Happy", "smile"), ("Okay", "neutral"), ("Sad", "frown"))
    return {
        n: base(n, NO_DATE, NO_DATE) | {"name": name, "icon": icon, "displayOrder": n}
        for n, (name, icon) in enumerate(names, 1)
    }
