"""A value that prints as `***`: what a connection signs with, and where it came from."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import NoReturn

MASK = "***"
_LAST_WORD = re.compile(
    r"(?:^|_|(?<=[a-z0-9])(?=[A-Z]))(?i:pass(?:word|wd|phrase|code)?|pwd|pw|secret|token|api_?key|credentials?)$"
)
TOKEN = "token"  # noqa: S105 - the name of the setting that any helpdesk takes instead of its own


class Secret:
    """Text that only `reveal()` gives out. `source` says where it came from, in words for a message:

    "environment HELPSCOUT_APP_SECRET", "keyring helpsql/me", "command pass", "file …/config.toml".
    """

    __slots__ = ("_value", "source")

    def __init__(self, value: str, source: str = "") -> None:
        self._value = value
        self.source = source

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        # Covers pickle, copy and deepcopy: a copy would be a second place where the text lies open.
        raise TypeError("a Secret is not pickled or copied")


def is_secret_name(name: str) -> bool:
    """What a column, parameter or member of this name holds must not be shown: SmtpPassword, api_key."""
    return bool(_LAST_WORD.search(name))


class Hidden(dict[str, str]):
    """Headers or members with secrets among them: shows their names alone, wherever a debugger prints it."""

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{name!r}: {MASK}' for name in self)}}}"

    __str__ = __repr__


def mark(value: str | Secret) -> str:
    """By which a secret is told from another; nothing of it can be read from that."""
    return sha256(reveal(value).encode(errors="surrogatepass")).hexdigest()[:16]


def reveal(value: str | Secret) -> str:
    """The text of a setting, secret or not."""
    return value.reveal() if isinstance(value, Secret) else value


def source_of(value: str | Secret | None) -> str:
    """Where a setting came from, "" when nothing says so."""
    return value.source if isinstance(value, Secret) else ""
