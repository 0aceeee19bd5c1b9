"""SQLite's own errors as ours, with the names that were near. Our own pass through SQLite unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

import apsw

from helpsql.errors import (
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    Interrupted,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)
from helpsql.statements import identifiers

if TYPE_CHECKING:
    from helpsql.engine import Engine

EMPTY_SET = "empty-set"
_LITERAL = " - should this be a string literal"
_NO_NAME = re.compile(
    r"no such (table|column|function): (.+)|table (\S+) has no column named (.+)|(.+) has no column (.+)"
)


def translated(error: apsw.Error, engine: Engine) -> Error:
    """The error to raise in its place; `raise … from error` keeps the cause."""
    text = str(error).removeprefix("SQLError: ")
    if isinstance(error, apsw.SQLError) and text == "no query solution":
        return ProgrammingError(
            "A required filter depends on a table that itself needs a filter from this one.",
            hint="Give the required filters as values.",
            code="missing-filter",
        )
    if text == "<NULL>":
        return ProgrammingError("An IN has an empty set of values.", code=EMPTY_SET)
    if isinstance(error, apsw.SQLError):
        return _of_statement(text, engine)
    if isinstance(error, apsw.AuthError):
        return NotSupportedError(
            f"{engine.schemas.guard.refused or text}: the schema's tables are the helpdesk's.",
            hint="Make tables in main: CREATE TABLE main.name AS SELECT …",
            code="schema-is-fixed",
        )
    if isinstance(error, apsw.BindingsError):
        return ProgrammingError(text, code="bad-parameter")
    for kind, ours in _KINDS:
        if isinstance(error, kind):
            return ours(_INTERRUPTED if ours is Interrupted else text)
    return InternalError(f"SQLite: {text}")


_INTERRUPTED = "The statement was stopped."
_KINDS: tuple[tuple[type[apsw.Error] | tuple[type[apsw.Error], ...], type[Error]], ...] = (
    (apsw.InterruptError, Interrupted),
    (apsw.ConstraintError, IntegrityError),
    ((apsw.MismatchError, apsw.TooBigError, apsw.RangeError), DataError),
    (
        (apsw.ThreadingViolationError, apsw.MisuseError, apsw.ConnectionClosedError, apsw.CursorClosedError),
        InterfaceError,
    ),
    (apsw.Error, OperationalError),
)


def _of_statement(text: str, engine: Engine) -> ProgrammingError:
    found = _NO_NAME.search(text)
    if found is None:
        return ProgrammingError(
            text, code="syntax" if "syntax error" in text or "incomplete" in text else "statement"
        )
    kind = found[1] or "column"
    name = (found[2] or found[4] or found[6] or "").partition(_LITERAL)[0].strip('"')
    last = name.rpartition(".")[2]
    if kind == "table":
        near = _near(name, _tables(engine, name))
    elif kind == "column":
        near = _near(last, _columns(engine, found[3] or found[5]))
    else:
        near = []
    hint = f"Did you mean {' or '.join(near)}?" if near else _fallback(kind, name)
    if kind == "table" and not engine.connector.schemas:
        hint = "No helpdesk is connected: `helpsql login` connects one, --demo tries without an account."
    return ProgrammingError(text, hint=hint, code=f"no-{kind}", column=last if kind == "column" else "")


def _near(name: str, known: Iterable[str]) -> list[str]:
    """The known names most like it, three at most; of the same name in several schemas the likest first."""
    schema, _, short = name.lower().rpartition(".")
    spelled: dict[str, list[str]] = {}
    for full in dict.fromkeys(known):
        spelled.setdefault(full.rpartition(".")[2].lower(), []).append(full)
    found = [full for match in get_close_matches(short, spelled, 3, 0.6) for full in spelled[match]]
    if schema:
        found.sort(key=lambda full: -SequenceMatcher(None, schema, full.partition(".")[0].lower()).ratio())
    return found[:3]


_FALLBACK = {
    "table": "helpsql.tables lists the tables.",
    "column": "helpsql.columns lists the columns.",
}


def _fallback(kind: str, name: str) -> str:
    if kind == "table" and name.lower().startswith("main."):
        return "Views and triggers of main see main alone: CREATE TEMP VIEW sees the helpdesks' tables."
    return _FALLBACK.get(kind, "")


def _tables(engine: Engine, name: str) -> Iterable[str]:
    """Names of tables, those of the named schema if it is one."""
    schema = name.rpartition(".")[0].lower()
    if schema not in ("main", "temp", *engine.accounts):
        schema = ""
    for account in engine.accounts.values():
        if not schema or account.name.lower() == schema:
            for table in account.helpdesk.tables:
                yield f"{account.name}.{table.name}"
    if not schema:
        yield from (
            row[0] for row in engine.db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
        )


def _columns(engine: Engine, table: str | None) -> Iterable[str]:
    """Names of columns of the tables that the statement connected, or of the one named."""
    wanted = (table or "").rpartition(".")[2].lower()
    named = identifiers(engine.scope.sql)
    for account in engine.accounts.values():
        for known in account.used_tables():
            if known.name.lower() == wanted or (not wanted and known.name.lower() in named):
                yield from (column.name for column in known.columns)
