"""Reports on one channel: mail, chats, calls."""

from __future__ import annotations

from helpsql.spec import INTEGER, JSON, REAL, TEXT, Column, Table
from vtables.helpscout.reports.filters import (
    DOCS,
    FILTER_TAGS,
    OFFICE_HOURS,
    PERIOD,
    PREVIOUS,
    WITHOUT_TYPES,
    Figure,
    buckets,
    columns,
    current,
    deltas,
    in_september,
    overall,
    previous,
)

CHANNEL = (*PERIOD, *PREVIOUS, *WITHOUT_TYPES, OFFICE_HOURS)

EMAIL_FIGURES = (
    Figure("Volume_EmailConversations", INTEGER, "Mail conversations with anything going on"),
    Figure("Volume_EmailsCreated", INTEGER, "Mail conversations created"),
    Figure("Volume_RepliesSent", INTEGER, "Replies sent"),
    Figure("Volume_MessagesReceived", INTEGER, "Messages received"),
    Figure("Resolutions_Resolved", INTEGER, "Conversations resolved"),
    Figure("Resolutions_ResolvedOnFirstReply", INTEGER, "Conversations resolved with the first reply"),
    Figure("Resolutions_PercentResolvedOnFirstReply", REAL, "Share resolved with the first reply, 0 to 1"),
    Figure("Resolutions_ResolutionTime", REAL, "Seconds until a conversation was resolved, on average"),
    Figure("Resolutions_RepliesToResolve", REAL, "Replies until a conversation was resolved, on average"),
    Figure("Resolutions_HandleTime", REAL, "Seconds spent on a conversation, on average"),
    Figure("Resolutions_Closed", INTEGER, "Conversations closed"),
    Figure("Responses_ResponseTime", INTEGER, "Seconds until a reply, on average"),
    Figure("Responses_FirstResponseTime", INTEGER, "Seconds until the first reply, on average"),
)

emails = Table(
    "ReportEmails",
    "Mail in a period: one row.",
    docs=f"{DOCS}/email/reports-email/",
    reads=[overall("/v2/reports/email", CHANNEL)],
    rows=1,
    examples=(
        in_september("select Current_Volume_RepliesSent, Current_Responses_ResponseTime from ReportEmails"),
    ),
    columns=[
        *columns(CHANNEL),
        *current(EMAIL_FIGURES),
        *previous(EMAIL_FIGURES),
        *deltas(
            "Volume_EmailConversations",
            "Volume_EmailsCreated",
            "Volume_RepliesSent",
            "Volume_MessagesReceived",
            "Resolutions_Resolved",
            "Resolutions_ResolvedOnFirstReply",
            "Resolutions_ResolutionTime",
            "Resolutions_RepliesToResolve",
            "Resolutions_HandleTime",
            "Resolutions_Closed",
            "Responses_ResponseTime",
            "Responses_FirstResponseTime",
        ),
        FILTER_TAGS,
        buckets("ResponseTime", "times until a reply"),
        buckets("HandleTime", "times spent on a conversation"),
        buckets("FirstResponseTime", "times until the first reply"),
        buckets("ResolutionTime", "times until a conversation was resolved"),
        buckets("RepliesToResolve", "numbers of replies until a conversation was resolved"),
    ],
)

CHAT_FIGURES = (
    Figure("Volume_ChatConversations", INTEGER, "Chats"),
    Figure("Volume_CompletedChats", INTEGER, "Chats that were answered"),
    Figure("Volume_MissedChats", INTEGER, "Chats that nobody answered"),
    Figure("Volume_ChatsPerDay", REAL, "Chats a day"),
    Figure("Responses_WaitTime", INTEGER, "Seconds until a user joined, on average"),
    Figure("Responses_ResponseTime", INTEGER, "Seconds until a reply, on average"),
    Figure("Resolutions_MessagesPerChat", REAL, "Messages in a chat, on average"),
    Figure("Resolutions_Duration", INTEGER, "Seconds that a chat lasted, on average"),
)

chats = Table(
    "ReportChats",
    "Beacon chats in a period: one row.",
    docs=f"{DOCS}/chat/reports-chat/",
    reads=[overall("/v2/reports/chat", CHANNEL)],
    rows=1,
    examples=(
        in_september("select Current_Volume_ChatConversations, Current_Volume_MissedChats from ReportChats"),
    ),
    columns=[
        *columns(CHANNEL),
        *current(CHAT_FIGURES),
        *previous(CHAT_FIGURES),
        *deltas(*(one.name for one in CHAT_FIGURES)),
        FILTER_TAGS,
        # The ranges of these four do not come in order of their ids.
        buckets("WaitTime", "times until a user joined"),
        buckets("ResponseTime", "times until a reply"),
        buckets("MessagesPerChat", "numbers of messages in a chat"),
        buckets("Duration", "durations"),
    ],
)

PHONE_FIGURES = (
    Figure("PhoneConversations", INTEGER, "Calls with anything going on"),
    Figure("PhoneCallsCreated", INTEGER, "Calls created"),
    Figure("Customers", INTEGER, "Customers who called"),
)

phones = Table(
    "ReportPhones",
    "Calls in a period: one row.",
    docs=f"{DOCS}/phone/reports-phone/",
    reads=[overall("/v2/reports/phone", CHANNEL)],
    rows=1,
    examples=(in_september("select Current_PhoneConversations, Current_Customers from ReportPhones"),),
    columns=[
        *columns(CHANNEL),
        *current(PHONE_FIGURES),
        *previous(PHONE_FIGURES),
        # NewConversations has no figure of that name beside it.
        *deltas("NewConversations", "PhoneCallsCreated", "Customers"),
        FILTER_TAGS,
        Column("Users", JSON, "Users; ReportPhone_Users has a row for each.", shape="array"),
    ],
)

phone_users = Table(
    "ReportPhone_Users",
    "Calls of each user in a period.",
    docs=f"{DOCS}/phone/reports-phone/",
    reads=[overall("/v2/reports/phone", CHANNEL, rows="users[]")],
    rows=30,
    columns=[
        *columns(CHANNEL),
        Column("Id", INTEGER, "User (Users.Id).", key=True, points_to="Users.Id"),
        Column("Name", TEXT, "Name of the user."),
        *current(PHONE_FIGURES),
        *previous(PHONE_FIGURES),
    ],
)

channel_reports = (emails, chats, phones, phone_users)
