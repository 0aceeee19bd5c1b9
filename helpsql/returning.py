"""INSERT, UPDATE and DELETE … RETURNING, which SQLite does not have for virtual tables.

The statement runs without the clause; then the clause is evaluated over the rows it changed: as read again
from the helpdesk where they were sent and can be read by key, else as the transaction holds them. Deleted
rows are shown as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from helpsql.catalog import quoted
from helpsql.pending import RowWrite
from helpsql.result import Result
from helpsql.scope import Scope
from helpsql.spec import Table
from helpsql.statements import returning_clause, without_returning
from helpsql.values import SqlValue
from helpsql.vtab import declaration

if TYPE_CHECKING:
    from helpsql.engine import Engine, Parameters

SHADOW = "helpsql_returning"


def run_returning(engine: Engine, scope: Scope, sql: str, parameters: Parameters) -> Result:
    """The write's result, with the rows that RETURNING asks for."""
    before = len(engine.pending.writes)
    held = engine.run(scope, without_returning(sql), parameters)
    writes = [w for w in (engine.pending.writes[before:] or engine.sent) if isinstance(w, RowWrite)]
    if not writes:
        rows: list[Mapping[str, SqlValue]] = []
        table = None
    else:
        rows, table = _rows(engine, scope, held, writes), writes[0].table
    result = _evaluated(engine, scope, returning_clause(sql), table or _target(engine, sql), rows)
    result.rowcount, result.lastrowid = held.rowcount, held.lastrowid
    result.outcomes, result.planned = held.outcomes, held.planned
    return result


def _target(engine: Engine, sql: str) -> Table:
    from helpsql.statements import target

    schema, name = target(sql)
    for account in engine.accounts.values():
        if name.lower() in account.helpdesk.by_name and schema.lower() in ("", account.name.lower()):
            return account.table(name)
    raise AssertionError(name)


def _rows(
    engine: Engine, scope: Scope, held: Result, writes: Sequence[RowWrite]
) -> list[Mapping[str, SqlValue]]:
    ids: Iterator[SqlValue] = iter(engine.report.new_ids if engine.report else ())
    return [
        _row(engine, scope, write, next(ids, None) if write.kind == "insert" else None, held)
        for write in writes
    ]


def _row(
    engine: Engine, scope: Scope, write: RowWrite, made: SqlValue, held: Result
) -> Mapping[str, SqlValue]:
    """The row as it is now, one request where it can be read by key; as it is known otherwise."""
    known = {**write.base(), **write.values}
    if write.kind == "delete" or not held.outcomes:
        return known
    keys = write.table.keys
    if made is not None:
        known |= {keys[-1]: made}
    if any(read.unique and set(read.placeholders) == set(keys) for read in write.table.reads):
        found = _read_again(engine, scope, write, [known[key] for key in keys])
        return found or known
    return known


def _read_again(
    engine: Engine, scope: Scope, write: RowWrite, key: Sequence[SqlValue]
) -> Mapping[str, SqlValue] | None:
    where = " AND ".join(
        f"{quoted(name)} = {_literal(value)}" for name, value in zip(write.table.keys, key, strict=True)
    )
    columns = [column.name for column in write.table.columns]
    names = ", ".join(quoted(name) for name in columns)
    source = f"{quoted(write.account.name)}.{quoted(write.table.name)}"
    with engine.running(scope):
        row = next(
            engine.db.cursor().execute(f"SELECT {names} FROM {source} WHERE {where}", can_cache=False), None
        )
    return None if row is None else dict(zip(columns, row, strict=True))


def _literal(value: SqlValue) -> str:
    import apsw

    return apsw.format_sql_value(value)


def _evaluated(
    engine: Engine, scope: Scope, clause: str, table: Table, rows: Sequence[Mapping[str, SqlValue]]
) -> Result:
    """The clause over the rows, in a temporary table named as the real one."""
    with engine.guard.open():
        engine.db.execute(f"DROP TABLE IF EXISTS temp.{SHADOW}")
        engine.db.execute(
            declaration(table).replace("TABLE x(", f"TEMP TABLE {SHADOW}(").replace(" HIDDEN", "")
        )
        names = [column.name for column in table.columns]
        marks = ", ".join("?" * len(names))
        engine.db.executemany(
            f"INSERT INTO temp.{SHADOW} VALUES ({marks})",
            [tuple(row.get(name) for name in names) for row in rows],
        )
    shown = engine.run(scope, f"SELECT {clause} FROM temp.{SHADOW} AS {quoted(table.name)}", ())
    return Result(scope, shown.columns, iter(list(shown)))
