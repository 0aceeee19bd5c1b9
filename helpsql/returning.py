"""INSERT, UPDATE and DELETE … RETURNING, which SQLite does not have for virtual tables.

The statement runs without the clause; then the clause is evaluated over the rows it changed: as read again
from the helpdesk where they were sent, else as the transaction holds them. Deleted rows are shown as they
were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from helpsql.catalog import quoted
from helpsql.errors import Error
from helpsql.intent import written
from helpsql.placing import whose
from helpsql.reports import unread
from helpsql.result import Columns, Result, SqlRow
from helpsql.scope import Scope
from helpsql.spec import Read, Table
from helpsql.statements import (
    WRITES,
    Token,
    identifiers,
    meaningful,
    returning_clause,
    target,
    tokens,
    without_returning,
)
from helpsql.values import INSTANT, SqlValue

if TYPE_CHECKING:
    import apsw

    from helpsql.engine import Engine, Parameters
    from helpsql.pending import RowWrite

Shown = dict[str, SqlValue]
Key = tuple[SqlValue, ...]
_BY_INSTANT = ("TIMESTAMP", "DATE")


def run_returning(engine: Engine, scope: Scope, sql: str, parameters: Parameters) -> Result:
    """The write's result, with the rows that RETURNING asks for."""
    found = written(engine, sql)
    if found is None:
        return engine.run(scope, sql, parameters)
    plain, text = without_returning(sql), returning_clause(sql)
    first, second = _split(plain, parameters)
    clause = _Clause(text, found[1], _name(sql))
    columns = _described(engine, scope, clause, second)
    touched: list[RowWrite] = []
    starred = [column.name.lower() for column in found[1].columns if not column.hidden] if "*" in text else []
    scope.returned = frozenset({*identifiers(text), *starred})
    engine.pending.touched = touched
    try:
        held = engine.run(scope, plain, first)
    finally:
        engine.pending.touched = None
    try:
        rows = _rows(engine, scope, held, touched)
        result = _evaluated(engine, scope, clause, columns, rows, second)
    except Error as error:
        if not held.outcomes:
            raise
        raise unread(error, held.outcomes) from error
    result.rowcount, result.lastrowid = held.rowcount, held.lastrowid
    result.outcomes, result.planned = held.outcomes, held.planned
    return result


def _name(sql: str) -> str:
    """What the statement calls its table: the alias, or the name as written."""
    found = meaningful(sql)
    verb = next(number for number, token in enumerate(found) if token.word in WRITES)
    for number, token in enumerate(found[verb:-1], start=verb):
        if token.word == "as":
            return found[number + 1].name
        if token.text == "(" or token.word in ("set", "values", "select", "default", "where", "returning"):
            break
    return target(sql)[1]


def _split(plain: str, parameters: Parameters) -> tuple[Parameters, Parameters]:
    """The parameters of the statement itself, and those of the clause; names serve both."""
    if isinstance(parameters, Mapping):
        return parameters, parameters
    number = _highest(list(tokens(plain)))
    return parameters[:number], parameters[number:]


def _highest(found: Sequence[Token]) -> int:
    """How many parameters SQLite counts: `?` takes the next number, `?7` that one, a new name the next."""
    highest = 0
    names: set[str] = set()
    for token, behind in zip(found, [*found[1:], Token("space", "", 0)], strict=True):
        if token.text == "?" and token.kind == "other":
            numbered = behind.kind == "number" and behind.text.isdecimal()
            highest = max(highest, int(behind.text)) if numbered else highest + 1
        elif token.text in (":", "@", "$") and behind.kind == "word" and behind.text not in names:
            names.add(behind.text)
            highest += 1
    return highest


def _rows(engine: Engine, scope: Scope, held: Result, touched: Sequence[RowWrite]) -> list[Shown]:
    """The changed rows, in the statement's order."""
    report = engine.report if held.outcomes else None
    made = dict(report.made) if report else {}
    if not touched or touched[0].kind == "delete" or not held.outcomes:
        return [_known(write, made.get(write.rowid)) for write in touched]
    # What the statement read before it wrote is old.
    scope.feeds.clear()
    scope.lookups.clear()
    table, found = touched[0].table, dict[Key, Shown]()
    strays = [report.strays[w.rowid] for w in touched if w.rowid in report.strays] if report else []
    if strays:
        new = list(_read_again(engine, scope, touched[0], [{table.keys[-1]: key} for key in strays]))
        found = {_key(table, row): row for row in new}
        made |= whose(new, [write for write in touched if write.rowid not in made])
        _tell_keys(held, touched, made)
    rows = [_known(write, made.get(write.rowid)) for write in touched]
    # What asks for nothing but keys that are known need not be read for them.
    asks_more = not scope.returned <= {key.lower() for key in table.keys}
    rest = [row for row in rows if _key(table, row) not in found and (asks_more or None in _key(table, row))]
    found |= {_key(table, row): row for row in _read_again(engine, scope, touched[0], rest)}
    return [found.get(_key(table, row), row) for row in rows]


def _key(table: Table, row: Shown) -> Key:
    return tuple(row.get(name) for name in table.keys)


