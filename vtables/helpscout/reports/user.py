"""Reports on one user, or on a team, whose figures are sums over its members."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, INTEGER, JSON, REAL, TEXT, TIMESTAMP, Column, Pages, Read, Sort, Table, same
from vtables.helpscout.reports.filters import (
    COMPARED,
    CONVERSATION_COLUMNS,
    DATE_STEP,
    DOCS,
    DRILLDOWN,
    FILTER_TAGS,
    MAILBOXES,
    NARROWED,
    OFFICE_HOURS,
    PERIOD,
    PREVIOUS,
    RATING,
    RATING_COLUMNS,
    RATING_PAGES,
    TAGS,
    USER,
    VIEW_BY,
    Figure,
    asked,
    columns,
    current,
    deltas,
    drilldown,
    in_september,
    overall,
    previous,
    takes,
)
from vtables.helpscout.reports.happiness import HAPPINESS, HAPPINESS_DELTAS

FILTERS = (*PERIOD, USER, *PREVIOUS, *NARROWED, OFFICE_HOURS)
FIGURES = (
    Figure("TotalDays", INTEGER, "Days"),
    Figure("Resolved", INTEGER, "Conversations resolved"),
    Figure("ConversationsCreated", INTEGER, "Conversations created"),
    Figure("Closed", INTEGER, "Conversations closed"),
    Figure("TotalReplies", INTEGER, "Replies sent"),
    Figure("ResolvedOnFirstReply", INTEGER, "Conversations resolved with the first reply"),
    Figure("PercentResolvedOnFirstReply", REAL, "Share resolved with the first reply, 0 to 1"),
    Figure("RepliesToResolve", REAL, "Replies until a conversation was resolved, on average"),
    Figure("HandleTime", REAL, "Seconds spent on a conversation, on average"),
    Figure("HappinessScore", REAL, "Share of great ratings less that of not good ones"),
    Figure("ResponseTime", INTEGER, "Seconds until a reply, on average"),
    Figure("ResolutionTime", REAL, "Seconds until a conversation was resolved, on average"),
    Figure("RepliesPerDay", REAL, "Replies a day"),
    Figure("CustomersHelped", INTEGER, "Customers who got an answer"),
    Figure("TotalConversations", INTEGER, "Conversations with anything going on"),
    Figure("ConversationsPerDay", REAL, "Conversations a day"),
    Figure("BusiestDay", INTEGER, "Busiest day of the week, 1 (Monday) to 7"),
)

overalls = Table(
    "ReportUserOverall",
    "What one user or team did in a period: one row.",
    docs=f"{DOCS}/user/reports-user-overall/",
    aliases=("ReportUserOveralls",),
    reads=[overall("/v2/reports/user", FILTERS)],
    rows=1,
    examples=(
        in_september("select Email, Current_TotalReplies from Users join ReportUserOverall on User_Id = Id"),
    ),
    columns=[
        *columns(FILTERS),
        Column("User_HasPhoto", BOOLEAN, "Whether the user has a picture."),
        Column("User_CreatedAt", TIMESTAMP, "When the user was created."),
        Column("User_Name", TEXT, "Name of the user or team."),
        Column(
            "User_TotalCustomersHelped", INTEGER, "Customers who got an answer, since the user was created."
        ),
        Column("User_PhotoUrl", TEXT, "Address of the user's picture."),
        *current(FIGURES),
        *previous(FIGURES),
        *deltas(
            "TotalConversations",
            "CustomersHelped",
            "HappinessScore",
            "RepliesPerDay",
            "ResolvedOnFirstReply",
            "HandleTime",
            "ConversationsPerDay",
            "Resolved",
            "RepliesToResolve",
            "ActiveConversations",
            "TotalReplies",
            "Closed",
            "ResponseTime",
            "ResolutionTime",
            "ConversationsCreated",
        ),
        FILTER_TAGS,
    ],
)

SERIES = (*PERIOD, USER, *PREVIOUS, *NARROWED, VIEW_BY)
SERIES_BEFORE = (*PERIOD, USER, *COMPARED, *NARROWED, VIEW_BY)


def series(path: str) -> Read:
    """Steps through the period."""
    return overall(path, SERIES, rows="current[]")


def series_before(path: str) -> Read:
    """Steps through the period to compare with."""
    return overall(path, SERIES_BEFORE, rows="previous[]")


CUSTOMERS = Column("Customers", INTEGER, "Customers who got an answer in that step.")
REPLIES = Column("Replies", INTEGER, "Replies sent in that step.")
RESOLVED = Column("Resolved", INTEGER, "Conversations resolved in that step.")

customers_helped = Table(
    "ReportUserCustomersHelped_Currents",
    "Customers that a user helped, step by step through a period.",
    docs=f"{DOCS}/user/reports-user-customers-helped/",
    reads=[series("/v2/reports/user/customers-helped")],
    rows=31,
    columns=[*columns(SERIES), DATE_STEP, CUSTOMERS],
)

customers_helped_before = Table(
    "ReportUserCustomersHelped_Previouses",
    "Customers that a user helped, step by step through the period to compare with.",
    docs=f"{DOCS}/user/reports-user-customers-helped/",
    reads=[series_before("/v2/reports/user/customers-helped")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, CUSTOMERS],
)

replies = Table(
    "ReportUserReplies_Currents",
    "Replies that a user sent, step by step through a period.",
    docs=f"{DOCS}/user/reports-user-replies/",
    reads=[series("/v2/reports/user/replies")],
    rows=31,
    columns=[*columns(SERIES), DATE_STEP, REPLIES],
)

replies_before = Table(
    "ReportUserReplies_Previouses",
    "Replies that a user sent, step by step through the period to compare with.",
    docs=f"{DOCS}/user/reports-user-replies/",
    reads=[series_before("/v2/reports/user/replies")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, REPLIES],
)

resolutions = Table(
    "ReportUserResolutions_Currents",
    "Conversations that a user resolved, step by step through a period.",
    docs=f"{DOCS}/user/reports-user-resolutions/",
    reads=[series("/v2/reports/user/resolutions")],
    rows=31,
    columns=[*columns(SERIES), DATE_STEP, RESOLVED],
)

resolutions_before = Table(
    "ReportUserResolutions_Previouses",
    "Conversations that a user resolved, step by step through the period to compare with.",
    docs=f"{DOCS}/user/reports-user-resolutions/",
    reads=[series_before("/v2/reports/user/resolutions")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, RESOLVED],
)

RATEABLE = (*PERIOD, USER, *PREVIOUS, *NARROWED)

happiness = Table(
    "ReportUserHappinessOveralls",
    "How customers rated one user in a period: one row.",
    docs=f"{DOCS}/user/reports-user-happiness/",
    reads=[overall("/v2/reports/user/happiness", RATEABLE)],
    rows=1,
    columns=[
        *columns(RATEABLE),
        *current(HAPPINESS),
        *previous(HAPPINESS),
        *HAPPINESS_DELTAS,
        FILTER_TAGS,
    ],
)

RATED = (*PERIOD, USER, *NARROWED, RATING)

ratings = Table(
    "ReportUserRatings",
    "The ratings that one user was given in a period.",
    docs=f"{DOCS}/user/reports-user-ratings/",
    reads=[
        Read(
            "/v2/reports/user/ratings",
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
    rows=50,
    columns=[*columns(RATED), *RATING_COLUMNS],
)

BEHIND = (*DRILLDOWN, USER)

drilldowns = Table(
    "ReportUserDrilldowns",
    "The conversations behind the report on one user.",
    docs=f"{DOCS}/user/reports-user-drilldown/",
    reads=[drilldown("/v2/reports/user/drilldown", BEHIND)],
    rows=100,
    columns=[*columns(BEHIND), *CONVERSATION_COLUMNS],
)

HISTORY = (
    *DRILLDOWN,
    USER,
    OFFICE_HOURS,
    asked(
        "Status",
        TEXT,
        "status",
        "Filter: active, pending or closed.",
        values=same("active", "pending", "closed"),
    ),
)

histories = Table(
    "ReportUserConversationHistories",
    "How one user handled each conversation of a period.",
    docs=f"{DOCS}/user/reports-user-conversation-history/",
    reads=[
        Read(
            "/v2/reports/user/conversation-history",
            rows="results[]",
            takes=takes(HISTORY),
            paging=Pages(param="page", size=50, pages_at="pages", count_at="count"),
            sort=Sort(
                param="sortField",
                direction="sortOrder",
                fields={"Number": "number", "RepliesSent": "repliesSent"},
                ascending="ASC",
                descending="DESC",
            ),
        )
    ],
    rows=200,
    columns=[
        *columns(HISTORY),
        Column("Id", INTEGER, "Conversation (Conversations.Id).", key=True, points_to="Conversations.Id"),
        Column("Number", INTEGER, "Number of the conversation as people see it."),
        Column("Customers", JSON, "Its customers, an array of {id, name}.", shape="array"),
        Column("AvgHandleTime", REAL, "Seconds that the user spent on it, on average."),
        Column("FirstResponseTime", REAL, "Seconds until the user's first reply."),
        Column("RepliesSent", INTEGER, "Replies of the user."),
        Column("ResponseTime", REAL, "Seconds until a reply, on average."),
        Column("ResolveTime", REAL, "Seconds until it was resolved."),
        # Only newer answers have it; Status is the filter.
        Column("ConversationStatus", TEXT, "Status of the conversation, in newer answers.", at="status"),
    ],
)

CHATTING = (*PERIOD, USER, *PREVIOUS, MAILBOXES, TAGS, OFFICE_HOURS)
CHAT_FIGURES = (
    Figure("NewConversations", INTEGER, "New chats"),
    Figure("MessagesPerChat", REAL, "Messages in a chat, on average"),
    Figure("ResponseTime", REAL, "Seconds until a reply, on average"),
    Figure("WaitTime", REAL, "Seconds until the user joined, on average"),
    Figure("Duration", REAL, "Seconds that a chat lasted, on average"),
)

chats = Table(
    "ReportUserChats",
    "Chats of one user in a period: one row.",
    docs=f"{DOCS}/user/reports-user-chat/",
    reads=[overall("/v2/reports/user/chat", CHATTING)],
    rows=1,
    columns=[
        *columns(CHATTING),
        *current(CHAT_FIGURES),
        *previous(CHAT_FIGURES),
        *deltas(*(one.name for one in CHAT_FIGURES)),
    ],
)

user_reports = (
    overalls,
    customers_helped,
    customers_helped_before,
    replies,
    replies_before,
    resolutions,
    resolutions_before,
    happiness,
    ratings,
    drilldowns,
    histories,
    chats,
)
