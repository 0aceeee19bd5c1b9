"""Repeatable chance: every record is a function of (seed, what it is, which one).

Written out (splitmix64) instead of taken from `random`, whose helpers may change between Python
versions: the same seed must give the same bytes for ever.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


def mix(value: int) -> int:
    """Scramble 64 bits; a bijection, so different values stay different."""
    value = (value + _STEP) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


@cache
def stream(seed: int, name: str) -> int:
    """The start of the named stream of a seed."""
    return mix(mix(seed & _MASK) ^ crc32(name.encode()))


class Dice:
    """Draws for one item of one stream."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, name: str, item: int = 0) -> None:
        self._state = mix(stream(seed, name) ^ item)

    def bits(self) -> int:
        """64 fresh bits."""
        self._state = (self._state + _STEP) & _MASK
        return mix(self._state)

    def below(self, limit: int) -> int:
        return self.bits() % limit

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.bits() % (high - low + 1)

    def chance(self, percent: float) -> bool:
        return self.bits() % 10_000 < percent * 100

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.bits() % len(choices)]

    def weighted(self, choices: Sequence[tuple[T, int]]) -> T:
        """One of the choices, each as likely as its weight."""
        left = self.bits() % sum(weight for _, weight in choices)
        for value, weight in choices:
            left -= weight
            if left < 0:
                return value
        raise AssertionError("weights do not add up")

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different choices in drawn order."""
        pool = list(choices)
        return [pool.pop(self.below(len(pool))) for _ in range(min(count, len(pool)))]
