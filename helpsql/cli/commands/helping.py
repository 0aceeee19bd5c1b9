"""`.help`, which is made of the commands' docstrings."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import groupby
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from helpsql.cli.commands.registry import Command, command, find_command, grouped
from helpsql.errors import ProgrammingError

if TYPE_CHECKING:
    from helpsql.cli.run import Runner
    from helpsql.cli.streams import Output

HEAD = 28
"""Columns for a command's name and argument; a longer one has its help on the next line."""
LONGEST = 100
CLOSING = """
.help COMMAND says more about one; so does .help with the name of a table or a
procedure. A statement ends with ; and Enter, or Alt-Enter. Tab completes,
Ctrl-R searches the history, Ctrl-X Ctrl-E edits in $EDITOR. Ctrl-C drops a line
or stops a statement, Ctrl-D leaves.
"""


@command(".help", "\\?", "?", argument="page")
def show_help(runner: Runner, argument: str) -> None:
    """[COMMAND | NAME]  this list, one command, or the page of a table, procedure or topic

    The pages are those of `helpsql help`: helpdesks, tables, procedures, and costs, writes, adding, cli.
      .help chart
      .help zendesk.tickets
      .help costs
    """
    runner.page(_of(argument, runner.output) if argument else _list())


def _of(argument: str, output: Output) -> str:
    """A command's own page, or the page of that name."""
    try:
        return _page(find_command(argument if argument[0] in "\\?" else f".{argument.lstrip('.')}"))
    except ProgrammingError as unknown:
        if argument.startswith("."):
            raise
        from helpsql.cli.help import help_lines

        try:
            return "".join(help_lines(argument, output))
        except ProgrammingError:
            raise unknown from None


def _page(one: Command) -> str:
    """Usage, what it does, psql's names for it, and the rest of its docstring."""
    text = textwrap.fill(one.help, _width() - 1, initial_indent="  ", subsequent_indent="  ")
    parts = [f"{one.name} {one.usage}".strip(), text]
    parts += ["", *_flowed(one.details)] if one.details else []
    parts += ["", f"  Also: {' '.join(one.twins)}"] if one.twins else []
    return "\n".join(parts) + "\n"


def _flowed(details: str) -> Iterator[str]:
    """Prose filled to the width; examples and columns, which have blanks in a row, as they are."""
    for is_prose, lines in groupby(details.split("\n"), lambda line: bool(line) and "  " not in line):
        if not is_prose:
            yield from (f"  {line}".rstrip() for line in lines)
            continue
        for paragraph in re.split(r"\n(?=In SQL:|On the command line:)", "\n".join(lines)):
            yield textwrap.fill(paragraph, _width() - 1, initial_indent="  ", subsequent_indent="  ")


def _list() -> str:
    lines = []
    for heading, commands in grouped().items():
        lines += [heading, *(line for one in commands for line in _entry(one)), ""]
    return "\n".join(lines).rstrip() + "\n" + CLOSING


def _entry(one: Command) -> list[str]:
    twins = f"({' '.join(one.twins)})" if one.twins else ""
    head = "  " + " ".join(filter(None, (one.name, one.usage, twins)))
    indent = " " * (HEAD + 2)
    text = textwrap.wrap(one.help, _width() - len(indent) - 1)
    if len(head) > HEAD:
        return [head, *(indent + line for line in text)]
    return [f"{head:<{HEAD}}  {text[0]}", *(indent + line for line in text[1:])]


def _width() -> int:
    return min(LONGEST, max(80, get_terminal_size().columns))
