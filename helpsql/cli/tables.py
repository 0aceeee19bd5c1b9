"""Aligned tables (`table`, `box`), drawn while rows come: the first of them settle the widths.

A table begins with its first thousand rows, or at a terminal with what came within half a second. Its widths
hold for what follows; the names are written again only where a later row needs more room. Within a terminal's
width long cells are cut with `…`, numbers never; where that does not help, the rows are shown in the `line`
format.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from helpsql.cli import formats
from helpsql.cli.cells import DIM, NULL, PLAIN, cut, cut_json, padded, readable, width_of
from helpsql.cli.formats import Layout, Row
from helpsql.cli.visible import visible

BATCH = 1000
PATIENCE = 0.5
"""Seconds for which rows are gathered before they are shown."""
NARROWEST, DAY = 8, 11
"""Columns of the screen that a cell keeps, and one with a moment: its day."""
MOMENTS = ("TIMESTAMP", "DATE")
Texts = list[list[str]]


@dataclass(frozen=True, slots=True)
class Style:
    """Lines between and around cells: rules as left end, filling, crossing, right end ("" for none)."""

    top: str = ""
    middle: str = ""
    bottom: str = ""
    left: str = ""
    between: str = "  "
    right: str = ""

    @property
    def around(self) -> int:
        return len(self.left) + len(self.right)

    def rule(self, marks: str, widths: Sequence[int]) -> str:
        if not marks:
            return ""
        outside = len(self.left) // 2
        fills = [marks[1] * (width + 2 * outside) for width in widths]
        between = marks[2] if outside else self.between
        return (marks[0] if outside else "") + between.join(fills) + (marks[3] if outside else "") + "\n"

    def row(self, cells: Sequence[str]) -> str:
        return f"{self.left}{self.between.join(cells)}{self.right}".rstrip(" ") + "\n"


SIMPLE = Style(middle=" -  ")
BOX = Style("┌─┬┐", "├─┼┤", "└─┴┘", "│ ", " │ ", " │")
ASCII = Style("+-++", "+-++", "+-++", "| ", " | ", " |")


class Batch(list[Row]):
    """Rows that came together; `last`: no others come."""

    last = False


def draw(names: Sequence[str], rows: Iterable[Row], layout: Layout, style: Style) -> Iterator[str]:
    """Pieces of one table, or of the `line` format where its columns are too many for the width."""
    batches = gathered(rows, layout)
    first = next(batches, Batch())
    frame = Frame(names, layout, style, _kinds(len(names), first, layout))
    texts = frame.texts(first)
    widths = frame.fitted(texts)
    if widths is not None and not first.last:
        widths = frame.widened(widths)
    if widths is None:
        yield from formats.line(names, chain(first, chain.from_iterable(batches)), layout)
        return
    yield frame.head(widths) + frame.body(texts, widths)
    for batch in batches:
        texts = frame.texts(batch)
        wider = frame.fitted(texts, widths) or widths
        if wider != widths:
            yield frame.foot(widths) + frame.head(wider)
        widths = wider
        yield frame.body(texts, widths)
    yield frame.foot(widths)


def gathered(
    rows: Iterable[Row], layout: Layout, clock: Callable[[], float] = time.monotonic
) -> Iterator[Batch]:
    """The rows in batches: a thousand, or at a terminal what came within half a second of the first.

    What came before an error or Ctrl-C is given before that is raised.
    """
    batch = Batch()
    began = 0.0
    try:
        for row in rows:
            began = began if batch else clock()
            batch.append(row)
            if len(batch) >= BATCH or (layout.terminal and clock() - began > PATIENCE):
                yield batch
                batch = Batch()
    except (Exception, KeyboardInterrupt):
        if batch:
            yield batch
        raise
    batch.last = True
    if batch:
        yield batch


def draw_whole(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    """A table if the rows that come first fit into the width uncut, else the `line` format."""
    batches = gathered(rows, layout)
    first = next(batches, Batch())
    every = chain(first, chain.from_iterable(batches))
    frame = Frame(names, replace(layout, width=None), SIMPLE, _kinds(len(names), first, layout))
    total = sum(frame.needed(frame.texts(first))) + len(SIMPLE.between) * (len(names) - 1)
    if layout.width is not None and total > layout.width:
        yield from formats.line(names, every, layout)
    else:
        yield from draw(names, every, replace(layout, width=None), SIMPLE)


def _kinds(count: int, batch: Sequence[Row], layout: Layout) -> list[str]:
    """What each column is: "number" where it has nothing else, else its declared type."""
    found = []
    for place in range(count):
        kinds = {type(row[place]) for row in batch} - {type(None)}
        declared = layout.types[place] or "" if layout.types else ""
        is_number = kinds <= {int, float} if kinds else declared in ("INTEGER", "REAL", "BOOLEAN")
        found.append("number" if is_number else declared)
    return found


class Frame:
    """One table: its columns' names and kinds, and how wide they may be."""

    def __init__(self, names: Sequence[str], layout: Layout, style: Style, kinds: Sequence[str]) -> None:
        self.names = [visible(name) for name in names]
        self.layout = layout
        self.style = style
        self.kinds = kinds

    def texts(self, batch: Iterable[Row]) -> Texts:
        """The cells' texts; of long ones what may be shown."""
        most = 8 * self.layout.width if self.layout.width else None
        return [[visible(readable(value)[:most]) for value in row] for row in batch]

    def needed(self, texts: Texts) -> list[int]:
        heads = self.names if self.layout.header else [""] * len(self.names)
        return [max(map(width_of, column)) for column in zip(heads, *texts, strict=True)]

    def fitted(self, texts: Texts, before: Sequence[int] = ()) -> list[int] | None:
        """A width for each column, `before` at least; None: they do not fit."""
        need = self.needed(texts)
        need = [max(pair) for pair in zip(need, before, strict=True)] if before else need
        if self.layout.width is None:
            return need
        least = [
            max(min(wide, DAY if kind in MOMENTS else NARROWEST), *self._figures(place, texts), 0)
            for place, (wide, kind) in enumerate(zip(need, self.kinds, strict=True))
        ]
        gap = len(self.style.between)
        return fit(need, self.layout.width - gap * (len(need) - 1) - self.style.around, least)

    def widened(self, widths: list[int]) -> list[int]:
        """The room that is left given to columns of text, whose later values may need it."""
        fixed = ("number", *MOMENTS)
        growing = [place for place, kind in enumerate(self.kinds) if kind not in fixed]
        if self.layout.width is None or not growing:
            return widths
        between = len(self.style.between) * (len(widths) - 1)
        spare = self.layout.width - sum(widths) - between - self.style.around
        return [wide + spare // len(growing) * (place in growing) for place, wide in enumerate(widths)]

    def _figures(self, place: int, texts: Texts) -> Iterator[int]:
        return (len(row[place]) for row in texts) if self.kinds[place] == "number" else iter((0,))

    def head(self, widths: Sequence[int]) -> str:
        top = self.style.rule(self.style.top, widths)
        if not self.layout.header:
            return top
        names = [cut(name, width, self.layout.mark) for name, width in zip(self.names, widths, strict=True)]
        cells = [self._cell(place, name, widths) for place, name in enumerate(names)]
        if self.layout.colour:
            cells = [f"\x1b[1m{cell}{PLAIN}" for cell in cells]
        return top + self.style.row(cells) + self.style.rule(self.style.middle, widths)

    def body(self, texts: Texts, widths: Sequence[int]) -> str:
        return "".join(self.style.row(self._cells(row, widths)) for row in texts)

    def foot(self, widths: Sequence[int]) -> str:
        return self.style.rule(self.style.bottom, widths)

    def _cells(self, row: Sequence[str], widths: Sequence[int]) -> list[str]:
        cells = []
        for place, text in enumerate(row):
            shorten = cut_json if text[:1] in ("[", "{") and self.kinds[place] in ("JSON", "") else cut
            cell = self._cell(place, shorten(text, widths[place], self.layout.mark), widths)
            cells.append(f"{DIM}{cell}{PLAIN}" if text == NULL and self.layout.colour else cell)
        return cells

    def _cell(self, place: int, text: str, widths: Sequence[int]) -> str:
        if place == len(widths) - 1 and self.style is SIMPLE and self.kinds[place] != "number":
            return text
        return padded(text, widths[place], right=self.kinds[place] == "number")


def fit(needed: Sequence[int], room: int, least: Sequence[int]) -> list[int] | None:
    """The widths cut, widest first, until they fit into `room`; None if no column may get so narrow.

    >>> fit([4, 30, 50], 56, [4, 8, 8])
    [4, 26, 26]
    """
    if sum(least) > room:
        return None
    low, high = 0, max(needed, default=0)
    while low < high:
        cap = (low + high + 1) // 2
        if sum(_capped(needed, least, cap)) <= room:
            low = cap
        else:
            high = cap - 1
    return _capped(needed, least, low)


def _capped(needed: Sequence[int], least: Sequence[int], cap: int) -> list[int]:
    return [max(low, min(wide, cap)) for wide, low in zip(needed, least, strict=True)]
