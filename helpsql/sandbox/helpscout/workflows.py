"""Workflows: switching them on and off, and running them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.account import OWNER
from helpsql.sandbox.helpscout.conversation_parts import put_touched
from helpsql.sandbox.helpscout.errors import Problem, invalid, not_found
from helpsql.sandbox.helpscout.holdings import Workflow
from helpsql.sandbox.helpscout.operations import operation
from helpsql.sandbox.helpscout.records import Actor, Conversation, Thread
from helpsql.sandbox.helpscout.thread_writes import MOST_THREADS
from helpsql.sandbox.helpscout.validation import Body

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call


def workflow(call: Call, workflow_id: int) -> Workflow:
    found = call.world.workflows.get(workflow_id)
    if found is None:
        raise not_found()
    return found


def patch_workflow(call: Call, workflow_id: int) -> Response:
    asked = operation(call.body())
    found = workflow(call, workflow_id)
    asked.need("replace")
    if asked.path != "/status":
        raise asked.unknown()
    status = asked.choice(("active", "inactive"))
    if found.status == "invalid":  # ASSUMED: an invalid workflow must be repaired first
        raise invalid(Problem("status", "the workflow is invalid", "InvalidValue", status))
    call.world.workflows[workflow_id] = replace(found, status=status, modified=call.now)
    return hal.empty()


def run_workflow(call: Call, workflow_id: int) -> Response:
    """ASSUMED: only active manual workflows run; each conversation gets a line item."""
    body = Body(call.object())
    found = workflow(call, workflow_id)
    ids = body.integers("conversationIds", required=True)
    if not 1 <= len(ids) <= 50:
        body.note("conversationIds", "size must be between 1 and 50", "Size")
    for n, conversation_id in enumerate(ids):
        if call.world.conversation(conversation_id) is None:
            body.note(
                f"conversationIds[{n}]", "must be a valid identifier", "InvalidIdentifier", conversation_id
            )
    body.check()
    if found.type != "manual" or found.status != "active":
        raise invalid(Problem("id", "only active manual workflows can be run", "InvalidValue", workflow_id))
    for conversation_id in ids:
        _note_run(call, call.conversation(conversation_id), found.id, found.name)
    call.world.changed()
    return hal.empty()


def _note_run(call: Call, record: Conversation, workflow_id: int, name: str) -> None:
    if len(record.threads) >= MOST_THREADS:
        return
    thread = Thread(
        id=record.threads[-1].id + 1,
        type="lineitem",
        by=Actor("user", OWNER),
        at=call.now,
        status="nochange",
        source=("workflows", "user"),
        assignee=record.assignee,
        action="manual-workflow",
        action_text=f"You ran the {name} workflow",
        workflow_id=workflow_id,
    )
    put_touched(call, replace(record, threads=(*record.threads, thread)))


ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("PATCH", "/v2/workflows/<int:workflow_id>", patch_workflow),
    ("POST", "/v2/workflows/<int:workflow_id>/run", run_workflow),
]
