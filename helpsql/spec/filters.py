"""Filters: what a read hands to the API, and how several become one parameter."""

from __future__ import annotations

from dataclasses import dataclass, field

from helpsql.spec.columns import Values


@dataclass(frozen=True, slots=True)
class Take:
    """A filter that a read hands to the API: `column` compared by one of `ops`, sent as `param`.

    ops       of "=", "in", "<>", ">", ">=", "<", "<="; a strict bound sent as an inclusive one is a superset
    term      how one value is written; `{}` is the value. Several terms of one param are joined as the
              helpdesk's `joins` say (`query`: AND), several values of one "in" by `many`
    exact     the API's comparison is SQL's: rows need no second check, counts can be trusted
    required  the read cannot be sent without it (path placeholders are required by nature)
    only      values that can be sent, where others would be refused or mean something else
    unless    texts, in any letter case, that mean something else to the API: they are left to SQLite
    many      what stands between several values; an `echo` column's own value may be such a list
    limit     most values of one "in" in one request; 1: one request a value
    about     rows to expect for one value, where that is known (a key of another system: 1)
    raw       the value is a search expression in the API's own language: no escaping
    when      how an instant is written, where not as the helpdesk's `when`: a strftime format, or UNIX
    widen     seconds (for whole numbers: how much) by which a bound is moved outward: the API leaves it out,
              or nobody knows whether it does
    ago       a lower bound later than this many seconds ago is sent as that moment: later ones are refused
    bars      characters that mean something else to the API than themselves: a value with one of them, or
              without any character at all, is not sent
    inside    several values stand together in the place of `{}`, joined by `many`; otherwise each has a term
              of its own

    Beside these, the op "null" is IS NULL: `term` holds no `{}` and is sent as it is.
    """

    column: str
    ops: tuple[str, ...]
    param: str
    term: str = "{}"
    exact: bool = False
    required: bool = False
    only: Values = field(default_factory=dict)
    unless: tuple[str, ...] = ()
    many: str = ""
    limit: int = 1
    about: int = 0
    raw: bool = False
    when: str = ""
    widen: float = 0.0
    ago: float = 0.0
    bars: str = ""
    inside: bool = False


UNIX = "unix"
"""`Take.when` of a parameter in whole seconds since 1970."""


def equals(
    column: str,
    param: str,
    *,
    exact: bool = False,
    required: bool = False,
    only: Values | None = None,
    about: int = 0,
) -> Take:
    """One value of the column as the parameter; an IN sends one request a value."""
    return Take(column, ("=",), param, exact=exact, required=required, only=only or {}, about=about)


def any_of(column: str, param: str, *, limit: int, many: str = ",", exact: bool = False) -> Take:
    """One or several values in one parameter, at most `limit` a request."""
    return Take(column, ("=", "in"), param, exact=exact, many=many, limit=limit)


def at_least(column: str, param: str, term: str = "{}") -> Take:
    """Lower bound; the API may include the bound itself."""
    return Take(column, (">", ">="), param, term=term)


def at_most(column: str, param: str, term: str = "{}") -> Take:
    """Upper bound; the API may include the bound itself."""
    return Take(column, ("<", "<="), param, term=term)


def matches(column: str, param: str, term: str) -> Take:
    """Equality sent as a search term that may find more than the equal rows."""
    return Take(column, ("=",), param, term=term)


def is_null(column: str, param: str, term: str) -> Take:
    """IS NULL sent as a fixed search term that may find more than those rows."""
    return Take(column, ("null",), param, term=term)


@dataclass(frozen=True, slots=True)
class Join:
    """How several terms become one parameter; `escape` is a rule of `helpsql.values`: lucene, json, phrase.

    json: a value stands as JSON of its column's type, so texts and moments come in quotes.

    phrase: a double quote in a value becomes a space: no phrase can hold one, and only its words count.
    """

    between: str
    around: str = "{}"
    escape: str = ""
