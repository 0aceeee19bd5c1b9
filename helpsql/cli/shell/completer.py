"""Candidates as prompt_toolkit shows them: for statements, and for commands with their arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from helpsql.cli.commands import COMMANDS, TWINS, Command
from helpsql.cli.commands.registry import is_command
from helpsql.cli.formats import FORMATS
from helpsql.cli.options import CHARTS
from helpsql.cli.visible import visible
from helpsql.completion import complete
from helpsql.completion.words import quoted

if TYPE_CHECKING:
    from helpsql.completion.catalogue import Catalogue
    from helpsql.completion.matching import Candidate

LONGEST_NOTE = 60


class ShellCompleter(Completer):
    """Answers from definitions only."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        before = document.text_before_cursor
        if is_command(before):
            yield from self._of_command(before, event)
            return
        for candidate in complete(document.text, document.cursor_position, self.catalogue):
            yield shown(candidate, document.cursor_position)

    def _of_command(self, before: str, event: CompleteEvent) -> Iterable[Completion]:
        name, blank, argument = before.lstrip().partition(" ")
        if not blank:
            yield from _names(name)
            return
        command = COMMANDS.get(name) or TWINS.get(name)
        if command is None:
            return
        if command.argument == "file":
            yield from PathCompleter(expanduser=True).get_completions(Document(argument.lstrip()), event)
        elif command.argument == "sql":
            for candidate in complete(argument, len(argument), self.catalogue):
                yield shown(candidate, len(argument))
        else:
            typed = argument.lstrip()
            for text, note in self._arguments(command):
                if text.lower().startswith(typed.lower()):
                    yield Completion(text, -len(typed), display_meta=cut(note))

    def _arguments(self, command: Command) -> Iterator[tuple[str, str]]:
        kinds: dict[str, Iterable[tuple[str, str]]] = {
            "table": self._tables(),
            "schema": ((schema, "") for schema in self.catalogue.schemas),
            "procedure": self._procedures(),
            "format": ((name, "") for name in FORMATS),
            "chart": ((name, "") for name in CHARTS),
            "switch": (("on", ""), ("off", "")),
            "command": ((name.lstrip("."), one.help) for name, one in COMMANDS.items()),
        }
        yield from kinds.get(command.argument, ())

    def _tables(self) -> Iterator[tuple[str, str]]:
        for schema in self.catalogue.schemas:
            for relation in self.catalogue.relations(schema):
                yield f"{quoted(schema)}.{quoted(relation.name)}", relation.note

    def _procedures(self) -> Iterator[tuple[str, str]]:
        for schema in self.catalogue.schemas:
            for routine in self.catalogue.routines(schema):
                yield f"{quoted(schema)}.{routine.name}", routine.note


def _names(typed: str) -> Iterator[Completion]:
    for name, command in {**COMMANDS, **TWINS}.items():
        if name.startswith(typed) and (name in COMMANDS or typed.startswith("\\")):
            yield Completion(
                name, -len(typed), display=f"{name} {command.usage}", display_meta=cut(command.help)
            )


def shown(candidate: Candidate, cursor: int) -> Completion:
    return Completion(
        candidate.text,
        candidate.start - cursor,
        display=visible(candidate.shown),
        display_meta=cut(f"{candidate.kind}  {candidate.note}" if candidate.note else candidate.kind),
    )


def cut(note: str) -> str:
    plain = visible(note)
    return plain if len(plain) <= LONGEST_NOTE else f"{plain[: LONGEST_NOTE - 1]}…"
