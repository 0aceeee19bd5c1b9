"""Things of the account that few ask for: locales, addresses, texts, targets, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR, stamp
from helpsql.sandbox.zendesk.ids import SMALL, USERS, ticket_id
from helpsql.sandbox.zendesk.world import people
from helpsql.sandbox.zendesk.world.account import BRANDS, GROUPS, set_up
from helpsql.sandbox.zendesk.world.rules import NOTIFY_TRIGGER
from helpsql.sandbox.zendesk.world.tickets import SUPPORT_ADDRESS

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.world.timeline import Timeline

Record = dict[str, Any]

_LOGGED = 160


def locales() -> list[Record]:
    rows = (
        *((1, "en-US", "English"), (2, "es", "Español"), (8, "de", "Deutsch")),
        *((16, "fr", "Français"), (66, "he", "עברית"), (67, "ja", "日本語")),
    )
    return [
        {
            "id": number,
            "locale": code,
            "name": name,
            "native_name": name,
            "default": number == 1,
            **set_up(500),
        }
        for number, code, name in rows
    ]


def recipient_addresses() -> list[Record]:
    rows = (("Alder & Finch", SUPPORT_ADDRESS, 0), ("Alder Outlet", "outlet@demo.example", 1))
    states = {"spf_status": "verified", "cname_status": "verified", "domain_verification_status": "verified"}
    return [
        {
            "id": SMALL.of(600 + n),
            "name": name,
            "email": email,
            "default": n == 0,
            "brand_id": BRANDS[brand],
            "forwarding_status": "verified" if n == 0 else "waiting",
            **states,
            "domain_verification_code": f"zendesk-check-{n + 1:04}",
            **set_up(510 + n, 5),
        }
        for n, (name, email, brand) in enumerate(rows)
    ]


def dynamic_items() -> list[Record]:
    rows = (
        ("Greeting", ((1, "Hello 👋"), (8, "Guten Tag"), (67, "こんにちは"))),
        ("Opening hours", ((1, "Nine to five, Monday to Friday"), (16, "De 9 h à 17 h"))),
    )
    found = []
    for n, (name, texts) in enumerate(rows):
        variants = [
            {
                "id": SMALL.of(630 + n * 4 + place),
                "content": text,
                "locale_id": locale,
                "active": True,
                "default": place == 0,
                "outdated": place == 2,
                **set_up(520 + n),
            }
            for place, (locale, text) in enumerate(texts)
        ]
        found.append(
            {
                "id": SMALL.of(620 + n),
                "name": name,
                "placeholder": f"{{{{dc.{name.lower().replace(' ', '_')}}}}}",
                "default_locale_id": 1,
                "outdated": len(texts) > 2,
                **set_up(520 + n),
                "variants": variants,
            }
        )
    return found


def targets() -> list[Record]:
    shared = {"type": "email_target", "active": True, "email": "warehouse@demo.example", "subject": "Ticket"}
    return [
        {"id": SMALL.of(640), "title": "Warehouse inbox", **shared, "created_at": set_up(530)["created_at"]}
    ]


def satisfaction_reasons() -> list[Record]:
    """The reasons that bad ratings name, by the same ids."""
    rows = ((1000, "The issue took too long to resolve"), (1001, "The answer did not help"))
    return [
        {
            "id": number,
            "value": text,
            "raw_value": text,
            "reason_code": number % 1000,
            **set_up(540),
            "deleted_at": None,
        }
        for number, text in rows
    ]


def skips(timeline: Timeline) -> list[Record]:
    """Tickets that agents passed over in guided mode."""
    found = []
    for n in range(20):
        dice = Dice(timeline.seed, "skip", n)
        at = stamp(WORLD_DATE - HOUR - dice.below(20 * DAY))
        number = ticket_id(timeline.tickets - 1 - dice.below(min(timeline.tickets, 60)))
        reason = dice.pick(("Not my language", "Needs the warehouse", 'Wants "the boss"', "後で"))
        found.append(
            {
                "id": SMALL.of(660 + n),
                "ticket_id": number,
                "user_id": USERS.of(1 + dice.below(12)),
                "reason": reason,
                "created_at": at,
                "updated_at": at,
            }
        )
    return found


def audit_logs(timeline: Timeline) -> list[Record]:
    """What admins changed in the account, over the year."""
    return [_logged(timeline, n) for n in range(_LOGGED)]


def _logged(timeline: Timeline, n: int) -> Record:
    dice = Dice(timeline.seed, "audit log", n)
    agent = people.seeded_user(timeline, 3 + dice.below(18))
    kinds = (
        ("update", "user", agent["id"], agent["name"], "Role changed from End User to Agent"),
        ("login", "user", agent["id"], agent["name"], "Successful sign-in using Zendesk password"),
        ("create", "rule", NOTIFY_TRIGGER, "Trigger: Notify requester", "Position set to 1"),
        ("update", "group", GROUPS[1], "Group: Orders", "Description changed"),
        ("destroy", "ticket", ticket_id(dice.below(timeline.tickets)), "Ticket", ""),
        ("exported", "account", -1, "Account", "Tickets exported"),
    )
    action, source, source_id, label, text = dice.pick(kinds)
    actor = people.seeded_user(timeline, dice.below(3))
    return {
        "id": SMALL.of(700 + n),
        "action": action,
        "action_label": {"destroy": "Deleted", "login": "Signed in"}.get(
            action, f"{action.rstrip('d')}d".title()
        ),
        "actor_id": actor["id"],
        "actor_name": actor["name"],
        "source_id": source_id,
        "source_type": source,
        "source_label": label,
        "change_description": text,
        "ip_address": f"203.0.113.{dice.below(200)}",
        "created_at": stamp(WORLD_DATE - HOUR - dice.below(360 * DAY)),
    }
