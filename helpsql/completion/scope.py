"""Which tables, subqueries and CTEs a place can name columns of, innermost first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from helpsql.completion.catalogue import Catalogue, Field, Relation, find_relation
from helpsql.completion.place import Place
from helpsql.completion.words import KEYWORDS, SETS
from helpsql.statements import Token

Tokens = Sequence[Token]
ENDS = frozenset({"where", "group", "order", "having", "limit", "set", "returning", "values", "select"})
JSON_ROWS = tuple(map(Field, ("key", "value", "type", "atom", "id", "parent", "fullkey", "path")))
TABLE_FUNCTIONS = {name: Relation("", name, fields=JSON_ROWS) for name in ("json_each", "json_tree")}
DEEP = 8
"""Subqueries in subqueries that are looked into."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table as a statement uses it: by its alias, or its name where it has none."""

    alias: str
    relation: Relation


def sources_at(place: Place, catalogue: Catalogue) -> list[Source]:
    """The sources of the query that the place stands in, then of those around it."""
    tokens = _without_target(place)
    at = next((n for n, token in enumerate(tokens) if token.start >= place.start), len(tokens))
    ctes = dict(_ctes(tokens, catalogue))
    found: list[Source] = []
    for inside in _queries_around(tokens, at):
        found += [
            one for one in _sources(inside, catalogue, ctes) if one.alias not in {s.alias for s in found}
        ]
    return found


def _without_target(place: Place) -> Tokens:
    """The statement; the SELECT of an INSERT without the table that is written to."""
    tokens = place.around
    if place.clause == "returning" or not tokens or tokens[0].word not in ("insert", "replace"):
        return tokens
    begin = next((n for n, token in enumerate(tokens) if token.word in ("select", "with")), len(tokens))
    is_inside = begin < len(tokens) and tokens[begin].start < place.start
    return tokens[begin:] if is_inside else tokens


def shown_at(place: Place) -> Iterator[Field]:
    """What the query around the place calls its columns with AS."""
    tokens = place.around
    at = next((n for n, token in enumerate(tokens) if token.start >= place.start), len(tokens))
    for inside in _queries_around(tokens, at):
        if inside and inside[0].word == "select":
            for term in _terms(inside[1:]):
                if len(term) > 1 and term[-2].text != "." and term[-1].text != "*":
                    yield from _shown(term, [])
        return


def named_relations(place: Place, catalogue: Catalogue) -> list[Relation]:
    """The CTEs of the statement, as tables."""
    return [relation for _, relation in _ctes(place.around, catalogue)]


def _queries_around(tokens: Tokens, at: int) -> Iterator[Tokens]:
    """The tokens of each parenthesis around a place, from the innermost, cut at UNION and the like.

    Of many, those of the innermost queries: a keystroke has its time.
    """
    begins = [0, *_open(tokens[:at])]
    ends = _open_ends(tokens[at:])
    queries = 0
    for level, begin in enumerate(reversed(begins)):
        end = at + ends[level] if level < len(ends) else len(tokens)
        is_query = not begin or (begin < len(tokens) and tokens[begin].word in ("select", "with"))
        if is_query or level < DEEP:
            yield _between_sets(tokens[begin:end], at - begin)
        queries += is_query
        if queries > DEEP:
            return


def _open(tokens: Tokens) -> list[int]:
    """Where the parentheses begin that are still open at the end, outermost first."""
    found: list[int] = []
    for number, token in enumerate(tokens):
        if token.text == "(":
            found.append(number + 1)
        elif token.text == ")" and found:
            found.pop()
    return found


def _open_ends(tokens: Tokens) -> list[int]:
    """Where the parentheses end that were open at the beginning, innermost first."""
    found: list[int] = []
    depth = 0
    for number, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0:
            found.append(number)
            depth = 0
    return found


def _opening(tokens: Tokens, at: int) -> int:
    depth = 0
    for number in range(at - 1, -1, -1):
        depth += (tokens[number].text == ")") - (tokens[number].text == "(")
        if depth < 0:
            return number + 1
    return 0


def _closing(tokens: Tokens, at: int) -> int:
    depth = 0
    for number in range(at, len(tokens)):
        depth += (tokens[number].text == "(") - (tokens[number].text == ")")
        if depth < 0:
            return number
    return len(tokens)


def _between_sets(tokens: Tokens, at: int) -> Tokens:
    """The one query of a compound in which the place stands."""
    begin, end, depth = 0, len(tokens), 0
    for number, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word in SETS:
            if number < at:
                begin = number + 1
            else:
                end = min(end, number)
    return tokens[begin:end]


# The tables of one query


def _sources(
    tokens: Tokens, catalogue: Catalogue, ctes: dict[str, Relation], deep: int = 0
) -> Iterator[Source]:
    """What FROM, JOIN, UPDATE and INTO name outside of further parentheses."""
    number, wanted = 0, False
    while number < len(tokens):
        token = tokens[number]
        if token.word in ("from", "join", "update", "into") or (wanted and token.text == ","):
            number, source = _source(tokens, number + 1, catalogue, ctes, deep)
            wanted = token.word == "from" or wanted
            if source is not None:
                yield source
            continue
        if token.word in ENDS:
            wanted = False
        number = _closing(tokens, number + 1) + 1 if token.text == "(" else number + 1


