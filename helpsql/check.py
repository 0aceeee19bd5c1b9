"""What is wrong with a definition: every fault at once, each as one line that names the place.

Pure; nothing is asked of the helpdesk. It knows the vocabulary and no helpdesk in particular, and says
nothing about whether a fact is true, only whether the facts fit together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from helpsql.spec import (
    NOWHERE,
    PLACEHOLDER,
    UNIX,
    Column,
    Count,
    Custom,
    Helpdesk,
    Limits,
    Many,
    NextLink,
    Pages,
    Parameter,
    Procedure,
    Read,
    Style,
    Table,
    Take,
    Type,
    Writable,
    Write,
)

OPS = {"=", "in", ">", ">=", "<", "<=", "null"}
ESCAPES = {"", "lucene", "json", "phrase"}
SHAPES = {"", "array", "object"}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
PATCHES = {"add", "replace", "remove", "move"}

_KEY = r"[A-Za-z_][\w-]*(?:\[\w+=[^\]]+\])?"
_PATH = re.compile(rf"(?:\^\.)*{_KEY}(?:\.{_KEY})*")
_ROWS = re.compile(rf"\[\]|{_KEY}(?:\.{_KEY})*\[\](?:\.{_KEY}(?:\.{_KEY})*\[\])*")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PATCH = re.compile(r"(\w+) (/\S+)")

Faults = Iterator[str]


def problems(helpdesk: Helpdesk, procedures: Iterable[Procedure] = ()) -> list[str]:
    """One line a fault, in the order of the definition; [] when the facts fit together."""
    return [*_helpdesk(helpdesk), *_procedures(helpdesk, tuple(procedures))]


def _helpdesk(helpdesk: Helpdesk) -> Faults:
    name = helpdesk.name
    names = [one for table in helpdesk.tables for one in (table.name, *table.aliases)]
    yield from (f"{name}: two tables are called {one}." for one in _twice(names))
    settings = {setting.name for setting in helpdesk.settings}
    for needed in dict.fromkeys(name for way in helpdesk.ways for name in way.settings):
        if needed not in settings:
            yield f"{name}: no setting {needed}, which signing in needs."
    for needed in PLACEHOLDER.findall(helpdesk.base_url):
        if not any(setting.name == needed and setting.required for setting in helpdesk.settings):
            yield f"{name}: {helpdesk.base_url} needs {needed}, which is no required setting."
    for setting in helpdesk.settings:
        yield from _sentence(f"{name}: setting {setting.name}", setting.description)
    for param, join in helpdesk.joins.items():
        if join.escape not in ESCAPES:
            yield f"{name}: {param} is escaped by {join.escape}, an unknown rule."
        if join.around.count("{}") != 1:
            yield f"{name}: the terms of {param} have no place in {join.around!r}."
    if not helpdesk.base_url.startswith("https://"):
        yield f"{name}: {helpdesk.base_url} is not an https address."
    if helpdesk.check and not helpdesk.check.startswith("/"):
        yield f"{name}: the path {helpdesk.check} does not begin with a slash."
    yield from _limits(helpdesk.limits, name)
    if helpdesk.job is not None and PLACEHOLDER.findall(helpdesk.job.path) != ["id"]:
        yield f"{name}: {helpdesk.job.path} does not say which job is meant."
    for family in helpdesk.families:
        if family.table.lower() not in helpdesk.by_name:
            yield f"{name}: a family of tables is listed in {family.table}, which is no table."
    for table in helpdesk.tables:
        yield from _table(helpdesk, table)
        yield from _asks(helpdesk, table)


def _asks(helpdesk: Helpdesk, table: Table) -> Faults:
    """What the writes of a table ask of the helpdesk as a whole."""
    writes = [write for write in (table.insert, *table.update, table.delete) if write is not None]
    where, settings = f"{helpdesk.name}.{table.name}", {setting.name for setting in helpdesk.settings}
    if helpdesk.job is None and any(write.many is not None and write.many.job for write in writes):
        yield f"{where}: writes in bulk end in jobs, of which nothing is said."
    for write in writes:
        if write.lock is not None and write.lock.setting not in settings:
            yield f"{where}: no setting {write.lock.setting}, which switches locking on."


def _limits(limits: Limits, name: str) -> Faults:
    yield from (f"{name}: two limits are called {one}." for one in _twice(b.name for b in limits.buckets))
    for bucket in limits.buckets:
        if bucket.limit < 1 or bucket.window <= 0:
            yield f"{name}: limit {bucket.name} allows nothing."
        for request in bucket.requests:
            method, _, path = request.partition(" ")
            if method not in METHODS or not path.startswith("/"):
                yield f"{name}: limit {bucket.name}: {request!r} is no request."
    for header in limits.bucket_headers:
        if header.count("{}") != 1:
            yield f"{name}: the name of a limit has no place in the header {header!r}."


# Tables


def _table(helpdesk: Helpdesk, table: Table) -> Faults:
    where = f"{helpdesk.name}.{table.name}"
    for name in (table.name, *table.aliases):
        if not _NAME.fullmatch(name):
            yield f"{where}: {name!r} is no name."
    yield from _sentence(where, table.description, capital=True)
    yield from (f"{where}: two columns are called {one}." for one in _twice(c.name for c in table.columns))
    if not table.keys:
        yield f"{where}: no key."
    if not table.reads:
        yield f"{where}: no read."
    for column in table.columns:
        yield from _column(helpdesk, table, column, f"{where}.{column.name}")
    for read in table.reads:
        yield from _read(helpdesk, table, read, f"{where}: GET {read.path}")
    yield from _alike(table, where)
    yield from _writes(table, where)
    if table.changes is not None:
        yield from _known(table, [table.changes.column], f"{where}: changes")
    if table.custom is not None:
        yield from _custom(helpdesk, table, table.custom, f"{where}: custom fields")
    for example in table.examples:
        if table.name.lower() not in example.lower():
            yield f"{where}: the example {example!r} does not use the table."


def _column(helpdesk: Helpdesk, table: Table, column: Column, where: str) -> Faults:
    if not _NAME.fullmatch(column.name):
        yield f"{where}: {column.name!r} is no name."
    yield from _sentence(where, column.description)
    path = column.at or helpdesk.naming(column.name)
    if path != NOWHERE and not _PATH.fullmatch(path):
        yield f"{where}: the path {path!r} cannot be parsed."
    if column.key and path == NOWHERE and not column.echo:
        yield f"{where}: a key that no answer holds."
    yield from _values(column.values, column.type, column.shape, where)
    if column.points_to:
        yield from _points_to(helpdesk, column.points_to, where)
    if column.echo:
        if column.write or column.at:
            yield f"{where}: a filter's echo stands in no answer and no request."
        if not any(column.name == take.column for read in table.reads for take in read.takes):
            yield f"{where}: an echo of a filter that no read takes."
    if path == NOWHERE and not column.write and not column.echo:
        yield f"{where}: neither read nor written."
    yield from _writable(table, column, where)


def _writable(table: Table, column: Column, where: str) -> Faults:
    """A column that can be given has a request that carries it, and none carries another."""
    if column.required and not column.write & Writable.INSERT:
        yield f"{where}: required, but no INSERT can give it."
    if column.write & Writable.INSERT and table.insert is None:
        yield f"{where}: can be inserted, but the table has no insert."
    if column.write & Writable.UPDATE and not _carriers(table, column):
        yield f"{where}: can be updated, but no update carries it."
    if len(_carriers(table, column)) > 1:
        yield f"{where}: several updates carry it."
    if (column.body or column.patch) and not column.write:
        yield f"{where}: has a place in requests, but cannot be written."
    if column.once and not column.write:
        yield f"{where}: not to be sent twice, but cannot be written."
    if column.patch:
        match = _PATCH.fullmatch(column.patch)
        if match is None or match[1] not in PATCHES:
            yield f"{where}: {column.patch!r} is no patch operation."
        if not any(write.style in (Style.OP, Style.OPS) for write in _carriers(table, column)):
            yield f"{where}: has a patch operation, but no patch carries it."


def _carriers(table: Table, column: Column) -> list[Write]:
    """The updates that carry this column."""
    if not column.write & Writable.UPDATE:
        return []
    named = [write for write in table.update if column.name in write.columns]
    return named or [write for write in table.update if not write.columns]


def _values(values: Mapping[str, Any], kind: Type, shape: str, where: str) -> Faults:
    if shape not in SHAPES or (shape and kind is not Type.JSON):
        yield f"{where}: the shape {shape!r} does not fit {kind}."
    if values and kind in (Type.JSON, Type.TIMESTAMP, Type.DATE):
        yield f"{where}: {kind} takes no list of values."
    yield from (f"{where}: two values are written {one}." for one in _twice(values))


def _points_to(helpdesk: Helpdesk, target: str, where: str) -> Faults:
    name, _, column = target.partition(".")
    table = helpdesk.by_name.get(name.lower())
    if table is None:
        yield f"{where}: points to {target}, but there is no table {name}."
    elif column.lower() not in table.by_name:
        yield f"{where}: points to {target}, but {table.name} has no such column."


# Reads


def _read(helpdesk: Helpdesk, table: Table, read: Read, where: str) -> Faults:
    if not read.path.startswith("/"):
        yield f"{where}: the path does not begin with a slash."
    yield from _known(table, read.placeholders, where)
    yield from _arrays(table, read, where)
    for take in read.takes:
        yield from _take(table, take, f"{where}: {take.column}")
    yield from _params(helpdesk, read, where)
    yield from _paging(helpdesk, read, where)
    if read.unique:
        missing = [key for key in table.keys if key not in read.required]
        if missing:
            yield f"{where}: said to give one row, but does not ask for {', '.join(missing)}."
    if read.walk and not any(_parent(table, name) for name in read.placeholders):
        yield f"{where}: no placeholder points to a table to walk."
    if read.sort is not None:
        wanted = [*read.sort.fields, *read.sort.default.split(" ")[:1]]
        yield from _known(table, [name for name in wanted if name], f"{where}: sort")
        if read.sort.fields and not read.sort.param:
            yield f"{where}: sorts, but not said by which parameters."
        if not read.sort.direction and read.sort.fields and read.sort.ascending == "asc":
            yield f"{where}: sorts, but not said which way."
    if read.lacks:
        yield from _known(table, read.lacks, f"{where}: lacks")
        for column in read.lacks:
            if not any(column not in other.lacks for other in table.reads):
                yield f"{where}: lacks {column}, which no read gives."
        yield from (f"{where}: lacks the key {name}." for name in read.lacks if name in table.keys)
    yield from _bounds(helpdesk, table, read, where)
    if read.counts is not None:
        yield from _count(table, read, read.counts, where)


def _bounds(helpdesk: Helpdesk, table: Table, read: Read, where: str) -> Faults:
    """What a read may miss, and what it must be given."""
    if read.cap < 0 or read.weight <= 0:
        yield f"{where}: a cap of {read.cap}, a weight of {read.weight}."
    for text in (read.partial, read.stale):
        if text:
            yield from _sentence(where, text)
    if read.among and not read.partial:
        yield f"{where}: said among which rows some are missing, but not that they are."
    yield from _known(table, read.among, f"{where}: among")
    if read.filtered and not read.takes:
        yield f"{where}: needs a filter, but takes none."
    for param in read.terms:
        if param not in helpdesk.joins:
            yield f"{where}: the terms of {param} cannot be joined."
    for path in read.where:
        if not _PATH.fullmatch(path):
            yield f"{where}: the path {path!r} cannot be parsed."
    for name in read.loose:
        if name not in read.placeholders:
            yield f"{where}: {name} is loose, but no placeholder."
    for take in read.own.values():
        if table.custom is None:
            yield f"{where}: filters by own fields, which the table has none of."
        if "{key}" not in take.param + take.term or take.column:
            yield f"{where}: a filter by own fields does not say by which."


def _count(table: Table, read: Read, count: Count, where: str) -> Faults:
    yield from _known(table, count.without, f"{where}: count")
    if not count.path.startswith("/") or not _PATH.fullmatch(count.at):
        yield f"{where}: counts by GET {count.path}, {count.at!r}."
    for name in PLACEHOLDER.findall(count.path):
        if name not in read.placeholders:
            yield f"{where}: counts by {name}, which is not in its own path."
    if read.where:
        yield f"{where}: counts rows that it leaves out."


def _parent(table: Table, name: str) -> str:
    column = table.by_name.get(name.lower())
    return column.points_to if column else ""


def _arrays(table: Table, read: Read, where: str) -> Faults:
    """The rows can be found, and every column that climbs from them arrives somewhere."""
    for rows in (read.rows, read.or_rows):
        if rows and not _ROWS.fullmatch(rows):
            yield f"{where}: the rows {rows!r} cannot be parsed."
    depth = read.rows.count("[]")
    if read.or_rows and read.or_rows.count("[]") != depth:
        yield f"{where}: {read.rows} and {read.or_rows} step through different arrays."
    for column in table.columns:
        climbs = column.at.count("^.")
        if climbs and climbs >= depth and column.name not in (*read.required, *read.lacks):
            yield f"{where}: {column.name} climbs out of the answer by {column.at}."


def _take(table: Table, take: Take, where: str) -> Faults:
    yield from _known(table, [take.column], where)
    column = table.by_name.get(take.column.lower())
    unknown = [op for op in take.ops if op not in OPS]
    if unknown or not take.ops:
        yield f"{where}: compares by {', '.join(unknown) or 'nothing'}."
    if take.term.count("{}") != (take.ops != ("null",)):
        yield f"{where}: the value has no place in the term {take.term!r}."
    if take.limit > 1 and not take.many:
        yield f"{where}: takes {take.limit} values, but not said how they are joined."
    if "in" in take.ops and not take.many:
        yield f"{where}: takes a set of values, but not said how they are joined."
    if (take.when or take.widen or take.ago) and not (
        column and (column.type in (Type.TIMESTAMP, Type.DATE) or take.when == UNIX)
    ):
        yield f"{where}: a moment, but the column is none."
    if take.raw and take.exact:
        yield f"{where}: a search expression cannot be exact."
    if column is not None and column.values:
        others = [value for value in take.only if value not in column.values]
        if others:
            yield f"{where}: {', '.join(others)} is no value of the column."


def _params(helpdesk: Helpdesk, read: Read, where: str) -> Faults:
    """No parameter is set twice, unless the helpdesk says how its terms are joined."""
    params = [take.param for take in read.takes if take.param not in helpdesk.joins]
    yield from (f"{where}: two filters are sent as {one}." for one in _twice(params))
    paging = read.paging or helpdesk.paging
    if isinstance(paging, Pages) and paging.param in (*params, *read.params):
        yield f"{where}: {paging.param} is the parameter of paging."


def _paging(helpdesk: Helpdesk, read: Read, where: str) -> Faults:
    paging = read.paging or helpdesk.paging
    if paging.size < 1:
        yield f"{where}: a page of {paging.size} rows."
    paths: list[str] = []
    if isinstance(paging, Pages):
        paths = [paging.pages_at, paging.count_at, paging.size_at]
    elif isinstance(paging, NextLink):
        paths = [paging.at, paging.count_at, paging.more_at, paging.until]
        if paging.size_param and paging.size_param in read.params:
            yield f"{where}: {paging.size_param} is the parameter of paging."
    yield from (
        f"{where}: the path {path!r} cannot be parsed."
        for path in paths
        if path and not _PATH.fullmatch(path)
    )


def _alike(table: Table, where: str) -> Faults:
    """Two reads that need the same and take the same: nothing could choose between them."""
    seen: set[Any] = set()
    for read in table.reads:
        facts = (
            frozenset(read.required),
            frozenset((take.column, take.ops) for take in read.takes),
            bool(read.partial),
            (read.cap, read.weight, read.filtered),
        )
        if facts in seen:
            yield f"{where}: GET {read.path} needs and takes what another read does."
        seen.add(facts)


# Writes


def _writes(table: Table, where: str) -> Faults:
    if table.insert is not None:
        yield from _insert(table, table.insert, f"{where}: INSERT")
    for write in table.update:
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
    yield from _known(table, write.needs_one, where)
    for name in write.needs_one:
        column = table.by_name.get(name.lower())
        if column is not None and not column.write & Writable.INSERT:
            yield f"{where}: needs {name}, which no INSERT can give."
    if write.needs_one and not write.because:
        yield f"{where}: not said why it needs {' or '.join(write.needs_one)}."


def _update(table: Table, write: Write, where: str) -> Faults:
    yield from _write(table, write, where)
    yield from _addressed(table, write, where)
    carried = [column for column in table.columns if write in _carriers(table, column)]
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
    yield from _known(table, [*PLACEHOLDER.findall(write.path), *write.columns], where)
    for name in write.columns:
        column = table.by_name.get(name.lower())
        if column is not None and not column.write:
            yield f"{where}: carries {name}, which cannot be written."
    if write.because:
        yield from _sentence(where, write.because)
    if write.new_id and not _PATH.fullmatch(write.new_id):
        yield f"{where}: the path {write.new_id!r} cannot be parsed."
    if write.lock is not None:
        yield from _known(table, [write.lock.column], f"{where}: lock")
    if write.many is not None:
        yield from _many(table, write.many, f"{where} in bulk")


def _many(table: Table, many: Many, where: str) -> Faults:
    if many.method not in METHODS - {"GET"} or not many.path.startswith("/"):
        yield f"{where}: {many.method} {many.path} is no write."
    if not (many.rows or many.ids):
        yield f"{where}: not said where the rows stand."
    if many.same and not many.ids:
        yield f"{where}: one body for all rows, but not said how these are named."
    if many.size < 1:
        yield f"{where}: {many.size} rows in a request."
    yield from _known(table, [*PLACEHOLDER.findall(many.path), *many.columns], where)


def _addressed(table: Table, write: Write, where: str) -> Faults:
    """The row's own columns lead to it."""
    for name in PLACEHOLDER.findall(write.path):
        column = table.by_name.get(name.lower())
        if column is not None and column.at == NOWHERE:
            yield f"{where}: {name} stands in the path, but in no answer."


