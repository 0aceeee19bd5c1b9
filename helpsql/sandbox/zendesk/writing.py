"""Tickets made and changed by the columns of a body, one at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk import field_values, values
from helpsql.sandbox.zendesk.drafts import Context, Draft, says_something
from helpsql.sandbox.zendesk.errors import invalid, named
from helpsql.sandbox.zendesk.world.account import BRANDS
from helpsql.sandbox.zendesk.world.records import Ticket
from helpsql.sandbox.zendesk.world.tickets import plain_ticket, via

Record = dict[str, Any]

CONFLICT = (
    "Safe Update prevented the update due to outdated ticket data. "
    "Please fetch the latest ticket data and try again."
)
COLUMNS: values.Columns = {
    **dict.fromkeys(
        ("external_id", "subject", "type", "priority", "status", "recipient", "assignee_email"), values.text
    ),
    **dict.fromkeys(("raw_subject", "description", "updated_stamp"), values.text),
    **dict.fromkeys(
        ("custom_status_id", "requester_id", "assignee_id", "organization_id", "group_id"), values.whole
    ),
    **dict.fromkeys(("problem_id", "ticket_form_id", "brand_id", "macro_id", "via_id"), values.whole),
    **dict.fromkeys(("submitter_id", "via_followup_source_id"), values.whole),
    **dict.fromkeys(("collaborator_ids", "macro_ids", "attribute_value_ids"), values.numbers),
    **dict.fromkeys(("tags", "additional_tags", "remove_tags", "set_tags"), values.tags),
    **dict.fromkeys(("requester", "comment", "voice_comment", "metadata"), values.mapping_or_null),
    **dict.fromkeys(("collaborators", "additional_collaborators", "email_ccs", "followers"), values.array),
    **dict.fromkeys(("custom_fields", "fields"), values.anything),
    "safe_update": values.truth,
    "due_at": values.moment,
}
CREATE_ONLY = {"submitter_id", "via_followup_source_id", "via_id"}
BULK_ONLY = {"additional_tags", "remove_tags", "set_tags"}


def read_ticket(given: Record, *, create: bool, bulk: bool = False) -> tuple[Record, list[str]]:
    """The columns of a ticket body that may be written now, and the names of the others."""
    barred = (set() if create else CREATE_ONLY) | (set() if bulk else BULK_ONLY)
    columns = {name: check for name, check in COLUMNS.items() if name not in barred}
    found, unknown = values.read(given, columns, "ticket")
    if "fields" in found:
        found.setdefault("custom_fields", found.pop("fields"))
    if found.get("subject") is None and found.get("raw_subject") is not None:
        found["subject"] = found["raw_subject"]
    return found, unknown


def create_ticket(context: Context, given: Record, ticket_id: int | None = None) -> tuple[Ticket, Record]:
    """Put a new ticket on the shelf; the ticket and its audit."""
    world = context.world
    comment = dict(given.get("comment") or {})
    if not comment and given.get("description"):
        comment = {"body": given["description"]}
    if not says_something(comment):
        raise blank_description()
    record = plain_ticket() | {
        "brand_id": BRANDS[0],
        "ticket_form_id": next(f["id"] for f in world.small["ticket_forms"].values() if f["default"]),
        "created_at": stamp(context.now),
        "requester_id": context.caller_id,
        "submitter_id": given.get("submitter_id") or context.caller_id,
        "custom_fields": field_values.with_values(world, [], []),
        "via": via(context.channel),
    }
    if given.get("via_followup_source_id"):
        record |= _follow_up(context, given)
    comment.setdefault("author_id", given.get("submitter_id") or given.get("requester_id"))
    draft = Draft(context, record, None)
    draft.apply({**given, "comment": comment})
    draft.record["id"] = ticket_id if ticket_id is not None else world.new_ticket_id()
    ticket, audit = draft.finish(())
    assert audit is not None
    _note_follow_up(context, given, ticket)
    return ticket, audit


def blank_description() -> Exception:
    return invalid("base", "Description: cannot be blank", "BlankValue")


def _follow_up(context: Context, given: Record) -> Record:
    source = context.world.ticket(given["via_followup_source_id"])
    if source is None or source.record["status"] != "closed":
        # ASSUMED: the body for a source that is not closed.
        raise invalid("via_followup_source_id", "Via followup source: must be a closed ticket")
    old = source.record
    about = {"ticket_id": source.id, "subject": old["subject"], "channel": old["via"]["channel"]}
    kept = {
        name: old[name]
        for name in ("requester_id", "organization_id", "group_id", "brand_id", "ticket_form_id")
    }
    return kept | {"via": via("api", **{"from": about, "rel": "follow_up"}), "subject": old["subject"]}


def _note_follow_up(context: Context, given: Record, ticket: Ticket) -> None:
    source = context.world.ticket(given.get("via_followup_source_id") or 0)
    if source is not None:
        record = source.record | {"followup_ids": [*source.record["followup_ids"], ticket.id]}
        context.world.put_ticket(replace(source, record=record, generated=context.now), context.now)


def update_ticket(
    context: Context, ticket: Ticket, given: Record, *, safe: bool = False
) -> tuple[Ticket, Record | None]:
    """Put a changed ticket on the shelf; the ticket and its audit, None if nothing changed.

    `safe` compares a given `updated_stamp` even without `safe_update`.
    """
    seen = given.get("updated_stamp")
    if seen is not None and (safe or given.get("safe_update")) and seen != ticket.record["updated_at"]:
        raise named(409, "UpdateConflict", CONFLICT)
    if ticket.record["status"] == "closed":
        raise invalid("status", "Status: closed prevents ticket update")
    draft = Draft(context, ticket.record, ticket)
    draft.apply({k: v for k, v in given.items() if k not in ("description", "raw_subject")})
    return draft.finish(ticket.audits)
