"""What happened in a conversation, as the reports see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpsql.sandbox.dice import mix
from helpsql.sandbox.times import DAY, HOUR

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.records import Conversation, Thread
    from helpsql.sandbox.helpscout.reports.ask import Ask, Period
    from helpsql.sandbox.helpscout.world import World

OPENS, CLOSES = 9 * HOUR, 17 * HOUR
"""Office hours, Monday to Friday."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An agent's answer. `asked` is when the customer wrote what it answers, None if nothing did."""

    thread: Thread
    asked: int | None
    first: bool

    @property
    def at(self) -> int:
        return self.thread.at

    @property
    def user_id(self) -> int:
        return self.thread.by.id

    @property
    def handle(self) -> int:
        """Seconds of work. ASSUMED: nothing in the data tells, so the thread's id decides."""
        return 20 + mix(self.thread.id) % 500


@dataclass(frozen=True, slots=True)
class Case:
    conversation: Conversation
    replies: tuple[Reply, ...]

    @property
    def resolved(self) -> bool:
        """ASSUMED: closed, after at least one answer."""
        return self.conversation.closed is not None and bool(self.replies)

    def is_active(self, period: Period) -> bool:
        """Whether it began in the period, or something was published then."""
        c = self.conversation
        return period.holds(c.created) or any(period.holds(t.at) for t in c.threads if t.state == "published")

    @property
    def rated(self) -> list[Thread]:
        return [thread for thread in self.conversation.threads if thread.rating]


def cases(world: World, ask: Ask, period: Period) -> list[Case]:
    """The wanted cases in which something happened in the period, by id."""
    return [
        world.derived.get(c.id, lambda c=c: _case(c))  # type: ignore[misc]
        for c in world.told_between(period.start, period.end)
        if ask.wanted(c) and _moved(c, period)
    ]


def _moved(c: Conversation, period: Period) -> bool:
    """Whether it began or was closed, got a thread or a rating in the period."""
    return (
        period.holds(c.created)
        or period.holds(c.closed)
        or any(period.holds(t.at) or (t.rating and period.holds(t.rating.at)) for t in c.threads)
    )


def _case(c: Conversation) -> Case:
    replies: list[Reply] = []
    asked: int | None = None
    for thread in c.threads:
        if thread.is_reply:
            replies.append(Reply(thread, asked, first=not replies))
            asked = None
        elif thread.by.kind == "customer" and asked is None:
            asked = thread.at
    return Case(c, tuple(replies))


def elapsed(start: int, end: int, *, office_hours: bool) -> int:
    """Seconds between two moments, or those of them within office hours."""
    if not office_hours:
        return end - start
    total = 0
    for day in range(start // DAY, end // DAY + 1):
        if (day + 3) % 7 < 5:
            opened, closed = day * DAY + OPENS, day * DAY + CLOSES
            total += max(0, min(end, closed) - max(start, opened))
    return total
