"""A terminal's screen: what bytes become in cells, with whole emoji and accents in a cell of their own.

pyte understands the escape sequences. It gives each code point cells of its own, though, and drops the rest
of a text behind a joiner; this screen keeps a cluster together, as kitty, WezTerm, iTerm2, foot and tmux do.
The widths come from Python's own Unicode data and not from `wcwidth`, which the product asks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pyte
from pyte import modes

JOINER, EMOJI_STYLE, SOFT_HYPHEN = "\u200d", "\ufe0f", "\u00ad"


def cells(character: str) -> int:
    """Cells of the screen that one code point takes where it stands alone."""
    medial = (
        "\u1160" <= character <= "\u11ff"
    )  # Korean written apart: vowels and finals join the first letter
    if character == SOFT_HYPHEN:
        return 1
    if medial or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _is_flag_letter(text: str) -> bool:
    return len(text) == 1 and "\U0001f1e6" <= text <= "\U0001f1ff"


def _is_skin(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def belongs_to(before: str, character: str) -> bool:
    """Whether the code point is part of the cluster on its left."""
    if not before.strip():
        return False
    second_letter = _is_flag_letter(before) and _is_flag_letter(character)
    return cells(character) == 0 or before.endswith(JOINER) or _is_skin(character) or second_letter


class Emulator(pyte.Screen):
    """answer    takes what the terminal itself says, such as where its cursor is
    wrapped   lines that were longer than the screen is wide, and went on in the next
    """

    def __init__(self, columns: int, lines: int, answer: Callable[[str], None]) -> None:
        super().__init__(columns, lines)
        self.answer = answer
        self.wrapped: list[str] = []

    def write_process_input(self, data: str) -> None:
        self.answer(data)

    def draw(self, data: str) -> None:
        translated = data.translate(self.g1_charset if self.charset else self.g0_charset)
        for character in translated:
            if not self._joined(character):
                self._put(character)
        self.dirty.add(self.cursor.y)

    def _joined(self, character: str) -> bool:
        """Whether the code point went into the cell before the cursor, which grows where it must."""
        line, at = self.buffer[self.cursor.y], self.cursor.x - 1
        if at > 0 and line[at].data == "":
            at -= 1
        if at < 0 or not belongs_to(line[at].data, character):
            return at < 0 and cells(character) == 0
        whole = line[at].data + character
        line[at] = line[at]._replace(data=whole)
        wide = character == EMOJI_STYLE or _is_flag_letter(character)
        if wide and self.cursor.x - at == 1 and self.cursor.x < self.columns:
            line[at + 1] = line[at]._replace(data="")
            self.cursor.x += 1
        return True

    def _put(self, character: str) -> None:
        width = cells(character)
        if self.cursor.x + width > self.columns and modes.DECAWM in self.mode:
            self.wrapped.append("".join(self.columns_of(self.cursor.y)))
            self.carriage_return()
            self.linefeed()
        line = self.buffer[self.cursor.y]
        at = min(self.cursor.x, self.columns - width)
        line[at] = self.cursor.attrs._replace(data=character)
        if width == 2:
            line[at + 1] = self.cursor.attrs._replace(data="")
        self.cursor.x = at + width

    def cell(self, row: int, column: int) -> Any:
        """`data`, `fg`, `bg`, `bold`, … of one cell."""
        return self.buffer[row][column]

    def rows(self) -> list[str]:
        """The lines as they are read, blanks at their ends left out."""
        return ["".join(self.columns_of(row)).rstrip() for row in range(self.lines)]

    def columns_of(self, row: int) -> list[str]:
        """One text for each column; "" where a wide character of the column before goes on."""
        return [self.buffer[row][column].data for column in range(self.columns)]
