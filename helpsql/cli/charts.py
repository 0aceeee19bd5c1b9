"""A result drawn in the terminal: bars and heat maps here, curves and histograms by `helpsql.cli.plots`.

bar    a label and a number a row
line   a number or moment, and a number a row; further numbers, or the values of a label, are further lines
hist   one number a row
heat   two labels and a number a row, such as weekday, hour and count
auto   the one that the columns fit
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from helpsql.cli.cells import cut, padded, width_of
from helpsql.cli.visible import visible
from helpsql.errors import ProgrammingError
from helpsql.instants import as_instant

Rows = Sequence[Sequence[Any]]
MOST = 10_000
"""Rows that are drawn; a chart of more shows no more."""
MOST_BARS = 60
MOST_STEPS = 60
"""Whole numbers from the least to the greatest up to which their gaps are filled."""
LABEL = 24
"""Columns that a label may take."""
SHADES, ASCII_SHADES = " ░▒▓█", " .:+#"


@dataclass(frozen=True, slots=True)
class Canvas:
    """The room there is, in columns and lines; `blocks`: the terminal's encoding has more than ASCII."""

    width: int = 80
    height: int = 24
    colour: bool = False
    blocks: bool = True

    @property
    def mark(self) -> str:
        """What stands where text is cut."""
        return "…" if self.blocks else "..."


def draw(kind: str, names: Sequence[str], rows: Iterable[Sequence[Any]], canvas: Canvas) -> str:
    """The chart as lines of text. ProgrammingError when the columns are not what it needs."""
    held = list(islice(rows, MOST + 1))
    if not held:
        return "(no rows)\n"
    text = CHARTS[kind](names, held[:MOST], canvas)
    more = "" if len(held) <= MOST else f"(the first {MOST:,} rows)\n"
    return f"{text.rstrip()}\n{more}"


# What is what


def numbers_of(names: Sequence[str], rows: Rows) -> list[int]:
    """Places of the columns that hold numbers only, and at least one."""
    found = []
    for place in range(len(names)):
        values = [row[place] for row in rows if row[place] is not None]
        if values and all(isinstance(value, int | float) for value in values):
            found.append(place)
    return found


def wanted(kind: str, names: Sequence[str], what: str) -> ProgrammingError:
    columns = ", ".join(names)
    return ProgrammingError(
        f"A {kind} chart needs {what}; the columns are {columns}.",
        hint="Select them in that order: labels first, numbers behind.",
        code="chart",
    )


def label_of(value: Any, canvas: Canvas) -> str:
    return "NULL" if value is None else cut(visible(str(value)), LABEL, canvas.mark)


def figure(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.6g}"


