"""The small things that an account holds, as plain values: inboxes, users, tags and so on.

Like `records`, never changed in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mailbox:
    id: int
    name: str
    slug: str
    email: str
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """A custom field of conversations; options are (id, label)."""

    id: int
    mailbox_id: int
    name: str
    type: str
    required: bool
    order: int
    options: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class User:
    id: int
    first_name: str
    last_name: str
    email: str
    role: str
    timezone: str
    created: int
    updated: int
    job_title: str = ""
    phone: str = ""
    has_photo: bool = True
    alternate_emails: tuple[str, ...] = ()
    type: str = "user"


@dataclass(frozen=True, slots=True)
class Team:
    id: int
    name: str
    mention: str
    timezone: str
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class Tag:
    id: int
    name: str
    slug: str
    color: str
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class Workflow:
    id: int
    mailbox_id: int
    type: str
    status: str
    order: int
    name: str
    created: int
    modified: int


@dataclass(frozen=True, slots=True)
class Webhook:
    id: int
    url: str
    events: tuple[str, ...]
    secret: str
    state: str = "enabled"
    notification: bool = False
    payload_version: str = "V2"
    label: str | None = None
    mailbox_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedReply:
    id: int
    mailbox_id: int
    name: str
    text: str | None
    chat_text: str | None
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """A property of customers or organizations; options are (id, label)."""

    slug: str
    name: str
    type: str
    options: tuple[tuple[str, str], ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Organization:
    id: int
    name: str
    created: int
    updated: int
    website: str | None = None
    description: str | None = None
    location: str | None = None
    logo_url: str | None = None
    note: str | None = None
    domains: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    brand_color: str | None = None
    properties: dict[str, str] = field(default_factory=dict)  # by slug
