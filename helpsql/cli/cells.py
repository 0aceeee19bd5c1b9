"""A value as a person reads it: its text, how wide that is on a screen, cut, or JSON spread over lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from helpsql.cli.visible import visible

NULL = "NULL"
FIGURES = ".15g"
"""Digits that a REAL really has; the ones behind are noise, such as in 0.1 + 0.2."""
DIM, KEY, TEXT, NUMBER, PLAIN = "\x1b[2m", "\x1b[34m", "\x1b[32m", "\x1b[36m", "\x1b[0m"
_JSON_PARTS = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false)\b|\b(null)\b')


def readable(value: Any) -> str:
    """A value's text: NULL differs from the text 'NULL', which is quoted; bytes are the literal x'…'."""
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if isinstance(value, float):
        return _decimal(value)
    return f"'{value}'" if value == NULL else str(value)


def _decimal(value: float) -> str:
    """The number without noise, and to be told from an INTEGER."""
    text = format(value, FIGURES)
    return text if re.search("[.en]", text) else f"{text}.0"


def width_of(text: str) -> int:
    """Columns of the screen that the text takes."""
    if text.isascii():
        return len(text)
    return max(_measure()(text), 0)


@cache
def _measure() -> Callable[[str], int]:
    from wcwidth import wcswidth

    return wcswidth


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text with blanks behind it, or before it, up to that many columns."""
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def cut(text: str, width: int, mark: str = "…") -> str:
    """The text in at most `width` columns of the screen, the mark at its end where something is missing."""
    if width_of(text[: width * 8]) <= width and len(text) <= width * 8:
        return text
    room = max(0, width - len(mark))
    if text.isascii():
        return text[:room] + mark
    end = min(room, len(text))
    while width_of(text[:end]) > room or _goes_on(text, end):
        end -= 1
    return text[:end] + mark


def _goes_on(text: str, at: int) -> bool:
    """Whether a character of several code points stands across that place: an accent, a family, a flag."""
    if not 0 < at < len(text):
        return False
    letters = _FLAG_LETTERS.search(text[:at])
    half_flag = letters is not None and len(letters[0]) % 2 == 1 and "\U0001f1e6" <= text[at] <= "\U0001f1ff"
    skin = "\U0001f3fb" <= text[at] <= "\U0001f3ff"
    return text[at - 1] == "\u200d" or skin or half_flag or width_of(text[at]) == 0


_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+$")


def is_json(value: Any, declared: str | None) -> bool:
    """The value is an array or object of a column that may hold JSON."""
    if declared not in ("JSON", None, "") or not isinstance(value, str) or value[:1] not in ("[", "{"):
        return False
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def cut_json(text: str, width: int, mark: str = "…") -> str:
    """The array or object in at most `width` columns, cut behind a whole member where there is one."""
    if width_of(text) <= width:
        return text
    end, depth, in_text = 0, 0, False
    for place, character in enumerate(text[:width]):
        in_text ^= character == '"' and text[place - 1] != "\\"
        depth += 0 if in_text else (character in "[{") - (character in "]}")
        if character == "," and depth == 1 and not in_text and width_of(text[:place]) < width - 1 - len(mark):
            end = place + 1
    return f"{text[:end]}{mark}{']' if text[0] == '[' else '}'}" if end else cut(text, width, mark)


def spread(text: str, *, colour: bool = False) -> str:
    """JSON over lines, indented; arrays and objects without members, or of one short line, stay together."""
    lines = _spread(json.loads(text), "")
    return "\n".join(map(_coloured, lines.split("\n"))) if colour else lines


SHORT = 60
"""Columns that an array or object may take to stay on one line."""


def _spread(value: Any, indent: str) -> str:
    flat = visible(json.dumps(value, ensure_ascii=False))
    if not isinstance(value, list | dict) or len(flat) <= SHORT:
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        members = [inner + _spread(one, inner) for one in value]
        return "[\n" + ",\n".join(members) + f"\n{indent}]"
    members = [
        f"{inner}{visible(json.dumps(name, ensure_ascii=False))}: {_spread(one, inner)}"
        for name, one in value.items()
    ]
    return "{\n" + ",\n".join(members) + f"\n{indent}}}"


def _coloured(text: str) -> str:
    def paint(found: re.Match[str]) -> str:
        quoted, colon, number, truth, _null = found.groups()
        if quoted is not None:
            return f"{KEY}{quoted}{PLAIN}{colon}" if colon else f"{TEXT}{quoted}{PLAIN}"
        return f"{NUMBER if number or truth else DIM}{found[0]}{PLAIN}"

    return _JSON_PARTS.sub(paint, text)
