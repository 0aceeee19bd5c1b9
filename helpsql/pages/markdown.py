"""Markdown as the pages use it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

Lines = Iterator[str]


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    """A table."""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "|".join(" --- " for _ in heads) + "|"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def fenced(kind: str, *lines: str) -> Lines:
    """A block of code."""
    yield from (f"```{kind}", *lines, "```")


def code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def many(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def valid(description: str, values: Iterable[str]) -> str:
    """The valid values, unless the description names each."""
    names = list(values)
    named = re.findall(r"\w+", description.lower())
    return "" if all(name.lower() in named for name in names) else f" One of {', '.join(names)}."
