"""What was said in a seeded case: message, replies, notes, draft, attachments, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.desk_com.world.account import stamps, user_id
from helpsql.sandbox.desk_com.world.rows import Record, Row, Sketch, Thread
from helpsql.sandbox.times import stamp
from helpsql.sandbox.words import AGENT_LINES, CUSTOMER_LINES, NOTE_LINES, ODD_BODIES

if TYPE_CHECKING:
    from helpsql.sandbox.dice import Dice

SUPPORT = '"Camp Gear" <support@campgear.example>'
MESSAGE_CLASSES = {
    "email": "email",
    "twitter": "tweet",
    "phone": "phone",
    "chat": "chat",
    "qna": "community_question",
    "facebook": "facebook_post",
}
_FILES = (
    ("label.jpg", "image/jpeg"),
    ("invoice 4711.pdf", "application/pdf"),
    ("Übersicht 📎.txt", "text/plain"),
)
SOCIAL = ("twitter", "facebook", "qna")

# The numbers of what hangs under a seeded case begin with the case's own number.
DRAFT_PLACE, NOTES_FROM = 40, 50
FIRST_ATTACHMENT, FIRST_EVENT = 250_000_000, 9_000_000_000


def part_id(case_id: int, place: int) -> int:
    return case_id * 100 + place


def channel_keys(kind: str, body: str | None) -> Record:
    """What only some channels have."""
    if kind == "email":
        return {"body_text": body, "body_html": None, "headers": None, "headers_raw": None}
    if kind == "twitter":
        return {"type": "mention", "public_url": None}
    if kind == "facebook":
        return {"from_facebook_name": None, "public_url": None}
    if kind == "qna":
        return {
            "is_best_answer": False,
            "rating": 0,
            "rating_count": 0,
            "rating_score": 0,
            "public_url": None,
        }
    if kind == "chat":
        return {"event_type": None}
    return {}


def spoken(
    *,
    kind: str,
    incoming: bool,
    subject: str | None,
    body: str | None,
    mail: str | None,
    at: int,
    status: str,
) -> Record:
    """The keys of a message or reply."""
    social = kind in SOCIAL
    mine, theirs = (None, None) if social else (SUPPORT, mail)
    return {
        "subject": None if social else subject,
        "body": body,
        "direction": "in" if incoming else "out",
        "status": status,
        "to": mine if incoming else theirs,
        "from": theirs if incoming else mine,
        "cc": None,
        "bcc": None,
        "client_type": None if incoming else "desk_portal",
        **channel_keys(kind, body),
        **stamps(at),
        "entered_at": None,
        "sent_at": stamp(at) if status == "sent" else None,
        "erased_at": None,
        "hidden": False,
        "hidden_at": None,
    }


class Script:
    """Writes the thread of one case."""

    def __init__(
        self, dice: Dice, start: Sketch, customer: Row, subject: str | None, lines: tuple[str, ...]
    ) -> None:
        self._dice, self._start, self._subject, self._lines = dice, start, subject, lines
        emails = customer.data["emails"]
        self._mail = emails[0]["value"] if emails else None
        self._agent = start.user or user_id(start.place % 12)
        self._agent_first = start.place % 10 == 9

    def thread(self) -> Thread:
        message = self._message()
        replies = tuple(self._reply(k, at) for k, at in enumerate(self._times(), 1))
        return Thread(
            message=message,
            replies=replies,
            notes=tuple(self._note(k) for k in range(self._dice.weighted(((0, 65), (1, 25), (2, 10))))),
            attachments=self._attachments(replies),
            history=tuple(self._history()),
            draft=self._draft(),
        )

    def _times(self) -> list[int]:
        s = self._start
        return [s.created + (s.changed - s.created) * k // s.replies for k in range(1, s.replies + 1)]

    def _refs(self, incoming: bool) -> Record:
        return {
            "case": self._start.id,
            "customer": self._start.customer,
            "sent_by": None if incoming else self._agent,
            "entered_by": self._agent if incoming and self._start.type == "phone" else None,
            "hidden_by": None,
            "erased_by": None,
            "outbound_mailbox": None if incoming or self._start.type != "email" else 6_001,
            "twitter_account": 7_001 if self._start.type == "twitter" else None,
        }

    def _message(self) -> Row:
        s, incoming = self._start, not self._agent_first
        body = " ".join((self._dice.pick(CUSTOMER_LINES), *self._lines))
        if self._dice.chance(4):
            body = self._dice.pick(ODD_BODIES)
        data = spoken(
            kind=s.type, incoming=incoming, subject=self._subject, body=body, mail=self._mail, at=s.created,
            status="received" if incoming else "sent",
        )  # fmt: skip
        return Row(part_id(s.id, 0), data, self._refs(incoming) | {"is_message": True})

    def _reply(self, place: int, at: int) -> Row:
        s = self._start
        incoming = (place % 2 == 1) == self._agent_first
        body = self._dice.pick(CUSTOMER_LINES if incoming else AGENT_LINES)
        if self._dice.chance(2):
            body = self._dice.pick(ODD_BODIES)
        status = "received" if incoming else "sent"
        if place == s.replies and not incoming:
            status = "failed" if s.place % 83 == 6 else "pending" if s.place % 71 == 9 else status
        subject = None if self._subject is None else f"Re: {self._subject}"
        data = spoken(
            kind=s.type, incoming=incoming, subject=subject, body=body, mail=self._mail, at=at, status=status
        )
        if place == 2 and s.place % 45 == 12:
            data |= {"hidden": True, "hidden_at": stamp(at + 60), "updated_at": stamp(at + 60)}
        refs = self._refs(incoming) | ({"hidden_by": self._agent} if data["hidden"] else {})
        if s.place % 6 == 1 and s.type == "email":
            data["cc"] = f'"Doe, Jo" <copy{s.place % 50}@example.org>, second@example.org'
        return Row(part_id(s.id, place), data, refs)

    def _draft(self) -> Row | None:
        s = self._start
        if s.place % 19 != 4 or s.status not in ("open", "pending"):
            return None
        data = spoken(
            kind=s.type, incoming=False, subject=self._subject, body="Half written …", mail=self._mail,
            at=s.changed, status="draft",
        )  # fmt: skip
        return Row(part_id(s.id, DRAFT_PLACE), data, self._refs(False) | {"sent_by": None, "is_draft": True})

    def _note(self, place: int) -> Row:
        s = self._start
        at = s.created + (s.changed - s.created) * (place + 1) // 4
        data = {"body": self._dice.pick(NOTE_LINES), **stamps(at), "erased_at": None}
        if s.place % 97 == 30:
            data |= {"body": None, "erased_at": stamp(at + 5)}
        refs = {"case": s.id, "user": self._agent, "erased_by": self._agent if data["erased_at"] else None}
        return Row(part_id(s.id, NOTES_FROM + place), data, refs)

    def _attachments(self, replies: tuple[Row, ...]) -> tuple[Row, ...]:
        s = self._start
        if s.type != "email" or s.place % 7 != 2:
            return ()
        found = []
        for place in range(1 + s.place % 2):
            name, kind = _FILES[(s.place + place) % len(_FILES)]
            owner = replies[-1].id if place and replies else None
            data = {
                "file_name": name, "content_type": kind, "size": 1000 + s.place % 90_000,
                "erased_at": None, **stamps(s.created + place),
            }  # fmt: skip
            refs = {"case": s.id, "reply": owner, "note": None, "uploaded_by": None if place else self._agent}
            found.append(Row(FIRST_ATTACHMENT + s.id * 10 + place, data, refs))
        return tuple(found)

    def _history(self) -> list[Row]:
        s = self._start
        steps: list[tuple[str, int, list[Record]]] = [("case_created", s.created, [])]
        if s.labels:
            steps.append(("rule_applied", s.created, [_change("label_array", None, list(s.labels))]))
        if s.user:
            steps.append(("case_updated", s.changed, [_change("assigned_user_id", None, s.user)]))
        if s.status != "new":
            steps.append(("case_updated", s.changed, [_change("status", "new", s.status)]))
        return [event(FIRST_EVENT + s.id * 100 + i, s.id, *step) for i, step in enumerate(steps)]


def _change(field: str, old: object, new: object) -> Record:
    return {"field": field, "from": old, "to": new}


def event(
    number: int, case_id: int, kind: str, at: int, changes: list[Record], user: int | None = None
) -> Row:
    """One entry of the history; no user stands for the system."""
    data = {"type": kind, "context": f"{number:024x}", "created_at": stamp(at), "changes": changes}
    rule = 2_874_172 if kind == "rule_applied" else None
    return Row(number, data, {"case": case_id, "invoker": user or "system", "rule": rule})
