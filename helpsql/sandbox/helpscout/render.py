"""Conversations and threads as the API writes them. What has no value is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout.account import ASSISTANT
from helpsql.sandbox.helpscout.folders import folder_id
from helpsql.sandbox.helpscout.hal import link
from helpsql.sandbox.helpscout.records import Actor
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR, MINUTE, stamp

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.records import Attachment, Conversation, Schedule, Thread
    from helpsql.sandbox.helpscout.world import World

WEB = "https://secure.helpscout.net"
_TAG = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")
_PREVIEW = 100
_CHATS = ("chat", "beaconchat")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

NOBODY = {"id": 1, "type": "team", "first": "Help", "last": "Scout", "email": "none@nowhere.com"}
"""Stands as the assignee of threads that have none."""


class Renderer:
    """Renders for one origin; `exact` shows the AI agent as `system_user`, which v3 does."""

    def __init__(self, world: World, origin: str, *, exact: bool = False) -> None:
        self.world = world
        self.v2 = f"{origin}/v2"
        self.exact = exact

    # People ------------------------------------------------------------------------------------

    def person(self, actor: Actor) -> dict[str, Any]:
        if actor.kind == "customer":
            return self._customer(actor.id)
        if actor.kind == "team":
            return self._team(actor.id)
        return self._user(actor)

    def _customer(self, customer_id: int) -> dict[str, Any]:
        customer = self.world.customers.get(customer_id)
        shown: dict[str, Any] = {"id": customer_id, "type": "customer"}
        if customer:
            shown |= _given(
                first=customer.first_name,
                last=customer.last_name,
                photoUrl=customer.photo_url,
                email=customer.email,
            )
        return shown

    def _team(self, team_id: int) -> dict[str, Any]:
        # ASSUMED: a team's name is its first name; it has no address.
        team = self.world.teams[team_id]
        return {"id": team_id, "type": "team", "first": team.name, "last": ""}

    def _user(self, actor: Actor) -> dict[str, Any]:
        user = self.world.staff(actor.id)
        kind = actor.kind if self.exact else "user"
        if user is None:  # ASSUMED: a deleted user leaves only the id
            return {"id": actor.id, "type": kind}
        photo = photo_of(user.id) if user.has_photo else None
        return {"id": user.id, "type": kind, "first": user.first_name, "last": user.last_name} | _given(
            photoUrl=photo, email=user.email
        )

    def person_links(self, actor: Actor) -> dict[str, dict[str, str]]:
        if actor.kind == "customer":
            return {"createdByCustomer": link(f"{self.v2}/customers/{actor.id}")}
        return {"createdByUser": link(f"{self.v2}/users/{actor.id}")}

    # Conversations -----------------------------------------------------------------------------

    def conversation(self, c: Conversation) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": c.id,
            "number": c.number,
            "threads": len(c.threads),  # ASSUMED: every thread counts, line items too
            "type": c.type,
            "folderId": folder_id(c),
            "status": c.status,
            "state": c.state,
            "subject": c.subject,
            "preview": preview(c),
            "mailboxId": c.mailbox_id,
        }
        if c.assignee:
            shown["assignee"] = self.person(c.assignee)
        shown |= {"createdBy": self.person(c.by), "createdAt": stamp(c.created), "closedBy": c.closed_by}
        if c.closed_by:
            shown["closedByUser"] = self.person(Actor("user", c.closed_by))
        if c.closed is not None:
            shown["closedAt"] = stamp(c.closed)
        shown |= {
            "userUpdatedAt": stamp(c.touched_by_user),
            "customerWaitingSince": waiting(c),
            "source": {"type": c.source[0], "via": c.source[1]},
            "tags": [self._tag(tag) for tag in c.tags],
            "cc": list(c.cc),
            "bcc": list(c.bcc),
            "primaryCustomer": self._customer(c.customer_id),
        }
        shown |= _events(c)
        shown["customFields"] = [self._field(*pair) for pair in c.fields]
        shown["_links"] = self._links(c)
        return shown

    def _tag(self, tag_id: int) -> dict[str, Any]:
        tag = self.world.tags[tag_id]
        return {"id": tag.id, "color": tag.color, "tag": tag.name}

    def _field(self, field_id: int, value: str) -> dict[str, Any]:
        field = next(f for f in self.world.fields if f.id == field_id)
        text = next((label for option, label in field.options if str(option) == value), value)
        return {"id": field_id, "name": field.name, "value": value, "text": text}

    def _links(self, c: Conversation) -> dict[str, Any]:
        here = f"{self.v2}/conversations/{c.id}"
        links = {
            "self": link(here),
            "mailbox": link(f"{self.v2}/mailboxes/{c.mailbox_id}"),
            "primaryCustomer": link(f"{self.v2}/customers/{c.customer_id}"),
            "closedBy": link(f"{self.v2}/users/{c.closed_by}"),
            "threads": link(f"{here}/threads/"),
            "web": link(f"{WEB}/conversation/{c.id}/{c.number}"),
        }
        links |= self.person_links(c.by)
        if c.assignee:
            place = "teams" if c.assignee.kind == "team" else "users"
            links["assignee"] = link(f"{self.v2}/{place}/{c.assignee.id}")
        return links

    # Threads -----------------------------------------------------------------------------------

    def threads(self, c: Conversation, *, shortened: bool = False) -> list[dict[str, Any]]:
        """Newest first. ASSUMED: a shortened chat ends after a hundred characters."""
        shown = [self.thread(c.id, thread) for thread in reversed(c.threads)]
        for thread in shown if shortened else ():
            if thread["type"] == "beaconchat":
                thread["body"] = thread["body"][:_PREVIEW]
        return shown

    def thread(self, conversation_id: int, t: Thread) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": t.id,
            "type": t.type,
            "status": t.status,
            "state": t.state,
            "action": _action(t),
            "body": t.body,
            "source": {"type": t.source[0], "via": t.source[1]},
        }
        if t.customer_id is not None:
            shown["customer"] = {k: v for k, v in self._customer(t.customer_id).items() if k != "type"}
        shown["createdBy"] = self.person(t.by)
        if t.type not in _CHATS:
            shown["assignedTo"] = self.person(t.assignee) if t.assignee else NOBODY
        if t.type in ("message", "customer", "phone"):
            shown["savedReplyId"] = t.saved_reply_id
        shown |= {"to": list(t.to), "cc": list(t.cc), "bcc": list(t.bcc), "createdAt": stamp(t.at)}
        shown |= self._extras(t)
        shown["_embedded"] = {"attachments": [self.attachment(conversation_id, a) for a in t.attachments]}
        shown["_links"] = self._thread_links(t)
        return shown

    def _extras(self, t: Thread) -> dict[str, Any]:
        extras: dict[str, Any] = {}
        if t.opened is not None:
            extras["openedAt"] = stamp(t.opened)
        if t.rating:
            extras["rating"] = {
                "customerId": t.customer_id,
                "rating": t.rating.rating,
                "comments": t.rating.comments,
            }
        if t.scheduled:
            extras["scheduled"] = {
                "scheduledBy": t.scheduled.by,
                "createdAt": stamp(t.scheduled.created),
                "scheduledFor": stamp(t.scheduled.until),
                "unscheduleOnCustomerReply": t.scheduled.cancel_on_reply,
            }
        return extras

    def _thread_links(self, t: Thread) -> dict[str, Any]:
        links = self.person_links(t.by)
        if t.customer_id is not None:
            links["customer"] = link(f"{self.v2}/customers/{t.customer_id}")
        if t.assignee and t.type not in _CHATS:
            links["assignedTo"] = link(f"{self.v2}/users/{t.assignee.id}")
        return links

    def attachment(self, conversation_id: int, a: Attachment) -> dict[str, Any]:
        here = f"{self.v2}/conversations/{conversation_id}/attachments/{a.id}"
        shown: dict[str, Any] = {
            "id": a.id,
            "filename": a.filename,
            "mimeType": a.mime_type,
            "width": a.width,
            "height": a.height,
        }
        if a.id % 7:  # the size is not always sent
            shown["size"] = len(a.data)
        return shown | {
            "state": a.state,
            "_links": {
                "self": link(here),
                "data": link(f"{here}/data"),
                "web": link(f"{WEB}/file/{a.id}/{a.id:016x}/{a.filename}"),
            },
        }


def photo_of(user_id: int) -> str:
    return f"https://img.example.com/agents/{user_id}.jpg"


def is_ai(actor: Actor) -> bool:
    return actor.id == ASSISTANT


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _action(t: Thread) -> dict[str, Any]:
    action: dict[str, Any] = {"type": t.action}
    if t.action_text is not None:
        action |= {"text": t.action_text, "associatedEntities": {}}
    return action


def plain(body: str) -> str:
    """The text of an HTML body on one line."""
    return _SPACE.sub(" ", _TAG.sub(" ", body)).strip()


def preview(c: Conversation) -> str:
    """The start of the newest thread that says something."""
    newest = next((t.body for t in reversed(c.threads) if t.type != "lineitem"), "")
    return plain(newest)[:_PREVIEW]


def waiting(c: Conversation) -> dict[str, str]:
    """Since when the customer waits; the time of closing, once closed."""
    last = next((t for t in reversed(c.threads) if t.type not in ("note", "lineitem")), None)
    since = c.closed if c.closed is not None else last.at if last else c.created
    shown = {"time": stamp(since), "friendly": friendly(since, max(WORLD_DATE, c.modified))}
    if last and c.id % 3:  # not always sent
        shown["latestReplyFrom"] = "customer" if last.by.kind == "customer" else "user"
    return shown


def friendly(moment: int, now: int) -> str:
    """ASSUMED: reckoned from the world's date, so that the same seed gives the same bytes."""
    age = max(now - moment, 0)
    if age < MINUTE:
        return "Just now"
    for seconds, unit in ((MINUTE, "minute"), (HOUR, "hour"), (DAY, "day")):
        count = age // seconds
        if count < {"minute": 60, "hour": 24, "day": 7}[unit]:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    text = stamp(moment)
    return f"{_MONTHS[int(text[5:7]) - 1]} {int(text[8:10])}, '{text[2:4]}"


def _events(c: Conversation) -> dict[str, Any]:
    """The snooze, and the next thing that will happen by itself."""
    if c.snooze:
        s = c.snooze
        shown = {
            "snoozedBy": s.by,
            "snoozedUntil": stamp(s.until),
            "unsnoozeOnCustomerReply": s.cancel_on_reply,
        }
        return {"snooze": shown, "nextEvent": _event("snooze", s)}
    scheduled = next((t.scheduled for t in c.threads if t.scheduled), None)
    # ASSUMED: the name of a scheduled send.
    return {"nextEvent": _event("scheduledReply", scheduled)} if scheduled else {}


def _event(kind: str, s: Schedule) -> dict[str, Any]:
    return {
        "time": stamp(s.until),
        "eventType": kind,
        "userId": s.by,
        "cancelOnCustomerReply": s.cancel_on_reply,
    }
