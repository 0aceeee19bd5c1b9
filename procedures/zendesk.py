"""Zendesk's actions that are not rows: what agents do with tickets, users and organizations every day."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from helpsql.errors import DataError, OperationalError
from helpsql.spec import BOOLEAN, EMPTY, INTEGER, JSON, REAL, TEXT, Parameter, Procedure, Request, same

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from helpsql.spec import Response, Steps

DOCS = "https://developer.zendesk.com/api-reference/ticketing"

TICKET = Parameter("ticket_id", INTEGER, "Ticket (tickets.id).")
USER = Parameter("user_id", INTEGER, "User (users.id).")
UPLOADS = Parameter(
    "uploads",
    JSON,
    "Files, an array of tokens from UploadFile.",
    required=False,
    body="comment.uploads",
    shape="array",
)
HTML = Parameter(
    "html_body",
    TEXT,
    "The same as HTML, which goes before the text.",
    required=False,
    body="comment.html_body",
)
AUTHOR = Parameter(
    "author_id",
    INTEGER,
    "User who says it (users.id); by default the one who calls.",
    required=False,
    body="comment.author_id",
)
CLOSING = Parameter("comment", TEXT, "Text of a comment to add.", required=False, body="comment.body")
CLOSING_PUBLIC = Parameter(
    "public",
    BOOLEAN,
    "Whether the comment goes to the requester; by default as the first comment of the ticket did.",
    required=False,
    body="comment.public",
)
COMMENT_ID = {"comment_id": "audit.events[type=Comment].id", "status": "ticket.status"}
STATUSES = same("new", "open", "pending", "hold", "solved", "closed")

# Jobs

ENDS = ("completed", "failed", "killed")
PATIENCE = 600.0
"""Seconds after which the end of a job is no longer waited for."""

_Job = dict[str, Any]
JOB_COLUMNS = ("job_id", "status", "message", "results")


def _object(answer: Response, key: str, request: str) -> dict[str, Any]:
    """The object under a key of an answer; DataError when there is none."""
    found = answer.json.get(key) if isinstance(answer.json, dict) else None
    if not isinstance(found, dict):
        raise DataError(f"{request}: no {key} came back.", code="bad-shape")
    return found


def _watch(job: _Job, patience: float) -> Generator[Request, Response, _Job]:
    """The job at its end, or as it is when patience ends. Looks come more and more rarely."""
    waited, pause = 0.0, 1.0
    while job.get("status") not in ENDS and waited < patience:
        path = f"/api/v2/job_statuses/{quote(str(job.get('id')), safe='')}"
        pause = min(pause, patience - waited)
        job = _object((yield Request("GET", path, wait=pause)), "job_status", f"GET {path}")
        waited, pause = waited + pause, min(pause * 1.5, 10.0)
    return job


def _job_row(job: _Job) -> dict[str, Any]:
    results = job.get("results")
    return {
        "job_id": job.get("id"),
        "status": job.get("status"),
        "message": job.get("message"),
        "results": None if results is None else json.dumps(results, ensure_ascii=False),
    }


def _complaints(job: _Job) -> list[str]:
    """What went wrong in a job, one text for each row that failed, or one for all."""
    results = job.get("results")
    each = results if isinstance(results, list) else [results] if isinstance(results, dict) else []
    wrong = [
        " ".join(str(one[key]) for key in ("id", "error", "details") if one.get(key))
        for one in each
        if isinstance(one, dict) and (one.get("error") or one.get("success") is False)
    ]
    return wrong or ([str(job.get("message"))] if job.get("status") in ("failed", "killed") else [])


def _done(request: Request) -> Generator[Request, Response, _Job]:
    """Send what begins a job and see it to its end; OperationalError when it failed."""
    where = f"{request.method} {request.path}"
    job = yield from _watch(_object((yield request), "job_status", where), PATIENCE)
    wrong = _complaints(job)
    if wrong:
        raise OperationalError(f"{where}: the job {job.get('id')} failed: {'; '.join(wrong)}", code="job")
    return job


def _wait_for_job(arguments: Mapping[str, Any]) -> Steps:
    path = f"/api/v2/job_statuses/{quote(str(arguments['job_id']), safe='')}"
    job = _object((yield Request("GET", path)), "job_status", f"GET {path}")
    return [_job_row((yield from _watch(job, float(arguments["timeout_s"]))))]


wait_for_job = Procedure(
    "WaitForJob",
    "Waits for the end of a job and tells what became of it.",
    steps=_wait_for_job,
    returns=JOB_COLUMNS,
    docs=f"{DOCS}/ticket-management/job_statuses/",
    writes=False,
    parameters=[
        Parameter("job_id", TEXT, "Job (job_statuses.id)."),
        Parameter(
            "timeout_s",
            REAL,
            "Seconds to wait; the job is told as it is then. 60 unless given.",
            required=False,
            default=60.0,
        ),
    ],
)

# Comments


def _change(name: str, description: str, parameters: list[Parameter], **facts: Any) -> Procedure:
    """A procedure that is an update of one ticket. It may carry a comment, so it is not sent twice."""
    usual: dict[str, Any] = {
        "method": "PUT",
        "path": "/api/v2/tickets/{ticket_id}",
        "wrap": "ticket",
        "docs": f"{DOCS}/tickets/tickets/",
        "repeatable": False,
        "returns": ("ticket_id", "status"),
        "gives": {"status": "ticket.status"},
    }
    return Procedure(name, description, [TICKET, *parameters], **usual | facts)


BODY = Parameter("body", TEXT, "The text.", body="comment.body")

reply = _change(
    "ReplyToTicket",
    "Replies to a ticket; unless public is false the requester gets a mail.",
    [
        BODY,
        Parameter(
            "public",
            BOOLEAN,
            "Whether the requester sees it; true unless given.",
            required=False,
            body="comment.public",
            default=True,
        ),
        Parameter(
            "status",
            TEXT,
            "Status the ticket gets: open, pending, hold or solved.",
            required=False,
            values=same("open", "pending", "hold", "solved"),
        ),
        Parameter("assignee_id", INTEGER, "Agent the ticket is assigned to (users.id).", required=False),
        HTML,
        AUTHOR,
        UPLOADS,
    ],
    returns=("ticket_id", "comment_id", "status"),
    gives=COMMENT_ID,
)

note = _change(
    "AddNote",
    "Adds a private comment, which the requester does not see.",
    [BODY, HTML, AUTHOR, UPLOADS],
    fixed={"comment.public": False},
    returns=("ticket_id", "comment_id", "status"),
    gives=COMMENT_ID,
)

make_private = Procedure(
    "MakeCommentPrivate",
    "Makes a public comment private; this cannot be undone.",
    method="PUT",
    path="/api/v2/tickets/{ticket_id}/comments/{comment_id}/make_private",
    style=EMPTY,
    returns=("ticket_id", "comment_id"),
    docs=f"{DOCS}/tickets/ticket_comments/",
    parameters=[TICKET, Parameter("comment_id", INTEGER, "Comment of that ticket (ticket_comments.id).")],
)

redact_comment = Procedure(
    "RedactComment",
    "Blacks out a text in a comment for good.",
    method="PUT",
    path="/api/v2/tickets/{ticket_id}/comments/{comment_id}/redact",
    returns=("ticket_id", "comment_id"),
    docs=f"{DOCS}/tickets/ticket_comments/",
    parameters=[
        TICKET,
        Parameter("comment_id", INTEGER, "Comment of that ticket (ticket_comments.id)."),
        Parameter("text", TEXT, "The text to black out, as it stands in the comment."),
    ],
)

redact_attachment = Procedure(
    "RedactAttachment",
    "Removes a file from a comment for good.",
    method="PUT",
    path="/api/v2/tickets/{ticket_id}/comments/{comment_id}/attachments/{attachment_id}/redact",
    style=EMPTY,
    returns=("ticket_id", "comment_id", "attachment_id"),
    docs=f"{DOCS}/tickets/ticket-attachments/",
    parameters=[
        TICKET,
        Parameter("comment_id", INTEGER, "Comment of that ticket (ticket_comments.id)."),
        Parameter("attachment_id", INTEGER, "File of that comment (attachments.id)."),
    ],
)


def _upload(arguments: Mapping[str, Any]) -> Steps:
    try:
        content = base64.b64decode(arguments["data"], validate=True)
    except binascii.Error as error:
        raise DataError("zendesk.UploadFile: data is no base64.", code="bad-value") from error
    answer = yield Request(
        "POST",
        "/api/v2/uploads",
        params={"filename": str(arguments["filename"])},
        content=content,
        headers={"Content-Type": str(arguments["content_type"])},
        repeatable=True,  # a second upload leaves a token that nobody uses
    )
    upload = _object(answer, "upload", "POST /api/v2/uploads")
    attachment = upload.get("attachment") or {}
    return [
        {
            "token": upload.get("token"),
            "expires_at": upload.get("expires_at"),
            "attachment_id": attachment.get("id"),
        }
    ]


upload_file = Procedure(
    "UploadFile",
    "Uploads a file and gives the token by which a comment takes it, within an hour.",
    steps=_upload,
    returns=("token", "expires_at", "attachment_id"),
    docs=f"{DOCS}/tickets/ticket-attachments/",
    parameters=[
        Parameter("filename", TEXT, "Name of the file."),
        Parameter("data", TEXT, "Content in base64."),
        Parameter(
            "content_type",
            TEXT,
            "Media type, such as image/png; application/octet-stream unless given.",
            required=False,
            default="application/octet-stream",
        ),
    ],
)

# Tickets

solve = _change(
    "SolveTicket",
    "Solves a ticket; fields that are required for it must be filled.",
    [CLOSING, CLOSING_PUBLIC],
    fixed={"status": "solved"},
)
close = _change(
    "CloseTicket",
    "Closes a ticket, which nobody can change afterwards.",
    [CLOSING, CLOSING_PUBLIC],
    fixed={"status": "closed"},
)
reopen = _change(
    "ReopenTicket",
    "Opens a ticket again that is solved, pending or on hold.",
    [CLOSING, CLOSING_PUBLIC],
    fixed={"status": "open"},
)
assign = _change(
    "AssignTicket",
    "Assigns a ticket to an agent, a group or an agent in a group.",
    [
        Parameter("assignee_id", INTEGER, "Agent (users.id), a member of the group.", required=False),
        Parameter("group_id", INTEGER, "Group (groups.id).", required=False),
        Parameter("assignee_email", TEXT, "Mail address of the agent.", required=False),
    ],
    needs_one=("assignee_id", "group_id", "assignee_email"),
    because="A ticket is assigned to an agent or a group.",
    repeatable=None,
)
set_status = _change(
    "SetStatus",
    "Sets the status of a ticket.",
    [
        Parameter(
            "status", TEXT, "open, pending, hold, solved or closed; new for one nobody had.", values=STATUSES
        )
    ],
    repeatable=None,
)
set_custom_status = _change(
    "SetCustomStatus",
    "Sets the status of a ticket to one of the account's own making.",
    [Parameter("custom_status_id", INTEGER, "Status (custom_statuses.id).")],
    repeatable=None,
)
set_priority = _change(
    "SetPriority",
    "Sets the priority of a ticket.",
    [
        Parameter(
            "priority", TEXT, "low, normal, high or urgent.", values=same("low", "normal", "high", "urgent")
        )
    ],
    returns=("ticket_id", "priority"),
    gives={},
    repeatable=None,
)

KINDS = {"ticket": "tickets", "user": "users", "organization": "organizations"}


def _tags(method: str, arguments: Mapping[str, Any]) -> Steps:
    path = f"/api/v2/{arguments['kind']}/{arguments['id']}/tags"
    answer = yield Request(method, path, body={"tags": arguments["tags"]}, repeatable=True)
    left = answer.json.get("tags") if isinstance(answer.json, dict) else None
    shown = None if left is None else json.dumps(left, ensure_ascii=False)
    return [{"id": arguments["id"], "tags": shown}]


def _add_tags(arguments: Mapping[str, Any]) -> Steps:
    return (yield from _tags("PUT", arguments))


def _set_tags(arguments: Mapping[str, Any]) -> Steps:
    return (yield from _tags("POST", arguments))


def _remove_tags(arguments: Mapping[str, Any]) -> Steps:
    """An account answers with the tags that are left, or with nothing."""
    return (yield from _tags("DELETE", arguments))


TAGGED = [
    Parameter("id", INTEGER, "Ticket, user or organization (its id)."),
    Parameter("tags", JSON, 'Names of tags, such as ["vip", "pro"].', shape="array"),
    Parameter(
        "kind",
        TEXT,
        "What the id is of: ticket, user or organization; ticket unless given.",
        required=False,
        values=KINDS,
        default="ticket",
    ),
]


add_tags = Procedure(
    "AddTags",
    "Adds tags to a ticket, user or organization and keeps the others.",
    steps=_add_tags,
    returns=("id", "tags"),
    docs=f"{DOCS}/ticket-management/tags/",
    parameters=TAGGED,
)
remove_tags = Procedure(
    "RemoveTags",
    "Takes tags off a ticket, user or organization and keeps the others.",
    steps=_remove_tags,
    returns=("id", "tags"),
    docs=f"{DOCS}/ticket-management/tags/",
    parameters=TAGGED,
)
set_tags = Procedure(
    "SetTags",
    "Replaces all tags of a ticket, user or organization.",
    steps=_set_tags,
    returns=("id", "tags"),
    docs=f"{DOCS}/ticket-management/tags/",
    parameters=TAGGED,
)


def _merge_tickets(arguments: Mapping[str, Any]) -> Steps:
    names = {
        "source_ids": "ids",
        "target_comment": "target_comment",
        "source_comment": "source_comment",
        "target_public": "target_comment_is_public",
        "source_public": "source_comment_is_public",
    }
    body = {names[name]: value for name, value in arguments.items() if name in names and value is not None}
    path = f"/api/v2/tickets/{arguments['target_id']}/merge"
    job = yield from _done(Request("POST", path, body=body))
    return [{"target_id": arguments["target_id"], **_job_row(job)}]


merge_tickets = Procedure(
    "MergeTickets",
    "Merges tickets into another one; they are closed, which cannot be undone.",
    steps=_merge_tickets,
    returns=("target_id", *JOB_COLUMNS),
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[
        Parameter("target_id", INTEGER, "Ticket that stays (tickets.id)."),
        Parameter("source_ids", JSON, "Tickets to merge into it, an array of tickets.id.", shape="array"),
        Parameter("target_comment", TEXT, "Comment on the ticket that stays.", required=False),
        Parameter("source_comment", TEXT, "Comment on the others.", required=False),
        Parameter(
            "target_public",
            BOOLEAN,
            "Whether the first comment is public; false unless given.",
            required=False,
            default=False,
        ),
        Parameter(
            "source_public",
            BOOLEAN,
            "Whether the second comment is public; false unless given.",
            required=False,
            default=False,
        ),
    ],
)

MACRO_SETS = (
    "subject",
    "type",
    "priority",
    "status",
    "custom_status_id",
    "assignee_id",
    "group_id",
    "organization_id",
    "requester_id",
    "brand_id",
    "ticket_form_id",
    "due_at",
    "problem_id",
    "external_id",
    "tags",
    "collaborator_ids",
)
"""What can be written of the ticket that applying a macro would leave."""


def _macro_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What the macro changes, as the body of an update."""
    changes = {name: after[name] for name in MACRO_SETS if name in after and after[name] != before.get(name)}
    had = {field["id"]: field.get("value") for field in before.get("custom_fields") or ()}
    fields = [
        {"id": field["id"], "value": field.get("value")}
        for field in after.get("custom_fields") or ()
        if field.get("value") != had.get(field["id"])
    ]
    if fields:
        changes["custom_fields"] = fields
    said = after.get("comment") or {}
    comment = {key: said[key] for key in ("body", "html_body", "public") if said.get(key) is not None}
    if comment.get("body") or comment.get("html_body"):
        changes["comment"] = comment
    return changes


