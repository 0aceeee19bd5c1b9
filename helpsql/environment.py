"""Connections by environment alone: `HELPSQL_EU_SERVICE=zendesk` and what else `HELPSQL_EU_` begins. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_DECLARES = re.compile(r"HELPSQL_(\w+)_SERVICE")


def variable(name: str, key: str) -> str:
    """The variable of a connection's key."""
    return f"HELPSQL_{name}_{key}".upper()


def described(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Name -> key -> value, names sorted. An empty variable counts as none, as CI sets absent secrets.

    A variable belongs to the longest name that fits: HELPSQL_EU_WEST_SERVICE makes eu_west, not eu.
    """
    given = {name: value for name, value in environ.items() if value}
    names = sorted(declared[1] for name in given if (declared := _DECLARES.fullmatch(name)))
    found: dict[str, dict[str, str]] = {name.lower(): {} for name in names}
    for variable_name, value in given.items():
        fitting = [name for name in names if variable_name.startswith(f"HELPSQL_{name}_")]
        if fitting:
            name = max(fitting, key=len)
            found[name.lower()][variable_name.removeprefix(f"HELPSQL_{name}_").lower()] = value
    return found
