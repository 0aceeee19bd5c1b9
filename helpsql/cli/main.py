"""The command `helpsql`: from arguments to an exit code. Every way out passes through `main`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from helpsql import errors
from helpsql.cli.complaints import explain_error
from helpsql.cli.formats import BINARY
from helpsql.cli.inputs import InputError, Source, mended, read_statements
from helpsql.cli.interrupts import ending_cleanly
from helpsql.cli.options import COMMANDS, first_word, main_parser
from helpsql.cli.parameters import parse_parameters
from helpsql.cli.progress import Progress
from helpsql.cli.run import FAILED, INTERRUPTED, UNREAD, USAGE, Runner, Settings
from helpsql.cli.streams import Notices, Output, OutputFailedError, OutputGoneError, is_terminal

if TYPE_CHECKING:
    from helpsql.engine import Engine
    from helpsql.values import SqlValue


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. Nothing but SystemExit (from --help and misuse) leaves it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output = Output(sys.stdout)
    try:
        code = _dispatch(given)
        output.flush()
    except OutputGoneError:
        output.abandon()
        return UNREAD
    except KeyboardInterrupt:
        return _last_flush(output, INTERRUPTED)
    except SystemExit as leaving:
        raise SystemExit(
            _last_flush(output, leaving.code if isinstance(leaving.code, int) else FAILED)
        ) from None
    except OutputFailedError as error:
        output.abandon()
        Notices(sys.stderr).complain(str(error))
        return FAILED
    except Exception as error:
        explain_error(error, Notices(sys.stderr))
        return _last_flush(output, FAILED)
    return code


def _last_flush(output: Output, code: int) -> int:
    try:
        output.flush()
    except OutputGoneError:
        output.abandon()
    except OutputFailedError as error:
        output.abandon()
        Notices(sys.stderr).complain(str(error))
        return code or FAILED
    return code


def _dispatch(given: list[str]) -> int:
    if given and given[0] in COMMANDS:
        return _run_command(given[0], given[1:])
    parser = main_parser()
    place = first_word(given, parser)
    if place is not None and given[place] in COMMANDS and not {"-e", "-f"} & set(given[:place]):
        # `helpsql --demo doctor`, whose own options may follow; a file of that name is ./doctor
        return _run_command(given[place], given[:place] + given[place + 1 :])
    options = parser.parse_intermixed_args(given)
    return run_sql(options, sys.stdin)


def _run_command(name: str, arguments: list[str]) -> int:
    from helpsql.cli.subcommands import RUN

    return RUN[name](arguments)


def run_sql(options: Namespace, stdin: TextIO | None) -> int:
    """SQL from options, files or standard input; without any, on a terminal, the shell."""
    notices = Notices(sys.stderr, options.color)
    sources = [*options.sources, *(Source("file", name) for name in options.files)]
    try:
        _check_format(options)
        parameters = parse_parameters(map(mended, options.parameters))
        if not sources and is_terminal(stdin):
            return _with_runner(options, notices, stdin, parameters, lambda one: _run_shell(one, options))
        statements = read_statements(sources or [Source("file", "-")], stdin)
    except (InputError, ValueError) as error:
        explain_error(errors.InterfaceError(str(error), hint=_meant(options)), notices)
        return USAGE
    if any(source == Source("file", "-") for source in sources) or not sources:
        stdin = None  # the script was read from it; no answer to a question can come from there
    return _with_runner(options, notices, stdin, parameters, lambda runner: runner.run_all(statements))


def _meant(options: Namespace) -> str:
    """What a word stands for that is no command and no file."""
    words = options.files
    if not words or words[0] == "-" or Path(words[0]).exists():
        return ""
    from helpsql import catalog
    from helpsql.cli.usage import file_hint

    return file_hint(words, COMMANDS, catalog.services())


def _check_format(options: Namespace) -> None:
    """Refuse a binary format on a terminal, or without its library, before anything runs."""
    if options.format in BINARY:
        if is_terminal(sys.stdout):
            raise ValueError(f"{options.format} is no text for a terminal: add `> FILE`")
        from helpsql.cli.arrow import require

        require()


def _run_shell(runner: Runner, options: Namespace) -> int:
    from helpsql.cli.preferences import kept
    from helpsql.cli.shell import Shell
    from helpsql.config import config_path

    keys = os.environ.get("HELPSQL_KEYS", "").lower()
    wishes = kept(config_path(options.config)[0]) | ({"keys": keys} if keys else {})
    return Shell(runner, wishes).run()


def _with_runner(
    options: Namespace,
    notices: Notices,
    stdin: TextIO | None,
    parameters: dict[str, SqlValue],
    work: Callable[[Runner], int],
) -> int:
    output = Output(sys.stdout, options.color)
    progress = Progress(notices, verbose=options.verbose)
    try:
        engine = open_engine(options, progress)
    except errors.Error as error:
        explain_error(error, notices)
        return FAILED
    runner = Runner(
        engine,
        settings(options, output),
        output=output,
        notices=notices,
        progress=progress,
        stdin=stdin,
        parameters=parameters,
    )
    try:
        with ending_cleanly():
            return work(runner)
    finally:
        engine.close()


def settings(options: Namespace, output: Output) -> Settings:
    return Settings(
        format=options.format,
        header=not options.no_header,
        explain=options.explain,
        verbose=options.verbose,
        yes=options.yes,
        pager=not options.no_pager and is_terminal(sys.stdin),
        footer=output.is_terminal,
        chart=options.chart,
        ask_above=options.ask_above,
    )


def open_engine(options: Namespace, progress: Progress) -> Engine:
    """The engine as the options want it. Costs no request."""
    from helpsql.dbapi.sources import connection_configs
    from helpsql.engine import Engine

    engine = Engine(
        connection_configs(config=options.config, connections=None, demo=options.demo),
        database=options.database,
        demo=options.demo,
        read_only=options.read_only,
        dry_run=options.dry_run,
        max_requests=options.max_requests,
        timeout=options.timeout,
        observer=progress,
    )
    if options.use:
        engine.use(options.use)
    return engine


if __name__ == "__main__":
    sys.exit(main())
