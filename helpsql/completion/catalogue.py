"""What completion knows of: schemas, tables with their columns, procedures with their parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Field:
    """A column or parameter. `points_to` is "Table.Column" of the same schema, `values` the valid ones.

    needed   a call without this parameter is refused
    """

    name: str
    type: str = ""
    note: str = ""
    values: tuple[str, ...] = ()
    points_to: str = ""
    insertable: bool = True
    updatable: bool = True
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A table; or a subquery or CTE, whose schema is that of the tables it reads, "" for several.

    aliases   other names in lower case
    """

    schema: str
    name: str
    note: str = ""
    fields: tuple[Field, ...] = ()
    verbs: frozenset[str] = frozenset({"insert", "update", "delete"})
    aliases: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Routine:
    """A procedure."""

    schema: str
    name: str
    note: str = ""
    parameters: tuple[Field, ...] = ()


class Catalogue(Protocol):
    """Names in the order in which SQL finds them; every method is quick and sends nothing."""

    @property
    def parameters(self) -> Sequence[str]:
        """Names that have a value: `:name`."""
        ...

    @property
    def schemas(self) -> Sequence[str]: ...

    def relations(self, schema: str) -> Sequence[Relation]: ...

    def routines(self, schema: str) -> Sequence[Routine]: ...


def find_relation(catalogue: Catalogue, schema: str, name: str) -> Relation | None:
    """The table of that name: in the schema, or in the first that has it where none is given."""
    for known in catalogue.schemas:
        if not schema or known.lower() == schema.lower():
            for relation in catalogue.relations(known):
                if relation.name.lower() == name.lower() or name.lower() in relation.aliases:
                    return relation
    return None


def find_routine(catalogue: Catalogue, schema: str, name: str) -> Routine | None:
    """The procedure of that name, as `find_relation` finds tables."""
    for known in catalogue.schemas:
        if not schema or known.lower() == schema.lower():
            for routine in catalogue.routines(known):
                if routine.name.lower() == name.lower():
                    return routine
    return None
