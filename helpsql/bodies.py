"""From a pending write or a call to the requests that carry it. Pure; nothing is sent here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from helpsql import ownbodies
from helpsql.errors import ProgrammingError
from helpsql.paths import fill_path
from helpsql.pending import RowWrite
from helpsql.spec import (
    NOWHERE,
    PLACEHOLDER,
    Column,
    Helpdesk,
    Parameter,
    Procedure,
    Request,
    Style,
    Table,
    Type,
    Writable,
    Write,
)
from helpsql.values import SqlValue, api_spelling, to_json


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a row's write; `what` names it in reports ("UPDATE Subject")."""

    request: Request
    what: str


def steps(write: RowWrite, helpdesk: Helpdesk) -> list[Step]:
    """The requests that make the row as it was asked for, in order."""
    table = write.table
    if write.kind == "delete" and table.delete is not None:
        return [Step(_request(table.delete, write.base(), None, helpdesk), "DELETE")]
    if write.kind == "insert" and table.insert is not None:
        return [_insert(write, table, table.insert, helpdesk)]
    changed = dict(write.values)
    found = [step for one in table.update for step in _update(write, one, changed, helpdesk)]
    return [*found, *_own_update(write, changed, helpdesk)]


def _insert(write: RowWrite, table: Table, how: Write, helpdesk: Helpdesk) -> Step:
    body: dict[str, Any] = {}
    for column in _carried(table, how, write.values, Writable.INSERT):
        if column.name not in PLACEHOLDER.findall(how.path):
            value = _value(column, write.values[column.name], table, helpdesk)
            put(body, _body_path(column, helpdesk), value)
    if table.custom is not None and table.custom.body:
        own = ownbodies.elements(table, table.custom, write.values, write.values, helpdesk.when)
        if own:
            body[table.custom.body] = [*body.get(table.custom.body, ()), *own]
    return Step(_request(how, write.values, body, helpdesk), "INSERT")


def _own_update(write: RowWrite, changed: Mapping[str, SqlValue], helpdesk: Helpdesk) -> list[Step]:
    """The requests that change the account's own fields of a row."""
    table, custom = write.table, write.table.custom
    names = [column.name for column in table.columns if column.own and column.name in changed]
    if not names or custom is None or custom.update is None:
        return []
    row, what = {**write.base(), **changed}, f"UPDATE {', '.join(names)}"
    if "{key}" in custom.update.path:
        return [
            Step(_request(how, {**row, "key": key}, body, helpdesk), what)
            for how, key, body in ownbodies.single(table, custom, changed, row, helpdesk.when)
        ]
    body: Any = ownbodies.operations(table, custom, changed, row, helpdesk.when)
    if custom.update.style is not Style.OPS:
        body = {custom.body: ownbodies.whole_set(table, custom, changed, row, helpdesk.when)}
    return [Step(_request(custom.update, write.base(), body, helpdesk), what)]


def _carried(table: Table, how: Write, values: Mapping[str, Any], when: Writable) -> Iterator[Column]:
    """The columns of these values that this request carries: those it names, or all that no other names."""
    elsewhere = {name for one in table.update if one is not how for name in one.columns}
    for name in values:
        column = table.by_name[name.lower()]
        if (
            not column.own
            and column.write & when
            and (name in how.columns if how.columns else name not in elsewhere or when is Writable.INSERT)
        ):
            yield column


def _update(write: RowWrite, how: Write, changed: Mapping[str, SqlValue], helpdesk: Helpdesk) -> list[Step]:
    table, base = write.table, write.base()
    columns = list(_carried(table, how, changed, Writable.UPDATE))
    if not columns:
        return []
    if how.style is Style.OP:
        return [
            Step(
                _request(how, base, _operation(c, changed[c.name], table, helpdesk), helpdesk),
                f"UPDATE {c.name}",
            )
            for c in columns
        ]
    what = f"UPDATE {', '.join(column.name for column in columns)}"
    body: Any
    if how.style is Style.OPS:
        body = [_operation(column, changed[column.name], table, helpdesk) for column in columns]
    else:
        body = _object(write, how, columns, {**base, **changed}, helpdesk)
    return [Step(_request(how, base, body, helpdesk), what)]


def _object(
    write: RowWrite, how: Write, columns: list[Column], row: Mapping[str, SqlValue], helpdesk: Helpdesk
) -> dict[str, Any]:
    """The changed columns as an object; WHOLE adds what else the row has, since the API empties the rest."""
    if how.style is Style.WHOLE:
        columns = [
            c
            for c in _carried(write.table, how, row, Writable.UPDATE)
            if row[c.name] is not None or c in columns
        ]
    body: dict[str, Any] = {}
    for column in columns:
        put(body, _body_path(column, helpdesk), _value(column, row[column.name], write.table, helpdesk))
    return body


def _operation(column: Column, value: SqlValue, table: Table, helpdesk: Helpdesk) -> dict[str, Any]:
    """One JSON-patch operation; NULL removes what is there."""
    op, _, path = (column.patch or f"replace /{_body_path(column, helpdesk)}").partition(" ")
    if value is None:
        return {"op": "remove", "path": path}
    return {"op": op, "path": path, "value": _value(column, value, table, helpdesk)}


def _body_path(column: Column, helpdesk: Helpdesk) -> str:
    return column.body or (column.at if column.at != NOWHERE else "") or helpdesk.naming(column.name)


def _value(column: Column, value: SqlValue, table: Table, helpdesk: Helpdesk) -> Any:
    what = f"{helpdesk.name}.{table.name}.{column.name}"
    if value is not None and column.values:
        return api_spelling(value, column.values, what=what)
    return to_json(value, column.type, what=what, when=helpdesk.when, shape=column.shape)


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a dotted path, making the objects on the way."""
    *outer, last = path.split(".")
    for key in outer:
        body = body.setdefault(key, {})
    body[last] = value


def _request(how: Write, values: Mapping[str, SqlValue], body: Any, helpdesk: Helpdesk) -> Request:
    if how.wrap and body is not None:
        body = {how.wrap: body}
    return Request(
        how.method,
        fill_path(how.path, values, f"{helpdesk.name}: {how.method} {how.path}"),
        body=None if how.style is Style.EMPTY or how.method == "DELETE" else body,
        repeatable=how.repeatable,
    )


def call_request(procedure: Procedure, arguments: Mapping[str, Any], helpdesk: Helpdesk) -> Request:
    """The request of a procedure that needs only one."""
    body: dict[str, Any] = {}
    for path, value in procedure.fixed.items():
        put(body, path, value)
    in_path = PLACEHOLDER.findall(procedure.path)
    for parameter in procedure.parameters:
        value = arguments.get(parameter.name)
        if value is not None and parameter.name not in in_path and parameter.body != NOWHERE:
            put(body, parameter.body or helpdesk.naming(parameter.name), value)
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
    )


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
        )
    return {p.name: _argument(p, given.get(p.name, p.default), where, helpdesk) for p in procedure.parameters}


def _argument(parameter: Parameter, value: Any, where: str, helpdesk: Helpdesk) -> Any:
    if value is None:
        return None
    what = f"{where}: {parameter.name}"
    if parameter.values:
        return api_spelling(value, parameter.values, what=what)
    if parameter.type is Type.JSON and not isinstance(value, str | bytes | int | float):
        return value
    return to_json(value, parameter.type, what=what, when=helpdesk.when, shape=parameter.shape)
