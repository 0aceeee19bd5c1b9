"""Markdown as the pages use it, drawn for a terminal: headings, wrapped text, lists, tables, code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from helpsql.cli.cells import cut, width_of
from helpsql.cli.tables import NARROWEST, fit
from helpsql.cli.visible import visible_lines

WIDEST = 120
"""Columns of the screen beyond which text is not read with ease."""
GAP = "  "
BOLD, CODE = "1", "36"
_SPAN = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|\[(?P<text>[^\]]+)\]\(\S+?\)|<(?P<link>https?://\S+?)>"
)
_ITEM = re.compile(r"(- |\d+\. )")
_RULE = re.compile(r"\|[\s:|-]+\|")

Piece = tuple[str, str]
"""Text without a blank in it, and its style."""
Word = list[Piece]


def draw_markdown(text: str, width: int, *, colour: bool) -> Iterator[str]:
    """The text drawn, block by block; no line is wider than `width`, save for code."""
    page = _Page(min(width, WIDEST), colour)
    lines = visible_lines(text).splitlines()
    place = 0
    while place < len(lines):
        kind, end = _block(lines, place)
        yield from page.draw(kind, lines[place:end])
        place = end


def _block(lines: Sequence[str], start: int) -> tuple[str, int]:
    """What begins at a line, and the first line behind it."""
    if lines[start].startswith("```"):
        closing = (n for n in range(start + 1, len(lines)) if lines[n].startswith("```"))
        return "code", next(closing, len(lines) - 1) + 1
    if lines[start].startswith("<!--"):
        return "comment", start + 1
    kind = _kind(lines[start])
    if kind in ("heading", "blank"):
        return kind, start + 1
    end = start + 1
    while end < len(lines) and _goes_on(kind, lines[end]):
        end += 1
    return kind, end


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    return "item" if _ITEM.match(line) else "text"


def _goes_on(kind: str, line: str) -> bool:
    if kind == "table":
        return line.startswith("|")
    return _kind(line) == "text" and not line.startswith("```")


class _Page:
    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def draw(self, kind: str, lines: Sequence[str]) -> Iterator[str]:
        if kind == "blank":
            yield "\n"
        elif kind == "heading":
            yield from self._heading(lines[0])
        elif kind == "code":
            yield from (f"    {self._styled(line, CODE)}\n" if line else "\n" for line in lines[1:-1])
        elif kind == "table":
            yield from self._table(lines)
        elif kind in ("item", "text"):
            yield from self._text(lines)

    def _heading(self, line: str) -> Iterator[str]:
        level, _, text = line.partition(" ")
        words = [[(word, BOLD) for word, _ in pieces] for pieces in split_words(text)]
        rows = list(wrap(words, self.width))
        yield from (f"{self._line(row)}\n" for row in rows)
        if len(level) < 3:
            yield ("=" if len(level) == 1 else "-") * max(map(_length, rows)) + "\n"

    def _text(self, lines: Sequence[str]) -> Iterator[str]:
        mark = _ITEM.match(lines[0])
        hang = mark[0] if mark else ""
        joined = " ".join(line.strip() for line in lines).removeprefix(hang)
        words = split_words(joined, ticks=not self.colour)
        for number, row in enumerate(wrap(words, self.width - len(hang))):
            yield f"{' ' * len(hang) if number else hang}{self._line(row)}\n"

    def _table(self, lines: Sequence[str]) -> Iterator[str]:
        rows = [[split_words(cell) for cell in cells] for cells in _grid(lines)]
        heads = [[[(text, BOLD) for text, _ in word] for word in cell] for cell in rows[0]]
        natural = [max(map(_length, column)) for column in zip(*rows, strict=True)]
        room = self.width - len(GAP) * (len(natural) - 1)
        widths = fit(natural, room, [min(width, NARROWEST) for width in natural])
        if widths is None:
            for row in rows[1:]:
                yield from self._sheet(heads, row)
            return
        yield from self._row(heads, widths)
        yield GAP.join("-" * width for width in widths) + "\n"
        for row in rows[1:]:
            yield from self._row(row, widths)

    def _row(self, cells: Sequence[Sequence[Word]], widths: Sequence[int]) -> Iterator[str]:
        wrapped = [list(wrap(cell, width)) for cell, width in zip(cells, widths, strict=True)]
        for number in range(max(map(len, wrapped))):
            line = ""
            for column, width in zip(wrapped, widths, strict=True):
                words = column[number] if number < len(column) else []
                line += self._line(words) + " " * (width - _length(words)) + GAP
            yield line.rstrip() + "\n"

    def _sheet(self, heads: Sequence[Sequence[Word]], row: Sequence[Sequence[Word]]) -> Iterator[str]:
        """A row where the screen is too narrow for a table: a line for each cell, and more."""
        for head, cell in zip(heads, row, strict=True):
            if cell:
                yield from (f"{self._line(words)}\n" for words in wrap([*head, *cell], self.width))
        yield "\n"

    def _line(self, words: Sequence[Word]) -> str:
        """Words with blanks between them; neighbours of one style share its codes."""
        pieces = [piece for word in words for piece in (*word, (" ", ""))][:-1]
        for place in range(1, len(pieces) - 1):
            if pieces[place] == (" ", "") and pieces[place - 1][1] == pieces[place + 1][1]:
                pieces[place] = (" ", pieces[place - 1][1])
        runs = groupby(pieces, key=lambda piece: piece[1])
        return "".join(self._styled("".join(text for text, _ in run), style) for style, run in runs)

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if style and self.colour else text


def _grid(lines: Sequence[str]) -> list[list[str]]:
    """The cells of a table, as many in each row as in the first."""
    rows = [_cells(line) for line in lines if not _RULE.fullmatch(line)]
    count = len(rows[0])
    return [(row + [""] * count)[:count] for row in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def split_words(text: str, *, ticks: bool = False) -> list[Word]:
    """The words of a text with their styles, marks of Markdown taken out; `ticks` keeps those around code."""
    words: list[Word] = [[]]
    for run, style in _runs(text, "`" if ticks else ""):
        first, *others = re.split(r" +", run)
        if first:
            words[-1].append((first, style))
        words += [[(other, style)] if other else [] for other in others]
    return [word for word in words if word]


def _runs(text: str, tick: str) -> Iterator[Piece]:
    at = 0
    for found in _SPAN.finditer(text):
        yield text[at : found.start()], ""
        at = found.end()
        if found["code"]:
            yield f"{tick}{found['code']}{tick}", CODE
        elif found["bold"]:
            yield from ((inner, BOLD) for inner, _ in _runs(found["bold"], tick))
        else:
            yield found["text"] or found["link"], ""
    yield text[at:], ""


def wrap(words: Sequence[Word], width: int) -> Iterator[list[Word]]:
    """Lines of words, none wider than `width`: a word that is gets cut into several."""
    line: list[Word] = []
    for word in (part for whole in words for part in _parts(whole, width)):
        if line and _length([*line, word]) > width:
            yield line
            line = []
        line.append(word)
    yield line


def _parts(word: Word, width: int) -> Iterator[Word]:
    """A word in pieces that fit."""
    if _length([word]) <= width:
        yield word
        return
    for text, style in word:
        rest = text
        while rest:
            kept = rest if width_of(rest) <= width else cut(rest, width + 1)[:-1] or rest[0]
            yield [(kept, style)]
            rest = rest[len(kept) :]


def _length(words: Sequence[Word]) -> int:
    """Columns of the screen that the words take, blanks between them included."""
    return sum(width_of(text) for word in words for text, _ in word) + max(len(words) - 1, 0)