def guessed(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
    """Moments and numbers: line; a grid of two labels and a number: heat; else bar, or hist of one column."""
    numbers = numbers_of(names, rows)
    if 0 not in numbers and numbers and all(as_instant(row[0]) for row in rows if row[0] is not None):
        return plotted("line")(names, rows, canvas)
    sides = [len({row[place] for row in rows}) for place in (0, 1)] if len(names) == 3 else [len(rows)]
    if 2 in numbers and max(sides) < len(rows):
        return heat(names, rows, canvas)
    return (bar if len(names) > 1 else plotted("hist"))(names, rows, canvas)


# Bars


def bar(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
    """A bar for each row; the first column that is no number, or the first, is the label."""
    numbers = numbers_of(names, rows)
    labels = [place for place in range(len(names)) if place not in numbers[-1:]]
    if not numbers or not labels:
        raise wanted("bar", names, "a label and a number")
    label, value = next((p for p in labels if p not in numbers), labels[0]), _value(numbers, labels)
    shown = rows[:MOST_BARS]
    heads = [label_of(row[label], canvas) for row in shown]
    figures = ["NULL" if row[value] is None else figure(row[value]) for row in shown]
    wide, side = max(map(width_of, heads)), max(map(len, figures))
    bars = _bars([row[value] for row in shown], max(8, canvas.width - wide - side - 3), canvas)
    lines = [
        f"{padded(head, wide)} {length} {told}"
        for head, length, told in zip(heads, bars, figures, strict=True)
    ]
    rest = len(rows) - len(shown)
    return "\n".join([*lines, *([f"{canvas.mark} {rest:,} more"] if rest > 0 else [])])


def _value(numbers: list[int], labels: list[int]) -> int:
    """The first number behind a label."""
    return next((place for place in numbers if place > labels[0]), numbers[-1])


def _bars(values: Sequence[float | None], room: int, canvas: Canvas) -> list[str]:
    """Bars from one zero; those of negative numbers go to the left of it."""
    known = [value if value is not None and math.isfinite(value) else 0 for value in values]
    low, high = min(0, *known), max(0, *known)
    scale = room / (high - low) if high > low else 0
    left = round(-low * scale)
    return [
        (_block(-value * scale, canvas, whole=True) if value < 0 else "").rjust(left)
        + (_block(value * scale, canvas) if value > 0 else "")
        for value in known
    ]


def _block(length: float, canvas: Canvas, *, whole: bool = False) -> str:
    """A bar of that many columns, to an eighth or whole ones."""
    if whole or not canvas.blocks:
        return ("█" if canvas.blocks else "#") * round(length)
    full, part = divmod(round(length * 8), 8)
    return "█" * full + ("" if not part else chr(0x2590 - part))


# Heat maps


def heat(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
    """A cell for each pair of the first two columns, darker where the third is more."""
    numbers = [place for place in numbers_of(names, rows) if place > 1]
    if not numbers:
        raise wanted("heat", names, "two labels and a number")
    down, across = _distinct(row[0] for row in rows), _distinct(row[1] for row in rows)
    cells = {(row[0], row[1]): row[numbers[0]] for row in rows}
    most = max((value for value in cells.values() if value is not None), default=0) or 1
    wide = max(width_of(label_of(one, canvas)) for one in down)
    heads = [label_of(one, canvas) for one in across]
    cell = max(1, min(max(map(width_of, heads)) + 1, (canvas.width - wide - 1) // len(heads)))
    fitting = max(1, (canvas.width - wide - 1) // cell)
    shades = SHADES if canvas.blocks else ASCII_SHADES
    lines = [
        f"{padded(label_of(one, canvas), wide)} "
        + "".join(_shade(cells.get((one, other)), most, shades) * cell for other in across[:fitting])
        for one in down[:MOST_BARS]
    ]
    legend = f"{' ' * (wide + 1)}{shades[1]} above 0   {shades[-1]} {figure(most)}"
    return "\n".join(
        [" " * (wide + 1) + _heads(heads[:fitting], cell), *lines, legend, *_left(down, across, fitting)]
    )


def _heads(heads: Sequence[str], cell: int) -> str:
    """The labels above the cells: every one, or every n-th where they would touch each other."""
    step = math.ceil((max(map(width_of, heads)) + 1) / cell)
    return "".join(padded(head, cell * step) for head in heads[::step]).rstrip()


def _left(down: Sequence[Any], across: Sequence[Any], fitting: int) -> list[str]:
    """What did not fit."""
    rows, columns = len(down) - MOST_BARS, len(across) - fitting
    told = [f"{columns:,} columns"] * (columns > 0) + [f"{rows:,} rows"] * (rows > 0)
    return [f"not shown: {' and '.join(told)}"] if told else []


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Numbers, hours and dates in their order, other labels in that of the rows; NULL is the last.

    Whole numbers have no gaps, strftime's `08` neither: an hour without a row is a column too.
    """
    found = list(dict.fromkeys(values))
    given = [value for value in found if value is not None]
    last = [None] * (len(given) < len(found))
    if given and _all(given, int | float):
        return [*(_without_gaps(given) if _all(given, int) else sorted(given)), *last]
    if given and _all(given, str) and all(value.isascii() and value[:1].isdecimal() for value in given):
        return [*_texts_in_order(given), *last]
    return found


def _all(values: Sequence[Any], kind: Any) -> bool:
    return all(isinstance(value, kind) for value in values)


def _without_gaps(values: Sequence[int]) -> list[int]:
    least, most = min(values), max(values)
    return list(range(least, most + 1)) if most - least < MOST_STEPS else sorted(values)


def _texts_in_order(values: Sequence[str]) -> list[str]:
    """Of one length: as numbers where they are some, else as dates and times sort."""
    wide = {len(value) for value in values}
    if len(wide) > 1 or not all(value.isdecimal() for value in values):
        return sorted(values)
    return [f"{number:0{len(values[0])}}" for number in _without_gaps([*map(int, values)])]


def _shade(value: float | None, most: float, shades: str) -> str:
    share = (value or 0) / most
    return shades[0] if not share > 0 else shades[max(1, min(4, round(share * 4)))]


def plotted(kind: str) -> Callable[[Sequence[str], Rows, Canvas], str]:
    """A chart of `helpsql.cli.plots`, which is loaded when it is drawn."""

    def made(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
        from helpsql.cli import plots

        return {"line": plots.line, "hist": plots.hist}[kind](names, rows, canvas)

    return made


CHARTS: dict[str, Callable[[Sequence[str], Rows, Canvas], str]] = {
    "bar": bar,
    "line": plotted("line"),
    "hist": plotted("hist"),
    "heat": heat,
    "auto": guessed,
}
