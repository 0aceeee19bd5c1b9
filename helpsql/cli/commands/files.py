"""Commands that read from files and write to them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from helpsql.cli.commands.registry import command, required
from helpsql.cli.inputs import InputError, Source, read_statements
from helpsql.errors import OperationalError, ProgrammingError

if TYPE_CHECKING:
    from helpsql.cli.run import Runner


@command(".read", "\\i", argument="file")
def read(runner: Runner, argument: str) -> None:
    """FILE  runs the SQL in it; stops at its first failure"""
    try:
        statements = read_statements([Source("file", required(argument, ".read", "a file"))], None)
    except InputError as error:
        raise OperationalError(str(error), code="file") from None
    for statement in statements:
        if runner.run(statement.sql, statement.place):
            return


@command(".output", "\\o", argument="file")
def set_output(runner: Runner, argument: str) -> None:
    """[FILE]  writes rows to it from now on; without one, to the terminal again"""
    runner.redirect(argument)


@command(".once", argument="file")
def set_once(runner: Runner, argument: str) -> None:
    """FILE  writes the rows of the next statement to it"""
    runner.redirect(required(argument, ".once", "a file"), once=True)


@command(".export", argument="file")
def export(runner: Runner, argument: str) -> None:
    """FILE SQL|TABLE  writes rows to it, in the format of its ending (csv, json, jsonl, md, parquet, …)"""
    from helpsql.cli.transfer import export_rows

    name, sql = _two(argument, ".export", "a file and a query or table")
    export_rows(runner, Path(name).expanduser(), sql)


@command(".import", argument="file")
def import_(runner: Runner, argument: str) -> None:
    """FILE TABLE  inserts its rows (csv, tsv, json, jsonl); a new table is made in main"""
    from helpsql.cli.transfer import import_rows

    name, table = _two(argument, ".import", "a file and a table")
    import_rows(runner, Path(name).expanduser(), table)


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
        runner.draft = _edited(Path(argument).expanduser())
        return
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "statement.sql"
        draft.write_text(f"{runner.last};\n" if runner.last else "", "utf-8")
        runner.draft = _edited(draft)


def _edited(file: Path) -> str:
    """The text after the editor has been closed."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        subprocess.run([*shlex.split(editor), str(file)], check=True)  # noqa: S603 - the user's own choice
        return file.read_text("utf-8").strip()
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise OperationalError(f"{editor}: {error}", hint="Set EDITOR.", code="editor") from None
