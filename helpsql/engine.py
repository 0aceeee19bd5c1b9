"""One apsw connection over all configured accounts: statements in, results out.

It knows schemas, statement scopes, transactions and SQLite's errors; nothing of HTTP, terminals or PEP 249.
"""

from __future__ import annotations

import itertools
import threading
import weakref
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import apsw

from helpsql import statements
from helpsql.clock import SYSTEM, Clock
from helpsql.database import open_database
from helpsql.errors import Error, NotSupportedError, OperationalError, ProgrammingError
from helpsql.parameters import Parameters, bindings, naming_absent
from helpsql.pointing import pointed
from helpsql.requestlog import RequestLog
from helpsql.result import Result
from helpsql.running import Running
from helpsql.schemas import MODULE, Schemas
from helpsql.scope import Observer, Scope

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.config import ConnectionConfig
    from helpsql.connecting import Connector
    from helpsql.explain import Explanation
    from helpsql.pending import CallWrite, Pending, PendingWrites
    from helpsql.sending import Report
    from helpsql.values import SqlValue

__all__ = ["Engine", "Observer", "Parameters", "Result"]

# What a statement does not need (tables, values, calls) is imported when one does: start-up is a promise.


OF_ANY_ROW = ("no-table", "no-column", "no-schema", "read-only", "read-only-column", "not-offered")
"""What is wrong with an INSERT whatever its row is."""
ENDS = ("commit", "release")
"""Statements that send what was looked at before, and are meant."""


