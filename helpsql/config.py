"""The configuration file: which accounts there are, and where their secrets are to be found.

Reading it needs no definitions: what is written is checked for shape, and references to secrets stay
references. `resolve` looks them up when a connection is first used, and learns from the helpdesk's settings
which values are secret, required or unknown.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpsql.environment import described, variable
from helpsql.errors import OperationalError, ProgrammingError
from helpsql.likeness import like
from helpsql.origin import check_tls, parse_origin
from helpsql.references import SecretRef, look_up, parse_reference
from helpsql.secret import TOKEN, Secret

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from helpsql.spec import Setting

VARIABLE = "HELPSQL_CONFIG"
_RESERVED = frozenset({"main", "temp", "helpsql"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOST = 1_000_000
_OWN = ("service", "base_url", "concurrency", "timeout")
_NUMBERS = ("concurrency", "timeout")
_NO_LINES: dict[str, int] = {}
_SECTION = re.compile(r"\s*\[\s*connections\s*\.\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*\]")
_KEY = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*=")


@dataclass(frozen=True, slots=True)
class ConnectionConfig:
    """One `[connections.NAME]`. `settings` are the helpdesk's own, not looked up yet.

    file   where it stands; None when it came as arguments
    by_environment  it came as variables, see `helpsql.environment`
    lines  line of each key in the file, "" for the section, for messages
    """

    name: str
    service: str
    settings: Mapping[str, str | SecretRef | Secret] = field(default_factory=dict, repr=False)
    base_url: str | None = None
    concurrency: int | None = None
    timeout: float | None = None
    file: Path | None = None
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)
    by_environment: bool = False

    def where(self, key: str = "") -> str:
        """`config.toml, line 3, [connections.me] token`."""
        if self.by_environment:
            return f"environment {variable(self.name, key or '*')}"
        line = self.lines.get(key) or self.lines.get("")
        place = f"{self.file}, " if self.file else ""
        return f"{place}{f'line {line}, ' if line else ''}[connections.{self.name}]{' ' + key if key else ''}"


def config_path(
    argument: str | Path | None = None, environ: Mapping[str, str] = os.environ
) -> tuple[Path, bool]:
    """The configuration file, and whether somebody named it (then it has to exist)."""
    named = argument or environ.get(VARIABLE)
    if named:
        return Path(named).expanduser(), True
    import platformdirs

    return platformdirs.user_config_path("helpsql") / "config.toml", False


def load(
    argument: str | Path | None = None, environ: Mapping[str, str] = os.environ
) -> list[ConnectionConfig]:
    """The connections of the configuration file, in its order, then those of the environment.

    A name that both have is the file's. A file given as `argument` stands alone.
    """
    path, named = config_path(argument, environ)
    if named and not path.exists():
        raise _fault(f"there is no configuration file {path}", f"Correct --config or {VARIABLE}.")
    found = load_file(path)
    return found if argument else [*found, *_of_environment(environ, {one.name.lower() for one in found})]


def _of_environment(environ: Mapping[str, str], taken: Collection[str]) -> Iterator[ConnectionConfig]:
    for name, table in described(environ).items():
        if name not in taken:
            typed = {key: _number(value) if key in _NUMBERS else value for key, value in table.items()}
            yield read_connection(name, typed, by_environment=True)


def _number(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


def load_file(path: Path) -> list[ConnectionConfig]:
    """The connections of one file; [] when there is none."""
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise _fault(f"cannot read {path}: {reason}") from error
    return parse(text, path)


def parse(text: str, path: Path) -> list[ConnectionConfig]:
    """The connections in the text of a configuration file."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # Its message ends in "(at line 3, column 7)" and quotes no value.
        end = f"at the end, line {len(text.splitlines())}"
        raise _fault(f"{path} is not TOML: {str(error).replace('at end of document', end)}") from None
    for key in tree:
        if key not in ("connections", "shell"):  # the shell reads its own
            raise _fault(f"{path}: unknown key {key}", near(key, ["connections", "shell"]))
    tables = tree.get("connections", {})
    if not isinstance(tables, dict):
        raise _fault(f"{path}: connections is not a table", "Write [connections.NAME].")
    lines = _key_lines(text)
    found = [read_connection(name, table, path, lines.get(name, {})) for name, table in tables.items()]
    _check_distinct(found)
    return found


def read_connection(
    name: str,
    table: Any,
    file: Path | None = None,
    lines: Mapping[str, int] = _NO_LINES,
    by_environment: bool = False,
) -> ConnectionConfig:
    """The connection that a table of the file, or a mapping given by a program, describes."""
    at = ConnectionConfig(name, "", file=file, lines=lines, by_environment=by_environment)
    check_name(name, at.where())
    if not isinstance(table, Mapping):
        raise _fault(f"{at.where()} is not a table", f"Write [connections.{name}] on a line of its own.")
    service, base_url = _text(table, "service", at), _text(table, "base_url", at)
    if service is None:
        raise _fault(
            f"{at.where()} does not say which service it is",
            f"Did you mean service by {close[0]}?"
            if (close := like("service", table))
            else 'Add service = "helpscout", for example.',
        )
    if base_url is not None:
        check_base_url(base_url, at.where("base_url"))
    settings = {key: _value(value, at.where(key)) for key, value in table.items() if key not in _OWN}
    concurrency, timeout = _positive(table, "concurrency", at), _positive(table, "timeout", at)
    if concurrency is not None and concurrency != int(concurrency):
        raise _fault(f"{at.where('concurrency')} is not a whole number")
    whole = None if concurrency is None else int(concurrency)
    return replace(
        at, service=service, settings=settings, base_url=base_url, concurrency=whole, timeout=timeout
    )


