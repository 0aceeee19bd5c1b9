"""`helpsql connections`: which there are, whether they work, and taking one out."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from helpsql.cli.doctor import connection_findings, write_findings
from helpsql.cli.formats import Layout
from helpsql.cli.keeping import forgetting
from helpsql.cli.progress import Progress
from helpsql.cli.run import DONE
from helpsql.cli.streams import Notices, Output
from helpsql.cli.tables import draw_whole
from helpsql.config import config_path, load, near
from helpsql.errors import Error, ProgrammingError

if TYPE_CHECKING:
    from helpsql.config import ConnectionConfig

NONE = "There are no connections: `helpsql login` makes one, `helpsql --demo` needs none."


def manage(options: Namespace, output: Output, notices: Notices) -> int:
    configs = load(options.config)
    if options.action == "list":
        return _list(configs, output, notices)
    wanted = _wanted(options, configs)
    if options.action == "test":
        return _test(wanted, options, output, notices)
    return _remove(wanted[0], options, notices)


def _list(configs: list[ConnectionConfig], output: Output, notices: Notices) -> int:
    """Name, service, address, and where the secrets come from: never what they are. A table on a terminal."""
    rows = [_row(config) for config in configs]
    if not rows:
        notices.say(NONE)
    elif output.is_terminal:
        layout = Layout(terminal=True, colour=output.colour, width=get_terminal_size().columns)
        for piece in draw_whole(("name", "service", "address", "secrets"), rows, layout):
            output.write(piece)
    else:
        for row in rows:
            output.write("\t".join(row).rstrip() + "\n")
    return DONE


def _row(config: ConnectionConfig) -> tuple[str, str, str, str]:
    from helpsql.catalog import load_helpdesk
    from helpsql.connecting import located, sources

    try:
        helpdesk, _ = load_helpdesk(config.service)
    except Error as error:
        return config.name, config.service, config.base_url or "", error.message
    return config.name, config.service, located(config, helpdesk), sources(config, helpdesk)


def _wanted(options: Namespace, configs: list[ConnectionConfig]) -> list[ConnectionConfig]:
    if not options.name and options.action == "test":
        return configs
    if not options.name:
        raise ProgrammingError("helpsql connections remove takes the name of a connection.", code="usage")
    found = [config for config in configs if config.name.lower() == options.name.lower()]
    if not found:
        names = [config.name for config in configs]
        hint = near(options.name, names) if names else "helpsql login NAME makes one."
        raise ProgrammingError(f"no such connection: {options.name}", hint=hint, code="no-connection")
    return found


def _test(configs: list[ConnectionConfig], options: Namespace, output: Output, notices: Notices) -> int:
    from helpsql.engine import Engine

    with closing(Engine(configs, observer=Progress(notices, verbose=options.verbose))) as engine:
        found = (line for config in configs for line in connection_findings(engine, config.name))
        return write_findings(found, output)


def _remove(config: ConnectionConfig, options: Namespace, notices: Notices) -> int:
    """Take it out of the file, and its secrets out of the keyring; those of others are left."""
    from helpsql.configfile import remove_connection

    if config.by_environment:
        raise ProgrammingError(
            f"{config.name} is in no file: it is made by {config.where()}.",
            hint="Unset these variables.",
            code="usage",
        )
    file, _ = config_path(options.config)
    forget = forgetting(config)
    remove_connection(file, config.name)
    forget(())
    notices.say(f"[connections.{config.name}] taken out of {file}")
    return DONE
