"""Every table of every helpdesk, the filters it demands, and ordinary copies of it to compare with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec

from helpsql.bounds import not_told
from helpsql.catalog import load_helpdesk, quoted
from helpsql.engine import Engine
from helpsql.errors import Error
from helpsql.sandbox import available
from helpsql.spec import Column, Read, Table, Type
from helpsql.vtab import declaration

Row = tuple[object, ...]
SMALL = 0.1

KEYS_WITHOUT_LIST = {
    # What no list of the API tells: queries that find one in the sandbox.
    "helpscout.Ratings.Id": "select ThreadId from ReportHappinessRatings where "
    "Current_StartDate = '2025-11-01' and Current_EndDate = '2026-10-31' limit 1",
    "helpscout.Chats.Id": "select '00000000-0000-4000-8000-' || printf('%012d', Id) from Conversations "
    "where Type = 'chat' limit 1",
    "helpscout.ReportConversationFieldsDrilldowns.FieldId": "select Id from Tags limit 1",
}


@dataclass(frozen=True)
class Place:
    """A table at its helpdesk."""

    service: str
    table: Table

    def __str__(self) -> str:
        return f"{self.service}.{self.table.name}"


@cache
def places() -> list[Place]:
    names = [name for name in available() if find_spec(f"vtables.{name}") is not None]
    return [Place(name, table) for name in names for table in load_helpdesk(name)[0].tables]


def literal(value: object) -> str:
    """A value as SQL writes it."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return "NULL" if value is None else repr(value)


def is_partial(table: Table) -> bool:
    """No read gives all rows of the table: the API has none."""
    at_large = [read for read in table.reads if read.walk or not read.required]
    return bool(at_large) and all(read.partial and not read.among for read in at_large)


@cache
def inherent() -> frozenset[str]:
    """The notes that say so."""
    found = [place for place in places() if is_partial(place.table)]
    notes = {f"{place}: {read.partial}" for place in found for read in place.table.reads if read.partial}
    return frozenset(notes).union(*map(not_in_lists, places()))


def not_in_lists(place: Place) -> set[str]:
    """The notes on columns that no list tells, one by one and all of them, beside those on how late it is."""
    names = [name for name, told in told_by_lists(place.table).items() if not told]
    lists = [read for read in place.table.reads if not read.required] if names else []
    asked = [frozenset(names), *(frozenset([name]) for name in names)]
    notes = {not_told(place.table, read, used) for read in lists for used in asked}
    return {f"{place}: {note}" for note in notes | {read.stale for read in lists if read.stale}}


def told_by_lists(table: Table) -> dict[str, bool]:
    """Whether some list, or else the read by key, tells a column; by lower-case name."""
    lists = [read for read in table.reads if read.unique or read.walk or not read.required]
    return {
        column.name.lower(): not lists or any(column.name not in read.lacks for read in lists)
        for column in table.columns
    }


def rows(engine: Engine, sql: str) -> list[Row]:
    """All rows, which must be complete, or as complete as the API can give them."""
    result = engine.execute(sql)
    found = list(result)
    assert result.complete or set(result.notes) <= inherent(), (sql, result.notes)
    return found


def needs(table: Table) -> tuple[str, ...]:
    """Columns without whose value no read can be sent."""
    if any(read.walk or not read.required for read in table.reads):
        return ()
    return min((read.required for read in table.reads), key=len)


def demanded(engine: Engine, place: Place, read: Read | None = None) -> dict[str, object]:
    """Values for the filters that the table (or the read) cannot do without."""
    names = dict.fromkeys(read.required if read else needs(place.table))
    return {name: value_for(engine, place, place.table.by_name[name.lower()]) for name in names}


def value_for(engine: Engine, place: Place, column: Column) -> object:
    """A value that makes sense for the column: of a period, of its valid values, or one that occurs."""
    if column.values:
        return next(iter(column.values))
    if column.echo and column.type in (Type.TIMESTAMP, Type.DATE):
        year = 2026 if "previous" not in column.name.lower() else 2025
        return f"{year}-07-01" if "start" in column.name.lower() else f"{year}-10-01"
    known = KEYS_WITHOUT_LIST.get(f"{place}.{column.name}")
    if known is None:
        other, _, name = (column.points_to or f"{place.table.name}.{column.name}").partition(".")
        known = f"select {name} from {place.service}.{other} where {name} is not null limit 1"
    return rows(engine, known)[0][0]


def where(filters: dict[str, object]) -> str:
    terms = [f"{quoted(name)} = {literal(value)}" for name, value in filters.items()]
    return f" WHERE {' AND '.join(terms)}" if terms else ""


def names_of(table: Table) -> str:
    return ", ".join(quoted(column.name) for column in table.columns)


def compared(table: Table) -> str:
    """The columns that must show the same whichever read gives the row."""
    told = told_by_lists(table)
    return ", ".join(quoted(column.name) for column in table.columns if told[column.name.lower()])


def copy(engine: Engine, place: Place) -> Table:
    """Copy the table into `main.copy` of the same declaration; gives it with the account's own columns."""
    table = engine.accounts[place.service].table(place.table.name)
    found = rows(engine, f"SELECT {names_of(table)} FROM {place}{where(demanded(engine, place))}")
    engine.execute("DROP TABLE IF EXISTS main.copy")
    plain = replace(table, columns=[replace(column, hidden=False) for column in table.columns])
    engine.execute(declaration(plain).replace("TABLE x(", "TABLE main.copy("))
    marks = ", ".join("?" * len(table.columns))
    engine.db.executemany(f"INSERT INTO main.copy VALUES ({marks})", found)  # type: ignore[arg-type]
    return table


def failure(engine: Engine, sql: str) -> tuple[Error, int]:
    """The error a statement ends with, and how many requests were sent for it."""
    before = len(engine.log.entries())
    try:
        list(engine.execute(sql))
    except Error as error:
        return error, len(engine.log.entries()) - before
    raise AssertionError(f"no error: {sql}")
