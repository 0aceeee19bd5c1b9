"""The schema `helpsql`: tables about the session, made of what the engine knows; reading sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import apsw

from helpsql.errors import NotSupportedError
from helpsql.hooks import TransactionHooks
from helpsql.spec import NEVER, Column, Procedure, Table, Take, Type, Writable

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.engine import Engine

Rows = Iterator[tuple[Any, ...]]
Only = Mapping[int, Any]
"""Values that the first two columns must have, by place; SQLite checks them again."""
MODULE = "helpsql_session"
CALLS = "_calls"
"""The table through which a CALL takes part in transactions; its one column is not used."""


def _requests(engine: Engine, _: Only) -> Rows:
    for e in engine.log.entries():
        yield (
            e.id,
            e.statement,
            e.connection,
            e.method,
            e.path,
            e.status,
            e.ms,
            e.attempt,
            e.rows,
            e.started_at,
        )


def _limits(engine: Engine, _: Only) -> Rows:
    for account in engine.accounts.values():
        if account.opened:
            yield from account.client.limits_rows()


def _tables(engine: Engine, _: Only) -> Rows:
    for account, table in _all_tables(engine):
        verbs = [
            name
            for name, write in (("INSERT", table.insert), ("UPDATE", table.update), ("DELETE", table.delete))
            if write
        ]
        yield account.name, table.name, table.description, table.docs, " ".join(["SELECT", *verbs])


def _all_tables(engine: Engine) -> Iterator[tuple[Account, Table]]:
    for account in engine.schemas.in_order():
        for table in account.helpdesk.tables:
            yield account, table


def _columns(engine: Engine, only: Only) -> Rows:
    for account, plain in _all_tables(engine):
        if only.get(0, account.name) != account.name or only.get(1, plain.name) != plain.name:
            continue
        table = account.table(plain.name)
        for column in table.columns:
            yield (
                account.name,
                table.name,
                column.name,
                column.type.value,
                column.description,
                _can(column, table, Writable.INSERT),
                _can(column, table, Writable.UPDATE),
                ", ".join(_operators(table, column)) or None,
                _required(table, column),
                column.points_to or None,
                ", ".join(column.values) or None,
            )


def _can(column: Column, table: Table, when: Writable) -> int:
    offered = table.insert if when is Writable.INSERT else table.update
    return int(bool(offered) and column.write & when != NEVER)


def _operators(table: Table, column: Column) -> list[str]:
    """Operators of the column that reach the API, in the order a reader expects."""
    takes: list[Take] = [take for read in table.reads for take in read.takes if take.column == column.name]
    ops = {op for take in takes for op in take.ops}
    if any(column.name in read.placeholders for read in table.reads):
        ops |= {"="}
    if "=" in ops:
        ops |= {"in"}
    return [op for op in ("=", "in", "<>", ">", ">=", "<", "<=", "is null") if op in ops]


def _required(table: Table, column: Column) -> str | None:
    """ "select" where no read does without a filter on it, "insert" where a new row needs it."""
    needs = all(column.name in read.required and not read.walk for read in table.reads)
    found = [word for word, holds in (("select", needs), ("insert", column.required)) if holds]
    return ", ".join(found) or None


def _procedures(engine: Engine, _: Only) -> Rows:
    for account, procedure in _all_procedures(engine):
        yield account.name, procedure.name, procedure.usage, procedure.description


def _all_procedures(engine: Engine) -> Iterator[tuple[Account, Procedure]]:
    for account in engine.schemas.in_order():
        for procedure in account.procedures.values():
            yield account, procedure


def _parameters(engine: Engine, _: Only) -> Rows:
    for account, procedure in _all_procedures(engine):
        for place, parameter in enumerate(procedure.parameters, start=1):
            yield (
                account.name,
                procedure.name,
                place,
                parameter.name,
                parameter.type.value,
                int(parameter.required),
                ", ".join(parameter.values) or None,
                parameter.description,
            )


def _connections(engine: Engine, _: Only) -> Rows:
    yield from engine.schemas.rows()


Columns = Sequence[tuple[str, Type]]
_T, _I, _R, _B, _W = Type.TEXT, Type.INTEGER, Type.REAL, Type.BOOLEAN, Type.TIMESTAMP

TABLES: dict[str, tuple[str, Columns, Callable[[Engine, Only], Rows]]] = {
    "requests": (
        "Requests sent in this session, oldest first (the last 10,000).",
        [("id", _I), ("statement", _I), ("connection", _T), ("method", _T), ("path", _T), ("status", _I),
         ("ms", _R), ("attempt", _I), ("rows", _I), ("started_at", _W)],
        _requests,
    ),
    "limits": (
        "Rate limits as the helpdesks' answers told them.",
        [("connection", _T), ("bucket", _T), ("limit", _I), ("remaining", _I), ("resets_at", _W)],
        _limits,
    ),
    "tables": (
        "All tables and what can be done with them.",
        [("schema", _T), ("name", _T), ("description", _T), ("docs", _T), ("verbs", _T)],
        _tables,
    ),
    "columns": (
        "All columns, an account's own ones included.",
        [("schema", _T), ("table", _T), ("name", _T), ("type", _T), ("description", _T), ("insertable", _B),
         ("updatable", _B), ("operators", _T), ("required", _T), ("points_to", _T), ("values", _T)],
        _columns,
    ),
    "procedures": (
        "What can be called.",
        [("schema", _T), ("name", _T), ("usage", _T), ("description", _T)],
        _procedures,
    ),
    "parameters": (
        "Parameters of the procedures, in order.",
        [("schema", _T), ("procedure", _T), ("position", _I), ("name", _T), ("type", _T), ("required", _B),
         ("values", _T), ("description", _T)],
        _parameters,
    ),
    "connections": (
        "The configured connections, without their secrets.",
        [("name", _T), ("service", _T), ("title", _T), ("base_url", _T), ("opened", _B), ("requests", _I)],
        _connections,
    ),
}  # fmt: skip


class SessionModule:
    """Connects the tables above, and the one through which a CALL joins a transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def Connect(
        self, _db: apsw.Connection, _module: str, _schema: str, name: str, *_arguments: str
    ) -> tuple[str, SessionTable]:
        if name == CALLS:
            return "CREATE TABLE x(call)", CallTable(self._engine, lambda _engine, _only: iter(()))
        if name not in TABLES:
            raise NotSupportedError(f"{name}: the tables about the session are fixed.")
        _description, described, produce = TABLES[name]
        declared = ", ".join(f'"{label}" {kind.value}' for label, kind in described)
        return f"CREATE TABLE x({declared})", SessionTable(self._engine, produce)

    Create = Connect