class Engine:
    """A session: its schemas, its transaction, its requests. Use it from one thread at a time.

    `before_sending` is given the writes of a statement outside transactions, and may refuse them by raising.

    connections   accounts to open as schemas, see `helpsql.config`
    database      SQLite's own `main`: a file, or in memory
    demo          open the embedded sandboxes, one schema a service
    max_requests  most requests a statement may send
    timeout       seconds a statement may take
    clock         the time of everything here, datetime('now') included; the demo has one of its own
    """

    def __init__(
        self,
        connections: Sequence[ConnectionConfig] = (),
        *,
        database: str = ":memory:",
        demo: bool = False,
        read_only: bool = False,
        dry_run: bool = False,
        max_requests: int | None = None,
        timeout: float | None = None,
        observer: Observer | None = None,
        connector: Connector | None = None,
        clock: Clock | None = None,
    ) -> None:
        from helpsql.connecting import Connector, cache_folder, demo_clock

        self.read_only = read_only
        self.dry_run = dry_run
        self.max_requests = max_requests
        self.timeout = timeout
        self.observer = observer
        self.advises = True  # errors in SQL offer near names
        self.clock = clock or (demo_clock() if demo else SYSTEM)
        self.log = RequestLog(notice=self._sent)
        self.connector = connector or Connector(
            connections, demo=demo, cache=cache_folder() if connections else None
        )
        self.scope = Scope(None)
        self.running = Running(self)
        self.report: Report | None = None
        self._planned: list[str] = []
        self._numbers = itertools.count(1)
        self._open: weakref.WeakSet[Scope] = weakref.WeakSet()
        # A signal handler may interrupt while its own thread adds a scope.
        self._opening = threading.RLock()
        self.next_call: CallWrite | None = None
        self.before_sending: Callable[[Sequence[Pending]], None] | None = None
        try:
            self.db = open_database(database, self._is_over, self.clock)
            self.schemas = Schemas(self.db, self.connector, self._account, self._table_modules)
        except apsw.Error as error:
            raise OperationalError(
                f"cannot open the database {database}: {error}", code="database"
            ) from error

    @cached_property
    def pending(self) -> PendingWrites:
        """The writes of the open transaction."""
        from helpsql.pending import PendingWrites

        return PendingWrites()

    def _is_over(self) -> bool:
        """The running statement was stopped or is past its deadline: SQLite ends it."""
        deadline = self.scope.deadline
        return self.scope.cancelled.is_set() or (deadline is not None and self.clock.monotonic() > deadline)

    # -- schemas

    @property
    def accounts(self) -> dict[str, Account]:
        """The accounts whose schemas were entered, by lower-case name."""
        return self.schemas.accounts

    def _account(self, schema: str) -> Account:
        account = self.connector.account(schema, self.log, self.clock)
        account.begin = self._begin_within
        return account

    def _begin_within(self, scope: Scope) -> None:
        """What is looked up for the running statement ends with it, and at its deadline."""
        scope.deadline = self.scope.deadline
        with self._opening:
            self._open.add(scope)
            if self.scope.cancelled.is_set():
                scope.cancelled.set()

    def _table_modules(self) -> dict[str, object]:
        from helpsql import session
        from helpsql.vtab import Module

        return {MODULE: Module(self), session.MODULE: session.SessionModule(self)}

    # -- statements

    def execute(self, sql: str, parameters: Parameters = ()) -> Result:
        """Run one statement (SQL or CALL). Rows come as they are asked for; writes are done when it returns.

        Raises what `helpsql.errors` describes; nothing of SQLite's own.
        """
        with pointed(sql):
            what = statements.kind(sql)
            self._check_allowed(sql, what)
            self.schemas.enter_needed(sql)
            scope = self._new_scope(sql)
            try:
                return self._run_kind(scope, what, sql, parameters)
            except BaseException:
                scope.close()
                raise

    def _run_kind(self, scope: Scope, what: str, sql: str, parameters: Parameters) -> Result:
        if what == "call":
            return self._call(scope, sql, parameters)
        if what in statements.WRITES and self._is_remote(sql):
            self._check_offered(scope, sql)
            if statements.has_returning(sql):
                return self._returning(scope, sql, parameters)
        return self.run(scope, sql, parameters)

    def _check_allowed(self, sql: str, what: str) -> None:
        statements.check_text(sql)
        if ";" in sql and len(statements.split(sql)) > 1:
            raise ProgrammingError("These are several statements; one is run at a time.", code="several")
        if not self.read_only:
            return
        if what in statements.WRITES and self._is_remote(sql):
            raise NotSupportedError(f"{what.upper()} refused: the session is read-only.", code="read-only")
        if what in ("commit", "release") and self.in_transaction and self.pending.merged():
            raise NotSupportedError(
                f"{what.upper()} refused: it would send writes, and the session is read-only now.",
                hint="They are still held. ROLLBACK drops them.",
                code="read-only",
            )

    def _new_scope(self, sql: str) -> Scope:
        scope = Scope(
            next(self._numbers),
            sql,
            max_requests=self.max_requests,
            deadline=None if self.timeout is None else self.clock.monotonic() + self.timeout,
            observer=self.observer,
            reads_once=partial(self.running.reads_once, sql),
        )
        scope.writes = statements.is_write(sql)
        if statements.kind(sql) == "update":
            scope.named = frozenset(statements.identifiers(sql))
        with self._opening:
            self._open.add(scope)
        return scope

    def run(self, scope: Scope, sql: str, parameters: Parameters) -> Result:
        """The statement as SQLite runs it, with what it sent."""
        self.report, self._planned = None, []
        result = self.running.run(scope, sql, parameters)
        self._finish(result, sql)
        return result

    def insert_each(self, sql: str, rows: Iterable[Sequence[SqlValue]]) -> int:
        """Run an INSERT once for each of the rows, and tell how many; a row that is refused is named."""
        number = 0
        run = self.execute if self._is_remote(sql) else partial(self._insert_here, Scope(None, sql))
        for number, row in enumerate(rows, start=1):
            try:
                run(sql, row)
            except Error as error:
                if error.code not in OF_ANY_ROW:
                    error.message = f"row {number:,}: {error.message}"
                raise
        return number

    def _insert_here(self, scope: Scope, sql: str, row: Sequence[SqlValue]) -> None:
        """Without what an account's table needs: a file may have millions of rows."""
        with self.running.inside(scope):
            self.db.execute(sql, bindings(row))

    @property
    def planned(self) -> Sequence[str]:
        """The requests that the last statement would have sent, were this no dry run."""
        return self._planned

    def _finish(self, result: Result, sql: str) -> None:
        """Counts and ids, which are known right after a write."""
        if statements.is_write(sql):
            result.rowcount = self.db.changes()
            if statements.kind(sql) in ("insert", "replace"):
                result.lastrowid = self._last_id(sql)
        if self.report is not None:
            result.outcomes = self.report.outcomes
        result.planned = self._planned
        held = self.pending.calls if result.scope.plans else 0
        if held and result.columns:
            result.scope.note(f"{held} CALL held until COMMIT: the answer does not show what it will change.")

    def _last_id(self, sql: str) -> int | None:
        if not self._is_remote(sql):
            return self.db.last_insert_rowid()
        ids = self.report.new_ids if self.report else []
        return ids[-1] if ids and isinstance(ids[-1], int) else None

    def _is_remote(self, sql: str) -> bool:
        """The statement changes a table of a helpdesk."""
        schema, name = statements.target(sql)
        if schema:
            return schema.lower() in self.schemas.names
        local = self.db.execute(
            "SELECT 1 FROM main.sqlite_schema WHERE name = ?1 COLLATE NOCASE "
            "UNION ALL SELECT 1 FROM temp.sqlite_schema WHERE name = ?1 COLLATE NOCASE",
            (name,),
        ).get
        return not local

    # -- writes and calls

    def sync(self) -> None:
        """Send what the transaction holds. SQLite calls this at the end of a statement or at COMMIT."""
        writes = self.pending.merged()
        self.pending.clear()
        if not writes:
            return
        from helpsql.aside import done_aside
        from helpsql.sending import check_budget, planned, send_all

        if self.dry_run:
            self._planned = list(planned(writes, self.scope))
            return
        check_budget(writes, self.scope)
        if self.before_sending is not None and statements.kind(self.scope.sql) not in ENDS:
            self.before_sending(writes)
        self.report = done_aside(partial(send_all, writes, self.scope), self.interrupt)

    def _call(self, scope: Scope, sql: str, parameters: Parameters) -> Result:
        from helpsql.calling import run_call

        return run_call(self, scope, sql, parameters)

    def values(self, scope: Scope, sql: str, parameters: Parameters) -> tuple[SqlValue, ...]:
        """The one row of a SELECT that is part of another statement."""
        with self.running.inside(scope, sql), naming_absent(parameters):
            row: tuple[SqlValue, ...] = next(
                self.db.cursor().execute(sql, bindings(parameters), can_cache=False)
            )
        return row

    def hold_call(self) -> int:
        """The bound call joins the transaction, once."""
        call, self.next_call = self.next_call, None
        if call is None:
            raise NotSupportedError("INSERT does not call a procedure.", hint="Use CALL.", code="not-offered")
        self.pending.add(call)
        return 1

    def may_write(self, sql: str) -> bool:
        """The statement may change something at a helpdesk or locally; sends nothing."""
        if statements.kind(sql) != "call":
            return statements.is_write(sql)
        from helpsql.calling import find

        with pointed(sql):
            return find(self, sql)[2].writes

    def only_asks(self, sql: str) -> bool:
        """The statement can run again and again: it changes nothing anywhere; sends nothing."""
        what = statements.kind(sql)
        return what in ("select", "explain") or (what == "call" and not self.may_write(sql))

    def _check_offered(self, scope: Scope, sql: str) -> None:
        from helpsql.intent import aim, check_offered

        check_offered(self, sql)
        aim(scope, sql)

    def _returning(self, scope: Scope, sql: str, parameters: Parameters) -> Result:
        from helpsql.returning import run_returning

        return run_returning(self, scope, sql, parameters)

    # -- the rest

    def explain(self, sql: str, parameters: Parameters = ()) -> Explanation:
        """The requests the statement would send and about how many; sends nothing.

        In a transaction the account's own columns are looked up, as its first statement would do.
        """
        from helpsql.explain import explained

        return explained(self, sql, parameters)

    def foresee(self, sql: str, parameters: Parameters = (), *, asking: bool = False) -> Explanation | None:
        """What the statement would send, while it may still be half written; None where that cannot be told.

        A CALL is not foreseen: its arguments may be queries.

        asking   the account's own columns may be looked up, as the statement itself will
        """
        from helpsql.explain import foreseen

        return foreseen(self, sql, parameters, asking=asking)

    def use(self, schema: str) -> None:
        """Names without a schema are looked for in this one first; `main`: in the configured order."""
        if self.in_transaction:
            raise ProgrammingError(
                "A transaction is open; the order of schemas cannot change now.",
                hint="COMMIT or ROLLBACK first.",
                code="in-transaction",
            )
        self.schemas.use(schema)

    @property
    def in_transaction(self) -> bool:
        return self.db.in_transaction

    def commit(self) -> Result | None:
        return self.execute("COMMIT") if self.in_transaction else None

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def interrupt(self, *, at_once: bool = False) -> None:
        """Stop the running statements; safe from any thread and from signal handlers.

        Writes under way are waited for, since only their answers tell what became of them; `at_once`: not
        even for these, and their outcome is unknown.
        """
        with self._opening:
            scopes = list(self._open)
        for scope in scopes:
            scope.cancelled.set()
        self.db.interrupt()
        for account in list(self.accounts.values()):
            if account.opened:
                account.client.interrupt(at_once=at_once)

    def close(self) -> None:
        """End everything; an open transaction is rolled back, so nothing pending is sent."""
        for scope in list(self._open):
            scope.close()
        if "pending" in self.__dict__:
            self.pending.clear()
        self.db.close(True)
        self.schemas.close()

    def _sent(self, entry: Any) -> None:
        if self.observer is not None:
            self.observer.request_sent(entry)
