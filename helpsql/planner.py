"""Which request answers a query: constraints, order and used columns -> the cheapest Plan.

Pure: facts in, value out. `vtab` translates SQLite's planning request into `Wanted`. The unit of cost is the
request.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpsql.paging import page_size
from helpsql.plan import UNKNOWN, Bound, Constraint, Plan, Walk, Wanted, count_of, describe, goes_as_it_is
from helpsql.spec import OnePage, Read, Sort, Table, Take

REQUEST = 1000.0  # cost of one request; one row handed to SQLite costs 1
KEY_LOOKUP = 1.0  # look-ups by key are batched or served from pages: far below a request each
GUESSED_VALUES = 5  # how many values an IN is taken to have


class Refused(Exception):  # noqa: N818 - not an error: SQLite is to try another order of tables
    """A required filter exists but cannot be used in this order of tables."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the planner knows of an account: rows of a table by name, and its tables."""

    rows_of: Callable[[Table], float]
    paging_of: Callable[[Read], Any]
    table_named: Callable[[str], Table]


def choose(table: Table, wanted: Wanted, facts: Facts) -> Plan:
    """The cheapest plan that gives every row the query can need.

    Raises Refused when a required filter is there but not usable now. A plan with `missing` says that it
    is absent.
    """
    usable = [c for c in wanted.constraints if c.usable]
    if any(_waits(table, c) for c in wanted.constraints):
        raise Refused
    plans = [plan for read in table.reads if (plan := _plan(table, read, usable, wanted, facts)) is not None]
    if not plans:
        return _impossible(table, wanted)
    best = min(plans, key=lambda plan: (bool(plan.partial), plan.cost))
    return replace(best, text=describe(best))


def _waits(table: Table, constraint: Constraint) -> bool:
    """A filter that only the request can satisfy, whose value is not known in this order of tables."""
    return not constraint.usable and constraint.op == "=" and table.by_name[constraint.column.lower()].echo


def _impossible(table: Table, wanted: Wanted) -> Plan:
    """No read has what it requires: refuse if it may yet become usable, else say so when rows are wanted."""
    given = {c.column for c in wanted.constraints if c.op == "="}
    needs = min((_needs(read) for read in table.reads), key=len)
    missing = tuple(name for name in needs if name not in given)
    if not missing:
        usable = {c.column for c in wanted.constraints if c.op == "=" and c.usable}
        if not all(name in usable for name in needs):
            raise Refused
        missing = needs
    return Plan(
        table, table.reads[0], missing=missing, cost=1e15, rows=1e9, text=f"needs {', '.join(missing)}"
    )


def _needs(read: Read) -> tuple[str, ...]:
    return () if read.walk else tuple(dict.fromkeys(read.required))


def _plan(
    table: Table, read: Read, usable: Sequence[Constraint], wanted: Wanted, facts: Facts
) -> Plan | None:
    """This read with every filter it can take, or None when it lacks a required one or a used column."""
    if _lacks(table, read, wanted.used):
        return _each_in_full(table, read, usable, wanted, facts)
    bounds = tuple(_bounds(table, read, usable, wanted))
    if read.filtered and all(bound.take is None for bound in bounds):
        return None
    filled = {bound.column.name for bound in bounds if _fills(bound)}
    if any(table.by_name[c.column.lower()].echo and c.op == "=" and c.column not in filled for c in usable):
        return None
    unfilled = [name for name in read.required if name not in filled]
    if unfilled and (not read.walk or len(unfilled) > 1):
        return None
    parents = _walk(table, unfilled[0], facts) if unfilled else None
    plan = Plan(table, read, bounds, parents=parents, limit=_rows_wanted(wanted), used=wanted.used)
    plan = replace(plan, partial=_misses(read, usable))
    return _priced(_with_order(_with_probe(plan, usable), wanted), wanted, facts)


def _misses(read: Read, usable: Sequence[Constraint]) -> str:
    """Why rows may be missing, unless the query asks for none of those that can be."""
    for column, values in read.among.items():
        for c in usable:
            known = c.op == "=" and c.same_rule and not c.is_set and c.value is not UNKNOWN
            if known and c.column == column and c.value not in values:
                return ""
    return read.partial


