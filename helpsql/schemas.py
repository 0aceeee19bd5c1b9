"""The session's schemas: which accounts there are, and which of them SQLite knows the tables of.

Each account's schema is attached empty; its tables are entered when a statement first needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

import apsw

from helpsql import catalog
from helpsql.errors import Error, ProgrammingError
from helpsql.guard import Guard
from helpsql.statements import kind
from helpsql.unknown import schema_hint

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.connecting import Connector

MODULE = "helpsql_tables"


class Schemas:
    """Attached schemas by name. `open_account` makes the account behind one; nothing is sent for it.

    modules   gives the virtual table modules, when the first schema is entered
    """

    def __init__(
        self,
        db: apsw.Connection,
        connector: Connector,
        open_account: Callable[[str], Account],
        modules: Callable[[], dict[str, object]],
    ) -> None:
        self.connector = connector
        self.accounts: dict[str, Account] = {}
        self.guard = Guard(db, lambda: self.names)
        self._db = db
        self._open_account = open_account
        self._modules = modules
        self._has_modules = False
        self._may_be_lost = False
        self.preferred = ""
        db.set_rollback_hook(self._rolled_back)
        for schema in self._all:
            catalog.attach(db, schema)

    @property
    def _all(self) -> Iterable[str]:
        """In the order in which SQLite looks for a name without a schema."""
        configured = self.connector.schemas
        return (*sorted(configured, key=lambda one: one != self.preferred), catalog.SESSION)

    @property
    def names(self) -> set[str]:
        """Names of the schemas that are not SQLite's own, in lower case."""
        return {name.lower() for name in self._all}

    def enter(self, schema: str) -> None:
        """Make a schema's tables known to SQLite; costs no request."""
        self._add_modules()
        if schema.lower() in self.accounts or schema.lower() == catalog.SESSION:
            return
        account = self._open_account(schema)
        self.accounts[schema.lower()] = account
        account.add_families(ask=False)
        self._enter_tables(schema, account)

    def _enter_tables(self, schema: str, account: Account) -> None:
        names = [name for table in account.helpdesk.tables for name in (table.name, *table.aliases)]
        with self.guard.open():
            catalog.enter(self._db, schema, names, MODULE)

    def _add_modules(self) -> None:
        """Register the modules, and with them the schema about the session."""
        if self._has_modules:
            return
        self._has_modules = True

        for name, module in self._modules().items():
            # Version 2 has savepoints. From 3 on apsw has room for 33 modules in a process: 16 sessions.
            self._db.create_module(
                name, cast("Any", module), use_bestindex_object=True, use_no_change=True, iVersion=2
            )
        with self.guard.open():
            self._enter_session()

    def _enter_session(self) -> None:
        from helpsql import session

        catalog.enter(self._db, catalog.SESSION, [*session.TABLES, session.CALLS], session.MODULE)

    def enter_all(self) -> None:
        for schema in self.connector.schemas:
            self.enter(schema)

    def enter_needed(self, sql: str) -> None:
        """Enter the schemas whose tables a statement may name."""
        if self._may_be_lost:
            self._restore()
        if kind(sql) == "rollback":  # to a savepoint, of which the hook is not told
            self._may_be_lost = True
        for schema in catalog.needed(sql, self._all):
            self.enter(schema)
        if catalog.lists_tables(sql):
            with suppress(Error):  # a list of what is known serves better than none
                self.enter_families(self.connector.schemas)

    def find_families(self, sql: str) -> bool:
        """Look for tables of the accounts' own making where a statement names one that is not known."""
        return self.enter_families(catalog.needed(sql, self.connector.schemas))

    def enter_families(self, schemas: Iterable[str]) -> bool:
        """Enter the tables of the accounts' own making; costs requests where their list is not kept."""
        new = False
        for schema in schemas:
            self.enter(schema)
            names = self.accounts[schema.lower()].add_families()
            if names:
                new = True
                with self.guard.open():
                    catalog.enter(self._db, schema, names, MODULE)
        return new

    def enter_named(self, schema: str) -> None:
        """Enter one schema, or all where none is named."""
        for known in self.connector.schemas:
            if not schema or known.lower() == schema.lower():
                self.enter(known)

    @contextmanager
    def asking_nothing(self) -> Iterator[None]:
        """No account is asked for its own columns meanwhile; tables that lacked them are connected anew.

        Not in a transaction, in which SQLite connects nothing anew.
        """
        for account in self.accounts.values():
            account.may_ask = False
        try:
            yield
        finally:
            for schema, account in list(self.accounts.items()):
                account.may_ask = True
                if account.is_bare:
                    account.is_bare = False
                    self._enter_again(schema, account)

    def _enter_again(self, schema: str, account: Account) -> None:
        with self.guard.open():
            catalog.leave(self._db, schema)
        self._enter_tables(schema, account)

    def _rolled_back(self) -> None:
        self._may_be_lost = True

    def _restore(self) -> None:
        """Enter again what a transaction entered that was rolled back: the entries went with it."""
        self._may_be_lost = False
        for schema, account in self.accounts.items():
            if not catalog.is_entered(self._db, schema):
                self._enter_tables(schema, account)
        if self._has_modules and not catalog.is_entered(self._db, catalog.SESSION):
            with self.guard.open():
                self._enter_session()

    def use(self, schema: str) -> None:
        """Look in this schema first for names without one; `main` restores the configured order."""
        known = {"main": "", **{one.lower(): one for one in self.connector.schemas}}
        if schema.lower() not in known:
            hint = schema_hint(schema, self.connector.schemas)
            raise ProgrammingError(f"no such schema: {schema}", hint=hint, code="no-schema")
        self.preferred = known[schema.lower()]
        entered = list(self.accounts.items())
        with self.guard.open():
            for one in self._all:
                catalog.leave(self._db, one)
            if self._has_modules:
                self._enter_session()
        for name, account in entered:
            self._enter_again(name, account)

    def refresh(self) -> None:
        """Forget what is kept of the accounts' own columns and tables; the next use looks them up."""
        for schema, account in list(self.accounts.items()):
            self.connector.forget(account)
            with self.guard.open():
                catalog.leave(self._db, schema)
            del self.accounts[schema]
            account.close()

    def in_order(self) -> list[Account]:
        """Every account, in the order in which SQLite looks for a name without a schema."""
        self.enter_all()
        return [self.accounts[schema.lower()] for schema in self._all if schema != catalog.SESSION]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Name, service, title, address, whether it was used, requests sent: helpsql.connections."""
        for account in self.in_order():
            title, used, sent = account.helpdesk.title, int(account.opened), account.log.count(account.name)
            yield account.name, account.helpdesk.name, title, self.connector.base_url(account), used, sent

    def close(self) -> None:
        for account in self.accounts.values():
            account.close()
