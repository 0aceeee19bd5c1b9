"""The line of a statement that an error is about, with a caret below the place."""

from __future__ import annotations

import re

from wcwidth import wcswidth, wcwidth

from helpsql.cli.places import Place
from helpsql.cli.secrecy import names_secret
from helpsql.cli.visible import visible
from helpsql.pointing import extent

CUT = "…"


_TEXT = re.compile(r"'(?:[^']|'')*'?")


def excerpt(sql: str, position: int, place: Place, width: int) -> list[str]:
    """The line with its number, where the statement has several or was read from a file, and the caret."""
    begin = sql.rfind("\n", 0, position) + 1
    line = sql[begin:].partition("\n")[0].rstrip("\r")
    if names_secret(sql):
        line = _TEXT.sub(lambda text: "'" + "*" * (len(text[0]) - 2) + "'"[: len(text[0]) - 1], line)
    many = "\n" in sql.strip() or place.line
    number = sql.count("\n", 0, begin) + max(1, place.line)
    margin = f"  {number} | " if many else "  "
    text, before, length = cut(line, position - begin, extent(sql, position), width - len(margin))
    return [margin + text, " " * (len(margin) + before) + "^" * length]


def cut(line: str, at: int, length: int, room: int) -> tuple[str, int, int]:
    """The line within `room` columns of the screen, and where in it the caret stands and how wide it is.

    What is left out on either side is an ellipsis. A third of the room goes to what stands before.
    """
    left, marked, right = (visible(part) for part in (line[:at], line[at : at + length], line[at + length :]))
    left = left if at else left.lstrip()
    if _width(left + marked + right) > room:
        marked = _first(marked, room - 2)
        spare = room - _width(marked)
        left = _last(left, max(spare // 3, spare - _width(right)))
        right = _first(right, spare - _width(left))
    return left + marked + right, _width(left), max(1, _width(marked))


def _width(text: str) -> int:
    return max(0, wcswidth(text))


def _first(text: str, room: int) -> str:
    """As much of the text's beginning as there is room for."""
    if _width(text) <= room:
        return text
    used, kept = 1, ""
    for char in text:
        used += max(0, wcwidth(char))
        if used > room:
            break
        kept += char
    return kept + CUT


def _last(text: str, room: int) -> str:
    """As much of the text's end as there is room for."""
    if _width(text) <= room:
        return text
    used, kept = 1, ""
    for char in reversed(text):
        used += max(0, wcwidth(char))
        if used > room:
            break
        kept = char + kept
    return CUT + kept
