"""From a query to what it finds, as the index saw the account a minute ago."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk.orders import in_order, priority_in_order
from helpsql.sandbox.zendesk.search import others
from helpsql.sandbox.zendesk.search.dates import span
from helpsql.sandbox.zendesk.search.tickets import TicketTests, knows
from helpsql.sandbox.zendesk.world.sketches import sketch_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.search.query import Query, Term
    from helpsql.sandbox.zendesk.world.plots import Sketch
    from helpsql.sandbox.zendesk.world.records import Ticket
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]
Test = "Callable[[Any], bool]"

# ASSUMED: a write is found after one minute.
LAG = 60
KINDS = ("ticket", "user", "organization", "group")


class Finder:
    """What a query finds of each kind. Ids only; records are loaded for the page that is shown."""

    def __init__(self, call: Call, query: Query) -> None:
        self._call = call
        self._world: World = call.world
        self._query = query
        self._moment = call.now - LAG

    def unseen(self) -> tuple[int, ...]:
        """How many writes the index has not seen yet, per kind."""
        shelves = (self._world.tickets, self._world.users, self._world.organizations)
        return tuple(len(shelf.touched_since(self._moment)) for shelf in shelves)

    def load(self, kind: str, number: int) -> Any:
        """The record as the index knows it; None if it is deleted by now."""
        if kind == "ticket":
            found = self._world.tickets.get_as_of(number, self._moment)
            return None if found is None or found.deleted else found
        if kind == "group":
            return self._world.small["groups"].get(number)
        shelf = self._world.users if kind == "user" else self._world.organizations
        return shelf.get_as_of(number, self._moment)

    def found(self, kind: str) -> array[int]:
        """Ids in rising order, which is that of creation."""
        if any(not self._knows(kind, t.keyword) and not t.negated for t in self._query.terms):
            return array("q")
        if kind == "ticket":
            return array("q", self._tickets())
        test = _all_of(self._query.terms, lambda t: others.test_of(self._world, kind, t, self._call.now))
        return array("q", (number for number, record in self._records(kind) if test(record)))

    def _knows(self, kind: str, keyword: str) -> bool:
        return knows(keyword) if kind == "ticket" else others.knows(kind, keyword, self._world)

    def _tickets(self) -> Iterator[int]:
        load: Callable[[int], Ticket | None] = lambda i: self.load("ticket", i)  # noqa: E731
        tests = TicketTests(self._world, load, self._call.caller_id, self._call.now)
        known = [t for t in self._query.terms if knows(t.keyword)]
        test = _all_of(known, tests.test)
        return (s.id for s in self._sketches() if test(s))

    def _sketches(self) -> Iterable[Sketch]:
        """Living tickets of the time that the query allows, as the index knows them."""
        world, timeline = self._world, self._world.timeline
        low, high = self._created_bounds()
        first, last = timeline.first_ticket_from(low), timeline.first_ticket_from(high + 1)
        fresh = set(world.tickets.touched_since(self._moment))
        for index in range(first, last):
            number = world.tickets.id_of(index)
            if number in world.tickets.written or number in fresh:
                yield from self._sketch(number)
            else:
                sketch = world.peek(index)
                if not sketch.deleted and number not in world.tickets.gone:
                    yield sketch
        for number in sorted(
            set(world.tickets.added()) | {i for i in fresh if world.tickets.index(i) is None}
        ):
            yield from self._sketch(number)

    def _sketch(self, number: int) -> Iterator[Sketch]:
        ticket = self.load("ticket", number)
        if ticket is not None:
            yield sketch_of(ticket)

    def _created_bounds(self) -> tuple[int, int]:
        low, high = 0, 1 << 40
        terms = [t for t in self._query.terms if t.keyword in ("created", "created_at") and not t.negated]
        exact = [t for t in terms if t.operator == ":"]
        for term in terms if not exact else []:
            found = span(term.value, self._call.now)
            if found and term.operator in (">", ">="):
                low = max(low, found[0])
            elif found:
                high = min(high, found[1])
        return low, high

    def _records(self, kind: str) -> Iterator[tuple[int, Record]]:
        world = self._world
        if kind == "group":
            yield from ((i, g) for i, g in sorted(world.small["groups"].items()) if not g["deleted"])
            return
        shelf = world.users if kind == "user" else world.organizations
        numbers = set(shelf.ids()) | set(shelf.touched_since(self._moment))
        exact = self._exact_email() if kind == "user" else None
        for number in sorted(numbers) if exact is None else exact:
            record = shelf.get_as_of(number, self._moment)
            if record is not None and record.get("active", True):
                yield number, record

    def _exact_email(self) -> list[int] | None:
        """The only users that an email with an @ can find, so that not all need to be made."""
        for term in self._query.terms:
            if "@" in term.value and term.keyword in ("email", "") and not term.negated:
                found = self._world.user_by_email(term.value)
                if found is not None:
                    return sorted({found["id"], *self._world.users.touched_since(self._moment)})
        return None

    def sort_value(self, kind: str, column: str, number: int) -> Any:
        """What a result is sorted by."""
        if kind == "ticket":
            ticket = self.load("ticket", number)
            if ticket is None:
                return 0
            s = sketch_of(ticket)
            if column == "status":
                return in_order(s.status)
            if column == "priority":
                return priority_in_order(s.priority)
            if column == "ticket_type":
                return s.type or ""
            return s.updated if column in ("updated_at", "updated", "commented") else s.created
        record = self.load(kind, number)
        return record["updated_at" if column in ("updated_at", "updated") else "created_at"] if record else ""


def _all_of(terms: Iterable[Term], make: Callable[[Term], Callable[[Any], bool]]) -> Callable[[Any], bool]:
    """Different keywords AND; the same one twice OR, save for ranges, words and what is negated."""
    either: dict[str, list[Callable[[Any], bool]]] = {}
    tests: list[Callable[[Any], bool]] = []
    for term in terms:
        test = make(term)
        if term.negated:
            tests.append(lambda r, test=test: not test(r))  # type: ignore[misc]
        elif term.operator == ":" and term.keyword:
            either.setdefault(term.keyword, []).append(test)
        else:
            tests.append(test)
    tests.extend(_any_of(same) for same in either.values())
    return lambda record: all(test(record) for test in tests)


def _any_of(tests: list[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    return tests[0] if len(tests) == 1 else lambda record: any(test(record) for test in tests)
