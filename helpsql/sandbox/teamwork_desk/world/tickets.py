"""Tickets: what lists look at in compact form; texts and values are made when a row is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.teamwork_desk.world import people
from helpsql.sandbox.teamwork_desk.world.customfields import seeded_values
from helpsql.sandbox.teamwork_desk.world.rules import BUSINESS_HOURS
from helpsql.sandbox.teamwork_desk.world.setup import (
    AGENTS,
    CLOSED,
    INBOX_IDS,
    PRIORITIES,
    SOLVED,
    TAG_IDS,
    TYPE_IDS,
)
from helpsql.sandbox.teamwork_desk.world.table import SYSTEM
from helpsql.sandbox.times import DAY, HOUR
from helpsql.sandbox.words import LONG_SUBJECT, ODD_SUBJECTS, PRODUCTS, TOPICS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.sandbox.teamwork_desk.world.world import World

FIRST_TICKET = 13_391_507
TICKETS_AT_SIZE_ONE = 1500
SPAN = 1100 * DAY
"""The seeded history's length."""
ARCHIVED_AFTER = 730 * DAY
FIRST_TASK = 28_000_001
FIRST_PROJECT = 4_000
Who = tuple[str, int]
_STATUSES = (1, 1, 3, 3, 4, SOLVED, SOLVED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, 7, 431, CLOSED, SOLVED)


@dataclass(slots=True)
class Ticket:
    """One ticket; times in epoch seconds, references as ids. `more` holds what a write has set."""

    id: int
    index: int
    created: int
    updated: int
    creator: Who
    updater: Who
    state: str
    customer: int
    contact: int | None
    company: int | None
    inbox: int
    agent: int | None
    status: int
    priority: int | None
    type: int | None
    source: int
    tags: tuple[int, ...]
    tasks: tuple[int, ...]
    archived: int | None
    message_count: int
    response_minutes: int | None
    resolution_minutes: int | None
    spam_score: float
    deleted: int | None = None
    deleter: Who | None = None
    values: Mapping[int, Any] | None = None
    """Custom field id -> value; None: those of the seed."""
    more: Mapping[str, Any] = field(default_factory=dict)


