"""Counts and means over one period; every report takes its numbers from here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from helpsql.sandbox.helpscout.reports.cases import Case, Reply, cases, elapsed

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.records import Thread
    from helpsql.sandbox.helpscout.reports.ask import Ask, Period
    from helpsql.sandbox.helpscout.world import World


def mean(values: Collection[float]) -> float:
    """0 when there is nothing."""
    return sum(values) / len(values) if values else 0.0


def percent(part: float, whole: float) -> float:
    return part * 100 / whole if whole else 0.0


@dataclass
class Measures:
    """One period's cases. With `user_ids`, only what these users did counts."""

    cases: list[Case]
    period: Period
    office_hours: bool = False
    user_ids: frozenset[int] = frozenset()

    @classmethod
    def of(cls, world: World, ask: Ask, period: Period) -> Measures:
        return cls(
            cases(world, ask, period), period, ask.office_hours, ask.user_ids if ask.owner_id else frozenset()
        )

    def within(self, period: Period) -> Measures:
        """The same cases over a part of the period."""
        return Measures(self.cases, period, self.office_hours, self.user_ids)

    def by(self, user_id: int) -> Measures:
        return Measures(self.cases, self.period, self.office_hours, frozenset((user_id,)))

    def of_type(self, kind: str) -> Measures:
        chosen = [case for case in self.cases if case.conversation.type == kind]
        return Measures(chosen, self.period, self.office_hours, self.user_ids)

    def _did(self, user_id: int) -> bool:
        return not self.user_ids or user_id in self.user_ids

    @cached_property
    def created(self) -> list[Case]:
        return [
            case
            for case in self.cases
            if self.period.holds(case.conversation.created)
            and (not self.user_ids or self._did(case.conversation.by.id))
        ]

    @cached_property
    def active(self) -> list[Case]:
        """Cases that began or moved; with users, those in which they published something."""
        if not self.user_ids:
            return [case for case in self.cases if case.is_active(self.period)]
        return [case for case in self.cases if any(self._did(t.by.id) for t in self._published(case))]

    def _published(self, case: Case) -> Iterable[Thread]:
        return (t for t in case.conversation.threads if t.state == "published" and self.period.holds(t.at))

    @cached_property
    def replies(self) -> list[tuple[Case, Reply]]:
        return [
            (case, reply)
            for case in self.cases
            for reply in case.replies
            if self.period.holds(reply.at) and self._did(reply.user_id)
        ]

    @cached_property
    def closed(self) -> list[Case]:
        return [
            case
            for case in self.cases
            if self.period.holds(case.conversation.closed) and self._did(case.conversation.closed_by)
        ]

    @cached_property
    def resolved(self) -> list[Case]:
        return [case for case in self.closed if case.resolved]

    @cached_property
    def resolved_on_first_reply(self) -> list[Case]:
        return [case for case in self.resolved if len(case.replies) == 1]

    @property
    def first_reply_share(self) -> float:
        """0 to 1, unlike the other percentages."""
        return len(self.resolved_on_first_reply) / len(self.resolved) if self.resolved else 0.0

    @property
    def customers(self) -> set[int]:
        return {case.conversation.customer_id for case in self.active}

    @property
    def customers_helped(self) -> set[int]:
        return {case.conversation.customer_id for case, _ in self.replies}

    @property
    def messages_received(self) -> int:
        return sum(t.by.kind == "customer" for case in self.cases for t in self._published(case))

    @property
    def repliers(self) -> set[int]:
        return {reply.user_id for _, reply in self.replies}

    # Times, in seconds. Each has its cases alongside, for buckets and drilldowns.

    def _span(self, start: int, end: int) -> int:
        return elapsed(start, end, office_hours=self.office_hours)

    @cached_property
    def response_times(self) -> list[tuple[Case, int]]:
        return [(case, self._span(r.asked, r.at)) for case, r in self.replies if r.asked is not None]

    @cached_property
    def first_response_times(self) -> list[tuple[Case, int]]:
        return [
            (case, self._span(r.asked, r.at)) for case, r in self.replies if r.first and r.asked is not None
        ]

    @cached_property
    def resolution_times(self) -> list[tuple[Case, int]]:
        found = [(case, case.conversation.created, case.conversation.closed) for case in self.resolved]
        return [(case, self._span(start, end)) for case, start, end in found if end is not None]

    @cached_property
    def replies_to_resolve(self) -> list[tuple[Case, int]]:
        return [(case, len(case.replies)) for case in self.resolved]

    @cached_property
    def handle_times(self) -> list[tuple[Case, int]]:
        return [(case, reply.handle) for case, reply in self.replies]

    @property
    def ratings(self) -> list[tuple[Case, Thread]]:
        """Ratings given in the period."""
        return [
            (case, thread)
            for case in self.cases
            for thread in case.rated
            if thread.rating and self.period.holds(thread.rating.at) and self._did(thread.by.id)
        ]


def values(pairs: Iterable[tuple[Case, int]]) -> list[int]:
    return [value for _, value in pairs]
