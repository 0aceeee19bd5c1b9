"""What a statement would send, in words, with an estimate: EXPLAIN QUERY PLAN read back. Nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpsql import catalog, statements
from helpsql.errors import Error, ProgrammingError
from helpsql.intent import aim, columns, written
from helpsql.plan import Plan
from helpsql.pointing import pointed
from helpsql.rules import not_offered
from helpsql.scope import Scope

if TYPE_CHECKING:
    from helpsql.engine import Engine, Parameters
    from helpsql.spec import Write

_TABLE = re.compile(r"(?:SCAN|SEARCH) (\S+)(?: EXISTS)? VIRTUAL TABLE INDEX (\d+):")

DEAR = 20
"""Requests from which on it is told how they could be fewer."""
MOST_NAMED = 12
_FORESEEN = {"select", *statements.WRITES}


@dataclass(frozen=True, slots=True)
class Step:
    """One use of a table: its requests in words, and how many, low and about high (None: cannot be told).

    hint   why they are many, and what would make them fewer
    """

    text: str
    requests_low: int
    requests_high: int | None
    hint: str = ""

    def __str__(self) -> str:
        low, high = self.requests_low, self.requests_high
        if high is None:
            return f"{self.text}: {low} or more requests"
        many = f"{low:,}" if low == high else f"{low:,} to about {high:,}"
        return f"{self.text}: {many} request{'' if many == '1' else 's'}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps of a statement, in SQLite's order (outer tables first)."""

    steps: list[Step] = field(default_factory=list)

    @property
    def hints(self) -> list[str]:
        """What the author of the statement could do about its costs."""
        return list(dict.fromkeys(step.hint for step in self.steps if step.hint))

    @property
    def most(self) -> int:
        """About how many requests at most; steps that cannot tell count as the least they send."""
        return sum(step.requests_low if (high := step.requests_high) is None else high for step in self.steps)

    def __str__(self) -> str:
        lines = [*self.steps, *([self.total] if self.total is not None else [])]
        return "\n".join(map(str, lines)) or "no requests"

    @property
    def total(self) -> Step | None:
        """What several steps take together, where it can be told."""
        highs = [step.requests_high for step in self.steps if step.requests_high is not None]
        if len(self.steps) < 2 or len(highs) < len(self.steps):
            return None
        return Step("together", sum(step.requests_low for step in self.steps), sum(highs))


def explained(engine: Engine, sql: str, parameters: Parameters) -> Explanation:
    """How the statement would be answered; an error in it is raised."""
    with pointed(sql):
        engine.schemas.enter_needed(sql)
        try:
            # A table that a transaction connects without the account's own columns stays so to its end.
            with nullcontext() if engine.in_transaction else engine.schemas.asking_nothing():
                return _planned(engine, sql, parameters)
        except ProgrammingError as error:
            # A table of the account's own making: that it exists has to be asked, once.
            if error.code != "no-table" or not engine.schemas.find_families(sql):
                raise
            return _planned(engine, sql, parameters)


def foreseen(engine: Engine, sql: str, parameters: Parameters, *, asking: bool) -> Explanation | None:
    """The same of a text that need be no statement yet."""
    if (
        statements.kind(sql) not in _FORESEEN
        or catalog.lists_tables(sql)
        or len(statements.split(sql)) != 1
        or (engine.in_transaction and not asking)
    ):
        return None
    engine.advises = False
    try:
        engine.schemas.enter_needed(sql)
        with nullcontext() if asking else engine.schemas.asking_nothing():
            return _planned(engine, sql, parameters)
    except Error:
        return None
    finally:
        engine.advises = True


