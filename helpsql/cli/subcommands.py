"""The commands beside SQL, `helpsql login` and so on: their options, and what each calls."""

from __future__ import annotations

import sys
from collections.abc import Callable

from helpsql.cli.options import Parser, add_connection_options, add_general, count
from helpsql.cli.pager import page, pager_command
from helpsql.cli.progress import Progress
from helpsql.cli.streams import Notices, Output, is_terminal

SHELLS = ("bash", "zsh", "fish")
NAMED = ("connections", "services", "pages")


def refresh_parser() -> Parser:
    parser = Parser(
        prog="helpsql refresh",
        usage="helpsql refresh [options]",
        description="Forget what is kept of the accounts' own fields and tables (for twelve hours at most), "
        "so that the next statement that uses them looks them up. Sends nothing.",
        examples="Examples:\n  helpsql refresh\n  helpsql refresh --config me.toml\n",
    )
    add_connection_options(parser)
    add_general(parser)
    return parser


def doctor_parser() -> Parser:
    parser = Parser(
        prog="helpsql doctor",
        usage="helpsql doctor [options]",
        description="Check each connection: configuration, definitions, credentials, whose they are, "
        "rate limits; and the versions in use. Exits with 1 when something is wrong.",
        examples="Examples:\n  helpsql doctor\n  helpsql doctor --demo\n  helpsql doctor --config me.toml\n",
    )
    add_connection_options(parser)
    add_general(parser)
    return parser


def login_parser() -> Parser:
    parser = Parser(
        prog="helpsql login",
        usage="helpsql login [options] [NAME]",
        description="Connect an account: asks for what its helpdesk needs (secrets are not shown while they "
        "are typed), checks it, keeps secrets in the keyring and writes the rest to the configuration file. "
        "NAME is the schema's name, asked for without one; what is there already is signed in to anew.",
        examples="Examples:\n  helpsql login zendesk\n  helpsql login eu --service zendesk\n",
    )
    parser.add_argument(
        "name", nargs="?", default="", metavar="NAME", help="the name of the connection, and of its schema"
    )
    parser.add_argument(
        "--service", metavar="NAME", help="the helpdesk (default: the one that is called NAME)"
    )
    parser.add_argument(
        "--base-url", metavar="URL", help="another server than the vendor's, such as a sandbox"
    )
    parser.add_argument(
        "--port",
        type=count,
        default=8754,
        metavar="N",
        help="port on 127.0.0.1 to which the browser comes back with a permission (default: 8754)",
    )
    parser.add_argument("--config", metavar="FILE", help="the configuration file (default as for helpsql)")
    add_general(parser)
    return parser


def connections_parser() -> Parser:
    parser = Parser(
        prog="helpsql connections",
        usage="helpsql connections [options] list | test [NAME] | remove NAME",
        description="The configured connections: list them, check one or all of them, take one out together "
        "with its secrets in the keyring.",
        examples="Examples:\n  helpsql connections list\n  helpsql connections test\n"
        "  helpsql connections remove eu\n",
    )
    parser.add_argument("action", choices=("list", "test", "remove"), help="what to do")
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="which connection")
    parser.add_argument("--config", metavar="FILE", help="the configuration file (default as for helpsql)")
    parser.set_defaults(demo=False)
    add_general(parser)
    return parser


def help_parser() -> Parser:
    parser = Parser(
        prog="helpsql help",
        usage="helpsql help [options] [NAME]",
        description="Pages about helpdesks, their tables and procedures, and about how helpsql works. "
        "Without a name, what pages there are. Sends nothing.",
        examples="Examples:\n  helpsql help zendesk.tickets\n  helpsql help ReplyToTicket\n",
    )
    parser.add_argument(
        "name", nargs="?", default="", metavar="NAME", help="a helpdesk, table, procedure or topic"
    )
    parser.add_argument("--no-pager", action="store_true", help="print long pages without a pager")
    parser.add_argument("-h", "--help", action="help", help="show this")
    return parser


