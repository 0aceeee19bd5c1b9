"""The seeded conversations: what happened in each, as a function of (seed, index).

`sketch` is cheap and enough to filter by status, inbox, owner, tag or time; `tell` adds the threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.helpscout.account import OWNER
from helpsql.sandbox.helpscout.records import Actor, Conversation, Schedule, Sketch, Thread
from helpsql.sandbox.helpscout.script import Script
from helpsql.sandbox.helpscout.timeline import FIRST_CUSTOMER, NUMBER_OFFSET, id_of
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR, day_stamp
from helpsql.sandbox.words import LONG_SUBJECT, ODD_SUBJECTS, PRODUCTS, TAGS, TOPICS

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.holdings import FieldDefinition
    from helpsql.sandbox.helpscout.records import Customer
    from helpsql.sandbox.helpscout.timeline import Timeline

_TYPES = (("email", 78), ("chat", 15), ("phone", 7))
_MAILBOXES = ((1, 45), (2, 20), (3, 20), (4, 15))
_FRESH = (("active", 55), ("pending", 20), ("closed", 22), ("spam", 3))
_RECENT = (("active", 35), ("pending", 15), ("closed", 47), ("spam", 3))
_OLD = (("active", 12), ("pending", 6), ("closed", 79), ("spam", 3))
_TAG_COUNTS = ((0, 45), (1, 30), (2, 17), (3, 8))
_SOURCES = {
    "email": (("email", 70), ("web", 15), ("emailfwd", 5), ("docs", 5), ("api", 5)),
    "chat": (("beacon", 80), ("chat", 20)),
    "phone": (("web", 1),),
}


def sketch(timeline: Timeline, index: int) -> Sketch:
    """Who, when, where and how far, without the threads."""
    dice = Dice(timeline.seed, "sketch", index)
    created = timeline.time_of(index)
    age = WORLD_DATE - created
    status = dice.weighted(_FRESH if age < 7 * DAY else _RECENT if age < 30 * DAY else _OLD)
    type_ = dice.weighted(_TYPES)
    draft = type_ == "email" and status == "active" and dice.chance(6)
    return Sketch(
        id=id_of(index),
        index=index,
        created=created,
        type=type_,
        status=status,
        state="draft" if draft else "published",
        mailbox_id=dice.weighted(_MAILBOXES),
        customer_id=FIRST_CUSTOMER + timeline.customer_of(index),
        assignee=_assignee(dice, status),
        tags=_tags(dice),
    )


def _assignee(dice: Dice, status: str) -> Actor | None:
    roll = dice.below(100)
    if status == "spam" or roll < (50 if status == "active" else 12):
        return None
    if roll >= 92:
        return Actor("team", 31 + dice.below(3))
    return Actor("user", OWNER + min(dice.below(12), dice.below(12)))  # some are busier than others


def _tags(dice: Dice) -> tuple[int, ...]:
    count = dice.weighted(_TAG_COUNTS)
    picked = {101 + min(dice.below(len(TAGS)), dice.below(len(TAGS))) for _ in range(count)}
    return tuple(sorted(picked))


def tell(
    timeline: Timeline, start: Sketch, customer: Customer, fields: list[FieldDefinition]
) -> Conversation:
    """The whole story of a sketched conversation."""
    dice = Dice(timeline.seed, "plot", start.index)
    by_agent = start.type == "phone" or start.state == "draft" or (start.type == "email" and dice.chance(12))
    opener = start.assignee or Actor("user", OWNER + dice.below(12))
    if opener.kind == "team":
        opener = Actor("user", OWNER + dice.below(12))
    by = opener if by_agent else Actor("customer", start.customer_id)
    source = (dice.weighted(_SOURCES[start.type]), "user" if by_agent else "customer")
    subject, lines = _topic(dice)
    threads = Script(dice, start, customer, by, opener, source[0], lines).threads()
    snooze = _snooze(dice, start)
    return _assemble(start, subject, by, source, threads, snooze, _field_values(dice, start, fields), dice)


def _assemble(
    start: Sketch,
    subject: str,
    by: Actor,
    source: tuple[str, str],
    threads: list[Thread],
    snooze: Schedule | None,
    fields: tuple[tuple[int, str], ...],
    dice: Dice,
) -> Conversation:
    last = threads[-1]
    closed = last.at if start.status == "closed" else None
    touched = [t.at for t in threads if t.by.kind != "customer"]
    return Conversation(
        id=start.id,
        number=start.id + NUMBER_OFFSET,
        created=start.created,
        type=start.type,
        status=start.status,
        state=start.state,
        mailbox_id=start.mailbox_id,
        customer_id=start.customer_id,
        assignee=start.assignee,
        tags=start.tags,
        subject=subject,
        by=by,
        source=source,
        threads=tuple(threads),
        closed_by=last.by.id if closed and last.by.kind == "user" else 0,
        closed=closed,
        touched_by_user=touched[-1] if touched else start.created,
        modified=max(last.at, snooze.created if snooze else 0),
        cc=(f"copy{start.index % 50}@example.org",) if dice.chance(8) else (),
        bcc=("archive@example.net",) if dice.chance(3) else (),
        fields=fields,
        snooze=snooze,
    )


def _topic(dice: Dice) -> tuple[str, tuple[str, ...]]:
    subject, lines = dice.pick(TOPICS)
    if dice.chance(3):
        return dice.pick(ODD_SUBJECTS), lines
    if dice.chance(0.5):
        return LONG_SUBJECT.strip(), lines
    return subject.format(product=dice.pick(PRODUCTS), order=f"#{dice.between(10_000, 99_999)}"), lines


def _snooze(dice: Dice, start: Sketch) -> Schedule | None:
    if start.status not in ("active", "pending") or start.assignee is None or not dice.chance(25):
        return None
    if start.assignee.kind != "user":
        return None
    begun = max(start.created + 60, WORLD_DATE - dice.between(1, 96) * HOUR)
    until = WORLD_DATE + dice.between(1, 20 * 24) * HOUR
    return Schedule(start.assignee.id, min(begun, WORLD_DATE - 60), until, dice.chance(70))


def _field_values(dice: Dice, start: Sketch, fields: list[FieldDefinition]) -> tuple[tuple[int, str], ...]:
    return tuple(
        (field.id, _field_value(dice, field))
        for field in fields
        if field.mailbox_id == start.mailbox_id and dice.chance(60)
    )


def _field_value(dice: Dice, field: FieldDefinition) -> str:
    if field.options:
        return str(dice.pick(field.options)[0])
    number = dice.between(1, 90_000)
    return {
        "number": str(number % 400) if number % 3 else f"{number % 400}.{number % 90 + 10}",
        "date": day_stamp(WORLD_DATE + (number % 60 - 30) * DAY),
        "single-line": f"#{number + 9_999}",
    }.get(field.type, f"Asked twice\npaid in {number % 9} parts")
