"""What is wrong with a table, its columns and the account's own fields in it."""

from __future__ import annotations

import re

from helpsql.check.reads import check_alike, check_read
from helpsql.check.words import (
    NAME,
    PATH,
    Faults,
    not_known,
    not_sentence,
    points_to,
    twice,
    valid_values,
)
from helpsql.check.writes import carriers, check_writes
from helpsql.spec import (
    NOWHERE,
    PLACEHOLDER,
    Column,
    Custom,
    Helpdesk,
    Style,
    Table,
    Type,
    Writable,
    alternatives,
)

PATCHES = {"add", "replace", "remove", "move"}


_PATCH = re.compile(r"(\w+) (/\S+)")


def check_table(helpdesk: Helpdesk, table: Table) -> Faults:
    where = f"{helpdesk.name}.{table.name}"
    for name in (table.name, *table.aliases):
        if not NAME.fullmatch(name):
            yield f"{where}: {name!r} is no name."
    yield from not_sentence(where, table.description, capital=True)
    yield from (f"{where}: two columns are called {one}." for one in twice(c.name for c in table.columns))
    if not table.keys:
        yield f"{where}: no key."
    if not table.reads:
        yield f"{where}: no read."
    for column in table.columns:
        yield from _column(helpdesk, table, column, f"{where}.{column.name}")
    for read in table.reads:
        yield from check_read(helpdesk, table, read, f"{where}: GET {read.path}")
    yield from check_alike(table, where)
    yield from check_writes(table, where)
    for verb, text in table.instead.items():
        yield from not_sentence(f"{where}: in the place of {verb}", text)
        if {"INSERT": table.insert, "UPDATE": table.update, "DELETE": table.delete}.get(verb, verb):
            yield f"{where}: said what to do in the place of {verb}, which is offered."
    for place in table.includes:
        if not helpdesk.includes[0] or not NAME.fullmatch(place):
            yield f"{where}: the references at {place!r} cannot be filled."
        if not any(column.include == place for column in table.columns):
            yield f"{where}: the references at {place} are filled for no column."
    if table.changes is not None:
        yield from not_known(table, [table.changes.column], f"{where}: changes")
    if table.custom is not None:
        yield from _custom(helpdesk, table, table.custom, f"{where}: custom fields")
    for example in table.examples:
        if table.name.lower() not in example.lower():
            yield f"{where}: the example {example!r} does not use the table."


def _column(helpdesk: Helpdesk, table: Table, column: Column, where: str) -> Faults:
    if not NAME.fullmatch(column.name):
        yield f"{where}: {column.name!r} is no name."
    yield from not_sentence(where, column.description)
    path = column.at or helpdesk.naming(column.name)
    if path != NOWHERE and not all(PATH.fullmatch(one) for one in alternatives(path)):
        yield f"{where}: the path {path!r} cannot be parsed."
    if column.at in (".", "#") and not any("[]" in read.rows for read in table.reads):
        yield f"{where}: shows an element, but no read steps into an array."
    if len(alternatives(path)) > 1 and column.write and not column.body:
        yield f"{where}: which of {path!r} is written?"
    if column.key and path == NOWHERE and not column.echo:
        yield f"{where}: a key that no answer holds."
    yield from valid_values(column.values, column.type, column.shape, where)
    if column.points_to:
        yield from points_to(helpdesk, column.points_to, where)
    if column.echo:
        if column.write or column.at:
            yield f"{where}: a filter's echo stands in no answer and no request."
        if not any(column.name == take.column for read in table.reads for take in read.takes):
            yield f"{where}: an echo of a filter that no read takes."
    if path == NOWHERE and not column.write and not column.echo:
        yield f"{where}: neither read nor written."
    if column.include and column.include not in table.includes:
        yield f"{where}: stands in full records for {column.include}, which are not asked for."
    if (column.holds or column.dropped) and column.shape != "array":
        yield f"{where}: said what its elements hold, but it is no array."
    if column.unchecked:
        yield from not_sentence(where, column.unchecked)
    if not column.write and (column.null or column.holds or column.dropped or column.unchecked):
        yield f"{where}: said how it is written, but it cannot be."
    yield from _writable(table, column, where)