def _planned(engine: Engine, sql: str, parameters: Parameters) -> Explanation:
    statements.check_text(sql)
    what = statements.kind(sql)
    if what == "call":
        return Explanation([_call(engine, sql, parameters)])
    scope = Scope(None, sql)
    scope.planning = True
    if what in statements.WRITES and written(engine, sql) is not None:
        scope.writes = True
        scope.named = frozenset(statements.identifiers(sql)) if what == "update" else None
        aim(scope, sql)
    plain = statements.without_returning(sql)
    ran = f"EXPLAIN QUERY PLAN {plain}"
    with engine.running.inside(scope, ran):
        rows = list(engine.db.execute(ran, parameters or None, can_cache=False))
    uses = [detail for *_, detail in rows if detail.startswith(("SCAN", "SEARCH"))]
    found = [use for detail in uses if (use := _TABLE.match(detail))]
    steps = [_step(scope, use[1], int(use[2]), alone=len(uses) == 1) for use in found]
    return Explanation([*(step for step in steps if step is not None), *_writes(engine, sql, what)])


def _step(scope: Scope, name: str, number: int, *, alone: bool) -> Step | None:
    if number >= len(scope.plans):
        return None
    plan = scope.plans[number]
    if plan.missing:
        return Step(f"{name} needs {', '.join(plan.missing)} in WHERE and fails without", 0, 0)
    low, high = _bounds(plan, alone=alone)
    return Step(f"{name}: {plan.text}", low, high, _hint(plan, name) if (high or 0) > DEAR else "")


def _hint(plan: Plan, name: str) -> str:
    """Which conditions would go along, where none does."""
    if plan.bounds or plan.count_only:
        return ""
    taken = {take.column for read in plan.table.reads for take in read.takes}
    taken |= {place for read in plan.table.reads for place in read.placeholders}
    known = [column.name for column in plan.table.columns if column.name in taken]
    shown = ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
    return f"No condition goes along to {name}; it takes those on {shown}." if known else ""


def _bounds(plan: Plan, *, alone: bool) -> tuple[int, int | None]:
    """At least one request; at most what reading at large takes, or the estimate.

    alone   no other table gives this one's values
    """
    told = all(bound.known or (alone and not bound.is_set) for bound in plan.bounds)
    if (plan.count_only and told) or (plan.unique and plan.instead is None):
        return 1, (1 if told else None)
    high = plan.estimate if told or plan.instead is None else max(plan.estimate, plan.instead.estimate)
    return 1, max(1, round(high))


def _writes(engine: Engine, sql: str, what: str) -> Iterator[Step]:
    """The requests of one changed row: those that carry what the statement sets."""
    if what not in statements.WRITES or (found := written(engine, sql)) is None:
        return
    account, table = found
    ways = {"insert": [table.insert], "replace": [table.insert], "delete": [table.delete]}
    offered = [write for write in ways.get(what, table.update) if write is not None]
    if not offered:
        raise not_offered(account, table, "INSERT" if what == "replace" else what.upper())
    given = {name.lower() for name in columns(sql)} if what == "update" else set[str]()
    elsewhere = {name.lower() for write in offered for name in write.columns}
    for write in offered:
        carried = {name.lower() for name in write.columns} or given - elsewhere
        if not given or given & carried:
            yield Step(f"then {_rows_of(write)}", 0, None)


def _rows_of(write: Write) -> str:
    """The requests that carry rows, in words."""
    one, many = f"{write.method} {write.path}", write.many
    if many is None:
        return f"{one} for each row"
    bulk = f"{many.method} {many.path} for each {many.size} rows"
    return bulk if many.only else f"{one} for one row, {bulk}"


def _call(engine: Engine, sql: str, parameters: Parameters) -> Step:
    """The request of a call, its arguments checked; one of several requests tells its name."""
    from helpsql.calling import prepare

    write = prepare(engine, Scope(None, sql), sql, parameters)
    procedure = write.procedure
    if procedure.steps is not None:
        return Step(f"{write.account.name}: {procedure.name}", 1, None)
    return Step(f"{write.account.name}: {procedure.method} {procedure.path}", 1, 1)