# Custom fields


def _custom(helpdesk: Helpdesk, table: Table, custom: Custom, where: str) -> Faults:
    source = helpdesk.by_name.get(custom.table.lower())
    if source is None:
        yield f"{where}: there is no table {custom.table}."
    else:
        names = [custom.name, custom.key, custom.kind, custom.options, custom.active, *custom.where]
        yield from _known(source, [name for name in names if name], where)
        if custom.within:
            yield from _known(source, [custom.within], where)
    if custom.within:
        yield from _known(table, [custom.within], where)
    if not _PATH.fullmatch(custom.at):
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
    if custom.option_value and not custom.options:
        yield f"{where}: written as an option, but have no options."
    for write in (custom.update, custom.clear):
        if write is not None:
            names = [name for name in PLACEHOLDER.findall(write.path) if name != "key"]
            yield from _known(table, names, f"{where}: {write.method} {write.path}")
    if custom.clear is not None and "{key}" not in custom.clear.path:
        yield f"{where}: {custom.clear.path} does not say which field to clear."


# Procedures


def _procedures(helpdesk: Helpdesk, procedures: Sequence[Procedure]) -> Faults:
    for name in _twice(procedure.name for procedure in procedures):
        yield f"{helpdesk.name}: two procedures are called {name}."
    for procedure in procedures:
        yield from _procedure(helpdesk, procedure, f"{helpdesk.name}.{procedure.name}()")


