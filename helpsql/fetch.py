"""Carrying a plan out: which way its rows come, for the values that SQLite gives with Filter.

All rows of it in `scanning`, those of a join in `joining`, their number alone in `counting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.chunks import Chunk
from helpsql.counting import counted, is_sent
from helpsql.errors import ProgrammingError
from helpsql.joining import joined_bound, looked_up, probed_by
from helpsql.lookup import pages_at_large
from helpsql.plan import Plan
from helpsql.scanning import scan, tell
from helpsql.spec import Helpdesk, Take
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.scope import Scope

FEW_REQUESTS = 10
"""Requests for the values of an IN that are sent without looking how large the table is."""


def rows_of(
    account: Account, scope: Scope, plan: Plan, values: Sequence[Any], wanted: SqlValue = None
) -> Iterator[Chunk]:
    """The plan's rows for these values of its bounds; `wanted` is the value its probe looks up.

    Every row the query can need is there; SQLite checks the filters again.
    """
    _check_required(plan, account.helpdesk)
    tell(account, scope, plan)
    if plan.count_only and all(
        is_sent(bound, value) for bound, value in zip(plan.bounds, values, strict=True)
    ):
        return counted(account, scope, plan, values)
    plan = replace(plan, count_only=False) if plan.count_only else plan
    joined = joined_bound(plan)
    if plan.probe is not None:
        return probed_by(account, scope, plan, values, wanted, joined)
    if joined is None:
        return scan(account, scope, *_cheaper(account, scope, plan, values))
    return looked_up(account, scope, plan, values, joined)


def _cheaper(account: Account, scope: Scope, plan: Plan, values: Sequence[Any]) -> tuple[Plan, Sequence[Any]]:
    """The plan, or the table at large where the values of its INs are more than the table's pages."""
    if plan.instead is None:
        return plan, values
    requests = len(account.chains(plan, values))
    if requests <= FEW_REQUESTS or requests <= pages_at_large(account, scope, plan.instead, learn=True):
        return plan, values
    tell(account, scope, plan.instead)
    return plan.instead, [bound.value for bound in plan.instead.bounds]


def _check_required(plan: Plan, helpdesk: Helpdesk) -> None:
    """Raise the error of a plan whose required filters are absent; it names them all."""
    if not plan.missing:
        return
    names = (
        " and ".join((", ".join(plan.missing[:-1]), plan.missing[-1]))
        if plan.missing[1:]
        else plan.missing[0]
    )
    where = " AND ".join(f"{name} = …" for name in plan.missing)
    takes: Sequence[Take] = plan.read.takes
    known = [
        f"{t.column}: {', '.join(plan.table.by_name[t.column.lower()].values)}" for t in takes if t.required
    ]
    valid = "; ".join(text for text in known if not text.endswith(": "))
    listed = [plan.table.by_name[name.lower()].points_to.partition(".")[0] for name in plan.missing]
    values = f" Valid values of {valid}." if valid else ""
    values += "".join(
        f" {helpdesk.name}.{other} lists them." for other in dict.fromkeys(filter(None, listed))
    )
    raise ProgrammingError(
        f"{helpdesk.name}.{plan.table.name} needs {names}.",
        hint=f"Add WHERE {where}.{values}",
        code="missing-filter",
        helpdesk=helpdesk.name,
        table=plan.table.name,
        column=plan.missing[0],
        token=plan.table.name,
    )
