"""`helpsql doctor`: is each connection able to work, and if not, what is missing?"""

from __future__ import annotations

import platform
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

import helpsql
from helpsql import errors
from helpsql.cli.progress import Progress, counted
from helpsql.cli.run import DONE, FAILED
from helpsql.cli.streams import Notices, Output

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.config import ConnectionConfig
    from helpsql.engine import Engine

LIBRARIES = ("apsw", "httpx", "sqlglot", "orjson", "prompt_toolkit")
Line = tuple[bool, str, str]
"""Whether it is well, what was looked at, what was found."""


def examine(options: Namespace, output: Output, notices: Notices) -> int:
    """Print one line a finding; FAILED when any is bad. Costs a request or two for each connection."""
    return write_findings(_findings(options, notices), output)


def write_findings(findings: Iterable[Line], output: Output) -> int:
    """Print them as they come; FAILED when any is bad."""
    well = True
    for good, what, found in findings:
        first, *rest = found.split("\n")
        output.write(f"{'ok ' if good else 'BAD'}  {what:<12}  {first}\n")
        for line in rest:
            output.write(f"     {'':<12}  {line.strip()}\n")
        output.flush()
        well = well and good
    return DONE if well else FAILED


def _findings(options: Namespace, notices: Notices) -> Iterator[Line]:
    yield from _versions()
    try:
        configs = _configs(options)
    except errors.Error as error:
        yield False, "config", str(error)
        return
    yield _config_place(options, configs)
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
        return False, "config", f"no connections in {path}\nAdd one, or try: helpsql doctor --demo"
    return True, "config", f"{path}, {counted(len(configs), 'connection')}"


def connection_findings(engine: Engine, schema: str) -> Iterator[Line]:
    """What one connection has to show, up to the first thing that is wrong."""
    try:
        engine.schemas.enter(schema)
        account = engine.accounts[schema.lower()]
        yield True, schema, f"{account.helpdesk.title}, {engine.connector.base_url(account)}"
        yield True, "definitions", _definitions(account)
        yield True, "credentials", _credentials(account)
        yield True, "account", _who(account)
        yield True, "limits", _limits(account)
    except errors.Error as error:
        yield False, schema, str(error)


def _definitions(account: Account) -> str:
    tables, procedures = len(account.helpdesk.tables), len(account.procedures)
    return f"{counted(tables, 'table')}, {counted(procedures, 'procedure')}; {_place(account.helpdesk.name)}"


def _place(service: str) -> str:
    module = sys.modules.get(f"vtables.{service}")
    return f"{module.__file__}" if module else "a plugin (entry point helpsql.helpdesks)"


def _credentials(account: Account) -> str:
    account.client  # noqa: B018 - looks the settings up, and says which is missing
    return "found"


def _who(account: Account) -> str:
    """Whom the helpdesk takes us for. Costs the request that the definition names as `check`."""
    path = account.helpdesk.check
    if not path:
        return "not checked: the definition names no request for it"
    found = account.client.caller()
    about = [str(found[key]) for key in ("email", "role") if found.get(key)]
    return f"GET {path} answers" + (f": {', '.join(about)}" if about else "")


def _limits(account: Account) -> str:
    seen = [
        f"{bucket}: {remaining} of {limit} left"
        for _name, bucket, limit, remaining, _resets in account.client.limits_rows()
        if limit is not None
    ]
    return "; ".join(seen) or "none seen in the answer"
