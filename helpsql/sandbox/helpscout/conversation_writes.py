"""Writing conversations: create, patch, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.account import OWNER
from helpsql.sandbox.helpscout.call import CONVERSATION_BODY
from helpsql.sandbox.helpscout.conversation_parts import put_touched, read_fields, tag_ids
from helpsql.sandbox.helpscout.customer_writes import customer_from
from helpsql.sandbox.helpscout.operations import Operation, operation
from helpsql.sandbox.helpscout.records import Actor, Conversation
from helpsql.sandbox.helpscout.thread_writes import (
    MOST_THREADS,
    Draft,
    check_customer,
    make_thread,
    published,
    read_draft,
    with_status,
)
from helpsql.sandbox.helpscout.timeline import NUMBER_OFFSET
from helpsql.sandbox.helpscout.validation import Body

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call

TYPES = ("email", "chat", "phone")
# ASSUMED: creation takes the five values that the documented error lists; open means active.
STATUSES = ("active", "spam", "open", "closed", "pending")
THREAD_TYPES = ("chat", "customer", "note", "phone", "reply")


def create_conversation(call: Call) -> Response:
    body = Body(call.object(CONVERSATION_BODY))
    subject = body.text("subject", required=True)
    kind = body.choice("type", TYPES, required=True)
    status = body.choice("status", STATUSES, required=True)
    mailbox = _mailbox(call, body)
    customer = body.object("customer", required=True)
    if customer:
        check_customer(call, customer)
    drafts = _drafts(call, body)
    owner = _owner(call, body)
    imported = body.flag("imported")
    created, closed = body.moment("createdAt"), body.moment("closedAt")
    tags = body.texts("tags")
    fields = read_fields(call, body, mailbox)
    body.check()
    assert subject and kind and status and customer and mailbox
    begun = created if created is not None else call.now
    base = Conversation(
        id=(new := call.world.conversations.new_id()),
        number=new + NUMBER_OFFSET,
        created=begun,
        type=kind,
        status="active",
        state="draft" if any(d.draft for d in drafts) else "published",
        mailbox_id=mailbox,
        customer_id=customer_from(call, customer).id,
        assignee=owner,
        tags=tag_ids(call, tags),
        subject=subject,
        by=Actor("user", OWNER),
        source=("api", "user"),
        threads=(),
        touched_by_user=begun,
        modified=call.now,
        fields=fields,
    )
    record = _with_threads(call, base, drafts, begun)
    final = with_status(record, "active" if status == "open" else status, record.by, call.now)
    if final.closed is not None and imported and closed is not None:
        final = replace(final, closed=closed)
    call.world.conversations.put(final)
    call.world.changed()
    return hal.created(call.href(f"/v2/conversations/{final.id}"), final.id)


def _mailbox(call: Call, body: Body) -> int | None:
    mailbox = body.integer("mailboxId", required=True)
    if mailbox is not None and mailbox not in call.world.mailboxes:
        body.note("mailboxId", "must be a valid identifier", "InvalidIdentifier", mailbox)
    return mailbox


def _owner(call: Call, body: Body) -> Actor | None:
    """ASSUMED: no inbox rule assigns anybody, so leaving it out means unassigned."""
    owner = body.integer("assignTo")
    if owner is None:
        return None
    if not call.world.is_assignable(owner):
        body.note("assignTo", "must be a valid identifier", "InvalidIdentifier", owner)
        return None
    return call.world.actor(owner)


def _drafts(call: Call, body: Body) -> list[Draft]:
    items = body.objects("threads", required=True)
    if body.has("threads") and isinstance(body.members["threads"], list):
        count = len(body.members["threads"])
        if not 1 <= count <= MOST_THREADS:
            body.note("threads", f"size must be between 1 and {MOST_THREADS}", "Size")
    return [_draft(call, body, item) for item in items]


def _draft(call: Call, body: Body, item: Body) -> Draft:
    """A thread of the new conversation. ASSUMED: one without a customer has the conversation's."""
    kind = item.choice("type", THREAD_TYPES, required=True)
    if body.members.get("imported") is True:
        item.members.setdefault("imported", True)
    if kind not in ("note", None) and not item.has("customer"):
        item.members["customer"] = body.members.get("customer")
    return read_draft(call, item, kind if kind in THREAD_TYPES else "note")


def _with_threads(call: Call, base: Conversation, drafts: list[Draft], begun: int) -> Conversation:
    """ASSUMED: threads are given oldest first; undated ones are as old as the conversation."""
    threads = tuple(
        make_thread(call, base.id, place, replace(d, at=d.at if d.at is not None else begun), base.assignee)
        for place, d in enumerate(drafts)
    )
    first = threads[0]
    return replace(base, threads=threads, by=first.by, source=first.source)


def patch_conversation(call: Call, conversation_id: int) -> Response:
    """One operation on one member; an array is no operation."""
    asked = operation(call.body())
    record = call.conversation(conversation_id)
    change = _PATCHES.get(asked.path)
    if change is None:
        raise asked.unknown()
    put_touched(call, change(call, record, asked))
    return hal.empty()


def _subject(_call: Call, record: Conversation, asked: Operation) -> Conversation:
    asked.need("replace")
    return replace(record, subject=asked.text(filled=True))


def _customer(call: Call, record: Conversation, asked: Operation) -> Conversation:
    asked.need("replace")
    customer_id = asked.integer()
    if call.world.customers.get(customer_id) is None:
        raise asked.reject("must be a valid identifier", "InvalidIdentifier")
    return replace(record, customer_id=customer_id)


def _publish(call: Call, record: Conversation, asked: Operation) -> Conversation:
    asked.need("replace")
    if asked.flag():
        raise asked.reject("a published conversation cannot become a draft")
    threads = tuple(published(t, call.now) if t.state == "draft" else t for t in record.threads)
    return replace(record, state="published", threads=threads)


def _move(call: Call, record: Conversation, asked: Operation) -> Conversation:
    """ASSUMED: the fields of the old inbox are lost."""
    asked.need("move")
    mailbox_id = asked.integer()
    if mailbox_id not in call.world.mailboxes:
        raise asked.reject("must be a valid identifier", "InvalidIdentifier")
    return replace(
        record, mailbox_id=mailbox_id, fields=() if mailbox_id != record.mailbox_id else record.fields
    )


def _status(call: Call, record: Conversation, asked: Operation) -> Conversation:
    asked.need("replace")
    status = asked.choice(STATUSES)
    return with_status(record, "active" if status == "open" else status, Actor("user", OWNER), call.now)


def _assign(call: Call, record: Conversation, asked: Operation) -> Conversation:
    asked.need("replace", "remove")
    if asked.op == "remove":
        return replace(record, assignee=None)
    if not call.world.is_assignable(asked.integer()):
        raise asked.reject("must be a valid identifier", "InvalidIdentifier")
    return replace(record, assignee=call.world.actor(asked.integer()))


_PATCHES: dict[str, Callable[[Any, Conversation, Operation], Conversation]] = {
    "/subject": _subject,
    "/primaryCustomer.id": _customer,
    "/draft": _publish,
    "/mailboxId": _move,
    "/status": _status,
    "/assignTo": _assign,
}


def delete_conversation(call: Call, conversation_id: int) -> Response:
    call.conversation(conversation_id)
    call.world.conversations.drop(conversation_id)
    call.world.changed()
    return hal.empty()


_ONE = "/v2/conversations/<int:conversation_id>"

ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("POST", "/v2/conversations", create_conversation),
    ("PATCH", _ONE, patch_conversation),
    ("DELETE", _ONE, delete_conversation),
]
