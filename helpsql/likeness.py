"""Names that are like one that is wrong, and how they are offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches

MOST = 3
LEAST = 0.6
"""How like two names must be at least, as difflib counts: 1 is the same."""
LONGEST = 200
"""Of a longer text none is a misspelling, and to measure it would take seconds."""
BEHIND = 0.15
"""A name that is so much less like than the best one is not offered beside it."""


def like(name: str, known: Iterable[str], *, most: int = MOST, least: float = LEAST) -> list[str]:
    """The known names most like it, the likest first, whatever the letter case.

    >>> like("tickts", ["users", "tickets", "view_tickets"])
    ['tickets']
    """
    if len(name) > LONGEST:
        return []
    spelled: dict[str, str] = {}
    for one in known:
        spelled.setdefault(one.lower(), one)
    found = get_close_matches(name.lower(), spelled, most, least)
    best = max((ratio(name, one) for one in found), default=0.0)
    return [spelled[one] for one in found if ratio(name, one) >= best - BEHIND]


def ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, other.lower(), one.lower()).ratio()


def like_qualified(name: str, known: Iterable[str]) -> list[str]:
    """Of full names (`schema.table`) those whose last part is most like the name's, then whose schema is."""
    schema, _, short = name.lower().rpartition(".")
    full: dict[str, list[str]] = {}
    for one in dict.fromkeys(known):
        full.setdefault(one.rpartition(".")[2].lower(), []).append(one)
    found = [one for match in like(short, full) for one in full[match]]
    near = [one for one in found if ratio(schema, one.rpartition(".")[0]) >= LEAST]
    near.sort(key=lambda one: -ratio(schema, one.rpartition(".")[0]))
    return (near or found)[:MOST]


def offered(names: Sequence[str], otherwise: str = "") -> str:
    """`Did you mean a or b?`, or what to say where no name is near."""
    return f"Did you mean {' or '.join(names)}?" if names else otherwise