def _rows_wanted(wanted: Wanted) -> int | None:
    """The LIMIT, where no sorting needs all rows first."""
    return None if wanted.order else wanted.limit


def _lacks(table: Table, read: Read, used: frozenset[str]) -> bool:
    """The read's rows do not hold every column that is used."""
    return bool(read.lacks) and bool(used & absent(table, read))


def absent(table: Table, read: Read) -> set[str]:
    """Lower-case names of the columns that the read's rows leave out; an account's own ones go with the array
    in which they stand.
    """
    names = {name.lower() for name in read.lacks}
    if table.custom is not None and table.custom.at.rpartition(".")[2].lower() in names:
        names |= {column.name.lower() for column in table.columns if column.own}
    return names


def _walk(table: Table, placeholder: str, facts: Facts) -> Walk:
    """Every row of the table that the placeholder points to."""
    name, _, target = table.by_name[placeholder.lower()].points_to.partition(".")
    plan = choose(facts.table_named(name), Wanted((), used=frozenset([target.lower()])), facts)
    return Walk(replace(plan, count_only=False), ((placeholder, target),))


def _each_in_full(
    table: Table, read: Read, usable: Sequence[Constraint], wanted: Wanted, facts: Facts
) -> Plan | None:
    """A list that lacks used columns gives the keys, and each row is read in full by its key."""
    full = next((r for r in table.reads if r.unique and not _lacks(table, r, wanted.used)), None)
    if full is None:
        return None
    names = full.placeholders
    known = [c for c in usable if c.value is not UNKNOWN]
    keys = frozenset(name.lower() for name in names)
    found = _plan(table, read, known, Wanted(known, used=keys, plain=True), facts)
    if found is None:
        return None
    walk = Walk(found, tuple((name, name) for name in names))
    plan = Plan(table, full, parents=walk, limit=_rows_wanted(wanted), used=wanted.used)
    plan = _with_probe(plan, usable)
    return _priced(plan, wanted, facts)


def _fills(bound: Bound) -> bool:
    return bound.take is None or "=" in bound.take.ops


def _bounds(table: Table, read: Read, usable: Sequence[Constraint], wanted: Wanted) -> Iterator[Bound]:
    """Each constraint the read can hand on; a placeholder or single-valued parameter takes one only."""
    taken: set[tuple[str, str]] = set()
    for column in read.placeholders:
        for constraint in usable:
            if constraint.column == column and constraint.op == "=" and (column, "=") not in taken:
                taken.add((column, "="))
                yield _bound(table, read, constraint, None, wanted)
    for take in read.takes:
        for constraint in usable:
            slot = (take.param + take.term, take.column)
            if constraint.column == take.column and _takes(take, constraint) and slot not in taken:
                taken.add(slot)
                yield _bound(table, read, constraint, take, wanted)


def _bound(table: Table, read: Read, constraint: Constraint, take: Take | None, wanted: Wanted) -> Bound:
    column = table.by_name[constraint.column.lower()]
    known = constraint.value is not UNKNOWN
    equals = column.name not in read.loose if take is None else take.exact
    equals = equals and constraint.op == "=" and not constraint.is_set
    exact = equals and known and goes_as_it_is(column, constraint.value)
    return Bound(
        constraint.position,
        column,
        constraint.op,
        take,
        constraint.is_set,
        known,
        exact and not wanted.plain,
        constraint.value,
        exact,
        equals and not known,
    )


def _takes(take: Take, constraint: Constraint) -> bool:
    if not constraint.same_rule or (constraint.is_set and "=" not in take.ops):
        return False
    if constraint.op not in take.ops and not (constraint.op == "=" and set(take.ops) & {">=", "<="}):
        return False
    if constraint.value is UNKNOWN or not take.only:
        return constraint.value is not None
    return constraint.value in take.only


