"""The few things of the account that somebody set up: groups, brands, forms, statuses, schedules, phones."""

from __future__ import annotations

from typing import Any

from helpsql.sandbox.times import DAY, HOUR, stamp
from helpsql.sandbox.zendesk.ids import SMALL, USERS
from helpsql.sandbox.zendesk.world.timeline import BEGIN

Record = dict[str, Any]

FOUNDED = BEGIN - 40 * DAY
GROUPS = tuple(SMALL.of(n) for n in range(6))
NIGHT_SHIFT = SMALL.of(6)
"""A group that was deleted."""
BRANDS = tuple(SMALL.of(10 + n) for n in range(3))
FORMS = tuple(SMALL.of(20 + n) for n in range(3))
STATUSES = {name: SMALL.of(30 + n) for n, name in enumerate(("new", "open", "pending", "hold", "solved"))}
EXTRA_STATUSES = {"open": SMALL.of(35), "pending": SMALL.of(36), "solved": SMALL.of(37)}
SCHEDULE = SMALL.of(200)


def set_up(number: int, days: int = 0) -> dict[str, str]:
    """`created_at` and `updated_at` of something set up early, touched `days` later."""
    made = FOUNDED + number * HOUR
    return {"created_at": stamp(made), "updated_at": stamp(made + days * DAY)}


def groups() -> list[Record]:
    names = ("Support", "Orders", "Warehouse", "Wholesale", "Technical", "Équipe française 🥖")
    texts = ("", "Orders and invoices", "Where the tents are", "B2B", 'Defects, "how to"', "")
    found = [
        _group(i, name, texts[n], n == 0, n) for n, (i, name) in enumerate(zip(GROUPS, names, strict=True))
    ]
    return [
        *found,
        _group(NIGHT_SHIFT, "Night shift", "Nobody works at night any more", False, 6) | {"deleted": True},
    ]


def _group(group_id: int, name: str, description: str, default: bool, number: int) -> Record:
    return {
        "id": group_id,
        "is_public": number != 3,
        "name": name,
        "description": description,
        "default": default,
        "deleted": False,
        **set_up(number, number * 20),
    }


def brands() -> list[Record]:
    rows = (
        ("Alder & Finch", "demo", "enabled", True, True),
        ("Alder Outlet", "demo-outlet", "disabled", True, False),
        ("Finch Kids", "demo-kids", "restricted", False, False),
    )
    return [
        {
            "id": BRANDS[n],
            "name": name,
            "brand_url": f"https://{subdomain}.zendesk.com",
            "subdomain": subdomain,
            "host_mapping": "help.alder.example" if n == 0 else None,
            "has_help_center": state != "disabled",
            "help_center_state": state,
            "active": active,
            "default": default,
            "is_deleted": False,
            "logo": None,
            "ticket_form_ids": [FORMS[0], FORMS[1]] if n == 0 else [FORMS[0]],
            "signature_template": "{{agent.signature}}",
            **set_up(10 + n, 90),
        }
        for n, (name, subdomain, state, active, default) in enumerate(rows)
    ]


def custom_statuses() -> list[Record]:
    labels = {"new": "New", "open": "Open", "pending": "Pending", "hold": "On-hold", "solved": "Solved"}
    found = [_status(STATUSES[c], c, label, True) for c, label in labels.items()]
    extra = {"open": "With the workshop", "pending": "Waiting for photos 📷", "solved": "Refunded"}
    return found + [_status(EXTRA_STATUSES[c], c, label, False) for c, label in extra.items()]


def _status(status_id: int, category: str, name: str, default: bool) -> Record:
    shown = {"agent_label": name, "end_user_label": "Open" if category in ("new", "hold") else name}
    texts = {
        "description": None if default else f"{name}, as the team calls it",
        "end_user_description": None,
    }
    raw = {f"raw_{k}": v for k, v in (shown | texts).items()}
    return {
        "id": status_id,
        "status_category": category,
        **shown,
        **texts,
        **raw,
        "active": True,
        "default": default,
        **set_up(30),
    }


def schedules() -> list[Record]:
    week = [{"start_time": day * 1440 + 540, "end_time": day * 1440 + 1020} for day in range(1, 6)]
    days = [{"start_time": day * 1440, "end_time": day * 1440 + 1440} for day in range(7)]
    return [
        {"id": SCHEDULE, "name": "Office hours", "time_zone": "London", **set_up(50, 200), "intervals": week},
        {"id": SMALL.of(201), "name": "Peak season", "time_zone": "Alaska", **set_up(51), "intervals": days},
    ]


def holidays() -> dict[int, list[Record]]:
    """By schedule."""
    one = {"id": SMALL.of(205), "name": "New Year", "start_date": "2026-01-01", "end_date": "2026-01-01"}
    two = {"id": SMALL.of(206), "name": "Stock-taking", "start_date": "2026-06-29", "end_date": "2026-06-30"}
    return {SCHEDULE: [one, two], SMALL.of(201): []}


