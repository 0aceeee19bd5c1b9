"""Writing threads: the five ways to add one, editing, scheduling, attachments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.account import OWNER
from helpsql.sandbox.helpscout.call import ATTACHMENT_BODY
from helpsql.sandbox.helpscout.conversations import find_attachment, find_thread
from helpsql.sandbox.helpscout.customer_writes import customer_from
from helpsql.sandbox.helpscout.errors import Problem, Refusal, invalid
from helpsql.sandbox.helpscout.operations import operation
from helpsql.sandbox.helpscout.records import Actor, Attachment, Conversation, Schedule, Thread
from helpsql.sandbox.helpscout.validation import Body

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call

MOST_THREADS = 100
STATUSES = ("active", "closed", "inbox_predefined", "open", "pending", "spam")
_TYPES = {"reply": "message", "note": "note", "customer": "customer", "chat": "chat", "phone": "phone"}
_ENDPOINTS = {"chats": "chat", "customer": "customer", "notes": "note", "phones": "phone", "reply": "reply"}
_BY_CUSTOMER = ("customer", "chat")
_REOPENING = ("customer", "chat")
"""ASSUMED: a chat re-opens like a customer's mail; a phone call and a note leave the status."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A thread as a body asks for it, before it has an id. `customer` is found or made at the end."""

    kind: str
    text: str
    imported: bool
    draft: bool
    status: str | None
    at: int | None
    user_id: int
    assign_to: int | None
    customer: Body | None
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    attachments: tuple[tuple[str, str, bytes], ...]


def read_draft(call: Call, body: Body, kind: str) -> Draft:
    """Read a thread of a body; problems are noted in it."""
    imported = body.flag("imported")
    at = body.moment("createdAt")
    if at is not None and not imported:
        body.note("createdAt", "is only accepted with imported", "InvalidValue", body.members["createdAt"])
    status = body.choice("status", STATUSES)
    customer = body.object("customer", required=kind != "note")
    if customer:
        check_customer(call, customer)
    user = body.integer("user")
    if user is not None and user not in call.world.users:
        body.note("user", "must be a valid identifier", "InvalidIdentifier", user)
    owner = body.integer("assignTo")
    if owner is not None and not call.world.is_assignable(owner):
        body.note("assignTo", "must be a valid identifier", "InvalidIdentifier", owner)
    return Draft(
        kind=kind,
        text=body.text("text", required=True) or "",
        imported=imported,
        draft=kind == "reply" and body.flag("draft"),
        status="active" if status in ("open", "inbox_predefined") else status,
        at=at,
        user_id=user or OWNER,
        assign_to=owner,
        customer=customer,
        cc=body.emails("cc"),
        bcc=body.emails("bcc"),
        attachments=tuple(read_attachment(item) for item in body.objects("attachments")),
    )


def read_attachment(body: Body) -> tuple[str, str, bytes]:
    name, mime = body.text("fileName", required=True), body.text("mimeType", required=True)
    return name or "", mime or "", body.base64("data")


def check_customer(call: Call, body: Body) -> None:
    """A customer is named by an id that exists, or by an address that may be new."""
    if body.has("id"):
        found = body.integer("id")
        if found is not None and call.world.customers.get(found) is None:
            body.note("id", "must be a valid identifier", "InvalidIdentifier", found)
    elif not body.has("email"):
        body.note("", "id or email is required", "NotEmpty")
    else:
        body.email("email", required=True)


def make_thread(call: Call, conversation_id: int, place: int, draft: Draft, owner: Actor | None) -> Thread:
    """The thread of a checked draft, at its place in the conversation."""
    by_customer = draft.kind in _BY_CUSTOMER
    customer_id = customer_from(call, draft.customer).id if draft.customer else None
    by = Actor("customer", customer_id) if by_customer and customer_id else Actor("user", draft.user_id)
    thread_id = conversation_id * 100 + place
    customer = call.world.customers.get(customer_id) if customer_id else None
    address = customer.email if customer else None
    return Thread(
        id=thread_id,
        type=_TYPES[draft.kind],
        by=by,
        at=draft.at if draft.at is not None else call.now,
        body=draft.text,
        status=draft.status or ("nochange" if draft.kind == "note" else "active"),
        state="draft" if draft.draft else "published",
        source=("api", "customer" if by_customer else "user"),
        customer_id=customer_id,
        assignee=owner,
        to=(address,) if draft.kind == "reply" and address else (),
        cc=draft.cc,
        bcc=draft.bcc,
        attachments=tuple(
            Attachment(thread_id * 10 + n, name, mime, 0, 0, data)
            for n, (name, mime, data) in enumerate(draft.attachments, 1)
        ),
    )


def create_thread(call: Call, conversation_id: int, endpoint: str) -> Response:
    body = Body(call.object(ATTACHMENT_BODY))
    record = call.conversation(conversation_id)
    draft = read_draft(call, body, _ENDPOINTS[endpoint])
    body.check()
    if len(record.threads) >= MOST_THREADS:
        raise Refusal(412)
    owner = call.world.actor(draft.assign_to) if draft.assign_to else record.assignee
    thread = make_thread(call, conversation_id, _free_place(record), draft, owner)
    call.world.conversations.put(_with_thread(call, record, draft, thread))
    call.world.changed()
    return hal.created(call.href(f"/v2/conversations/{conversation_id}/threads/{thread.id}"), thread.id)


def _free_place(record: Conversation) -> int:
    return record.threads[-1].id % 100 + 1 if record.threads else 0