def _procedure(helpdesk: Helpdesk, procedure: Procedure, where: str) -> Faults:
    if not _NAME.fullmatch(procedure.name):
        yield f"{where}: {procedure.name!r} is no name."
    yield from _sentence(where, procedure.description, capital=True)
    yield from (
        f"{where}: two parameters are called {one}." for one in _twice(p.name for p in procedure.parameters)
    )
    yield from (f"{where}: returns {one} twice." for one in _twice(procedure.returns))
    if (procedure.steps is None) == (not procedure.path):
        yield f"{where}: needs either a path or steps."
    if procedure.path:
        yield from _single(helpdesk, procedure, where)
    names = {parameter.name for parameter in procedure.parameters}
    for name in procedure.needs_one:
        if name not in names:
            yield f"{where}: needs {name}, which is no parameter."
    if procedure.needs_one:
        yield from _sentence(where, procedure.because)
    for name, path in procedure.gives.items():
        if name not in procedure.returns or not _PATH.fullmatch(path):
            yield f"{where}: gives {name} from {path!r}, which it does not return."
    optional = ""
    for parameter in procedure.parameters:
        yield from _parameter(parameter, f"{where}: {parameter.name}")
        if parameter.required and optional:
            yield f"{where}: {parameter.name} is required, but comes after {optional}, which is not."
        optional = optional or ("" if parameter.required else parameter.name)


