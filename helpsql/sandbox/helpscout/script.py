"""How the threads of a seeded conversation follow one another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.helpscout.account import ASSISTANT, OWNER
from helpsql.sandbox.helpscout.records import Actor, Attachment, Rating, Schedule, Sketch, Thread
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, HOUR, MINUTE
from helpsql.sandbox.words import AGENT_LINES, CUSTOMER_LINES, NOTE_LINES, ODD_BODIES

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.records import Customer

_LENGTHS = ((1, 12), (2, 24), (3, 22), (4, 16), (5, 10), (6, 8), (7, 5), (8, 3))
_AFTER_CUSTOMER = (("message", 66), ("note", 14), ("lineitem", 12), ("customer", 8))
_AFTER_AGENT = (("customer", 55), ("note", 18), ("message", 15), ("lineitem", 12))
_FILES = (
    ("photo.jpg", "image/jpeg"),
    ("invoice.pdf", "application/pdf"),
    ("notes.txt", "text/plain"),
    ("Zelt – Skizze.png", "image/png"),
)
_LONGEST = 21 * DAY


class Script:
    """One conversation's dice and cast; `threads` plays it through."""

    def __init__(
        self,
        dice: Dice,
        start: Sketch,
        customer: Customer,
        by: Actor,
        agent: Actor,
        source: str,
        lines: tuple[str, ...],
    ) -> None:
        self.dice = dice
        self.start = start
        self.customer = customer
        self.by = by
        self.agent = agent
        self.source = source
        self.lines = lines
        self.chat = "beaconchat" if source == "beacon" else "chat"

    def threads(self) -> list[Thread]:
        """Oldest first, the last one in the state that the sketch promises."""
        kinds = self._kinds()
        times = self._times(kinds)
        made = [self._thread(n, kind, at) for n, (kind, at) in enumerate(zip(kinds, times, strict=True))]
        self._end(made)
        return made

    def _kinds(self) -> list[str]:
        start = self.start
        if start.status == "spam" or start.state == "draft":
            return ["message" if start.state == "draft" else self._opening()]
        kinds = [self._opening()]
        for _ in range(self.dice.weighted(_LENGTHS) - 1):
            kinds.append(self._next_kind(kinds[-1]))
        ending = self._ending(kinds)
        if ending:
            kinds = [*kinds[:7], ending]
        return kinds

    def _opening(self) -> str:
        if self.start.type == "chat":
            return "chat-in"
        if self.start.type == "phone":
            return "phone"
        return "message" if self.by.kind == "user" else "customer"

    def _next_kind(self, last: str) -> str:
        if self.start.type == "chat":
            return self.dice.weighted((("chat-in", 45), ("chat-out", 55)))
        return self.dice.weighted(_AFTER_CUSTOMER if last == "customer" else _AFTER_AGENT)

    def _ending(self, kinds: list[str]) -> str | None:
        """What must come last so that the conversation can be closed or pending."""
        if self.start.status == "active":
            return None
        if self.start.type == "chat":
            return None if kinds[-1] == "chat-out" or self.dice.chance(8) else "chat-out"
        if kinds[-1] in ("message", "phone"):
            return None
        return "lineitem" if self.start.status == "closed" and self.dice.chance(15) else "message"

    def _times(self, kinds: list[str]) -> list[int]:
        """Rising moments from the start on, squeezed so that nothing lies in the future."""
        offsets = [0]
        for kind in kinds[1:]:
            offsets.append(offsets[-1] + self._wait(kind))
        room = min(WORLD_DATE - 30 - self.start.created, _LONGEST)
        if offsets[-1] > room:
            offsets = [offset * room // offsets[-1] for offset in offsets]
        return [self.start.created + offset for offset in offsets]

    def _wait(self, kind: str) -> int:
        low, high = {
            "chat-in": (20, 4 * MINUTE),
            "chat-out": (10, 6 * MINUTE),
            "message": (6 * MINUTE, 30 * HOUR),
            "customer": (HOUR, 60 * HOUR),
        }.get(kind, (MINUTE, 8 * HOUR))
        span = self.dice.between(low, high)
        return span if self.dice.chance(40) else max(low, span // 6)

    def _thread(self, n: int, kind: str, at: int) -> Thread:
        inbound = kind in ("customer", "chat-in")
        by = self._actor(n, kind, inbound)
        thread = Thread(
            id=self.start.id * 100 + n,
            type={"chat-in": self.chat, "chat-out": self.chat}.get(kind, kind),
            by=by,
            at=at,
            body=self._body(kind, n),
            status="active" if inbound or n == 0 else "nochange",
            source=(self.source if inbound or n == 0 else "web", "customer" if inbound else "user"),
            customer_id=self.start.customer_id if kind not in ("note", "lineitem") else None,
            assignee=self.start.assignee if n else None,
        )
        if kind == "lineitem":
            return self._lineitem(thread)
        return self._furnish(thread, inbound) if kind not in ("note", "chat-in", "chat-out") else thread

    def _actor(self, n: int, kind: str, inbound: bool) -> Actor:
        if inbound:
            return Actor("customer", self.start.customer_id)
        if n == 0 or self.dice.chance(75):
            return self.agent
        if kind == "message" and self.dice.chance(12):
            return Actor("system_user", ASSISTANT)
        return Actor("user", OWNER + self.dice.below(12))

    def _body(self, kind: str, n: int) -> str:
        if kind == "lineitem":
            return ""
        if self.dice.chance(2):
            return self.dice.pick(ODD_BODIES)
        if kind == "note":
            return self.dice.pick(NOTE_LINES)
        if kind in ("customer", "chat-in"):
            return self._customer_body(n)
        lines = [self.dice.pick(AGENT_LINES) for _ in range(self.dice.between(1, 3))]
        return "".join(f"<p>{line}</p>" for line in lines) if self.dice.chance(40) else "<br />".join(lines)

    def _customer_body(self, n: int) -> str:
        lines = [self.dice.pick(CUSTOMER_LINES)]
        if n == 0:
            lines += list(self.lines)
        if self.dice.chance(50):
            lines.append(self.customer.first_name or "A customer")
        return "<br />\n".join(lines)

    def _lineitem(self, thread: Thread) -> Thread:
        if self.dice.chance(40):
            workflow = self.dice.below(10)
            text = f"You ran workflow number {workflow + 1}"
            return replace(thread, action="manual-workflow", action_text=text, workflow_id=201 + workflow)
        return replace(thread, action="default", action_text="Someone changed the assignee or the status")

    def _furnish(self, thread: Thread, inbound: bool) -> Thread:
        dice = self.dice
        sent = not inbound and thread.type == "message"
        return replace(
            thread,
            saved_reply_id=401 + dice.below(60) if sent and dice.chance(25) else 0,
            to=(self.customer.email,) if sent and self.customer.email else (),
            cc=("copy@example.org",) if dice.chance(4) else (),
            opened=min(thread.at + dice.between(60, DAY), WORLD_DATE - 1)
            if sent and dice.chance(50)
            else None,
            attachments=tuple(
                self._attachment(thread.id, n) for n in range(dice.weighted(((0, 90), (1, 8), (2, 2))))
            ),
        )

    def _attachment(self, thread_id: int, n: int) -> Attachment:
        name, mime = self.dice.pick(_FILES)
        image = mime.startswith("image/")
        number = thread_id * 10 + n + 1
        data = f"Sandbox file {number}\n".encode() * self.dice.between(1, 20)
        state = "virus" if self.dice.chance(2) else "valid"
        return Attachment(number, name, mime, 640 if image else 0, 480 if image else 0, data, state)

    def _end(self, made: list[Thread]) -> None:
        last, status = made[-1], self.start.status
        if self.start.state == "draft":
            made[-1] = replace(last, state="draft", scheduled=self._schedule(last), opened=None)
        elif status in ("closed", "pending", "spam"):
            closer = last.by if last.by.kind != "system_user" else self.agent
            made[-1] = replace(last, status=status, by=closer)
        if status == "closed":
            self._rate(made)

    def _schedule(self, thread: Thread) -> Schedule | None:
        if not self.dice.chance(40):
            return None
        until = WORLD_DATE + self.dice.between(1, 72) * HOUR
        return Schedule(thread.by.id, thread.at, until, self.dice.chance(50))

    def _rate(self, made: list[Thread]) -> None:
        sent = [n for n, thread in enumerate(made) if thread.type == "message" and thread.by.kind == "user"]
        if not sent or not self.dice.chance(25):
            return
        thread = made[sent[-1]]
        kind = self.dice.weighted((("great", 62), ("okay", 22), ("not_good", 16)))
        at = min(thread.at + self.dice.between(5 * MINUTE, 2 * DAY), WORLD_DATE - 1)
        comment = self.dice.pick(("", "Quick and friendly", "Took a while…", "👍", 'It\'s "fine"'))
        made[sent[-1]] = replace(thread, rating=Rating(kind, comment, at))
