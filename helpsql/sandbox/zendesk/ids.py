"""Record ids: a series per kind, so that index and id are each other's arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

ACCOUNT = 18_525_119
STEP = 128


@dataclass(frozen=True, slots=True)
class Series:
    """Ids `base`, `base + 128`, ... of the seeded records of one kind."""

    base: int

    def of(self, index: int) -> int:
        return self.base + STEP * index

    def index(self, record_id: int) -> int:
        """The index of an id; -1 for one that is not of this series."""
        place, rest = divmod(record_id - self.base, STEP)
        return place if rest == 0 else -1


SMALL = Series(21_900_100_000_026)
"""Groups, brands, fields, macros and all else that is few."""
USERS = Series(21_903_400_000_154)
ORGANIZATIONS = Series(21_905_700_000_282)
ORGANIZATION_MEMBERSHIPS = Series(21_907_200_000_410)
IDENTITIES = Series(21_909_800_000_538)
METRICS = Series(21_913_100_000_666)
RATINGS = Series(21_915_500_000_794)
METRIC_EVENTS = Series(21_960_000_000_050)
AUDITS = Series(22_400_000_000_178)
WRITTEN = Series(39_700_000_000_306)
"""Everything that a request makes."""

AUDITS_PER_TICKET = 64
EVENTS_PER_AUDIT = 64


def audit_id(ticket_index: int, audit: int, event: int = 0) -> int:
    """The id of a seeded ticket's audit, or of one of its events (counted from 1)."""
    return AUDITS.of((ticket_index * AUDITS_PER_TICKET + audit) * EVENTS_PER_AUDIT + event)


# Ticket ids are small and nearly without gaps: each fiftieth was purged long ago.
_LIVE = 49


def ticket_id(index: int) -> int:
    return index + 1 + index // _LIVE


def ticket_index(number: int) -> int:
    """The index of a ticket id; -1 where there is a gap."""
    fifties, place = divmod(number - 1, _LIVE + 1)
    return fifties * _LIVE + place if number > 0 and place < _LIVE else -1
