"""The Docs report. The world has no Docs site, so each day's visits are drawn from the seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.helpscout.hal import resource
from helpsql.sandbox.helpscout.reports.ask import read_ask
from helpsql.sandbox.helpscout.reports.measures import percent
from helpsql.sandbox.helpscout.reports.shapes import change
from helpsql.sandbox.times import DAY

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.reports.ask import Period

_TERMS = ("refund", "pegs", "waterproof", "warranty", "size chart", "stove fuel")
_FAILED = ("recipes", "discount code", "jobs")
_ARTICLES = ("Pitching the tent", "Cleaning the filter", "Finding your size", "Sending things back")
_CATEGORIES = ("Setting up", "Care", "Orders")
_SITE = f"{Dice(1, 'docs site').bits():016x}5e3e9bd6"


@dataclass
class Visits:
    """Sums over the days of a period."""

    visitors: int = 0
    browsed: int = 0
    mailed: int = 0
    found: int = 0
    failed: int = 0
    views: int = 0
    searches: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, seed: int, period: Period) -> Visits:
        total = cls()
        for day in range(period.start // DAY, period.end // DAY + 1):
            total.add_day(Dice(seed, "docs", day))
        return total

    def add_day(self, dice: Dice) -> None:
        visitors = dice.between(10, 60)
        searched = dice.between(1, visitors // 3)
        self.visitors += visitors
        self.browsed += visitors - searched
        self.failed += dice.between(0, searched)
        self.mailed += dice.between(0, 2)
        self.found += dice.between(visitors // 2, visitors - 2)
        self.views += dice.between(visitors, 2 * visitors)
        self.searches[dice.pick(_TERMS)] += searched
        self.misses[dice.pick(_FAILED)] += dice.between(0, 2)
        self.articles[dice.pick(_ARTICLES)] += visitors

    def figures(self) -> dict[str, Any]:
        searched = self.visitors - self.browsed
        return {
            "visitors": self.visitors,
            "browseAction": percent(self.browsed, self.visitors),
            "sentAnEmailResult": percent(self.mailed, self.visitors),
            "foundAnAnswerResult": percent(self.found, self.visitors),
            "searchAction": percent(searched, self.visitors),
            "failedResult": percent(self.failed, searched),
            "docsViewedPerVisit": self.views / self.visitors if self.visitors else 0.0,
        }


def docs(call: Call) -> Response:
    ask = read_ask(call, types=False)
    call.params.texts("sites")  # ASSUMED: there is one site, and every filter means it
    now = Visits.of(call.world.timeline.seed, ask.current)
    shown: dict[str, Any] = {"current": now.figures()} | _lists(now)
    if ask.previous:
        past = Visits.of(call.world.timeline.seed, ask.previous).figures()
        shown["previous"] = past
        shown["deltas"] = _deltas(shown["current"], past)
    return resource(shown)


def _deltas(now: dict[str, Any], before: dict[str, Any]) -> dict[str, float]:
    """Visitors change in percent, shares in points."""
    return {
        name: change(value, before[name]) if name == "visitors" else value - before[name]
        for name, value in now.items()
    }


def _lists(v: Visits) -> dict[str, Any]:
    return {
        "popularSearches": [
            {"count": n, "id": term, "results": len(term) % 7 + 1} for term, n in _ranked(v.searches)
        ],
        "failedSearches": [{"count": n, "id": term} for term, n in _ranked(v.misses)],
        "topArticles": [
            {"count": n, "name": name, "siteId": _SITE, "id": _id(name), "collectionId": _id("manuals")}
            for name, n in _ranked(v.articles)
        ],
        "topCategories": [
            {"count": v.views // (n + 2), "name": name, "siteId": _SITE, "id": _id(name), "articles": 4 + n}
            for n, name in enumerate(_CATEGORIES)
        ],
    }


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(((k, n) for k, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0]))


def _id(name: str) -> str:
    return f"{Dice(len(name), name).bits():016x}e4b0a3b4"
