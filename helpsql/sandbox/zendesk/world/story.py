"""What happened in a seeded ticket: its audits, as a function of (seed, ticket).

The last audit leaves the ticket as its record says; metrics and comments are read off the audits.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.times import stamp
from helpsql.sandbox.words import NOTE_LINES, ODD_BODIES
from helpsql.sandbox.zendesk.ids import SMALL, USERS, audit_id
from helpsql.sandbox.zendesk.world.account import STATUSES
from helpsql.sandbox.zendesk.world.phrases import AGENT_REPLIES, CUSTOMER_REPLIES, REOPENINGS
from helpsql.sandbox.zendesk.world.rules import CLOSE_AUTOMATION, CLOSE_TITLE, NOTIFY_TRIGGER
from helpsql.sandbox.zendesk.world.tickets import via

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.world.plots import Sketch

Record = dict[str, Any]

SYSTEM = -1
_CREATED = ("subject", "requester_id", "priority", "type", "status", "organization_id", "brand_id")
_CREATED_LAST = ("ticket_form_id", "custom_status_id")
_SYSTEM_INFO = {
    "client": "Mozilla/5.0",
    "ip_address": "203.0.113.7",
    "location": "Anytown, Example Land",
    "latitude": 12.5,
    "longitude": -45.25,
}


def story(seed: int, s: Sketch, record: Record) -> list[Record]:
    """The audits of a seeded ticket, oldest first."""
    return _Teller(seed, s, record).tell()


def comment_event(
    event_id: int, author: int, body: str, public: bool, audit: int, html: str | None = None
) -> Record:
    """A comment as it stands among the events of its audit."""
    return {
        "id": event_id,
        "type": "Comment",
        "author_id": author,
        "body": body,
        "html_body": wrapped(html if html is not None else paragraphs(body)),
        "plain_body": body,
        "public": public,
        "attachments": [],
        "audit_id": audit,
    }


def wrapped(html: str) -> str:
    return f'<div class="zd-comment" dir="auto">{html}</div>'


def paragraphs(body: str) -> str:
    parts = [escape(part, quote=False).replace("\n", "<br>") for part in body.split("\n\n")]
    return "\n\n".join(f'<p dir="auto">{part}</p>' for part in parts)


def shown(value: Any) -> Any:
    """A column's value as events show it: ids as text, lists as they are."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, int | float) else value


