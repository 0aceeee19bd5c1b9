"""Writes of the open transaction, in order, checked when they are made and held back until COMMIT.

`savepoint`/`rollback_to` cut the list, `overlay` shows what it changes, `merged` is what remains to be sent:
one change a row, however often the transaction touched it, unless a CALL came between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from helpsql import rules
from helpsql.bodies import as_read, steps
from helpsql.overlay import Key, Overlay, Shown
from helpsql.spec import NOWHERE, Table, Writable
from helpsql.values import SqlValue, json_text

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.spec import Procedure


@dataclass(frozen=True, slots=True)
class RowWrite:
    """One row to insert, update or delete. `values` are the new row's or the changed columns' values."""

    kind: str
    account: Account
    table: Table
    rowid: int
    values: Mapping[str, SqlValue] = field(default_factory=dict)
    shown: Shown | None = None
    key: Key = ()

    def base(self) -> dict[str, SqlValue]:
        """The row as it was shown, by column name."""
        return _by_name(self.table, self.shown)

    @property
    def row(self) -> tuple[str, str, int]:
        """Which row it is, among those of all tables."""
        return self.account.name, self.table.name, self.rowid


@dataclass(slots=True)
class CallWrite:
    """A procedure to be called; `rows` are what it gave back, and until then the arguments it echoes."""

    account: Account
    procedure: Procedure
    arguments: Mapping[str, Any]
    rows: list[dict[str, Any]] = field(init=False)
    kind: str = "call"

    def __post_init__(self) -> None:
        given = {name.lower(): value for name, value in self.arguments.items()}
        echo = {name: _sql(given.get(name.lower())) for name in self.procedure.returns}
        self.rows = [echo] if echo else []


Pending = RowWrite | CallWrite


class PendingWrites:
    """The list of a connection; empty outside transactions.

    touched   where it is a list, every row that a statement changes is added to it, also a row that was
              set to the values it has
    """

    def __init__(self) -> None:
        self.writes: list[Pending] = []
        self.touched: list[RowWrite] | None = None
        self._marks: dict[int, int] = {}
        self._next_rowid = -1
        self._overlays: dict[tuple[str, str], tuple[Overlay, int]] = {}

    def begin(self) -> None:
        """A table joins the transaction. Nothing to do: the list is the connection's."""

    def clear(self) -> None:
        """The transaction is over, one way or the other."""
        self.writes.clear()
        self._marks.clear()
        self._overlays.clear()

    def savepoint(self, level: int) -> None:
        """Remember how far the list went. Tables that join later tell of the same savepoint again."""
        self._marks.setdefault(level, len(self.writes))

    def rollback_to(self, level: int) -> None:
        """Forget what came after the savepoint; a deeper mark stands for one that no table told of."""
        deeper = [mark for at, mark in self._marks.items() if at >= level]
        keep = 0 if level < 0 else min(deeper, default=len(self.writes))
        del self.writes[keep:]
        self._marks = {at: mark for at, mark in self._marks.items() if at <= level}
        self._overlays.clear()

    def release(self, level: int) -> None:
        self._marks = {at: mark for at, mark in self._marks.items() if at < level}

    def here(self) -> tuple[int, dict[int, int]]:
        """How far the list and its savepoints are now, for `back_to`."""
        return len(self.writes), dict(self._marks)

    def back_to(self, before: tuple[int, dict[int, int]]) -> None:
        """Forget what a failed statement did."""
        del self.writes[before[0] :]
        self._marks = before[1]
        self._overlays.clear()

    @property
    def calls(self) -> int:
        """How many procedures wait for COMMIT."""
        return sum(isinstance(write, CallWrite) for write in self.writes)

    def add(self, write: Pending) -> None:
        self.writes.append(write)

    def _hold(self, write: RowWrite, *, changes: bool = True) -> None:
        """Add the write when it changes something; RETURNING wants the row in any case."""
        if changes:
            self.add(write)
        if self.touched is not None:
            self.touched.append(write)

    def insert(self, account: Account, table: Table, values: Mapping[str, SqlValue]) -> int:
        """Hold a new row; gives its rowid for now, a negative number."""
        rules.check_insert(account, table, values)
        held = {name: as_read(account, table, name, value, values) for name, value in values.items()}
        self._next_rowid -= 1
        self._hold(_checked(RowWrite("insert", account, table, self._next_rowid, held)))
        return self._next_rowid

    def delete(self, account: Account, table: Table, rowid: int, shown: Shown | None) -> None:
        if table.delete is None and rowid >= 0:
            raise rules.not_offered(account, table, "DELETE")
        self._hold(RowWrite("delete", account, table, rowid, {}, shown, _key(table, shown, rowid)))

    def update(
        self,
        account: Account,
        table: Table,
        rowid: int,
        shown: Shown | None,
        changes: Mapping[str, SqlValue],
    ) -> None:
        """Hold the columns that really change; none: nothing is held."""
        if not table.update and rowid >= 0:
            raise rules.not_offered(account, table, "UPDATE")
        before = _by_name(table, shown)
        changed = _different(changes, before)
        row = {**before, **changed}
        if rowid < 0:
            rules.check_columns(account, table, changed, Writable.INSERT, "INSERT")
            rules.check_insert(account, table, _without_nulls(row))
        else:
            rules.check_update(account, table, changed)
        held = {name: as_read(account, table, name, value, row) for name, value in changed.items()}
        held = _different(held, before)
        write = RowWrite("update", account, table, rowid, held, shown, _key(table, shown, rowid))
        _checked(replace(write, kind="insert", values=_without_nulls(row)) if rowid < 0 else write)
        self._hold(write, changes=bool(held))

    def overlay(self, account: Account, table: Table) -> Overlay:
        """What the transaction changed in this table so far; falsy when nothing. It never changes."""
        if not self.writes:
            return Overlay(table)
        at = (account.name, table.name)
        overlay, upto = self._overlays.get(at, (Overlay(table), 0))
        if upto < len(self.writes):
            new = [w for w in self.writes[upto:] if isinstance(w, RowWrite) and w.row[:2] == at]
            overlay = overlay.extended(new) if new else overlay
            self._overlays[at] = (overlay, len(self.writes))
        return overlay

    def merged(self) -> list[Pending]:
        """What remains to be sent, in the order in which rows were first touched.

        A row's changes before a CALL stay before it, and those after it stay after it. A row that is not at
        the helpdesk yet has no id that a later request could name: all its values go into the INSERT.
        """
        found: dict[Any, Pending] = {}
        calls = 0
        for number, write in enumerate(self.writes):
            if isinstance(write, CallWrite):
                calls, found[number] = calls + 1, write
                continue
            at = (*write.row, calls if write.rowid >= 0 else 0)
            earlier = found.get(at)
            if write.kind == "delete":
                found.pop(at, None)
                if write.rowid >= 0:
                    found[at] = write
            elif isinstance(earlier, RowWrite):
                found[at] = replace(earlier, values={**earlier.values, **write.values})
            else:
                found[at] = write
        return [write for write in map(_in_effect, found.values()) if write is not None]


