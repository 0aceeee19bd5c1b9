"""Logged time and what customers thought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.teamwork_desk.world.setup import AGENTS
from helpsql.sandbox.teamwork_desk.world.table import Row, base, ref
from helpsql.sandbox.teamwork_desk.world.tickets import RATINGS, rating_of
from helpsql.sandbox.times import DAY, stamp

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.world.world import World

TIMELOGS = 880_001
EVERY = 3
"""Each third ticket has a log; log n belongs to ticket 3n."""


def make_timelog(world: World, index: int) -> Row:
    dice = Dice(world.seed, "timelog", index)
    ticket = world.seeded_ticket(index * EVERY)
    moment = min(world.ends, ticket.created + dice.below(3 * DAY))
    agent = ticket.agent or AGENTS[1]
    return base(TIMELOGS + index, stamp(moment), stamp(moment), agent) | {
        "ticket": ref("tickets", 424_242 if index % 71 == 70 else ticket.id),  # ids are never checked
        "user": ref("users", agent),
        "timelogs_id": 5_000_000 + index if dice.below(3) else None,
        "description": dice.pick(("", "Called 📞", "Wrote a reply", "Prüfung")),
        "date": stamp(moment - moment % 60),
        "seconds": dice.between(1, 240) * 60,
        "billable": dice.below(2) == 0,
        "timezoneOffset": dice.pick((0, 60, -300)),
        "state": "deleted" if index % 31 == 30 else "active",
    }


def make_rating(world: World, index: int) -> Row | None:
    ticket = world.seeded_ticket(index)
    if rating_of(ticket) is None:
        return None
    moment = stamp(ticket.updated)
    dice = Dice(world.seed, "rating", index)
    by = ref("customers", ticket.customer)
    return base(RATINGS + index, moment, moment) | {
        "comment": dice.pick(("", "Danke!", "ok 👍", "Too slow")),
        "ticket": ref("tickets", ticket.id),
        "happinessratingoption": ref("happinessratingoptions", dice.between(1, 3)),
        "createdBy": by,
        "updatedBy": by,
    }
