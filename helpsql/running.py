"""One statement of SQLite's from its text to its rows: prepared, started again where that helps, stepped.

`Running` is the part of an `Engine` that knows cursors; what stands around a statement (its scope, whether
it may run, what it sends at COMMIT) is the engine's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import apsw

from helpsql import statements
from helpsql.errors import Error, ProgrammingError
from helpsql.parameters import Parameters, bindings, naming_absent
from helpsql.pointing import pointed
from helpsql.result import Columns, Result, SqlRow
from helpsql.scope import Scope
from helpsql.translate import EMPTY_SET, translated

if TYPE_CHECKING:
    from helpsql.engine import Engine


class Running:
    """Runs the statements of an engine, each in its scope."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, scope: Scope, sql: str, parameters: Parameters) -> Result:
        """Prepare and step to the first row; a missing name may be in a schema not entered yet."""
        scope.given = _given(sql, parameters)
        scope.sets = not statements.asks_in_subquery(sql) or statements.is_one_query_in_another(sql)
        try:
            cursor, columns = self._start(scope, sql, parameters)
        except ProgrammingError as error:
            if not self._may_help(error, scope):
                raise
            cursor, columns = self._start(scope, sql, parameters)
        return Result(scope, columns, self._rows(scope, cursor))

    def _may_help(self, error: ProgrammingError, scope: Scope) -> bool:
        """Something was changed that may let the statement succeed when it is started again."""
        if error.code == EMPTY_SET:
            # apsw 3.54 fails on the empty set of an IN that is handed over at once; one by one it does not.
            # What was read for the first try is not read again, and no row was given yet.
            tried, scope.sets = scope.sets, False
            return tried
        if error.code not in ("no-table", "no-column"):
            return False
        engine = self._engine
        before = len(engine.accounts)
        engine.schemas.enter_all()
        known = len(engine.accounts) > before
        return (error.code == "no-table" and engine.schemas.find_families(scope.sql)) or known

    def _start(self, scope: Scope, sql: str, parameters: Parameters) -> tuple[apsw.Cursor, Columns]:
        cursor = self._engine.db.cursor()
        columns: list[tuple[str, str | None]] = []

        def note_columns(running: apsw.Cursor, _sql: str, _bindings: Any) -> bool:
            columns.extend(running.get_description())
            return True

        cursor.exec_trace = note_columns
        with (
            self._whole_or_not(sql),
            self._telling_sent(),
            self.inside(scope, sql),
            naming_absent(parameters),
        ):
            cursor.execute(sql, bindings(parameters), can_cache=False)
        return cursor, tuple(columns)

    @contextmanager
    def _whole_or_not(self, sql: str) -> Iterator[None]:
        """A write that fails holds none of its rows: apsw does not tell tables of a statement's rollback."""
        engine = self._engine
        before = engine.pending.here() if statements.is_write(sql) else None
        try:
            yield
        except BaseException:
            if before is not None:
                if engine.in_transaction:
                    engine.pending.back_to(before)
                else:
                    engine.pending.clear()
            raise

    @contextmanager
    def _telling_sent(self) -> Iterator[None]:
        """SQLite commits `main` after the helpdesks took the writes; when it cannot, the error tells both."""
        engine = self._engine
        try:
            yield
        except Error as error:
            if engine.report is None:
                raise
            from helpsql.reports import half_done

            raise half_done(error, engine.report, still_open=engine.in_transaction) from error

    @contextmanager
    def inside(self, scope: Scope, ran: str = "") -> Iterator[None]:
        """SQLite's callbacks belong to this statement meanwhile; its errors become ours.

        ran   what SQLite is given, where it is not the statement itself
        """
        engine = self._engine
        outer, engine.scope = engine.scope, scope
        try:
            yield
        except apsw.Error as error:
            raise translated(error, engine, ran or scope.sql) from error
        finally:
            engine.scope = outer

    def _rows(self, scope: Scope, cursor: apsw.Cursor) -> Iterator[SqlRow]:
        try:
            while True:
                with pointed(scope.sql), self.inside(scope):
                    row = next(cursor, None)
                if row is None:
                    return
                yield row
        finally:
            # Busy where another thread's garbage collection came by these rows: the cursor's own end is left.
            with suppress(apsw.ThreadingViolationError):
                cursor.close(True)

    def reads_once(self, sql: str) -> bool:
        """SQLite's plan has one scan and nothing beside it."""
        planning = Scope(None)
        planning.planning = True
        try:
            with self.inside(planning):
                asked = self._engine.db.execute(f"EXPLAIN QUERY PLAN {sql}", can_cache=False)
                plan = [detail for *_, detail in asked]
        except Error:
            return False
        return sum(detail.startswith(("SCAN", "SEARCH")) for detail in plan) == 1 and not any(
            "SUBQUERY" in detail or "MULTI-INDEX" in detail for detail in plan
        )


def _given(sql: str, parameters: Parameters) -> frozenset[str]:
    """Every text that the statement's author wrote or gave."""
    given = parameters.values() if isinstance(parameters, Mapping) else parameters
    return frozenset({*statements.texts(sql), *(value for value in given if isinstance(value, str))})
