"""The seeded cases: `sketch` is cheap and enough for lists; `tell` gives the case and all under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.desk_com.world.account import FIRST_GROUP, FIRST_LABEL, custom_values, stamps, user_id
from helpsql.sandbox.desk_com.world.rows import Record, Row, Sketch, Thread
from helpsql.sandbox.desk_com.world.script import Script
from helpsql.sandbox.desk_com.world.timeline import CLEANUP, FRESH_VALUES, LATEST
from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR, stamp
from helpsql.sandbox.words import LONG_SUBJECT, ODD_SUBJECTS, PRODUCTS, TAGS, TOPICS

if TYPE_CHECKING:
    from helpsql.sandbox.desk_com.world.timeline import Timeline


def _table(*weights: tuple[str, int]) -> tuple[str, ...]:
    """256 places, to be picked from with one byte."""
    spread = [name for name, weight in weights for _ in range(weight)]
    assert len(spread) == 256
    return tuple(spread)


_FRESH = _table(("new", 60), ("open", 116), ("pending", 40), ("resolved", 40))
_RECENT = _table(("new", 16), ("open", 80), ("pending", 40), ("resolved", 90), ("closed", 30))
_OLD = _table(("new", 4), ("open", 20), ("pending", 12), ("resolved", 100), ("closed", 120))
_TYPES = _table(
    ("email", 176), ("twitter", 22), ("phone", 18), ("chat", 20), ("qna", 10), ("facebook", 10)
)  # fmt: skip
_PRIORITIES = (4, 4, 4, 4, 5, 5, 5, 6, 3, 8, 9, 10, 1, 2, 7, 4)
_LANGUAGES = ("en", "en", "en_us", "de", "fr", "ja", None, None)
_WITH_LABELS = 110
_CLEANED_EVERY, _CLEANED_AT = 40, 3


def opened_by_agent(index: int) -> bool:
    """Whether an agent wrote first, and the customer's answers are the odd replies."""
    return index % 10 == 9