def _apply_macro(arguments: Mapping[str, Any]) -> Steps:
    """Applying changes nothing by itself: it tells what the ticket would be, and that is then written."""
    ticket, macro = arguments["ticket_id"], arguments["macro_id"]
    path = f"/api/v2/tickets/{ticket}"
    before = _object((yield Request("GET", path)), "ticket", f"GET {path}")
    asked = f"{path}/macros/{macro}/apply"
    result = _object((yield Request("GET", asked)), "result", f"GET {asked}")
    changes = _macro_changes(before, result.get("ticket") or {})
    preview = bool(arguments["preview"])
    if changes and not preview:
        body = {"ticket": {**changes, "macro_ids": [macro]}}
        yield Request("PUT", path, body=body, repeatable=False)
    return [
        {
            "ticket_id": ticket,
            "macro_id": macro,
            "applied": bool(changes) and not preview,
            "changes": json.dumps(changes, ensure_ascii=False),
        }
    ]


apply_macro = Procedure(
    "ApplyMacro",
    "Applies a macro to a ticket, or tells what it would change.",
    steps=_apply_macro,
    returns=("ticket_id", "macro_id", "applied", "changes"),
    docs=f"{DOCS}/business-rules/macros/",
    parameters=[
        TICKET,
        Parameter("macro_id", INTEGER, "Macro (macros.id)."),
        Parameter(
            "preview",
            BOOLEAN,
            "True changes nothing; false unless given.",
            required=False,
            default=False,
        ),
    ],
)

