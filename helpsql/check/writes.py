"""What is wrong with the requests that change rows."""

from __future__ import annotations

from helpsql.check.words import METHODS, PATH, Faults, not_known, not_sentence
from helpsql.spec import NOWHERE, PLACEHOLDER, Column, Many, Style, Table, Writable, Write


def check_writes(table: Table, where: str) -> Faults:
    if table.insert is not None:
        yield from _insert(table, table.insert, f"{where}: INSERT")
    for write in table.update:
        yield from not_known(table, write.final, f"{where}: final")
        yield from _update(table, write, f"{where}: UPDATE by {write.method} {write.path}")
    if table.delete is not None:
        yield from _write(table, table.delete, f"{where}: DELETE")
        yield from _addressed(table, table.delete, f"{where}: DELETE")


def _insert(table: Table, write: Write, where: str) -> Faults:
    yield from _write(table, write, where)
    for name in PLACEHOLDER.findall(write.path):
        column = table.by_name.get(name.lower())
        if column is not None and not column.required:
            yield f"{where}: {name} stands in the path and must be required."
    if not any(column.write & Writable.INSERT for column in table.columns):
        yield f"{where}: no column can be given."
    yield from not_known(table, write.needs_one, where)
    for name in write.needs_one:
        column = table.by_name.get(name.lower())
        if column is not None and not column.write & Writable.INSERT:
            yield f"{where}: needs {name}, which no INSERT can give."
    if write.needs_one and not write.because:
        yield f"{where}: not said why it needs {' or '.join(write.needs_one)}."


def _update(table: Table, write: Write, where: str) -> Faults:
    yield from _write(table, write, where)
    yield from _addressed(table, write, where)
    carried = [column for column in table.columns if write in carriers(table, column)]
    if not carried:
        yield f"{where}: carries no column."
    for column in carried:
        if write.style is Style.WHOLE and column.at == NOWHERE and not column.required:
            yield f"{where}: {column.name} stands in no answer, so every other change would empty it."


def _write(table: Table, write: Write, where: str) -> Faults:
    if write.method not in METHODS - {"GET"}:
        yield f"{where}: {write.method} is no method of a write."
    if not write.path.startswith("/"):
        yield f"{where}: the path {write.path} does not begin with a slash."
    yield from not_known(table, [*PLACEHOLDER.findall(write.path), *write.columns], where)
    for name in write.columns:
        column = table.by_name.get(name.lower())
        if column is not None and not column.write:
            yield f"{where}: carries {name}, which cannot be written."
    if write.because:
        yield from not_sentence(where, write.because)
    if write.new_id and not PATH.fullmatch(write.new_id):
        yield f"{where}: the path {write.new_id!r} cannot be parsed."
    if write.lock is not None:
        yield from not_known(table, [write.lock.column], f"{where}: lock")
    if write.many is not None:
        yield from _many(table, write.many, f"{where} in bulk")


def _many(table: Table, many: Many, where: str) -> Faults:
    if many.method not in METHODS - {"GET"} or not many.path.startswith("/"):
        yield f"{where}: {many.method} {many.path} is no write."
    if not (many.rows or many.ids):
        yield f"{where}: not said where the rows stand."
    if many.same and not many.ids:
        yield f"{where}: one body for all rows, but not said how these are named."
    if many.same == "." and not many.keys:
        yield f"{where}: the body is the change, but not said where it names the rows."
    if many.size < 1:
        yield f"{where}: {many.size} rows in a request."
    named = [*PLACEHOLDER.findall(many.path), *many.columns, *many.known_by, *many.reaches]
    yield from not_known(table, named, where)


def _addressed(table: Table, write: Write, where: str) -> Faults:
    """The row's own columns lead to it."""
    for name in PLACEHOLDER.findall(write.path):
        column = table.by_name.get(name.lower())
        if column is not None and column.at == NOWHERE:
            yield f"{where}: {name} stands in the path, but in no answer."


def carriers(table: Table, column: Column) -> list[Write]:
    """The updates that carry this column."""
    if not column.write & Writable.UPDATE:
        return []
    named = [write for write in table.update if column.name in write.columns]
    return named or [write for write in table.update if not write.columns]
