"""The stored pages that are made: `cli.md` and `helpsql.1` of the parsers, a page for each helpdesk of its definition.

`python -m tests.reference` writes them anew; `tests/test_pages.py` compares.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from textwrap import fill

from helpsql.catalog import load_helpdesk
from helpsql.cli.commands.helping import CLOSING
from helpsql.cli.commands.registry import Command, grouped
from helpsql.cli.manual import ELSEWHERE, ENVIRONMENT, EXIT_CODES, FILES
from helpsql.cli.options import COMMANDS, MANNERS, Parser, main_parser
from helpsql.cli.subcommands import PARSERS
from helpsql.pages import helpdesk_page
from helpsql.pages.markdown import fenced, grid
from tests.recipes import answer
from vtables import OFFERED

DOCS = Path(__file__).parents[1] / "helpsql" / "docs"
PAGE = DOCS / "cli.md"
HEAD = """\
# The command line

What `--help` and `.help` say, in one place; `man helpsql` is the same. `helpsql help costs` and `helpsql help writes`
tell what stands behind it.
"""


def reference() -> str:
    lines = [HEAD, *_command(main_parser()), MANNERS]
    for name in COMMANDS:
        lines += _command(PARSERS[name]())
    lines += _shell()
    lines += ["## Exit codes", "", *_pairs("code", {str(code): what for code, what in EXIT_CODES.items()})]
    lines += ["", "## Environment", "", *_pairs("variable", ENVIRONMENT)]
    lines += ["", "## Files", "", *_pairs("file", FILES), "", ELSEWHERE]
    return "\n".join(lines).rstrip() + "\n"


def _pairs(name: str, entries: Mapping[str, str]) -> Iterator[str]:
    yield from grid((name, "what it is"), ((f"`{key}`", what) for key, what in entries.items()))


def _command(parser: Parser) -> Iterator[str]:
    yield from (f"## {parser.prog}", "", fill(parser.description or "", 118, break_on_hyphens=False), "")
    yield from fenced("sh", "\n".join([f"# {usage(parser)}", *examples(parser)]))
    yield ""
    rows = ((f"`{names}`".replace(", ", "`, `"), what) for names, what in options(parser))
    yield from grid(("option", "what it does"), rows)
    yield ""


def usage(parser: Parser) -> str:
    return (parser.usage or f"{parser.prog} [options]").strip()


def examples(parser: Parser) -> list[str]:
    return list(map(str.strip, parser.examples.removeprefix("Examples:\n").strip().splitlines()))


def options(parser: Parser) -> Iterator[tuple[str, str]]:
    """(`-f FILE`, what it does) of each option."""
    for group in parser._action_groups:
        for action in group._group_actions:
            yield _names(action), (action.help or "").replace("%%", "%")


def _names(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else action.metavar or "|".join(map(str, action.choices or ()))
    value = str(value or action.dest.upper())
    names = [f"{word} {value}".strip() if action.nargs != 0 else word for word in action.option_strings]
    return ", ".join(names or [value])


def _shell() -> Iterator[str]:
    yield from ("## In the shell", "")
    for heading, commands in grouped().items():
        yield from (f"### {heading}", "")
        yield from grid(("command", "what it does"), map(_shell_row, commands))
        yield ""
    yield CLOSING.strip()
    yield ""


def _shell_row(one: Command) -> tuple[str, str]:
    twins = f" ({', '.join(f'`{twin}`' for twin in one.twins)})" if one.twins else ""
    return f"`{f'{one.name} {one.usage}'.strip()}`{twins}", one.help


def helpdesk_reference(service: str) -> str:
    """The page of a helpdesk, with what its recipes give in the demo."""
    return helpdesk_page(*load_helpdesk(service), partial(answer, service))


def write() -> None:
    from tests.manpage import MAN, manpage

    PAGE.write_text(reference(), "utf-8")
    MAN.write_text(manpage(), "utf-8")
    for service in OFFERED:
        (DOCS / f"{service}.md").write_text(helpdesk_reference(service), "utf-8")


if __name__ == "__main__":
    write()