follow_up = Procedure(
    "CreateFollowUp",
    "Makes a new ticket that follows up a closed one.",
    method="POST",
    path="/api/v2/tickets",
    wrap="ticket",
    idempotency="Idempotency-Key",
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[
        Parameter("source_id", INTEGER, "Closed ticket (tickets.id).", body="via_followup_source_id"),
        Parameter("subject", TEXT, "Subject line."),
        Parameter("body", TEXT, "Text of the first comment.", body="comment.body"),
        Parameter(
            "public",
            BOOLEAN,
            "Whether the comment is public; true unless given.",
            required=False,
            body="comment.public",
            default=True,
        ),
    ],
)

mark_as_spam = Procedure(
    "MarkAsSpam",
    "Marks a ticket as spam, which deletes it and suspends its requester.",
    method="PUT",
    path="/api/v2/tickets/{ticket_id}/mark_as_spam",
    style=EMPTY,
    returns=("ticket_id",),
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[TICKET],
)

restore_ticket = Procedure(
    "RestoreTicket",
    "Brings a deleted ticket back, within 30 days.",
    method="PUT",
    path="/api/v2/deleted_tickets/{ticket_id}/restore",
    style=EMPTY,
    returns=("ticket_id",),
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[Parameter("ticket_id", INTEGER, "Ticket (deleted_tickets.id).")],
)


