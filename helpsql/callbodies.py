"""From a call's arguments to the requests of its procedure. Pure: whoever runs one is handed `send`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from helpsql.composing import formed, put
from helpsql.errors import Error, ProgrammingError
from helpsql.jsonpaths import pick
from helpsql.paths import fill_path
from helpsql.spec import (
    NOWHERE,
    PLACEHOLDER,
    Helpdesk,
    Parameter,
    Procedure,
    Request,
    Response,
    Style,
    Type,
)
from helpsql.values import SqlValue, api_spelling, json_text, to_json, to_sql

if TYPE_CHECKING:
    from helpsql.pending import CallWrite

Send = Callable[[Request], Response]


def check_arguments(
    procedure: Procedure, given: Mapping[str, SqlValue], helpdesk: Helpdesk, where: str
) -> dict[str, Any]:
    """The arguments as JSON values; refuses missing and invalid ones with the usage line."""
    absent = [p.name for p in procedure.parameters if p.required and given.get(p.name) is None]
    if absent:
        raise ProgrammingError(
            f"{where}: missing argument {', '.join(absent)}.",
            hint=f"Usage: {procedure.usage}",
            code="missing-argument",
            token=procedure.name,
        )
    one_of = procedure.needs_one
    if one_of and all(given.get(name) is None for name in one_of):
        raise ProgrammingError(
            f"{where} needs {' or '.join(one_of)}.",
            hint=f"{procedure.because} Usage: {procedure.usage}".strip(),
            code="missing-argument",
            token=procedure.name,
        )
    try:
        return {p.name: _argument(p, given.get(p.name), where, helpdesk) for p in procedure.parameters}
    except Error as error:
        error.hint = error.hint or f"Usage: {procedure.usage}"
        raise


def _argument(parameter: Parameter, value: Any, where: str, helpdesk: Helpdesk) -> Any:
    value = parameter.default if value is None else value
    if value is None:
        return None
    what = f"{where}: {parameter.name}"
    if parameter.values:
        return api_spelling(value, parameter.values, what=what)
    if parameter.type is Type.JSON and not isinstance(value, str | bytes | int | float):
        return value
    return to_json(value, parameter.type, what=what, when=helpdesk.when, shape=parameter.shape)


def call_request(procedure: Procedure, arguments: Mapping[str, Any], helpdesk: Helpdesk) -> Request:
    """The request of a procedure that needs only one."""
    body: dict[str, Any] = {}
    for path, value in procedure.fixed.items():
        put(body, path, value)
    in_path = PLACEHOLDER.findall(procedure.path)
    for parameter in procedure.parameters:
        value = arguments.get(parameter.name)
        if value is not None and parameter.name not in in_path and parameter.body != NOWHERE:
            put(body, parameter.body or helpdesk.naming(parameter.name), formed(parameter.form, value))
    where = f"{helpdesk.name}.{procedure.name}"
    sent: Any = {procedure.wrap: body} if procedure.wrap else body
    if procedure.style is Style.EMPTY:
        sent = None
    elif procedure.style is Style.OPS:
        sent = [body]
    return Request(
        procedure.method,
        fill_path(procedure.path, arguments, where),
        body=sent,
        repeatable=procedure.repeatable,
        idempotency=procedure.idempotency,
    )


def run_procedure(write: CallWrite, send: Send) -> list[dict[str, Any]]:
    """Send a procedure's requests and give its rows."""
    procedure, helpdesk = write.procedure, write.account.helpdesk
    if procedure.steps is None:
        response = send(call_request(procedure, write.arguments, helpdesk))
        told = {name: _shown(look_at(response.json, path)) for name, path in procedure.gives.items()}
        if "Id" not in told:
            told["Id"] = new_id(response, helpdesk, procedure.wrap)
        return [row | {name: told[name] for name in row if name in told} for row in write.rows]
    steps = procedure.steps(write.arguments)
    try:
        request = next(steps)
        while True:
            request = steps.send(send(request))
    except StopIteration as stop:
        rows: list[dict[str, Any]] = stop.value or []
        return rows


def first_request(write: CallWrite) -> Request:
    """What a procedure sends first: known without asking."""
    procedure = write.procedure
    if procedure.steps is None:
        return call_request(procedure, write.arguments, write.account.helpdesk)
    return next(procedure.steps(write.arguments))


def new_id(response: Response, helpdesk: Helpdesk, wrap: str = "", path: str = "") -> SqlValue:
    """The id of what a request made, None when the answer tells none.

    `path` is a path of its own in the answer; without one, the helpdesk's starts from the member `wrap`.
    """
    place, _, name = helpdesk.new_id.partition(":")
    if path:
        found = look_at(response.json, path)
    elif place == "header":
        found = response.headers.get(name)
    else:
        inner = _member(response.json, wrap) if wrap and isinstance(response.json, Mapping) else None
        body = response.json if inner is None else inner
        found = pick(helpdesk.new_id)(body) if isinstance(body, Mapping) else None
    return to_sql(found, Type.INTEGER) if isinstance(found, int | str) else None


def _member(body: Mapping[str, Any], name: str) -> Any:
    """The member of that name; in another letter case where there is none."""
    return body.get(name, next((one for key, one in body.items() if key.lower() == name.lower()), None))


def look_at(body: Any, path: str) -> Any:
    """The value at a path, where `events[type=Comment]` is the first such element of an array."""
    return pick(path)(body) if isinstance(body, dict) else None


def _shown(value: Any) -> SqlValue:
    return json_text(value) if isinstance(value, list | dict) else value
