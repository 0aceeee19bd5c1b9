"""Texts as the search index sees them: folded, split, stemmed."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache
from unicodedata import combining, normalize

_SPLIT = re.compile(r"[\W_]+")
_ENDINGS = ("ing", "ed", "es", "s")


def fold(text: str) -> str:
    return "".join(c for c in normalize("NFKD", text.lower()) if not combining(c))


def stem(word: str) -> str:
    """ASSUMED: a plain English stemmer; the vendor's is not documented."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """The stemmed words of a text in order."""
    return tuple(stem(word) for word in _SPLIT.split(fold(text)) if word)


def has_words(text: str, wanted: tuple[str, ...]) -> bool:
    """Whether all the words stand in the text, whole."""
    return set(wanted) <= set(tokens(text))


def has_phrase(text: str, wanted: tuple[str, ...]) -> bool:
    """Whether the words stand side by side."""
    found, size = tokens(text), len(wanted)
    return any(found[i : i + size] == wanted for i in range(len(found) - size + 1))


def has_prefix(text: str, wanted: tuple[str, ...]) -> bool:
    """Whether for each word some word of the text begins so."""
    found = tokens(text)
    return all(any(word.startswith(w) for word in found) for w in wanted)


def has_pattern(text: str, pattern: str) -> bool:
    """Whether a word of the text fits a pattern with `*`."""
    fits = re.compile(translate(fold(pattern)))
    return any(fits.match(word) for word in _SPLIT.split(fold(text)))
