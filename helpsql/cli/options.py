"""The options of `helpsql`, their defaults and their help; what they mean is told elsewhere."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from textwrap import fill
from typing import Any, NoReturn

import helpsql
from helpsql.cli.ask import ASK_ABOVE
from helpsql.cli.formats import BINARY, FORMATS
from helpsql.cli.inputs import Source
from helpsql.cli.manual import ENVIRONMENT, EXIT_CODES, listed
from helpsql.cli.usage import usage_hint

EXAMPLES = """\
Examples:
  helpsql --demo -e "select Id, Subject from Conversations limit 5"
  helpsql --demo --explain -e "select count(*) from zendesk.tickets"
  helpsql --format csv -p since=2026-01-01 report.sql > report.csv
"""
COMMANDS = {
    "login": "connect an account",
    "connections": "list, test or remove the configured connections",
    "help": "pages about helpdesks, tables, procedures and topics",
    "doctor": "check the configured connections",
    "refresh": "look the accounts' own fields and tables up anew",
    "sandbox": "serve a simulated helpdesk on loopback",
    "completion": "print the completion script of bash, zsh or fish",
}
"""The other commands, which `helpsql.cli.subcommands` has."""
LISTED = "\n".join(f"  helpsql {name:<11} {what}" for name, what in COMMANDS.items())
MANNERS = """\
A script stops at its first failure. Statements commit one by one unless the script says BEGIN; a transaction
still open at its end is rolled back and counts as a failure. Rows go to standard output, all else to standard
error; an answer that may lack rows says so there. A line that begins with a dot, between statements, is a
command of the shell: .tables, .describe TABLE, .import FILE TABLE; .help lists them.
"""
WIDTH = 80
EPILOG = f"""\
Without SQL, on a terminal, the interactive shell opens. Other commands, each
with its --help:
{LISTED}

{fill(MANNERS, WIDTH)}

{fill(f"Exit codes: {listed(EXIT_CODES)}.", WIDTH, subsequent_indent="  ")}
{fill(f"Environment: {', '.join(ENVIRONMENT)}.", WIDTH, subsequent_indent="  ")}
helpsql help cli, or man helpsql, says more; helpsql help lists the pages.
"""
CHARTS = ("bar", "line", "hist", "heat", "auto")
FORMAT_HELP = (
    f"{', '.join(FORMATS)}. Default: on a terminal a table cut to its width, or lines where it is too "
    "narrow for that; otherwise tsv. NULL is NULL in tables, \\N in tsv, null in JSON, nothing in csv, "
    f'where empty text is "". {" and ".join(BINARY)} go to a file or pipe'
)


class Parser(argparse.ArgumentParser):
    """argparse, with whole option names only, and the nearest right one when a name is wrong."""

    def __init__(self, *, examples: str = "", description: str = "", **settings: Any) -> None:
        super().__init__(
            description=fill(description, WIDTH),
            allow_abbrev=False,
            add_help=False,
            formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(
                prog, max_help_position=24, width=WIDTH
            ),
            **settings,
        )
        self.examples = examples

    def format_help(self) -> str:
        return f"{self.examples}\n{super().format_help()}" if self.examples else super().format_help()

    def error(self, message: str) -> NoReturn:
        hint = usage_hint(message, self._option_string_actions)
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}{f'. {hint}' if hint else ''}\n")


class _Debug(argparse.Action):
    """Ask for stack traces, as HELPSQL_DEBUG=1 does."""

    def __call__(self, *_: object) -> None:
        os.environ["HELPSQL_DEBUG"] = "1"


def first_word(given: Sequence[str], parser: Parser) -> int | None:
    """The place of the first argument that is neither an option nor the value of one."""
    is_value = False
    for place, word in enumerate(given):
        if is_value:
            is_value = False
        elif word.startswith("-") and word != "-":
            action = parser._option_string_actions.get(word)
            is_value = action is not None and action.nargs is None
        else:
            return place
    return None


class _AddSource(argparse.Action):
    """Gather -e and -f in the order in which they are given."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - argparse's signature
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        namespace.sources = [*namespace.sources, Source(self.const, values)]


