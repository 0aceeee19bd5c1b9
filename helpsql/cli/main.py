"""The command `helpsql`: from arguments to an exit code. Every way out passes through `main`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TextIO

from helpsql import errors
from helpsql.cli.complaints import explain_error
from helpsql.cli.inputs import InputError, Source, mended, read_statements
from helpsql.cli.options import (
    connections_parser,
    doctor_parser,
    help_parser,
    login_parser,
    main_parser,
    refresh_parser,
)
from helpsql.cli.pager import page, pager_command
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
        return COMMANDS[given[0]](given[1:])
    parser = main_parser()
    options = parser.parse_intermixed_args(given)
    if options.files and options.files[0] in COMMANDS and not options.sources:
        # `helpsql --demo doctor`; a file of that name is ./doctor
        command = options.files[0]
        given.remove(command)
        return COMMANDS[command](given)
    return run_sql(options, sys.stdin)


def run_sql(options: Namespace, stdin: TextIO | None) -> int:
    """SQL from options, files or standard input; without any, on a terminal, the shell."""
    notices = Notices(sys.stderr, options.color)
    sources = [*options.sources, *(Source("file", name) for name in options.files)]
    try:
        parameters = parse_parameters(map(mended, options.parameters))
        if not sources and is_terminal(stdin):
            return _with_runner(options, notices, stdin, parameters, _run_shell)
        statements = read_statements(sources or [Source("file", "-")], stdin)
    except (InputError, ValueError) as error:
        notices.complain(str(error))
        return USAGE
    if any(source == Source("file", "-") for source in sources) or not sources:
        stdin = None  # the script was read from it; no answer to a question can come from there
    return _with_runner(options, notices, stdin, parameters, lambda runner: runner.run_all(statements))


def _run_shell(runner: Runner) -> int:
    from helpsql.cli.shell import Shell

    return Shell(runner).run()


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
    )


def open_engine(options: Namespace, progress: Progress) -> Engine:
    """The engine as the options want it. Costs no request."""
    from helpsql.dbapi.sources import connection_configs
    from helpsql.engine import Engine

    return Engine(
        connection_configs(config=options.config, connections=None, demo=options.demo),
        database=options.database,
        demo=options.demo,
        read_only=options.read_only,
        dry_run=options.dry_run,
        max_requests=options.max_requests,
        timeout=options.timeout,
        observer=progress,
    )


def run_doctor(arguments: list[str]) -> int:
    from helpsql.cli.doctor import examine

    options = doctor_parser().parse_args(arguments)
    return examine(options, Output(sys.stdout, options.color), Notices(sys.stderr, options.color))


def run_sandbox(arguments: list[str]) -> int:
    from helpsql.cli.options import Parser
    from helpsql.sandbox.serve import add_arguments, run

    parser = Parser(
        prog="helpsql sandbox",
        description="Serve a simulated helpdesk on 127.0.0.1 until interrupted. Its base URL and test "
        "credentials are printed as one line of JSON.",
        examples="Examples:\n  helpsql sandbox --service helpscout --port 8080\n"
        "  helpsql sandbox --seed 7 --latency 0.05 --faults 503@3\n",
    )
    add_arguments(parser)
    parser.add_argument("-h", "--help", action="help", help="show this")
    return run(parser.parse_args(arguments))


def run_refresh(arguments: list[str]) -> int:
    from helpsql.cli.refresh import refresh

    options = refresh_parser().parse_args(arguments)
    return refresh(options, Output(sys.stdout, options.color), Notices(sys.stderr, options.color))


def run_login(arguments: list[str]) -> int:
    import webbrowser

    from helpsql.cli.ask import Terminal
    from helpsql.cli.login import KeyringKeeper, log_in, refuse_without_terminal
    from helpsql.engine import Engine

    options = login_parser().parse_args(arguments)
    notices = Notices(sys.stderr, options.color)
    refuse_without_terminal(is_terminal(sys.stdin))
    return log_in(
        options,
        Terminal(notices),
        KeyringKeeper(notices),
        notices,
        open_engine=lambda config: Engine([config]),
        open_page=webbrowser.open,
    )


def run_connections(arguments: list[str]) -> int:
    from helpsql.cli.connections import manage

    options = connections_parser().parse_args(arguments)
    return manage(options, Output(sys.stdout, options.color), Notices(sys.stderr, options.color))


def run_help(arguments: list[str]) -> int:
    from helpsql.cli.help import help_text

    options = help_parser().parse_args(arguments)
    output = Output(sys.stdout)
    command = pager_command() if output.is_terminal and not options.no_pager else []
    text = help_text(options.name).splitlines(keepends=True)
    if command:
        page(text, output.write, command, lambda: None)
    else:
        output.write("".join(text))
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "doctor": run_doctor,
    "help": run_help,
    "login": run_login,
    "connections": run_connections,
    "refresh": run_refresh,
    "sandbox": run_sandbox,
}

if __name__ == "__main__":
    sys.exit(main())
