"""Sending what a transaction holds: side by side where rows are of a kind, and telling what became of each.

After a failure nothing more is begun; what is under way is waited for. What an error says of a write stands
in `reports`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from helpsql.bodies import Step, steps
from helpsql.bulk import Parcel, Stage, is_bulk, stages
from helpsql.callbodies import first_request, new_id, run_procedure
from helpsql.complained import tell_columns
from helpsql.errors import Error, Outcome
from helpsql.jobs import End, Verdict, see_through
from helpsql.pending import CallWrite, RowWrite
from helpsql.planned import kind_of, planned, rows_of
from helpsql.remembering import remember
from helpsql.reports import Report, failure, outcome_of, outcome_of_step, state_after
from helpsql.retry import is_read
from helpsql.spec import Request, Response
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.pending import Pending
    from helpsql.scope import Scope

__all__ = ["Report", "check_budget", "planned", "run_procedure", "send_all"]

FULL_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds to wait, at first and at most, for others' jobs to end."""

Thing = TypeVar("Thing")
Result = TypeVar("Result")


@dataclass(slots=True)
class _Done:
    """One write's result: an outcome a request."""

    write: Pending
    outcomes: list[Outcome]
    new_id: SqlValue = None
    stray: SqlValue = None
    error: Error | None = None


def send_all(writes: Sequence[Pending], scope: Scope) -> Report:
    """Send the writes; WriteError with every outcome when one failed. Costs a request or more a row."""
    report = Report()
    groups = [list(group) for _, group in itertools.groupby(writes, key=kind_of)]
    scope.writing(0, len(writes))
    sent = 0
    for number, group in enumerate(groups):
        for done in _group(group, scope):
            _enter(report, done)
            sent += 1
            scope.writing(sent, len(writes))
        if report.error is not None:
            late = itertools.chain.from_iterable(groups[number + 1 :])
            report.outcomes += [outcome_of(write, "unsent") for write in late]
            raise failure(report) from report.error
    return report


def _enter(report: Report, done: _Done) -> None:
    if any(outcome.state in ("applied", "unknown") for outcome in done.outcomes):
        remember(done.write, done.stray if done.new_id is None else done.new_id)
    report.outcomes += done.outcomes
    report.error = report.error or done.error
    if done.new_id is not None:
        report.new_ids.append(done.new_id)
        if isinstance(done.write, RowWrite):
            report.made[done.write.rowid] = done.new_id
    elif done.stray is not None and isinstance(done.write, RowWrite):
        report.strays[done.write.rowid] = done.stray


def check_budget(writes: Sequence[Pending], scope: Scope) -> None:
    """Stop before the first request when they cannot all be sent within the statement's budget.

    How often a job must be looked at is not known, so its looks are not in the number.
    """
    scope.expects(sum(_requests(list(group)) for _, group in itertools.groupby(writes, key=kind_of)))


def _requests(group: Sequence[Pending]) -> int:
    """Of a procedure that first asks: the question and what it leads to."""
    if isinstance(group[0], CallWrite):
        return 2 if is_read(first_request(group[0]).method) else 1
    return sum(len(stage) for stage in stages(rows_of(group)))


def _group(writes: Sequence[Pending], scope: Scope) -> Iterator[_Done]:
    """Send a group: many rows in a request where the API takes them, else a row after another."""
    planned = stages(rows_of(writes))
    if is_bulk(planned):
        yield from _in_bulk(rows_of(writes), planned, scope)
    elif len(writes) == 1:
        yield _send(writes[0], scope)
    else:
        send = partial(_send, scope=scope)
        for write, done in _abreast(writes, send, writes[0].account, lambda done: done.error is None):
            yield done or _Done(write, [outcome_of(write, "unsent")])


def _abreast(
    things: Sequence[Thing],
    send: Callable[[Thing], Result],
    account: Account,
    good: Callable[[Result], bool],
    most: int | None = None,
) -> Iterator[tuple[Thing, Result | None]]:
    """Send a window of things at a time; begin no new ones after a failure. None: it was not sent."""
    waiting: list[tuple[Thing, Future[Result]]] = []
    failed, rest = False, iter(things)
    while not failed or waiting:
        if not failed:
            room = min(account.client.concurrency, most or account.client.concurrency) - len(waiting)
            waiting += [(one, account.pool.submit(send, one)) for one in itertools.islice(rest, max(0, room))]
        if not waiting:
            break
        thing, future = waiting.pop(0)
        result = future.result()
        failed = failed or not good(result)
        yield thing, result
    yield from ((thing, None) for thing in rest)


