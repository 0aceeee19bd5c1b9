"""Running a CALL: find the procedure, let SQLite compute the arguments, check them, send or hold it.

A call joins the open transaction through a table of its own, so that savepoints, ROLLBACK and COMMIT mean
for it what they mean for rows. Procedures that only read run at once.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from helpsql import calls, session
from helpsql.callbodies import check_arguments, run_procedure
from helpsql.catalog import SESSION
from helpsql.errors import NotSupportedError, ProgrammingError
from helpsql.pending import CallWrite
from helpsql.result import Result
from helpsql.unknown import schema_error

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.calls import Call
    from helpsql.engine import Engine, Parameters
    from helpsql.scope import Scope
    from helpsql.spec import Procedure


def find(engine: Engine, sql: str) -> tuple[Call, Account, Procedure]:
    """The parsed CALL and the procedure it means."""
    call = calls.parse(sql)
    if call.schema and call.schema.lower() not in engine.schemas.names:
        raise schema_error(f"no such schema: {call.schema}", call.schema, engine)
    engine.schemas.enter_named(call.schema)
    try:
        account, procedure = calls.resolve(call, engine.accounts.values(), engine.schemas.preferred)
    except ProgrammingError as error:
        if error.code != "no-procedure":
            raise
        engine.schemas.enter_all()  # another schema may have it: then that is offered
        account, procedure = calls.resolve(call, engine.accounts.values(), engine.schemas.preferred)
    return call, account, procedure


def prepare(engine: Engine, scope: Scope, sql: str, parameters: Parameters) -> CallWrite:
    """The call with its arguments computed and checked; nothing is sent but what they themselves read."""
    call, account, procedure = find(engine, sql)
    where = f"{account.name}.{procedure.name}"
    given = calls.evaluate(calls.bind(call, procedure, where), parameters, partial(engine.values, scope))
    return CallWrite(account, procedure, check_arguments(procedure, given, account.helpdesk, where))


def run_call(engine: Engine, scope: Scope, sql: str, parameters: Parameters) -> Result:
    """The procedure's rows; a row of NULLs while it is held, or only planned."""
    procedure = find(engine, sql)[2]
    if procedure.writes and engine.read_only:
        raise NotSupportedError(f"CALL {procedure.name} refused: the session is read-only.", code="read-only")
    scope.verifies = procedure.writes
    write = prepare(engine, scope, sql, parameters)
    if not procedure.writes:
        write.rows[:] = run_procedure(write, lambda request: write.account.client.send(request, scope))
        return _result(scope, write)
    engine.next_call = write
    try:
        held = engine.run(scope, f"INSERT INTO {SESSION}.{session.CALLS} VALUES (0)", ())
    finally:
        engine.next_call = None
    result = _result(scope, write)
    result.planned, result.outcomes = held.planned, held.outcomes
    return result


def _result(scope: Scope, write: CallWrite) -> Result:
    names = write.procedure.returns
    rows = write.rows or ([{}] if names else [])
    shown = [tuple(row.get(name) for name in names) for row in rows]
    result = Result(scope, tuple((name, None) for name in names), iter(shown))
    result.rowcount = 1 if write.procedure.writes else -1
    last = write.rows[0].get("Id") if write.rows else None
    result.lastrowid = last if isinstance(last, int) else None
    return result
