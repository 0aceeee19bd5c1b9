"""What was entered: whether it is whole, and where a command stands behind a statement, or below half of one.

`helpsql.cli.commands.elsewhere` knows the words of other shells.
"""

from __future__ import annotations

import re
from functools import lru_cache

from helpsql.cli.commands import COMMANDS, TWINS
from helpsql.cli.commands.elsewhere import as_command, expanded
from helpsql.cli.commands.registry import is_command, read_command
from helpsql.statements import is_complete, tokens

_ALONE = {"begin", "commit", "rollback", "end"}
"""Statements of a word, which no hand goes on writing behind Enter."""
_ENDING = re.compile(r"(?P<sql>.*\S)\s*(?P<command>\\(?:g|e|watch(?:\s+[\d.]+)?))\s*;?\s*", re.DOTALL)
_CLOSED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/", re.DOTALL)
_OPEN = re.compile(r"/\*|['\"`\[]")
LONGEST = 5_000
"""Characters of which it is asked what is open in them."""


@lru_cache(4)
def is_whole(text: str) -> bool:
    """Nothing to wait for: a complete statement, a command, or nothing at all.

    Remembered, since prompt_toolkit asks for each line that it draws.
    """
    if not text.strip() or text.strip().lower() in _ALONE or as_command(text) is not None:
        return True
    if expanded(text) is not None or ending(text) or command_below(text):
        return True
    return is_complete(text) or all(token.kind == "space" for token in tokens(text))


def ending(text: str) -> tuple[str, str] | None:
    """The statement before an ending of psql's, and that ending."""
    found = _ENDING.fullmatch(text)
    if found is None or is_command(text) or open_in(found["sql"]) in _QUOTES:
        return None
    return found["sql"].rstrip("; "), found["command"]


def command_below(text: str) -> tuple[str, str] | None:
    """What of a statement stands above a last line that is a command, and the command."""
    above, _, line = text.rstrip().rpartition("\n")
    if not above.strip() or not is_command(line) or open_in(above) in _QUOTES:
        return None
    name, _ = read_command(line)
    return (above, line) if name in COMMANDS or name in TWINS else None


_QUOTES = ("'", '"', "`", "[", "/*")


def open_in(text: str) -> str:
    """What the text leaves open: a quote, a comment, a parenthesis, or "" for nothing.

    >>> open_in("select 'it"), open_in("select ('(') from (select"), open_in("select 1")
    ("'", '(', '')
    """
    if len(text) > LONGEST:
        return ""
    rest = _CLOSED.sub(" ", text)
    found = _OPEN.search(rest)
    if found is not None:
        return found[0]
    return "(" if rest.count("(") > rest.count(")") else ""
