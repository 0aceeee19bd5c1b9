"""A table's part in SQLite's transactions: every table passes it on to the connection's pending writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpsql.engine import Engine


class TransactionHooks:
    """apsw calls these once a table was first written to in a transaction. `_engine` is set by the table."""

    _engine: Engine

    def Begin(self) -> None:
        self._engine.pending.begin()

    def Sync(self) -> None:
        """The end of a statement or a COMMIT: the first table that is asked sends for all."""
        self._engine.sync()

    def Commit(self) -> None:
        self._engine.pending.clear()

    def Rollback(self) -> None:
        self._engine.pending.clear()

    def Savepoint(self, level: int) -> None:
        self._engine.pending.savepoint(level)

    def RollbackTo(self, level: int) -> None:
        self._engine.pending.rollback_to(level)

    def Release(self, level: int) -> None:
        self._engine.pending.release(level)
