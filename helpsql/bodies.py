"""From a pending write to the requests that carry it. Pure; nothing is sent here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpsql.errors import ProgrammingError
from helpsql.ownbodies import OwnValues
from helpsql.paths import fill_path
from helpsql.spec import NOWHERE, PLACEHOLDER, Column, Request, Style, Table, Writable, Write
from helpsql.values import SqlValue, api_spelling, to_json, to_sql

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.pending import RowWrite

Values = Mapping[str, SqlValue]


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a row's write; `what` names it in reports ("UPDATE Subject")."""

    request: Request
    what: str


def steps(write: RowWrite) -> list[Step]:
    """The requests that make the row as it was asked for, in order."""
    table = write.table
    if write.kind == "delete" and table.delete is not None:
        return [Step(_request(write, table.delete, write.base(), None), "DELETE")]
    if write.kind == "insert" and table.insert is not None:
        return [_insert(write, table.insert)]
    return [*(step for one in table.update for step in _update(write, one)), *_own_update(write)]


def as_read(account: Account, table: Table, name: str, value: SqlValue, row: Values) -> SqlValue:
    """A value to be written as the API will show it afterwards, so that it compares as it will then.

    Raises the error for a value that the column cannot take; `row` is the row as it will be.
    """
    column = table.by_name[name.lower()]
    if value is None:
        return None
    if column.own and table.custom is not None:
        where = f"{account.name}.{table.name}"
        return OwnValues(table, table.custom, {name: value}, row, account.helpdesk.when, where).as_read(
            column
        )
    found = _value(account, table, column, value)
    if column.values and not isinstance(found, str):
        # Written as another type than it is read: {"published": False}.
        return next(shown for shown, spelled in column.values.items() if spelled == found)
    return to_sql(found, column.type)


def _insert(write: RowWrite, how: Write) -> Step:
    table, account = write.table, write.account
    body: dict[str, Any] = {}
    for column in _carried(table, how, write.values, Writable.INSERT):
        if column.name not in PLACEHOLDER.findall(how.path):
            value = _value(account, table, column, write.values[column.name])
            put(body, _body_path(account, column), value)
    if table.custom is not None and table.custom.body:
        key = table.custom.body_key
        own = _own(write, write.values, write.values).elements()
        named = {str(one[key]) for one in own}
        rest = [one for one in body.get(table.custom.body, ()) if _member(one, key) not in named]
        if own:
            body[table.custom.body] = [*rest, *own]
    return Step(_request(write, how, write.values, body), "INSERT")


def _member(element: Any, key: str) -> str:
    return str(element.get(key)) if isinstance(element, dict) else ""


def _own(write: RowWrite, given: Values, row: Values) -> OwnValues:
    table, account = write.table, write.account
    assert table.custom is not None
    moved = bool(table.custom.within) and write.kind == "update" and table.custom.within in write.values
    where = f"{account.name}.{table.name}"
    return OwnValues(table, table.custom, given, row, account.helpdesk.when, where, moved)


def _own_update(write: RowWrite) -> list[Step]:
    """The requests that change the account's own fields of a row."""
    custom, changed = write.table.custom, write.values
    names = [column.name for column in write.table.columns if column.own and column.name in changed]
    if not names or custom is None or custom.update is None:
        return []
    row, what = {**write.base(), **changed}, f"UPDATE {', '.join(names)}"
    own = _own(write, changed, row)
    if "{key}" in custom.update.path:
        return [
            Step(_request(write, how, {**row, "key": key}, body), what) for how, key, body in own.single()
        ]
    body: Any = own.operations()
    if custom.update.style is not Style.OPS:
        body = {custom.body: own.whole_set()}
    return [Step(_request(write, custom.update, write.base(), body), what)]


def _carried(table: Table, how: Write, values: Values, when: Writable) -> Iterator[Column]:
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


def _update(write: RowWrite, how: Write) -> list[Step]:
    """The requests of one way to update: one a column, or one for all that it carries."""
    table, changed, base = write.table, write.values, write.base()
    columns = list(_carried(table, how, changed, Writable.UPDATE))
    if not columns:
        return []
    if how.style is Style.OP:
        return [Step(_request(write, how, base, _operation(write, c)), f"UPDATE {c.name}") for c in columns]
    what = f"UPDATE {', '.join(column.name for column in columns)}"
    body: Any
    if how.style is Style.OPS:
        body = [_operation(write, column) for column in columns]
    else:
        body = _object(write, how, columns)
    return [Step(_request(write, how, base, body), what)]


def _object(write: RowWrite, how: Write, columns: list[Column]) -> dict[str, Any]:
    """The changed columns as an object; WHOLE adds what else the row has, since the API empties the rest."""
    row = {**write.base(), **write.values}
    if how.style is Style.WHOLE:
        rest = [c for c in _carried(write.table, how, row, Writable.UPDATE) if row[c.name] is not None]
        columns = [c for c in write.table.columns if c in columns or c in rest]
    body: dict[str, Any] = {}
    for column in columns:
        given = column.name in write.values
        value = _value(write.account, write.table, column, row[column.name], given=given)
        put(body, _body_path(write.account, column), value)
    return body


def _operation(write: RowWrite, column: Column) -> dict[str, Any]:
    """One JSON-patch operation; NULL removes what is there."""
    op, _, path = (column.patch or f"replace /{_body_path(write.account, column)}").partition(" ")
    value = write.values[column.name]
    if value is None:
        return {"op": "remove", "path": path}
    return {"op": op, "path": path, "value": _value(write.account, write.table, column, value)}


def _body_path(account: Account, column: Column) -> str:
    return column.body or (column.at if column.at != NOWHERE else "") or account.helpdesk.naming(column.name)


def _value(account: Account, table: Table, column: Column, value: SqlValue, *, given: bool = True) -> Any:
    """The JSON value; what the user gave is checked against the valid values, what the API said is not."""
    what = f"{account.name}.{table.name}.{column.name}"
    if value is not None and column.values:
        try:
            return api_spelling(value, column.values, what=what)
        except ProgrammingError:
            if given:
                raise
    return to_json(value, column.type, what=what, when=account.helpdesk.when, shape=column.shape)


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a dotted path, making the objects on the way."""
    *outer, last = path.split(".")
    for key in outer:
        body = body.setdefault(key, {})
    body[last] = value


def _request(write: RowWrite, how: Write, values: Mapping[str, Any], body: Any) -> Request:
    if how.wrap and body is not None:
        body = {how.wrap: body}
    return Request(
        how.method,
        fill_path(how.path, values, f"{write.account.name}: {how.method} {how.path}"),
        body=None if how.style is Style.EMPTY or how.method == "DELETE" else body,
        repeatable=how.repeatable,
    )
