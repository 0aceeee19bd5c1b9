"""When tickets and users came, and which belong together: arithmetic on an index, both ways.

Tickets come in blocks of 25, end users in blocks of 9. The slots of a block say which of its users
asked; a slot with a shift is a user of an earlier block who asks again. The company grows: half of
the year's tickets came in its last third.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR

HISTORY = 365 * DAY
BEGIN = WORLD_DATE - HISTORY
LATEST = WORLD_DATE - 300
STAFF = 24

_TICKETS_PER_BLOCK = 25
_USERS_PER_BLOCK = 9
_BLOCKS = 100
_ORGANIZATIONS = 40
_BIG = 4
"""So many organizations have far more users than the rest."""

# (user of the block, how far back that user's block lies in percent of all blocks).
# A user's first slot has shift 0, in the order of their arrival.
_SLOTS = (
    (0, 0), (0, 3), (1, 0), (2, 0), (1, 9), (0, 1), (3, 0), (4, 0), (2, 17), (0, 23), (5, 0), (3, 7),
    (0, 2), (6, 0), (4, 13), (1, 29), (7, 0), (5, 19), (2, 37), (0, 41), (6, 5), (1, 11), (8, 0),
    (0, 15), (3, 2),
)  # fmt: skip
_ARRIVAL = (0, 2, 3, 6, 7, 10, 13, 16, 22)
_EMPLOYED = (0, 1, 3, 4, 5, 7)
"""The users of a block who belong to an organization; the first to a big one."""


def _busy(hour: int) -> int:
    """How much comes in at an hour of the week (0 is Monday, midnight)."""
    day, clock = divmod(hour, 24)
    working = 9 <= clock < 18
    if day >= 5:
        return 3 if working else 1
    return 12 if working else (4 if 7 <= clock < 22 else 1)


class Timeline:
    """The account's history for one seed and size."""

    def __init__(self, seed: int, size: float) -> None:
        self.seed = seed
        self._blocks = max(1, round(_BLOCKS * size))
        self.tickets = self._blocks * _TICKETS_PER_BLOCK
        self.end_users = self._blocks * _USERS_PER_BLOCK
        self.users = STAFF + self.end_users
        self.organizations = max(_BIG + 1, round(_ORGANIZATIONS * size))
        hours = HISTORY // HOUR
        first = BEGIN // HOUR + 72  # 1970 began on a Thursday
        weights = (_busy((first + h) % 168) * (hours // 20 + 2 * h) for h in range(hours))
        self._cumulated = list(accumulate(weights, initial=0))

    def time_of(self, index: int) -> int:
        """Epoch second at which a ticket was created; rises with the index."""
        jitter = Dice(self.seed, "time", index).bits() & 0xFFFF
        total = self._cumulated[-1]
        place, rest = divmod(((index << 16) + jitter) * total, self.tickets << 16)
        hour = bisect_left(self._cumulated, place + 1) - 1
        width = self._cumulated[hour + 1] - self._cumulated[hour]
        part = (place - self._cumulated[hour]) * (self.tickets << 16) + rest
        second = part * HOUR // (width * (self.tickets << 16))
        return min(BEGIN + hour * HOUR + second, LATEST)

    def first_ticket_from(self, moment: float) -> int:
        """Lowest index whose ticket was created at the moment or later."""
        return bisect_left(range(self.tickets), moment, key=self.time_of)

    # Users: indexes below STAFF are staff ------------------------------------------------------

    def requester_of(self, ticket: int) -> int:
        """Index of the user who asked."""
        block, slot = divmod(ticket, _TICKETS_PER_BLOCK)
        local, shift = _SLOTS[slot]
        origin = block - shift * self._blocks // 100
        return STAFF + (origin if origin >= 0 else block) * _USERS_PER_BLOCK + local

    def tickets_of(self, user: int) -> list[int]:
        """Indexes of what an end user asked, oldest first."""
        if user < STAFF or user >= self.users:
            return []
        block, local = divmod(user - STAFF, _USERS_PER_BLOCK)
        found = []
        for slot, (owner, shift) in enumerate(_SLOTS):
            if owner != local:
                continue
            back = shift * self._blocks // 100
            if block + back < self._blocks:
                found.append((block + back) * _TICKETS_PER_BLOCK + slot)
            if back and block < back:
                found.append(block * _TICKETS_PER_BLOCK + slot)
        return sorted(found)

    def arrival_of(self, user: int) -> int:
        """Epoch second at which a user became known; rises with the index."""
        if user < STAFF:
            return BEGIN - 30 * DAY + user * 7 * HOUR
        block, local = divmod(user - STAFF, _USERS_PER_BLOCK)
        return self.time_of(block * _TICKETS_PER_BLOCK + _ARRIVAL[local])

    def first_user_from(self, moment: float) -> int:
        return bisect_left(range(self.users), moment, key=self.arrival_of)

    # Organizations -----------------------------------------------------------------------------

    def organization_of(self, user: int) -> int | None:
        """Index of the default organization of an end user."""
        if user < STAFF:
            return None
        block, local = divmod(user - STAFF, _USERS_PER_BLOCK)
        if local not in _EMPLOYED:
            return None
        if local == 0:
            return block % _BIG
        return _BIG + block * (self.organizations - _BIG) // self._blocks

    def users_of(self, organization: int) -> list[int]:
        """Indexes of the users whose default organization it is."""
        if organization < _BIG:
            return [STAFF + b * _USERS_PER_BLOCK for b in range(organization, self._blocks, _BIG)]
        share, place = self.organizations - _BIG, organization - _BIG
        first = -(-place * self._blocks // share)
        last = -(-(place + 1) * self._blocks // share)
        start = STAFF
        return [start + b * _USERS_PER_BLOCK + u for b in range(first, last) for u in _EMPLOYED[1:]]

    def organization_made(self, index: int) -> int:
        """Epoch second; rises with the index."""
        return BEGIN - 20 * DAY + index * (HISTORY // self.organizations)