def _in_bulk(writes: Sequence[RowWrite], planned: Sequence[Stage], scope: Scope) -> Iterator[_Done]:
    """Send the stages one after another; after a failure no more of them."""
    account = writes[0].account
    told: dict[tuple[int, int], Verdict] = {}
    error: Error | None = None
    most = account.helpdesk.job.most if account.helpdesk.job else None
    for stage in planned:
        todo = stage if error is None else []
        send = partial(_parcel, account=account, scope=scope)
        for parcel, end in _abreast(todo, send, account, lambda end: end.error is None, most):
            if end is not None:
                error = error or end.error
                served = itertools.cycle(end.verdicts)
                for member, verdict in zip((*parcel.members, *parcel.also), served, strict=False):
                    told[member.row, member.place] = verdict
    for row, write in enumerate(writes):
        done = _told(row, write, told)
        done.error, error = error, None
        yield done


def _told(row: int, write: RowWrite, told: Mapping[tuple[int, int], Verdict]) -> _Done:
    """What became of a row, from what became of the requests that served it."""
    done, todo = _Done(write, []), steps(write)
    for place, step in enumerate(todo):
        verdict = told.get((row, place), Verdict("unsent"))
        made = verdict.made if write.kind == "insert" else None
        done.new_id = made if made is not None else done.new_id
        done.stray = verdict.stray
        done.outcomes.append(
            outcome_of_step(
                write, step, verdict.state, verdict.reason, made=done.new_id, alone=len(todo) == 1
            )
        )
    return done


def _parcel(parcel: Parcel, account: Account, scope: Scope) -> End:
    """Send a request and, where it only begins the work, wait for the end of that."""
    rows, job = len(parcel.members), account.helpdesk.job
    try:
        response = _begun(parcel.request, account, scope)
    except Error as error:
        _explain_conflict(error, parcel.members[0].step)
        return End([Verdict(state_after(error), error.message)] * rows, error)
    if parcel.many is not None and parcel.many.job and job is not None:
        return see_through(parcel, response, job, lambda look: account.client.send(look, scope), account.name)
    first = parcel.members[0]
    made = None
    if first.write.kind == "insert" and rows == 1:
        made = new_id(response, account.helpdesk, first.step.how.wrap, first.step.how.new_id)
    return End([Verdict("applied", made=made)] * rows)


def _begun(request: Request, account: Account, scope: Scope) -> Response:
    """The answer; while the account has too many jobs in flight, the request is refused and sent again."""
    job, waited, pause = account.helpdesk.job, 0.0, FULL_PAUSE
    while True:
        try:
            return account.client.send(request, scope)
        except Error as error:
            is_full = job is not None and job.full and job.full in error.api_message and error.status == 429
            if not is_full or job is None or waited >= job.patience:
                raise
        request = replace(request, wait=pause)
        waited, pause = waited + pause, min(pause * 2, LONGEST_PAUSE)


def _explain_conflict(error: Error, step: Step) -> None:
    if error.status == 409 and step.locked:
        error.hint = "The row was changed since it was read; run the statement again."


def _send(write: Pending, scope: Scope) -> _Done:
    done = _Done(write, [])
    if isinstance(write, CallWrite):
        _call(write, scope, done)
    else:
        _row(write, scope, done)
    return done


def _row(write: RowWrite, scope: Scope, done: _Done) -> None:
    """Send a row's requests one after another, up to the first that fails."""
    todo = steps(write)
    tell = partial(outcome_of_step, write, alone=len(todo) == 1)
    for place, step in enumerate(todo):
        try:
            response = write.account.client.send(step.request, scope)
        except Error as error:
            _explain_conflict(error, step)
            tell_columns(error, write)
            done.error = error
            done.outcomes.append(tell(step, state_after(error), error.message))
            done.outcomes += [tell(late, "unsent") for late in todo[place + 1 :]]
            return
        if write.kind == "insert":
            done.new_id = new_id(response, write.account.helpdesk, step.how.wrap, step.how.new_id)
        done.outcomes.append(tell(step, "applied", made=done.new_id))


def _call(write: CallWrite, scope: Scope, done: _Done) -> None:
    begun: list[Request] = []

    def send(request: Request) -> Response:
        response = write.account.client.send(request, scope)
        begun.extend([] if is_read(request.method) else [request])
        return response

    try:
        write.rows[:] = run_procedure(write, send)
    except Error as error:
        done.error = error
        done.outcomes.append(outcome_of(write, _state_of_call(error, begun), error.message))
        return
    done.new_id = write.rows[0].get("Id") if write.rows else None
    done.outcomes.append(replace(outcome_of(write, "applied"), made=done.new_id))


def _state_of_call(error: Error, begun: Sequence[Request]) -> str:
    """A question that is refused leaves the write unsent, whatever its answer was, if none went before."""
    state = state_after(error)
    if error.code == "job":
        return "refused"
    asked = state != "unsent" and is_read(error.method or "POST")
    if begun and (asked or state == "unsent"):
        return "unknown"
    return "refused" if asked else state
