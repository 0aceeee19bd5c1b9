"""What fits a place: names of the catalogue, keywords, functions, values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from helpsql.completion.catalogue import Catalogue, Field, Relation, Routine, find_relation, find_routine
from helpsql.completion.joins import join_conditions, joined_first, referred
from helpsql.completion.matching import Candidate
from helpsql.completion.place import Kind, Place
from helpsql.completion.scope import Source, named_relations, shown_at
from helpsql.completion.words import (
    FOLLOWING,
    FUNCTIONS,
    OF_READS,
    OF_WRITES,
    OPERATORS,
    STATEMENTS,
    TABLE_FUNCTIONS,
    WITHIN,
    quoted,
)

Sources = Sequence[Source]
Found = Iterator[Candidate]
COLUMN, TABLE, SCHEMA, VALUE, FUNCTION, WORD = 1, 2, 3, 0, 4, 6
MAIN = ("select", "insert into", "update", "delete from", "values")
"""What may follow WITH."""
GUESSED = 2
"""Letters from which columns are offered though no table is named yet."""
NAMED_BEFORE = frozenset({"group by", "order by", "having"})
"""Clauses that may use the names that the select list gives."""
VERBS = {"update": "update", "into": "insert", "delete from": "delete"}


def candidates(place: Place, sources: Sources, catalogue: Catalogue) -> Found:
    """Every candidate for the place, whatever was typed of it."""
    make = MAKERS.get(place.kind)
    return make(place, sources, catalogue) if make is not None else iter(())


def _keywords(words: Sequence[str], rank: int = WORD) -> Found:
    return (Candidate(word, "keyword", rank=rank) for word in words)


def _statements(place: Place, _sources: Sources, _catalogue: Catalogue) -> Found:
    last = place.before[-1] if place.before else None
    behind_with = last is not None and place.before[0].word == "with" and last.text == ")"
    words = list(MAIN if behind_with else STATEMENTS)
    if last is not None and last.word == "explain":
        words.insert(1, "query plan")
    yield from _keywords(words)


# Tables


def _tables(place: Place, sources: Sources, catalogue: Catalogue) -> Found:
    verb = _verb(place)
    if place.owner:
        yield from _tables_of(catalogue, place.owner[-1], verb)
        return
    if place.clause == "drop":
        yield from _tables_of(catalogue, "main", "")
        return
    for relation in named_relations(place, catalogue):
        yield Candidate(quoted(relation.name), "table", relation.note, rank=COLUMN)
    yield from joined_first(sources, catalogue) if place.clause == "join" else ()
    for schema in catalogue.schemas:
        yield Candidate(quoted(schema), "schema", rank=SCHEMA)
        yield from _tables_of(catalogue, schema, verb)
    if not verb:
        for name, note in TABLE_FUNCTIONS.items():
            yield Candidate(f"{name}(", "function", note, rank=FUNCTION)
    if not place.prefix and not verb:
        yield from _keywords(["(select"])


def _verb(place: Place) -> str:
    """What the statement does to the table that is named here."""
    return VERBS.get(place.clause, "")


def _tables_of(catalogue: Catalogue, schema: str, verb: str) -> Found:
    known = next((one for one in catalogue.schemas if one.lower() == schema.lower()), "")
    for relation in catalogue.relations(known) if known else ():
        if not verb or verb in relation.verbs:
            note = f"{relation.schema}: {relation.note}" if relation.note else relation.schema
            yield Candidate(quoted(relation.name), "table", note, rank=TABLE)


# Columns


def _column(field: Field, rank: int = COLUMN, alias: str = "") -> Candidate:
    text = f"{quoted(alias)}.{quoted(field.name)}" if alias else quoted(field.name)
    return Candidate(text, "column", f"{field.type}  {field.note}".strip(), rank=rank)


def _expression(place: Place, sources: Sources, catalogue: Catalogue) -> Found:
    if place.clause in ("limit", "offset"):
        return
    if place.owner:
        yield from _members(place.owner, sources, catalogue)
        return
    if place.before and place.before[-1].word in ("in", "exists"):
        yield from _keywords(["(select"])
        return
    if len(place.before) > 1 and place.before[-2].word == "exists":
        yield from _keywords(["select"], VALUE)
    if place.before and place.before[-1].word == "is":
        yield from _keywords(["null", "not null"], VALUE)
    yield from _compared_values(place, sources, catalogue)
    yield from referred(place.against, sources)
    if place.clause in NAMED_BEFORE:
        for field in shown_at(place):
            yield Candidate(quoted(field.name), "alias", "named by this statement", rank=VALUE)
    if place.clause == "values":
        sources = ()
    yield from _all_columns(sources)
    for source in sources:
        if source.alias:
            yield Candidate(quoted(source.alias), "table", source.relation.note, rank=TABLE)
    yield from (Candidate(f"{n}(", "function", note, rank=FUNCTION) for n, note in FUNCTIONS.items())
    yield from _keywords(WITHIN)
    if place.before and place.before[-1].text == "(":
        yield from _keywords(["select"], FUNCTION)
    if not sources and len(place.prefix) >= GUESSED:
        yield from _columns_anywhere(place.prefix.lower(), catalogue)


def _columns_anywhere(typed: str, catalogue: Catalogue) -> Found:
    """The columns of every table that hold what was typed, while no table is named; the note tells the first
    that has it."""
    for schema in catalogue.schemas:
        for relation in catalogue.relations(schema):
            for field in relation.fields:
                if typed not in field.name.lower():
                    continue
                note = f"{field.type}  {schema}.{relation.name}"
                yield Candidate(quoted(field.name), "column", note, rank=FUNCTION)


def _all_columns(sources: Sources) -> Found:
    """The columns of all sources; with the alias where several have one of that name."""
    names = [field.name.lower() for source in sources for field in source.relation.fields]
    for source in sources:
        for field in source.relation.fields:
            clashes = names.count(field.name.lower()) > 1 if len(sources) > 1 else False
            yield _column(field, alias=source.alias if clashes else "")


def _members(owner: Sequence[str], sources: Sources, catalogue: Catalogue) -> Found:
    """What may follow the dot: columns of an alias or table, tables of a schema."""
    name = owner[-1].lower()
    source = next((one for one in sources if one.alias.lower() == name), None)
    if source is not None:
        yield from (_column(field) for field in source.relation.fields)
        return
    relation = find_relation(catalogue, owner[-2] if len(owner) > 1 else "", owner[-1])
    if relation is not None:
        yield from (_column(field) for field in relation.fields)
    yield from _tables_of(catalogue, name, "")


def _to_write(place: Place, catalogue: Catalogue, fits: Callable[[Field], bool]) -> Found:
    relation = _target(place, catalogue)
    given = {name.lower() for name in place.listed}
    for field in relation.fields if relation else ():
        if fits(field) and field.name.lower() not in given:
            yield _column(field)


def _target(place: Place, catalogue: Catalogue) -> Relation | None:
    names = place.target
    return find_relation(catalogue, names[-2] if len(names) > 1 else "", names[-1]) if names else None


def _to_insert(place: Place, _sources: Sources, catalogue: Catalogue) -> Found:
    yield from _to_write(place, catalogue, lambda field: field.insertable)


def _to_update(place: Place, _sources: Sources, catalogue: Catalogue) -> Found:
    yield from _to_write(place, catalogue, lambda field: field.updatable)


def _shared(place: Place, sources: Sources, _catalogue: Catalogue) -> Found:
    """The columns that the last table has in common with one before it."""
    earlier = {field.name.lower() for source in sources[:-1] for field in source.relation.fields}
    given = {name.lower() for name in place.listed}
    for field in sources[-1].relation.fields if sources else ():
        if field.name.lower() in earlier - given:
            yield _column(field)


def _bound(_place: Place, _sources: Sources, catalogue: Catalogue) -> Found:
    return (Candidate(name, "parameter") for name in catalogue.parameters)


def _joined(place: Place, sources: Sources, catalogue: Catalogue) -> Found:
    if not place.owner:
        yield from join_conditions(sources)
    yield from _expression(place, sources, catalogue)


# Values


def _values(place: Place, sources: Sources, catalogue: Catalogue) -> Found:
    """Valid values within quotes; the closing quote comes with them."""
    end = "" if place.closed else "'"
    for field in _fields_compared(place, sources, catalogue):
        for value in field.values:
            escaped = value.replace("'", "''")
            yield Candidate(escaped + end, "value", field.note, label=value, rank=VALUE)


def _compared_values(place: Place, sources: Sources, catalogue: Catalogue) -> Found:
    for field in _fields_compared(place, sources, catalogue):
        yield from _literals(field)


def _literals(field: Field) -> Found:
    """The valid values as SQL writes them."""
    for value in field.values:
        yield Candidate("'" + value.replace("'", "''") + "'", "value", field.note, rank=VALUE)
    if field.type == "BOOLEAN":
        yield from (Candidate(word, "value", field.note, rank=VALUE) for word in ("true", "false"))


def _fields_compared(place: Place, sources: Sources, catalogue: Catalogue) -> Iterator[Field]:
    """The columns or parameters whose value is wanted here."""
    routine = _routine(place, catalogue) if place.target and place.around[0].word == "call" else None
    if routine is not None:
        yield from _parameters_wanted(place, routine)
        return
    relation = _target(place, catalogue)
    if relation is not None and place.clause == "values" and not place.listed:
        yield from relation.fields[place.index : place.index + 1]
    if not place.against:
        return
    owner, name = place.against[:-1], place.against[-1]
    among = [relation] if relation is not None else []
    among += [s.relation for s in sources if not owner or s.alias.lower() == owner[-1].lower()]
    found = next((field for one in among if (field := one.field(name))), None)
    if found is not None:
        yield found


# CALL


def _routine(place: Place, catalogue: Catalogue) -> Routine | None:
    names = place.target
    return find_routine(catalogue, names[-2] if len(names) > 1 else "", names[-1]) if names else None


def _parameters_wanted(place: Place, routine: Routine) -> Iterator[Field]:
    if place.against:
        yield from (one for one in routine.parameters if one.name.lower() == place.against[0].lower())
    else:
        yield from routine.parameters[place.index : place.index + 1]


def _routines(place: Place, _sources: Sources, catalogue: Catalogue) -> Found:
    owner = place.owner[-1].lower() if place.owner else ""
    names = Counter(one.name.lower() for schema in catalogue.schemas for one in catalogue.routines(schema))
    for schema in catalogue.schemas:
        if owner and schema.lower() != owner:
            continue
        routines = catalogue.routines(schema)
        if routines and not owner:
            yield Candidate(quoted(schema), "schema", rank=SCHEMA)
        for one in routines:
            usage = ", ".join(parameter.name for parameter in one.parameters)
            note = f"({usage})  {one.note}"
            # A name that several have is called with its schema.
            name = one.name if owner or names[one.name.lower()] == 1 else f"{quoted(schema)}.{one.name}"
            yield Candidate(f"{name}(", "procedure", note, label=name, rank=TABLE)


def _arguments(place: Place, _sources: Sources, catalogue: Catalogue) -> Found:
    routine = _routine(place, catalogue)
    if routine is None:
        return
    given = {token.name.lower() for token in place.before if token.name}
    for field in _parameters_wanted(place, routine):
        if place.against or field.name.lower() not in given:
            yield from _literals(field)
    if not place.against:
        by_name = any(token.text == ">" for token in place.before)
        for parameter in routine.parameters[0 if by_name else place.index :]:
            if parameter.name.lower() not in given:
                note = f"{parameter.type}{', needed' if parameter.needed else ''}  {parameter.note}"
                yield Candidate(f"{parameter.name} => ", "parameter", note, label=parameter.name, rank=COLUMN)


# Keywords


def _clauses(place: Place, _sources: Sources, _catalogue: Catalogue) -> Found:
    first = place.before[0].word if place.before else ""
    left_out = OF_READS if first in ("update", "delete") else OF_WRITES if first == "select" else frozenset()
    following = FOLLOWING.get(place.clause, ("and", "or"))
    yield from _keywords([word for word in following if word not in left_out])


def _operators(place: Place, sources: Sources, catalogue: Catalogue) -> Found:
    yield from _keywords(OPERATORS, TABLE)
    yield from _clauses(place, sources, catalogue)


MAKERS: dict[Kind, Callable[[Place, Sources, Catalogue], Found]] = {
    Kind.STATEMENT: _statements,
    Kind.TABLE: _tables,
    Kind.EXPRESSION: _expression,
    Kind.OPERATOR: _operators,
    Kind.JOINED: _joined,
    Kind.VALUE: _values,
    Kind.TO_INSERT: _to_insert,
    Kind.TO_UPDATE: _to_update,
    Kind.ROUTINE: _routines,
    Kind.ARGUMENT: _arguments,
    Kind.CLAUSE: _clauses,
    Kind.USING: _shared,
    Kind.PARAMETER: _bound,
}
