"""The orders that search and sorting know: of statuses and of priorities."""

from __future__ import annotations

STATUSES = ("new", "open", "pending", "hold", "solved", "closed", "deleted")
PRIORITIES = ("low", "normal", "high", "urgent")


def in_order(status: str) -> int:
    return STATUSES.index(status)


def priority_in_order(priority: str | None) -> int:
    """0 for none."""
    return PRIORITIES.index(priority) + 1 if priority in PRIORITIES else 0
