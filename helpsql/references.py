"""References to secrets in a configuration: environment, keyring, or a command; looked up when first used."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpsql.errors import OperationalError, ProgrammingError
from helpsql.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMS = {"env": '"NAME"', "keyring": '"service/user"', "command": '"…" or ["…", "…"]'}
_PATIENCE = 60.0  # seconds for a command; it may ask for a passphrase


@dataclass(frozen=True, slots=True)
class SecretRef:
    """`{ env = "NAME" }`, `{ keyring = "service/user" }` or `{ command = "…" }`, which may be a list."""

    kind: str
    what: str | tuple[str, ...]

    @property
    def source(self) -> str:
        """Where it comes from, in words. Of a command only its name: arguments may be secret."""
        first = self.what if isinstance(self.what, str) else self.what[0]
        if self.kind == "command":
            return f"command {first.split()[0]}"
        return f"{'environment' if self.kind == 'env' else self.kind} {first}"


def parse_reference(table: Mapping[str, Any], where: str) -> SecretRef:
    """The reference that a TOML table stands for. ProgrammingError naming `where` if it is none."""
    if len(table) != 1 or next(iter(table)) not in _FORMS:
        keys = ", ".join(table) or "nothing"
        raise _fault(
            f"{where}: {{ {keys} }} is not a reference",
            "Write { env = … }, { keyring = … } or { command = … }.",
        )
    ((kind, what),) = table.items()
    if isinstance(what, str) and what.strip() and (kind != "keyring" or "/" in what.strip("/")):
        return SecretRef(kind, what)
    if (
        kind == "command"
        and isinstance(what, list)
        and what
        and all(isinstance(word, str) and word for word in what)
    ):
        return SecretRef(kind, tuple(what))
    raise _fault(f"{where}: {kind} is not of the right form", f"Write {{ {kind} = {_FORMS[kind]} }}.")


def look_up(reference: SecretRef, where: str, environ: Mapping[str, str] = os.environ) -> Secret:
    """The secret. OperationalError naming `where` and the reference, never what was found."""
    if isinstance(reference.what, str) and reference.kind == "env":
        found = environ.get(reference.what, "")
        hint = f"Set {reference.what}."
    elif isinstance(reference.what, str) and reference.kind == "keyring":
        found, hint = _from_keyring(reference.what, where)
    else:
        found, hint = _from_command(reference, where), "It should print the secret."
    if not found:
        raise _missing(f"{where}: {reference.source} gives nothing", hint)
    return Secret(found, reference.source)


def _from_keyring(what: str, where: str) -> tuple[str, str]:
    from helpsql.tokens import load_keyring

    service, _, user = what.rpartition("/")
    keyring = load_keyring()
    try:
        found = keyring.get_password(service, user)
    except keyring.errors.KeyringError as error:
        raise _missing(f"{where}: the keyring cannot be read", "Unlock it, or use env or command.") from error
    return found or "", f"keyring set {service} {user}"


def _from_command(reference: SecretRef, where: str) -> str:
    """What it prints, stripped. Its output is in no error: it may be the secret, or half of it."""
    import subprocess

    shell = isinstance(reference.what, str)
    try:
        # No stdin: it may be the script of SQL that we are reading.
        done = subprocess.run(  # noqa: S603 - the user's own command, from the user's own file
            reference.what,
            shell=shell,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        text = done.stdout.decode().strip()
    except subprocess.TimeoutExpired:
        raise _missing(f"{where}: {reference.source} took over {_PATIENCE:.0f} s") from None
    except UnicodeDecodeError:
        raise _missing(f"{where}: what {reference.source} prints is not text") from None
    except OSError as error:
        raise _missing(f"{where}: {reference.source} cannot be run: {error.strerror}") from None
    if done.returncode != 0:
        raise _missing(
            f"{where}: {reference.source} failed (exit {done.returncode})",
            "Run it by hand to see what it says.",
        )
    return text


def _missing(message: str, hint: str = "") -> OperationalError:
    return OperationalError(message, hint=hint, code="config-secret")


def _fault(message: str, hint: str) -> ProgrammingError:
    return ProgrammingError(message, hint=hint, code="config")
