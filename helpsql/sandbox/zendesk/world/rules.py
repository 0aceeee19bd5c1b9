"""Macros, triggers, automations and views as somebody set them up."""

from __future__ import annotations

from typing import Any

from helpsql.sandbox.zendesk.ids import SMALL, USERS
from helpsql.sandbox.zendesk.world.account import BRANDS, GROUPS, set_up
from helpsql.sandbox.zendesk.world.fields import FIELD_IDS

Record = dict[str, Any]

NOTIFY_TRIGGER = SMALL.of(130)
CLOSE_AUTOMATION = SMALL.of(150)
CLOSE_TITLE = "Close ticket 4 days after status is set to solved"


def _action(field: str, value: Any) -> Record:
    return {"field": field, "value": value}


def _when(field: str, operator: str, value: Any) -> Record:
    return {"field": field, "operator": operator, "value": value}


def _rule(number: int, title: str, position: int, actions: list[Record], **more: Any) -> Record:
    return {
        "id": SMALL.of(number),
        "title": title,
        "active": True,
        **set_up(number, number % 7),
        "default": False,
        "position": position,
        "actions": actions,
        "raw_title": title,
        **more,
    }


def macros() -> list[Record]:
    rows: tuple[tuple[str, list[Record]], ...] = (
        (
            "Customer not responding",
            [_action("status", "pending"), _action("comment_value", "Are you still there?")],
        ),
        (
            "Downgrade and inform",
            [_action("priority", "low"), _action("comment_value", "We are rather busy.")],
        ),
        (
            "Close and redirect to topics",
            [_action("status", "solved"), _action("set_tags", "redirected topics")],
        ),
        (
            "Orders::Refund",
            [
                _action("status", "solved"),
                _action("current_tags", "refund"),
                _action(
                    "comment_value",
                    ["channel:all", "The money is on its way, {{ticket.requester.first_name}}."],
                ),
                _action(f"custom_fields_{FIELD_IDS[2]}", "true"),
            ],
        ),
        (
            "Orders::Ask for a photo 📷",
            [_action("comment_mode_is_public", "true"), _action("status", "pending")],
        ),
        ("Take it!", [_action("assignee_id", "current_user"), _action("status", "open")]),
        (
            "Note for the warehouse",
            [_action("comment_mode_is_public", "false"), _action("group_id", str(GROUPS[2]))],
        ),
        ("Unused", [_action("priority", "urgent"), _action("remove_tags", "beta")]),
    )
    limits = {
        6: {"type": "Group", "id": GROUPS[2], "ids": [GROUPS[2]]},
        7: {"type": "User", "id": USERS.of(0)},
    }
    found = []
    for n, (title, actions) in enumerate(rows):
        more = {"description": None if n % 2 else f"Macro {n}", "restriction": limits.get(n)}
        found.append(_rule(100 + n, title, 9999 if n < 3 else 10_000 + n, actions, **more))
    found[7]["active"] = False
    return found


def trigger_categories() -> list[Record]:
    return [
        {"id": "1276235", "name": "Notifications", "position": 0, **set_up(120)},
        {"id": "1276236", "name": "Routing", "position": 1, **set_up(121)},
    ]


def triggers() -> list[Record]:
    fresh = _when("update_type", "is", "Create")
    mail = _action(
        "notification_user", ["requester_id", "[{{ticket.account}}] {{ticket.title}}", "{{ticket.comments}}"]
    )
    rows: tuple[tuple[str, list[Record], list[Record], list[Record], str], ...] = (
        ("Notify requester of new request", [mail], [fresh], [], "1276235"),
        ("Notify assignee of comment update", [mail], [_when("update_type", "is", "Change")], [], "1276235"),
        (
            "Wholesale to its group",
            [_action("group_id", str(GROUPS[3]))],
            [fresh],
            [_when("current_tags", "includes", "wholesale"), _when("brand_id", "is", str(BRANDS[1]))],
            "1276236",
        ),
        ("Switched off", [_action("priority", "high")], [_when("status", "value", "hold")], [], "1276236"),
    )
    found = []
    for n, (title, actions, all_, any_, category) in enumerate(rows):
        conditions = {"all": all_, "any": any_}
        text = f"Trigger {n}" if n else None
        more = {"conditions": conditions, "description": text, "category_id": category}
        found.append(_rule(130 + n, title, n + 1, actions, **more))
    found[3]["active"] = False
    return found


def automations() -> list[Record]:
    solved = [_when("status", "is", "solved"), _when("SOLVED", "greater_than", "96")]
    waiting = [_when("status", "is", "pending"), _when("PENDING", "greater_than", "120")]
    first = _rule(150, CLOSE_TITLE, 0, [_action("status", "closed")], conditions={"all": solved, "any": []})
    second = _rule(
        151, "Bump waiting", 1, [_action("status", "open")], conditions={"all": waiting, "any": []}
    )
    return [first | {"default": True}, second]


def views() -> list[Record]:
    unsolved = [_when("status", "less_than", "solved")]
    rows: tuple[tuple[str, list[Record], list[Record], str, str], ...] = (
        (
            "Your unsolved tickets",
            [*unsolved, _when("assignee_id", "is", "current_user")],
            [],
            "nice_id",
            "desc",
        ),
        ("Unassigned tickets", [*unsolved, _when("assignee_id", "is", "")], [], "created", "asc"),
        ("All unsolved tickets", unsolved, [], "nice_id", "desc"),
        (
            "Urgent or wholesale",
            [_when("status", "less_than", "closed")],
            [_when("priority", "is", "urgent"), _when("current_tags", "includes", "wholesale")],
            "updated",
            "desc",
        ),
        ("Pending tickets", [_when("status", "is", "pending")], [], "updated", "asc"),
        ("Retired view", unsolved, [], "nice_id", "asc"),
    )
    found = []
    for n, (title, all_, any_, sort_by, order) in enumerate(rows):
        record = _rule(170 + n, title, n, [], description=f"View {n}" if n % 2 else None)
        del record["actions"]
        record["conditions"] = {"all": all_, "any": any_}
        record["execution"] = execution(["subject", "requester", "created"], None, "desc", sort_by, order)
        record["restriction"] = {"type": "Group", "id": GROUPS[3], "ids": [GROUPS[3]]} if n == 3 else None
        found.append(record)
    found[5]["active"] = False
    return found


def execution(
    columns: list[Any], group_by: str | None, group_order: str, sort_by: str, sort_order: str
) -> dict[str, Any]:
    """The part of a view that says how its rows are shown."""
    named = [{"id": c, "title": str(c).replace("_", " ").capitalize()} for c in columns]
    custom = [c for c in named if isinstance(c["id"], int)]
    return {
        "group_by": group_by,
        "group_order": group_order,
        "sort_by": sort_by,
        "sort_order": sort_order,
        "group": {"id": group_by, "title": group_by, "order": group_order} if group_by else None,
        "sort": {"id": sort_by, "title": sort_by, "order": sort_order},
        "columns": named,
        "fields": [c for c in named if not isinstance(c["id"], int)],
        "custom_fields": custom,
    }