def _source(
    tokens: Tokens, at: int, catalogue: Catalogue, ctes: dict[str, Relation], deep: int
) -> tuple[int, Source | None]:
    """The source that begins here, and where it ends."""
    if at < len(tokens) and tokens[at].text == "(":
        end = _closing(tokens, at + 1)
        schema, fields = _selected(tokens[at + 1 : end], catalogue, ctes, deep + 1)
        relation: Relation | None = Relation(schema, "", fields=fields)
        at = end + 1
    else:
        names: list[str] = []
        while at < len(tokens) and tokens[at].name and tokens[at].word not in KEYWORDS:
            names.append(tokens[at].name)
            at += 1
            if at >= len(tokens) or tokens[at].text != ".":
                break
            at += 1
        relation = _named(names, catalogue, ctes)
        if names and names[-1].lower() in TABLE_FUNCTIONS and at < len(tokens) and tokens[at].text == "(":
            relation = TABLE_FUNCTIONS[names[-1].lower()]
            at = _closing(tokens, at + 1) + 1
    at, alias = _alias(tokens, at)
    if relation is None:
        return at, None
    return at, Source(alias or relation.name, relation)


def _named(names: list[str], catalogue: Catalogue, ctes: dict[str, Relation]) -> Relation | None:
    if not names:
        return None
    if len(names) == 1 and names[0].lower() in ctes:
        return ctes[names[0].lower()]
    return find_relation(catalogue, names[-2] if len(names) > 1 else "", names[-1])


def _alias(tokens: Tokens, at: int) -> tuple[int, str]:
    if at < len(tokens) and tokens[at].word == "as":
        at += 1
    if at < len(tokens) and tokens[at].name and tokens[at].word not in KEYWORDS:
        return at + 1, tokens[at].name
    return at, ""


# CTEs and subqueries


def _ctes(tokens: Tokens, catalogue: Catalogue) -> Iterator[tuple[str, Relation]]:
    """`name (columns) as (query)` behind WITH, by lower-case name."""
    known: dict[str, Relation] = {}
    for number, token in enumerate(tokens):
        if token.word != "as" or number + 1 >= len(tokens) or not number:
            continue
        at = number + 1
        while at < len(tokens) and tokens[at].word in ("not", "materialized"):
            at += 1
        if at >= len(tokens) or tokens[at].text != "(":
            continue
        name, columns = _cte_name(tokens, number)
        if name:
            schema, fields = _selected(tokens[at + 1 : _closing(tokens, at + 1)], catalogue, known)
            if columns:
                fields = tuple(replace(f, name=c) for c, f in zip(columns, fields, strict=False))
                fields += tuple(Field(c) for c in columns[len(fields) :])
            known[name.lower()] = Relation(schema, name, "of this statement", fields, frozenset())
            yield name.lower(), known[name.lower()]


def _cte_name(tokens: Tokens, at: int) -> tuple[str, list[str]]:
    """The name before AS, with its columns."""
    if tokens[at - 1].text != ")":
        return tokens[at - 1].name, []
    begin = _opening(tokens, at - 1)
    return (tokens[begin - 2].name if begin > 1 else ""), [t.name for t in tokens[begin : at - 1] if t.name]


def _selected(
    tokens: Tokens, catalogue: Catalogue, ctes: dict[str, Relation], deep: int = 0
) -> tuple[str, tuple[Field, ...]]:
    """The one schema that a query reads ("" for several), and the columns that it gives: by alias, or by the
    name of the column it shows."""
    if deep > DEEP or not tokens or tokens[0].word != "select":
        return "", ()
    sources = list(_sources(_between_sets(tokens, 0), catalogue, ctes, deep))
    schemas = {source.relation.schema for source in sources}
    fields = tuple(field for term in _terms(tokens[1:]) for field in _shown(term, sources))
    return (schemas.pop() if len(schemas) == 1 else ""), fields


def _terms(tokens: Tokens) -> Iterator[list[Token]]:
    """The terms of a select list."""
    depth, term = 0, list[Token]()
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word in {"from", *ENDS, *SETS}:
            break
        if depth == 0 and token.text == ",":
            yield term
            term = []
        elif token.word not in ("distinct", "all"):
            term.append(token)
    yield term


def _shown(term: list[Token], sources: list[Source]) -> Iterator[Field]:
    if not term:
        return
    if term[-1].text == "*":
        wanted = term[0].name.lower() if len(term) == 3 else ""
        for source in sources:
            if not wanted or source.alias.lower() == wanted:
                yield from source.relation.fields
    elif term[-1].name and term[-1].word not in KEYWORDS:
        column = _column_of(term)
        known = next((f for s in sources if (f := s.relation.field(column))), None) if column else None
        yield replace(known, name=term[-1].name) if known else Field(term[-1].name)


def _column_of(term: list[Token]) -> str:
    """The column that a term shows, by whatever name: `t.a`, `a as b`, `a b`; "" for an expression."""
    at = len(term) - 1
    if at and term[at - 1].word == "as":
        at -= 2
    elif at and term[at - 1].text != ".":
        at -= 1
    is_plain = at == 0 or (at == 2 and term[1].text == ".")
    return term[at].name if is_plain and term[at].word not in KEYWORDS else ""
