"""`helpsql connections`: which there are, whether they work, and taking one out."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from helpsql.cli.doctor import connection_findings, write_findings
from helpsql.cli.keeping import forget_secret
from helpsql.cli.progress import Progress
from helpsql.cli.run import DONE
from helpsql.cli.streams import Notices, Output
from helpsql.config import config_path, load, near
from helpsql.errors import ProgrammingError
from helpsql.references import SecretRef

if TYPE_CHECKING:
    from helpsql.config import ConnectionConfig


def manage(options: Namespace, output: Output, notices: Notices) -> int:
    configs = load(options.config)
    if options.action == "list":
        return _list(configs, output)
    wanted = _wanted(options, configs)
    if options.action == "test":
        return _test(wanted, options, output, notices)
    return _remove(wanted[0], options, notices)


def _list(configs: list[ConnectionConfig], output: Output) -> int:
    """Name, service, address, and where the secrets come from: never what they are."""
    for config in configs:
        sources = ", ".join(v.source for v in config.settings.values() if isinstance(v, SecretRef))
        output.write("\t".join([config.name, config.service, config.base_url or "", sources]).rstrip() + "\n")
    return DONE


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

    file, _ = config_path(options.config)
    remove_connection(file, config.name)
    for value in config.settings.values():
        if isinstance(value, SecretRef) and str(value.what).startswith(f"helpsql/{config.name}."):
            forget_secret(str(value.what))
    notices.say(f"[connections.{config.name}] taken out of {file}")
    return DONE
