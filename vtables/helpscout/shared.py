"""What the Help Scout tables have in common: where pages say their numbers, and a few groups of columns."""

from __future__ import annotations

from helpsql.spec import JSON, TEXT, TIMESTAMP, Column, Pages

DOCS = "https://developer.helpscout.com/mailbox-api/endpoints"

PAGES = Pages(
    param="page",
    size=50,
    pages_at="page.totalPages",
    count_at="page.totalElements",
    size_at="page.size",
)

SHORT_PAGES = Pages(
    param="page",
    size=25,
    pages_at="page.totalPages",
    count_at="page.totalElements",
    size_at="page.size",
)
"""Conversations and threads come 25 a page, everything else 50."""

CREATED = Column("CreatedDate", TIMESTAMP, "When it was created.", at="createdAt")
UPDATED = Column("UpdatedDate", TIMESTAMP, "When it was last changed.", at="updatedAt")

STATUSES = ("active", "pending", "closed", "spam")
"""What the status of a conversation can read as."""


def person(prefix: str, whose: str) -> tuple[Column, ...]:
    """The five columns beside the id of a user, team or customer; `whose` completes the sentences."""
    return (
        Column(f"{prefix}_Type", TEXT, f"What {whose} is: user, team or customer."),
        *names(prefix, whose),
        Column(f"{prefix}_Email", TEXT, f"Mail address of {whose}."),
    )


def names(prefix: str, whose: str) -> tuple[Column, ...]:
    """First name, last name and picture of a person as conversations and threads spell them."""
    return (
        Column(f"{prefix}_First", TEXT, f"First name of {whose}."),
        Column(f"{prefix}_Last", TEXT, f"Last name of {whose}."),
        Column(f"{prefix}_PhotoUrl", TEXT, f"Address of the picture of {whose}."),
    )


def json_list(name: str, description: str, at: str = "") -> Column:
    """An array of the answer, kept as JSON text."""
    return Column(name, JSON, description, at=at, shape="array")
