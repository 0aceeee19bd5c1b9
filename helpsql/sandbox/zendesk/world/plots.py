"""The seeded tickets as far as most filters need them: who, when, what state; a function of (seed, index)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from helpsql.sandbox.dice import mix, stream
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR
from helpsql.sandbox.words import TAGS
from helpsql.sandbox.zendesk.ids import ORGANIZATIONS, USERS, ticket_id
from helpsql.sandbox.zendesk.world.account import BRANDS, EXTRA_STATUSES, FORMS, GROUPS, STATUSES
from helpsql.sandbox.zendesk.world.fields import PRODUCT_TAGS, REASON_TAGS, REFUND_TAG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from helpsql.sandbox.zendesk.world.timeline import Timeline

ARCHIVED_AFTER = 120 * DAY
SCRUBBED_AFTER = 30 * DAY
LONGEST = 57 * DAY
"""From a seeded ticket's creation to the last change of its export row."""
MERGED_TAG = "closed_by_merge"


class Sketch(NamedTuple):
    """What can be known of a ticket without telling its story. Times are epoch seconds, 0 is never.

    `place` is the index of a seeded ticket, -1 for another.
    """

    id: int
    place: int
    created: int
    updated: int
    generated: int
    solved: int
    status: str
    priority: str | None
    type: str | None
    channel: str
    requester_id: int
    submitter_id: int
    assignee_id: int | None
    organization_id: int | None
    group_id: int | None
    brand_id: int
    form_id: int
    custom_status_id: int
    tags: tuple[str, ...]
    rating: str
    archived: bool
    deleted: int
    scrubbed: bool


def _table(*weights: tuple[str, int]) -> tuple[str, ...]:
    return tuple(value for value, weight in weights for _ in range(weight))


_FRESH = _table(("new", 34), ("open", 36), ("pending", 15), ("hold", 5), ("solved", 10))
_YOUNG = _table(("new", 4), ("open", 20), ("pending", 15), ("hold", 7), ("solved", 54))
_RECENT = _table(("open", 6), ("pending", 4), ("hold", 2), ("solved", 10), ("closed", 78))
_OLD = _table(("open", 2), ("pending", 1), ("hold", 1), ("solved", 2), ("closed", 94))
_CHANNELS = _table(("email", 45), ("web", 26), ("api", 7), ("chat", 9), ("voice", 6), ("native_messaging", 7))
_PRIORITIES = _table(("low", 10), ("normal", 35), ("high", 14), ("urgent", 6), ("", 35))
_TYPES = _table(("question", 40), ("incident", 10), ("task", 10), ("", 40))
_TAGS = tuple(tag.replace(" ", "_").lower() for tag in TAGS)
_PROBLEM_EVERY = 50
_PROBLEM_AT = 7
_INCIDENTS_AT = (9, 15, 22)


