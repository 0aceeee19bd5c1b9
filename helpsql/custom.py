"""Fields of an account's own making as columns: found once, kept on disk for a while.

A field's definition is a row of a table of the same helpdesk (`Custom.table`), so finding them is reading
that table. What is kept holds names and options only, no data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.errors import ApiError
from helpsql.fetch import rows_of
from helpsql.plan import Wanted
from helpsql.planner import choose
from helpsql.scope import Scope
from helpsql.spec import Column, Custom, Own, Table, Type
from helpsql.tokens import write_private
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.clock import Clock

KEPT = 12 * 3600.0  # seconds

Definition = Mapping[str, SqlValue]


@dataclass(frozen=True)
class OwnFields:
    """Finds an account's own columns.

    twin      the account to ask, where not the account itself (the demo asks without counting requests)
    folder    where definitions are kept; None keeps them in memory only
    identity  what tells this account from others, nothing secret
    """

    clock: Clock
    identity: str
    folder: Path | None = None
    twin: Callable[[], Account] | None = None
    _files: set[Path] = field(default_factory=set)

    def columns(self, account: Account, table: Table) -> tuple[Column, ...]:
        """The table's own columns. Costs the requests of reading their definitions when none are kept."""
        custom = table.custom
        if custom is None:
            return ()
        return tuple(_columns(table, custom, self._definitions(account, custom), account))

    def forget(self) -> None:
        """Drop what is kept."""
        if self.folder is not None and self.folder.is_dir():
            for file in self.folder.glob(f"{self._digest('')[:16]}-*.json"):
                file.unlink(missing_ok=True)

    def _definitions(self, account: Account, custom: Custom) -> Sequence[Definition]:
        kept = self._kept(custom.table)
        if kept is not None:
            return kept
        found = self._look_up(account, custom)
        self._keep(custom.table, found)
        return found

    def _look_up(self, account: Account, custom: Custom) -> list[Definition]:
        if self.twin is None:
            return _read(account, custom)
        twin = self.twin()
        try:
            return _read(twin, custom)
        finally:
            twin.close()

    def _digest(self, name: str) -> str:
        return hashlib.sha256(f"{self.identity}\0{name}".encode()).hexdigest()

    def _file(self, name: str) -> Path | None:
        return self.folder / f"{self._digest('')[:16]}-{name}.json" if self.folder else None

    def _kept(self, name: str) -> Sequence[Definition] | None:
        file = self._file(name)
        try:
            kept = json.loads(file.read_text("utf-8")) if file else None
            if kept and 0 <= self.clock.now() - kept["at"] < KEPT:
                return list(kept["rows"])
        except (OSError, ValueError, KeyError, TypeError):
            # What cannot be read is looked up again.
            return None
        return None

    def _keep(self, name: str, rows: Sequence[Definition]) -> None:
        file = self._file(name)
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                write_private(file, json.dumps({"at": self.clock.now(), "rows": list(rows)}))
            except OSError:
                # A home that cannot be written to costs the look-up again, nothing else.
                return


def _read(account: Account, custom: Custom) -> list[Definition]:
    """All rows of the definitions' table; none where the account may not see them."""
    table, scope = account.table(custom.table), Scope(None)
    plan = choose(
        table, Wanted((), used=frozenset(column.name.lower() for column in table.columns)), account.facts
    )
    try:
        return [
            {column.name: getter(row) for column, getter in zip(table.columns, chunk.getters, strict=True)}
            for chunk in rows_of(account, scope, plan, ())
            for row in chunk.rows
        ]
    except ApiError as error:
        if error.status in (402, 403, 404):
            return []
        raise
    finally:
        scope.close()


def _columns(
    table: Table, custom: Custom, definitions: Sequence[Definition], account: Account
) -> list[Column]:
    """One column for each name; fields of the same name that are defined for different places share it."""
    groups: dict[str, list[Definition]] = {}
    for definition in definitions:
        name = account.helpdesk.own_name(str(definition[custom.name]))
        groups.setdefault(_free(name, table, groups, definition, custom), []).append(definition)
    return [_column(name, group, custom) for name, group in groups.items()]


def _free(
    name: str, table: Table, groups: Mapping[str, list[Definition]], definition: Definition, custom: Custom
) -> str:
    """The name, with a suffix where a column or another field of the same place has it."""
    taken = {known.lower(): known for known in groups}
    candidate, number = (f"{name}_Custom" if name.lower() in table.by_name else name), 2
    while (known := taken.get(candidate.lower())) is not None:
        if custom.within and all(d[custom.within] != definition[custom.within] for d in groups[known]):
            return known
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def _column(name: str, group: Sequence[Definition], custom: Custom) -> Column:
    kinds = {str(d[custom.kind]) for d in group}
    types = {custom.types.get(kind, Type.TEXT) for kind in kinds}
    own = tuple(_own(definition, custom) for definition in group)
    labelled = custom.label and any(one.options for one in own)
    keys = "|".join(one.key for one in own)
    labels = ", ".join(dict.fromkeys(label for one in own for label in one.options))
    return Column(
        name,
        types.pop() if len(types) == 1 else Type.TEXT,
        f"Own field {group[0][custom.name]!s} ({', '.join(sorted(kinds))}){': ' + labels if labels else ''}.",
        at=f"{custom.at}[{custom.match}={keys}].{custom.label if labelled else custom.value}",
        write=custom.write,
        own=own,
    )


def _own(definition: Definition, custom: Custom) -> Own:
    options: dict[str, Any] = {}
    found = (
        orjson.loads(str(definition[custom.options])) if custom.options and definition[custom.options] else []
    )
    for option in found or ():
        options[str(option["label"])] = option.get(custom.option_value, option["label"])
    within = str(definition[custom.within]) if custom.within else ""
    return Own(str(definition[custom.key]), within, options)
