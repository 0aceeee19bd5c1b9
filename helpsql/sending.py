"""Sending what a transaction holds: side by side where rows are of a kind, and telling what became of each.

After a failure nothing more is begun; what is under way is waited for. What an error says of a write stands
in `reports`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import orjson

from helpsql.bodies import steps
from helpsql.callbodies import call_request, first_request, new_id, run_procedure
from helpsql.errors import Error, Outcome
from helpsql.pending import CallWrite, RowWrite
from helpsql.reports import Report, failure, outcome_of, outcome_of_step, state_after
from helpsql.retry import is_read
from helpsql.spec import Request, Response
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.pending import Pending
    from helpsql.scope import Scope

__all__ = ["Report", "check_budget", "planned", "run_procedure", "send_all"]


@dataclass(slots=True)
class _Done:
    """One write's result: an outcome a request."""

    write: Pending
    outcomes: list[Outcome]
    new_id: SqlValue = None
    error: Error | None = None


def send_all(writes: Sequence[Pending], scope: Scope) -> Report:
    """Send the writes; WriteError with every outcome when one failed. Costs a request or more a row."""
    report = Report()
    groups = [list(group) for _, group in itertools.groupby(writes, key=_kind)]
    for number, group in enumerate(groups):
        for done in _group(group, scope):
            _enter(report, done)
        if report.error is not None:
            late = itertools.chain.from_iterable(groups[number + 1 :])
            report.outcomes += [outcome_of(write, "unsent") for write in late]
            raise failure(report) from report.error
    return report


def _enter(report: Report, done: _Done) -> None:
    report.outcomes += done.outcomes
    report.error = report.error or done.error
    if done.new_id is not None:
        report.new_ids.append(done.new_id)
        if isinstance(done.write, RowWrite):
            report.made[done.write.rowid] = done.new_id


def check_budget(writes: Sequence[Pending], scope: Scope) -> None:
    """Stop before the first request when they cannot all be sent within the statement's budget."""
    scope.expects(sum(len(steps(w)) if isinstance(w, RowWrite) else _requests(w) for w in writes))


def _requests(write: CallWrite) -> int:
    """Of a procedure that first asks: the question and what it leads to."""
    return 2 if is_read(first_request(write).method) else 1


def _kind(write: Pending) -> tuple[str, str, str]:
    """Writes of one kind to one table do not depend on each other."""
    if isinstance(write, CallWrite):
        return write.account.name, "", f"call {id(write)}"
    return write.account.name, write.table.name, write.kind


def _group(writes: Sequence[Pending], scope: Scope) -> Iterator[_Done]:
    """Send a group, a window of requests at a time; stop beginning new ones after a failure."""
    if len(writes) == 1:
        yield _send(writes[0], scope)
        return
    account = writes[0].account
    waiting: list[Future[_Done]] = []
    failed, rest = False, iter(writes)
    while not failed or waiting:
        if not failed:
            room = account.client.concurrency - len(waiting)
            waiting += [account.pool.submit(_send, write, scope) for write in itertools.islice(rest, room)]
        if not waiting:
            return
        done = waiting.pop(0).result()
        failed = failed or done.error is not None
        yield done
    yield from (_Done(write, [outcome_of(write, "unsent")]) for write in rest)


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
            done.error = error
            done.outcomes.append(tell(step, state_after(error), error.message))
            done.outcomes += [tell(late, "unsent") for late in todo[place + 1 :]]
            return
        if write.kind == "insert":
            done.new_id = new_id(response, write.account.helpdesk)
        done.outcomes.append(tell(step, "applied", made=done.new_id))


def _call(write: CallWrite, scope: Scope, done: _Done) -> None:
    try:
        write.rows[:] = run_procedure(write, lambda request: write.account.client.send(request, scope))
    except Error as error:
        done.error = error
        state = state_after(error)
        # A question that is refused leaves the write unsent, whatever its answer was.
        asked = state != "unsent" and is_read(error.method or "POST")
        done.outcomes.append(outcome_of(write, "refused" if asked else state, error.message))
        return
    done.new_id = write.rows[0].get("Id") if write.rows else None
    done.outcomes.append(outcome_of(write, "applied"))


def planned(writes: Iterable[Pending], scope: Scope | None = None) -> Iterator[str]:
    """The requests that would be sent, one line each: dry run and `.pending` show them.

    A procedure that first asks is run up to its writes, which are not sent; without a scope it is named.
    """
    for write in writes:
        for request in _requests_of(write, scope):
            if isinstance(request, str):
                yield f"{write.account.name}: {request}"
            else:
                body = "" if request.body is None else " " + orjson.dumps(request.body).decode()
                yield f"{write.account.name}: {request.method} {_address(request)}{body}"


def _address(request: Request) -> str:
    query = "&".join(f"{name}={value}" for name, value in request.params.items())
    return f"{request.path}?{query}" if query else request.path


def _requests_of(write: Pending, scope: Scope | None) -> list[Request | str]:
    if isinstance(write, RowWrite):
        return [step.request for step in steps(write)]
    procedure = write.procedure
    if procedure.steps is None:
        return [call_request(procedure, write.arguments, write.account.helpdesk)]
    if scope is None:
        return [f"{procedure.name}({', '.join(map(repr, write.arguments.values()))})"]
    found: list[Request | str] = []

    def pretend(request: Request) -> Response:
        if is_read(request.method):
            return write.account.client.send(request, scope)
        found.append(request)
        return Response(204, {}, None)

    run_procedure(write, pretend)
    return found
