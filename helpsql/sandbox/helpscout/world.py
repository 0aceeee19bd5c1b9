"""The account: everything that it holds now, seeded or written, and how to look it up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from helpsql.sandbox.helpscout import account, people, plots
from helpsql.sandbox.helpscout.folders import Folder, all_folders, folder_key
from helpsql.sandbox.helpscout.records import Actor, Conversation, Customer
from helpsql.sandbox.helpscout.shelf import Shelf
from helpsql.sandbox.helpscout.timeline import FIRST_CUSTOMER, Timeline, id_of, index_of
from helpsql.sandbox.kept import KEPT, Kept
from helpsql.sandbox.times import DAY

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from helpsql.sandbox.helpscout.holdings import User
    from helpsql.sandbox.helpscout.records import Sketch

LONGEST_STORY = 25 * DAY
"""From a seeded conversation's beginning to the last thing in it, a rating included."""


class World:
    """Lookups for the handlers. Writers change a collection and then call `changed`."""

    def __init__(self, seed: int, size: float) -> None:
        self.timeline = Timeline(seed, size)
        self.mailboxes = {m.id: m for m in account.mailboxes()}
        self.fields = account.fields()
        self.users = {u.id: u for u in account.users()}
        self.system_users = {u.id: u for u in account.system_users()}
        self.teams = {t.id: t for t in account.teams()}
        self.members = account.team_members()
        self.tags = {t.id: t for t in account.tags()}
        self.workflows = {w.id: w for w in account.workflows()}
        self.webhooks = {w.id: w for w in account.webhooks()}
        self.saved_replies = {r.id: r for r in account.saved_replies()}
        self.organizations = {o.id: o for o in account.organizations()}
        self.properties = {p.slug: p for p in account.customer_properties()}
        self.organization_properties = {p.slug: p for p in account.organization_properties()}
        self.folders = {f.id: f for f in all_folders(list(self.mailboxes), list(self.teams))}
        self.routing: dict[int, dict[str, Any]] = {}
        self.statuses: dict[int, dict[str, Any]] = {}
        self.lists: Kept[object, Sequence[int]] = Kept(16)
        self.pieces: Kept[object, bytes] = Kept()
        self.derived: Kept[int, Any] = Kept()
        self._sketches: dict[int, Sketch] = {}
        self._next_id = 900_000_001
        self._shelves()

    def _shelves(self) -> None:
        seeded_properties = account.customer_properties()  # what is written later does not change the past
        seeded_fields = account.fields()
        timeline = self.timeline
        self.customers: Shelf[Customer] = Shelf(
            timeline.customers,
            lambda index: people.seeded_customer(timeline, seeded_properties, index),
            lambda customer_id: customer_id - FIRST_CUSTOMER,
            FIRST_CUSTOMER + timeline.customers,
        )

        def tell(index: int) -> Conversation:
            start = plots.sketch(timeline, index)
            customer = self.customers.seeded(start.customer_id - FIRST_CUSTOMER)
            return plots.tell(timeline, start, customer, seeded_fields)

        self.conversations: Shelf[Conversation] = Shelf(
            timeline.conversations, tell, index_of, id_of(timeline.conversations + 8)
        )

    # Writing -----------------------------------------------------------------------------------

    def new_id(self) -> int:
        """An id for a small thing that a write made."""
        self._next_id += 1
        return self._next_id - 1

    def changed(self) -> None:
        """Forget lists and rendered records: something was written."""
        self.lists.clear()
        self.pieces.clear()
        self.derived.clear()

    # Conversations -----------------------------------------------------------------------------

    def conversation(self, conversation_id: int) -> Conversation | None:
        return self._present(self.conversations.get(conversation_id))

    def scan(self, first: int = 0, last: int | None = None) -> Iterator[Conversation]:
        """Conversations that began at the seeded indexes, in order, then the new ones.

        The seeded ones come as sketches: ask `conversation` for the rest of them.
        """
        stop = self.timeline.conversations if last is None else last
        for record in self.conversations.seeded_range(first, stop, self.peek):
            yield self._here(record)
        yield from self.conversations.added()

    def peek(self, index: int) -> Conversation:
        """The sketch at an index, typed as what it stands for."""
        found = self._sketches.get(index)
        if found is None:
            found = plots.sketch(self.timeline, index)
            if self.timeline.conversations <= KEPT:
                self._sketches[index] = found
        return cast("Conversation", found)

    def told_between(self, start: int, end: int) -> Iterator[Conversation]:
        """Whole conversations in which something may have happened in the time."""
        first = self.timeline.first_at_or_after(start - LONGEST_STORY)
        last = self.timeline.first_at_or_after(end + 1)
        inside = {record.id for record in self.scan(first, last)} | self.conversations.written.keys()
        for conversation_id in sorted(inside):
            record = self.conversation(conversation_id)
            if record is not None:
                yield record

    def _present(self, record: Conversation | None) -> Conversation | None:
        return None if record is None else self._here(record)

    def _here(self, record: Conversation) -> Conversation:
        """ASSUMED: what a deleted user owned is unassigned."""
        owner = record.assignee
        if owner is None or owner.id in self.users or owner.id in self.teams:
            return record
        return replace(record, assignee=None)

    # People ------------------------------------------------------------------------------------

    def customer_by_email(self, email: str) -> Customer | None:
        """Whose address it is, without regard to case."""
        wanted = email.lower()
        for customer in self.customers.written.values():
            if wanted in _addresses(customer):
                return customer
        index = people.index_of_email(wanted)
        if index is None or not 0 <= index < self.timeline.customers:
            return None
        found = self.customers.get(FIRST_CUSTOMER + index)
        return found if found is not None and wanted in _addresses(found) else None

    def conversations_of(self, customer_id: int) -> list[int]:
        """Ids of a customer's conversations, oldest first."""
        index = customer_id - FIRST_CUSTOMER
        written, gone = self.conversations.written, self.conversations.gone
        seeded = self.timeline.conversations_of(index) if 0 <= index < self.timeline.customers else []
        found = [i for i in map(id_of, seeded) if i not in written and i not in gone]
        return sorted(found + [c.id for c in written.values() if c.customer_id == customer_id])

    def staff(self, user_id: int) -> User | None:
        return self.users.get(user_id) or self.system_users.get(user_id)

    def is_assignable(self, owner_id: int) -> bool:
        return owner_id in self.users or owner_id in self.teams

    def actor(self, owner_id: int) -> Actor:
        """A user or team as an assignee."""
        return Actor("team" if owner_id in self.teams else "user", owner_id)

    # Counts ------------------------------------------------------------------------------------

    def folder_counts(self) -> Counter[object]:
        """Conversations by (inbox, folder type, owner, whether active)."""
        return self.conversations.tally("folder", folder_key, self.peek)

    def tag_counts(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for tags, count in self.conversations.tally("tags", lambda c: c.tags, self.peek).items():
            for tag in cast("tuple[int, ...]", tags):
                found[tag] = found.get(tag, 0) + count
        return found

    def folders_of(self, mailbox_id: int) -> list[Folder]:
        return [folder for folder in self.folders.values() if folder.mailbox_id == mailbox_id]


def _addresses(customer: Customer) -> set[str]:
    return {entry.value.lower() for entry in customer.entries.get("emails", ())}
