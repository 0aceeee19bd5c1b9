"""What may be shown of a request: URLs and texts with every secret replaced by `***`.

Two nets: the values known to be secret, in whatever way they are escaped, and the names under which
secrets travel (Authorization, client_secret, …) for those nobody told us. Personal data may stay.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlsplit, urlunsplit

from helpsql.secret import MASK, Secret, reveal

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMES = frozenset(
    [
        "access_token",
        "api_key",
        "api_token",
        "apikey",
        "assertion",
        "auth",
        "authorization",
        "client_secret",
        "code",
        "code_verifier",
        "id_token",
        "jwt",
        "oauth_consumer_key",
        "oauth_signature",
        "oauth_token",
        "oauth_verifier",
        "password",
        "refresh_token",
        "secret",
        "sig",
        "signature",
        "token",
    ]
)
_NAMED = re.compile(
    r"(?i)\b(access_token|api_key|api_token|client_secret|code_verifier|id_token|oauth_\w+|refresh_token)"
    r"""(["']?\s*(?:[:=]|%3[ad])\s*(?:["']|%22)?)[^\s"',;&}]+"""
)
_QUERY = re.compile(rf"""(?i)([?&](?:{"|".join(sorted(_NAMES))})=)[^&\s"'#;]+""")
_HEADER = re.compile(
    r"""(?i)\b((?:proxy-)?authorization|set-cookie|cookie|x-api-key)(["']?\s*[:=]\s*["']?)[^"'\r\n]+"""
)
_SCHEME = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{16,}")

SHORTEST = 4
"""Shorter values are not searched for: replacing each "a" would hide the message, not a secret."""


class Redactor:
    """Knows the secrets of one connection; those that turn up later (tokens) are added. Thread-safe."""

    def __init__(self, secrets: Iterable[str | Secret] = ()) -> None:
        self._lock = threading.Lock()
        self._plain: tuple[str, ...] = ()
        self._forms: tuple[str, ...] = ()
        self.add(*secrets)

    def __repr__(self) -> str:
        return f"Redactor({len(self._plain)} secrets)"

    def add(self, *secrets: str | Secret) -> None:
        """Hide these from now on."""
        with self._lock:
            known = {*self._plain, *map(reveal, secrets)}
            plain = _longest_first(text for text in known if len(text) >= SHORTEST)
            self._forms = _longest_first(form for text in plain for form in _forms(text))
            self._plain = plain

    def text(self, text: str) -> str:
        """The text of a header, body or message, fit to be shown."""
        for form in self._forms:
            text = text.replace(form, MASK)
        text = _HEADER.sub(rf"\1\2{MASK}", text)
        text = _SCHEME.sub(rf"\1 {MASK}", text)
        text = _QUERY.sub(rf"\1{MASK}", text)
        return _NAMED.sub(rf"\1\2{MASK}", text)

    def url(self, url: str) -> str:
        """The URL, or path with query, fit to be shown: no user, no password, no secret parameter."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return self.text(url)
        query = "&".join(map(self._pair, parts.query.split("&"))) if parts.query else ""
        host = parts.netloc.rpartition("@")[2]
        shown = urlunsplit((parts.scheme, host, self._path(parts.path), query, ""))
        for form in self._forms:
            shown = shown.replace(form, MASK)
        return shown

    def _path(self, path: str) -> str:
        clear = unquote(path)
        if not any(text in clear for text in self._plain):
            return path
        return quote(self._mask(clear), safe="/*")

    def _pair(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        if unquote_plus(name).lower() in _NAMES:
            return f"{self._part(name)}{equals}{MASK}"
        return f"{self._part(name)}{equals}{self._part(value)}"

    def _part(self, part: str) -> str:
        # Both readings of "+": a secret may hold one, and a form writes a blank as one.
        if any(text in clear for text in self._plain for clear in (unquote(part), unquote_plus(part))):
            return MASK
        return part

    def _mask(self, clear: str) -> str:
        for text in self._plain:
            clear = clear.replace(text, MASK)
        return clear


def _longest_first(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts), key=lambda text: (-len(text), text)))


def _forms(text: str) -> Iterable[str]:
    """The ways a secret is spelt on its way: as is, percent-encoded, in JSON, in base64."""
    raw = text.encode(errors="surrogatepass")
    encoded = base64.b64encode(raw).decode()
    escaped = json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]
    quoted = quote(raw, safe=""), quote(raw), quote_plus(raw)
    return text, *quoted, *escaped, repr(text)[1:-1], *([encoded] if len(raw) >= 2 * SHORTEST else [])
