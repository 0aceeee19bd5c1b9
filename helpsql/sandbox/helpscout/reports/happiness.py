"""Happiness: what customers thought of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from helpsql.sandbox.helpscout.hal import resource
from helpsql.sandbox.helpscout.reports.ask import read_ask
from helpsql.sandbox.helpscout.reports.measures import Measures, percent
from helpsql.sandbox.helpscout.reports.rows import RATING_IDS, rating_row
from helpsql.sandbox.helpscout.reports.shapes import change, filter_tags, measured

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.records import Thread
    from helpsql.sandbox.helpscout.reports.cases import Case

_NAMES = {"great": "great", "ok": "okay", "not-good": "not_good"}
ROWS = 50


def score(m: Measures) -> float:
    """Percent of great ratings less percent of not good ones."""
    ratings = [thread.rating.rating for _, thread in m.ratings if thread.rating]
    return percent(ratings.count("great"), len(ratings)) - percent(ratings.count("not_good"), len(ratings))


def happiness(call: Call) -> Response:
    ask = read_ask(call)
    now, before = measured(call, ask)
    return resource(_shown(now, before))


def user_happiness(call: Call) -> Response:
    ask = read_ask(call, user=True)
    now, before = measured(call, ask)
    return resource({"filterTags": filter_tags(call, now)} | _shown(now, before))


def _shown(now: Measures, before: Measures | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"current": _figures(now)}
    if before:
        shown["previous"] = _figures(before)
        shown["deltas"] = _deltas(shown["current"], shown["previous"])
    return shown


def _figures(m: Measures) -> dict[str, Any]:
    ratings = [thread.rating.rating for _, thread in m.ratings if thread.rating]
    great, okay, not_good = (ratings.count(name) for name in RATING_IDS)
    raters = {case.conversation.customer_id for case, _ in m.ratings}
    everyone = m.customers | raters
    return {
        "ratingsPercent": percent(len(raters), len(everyone)),
        "great": percent(great, len(ratings)),
        "okay": percent(okay, len(ratings)),
        "notGood": percent(not_good, len(ratings)),
        "greatCount": great,
        "okayCount": okay,
        "notGoodCount": not_good,
        "ratingsCount": len(ratings),
        "happinessScore": score(m),
        "totalCustomers": len(everyone),
        "totalCustomersWithRatings": len(raters),
    }


def _deltas(now: dict[str, Any], before: dict[str, Any]) -> dict[str, float]:
    """Counts change in percent, percentages in points."""
    points = {name: now[name] - before[name] for name in ("okay", "great", "notGood", "happinessScore")}
    counts = ("okayCount", "notGoodCount", "greatCount")
    return points | {name: change(now[name], before[name]) for name in counts}


def ratings(call: Call) -> Response:
    return _ratings(call, user=False)


def user_ratings(call: Call) -> Response:
    return _ratings(call, user=True)


def _ratings(call: Call, *, user: bool) -> Response:
    params = call.params
    wanted = params.choice("rating", ("great", "ok", "not-good", "all"), "all")
    # ASSUMED: both spellings of the sort parameter are known, and number is the default.
    given = "sortFieldRatings" if params.text("sortFieldRatings") else "sortField"
    field = params.choice(given, ("number", "modifiedAt", "rating"), "number")
    descending = params.choice("sortOrder", ("ASC", "DESC"), "ASC") == "DESC"
    ask = read_ask(call, previous=False, user=user)
    found = Measures.of(call.world, ask, ask.current).ratings
    if wanted != "all":
        found = [(c, t) for c, t in found if t.rating and t.rating.rating == _NAMES[wanted]]
    found.sort(key=_order(field), reverse=descending)
    rows = [rating_row(call, case, thread) for case, thread in found]
    return resource(page_of_rows(rows, ask.page))


def page_of_rows(rows: list[dict[str, Any]], page: int) -> dict[str, Any]:
    shown = rows[(page - 1) * ROWS : page * ROWS]
    return {"results": shown, "page": page, "count": len(rows), "pages": -(-len(rows) // ROWS)}


def _order(field: str) -> Callable[[tuple[Case, Thread]], tuple[int, int]]:
    def key(pair: tuple[Case, Thread]) -> tuple[int, int]:
        case, thread = pair
        rating = thread.rating
        assert rating is not None
        first = {
            "number": case.conversation.number,
            "modifiedAt": rating.at,
            "rating": RATING_IDS[rating.rating],
        }
        return first[field], thread.id

    return key
