"""`helpsql.1`, the manual page, of the same parsers, commands and facts as `--help` and `cli.md`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import helpsql
from helpsql.cli.commands.registry import grouped
from helpsql.cli.manual import ELSEWHERE, ENVIRONMENT, EXIT_CODES, FILES
from helpsql.cli.options import COMMANDS, MANNERS, Parser, main_parser
from helpsql.cli.subcommands import PARSERS
from tests.reference import DOCS, examples, options, usage

MAN = DOCS / "helpsql.1"
Pairs = Iterable[tuple[str, str]]
SHELL = "Without SQL, on a terminal, helpsql opens an interactive shell. Beside SQL it takes these commands:"
SEE = "helpsql help lists the pages about helpdesks, tables, procedures and topics; helpsql help NAME shows one."


def manpage() -> str:
    main = main_parser()
    about, _, more = str(main.description).partition(": ")
    lines = [f'.TH HELPSQL 1 "" "helpsql {helpsql.__version__}" "User Commands"']
    lines += [".SH NAME", _escaped(f"helpsql - {about[:1].lower()}{about[1:]}")]
    lines += [".SH SYNOPSIS", *_breaks(usage(parser) for parser in (main, *_commands()))]
    lines += [".SH DESCRIPTION", _text(f"{about}: {more}"), ".PP", _text(MANNERS)]
    lines += [".SH EXAMPLES", *_code(examples(main))]
    lines += [".SH OPTIONS", *_pairs(options(main))]
    lines += [".SH COMMANDS"]
    for parser in _commands():
        lines += [f".SS {_escaped(usage(parser))}", _text(str(parser.description)), ".PP"]
        lines += [*_code(examples(parser)), *_pairs(options(parser))]
    lines += [".SH THE SHELL", _text(SHELL)]
    for heading, commands in grouped().items():
        lines += [f".SS {_escaped(heading)}"]
        lines += _pairs(
            (" ".join((f"{one.name} {one.usage}".strip(), *one.twins)), one.help) for one in commands
        )
    lines += [".SH EXIT STATUS", *_pairs((str(code), what) for code, what in EXIT_CODES.items())]
    lines += [".SH ENVIRONMENT", *_pairs(ENVIRONMENT.items())]
    lines += [".SH FILES", *_pairs(FILES.items()), ".PP", _text(ELSEWHERE)]
    lines += [".SH SEE ALSO", _text(SEE)]
    return "\n".join(lines) + "\n"


def _commands() -> list[Parser]:
    return [PARSERS[name]() for name in COMMANDS]


def _escaped(text: str) -> str:
    """The text as troff prints it: no sign of it is taken for a command."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")
    text = re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", text)
    return f"\\&{text}" if text[:1] in (".", "'") else text


def _text(text: str) -> str:
    return _escaped(re.sub(r"\s+", " ", text.strip()))


def _breaks(lines: Iterable[str]) -> Iterator[str]:
    yield "\n.br\n".join(map(_escaped, lines))


def _code(lines: Iterable[str]) -> Iterator[str]:
    yield from (".nf", *map(_escaped, lines), ".fi")


def _pairs(entries: Pairs) -> Iterator[str]:
    for name, what in entries:
        yield from (".TP", f"\\fB{_escaped(name)}\\fR", _text(what))
