"""What the keywords of ticket search mean. A test takes a sketch; texts are looked up when needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk.errors import named
from helpsql.sandbox.zendesk.orders import PRIORITIES, STATUSES, in_order, priority_in_order
from helpsql.sandbox.zendesk.search import dates, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.zendesk.search.query import Term
    from helpsql.sandbox.zendesk.world.plots import Sketch
    from helpsql.sandbox.zendesk.world.records import Ticket
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]
Test = "Callable[[Sketch], bool]"

_MOMENTS = {"created": "created", "created_at": "created", "updated": "updated", "updated_at": "updated"}
_MOMENTS |= {"solved": "solved", "solved_at": "solved"}
_PEOPLE = {"assignee": "assignee_id", "submitter": "submitter_id", "requester": "requester_id"}
_CHANNELS = {"mail": "email", "email": "email", "phone": "voice", "web": "web", "api": "api", "chat": "chat"}
_SCORES = {"good": "good", "bad": "bad", "offered": "offered"}
KEYWORDS = {
    *("", *_MOMENTS, *_PEOPLE, "due_date", "subject", "description", "comment", "status", "custom_status_id"),
    *(
        "ticket_type",
        "priority",
        "group",
        "organization",
        "tags",
        "via",
        "commenter",
        "cc",
        "fieldvalue",
        "brand",
    ),
    *(
        "has_attachment",
        "form",
        "ticket_form_id",
        "recipient",
        "satisfaction",
        "external_id",
        "support_type",
        "id",
    ),
}


def knows(keyword: str) -> bool:
    return keyword in KEYWORDS or keyword.startswith("custom_field_")


class TicketTests:
    """Makes tests of tickets as the index saw them at a moment."""

    def __init__(self, world: World, load: Callable[[int], Ticket | None], caller_id: int, now: int) -> None:
        self._world = world
        self._load = load
        self._caller = caller_id
        self._now = now

    def test(self, term: Term) -> Callable[[Sketch], bool]:
        """The meaning of a term, without its negation."""
        keyword, value = term.keyword, term.value
        if keyword in _MOMENTS:
            return self._moment(term, _MOMENTS[keyword])
        if keyword in _PEOPLE:
            return self._person(_PEOPLE[keyword], value)
        if keyword.startswith("custom_field_"):
            return self._custom(keyword.removeprefix("custom_field_"), value)
        maker = getattr(self, f"_{keyword}" if keyword else "_text", None)
        if maker is None:
            raise AssertionError(keyword)
        made: Callable[[Sketch], bool] = maker(term)
        return made

    # Columns -----------------------------------------------------------------------------------

    def _moment(self, term: Term, column: str) -> Callable[[Sketch], bool]:
        low, high = span_of(term, self._now)
        return lambda s: bool(getattr(s, column)) and dates.fits(term.operator, getattr(s, column), low, high)

    def _due_date(self, term: Term) -> Callable[[Sketch], bool]:
        from helpsql.sandbox.times import parse_stamp

        low, high = span_of(term, self._now)

        def test(s: Sketch) -> bool:
            due = self._record(s)["due_at"] if s.type == "task" else None
            return due is not None and dates.fits(term.operator, parse_stamp(due) or 0, low, high)

        return test

    def _status(self, term: Term) -> Callable[[Sketch], bool]:
        wanted = _rank(term, STATUSES[:6])
        return lambda s: _compare(term.operator, in_order(s.status), wanted)

    def _priority(self, term: Term) -> Callable[[Sketch], bool]:
        if term.value.lower() == "none":
            return lambda s: s.priority is None
        wanted = _rank(term, PRIORITIES) + 1
        return lambda s: (
            s.priority is not None and _compare(term.operator, priority_in_order(s.priority), wanted)
        )

    def _ticket_type(self, term: Term) -> Callable[[Sketch], bool]:
        wanted = None if term.value.lower() == "none" else term.value.lower()
        return lambda s: s.type == wanted

    def _custom_status_id(self, term: Term) -> Callable[[Sketch], bool]:
        return lambda s: str(s.custom_status_id) == term.value

    def _id(self, term: Term) -> Callable[[Sketch], bool]:
        return lambda s: str(s.id) == term.value

    def _via(self, term: Term) -> Callable[[Sketch], bool]:
        channel = _CHANNELS.get(term.value.lower(), term.value.lower())
        return lambda s: s.channel == channel

    def _tags(self, term: Term) -> Callable[[Sketch], bool]:
        wanted = set(term.value.lower().split())
        if wanted == {"none"}:
            return lambda s: not s.tags
        # A tag matches whole, or by its parts between punctuation.
        return lambda s: wanted <= set(s.tags) or wanted <= {p for t in s.tags for p in (t, *t.split("-"))}

    def _satisfaction(self, term: Term) -> Callable[[Sketch], bool]:
        value = term.value.lower()
        score = value.removesuffix("withcomment")
        if score == value:
            return lambda s: s.rating == _SCORES.get(score)
        return lambda s: (
            s.rating == score and bool((self._record(s)["satisfaction_rating"] or {}).get("comment"))
        )

    # References --------------------------------------------------------------------------------

    def _person(self, column: str, value: str) -> Callable[[Sketch], bool]:
        if value.lower() == "none":
            return lambda s: getattr(s, column) is None
        if value.lower() == "me":
            return lambda s: bool(getattr(s, column) == self._caller)
        if value.isdigit():
            return lambda s: bool(getattr(s, column) == int(value))
        if "@" in value:
            found = self._world.user_by_email(value)
            number = found["id"] if found else -1
            return lambda s: bool(getattr(s, column) == number)
        wanted = words.tokens(value)
        return lambda s: self._named(getattr(s, column), wanted)

    def _named(self, user_id: int | None, wanted: tuple[str, ...]) -> bool:
        user = self._world.user(user_id)
        return user is not None and words.has_words(user["name"], wanted)

    def _reference(self, value: str, column: str, collection: str) -> Callable[[Sketch], bool]:
        if value.lower() == "none":
            return lambda s: getattr(s, column) is None
        if value.isdigit():
            return lambda s: bool(getattr(s, column) == int(value))
        wanted = words.tokens(value)
        kept = self._world.small[collection].values()
        ids = {r["id"] for r in kept if words.has_words(r["name"], wanted)}
        return lambda s: getattr(s, column) in ids

    def _group(self, term: Term) -> Callable[[Sketch], bool]:
        return self._reference(term.value, "group_id", "groups")

    def _brand(self, term: Term) -> Callable[[Sketch], bool]:
        return self._reference(term.value, "brand_id", "brands")

    def _form(self, term: Term) -> Callable[[Sketch], bool]:
        # ASSUMED: form: takes an id as well as a name.
        return self._reference(term.value, "form_id", "ticket_forms")

    _ticket_form_id = _form

    def _organization(self, term: Term) -> Callable[[Sketch], bool]:
        value = term.value
        if value.lower() == "none":
            return lambda s: s.organization_id is None
        if value.isdigit():
            return lambda s: s.organization_id == int(value)
        wanted = words.tokens(value)

        def test(s: Sketch) -> bool:
            found = None if s.organization_id is None else self._world.organizations.get(s.organization_id)
            return found is not None and words.has_words(found["name"], wanted)

        return test

    def _cc(self, term: Term) -> Callable[[Sketch], bool]:
        found = self._world.user_by_email(term.value)
        number = int(term.value) if term.value.isdigit() else (found["id"] if found else -1)
        return lambda s: number in self._record(s)["collaborator_ids"]

    def _commenter(self, term: Term) -> Callable[[Sketch], bool]:
        found = self._world.user_by_email(term.value)
        number = int(term.value) if term.value.isdigit() else (found["id"] if found else self._me(term.value))
        return lambda s: any(c["author_id"] == number for c in self._comments(s))

    def _me(self, value: str) -> int:
        return self._caller if value.lower() == "me" else -1

    # Texts -------------------------------------------------------------------------------------

    def _record(self, s: Sketch) -> Record:
        found = self._load(s.id)
        assert found is not None
        return found.record

    def _comments(self, s: Sketch) -> list[Record]:
        found = self._load(s.id)
        return [] if found is None else self._world.comments(found)[:500]

    def _subject(self, term: Term) -> Callable[[Sketch], bool]:
        match = text_test(term)
        return lambda s: match(self._record(s)["subject"] or "")

    def _description(self, term: Term) -> Callable[[Sketch], bool]:
        match = text_test(term)
        return lambda s: match(self._record(s)["description"])

    def _comment(self, term: Term) -> Callable[[Sketch], bool]:
        match = text_test(term)
        return lambda s: any(match(c["plain_body"]) for c in self._comments(s))

    def _text(self, term: Term) -> Callable[[Sketch], bool]:
        """A bare word: anywhere, and as a beginning; a bare number is also a ticket."""
        wanted = words.tokens(term.value)
        match = words.has_phrase if term.phrase else words.has_prefix

        def test(s: Sketch) -> bool:
            if str(s.id) == term.value:
                return True
            r = self._record(s)
            if not wanted:
                return False
            if match(f"{r['subject']} {r['description']}", wanted):
                return True
            return any(match(c["plain_body"], wanted) for c in self._comments(s))

        return test

    def _external_id(self, term: Term) -> Callable[[Sketch], bool]:
        wanted = None if term.value.lower() == "none" else term.value.lower()

        def test(s: Sketch) -> bool:
            found = self._record(s)["external_id"]
            return (None if found is None else str(found).lower()) == wanted

        return test

    def _recipient(self, term: Term) -> Callable[[Sketch], bool]:
        return lambda s: (self._record(s)["recipient"] or "").lower() == term.value.lower()

    def _support_type(self, term: Term) -> Callable[[Sketch], bool]:
        return lambda _: term.value.lower() == "agent"

    def _has_attachment(self, term: Term) -> Callable[[Sketch], bool]:
        wanted = term.value.lower() == "true"
        return lambda s: any(c["attachments"] for c in self._comments(s)) is wanted

    def _fieldvalue(self, term: Term) -> Callable[[Sketch], bool]:
        return lambda s: any(_holds(f["value"], term.value) for f in self._record(s)["custom_fields"])

    def _custom(self, number: str, value: str) -> Callable[[Sketch], bool]:
        def test(s: Sketch) -> bool:
            fields = self._record(s)["custom_fields"]
            found = next((f["value"] for f in fields if str(f["id"]) == number), None)
            if value.lower() == "none":
                return found in (None, False, [])
            return _holds(found, value)

        return test


def _holds(found: Any, value: str) -> bool:
    if isinstance(found, bool):
        return found is (value.lower() in ("true", "checked", "1"))
    if isinstance(found, list):
        return value.lower() in found
    if found is None:
        return False
    wanted = words.tokens(value)
    return str(found).lower() == value.lower() or (bool(wanted) and words.has_words(str(found), wanted))


def text_test(term: Term) -> Callable[[str], bool]:
    """The test of a text behind a keyword: whole words, a phrase, or a pattern."""
    if "*" in term.value and not term.phrase:
        return lambda text: words.has_pattern(text, term.value)
    wanted = words.tokens(term.value)
    match = words.has_phrase if term.phrase else words.has_words
    return lambda text: bool(wanted) and match(text, wanted)


def span_of(term: Term, now: int) -> tuple[int, int]:
    found = dates.span(term.value, now)
    if found is None:
        raise bad_query(f"{term.value} is not a valid date")
    return found


def bad_query(why: str) -> Exception:
    return named(422, "invalid", f"Invalid search: {why}")


def _rank(term: Term, names: tuple[str, ...]) -> int:
    """ASSUMED: a word that is no status or priority matches nothing."""
    value = term.value.lower()
    return names.index(value) if value in names else -100


def _compare(operator: str, value: int, wanted: int) -> bool:
    if wanted < 0:
        return False
    return {
        ":": value == wanted,
        "<": value < wanted,
        "<=": value <= wanted,
        ">": value > wanted,
        ">=": value >= wanted,
    }[operator]
