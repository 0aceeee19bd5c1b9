"""Which schemas there are and how their tables get into SQLite: entries are written, nothing is connected.

A schema's tables are entered when a statement first needs them, so that a session loads no definition it
does not use. SQLite connects a table (and with it looks up an account's own columns) at its first use.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import apsw

from helpsql.errors import ProgrammingError
from helpsql.likeness import like, offered
from helpsql.statements import identifiers, names_tables_alone

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from helpsql.spec import Helpdesk, Procedure

ENTRY_POINTS = "helpsql.helpdesks"
SESSION = "helpsql"
"""The schema with tables about the session itself."""


def load_helpdesk(service: str) -> tuple[Helpdesk, dict[str, Procedure]]:
    """A helpdesk's definition and its procedures by lower-case name, found by the service's name.

    `vtables.<service>` and `procedures.<service>`, or a module that an entry point of the group
    `helpsql.helpdesks` names and that has `helpdesk` and `procedures`.
    """
    definition: Any
    actions: Any
    try:
        definition = importlib.import_module(f"vtables.{service}")
        actions = importlib.import_module(f"procedures.{service}")
    except ModuleNotFoundError as error:
        if error.name not in (f"vtables.{service}", f"procedures.{service}"):
            raise
        definition = actions = _from_entry_point(service)
    return definition.helpdesk, {p.name.lower(): p for p in actions.procedures}


def _from_entry_point(service: str) -> object:
    from importlib.metadata import entry_points

    for found in entry_points(group=ENTRY_POINTS):
        if found.name == service:
            return _plugin(found)
    near = like(service, services())
    hint = f"{offered(near)} Services: {', '.join(services())}.".strip()
    raise ProgrammingError(f"no such service: {service}", hint=hint, code="no-service", near=near)


def _plugin(found: EntryPoint) -> object:
    """A module that somebody else made. ProgrammingError says which, where it cannot be loaded."""
    try:
        module = found.load()
        _ = module.helpdesk, module.procedures
    except Exception as error:
        package = f" of the package {found.dist.name}" if found.dist else ""
        raise ProgrammingError(
            f"the helpdesk {found.name} cannot be loaded: {type(error).__name__}: {error}",
            hint=f"It is the entry point {found.value}{package}: mend or uninstall it.",
            code="bad-helpdesk",
        ) from error
    return module


def services() -> list[str]:
    """Names of the helpdesks that are offered; our own first, in their order."""
    from importlib.metadata import entry_points

    added = sorted(found.name for found in entry_points(group=ENTRY_POINTS))
    return list(dict.fromkeys([*own_services(), *added]))


def own_services() -> Sequence[str]:
    """Those of them that come with helpsql; quick, since no entry points are read."""
    from vtables import OFFERED

    return OFFERED


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def attach(db: apsw.Connection, schema: str) -> None:
    """An empty schema of that name."""
    db.execute(f"ATTACH ':memory:' AS {quoted(schema)}")


def enter(db: apsw.Connection, schema: str, tables: Iterable[str], module: str) -> None:
    """Write the tables' entries into a schema, without connecting any."""
    db.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
    db.execute("PRAGMA writable_schema=ON")
    try:
        db.executemany(
            f"INSERT INTO {quoted(schema)}.sqlite_schema(type, name, tbl_name, rootpage, sql) "
            "VALUES ('table', ?1, ?1, 0, ?2)",
            ((name, f"CREATE VIRTUAL TABLE {quoted(name)} USING {module}") for name in tables),
        )
    finally:
        db.execute("PRAGMA writable_schema=RESET")
        db.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)


def is_entered(db: apsw.Connection, schema: str) -> bool:
    """The schema has tables."""
    return bool(db.execute(f"SELECT count(*) FROM {quoted(schema)}.sqlite_schema").get)


def needed(sql: str, schemas: Iterable[str]) -> Iterator[str]:
    """The schemas whose tables a statement may name: those it mentions, or all if it names a table alone."""
    found = identifiers(sql)
    everything = names_tables_alone(sql) or bool(found & {"pragma", SESSION})
    return (schema for schema in schemas if everything or schema.lower() in found)


def lists_tables(sql: str) -> bool:
    """The statement may show which tables or columns there are."""
    found = identifiers(sql)
    return SESSION in found and bool(found & {"tables", "columns"})


def leave(db: apsw.Connection, schema: str) -> None:
    """Empty a schema again, so that its tables are connected anew."""
    db.execute(f"DETACH {quoted(schema)}")
    attach(db, schema)
