"""A dictionary with a bound, for what can be made again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

K = TypeVar("K")
V = TypeVar("V")

KEPT = 4096
"""Made records and rendered pieces that are kept; a world of the default size fits in."""


class Kept(Generic[K, V]):
    """A dictionary that forgets what was used longest ago."""

    def __init__(self, limit: int = KEPT) -> None:
        self._values: OrderedDict[K, V] = OrderedDict()
        self._limit = limit

    def get(self, key: K, make: Callable[[], V]) -> V:
        try:
            self._values.move_to_end(key)
            return self._values[key]
        except KeyError:
            value = make()
            self.put(key, value)
            return value

    def put(self, key: K, value: V) -> None:
        self._values[key] = value
        if len(self._values) > self._limit:
            self._values.popitem(last=False)

    def take(self, key: K) -> V | None:
        """The value, which is then forgotten."""
        return self._values.pop(key, None)

    def clear(self) -> None:
        self._values.clear()