def sandbox_parser() -> Parser:
    from helpsql.sandbox.serve import add_arguments

    parser = Parser(
        prog="helpsql sandbox",
        usage="helpsql sandbox [options]",
        description="Serve a simulated helpdesk on 127.0.0.1 until interrupted. Its base URL and test "
        "credentials are printed as one line of JSON.",
        examples="Examples:\n  helpsql sandbox --service helpscout --port 8080\n"
        "  helpsql sandbox --service zendesk --seed 7 --latency 0.05 --faults 503@3\n",
    )
    add_arguments(parser)
    parser.add_argument("-h", "--help", action="help", help="show this")
    return parser


def completion_parser() -> Parser:
    parser = Parser(
        prog="helpsql completion",
        usage="helpsql completion [options] bash | zsh | fish",
        description="Print a script that completes commands, options, their values, names of connections and "
        "of pages in the shell.",
        examples="Examples:\n  source <(helpsql completion bash)          # in ~/.bashrc\n"
        "  helpsql completion zsh > ~/.zfunc/_helpsql   # ~/.zfunc being in fpath\n"
        "  helpsql completion fish > ~/.config/fish/completions/helpsql.fish\n",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("shell", nargs="?", choices=SHELLS, help="bash, zsh or fish")
    what.add_argument("--names", choices=NAMED, help="names as the scripts ask for them, one a line")
    parser.add_argument("-h", "--help", action="help", help="show this")
    return parser


def run_doctor(arguments: list[str]) -> int:
    from helpsql.cli.doctor import examine

    options = doctor_parser().parse_args(arguments)
    return examine(options, Output(sys.stdout, options.color), Notices(sys.stderr, options.color))


def run_sandbox(arguments: list[str]) -> int:
    from helpsql.sandbox.serve import run

    return run(sandbox_parser().parse_args(arguments))


def run_refresh(arguments: list[str]) -> int:
    from helpsql.cli.refresh import refresh

    options = refresh_parser().parse_args(arguments)
    return refresh(options, Output(sys.stdout, options.color), Notices(sys.stderr, options.color))


def run_login(arguments: list[str]) -> int:
    from helpsql.cli.ask import Terminal
    from helpsql.cli.authorization import open_browser
    from helpsql.cli.keeping import KeyringKeeper
    from helpsql.cli.login import log_in, refuse_without_terminal
    from helpsql.engine import Engine

    options = login_parser().parse_args(arguments)
    notices = Notices(sys.stderr, options.color)
    refuse_without_terminal(is_terminal(sys.stdin))
    terminal = Terminal(notices)
    progress = Progress(notices, verbose=options.verbose)
    return log_in(
        options,
        terminal,
        KeyringKeeper(terminal, notices),
        notices,
        open_engine=lambda config: Engine([config], observer=progress),
        open_page=open_browser,
        busy=progress.running,
    )


def run_connections(arguments: list[str]) -> int:
    from helpsql.cli.connections import manage

    options = connections_parser().parse_args(arguments)
    return manage(options, Output(sys.stdout, options.color), Notices(sys.stderr, options.color))


def run_help(arguments: list[str]) -> int:
    from helpsql.cli.help import help_lines

    options = help_parser().parse_args(arguments)
    output = Output(sys.stdout)
    command = pager_command() if output.is_terminal and not options.no_pager else []
    lines = help_lines(options.name, output)
    if command:
        page(lines, output.write, command, lambda: None)
    else:
        output.write("".join(lines))
    return 0


def run_completion(arguments: list[str]) -> int:
    from helpsql.cli.completion import names, script

    options = completion_parser().parse_args(arguments)
    output = Output(sys.stdout)
    output.write(script(options.shell) if options.shell else "".join(f"{n}\n" for n in names(options.names)))
    return 0


PARSERS: dict[str, Callable[[], Parser]] = {
    "login": login_parser,
    "connections": connections_parser,
    "help": help_parser,
    "doctor": doctor_parser,
    "refresh": refresh_parser,
    "sandbox": sandbox_parser,
    "completion": completion_parser,
}
RUN: dict[str, Callable[[list[str]], int]] = {
    "login": run_login,
    "connections": run_connections,
    "help": run_help,
    "doctor": run_doctor,
    "refresh": run_refresh,
    "sandbox": run_sandbox,
    "completion": run_completion,
}
