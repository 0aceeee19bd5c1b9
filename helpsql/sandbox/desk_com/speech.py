"""New messages, replies and drafts: checks, defaults, and what they do to their case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import drafts, values
from helpsql.sandbox.desk_com.errors import invalid
from helpsql.sandbox.desk_com.world.rows import Row, Thread
from helpsql.sandbox.desk_com.world.script import SOCIAL, SUPPORT, channel_keys

if TYPE_CHECKING:
    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record

STATUSES = ("received", "draft", "pending", "sent", "failed")
COLUMNS: drafts.Columns = {
    "subject": values.text,
    "body": values.text,
    "direction": values.one_of("in", "out"),
    "status": values.one_of(*STATUSES),
    "to": values.text,
    "from": values.text,
    "cc": values.text,
    "bcc": values.text,
    "hidden": values.flag,
}
_ON_CREATE: drafts.Columns = {"created_at": values.time, "sent_at": values.time}
LINKS: drafts.Links = {
    "entered_by": "users",
    "sent_by": "users",
    "outbound_mailbox": "mailboxes/outbound",
}


def new_spoken(call: Call, case: Row, body: Any, number: int, *, is_message: bool = False) -> Row:
    """The row of a message or reply from what was sent.

    ASSUMED: a case without a message gets an empty one. Direction of a message is `in`, of a reply
    `out`, unless said; status follows it.
    """
    if body is None:
        body = {}
    if not isinstance(body, dict):
        raise invalid("message" if is_message else "reply")
    given = drafts.read(body, {**COLUMNS, **_ON_CREATE})
    incoming = given.get("direction", "in" if is_message else "out") == "in"
    usual = "received" if incoming else ("sent" if is_message else "pending")
    data = _data(call, case, given, incoming, given.get("status") or usual)
    refs = {
        "case": case.id, "customer": case.refs["customer"], "is_message": is_message,
        "sent_by": None if incoming else call.caller.id,
    } | drafts.read_links(call, body, LINKS)  # fmt: skip
    return Row(number, data, refs)


def _data(call: Call, case: Row, given: Record, incoming: bool, status: str) -> Record:
    kind = case.data["type"]
    mine, theirs = (None, None) if kind in SOCIAL else (SUPPORT, _address(call, case))
    at = given.get("created_at") or call.stamp
    return {
        "subject": given.get("subject", case.data["subject"]),
        "body": given.get("body"),
        "direction": "in" if incoming else "out",
        "status": status,
        "to": given.get("to", mine if incoming else theirs),
        "from": given.get("from", theirs if incoming else mine),
        "cc": given.get("cc"),
        "bcc": given.get("bcc"),
        "client_type": None if incoming else "desk_portal",
        **channel_keys(kind, given.get("body")),
        "created_at": at,
        "updated_at": call.stamp,
        "entered_at": None,
        "sent_at": given.get("sent_at") or (at if status == "sent" else None),
        "erased_at": None,
        "hidden": bool(given.get("hidden")),
        "hidden_at": call.stamp if given.get("hidden") else None,
    }


def _address(call: Call, case: Row) -> str | None:
    who = call.world.customers.get(case.refs["customer"])
    return who.data["emails"][0]["value"] if who is not None and who.data["emails"] else None


def new_reply(call: Call, case: Row, thread: Thread, body: Any) -> tuple[Row, Thread]:
    """A reply under its case; the case after it. Its subject is `Re: ` and the case's, unless said."""
    if not isinstance(body, dict):
        raise invalid("reply")
    drafts.need(drafts.read(body, {"body": values.text}), "body")
    reply = new_spoken(call, case, body, call.world.new_id())
    if "subject" not in body and case.data["subject"] is not None:
        reply = reply.changed({"subject": f"Re: {case.data['subject']}"})
    thread = thread.changed(replies=(*thread.replies, reply))
    return after_speech(call, case, thread), thread


def after_speech(call: Call, case: Row, thread: Thread) -> Row:
    """The case once its replies have changed: a new reply moves its times."""
    states = {reply.data["status"] for reply in thread.replies}
    incoming = [r for r in (thread.message, *thread.replies) if r.data["direction"] == "in"]
    heard = max((r.data["created_at"] for r in incoming), default=case.data["received_at"])
    data = {
        "updated_at": call.stamp,
        "changed_at": call.stamp,
        "active_at": call.stamp,
        "received_at": heard,
        "has_pending_interactions": "pending" in states,
        "has_failed_interactions": "failed" in states,
    }
    return case.changed(data)