class _Teller:
    def __init__(self, seed: int, s: Sketch, record: Record) -> None:
        self._dice = Dice(seed, "story", s.place)
        self._s = s
        self._record = record
        self._audits: list[Record] = []
        self._status = "new"
        self._agent = s.assignee_id or USERS.of(s.place % 20)

    def tell(self) -> list[Record]:
        s = self._s
        end = s.solved or s.updated
        self._create()
        steps = self._steps()
        room = max(0, end - s.created)
        for number, (author, events) in enumerate(steps, 1):
            self._audit(s.created + room * number // len(steps), author, events)
        if s.status == "closed":
            self._close()
        return self._audits

    def _steps(self) -> list[tuple[int, list[Record]]]:
        """Who did what between the beginning and the end."""
        s = self._s
        steps: list[tuple[int, list[Record]]] = []
        if s.status == "new" or (s.deleted and not s.solved and s.assignee_id is None):
            return steps
        steps.append((self._agent, self._assignment()))
        for _ in range(self._dice.below(4)):
            steps.extend(self._exchange())
        final = {"closed": "solved", "deleted": "solved" if s.solved else "pending"}.get(s.status, s.status)
        if final == "solved" and self._dice.chance(12):
            steps.append((self._agent, [self._agent_comment(), *self._turn("solved")]))
            again = _comment(s.requester_id, self._dice.pick(REOPENINGS), True)
            steps.append((s.requester_id, [again, *self._turn("open")]))
        last = [self._agent_comment()] if self._dice.chance(70) else []
        steps.append((self._agent, last + self._turn(final)))
        return steps

    def _assignment(self) -> list[Record]:
        s = self._s
        events = self._turn("open")
        if s.assignee_id is not None:
            events.append(_change("assignee_id", None, s.assignee_id))
        if s.group_id is not None:
            events.append(_change("group_id", None, s.group_id))
        return events

    def _exchange(self) -> list[tuple[int, list[Record]]]:
        kind = self._dice.below(10)
        if kind < 2:
            return [(self._agent, [_comment(self._agent, self._dice.pick(NOTE_LINES), False)])]
        asked = (self._agent, [self._agent_comment(), *self._turn("pending")])
        text = (
            self._dice.pick(CUSTOMER_REPLIES) if kind < 9 else self._dice.pick([b for b in ODD_BODIES if b])
        )
        answered = (self._s.requester_id, [_comment(self._s.requester_id, text, True), *self._turn("open")])
        return [asked, answered]

    def _agent_comment(self) -> Record:
        return _comment(self._agent, " ".join(self._dice.sample(AGENT_REPLIES, 2)), True)

    def _turn(self, status: str) -> list[Record]:
        """The events of a change of status."""
        if status == self._status:
            return []
        before, self._status = self._status, status
        last = status == self._record["status"] or status == "solved"
        after_id = self._s.custom_status_id if last else STATUSES[status]
        changed = [_change("status", before, status)]
        return [*changed, _change("custom_status_id", STATUSES.get(before), after_id)]

    def _create(self) -> None:
        r = self._record
        body = r["description"]
        first = _comment(self._s.submitter_id, body, bool(r["is_public"]))
        columns = {**r, "status": "new", "custom_status_id": STATUSES["new"]}
        events = [first] + [_set(name, columns[name]) for name in _CREATED]
        events += [_set(name, columns[name]) for name in _CREATED_LAST]
        events += [_set("tags", r["tags"])] if r["tags"] else []
        filled = [f for f in r["custom_fields"] if f["value"] not in (None, False, [])]
        events += [_set(str(f["id"]), f["value"]) for f in filled]
        if self._s.place % 3 == 0:
            events.append(self._notification())
        self._audit(self._s.created, self._s.submitter_id, events, via_=r["via"])

    def _notification(self) -> Record:
        return {
            "type": "Notification",
            "via": via(
                "rule",
                **{
                    "from": {"id": NOTIFY_TRIGGER, "title": "Notify requester of new request"},
                    "rel": "trigger",
                },
            ),
            "subject": f"[Request received] {self._record['subject']}",
            "body": "We have your request (#{{ticket.id}}).",
            "recipients": [self._s.requester_id],
        }

    def _close(self) -> None:
        rule = via(
            "rule",
            **{"from": {"deleted": False, "title": CLOSE_TITLE, "id": CLOSE_AUTOMATION}, "rel": "automation"},
        )
        self._audit(self._s.updated, SYSTEM, [_change("status", "solved", "closed")], via_=rule, system={})

    def _audit(
        self,
        at: int,
        author: int,
        events: list[Record],
        via_: Record | None = None,
        system: Record = _SYSTEM_INFO,
    ) -> None:
        number, index = len(self._audits), self._s.place
        audit = audit_id(index, number)
        for place, event in enumerate(events, 1):
            event["id"] = audit_id(index, number, place)
            if event["type"] == "Comment":
                event["audit_id"] = audit
                if number == 0 and index % 12 == 5:
                    event["attachments"] = [
                        attachment(SMALL.of(4000 + index), "photo 📷.jpg", "image/jpeg", 48_213)
                    ]
        self._audits.append(
            {
                "id": audit,
                "ticket_id": self._s.id,
                "created_at": stamp(at),
                "author_id": author,
                "metadata": {"system": dict(system), "custom": {}},
                "events": events,
                "via": via_ or via("web"),
            }
        )


def attachment(number: int, name: str, kind: str, size: int) -> Record:
    """Its URLs begin with the account's origin, which the one who answers puts in."""
    where = f"/attachments/token/{number:x}/?name={quote_plus(name)}"
    return {
        "id": number,
        "file_name": name,
        "content_url": where,
        "mapped_content_url": where,
        "content_type": kind,
        "size": size,
        "width": None,
        "height": None,
        "inline": False,
        "deleted": False,
        "malware_access_override": False,
        "malware_scan_result": "malware_not_found",
        "thumbnails": [],
    }


def _comment(author: int, body: str, public: bool) -> Record:
    return comment_event(0, author, body, public, 0)


def _set(field: str, value: Any) -> Record:
    return {"id": 0, "type": "Create", "value": shown(value), "field_name": field}


def _change(field: str, before: Any, after: Any) -> Record:
    return {
        "id": 0,
        "type": "Change",
        "value": shown(after),
        "field_name": field,
        "previous_value": shown(before),
    }
