"""Aligned tables (`table`, `box`) by tabulate: batches of rows, each a table with its header.

Within a terminal's width, when one is given, long cells are cut with `…`; when even that does not help,
the rows are shown in the `line` format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

import tabulate
from wcwidth import wcswidth, wcwidth

from helpsql.cli import formats
from helpsql.cli.formats import Layout, Row, dim_null
from helpsql.cli.visible import visible

BATCH = 1000
NARROWEST = 8
GAP = {"simple": (2, 0), "simple_outline": (3, 4), "outline": (3, 4)}
"""Columns of the screen that a style needs: between two cells, and around a row."""

tabulate.PRESERVE_WHITESPACE = True
tabulate.MIN_PADDING = 0


def draw(names: Sequence[str], rows: Iterable[Row], layout: Layout, style: str) -> Iterator[str]:
    """One table for each thousand rows."""
    remaining = iter(rows)
    batch = list(islice(remaining, BATCH))
    widths = fit(_widest(names, batch), layout.width, *GAP[style]) if layout.width else None
    if layout.width and widths is None:
        yield from formats.line(names, chain(batch, remaining), layout)
        return
    yield _table(names, batch, layout, style, widths)
    while batch := list(islice(remaining, BATCH)):
        yield _table(names, batch, layout, style, widths)


def draw_whole(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    """A table if its first thousand rows fit into the width uncut, else the `line` format."""
    remaining = iter(rows)
    batch = list(islice(remaining, BATCH))
    gap, _ = GAP["simple"]
    total = sum(_widest(names, batch)) + gap * (len(names) - 1)
    every = chain(batch, remaining)
    if layout.width is not None and total > layout.width:
        yield from formats.line(names, every, layout)
    else:
        yield from draw(names, every, replace(layout, width=None), "simple")


def fit(widths: list[int], total: int, gap: int = 2, around: int = 0) -> list[int] | None:
    """The widths cut, widest first, until they fit into `total`; None if no column may get so narrow.

    >>> fit([4, 30, 50], 60)
    [4, 26, 26]
    """
    room = total - gap * (len(widths) - 1) - around
    least = [min(width, NARROWEST) for width in widths]
    if sum(least) > room:
        return None
    cap = max(widths, default=0)
    while sum(min(width, cap) for width in widths) > room:
        cap -= 1
    return [min(width, cap) for width in widths]


def _widest(names: Sequence[str], batch: list[Row]) -> list[int]:
    columns = zip(names, *batch, strict=True)
    return [
        max(_width(visible(formats.text_of(cell if cell is not None else "NULL"))) for cell in column)
        for column in columns
    ]


def _width(text: str) -> int:
    return len(text) if text.isascii() else max(wcswidth(text), 0)


def cut(text: str, width: int) -> str:
    """The text in at most `width` columns of the screen, `…` at its end where something is missing."""
    if _width(text) <= width:
        return text
    kept, used = 0, 0
    for character in text:
        used += max(wcwidth(character), 0)
        if used > width - 1:
            break
        kept += 1
    return text[:kept] + "…"


def _table(
    names: Sequence[str], batch: list[Row], layout: Layout, style: str, widths: list[int] | None
) -> str:
    limits: Sequence[int | None] = widths or [None] * len(names)

    def cells(row: Iterable[Any]) -> list[str]:
        shown = (dim_null(value, layout) for value in row)
        return [
            text if limit is None or "\x1b" in text else cut(text, limit)
            for text, limit in zip(shown, limits, strict=True)
        ]

    heads = cells(names)
    if layout.colour:
        heads = [f"\x1b[1m{head}\x1b[0m" for head in heads]
    drawn = tabulate.tabulate(
        [cells(row) for row in batch],
        headers=heads if layout.header else (),
        tablefmt=style if layout.header or style != "simple" else "plain",
        colalign=_alignment(len(names), batch) if batch else None,
        disable_numparse=True,
    )
    return drawn + "\n" if drawn else ""


def _alignment(count: int, batch: list[Row]) -> list[str]:
    """Numbers to the right, where a column has nothing else."""
    aligned = []
    for place in range(count):
        kinds = {type(row[place]) for row in batch} - {type(None)}
        aligned.append("right" if kinds and kinds <= {int, float} else "left")
    return aligned
