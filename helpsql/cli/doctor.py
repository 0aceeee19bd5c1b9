"""`helpsql doctor`: is each connection able to work, and if not, what is missing?"""

from __future__ import annotations

import platform
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING

import helpsql
from helpsql import errors
from helpsql.catalog import own_services
from helpsql.cli.progress import Progress, counted
from helpsql.cli.run import DONE, FAILED
from helpsql.cli.streams import Notices, Output
from helpsql.cli.visible import visible

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.config import ConnectionConfig
    from helpsql.engine import Engine

LIBRARIES = ("apsw", "httpx", "sqlglot", "orjson", "prompt_toolkit")
Line = tuple[bool, str, str]
"""Whether it is well, what was looked at, what was found."""
INDENT = 19
"""Columns of the screen before what was found."""


def examine(options: Namespace, output: Output, notices: Notices) -> int:
    """Print one line a finding; FAILED when any is bad. Costs a request or two for each connection."""
    return write_findings(_findings(options, notices), output)


def write_findings(findings: Iterable[Line], output: Output) -> int:
    """Print them as they come; FAILED when any is bad."""
    well = True
    for good, what, found in findings:
        first, *rest = (part for line in found.split("\n") for part in _within(line.strip(), output))
        output.write(f"{'ok ' if good else 'BAD'}  {visible(what):<12}  {first}\n")
        for line in rest:
            output.write(f"     {'':<12}  {line}\n")
        output.flush()
        well = well and good
    return DONE if well else FAILED


def _within(line: str, output: Output) -> list[str]:
    """The line as a terminal's width allows; whole anywhere else. What a helpdesk said moves no cursor."""
    shown = visible(line)
    if not output.is_terminal:
        return [shown]
    room = max(20, get_terminal_size().columns - INDENT)
    return wrap(shown, room, break_on_hyphens=False, break_long_words=False) or [""]


def _findings(options: Namespace, notices: Notices) -> Iterator[Line]:
    yield from _versions()
    try:
        configs = _configs(options)
    except errors.Error as error:
        yield False, "config", str(error)
        return
    yield _config_place(options, configs)
    yield _keyring()
    from helpsql.engine import Engine

    engine = Engine(configs, demo=options.demo, observer=Progress(notices, verbose=options.verbose))
    try:
        for schema in engine.connector.schemas:
            yield from connection_findings(engine, schema)
    finally:
        engine.close()


def _versions() -> Iterator[Line]:
    import apsw

    yield True, "helpsql", helpsql.__version__
    yield True, "python", f"{platform.python_version()} ({sys.executable})"
    yield True, "sqlite", apsw.sqlite_lib_version()
    yield True, "libraries", ", ".join(f"{name} {version(name)}" for name in LIBRARIES)


def _configs(options: Namespace) -> list[ConnectionConfig]:
    from helpsql.dbapi.sources import connection_configs

    return connection_configs(config=options.config, connections=None, demo=options.demo)


def _config_place(options: Namespace, configs: list[ConnectionConfig]) -> Line:
    """Which file it is, and how many connections it has; none is no fault of the file, but no help either."""
    if options.demo:
        return True, "config", "none needed: the demo"
    from helpsql.config import config_path

    path, _named = config_path(options.config)
    if not configs:
        return (
            False,
            "config",
            f"no connections in {path}\nhelpsql login makes one; helpsql doctor --demo needs none.",
        )
    here = sum(one.by_environment for one in configs)
    found = f"{path}, {counted(len(configs) - here, 'connection')}"
    return True, "config", f"{found}; {here} by the environment" if here else found


def connection_findings(engine: Engine, schema: str) -> Iterator[Line]:
    """What one connection has to show, up to the first thing that is wrong."""
    what = schema
    try:
        engine.schemas.enter(schema)
        account = engine.accounts[schema.lower()]
        yield True, schema, f"{account.helpdesk.title}, {engine.connector.base_url(account)}"
        for what, look in LOOKS.items():
            yield True, what, look(account, engine)
    except errors.Error as error:
        yield False, what, str(error)


def _definitions(account: Account, _: Engine) -> str:
    _refuse_faults(account)
    tables, procedures = len(account.helpdesk.tables), len(account.procedures)
    return f"{counted(tables, 'table')}, {counted(procedures, 'procedure')}; {_place(account.helpdesk.name)}"


def _refuse_faults(account: Account) -> None:
    """What is wrong with a definition of somebody else's; ours are tested."""
    if account.helpdesk.name in own_services():
        return
    from helpsql.check import problems

    if found := problems(account.helpdesk, account.procedures.values()):
        raise errors.ProgrammingError("\n".join(found), code="bad-helpdesk")


def _place(service: str) -> str:
    module = sys.modules.get(f"vtables.{service}")
    return f"{module.__file__}" if module else "a plugin (entry point helpsql.helpdesks)"


def _credentials(account: Account, engine: Engine) -> str:
    account.client  # noqa: B018 - looks the settings up, and says which is missing
    return f"from {engine.connector.sources(account) or 'the demo'}"


def _who(account: Account, _: Engine) -> str:
    """Whom the helpdesk takes us for. Costs the request that the definition names as `check`."""
    path = account.helpdesk.check
    if not path:
        return "not checked: the definition names no request for it"
    found = account.client.caller()
    about = [str(found[key]) for key in ("email", "role") if found.get(key)]
    return f"GET {path} answers" + (f": {', '.join(about)}" if about else "")


def _keyring() -> Line:
    """Which one it is; none is no fault, as long as no secret is to come from there."""
    from helpsql.tokens import load_keyring

    try:
        found = load_keyring().get_keyring()
    except errors.Error as error:
        return True, "keyring", f"none. {error.hint}"
    if found.priority <= 0:  # those that refuse everything, or keep nothing
        return True, "keyring", "none on this machine: secrets come from the environment, a file or a command"
    return True, "keyring", str(found.name)


def _limits(account: Account, _: Engine) -> str:
    seen = [
        f"{bucket}: {remaining} of {limit} left"
        for _name, bucket, limit, remaining, _resets in account.client.limits_rows()
        if limit is not None
    ]
    return "; ".join(seen) or "none seen in the answer"


LOOKS: dict[str, Callable[[Account, Engine], str]] = {
    "definitions": _definitions,
    "credentials": _credentials,
    "account": _who,
    "limits": _limits,
}
