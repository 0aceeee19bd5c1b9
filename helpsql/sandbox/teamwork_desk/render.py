"""Rows as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk.world import tickets
from helpsql.sandbox.teamwork_desk.world.table import Row, ref, refs
from helpsql.sandbox.teamwork_desk.world.threads import FILES
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket
    from helpsql.sandbox.teamwork_desk.world.world import World


def row(world: World, table: str, record: Any) -> Row:
    """One row with the columns that are counted, not kept."""
    if table == "tickets":
        return ticket(world, record)
    more = _COUNTED.get(table)
    return {**record, **more(world, record)} if more else record


def _priority(world: World, record: Row) -> Row:
    return {"ticketCount": sum(1 for t in world.tickets if t.priority == record["id"])}


def _site(world: World, record: Row) -> Row:
    articles = (a for a in world.tables["helpdocarticles"] if a["helpdocsite"]["id"] == record["id"])
    kept = [a["status"] for a in articles if a["state"] == "active"]
    counts = {f"{name.lower()}Count": kept.count(name) for name in ("Published", "Unpublished", "Draft")}
    return {"stats": {"articleCount": len(kept), **counts}}


_COUNTED: dict[str, Any] = {
    "customers": lambda world, r: {"numTickets": world.ticket_counts().get(r["id"], 0)},
    "companies": lambda world, r: {"customersCount": world.customer_counts().get(r["id"], 0)},
    "ticketpriorities": _priority,
    "helpdocssites": _site,
}


def ticket(world: World, found: Ticket) -> Row:
    more = found.more
    deleted: Row = {}
    if found.deleted is not None:
        deleted = {"deletedAt": stamp(found.deleted), "deletedBy": ref(*found.deleter or ("users", 0))}
    return {
        "id": found.id,
        "subject": tickets.subject_of(world, found),
        "previewText": tickets.preview_of(world, found),
        "originalRecipient": tickets.original_recipient_of(found),
        **_references(found),
        **_lists(world, found),
        "customfields": [
            {"id": field, "type": "customfields", "meta": {"value": value}}
            for field, value in tickets.values_of(world, found).items()
        ]
        or None,
        "messageCount": found.message_count,
        "isRead": more.get("isRead", found.index % 3 != 0),
        "readonly": False,
        "imagesHidden": found.index % 7 == 0,
        "responseTimeMins": found.response_minutes,
        "resolutionTimeMins": found.resolution_minutes,
        "spam_score": found.spam_score,
        "spam_rules": None,
        "happinessSurveySentAt": more.get("happinessSurveySentAt"),
        "scheduledEmail": more.get("scheduledEmail") or _seeded_mail(world, found),
        "reviewStatus": None,
        "inaccessibleChildTickets": None,
        "archivedAt": stamp(found.archived) if found.archived is not None else None,
        "createdAt": stamp(found.created),
        "updatedAt": stamp(found.updated),
        **deleted,
        "createdBy": ref(*found.creator),
        "updatedBy": ref(*found.updater),
        "state": found.state,
    }


def _references(found: Ticket) -> Row:
    return {
        "customer": ref("customers", found.customer),
        "contact": ref("contacts", found.contact),
        "company": ref("companies", found.company),
        "agent": ref("users", found.agent),
        "inbox": ref("inboxes", found.inbox),
        "status": ref("ticketstatuses", found.status),
        "priority": ref("ticketpriorities", found.priority),
        "type": ref("tickettypes", found.type),
        "source": ref("ticketsources", found.source),
        "businesshours": ref("businesshours", tickets.business_hours_of(found)),
        "happinessRating": ref("happinessratings", tickets.rating_of(found)),
        "parent": ref("tickets", found.more.get("parent")),
        "tickettemplate": ref("tickettemplates", found.more.get("tickettemplate")),
    }


def _lists(world: World, found: Ticket) -> Row:
    more = found.more
    files = [FILES + found.index] if found.index >= 0 and found.index % 6 == 2 else []
    return {
        "messages": refs("messages", world.messages.ids_of_ticket(found)),
        "activities": refs("ticketactivities", world.activity_ids(found)),
        "timelogs": refs("timelogs", world.timelog_ids(found)),
        "tags": refs("tags", found.tags),
        "tasks": [_task(task) for task in found.tasks] or None,
        "files": refs("files", [*files, *more.get("files", ())]),
        "followers": refs("users", more.get("followers", ())),
        "cc": more.get("cc"),
        "bcc": more.get("bcc"),
        "children": None,
        "companyCustomers": None,
    }


def _task(task: int) -> Row:
    done = task % 3 == 0
    facts = {"completed": done, "stateChanged": False, "status": "complete" if done else "active"}
    inner = {"id": task, "type": "tasks", **facts}
    meta = {**facts, "project": ref("projects", tickets.project_of(task)), "task": inner}
    return {"id": task, "type": "tasks", "meta": meta}


def _seeded_mail(world: World, found: Ticket) -> Row | None:
    moment = tickets.send_at(world, found.index) if found.index >= 0 else None
    if moment is None or found.state != "scheduled":
        return None
    return {
        "sendAt": stamp(moment),
        "timezone": ref("timezones", 62),
        "status": ref("ticketstatuses", tickets.SCHEDULED_STATUS),
    }