def _single(helpdesk: Helpdesk, procedure: Procedure, where: str) -> Faults:
    """A procedure of one request."""
    if procedure.method not in METHODS:
        yield f"{where}: {procedure.method!r} is no method."
    if procedure.method == "GET" and procedure.writes:
        yield f"{where}: a GET is said to write."
    if not procedure.path.startswith("/"):
        yield f"{where}: the path {procedure.path} does not begin with a slash."
    by_name = {parameter.name: parameter for parameter in procedure.parameters}
    in_path = PLACEHOLDER.findall(procedure.path)
    for name in in_path:
        if name not in by_name:
            yield f"{where}: {{{name}}} in the path is no parameter."
        elif not by_name[name].required:
            yield f"{where}: {name} stands in the path and must be required."
    rest = [p for p in procedure.parameters if p.name not in in_path]
    if procedure.style is Style.EMPTY and (rest or procedure.fixed):
        yield f"{where}: has no body for {', '.join([*(p.name for p in rest), *procedure.fixed])}."
    for parameter in rest:
        if parameter.body == NOWHERE:
            yield f"{where}: {parameter.name} stands neither in the path nor in the body."
    places = [p.body or helpdesk.naming(p.name) for p in rest if p.body != NOWHERE]
    yield from (f"{where}: {one} of the body is set twice." for one in _twice([*places, *procedure.fixed]))


def _parameter(parameter: Parameter, where: str) -> Faults:
    if not _NAME.fullmatch(parameter.name):
        yield f"{where}: {parameter.name!r} is no name."
    yield from _sentence(where, parameter.description)
    yield from _values(parameter.values, parameter.type, parameter.shape, where)
    if parameter.required and parameter.default is not None:
        yield f"{where}: required, and has a default."


# Words


def _sentence(where: str, text: str, *, capital: bool = False) -> Faults:
    """A description ends with a full stop; a column's may begin with one of its values, in lower case."""
    words = text.split()
    fine = bool(words) and text == " ".join(words) and text.endswith(".") and any(c.isalpha() for c in text)
    if not fine or (capital and not text[0].isupper()):
        yield f"{where}: {text!r} is not a sentence."


def _known(table: Table, names: Iterable[str], where: str) -> Faults:
    """Columns are named in a definition as they are written in it, letter case included."""
    exact = {column.name for column in table.columns}
    yield from (f"{where}: {table.name} has no column {name}." for name in names if name not in exact)


def _twice(names: Iterable[str]) -> list[str]:
    """Those that come more than once, letter case aside."""
    return [name for name, count in Counter(name.lower() for name in names).items() if count > 1]
