"""Rows from tables into files and back: `.export`, `.import`."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpsql.catalog import quoted
from helpsql.cli.arrow import pieces, require
from helpsql.cli.formats import BINARY, FORMATS, Layout, Row
from helpsql.cli.progress import counted
from helpsql.errors import DataError, OperationalError, ProgrammingError
from helpsql.statements import meaningful

if TYPE_CHECKING:
    from helpsql.cli.run import Runner
    from helpsql.engine import Engine
    from helpsql.result import Columns

ENDINGS = {"md": "markdown", "htm": "html", "ndjson": "jsonl", "txt": "table"}
ESCAPED = {"t": "\t", "n": "\n", "r": "\r"}
EXISTS = """
select 1 from main.sqlite_schema where lower(name) = ?1
union all select 1 from temp.sqlite_schema where lower(name) = ?1
union all select 1 from helpsql.tables where lower(name) = ?1
"""
PART = "helpsql_import"
"""The savepoint of an import in a transaction."""
Table = tuple[list[str], Iterator[Sequence[Any]]]


def known_format(file: Path) -> str:
    """The format that a file's ending stands for, "" where it stands for none."""
    ending = file.suffix.lstrip(".").lower()
    name = ENDINGS.get(ending, ending)
    return name if name in (*FORMATS, *BINARY) else ""


def format_of(file: Path) -> str:
    """The same; an ending that stands for none is an error."""
    name = known_format(file)
    if not name:
        known = ", ".join(f".{one}" for one in ("csv", "tsv", "json", "jsonl", "md", "html", "txt", *BINARY))
        raise ProgrammingError(f"{file.name}: no format ends so.", hint=f"Endings: {known}.", code="usage")
    return name


def export_rows(runner: Runner, file: Path, sql: str) -> None:
    """Write the rows of a query, or of a table, to a file; a failure leaves no file that looks whole."""
    form = format_of(file)
    if form in BINARY:
        require()
    partial = file.with_name(f"{file.name}.part")
    query = f"select * from {sql}" if _is_name(sql) else sql
    if not runner.engine.only_asks(query):
        raise ProgrammingError(
            ".export writes the rows of a query, and this statement is none: nothing was run.",
            hint="For the rows of a RETURNING: .once FILE, and then the statement.",
            code="usage",
        )
    try:
        with (
            runner.stoppable() as check,
            closing(runner.engine.execute(query, runner.parameters)) as result,
            partial.open("wb") as target,
        ):
            for piece in _pieces(form, result.columns, runner.progress.count(result)):
                target.write(piece)
            check()
        partial.replace(file)
    except OSError as error:
        raise OperationalError(f"cannot write {file}: {error.strerror or error}", code="file") from None
    finally:
        partial.unlink(missing_ok=True)
    runner.notices.say(f"{counted(runner.progress.rows, 'row')} written to {file}")


def _is_name(text: str) -> bool:
    """A table's, with its schema or without, and no statement."""
    parts = meaningful(text)
    return len(parts) == 1 or (len(parts) == 3 and parts[1].text == ".")


def _pieces(form: str, columns: Columns, rows: Iterable[Row]) -> Iterator[bytes]:
    if form in BINARY:
        return pieces(form, columns, rows)
    return (piece.encode() for piece in FORMATS[form]([name for name, _ in columns], rows, Layout()))


# From a file


def import_rows(runner: Runner, file: Path, table: str) -> None:
    """Insert a file's rows into a table, all or none; one that `main` lacks is made there.

    In an open transaction they join what it holds; else they are one of their own.
    """
    names, rows = _read(file)
    engine = runner.engine
    before, own = len(engine.pending.writes), not engine.in_transaction
    with runner.stoppable() as check, _all_or_none(engine):
        count = _insert(runner, names, _checked(runner, rows, check), table)
        if own and not engine.dry_run:
            runner.confirm_rows(engine.pending.merged(), check)
    inserted = f"{counted(count, 'row')} inserted into {table}"
    if len(engine.pending.writes) > before:
        inserted = f"{inserted}, held until COMMIT"
    elif engine.dry_run and engine.planned:
        for request in engine.planned:
            runner.notices.say(f"would send: {request}")
        inserted = f"{counted(count, 'row')} would be inserted into {table}"
    runner.notices.say(inserted)


@contextmanager
def _all_or_none(engine: Engine) -> Iterator[None]:
    """A transaction, or a part of the open one that an error takes back."""
    begin, end, back = (
        (f"savepoint {PART}", f"release {PART}", (f"rollback to {PART}", f"release {PART}"))
        if engine.in_transaction
        else ("begin", "commit", ("rollback",))
    )
    engine.execute(begin)
    try:
        yield
        engine.execute(end)
    except BaseException:
        for statement in back if engine.in_transaction else ():
            engine.execute(statement)
        raise


