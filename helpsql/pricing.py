"""What a plan costs: requests and rows to expect, and whether one request tells their number. Pure.

The unit is the request; one row handed to SQLite costs 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpsql.bounds import key_read
from helpsql.paging import page_size
from helpsql.plan import Bound, Plan, Wanted, count_of
from helpsql.spec import OnePage, Read, Table

REQUEST = 1000.0  # cost of one request; one row handed to SQLite costs 1
KEY_LOOKUP = 1.0  # look-ups by key are batched or served from pages: far below a request each
AMONG_ALL = 0.01  # of reading at large, what one of the look-ups costs that share it
BEHIND = 2.0  # how much dearer a read may be that is not behind, where its rows decide what is written
STALE = 0.5  # requests that it is worth to have the rows as they are now
GUESSED_VALUES = 5  # how many values an IN is taken to have
GUESSED_SHARE = 0.1  # of the rows, those that a filter leaves which SQLite alone checks


@dataclass(frozen=True, slots=True)
class Facts:
    """What the planner knows of an account: rows of a table by name, and its tables."""

    rows_of: Callable[[Table], float]
    paging_of: Callable[[Read], Any]
    table_named: Callable[[str], Table]


def priced(plan: Plan, wanted: Wanted, facts: Facts) -> Plan:
    """The plan with what it costs; with nothing but the number of rows, where that is told and wanted."""
    joined = joined_by(plan)
    rows, requests = _estimate(plan, facts)
    if _count_only(plan, wanted, facts):
        parts = _parts(plan)
        return replace(plan, count_only=True, estimate=parts, cost=parts * REQUEST + rows / 100, rows=rows)
    requests = _read_of(plan, wanted, rows, requests)
    cost = (requests * plan.read.weight + (STALE if plan.read.stale else 0)) * REQUEST + rows
    if joined and _is_key(plan, joined):
        cost = KEY_LOOKUP * max(1.0, requests) * plan.read.weight / _together(joined[0]) + rows
    elif _goes_beyond(plan, rows) and plan.beyond is not None:
        requests = 1 + plan.beyond.estimate
        cost = REQUEST * plan.read.weight + plan.beyond.cost
    elif joined and joined[0].take is not None and joined[0].take.about and plan.instead is not None:
        # It turns to reading at large by itself, so it is never dearer than looking up among all rows.
        cost = min(cost, plan.instead.cost * AMONG_ALL)
    if plan.probe is not None:
        cost, rows = cost * AMONG_ALL + KEY_LOOKUP, max(1.0, rows / 20)
    if wanted.verified and plan.read.lag:
        requests, cost = _verified(plan, rows, requests, cost)
    unique = plan.read.unique and plan.parents is None and not any(bound.is_set for bound in plan.bounds)
    return replace(plan, estimate=requests, cost=cost, rows=rows, unique=unique)


def _verified(plan: Plan, rows: float, requests: float, cost: float) -> tuple[float, float]:
    """Requests and cost where each row is read again by its key; a read that is not behind may cost more."""
    found = key_read(plan.table, plan.used)
    again = math.ceil(rows / found[1].limit) if found else 0
    return requests + again, (cost + again * REQUEST) * BEHIND


def _read_of(plan: Plan, wanted: Wanted, rows: float, requests: float) -> float:
    """Requests until a LIMIT is satisfied: rows come in their order, and SQLite drops some of them."""
    if plan.limit is None or plan.parents is not None or plan.read.unique:
        return requests
    handed = {bound.position for bound in plan.bounds}
    local = sum(c.position not in handed for c in wanted.constraints)
    needed = plan.limit / GUESSED_SHARE**local
    return max(1.0, math.ceil(requests * min(1.0, needed / max(1.0, rows))))


def joined_by(plan: Plan) -> list[Bound]:
    """The bounds whose value a join, or a parameter, gives one by one."""
    return [b for b in plan.bounds if not b.known and not b.is_set and b.op == "=" and not b.column.echo]


def _estimate(plan: Plan, facts: Facts) -> tuple[float, float]:
    """Rows and requests to expect."""
    size = page_size(facts.paging_of(plan.read))
    rows = facts.rows_of(plan.table)
    chains = _parts(plan)
    for bound in plan.bounds:
        values = GUESSED_VALUES if bound.is_set else 1
        share = 1 / max(1.0, rows) if _is_the_key(plan, bound) else _selectivity(plan, bound, rows, facts)
        rows *= min(1.0, share * values)
        chains *= math.ceil(values / (bound.take.limit if bound.take else 1)) if bound.is_set else 1
    if plan.read.unique and plan.parents is None:
        return chains, chains
    if plan.parents is not None:
        walked = plan.parents.plan
        rows = max(1.0, walked.rows if walked.table is plan.table else rows)
        return rows, max(1.0, walked.estimate + walked.rows)
    return max(1.0, rows), max(chains, math.ceil(rows / size))


def _parts(plan: Plan) -> float:
    """In how many parts the rows come."""
    param, values = plan.read.parts
    picked = any(bound.take is not None and bound.take.param == param for bound in plan.bounds)
    return 1.0 if not param or picked else float(len(values))


def _is_the_key(plan: Plan, bound: Bound) -> bool:
    return bound.op == "=" and plan.table.keys == (bound.column.name,)


def _selectivity(plan: Plan, bound: Bound, rows: float, facts: Facts) -> float:
    """The share of the rows that a filter leaves: even shares along an id, rough guesses otherwise."""
    if bound.take is None and bound.column.key:
        return 1 / max(1.0, rows)
    if bound.column.echo:
        return 1.0
    if bound.op != "=":
        return 0.8 if bound.op == "<>" else 0.3
    if bound.take is not None and bound.take.about:
        return bound.take.about / max(1.0, rows)
    if bound.column.points_to:
        target = facts.table_named(bound.column.points_to.partition(".")[0])
        # A guess is shared out among guessed rows: one number known beside it would make the share absurd.
        is_guess = facts.rows_of(plan.table) == plan.table.rows
        return 1 / max(1.0, facts.rows_of(target), target.rows if is_guess else 0)
    return 0.3 if bound.take and bound.take.only else 0.02


def _together(bound: Bound) -> int:
    """Look-ups that share a request."""
    return bound.take.limit if bound.take is not None and bound.column.key else 1


def _is_key(plan: Plan, joined: Sequence[Bound]) -> bool:
    """A look-up along a key: what other pages show will be asked for can be fetched along with it."""
    return any(bound.column.key or bound.column.points_to for bound in joined) and (
        plan.read.unique or any(bound.take is None or _together(bound) > 1 for bound in joined)
    )


def _goes_beyond(plan: Plan, rows: float) -> bool:
    """More rows are expected, and wanted, than the read can give."""
    cap = 0 if plan.read.window is not None else plan.read.cap
    return bool(cap) and rows > cap and (plan.limit is None or plan.limit > cap)


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