def _fixed() -> NotSupportedError:
    return NotSupportedError("The tables about the session can only be read.", code="not-offered")


class SessionTable:
    """Rows made anew by each scan."""

    def __init__(self, engine: Engine, produce: Callable[[Engine, Only], Rows]) -> None:
        self._engine = engine
        self._produce = produce

    def BestIndexObject(self, info: apsw.IndexInfo) -> bool:
        """Rows are few and cost nothing, but for columns: an account's own ones may have to be looked up."""
        taken = ""
        for position in range(info.nConstraint):
            column, op = info.get_aConstraint_iColumn(position), info.get_aConstraint_op(position)
            is_equal = op == apsw.SQLITE_INDEX_CONSTRAINT_EQ and info.get_aConstraint_usable(position)
            if is_equal and column in (0, 1) and str(column) not in taken:
                taken += str(column)
                info.set_aConstraintUsage_argvIndex(position, len(taken))
        info.idxStr = taken
        info.estimatedCost = info.estimatedRows = 1000 // 10 ** len(taken)
        return True

    def UpdateInsertRow(self, _rowid: int | None, _fields: Any) -> int:
        raise _fixed()

    def UpdateDeleteRow(self, _rowid: int) -> None:
        raise _fixed()

    def UpdateChangeRow(self, _rowid: int, _new_rowid: int, _fields: Any) -> None:
        raise _fixed()

    def Open(self) -> SessionCursor:
        return SessionCursor(lambda only: self._produce(self._engine, only))

    def Disconnect(self) -> None:
        """Nothing is held."""

    Destroy = Disconnect


class CallTable(TransactionHooks, SessionTable):
    """INSERT holds the call that the engine has bound; the hooks are those of every other table."""

    def UpdateInsertRow(self, _rowid: int | None, _fields: Any) -> int:
        return self._engine.hold_call()


class SessionCursor:
    """One run over rows made when it starts."""

    def __init__(self, produce: Callable[[Only], Rows]) -> None:
        self._produce = produce
        self._rows: list[tuple[Any, ...]] = []
        self._at = 0

    def Filter(self, _number: int, taken: str, arguments: Sequence[Any]) -> None:
        only = dict(zip(map(int, taken or ""), arguments, strict=True))
        self._rows, self._at = list(self._produce(only)), 0

    def Eof(self) -> bool:
        return self._at >= len(self._rows)

    def Next(self) -> None:
        self._at += 1

    def Rowid(self) -> int:
        return self._at + 1

    def Column(self, number: int) -> Any:
        return self._at + 1 if number < 0 else self._rows[self._at][number]

    def Close(self) -> None:
        """The rows go with the cursor."""
