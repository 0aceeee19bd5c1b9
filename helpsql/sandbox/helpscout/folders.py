"""Folders of an inbox, and which of them a conversation lies in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpsql.sandbox.helpscout.account import OWNER

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.records import Conversation

# (name, type, owner), in the API's order; teams follow. ASSUMED: nothing lies in Needs Attention.
_STANDARD = (
    ("Unassigned", "open", 0),
    ("Mine", "mytickets", OWNER),
    ("Needs Attention", "needs_attn", 0),
    ("Drafts", "drafts", 0),
    ("Assigned", "assigned", 0),
    ("Closed", "closed", 0),
    ("Spam", "spam", 0),
)
_IDS_PER_MAILBOX = 100
_FIRST_TEAM = 20


@dataclass(frozen=True, slots=True)
class Folder:
    id: int
    mailbox_id: int
    name: str
    type: str
    user_id: int


def all_folders(mailbox_ids: list[int], team_ids: list[int]) -> list[Folder]:
    made = []
    for mailbox in mailbox_ids:
        base = 800 + mailbox * _IDS_PER_MAILBOX
        made += [Folder(base + n, mailbox, *facts) for n, facts in enumerate(_STANDARD, 1)]
        made += [Folder(base + _FIRST_TEAM + t % 10, mailbox, f"Team {t % 10}", "team", t) for t in team_ids]
    return made


def folder_id(conversation: Conversation) -> int:
    """The one folder that the conversation names as its own. Works on sketches too."""
    base = 800 + conversation.mailbox_id * _IDS_PER_MAILBOX
    kind = folder_type(conversation)
    if kind == "team" and conversation.assignee:
        return base + _FIRST_TEAM + conversation.assignee.id % 10
    return base + 1 + next(n for n, (_, type_, _) in enumerate(_STANDARD) if type_ == kind)


def folder_type(conversation: Conversation) -> str:
    if conversation.state == "draft":
        return "drafts"
    if conversation.status in ("closed", "spam"):
        return conversation.status
    if conversation.assignee is None:
        return "open"
    return "team" if conversation.assignee.kind == "team" else "assigned"


def folder_key(conversation: Conversation) -> tuple[int, str, int, bool]:
    """(inbox, folder type, owner, whether active): what folder counts are made of."""
    owner = conversation.assignee.id if conversation.assignee else 0
    return conversation.mailbox_id, folder_type(conversation), owner, conversation.status == "active"


def lies_in(conversation: Conversation, folder: Folder) -> bool:
    """Whether a list of the folder shows it; Mine shows what its owner has in other folders."""
    if folder.type == "mytickets":
        return key_in(folder_key(conversation), folder)
    return folder_id(conversation) == folder.id


def key_in(key: tuple[int, str, int, bool], folder: Folder) -> bool:
    """`lies_in` for a `folder_key`."""
    mailbox, kind, owner, _ = key
    if mailbox != folder.mailbox_id:
        return False
    if folder.type == "mytickets":
        return owner == folder.user_id and kind == "assigned"
    return kind == folder.type and (kind != "team" or owner == folder.user_id)
