"""Which typed lines may hold a secret: they are not kept in the history, and their texts are not repeated."""

from __future__ import annotations

import re

from helpsql.redact import Redactor
from helpsql.secret import is_secret_name
from helpsql.statements import kind, tokens

_SECRET = re.compile(
    r"(?i)(?:\b|_|(?-i:(?<=[a-z0-9])(?=[A-Z])))"
    r"(password|passwd|secret|token|api_?key|authorization|bearer)\b\s*(:?=|=>|:|\s)\s*\S"
)


def names_secret(text: str) -> bool:
    """The text gives a value to something that is called like a secret, or has one's shape."""
    if _SECRET.search(text) or Redactor().text(text) != text:
        return True
    asks = kind(text) in ("select", "explain")
    return not asks and any(is_secret_name(token.name) for token in tokens(text))