def _with_probe(plan: Plan, usable: Sequence[Constraint]) -> Plan:
    """Add the look-up among read rows for a join that the API has no filter for."""
    handed = {bound.position for bound in plan.bounds}
    for constraint in usable:
        if (
            constraint.op == "="
            and constraint.position not in handed
            and constraint.same_rule
            and not constraint.is_set
            and constraint.value is UNKNOWN
        ):
            return replace(plan, probe=constraint)
    return plan


def _with_order(plan: Plan, wanted: Wanted) -> Plan:
    """Take over the wanted order where the API promises just that and one request chain gives all rows."""
    sort = plan.read.sort
    alone = plan.parents is None and not any(bound.is_set for bound in plan.bounds) and plan.probe is None
    if sort is None or not alone or len(wanted.order) != 1 or wanted.plain:
        return plan
    column, descending = wanted.order[0]
    if not _can_sort(sort, column, descending):
        return plan
    return replace(plan, order=(column, descending), limit=wanted.limit)


def _can_sort(sort: Sort, column: str, descending: bool) -> bool:
    default, _, direction = sort.default.partition(" ")
    return column in sort.fields or (column == default and descending == (direction == "desc"))


def _priced(plan: Plan, wanted: Wanted, facts: Facts) -> Plan:
    joined = [b for b in plan.bounds if not b.known and not b.is_set and b.op == "=" and not b.column.echo]
    rows, requests = _estimate(plan, facts)
    if joined and plan.parents is None:
        plan = _with_instead(plan, joined[0], wanted, facts)
    elif plan.parents is None and any(bound.is_set for bound in plan.bounds):
        large = _at_large(plan, wanted, facts)
        plan = replace(plan if large is None else _checked_as(plan, large), instead=large)
    plan = _with_beyond(plan, wanted, facts)
    if _count_only(plan, wanted, facts):
        return replace(plan, count_only=True, estimate=1, cost=REQUEST + rows / 100, rows=rows)
    cost = requests * REQUEST * plan.read.weight + rows
    if joined and _is_key(plan, joined):
        cost = KEY_LOOKUP * max(1.0, requests) * plan.read.weight / _together(joined[0]) + rows
    elif _goes_beyond(plan, rows) and plan.beyond is not None:
        requests = 1 + plan.beyond.estimate
        cost = REQUEST * plan.read.weight + plan.beyond.cost
    if plan.probe is not None:
        cost, rows = cost * 0.01 + KEY_LOOKUP, max(1.0, rows / 20)
    unique = plan.read.unique and plan.parents is None and not any(bound.is_set for bound in plan.bounds)
    return replace(plan, estimate=requests, cost=cost, rows=rows, unique=unique)


def _together(bound: Bound) -> int:
    """Look-ups that share a request."""
    return bound.take.limit if bound.take is not None and bound.column.key else 1


def _goes_beyond(plan: Plan, rows: float) -> bool:
    """More rows are expected, and wanted, than the read can give."""
    cap = plan.read.cap
    return bool(cap) and rows > cap and (plan.limit is None or plan.limit > cap)


def _with_beyond(plan: Plan, wanted: Wanted, facts: Facts) -> Plan:
    """Beside a read that may not give every row, or cannot be sent without a filter, one that always does."""
    read = plan.read
    if not (read.cap or read.filtered) or plan.parents is not None:
        return plan
    handed = {bound.position for bound in plan.bounds}
    others = [c for c in wanted.constraints if c.usable and (c.position in handed or c.value is not UNKNOWN)]
    plain = replace(wanted, order=(), plain=True, limit=None)
    reads = [
        r for r in plan.table.reads if not (r.cap or r.unique or r.walk or (r.filtered and read.filtered))
    ]
    found = [_plan(plan.table, r, others, plain, facts) for r in reads]
    plans = [p for p in found if p is not None and not (p.partial or p.parents or p.probe)]
    if not plans:
        return plan
    beyond = min(plans, key=lambda p: p.cost)
    return replace(_checked_as(plan, beyond), beyond=replace(beyond, text=describe(beyond)))


def _checked_as(plan: Plan, other: Plan) -> Plan:
    """The plan, with SQLite checking what the rows of the plan in its place are not sure to satisfy."""
    exact = {bound.position for bound in other.bounds if bound.exact}
    bounds = [replace(b, omit=b.omit and b.position in exact) for b in plan.bounds]
    return replace(plan, bounds=tuple(bounds))


