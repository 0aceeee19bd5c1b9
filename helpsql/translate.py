"""SQLite's own errors as ours, with the names that were near. Our own pass through SQLite unchanged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import apsw

from helpsql import syntax, unknown
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
from helpsql.pointing import position_of

if TYPE_CHECKING:
    from helpsql.engine import Engine

EMPTY_SET = "empty-set"
_LITERAL = " - should this be a string literal"
_NO_NAME = re.compile(
    r"no such (table|column|function): (.+)|table (\S+) has no column named (.+)|(.+) has no column (.+)"
)
LONGEST = 500
"""Characters of a message that are told: SQLite quotes a token of any length in it."""
_AMBIGUOUS = re.compile(r"ambiguous column name: (?:.*\.)?(.+)")
_NO_SCHEMA = re.compile(r"unknown database:? (\S+)|no such database: (\S+)")
_TOLD = {
    "misuse of aggregate": "WHERE looks at single rows: conditions on groups stand behind HAVING.",
    "aggregate functions are not allowed in the GROUP BY": "Group by columns, or by their place: GROUP BY 1.",
    "cannot start a transaction within": "One is open already: COMMIT or ROLLBACK ends it.",
    "no transaction is active": "BEGIN starts one; without it each statement is committed by itself.",
    "do not have the same number of result columns": "Each SELECT has to give as many columns.",
}
"""What to do, by words of SQLite's message."""


def translated(error: apsw.Error, engine: Engine, ran: str) -> Error:
    """The error to raise in its place; `raise … from error` keeps the cause.

    ran   what SQLite was given: the statement of the engine's scope, or a part of it
    """
    position = position_of(getattr(error, "error_offset", -1), ran, engine.scope.sql)
    text = _shortened(str(error).removeprefix("SQLError: "))
    if isinstance(error, apsw.SQLError) and text == "no query solution":
        return ProgrammingError(
            "A required filter depends on a table that itself needs a filter from this one.",
            hint="Give the required filters as values.",
            code="missing-filter",
        )
    if text == "<NULL>":
        return ProgrammingError("An IN has an empty set of values.", code=EMPTY_SET)
    if isinstance(error, apsw.SQLError):
        return _of_statement(text, position, engine)
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


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 40]}…{text[-40:]}"


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


def _of_statement(text: str, position: int | None, engine: Engine) -> ProgrammingError:
    if not engine.advises:
        return ProgrammingError(text, code="statement", position=position)
    error = _read(text, position, engine)
    if (place := syntax.foreign_space(engine.scope.sql)) is not None:
        error.position = place
        error.hint = "This blank is a letter to SQL (a no-break space, say): type a plain one."
    return error


def _read(text: str, position: int | None, engine: Engine) -> ProgrammingError:
    sql = engine.scope.sql
    if found := _NO_NAME.search(text):
        kind, name = found[1] or "column", found[2] or found[4] or found[6] or ""
        name = name.partition(_LITERAL)[0]
        if kind == "table":
            return unknown.table_error(text, name, engine)
        if kind == "function":
            return unknown.function_error(text, name, engine)
        return unknown.column_error(text, name, found[3] or found[5] or "", position, sql, engine)
    if found := _AMBIGUOUS.fullmatch(text):
        return unknown.ambiguous_error(text, found[1], position, sql, engine)
    if found := _NO_SCHEMA.search(text):
        return unknown.schema_error(text, found[1] or found[2], engine)
    if text.startswith("unrecognized token"):
        return syntax.token_error(text, sql, position)
    if text.startswith("incomplete input"):
        return syntax.incomplete_error(sql)
    if text.endswith("syntax error"):
        return syntax.near_error(text, sql, position)
    hint = next((told for words, told in _TOLD.items() if words in text), "")
    return ProgrammingError(text, hint=hint, code="statement", position=position)
