"""Measuring in pairs: ours, then the baseline, again and again; machines are noisy, ratios less so."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

RUNS = 5
Work = Callable[[], object]


def seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(ours: Work, baseline: Work, runs: int = RUNS) -> tuple[float, float, float]:
    """Medians of both, and the median of the pairwise ratios ours / baseline."""
    pairs = [(seconds(ours), seconds(baseline)) for _ in range(runs)]
    mine, base = zip(*pairs, strict=True)
    return statistics.median(mine), statistics.median(base), statistics.median(a / b for a, b in pairs)


def python(*arguments: str) -> Work:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603


def report(what: str, mine: float, base: float, pairwise: float, note: str, unit: str = "s") -> None:
    """One line; seconds are given, shown as s or ms."""
    scale, digits = (1000, 2) if unit == "ms" else (1, 3)
    figures = "  ".join(f"{value * scale:8.{digits}f} {unit:<2}" for value in (mine, base))
    print(f"{what:<44} {figures} ratio {pairwise:5.2f}  {note}")
