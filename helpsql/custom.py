"""What an account's own columns and tables are made of: found once, kept on disk for a while.

A field's definition is a row of a table of the same helpdesk (`Custom.table`), so finding them is reading
that table. What is kept holds names and options only, no data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpsql.errors import ApiError
from helpsql.fetch import rows_of
from helpsql.owncolumns import Definition, own_columns
from helpsql.plan import Constraint, Wanted
from helpsql.planner import choose
from helpsql.scope import Scope
from helpsql.spec import Column, Family, Table
from helpsql.tokens import write_private

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.clock import Clock

KEPT = 12 * 3600.0  # seconds

Where = Mapping[str, Any]


@dataclass(frozen=True)
class OwnFields:
    """Finds an account's own columns.

    twin      the account to ask, where not the account itself (the demo asks without counting requests)
    folder    where definitions are kept; None keeps them in memory only
    identity  what tells this account from others, nothing secret
    off       settings of the connection that are false
    """

    clock: Clock
    identity: str
    folder: Path | None = None
    twin: Callable[[], Account] | None = None
    off: frozenset[str] = frozenset()
    _files: set[Path] = field(default_factory=set)

    def columns(self, account: Account, table: Table) -> tuple[Column, ...]:
        """The table's own columns. Costs the requests of reading their definitions when none are kept."""
        custom = table.custom
        if custom is None or custom.setting in self.off:
            return ()
        definitions = self._definitions(account, custom.table, custom.where)
        return tuple(own_columns(table, custom, definitions, account.helpdesk.own_name))

    def kept_columns(self, account: Account, table: Table) -> tuple[Column, ...] | None:
        """The same where it costs the account no request, None otherwise."""
        custom = table.custom
        if custom is None or custom.setting in self.off:
            return ()
        if self.twin is not None or self._kept(custom.table, custom.where) is not None:
            return self.columns(account, table)
        return None

    def family(self, account: Account, family: Family) -> list[Table]:
        """The tables of a family. Costs the requests of reading its list when none is kept."""
        return [family.make(row) for row in self._definitions(account, family.table, {})]

    def kept_family(self, family: Family) -> list[Table] | None:
        """The tables of a family where its list is kept; sends nothing."""
        kept = self._kept(family.table, {})
        return None if kept is None else [family.make(row) for row in kept]

    def forget(self) -> int:
        """Drop what is kept; gives how many lists that were."""
        if self.folder is None or not self.folder.is_dir():
            return 0
        files = list(self.folder.glob(f"{self._digest('')[:16]}-*.json"))
        for file in files:
            file.unlink(missing_ok=True)
        return len(files)

    def _definitions(self, account: Account, table: str, where: Where) -> Sequence[Definition]:
        kept = self._kept(table, where)
        if kept is not None:
            return kept
        found = self._look_up(account, table, where)
        self._keep(table, where, found)
        return found

    def _look_up(self, account: Account, table: str, where: Where) -> list[Definition]:
        if self.twin is None:
            return _read(account, table, where)
        twin = self.twin()
        twin.begin = account.begin
        try:
            return _read(twin, table, where)
        finally:
            twin.close()

    def _digest(self, name: str) -> str:
        return hashlib.sha256(f"{self.identity}\0{name}".encode()).hexdigest()

    def _file(self, table: str, where: Where) -> Path | None:
        name = f"{table}-{self._digest(repr(sorted(where.items())))[:8]}" if where else table
        return self.folder / f"{self._digest('')[:16]}-{name}.json" if self.folder else None

    def _kept(self, table: str, where: Where) -> Sequence[Definition] | None:
        file = self._file(table, where)
        try:
            kept = json.loads(file.read_text("utf-8")) if file else None
            if kept and 0 <= self.clock.now() - kept["at"] < KEPT:
                return list(kept["rows"])
        except (OSError, ValueError, KeyError, TypeError):
            # What cannot be read is looked up again.
            return None
        return None

    def _keep(self, table: str, where: Where, rows: Sequence[Definition]) -> None:
        file = self._file(table, where)
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                write_private(file, json.dumps({"at": self.clock.now(), "rows": list(rows)}))
            except OSError:
                # A home that cannot be written to costs the look-up again, nothing else.
                return


def _read(account: Account, name: str, where: Where) -> list[Definition]:
    """All rows of the definitions' table; none where the account may not see them."""
    table, scope = account.table(name), Scope(None)
    account.begin(scope)
    constraints = [Constraint(i, column, "=", True, value=where[column]) for i, column in enumerate(where)]
    used = frozenset(column.name.lower() for column in table.columns)
    plan = replace(choose(table, Wanted(constraints, used=used), account.facts), probe=None)
    values = [constraints[bound.position].value for bound in plan.bounds]
    try:
        rows = [
            {column.name: getter(row) for column, getter in zip(table.columns, chunk.getters, strict=True)}
            for chunk in rows_of(account, scope, plan, values)
            for row in chunk.rows
        ]
    except ApiError as error:
        if error.status in (402, 403, 404):
            return []
        raise
    finally:
        scope.close()
    return [row for row in rows if all(row[column] == value for column, value in where.items())]
