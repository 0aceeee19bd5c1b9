"""The stored pages that are made: `helpsql/docs/cli.md` from the parsers, one page a helpdesk from its definition.

`python -m tests.reference` writes them anew; `tests/test_pages.py` compares.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from textwrap import fill

from helpsql.catalog import load_helpdesk
from helpsql.cli.options import COMMANDS, EPILOG, Parser, main_parser
from helpsql.cli.subcommands import PARSERS
from helpsql.pages import helpdesk_page
from tests.recipes import answer
from vtables import OFFERED

DOCS = Path(__file__).parents[1] / "helpsql" / "docs"
PAGE = DOCS / "cli.md"
HEAD = """\
# The command line

What `--help` says, in one place. `helpsql help costs` and `helpsql help writes` tell what stands behind it.
"""


def reference() -> str:
    lines = [HEAD, *_command(main_parser())]
    after = EPILOG.partition("\n\n")[2].strip()
    lines += [*_fenced("text", after), ""]
    for name in COMMANDS:
        lines += _command(PARSERS[name]())
    return "\n".join(lines).rstrip() + "\n"


def _command(parser: Parser) -> Iterator[str]:
    yield from (f"## {parser.prog}", "", fill(parser.description or "", 118, break_on_hyphens=False), "")
    usage = (parser.usage or f"{parser.prog} [options]").strip()
    examples = parser.examples.removeprefix("Examples:\n").strip().splitlines()
    yield from _fenced("sh", "\n".join([f"# {usage}", *map(str.strip, examples)]))
    yield from ("", "| option | what it does |", "| --- | --- |")
    for group in parser._action_groups:
        yield from map(_row, group._group_actions)
    yield ""


def _row(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else action.metavar or "|".join(map(str, action.choices or ()))
    value = str(value or action.dest.upper())
    names = [f"{word} {value}".strip() if action.nargs != 0 else word for word in action.option_strings]
    shown = ", ".join(f"`{name}`" for name in names or [value])
    what = (action.help or "").replace("%%", "%")
    return f"| {_cell(shown)} | {_cell(what)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _fenced(kind: str, text: str) -> Iterator[str]:
    yield from (f"```{kind}", text, "```")


def helpdesk_reference(service: str) -> str:
    """The page of a helpdesk, with what its recipes give in the demo."""
    return helpdesk_page(*load_helpdesk(service), partial(answer, service))


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
    for service in OFFERED:
        (DOCS / f"{service}.md").write_text(helpdesk_reference(service), "utf-8")
