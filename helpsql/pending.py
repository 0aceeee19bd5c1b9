"""Writes of the open transaction, in order, checked when they are made and held back until COMMIT.

`savepoint`/`rollback_to` cut the list, `overlay` shows what it changes, `merged` is what remains to be sent:
one change a row, however often the transaction touched it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from helpsql.errors import IntegrityError, NotSupportedError
from helpsql.overlay import Overlay, Shown
from helpsql.spec import NOWHERE, Column, Style, Table, Writable, Write
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.spec import Procedure

Key = tuple[SqlValue, ...]


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
        names = (column.name for column in self.table.columns)
        return dict(zip(names, self.shown.values(), strict=True)) if self.shown else {}


@dataclass(slots=True)
class CallWrite:
    """A procedure to be called; `rows` are what it gave back once it was sent."""

    account: Account
    procedure: Procedure
    arguments: Mapping[str, Any]
    rows: list[dict[str, Any]] = field(default_factory=list)
    kind: str = "call"


Pending = RowWrite | CallWrite


class PendingWrites:
    """The list of a connection; empty outside transactions."""

    def __init__(self) -> None:
        self.writes: list[Pending] = []
        self._marks: dict[int, int] = {}
        self._next_rowid = -1
        self._overlays: dict[tuple[str, str], Overlay] = {}

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

    def add(self, write: Pending) -> None:
        self.writes.append(write)
        self._overlays.clear()

    def insert(self, account: Account, table: Table, values: Mapping[str, SqlValue]) -> int:
        """Hold a new row; gives its rowid for now, a negative number."""
        check_insert(account, table, values)
        self._next_rowid -= 1
        self.add(RowWrite("insert", account, table, self._next_rowid, dict(values)))
        return self._next_rowid

    def delete(self, account: Account, table: Table, rowid: int, shown: Shown | None) -> None:
        if table.delete is None:
            raise not_offered(account, table, "DELETE")
        self.add(RowWrite("delete", account, table, rowid, {}, shown, _key(table, shown, rowid)))

    def update(
        self,
        account: Account,
        table: Table,
        rowid: int,
        shown: Shown | None,
        changes: Mapping[str, SqlValue],
    ) -> None:
        """Hold the columns that really change; none: nothing is held."""
        new_row = rowid < 0
        if not table.update and not new_row:
            raise not_offered(account, table, "UPDATE")
        before = dict(zip((c.name for c in table.columns), shown.values(), strict=True)) if shown else {}
        changed = {
            name: value for name, value in changes.items() if name not in before or before[name] != value
        }
        if new_row:
            check_columns(account, table, changed, Writable.INSERT, "INSERT")
        else:
            check_columns(account, table, changed, Writable.UPDATE, "UPDATE")
            check_whole(account, table, changed)
        if changed or new_row:
            self.add(RowWrite("update", account, table, rowid, changed, shown, _key(table, shown, rowid)))

    def overlay(self, account: Account, table: Table) -> Overlay:
        """What the transaction changed in this table so far; falsy when nothing."""
        if not self.writes:
            return Overlay(table)
        at = (account.name, table.name)
        if at not in self._overlays:
            self._overlays[at] = self._overlay(account, table)
        return self._overlays[at]

    def _overlay(self, account: Account, table: Table) -> Overlay:
        overlay = Overlay(table)
        for write in self.merged():
            if (
                not isinstance(write, RowWrite)
                or write.account is not account
                or write.table.name != table.name
            ):
                continue
            if write.kind == "insert":
                overlay.inserted[write.rowid] = write.values
            elif write.kind == "delete":
                overlay.deleted.add(write.key)
            elif write.shown is not None:
                overlay.updated[write.key] = (write.shown, dict(write.values))
        return overlay

    def merged(self) -> list[Pending]:
        """What remains to be sent, in the order in which rows were first touched."""
        found: dict[Any, Pending] = {}
        for number, write in enumerate(self.writes):
            if isinstance(write, CallWrite):
                found[number] = write
                continue
            at = (write.account.name, write.table.name, write.rowid)
            earlier = found.get(at)
            if not isinstance(earlier, RowWrite):
                found[at] = write
            elif write.kind == "delete" and earlier.kind == "insert":
                del found[at]
            elif write.kind == "delete":
                found[at] = replace(write, shown=earlier.shown, key=earlier.key)
            else:
                found[at] = replace(earlier, values={**earlier.values, **write.values})
        return list(found.values())


def _key(table: Table, shown: Shown | None, rowid: int) -> Key:
    if shown is None:
        return (rowid,)
    return tuple(
        getter(shown.row) for column, getter in zip(table.columns, shown.getters, strict=True) if column.key
    )


def check_insert(account: Account, table: Table, values: Mapping[str, SqlValue]) -> None:
    """Refuse a row that the API is known to refuse, naming its rule."""
    if table.insert is None:
        raise not_offered(account, table, "INSERT")
    check_columns(account, table, values, Writable.INSERT, "INSERT")
    absent = [column.name for column in table.columns if column.required and column.name not in values]
    if absent:
        raise _incomplete(account, table, f"needs {', '.join(absent)}", table.insert)
    one_of = table.insert.needs_one
    if one_of and not any(name in values for name in one_of):
        raise _incomplete(account, table, f"needs {' or '.join(one_of)}", table.insert)


def _incomplete(account: Account, table: Table, what: str, write: Write) -> IntegrityError:
    return IntegrityError(
        f"INSERT INTO {account.name}.{table.name} {what}.",
        hint=write.because,
        code="missing-value",
        helpdesk=account.helpdesk.name,
        table=table.name,
    )


def check_columns(
    account: Account, table: Table, values: Mapping[str, SqlValue], when: Writable, verb: str
) -> None:
    """Refuse a column that cannot be given, before anything is sent."""
    for name in values:
        column = table.by_name[name.lower()]
        if not column.write & when:
            raise NotSupportedError(
                f"{verb} of {account.name}.{table.name}.{name}: the {account.helpdesk.title} API does not "
                f"let it be {'set' if when is Writable.INSERT else 'changed'}.",
                hint=_instead(table, column, when),
                code="read-only-column",
                helpdesk=account.helpdesk.name,
                table=table.name,
                column=name,
            )


def sent_whole(table: Table) -> list[str]:
    """Columns that every update of a row sends along, since the API empties what is left out."""
    return [
        column.name
        for write in table.update
        if write.style is Style.WHOLE
        for column in table.columns
        if column.write & Writable.UPDATE and (not write.columns or column.name in write.columns)
    ]


def check_whole(account: Account, table: Table, changed: Mapping[str, SqlValue]) -> None:
    """Refuse an update that lacks a value which the API wants every time and never tells."""
    absent = [
        name
        for name in sent_whole(table)
        if (column := table.by_name[name.lower()]).required and column.at == NOWHERE and name not in changed
    ]
    if absent and changed:
        raise IntegrityError(
            f"UPDATE of {account.name}.{table.name} needs {', '.join(absent)}: "
            "the API replaces the whole object and does not tell it.",
            hint=f"Add {', '.join(f'{name} = …' for name in absent)} to SET.",
            code="missing-value",
            helpdesk=account.helpdesk.name,
            table=table.name,
            column=absent[0],
        )


def _instead(table: Table, column: Column, when: Writable) -> str:
    names = [c.name for c in table.columns if c.write & when and (c.at != NOWHERE or when is Writable.INSERT)]
    near = get_close_matches(column.name, names, 1, 0.75)
    return f"Columns that can be: {', '.join(names)}." + (f" Did you mean {near[0]}?" if near else "")


def not_offered(account: Account, table: Table, verb: str) -> NotSupportedError:
    """The error for a verb that the API does not have for this object."""
    offers = [
        name
        for name, write in (("INSERT", table.insert), ("UPDATE", table.update), ("DELETE", table.delete))
        if write
    ]
    return NotSupportedError(
        f"{verb} {'INTO ' if verb == 'INSERT' else ''}{account.name}.{table.name}: the "
        f"{account.helpdesk.title} API does not offer it.",
        hint=f"It offers {', '.join(offers)}." if offers else "The object can only be read.",
        code="not-offered",
        helpdesk=account.helpdesk.name,
        table=table.name,
    )
