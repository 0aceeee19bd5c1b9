"""Teamwork Desk's actions that are not rows: the connector's one, and what a support team does daily."""

from __future__ import annotations

from helpsql.spec import Procedure
from procedures.teamwork_desk.files import upload_file
from procedures.teamwork_desk.tickets import (
    add_ticket_tag,
    apply_trigger,
    assign_ticket,
    link_task,
    mark_as_spam,
    move_ticket,
    remove_ticket_tag,
    reply_to_ticket,
    set_ticket_status,
    unlink_task,
)

procedures: tuple[Procedure, ...] = (
    reply_to_ticket,
    set_ticket_status,
    assign_ticket,
    add_ticket_tag,
    remove_ticket_tag,
    mark_as_spam,
    move_ticket,
    link_task,
    unlink_task,
    apply_trigger,
    upload_file,
)
