"""apsw's table protocol and nothing else: planning request -> plan, Filter -> fetch, Update* -> pending.

One `Module` serves all schemas; SQLite connects a table when a statement first uses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import apsw

from helpsql.database import HIDDEN
from helpsql.errors import NotSupportedError
from helpsql.hooks import TransactionHooks
from helpsql.impossible import note, of_constraints, unseen
from helpsql.overlay import Shown
from helpsql.ownbodies import by_both_names
from helpsql.plan import UNKNOWN, Constraint, Plan, Wanted
from helpsql.planner import Refused, choose
from helpsql.rules import sent_whole
from helpsql.spec import Column, Read, Table, Type
from helpsql.tablecursor import Cursor
from helpsql.values import INSTANT

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.engine import Engine

_OPS = {
    apsw.SQLITE_INDEX_CONSTRAINT_EQ: "=",
    apsw.SQLITE_INDEX_CONSTRAINT_GT: ">",
    apsw.SQLITE_INDEX_CONSTRAINT_GE: ">=",
    apsw.SQLITE_INDEX_CONSTRAINT_LT: "<",
    apsw.SQLITE_INDEX_CONSTRAINT_LE: "<=",
    apsw.SQLITE_INDEX_CONSTRAINT_ISNULL: "null",
    apsw.SQLITE_INDEX_CONSTRAINT_NE: "<>",
    apsw.SQLITE_INDEX_CONSTRAINT_ISNOT: "is not",
}
_LIMIT, _OFFSET = apsw.SQLITE_INDEX_CONSTRAINT_LIMIT, apsw.SQLITE_INDEX_CONSTRAINT_OFFSET
_LAST_USED_BIT = 63
BY_INSTANT = (Type.TIMESTAMP, Type.DATE)


def declaration(table: Table) -> str:
    """The CREATE TABLE that tells SQLite the columns; TIMESTAMP and DATE compare by instant."""
    return f"CREATE TABLE x({', '.join(_declared(column) for column in table.columns)})"


def _declared(column: Column) -> str:
    name = '"' + column.name.replace('"', '""') + '"'
    collation = f" COLLATE {INSTANT}" if column.type in BY_INSTANT else ""
    # SQLite takes HIDDEN for a part of the type, so it stands before the collation.
    return f"{name} {column.type.value}{' HIDDEN' if column.hidden else ''}{collation}"


class Module:
    """The virtual table module; the schema's name says which account."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def Connect(
        self, _db: apsw.Connection, _module: str, schema: str, name: str, *_: str
    ) -> tuple[str, VTable]:
        account = self._engine.accounts.get(schema.lower())
        if account is None:
            raise NotSupportedError(f"{schema}.{name}: an account's tables stand in its own schema alone.")
        table = account.table(name)
        return declaration(table), VTable(self._engine, account, table)

    Create = Connect


