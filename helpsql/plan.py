"""What SQLite asks of a table, and what a plan to answer it is; a plan prints itself.

`planner` chooses a Plan for what is Wanted, `bind` makes its requests, `fetch` carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpsql.spec import Column, Count, Read, Table, Take, Type

UNKNOWN: Any = object()
"""Value of a constraint whose other side is not known while planning (a join, a parameter)."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One term of the WHERE clause on this table. `same_rule`: it compares as the column itself compares."""

    position: int
    column: str
    op: str
    usable: bool
    same_rule: bool = True
    value: Any = UNKNOWN
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What SQLite asks of one table in one statement. `used` has lower-case column names.

    plain      no row may be changed on its way: pending writes of a transaction lie over this table
    settled    rows of a read that lags may be laid over by what their keys show: SQLite checks all filters
    verified   every row of such a read will be, since it decides what is written
    final      rows with one of these values need not come, column -> values: they cannot be changed
    asked      what the whole statement uses of the table, complete once it is planned; None: whole records
    """

    constraints: Sequence[Constraint]
    order: Sequence[tuple[str, bool]] = ()
    used: frozenset[str] = frozenset()
    limit: int | None = None
    plain: bool = False
    settled: bool = False
    verified: bool = False
    final: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    asked: set[str] | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A constraint handed to the API: by a Take, or (None) as a placeholder of the path.

    omit    SQLite need not check it again
    exact   the rows that come are just those that satisfy it
    equals  they will be, if the value that comes with Filter can be sent as it is
    parent  column of the walked table that it bounds, in the place of one of this table
    """

    position: int
    column: Column
    op: str
    take: Take | None
    is_set: bool
    known: bool
    omit: bool = False
    value: Any = UNKNOWN
    exact: bool = False
    equals: bool = False
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one use of a table in a statement is read. Arguments of Filter follow `bounds`, then `probe`.

    probe      column whose wanted value is looked up among the rows read (a join without a filter for it)
    instead    the plan that reads the rows at large, when a request a value costs more (joins, long INs)
    beyond     the plan that gives every row where this one cannot: more rows than the read's cap, or no value
               that it can send. Its values are those of the same constraints
    partial    why rows may be missing, for this query
    parents    the rows to walk for what the path's placeholders lack
    missing    required filters that the query does not have: Filter refuses
    estimate   requests, as far as can be told
    asked      lower-case names of the columns that the records must show (`Wanted.asked`)
    """

    table: Table
    read: Read
    bounds: tuple[Bound, ...] = ()
    probe: Constraint | None = None
    order: tuple[str, bool] | None = None
    count_only: bool = False
    limit: int | None = None
    parents: Walk | None = None
    missing: tuple[str, ...] = ()
    instead: Plan | None = None
    beyond: Plan | None = None
    partial: str = ""
    estimate: float = 1.0
    cost: float = 0.0
    rows: float = 1.0
    text: str = ""
    unique: bool = False
    used: frozenset[str] = field(default=frozenset())
    asked: set[str] | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """The rows whose columns fill a path's placeholders, one request chain a row.

    fills   (placeholder, column of the rows) pairs
    tells   column that is 0 in rows without children ("": none says so)
    """

    plan: Plan
    fills: tuple[tuple[str, str], ...]
    tells: str = ""


def count_of(plan: Plan) -> Count | None:
    """The request that counts the plan's rows, where it takes all of its filters."""
    counts = plan.read.counts
    if counts is None or any(bound.column.name in counts.without for bound in plan.bounds):
        return None
    return counts


def goes_as_it_is(column: Column, value: Any) -> bool:
    """The API can take the value, so that nothing of the filter is left to SQLite (see `bind`)."""
    if column.type is Type.INTEGER and not column.echo:
        return isinstance(value, int) and value > 0
    if column.type is Type.BOOLEAN and not column.echo:
        return value in (0, 1)
    return column.echo or (column.type is Type.TEXT and isinstance(value, str) and bool(value.strip()))


def describe(plan: Plan) -> str:
    """The plan in words, as EXPLAIN QUERY PLAN shows it."""
    if plan.missing:
        return f"needs {', '.join(plan.missing)}"
    filters = [f"{_short(bound)}" for bound in plan.bounds if bound.take is not None]
    counts = count_of(plan) if plan.count_only else None
    given = {bound.take.param for bound in plan.bounds if bound.take is not None}
    if plan.order and plan.read.sort:  # which is told in words
        given |= {plan.read.sort.param, plan.read.sort.direction}
    fixed = [f"{name}={value}" for name, value in (counts or plan.read).params.items() if name not in given]
    stand = [f"{name}~{' '.join(terms)}" for name, terms in plan.read.terms.items()]
    words = ["GET " + (counts or plan.read).path, *fixed, *stand, *filters]
    if plan.order:
        words.append(f"in order of {plan.order[0]}{' desc' if plan.order[1] else ''}")
    if plan.count_only:
        words.append("(number of rows only)")
    if plan.parents:
        words.append(f"for each row of ({describe(plan.parents.plan)})")
    if plan.probe is not None:
        words.append(f"then local: {plan.probe.column}")
    return " ".join(words)


def _short(bound: Bound) -> str:
    assert bound.take is not None
    if bound.take.term != "{}":
        return f"{bound.take.param}~{bound.take.term.replace('{}', '…')}"
    return f"{bound.take.param}={'…,…' if bound.is_set else '…'}"
