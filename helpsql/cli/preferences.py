"""What a user sets for good in `[shell]` of the configuration file, and with `.set` for the session.

[shell]
format = "box"
keys = "vi"
menu = false
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from helpsql.cli.formats import FORMATS
from helpsql.errors import ProgrammingError

if TYPE_CHECKING:
    from pathlib import Path

    from helpsql.cli.run import Settings

SWITCH = {"on": True, "off": False}
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Preference:
    """field   of `Settings`
    values     what may be written, and what it means there
    help       one line
    """

    field: str
    values: Mapping[str, Any]
    help: str


PREFERENCES = {
    "format": Preference(
        "format", {DEFAULT: None} | {name: name for name in FORMATS}, "how rows are shown, as .mode"
    ),
    "timer": Preference("footer", SWITCH, "rows, requests and time after each statement"),
    "pager": Preference("pager", SWITCH, "$PAGER for what does not fit on the screen"),
    "confirm": Preference("confirm", SWITCH, "ask before several rows change outside a transaction"),
    "multi_line": Preference("multi_line", SWITCH, "; and Enter end a statement; off: Enter does (F3)"),
    "menu": Preference("menu", SWITCH, "candidates while you type; off: only at Tab (F2)"),
    "keys": Preference("keys", {"emacs": "emacs", "vi": "vi"}, "of the prompt's line (F4)"),
}


def changed(settings: Settings, name: str, value: str) -> Settings:
    """The settings with one of them set; ProgrammingError says what there is."""
    one = find(name)
    if value not in one.values:
        raise ProgrammingError(f"{name} is one of {', '.join(one.values)}, not {value}.", code="usage")
    return replace(settings, **{one.field: one.values[value]})


def find(name: str) -> Preference:
    if name in PREFERENCES:
        return PREFERENCES[name]
    near = get_close_matches(name, PREFERENCES, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(PREFERENCES)}."
    raise ProgrammingError(f"no such setting: {name}", hint=hint, code="usage")


def said(settings: Settings, name: str) -> str:
    """The value as one writes it."""
    one = PREFERENCES[name]
    return next(word for word, value in one.values.items() if value == getattr(settings, one.field))


def kept(file: Path) -> dict[str, str]:
    """`[shell]` of the configuration file as `.set` takes it; nothing where there is no such file."""
    try:
        table = tomllib.loads(file.read_text("utf-8")).get("shell", {})
    except (OSError, ValueError):  # what is wrong with the file is said where connections are read
        return {}
    if not isinstance(table, dict):
        raise ProgrammingError(f"{file}: shell is not a table", hint="Write [shell].", code="config")
    words = {True: "on", False: "off"}
    return {name: words[value] if isinstance(value, bool) else str(value) for name, value in table.items()}
