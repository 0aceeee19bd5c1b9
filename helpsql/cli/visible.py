"""Text from a helpdesk made safe to look at: what would move the cursor, or hide text, is spelled out."""

from __future__ import annotations

import re

TURNING = "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that turn the direction of writing around, or end a line (CVE-2021-42574)."""
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# C0, DEL, C1, and those.
_CONTROL = re.compile(f"[\x00-\x1f\x7f-\x9f{TURNING}]")
_CONTROL_BUT_NEWLINE = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f{TURNING}]")


def _spell(found: re.Match[str]) -> str:
    code = ord(found[0])
    return _NAMED.get(found[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def visible(text: str) -> str:
    r"""The text on one line: `visible("a\nb\x1b")` is `a\nb\x1b`, each escape in visible characters."""
    return _CONTROL.sub(_spell, text)


def visible_lines(text: str) -> str:
    """The same, line ends kept."""
    return _CONTROL_BUT_NEWLINE.sub(_spell, text)