class VTable(TransactionHooks):
    """One table of one account."""

    def __init__(self, engine: Engine, account: Account, table: Table) -> None:
        self._engine = engine
        self.account = account
        self.table = table
        self.names = [column.name for column in table.columns]
        self.keys = [i for i, column in enumerate(table.columns) if column.key]
        self.key_names = frozenset(name.lower() for name in table.keys)
        self.sent_whole = frozenset(name.lower() for name in sent_whole(table))

    # -- reading

    def BestIndexObject(self, info: apsw.IndexInfo) -> bool:
        """Offer SQLite the cheapest plan; False asks it to try another order of tables."""
        scope = self._engine.scope
        wanted = self._wanted(info)
        if not wanted.plain:  # rows that wait for COMMIT may hold what was given, in any letter case
            self.doubt(of_constraints(self.table, wanted.constraints))
        try:
            plan = choose(self.table, wanted, self.account.facts)
        except Refused:
            return False
        info.idxNum = len(scope.plans)
        info.idxStr = plan.text
        scope.plans.append(plan)
        self._accept(info, plan, wanted)
        return True

    def doubt(self, found: Iterable[tuple[Column, str]]) -> None:
        """Note the filters that no row can satisfy."""
        for column, value in found:
            self._engine.scope.doubt(note(f"{self.account.name}.{self.table.name}", column, value))

    def _wanted(self, info: apsw.IndexInfo) -> Wanted:
        constraints: list[Constraint] = []
        limit: Any = None
        offset: Any = 0
        for position in range(info.nConstraint):
            op = info.get_aConstraint_op(position)
            if op == _LIMIT:
                limit = info.get_aConstraint_rhs(position)
            elif op == _OFFSET:
                offset = info.get_aConstraint_rhs(position)
            elif op in _OPS and (column := info.get_aConstraint_iColumn(position)) >= 0:
                constraints.append(self._constraint(info, position, _OPS[op], self.table.columns[column]))
        whole = isinstance(limit, int) and isinstance(offset, int) and limit >= 0
        used, plain = self._used(info), bool(self._engine.pending.overlay(self.account, self.table))
        return Wanted(
            constraints,
            self._order(info),
            used,
            limit + offset if whole else None,
            plain=plain,
            settled=self._engine.scope.verifies or any(map(self._is_unsettled, self.table.reads)),
            verified=self._engine.scope.verifies,
            final=self._final(),
            asked=self._asked(used, plain),
        )

    def _is_unsettled(self, read: Read) -> bool:
        """The read may not show yet what this session wrote."""
        return bool(read.lag) and self.account.recent.any(self.table.name, read.lag)

    def _final(self) -> Mapping[str, tuple[Any, ...]]:
        """What tells the rows that the running UPDATE of this table cannot change in any case."""
        schema, name = self._engine.scope.updated or ("", "")
        found = self.account.helpdesk.by_name.get(name.lower())
        here = schema.lower() in ("", self.account.name.lower())
        if found is None or found.name != self.table.name or not here:
            return {}
        said = [write.final for write in self.table.update]
        return said[0] if all(one == said[0] for one in said) else {}

    def _asked(self, used: frozenset[str], plain: bool) -> set[str] | None:
        """What the statement uses of the table so far; None where its rows are changed, or were."""
        scope = self._engine.scope
        if scope.writes or scope.verifies or plain:
            return None
        asked = scope.asked.setdefault((self.account.name, self.table.name), set())
        asked |= used
        return asked

    def _constraint(self, info: apsw.IndexInfo, position: int, op: str, column: Column) -> Constraint:
        natural = (INSTANT, HIDDEN) if column.type in BY_INSTANT else ("binary",)
        rule = info.get_aConstraint_collation(position)
        value = info.get_aConstraint_rhs(position)
        is_set = op == "=" and self._engine.scope.sets and info.get_aConstraintUsage_in(position)
        return Constraint(
            position,
            column.name,
            op,
            info.get_aConstraint_usable(position),
            ("binary" if rule is None else rule.lower()) in natural,
            UNKNOWN if value is None or is_set else value,
            is_set,
        )

    def _used(self, info: apsw.IndexInfo) -> frozenset[str]:
        names = frozenset(self.names[i].lower() for i in _used(info, len(self.names)))
        scope = self._engine.scope
        if scope.named is not None:
            names &= scope.named | self.sent_whole
        # A row that is to be changed is found again by its key, whatever the statement itself reads.
        returned = frozenset(name for name in scope.returned if name in self.table.by_name)
        return names | self.key_names | returned if scope.writes else names

    def _order(self, info: apsw.IndexInfo) -> list[tuple[str, bool]]:
        order = [(info.get_aOrderBy_iColumn(i), info.get_aOrderBy_desc(i)) for i in range(info.nOrderBy)]
        return [(self.names[column] if column >= 0 else "rowid", descending) for column, descending in order]

    def _accept(self, info: apsw.IndexInfo, plan: Plan, wanted: Wanted) -> None:
        positions = list(dict.fromkeys(bound.position for bound in plan.bounds))
        if plan.probe is not None:
            positions.append(plan.probe.position)
        watched = [one for one in unseen(self.table, wanted.constraints) if one.position not in positions]
        self._engine.scope.watched[info.idxNum] = [
            (number, self.table.by_name[one.column.lower()])
            for number, one in enumerate(watched, start=len(positions))
        ]
        positions += [one.position for one in watched]
        for argument, position in enumerate(positions, start=1):
            info.set_aConstraintUsage_argvIndex(position, argument)
        for bound in plan.bounds:
            if bound.is_set:
                info.set_aConstraintUsage_in(bound.position, True)
            if bound.omit:
                info.set_aConstraintUsage_omit(bound.position, True)
        info.orderByConsumed = plan.order is not None
        info.estimatedCost = plan.cost
        info.estimatedRows = int(min(plan.rows, 1e12)) or 1
        if plan.unique:
            info.idxFlags = apsw.SQLITE_INDEX_SCAN_UNIQUE

    def Open(self) -> Cursor:
        return Cursor(self._engine, self)

    def Disconnect(self) -> None:
        """Nothing is held."""

    Destroy = Disconnect

    # -- writing: see `pending`, and `hooks` for transactions

    def _check_writable(self, verb: str) -> None:
        """A trigger of a table or view of the user's own leads here past the check of the statement."""
        if self._engine.read_only:
            raise NotSupportedError(f"{verb} refused: the session is read-only.", code="read-only")

    def UpdateInsertRow(self, _rowid: int | None, fields: Sequence[Any]) -> int:
        self._check_writable("INSERT")
        values = {name: value for name, value in zip(self.names, fields, strict=True) if value is not None}
        self._note_unchecked(values)
        return self._engine.pending.insert(self.account, self.table, by_both_names(self.table, values))

    def UpdateDeleteRow(self, rowid: int) -> None:
        self._check_writable("DELETE")
        self._engine.pending.delete(self.account, self.table, rowid, self._shown(rowid))

    def UpdateChangeRow(self, rowid: int, _new_rowid: int, fields: Sequence[Any]) -> None:
        self._check_writable("UPDATE")
        given = {
            name: value for name, value in zip(self.names, fields, strict=True) if value is not apsw.no_change
        }
        self._note_unchecked(given)
        changes = by_both_names(self.table, given)
        self._engine.pending.update(self.account, self.table, rowid, self._shown(rowid), changes)

    def _note_unchecked(self, given: Mapping[str, Any]) -> None:
        """Say what the API will not look at."""
        for name in given:
            if text := self.table.by_name[name.lower()].unchecked:
                where = f"{self.account.name}.{self.table.name}.{name}"
                self._engine.scope.note(f"{where}: {text}", missing=False)

    def _shown(self, rowid: int) -> Shown:
        shown: Shown = self._engine.scope.identities[self, rowid]
        return shown


def _used(info: apsw.IndexInfo, columns: int) -> Iterator[int]:
    """Columns the statement uses; all beyond the 63rd share a bit."""
    for bit in info.colUsed:
        if bit < _LAST_USED_BIT:
            if bit < columns:
                yield bit
        else:
            yield from range(_LAST_USED_BIT, columns)
