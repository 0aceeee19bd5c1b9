"""Search of cases. A comma list means any of its values; several parameters mean all of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com.case_lists import MOMENTS, STATUSES, case_list, chosen, kept
from helpsql.sandbox.desk_com.errors import Refusal
from helpsql.sandbox.desk_com.words import holds, holds_any, pairs
from helpsql.sandbox.desk_com.world.script import MESSAGE_CLASSES
from helpsql.sandbox.times import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Row, Sketch

    Test = Callable[["Candidate"], bool]

SPANS = {"week": 7 * DAY, "month": 30 * DAY, "year": 365 * DAY}


class Candidate:
    """A case under test; what is dear to know is looked up when a test asks for it."""

    def __init__(self, call: Call, sketch: Sketch) -> None:
        self._call, self.sketch = call, sketch

    @cached_property
    def customer(self) -> Row | None:
        return self._call.world.customers.get(self.sketch.customer)

    @property
    def subject(self) -> str | None:
        return self._call.world.subject_of_case(self.sketch.id)

    @property
    def own(self) -> dict[str, Any]:
        return self._call.world.own_values_of_case(self.sketch.id)

    @cached_property
    def told(self) -> Any:
        return self._call.world.case(self.sketch.id)

    def of_customer(self, *keys: str) -> list[str | None]:
        return [] if self.customer is None else [self.customer.data[key] for key in keys]

    def details(self, key: str) -> list[str]:
        return [] if self.customer is None else [d["value"] for d in self.customer.data[key]]

    @property
    def labels(self) -> list[str]:
        rows = self._call.world.small["labels"]
        return [rows[n].data["name"] for n in self.sketch.labels if n in rows]


def search(call: Call) -> Response:
    tests = _tests(call)
    ranged = any(call.text(n) for n in (*MOMENTS, "since_id", "max_id")) and not call.text("q")
    if not tests and not ranged:
        # ASSUMED: the status and the word; that a search needs a criterion is all that is known.
        raise Refusal(422, errors={"q": ["blank"]})

    def make() -> Sequence[int]:
        return chosen(call, call.world.case_ids(), lambda s: _fits(Candidate(call, s), tests))

    return case_list(call, kept(call, "case search", make))


def _fits(found: Candidate, tests: list[Test]) -> bool:
    return all(test(found) for test in tests)


def _tests(call: Call) -> list[Test]:
    """The cheap ones first. With `q` all other fields are ignored."""
    q = call.text("q")
    if q is None:
        asked = [(name, value) for name, value in call.request.args.items() if value]
        return _all(call, asked)
    fields, free = pairs(q)
    tests = _all(call, fields)
    if free:
        tests.append(
            lambda c: holds([c.subject, c.told[0].data["description"], *c.of_customer("display_name")], free)
        )
    return tests


def _all(call: Call, asked: list[tuple[str, str]]) -> list[Test]:
    known = [name for name in _TESTS if any(n == name for n, _ in asked)]
    tests = [_TESTS[name](call, dict(asked)[name]) for name in known]
    own = [(n.removeprefix("custom_"), v) for n, v in asked if n.startswith("custom_")]
    return tests + [_own(name, value) for name, value in own]


def _own(name: str, value: str) -> Test:
    wanted = [part.casefold() for part in _split(value)]
    return lambda c: _text(c.own.get(name)) in wanted


def _text(value: Any) -> str | None:
    """ASSUMED: booleans are searched as `true`, or as the old texts."""
    return None if value in (None, "") else str(value).casefold()


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _among(attribute: str, choices: Sequence[str]) -> Callable[[Call, str], Test]:
    def make(_call: Call, value: str) -> Test:
        # ASSUMED: a word that is none of the values finds nothing.
        wanted = {part for part in (p.lower() for p in _split(value)) if part in choices}
        return lambda c: getattr(c.sketch, attribute) in wanted

    return make


def _numbers(attribute: str) -> Callable[[Call, str], Test]:
    def make(_call: Call, value: str) -> Test:
        wanted = {int(part) for part in _split(value) if part.isdecimal()}
        return lambda c: getattr(c.sketch, attribute) in wanted

    return make


def _staff(attribute: str, collection: str) -> Callable[[Call, str], Test]:
    """By name, or by number or address (ASSUMED)."""

    def make(call: Call, value: str) -> Test:
        asked = {part.casefold() for part in _split(value)}
        rows = call.world.small[collection]
        wanted = {n for n, r in rows.items() if asked & {str(n), *_names(r)}}
        return lambda c: getattr(c.sketch, attribute) in wanted

    return make


def _names(row: Row) -> set[str]:
    return {row.data[key].casefold() for key in ("name", "public_name", "email") if row.data.get(key)}


def _when(attribute: str) -> Callable[[Call, str], Test]:
    """today and yesterday are days of UTC; week, month and year are the last 7, 30 and 365 days (ASSUMED)."""

    def make(call: Call, value: str) -> Test:
        midnight = call.now // DAY * DAY
        spans = {"today": (midnight, call.now), "yesterday": (midnight - DAY, midnight - 1)}
        first, last = spans.get(value) or (call.now - SPANS.get(value, 0), call.now)
        return lambda c: value in (*spans, *SPANS) and first <= getattr(c.sketch, attribute) <= last

    return make


def _texts(find: Callable[[Candidate], list[str | None]]) -> Callable[[Call, str], Test]:
    def make(_call: Call, value: str) -> Test:
        wanted = _split(value)
        return lambda c: holds_any(find(c), wanted)

    return make


def _exact(find: Callable[[Candidate], list[str]]) -> Callable[[Call, str], Test]:
    def make(_call: Call, value: str) -> Test:
        wanted = {part.casefold() for part in _split(value)}
        return lambda c: any(text.casefold() in wanted for text in find(c))

    return make


def _twitter(c: Candidate) -> list[str]:
    return [] if c.customer is None or not c.customer.refs["twitter_user"] else [
        f"twitter{c.customer.refs['twitter_user'] % 1_000_000}"
    ]  # fmt: skip


_TESTS: dict[str, Callable[[Call, str], Test]] = {
    "case_id": _numbers("id"),
    "status": _among("status", STATUSES),
    "priority": _numbers("priority"),
    "channels": _among("type", tuple(MESSAGE_CLASSES)),
    "assigned_user": _staff("user", "users"),
    "assigned_group": _staff("group", "groups"),
    "created": _when("created"),
    "updated": _when("updated"),
    "labels": _texts(lambda c: [*c.labels]),
    "subject": _texts(lambda c: [c.subject]),
    "name": _texts(lambda c: c.of_customer("first_name", "last_name")),
    "first_name": _texts(lambda c: c.of_customer("first_name")),
    "last_name": _texts(lambda c: c.of_customer("last_name")),
    "company": _texts(lambda c: c.of_customer("company")),
    "email": _exact(lambda c: c.details("emails")),
    "phone": _exact(lambda c: c.details("phone_numbers")),
    "twitter": _exact(_twitter),
    "description": _texts(lambda c: [c.told[0].data["description"]]),
    "notes": _texts(lambda c: [n.data["body"] for n in c.told[1].notes]),
    "attachments": _texts(lambda c: [a.data["file_name"] for a in c.told[1].attachments]),
}
