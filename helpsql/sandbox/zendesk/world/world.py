"""The account: everything that it holds now, seeded or written, and how to look it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.kept import Kept
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.zendesk import ids
from helpsql.sandbox.zendesk.shelf import Shelf
from helpsql.sandbox.zendesk.world import people, plots
from helpsql.sandbox.zendesk.world.fields import SYSTEM_TYPES
from helpsql.sandbox.zendesk.world.metrics import metric_set
from helpsql.sandbox.zendesk.world.objects import object_fields, object_records
from helpsql.sandbox.zendesk.world.setup import collections, suspended_tickets
from helpsql.sandbox.zendesk.world.sketches import sketch_of
from helpsql.sandbox.zendesk.world.story import story
from helpsql.sandbox.zendesk.world.tickets import satisfaction_rating, seeded_ticket
from helpsql.sandbox.zendesk.world.timeline import STAFF, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from helpsql.sandbox.zendesk.world.plots import Sketch
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

SKETCHES_KEPT = 60_000
DELETED_KEPT = 30 * DAY


class World:
    """Lookups for the handlers. Writers put records on the shelves and then call `changed`."""

    def __init__(self, seed: int, size: float) -> None:
        self.seed = seed
        self.timeline = timeline = Timeline(seed, size)
        self.version = 0
        self.small: dict[str, dict[Any, Record]] = collections(timeline)
        self.suspended = suspended_tickets(timeline)
        self.holidays: dict[int, list[Record]] = self.small.pop("holidays")  # type: ignore[assignment]
        self.lists: Kept[object, Any] = Kept(24)
        self.counts: dict[object, tuple[int, int]] = {}
        self.recent: dict[int, list[int]] = {}
        self.idempotent: dict[str, tuple[int, str, Any]] = {}
        self.streams: Kept[object, Any] = Kept(8)
        self.deleted_organizations: list[Record] = []
        self.latest = WORLD_DATE
        self.view_looks: dict[tuple[int, int], int] = {}
        self.attachments: dict[int, Record] = {}
        self.files: dict[int, bytes] = {}
        self.object_records = object_records(timeline)
        self.object_fields = object_fields()
        self._stories: Kept[int, list[Record]] = Kept(4096)
        self._sketches: dict[int, Sketch] = {}
        self._next_id = 0
        self._next_ticket = 0
        self.users: Shelf[Record] = Shelf(
            timeline.users,
            lambda index: people.seeded_user(timeline, index),
            ids.USERS.of,
            ids.USERS.index,
        )
        self.organizations: Shelf[Record] = Shelf(
            timeline.organizations,
            lambda index: people.seeded_organization(timeline, index),
            ids.ORGANIZATIONS.of,
            ids.ORGANIZATIONS.index,
        )
        self.memberships: Shelf[Record | None] = Shelf(
            timeline.users * 2,
            lambda index: people.seeded_membership(timeline, index),
            ids.ORGANIZATION_MEMBERSHIPS.of,
            ids.ORGANIZATION_MEMBERSHIPS.index,
        )
        self.tickets: Shelf[Ticket] = Shelf(
            timeline.tickets, self._seeded_ticket, ids.ticket_id, ids.ticket_index
        )
        self.ratings: Shelf[Record | None] = Shelf(
            timeline.tickets,
            lambda index: satisfaction_rating(timeline, self.peek(index)),
            ids.RATINGS.of,
            ids.RATINGS.index,
        )

    def _seeded_ticket(self, index: int) -> Ticket:
        sketch = self.peek(index)
        requester = self.users.at(ids.USERS.index(sketch.requester_id))
        return seeded_ticket(self.timeline, sketch, requester)

    # Writing -----------------------------------------------------------------------------------

    def new_id(self) -> int:
        self._next_id += 1
        return ids.WRITTEN.of(self._next_id)

    def new_ticket_id(self) -> int:
        self._next_ticket += 1
        return ids.ticket_id(self.timeline.tickets - 1) + 1 + self._next_ticket

    def changed(self) -> None:
        """Forget lists: something was written."""
        self.version += 1
        self.lists.clear()
        self.streams.clear()

    def put_ticket(self, ticket: Ticket, now: float) -> None:
        self.tickets.put(ticket.id, ticket, now)
        self.changed()

    def put_user(self, user: Record, now: float) -> None:
        self.users.put(user["id"], user, now)
        self.changed()

    def put_organization(self, organization: Record, now: float) -> None:
        self.organizations.put(organization["id"], organization, now)
        self.changed()

    # Tickets -----------------------------------------------------------------------------------

    def ticket(self, ticket_id: int) -> Ticket | None:
        """The ticket, unless it is deleted."""
        found = self.tickets.get(ticket_id)
        return None if found is None or found.deleted else found

    def deleted_ticket(self, ticket_id: int, now: float) -> Ticket | None:
        """A ticket that can still be restored."""
        found = self.tickets.get(ticket_id)
        if found is None or not found.deleted or found.deleted < now - DELETED_KEPT:
            return None
        return found

    def viewed(self, user_id: int, ticket_id: int) -> None:
        """Remember the tickets that an agent looked at last."""
        kept = [i for i in self.recent.get(user_id, ()) if i != ticket_id]
        self.recent[user_id] = [ticket_id, *kept][:5]

    def peek(self, index: int) -> Sketch:
        """The sketch of a seeded ticket as it once was."""
        found = self._sketches.get(index)
        if found is None:
            found = plots.sketch(self.timeline, index)
            if len(self._sketches) < SKETCHES_KEPT:
                self._sketches[index] = found
        return found

    def sketch(self, ticket_id: int) -> Sketch | None:
        """The sketch of a ticket as it is now, deleted ones included."""
        written = self.tickets.written.get(ticket_id)
        if written is not None:
            return sketch_of(written)
        index = self.tickets.index(ticket_id)
        return None if index is None or ticket_id in self.tickets.gone else self.peek(index)

    def sketches(self, first: int = 0, last: int | None = None) -> Iterator[Sketch]:
        """Living tickets, archived ones included: seeded ones of the indexes, then the new ones."""
        written, gone = self.tickets.written, self.tickets.gone
        for index in range(first, self.timeline.tickets if last is None else last):
            sketch = self.peek(index)
            if sketch.id in written:
                sketch = sketch_of(written[sketch.id])
            if not sketch.deleted and sketch.id not in gone:
                yield sketch
        for ticket_id in self.tickets.added():
            sketch = sketch_of(written[ticket_id])
            if not sketch.deleted:
                yield sketch

    def sketches_of_requester(self, user_id: int) -> Iterator[Sketch]:
        """Living tickets of one requester, in the order of ids."""
        index = self.users.index(user_id)
        seeded = [] if index is None else self.timeline.tickets_of(index)
        found = {ids.ticket_id(i) for i in seeded}
        found.update(i for i, t in self.tickets.written.items() if t.record["requester_id"] == user_id)
        for ticket_id in sorted(found):
            sketch = self.sketch(ticket_id)
            if sketch is not None and not sketch.deleted and sketch.requester_id == user_id:
                yield sketch

    def sketches_of_organization(self, organization_id: int) -> list[Sketch]:
        index = self.organizations.index(organization_id)
        seeded = [] if index is None else self.timeline.users_of(index)
        found = {ids.ticket_id(t) for user in seeded for t in self.timeline.tickets_of(user)}
        written = self.tickets.written.items()
        found.update(i for i, t in written if t.record["organization_id"] == organization_id)
        sketches = (self.sketch(i) for i in sorted(found))
        return [s for s in sketches if s and not s.deleted and s.organization_id == organization_id]

    def kept_list(self, name: object, make: Callable[[], Any]) -> Any:
        """A list that is good until the next write."""
        return self.lists.get(name, make)

    # What hangs on a ticket --------------------------------------------------------------------

    def audits(self, ticket: Ticket) -> list[Record]:
        """All audits of a ticket, oldest first. Not to be changed."""
        if ticket.index is None:
            found: list[Record] = []
        else:
            index = ticket.index
            found = self._stories.get(index, lambda: self._story(index))
        if ticket.patches:
            found = [_patched(audit, ticket.patches) for audit in found]
            return found + [_patched(audit, ticket.patches) for audit in ticket.audits]
        return [*found, *ticket.audits]

    def _story(self, index: int) -> list[Record]:
        return story(self.seed, self.peek(index), self.tickets.at(index).record)

    def comments(self, ticket: Ticket) -> list[Record]:
        """The comments, oldest first, as the comments endpoint shows them."""
        found: list[Record] = []
        for audit in self.audits(ticket):
            shared = {"via": audit["via"], "created_at": audit["created_at"], "metadata": audit["metadata"]}
            found.extend(event | shared for event in audit["events"] if event["type"] == "Comment")
        return found

    def metric_set(self, ticket: Ticket) -> Record:
        return metric_set(ticket, self.audits(ticket), stamp)

    # People ------------------------------------------------------------------------------------

    def user(self, user_id: int | None) -> Record | None:
        return None if user_id is None else self.users.get(user_id)

    def active_users(self) -> Iterator[int]:
        """Ids of the users who are not deleted, in order, without making them."""
        for user_id in self.users.ids():
            if self.is_active(user_id):
                yield user_id

    def is_active(self, user_id: int) -> bool:
        if user_id in self.users.written:
            return bool(self.users.written[user_id]["active"])
        index = self.users.index(user_id)
        return index is not None and not 2 <= people.fate_of(self.timeline, index) <= 4

    def is_staff(self, user_id: int) -> bool:
        user = self.users.get(user_id)
        return user is not None and user["role"] != "end-user"

    def staff(self) -> list[Record]:
        """Agents and admins, deleted ones included."""
        seeded = (self.users.get(ids.USERS.of(index)) for index in range(STAFF))
        found = [user for user in seeded if user is not None]
        written = {i: u for i, u in self.users.written.items() if i >= ids.USERS.of(STAFF)}
        return [u for u in [*found, *written.values()] if u["role"] != "end-user"]

    def user_by_email(self, email: str) -> Record | None:
        """Whose primary or other address it is, without regard to case."""
        wanted = email.strip().lower()
        for identity in self.small["identities"].values():
            if identity["type"] == "email" and str(identity["value"]).lower() == wanted:
                owner = self.user(identity["user_id"])
                if owner is not None and owner["active"]:
                    return owner
        for user in self.users.written.values():
            if user["active"] and (user["email"] or "").lower() == wanted:
                return user
        index = _index_in(wanted, self.timeline.users)
        found = None if index is None else self.users.get(ids.USERS.of(index))
        if found is None or not found["active"] or (found["email"] or "").lower() != wanted:
            return None
        return found

    def user_by_external_id(self, external_id: str) -> Record | None:
        wanted = external_id.lower()
        for user in self.users.written.values():
            if user["active"] and str(user["external_id"] or "").lower() == wanted:
                return user
        index = _index_in(wanted.replace("crm-", "user"), self.timeline.users)
        found = None if index is None else self.users.get(ids.USERS.of(index))
        if found is None or not found["active"] or str(found["external_id"] or "").lower() != wanted:
            return None
        return found

    def users_of_organization(self, organization_id: int) -> list[int]:
        """Ids of active members, by membership."""
        return sorted({m["user_id"] for m in self.memberships_of(organization_id=organization_id)})

    def memberships_of(self, user_id: int | None = None, organization_id: int | None = None) -> list[Record]:
        """Organization memberships of a user, or of an organization."""
        if user_id is not None:
            index = self.users.index(user_id)
            seeded = [] if index is None else [index * 2, index * 2 + 1]
        else:
            seeded = self._membership_indexes(organization_id or 0)
        wanted = {ids.ORGANIZATION_MEMBERSHIPS.of(i) for i in seeded} | self.memberships.written.keys()
        found = (self.memberships.get(i) for i in sorted(wanted))
        return [
            m
            for m in found
            if m is not None
            and (user_id is None or m["user_id"] == user_id)
            and (organization_id is None or m["organization_id"] == organization_id)
        ]

    def _membership_indexes(self, organization_id: int) -> list[int]:
        index = self.organizations.index(organization_id)
        if index is None:
            return []
        other = (index - 11) % self.timeline.organizations
        first = [user * 2 for user in self.timeline.users_of(index)]
        return first + [user * 2 + 1 for user in self.timeline.users_of(other)]

    # Custom fields -----------------------------------------------------------------------------

    def active_fields(self) -> tuple[int, ...]:
        """Ids of the active custom ticket fields, in their order."""
        fields = self.small["ticket_fields"].values()
        found: tuple[int, ...] = self.kept_list(
            "active fields",
            lambda: tuple(f["id"] for f in fields if f["active"] and f["type"] not in SYSTEM_TYPES),
        )
        return found

    def active_keys(self, collection: str) -> dict[str, Any]:
        """Keys of the active user or organization fields, with what an empty one has."""
        fields = self.small[collection].values()
        found: dict[str, Any] = self.kept_list(
            collection,
            lambda: {f["key"]: False if f["type"] == "checkbox" else None for f in fields if f["active"]},
        )
        return found

    def groups_of(self, user_id: int) -> list[int]:
        """Group ids of an agent."""
        return [m["group_id"] for m in self.small["group_memberships"].values() if m["user_id"] == user_id]


def _patched(audit: Record, patches: dict[int, Record]) -> Record:
    events = [event | patches.get(event.get("id", 0), {}) for event in audit["events"]]
    return audit | {"events": events}


def _index_in(text: str, limit: int) -> int | None:
    """The number behind `user` or `agent` in a seeded address."""
    local = text.partition("@")[0]
    if local == "admin":
        return 0
    digits = local.removeprefix("user").removeprefix("agent")
    if not digits.isascii() or not digits.isdigit():
        return None
    index = int(digits) - (1 if local.startswith("agent") else 0)
    return index if 0 <= index < limit else None
