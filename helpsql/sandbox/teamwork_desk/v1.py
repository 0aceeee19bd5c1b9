"""Reads of v1, whose rows are wholly other: names instead of ids, no pages, no envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk.errors import json_response, not_found
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.search import chosen
from helpsql.sandbox.teamwork_desk.world import tickets

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call
    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket
    from helpsql.sandbox.teamwork_desk.world.world import World
from helpsql.sandbox.times import stamp

Row = dict[str, Any]
MY_TICKETS = 9_999_999_999
"""An inbox that is none, at the end of the list."""
_COUNTED = ("active", "closed", "on-hold", "solved", "spam", "waiting")
_UNCOUNTED = ("assigned", "in-progress", "mine", "new", "troubleshooting")


def me(call: Call) -> Response:
    user = call.row("users", call.agent)
    shown = {k: user[k] for k in ("id", "firstName", "lastName", "email", "avatarURL", "role")}
    more = {"authToken": "demo", "visitCount": 12, "dateFormatId": 1, "timeFormatId": user["timeFormatId"]}
    return json_response({"user": shown | more})


def priorities(call: Call) -> Response:
    rows = [_flat_authors(row) for row in call.world.tables["ticketpriorities"] if row["state"] == "active"]
    return json_response({"ticketpriorities": rows})


def _flat_authors(row: Row) -> Row:
    shown = {k: v for k, v in row.items() if k not in ("createdBy", "updatedBy")}
    return shown | {f"{k}UserId": row[k]["id"] for k in ("createdBy", "updatedBy")}


def inboxes(call: Call) -> Response:
    world = call.world
    rows = [_inbox(world, box) for box in world.tables["inboxes"] if call.sees(box["id"])]
    agents = [call.agent]
    mine = _shown_inbox(MY_TICKETS, "My Tickets", "", agents, dict.fromkeys((*_COUNTED, *_UNCOUNTED), 0))
    return json_response({"inboxes": [*rows, mine]})


def _inbox(world: World, box: Row) -> Row:
    counts = dict.fromkeys((*_COUNTED, *_UNCOUNTED), 0)
    for ticket in world.tickets:
        code = world.tables["ticketstatuses"].get(ticket.status)["code"]
        if ticket.inbox == box["id"] and ticket.state == "active" and code in counts:
            counts[code] += 1
    shown = _shown_inbox(box["id"], box["name"], box["email"], [u["id"] for u in box["users"] or ()], counts)
    status = world.tables["ticketstatuses"].get(box["ticketstatus"]["id"])
    kept = (
        "languageCode",
        "happinessRatingMessage",
        "signature",
        "timeloggingEnabled",
        "emailForwardingState",
    )
    return shown | {k: box[k] for k in kept} | {"defaultStatus": status["code"], "inUnifiedInbox": True}


def _shown_inbox(row_id: int, name: str, email: str, users: list[int], counts: dict[str, int]) -> Row:
    unset: Row = dict.fromkeys(
        ("aliases", "autoCC", "autoBCC", "freeDomainEmailAliases", "timeloggingProjectId")
    )
    empty = ("icon", "languageCode", "happinessRatingMessage", "emailForwardingState", "signature")
    return {
        "id": row_id,
        "name": name,
        "email": email,
        **unset,
        **dict.fromkeys(empty, ""),
        **dict.fromkeys(("inUnifiedInbox", "timeloggingEnabled", "isFreeDomain"), False),
        "integrations": {"timeTracking": None},
        "ticketCounts": counts,
        "users": users,
        "defaultStatus": "new",
    }


# Tickets ---------------------------------------------------------------------------------------


def ticket(call: Call, ticket_id: int) -> Response:
    found = call.ticket(ticket_id)
    threads = [_thread(message) for message in call.world.messages.of_ticket(found)]
    return json_response({"ticket": ticket_row(call.world, found) | {"threads": threads}})


def _thread(message: Row) -> Row:
    kept = ("id", "createdAt", "updatedAt", "state", "cc", "bcc", "isPinned")
    author = message["createdBy"]
    return {k: message[k] for k in kept} | {
        "body": message["htmlBody"],
        "textBody": message["textBody"],
        "type": message["threadType"],
        "createdBy": {"id": author["id"], "type": author["type"].removesuffix("s")},
    }


def previous(call: Call, customer_id: int) -> Response:
    call.row("customers", customer_id)
    mine = (t for t in call.world.tickets if t.customer == customer_id and t.state == "active")
    rows = [ticket_row(call.world, t) for t in mine if call.sees(t.inbox)]
    return json_response({"count": len(rows), "tickets": rows})


def search(call: Call) -> Response:
    """ASSUMED: the parameters of v2's search; one page of rows, with their number."""
    rows = [ticket_row(call.world, t) for t in chosen(call)]
    return json_response({"count": len(rows), "tickets": rows[:50]})


def file(call: Call, file_id: int) -> Response:
    return json_response({"attachment": attachment(call, call.row("files", file_id))})


def attachment(call: Call, row: Row) -> Row:
    url = f"{call.request.base}/desk/v1/file/{row['id']}.json"
    return {"id": row["id"], "downloadURL": url, "filename": row["filename"], "size": row["size"]}


def ticket_row(world: World, found: Ticket) -> Row:
    """As recorded: names of things, nobody's ids."""
    customer = world.customers.get(found.customer)
    agent = world.tables["users"].get(found.agent or 0)
    if customer is None:
        raise not_found()
    names = world.tables
    times = ("averageResponseTime", "firstResponseTime", "responseCount", "resolutionTime")
    return {
        "id": found.id,
        "subject": tickets.subject_of(world, found),
        "preview": tickets.preview_of(world, found),
        "customer": _person(customer) | {"type": ""},
        "assignedTo": _person(agent) | {"type": "", "notes": "", "gender": ""} if agent else None,
        "company": names["companies"].get(found.company or 0),
        "responseTimes": dict.fromkeys(times, 0),
        "customFields": None,
        "happinessRating": None,
        "hasAttachments": False,
        "inboxId": found.inbox,
        "mergedToId": 0,
        "reviewStatus": "",
        "priority": names["ticketpriorities"].get(found.priority)["name"] if found.priority else "",
        "source": names["ticketsources"].get(found.source)["name"],
        "spam_score": found.spam_score,
        "status": names["ticketstatuses"].get(found.status)["code"],
        "type": names["tickettypes"].get(found.type)["name"] if found.type else "Unspecified",
        "tags": [names["tags"].get(i)["name"] for i in found.tags] or None,
        "isRead": False,
        "numThreads": found.message_count,
        "numActiveTasks": len(found.tasks),
        "numCompletedTasks": 0,
        "createdAt": stamp(found.created),
        "updatedAt": stamp(found.updated),
        "deletedAt": stamp(found.deleted) if found.deleted else None,
        "deletedByUserId": found.deleter[1] if found.deleter else None,
    }


def _person(row: Row) -> Row:
    return {k: row[k] for k in ("id", "email", "firstName", "lastName", "avatarURL")}


ENDPOINTS = [
    Endpoint("GET", "me", me, version=1),
    Endpoint("GET", "inboxes", inboxes, version=1),
    Endpoint("GET", "ticketpriorities", priorities, version=1),
    Endpoint("GET", "tickets/*", ticket, version=1),
    Endpoint("GET", "customers/*/previoustickets", previous, version=1),
    Endpoint("GET", "search/tickets", search, version=1),
    Endpoint("GET", "file/*", file, version=1),
]
