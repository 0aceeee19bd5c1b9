"""The account's small collections by name, each a dictionary of id -> record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR, stamp
from helpsql.sandbox.words import ODD_SUBJECTS, PRODUCTS
from helpsql.sandbox.zendesk.ids import SMALL, USERS
from helpsql.sandbox.zendesk.world import account, extras, fields, rules
from helpsql.sandbox.zendesk.world.tickets import SUPPORT_ADDRESS, via

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.world.timeline import Timeline

Record = dict[str, Any]

SUSPENDED_KEPT = 14 * DAY


def collections(timeline: Timeline) -> dict[str, dict[Any, Record]]:
    shown = [i for i in fields.FIELD_IDS if i not in (fields.REASON, fields.INACTIVE_FIELD)]
    system = [SMALL.of(40 + n) for n in range(8)]
    lists: dict[str, list[Record]] = {
        "groups": account.groups(),
        "brands": account.brands(),
        "custom_statuses": account.custom_statuses(),
        "schedules": account.schedules(),
        "sla_policies": account.sla_policies(),
        "ticket_forms": account.ticket_forms(system + shown, fields.REASON),
        "phone_numbers": account.phone_numbers(),
        "custom_roles": account.custom_roles(),
        "group_memberships": account.group_memberships(),
        "ticket_fields": fields.ticket_fields(),
        "user_fields": fields.user_fields(),
        "organization_fields": fields.organization_fields(),
        "macros": rules.macros(),
        "trigger_categories": rules.trigger_categories(),
        "triggers": rules.triggers(),
        "automations": rules.automations(),
        "views": rules.views(),
        "identities": [],
        "uploads": [],
        "organization_merges": [],
        "locales": extras.locales(),
        "recipient_addresses": extras.recipient_addresses(),
        "items": extras.dynamic_items(),
        "targets": extras.targets(),
        "sharing_agreements": [],
        "reasons": extras.satisfaction_reasons(),
        "skips": extras.skips(timeline),
        "audit_logs": extras.audit_logs(timeline),
        "webhooks": [],
        "custom_objects": custom_objects(),
        "activities": activities(timeline),
    }
    found: dict[str, dict[Any, Record]] = {
        n: {r.get("id", r.get("key")): r for r in rows} for n, rows in lists.items()
    }
    found["holidays"] = account.holidays()  # type: ignore[assignment]
    return found


_CAUSES = (
    (60, "Detected as spam"),
    (97, "Automated response mail"),
    (90, "Email is from a blocked sender 🚫"),
)


def suspended_tickets(timeline: Timeline) -> dict[int, Record]:
    """What came in the last two weeks and is held back."""
    found = {}
    for n in range(12):
        dice = Dice(timeline.seed, "suspended", n)
        cause_id, cause = dice.pick(_CAUSES)
        at = stamp(WORLD_DATE - dice.between(HOUR, SUSPENDED_KEPT - DAY))
        author = {"id": None, "name": f"Mailer {n}", "email": f"noreply{n}@spam.example"}
        sender = {"address": author["email"], "name": author["name"]}
        number = SMALL.of(2000 + n)
        found[number] = {
            "id": number,
            "author": author,
            "subject": dice.pick(ODD_SUBJECTS) or "Buy now",
            "content": f'You won a {dice.pick(PRODUCTS)}!\n\nClick "here".',
            "cause": cause,
            "cause_id": cause_id,
            "error_messages": None,
            "message_id": f"<{dice.bits():016x}@spam.example>",
            "ticket_id": None,
            "created_at": at,
            "updated_at": at,
            "via": via("email", **{"from": sender, "to": {"name": "Demo", "address": SUPPORT_ADDRESS}}),
            "attachments": [],
            "recipient": SUPPORT_ADDRESS,
            "brand_id": account.BRANDS[0],
        }
    return found


_VERBS = ("tickets.assignment", "tickets.comment", "tickets.priority_increase")


def activities(timeline: Timeline) -> list[Record]:
    """What agents were told in the last thirty days."""
    found = []
    for n in range(60):
        dice = Dice(timeline.seed, "activity", n)
        verb = dice.pick(_VERBS)
        index = timeline.tickets - 1 - dice.below(min(timeline.tickets, 200))
        at = stamp(WORLD_DATE - 600 - dice.below(28 * DAY))
        found.append(
            {
                "id": SMALL.of(2100 + n),
                "verb": verb,
                "user_id": USERS.of(n % 4),
                "actor_id": USERS.of(4 + n % 17),
                "ticket_index": index,
                "created_at": at,
                "updated_at": at,
            }
        )
    return found


def custom_objects() -> list[Record]:
    rows = (("product", "Product", "Products"), ("warranty_case", "Warranty case", "Warranty cases"))
    return [
        {
            "key": key,
            "title": title,
            "title_pluralized": plural,
            "raw_title": title,
            "raw_title_pluralized": plural,
            "description": f'{plural} "as sold" 🏕',
            "raw_description": f'{plural} "as sold" 🏕',
            "configuration": {"standard": False},
            "include_in_list_view": True,
            "created_by_user_id": str(USERS.of(0)),
            "updated_by_user_id": str(USERS.of(1)),
            "created_at": account.set_up(400)["created_at"],
            "updated_at": account.set_up(400, 3)["updated_at"],
        }
        for key, title, plural in rows
    ]
