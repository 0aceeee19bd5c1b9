"""Messages of tickets with their files, and the activities beside them.

Message ids are arithmetic: 64 places for each seeded ticket, above them what was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.teamwork_desk.world.setup import AGENTS
from helpsql.sandbox.teamwork_desk.world.table import SYSTEM, Row, base, ref, refs
from helpsql.sandbox.times import stamp
from helpsql.sandbox.words import AGENT_LINES, CUSTOMER_LINES, NOTE_LINES, ODD_BODIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket
    from helpsql.sandbox.teamwork_desk.world.world import World

FIRST_MESSAGE = 94_000_000
PLACES = 64
WRITTEN = 9_000_000_000
FILES = 3_300_001
ACTIVITIES = 60_000_000
KINDS = {"message": 1, "forward": 2, "note": 3, "eventInfo": 4, "completedTask": 5}
"""Names on the wire and the codes that documentation shows; that of completedTask is not known."""


class Threads:
    """All messages. Those of a seeded ticket are made together, and again when wanted again."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._written: dict[int, Row] = {}
        self._of_ticket: dict[int, list[int]] = {}
        self._last = WRITTEN

    def of_ticket(self, ticket: Ticket) -> list[Row]:
        """In the order of their creation."""
        seeded = make_messages(self._world, ticket) if ticket.index >= 0 else []
        found = [self._written.get(row["id"], row) for row in seeded]
        return found + [self._written[i] for i in self._of_ticket.get(ticket.id, ())]

    def ids_of_ticket(self, ticket: Ticket) -> list[int]:
        return [row["id"] for row in self.of_ticket(ticket)]

    def get(self, row_id: int) -> Row | None:
        if row_id in self._written:
            return self._written[row_id]
        index, place = divmod(row_id - FIRST_MESSAGE, PLACES)
        if not 0 <= index < self._world.ticket_count:
            return None
        found = make_messages(self._world, self._world.seeded_ticket(index))
        return found[place] if place < len(found) else None

    def new_id(self) -> int:
        self._last += 1
        return self._last

    def put(self, row_id: int, row: Row) -> None:
        if row_id > WRITTEN and row_id not in self._written:
            self._of_ticket.setdefault(row["ticket"]["id"], []).append(row_id)
        self._written[row_id] = row

    def __iter__(self) -> Iterator[Row]:
        for ticket in self._world.tickets:
            yield from self.of_ticket(ticket)


def make_messages(world: World, ticket: Ticket) -> list[Row]:
    """The seeded messages of a ticket; its own count of them leaves notes and events out."""
    dice = Dice(world.seed, "thread", ticket.index)
    seeded = world.seeded_ticket(ticket.index)
    plan = ["message"] * seeded.message_count
    plan[1:1] = ["note"] * (dice.below(3) == 0) + ["eventInfo"] * (dice.below(3) == 0)
    if dice.below(25) == 0:
        plan.append("forward")
    gap = max(1, (seeded.updated - seeded.created) // len(plan))
    return [_message(seeded, dice, place, kind, gap) for place, kind in enumerate(plan)]


def _message(ticket: Ticket, dice: Dice, place: int, kind: str, gap: int) -> Row:
    by_customer = kind == "message" and place % 2 == 0
    agent = ticket.agent or AGENTS[1]
    author = ("customers", ticket.customer) if by_customer else ("users", agent)
    if kind == "eventInfo":
        author = ("users", SYSTEM)
    moment = stamp(min(ticket.updated, ticket.created + place * gap))
    text = _text(dice, kind, by_customer)
    row_id = FIRST_MESSAGE + ticket.index * PLACES + place
    files = [FILES + ticket.index] if place == 0 and ticket.index % 6 == 2 else []
    return base(row_id, moment, moment) | {
        **MESSAGE_DEFAULTS,
        "ticket": ref("tickets", ticket.id),
        "threadType": kind,
        "htmlBody": text if text.startswith("<") else f"<div>{text}</div>",
        "textBody": text,
        "status": ref("ticketstatuses", ticket.status) if kind == "eventInfo" else None,
        "assigningUser": ref("users", ticket.agent) if place else None,
        "contact": ref("contacts", ticket.contact) if by_customer else None,
        "cc": ["partner@home.example"] if dice.below(20) == 0 else None,
        "files": refs("files", files),
        "isPinned": kind == "note" and dice.below(4) == 0,
        "viewedByCustomerAt": moment if not by_customer and dice.below(3) == 0 else None,
        "createdBy": ref(*author),
        "updatedBy": ref(*author),
        "state": "active",
    }


MESSAGE_DEFAULTS: Row = {
    **dict.fromkeys(("status", "assigningUser", "contact", "cc", "bcc", "files", "viewedByCustomerAt")),
    **dict.fromkeys(("isPinned", "delayed", "isDraft"), False),
    "editMethod": "html",
}


def _text(dice: Dice, kind: str, by_customer: bool) -> str:
    if dice.below(12) == 0:
        return dice.pick(ODD_BODIES)
    if kind == "note":
        return dice.pick(NOTE_LINES)
    if kind == "eventInfo":
        return dice.pick(("The status was changed.", "The ticket was merged.", "2 hours were logged."))
    return dice.pick(CUSTOMER_LINES if by_customer else AGENT_LINES)


def make_file(world: World, index: int) -> Row | None:
    """One file for each sixth ticket; other places are empty."""
    if index % 6 != 2:
        return None
    ticket = world.seeded_ticket(index)
    moment = stamp(ticket.created)
    name = ("tent.png", "receipt é.pdf", "写真.jpg")[index % 3]
    kinds = {"png": "image/png", "pdf": "application/pdf", "jpg": "image/jpeg"}
    return base(FILES + index, moment, moment) | {
        "filename": name,
        "mimeType": kinds[name[-3:]],
        "size": 1000 + index,
        "disposition": "attachment",
        "type": "attachment",
        "createdBy": ref(*ticket.creator),
        "updatedBy": ref(*ticket.creator),
    }


# Activities ------------------------------------------------------------------------------------


def seeded_activities(ticket: Ticket) -> list[int]:
    """Ids of creation, assignment and status change, as far as each was."""
    if ticket.index < 0:
        return []
    places = [0, *([1] if ticket.agent else []), *([2] if ticket.status != 1 else [])]
    return [ACTIVITIES + 4 * ticket.index + place for place in places]


def make_activity(world: World, index: int) -> Row | None:
    number, place = divmod(index, 4)
    ticket = world.seeded_ticket(number)
    if ACTIVITIES + index not in seeded_activities(ticket):
        return None
    moment = stamp((ticket.created, (ticket.created + ticket.updated) // 2, ticket.updated)[place])
    kind = ("created", "assigned", "status")[place]
    row = base(ACTIVITIES + index, moment, moment, ticket.agent or SYSTEM)
    return row | activity(ticket, kind)


def activity(ticket: Ticket, kind: str) -> Row:
    return {
        "eventType": kind,
        "icon": f"activity-{kind}",
        "color": "#A5B2BD",
        "targetAgent": ref("users", ticket.agent) if kind == "assigned" else None,
        "ticket": ref("tickets", ticket.id),
        "inbox": ref("inboxes", ticket.inbox),
        "oldInbox": None,
        "status": ref("ticketstatuses", ticket.status) if kind == "status" else None,
    }