def _purge_ticket(arguments: Mapping[str, Any]) -> Steps:
    ticket = arguments["ticket_id"]
    job = yield from _done(Request("DELETE", f"/api/v2/deleted_tickets/{ticket}"))
    return [{"ticket_id": ticket, **_job_row(job)}]


purge_ticket = Procedure(
    "PurgeTicket",
    "Removes a deleted ticket for good.",
    steps=_purge_ticket,
    returns=("ticket_id", *JOB_COLUMNS),
    docs=f"{DOCS}/tickets/tickets/",
    parameters=[Parameter("ticket_id", INTEGER, "Ticket (deleted_tickets.id).")],
)


def _import_ticket(arguments: Mapping[str, Any]) -> Steps:
    archive = bool(arguments["archive_immediately"])
    answer = yield Request(
        "POST",
        "/api/v2/imports/tickets",
        params={"archive_immediately": "true"} if archive else {},
        body={"ticket": arguments["ticket"]},
    )
    return [{"Id": _object(answer, "ticket", "POST /api/v2/imports/tickets").get("id")}]


import_ticket = Procedure(
    "ImportTicket",
    "Brings a ticket of another system over with its history; no trigger runs, no mail goes out.",
    steps=_import_ticket,
    docs=f"{DOCS}/tickets/ticket_import/",
    parameters=[
        Parameter(
            "ticket",
            JSON,
            "The ticket, an object of columns of tickets, created_at, updated_at, solved_at, and comments, "
            "an array of {author_id, created_at, body, public}.",
            shape="object",
        ),
        Parameter(
            "archive_immediately",
            BOOLEAN,
            "True archives a closed ticket at once; false unless given.",
            required=False,
            default=False,
        ),
    ],
)

