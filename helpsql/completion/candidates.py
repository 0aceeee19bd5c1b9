"""What fits a place: names of the catalogue, keywords, functions, values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from helpsql.completion.catalogue import Catalogue, Field, Relation, Routine, find_relation, find_routine
from helpsql.completion.joins import join_conditions, joined_first
from helpsql.completion.matching import Candidate
from helpsql.completion.place import Kind, Place
from helpsql.completion.scope import Source, named_relations
from helpsql.completion.words import FOLLOWING, FUNCTIONS, OPERATORS, STATEMENTS, WITHIN, quoted

Sources = Sequence[Source]
Found = Iterator[Candidate]
COLUMN, TABLE, SCHEMA, VALUE, FUNCTION, WORD = 1, 2, 3, 0, 4, 6
GUESSED = 2
"""Letters from which columns are offered though no table is named yet."""
VERBS = {"update": "update", "into": "insert"}


def candidates(place: Place, sources: Sources, catalogue: Catalogue) -> Found:
    """Every candidate for the place, whatever was typed of it."""
    make = MAKERS.get(place.kind)
    return make(place, sources, catalogue) if make is not None else iter(())


def _keywords(words: Sequence[str], rank: int = WORD) -> Found:
    return (Candidate(word, "keyword", rank=rank) for word in words)


def _statements(_place: Place, _sources: Sources, _catalogue: Catalogue) -> Found:
    return _keywords(STATEMENTS)


# Tables


def _tables(place: Place, sources: Sources, catalogue: Catalogue) -> Found:
    verb = _verb(place)
    if place.owner:
        yield from _tables_of(catalogue, place.owner[-1], verb)
        return
    for relation in named_relations(place, catalogue):
        yield Candidate(quoted(relation.name), "table", relation.note, rank=COLUMN)
    yield from joined_first(sources, catalogue) if place.clause == "join" else ()
    for schema in catalogue.schemas:
        yield Candidate(quoted(schema), "schema", rank=SCHEMA)
        yield from _tables_of(catalogue, schema, verb)
    if not place.prefix and not verb:
        yield from _keywords(["(select"])


def _verb(place: Place) -> str:
    """What the statement does to the table that is named here."""
    is_delete = place.clause == "from" and len(place.before) > 1 and place.before[-2].word == "delete"
    return "delete" if is_delete else VERBS.get(place.clause, "")


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
    yield from _compared_values(place, sources, catalogue)
    yield from _all_columns(sources)
    for source in sources:
        if source.alias:
            yield Candidate(quoted(source.alias), "table", source.relation.note, rank=TABLE)
    yield from (Candidate(f"{n}(", "function", note, rank=FUNCTION) for n, note in FUNCTIONS.items())
    yield from _keywords(WITHIN)
    if place.before and place.before[-1].text == "(":
        yield from _keywords(["select"], FUNCTION)
    if not sources and len(place.prefix) >= GUESSED:
        yield from _columns_anywhere(catalogue)


def _columns_anywhere(catalogue: Catalogue) -> Found:
    """The columns of every table, while none is named; the note tells the first that has it."""
    for schema in catalogue.schemas:
        for relation in catalogue.relations(schema):
            for field in relation.fields:
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
        for value in field.values:
            text = "'" + value.replace("'", "''") + "'"
            yield Candidate(text, "value", field.note, rank=VALUE)


def _fields_compared(place: Place, sources: Sources, catalogue: Catalogue) -> Iterator[Field]:
    """The columns or parameters whose value is wanted here."""
    routine = _routine(place, catalogue) if place.target and place.around[0].word == "call" else None
    if routine is not None:
        yield from _parameters_wanted(place, routine)
        return
    relation = _target(place, catalogue)
    if relation is not None and place.clause == "values" and not place.listed:
        fields = [field for field in relation.fields if field.insertable]
        yield from fields[place.index : place.index + 1]
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
    for field in _parameters_wanted(place, routine):
        for value in field.values:
            yield Candidate("'" + value.replace("'", "''") + "'", "value", field.note, rank=VALUE)
    if not place.against:
        given = {token.name.lower() for token in place.before if token.name}
        for parameter in routine.parameters[place.index :]:
            if parameter.name.lower() not in given:
                note = f"{parameter.type}  {parameter.note}"
                yield Candidate(f"{parameter.name} => ", "parameter", note, label=parameter.name, rank=COLUMN)


# Keywords


def _clauses(place: Place, _sources: Sources, _catalogue: Catalogue) -> Found:
    yield from _keywords(FOLLOWING.get("from" if place.clause == "join" else place.clause, ("and", "or")))


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
}
