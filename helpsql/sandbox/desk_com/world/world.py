"""The account's data: what was seeded, and over it what was written."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com.world import account, library, people
from helpsql.sandbox.desk_com.world.cases import external_id_of, own_values, sketch, subject_of, tell
from helpsql.sandbox.desk_com.world.rows import Row, Sketch, Thread
from helpsql.sandbox.desk_com.world.shelf import Shelf
from helpsql.sandbox.desk_com.world.timeline import Timeline
from helpsql.sandbox.kept import Kept
from helpsql.sandbox.times import parse_stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SEEDED_ADDRESS = re.compile(r"customer(\d{1,9})(?:\+alt)?@")
FIRST_NEW = 3_000_000_001
"""Numbers of all that is written, but of cases: theirs go on after the last."""


class World:
    """`small` are the collections that fit in memory: name -> id -> row."""

    def __init__(self, seed: int, size: float) -> None:
        self.seed = seed
        self.timeline = t = Timeline(seed, size)
        self.version = 0
        self.customers: Shelf[Row] = Shelf(
            t.customers, lambda i: people.customer(t, i), t.customer_id, t.customer_index
        )
        self.companies: Shelf[Row] = Shelf(
            t.companies, lambda i: people.company(t, i), t.company_id, t.company_index
        )
        self._told: Kept[int, tuple[Row, Thread]] = Kept()
        self._written: dict[int, tuple[Row, Thread, Sketch]] = {}
        self._written_of: dict[int, set[int]] = {}
        """Customer -> written cases."""
        self._addresses: dict[str, int] = {}
        """Address of a written customer -> that customer."""
        self._sketches: list[Sketch | None] = [None] * t.cases
        self._lists: Kept[Any, Any] = Kept(32)
        self._next, self._next_case = FIRST_NEW, t.case_id(t.cases - 1) + 1
        self.small: dict[str, dict[Any, Row]] = _small(seed)
        self.members = account.memberships()
        self.topic_translations = library.topic_translations()
        self.article_translations = library.article_translations(seed)
        self.macro_actions = library.macro_actions()
        self._preferences: dict[int, dict[int, Row]] = {}

    # Writing -----------------------------------------------------------------------------------

    def new_id(self) -> int:
        self._next += 1
        return self._next - 1

    def new_case_id(self) -> int:
        self._next_case += 1
        return self._next_case - 1

    def touched(self) -> None:
        """Forget the lists that were spread out before a write."""
        self.version += 1
        self._lists.clear()

    def put_case(self, row: Row, thread: Thread) -> None:
        if row.id in self._written:
            self._written_of[self._written[row.id][2].customer].discard(row.id)
        self._written[row.id] = (row, thread, _sketch_of(row, thread))
        self._written_of.setdefault(row.refs["customer"], set()).add(row.id)
        self.touched()

    def put_customer(self, row: Row) -> None:
        old = self.customers.written.get(row.id)
        for address in _addresses_of(old) if old else ():
            self._addresses.pop(address, None)
        self._addresses |= dict.fromkeys(_addresses_of(row), row.id)
        self.customers.put(row)
        self.touched()

    def put_company(self, row: Row) -> None:
        self.companies.put(row)
        self.touched()

    def kept_list(self, name: Any, make: Callable[[], Any]) -> Any:
        """A list spread out once, until the next write."""
        return self._lists.get(name, make)

    def preferences_of(self, user: int) -> dict[int, Row]:
        """An agent's own settings."""
        return self._preferences.setdefault(user, account.preferences())

    # Cases -------------------------------------------------------------------------------------

    def case(self, number: int) -> tuple[Row, Thread] | None:
        """A case and what hangs under it, deleted ones too."""
        if number in self._written:
            return self._written[number][:2]
        index = self.timeline.case_index(number)
        return None if index is None else self._tell(index)

    def _tell(self, index: int) -> tuple[Row, Thread]:
        def make() -> tuple[Row, Thread]:
            start = self.peek(index)
            who = self.timeline.customer_of(index)
            return tell(self.timeline, start, self.customers.at(who))

        return self._told.get(index, make)

    def peek(self, index: int) -> Sketch:
        """The seeded sketch."""
        found = self._sketches[index]
        if found is None:
            found = self._sketches[index] = sketch(self.timeline, index)
        return found

    def sketch(self, number: int) -> Sketch | None:
        """A case as it is now, in short."""
        if number in self._written:
            return self._written[number][2]
        index = self.timeline.case_index(number)
        return None if index is None else self.peek(index)

    def case_ids(self) -> array[int]:
        """Numbers of the cases that lists show, in order. Costs arithmetic only."""
        return self.kept_list("case ids", self._case_ids)  # type: ignore[no-any-return]

    def _case_ids(self) -> array[int]:
        t, written = self.timeline, self._written
        seeded = (t.case_id(i) for i in range(t.cases) if not t.is_deleted(i))
        if not written:
            return array("q", seeded)
        alive = {n for n, (_, _, s) in written.items() if s.status != "deleted"}
        kept = {n for n in seeded if n not in written}
        return array("q", sorted(kept | alive))

    def sketches(self, numbers: Iterable[int]) -> list[Sketch]:
        """The sketches of cases that exist, deleted ones left out."""
        found = (self.sketch(n) for n in numbers)
        return [s for s in found if s is not None and s.status != "deleted"]

    def cases_of_customer(self, number: int) -> list[int]:
        """Numbers of a customer's cases, in order, deleted ones too."""
        index = self.timeline.customer_index(number)
        seeded = [] if index is None else self.timeline.cases_of(index)
        own = {self.timeline.case_id(i) for i in seeded}
        own = {n for n in own if n not in self._written}
        return sorted(own | self._written_of.get(number, set()))

    def count_of_customer(self, number: int) -> int:
        return len(self.sketches(self.cases_of_customer(number)))

    def subject_of_case(self, number: int) -> str | None:
        """The subject, without telling the whole case."""
        if number in self._written:
            subject: str | None = self._written[number][0].data["subject"]
            return subject
        index = self.timeline.case_index(number)
        return None if index is None else subject_of(self.timeline, index)[0]

    def own_values_of_case(self, number: int) -> dict[str, Any]:
        """The account's own fields of a case, without telling the whole case."""
        if number in self._written:
            found: dict[str, Any] = self._written[number][0].data["custom_fields"]
            return found
        index = self.timeline.case_index(number)
        return {} if index is None else own_values(self.seed, self.peek(index))

    def case_of_external_id(self, external_id: str) -> int | None:
        """The first case that has it; an empty one names nothing."""
        if not external_id:
            return None
        for number, (row, _, _) in self._written.items():
            if row.data["external_id"] == external_id:
                return number
        digits = external_id.removeprefix("ext-")
        index = int(digits) if digits.isdecimal() and len(digits) < 12 else -1
        if 0 <= index < self.timeline.cases and external_id_of(index) == external_id:
            number = self.timeline.case_id(index)
            return None if number in self._written else number
        return None

    # People ------------------------------------------------------------------------------------

    def customer_of_email(self, address: str) -> int | None:
        """Number of the customer who has the address."""
        wanted = address.casefold()
        if wanted in self._addresses:
            return self._addresses[wanted]
        found = _SEEDED_ADDRESS.match(wanted)
        index = int(found[1]) if found else self.timeline.customers
        if index >= self.timeline.customers or self.timeline.customer_id(index) in self.customers.written:
            return None
        emails = self.customers.at(index).data["emails"]
        return self.timeline.customer_id(index) if any(e["value"] == wanted for e in emails) else None

    def customers_of_company(self, number: int) -> list[int]:
        index = self.timeline.company_index(number)
        seeded = [] if index is None else self.timeline.customers_of(index)
        own = {self.timeline.customer_id(i) for i in seeded} - self.customers.written.keys()
        return sorted(own | {n for n, c in self.customers.written.items() if c.refs["company"] == number})

    def label_named(self, name: str) -> Row | None:
        wanted = name.casefold()
        return next((r for r in self.small["labels"].values() if r.data["name"].casefold() == wanted), None)


