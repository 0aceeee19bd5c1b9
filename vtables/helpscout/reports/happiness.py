"""Reports on ratings."""

from __future__ import annotations

from helpsql.spec import INTEGER, REAL, Read, Sort, Table
from vtables.helpscout.reports.filters import (
    DOCS,
    NARROWED,
    OVERALL,
    PERIOD,
    RATING,
    RATING_COLUMNS,
    RATING_PAGES,
    Figure,
    columns,
    current,
    deltas,
    in_september,
    overall,
    previous,
    takes,
)

HAPPINESS = (
    Figure("RatingsPercent", REAL, "Share of customers who rated, in percent"),
    Figure("Great", REAL, "Share of great ratings, in percent"),
    Figure("Okay", REAL, "Share of okay ratings, in percent"),
    Figure("NotGood", REAL, "Share of not good ratings, in percent"),
    Figure("GreatCount", INTEGER, "Great ratings"),
    Figure("OkayCount", INTEGER, "Okay ratings"),
    Figure("NotGoodCount", INTEGER, "Not good ratings"),
    Figure("RatingsCount", INTEGER, "Ratings"),
    Figure("HappinessScore", REAL, "Share of great ratings less that of not good ones"),
    Figure("TotalCustomers", INTEGER, "Customers"),
    Figure("TotalCustomersWithRatings", INTEGER, "Customers who rated"),
)
HAPPINESS_DELTAS = deltas(
    "Okay", "Great", "OkayCount", "HappinessScore", "NotGoodCount", "NotGood", "GreatCount"
)

overalls = Table(
    "ReportHappinessOveralls",
    "How customers rated the answers of a period: one row.",
    docs=f"{DOCS}/happiness/reports-happiness-overall/",
    reads=[overall("/v2/reports/happiness", OVERALL)],
    rows=1,
    examples=(
        in_september("select Current_HappinessScore, Current_RatingsCount from ReportHappinessOveralls"),
    ),
    columns=[*columns(OVERALL), *current(HAPPINESS), *previous(HAPPINESS), *HAPPINESS_DELTAS],
)

RATED = (*PERIOD, *NARROWED, RATING)

ratings = Table(
    "ReportHappinessRatings",
    "The ratings that customers gave in a period.",
    docs=f"{DOCS}/happiness/reports-happiness-ratings/",
    reads=[
        Read(
            "/v2/reports/happiness/ratings",
            rows="results[]",
            params={"rating": "all"},
            takes=takes(RATED),
            paging=RATING_PAGES,
            sort=Sort(
                param="sortField",
                direction="sortOrder",
                fields={"Number": "number"},
                ascending="ASC",
                descending="DESC",
            ),
        )
    ],
    rows=200,
    examples=(in_september("select RatingComments from ReportHappinessRatings", "and Rating = 'NotGood'"),),
    columns=[*columns(RATED), *RATING_COLUMNS],
)

happiness_reports = (overalls, ratings)