def _in_effect(write: Pending) -> Pending | None:
    """The write without what its merged changes took back; None when nothing is left."""
    if not isinstance(write, RowWrite) or write.kind == "delete":
        return write
    if write.kind == "insert":
        return replace(write, values=_without_nulls(write.values))
    base = write.base()
    values = {
        name: value
        for name, value in write.values.items()
        if base.get(name) != value or write.table.by_name[name.lower()].at == NOWHERE
    }
    return replace(write, values=values) if values else None


def _different(values: Mapping[str, SqlValue], before: Mapping[str, SqlValue]) -> dict[str, SqlValue]:
    return {name: value for name, value in values.items() if name not in before or before[name] != value}


def _sql(value: Any) -> Any:
    return json_text(value) if isinstance(value, list | dict) else value


def _without_nulls(values: Mapping[str, SqlValue]) -> dict[str, SqlValue]:
    return {name: value for name, value in values.items() if value is not None}


def _checked(write: RowWrite) -> RowWrite:
    """The write, whose requests can be made."""
    steps(write)
    return write


def _by_name(table: Table, shown: Shown | None) -> dict[str, SqlValue]:
    names = (column.name for column in table.columns)
    return dict(zip(names, shown.values(), strict=True)) if shown else {}


def _key(table: Table, shown: Shown | None, rowid: int) -> Key:
    if shown is None or rowid < 0:
        return (rowid,)
    return tuple(
        getter(shown.row) for column, getter in zip(table.columns, shown.getters, strict=True) if column.key
    )