def _with_thread(call: Call, record: Conversation, draft: Draft, thread: Thread) -> Conversation:
    """The conversation after the thread: its status, owner and times follow."""
    by_user = thread.by.kind != "customer"
    changed = replace(
        record,
        threads=(*record.threads, thread),
        assignee=thread.assignee,
        modified=max(record.modified, call.now),
        touched_by_user=call.now if by_user else record.touched_by_user,
        snooze=None if _wakes(record, thread) else record.snooze,
    )
    status = _status_after(draft)
    return changed if status is None else with_status(changed, status, thread.by, call.now)


def _wakes(record: Conversation, thread: Thread) -> bool:
    return bool(record.snooze and record.snooze.cancel_on_reply and thread.by.kind == "customer")


def _status_after(draft: Draft) -> str | None:
    """None leaves the status as it is."""
    if draft.status is not None:
        return draft.status
    if draft.imported or draft.draft:
        return None
    return "active" if draft.kind == "reply" or draft.kind in _REOPENING else None


def with_status(record: Conversation, status: str, by: Actor, now: int) -> Conversation:
    """ASSUMED: re-opening forgets when and by whom it was closed."""
    if status == record.status:
        return record
    if status == "closed":
        return replace(record, status=status, closed=now, closed_by=by.id if by.kind == "user" else 0)
    return replace(record, status=status, closed=None, closed_by=0)


# Editing ---------------------------------------------------------------------------------------


def _put_thread(call: Call, record: Conversation, thread: Thread) -> None:
    threads = tuple(thread if t.id == thread.id else t for t in record.threads)
    call.world.conversations.put(
        replace(record, threads=threads, modified=call.now, touched_by_user=call.now)
    )
    call.world.changed()


def patch_thread(call: Call, conversation_id: int, thread_id: int) -> Response:
    asked = operation(call.body())
    record = call.conversation(conversation_id)
    thread = find_thread(record, thread_id)
    asked.need("replace")
    if asked.path == "/text":
        thread = replace(thread, body=asked.text(filled=True))
    elif asked.path == "/hidden":
        thread = replace(thread, state="hidden" if asked.flag() else "published")
    else:
        raise asked.unknown()
    _put_thread(call, record, thread)
    return hal.empty()


def schedule_thread(call: Call, conversation_id: int, thread_id: int) -> Response:
    body = Body(call.object())
    record = call.conversation(conversation_id)
    thread = _draft_thread(record, thread_id)
    until = body.moment("scheduledFor", required=True)
    cancel = body.flag("unscheduleOnCustomerReply")
    if until is not None and until <= call.now:
        body.note("scheduledFor", "must be in the future", "Future", body.members["scheduledFor"])
    body.check()
    assert until is not None
    _put_thread(call, record, replace(thread, scheduled=Schedule(OWNER, call.now, until, cancel)))
    return hal.empty()


def publish_thread(call: Call, conversation_id: int, thread_id: int) -> Response:
    asked = operation(call.body())
    record = call.conversation(conversation_id)
    thread = _draft_thread(record, thread_id)
    asked.need("replace")
    if asked.path != "/state":
        raise asked.unknown()
    asked.choice(("published",))
    _put_thread(call, replace(record, state="published"), published(thread, call.now))
    return hal.empty()


def unschedule_thread(call: Call, conversation_id: int, thread_id: int) -> Response:
    record = call.conversation(conversation_id)
    _put_thread(call, record, replace(_draft_thread(record, thread_id), scheduled=None))
    return hal.empty()


def published(thread: Thread, now: int) -> Thread:
    return replace(thread, state="published", scheduled=None, at=now)


def _draft_thread(record: Conversation, thread_id: int) -> Thread:
    """ASSUMED: only drafts can be scheduled or published; others are refused with 400."""
    thread = find_thread(record, thread_id)
    if thread.state != "draft":
        raise invalid(Problem("state", "the thread is not a draft", "InvalidValue", thread.state))
    return thread


# Attachments -----------------------------------------------------------------------------------


def create_attachment(call: Call, conversation_id: int, thread_id: int) -> Response:
    body = Body(call.object(ATTACHMENT_BODY))
    record = call.conversation(conversation_id)
    thread = find_thread(record, thread_id)
    name, mime, data = read_attachment(body)
    body.check()
    made = Attachment(call.world.new_id(), name, mime, 0, 0, data)
    _put_thread(call, record, replace(thread, attachments=(*thread.attachments, made)))
    return hal.created(call.href(f"/v2/conversations/{conversation_id}/attachments/{made.id}"), made.id)


def delete_attachment(call: Call, conversation_id: int, attachment_id: int) -> Response:
    record = call.conversation(conversation_id)
    find_attachment(record, attachment_id)
    thread = next(t for t in record.threads if any(a.id == attachment_id for a in t.attachments))
    kept = tuple(a for a in thread.attachments if a.id != attachment_id)
    _put_thread(call, record, replace(thread, attachments=kept))
    return hal.empty()


_THREAD = "/v2/conversations/<int:conversation_id>/threads/<int:thread_id>"
_ENDPOINT_NAMES = ",".join(f"'{name}'" for name in _ENDPOINTS)

ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("POST", f"/v2/conversations/<int:conversation_id>/<any({_ENDPOINT_NAMES}):endpoint>", create_thread),
    ("PATCH", _THREAD, patch_thread),
    ("PUT", f"{_THREAD}/schedule", schedule_thread),
    ("PATCH", f"{_THREAD}/schedule", publish_thread),
    ("DELETE", f"{_THREAD}/schedule", unschedule_thread),
    ("POST", f"{_THREAD}/attachments", create_attachment),
    ("DELETE", "/v2/conversations/<int:conversation_id>/attachments/<int:attachment_id>", delete_attachment),
]