def _checked(
    runner: Runner, rows: Iterator[Sequence[Any]], check: Callable[[], None]
) -> Iterator[Sequence[Any]]:
    for row in runner.progress.count(tuple(row) for row in rows):
        check()
        yield row


def _insert(runner: Runner, names: list[str], rows: Iterator[Sequence[Any]], table: str) -> int:
    where = ".".join(quoted(part.strip('"')) for part in table.split("."))
    columns = ", ".join(map(quoted, names))
    is_known = list(runner.engine.execute(EXISTS, (table.strip('"').lower(),)))
    if "." not in table and not is_known:
        held = list(rows)
        kinds = [_kind([row[place] for row in held]) for place in range(len(names))]
        declared = ", ".join(f"{quoted(name)} {kind}" for name, kind in zip(names, kinds, strict=True))
        runner.engine.execute(f"create table main.{where}({declared})")
        rows = iter(held)
    values = ", ".join("?" * len(names))
    return runner.engine.insert_each(f"insert into {where}({columns}) values ({values})", rows)


def _kind(values: Sequence[Any]) -> str:
    """The type that all values have as they are written: 007 is a text, for as a number it would be 7."""
    given = [value for value in values if value is not None]
    texts = [value if isinstance(value, str) else json.dumps(value) for value in given]
    if given and all(re.fullmatch(r"0|-?[1-9]\d{0,17}", text) for text in texts):
        return "INTEGER"
    numbers = r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?"
    return "REAL" if given and all(re.fullmatch(numbers, text) for text in texts) else "TEXT"


def _read(file: Path) -> Table:
    """Column names and rows of a file."""
    form = format_of(file)
    if form not in ("csv", "tsv", "json", "jsonl"):
        raise ProgrammingError(f"{file.name}: rows come from csv, tsv, json or jsonl.", code="usage")
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise OperationalError(f"cannot read {file}: {error.strerror or error}", code="file") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{file} is not UTF-8: {error.reason} at byte {error.start}", code="file") from None
    if form in ("json", "jsonl"):
        return _objects(file, text, form)
    return _lines(file, text, form)


class Tabs(csv.Dialect):
    """As the format tsv writes: no quotes, escapes by backslash."""

    delimiter = "\t"
    quoting = csv.QUOTE_NONE
    lineterminator = "\n"


def _lines(file: Path, text: str, form: str) -> Table:
    """Values are text; an empty one of a CSV and a \\N of a TSV are NULL."""
    dialect = csv.excel() if form == "csv" else Tabs()
    lines = _read_lines(file, csv.reader(io.StringIO(text, newline=""), dialect, strict=form == "csv"))
    names = next(lines, [])
    if not names:
        raise DataError(f"{file}: the first line, with the names of the columns, is missing.", code="file")
    return names, _cells(file, len(names), lines, form)


def _read_lines(file: Path, lines: Any) -> Iterator[list[str]]:
    try:
        yield from lines
    except csv.Error as error:
        raise DataError(f"{file}:{lines.line_num}: {error}.", code="file") from None


def _cells(file: Path, width: int, lines: Iterator[list[str]], form: str) -> Iterator[Sequence[Any]]:
    null = "" if form == "csv" else "\\N"
    for number, line in enumerate(lines, start=2):
        if len(line) != width:
            raise DataError(f"{file}:{number}: {len(line)} values for {width} columns.", code="file")
        yield [None if cell == null else cell if form == "csv" else _unescaped(cell) for cell in line]


def _unescaped(cell: str) -> str:
    return re.sub(r"\\(.)", lambda found: ESCAPED.get(found[1], found[1]), cell)


def _objects(file: Path, text: str, form: str) -> Table:
    lines = text.split("\n")
    try:
        found = json.loads(text) if form == "json" else [json.loads(line) for line in lines if line.strip()]
    except (ValueError, RecursionError) as error:
        raise DataError(f"{file}: {error}", code="file") from None
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise DataError(f"{file}: an array of objects is wanted, one a row.", code="file")
    names = list(dict.fromkeys(name for one in found for name in one))
    return names, (tuple(_plain(one.get(name)) for name in names) for one in found)


def _plain(value: Any) -> Any:
    """The value as SQLite holds it: true as 1, arrays and objects as JSON text."""
    if isinstance(value, bool):
        return int(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
