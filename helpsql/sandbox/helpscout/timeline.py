"""When the account's conversations and customers came, which ids they have, who wrote which.

Everything here is arithmetic on an index, in both directions, so that a million conversations need
no memory: index -> id, time, customer, and id, time, customer -> index.

Conversations come in blocks of 20, customers in blocks of 10. The slots of a block say which of
its customers wrote; a slot with a shift is a customer of an earlier block who writes again.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR

HISTORY = 365 * DAY
BEGIN = WORLD_DATE - HISTORY
LATEST = WORLD_DATE - 300
"""Nothing begins in the last five minutes, so that each conversation had time to happen."""

DEFAULT_CONVERSATIONS = 1200
FIRST_CUSTOMER = 5001
NUMBER_OFFSET = 1000

_CONVERSATIONS_PER_BLOCK = 20
_CUSTOMERS_PER_BLOCK = 10

# (customer of the block, how far back that customer's block lies in percent of all blocks).
# A customer's first slot has shift 0 and their order is that of the customers' arrival.
_SLOTS = (
    (0, 0), (0, 5), (1, 0), (2, 0), (1, 11), (0, 2), (3, 0), (4, 0), (2, 23), (0, 31),
    (5, 0), (3, 7), (6, 0), (4, 17), (1, 29), (7, 0), (5, 13), (2, 41), (8, 0), (0, 19),
)  # fmt: skip
_ARRIVAL = (0, 2, 3, 6, 7, 10, 12, 15, 18, 19)
"""The slot whose conversation brought each customer of a block; the tenth never wrote one."""

# Ids run without gaps to 1000; from there each ten ids hold eight conversations, one that was
# merged into its neighbour and one that was deleted.
_WITHOUT_GAPS = 1000
_LIVE = (0, 1, 2, 4, 5, 6, 8, 9)
_MERGED = 3


def id_of(index: int) -> int:
    """Conversation id at an index."""
    if index < _WITHOUT_GAPS:
        return index + 1
    tens, place = divmod(index - _WITHOUT_GAPS, len(_LIVE))
    return _WITHOUT_GAPS + 1 + tens * 10 + _LIVE[place]


def index_of(conversation_id: int) -> int | None:
    """Index of a conversation id; None where there is a gap."""
    if conversation_id < 1:
        return None
    if conversation_id <= _WITHOUT_GAPS:
        return conversation_id - 1
    tens, place = divmod(conversation_id - _WITHOUT_GAPS - 1, 10)
    if place not in _LIVE:
        return None
    return _WITHOUT_GAPS + tens * len(_LIVE) + _LIVE.index(place)


def merged_into(conversation_id: int) -> int | None:
    """The id that a merged conversation lives on under, if this one was merged."""
    past = conversation_id - _WITHOUT_GAPS - 1
    return conversation_id - 1 if past >= 0 and past % 10 == _MERGED else None


def _busy(hour: int) -> int:
    """How much mail the hour of the week brings (0 is Monday, midnight)."""
    day, clock = divmod(hour, 24)
    working = 9 <= clock < 18
    if day >= 5:
        return 3 if working else 1
    return 12 if working else (4 if 7 <= clock < 22 else 1)


@dataclass(frozen=True)
class Timeline:
    """The account's history for one seed and size."""

    seed: int
    size: float
    conversations: int = field(init=False)
    customers: int = field(init=False)
    _blocks: int = field(init=False)
    _cumulated: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        blocks = max(1, round(DEFAULT_CONVERSATIONS * self.size / _CONVERSATIONS_PER_BLOCK))
        first_hour = BEGIN // HOUR
        weights = [_busy((first_hour + h + 72) % 168) for h in range(HISTORY // HOUR)]
        object.__setattr__(self, "_blocks", blocks)
        object.__setattr__(self, "conversations", blocks * _CONVERSATIONS_PER_BLOCK)
        object.__setattr__(self, "customers", blocks * _CUSTOMERS_PER_BLOCK)
        object.__setattr__(self, "_cumulated", list(accumulate(weights, initial=0)))

    def time_of(self, index: int) -> int:
        """Epoch second at which a conversation began; rises with the index."""
        jitter = Dice(self.seed, "time", index).bits() & 0xFFFF
        total = self._cumulated[-1]
        place, rest = divmod(((index << 16) + jitter) * total, self.conversations << 16)
        hour = bisect_left(self._cumulated, place + 1) - 1
        width = self._cumulated[hour + 1] - self._cumulated[hour]
        part = (place - self._cumulated[hour]) * (self.conversations << 16) + rest
        second = part * HOUR // (width * (self.conversations << 16))
        return min(BEGIN + hour * HOUR + second, LATEST)

    def first_at_or_after(self, moment: float) -> int:
        """Lowest index whose conversation began at or after the moment."""
        return bisect_left(range(self.conversations), moment, key=self.time_of)

    def customer_of(self, index: int) -> int:
        """Index of the customer who owns a conversation."""
        block, slot = divmod(index, _CONVERSATIONS_PER_BLOCK)
        local, shift = _SLOTS[slot]
        origin = block - shift * self._blocks // 100
        return (origin if origin >= 0 else block) * _CUSTOMERS_PER_BLOCK + local

    def conversations_of(self, customer: int) -> list[int]:
        """Indexes of a customer's conversations, oldest first."""
        block, local = divmod(customer, _CUSTOMERS_PER_BLOCK)
        found = []
        for slot, (owner, shift) in enumerate(_SLOTS):
            if owner == local:
                back = shift * self._blocks // 100
                if block + back < self._blocks:
                    found.append((block + back) * _CONVERSATIONS_PER_BLOCK + slot)
                if back and block < back:
                    found.append(block * _CONVERSATIONS_PER_BLOCK + slot)
        return sorted(found)

    def arrival_of(self, customer: int) -> int:
        """Epoch second at which a customer became known; rises with the index."""
        block, local = divmod(customer, _CUSTOMERS_PER_BLOCK)
        return self.time_of(block * _CONVERSATIONS_PER_BLOCK + _ARRIVAL[local])
