"""The shell's own lists, such as `.tables`: names whole, no empty columns, the last column cut or wrapped.

A name that is longer than its column stands on a line of its own, as in a manual page.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from helpsql.cli.cells import PLAIN, cut, padded, readable, width_of
from helpsql.cli.formats import Layout, Row
from helpsql.cli.tables import fit
from helpsql.cli.visible import visible

GAP = "  "
SHARE = 0.45
"""Of the screen's width that names may take beside the other columns."""
LAST, MIDDLE = 20, 12
"""Columns of the screen that the last column, and one between, keep."""


@dataclass(frozen=True, slots=True)
class View:
    """How the rows of a command are shown. wrap: all of the last column; convert: a row made readable."""

    wrap: bool = False
    convert: Callable[[Row], Row] | None = None


def listing(names: Sequence[str], rows: Iterable[Row], layout: Layout, view: View) -> Iterator[str]:
    """The list as one piece; NULL is left blank."""
    made = map(view.convert, rows) if view.convert else rows
    texts = [["" if value is None else visible(readable(value)) for value in row] for row in made]
    if not texts:
        yield "(none)\n"
        return
    kept = [place for place in range(len(names)) if any(row[place] for row in texts)] or [0]
    heads = [names[place] for place in kept]
    texts = [[row[place] for place in kept] for row in texts]
    right = [all(row[place].isdigit() for row in texts if row[place]) for place in range(len(heads))]
    widths = _widths(heads, texts, layout.width)
    lines: list[str] = []
    if layout.header:
        bold = [f"\x1b[1m{padded(one, wide)}{PLAIN}" for one, wide in zip(heads, widths, strict=True)]
        lines += _row(heads, widths, right) if not layout.colour else [GAP.join(bold)]
        lines.append(GAP.join("-" * wide for wide in widths))
    for row in texts:
        lines += _row(row, widths, right, wrap=view.wrap, mark=layout.mark)
    yield "".join(f"{line.rstrip()}\n" for line in lines)


def _widths(heads: Sequence[str], texts: Sequence[Sequence[str]], width: int | None) -> list[int]:
    needed = [max(map(width_of, column)) for column in zip(heads, *texts, strict=True)]
    room = width - len(GAP) * (len(heads) - 1) if width else sum(needed)
    if sum(needed) <= room or len(heads) == 1:
        return [min(wide, room) for wide in needed] if len(heads) == 1 else needed
    first, *between, last = needed
    first = min(first, max(width_of(heads[0]), int(room * SHARE)))
    least = [first, *(min(wide, MIDDLE) for wide in between), min(last, LAST)]
    return fit([first, *between, last], room, least) or least


def _row(
    row: Sequence[str], widths: Sequence[int], right: Sequence[bool], *, wrap: bool = False, mark: str = "…"
) -> Iterator[str]:
    """Lines of one row."""
    *before, last = row
    if before and width_of(before[0]) > widths[0]:
        yield before[0]
        before[0] = ""
    cells = [
        padded(cut(text, wide, mark), wide, right=side)
        for text, wide, side in zip(before, widths, right, strict=False)
    ]
    rest = textwrap.wrap(last, max(8, widths[-1])) if wrap else []
    yield GAP.join(
        [*cells, padded(cut(rest[0] if rest else last, widths[-1], mark), widths[-1], right=right[-1])]
    )
    indent = " " * (sum(widths[:-1]) + len(GAP) * (len(widths) - 1))
    yield from (indent + cut(line, widths[-1], mark) for line in rest[1:])
