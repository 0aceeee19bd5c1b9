"""Commands that read from files and write to them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from helpsql.cli.commands.registry import command, required
from helpsql.cli.inputs import InputError, Source, read_statements
from helpsql.cli.keyboard import by_line
from helpsql.errors import OperationalError, ProgrammingError

if TYPE_CHECKING:
    from helpsql.cli.run import Runner


@command(".read", "\\i", argument="file")
def read(runner: Runner, argument: str) -> None:
    """FILE  runs the SQL in it; stops at its first failure

    Lines that begin with a dot, between statements, are commands.
    On the command line: helpsql -f FILE
    """
    name = str(_path(required(argument, ".read", "a file")))
    try:
        statements = read_statements([Source("file", name)], None)
    except InputError as error:
        raise OperationalError(str(error), code="file") from None
    script = Path(name).resolve()
    if script in runner.reading:
        raise ProgrammingError(f"{name} reads itself.", hint="Leave that .read out.", code="file")
    runner.reading.append(script)
    try:
        for statement in statements:
            if runner.run_read(statement) or runner.left:
                return
    finally:
        runner.reading.pop()


@command(".output", "\\o", argument="file")
def set_output(runner: Runner, argument: str) -> None:
    """[FILE]  writes rows to it from now on; without one, to the terminal again

    The ending decides the format (.csv, .tsv, .json, .jsonl, .md, .html, .txt, .arrow, .parquet), others have
    that of .mode, or tsv. On the command line: helpsql --format csv -e SQL > FILE
    """
    _redirect(runner, argument)


@command(".once", argument="file")
def set_once(runner: Runner, argument: str) -> None:
    """FILE  writes the rows of the next statement to it

    The ending decides the format, as for .output. Unlike .export it takes the rows of any statement, CALL and
    RETURNING included, and what a statement that fails had given stays in the file.
    """
    _redirect(runner, required(argument, ".once", "a file"), once=True)


def _redirect(runner: Runner, argument: str, *, once: bool = False) -> None:
    from helpsql.cli.arrow import require
    from helpsql.cli.formats import BINARY
    from helpsql.cli.transfer import known_format

    file = _path(argument) if argument else None
    form = known_format(file) if file else ""
    if form in BINARY:
        require()
    runner.redirect(str(file or ""), form=form, once=once)


def _path(argument: str) -> Path:
    """A file's name, quoted or not; ~ is the home folder."""
    quoted = len(argument) > 1 and argument[0] == argument[-1] and argument[0] in "\"'"
    if "\0" in argument:
        raise OperationalError(f"{argument}: no file's name holds a NUL character.", code="file")
    try:
        return Path(argument[1:-1] if quoted else argument).expanduser()
    except RuntimeError as error:
        raise OperationalError(f"{argument}: {error}", code="file") from None


@command(".export", argument="file query")
def export(runner: Runner, argument: str) -> None:
    """FILE SQL|TABLE  writes rows to it, in the format of its ending (csv, json, jsonl, md, parquet, …)

    The file appears when all of its rows are there. Queries alone; .once takes the rows of other statements.
      .export open.csv select id, subject from zendesk.tickets where id < 9
      .export "my tags.parquet" helpscout.Tags
    """
    from helpsql.cli.transfer import export_rows

    name, sql = _two(argument, ".export", "a file and a query or table")
    export_rows(runner, _path(name), sql)


@command(".import", argument="file table")
def import_(runner: Runner, argument: str) -> None:
    """FILE TABLE  inserts its rows (csv, tsv, json, jsonl); a new table is made in main

    All rows or none: a table of a helpdesk gets them in one transaction. An empty value of a csv is NULL.
    """
    from helpsql.cli.transfer import import_rows

    name, table = _two(argument, ".import", "a file and a table")
    import_rows(runner, _path(name), table)


def _two(argument: str, name: str, what: str) -> tuple[str, str]:
    """A file, quoted where it holds blanks, and the rest."""
    found = re.fullmatch(r"""("[^"]+"|'[^']+'|\S+)\s+(.+)""", argument, re.DOTALL)
    if found is None:
        raise ProgrammingError(f"{name} takes {what}.", hint=f".help {name} says more.", code="usage")
    return found[1].strip("\"'"), found[2].strip()


@command(".edit", "\\e", argument="file")
def edit(runner: Runner, argument: str) -> None:
    """[FILE]  opens it, or the last statement, in $EDITOR; what is saved comes to the prompt"""
    if argument:
        runner.draft = _edited(_path(argument))
        return
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "statement.sql"
        draft.write_text(f"{runner.last};\n" if runner.last else "", "utf-8")
        runner.draft = _edited(draft)


def _edited(file: Path) -> str:
    """The text after the editor has been closed."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        with by_line(sys.stdin):
            subprocess.run([*shlex.split(editor), str(file)], check=True)  # noqa: S603 - the user's own choice
        return file.read_text("utf-8").strip()
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise OperationalError(f"{editor}: {error}", hint="Set EDITOR.", code="editor") from None
