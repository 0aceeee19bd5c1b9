"""Filters, figures and rows that several reports share.

A report answers for a period. The filters that were given are columns of its rows, so that reports can be
joined, united and narrowed like any table; those but the dates are hidden from SELECT *.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from helpsql.spec import (
    BOOLEAN,
    INTEGER,
    JSON,
    REAL,
    TEXT,
    TIMESTAMP,
    Column,
    OnePage,
    Pages,
    Read,
    Take,
    Type,
    Values,
    equals,
    lower_first,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCS = "https://developer.helpscout.com/mailbox-api/endpoints/reports"


class Filter(NamedTuple):
    """A column that holds what was asked for, and the parameter that asks for it."""

    column: Column
    take: Take


def asked(
    name: str,
    kind: Type,
    param: str,
    description: str,
    *,
    values: Values | None = None,
    hidden: bool = True,
    many: str = "",
) -> Filter:
    """An optional filter; `many` stands between several values."""
    column = Column(name, kind, description, key=True, values=values or {}, echo=True, hidden=hidden)
    return Filter(column, Take(name, ("=",), param, exact=True, many=many))


def demanded(
    name: str, kind: Type, param: str, description: str, *, values: Values | None = None, points_to: str = ""
) -> Filter:
    """A filter without which the report cannot be asked for."""
    column = Column(name, kind, description, key=True, values=values or {}, points_to=points_to, echo=True)
    return Filter(column, equals(name, param, exact=True, required=True))


def columns(filters: Sequence[Filter]) -> tuple[Column, ...]:
    return tuple(one.column for one in filters)


def takes(filters: Sequence[Filter]) -> tuple[Take, ...]:
    return tuple(one.take for one in filters)


PERIOD = (
    demanded("Current_StartDate", TIMESTAMP, "start", "First moment of the period; required."),
    demanded(
        "Current_EndDate",
        TIMESTAMP,
        "end",
        "Last moment of the period; required. A day alone means its beginning.",
    ),
)
PREVIOUS = (
    asked(
        "Previous_StartDate",
        TIMESTAMP,
        "previousStart",
        "First moment of the period to compare with.",
        hidden=False,
    ),
    asked(
        "Previous_EndDate",
        TIMESTAMP,
        "previousEnd",
        "Last moment of the period to compare with.",
        hidden=False,
    ),
)
COMPARED = (
    demanded(
        "Previous_StartDate",
        TIMESTAMP,
        "previousStart",
        "First moment of the period to compare with; required.",
    ),
    demanded(
        "Previous_EndDate", TIMESTAMP, "previousEnd", "Last moment of the period to compare with; required."
    ),
)

MAILBOXES = asked("Mailboxes", TEXT, "mailboxes", "Filter: numbers of mailboxes (Mailboxes.Id), as in '1,2'.")
TAGS = asked("Tags", TEXT, "tags", "Filter: numbers of tags (Tags.Id), as in '1,2'; 1 means untagged.")
TYPES = asked(
    "Types",
    TEXT,
    "types",
    "Filter: kinds of conversation, as in 'email,chat'; also phone.",
    values=same("email", "chat", "phone"),
    many=",",
)
FOLDERS = asked("Folders", TEXT, "folders", "Filter: numbers of folders (MailboxFolders.Id), as in '1,2'.")
NARROWED = (MAILBOXES, TAGS, TYPES, FOLDERS)
WITHOUT_TYPES = (MAILBOXES, TAGS, FOLDERS)

OFFICE_HOURS = asked("OfficeHours", BOOLEAN, "officeHours", "Filter: whether only office hours count.")
VIEW_BY = asked(
    "ViewBy",
    TEXT,
    "viewBy",
    "Filter: length of a step: Day, Week or Month.",
    values=lower_first("Day", "Week", "Month"),
)
RATING = asked(
    "Rating",
    TEXT,
    "rating",
    "Filter: Great, Okay, NotGood or All.",
    values={
        "Great": "great",
        "Okay": "ok",
        "Ok": "ok",
        "NotGood": "not-good",
        "not-good": "not-good",
        "not_good": "not-good",
        "All": "all",
    },
)
USER = demanded(
    "User_Id",
    INTEGER,
    "user",
    "User or team (Users.Id or Teams.Id); required. A team's figures are sums over its members.",
    points_to="Users.Id",
)

OVERALL = (*PERIOD, *PREVIOUS, *NARROWED)
DRILLDOWN = (*PERIOD, *NARROWED)

DRILLDOWN_PAGES = Pages(param="page", size=50, pages_at="conversations.pages", count_at="conversations.count")
RATING_PAGES = Pages(param="page", size=50, pages_at="pages", count_at="count")


def in_september(select: str, rest: str = "") -> str:
    """An example query with the period that every report demands."""
    return (
        f"{select} where Current_StartDate = '2026-09-01' and Current_EndDate = '2026-10-01' {rest}".strip()
    )


def overall(path: str, filters: Sequence[Filter], rows: str = "") -> Read:
    """A report that comes in one answer."""
    return Read(path, rows=rows, takes=takes(filters), paging=OnePage())


def drilldown(path: str, filters: Sequence[Filter]) -> Read:
    """The conversations behind a report, 50 a page, which is the most."""
    return Read(
        path,
        rows="conversations.results[]",
        params={"rows": "50"},
        takes=takes(filters),
        paging=DRILLDOWN_PAGES,
    )


class Figure(NamedTuple):
    """A number that a report gives for the period and for the one before."""

    name: str
    type: Type
    meaning: str


def current(figures: Sequence[Figure]) -> tuple[Column, ...]:
    return tuple(Column(f"Current_{one.name}", one.type, f"{one.meaning}, in the period.") for one in figures)


def previous(figures: Sequence[Figure]) -> tuple[Column, ...]:
    return tuple(
        Column(f"Previous_{one.name}", one.type, f"{one.meaning}, in the period to compare with.")
        for one in figures
    )


def deltas(*names: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"Deltas_{name}", REAL, f"Change of {name} against the period to compare with, in percent.")
        for name in names
    )


def buckets(name: str, what: str) -> Column:
    """How values spread over ranges, kept as JSON text."""
    return Column(
        name,
        JSON,
        f"Spread of {what}: an object of count, previousCount and ranges, an array of "
        "{id, count, percent, previousCount, previousPercent}.",
        shape="object",
    )


FILTER_TAGS = Column(
    "FilterTags", JSON, "Tags that can be filtered by, an array of {id, name}.", shape="array"
)

CONVERSATION_COLUMNS = (
    Column("Id", INTEGER, "Conversation (Conversations.Id).", key=True, points_to="Conversations.Id"),
    Column("Number", INTEGER, "Number of the conversation as people see it."),
    Column("Type", TEXT, "Kind of conversation: email, chat or phone."),
    # These answers write mailboxid and assignedid in lower case.
    Column(
        "MailboxId",
        INTEGER,
        "Mailbox of the conversation (Mailboxes.Id).",
        at="mailboxid",
        points_to="Mailboxes.Id",
    ),
    Column("Attachments", BOOLEAN, "Whether it has attachments."),
    Column("Subject", TEXT, "Subject line of the conversation."),
    Column("Status", TEXT, "Status of the conversation."),
    Column("ThreadCount", INTEGER, "How many threads it has."),
    Column("Preview", TEXT, "Beginning of the newest thread."),
    Column("CustomerName", TEXT, "Name of the customer."),
    Column("CustomerEmail", TEXT, "Mail address of the customer."),
    Column("CustomerIds", JSON, "Customers of the conversation (Customers.Id), an array.", shape="array"),
    Column("ModifiedAt", TIMESTAMP, "When the conversation was last changed; no other table shows it."),
    Column(
        "AssignedId",
        INTEGER,
        "User who has it (Users.Id), 0 for nobody.",
        at="assignedid",
        points_to="Users.Id",
    ),
    Column("AssignedName", TEXT, "Name of that user."),
    # Called Tags in the answer; here that is the filter.
    Column("ConversationTags", JSON, "Tags, an array of {id, name, color}.", at="tags", shape="array"),
    Column("WaitingSince", TIMESTAMP, "Since when the customer has been waiting; in ReportUserDrilldowns."),
    Column("WaitingSinceType", INTEGER, "What the customer waits for, by number; in ReportUserDrilldowns."),
)

RATING_COLUMNS = (
    Column("Number", INTEGER, "Number of the conversation as people see it."),
    Column("ThreadId", INTEGER, "Thread that was rated (ConversationThreads.Id).", at="threadid", key=True),
    Column("ThreadCreatedAt", TIMESTAMP, "When that thread was written."),
    # The id of a rating's row is the conversation's.
    Column("Id", INTEGER, "Conversation (Conversations.Id).", key=True, points_to="Conversations.Id"),
    Column("Type", TEXT, "Kind of conversation: email, chat or phone."),
    Column("RatingId", INTEGER, "The rating by number: 1 great, 2 okay, 3 not good."),
    Column(
        "RatingCustomerId", INTEGER, "Customer who rated (Customers.Id).", key=True, points_to="Customers.Id"
    ),
    Column("RatingComments", TEXT, "What the customer wrote with it."),
    Column("RatingCreatedAt", TIMESTAMP, "When the customer rated; the period is about this.", key=True),
    Column("RatingCustomerName", TEXT, "Name of the customer."),
    Column("RatingUserId", INTEGER, "User who was rated (Users.Id).", points_to="Users.Id"),
    Column("RatingUserName", TEXT, "Name of that user."),
)

DATE_STEP = Column(
    "Date",
    TIMESTAMP,
    "Begin of the step, in the account's time zone and written in UTC.",
    key=True,
)