def sketch(timeline: Timeline, index: int) -> Sketch:
    """Costs a few microseconds: a search looks at many."""
    bits = mix(stream(timeline.seed, "sketch") ^ index)
    more = mix(bits)
    created = timeline.time_of(index)
    status = _status(WORLD_DATE - created, bits % 100)
    requester = timeline.requester_of(index)
    channel = "sample_ticket" if index == 0 else _CHANNELS[bits // 100 % 100]
    agent = _agent(status, bits >> 20)
    priority = _PRIORITIES[more // 1_600 % 100] or None
    solved, updated = _course(created, status, priority, bits >> 30)
    deleted, generated = _removal(status, updated, bits >> 44)
    scrubbed = bool(deleted) and generated > deleted + 1
    form = FORMS[1] if more % 5 == 0 else FORMS[0]
    rating = _rating(solved - created, more // 5) if solved else "unoffered"
    organization = timeline.organization_of(requester)
    return Sketch(
        ticket_id(index),
        index,
        created,
        updated - (more // 100 % 16 == 0) * min(5 * HOUR, updated - created) if not deleted else updated,
        generated,
        solved,
        "deleted" if deleted else status,
        priority,
        _type(index, more // 160_000 % 100),
        channel,
        USERS.of(requester),
        USERS.of(agent if channel == "voice" and agent is not None else requester),
        None if agent is None else USERS.of(agent),
        None if organization is None else ORGANIZATIONS.of(organization),
        GROUPS[agent % len(GROUPS)]
        if agent is not None
        else (GROUPS[more >> 34 & 1] if more >> 35 & 1 else None),
        BRANDS[(0, 0, 0, 1)[more >> 36 & 3]],
        form,
        _custom_status(status, more >> 38),
        () if scrubbed else _tags(more >> 42, form, status),
        rating,
        status == "closed" and not deleted and updated < WORLD_DATE - ARCHIVED_AFTER,
        deleted,
        scrubbed,
    )


_OFFERS = ("offered",) * 8 + ("rated",) * 6 + ("unoffered",) * 6


def _rating(took: int, roll: int) -> str:
    """Who waited long is less happy."""
    offer = _OFFERS[roll % 20]
    if offer != "rated":
        return offer
    return "bad" if roll // 20 % 100 < (60 if took > 8 * DAY else 35 if took > 3 * DAY else 12) else "good"


def _status(age: int, roll: int) -> str:
    table = _FRESH if age < 4 * DAY else _YOUNG if age < 10 * DAY else _RECENT if age < 60 * DAY else _OLD
    return table[roll]


def _type(index: int, roll: int) -> str | None:
    if index % _PROBLEM_EVERY == _PROBLEM_AT:
        return "problem"
    return _TYPES[roll] or None


def problem_of(index: int, type_: str | None) -> int | None:
    """Index of the problem that an incident belongs to."""
    if type_ != "incident" or index % _PROBLEM_EVERY not in _INCIDENTS_AT:
        return None
    return index - index % _PROBLEM_EVERY + _PROBLEM_AT


def incidents_of(index: int) -> Sequence[int]:
    """Indexes of the tickets that may be incidents of a problem."""
    if index % _PROBLEM_EVERY != _PROBLEM_AT:
        return ()
    return [index - _PROBLEM_AT + place for place in _INCIDENTS_AT]


def _agent(status: str, roll: int) -> int | None:
    """Index of the assignee; some are busier than others."""
    if status == "new" or (status == "open" and roll % 4 == 0):
        return None
    return min(roll % 22, (roll >> 6) % 22)


_HASTE = {"urgent": 15, "high": 40, "normal": 75, "low": 100, None: 80}
"""Percent of the time that the least pressing take."""


def _course(created: int, status: str, priority: str | None, roll: int) -> tuple[int, int]:
    """When it was solved (0 if not) and when the last thing happened."""
    if status == "new":
        return 0, created
    longest = min(18 * DAY, WORLD_DATE - 120 - created)
    if status == "closed":
        longest = min(longest, WORLD_DATE - 6 * DAY - created)
    longest = longest * _HASTE[priority] // 100
    took = 60 + roll % 1024 * (roll >> 10 & 1023) * max(0, longest - 60) // (1024 * 1024)
    if status not in ("solved", "closed"):
        return 0, created + took
    solved = created + took
    if status == "solved":
        return solved, solved
    # The automation runs at three in the morning: what it closes shares the second.
    return solved, (solved + 4 * DAY - 3 * HOUR) // DAY * DAY + DAY + 3 * HOUR


def _removal(status: str, updated: int, roll: int) -> tuple[int, int]:
    """When it was deleted (0 if not), and when its export row last changed."""
    if roll % 40 or status == "new":
        return 0, updated + 1
    deleted = min(updated + HOUR + roll % (2 * DAY), WORLD_DATE - 300)
    if deleted < WORLD_DATE - SCRUBBED_AFTER:
        return deleted, deleted + SCRUBBED_AFTER
    return deleted, deleted + 1


def _custom_status(status: str, roll: int) -> int:
    category = "solved" if status == "closed" else status
    if category in EXTRA_STATUSES and roll % 6 == 0:
        return EXTRA_STATUSES[category]
    return STATUSES[category]


def product_of(roll: int) -> str | None:
    return PRODUCT_TAGS[roll % 8] if roll % 8 < len(PRODUCT_TAGS) else None


def _tags(roll: int, form: int, status: str) -> tuple[str, ...]:
    """Own tags, and those of tagger fields and of the ticked checkbox."""
    found = {
        _TAGS[min((roll >> shift) % len(_TAGS), (roll >> shift + 3) % len(_TAGS))]
        for shift in range(roll % 4)
    }
    product = PRODUCT_TAGS[(roll >> 5) % 8] if (roll >> 5) % 8 < len(PRODUCT_TAGS) else None
    found.update([product] if product else [])
    if form == FORMS[1]:
        found.add(REASON_TAGS[(roll >> 8) % len(REASON_TAGS)])
    if (roll >> 11) % 16 == 0:
        found.add(REFUND_TAG)
    if status == "closed" and (roll >> 13) % 64 == 0:
        found.add(MERGED_TAG)
    return tuple(sorted(found))
