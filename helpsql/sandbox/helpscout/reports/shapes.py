"""The shapes that reports share: changes, buckets, top lists, series, drilldown pages."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout.reports.measures import Measures, percent
from helpsql.sandbox.helpscout.reports.rows import drilldown_row
from helpsql.sandbox.times import DAY, HOUR, MINUTE, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.reports.ask import Ask, Period
    from helpsql.sandbox.helpscout.reports.cases import Case

# ASSUMED: upper ends of the buckets, in seconds; the last bucket is open.
TIMES = (15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY)
HANDLING = (30, MINUTE, 2 * MINUTE, 3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR)
REPLIES = (1, 2, 3, 4, 5, 6, 7, 8, 9)
CHAT_WAITS = (MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE)
CHAT_MESSAGES = (1, 3, 5, 7)
CHAT_DURATIONS = (2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE)


def measured(call: Call, ask: Ask) -> tuple[Measures, Measures | None]:
    """The current period's measures, and the previous one's if it was asked for."""
    current = Measures.of(call.world, ask, ask.current)
    return current, Measures.of(call.world, ask, ask.previous) if ask.previous else None


def dates(period: Period) -> dict[str, str]:
    return {"startDate": stamp(period.start), "endDate": stamp(period.end)}


def change(now: float, before: float) -> float:
    """Change in percent. From zero it is given as zero, as in the documented answers."""
    return (now - before) * 100 / before if before else 0.0


def changes(now: Mapping[str, Any], before: Mapping[str, Any], *names: str) -> dict[str, float]:
    return {name: change(now[name], before[name]) for name in names}


def bucket_of(value: float, bounds: Sequence[int]) -> int:
    """Number of the bucket, from 1; a value at an upper end is still inside."""
    return bisect_left(bounds, value) + 1


def buckets(
    now: Sequence[int], before: Sequence[int] | None, bounds: Sequence[int], *, whole: bool = False
) -> dict[str, Any]:
    """Spread of values over buckets, empty ones left out. `whole`: previousPercent is an integer."""
    current, previous = (
        Counter(bucket_of(v, bounds) for v in now),
        Counter(bucket_of(v, bounds) for v in before or ()),
    )
    shown: dict[str, Any] = {"count": len(now)}
    if before is not None:
        shown["previousCount"] = len(before)
    shown["ranges"] = [
        _range(number, current, previous, len(now), before, whole)
        for number in sorted(current.keys() | previous.keys())
    ]
    return shown


def chat_buckets(now: Sequence[int], before: Sequence[int] | None, bounds: Sequence[int]) -> dict[str, Any]:
    """All five buckets, the fullest first."""
    shown = buckets(now, before, bounds, whole=True)
    known = {entry["id"]: entry for entry in shown["ranges"]}
    empty = Counter[int]()
    entries = [known.get(n) or _range(n, empty, empty, len(now), before, True) for n in range(1, 6)]
    return shown | {"ranges": sorted(entries, key=lambda entry: -entry["count"])}


def _range(
    number: int, now: Counter[int], past: Counter[int], total: int, before: Sequence[int] | None, whole: bool
) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": number, "count": now[number], "percent": percent(now[number], total)}
    if before is not None:
        share = percent(past[number], len(before))
        shown |= {"previousCount": past[number], "previousPercent": int(share) if whole else share}
    return shown


def with_resolution_times(shown: dict[str, Any], measures: Measures) -> dict[str, Any]:
    """Add to each bucket of repliesToResolve how long its conversations took."""
    spans: dict[int, list[int]] = {}
    for case, span in measures.resolution_times:
        spans.setdefault(bucket_of(len(case.replies), REPLIES), []).append(span)
    for entry in shown["ranges"]:
        if found := spans.get(entry["id"]):
            entry["resolutionTime"] = sum(found) // len(found)
    return shown


def top(
    now: Counter[int],
    before: Counter[int] | None,
    totals: tuple[int, int],
    describe: Callable[[int], dict[str, Any]],
) -> list[dict[str, Any]]:
    """The ten most frequent, with their share of all conversations."""
    shown = []
    for key, count in sorted(now.items(), key=lambda pair: (-pair[1], pair[0]))[:10]:
        entry = describe(key) | {"count": count, "percent": percent(count, totals[0])}
        if before is not None:
            past = percent(before[key], totals[1])
            entry |= {
                "previousCount": before[key],
                "previousPercent": past,
                "deltaPercent": entry["percent"] - past,
            }
        shown.append(entry)
    return shown


def filter_tags(call: Call, measures: Measures) -> list[dict[str, Any]]:
    """The tags that could narrow the report down further."""
    used = {tag for case in measures.active for tag in case.conversation.tags}
    return [{"id": tag, "name": call.world.tags[tag].name} for tag in sorted(used)]


def series(
    call: Call, ask: Ask, measure: Callable[[Measures], dict[str, Any]], *, date: str = "date"
) -> dict[str, list[dict[str, Any]]]:
    """One entry per day, week or month, named by its beginning."""
    now, before = measured(call, ask)

    def entries(measures: Measures) -> list[dict[str, Any]]:
        parts = [measures.within(part) for part in measures.period.buckets(ask.view_by)]
        return [{date: stamp(part.period.start)} | measure(part) for part in parts]

    shown = {"current": entries(now)}
    if before:
        shown["previous"] = entries(before)
    return shown


def drilldown(call: Call, ask: Ask, found: Sequence[Case], *, waiting: bool = False) -> dict[str, Any]:
    """A page of conversations, newest first, each once."""
    unique = {case.conversation.id: case for case in found}
    ordered = sorted(unique.values(), key=lambda case: (-case.conversation.created, -case.conversation.id))
    start = (ask.page - 1) * ask.rows
    return {
        "conversations": {
            "pages": -(-len(ordered) // ask.rows),
            "page": ask.page,
            "count": len(ordered),
            "results": [
                drilldown_row(call, case, waiting=waiting) for case in ordered[start : start + ask.rows]
            ],
        }
    }


def matching(pairs: Sequence[tuple[Case, int]], bounds: Sequence[int], number: int | None) -> list[Case]:
    """Cases whose value lies in the bucket, or all of them."""
    return [case for case, value in pairs if number is None or bucket_of(value, bounds) == number]