def make_ticket(world: World, index: int) -> Ticket:
    dice = Dice(world.seed, "ticket", index)
    a, b, c = dice.bits(), dice.bits(), dice.bits()
    created = world.ends - SPAN + SPAN * (2 * index + 1) // (2 * world.ticket_count) - a % 3600
    customer = (a >> 12) % world.customers.count
    inbox = INBOX_IDS[(0, 0, 0, 0, 1, 1, 1, 2, 3, 4)[(a >> 32) % 10]]
    status = _STATUSES[(a >> 36) % 16]
    updated = min(world.ends, created + b % (DAY * 14 if status != CLOSED else DAY * 40))
    if index % 50 < 3:
        updated = min(world.ends, (created // (10 * DAY) + 2) * 10 * DAY)  # a bulk change: equal times
    archived = status == CLOSED and created < world.ends - ARCHIVED_AFTER
    state, deleted = _state(world, index, updated)
    who: Who = ("customers", people.CUSTOMERS + people.CUSTOMER_STEP * customer)
    agent = None if (b >> 24) % 9 == 0 else AGENTS[(b >> 24) % 13]
    if index % 40 == 7 and index < world.ticket_count // 2:
        agent = AGENTS[13]  # who has left since
    replies = (b >> 32) % 5
    return Ticket(
        id=FIRST_TICKET + index,
        index=index,
        created=created,
        updated=updated,
        creator=who if (b >> 36) % 5 else ("users", SYSTEM if (b >> 36) % 3 else AGENTS[1]),
        updater=("users", agent or SYSTEM),
        state=state,
        customer=who[1],
        contact=people.contact_ids(customer)[0],
        company=people.company_of(world, customer),
        inbox=inbox,
        agent=agent,
        status=status,
        priority=None if (c >> 4) % 4 == 0 else PRIORITIES[(c >> 6) % 3],
        type=None if (c >> 8) % 10 == 0 else TYPE_IDS[(c >> 12) % 4],
        source=(c >> 16) % 6 + 1,
        tags=_tags(c >> 20),
        tasks=(FIRST_TASK + index,) if index % 12 == 5 else (),
        archived=created + ARCHIVED_AFTER if archived else None,
        message_count=1 + replies,
        response_minutes=5 + (c >> 40) % 900 if replies else None,
        resolution_minutes=60 + (c >> 44) % 20_000 if status in (SOLVED, CLOSED) else None,
        spam_score=(c >> 52) % 80 / 10 if (c >> 60) % 3 == 0 else 0.0,
        deleted=deleted,
        deleter=("users", AGENTS[0]) if deleted else None,
    )


def _state(world: World, index: int, updated: int) -> tuple[str, int | None]:
    if index % 37 == 36:
        return "deleted", updated
    if index % 61 == 60:
        return "merged", None
    if send_at(world, index) is not None:
        return "scheduled", None
    return "active", None


def send_at(world: World, index: int) -> int | None:
    """When the mail of a seeded scheduled ticket goes out: in the days after the world's date."""
    recent = index >= world.ticket_count * 9 // 10
    return world.ends + (1 + index // 15 % 5) * DAY + HOUR if recent and index % 15 == 14 else None


SCHEDULED_STATUS = 3
"""What a seeded scheduled ticket becomes."""


def _tags(bits: int) -> tuple[int, ...]:
    count = (0, 0, 0, 1, 1, 2, 3, 0)[bits % 8]
    return tuple(sorted({TAG_IDS[(bits >> (3 + 5 * n)) % len(TAG_IDS)] for n in range(count)}))


# What is shown only ----------------------------------------------------------------------------


def subject_of(world: World, ticket: Ticket) -> str:
    written: str | None = ticket.more.get("subject")
    return seeded_subject(world.seed, ticket.index) if written is None else written


def seeded_subject(seed: int, index: int) -> str:
    if index % 23 == 11:
        return (*ODD_SUBJECTS, LONG_SUBJECT)[index // 23 % (len(ODD_SUBJECTS) + 1)]
    dice = Dice(seed, "subject", index)
    return dice.pick(TOPICS)[0].format(product=dice.pick(PRODUCTS), order=f"#{dice.between(10_000, 99_999)}")


def preview_of(world: World, ticket: Ticket) -> str:
    written: str | None = ticket.more.get("previewText")
    if written is not None:
        return written
    return Dice(world.seed, "preview", ticket.index).pick(TOPICS)[1][0]


def values_of(world: World, ticket: Ticket) -> Mapping[int, Any]:
    """Custom field values by field id."""
    if ticket.values is not None:
        return ticket.values
    return seeded_values(ticket.inbox, Dice(world.seed, "values", ticket.index), ticket.created)


def business_hours_of(ticket: Ticket) -> int | None:
    return BUSINESS_HOURS if ticket.inbox == INBOX_IDS[0] else None


def original_recipient_of(ticket: Ticket) -> str | None:
    """Only mail has one."""
    written: str | None = ticket.more.get("originalRecipient")
    if written or ticket.source != 1 or ticket.index < 0:
        return written
    local = ("support", "returns", "grosshandel", "orders-jp", "press")[INBOX_IDS.index(ticket.inbox)]
    return f"{local}@campgear.example"


def project_of(task: int) -> int:
    """Tasks belong to one of seven projects."""
    return FIRST_PROJECT + task % 7


def rating_of(ticket: Ticket) -> int | None:
    """The id of the rating that a customer gave to a seeded ticket."""
    rated = ticket.index >= 0 and ticket.status in (SOLVED, CLOSED) and ticket.index % 5 == 0
    return RATINGS + ticket.index if rated else None


RATINGS = 7_700_001
