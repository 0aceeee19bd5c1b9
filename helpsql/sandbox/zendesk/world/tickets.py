"""The seeded ticket's own columns, from its sketch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, day_stamp, stamp
from helpsql.sandbox.words import LONG_SUBJECT, ODD_BODIES, ODD_SUBJECTS, PRODUCTS
from helpsql.sandbox.zendesk.ids import RATINGS, USERS, ticket_id
from helpsql.sandbox.zendesk.world import phrases, plots
from helpsql.sandbox.zendesk.world.account import STATUSES
from helpsql.sandbox.zendesk.world.fields import (
    CHANNEL_TAGS,
    FIELD_IDS,
    INACTIVE_FIELD,
    PRODUCT_TAGS,
    REASON_TAGS,
    REFUND_TAG,
)
from helpsql.sandbox.zendesk.world.records import Ticket

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.world.plots import Sketch
    from helpsql.sandbox.zendesk.world.timeline import Timeline

Record = dict[str, Any]

SUPPORT_ADDRESS = "support@demo.example"
PRODUCT_OF_TAG = {
    tag: name for tag in PRODUCT_TAGS for name in PRODUCTS if tag.removeprefix("product_") in name
}
_STATES = {number: name for name, number in STATUSES.items()}
_BAD_REASONS = ((1000, "The issue took too long to resolve"), (1001, "The answer did not help"))


def plain_ticket() -> Record:
    """The columns of a ticket in the API's order, empty."""
    return {
        "id": 0,
        "external_id": None,
        "via": via("api"),
        "created_at": "",
        "updated_at": "",
        "type": None,
        "subject": None,
        "raw_subject": None,
        "description": "",
        "priority": None,
        "status": "new",
        "recipient": None,
        "requester_id": 0,
        "submitter_id": 0,
        "assignee_id": None,
        "organization_id": None,
        "group_id": None,
        "collaborator_ids": [],
        "follower_ids": [],
        "email_cc_ids": [],
        "forum_topic_id": None,
        "problem_id": None,
        "has_incidents": False,
        "is_public": True,
        "due_at": None,
        "tags": [],
        "custom_fields": [],
        "satisfaction_rating": {"score": "unoffered"},
        "sharing_agreement_ids": [],
        "custom_status_id": None,
        "fields": [],
        "followup_ids": [],
        "ticket_form_id": None,
        "brand_id": None,
        "allow_channelback": False,
        "allow_attachments": True,
        "from_messaging_channel": False,
    }


def via(channel: str, **source: Any) -> Record:
    return {"channel": channel, "source": {"from": {}, "to": {}, "rel": None, **source}}


def seeded_ticket(timeline: Timeline, s: Sketch, requester: Record) -> Ticket:
    dice = Dice(timeline.seed, "ticket", s.place)
    subject, body = _topic(dice, s, requester["locale"])
    problem = plots.problem_of(s.place, s.type)
    values = _field_values(dice, s)
    record = plain_ticket() | {
        "id": s.id,
        "external_id": f"ORD-{dice.below(5000):05}" if dice.chance(12) else None,
        "via": _via(s, requester),
        "created_at": stamp(s.created),
        "updated_at": stamp(s.updated),
        "type": s.type,
        "subject": subject,
        "raw_subject": subject,
        "description": body,
        "priority": s.priority,
        "status": s.status,
        "recipient": SUPPORT_ADDRESS if s.channel == "email" else None,
        "requester_id": s.requester_id,
        "submitter_id": s.submitter_id,
        "assignee_id": s.assignee_id,
        "organization_id": s.organization_id,
        "group_id": s.group_id,
        "collaborator_ids": _others(dice, 6),
        "problem_id": None if problem is None else ticket_id(problem),
        "has_incidents": any(
            plots.sketch(timeline, i).type == "incident" for i in plots.incidents_of(s.place)
        ),
        "is_public": s.place % 40 != 11,
        "due_at": stamp(s.created + dice.between(1, 30) * DAY)
        if s.type == "task" and dice.chance(70)
        else None,
        "tags": list(s.tags),
        "custom_fields": values,
        "fields": values,
        "satisfaction_rating": rating_of(timeline, s),
        "custom_status_id": s.custom_status_id,
        "ticket_form_id": s.form_id,
        "brand_id": s.brand_id,
        "from_messaging_channel": s.channel == "native_messaging",
    }
    record["follower_ids"] = [i for i in record["collaborator_ids"] if i < USERS.of(24)]
    record["email_cc_ids"] = [i for i in record["collaborator_ids"] if i >= USERS.of(24)]
    if s.scrubbed:
        record |= scrubbed(record)
    deleted_by = USERS.of(s.place % 3) if s.deleted else None
    was = _STATES.get(s.custom_status_id, "open") if s.deleted else ""
    return Ticket(record, s.generated, s.place, s.solved, s.archived, s.deleted, deleted_by, was, s.scrubbed)


def scrubbed(record: Record) -> Record:
    """The columns of a deleted ticket that scrubbing changes."""
    return {
        "subject": "SCRUBBED",
        "raw_subject": "SCRUBBED",
        "description": "X",
        "tags": [],
        "custom_fields": [],
        "fields": [],
        "external_id": None,
        "status": record["status"],
    }