def reply_times(created: int, changed: int, count: int) -> list[int]:
    """When the replies came; the last one at the last change by people."""
    return [created + (changed - created) * k // count for k in range(1, count + 1)]


def sketch(timeline: Timeline, index: int) -> Sketch:
    """Who, when and how far. All random choices are bytes of two draws, to be fast."""
    dice = Dice(timeline.seed, "sketch", index)
    a, b = dice.bits(), dice.bits()
    created = timeline.created(index)
    age = WORLD_DATE - created
    table = _FRESH if age < 7 * DAY else _RECENT if age < 40 * DAY else _OLD
    status = "deleted" if timeline.is_deleted(index) else table[a & 255]
    count = 0 if status == "new" else (a >> 8 & 255) % 6
    worked = (a >> 16 & 0xFFFF) * (20 * DAY if status in ("resolved", "closed") else 40 * DAY) // 0xFFFF
    changed = min(LATEST, created + (HOUR if status == "new" else worked + 60))
    updated = min(LATEST, changed + (a >> 32 & 0xFFFF) * 2)
    if index % _CLEANED_EVERY == _CLEANED_AT and changed < CLEANUP:
        updated = CLEANUP
    user = (a >> 48 & 255) % 20
    return Sketch(
        id=timeline.case_id(index),
        created=created,
        updated=updated,
        received=_received(index, created, changed, count),
        changed=changed,
        status=status,
        type=_TYPES[a >> 56],
        priority=_PRIORITIES[b & 15],
        customer=timeline.customer_id(timeline.customer_of(index)),
        user=user_id(user) if user < 12 and status != "new" else None,
        group=FIRST_GROUP + (b >> 4 & 7) if (b >> 4 & 7) < 5 else None,
        labels=_labels(b >> 8),
        replies=count,
        place=index,
    )


def _received(index: int, created: int, changed: int, count: int) -> int | None:
    """When the customer was last heard of."""
    times = [created, *reply_times(created, changed, count)]
    own = times[1::2] if opened_by_agent(index) else times[0::2]
    return own[-1] if own else None


def _labels(bits: int) -> tuple[int, ...]:
    if bits & 255 >= _WITH_LABELS:
        return ()
    low = min(bits >> 8 & 63, bits >> 16 & 63) % len(TAGS)
    more = {low, (bits >> 24 & 63) % len(TAGS)} if bits & 1 else {low}
    return tuple(FIRST_LABEL + i for i in sorted(more))


def subject_of(timeline: Timeline, index: int) -> tuple[str | None, tuple[str, ...]]:
    """The subject and the customer's first lines."""
    dice = Dice(timeline.seed, "subject", index)
    subject, lines = dice.pick(TOPICS)
    roll = dice.below(1000)
    if roll < 25:
        return dice.pick(ODD_SUBJECTS), lines
    if roll < 30:
        return LONG_SUBJECT.strip(), lines
    if roll < 45:
        return None, lines
    return subject.format(product=dice.pick(PRODUCTS), order=f"#{dice.between(10_000, 99_999)}"), lines


def external_id_of(index: int) -> str | None:
    if index % 4 == 2:
        return f"ext-{index:06}"
    return "" if index % 37 == 5 else None


def tell(timeline: Timeline, start: Sketch, customer: Row) -> tuple[Row, Thread]:
    """The case and its thread."""
    dice = Dice(timeline.seed, "case", start.place)
    subject, lines = subject_of(timeline, start.place)
    thread = Script(dice, start, customer, subject, lines).thread()
    return Row(start.id, _data(timeline.seed, start, subject, thread, lines), _refs(start)), thread


def _refs(start: Sketch) -> Record:
    locked = start.place % 61 == 5 and start.status in ("open", "pending")
    return {
        "customer": start.customer,
        "assigned_user": start.user,
        "labels": list(start.labels),
        "assigned_group": start.group,
        "locked_by": user_id(start.place % 12) if locked else None,
    }


def own_values(seed: int, start: Sketch) -> Record:
    """The account's own fields of a case."""
    return custom_values("ticket", Dice(seed, "own", start.place), start.created < FRESH_VALUES)


def _data(seed: int, start: Sketch, subject: str | None, thread: Thread, lines: tuple[str, ...]) -> Record:
    dice = Dice(seed, "columns", start.place)
    done = start.status in ("resolved", "closed")
    seen = min(LATEST, start.created + dice.between(1, 600)) if start.status != "new" else None
    incoming = [r for r in (thread.message, *thread.replies) if r.data["direction"] == "in"]
    blurb = (incoming[-1].data["body"] or "")[:100] or None if incoming and dice.chance(80) else None
    outgoing = {r.data["status"] for r in thread.replies}
    return {
        "external_id": external_id_of(start.place),
        "blurb": blurb,
        "subject": subject,
        "priority": start.priority,
        "locked_until": None,
        "description": f"{lines[0]} (written down by an agent)" if dice.chance(50) else None,
        "status": start.status,
        "type": start.type,
        "language": dice.pick(_LANGUAGES),
        "active_at": stamp(start.changed) if dice.chance(30) else None,
        "changed_at": stamp(start.changed),
        **stamps(start.created, start.updated),
        "received_at": None if start.received is None else stamp(start.received),
        "first_opened_at": None if seen is None else stamp(seen),
        "opened_at": None if seen is None else stamp(max(seen, start.changed - 30)),
        "first_resolved_at": stamp(start.changed) if done else None,
        "resolved_at": stamp(start.changed) if done else None,
        "custom_fields": own_values(seed, start),
        "active_attachments_count": len(thread.attachments),
        "active_notes_count": len(thread.notes),
        "has_pending_interactions": "pending" in outgoing,
        "has_failed_interactions": "failed" in outgoing,
        "route_status": (None, "available", "available", "added", "active")[start.place % 5],
    }