def _small(seed: int) -> dict[str, dict[Any, Row]]:
    return {
        "users": account.users(seed),
        "groups": account.groups(),
        "labels": account.labels(),
        "custom_fields": account.custom_fields(),
        "filters": account.filters(),
        "topics": library.topics(),
        "articles": library.articles(seed),
        "macros": library.macros(),
        "mailboxes/inbound": library.inbound_mailboxes(),
        "mailboxes/outbound": library.outbound_mailboxes(),
        "integration_urls": library.integration_urls(),
        "brands": library.brands(),
        "rules": library.rules(),
        "site_settings": library.site_settings(),
        "twitter_accounts": library.twitter_accounts(),
        "twitter_users": {},
        "tweets": {},
        "facebook_users": {},
        "jobs": {},
    }


def _addresses_of(row: Row) -> list[str]:
    return [email["value"].casefold() for email in row.data["emails"]]


def _epoch(text: str | None) -> int | None:
    return None if text is None else parse_stamp(text)


def _sketch_of(row: Row, thread: Thread) -> Sketch:
    data, refs = row.data, row.refs
    created, updated = _epoch(data["created_at"]), _epoch(data["updated_at"])
    assert created is not None and updated is not None
    return Sketch(
        id=row.id,
        created=created,
        updated=updated,
        received=_epoch(data["received_at"]),
        changed=_epoch(data["changed_at"]) or updated,
        status=data["status"],
        type=data["type"],
        priority=data["priority"],
        customer=refs["customer"],
        user=refs["assigned_user"],
        group=refs["assigned_group"],
        labels=tuple(refs["labels"]),
        replies=len(thread.replies),
    )