recover_suspended = Procedure(
    "RecoverSuspendedTicket",
    "Makes a ticket of a mail that was held back.",
    method="PUT",
    path="/api/v2/suspended_tickets/{suspended_ticket_id}/recover",
    style=EMPTY,
    returns=("suspended_ticket_id", "ticket_id"),
    gives={"ticket_id": "ticket.id"},
    repeatable=False,
    docs=f"{DOCS}/tickets/suspended_tickets/",
    parameters=[Parameter("suspended_ticket_id", INTEGER, "The mail (suspended_tickets.id).")],
)

delete_suspended = Procedure(
    "DeleteSuspendedTicket",
    "Deletes a mail that was held back.",
    method="DELETE",
    path="/api/v2/suspended_tickets/{suspended_ticket_id}",
    style=EMPTY,
    returns=("suspended_ticket_id",),
    docs=f"{DOCS}/tickets/suspended_tickets/",
    parameters=[Parameter("suspended_ticket_id", INTEGER, "The mail (suspended_tickets.id).")],
)

# Users and organizations

create_or_update_user = Procedure(
    "CreateOrUpdateUser",
    "Changes the user with that mail address or external_id, or makes one.",
    method="POST",
    path="/api/v2/users/create_or_update",
    wrap="user",
    repeatable=True,
    needs_one=("email", "external_id"),
    because="Zendesk looks for the user by one of them.",
    docs=f"{DOCS}/users/users/",
    parameters=[
        Parameter("name", TEXT, "Name."),
        Parameter("email", TEXT, "Mail address.", required=False),
        Parameter("external_id", TEXT, "Key of the user in another system.", required=False),
        Parameter(
            "role",
            TEXT,
            "end-user, agent or admin.",
            required=False,
            values=same("end-user", "agent", "admin"),
        ),
        Parameter("organization_id", INTEGER, "Organization (organizations.id).", required=False),
        Parameter("phone", TEXT, "Phone number.", required=False),
        Parameter("tags", JSON, "Tags, an array of names.", required=False, shape="array"),
        Parameter(
            "user_fields", JSON, "Values of own fields, an object by key.", required=False, shape="object"
        ),
        Parameter(
            "skip_verify_email",
            BOOLEAN,
            "True keeps a new user from getting a mail; false unless given.",
            required=False,
        ),
    ],
)

