"""Scripts that complete `helpsql …` in bash, zsh and fish, made by shtab from the parsers.

What a script cannot know (connections, pages, services) it asks for by `helpsql completion --names`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from contextlib import suppress

from helpsql.cli.options import COMMANDS, Parser, main_parser
from helpsql.cli.subcommands import PARSERS
from helpsql.errors import Error

ASKED = {
    ("", "use"): "connections",
    ("connections", "name"): "connections",
    ("help", "name"): "pages",
    ("login", "service"): "services",
}
"""(command, argument) -> the names it takes."""
LAST = {
    # Where nothing else fits, a word may be a file with SQL; fish offers files by itself.
    "bash": "complete -o default -o filenames -F _shtab_helpsql helpsql",
    "zsh": "[[ $zsh_eval_context[-1] == eval ]] || (( compstate[nmatches] )) || _files",
    "fish": "",
}


def script(shell: str) -> str:
    """The completion script of bash, zsh or fish."""
    import shtab

    made: str = shtab.complete(command_line(), shell)
    return f"{made.rstrip()}\n{LAST[shell]}\n"


def command_line() -> Parser:
    """All parsers as one, with hints of shtab: where a file goes, where a name."""
    whole = main_parser()
    # shtab takes everything behind a list of files for files; `LAST` offers them.
    whole._actions = [action for action in whole._actions if action.dest != "files"]
    _hint(whole, "")
    commands = whole.add_subparsers(title="commands", parser_class=Parser)
    for name, what in COMMANDS.items():
        made = PARSERS[name]()
        _hint(made, name)
        commands.add_parser(name, parents=[made], help=what, description=made.description)
    return whole


def _hint(parser: argparse.ArgumentParser, command: str) -> None:
    for action in parser._actions:
        asked = ASKED.get((command, action.dest))
        if asked is not None:
            action.complete = _asking(asked)  # type: ignore[attr-defined]
        elif action.metavar == "FILE":
            action.complete = "file"  # type: ignore[attr-defined]


def _asking(what: str) -> dict[str, object]:
    """A completer that runs helpsql when it is needed, and never before."""
    function, ask = f"_helpsql_{what}", f"helpsql completion --names {what} 2>/dev/null"
    return {
        "bash": function,
        "zsh": function,
        "fish": f"({ask})",
        "preamble": {
            "bash": f'{function}() {{ compgen -W "$({ask})" -- "$1"; }}',
            "zsh": f'{function}() {{ compadd -- ${{(f)"$({ask})"}} }}',
        },
    }


def names(kind: str) -> Iterable[str]:
    """Names for the scripts; of connections none where the configuration cannot be read."""
    if kind == "services":
        from helpsql.catalog import services

        return services()
    if kind == "pages":
        from helpsql.cli.help import names as pages

        return dict.fromkeys(pages())
    from helpsql.config import load

    with suppress(Error):
        return [config.name for config in load()]
    return []