def _is_key(plan: Plan, joined: Sequence[Bound]) -> bool:
    """A look-up along a key: what other pages show will be asked for can be fetched along with it."""
    return any(bound.column.key or bound.column.points_to for bound in joined) and (
        plan.read.unique or any(bound.take is None or _together(bound) > 1 for bound in joined)
    )


def _with_instead(plan: Plan, joined: Bound, wanted: Wanted, facts: Facts) -> Plan:
    """Beside looking up value by value, the plan that reads the table at large and looks up locally."""
    cheapest = _at_large(plan, wanted, facts)
    if cheapest is None:
        return plan
    probe = next(c for c in wanted.constraints if c.position == joined.position)
    return replace(_checked_as(plan, cheapest), instead=replace(cheapest, probe=probe))


def _at_large(plan: Plan, wanted: Wanted, facts: Facts) -> Plan | None:
    """The cheapest plan that needs none of the values which only the running statement knows."""
    others = [c for c in wanted.constraints if c.usable and c.value is not UNKNOWN]
    plain = replace(wanted, order=(), plain=True, limit=None)
    found = [_plan(plan.table, read, others, plain, facts) for read in plan.table.reads]
    plans = [one for one in found if one is not None and not one.partial]
    if not plans:
        return None
    cheapest = min(plans, key=lambda found: found.cost)
    return replace(cheapest, text=describe(cheapest))


def _estimate(plan: Plan, facts: Facts) -> tuple[float, float]:
    """Rows and requests to expect."""
    size = page_size(facts.paging_of(plan.read))
    rows = facts.rows_of(plan.table)
    chains = 1.0
    for bound in plan.bounds:
        values = GUESSED_VALUES if bound.is_set else 1
        share = 1 / max(1.0, rows) if _is_the_key(plan, bound) else _selectivity(bound, rows, facts)
        rows *= min(1.0, share * values)
        chains *= math.ceil(values / (bound.take.limit if bound.take else 1)) if bound.is_set else 1
    if plan.read.unique and plan.parents is None:
        return chains, chains
    if plan.parents is not None:
        walked = plan.parents.plan
        rows = max(1.0, walked.rows if walked.table is plan.table else rows)
        return rows, max(1.0, walked.estimate + walked.rows)
    return max(1.0, rows), max(chains, math.ceil(rows / size))


def _is_the_key(plan: Plan, bound: Bound) -> bool:
    return bound.op == "=" and plan.table.keys == (bound.column.name,)


def _selectivity(bound: Bound, rows: float, facts: Facts) -> float:
    """The share of the rows that a filter leaves: even shares along an id, rough guesses otherwise."""
    if bound.take is None and bound.column.key:
        return 1 / max(1.0, rows)
    if bound.column.echo:
        return 1.0
    if bound.op != "=":
        return 0.3
    if bound.column.points_to:
        return 1 / max(1.0, facts.rows_of(facts.table_named(bound.column.points_to.partition(".")[0])))
    return 0.3 if bound.take and bound.take.only else 0.02


def _count_only(plan: Plan, wanted: Wanted, facts: Facts) -> bool:
    """Only the number of rows is wanted, and one request tells it exactly."""
    if plan.parents or plan.probe or wanted.plain or plan.read.unique or plan.order:
        return False
    if plan.read.rows.count("[]") != 1 or plan.partial or plan.read.where:
        return False
    given = {bound.column.name.lower() for bound in plan.bounds if bound.exact or bound.equals}
    return (
        _tells_number(plan, facts)
        and all(bound.exact or bound.equals for bound in plan.bounds)
        and wanted.used <= given
        and wanted.limit is None
    )


def _tells_number(plan: Plan, facts: Facts) -> bool:
    """A request of its own, or else the first page, tells how many rows there are."""
    paging = facts.paging_of(plan.read)
    if count_of(plan) is not None:
        return True
    return not isinstance(paging, OnePage) and bool(paging.count_at)
