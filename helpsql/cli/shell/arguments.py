"""What may stand behind a dot command: its arguments in order, each by its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpsql.cli import saved
from helpsql.cli.commands import COMMANDS, Command
from helpsql.cli.formats import FORMATS
from helpsql.cli.options import CHARTS
from helpsql.cli.preferences import PREFERENCES
from helpsql.completion import complete
from helpsql.completion.matching import Candidate, ranked
from helpsql.completion.place import Kind, Place
from helpsql.completion.words import quoted

if TYPE_CHECKING:
    from helpsql.completion.catalogue import Catalogue

Found = Iterator[Candidate]
FIRST = re.compile(r"""\s*("[^"]*"|'[^']*'|\S+)\s+""")
"""An argument with what separates it from the next; in quotes where it holds blanks."""
NOTE = re.compile(r"([a-z][a-z, ]*?) {2,}(\S.*)")
"""`json, jsonl   for other programs`, as the commands' docstrings have it."""


def argument_at(command: Command, text: str, cursor: int) -> tuple[str, int]:
    """The kind of argument at the cursor, and where in the text behind the command's name it begins."""
    kinds = command.argument.split() or [""]
    begin = 0
    while len(kinds) > 1 and (found := FIRST.match(text, begin, cursor)):
        begin = found.end()
        kinds.pop(0)
        if kinds == ["value"]:
            kinds = [f"value of {found[1]}"]
    blanks = len(text[begin:cursor]) - len(text[begin:cursor].lstrip())
    return kinds[0], begin + blanks


def arguments(command: Command, text: str, cursor: int, catalogue: Catalogue) -> list[Candidate]:
    """Candidates for the argument at the cursor, best first; their `start` is one in the text."""
    kind, begin = argument_at(command, text, cursor)
    typed = text[begin:cursor]
    found = ranked(Place(Kind.VALUE, typed, begin), _words(kind, command, catalogue)) if typed or kind else []
    if kind in ("sql", "query"):
        found += [
            Candidate(one.text, one.kind, one.note, one.label, one.rank, begin + one.start)
            for one in complete(text[begin:], cursor - begin, catalogue)
        ]
    return found


def _words(kind: str, command: Command, catalogue: Catalogue) -> Found:
    if kind in ("table", "page", "query"):
        yield from _tables(catalogue)
    if kind in ("procedure", "page"):
        yield from _procedures(catalogue)
    if kind == "schema":
        yield from (Candidate(quoted(one), "schema") for one in catalogue.schemas if one != "helpsql")
    if kind == "binding":
        yield from (Candidate(f"{name}=", "parameter", "has a value") for name in catalogue.parameters)
    if kind == "page":
        yield from _pages()
    if kind == "saved":
        yield from (Candidate(name, "saved") for name in saved.names())
    if kind == "setting":
        yield from (Candidate(name, "", one.help, rank=0) for name, one in PREFERENCES.items())
    setting = PREFERENCES.get(kind.removeprefix("value of ")) if kind.startswith("value of ") else None
    yield from (Candidate(word, "", "value", rank=0) for word in (setting.values if setting else ()))
    notes = dict(_notes(command))
    for word in WORDS.get(kind, ()):
        yield Candidate(word, "", notes.get(word, ""), rank=0)


WORDS = {
    "format": tuple(FORMATS),
    "chart": CHARTS,
    "switch": ("on", "off"),
    "expanded": ("on", "off", "auto"),
    "binding": ("clear",),
}


def _notes(command: Command) -> Iterator[tuple[str, str]]:
    for line in command.details.splitlines():
        if found := NOTE.fullmatch(line):
            yield from ((name, found[2]) for name in found[1].split(", "))


def _tables(catalogue: Catalogue) -> Found:
    for schema in catalogue.schemas:
        for relation in catalogue.relations(schema):
            yield Candidate(f"{quoted(schema)}.{quoted(relation.name)}", "table", relation.note)


def _procedures(catalogue: Catalogue) -> Found:
    for schema in catalogue.schemas:
        for routine in catalogue.routines(schema):
            yield Candidate(f"{quoted(schema)}.{routine.name}", "procedure", routine.note)


def _pages() -> Found:
    from helpsql.cli.help import topics

    yield from (Candidate(name.lstrip("."), "command", one.help, rank=0) for name, one in COMMANDS.items())
    yield from (Candidate(name, "page", rank=1) for name in topics())
