"""Reports on conversations: how many, through which channel, when, with whom."""

from __future__ import annotations

from helpsql.spec import INTEGER, JSON, REAL, TEXT, TIMESTAMP, Column, Read, Table
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
    Figure("TotalConversations", INTEGER, "Conversations with anything going on"),
    Figure("ConversationsCreated", INTEGER, "Conversations created"),
    Figure("NewConversations", INTEGER, "Conversations begun by customers"),
    Figure("Customers", INTEGER, "Customers"),
    Figure("ConversationsPerDay", REAL, "Conversations a day"),
)

overalls = Table(
    "ReportConversationOveralls",
    "How many conversations there were in a period, and what about: one row.",
    docs=f"{DOCS}/conversations/reports-conversations-overall/",
    reads=[overall("/v2/reports/conversations", OVERALL)],
    rows=1,
    examples=(
        in_september("select Current_TotalConversations, BusiestDay_Day from ReportConversationOveralls"),
    ),
    columns=[
        *columns(OVERALL),
        *current(FIGURES),
        *previous(FIGURES),
        *deltas(
            "NewConversations",
            "TotalConversations",
            "Customers",
            "ConversationsCreated",
            "ConversationsPerDay",
        ),
        Column("BusiestDay_Day", INTEGER, "Busiest day of the week, 1 (Monday) to 7."),
        Column("BusiestDay_Hour", INTEGER, "Busiest hour of that day, 0 to 23."),
        Column("BusiestDay_Count", INTEGER, "Conversations in that hour."),
        Column("BusyTimeStart", INTEGER, "Hour at which the busy time of a day begins."),
        Column("BusyTimeEnd", INTEGER, "Hour at which the busy time of a day ends."),
        FILTER_TAGS,
        # Called tags, customers and so on in the answer; here Tags is the filter.
        Column(
            "TagsTop",
            JSON,
            "Tags most used, an object of count and top; see ReportConversationOverall_Tags.",
            at="tags",
            shape="object",
        ),
        Column(
            "CustomersTop",
            JSON,
            "Busiest customers, an object of count and top; see ReportConversationOverall_Customers.",
            at="customers",
            shape="object",
        ),
        Column(
            "RepliesTop",
            JSON,
            "Saved replies most used, an object of count and top; see ReportConversationOverall_Replies.",
            at="replies",
            shape="object",
        ),
        Column(
            "WorkflowsTop",
            JSON,
            "Workflows most run, an object of count and top; see ReportConversationOverall_Workflows.",
            at="workflows",
            shape="object",
        ),
        Column(
            "CustomFields",
            JSON,
            "Custom fields, an object of count and fields; see ReportConversationOverall_CustomFields.",
            shape="object",
        ),
    ],
)

TOP_FIGURES = (
    Column("Count", INTEGER, "Conversations with it, in the period."),
    Column("PreviousCount", INTEGER, "Conversations with it, in the period before."),
    Column("Percent", REAL, "Their share of all conversations, in percent."),
    Column("PreviousPercent", REAL, "That share in the period before, in percent."),
    Column("DeltaPercent", REAL, "Change of the share, in percent points."),
)

overall_tags = Table(
    "ReportConversationOverall_Tags",
    "Tags most used in a period.",
    docs=f"{DOCS}/conversations/reports-conversations-overall/",
    reads=[overall("/v2/reports/conversations", OVERALL, rows="tags.top[]")],
    rows=10,
    examples=(in_september("select Name, Count from ReportConversationOverall_Tags", "order by Count desc"),),
    columns=[
        *columns(OVERALL),
        Column(
            "Id",
            INTEGER,
            "Tag (Tags.Id); 1 without a name is for untagged conversations.",
            key=True,
            points_to="Tags.Id",
        ),
        Column("Name", TEXT, "Name of the tag."),
        *TOP_FIGURES,
    ],
)

overall_customers = Table(
    "ReportConversationOverall_Customers",
    "Customers with most conversations in a period.",
    docs=f"{DOCS}/conversations/reports-conversations-overall/",
    reads=[overall("/v2/reports/conversations", OVERALL, rows="customers.top[]")],
    rows=10,
    columns=[
        *columns(OVERALL),
        Column("Id", INTEGER, "Customer (Customers.Id).", key=True, points_to="Customers.Id"),
        Column("Name", TEXT, "Name of the customer."),
        *TOP_FIGURES,
    ],
)

