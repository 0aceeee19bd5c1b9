"""What is done with a ticket: answered, given a status, an agent, tags, another inbox, tasks, triggers."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, EMPTY, INTEGER, JSON, TEXT, Parameter, Procedure, same
from procedures.teamwork_desk.shared import API, DOCS, ONE_TICKET, TICKET
from vtables.teamwork_desk.assumed import FORWARD_TO, TRIGGER

SPAM = 7
"""The built-in status, which has the same number on every site."""


def _array(name: str, description: str, body: str = "") -> Parameter:
    return Parameter(name, JSON, description, required=False, shape="array", body=body)


reply_to_ticket = Procedure(
    "ReplyToTicket",
    "Answers a ticket by mail, forwards it, or adds a note that the customer does not see.",
    method="POST",
    path=f"{API}/tickets/{{ticketId}}/messages.json",
    docs=f"{DOCS}/messages",
    gives={"Id": "message.id"},
    parameters=[
        TICKET,
        Parameter(
            "threadType",
            TEXT,
            "Note, Message or Forward.",
            values={"Note": "note", "Message": "message", "Forward": "forward"},
        ),
        Parameter("message", TEXT, "The text, as HTML or as editMethod says."),
        Parameter(
            "statusId", INTEGER, "Status the ticket gets (TicketStatuses.Id).", False, body="status.id"
        ),
        Parameter("agentId", INTEGER, "Agent the ticket is assigned to (Users.Id).", False, body="agent.id"),
        _array("to", "Mail addresses that it is forwarded to, an array.", FORWARD_TO),
        _array("cc", "Mail addresses in carbon copy, an array."),
        _array("bcc", "Mail addresses in blind carbon copy, an array."),
        _array("files", 'Files, an array of references such as [{"id": 1}] (UploadFile).'),
        _array("mentions", "Agents who are told of it, an array."),
        Parameter("editMethod", TEXT, "html or markdown.", False, values=same("html", "markdown")),
        Parameter("sendFrom", TEXT, "Alias of the inbox that it is sent from.", False),
        Parameter("isDraft", BOOLEAN, "Whether it is kept as a draft.", False),
        Parameter("isPinned", BOOLEAN, "Whether it is pinned to the ticket.", False),
    ],
)


def _change(name: str, description: str, *parameters: Parameter, **more: object) -> Procedure:
    """A change of a ticket by one PATCH."""
    return Procedure(
        name,
        description,
        method="PATCH",
        path=ONE_TICKET,
        wrap="ticket",
        docs=f"{DOCS}/tickets",
        parameters=[TICKET, *parameters],
        returns=("TicketId",),
        **more,  # type: ignore[arg-type]
    )


set_ticket_status = _change(
    "SetTicketStatus",
    "Gives a ticket a status.",
    Parameter("statusId", INTEGER, "Status (TicketStatuses.Id).", body="status.id"),
)

assign_ticket = _change(
    "AssignTicket",
    "Assigns a ticket to an agent; update Tickets set AgentId = null takes it from everybody.",
    Parameter("agentId", INTEGER, "Agent (Users.Id).", body="agent.id"),
)

move_ticket = _change(
    "MoveTicket",
    "Moves a ticket to another inbox.",
    Parameter("inboxId", INTEGER, "Inbox (Inboxes.Id).", body="inbox.id"),
)

mark_as_spam = _change(
    "MarkAsSpam",
    "Gives a ticket the status Spam.",
    fixed={"status.id": SPAM},
)

TAG = Parameter("tagId", INTEGER, "Tag (Tags.Id).", body="tags[].id")

add_ticket_tag = _change("AddTicketTag", "Adds a tag to a ticket, beside those it has.", TAG)

remove_ticket_tag = _change(
    "RemoveTicketTag",
    "Takes a tag off a ticket.",
    TAG,
    fixed={"tags[].meta.delete": True},
)

TASK = Parameter("taskId", INTEGER, "Number of the task in Teamwork.")

link_task = Procedure(
    "LinkTask",
    "Links a task of Teamwork to a ticket.",
    method="POST",
    path=f"{API}/tickets/{{ticketId}}/tasks/{{taskId}}.json",
    style=EMPTY,
    docs=f"{DOCS}/tickets",
    parameters=[TICKET, TASK],
    returns=("TicketId", "TaskId"),
)

unlink_task = Procedure(
    "UnlinkTask",
    "Takes the link to a task of Teamwork off a ticket.",
    method="DELETE",
    path=f"{API}/tickets/{{ticketId}}/tasks/{{taskId}}.json",
    style=EMPTY,
    docs=f"{DOCS}/tickets",
    parameters=[TICKET, TASK],
    returns=("TicketId", "TaskId"),
)

apply_trigger = Procedure(
    "ApplyTrigger",
    "Applies a trigger to a ticket.",
    method="PATCH",
    path=f"{API}/tickets/{{ticketId}}/triggerapply.json",
    docs=f"{DOCS}/triggers",
    parameters=[TICKET, Parameter("triggerId", INTEGER, "Trigger (Triggers.Id).", body=TRIGGER)],
    returns=("TicketId",),
    # What a trigger does, such as sending a mail, it does each time.
    repeatable=False,
)
