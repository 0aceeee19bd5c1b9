"""Reports on the Docs sites: what visitors looked for and read."""

from __future__ import annotations

from helpsql.spec import INTEGER, JSON, REAL, TEXT, Column, Table
from vtables.helpscout.reports.filters import (
    DOCS,
    PERIOD,
    PREVIOUS,
    Figure,
    asked,
    columns,
    current,
    deltas,
    in_september,
    overall,
)

SITES = (*PERIOD, *PREVIOUS, asked("Sites", TEXT, "sites", "Filter: numbers of Docs sites, as in 'a1,b2'."))

FIGURES = (
    Figure("Visitors", INTEGER, "Visitors"),
    Figure("BrowseAction", REAL, "Share of visitors who browsed, in percent"),
    Figure("SentAnEmailResult", REAL, "Share who sent a mail in the end, in percent"),
    Figure("FoundAnAnswerResult", REAL, "Share who found an answer, in percent"),
    Figure("SearchAction", REAL, "Share who searched, in percent"),
    Figure("FailedResult", REAL, "Share who found nothing, in percent"),
    Figure("DocsViewedPerVisit", REAL, "Articles read in a visit"),
)

overalls = Table(
    "ReportDocs",
    "What visitors of the Docs sites did in a period: one row.",
    docs=f"{DOCS}/docs/reports-docs-overall/",
    reads=[overall("/v2/reports/docs", SITES)],
    rows=1,
    examples=(in_september("select Current_Visitors, Current_FoundAnAnswerResult from ReportDocs"),),
    columns=[
        *columns(SITES),
        *current(FIGURES),
        *deltas(*(one.name for one in FIGURES)),
        Column(
            "PopularSearches", JSON, "Terms searched most, an array of {count, id, results}.", shape="array"
        ),
        Column("FailedSearches", JSON, "Terms searched in vain, an array of {count, id}.", shape="array"),
        Column("TopArticles", JSON, "Articles read most; see ReportDoc_TopArticles.", shape="array"),
        Column("TopCategories", JSON, "Categories read most; see ReportDoc_TopCategories.", shape="array"),
    ],
)

popular_searches = Table(
    "ReportDoc_PopularSearches",
    "What visitors searched for most.",
    docs=f"{DOCS}/docs/reports-docs-overall/",
    reads=[overall("/v2/reports/docs", SITES, rows="popularSearches[]")],
    rows=10,
    columns=[
        *columns(SITES),
        # The term stands where an id is expected.
        Column("Term", TEXT, "What was searched for.", at="id", key=True),
        Column("Count", INTEGER, "How often."),
        Column("Results", INTEGER, "Articles that were found."),
    ],
)

failed_searches = Table(
    "ReportDoc_FailedSearches",
    "What visitors searched for in vain.",
    docs=f"{DOCS}/docs/reports-docs-overall/",
    reads=[overall("/v2/reports/docs", SITES, rows="failedSearches[]")],
    rows=10,
    columns=[
        *columns(SITES),
        Column("Term", TEXT, "What was searched for.", at="id", key=True),
        Column("Count", INTEGER, "How often."),
    ],
)

top_articles = Table(
    "ReportDoc_TopArticles",
    "Articles that visitors read most.",
    docs=f"{DOCS}/docs/reports-docs-overall/",
    reads=[overall("/v2/reports/docs", SITES, rows="topArticles[]")],
    rows=10,
    columns=[
        *columns(SITES),
        Column("Id", TEXT, "Number of the article.", key=True),
        Column("Name", TEXT, "Title of the article."),
        Column("SiteId", TEXT, "Docs site it is on."),
        Column("CollectionId", TEXT, "Collection it is in."),
        Column("Count", INTEGER, "How often it was read."),
    ],
)

top_categories = Table(
    "ReportDoc_TopCategories",
    "Categories of articles that visitors read most.",
    docs=f"{DOCS}/docs/reports-docs-overall/",
    reads=[overall("/v2/reports/docs", SITES, rows="topCategories[]")],
    rows=10,
    columns=[
        *columns(SITES),
        Column("Id", TEXT, "Number of the category.", key=True),
        Column("Name", TEXT, "Name of the category."),
        Column("SiteId", TEXT, "Docs site it is on."),
        Column("Articles", INTEGER, "Articles in it."),
        Column("Count", INTEGER, "How often its articles were read."),
    ],
)

docs_reports = (overalls, popular_searches, failed_searches, top_articles, top_categories)