def resolve(
    config: ConnectionConfig,
    settings: Sequence[Setting],
    *,
    replaced_by_token: Collection[str] = (),
    unneeded: Collection[str] = (),
    environ: Mapping[str, str] = os.environ,
) -> dict[str, str | Secret]:
    """The values of a helpdesk's settings, secret ones as Secret; looks references up.

    replaced_by_token  the settings that need not be given where `token` is (`auth.replaced_by_token`)
    unneeded           those that need not be given in any case
    """
    known = {setting.name: setting for setting in settings}
    for name in config.settings:
        if name not in known and name != TOKEN:
            raise _fault(
                f"{config.where(name)} is not a setting of {config.service}", near(name, [*known, *_OWN])
            )
    waived = {*unneeded, *(replaced_by_token if TOKEN in config.settings else ())}
    _check_required(config, settings, waived)
    found = {setting.name: setting.default for setting in settings if setting.default}
    return found | {
        name: _resolved(config, name, value, name == TOKEN or known[name].secret, environ)
        for name, value in config.settings.items()
    }


def check_name(name: str, where: str) -> None:
    """Refuse a name that cannot be a schema's."""
    if not _NAME.fullmatch(name):
        raise _fault(
            f"{where}: {name!r} cannot be a schema's name", "Use letters, digits and _, no digit first."
        )
    if name.lower() in _RESERVED:
        raise _fault(
            f"{where}: the schema {name} is taken", "Choose another name than main, temp and helpsql."
        )


def check_base_url(base_url: str, where: str) -> None:
    """Refuse what is no base URL, and http to anywhere but this machine."""
    try:
        check_tls(parse_origin(base_url))
    except OperationalError as error:
        raise _fault(f"{where}: {error.message}", error.hint) from None


def near(name: str, known: Iterable[str]) -> str:
    """`Did you mean app_id?`, or which names there are."""
    names = list(known)
    close = difflib.get_close_matches(name.lower(), names, n=2)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"Known are {', '.join(names)}."


def _text(table: Mapping[str, Any], key: str, at: ConnectionConfig) -> str | None:
    value = table.get(key)
    if value is None or (isinstance(value, str) and value):
        return value
    raise _fault(f"{at.where(key)} is not text")


def _positive(table: Mapping[str, Any], key: str, at: ConnectionConfig) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= _MOST:
        raise _fault(f"{at.where(key)} is not a number above 0, at most {_MOST:,}")
    return value


def _value(value: Any, where: str) -> str | SecretRef | Secret:
    if isinstance(value, Mapping):
        return parse_reference(value, where)
    if isinstance(value, (Secret, SecretRef)):
        return value
    if isinstance(value, (str, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    raise _fault(f"{where} is neither text nor a number", 'Write text, or { env = "NAME" }.')


def _check_distinct(connections: Iterable[ConnectionConfig]) -> None:
    """SQLite does not tell `Support` from `support`."""
    seen: dict[str, str] = {}
    for one in connections:
        other = seen.setdefault(one.name.lower(), one.name)
        if other != one.name:
            raise _fault(
                f"{one.where()}: {other} and {one.name} differ in letter case only", "Rename one of them."
            )


def _check_required(config: ConnectionConfig, settings: Sequence[Setting], waived: Collection[str]) -> None:
    missing = [
        setting
        for setting in settings
        if setting.required and not setting.default and setting.name not in config.settings
        if setting.name not in waived
    ]
    if missing:
        names = ", ".join(setting.name for setting in missing)
        what = "; ".join(f"{setting.name}: {setting.description}" for setting in missing)
        raise _fault(f"{config.where()} lacks {names}", f"Add {what}")


def _resolved(
    config: ConnectionConfig,
    name: str,
    value: str | SecretRef | Secret,
    secret: bool,
    environ: Mapping[str, str],
) -> str | Secret:
    if isinstance(value, SecretRef):
        found = look_up(value, config.where(name), environ)
        return found if secret else found.reveal()
    if isinstance(value, Secret) or not secret:
        return value
    if config.file is None:
        return Secret(value, config.where(name) if config.by_environment else "an argument")
    _check_private(config.file, config.where(name))
    return Secret(value, f"file {config.file}")


def _check_private(file: Path, where: str) -> None:
    """Refuse a plain secret in a file that others may read."""
    if os.name != "posix":
        return
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise OperationalError(
            f"{where} is a plain secret in a file that others may read (mode {mode:03o})",
            hint=f"chmod 600 {file}, or write {{ env = … }}, {{ keyring = … }} or {{ command = … }} instead.",
            code="config-permissions",
        )


def _key_lines(text: str) -> dict[str, dict[str, int]]:
    """Line of each key by connection. For messages only, so dotted and multi-line forms may be missed."""
    found: dict[str, dict[str, int]] = {}
    keys: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if section := _SECTION.match(line):
            keys = found.setdefault(next(filter(None, section.groups()), ""), {"": number})
        elif line.lstrip().startswith("["):
            keys = {}
        elif key := _KEY.match(line):
            keys.setdefault(next(filter(None, key.groups()), ""), number)
    return found


def _fault(message: str, hint: str = "") -> ProgrammingError:
    return ProgrammingError(message, hint=hint, code="config")
