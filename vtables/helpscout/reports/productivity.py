"""Reports on how fast and how much: productivity, and its series."""

from __future__ import annotations

from helpsql.spec import INTEGER, REAL, Column, Read, Table
from vtables.helpscout.reports.filters import (
    COMPARED,
    DATE_STEP,
    DOCS,
    FILTER_TAGS,
    NARROWED,
    OFFICE_HOURS,
    OVERALL,
    PERIOD,
    VIEW_BY,
    Figure,
    buckets,
    columns,
    current,
    deltas,
    in_september,
    overall,
    previous,
)

FILTERS = (*OVERALL, OFFICE_HOURS)
FIGURES = (
    Figure("TotalConversations", INTEGER, "Conversations with anything going on"),
    Figure("ResolutionTime", REAL, "Seconds until a conversation was resolved, on average"),
    Figure("RepliesToResolve", REAL, "Replies until a conversation was resolved, on average"),
    Figure("ResponseTime", INTEGER, "Seconds until a reply, on average"),
    Figure("FirstResponseTime", INTEGER, "Seconds until the first reply, on average"),
    Figure("Resolved", INTEGER, "Conversations resolved"),
    Figure("ResolvedOnFirstReply", INTEGER, "Conversations resolved with the first reply"),
    Figure("Closed", INTEGER, "Conversations closed"),
    Figure("RepliesSent", INTEGER, "Replies sent"),
    Figure("HandleTime", INTEGER, "Seconds spent on a conversation, on average"),
    # A fraction, where all other percentages go to 100.
    Figure("PercentResolvedOnFirstReply", REAL, "Share resolved with the first reply, 0 to 1"),
)

overalls = Table(
    "ReportProductivityOveralls",
    "How fast and how much the team answered in a period: one row.",
    docs=f"{DOCS}/productivity/reports-productivity-overall/",
    reads=[overall("/v2/reports/productivity", FILTERS)],
    rows=1,
    examples=(in_september("select Current_ResponseTime, Current_Resolved from ReportProductivityOveralls"),),
    columns=[
        *columns(FILTERS),
        *current(FIGURES),
        *previous(FIGURES),
        *deltas(
            "TotalConversations",
            "RepliesSent",
            "FirstResponseTime",
            "Resolved",
            "RepliesToResolve",
            "Closed",
            "ResolvedOnFirstReply",
            "ResponseTime",
            "HandleTime",
            "ResolutionTime",
        ),
        FILTER_TAGS,
        buckets("ResponseTime", "times until a reply"),
        buckets("HandleTime", "times spent on a conversation"),
        buckets("FirstResponseTime", "times until the first reply"),
        buckets("RepliesToResolve", "numbers of replies until a conversation was resolved"),
    ],
)

SERIES = (*FILTERS, VIEW_BY)
SERIES_BEFORE = (*PERIOD, *COMPARED, *NARROWED, OFFICE_HOURS, VIEW_BY)


def series(path: str) -> Read:
    """Steps through the period."""
    return overall(path, SERIES, rows="current[]")


def series_before(path: str) -> Read:
    """Steps through the period to compare with."""
    return overall(path, SERIES_BEFORE, rows="previous[]")


FIRST_RESPONSE = Column("Time", REAL, "Seconds until the first reply, on average over that step.")
RESPONSE = Column("Time", REAL, "Seconds until a reply, on average over that step.")
RESOLUTION = Column("Time", REAL, "Seconds until a conversation was resolved, on average over that step.")
REPLIES = Column("Replies", INTEGER, "Replies sent in that step.")
RESOLVED = Column("Resolved", INTEGER, "Conversations resolved in that step.")

first_response_times = Table(
    "ReportProductivityFirstResponseTimes_Currents",
    "Time until the first reply, step by step through a period.",
    docs=f"{DOCS}/productivity/reports-productivity-first-response-time/",
    reads=[series("/v2/reports/productivity/first-response-time")],
    rows=31,
    examples=(in_september("select Date, Time from ReportProductivityFirstResponseTimes_Currents"),),
    columns=[*columns(SERIES), DATE_STEP, FIRST_RESPONSE],
)

first_response_times_before = Table(
    "ReportProductivityFirstResponseTimes_Previouses",
    "Time until the first reply, step by step through the period to compare with.",
    docs=f"{DOCS}/productivity/reports-productivity-first-response-time/",
    reads=[series_before("/v2/reports/productivity/first-response-time")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, FIRST_RESPONSE],
)

response_times = Table(
    "ReportProductivityResponseTimes_Currents",
    "Time until a reply, step by step through a period.",
    docs=f"{DOCS}/productivity/reports-productivity-response-time/",
    reads=[series("/v2/reports/productivity/response-time")],
    rows=31,
    columns=[*columns(SERIES), DATE_STEP, RESPONSE],
)

response_times_before = Table(
    "ReportProductivityResponseTimes_Previouses",
    "Time until a reply, step by step through the period to compare with.",
    docs=f"{DOCS}/productivity/reports-productivity-response-time/",
    reads=[series_before("/v2/reports/productivity/response-time")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, RESPONSE],
)

resolution_times = Table(
    "ReportProductivityResolutionTimes_Currents",
    "Time until conversations were resolved, step by step through a period.",
    docs=f"{DOCS}/productivity/reports-productivity-resolution-time/",
    reads=[series("/v2/reports/productivity/resolution-time")],
    rows=31,
    columns=[*columns(SERIES), DATE_STEP, RESOLUTION],
)

resolution_times_before = Table(
    "ReportProductivityResolutionTimes_Previouses",
    "Time until conversations were resolved, step by step through the period to compare with.",
    docs=f"{DOCS}/productivity/reports-productivity-resolution-time/",
    reads=[series_before("/v2/reports/productivity/resolution-time")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, RESOLUTION],
)

replies_sent = Table(
    "ReportProductivityRepliesSent_Currents",
    "Replies sent, step by step through a period.",
    docs=f"{DOCS}/productivity/reports-productivity-replies-sent/",
    reads=[series("/v2/reports/productivity/replies-sent")],
    rows=31,
    columns=[*columns(SERIES), DATE_STEP, REPLIES],
)

replies_sent_before = Table(
    "ReportProductivityRepliesSent_Previouses",
    "Replies sent, step by step through the period to compare with.",
    docs=f"{DOCS}/productivity/reports-productivity-replies-sent/",
    reads=[series_before("/v2/reports/productivity/replies-sent")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, REPLIES],
)

resolved = Table(
    "ReportProductivityResolved_Currents",
    "Conversations resolved, step by step through a period.",
    docs=f"{DOCS}/productivity/reports-productivity-resolved/",
    reads=[series("/v2/reports/productivity/resolved")],
    rows=31,
    columns=[*columns(SERIES), DATE_STEP, RESOLVED],
)

resolved_before = Table(
    "ReportProductivityResolved_Previouses",
    "Conversations resolved, step by step through the period to compare with.",
    docs=f"{DOCS}/productivity/reports-productivity-resolved/",
    reads=[series_before("/v2/reports/productivity/resolved")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, RESOLVED],
)

productivity_reports = (
    overalls,
    first_response_times,
    first_response_times_before,
    response_times,
    response_times_before,
    resolution_times,
    resolution_times_before,
    replies_sent,
    replies_sent_before,
    resolved,
    resolved_before,
)
