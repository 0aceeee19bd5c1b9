"""What one or several results add up to: rows written, requests, notes, outcomes."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpsql.engine import Result
    from helpsql.errors import Outcome


class Tally:
    """Sums over results that may still be running: asked later, it knows more."""

    def __init__(self) -> None:
        self._results: list[Result] = []

    def add(self, result: Result) -> None:
        self._results.append(result)

    @property
    def rowcount(self) -> int:
        """-1 when no result knows."""
        known = [result.rowcount for result in self._results if result.rowcount >= 0]
        return sum(known) if known else -1

    @property
    def complete(self) -> bool:
        return all(result.complete for result in self._results)

    @property
    def notes(self) -> list[str]:
        """Each once, in the order of their first appearance."""
        return list(dict.fromkeys(chain.from_iterable(result.notes for result in self._results)))

    @property
    def requests(self) -> int:
        return sum(result.requests for result in self._results)

    @property
    def planned(self) -> list[str]:
        return list(chain.from_iterable(result.planned for result in self._results))

    @property
    def outcomes(self) -> list[Outcome]:
        return list(chain.from_iterable(result.outcomes for result in self._results))