create_or_update_organization = Procedure(
    "CreateOrUpdateOrganization",
    "Changes the organization with that id or external_id, or makes one.",
    method="POST",
    path="/api/v2/organizations/create_or_update",
    wrap="organization",
    # Without either a second one would clash by its name.
    needs_one=("external_id", "id"),
    because="Zendesk looks for the organization by one of them, not by its name.",
    repeatable=True,
    docs=f"{DOCS}/organizations/organizations/",
    parameters=[
        Parameter("name", TEXT, "Name."),
        Parameter("external_id", TEXT, "Key of the organization in another system.", required=False),
        Parameter("id", INTEGER, "Organization (organizations.id).", required=False),
        Parameter("domain_names", JSON, "Mail domains, an array of names.", required=False, shape="array"),
        Parameter("details", TEXT, "Anything about it.", required=False),
        Parameter("notes", TEXT, "Notes that agents see.", required=False),
        Parameter("tags", JSON, "Tags, an array of names.", required=False, shape="array"),
        Parameter(
            "organization_fields",
            JSON,
            "Values of own fields, an object by key.",
            required=False,
            shape="object",
        ),
    ],
)


def _suspension(name: str, description: str, *, suspended: bool) -> Procedure:
    return Procedure(
        name,
        description,
        method="PUT",
        path="/api/v2/users/{user_id}",
        wrap="user",
        fixed={"suspended": suspended},
        returns=("user_id",),
        docs=f"{DOCS}/users/users/",
        parameters=[USER],
    )


suspend_user = _suspension(
    "SuspendUser", "Suspends a user, whose mails no longer become tickets.", suspended=True
)
unsuspend_user = _suspension("UnsuspendUser", "Ends the suspension of a user.", suspended=False)

merge_users = Procedure(
    "MergeUsers",
    "Merges an end user into another one; this cannot be undone.",
    method="PUT",
    path="/api/v2/users/{loser_id}/merge",
    wrap="user",
    returns=("loser_id", "winner_id"),
    repeatable=False,
    docs=f"{DOCS}/users/users/",
    parameters=[
        Parameter("loser_id", INTEGER, "User who goes (users.id), on at most 10,000 tickets."),
        Parameter("winner_id", INTEGER, "User who stays (users.id).", body="id"),
    ],
)

MERGED = ("complete", "error")


def _merge_organizations(arguments: Mapping[str, Any]) -> Steps:
    loser, winner = arguments["loser_id"], arguments["winner_id"]
    path = f"/api/v2/organizations/{loser}/merge"
    begun = yield Request("POST", path, body={"organization_merge": {"winner_id": winner}})
    merge = _object(begun, "organization_merge", f"POST {path}")
    waited, pause = 0.0, 1.0
    while merge.get("status") not in MERGED and waited < PATIENCE:
        look = f"/api/v2/organization_merges/{quote(str(merge.get('id')), safe='')}"
        answer = yield Request("GET", look, wait=pause)
        merge = _object(answer, "organization_merge", f"GET {look}")
        waited, pause = waited + pause, min(pause * 1.5, 10.0)
    if merge.get("status") == "error":
        raise OperationalError(f"POST {path}: the merge {merge.get('id')} failed.", code="job")
    return [{"loser_id": loser, "winner_id": winner, "status": merge.get("status")}]


