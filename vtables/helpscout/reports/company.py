"""Reports on the account as a whole."""

from __future__ import annotations

from helpsql.spec import INTEGER, JSON, REAL, TEXT, Column, Table, lower_first
from vtables.helpscout.reports.filters import (
    COMPARED,
    CONVERSATION_COLUMNS,
    DATE_STEP,
    DOCS,
    DRILLDOWN,
    FILTER_TAGS,
    NARROWED,
    OVERALL,
    PERIOD,
    VIEW_BY,
    Figure,
    asked,
    columns,
    current,
    deltas,
    demanded,
    drilldown,
    in_september,
    overall,
    previous,
)

FIGURES = (
    Figure("CustomersHelped", INTEGER, "Customers who got an answer"),
    Figure("Closed", INTEGER, "Conversations closed"),
    Figure("TotalReplies", INTEGER, "Replies sent"),
    Figure("TotalUsers", INTEGER, "Users who replied"),
    Figure("TotalDays", INTEGER, "Days"),
    Figure("RepliesPerDayPerUser", REAL, "Replies a day and user"),
    Figure("RepliesPerDay", REAL, "Replies a day"),
    Figure("ResolvedPerDay", REAL, "Conversations resolved a day"),
)

overalls = Table(
    "ReportCompanyOveralls",
    "What the whole team did in a period: one row.",
    docs=f"{DOCS}/company/reports-company-overall/",
    reads=[overall("/v2/reports/company", OVERALL)],
    rows=1,
    examples=(
        in_september("select Current_CustomersHelped, Current_TotalReplies from ReportCompanyOveralls"),
    ),
    columns=[
        *columns(OVERALL),
        *current(FIGURES),
        *previous(FIGURES),
        *deltas(
            "CustomersHelped", "TotalReplies", "RepliesPerDay", "Closed", "TotalUsers", "RepliesPerDayPerUser"
        ),
        FILTER_TAGS,
        Column("Users", JSON, "Users; ReportCompanyOverall_Users has a row for each.", shape="array"),
    ],
)

overall_users = Table(
    "ReportCompanyOverall_Users",
    "What each user did in a period.",
    docs=f"{DOCS}/company/reports-company-overall/",
    reads=[overall("/v2/reports/company", OVERALL, rows="users[]")],
    rows=30,
    examples=(in_september("select Name, Replies from ReportCompanyOverall_Users", "order by Replies desc"),),
    columns=[
        *columns(OVERALL),
        # A number, but written as text here alone.
        Column("User", INTEGER, "User (Users.Id).", key=True, points_to="Users.Id"),
        Column("Name", TEXT, "Name of the user."),
        Column("CustomersHelped", INTEGER, "Customers who got an answer, in the period."),
        Column("Replies", INTEGER, "Replies sent, in the period."),
        Column("HandleTime", REAL, "Seconds spent on a conversation, in the period."),
        Column("HappinessScore", REAL, "Share of great ratings less that of bad ones, in the period."),
        Column("PreviousCustomersHelped", INTEGER, "Customers who got an answer, in the period before."),
        Column("PreviousReplies", INTEGER, "Replies sent, in the period before."),
        Column("PreviousHandleTime", REAL, "Seconds spent on a conversation, in the period before."),
        Column("PreviousHappinessScore", REAL, "The score in the period before."),
    ],
)

HELPED = (*OVERALL, VIEW_BY)
HELPED_BEFORE = (*PERIOD, *COMPARED, *NARROWED, VIEW_BY)
CUSTOMERS = Column("Customers", INTEGER, "Customers who got an answer in that step.")

customers_helped = Table(
    "ReportCompanyCustomersHelped_Currents",
    "Customers helped, step by step through a period.",
    docs=f"{DOCS}/company/reports-company-customers-helped/",
    reads=[overall("/v2/reports/company/customers-helped", HELPED, rows="current[]")],
    rows=31,
    examples=(
        in_september(
            "select Date, Customers from ReportCompanyCustomersHelped_Currents", "and ViewBy = 'Week'"
        ),
    ),
    columns=[*columns(HELPED), DATE_STEP, CUSTOMERS],
)

customers_helped_before = Table(
    "ReportCompanyCustomersHelped_Previouses",
    "Customers helped, step by step through the period to compare with.",
    docs=f"{DOCS}/company/reports-company-customers-helped/",
    reads=[overall("/v2/reports/company/customers-helped", HELPED_BEFORE, rows="previous[]")],
    rows=31,
    columns=[*columns(HELPED_BEFORE), DATE_STEP, CUSTOMERS],
)

RANGED = (
    *DRILLDOWN,
    demanded(
        "Range",
        TEXT,
        "range",
        "What is looked at: Replies, FirstReplyResolved, Resolved, ResponseTime, FirstResponseTime or "
        "HandleTime; required.",
        values=lower_first(
            "Replies", "FirstReplyResolved", "Resolved", "ResponseTime", "FirstResponseTime", "HandleTime"
        ),
    ),
    asked("RangeId", INTEGER, "rangeId", "Filter: step of the range, 1 (shortest) to 10 (longest)."),
)

drilldowns = Table(
    "ReportCompanyDrillDowns",
    "The conversations behind one figure of the company report.",
    docs=f"{DOCS}/company/reports-company-drilldown/",
    reads=[drilldown("/v2/reports/company/drilldown", RANGED)],
    rows=500,
    examples=(
        in_september("select Number, Subject from ReportCompanyDrillDowns", "and Range = 'Replies' limit 10"),
    ),
    columns=[*columns(RANGED), *CONVERSATION_COLUMNS],
)

company_reports = (overalls, overall_users, customers_helped, customers_helped_before, drilldowns)