overall_replies = Table(
    "ReportConversationOverall_Replies",
    "Saved replies most used in a period.",
    docs=f"{DOCS}/conversations/reports-conversations-overall/",
    reads=[overall("/v2/reports/conversations", OVERALL, rows="replies.top[]")],
    rows=10,
    columns=[
        *columns(OVERALL),
        Column("Id", INTEGER, "Saved reply (SavedReplies.Id).", key=True, points_to="SavedReplies.Id"),
        Column("Name", TEXT, "Name of the saved reply."),
        Column("MailboxId", INTEGER, "Mailbox it belongs to (Mailboxes.Id).", points_to="Mailboxes.Id"),
        *TOP_FIGURES,
    ],
)

overall_workflows = Table(
    "ReportConversationOverall_Workflows",
    "Workflows most run in a period.",
    docs=f"{DOCS}/conversations/reports-conversations-overall/",
    reads=[overall("/v2/reports/conversations", OVERALL, rows="workflows.top[]")],
    rows=10,
    columns=[
        *columns(OVERALL),
        Column("Id", INTEGER, "Workflow (Workflows.Id).", key=True, points_to="Workflows.Id"),
        Column("Name", TEXT, "Name of the workflow."),
        *TOP_FIGURES,
    ],
)

overall_fields = Table(
    "ReportConversationOverall_CustomFields",
    "How the values of custom fields spread over the conversations of a period.",
    docs=f"{DOCS}/conversations/reports-conversations-overall/",
    reads=[overall("/v2/reports/conversations", OVERALL, rows="customFields.fields[]")],
    rows=10,
    columns=[
        *columns(OVERALL),
        Column("Id", INTEGER, "Field (MailboxFields.Id).", key=True, points_to="MailboxFields.Id"),
        Column("Name", TEXT, "Name of the field."),
        Column("MailboxId", INTEGER, "Mailbox it belongs to (Mailboxes.Id).", points_to="Mailboxes.Id"),
        Column("Values", JSON, "Its values, an array of {id, name, count, percent}.", shape="array"),
        Column("Summary_Total", INTEGER, "Conversations that have the field, in the period."),
        Column("Summary_TotalAnswered", INTEGER, "Those with a value in it, in the period."),
        Column("Summary_PreviousTotal", INTEGER, "Conversations that have the field, in the period before."),
        Column("Summary_PreviousTotalAnswered", INTEGER, "Those with a value in it, in the period before."),
        Column("Summary_UnansweredPercent", REAL, "Share without a value, in percent."),
        Column("Summary_UnansweredPreviousPercent", REAL, "That share in the period before, in percent."),
        Column("Summary_UnansweredDelta", REAL, "Change of that share, in percent points."),
    ],
)

busy_times = Table(
    "ReportConversationBusyTimes",
    "Conversations by day of the week and hour; hours without any may be missing.",
    docs=f"{DOCS}/conversations/reports-conversations-busy-times/",
    # The answer is a bare array.
    reads=[overall("/v2/reports/conversations/busy-times", OVERALL, rows="[]")],
    rows=168,
    examples=(
        in_september(
            "select Day, Hour, Count from ReportConversationBusyTimes", "order by Count desc limit 5"
        ),
    ),
    columns=[
        *columns(OVERALL),
        Column("Day", INTEGER, "Day of the week, 1 (Monday) to 7.", key=True),
        Column("Hour", INTEGER, "Hour of the day in the account's time zone, 0 to 23.", key=True),
        Column("Count", INTEGER, "Conversations in it."),
    ],
)

drilldowns = Table(
    "ReportConversationDrilldowns",
    "The conversations behind the conversation report.",
    docs=f"{DOCS}/conversations/reports-conversations-drilldown/",
    reads=[drilldown("/v2/reports/conversations/drilldown", DRILLDOWN)],
    rows=500,
    examples=(
        in_september("select Number, Subject, ModifiedAt from ReportConversationDrilldowns", "limit 10"),
    ),
    columns=[*columns(DRILLDOWN), *CONVERSATION_COLUMNS],
)

new_drilldowns = Table(
    "ReportConversationNewDrilldowns",
    "The new conversations of a period.",
    docs=f"{DOCS}/conversations/reports-conversations-new-conversations-drilldown/",
    reads=[drilldown("/v2/reports/conversations/new-drilldown", DRILLDOWN)],
    rows=500,
    columns=[*columns(DRILLDOWN), *CONVERSATION_COLUMNS],
)

