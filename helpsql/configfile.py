"""Changing the configuration file: a connection is added, replaced or taken out; all else stays as it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from errno import EACCES
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from helpsql.errors import OperationalError
from helpsql.references import SecretRef
from helpsql.tokens import check_home, write_private


def put_connection(
    file: Path, name: str, table: Mapping[str, str | SecretRef], stale: Collection[str] | None = None
) -> None:
    """Write `[connections.NAME]`; the file is made where there is none, readable by its owner alone.

    stale  the keys of an entry of that name that go; None: all of it goes
    """
    document = _read(file)
    connections = document.setdefault("connections", tomlkit.table(is_super_table=True))
    if stale is None or name not in connections:
        connections[name] = tomlkit.table()
    entry = connections[name]
    for key in stale or ():
        if key not in table:
            entry.pop(key, None)
    for key, value in table.items():
        entry[key] = _reference(value) if isinstance(value, SecretRef) else value
    _write(file, document)


def check_writable(file: Path) -> None:
    """Make the file's folder. OperationalError when the file cannot be written there, or is not TOML."""
    _read(file)
    target = Path(os.path.realpath(file))
    try:
        check_home(file)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if target.exists() and not os.access(target, os.W_OK):
            # Its folder may let us replace it all the same; whoever took the right away meant it.
            raise PermissionError(EACCES, "it is read-only")
        tempfile.TemporaryFile(dir=target.parent).close()
    except OSError as error:
        raise _not_written(file, error) from error


def remove_connection(file: Path, name: str) -> bool:
    """Take `[connections.NAME]` out; False where it is not there."""
    document = _read(file)
    connections = document.get("connections", {})
    if name not in connections:
        return False
    del connections[name]
    _write(file, document)
    return True


def _reference(reference: SecretRef) -> Any:
    inline = tomlkit.inline_table()
    inline[reference.kind] = list(reference.what) if isinstance(reference.what, tuple) else reference.what
    return inline


def _read(file: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(file.read_text("utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (OSError, ValueError, TOMLKitError) as error:
        raise OperationalError(f"cannot read {file}: {error}", code="config") from error


def _write(file: Path, document: tomlkit.TOMLDocument) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A link's target is replaced, not the link.
        write_private(Path(os.path.realpath(file)), tomlkit.dumps(document))
    except OSError as error:
        raise _not_written(file, error) from error


def _not_written(file: Path, error: OSError) -> OperationalError:
    return OperationalError(
        f"cannot write {file}: {error.strerror or error}",
        hint="--config or HELPSQL_CONFIG names another file.",
        code="config",
    )
