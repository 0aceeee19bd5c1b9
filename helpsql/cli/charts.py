"""A result drawn in the terminal: bars, a line, a histogram, a heat map. The types tell what is x and y.

bar    a label and a number a row
line   a number or moment, and a number a row; further numbers are further lines
hist   one number a row
heat   two labels and a number a row, such as weekday, hour and count
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from wcwidth import wcswidth

from helpsql.cli.cells import cut
from helpsql.cli.visible import visible
from helpsql.errors import ProgrammingError
from helpsql.instants import as_instant

if TYPE_CHECKING:
    from types import ModuleType

Rows = Sequence[Sequence[Any]]
MOST = 10_000
"""Rows that are drawn; a chart of more shows no more."""
MOST_BARS = 60
LABEL = 24
"""Columns that a label may take."""
SHADES = " ░▒▓█"


@dataclass(frozen=True, slots=True)
class Canvas:
    """The room there is, in columns and lines."""

    width: int = 80
    height: int = 24
    colour: bool = False


def draw(kind: str, names: Sequence[str], rows: Iterable[Sequence[Any]], canvas: Canvas) -> str:
    """The chart as lines of text. ProgrammingError when the columns are not what it needs."""
    held = list(islice(rows, MOST + 1))
    if not held:
        return "(no rows)\n"
    text = CHARTS[kind](names, held[:MOST], canvas)
    more = "" if len(held) <= MOST else f"(the first {MOST:,} rows)\n"
    return f"{text.rstrip()}\n{more}"


# What is what


def _numbers(names: Sequence[str], rows: Rows) -> list[int]:
    """Places of the columns that hold numbers only, and at least one."""
    found = []
    for place in range(len(names)):
        values = [row[place] for row in rows if row[place] is not None]
        if values and all(isinstance(value, int | float) for value in values):
            found.append(place)
    return found


def _wanted(kind: str, names: Sequence[str], what: str) -> ProgrammingError:
    columns = ", ".join(names)
    return ProgrammingError(
        f"A {kind} chart needs {what}; the columns are {columns}.",
        hint="Select them in that order: labels first, numbers behind.",
        code="chart",
    )


def _label(value: Any) -> str:
    return "NULL" if value is None else cut(visible(str(value)), LABEL)


# Charts


def bar(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
    """A bar for each row; the first column that is no number, or the first, is the label."""
    numbers = _numbers(names, rows)
    labels = [place for place in range(len(names)) if place not in numbers[-1:]]
    if not numbers or not labels:
        raise _wanted("bar", names, "a label and a number")
    label, value = next((p for p in labels if p not in numbers), labels[0]), _value(numbers, labels)
    shown = [(_label(row[label]), row[value] or 0) for row in rows[:MOST_BARS]]
    wide = max(wcswidth(name) for name, _ in shown)
    figures = [_figure(number) for _, number in shown]
    room = max(8, canvas.width - wide - max(map(len, figures)) - 3)
    most = max(abs(number) for _, number in shown) or 1
    lines = [
        f"{name}{' ' * (wide - wcswidth(name))} {_block(abs(number) / most * room)} {figure}"
        for (name, number), figure in zip(shown, figures, strict=True)
    ]
    rest = len(rows) - len(shown)
    return "\n".join([*lines, *([f"… {rest:,} more"] if rest > 0 else [])])


def _value(numbers: list[int], labels: list[int]) -> int:
    """The first number behind a label."""
    return next((place for place in numbers if place > labels[0]), numbers[-1])


def _figure(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.6g}"


def _block(length: float) -> str:
    """A bar of that many columns, to an eighth."""
    whole, part = divmod(round(length * 8), 8)
    return "█" * whole + ("" if not part else chr(0x2590 - part))


def line(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
    """Numbers over the first column: a number, or a moment."""
    numbers = _numbers(names, rows)
    series = [place for place in numbers if place != 0]
    if not series:
        raise _wanted("line", names, "a number or moment, and a number")
    kept = [row for row in rows if row[0] is not None]
    plot = _plot(canvas)
    across = [row[0] for row in kept] if 0 in numbers else _moments(plot, kept)
    for place in series:
        label = _label(names[place]) if len(series) > 1 else None
        plot.plot(across, [row[place] or 0 for row in kept], marker="braille", label=label)
    return _built(plot)


def _moments(plot: ModuleType, rows: Rows) -> list[Any]:
    """Days as the library takes them; where they are none, places in order with the labels below."""
    found = [as_instant(row[0]) for row in rows]
    if None in found:
        plot.xticks(*_ticks([_label(row[0]) for row in rows]))
        return list(range(len(rows)))
    plot.date_form("Y-m-d")
    return [moment.strftime("%Y-%m-%d") for moment in found if moment is not None]


def _ticks(labels: list[str]) -> tuple[list[int], list[str]]:
    step = max(1, len(labels) // 6)
    places = list(range(0, len(labels), step))
    return places, [labels[place] for place in places]


def hist(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
    """How the numbers of the first column with numbers spread."""
    numbers = _numbers(names, rows)
    if not numbers:
        raise _wanted("hist", names, "a number")
    values = [row[numbers[0]] for row in rows if row[numbers[0]] is not None]
    plot = _plot(canvas)
    plot.hist(values, max(1, min(40, canvas.width // 4, len(set(values)))))
    return _built(plot)


def _plot(canvas: Canvas) -> ModuleType:
    import plotext

    plotext.clear_figure()
    plotext.theme("pro" if canvas.colour else "clear")
    plotext.plotsize(canvas.width, max(8, canvas.height))
    return plotext  # type: ignore[no-any-return]


def _built(plot: ModuleType) -> str:
    text: str = plot.build()
    return text if "\x1b[38" in text else plot.uncolorize(text)


def heat(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
    """A cell for each pair of the first two columns, darker where the third is more."""
    numbers = [place for place in _numbers(names, rows) if place > 1]
    if not numbers:
        raise _wanted("heat", names, "two labels and a number")
    down, across = _distinct(row[0] for row in rows), _distinct(row[1] for row in rows)
    cells = {(row[0], row[1]): row[numbers[0]] or 0 for row in rows}
    heads = [_label(one) for one in across]
    wide = max(wcswidth(_label(one)) for one in down)
    cell = max(2, min(max(map(wcswidth, heads)) + 1, (canvas.width - wide) // len(heads)))
    most = max(cells.values()) or 1
    first = " " * (wide + 1) + "".join(cut(head, cell - 1).ljust(cell) for head in heads)
    lines = [
        f"{_label(one)}{' ' * (wide - wcswidth(_label(one)))} "
        + "".join(_shade(cells.get((one, other), 0) / most) * cell for other in across)
        for one in down
    ]
    return "\n".join([first, *lines, f"{' ' * (wide + 1)}{SHADES[-1]} {_figure(most)}"])


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Numbers in their order, all else in the order of the rows."""
    found = list(dict.fromkeys(values))
    return sorted(found) if all(isinstance(value, int | float) for value in found) else found


def _shade(share: float) -> str:
    return SHADES[0] if share <= 0 else SHADES[max(1, min(4, round(share * 4)))]


CHARTS: dict[str, Callable[[Sequence[str], Rows, Canvas], str]] = {
    "bar": bar,
    "line": line,
    "hist": hist,
    "heat": heat,
}
