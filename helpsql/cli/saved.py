"""Statements kept by name: one file `NAME.sql` each, in `queries` beside the configuration file.

A script runs the same file: `helpsql -f ~/.config/helpsql/queries/NAME.sql -p since=2026-10-01`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from helpsql.cli.parameters import parse_parameters
from helpsql.cli.secrecy import names_secret
from helpsql.errors import OperationalError, ProgrammingError
from helpsql.statements import tokens
from helpsql.tokens import write_private

if TYPE_CHECKING:
    from helpsql.values import SqlValue

_NAME = re.compile(r"\w[\w.-]*")
_GIVEN = re.compile(r"\w+:?=.*", re.DOTALL)


def folder() -> Path:
    import platformdirs

    return platformdirs.user_config_path("helpsql") / "queries"


def names() -> list[str]:
    """What is kept, in the order of the alphabet."""
    try:
        return sorted(file.stem for file in folder().glob("*.sql"))
    except OSError:
        return []


def keep(name: str, sql: str) -> Path:
    """Write the statement under that name, in the place of what has it; gives the file."""
    if not _NAME.fullmatch(name):
        raise ProgrammingError(f"{name} is no name: letters, digits, _ . and - make one.", code="usage")
    if names_secret(sql):
        raise ProgrammingError(
            "The statement holds a secret, and was not saved.",
            hint="Put :name in its place; .run NAME name=value gives it.",
            code="secret",
        )
    file = folder() / f"{name}.sql"
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(file, f"{sql.strip().rstrip(';')};\n")
    except OSError as error:
        raise OperationalError(f"cannot write {file}: {error.strerror or error}", code="file") from None
    return file


def read(name: str) -> str:
    """The text of that name; ProgrammingError names the near ones."""
    try:
        return _file(name).read_text("utf-8")
    except (OSError, ValueError) as error:
        raise OperationalError(f"cannot read {_file(name)}: {error}", code="file") from None


def forget(name: str) -> None:
    try:
        _file(name).unlink()
    except OSError as error:
        raise OperationalError(f"cannot remove {name}: {error.strerror or error}", code="file") from None


def _file(name: str) -> Path:
    known = names()
    if name in known:
        return folder() / f"{name}.sql"
    near = get_close_matches(name, known, 3)
    there = (
        f"There are {', '.join(known[:20])}." if known else "None is: .save NAME saves the last statement."
    )
    hint = f"Did you mean {' or '.join(near)}?" if near else there
    raise ProgrammingError(f"no saved statement {name}", hint=hint, code="usage")


def given(sql: str, arguments: Sequence[str]) -> dict[str, SqlValue]:
    """`since=2026-10-01` by name; values alone go to the parameters in the order in which they stand.

    >>> given("select :since, :until, :since", ["2026-10-01", "until:=5"])
    {'since': '2026-10-01', 'until': 5}
    """
    named = [one for one in arguments if _GIVEN.fullmatch(one)]
    values = [one for one in arguments if not _GIVEN.fullmatch(one)]
    try:
        found = parse_parameters(named)
    except ValueError as error:
        raise ProgrammingError(str(error), code="usage") from None
    free = [name for name in _parameters(sql) if name not in found]
    if len(values) > len(free):
        raise ProgrammingError(
            f"{values[len(free)]} is a value too many: the statement has {_told(free)}.", code="usage"
        )
    return dict(zip(free, values, strict=False)) | found


def _told(parameters: Sequence[str]) -> str:
    return ", ".join(f":{name}" for name in parameters) or "no parameter"


def _parameters(sql: str) -> list[str]:
    """Names behind : @ or $, each once, in their order."""
    found = pairwise(tokens(sql))
    return list(dict.fromkeys(two.text for one, two in found if one.text in ":@$" and two.kind == "word"))
