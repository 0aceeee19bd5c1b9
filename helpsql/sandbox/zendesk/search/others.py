"""What the keywords of user, organization and group search mean. A test takes a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import parse_stamp
from helpsql.sandbox.zendesk.search import dates, words
from helpsql.sandbox.zendesk.search.tickets import span_of, text_test

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.zendesk.search.query import Term
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]

# ASSUMED: updated works for users and organizations too.
_MOMENTS = {
    "created": "created_at",
    "created_at": "created_at",
    "updated": "updated_at",
    "updated_at": "updated_at",
}
_TEXTS = {"name", "notes", "details"}
_EXACT = {"role", "phone", "external_id"}
_FLAGS = {"is_verified": "verified", "is_suspended": "suspended"}
_USER = {
    "",
    *_MOMENTS,
    *_TEXTS,
    *_EXACT,
    *_FLAGS,
    "email",
    "group",
    "organization",
    "tags",
    "user",
    "whatsapp",
    "id",
}
_ORGANIZATION = {"", *_MOMENTS, *_TEXTS, "external_id", "tags", "organization", "id"}
_GROUP = {"", "name", "created", "created_at", "group", "id"}


def knows(kind: str, keyword: str, world: World) -> bool:
    """Whether a keyword means something for users, organizations or groups."""
    if kind == "user":
        return keyword in _USER or keyword in _keys(world, "user_fields")
    if kind == "organization":
        return keyword in _ORGANIZATION or keyword in _keys(world, "organization_fields")
    return keyword in _GROUP


def _keys(world: World, collection: str) -> set[str]:
    return {f["key"] for f in world.small[collection].values()}


def test_of(world: World, kind: str, term: Term, now: int) -> Callable[[Record], bool]:
    """The meaning of a term, without its negation."""
    keyword, value = term.keyword, term.value
    if keyword == "":
        return _bare(term)
    if keyword in _MOMENTS:
        low, high = span_of(term, now)
        column = _MOMENTS[keyword]
        return lambda r: dates.fits(term.operator, parse_stamp(r[column]) or 0, low, high)
    if keyword in _TEXTS or (keyword in ("user", "group", "organization") and keyword == kind):
        match = text_test(term)
        column = keyword if keyword in _TEXTS else "name"
        return lambda r: match(r[column] or "")
    return _column(world, kind, keyword, value)


def _column(world: World, kind: str, keyword: str, value: str) -> Callable[[Record], bool]:
    none = value.lower() == "none"
    if keyword == "id":
        return lambda r: str(r["id"]) == value
    if keyword in _FLAGS:
        return lambda r: r[_FLAGS[keyword]] is (value.lower() == "true")
    if keyword in _EXACT:
        return lambda r: r[keyword] is None if none else str(r[keyword] or "").lower() == value.lower()
    if keyword == "email":
        return lambda r: r["email"] is None if none else _email_fits(r["email"], value)
    if keyword == "tags":
        wanted = set(value.lower().split())
        return lambda r: not r["tags"] if none else wanted <= set(r["tags"])
    if keyword == "group":
        return lambda r: any(_is(world.small["groups"].get(g), value) for g in world.groups_of(r["id"]))
    if keyword == "organization":
        return lambda r: _belongs(world, r, value, none)
    if keyword == "whatsapp":
        return lambda _: False
    column = f"{kind}_fields"
    return lambda r: _same(r[column].get(keyword), value)


def _email_fits(email: str | None, value: str) -> bool:
    """Not exact: `email:x` also finds addresses of which the words are part."""
    if email is None:
        return False
    return email.lower() == value.lower() or words.has_phrase(email, words.tokens(value))


def _is(record: Record | None, value: str) -> bool:
    if record is None:
        return False
    return str(record["id"]) == value or words.has_words(record["name"], words.tokens(value))


def _belongs(world: World, user: Record, value: str, none: bool) -> bool:
    number = user["organization_id"]
    if none:
        return number is None
    return number is not None and _is(world.organizations.get(number), value)


def _same(found: Any, value: str) -> bool:
    if value.lower() == "none":
        return found is None
    if isinstance(found, bool):
        return found is (value.lower() == "true")
    return found is not None and (
        str(found).lower() == value.lower() or words.has_words(str(found), words.tokens(value))
    )


def _bare(term: Term) -> Callable[[Record], bool]:
    wanted = words.tokens(term.value)
    match = words.has_phrase if term.phrase else words.has_prefix
    columns = ("name", "email", "notes", "details", "external_id", "phone")
    return lambda r: bool(wanted) and match(" ".join(str(r.get(c) or "") for c in columns), wanted)