merge_organizations = Procedure(
    "MergeOrganizations",
    "Merges an organization into another one; this cannot be undone.",
    steps=_merge_organizations,
    returns=("loser_id", "winner_id", "status"),
    docs=f"{DOCS}/organizations/organizations/",
    parameters=[
        Parameter("loser_id", INTEGER, "Organization that goes (organizations.id)."),
        Parameter("winner_id", INTEGER, "Organization that stays (organizations.id)."),
    ],
)

purge_user = Procedure(
    "PurgeUser",
    "Removes for good what is left of a user who was deleted.",
    method="DELETE",
    path="/api/v2/deleted_users/{user_id}",
    style=EMPTY,
    returns=("user_id",),
    docs=f"{DOCS}/users/users/",
    parameters=[Parameter("user_id", INTEGER, "User (deleted_users.id).")],
)

IDENTITY = Parameter("identity_id", INTEGER, "Identity of that user (user_identities.id).")

make_primary = Procedure(
    "MakePrimaryIdentity",
    "Makes an identity the user's main one; of an address, the user's email.",
    method="PUT",
    path="/api/v2/users/{user_id}/identities/{identity_id}/make_primary",
    style=EMPTY,
    returns=("user_id", "identity_id"),
    docs=f"{DOCS}/users/user_identities/",
    parameters=[USER, IDENTITY],
)

add_identity = Procedure(
    "AddIdentity",
    "Adds a mail address, phone number or account to a user.",
    method="POST",
    path="/api/v2/users/{user_id}/identities",
    wrap="identity",
    docs=f"{DOCS}/users/user_identities/",
    parameters=[
        USER,
        Parameter(
            "type",
            TEXT,
            "email, twitter, facebook, google, phone_number, agent_forwarding, any_channel, foreign or sdk.",
            values=same(
                "email",
                "twitter",
                "facebook",
                "google",
                "phone_number",
                "agent_forwarding",
                "any_channel",
                "foreign",
                "sdk",
            ),
        ),
        Parameter("value", TEXT, "The address, number or name."),
        Parameter("verified", BOOLEAN, "Whether it is known to be the user's.", required=False),
    ],
)

set_default_group = Procedure(
    "SetDefaultGroup",
    "Makes a group the default one of an agent.",
    method="PUT",
    path="/api/v2/users/{user_id}/group_memberships/{membership_id}/make_default",
    style=EMPTY,
    returns=("user_id", "membership_id"),
    docs=f"{DOCS}/groups/group_memberships/",
    parameters=[
        USER,
        Parameter("membership_id", INTEGER, "Membership of that agent (group_memberships.id)."),
    ],
)

set_default_organization = Procedure(
    "SetDefaultOrganization",
    "Makes an organization the default one of a user.",
    method="PUT",
    path="/api/v2/users/{user_id}/organization_memberships/{membership_id}/make_default",
    style=EMPTY,
    returns=("user_id", "membership_id"),
    docs=f"{DOCS}/organizations/organization_memberships/",
    parameters=[
        USER,
        Parameter("membership_id", INTEGER, "Membership of that user (organization_memberships.id)."),
    ],
)


procedures: tuple[Procedure, ...] = (
    reply,
    note,
    solve,
    close,
    reopen,
    assign,
    set_status,
    set_custom_status,
    set_priority,
    add_tags,
    remove_tags,
    set_tags,
    merge_tickets,
    apply_macro,
    follow_up,
    mark_as_spam,
    restore_ticket,
    purge_ticket,
    make_private,
    redact_comment,
    redact_attachment,
    recover_suspended,
    delete_suspended,
    create_or_update_user,
    create_or_update_organization,
    suspend_user,
    unsuspend_user,
    merge_users,
    merge_organizations,
    purge_user,
    make_primary,
    add_identity,
    set_default_group,
    set_default_organization,
    import_ticket,
    wait_for_job,
    upload_file,
)
