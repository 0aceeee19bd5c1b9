"""Which candidates fit what was typed, and in which order they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from helpsql.completion.place import Place
from helpsql.completion.words import KEYWORDS

NAMES = frozenset({"column", "table", "schema", "alias"})
"""Kinds that may stand in the quotes of names."""


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
    scored: list[tuple[tuple[int, int, int, int], Candidate]] = []
    seen: set[tuple[str, str]] = set()
    for number, candidate in enumerate(found):
        if (candidate.text, candidate.kind) in seen or (place.quote and candidate.kind not in NAMES):
            continue
        how = _fit(typed, later, candidate.shown)
        if how is None:
            continue
        seen.add((candidate.text, candidate.kind))
        scored.append(((how[0], candidate.rank, how[1], number), candidate))
    scored.sort(key=lambda pair: pair[0])
    return [_placed(candidate, place) for _, candidate in scored]


def _fit(typed: str, later: re.Pattern[str], shown: str) -> tuple[int, int] | None:
    """0 begins with it, 1 a later word does, 2 holds it, 3 its letters in order, over how many more; None
    fits not."""
    lower = shown.lower()
    if lower.lstrip('"').startswith(typed):
        return 0, 0
    if typed in lower:
        return (1 if later.search(shown) else 2), 0
    return (3, _span(typed, lower)) if len(typed) > 1 and _span(typed, lower) else None


def _span(typed: str, shown: str) -> int:
    """Over how many letters those typed are spread; 0 where they do not come in this order."""
    begin = end = shown.find(typed[0])
    for letter in typed[1:]:
        end = shown.find(letter, end + 1) if end >= 0 else end
    return end - begin + 1 if end >= 0 else 0


def _placed(candidate: Candidate, place: Place) -> Candidate:
    """The candidate as it goes into the text; what of it stands behind the cursor already is left out."""
    text, label = candidate.text, candidate.label
    if place.quote:
        label, text = text, _in_quotes(text, place)
    elif candidate.kind in ("keyword", "function") and _is_upper(place):
        text = text.upper()
    if place.rest and text.lower().endswith(place.rest.lower()):
        label, text = label or text, text[: -len(place.rest)]
    return Candidate(text, candidate.kind, candidate.note, label, candidate.rank, place.start)


def _in_quotes(text: str, place: Place) -> str:
    """The name in the quotes that were begun."""
    end = "]" if place.quote == "[" else place.quote
    name = text[1:-1].replace('""', '"') if text.startswith('"') else text
    return place.quote + (name if end == "]" else name.replace(end, end * 2)) + ("" if place.closed else end)


def _is_upper(place: Place) -> bool:
    """Keywords are in capitals: by what was typed of this one, else by the one before."""
    before = place.prefix or next((t.text for t in reversed(place.before) if t.word in KEYWORDS), "")
    return before.isupper()