BY_FIELD = (
    *DRILLDOWN,
    demanded(
        "Field",
        TEXT,
        "field",
        "What the conversations have in common: TagId, ReplyId, WorkflowId or CustomerId; required.",
        values={
            "TagId": "tagid",
            "ReplyId": "replyid",
            "WorkflowId": "workflowid",
            "CustomerId": "customerid",
        },
    ),
    demanded("FieldId", INTEGER, "fieldid", "Number of that tag, reply, workflow or customer; required."),
)

fields_drilldowns = Table(
    "ReportConversationFieldsDrilldowns",
    "The conversations of a period that share a tag, saved reply, workflow or customer.",
    docs=f"{DOCS}/conversations/reports-conversations-drilldown-by-field/",
    reads=[drilldown("/v2/reports/conversations/fields-drilldown", BY_FIELD)],
    rows=100,
    columns=[*columns(BY_FIELD), *CONVERSATION_COLUMNS],
)

SERIES = (*OVERALL, VIEW_BY)
SERIES_BEFORE = (*PERIOD, *COMPARED, *NARROWED, VIEW_BY)


def series(path: str) -> Read:
    """Steps through the period."""
    return overall(path, SERIES, rows="current[]")


def series_before(path: str) -> Read:
    """Steps through the period to compare with."""
    return overall(path, SERIES_BEFORE, rows="previous[]")


# The begin of a step is called start here, date in every other series.
START_STEP = Column(
    "Date",
    TIMESTAMP,
    "Begin of the step, in the account's time zone and written in UTC.",
    at="start",
    key=True,
)
COUNT = Column("Count", INTEGER, "New conversations in that step.")
CHANNELS = (
    Column("Chat", INTEGER, "New chats in that step."),
    Column("Email", INTEGER, "New mail conversations in that step."),
    Column("Phone", INTEGER, "New calls in that step."),
)
MESSAGES = Column("Messages", INTEGER, "Messages received from customers in that step.")

news = Table(
    "ReportConversationNews_Currents",
    "New conversations, step by step through a period.",
    docs=f"{DOCS}/conversations/reports-conversations-new-conversations/",
    reads=[series("/v2/reports/conversations/new")],
    rows=31,
    examples=(in_september("select Date, Count from ReportConversationNews_Currents"),),
    columns=[*columns(SERIES), START_STEP, COUNT],
)

news_before = Table(
    "ReportConversationNews_Previouses",
    "New conversations, step by step through the period to compare with.",
    docs=f"{DOCS}/conversations/reports-conversations-new-conversations/",
    reads=[series_before("/v2/reports/conversations/new")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), START_STEP, COUNT],
)

channels = Table(
    "ReportConversationVolumeByChannel_Currents",
    "New conversations by channel, step by step through a period.",
    docs=f"{DOCS}/conversations/reports-conversations-volumes-by-channel/",
    reads=[series("/v2/reports/conversations/volume-by-channel")],
    rows=31,
    examples=(in_september("select sum(Email), sum(Chat) from ReportConversationVolumeByChannel_Currents"),),
    columns=[*columns(SERIES), DATE_STEP, *CHANNELS],
)

channels_before = Table(
    "ReportConversationVolumeByChannel_Previouses",
    "New conversations by channel, step by step through the period to compare with.",
    docs=f"{DOCS}/conversations/reports-conversations-volumes-by-channel/",
    reads=[series_before("/v2/reports/conversations/volume-by-channel")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, *CHANNELS],
)

received = Table(
    "ReportConversationReceivedMessages_Currents",
    "Messages received, step by step through a period.",
    docs=f"{DOCS}/conversations/reports-conversations-received-messages/",
    reads=[series("/v2/reports/conversations/received-messages")],
    rows=31,
    columns=[*columns(SERIES), DATE_STEP, MESSAGES],
)

received_before = Table(
    "ReportConversationReceivedMessages_Previouses",
    "Messages received, step by step through the period to compare with.",
    docs=f"{DOCS}/conversations/reports-conversations-received-messages/",
    reads=[series_before("/v2/reports/conversations/received-messages")],
    rows=31,
    columns=[*columns(SERIES_BEFORE), DATE_STEP, MESSAGES],
)

conversation_reports = (
    overalls,
    overall_tags,
    overall_customers,
    overall_replies,
    overall_workflows,
    overall_fields,
    busy_times,
    drilldowns,
    new_drilldowns,
    fields_drilldowns,
    news,
    news_before,
    channels,
    channels_before,
    received,
    received_before,
)
