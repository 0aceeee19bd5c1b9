"""A run over a virtual table's rows, as SQLite asks for it: Filter, Next, Column, Rowid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import apsw

from helpsql.chunks import Chunk
from helpsql.fetch import rows_of
from helpsql.getters import row_id
from helpsql.impossible import of_values
from helpsql.overlay import PendingGetters, Shown
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.engine import Engine
    from helpsql.vtab import VTable


class Cursor:
    """One run over a table's rows; `Filter` starts it (again)."""

    def __init__(self, engine: Engine, vtable: VTable) -> None:
        self._engine = engine
        self._vtable = vtable
        self._chunks: Iterator[Chunk] = iter(())
        self._rows: Sequence[Any] = ()
        self._getters: Sequence[Any] = ()
        self._at = 0
        self._end = True

    def Filter(self, number: int, _text: str, arguments: tuple[Any, ...]) -> None:
        scope, vtable = self._engine.scope, self._vtable
        plan = scope.plans[number]
        positions = list(dict.fromkeys(bound.position for bound in plan.bounds))
        by_position = dict(zip(positions, arguments, strict=False))
        values = [by_position[bound.position] for bound in plan.bounds]
        wanted = arguments[len(positions)] if plan.probe is not None else None
        chunks = rows_of(vtable.account, scope, plan, values, wanted)
        overlay = self._engine.pending.overlay(vtable.account, vtable.table)
        if scope.given and not overlay:
            compared = [(b.column, v) for b, v in zip(plan.bounds, values, strict=True) if b.op == "="]
            if plan.probe is not None:
                compared.append((vtable.table.by_name[plan.probe.column.lower()], wanted))
            compared += [(column, arguments[place]) for place, column in scope.watched.get(number, ())]
            vtable.doubt(of_values(compared, scope.given))
        self._chunks = overlay.over(chunks) if overlay else chunks
        if unknown := [name for name in overlay.without if name.lower() in plan.used]:
            where = f"{vtable.account.name}.{vtable.table.name}"
            told = f"rows that wait for COMMIT have no {unknown[0]} yet: it is NULL here."
            scope.note(f"{where}: {told}", missing=False)
        self._rows, self._at, self._end = (), 0, False
        self._turn()

    def Eof(self) -> bool:
        return self._end

    def Next(self) -> None:
        self._at += 1
        if self._at >= len(self._rows):
            self._turn()

    def _turn(self) -> None:
        """Go on to the next chunk that has rows."""
        for chunk in self._chunks:
            if chunk.rows:
                self._rows, self._getters, self._at = chunk.rows, chunk.getters, 0
                return
        self._end = True

    def Column(self, number: int) -> SqlValue:
        if number < 0:
            return self.Rowid()
        value: SqlValue = self._getters[number](self._rows[self._at])
        return value

    def ColumnNoChange(self, _number: int) -> Any:
        return apsw.no_change

    def Rowid(self) -> int:
        row = self._rows[self._at]
        vtable, scope = self._vtable, self._engine.scope
        pending = isinstance(self._getters, PendingGetters)
        identity = int(row) if pending else row_id(tuple(self._getters[i](row) for i in vtable.keys))
        if scope.writes:
            scope.identities[vtable, identity] = Shown(row, self._getters)
        return identity

    def Close(self) -> None:
        self._chunks = iter(())
        self._rows = ()
