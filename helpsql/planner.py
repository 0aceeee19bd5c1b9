"""Which request answers a query: constraints, order and used columns -> the cheapest Plan.

Pure: facts in, value out. `vtab` translates SQLite's planning request into `Wanted`; `bounds` says which
filters a read takes, `pricing` what that costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpsql.bounds import bounds_of, fills, key_read, lacks, misses, not_told, passed_on
from helpsql.plan import UNKNOWN, Bound, Constraint, Plan, Walk, Wanted, describe
from helpsql.pricing import Facts, joined_by, priced
from helpsql.spec import Read, Sort, Table


class Refused(Exception):  # noqa: N818 - not an error: SQLite is to try another order of tables
    """A required filter exists but cannot be used in this order of tables."""


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
    best = min(plans, key=lambda plan: (_misses_some(plan, wanted), plan.cost))
    return replace(best, text=describe(best) + _verifying(best, wanted))


def _verifying(plan: Plan, wanted: Wanted) -> str:
    """What is said of rows that are read again by key."""
    found = key_read(plan.table, plan.used) if wanted.verified and plan.read.lag else None
    return f", then each row as it is now: GET {found[0].path}" if found else ""


def _misses_some(plan: Plan, wanted: Wanted) -> bool:
    """Rows may be missing that the statement needs: of those it changes, not the ones that take no change."""
    among = plan.read.among.items()
    beyond_reach = bool(among) and all(set(values) <= {*wanted.final.get(c, ())} for c, values in among)
    return bool(plan.partial) and not beyond_reach


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
    if lacks(table, read, wanted.used):
        full = _each_in_full(table, read, usable, wanted, facts)
        if full is not None:
            return full
    bounds = tuple(bounds_of(table, read, usable, wanted))
    if read.filtered and all(bound.take is None for bound in bounds):
        return None
    filled = {bound.column.name for bound in bounds if fills(bound)}
    if any(table.by_name[c.column.lower()].echo and c.op == "=" and c.column not in filled for c in usable):
        return None
    unfilled = [name for name in read.required if name not in filled]
    if unfilled and (not read.walk or len(unfilled) > 1):
        return None
    passed = tuple(passed_on(table, read, usable)) if unfilled else ()
    parents = _walk(table, read, unfilled[0], passed, facts) if unfilled else None
    bounds += passed
    plan = _bare(table, read, wanted, bounds=bounds, parents=parents)
    missing = (misses(read, usable), not_told(table, read, wanted.used))
    plan = replace(plan, partial=" ".join(filter(None, missing)))
    return priced(_with_others(_with_order(_with_probe(plan, usable), wanted), wanted, facts), wanted, facts)


def _bare(
    table: Table, read: Read, wanted: Wanted, *, bounds: tuple[Bound, ...] = (), parents: Walk | None = None
) -> Plan:
    """The read for what is wanted, before anything else is decided."""
    limit = _rows_wanted(wanted)
    return Plan(table, read, bounds, parents=parents, limit=limit, used=wanted.used, asked=wanted.asked)


def _rows_wanted(wanted: Wanted) -> int | None:
    """The LIMIT, where no sorting needs all rows first."""
    return None if wanted.order else wanted.limit


def _walk(table: Table, read: Read, placeholder: str, passed: Sequence[Bound], facts: Facts) -> Walk:
    """The rows of the table that the placeholder points to, as far as the bounds passed on to it let them."""
    name, _, target = table.by_name[placeholder.lower()].points_to.partition(".")
    limits = [Constraint(b.position, b.parent, b.op, usable=True, value=b.value) for b in passed]
    used = frozenset(column.lower() for column in (target, read.tells) if column)
    plan = choose(facts.table_named(name), Wanted(limits, used=used, asked=set(used)), facts)
    return Walk(replace(plan, count_only=False), ((placeholder, target),), read.tells)


def _each_in_full(
    table: Table, read: Read, usable: Sequence[Constraint], wanted: Wanted, facts: Facts
) -> Plan | None:
    """A list that lacks used columns gives the keys, and each row is read in full by its key."""
    full = next((r for r in table.reads if r.unique and not lacks(table, r, wanted.used)), None)
    if full is None:
        return None
    names = full.placeholders
    known = [c for c in usable if c.value is not UNKNOWN]
    keys = frozenset(name.lower() for name in names)
    found = _plan(table, read, known, Wanted(known, used=keys, plain=True, asked=set(keys)), facts)
    if found is None:
        return None
    walk = Walk(found, tuple((name, name) for name in names))
    plan = _bare(table, full, wanted, parents=walk)
    plan = _with_probe(plan, usable)
    return priced(_with_others(plan, wanted, facts), wanted, facts)


def _with_probe(plan: Plan, usable: Sequence[Constraint]) -> Plan:
    """Add the look-up among read rows for a join that the API has no filter for.

    Rows that are looked up by their key are few: SQLite checks the rest, and the look-ups stay together.
    """
    if any(bound.column.key for bound in joined_by(plan)):
        return plan
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


def _with_others(plan: Plan, wanted: Wanted, facts: Facts) -> Plan:
    """Beside the plan those that may be taken in its place once more is known."""
    joined = joined_by(plan)
    if joined and plan.parents is None:
        plan = _with_instead(plan, joined[0], wanted, facts)
    elif plan.parents is None and any(bound.is_set for bound in plan.bounds):
        large = _at_large(plan, wanted, facts)
        plan = replace(plan if large is None else _checked_as(plan, large), instead=large)
    return _with_beyond(plan, wanted, facts)


def _with_beyond(plan: Plan, wanted: Wanted, facts: Facts) -> Plan:
    """Beside a read that may not give every row, or cannot be sent without a filter, one that always does."""
    read = plan.read
    bounded = read.cap and read.window is None
    demands = any(bound.take is not None and bound.take.required for bound in plan.bounds)
    if not (bounded or read.filtered or demands) or plan.parents is not None:
        return plan
    handed = {bound.position for bound in plan.bounds}
    others = [c for c in wanted.constraints if c.usable and (c.position in handed or c.value is not UNKNOWN)]
    plain = replace(wanted, order=(), plain=True, limit=None)
    bare = read.filtered or demands
    reads = [
        r
        for r in plan.table.reads
        if not ((r.cap and r.window is None) or r.unique or r.walk)
        and not ((bare and r.filtered) or (demands and r.required))
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