def _writable(table: Table, column: Column, where: str) -> Faults:
    """A column that can be given has a request that carries it, and none carries another."""
    if column.required and not column.write & Writable.INSERT:
        yield f"{where}: required, but no INSERT can give it."
    if column.write & Writable.INSERT and table.insert is None:
        yield f"{where}: can be inserted, but the table has no insert."
    if column.write & Writable.UPDATE and not carriers(table, column):
        yield f"{where}: can be updated, but no update carries it."
    if len(carriers(table, column)) > 1:
        yield f"{where}: several updates carry it."
    if (column.body or column.patch) and not column.write:
        yield f"{where}: has a place in requests, but cannot be written."
    if column.once and not column.write:
        yield f"{where}: not to be sent twice, but cannot be written."
    if column.shows and (column.type is not Type.TEXT or column.echo):
        yield f"{where}: the texts that it shows are known, but it is no text of records."
    if (column.form or column.along) and not column.write:
        yield f"{where}: has a form in requests, but cannot be written."
    if column.form and not any("{}" in text for text in column.form.values() if isinstance(text, str)):
        yield f"{where}: its value has no place in the form it is written in."
    place, addressed = column.body or column.at, table.insert.path if table.insert else ""
    if column.write and re.search(r"[|#]", place) and column.name not in PLACEHOLDER.findall(addressed):
        yield f"{where}: {place!r} is no place in a request; say which one is."
    if column.patch:
        match = _PATCH.fullmatch(column.patch)
        if match is None or match[1] not in PATCHES:
            yield f"{where}: {column.patch!r} is no patch operation."
        if not any(write.style in (Style.OP, Style.OPS) for write in carriers(table, column)):
            yield f"{where}: has a patch operation, but no patch carries it."


def _custom(helpdesk: Helpdesk, table: Table, custom: Custom, where: str) -> Faults:
    source = helpdesk.by_name.get(custom.table.lower())
    if source is None:
        yield f"{where}: there is no table {custom.table}."
    else:
        names = [custom.name, custom.key, custom.kind, custom.options, custom.active, custom.target]
        yield from not_known(source, [name for name in (*names, *custom.where) if name], where)
        if custom.within:
            yield from not_known(source, [custom.places or custom.within], where)
    if custom.setting and not any(setting.name == custom.setting for setting in helpdesk.settings):
        yield f"{where}: no setting {custom.setting}, which switches them off."
    if custom.within:
        yield from not_known(table, [custom.within], where)
    if not PATH.fullmatch(custom.at):
        yield f"{where}: the path {custom.at!r} cannot be parsed."
    if custom.write & Writable.INSERT:
        if table.insert is None:
            yield f"{where}: can be inserted, but the table has no insert."
        if not (custom.body and (custom.body_key or custom.keyed)):
            yield f"{where}: can be inserted, but not said where they stand in the body."
    if bool(custom.write & Writable.UPDATE) != (custom.update is not None):
        yield f"{where}: can be updated, or have an update, but not both."
    if custom.keyed == bool(custom.match):
        yield f"{where}: either found by a member of an array's elements, or by key in an object."
    if custom.stable and "{key}" not in custom.stable:
        yield f"{where}: {custom.stable} is the same name for all."
    if custom.clash and "{key}" not in custom.clash:
        yield f"{where}: {custom.clash} does not tell two of a name apart."
    if custom.targets and not custom.target:
        yield f"{where}: has targets, but nothing says which is a field's."
    for target in custom.targets.values():
        yield from points_to(helpdesk, target, where)
    if custom.option_value and not custom.options:
        yield f"{where}: written as an option, but have no options."
    for write in (custom.update, custom.clear):
        if write is not None:
            names = [name for name in PLACEHOLDER.findall(write.path) if name != "key"]
            yield from not_known(table, names, f"{where}: {write.method} {write.path}")
    if custom.clear is not None and "{key}" not in custom.clear.path:
        yield f"{where}: {custom.clear.path} does not say which field to clear."
