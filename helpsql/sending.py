"""Sending what a transaction holds: side by side where rows are of a kind, and telling what became of each.

After a failure nothing more is begun; what is under way is waited for. Each request is applied (the
helpdesk said so), refused (it said no), unknown (sent, no answer) or unsent.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpsql.bodies import Step, call_request, steps
from helpsql.errors import DatabaseError, Error, InternalError, Outcome, WriteError
from helpsql.paging import look_up
from helpsql.pending import CallWrite, RowWrite
from helpsql.spec import Helpdesk, Request, Response
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.pending import Pending
    from helpsql.scope import Scope

UNKNOWN_OUTCOME = "unknown-outcome"
"""`code` of an error after which nobody knows whether the helpdesk acted."""


@dataclass(slots=True)
class Report:
    """What became of the writes, in order, and the new rows' ids."""

    outcomes: list[Outcome] = field(default_factory=list)
    new_ids: list[SqlValue] = field(default_factory=list)
    error: Error | None = None


@dataclass(slots=True)
class _Done:
    """One write's result: an outcome a request."""

    outcomes: list[Outcome]
    new_id: SqlValue = None
    error: Error | None = None


def send_all(writes: Sequence[Pending], scope: Scope) -> Report:
    """Send the writes; WriteError with every outcome when one failed. Costs a request or more a row."""
    report = Report()
    groups = [list(group) for _, group in itertools.groupby(writes, key=_kind)]
    for number, group in enumerate(groups):
        for done in _group(group, scope):
            report.outcomes += done.outcomes
            if done.new_id is not None:
                report.new_ids.append(done.new_id)
            report.error = report.error or done.error
        if report.error is not None:
            report.outcomes += [_outcome(write, "unsent") for late in groups[number + 1 :] for write in late]
            raise failure(report)
    return report


def check_budget(writes: Sequence[Pending], scope: Scope) -> None:
    """Stop before the first request when they cannot all be sent within the statement's budget."""
    scope.expects(sum(len(steps(w, w.account.helpdesk)) if isinstance(w, RowWrite) else 1 for w in writes))


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
    yield from (_Done([_outcome(write, "unsent")]) for write in rest)


def _send(write: Pending, scope: Scope) -> _Done:
    done = _Done([])
    try:
        if isinstance(write, CallWrite):
            _call(write, scope, done)
        else:
            _row(write, scope, done)
    except Error as error:
        done.error = error
        done.outcomes.append(_outcome(write, _state(error), error.message))
    return done


def _state(error: Error) -> str:
    if error.code == UNKNOWN_OUTCOME:
        return "unknown"
    return "refused" if isinstance(error, DatabaseError) and error.code != "interrupted" else "unsent"


def _row(write: RowWrite, scope: Scope, done: _Done) -> None:
    account = write.account
    todo = steps(write, account.helpdesk)
    for step in todo:
        response = account.client.send(step.request, scope)
        if write.kind == "insert":
            done.new_id = new_id(response, account.helpdesk)
        done.outcomes.append(_applied(write, step, done.new_id, alone=len(todo) == 1))


def _applied(write: RowWrite, step: Step, made: SqlValue, *, alone: bool) -> Outcome:
    action = write.kind.upper() if alone else step.what
    return Outcome(action, _name(write), (made,) if write.kind == "insert" else write.key, "applied")


def _call(write: CallWrite, scope: Scope, done: _Done) -> None:
    write.rows[:] = run_procedure(write, lambda request: write.account.client.send(request, scope))
    done.new_id = write.rows[0].get("Id") if write.rows else None
    done.outcomes.append(_outcome(write, "applied"))


def run_procedure(write: CallWrite, send: Callable[[Request], Response]) -> list[dict[str, Any]]:
    """Send a procedure's requests and give its rows."""
    procedure, helpdesk = write.procedure, write.account.helpdesk
    if procedure.steps is None:
        response = send(call_request(procedure, write.arguments, helpdesk))
        made = new_id(response, helpdesk)
        given = {name.lower(): value for name, value in write.arguments.items()}
        return [{name: made if name == "Id" else given.get(name.lower()) for name in procedure.returns}]
    steps_of = procedure.steps(write.arguments)
    try:
        request = next(steps_of)
        while True:
            request = steps_of.send(send(request))
    except StopIteration as stop:
        rows: list[dict[str, Any]] = stop.value or []
        return rows


def new_id(response: Response, helpdesk: Helpdesk) -> SqlValue:
    """The id of what a request made, None when the answer tells none."""
    place, _, name = helpdesk.new_id.partition(":")
    found = response.headers.get(name) if place == "header" else look_up(response.json, helpdesk.new_id)
    if isinstance(found, str) and found.isdigit():
        return int(found)
    return found if isinstance(found, int | str) else None


def _outcome(write: Pending, state: str, reason: str = "") -> Outcome:
    if isinstance(write, CallWrite):
        return Outcome(
            f"CALL {write.procedure.name}", _name(write), tuple(write.arguments.values()), state, reason
        )
    key = write.key if write.kind != "insert" else ()
    return Outcome(write.kind.upper(), _name(write), key, state, reason)


def _name(write: Pending) -> str:
    return f"{write.account.name}.{write.table.name}" if isinstance(write, RowWrite) else write.account.name


def failure(report: Report) -> WriteError:
    """The error that says what became of every write."""
    error = report.error or InternalError("A write failed without an error.")
    count = {
        state: sum(o.state == state for o in report.outcomes)
        for state in ("applied", "refused", "unknown", "unsent")
    }
    said = ", ".join(f"{number} {state}" for state, number in count.items() if number)
    hint = error.hint
    if count["applied"]:
        hint = f"{hint} What was applied stays: the helpdesk cannot take it back.".strip()
    if count["unknown"]:
        hint = f"{hint} Look at the rows whose outcome is unknown before you send them again.".strip()
    return WriteError(
        f"{error.message} ({said})" if len(report.outcomes) > 1 or count["unknown"] else error.message,
        report.outcomes,
        hint=hint,
        code=error.code,
        helpdesk=error.helpdesk,
        table=error.table,
        method=error.method,
        url=error.url,
        status=error.status,
        api_message=error.api_message,
    )


def planned(writes: Iterable[Pending]) -> Iterator[str]:
    """The requests that would be sent, one line each: dry run and `.pending` show them."""
    import orjson

    for write in writes:
        if isinstance(write, CallWrite):
            requests = (
                [call_request(write.procedure, write.arguments, write.account.helpdesk)]
                if not write.procedure.steps
                else []
            )
            if not requests:
                shown = ", ".join(map(repr, write.arguments.values()))
                yield f"{write.account.name}: {write.procedure.name}({shown})"
        else:
            requests = [step.request for step in steps(write, write.account.helpdesk)]
        for request in requests:
            body = "" if request.body is None else " " + orjson.dumps(request.body).decode()
            yield f"{write.account.name}: {request.method} {request.path}{body}"
