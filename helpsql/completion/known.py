"""The catalogue of a session: definitions, an account's own columns once they are known, tables of `main`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from helpsql import catalog
from helpsql.completion import complete
from helpsql.completion.catalogue import Field, Relation, Routine

if TYPE_CHECKING:
    from helpsql.engine import Engine
    from helpsql.spec import Column, Helpdesk, Parameter, Procedure, Table

Definition = tuple["Helpdesk", dict[str, "Procedure"]]
LOCAL = """
select m.name, c.name, c.type from main.sqlite_schema m join pragma_table_info(m.name, 'main') c
where m.type in ('table', 'view') and m.name not like 'sqlite_%'
"""


class KnownCatalogue:
    """What the session knows now. Its own database is looked into when `learn` is called, and then only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._local: list[Relation] = []
        self._relations: dict[str, tuple[object, list[Relation]]] = {}
        self.named: Callable[[], Iterable[str]] = tuple
        self._definitions: dict[str, Definition | None] = {}

    @property
    def parameters(self) -> Sequence[str]:
        return list(self.named())

    @property
    def schemas(self) -> Sequence[str]:
        preferred = self._engine.schemas.preferred
        helpdesks = sorted(self._engine.connector.schemas, key=lambda one: one != preferred)
        return ["main", *helpdesks, catalog.SESSION]

    def load(self) -> None:
        """Load what completion needs, so that no word waits for it."""
        complete("select * from ", 14, self)

    def learn(self) -> None:
        """Look for tables of `main`; called between statements, when nothing runs."""
        found: dict[str, list[Field]] = {}
        for table, column, kind in self._engine.db.execute(LOCAL):
            found.setdefault(table, []).append(Field(column, kind))
        self._local = [Relation("main", name, "", tuple(fields)) for name, fields in found.items()]

    def relations(self, schema: str) -> Sequence[Relation]:
        if schema == "main":
            return self._local
        if schema == catalog.SESSION:
            return self._session
        account = self._engine.accounts.get(schema.lower())
        used = account.used_tables() if account is not None else []
        definition = self._definition(schema)
        if definition is None:
            return ()
        helpdesk = account.helpdesk if account is not None else definition[0]
        known = [id(helpdesk), *map(id, used)]
        kept = self._relations.get(schema)
        if kept is None or kept[0] != known:
            own = {table.name: table for table in used}
            relations = [_relation(schema, own.get(table.name, table)) for table in helpdesk.tables]
            kept = self._relations[schema] = (known, relations)
        return kept[1]

    def routines(self, schema: str) -> Sequence[Routine]:
        definition = self._definition(schema) if schema in self._engine.connector.schemas else None
        return [
            Routine(schema, one.name, one.description, tuple(map(_parameter, one.parameters)))
            for one in (definition[1].values() if definition is not None else ())
        ]

    def _definition(self, schema: str) -> Definition | None:
        """None for what cannot be loaded: the statement that needs it will tell why, a keystroke does not."""
        if schema not in self._definitions:
            found = None
            with suppress(Exception):
                found = catalog.load_helpdesk(self._engine.connector.service(schema))
            self._definitions[schema] = found  # and not before: another thread would take it for unloadable
        return self._definitions[schema]

    @cached_property
    def _session(self) -> list[Relation]:
        from helpsql import session

        return [
            Relation(
                catalog.SESSION,
                name,
                note,
                tuple(
                    Field(column, kind.value, insertable=False, updatable=False) for column, kind in described
                ),
                frozenset(),
            )
            for name, (note, described, _) in session.TABLES.items()
        ]


def _relation(schema: str, table: Table) -> Relation:
    verbs = {"insert": table.insert, "update": table.update, "delete": table.delete}
    return Relation(
        schema,
        table.name,
        table.description,
        tuple(map(_field(table), table.columns)),
        frozenset(verb for verb, write in verbs.items() if write),
        tuple(map(str.lower, table.aliases)),
    )


def _field(table: Table) -> Callable[[Column], Field]:
    from helpsql.spec import ON_INSERT, ON_UPDATE

    def field(column: Column) -> Field:
        return Field(
            column.name,
            column.type.value,
            column.description,
            _values(table, column),
            column.points_to,
            bool(table.insert and column.write & ON_INSERT),
            bool(table.update and column.write & ON_UPDATE),
        )

    return field


def _values(table: Table, column: Column) -> tuple[str, ...]:
    """The valid values; the options of an own field as rows show them; else those that a filter takes."""
    if not column.values and not column.own:
        return tuple(dict.fromkeys(value for value in _filtered(table, column) if isinstance(value, str)))
    if column.values or not column.own or table.custom is None or column.type == "JSON":
        return tuple(column.values)
    by_label = bool(table.custom.label or column.labels)
    shown = [
        label if by_label else str(written) for own in column.own for label, written in own.options.items()
    ]
    return tuple(dict.fromkeys(shown))


def _filtered(table: Table, column: Column) -> Iterator[object]:
    """What the API's filters of the column are sent for, and not for any other value."""
    for read in table.reads:
        for take in read.takes:
            if take.column == column.name:
                yield from take.only


def _parameter(parameter: Parameter) -> Field:
    return Field(
        parameter.name,
        parameter.type.value,
        parameter.description,
        tuple(parameter.values),
        needed=parameter.required,
    )
