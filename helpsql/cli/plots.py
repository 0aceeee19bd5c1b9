"""Charts with axes, by plotext: curves over numbers, moments or labels, and histograms."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

from helpsql.cli.charts import Canvas, Rows, figure, label_of, numbers_of, wanted
from helpsql.instants import as_instant

BETWEEN, LABELLED = 4, 20
"""Lines, and columns, of the screen between two ticks."""
MOST_BINS = 40
MARKERS = "*+ox#"
FRAME = str.maketrans("┌┐└┘─│┤├┬┴┼", "++++-|+++++")
Axis = tuple[list[float], list[str]]
"""Places and labels of its ticks."""


def line(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
    """Numbers over the first column: a number, a moment, or labels in the order of the rows.

    Beside one number, a label names the line that it belongs to.
    """
    numbers = numbers_of(names, rows)
    series = [place for place in numbers if place != 0]
    if not series:
        raise wanted("line", names, "a number or moment, and a number")
    labels = [place for place in range(1, len(names)) if place not in numbers]
    if len(series) == len(labels) == 1:
        names, rows = _spread(rows, labels[0], series[0], canvas)
        series = list(range(1, len(names)))
    places, axis = _across([row[0] for row in rows], canvas, is_number=0 in numbers)
    plot = _plot(canvas)
    drawn: list[float] = []
    for number, place in enumerate(series):
        points = sorted(
            (x, row[place])
            for x, row in zip(places, rows, strict=True)
            if x is not None and _is_known(row[place])
        )
        drawn += [y for _, y in points]
        marker = "braille" if canvas.blocks else MARKERS[number % len(MARKERS)]
        label = label_of(names[place], canvas) if len(series) > 1 else None
        if points:
            plot.plot([x for x, _ in points], [y for _, y in points], marker=marker, label=label)
    if not drawn:
        return "(no numbers)"
    _ruled(plot, drawn, canvas)
    plot.xticks(*axis)
    return _built(plot, canvas)


def _spread(rows: Rows, label: int, value: int, canvas: Canvas) -> tuple[list[str], list[list[Any]]]:
    """A row for each first value and a column for each label: GROUP BY week, team is a line for each team."""
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row[0], {})[label_of(row[label], canvas)] = row[value]
    names = list(dict.fromkeys(name for given in found.values() for name in given))
    return ["", *names], [[at, *map(given.get, names)] for at, given in found.items()]


def _is_known(value: Any) -> bool:
    return value is not None and math.isfinite(value)


def _across(values: Sequence[Any], canvas: Canvas, *, is_number: bool) -> tuple[list[float | None], Axis]:
    """Where each row stands, None for nowhere, and the axis."""
    most = max(2, canvas.width // LABELLED)
    if is_number:
        known = [value for value in values if _is_known(value)]
        ticks = ticks_of(min(known), max(known), most)
        return [value if _is_known(value) else None for value in values], (ticks, list(map(figure, ticks)))
    moments = [as_instant(value) for value in values]
    if any(value is not None and moment is None for value, moment in zip(values, moments, strict=True)):
        step = max(1, math.ceil(len(values) / most))
        places = [float(place) for place in range(0, len(values), step)]
        return [float(n) for n in range(len(values))], (
            places,
            [label_of(values[int(place)], canvas) for place in places],
        )
    told = [moment for moment in moments if moment is not None]
    return [moment.timestamp() if moment else None for moment in moments], _calendar(
        min(told), max(told), most
    )


def _calendar(first: datetime, last: datetime, most: int) -> Axis:
    """Ticks from the first moment to the last: with the time of day within two days, else days."""
    hourly = last - first < timedelta(days=2)
    pattern = "%m-%d %H:%M" if hourly else "%Y-%m-%d"
    steps = max(1, most - 1)
    found: dict[str, float] = {}
    for number in range(steps + 1):
        moment = first + (last - first) * number / steps
        if not hourly:
            moment = max(first, moment.replace(hour=0, minute=0, second=0, microsecond=0))
        found.setdefault(moment.astimezone(UTC).strftime(pattern), moment.timestamp())
    return list(found.values()), list(found)


def ticks_of(low: float, high: float, most: int) -> list[float]:
    """Round numbers from `low` to `high`, at most so many; whole ones between whole numbers.

    >>> ticks_of(0, 17, 5)
    [0, 5, 10, 15]
    """
    if high <= low:
        return [low]
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    if isinstance(low, int) and isinstance(high, int):
        step = max(1, round(step))
    first, last = math.ceil(low / step), math.floor(high / step)
    return [
        number * step if isinstance(step, int) else round(number * step, 12)
        for number in range(first, last + 1)
    ]


def _ruled(plot: ModuleType, drawn: Sequence[float], canvas: Canvas) -> None:
    """The axis upwards: from 0 where the numbers are not far from it."""
    low, high = min(drawn), max(drawn)
    low = 0 if 0 < low < high / 2 else low
    if low == high:
        low, high = min(0, low), max(0, high) or 1
    ticks = ticks_of(low, high, max(2, canvas.height // BETWEEN))
    plot.ylim(low, high)
    plot.yticks(ticks, list(map(figure, ticks)))


def hist(names: Sequence[str], rows: Rows, canvas: Canvas) -> str:
    """How the numbers of the first column with numbers spread."""
    numbers = numbers_of(names, rows)
    if not numbers:
        raise wanted("hist", names, "a number")
    values = [row[numbers[0]] for row in rows if _is_known(row[numbers[0]])]
    if not values:
        return "(no numbers)"
    low, size, count = _bins(values, max(1, min(MOST_BINS, canvas.width // 4)))
    found = Counter(min(count - 1, int((value - low) / size)) for value in values)
    plot = _plot(canvas)
    heights = [found[number] for number in range(count)]
    middles = [low + size * (number + 0.5) for number in range(count)]
    plot.bar(middles, heights, width=1, marker=None if canvas.blocks else "#")
    _ruled(plot, [0, *heights], canvas)
    edges = ticks_of(low, low + size * count, max(2, canvas.width // LABELLED))
    plot.xticks(edges, list(map(figure, edges)))
    return _built(plot, canvas)


def _bins(values: Sequence[float], most: int) -> tuple[float, float, int]:
    """Where the first begins, how wide they are, how many; whole numbers have bins of whole width."""
    low, high = min(values), max(values)
    if all(isinstance(value, int) for value in values):
        size = math.ceil((high - low + 1) / most)
        return low, size, math.ceil((high - low + 1) / size)
    count = min(most, len(set(values)))
    return low, (high - low) / count or 1, count


def _plot(canvas: Canvas) -> ModuleType:
    import plotext

    plotext.clear_figure()
    plotext.theme("pro" if canvas.colour else "clear")
    plotext.plotsize(canvas.width, max(8, canvas.height))
    return plotext  # type: ignore[no-any-return]


def _built(plot: ModuleType, canvas: Canvas) -> str:
    text: str = plot.build()
    text = text if canvas.colour else plot.uncolorize(text)
    return text if canvas.blocks else text.translate(FRAME)