def main_parser() -> Parser:
    parser = Parser(
        prog="helpsql",
        usage="helpsql [options] [-e SQL]... [-f FILE]... [FILE...]",
        description="One SQL prompt over helpdesks: each account is a schema, each API object a table.",
        examples=EXAMPLES,
        epilog=EPILOG,
    )
    _add_inputs(parser.add_argument_group("What to run"))
    add_connection_options(parser, uses=True)
    _add_answer(parser.add_argument_group("The answer"))
    _add_bounds(parser.add_argument_group("Bounds and care"))
    add_general(parser)
    return parser


def _add_inputs(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-e", dest="sources", const="sql", action=_AddSource, default=[], metavar="SQL", help="run this SQL"
    )
    group.add_argument(
        "-f", dest="sources", const="file", action=_AddSource, metavar="FILE", help="run the SQL in this file"
    )
    group.add_argument("files", nargs="*", metavar="FILE", help="the same; - is standard input (the default)")
    group.add_argument(
        "-p",
        dest="parameters",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="the value of :NAME, as text; NAME:=JSON for a number, null, true, or JSON text",
    )
    group.add_argument(
        "--database",
        default=":memory:",
        metavar="FILE",
        help="SQLite file of your own tables, the schema main (default: in memory)",
    )


def add_connection_options(parser: Parser, *, uses: bool = False) -> None:
    """Where the helpdesks are: for every command that needs them; `uses`: and which comes first."""
    group = parser.add_argument_group("Which helpdesks")
    either = group.add_mutually_exclusive_group()
    either.add_argument("--demo", action="store_true", help="built-in simulated helpdesks; no account needed")
    either.add_argument(
        "--config",
        metavar="FILE",
        help="file with the connections (default: $HELPSQL_CONFIG, else helpsql/config.toml among the "
        "platform's configuration files)",
    )
    if uses:
        group.add_argument(
            "--use",
            default="",
            metavar="NAME",
            help="the connection in which tables and procedures without a schema are looked for first "
            "(default: the order of the file)",
        )


def _add_answer(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--format", choices=(*FORMATS, *BINARY), metavar="NAME", help=FORMAT_HELP)
    group.add_argument(
        "--chart",
        choices=CHARTS,
        default="",
        metavar="KIND",
        help=f"draw the rows: {', '.join(CHARTS)} (what the columns fit)",
    )
    group.add_argument("--no-header", action="store_true", help="leave out the column names")
    group.add_argument(
        "--no-pager", action="store_true", help="print long tables to a terminal without a pager"
    )
    group.add_argument("--explain", action="store_true", help="show the requests and how many; send nothing")


def _add_bounds(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--max-requests", type=count, metavar="N", help="stop a statement that needs more (default: no bound)"
    )
    group.add_argument(
        "--timeout", type=seconds, metavar="S", help="stop a statement after S seconds (default: no bound)"
    )
    group.add_argument("--dry-run", action="store_true", help="show the writes on stderr; send only reads")
    group.add_argument("--read-only", action="store_true", help="refuse writes and CALL")
    group.add_argument(
        "--ask-above",
        type=count,
        default=ASK_ABOVE,
        metavar="N",
        help="at a terminal, ask before a statement that may send more requests; 0 never asks "
        "(default: %(default)s)",
    )
    group.add_argument("--yes", action="store_true", help="do not ask, whatever a statement changes or costs")


def add_general(parser: Parser) -> None:
    group = parser.add_argument_group("General")
    group.add_argument("-v", "--verbose", action="store_true", help="log requests, counts and time to stderr")
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="default: auto, on a terminal"
    )
    group.add_argument("--debug", nargs=0, action=_Debug, help="show stack traces of errors")
    group.add_argument(
        "--version", action="version", version=f"helpsql {helpsql.__version__}", help="show it"
    )
    group.add_argument("-h", "--help", action="help", help="show this")


def seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds above 0")
    return number


def count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no count: 0, 1, 2, …")
    return int(text)