def _tell_keys(held: Result, touched: Sequence[RowWrite], made: Mapping[int, SqlValue]) -> None:
    """Put the keys that were found out into the outcomes, an outcome a row."""
    outcomes = list(held.outcomes or ())
    if len(outcomes) == len(touched):
        held.outcomes = [
            replace(outcome, key=(made[write.rowid],)) if write.rowid in made else outcome
            for outcome, write in zip(outcomes, touched, strict=True)
        ]
        last = made.get(touched[-1].rowid)
        held.lastrowid = last if isinstance(last, int) else held.lastrowid


def _known(write: RowWrite, made: SqlValue) -> Shown:
    """The row as it is known without asking."""
    known = {**write.base(), **write.values}
    key = write.table.keys[-1]
    return known | {key: made} if made is not None and known.get(key) is None else known


def _read_again(engine: Engine, scope: Scope, write: RowWrite, rows: Sequence[Shown]) -> Iterator[Shown]:
    """The rows as the helpdesk has them now."""
    columns = [column.name for column in write.table.columns]
    names = ", ".join(map(quoted, columns))
    source = f"{quoted(write.account.name)}.{quoted(write.table.name)}"
    for where, values in _conditions(write.table, rows):
        with engine.running.inside(scope):
            sql = f"SELECT {names} FROM {source} WHERE {where}"
            for row in engine.db.cursor().execute(sql, values, can_cache=False):
                yield dict(zip(columns, row, strict=True))


def _conditions(table: Table, rows: Sequence[Shown]) -> Iterator[tuple[str, list[SqlValue]]]:
    """What finds the rows with the fewest requests: one IN, or a condition a row."""
    names = _placeholders(table, rows) or table.keys
    # Not every helpdesk tells the ids of rows that were made together.
    rows = [row for row in rows if all(row.get(name) is not None for name in names)]
    if len(names) == 1 and rows:
        values = list(dict.fromkeys(row.get(names[0]) for row in rows))
        yield f"{quoted(names[0])} IN ({', '.join('?' * len(values))})", values
        return
    where = " AND ".join(f"{quoted(name)} = ?" for name in names)
    for row in rows:
        yield where, [row.get(name) for name in names]


def _placeholders(table: Table, rows: Sequence[Shown]) -> tuple[str, ...]:
    """What the most exact read by path needs, where all rows tell it."""

    def fits(read: Read) -> bool:
        return bool(read.placeholders) and all(
            row.get(name) is not None for row in rows for name in read.placeholders
        )

    found = sorted((read for read in table.reads if fits(read)), key=lambda read: not read.unique)
    return found[0].placeholders if found else ()


class _Clause:
    """The expressions behind RETURNING, to be evaluated over one row at a time.

    `name` is what the statement calls the table. A temporary table would do, were it not locked while other
    statements run.
    """

    def __init__(self, text: str, table: Table, name: str) -> None:
        self.table = table
        self.columns = list(table.columns)
        shown = ", ".join(quoted(column.name) for column in table.columns if not column.hidden)
        self.text = _without_star(text, shown)
        self.name = quoted(name)

    def sql(self, marks: Sequence[str]) -> str:
        cells = ", ".join(
            f"{mark}{f' COLLATE {INSTANT}' if column.type in _BY_INSTANT else ''} AS {quoted(column.name)}"
            for column, mark in zip(self.columns, marks, strict=True)
        )
        return f"SELECT {self.text}\nFROM (SELECT {cells}) AS {self.name}"

    def bound(self, row: Mapping[str, SqlValue], parameters: Parameters) -> tuple[str, Parameters]:
        """The query over this row, and its parameters."""
        values = [row.get(column.name) for column in self.columns]
        if isinstance(parameters, Mapping):
            marks = [f":helpsql_{number}" for number in range(len(values))]
            return self.sql(marks), {**parameters, **dict(zip((m[1:] for m in marks), values, strict=True))}
        return self.sql(["?"] * len(values)), [*parameters, *values]


def _without_star(clause: str, columns: str) -> str:
    """The clause with `*` where an expression stands replaced by the columns."""
    parts, starts, depth = [], True, 0
    for token in tokens(clause):
        depth += (token.text == "(") - (token.text == ")")
        parts.append(columns if token.text == "*" and starts and depth == 0 else token.text)
        if token.kind != "space":
            starts = token.text == ","
    return "".join(parts)


def _evaluated(
    engine: Engine,
    scope: Scope,
    clause: _Clause,
    columns: Columns,
    rows: Sequence[Shown],
    parameters: Parameters,
) -> Result:
    """The clause over the rows."""
    answers: list[SqlRow] = []
    for row in rows:
        sql, bound = clause.bound(row, parameters)
        with engine.running.inside(scope, sql):
            answers += engine.db.cursor().execute(sql, bound, can_cache=False)
    return Result(scope, columns, iter(answers))


def _described(engine: Engine, scope: Scope, clause: _Clause, parameters: Parameters) -> Columns:
    """The clause's columns, before anything is sent; ProgrammingError where it is wrong."""
    names: list[str] = []

    def note(cursor: apsw.Cursor, _sql: str, _bindings: object) -> bool:
        names.extend(name for name, _ in cursor.get_description())
        return True

    sql, bound = clause.bound({}, parameters)
    cursor = engine.db.cursor()
    cursor.exec_trace = note
    with engine.running.inside(scope, sql):
        cursor.execute(f"{sql} WHERE 0", bound, can_cache=False)
    types = {column.name: column.type.value for column in clause.table.columns}
    return tuple((name, types.get(name)) for name in names)