def sla_policies() -> list[Record]:
    rows = (
        (
            "Urgent things first",
            "urgent",
            60,
            False,
            [{"field": "brand_id", "operator": "is", "value": BRANDS[0]}],
        ),
        (
            "Wholesale",
            "high",
            121,
            True,
            [{"field": "current_tags", "operator": "includes", "value": "wholesale"}],
        ),
        ("Everybody else", "normal", 480, True, [{"field": "type", "operator": "is_not", "value": "task"}]),
    )
    return [
        {
            "id": SMALL.of(190 + n),
            "title": title,
            "description": f"{title}: first and next reply",
            "position": n + 1,
            "filter": {"all": conditions, "any": []},
            "policy_metrics": [
                {
                    "priority": priority,
                    "metric": metric,
                    "target": minutes * factor,
                    "business_hours": business,
                    "target_in_seconds": minutes * factor * 60,
                }
                for metric, factor in (("first_reply_time", 1), ("requester_wait_time", 8))
            ],
            **set_up(60 + n, 30),
        }
        for n, (title, priority, minutes, business, conditions) in enumerate(rows)
    ]


def ticket_forms(shown: list[int], required: int) -> list[Record]:
    """`shown` are the fields of every form; `required` is on the second form only."""
    rows = (("Default Ticket Form", True, True), ("Something broke", False, True), ("Old form", False, False))
    condition = {
        "parent_field_id": required,
        "parent_field_type": "tagger",
        "value": "reason_defect",
        "child_fields": [
            {"id": shown[-1], "is_required": False, "required_on_statuses": {"type": "NO_STATUSES"}}
        ],
    }
    return [
        {
            "id": FORMS[n],
            "name": name,
            "raw_name": name,
            "display_name": name,
            "raw_display_name": name,
            "end_user_visible": active,
            "position": n + 1,
            "ticket_field_ids": shown + ([required] if n == 1 else []),
            "active": active,
            "default": default,
            "created_at": set_up(70 + n)["created_at"],
            "updated_at": set_up(70 + n, 10)["updated_at"],
            "in_all_brands": n == 0,
            "restricted_brand_ids": [] if n == 0 else [BRANDS[0]],
            "end_user_conditions": [],
            "agent_conditions": [condition] if n == 1 else [],
            "deleted_at": None,
        }
        for n, (name, default, active) in enumerate(rows)
    ]


def phone_numbers() -> list[Record]:
    rows = (("+15550100", "US", "Main line", False), ("+448005550199", "GB", "Outlet 🏷", True))
    return [_phone(n, *row) for n, row in enumerate(rows)]


def _phone(n: int, number: str, country: str, nickname: str, toll_free: bool) -> Record:
    return {
        "id": SMALL.of(210 + n),
        "country_code": country,
        "created_at": set_up(80 + n)["created_at"],
        "number": number,
        "name": f"{number} ({nickname})",
        "nickname": nickname,
        "display_number": number,
        "location": "Anytown" if n == 0 else None,
        "toll_free": toll_free,
        "transcription": n == 0,
        "recorded": True,
        "call_recording_consent": "always",
        "group_ids": list(GROUPS[:2]),
        "default_group_id": GROUPS[0] if n == 0 else None,
        "sms_group_id": None,
        "schedule_id": SCHEDULE,
        "ivr_id": None,
        "brand_id": BRANDS[n],
        "priority": n,
        "line_type": "phone",
        "external": False,
        "outbound_enabled": True,
        "voice_enabled": True,
        "sms_enabled": False,
        "greeting_ids": [],
        "default_greeting_ids": ["voicemail_en", "available_en"],
        "categorised_greetings": {"voicemail": "voicemail_en"},
        "categorised_greetings_with_sub_settings": {"1": {"voicemail_off": "voicemail-config"}},
        "failover_number": None,
        "capabilities": {"sms": True, "mms": False, "voice": True, "emergency_address": n == 0},
        "token": f"token-of-number-{n}",
    }


def custom_roles() -> list[Record]:
    rows = (("Light agent", 1), ("Staff", 0))
    return [
        {
            "id": SMALL.of(220 + n),
            "name": name,
            "description": f"The role {name}",
            "role_type": role_type,
            "team_member_count": 1 + n * 19,
            **set_up(90 + n),
            "configuration": {
                "ticket_access": "all",
                "ticket_editing": role_type == 0,
                "light_agent": role_type == 1,
            },
        }
        for n, (name, role_type) in enumerate(rows)
    ]


def group_memberships() -> list[Record]:
    """Each agent is in one to three groups; the first is the default."""
    found: list[Record] = []
    for user in range(22):
        for place in range(1 + user % 3):
            number = len(found)
            found.append(
                {
                    "id": SMALL.of(300 + number),
                    "user_id": USERS.of(user),
                    "group_id": GROUPS[(user + place * 2) % len(GROUPS)],
                    "default": place == 0,
                    **set_up(100 + number),
                }
            )
    return found
