"""What a dot command is, and how a line becomes one. Help is made of the docstrings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc
from typing import TYPE_CHECKING

from helpsql.errors import ProgrammingError
from helpsql.likeness import like, offered

if TYPE_CHECKING:
    from helpsql.cli.run import Runner

Run = Callable[["Runner", str], None]


class LeaveShell(Exception):  # noqa: N818 - a way out, not an error
    """`.quit`"""


@dataclass(frozen=True, slots=True)
class Command:
    """usage      its argument, as help shows it
    help       one sentence
    details    what `.help COMMAND` adds
    argument   what completes its arguments, a word each: table, procedure, schema, format, switch, expanded,
               chart, binding, page, file, sql, query (or a table), seconds
    twins      psql's names for it
    """

    name: str
    run: Run
    usage: str
    help: str
    argument: str = ""
    twins: tuple[str, ...] = ()
    details: str = ""


GROUPS = {
    "helping": "What there is",
    "looking": "What there is",
    "settings": "How statements run and rows are shown",
    "writing": "Writes and accounts",
    "files": "Files",
    "repeating": "Statements again",
    "saving": "Statements again",
}
"""The modules of this package with commands, as help lists them, and its headings."""
COMMANDS: dict[str, Command] = {}
TWINS: dict[str, Command] = {}


def command(name: str, *twins: str, argument: str = "") -> Callable[[Run], Run]:
    """Enter a function as a command. Its docstring is `usage  what it does`, or the latter; details below."""

    def enter(run: Run) -> Run:
        first, _, details = cleandoc(run.__doc__ or "").partition("\n\n")
        usage, _, text = first.rpartition("  ")
        entry = Command(name, run, usage, text, argument, twins, details)
        COMMANDS[name] = entry
        TWINS.update(dict.fromkeys(twins, entry))
        return run

    return enter


def grouped() -> dict[str, list[Command]]:
    """All commands under their headings."""
    found: dict[str, list[Command]] = {heading: [] for heading in GROUPS.values()}
    for one in COMMANDS.values():
        found[GROUPS[one.run.__module__.rpartition(".")[2]]].append(one)
    return found


def is_command(text: str) -> bool:
    """A line for the shell itself and not for SQLite."""
    return text.lstrip().startswith((".", "\\"))


def read_command(text: str) -> tuple[str, str]:
    """Name and argument; a semicolon at the end is a habit of SQL and no part of it."""
    name, *rest = text.strip().split(maxsplit=1)
    argument = rest[0] if rest else ""
    if not argument:
        name = name.rstrip(";") or name
    return name, argument.strip().removesuffix(";").rstrip()


def find_command(name: str) -> Command:
    """The command of that name, or whose name alone begins so; ProgrammingError names the near ones."""
    found = COMMANDS.get(name) or TWINS.get(name) or COMMANDS.get(f".{name.removeprefix(chr(92))}")
    if found is not None:
        return found
    begun = [one for one in COMMANDS if name != "." and one.startswith(name)]
    if len(begun) == 1:
        return COMMANDS[begun[0]]
    from helpsql.cli.commands.elsewhere import pointed_to

    elsewhere = pointed_to(name)
    near = [] if elsewhere else begun or like(name, [*COMMANDS, *TWINS])
    raise ProgrammingError(
        f"no such command: {name}",
        hint=elsewhere or offered(near, ".help lists the commands."),
        code="no-command",
        near=near,
    )


ON, OFF = frozenset({"on", "yes", "true", "1"}), frozenset({"off", "no", "false", "0"})


def switch(argument: str, name: str, now: bool, *, others: str = "") -> bool:
    """on or off; without an argument the other of the two. `others`: what else the command takes."""
    if argument and argument.lower() not in ON | OFF:
        words = f"on, off or {others}" if others else "on or off"
        raise ProgrammingError(f"{name} takes {words}, not {argument}.", code="usage")
    return argument.lower() in ON if argument else not now


def required(argument: str, name: str, what: str) -> str:
    if not argument:
        raise ProgrammingError(f"{name} takes {what}.", hint=f".help {name} says more.", code="usage")
    return argument
