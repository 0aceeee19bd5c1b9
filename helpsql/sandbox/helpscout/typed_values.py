"""Values of custom fields and properties: which text fits which type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_PATTERNS = {
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "url": re.compile(r"https?://\S{1,3990}"),
}


def fits(kind: str, value: str, options: Collection[str]) -> bool:
    """Whether a value may stand in a field; a dropdown takes its options only."""
    if kind == "dropdown":
        return value in options
    return kind not in _PATTERNS or _PATTERNS[kind].fullmatch(value) is not None
