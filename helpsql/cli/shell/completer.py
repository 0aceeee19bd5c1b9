"""Candidates as prompt_toolkit shows them: for statements, and for commands with their arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from helpsql.cli.commands import COMMANDS, TWINS
from helpsql.cli.commands.registry import is_command
from helpsql.cli.visible import visible
from helpsql.completion import complete

if TYPE_CHECKING:
    from helpsql.completion.catalogue import Catalogue
    from helpsql.completion.matching import Candidate

LONGEST_NOTE = 60
"""Columns for what stands beside a candidate, or half of the terminal's where that is more."""


class ShellCompleter(Completer):
    """Answers from definitions only."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._closed: frozenset[str] = frozenset()

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        if is_command(document.text_before_cursor):
            yield from self._of_command(document, event)
            return
        candidates = complete(document.text, document.cursor_position, self.catalogue)
        closed = [one for one in candidates if one.text.endswith("'")]
        if closed:
            self._closed = frozenset(document.text[: one.start] + one.text for one in closed)
        for candidate in candidates:
            yield shown(candidate, document.cursor_position)

    def has_closed(self, text: str) -> bool:
        """The text ends with a value that was offered with its closing quote: a hand may type that too."""
        return text in self._closed

    def _of_command(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        name, blank, _ = document.text_before_cursor.lstrip().partition(" ")
        if not blank:
            yield from _names(name)
            return
        command = COMMANDS.get(name) or TWINS.get(name)
        if command is None:
            return
        from helpsql.cli.shell.arguments import argument_at, arguments

        begin = document.text.index(name) + len(name) + 1
        text, cursor = document.text[begin:], document.cursor_position - begin
        kind, start = argument_at(command, text, cursor)
        if kind == "file":
            yield from PathCompleter(expanduser=True).get_completions(Document(text[start:cursor]), event)
            return
        for candidate in arguments(command, text, cursor, self.catalogue):
            yield shown(candidate, cursor)


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
        display_meta=cut("  ".join(filter(None, (candidate.kind, candidate.note)))),
    )


def cut(note: str) -> str:
    plain, room = visible(note), max(LONGEST_NOTE, get_terminal_size().columns // 2)
    return plain if len(plain) <= room else f"{plain[: room - 1]}…"
