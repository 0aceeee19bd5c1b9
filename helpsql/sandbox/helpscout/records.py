"""What the account holds, as plain values. Times are epoch seconds, people are ids.

Records are never changed in place: a write puts a new one in the old one's stead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Actor(NamedTuple):
    """Who did something: kind is user, team, customer or system_user."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Attachment:
    id: int
    filename: str
    mime_type: str
    width: int
    height: int
    data: bytes
    state: str = "valid"


@dataclass(frozen=True, slots=True)
class Rating:
    rating: str  # great, okay, not_good
    comments: str
    at: int


@dataclass(frozen=True, slots=True)
class Schedule:
    by: int
    created: int
    until: int
    cancel_on_reply: bool


@dataclass(frozen=True, slots=True)
class Thread:
    id: int
    type: str
    by: Actor
    at: int
    body: str = ""
    status: str = "active"
    state: str = "published"
    source: tuple[str, str] = ("email", "customer")  # type, via
    customer_id: int | None = None
    assignee: Actor | None = None
    action: str = "default"
    action_text: str | None = None
    workflow_id: int = 0
    saved_reply_id: int = 0
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    opened: int | None = None
    rating: Rating | None = None
    scheduled: Schedule | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_reply(self) -> bool:
        """Whether it is an agent's published answer to the customer."""
        return (
            self.type in ("message", "chat", "beaconchat")
            and self.by.kind != "customer"
            and self.state == "published"
        )


@dataclass(frozen=True, slots=True)
class Sketch:
    """The part of a seeded conversation that is cheap to know: enough for most filters."""

    id: int
    index: int
    created: int
    type: str
    status: str
    state: str
    mailbox_id: int
    customer_id: int
    assignee: Actor | None
    tags: tuple[int, ...]

    @property
    def number(self) -> int:
        return self.id + 1000


@dataclass(frozen=True, slots=True)
class Conversation:
    id: int
    number: int
    created: int
    type: str
    status: str
    state: str
    mailbox_id: int
    customer_id: int
    assignee: Actor | None
    tags: tuple[int, ...]
    subject: str
    by: Actor
    source: tuple[str, str]
    threads: tuple[Thread, ...]  # oldest first
    closed_by: int = 0
    closed: int | None = None
    touched_by_user: int = 0
    modified: int = 0
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    fields: tuple[tuple[int, str], ...] = ()
    snooze: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A contact detail: an email, phone, chat, social profile or website (no type) of a customer."""

    id: int
    value: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    id: int
    created: int
    updated: int
    first_name: str | None = None
    last_name: str | None = None
    gender: str = "Unknown"
    job_title: str | None = None
    location: str | None = None
    organization: str | None = None
    organization_id: int | None = None
    photo_type: str = "default"
    photo_url: str | None = None
    age: str | None = None
    background: str = ""
    entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)  # by kind, as in the URL
    address: Address | None = None
    properties: tuple[tuple[str, str], ...] = ()

    @property
    def email(self) -> str | None:
        """The first address, which the API shows with conversations."""
        emails = self.entries.get("emails", ())
        return emails[0].value if emails else None
