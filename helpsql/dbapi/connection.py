"""Connections: who is connected, which thread may use them, and when a transaction begins and ends.

Transactions follow the standard library's `sqlite3` (https://docs.python.org/3/library/sqlite3.html,
"Transaction control"), with one addition: a CALL counts as a write. What SQL does is the engine's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final
from weakref import WeakSet, finalize, ref

from helpsql import errors
from helpsql.dbapi.cursor import Cursor
from helpsql.dbapi.sources import connection_configs
from helpsql.dbapi.turns import Turns, in_turn

if TYPE_CHECKING:
    from types import TracebackType

    from helpsql.engine import Engine, Observer

LEGACY_TRANSACTION_CONTROL: Final = -1
RowFactory = Callable[[Cursor, tuple[Any, ...]], Any]


def connect(
    database: str | Path = ":memory:",
    *,
    config: str | Path | None = None,
    demo: bool = False,
    connections: Mapping[str, Mapping[str, Any]] | None = None,
    read_only: bool = False,
    dry_run: bool = False,
    max_requests: int | None = None,
    timeout: float | None = None,
    autocommit: bool | int = LEGACY_TRANSACTION_CONTROL,
    check_same_thread: bool = True,
    use: str = "",
    observer: Observer | None = None,
) -> Connection:
    """Open a session; sends no request yet.

    database     file of the schema `main`, for your own tables
    connections  name -> settings with "service", as in a config file's [connections.NAME]
    config       the config file; without it, `connections` or `demo`: HELPSQL_CONFIG or the usual place
    demo         the built-in sandboxes, one schema a service, no account needed
    read_only    refuse writes and CALL
    dry_run      send reads only; `Cursor.planned` has the requests that would have been sent
    max_requests, timeout   bounds of one statement: requests, seconds
    autocommit   as in `sqlite3.connect`: True, False, or begin before the first write (the default)
    check_same_thread   False: any thread may use the connection; they wait for each other
    use          the connection in which names without a schema are looked for first
    observer     is told of each request, each wait and how far writes are (helpsql.engine.Observer)
    """
    from helpsql.engine import Engine

    control = _transaction_control(autocommit)
    configs = connection_configs(config=config, connections=connections, demo=demo)
    engine = Engine(
        configs,
        database=str(database),
        demo=demo,
        read_only=read_only,
        dry_run=dry_run,
        max_requests=max_requests,
        timeout=timeout,
        observer=observer,
    )
    if use:
        engine.use(use)
    return Connection(engine, autocommit=control, check_same_thread=check_same_thread)


def _transaction_control(value: bool | int) -> bool | int:
    if value in (True, False, LEGACY_TRANSACTION_CONTROL):
        return value if value == LEGACY_TRANSACTION_CONTROL else bool(value)
    raise errors.InterfaceError(
        f"autocommit is True, False or helpsql.LEGACY_TRANSACTION_CONTROL, not {value!r}.",
        code="bad-argument",
    )


def _close_forgotten(engine: Engine, turns: Turns) -> None:
    if turns.in_own_process:  # a copy that a fork made shares the sockets: they are not its own to close
        engine.close()


class Connection:
    """One session over every configured helpdesk. Made by `connect`.

    As a context manager it commits, or rolls back on an exception, and stays open.
    """

    Warning: ClassVar = errors.Warning
    Error: ClassVar = errors.Error
    InterfaceError: ClassVar = errors.InterfaceError
    DatabaseError: ClassVar = errors.DatabaseError
    DataError: ClassVar = errors.DataError
    OperationalError: ClassVar = errors.OperationalError
    IntegrityError: ClassVar = errors.IntegrityError
    InternalError: ClassVar = errors.InternalError
    ProgrammingError: ClassVar = errors.ProgrammingError
    NotSupportedError: ClassVar = errors.NotSupportedError

    def __init__(self, engine: Engine, *, autocommit: bool | int, check_same_thread: bool) -> None:
        self.row_factory: RowFactory | None = None
        self.outcomes: list[errors.Outcome] = []
        self._waiting: ref[Cursor] | None = None
        self.planned: list[str] = []
        self._engine: Engine | None = engine
        self.turns = Turns(check_same_thread)
        self._cursors: WeakSet[Cursor] = WeakSet()
        self._autocommit = autocommit
        self._begin_when_always()
        # Forgotten without close: its threads and sockets go too, once no cursor is left.
        self._forgotten = finalize(self, _close_forgotten, engine, self.turns)
        self._forgotten.atexit = False

    @property
    def engine(self) -> Engine:
        """What runs the statements; InterfaceError when closed, or from a thread that may not use it."""
        if self._engine is None:
            raise errors.InterfaceError("this connection is closed.", code="closed")
        self.turns.check()
        return self._engine

    @property
    def in_transaction(self) -> bool:
        return self.engine.in_transaction

    @property
    def autocommit(self) -> bool | int:
        """True: each statement by itself; False: always in a transaction; -1: begun by the first write.

        Setting True commits an open transaction, setting False opens one.
        """
        return self._autocommit

    @autocommit.setter
    def autocommit(self, value: bool | int) -> None:
        control = _transaction_control(value)
        if control is True and self.in_transaction:
            self._commit()
        self._autocommit = control
        self._begin_when_always()

    def cursor(self, factory: type[Cursor] = Cursor) -> Cursor:
        self.engine  # noqa: B018 - says that the connection is closed
        cursor = factory(self)
        cursor.row_factory = self.row_factory
        self._cursors.add(cursor)
        return cursor

    def execute(self, sql: str, parameters: Any = ()) -> Cursor:
        """A new cursor that has executed the statement."""
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Cursor:
        return self.cursor().executemany(sql, parameters)

    def executescript(self, script: str) -> Cursor:
        return self.cursor().executescript(script)

    @in_turn
    def commit(self) -> None:
        """Send what is pending; nothing when no transaction is open, or with autocommit=True.

        Afterwards `outcomes` says what became of each row, and `planned` what a dry run held back.
        WriteError says the same when one was refused; nothing is pending after it.
        """
        self.outcomes, self.planned = [], []
        self._end(self._commit)

    def _commit(self) -> None:
        result = self.engine.commit()
        if result is not None:
            self.outcomes, self.planned = result.outcomes, result.planned
            result.close()
            self._tell_rowid()

    def waits_for_rowid(self, cursor: Cursor) -> None:
        """The cursor changed rows whose ids are known only when they are sent."""
        self._waiting = ref(cursor)

    def _tell_rowid(self) -> None:
        """`lastrowid` of the last cursor that inserted, now that COMMIT has told the ids."""
        made = [o.key[0] for o in self.outcomes if o.action == "INSERT" and o.state == "applied" and o.key]
        cursor = self._waiting() if self._waiting else None
        if cursor is not None and made and isinstance(made[-1], int):
            cursor.lastrowid = made[-1]
        self._waiting = None

    @in_turn
    def rollback(self) -> None:
        """Drop what is pending: nothing of it is sent."""
        self._end(self.engine.rollback)

    def _end(self, how: Callable[[], None]) -> None:
        if self._autocommit is True or not self.in_transaction:
            return
        try:
            how()
        finally:
            self._begin_when_always()

    def _begin_when_always(self) -> None:
        if self._autocommit is False and not self.in_transaction:
            self.engine.execute("BEGIN").close()

    def begin_before_write(self) -> None:
        """The implicit BEGIN of the default mode."""
        if self._autocommit == LEGACY_TRANSACTION_CONTROL and not self.in_transaction:
            self.engine.execute("BEGIN").close()

    def interrupt(self) -> None:
        """Stop the running statement, from any thread: it ends with Interrupted."""
        if self._engine is not None:
            self._engine.interrupt()

    @in_turn
    def close(self) -> None:
        """Close cursors and session; what is pending is dropped. A second call does nothing."""
        if self._engine is None:
            return
        engine = self.engine
        for cursor in list(self._cursors):
            cursor.close()
        engine.rollback()
        engine.close()
        self._forgotten.detach()
        self._engine = None

    def __enter__(self) -> Connection:
        self.engine  # noqa: B018 - says that the connection is closed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.rollback()
