"""Words in texts, as the searches compare them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_PAIR = re.compile(r'(\w+):(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+)')


def words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def holds(texts: Iterable[str | None], wanted: str) -> bool:
    """Whether every wanted word is in the texts together: a full-text match, no equality."""
    asked = words(wanted)
    if not asked:
        return False
    found: set[str] = set()
    for text in texts:
        if text:
            found |= words(text)
    return asked <= found


def holds_any(texts: list[str | None], wanted: list[str]) -> bool:
    """Whether one of a comma list matches."""
    return any(holds(texts, each) for each in wanted)


def pairs(text: str) -> tuple[list[tuple[str, str]], str]:
    """`status:open hello "big tent"` -> [("status", "open")] and the free words."""
    found, free = [], []
    for field, quoted, bare, loose, word in _PAIR.findall(text):
        if field:
            found.append((field, quoted or bare))
        else:
            free.append(loose or word)
    return found, " ".join(free)
