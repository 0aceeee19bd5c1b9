"""How the tables of a statement belong together: along the references that the definitions know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from helpsql.completion.catalogue import Catalogue, Relation
from helpsql.completion.matching import Candidate
from helpsql.completion.scope import Source
from helpsql.completion.words import quoted


def join_conditions(sources: Sequence[Source]) -> Iterator[Candidate]:
    """Conditions of the last table with those before it: references first, then ids of the same table."""
    if len(sources) < 2:
        return
    last = sources[-1]
    for other in sources[:-1]:
        for rank, left, right in _pairs(last.relation, other.relation):
            mine, theirs = quoted(last.alias), quoted(other.alias)
            text = f"{mine}.{quoted(left)} = {theirs}.{quoted(right)}"
            yield Candidate(text, "join", f"{other.relation.name}.{right}", rank=rank - 3)


def _pairs(one: Relation, other: Relation) -> Iterator[tuple[int, str, str]]:
    """Columns of two tables that hold the same kind of id; rank 0 for a reference, 1 for a common target."""
    if one.schema != other.schema or not one.schema:
        return
    for left in one.fields:
        for right in other.fields:
            if left.points_to == f"{other.name}.{right.name}" or right.points_to == f"{one.name}.{left.name}":
                yield 0, left.name, right.name
            elif left.points_to and left.points_to == right.points_to:
                yield 1, left.name, right.name


def referred(against: Sequence[str], sources: Sequence[Source]) -> Iterator[Candidate]:
    """Columns that hold the same kind of id as the one they are compared with, by reference."""
    name = against[-1].lower() if against else ""
    for one in sources:
        if len(against) > 1 and one.alias.lower() != against[-2].lower():
            continue
        for other in sources:
            for rank, left, right in _pairs(one.relation, other.relation) if other is not one else ():
                if left.lower() == name and not rank:
                    text = f"{quoted(other.alias)}.{quoted(right)}"
                    yield Candidate(text, "column", f"{other.relation.name}.{right}", rank=0)


def joined_first(sources: Sequence[Source], catalogue: Catalogue) -> Iterator[Candidate]:
    """Tables that one of the sources refers to, or that refer to it."""
    for source in sources:
        schema = source.relation.schema
        for relation in catalogue.relations(schema) if schema else ():
            pair = next((p for p in _pairs(relation, source.relation) if p[0] == 0), None)
            if pair is not None:
                note = f"{relation.name}.{pair[1]} = {source.alias}.{pair[2]}"
                yield Candidate(quoted(relation.name), "table", note, rank=1)
