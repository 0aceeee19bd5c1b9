"""From a pending write to the requests that carry it. Pure; nothing is sent here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from helpsql.composing import formed, put, with_dropped, wrapped
from helpsql.errors import DataError, ProgrammingError
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
    """One request of a row's write; `what` names it in reports ("UPDATE Subject").

    how       the write it is sent by
    body      its body without the `wrap`, as the bulk form takes it (None: none)
    columns   the columns it carries
    locked    it is refused when the row changed since it was read
    """

    request: Request
    what: str
    how: Write
    body: Any = None
    columns: tuple[str, ...] = ()
    locked: bool = False


def steps(write: RowWrite) -> list[Step]:
    """The requests that make the row as it was asked for, in order."""
    table = write.table
    if write.kind == "delete" and table.delete is not None:
        return [_step(write, table.delete, write.base(), None, "DELETE")]
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
            put(body, body_path(account, column), formed(column.form, value))
    if table.custom is not None and table.custom.body:
        _own(write, write.values, write.values).add_to(body)
    return _step(write, how, write.values, body, "INSERT", tuple(write.values))


def _own(write: RowWrite, given: Values, row: Values) -> OwnValues:
    table, account = write.table, write.account
    assert table.custom is not None
    moved = bool(table.custom.within) and write.kind == "update" and table.custom.within in write.values
    where = f"{account.name}.{table.name}"
    return OwnValues(table, table.custom, given, row, account.helpdesk.when, where, moved)


def _own_update(write: RowWrite) -> list[Step]:
    """The requests that change the account's own fields of a row, where no other request carries them."""
    custom, changed = write.table.custom, write.values
    names = _own_names(write)
    if not names or custom is None or custom.update is None or _carries_own(write.table, custom.update):
        return []
    row, what = {**write.base(), **changed}, f"UPDATE {', '.join(names)}"
    own = _own(write, changed, row)
    if "{key}" in custom.update.path:
        return [_step(write, how, {**row, "key": key}, body, what) for how, key, body in own.single()]
    body: Any = own.operations()
    if custom.update.style is not Style.OPS:
        body = {custom.body: own.whole_set()}
    return [_step(write, custom.update, write.base(), body, what)]


def _own_names(write: RowWrite) -> list[str]:
    """The given columns that are the account's own fields."""
    return [column.name for column in write.table.columns if column.own and column.name in write.values]


def _carries_own(table: Table, how: Write) -> bool:
    """The changed fields of the account's own go into the body of this update, beside other columns."""
    return (
        table.custom is not None and table.custom.merge and how is table.custom.update and how in table.update
    )


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
    own = _own_names(write) if _carries_own(table, how) else []
    if not columns and not own:
        return []
    if how.style is Style.OP:
        return [_step(write, how, base, _operation(write, c), f"UPDATE {c.name}", (c.name,)) for c in columns]
    names = (*(column.name for column in columns), *own)
    body: Any
    if how.style is Style.OPS:
        body = [_operation(write, column) for column in columns]
    else:
        body = _object(write, how, columns)
    if own:
        _own(write, changed, {**base, **changed}).add_to(body)
    locked = how.lock is not None and how.lock.setting in write.account.client.switches
    if locked:
        _lock(write, how, body)
    step = _step(write, how, base, body, f"UPDATE {', '.join(names)}", names)
    return [replace(step, locked=locked)]


def _lock(write: RowWrite, how: Write, body: dict[str, Any]) -> None:
    """Have the change refused when the row is no longer as it was read."""
    assert how.lock is not None
    column = write.table.by_name[how.lock.column.lower()]
    stamp = _value(write.account, write.table, column, write.base().get(column.name), given=False)
    if stamp is None:
        raise DataError(
            f"UPDATE of {write.account.name}.{write.table.name}: the row that was read has no {column.name}, "
            f"which {how.lock.setting} compares.",
            code="no-stamp",
        )
    for path, value in {**how.lock.fixed, how.lock.stamp: stamp}.items():
        put(body, path, value)


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
        if column.dropped:
            value = with_dropped(value, write.base().get(column.name), column.dropped)
        place = column.null if value is None and column.null else body_path(write.account, column)
        put(body, place, formed(column.form, value))
        for path, along in column.along.items():
            put(body, path, along)
    return body


def _operation(write: RowWrite, column: Column) -> dict[str, Any]:
    """One JSON-patch operation; NULL removes what is there."""
    op, _, path = (column.patch or f"replace /{body_path(write.account, column)}").partition(" ")
    value = write.values[column.name]
    if value is None:
        return {"op": "remove", "path": path}
    return {"op": op, "path": path, "value": _value(write.account, write.table, column, value)}


def body_path(account: Account, column: Column) -> str:
    """Where a column's value stands in a request's body."""
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


def _step(
    write: RowWrite,
    how: Write,
    values: Mapping[str, Any],
    body: Any,
    what: str,
    columns: tuple[str, ...] = (),
) -> Step:
    sent = wrapped(body, how.wrap)
    request = Request(
        how.method,
        fill_path(how.path, values, f"{write.account.name}: {how.method} {how.path}"),
        body=None if how.style is Style.EMPTY or how.method == "DELETE" else sent,
        repeatable=False if carries_once(write.table, columns) else how.repeatable,
        idempotency=how.idempotency,
    )
    return Step(request, what, how, body, columns)


def carries_once(table: Table, columns: Iterable[str]) -> bool:
    """A request with these columns must not be sent twice."""
    return any(table.by_name[name.lower()].once for name in columns)


def key_member(account: Account, column: Column) -> str:
    """Where a row's key stands in the body of a bulk request."""
    return body_path(account, column)
