"""What hangs on tickets and has no list of its own: each page of tickets gives the rows of a hundred."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from helpsql.spec import BOOLEAN, INTEGER, TEXT, Column, OnePage, Read, Table
from vtables.teamwork_desk.assumed import ACTIVE
from vtables.teamwork_desk.shared import API, BASE, DOCS, ref, some
from vtables.teamwork_desk.tickets import PARTS

TICKET = Column("TicketId", INTEGER, "Ticket (Tickets.Id).", at="^.id", key=True, points_to="Tickets.Id")
OF_ACTIVE = {f"^.{path}": states for path, states in ACTIVE.items()}
PART_ID = Column("Id", INTEGER, "Number of the record.", key=True)


def of_tickets(member: str, *takes: Any) -> list[Read]:
    """The elements of an array of every ticket."""
    return [
        Read(
            f"{API}/tickets/{{TicketId}}.json", rows=f"ticket[].{member}[]", paging=OnePage(), where=OF_ACTIVE
        ),
        Read(
            f"{API}/tickets.json",
            rows=f"tickets[].{member}[]",
            takes=[some("TicketId", "id", exact=True), *takes],
            parts=PARTS,
        ),
    ]


ticket_tags = Table(
    "TicketTags",
    "Which ticket has which tag; AddTicketTag and RemoveTicketTag change it.",
    docs=f"{DOCS}/desk-api-v2/tickets",
    reads=of_tickets("tags", some("TagId", "tags.id")),
    rows=10_000,
    examples=(
        "select g.Name, count(*) from TicketTags t join Tags g on g.Id = t.TagId group by g.Name",
        "select TagId from TicketTags where TicketId = 1",
    ),
    columns=[
        TICKET,
        Column("TagId", INTEGER, "Tag (Tags.Id).", at="id", key=True, points_to="Tags.Id"),
    ],
)

ticket_tasks = Table(
    "TicketTasks",
    "Tasks of Teamwork that are linked to tickets; LinkTask and UnlinkTask change it.",
    docs=f"{DOCS}/desk-api-v2/tickets",
    reads=of_tickets("tasks", some("TaskId", "tasks.id")),
    rows=2000,
    examples=("select TicketId, TaskId from TicketTasks where not Completed",),
    columns=[
        TICKET,
        Column("TaskId", INTEGER, "Number of the task in Teamwork.", at="id", key=True),
        Column("Completed", BOOLEAN, "Whether the task is done.", at="meta.completed"),
        Column("ProjectId", INTEGER, "Number of its project in Teamwork.", at="meta.project.id"),
        Column("Status", TEXT, "Status of the task.", at="meta.status"),
        Column("StateChanged", BOOLEAN, "Whether its state has changed.", at="meta.stateChanged"),
    ],
)

HAPPENED = "activities"

ticket_activities = Table(
    "TicketActivities",
    "What was done with tickets: assigned, moved, given a status.",
    docs=f"{DOCS}/desk-api-v2/tickets",
    reads=of_tickets(HAPPENED),
    rows=100_000,
    includes={HAPPENED: "ticketactivities"},
    examples=("select EventType, CreatedAt from TicketActivities where TicketId = 1 order by CreatedAt",),
    columns=[
        TICKET,
        PART_ID,
        Column("EventType", TEXT, "What happened.", include=HAPPENED),
        Column("Icon", TEXT, "Name of the icon.", include=HAPPENED),
        Column("Color", TEXT, "Colour.", include=HAPPENED),
        ref("TargetAgentId", "Users", "Agent that it was assigned to", include=HAPPENED),
        ref("InboxId", "Inboxes", "Inbox that it came to", include=HAPPENED),
        ref("OldInboxId", "Inboxes", "Inbox that it came from", include=HAPPENED),
        ref("StatusId", "TicketStatuses", "Status that it got", include=HAPPENED),
        *(replace(column, include=HAPPENED) for column in BASE),
    ],
)

RATED = "happinessRating"

happiness_ratings = Table(
    "HappinessRatings",
    "Ratings that customers gave, one a ticket; its JSON stands in Tickets.HappinessRating.",
    docs=f"{DOCS}/desk-api-v2/tickets",
    reads=of_tickets(RATED),
    rows=2000,
    includes={RATED: "happinessratings"},
    examples=("select TicketId, CreatedAt from HappinessRatings where TicketId = 1",),
    columns=[TICKET, PART_ID, *(replace(column, include=RATED) for column in BASE)],
)
