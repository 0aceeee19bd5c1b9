"""Which candidates fit what was typed, and in which order they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from helpsql.completion.place import Place


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may stand at the cursor.

    text    what takes the place of the text from `start` to the cursor
    kind    column, table, schema, function, keyword, procedure, parameter, value, join, command, file
    note    type and description
    label   what is matched and shown, where that is not the text
    rank    candidates of a lower one come first
    """

    text: str
    kind: str
    note: str = ""
    label: str = ""
    rank: int = 5
    start: int = 0

    @property
    def shown(self) -> str:
        return self.label or self.text


def ranked(place: Place, found: Iterable[Candidate]) -> list[Candidate]:
    """Those that fit the prefix: equal beginnings first, then beginnings of words, then parts."""
    typed = place.prefix.lower()
    later = re.compile(rf"(?:[\W_]|(?-i:(?<=[a-z\d])(?=[A-Z]))){re.escape(typed)}", re.IGNORECASE)
    scored: list[tuple[tuple[int, int, int], Candidate]] = []
    seen: set[tuple[str, str]] = set()
    for number, candidate in enumerate(found):
        if (candidate.text, candidate.kind) in seen:
            continue
        how = _fit(typed, later, candidate.shown)
        if how is None:
            continue
        seen.add((candidate.text, candidate.kind))
        scored.append(((how, candidate.rank, number), candidate))
    scored.sort(key=lambda pair: pair[0])
    return [_placed(candidate, place) for _, candidate in scored]


def _fit(typed: str, later: re.Pattern[str], shown: str) -> int | None:
    """0 begins with it, 1 a later word does, 2 holds it, 3 its letters in order; None fits not."""
    lower = shown.lower()
    if lower.startswith(typed):
        return 0
    if typed in lower:
        return 1 if later.search(shown) else 2
    letters = iter(lower)
    return 3 if len(typed) > 1 and all(letter in letters for letter in typed) else None


def _placed(candidate: Candidate, place: Place) -> Candidate:
    text = candidate.text
    if candidate.kind in ("keyword", "function") and place.prefix.isupper():
        text = text.upper()
    return Candidate(text, candidate.kind, candidate.note, candidate.label, candidate.rank, place.start)
