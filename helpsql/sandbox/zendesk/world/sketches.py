"""The sketch of a ticket that a request wrote, so that filters see one kind of thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.times import parse_stamp
from helpsql.sandbox.zendesk.world.plots import Sketch

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.world.records import Ticket


def sketch_of(ticket: Ticket) -> Sketch:
    r = ticket.record
    return Sketch(
        r["id"],
        -1 if ticket.index is None else ticket.index,
        parse_stamp(r["created_at"]) or 0,
        parse_stamp(r["updated_at"]) or 0,
        ticket.generated,
        ticket.solved,
        r["status"],
        r["priority"],
        r["type"],
        r["via"]["channel"],
        r["requester_id"],
        r["submitter_id"],
        r["assignee_id"],
        r["organization_id"],
        r["group_id"],
        r["brand_id"],
        r["ticket_form_id"],
        r["custom_status_id"],
        tuple(r["tags"]),
        (r["satisfaction_rating"] or {}).get("score", "unoffered"),
        ticket.archived,
        ticket.deleted,
        ticket.scrubbed,
    )
