"""The plain objects that may be written, with their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import crud
from helpsql.sandbox.teamwork_desk.values import (
    EDIT_METHOD,
    choice,
    objects,
    reference,
    references,
    text,
    time,
    truth,
    whole,
)
from helpsql.sandbox.teamwork_desk.world import people, setup
from helpsql.sandbox.teamwork_desk.world.table import base, refs

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.call import Call
    from helpsql.sandbox.teamwork_desk.values import Check

Row = dict[str, Any]


def columns(check: Check, names: str) -> dict[str, Check]:
    return dict.fromkeys(names.split(), check)


# Companies -------------------------------------------------------------------------------------


def _company(call: Call, row: Row, _given: Row) -> Row:
    """Domains come beside the company by name, as the vendor's own server sends them."""
    table = call.world.tables["domains"]
    kept = [item["id"] for item in row["domains"] or ()]
    for item in objects("domains", call.beside.get("domains") or []):
        if item.get("delete"):
            kept = [i for i in kept if i != item.get("id")]
        elif item.get("name") and not any(table.get(i)["name"] == item["name"] for i in kept):
            kept.append(_domain(call, row, text("domains", item["name"])))
    return row | {"domains": refs("domains", kept)}


def _domain(call: Call, company: Row, name: str) -> int:
    table = call.world.tables["domains"]
    row_id: int = table.new_id()
    row = base(row_id, call.stamp, call.stamp, call.agent) | {"name": name, "project": None}
    owner = {"id": company["id"], "type": "companies"}
    table.put(row_id, row | {"company": owner, "projects_company": None})
    return row_id


COMPANIES = crud.Kind(
    "companies",
    ("company",),
    columns(text, "name description details industry website note")
    | {"permission": choice("own", "all"), "kind": choice("company", "group")},
    people.company_defaults(),
    required=("name",),
    settle=_company,
)

# What an administrator sets up -----------------------------------------------------------------

TAGS = crud.Kind(
    "tags",
    ("tag",),
    columns(text, "name color") | {"inboxes": references("inboxes")},
    {"name": "", "color": "", "inboxes": None},
    required=("name",),
)
_NAMED = {"name": "", "color": "", "icon": "", "displayOrder": 0}
PRIORITIES = crud.Kind(
    "ticketpriorities",
    ("ticketpriority",),
    columns(text, "name color icon") | {"displayOrder": whole},
    _NAMED,
    required=("name",),
)


def _status(_call: Call, row: Row, _given: Row) -> Row:
    return row | {"code": row["code"] or row["name"].lower().replace(" ", "-")}


STATUSES = crud.Kind(
    "ticketstatuses",
    ("ticketstatus",),
    columns(text, "name color icon") | {"displayOrder": whole},
    _NAMED | {"code": "", "isCustom": True},
    required=("name",),
    settle=_status,
)
TYPES = crud.Kind(
    "tickettypes",
    ("tickettype",),
    {"name": text, "displayOrder": whole, "inboxes": references("inboxes")}
    | columns(truth, "default enabledForFutureInboxes"),
    {
        "name": "",
        "displayOrder": 0,
        "inboxes": None,
        "default": False,
        "enabledForFutureInboxes": False,
    },
    required=("name",),
)
SOURCES = crud.Kind(
    "ticketsources",
    ("ticketsource", "ticketSource"),
    columns(text, "name icon") | {"displayOrder": whole},
    {"name": "", "icon": "", "displayOrder": 0, "isCustom": True},
    required=("name",),
)


def _inbox(_call: Call, row: Row, given: Row) -> Row:
    """Members keep what is said of them; those named by id only get the usual."""
    if isinstance(given.get("notificationsOnly"), bool):  # the SDK's spelling of the fixture's column
        row["notificationOnly"] = given["notificationsOnly"]
    usual = {"isAdmin": False, "starred": False, "access": True, "state": "active"}
    users = [
        {"id": u["id"], "type": "users", "meta": usual | (u.get("meta") or {})} for u in row["users"] or ()
    ]
    row.pop("smtpPassword", None)  # never shown
    return row | {"users": users or None}


INBOXES = crud.Kind(
    "inboxes",
    ("inbox",),
    columns(
        text,
        "name email languageCode signature sendEmailsFrom autoReplySubject autoReplyMessage "
        "happinessRatingMessage onClosedLock smtpProvider smtpServer smtpSecurity smtpUsername smtpPassword "
        "iconImage publicIconImage",
    )
    | columns(
        truth,
        "clientOnly autoReplyEnabled happinessRatingEnabled timeloggingEnabled includeTicketHistoryOnForward "
        "notificationOnly usingOfficeHours useTeamworkMailServer starred",
    )
    | columns(
        whole,
        "displayOrder autoReplyFromUserId timeloggingProjectId spamThreshold onClosedWait smtpPort "
        "syncAccountId syncDays",
    )
    | {
        "users": objects,
        "tickettypes": references("tickettypes"),
        "ticketstatus": reference("ticketstatuses"),
    },
    setup.inbox_defaults(),
    once={"localPart": text},
    required=("name", "email"),
    settle=_inbox,
)
USERS = crud.Kind(
    "users",
    ("user",),
    columns(text, "email firstName lastName avatarURL role")
    | columns(truth, "isPartTime reviewer sendPushNotifications sendWebNotifications autoFollowOnCC")
    | columns(whole, "timeFormatId timezoneId")
    | {"editMethod": EDIT_METHOD, "ticketReplyRedirect": choice("Inbox", "Stay", "Next")},
    verbs="update delete",
)

# Time ------------------------------------------------------------------------------------------


def _timelog(call: Call, row: Row, given: Row) -> Row:
    """Ticket, user and timelogs_id may be anything: they are not checked."""
    if given.get("assignToCurrentUser") is True:
        row["user"] = {"id": call.agent, "type": "users"}
    owner = (row["ticket"] or {}).get("id")
    logs = call.world.written_timelogs
    if owner is not None and row["id"] not in logs.setdefault(owner, []) and row["createdAt"] == call.stamp:
        logs[owner].append(row["id"])
    return row


TIMELOGS = crud.Kind(
    "timelogs",
    ("timelog", "timeLog"),
    {
        "ticket": reference("tickets"),
        "user": reference("users"),
        "timelogs_id": whole,
        "description": text,
        "date": time,
        "seconds": whole,
        "billable": truth,
        "timezoneOffset": whole,
    },
    {"ticket": None, "user": None, "timelogs_id": None, "description": "", "date": None}
    | {"seconds": 0, "billable": False, "timezoneOffset": 0},
    settle=_timelog,
)

PLAIN = (*(COMPANIES, TAGS, PRIORITIES, STATUSES, TYPES, SOURCES, INBOXES, USERS, TIMELOGS),)
ENDPOINTS = [endpoint for kind in PLAIN for endpoint in crud.endpoints(kind)]