def _topic(dice: Dice, s: Sketch, locale: str | None) -> tuple[str, str]:
    """Subject and first comment: about what the tags say, in the requester's language now and then."""
    product = next((PRODUCT_OF_TAG[tag] for tag in s.tags if tag in PRODUCT_OF_TAG), None) or dice.pick(
        PRODUCTS
    )
    facts = {"product": product, "order": f"#{dice.between(10_000, 99_999)}", "days": dice.between(2, 30)}
    about = next((tag for tag in s.tags if tag in phrases.TOPICS), "")
    foreign = phrases.FOREIGN_TOPICS.get(locale or "", ())
    if foreign and dice.chance(60):
        subject, lines = dice.pick(foreign)
        body = "\n\n".join(lines)
    else:
        subject, lines = dice.pick(phrases.TOPICS[about])
        parts = (dice.pick(phrases.OPENINGS), *lines, dice.pick(phrases.DETAILS), dice.pick(phrases.CLOSINGS))
        body = "\n\n".join(parts)
    if dice.chance(4):
        body = dice.pick([text for text in ODD_BODIES if text])
    if dice.chance(0.7):
        body = (body + "\n") * 40
    if dice.chance(3):
        return dice.pick(ODD_SUBJECTS), body.format(**facts)
    if dice.chance(0.5):
        return LONG_SUBJECT.strip(), body.format(**facts)
    return subject.format(**facts), body.format(**facts)


def _via(s: Sketch, requester: Record) -> Record:
    if s.channel == "email":
        sender = {"address": requester["email"], "name": requester["name"]}
        return via("email", **{"from": sender, "to": {"name": "Alder & Finch", "address": SUPPORT_ADDRESS}})
    if s.channel == "voice":
        phone = requester["phone"] or "+15550000000"
        caller = {"formatted_phone": phone, "phone": phone, "name": requester["name"]}
        return via("voice", **{"from": caller, "to": {"phone": "+15550100"}, "rel": "voicemail"})
    return via(s.channel)


def _others(dice: Dice, percent: int) -> list[int]:
    """An agent who follows and a user in copy, now and then."""
    found = []
    if dice.chance(percent):
        found.append(USERS.of(dice.below(20)))
    if dice.chance(percent):
        found.append(USERS.of(24 + dice.below(9)))
    return found


def _first(tags: tuple[str, ...], choices: tuple[str, ...]) -> str | None:
    return next((tag for tag in tags if tag in choices), None)


def _field_values(dice: Dice, s: Sketch) -> list[Record]:
    """A value or null for each active custom field."""
    n = dice.bits()
    values = (
        f"#{n % 90_000 + 10_000}" if n % 2 else None,
        'Behind the shed\n(ask "Bob")' if n % 7 == 0 else None,
        REFUND_TAG in s.tags,
        day_stamp(s.created - n % 400 * DAY) if n % 3 == 0 else None,
        (str(n % 12) if n % 11 else n % 12) if n % 4 == 0 else None,
        f"{n % 9000 / 100:.2f}" if n % 5 == 0 else None,
        f"AF-{n % 10_000:04}" if n % 6 == 0 else None,
        f"XXXXXXXXXXXX{n % 10_000:04}" if n % 13 == 0 else None,
        _first(s.tags, PRODUCT_TAGS),
        [CHANNEL_TAGS[n % 3]] if n % 10 == 0 else ([] if n % 10 == 1 else None),
        str(USERS.of(n % 20)) if n % 9 == 0 else None,
        _first(s.tags, REASON_TAGS),
        "twin" if n % 15 == 0 else None,
        "'; drop table tickets; --" if n % 50 == 0 else None,
    )
    ids = [i for i in FIELD_IDS if i != INACTIVE_FIELD]
    return [{"id": i, "value": v} for i, v in zip(ids, values, strict=True)]


def rating_of(timeline: Timeline, s: Sketch) -> Record:
    """The ticket's `satisfaction_rating`."""
    if s.rating == "unoffered" or s.deleted:
        return {"score": "unoffered"}
    if s.rating == "offered":
        return {"score": "offered"}
    dice = Dice(timeline.seed, "rating", s.place)
    texts = phrases.GOOD_WORDS if s.rating == "good" else phrases.BAD_WORDS
    found: Record = {"id": RATINGS.of(s.place), "score": s.rating}
    found["comment"] = dice.pick((*texts, "")) if dice.chance(50) else None
    if s.rating == "bad":
        found["reason_id"], found["reason"] = dice.pick(_BAD_REASONS)
    return found


def rated_at(s: Sketch) -> int:
    return min(s.solved + 5 * 3600, WORLD_DATE - 120)


def satisfaction_rating(timeline: Timeline, s: Sketch) -> Record | None:
    """The record in the list of ratings; None for a ticket without."""
    shown = rating_of(timeline, s)
    if shown["score"] == "unoffered":
        return None
    at = stamp(rated_at(s))
    record: Record = {
        "id": RATINGS.of(s.place),
        "assignee_id": s.assignee_id,
        "group_id": s.group_id,
        "requester_id": s.requester_id,
        "ticket_id": s.id,
        "score": shown["score"],
        "created_at": at,
        "updated_at": at,
        "comment": shown.get("comment"),
    }
    if shown["score"] == "bad":
        record |= {
            "reason": shown["reason"],
            "reason_id": shown["reason_id"],
            "reason_code": shown["reason_id"] % 1000,
        }
    return record
