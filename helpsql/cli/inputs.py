"""Where statements come from: -e, -f, files, standard input; all read before the first one runs.

A line that begins with a dot, where no statement is open, is a command of the shell.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from helpsql.cli.places import NOWHERE, Place
from helpsql.statements import is_complete, kind, meaningful, split

COMMAND = re.compile(r"[ \t]*[.\\][a-z?]", re.IGNORECASE)
SQL = frozenset(
    {"select", "with", "insert", "update", "delete", "replace", "call", "begin", "commit", "rollback"}
)
"""Verbs that no command begins with."""


class InputError(Exception):
    """A script that cannot be read; wrong usage, found before anything is sent."""


@dataclass(frozen=True, slots=True)
class Source:
    """kind: sql (the text itself) or file (a path, `-` for standard input)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """`place` is where it was read; `is_command`: a command of the shell's, `.tables` and the like."""

    sql: str
    place: Place = NOWHERE

    @property
    def is_command(self) -> bool:
        return COMMAND.match(self.sql) is not None


def mended(argument: str) -> str:
    """A command line argument as the UTF-8 it is, whatever the locale took it for.

    In a locale without UTF-8, Python keeps the bytes it cannot decode as lone surrogates.
    """
    try:
        return os.fsencode(argument).decode() if not argument.isascii() else argument
    except UnicodeDecodeError:
        raise InputError(f"this argument is not UTF-8: {argument!a}") from None


def read_statements(sources: Sequence[Source], stdin: TextIO | None) -> list[Statement]:
    """The statements of all sources, in their order; several on the command line are numbered."""
    found = [statement for source in sources for statement in _statements(source, stdin)]
    alone = len(found) == 1
    return [
        one if one.place.source or alone else replace(one, place=Place(number=number))
        for number, one in enumerate(found, start=1)
    ]


def _statements(source: Source, stdin: TextIO | None) -> Iterator[Statement]:
    if source.kind == "sql":
        text = mended(source.text)
        yield from map(Statement, [command] if (command := _as_command(text)) else _pieces(text))
        return
    script = _read(source.text, stdin)
    name = "stdin" if source.text == "-" else source.text
    at = 0
    for sql in _pieces(script):
        found = script.find(sql, at)
        if found < 0:
            yield Statement(sql, Place(name))
            continue
        at = found + len(sql)
        first = found + len(sql) - len(sql.lstrip())
        yield Statement(sql, Place(name, script.count("\n", 0, first) + 1))


def _as_command(text: str) -> str | None:
    """One line that is a command, in our words or in those of other shells."""
    if kind(text) in SQL or "\n" in text.strip():
        return None
    from helpsql.cli.commands.elsewhere import as_command

    return as_command(text)


def _pieces(script: str) -> Iterator[str]:
    """Statements, and the lines between them that are commands."""
    open_lines: list[str] = []
    for line in script.splitlines(keepends=True) if re.search(r"(?m)^[ \t]*[.\\]", script) else [script]:
        if COMMAND.match(line) and not meaningful("".join(open_lines)):
            yield line.strip()
            open_lines = []
            continue
        open_lines.append(line)
        if ";" in line and is_complete("".join(open_lines)):
            yield from split("".join(open_lines))
            open_lines = []
    yield from split("".join(open_lines))


def _read(path: str, stdin: TextIO | None) -> str:
    try:
        raw = _read_stdin(stdin) if path == "-" else Path(path).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: {error.reason} at byte {error.start}") from None


def _read_stdin(stdin: TextIO | None) -> bytes:
    if stdin is None or stdin.closed:
        raise InputError("no SQL: standard input is closed; give -e SQL or a file")
    return stdin.buffer.read()
