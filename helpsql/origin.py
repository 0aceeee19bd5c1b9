"""Whose URL it is: an account's own origin, and what is sent to no other. Pure, no I/O."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from helpsql.errors import DataError, OperationalError, ProgrammingError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of an account, and the path that all its requests begin with."""

    scheme: str
    host: str
    port: int
    base: str

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    def locate(self, path: str, params: Mapping[str, str]) -> str:
        """The URL of a request. An absolute one (a next link) is kept as it is if it is our own."""
        url = path if _is_absolute(path) else f"{self.base}/{_checked(path).lstrip('/')}"
        if not self.owns(url):
            raise DataError(f"a link leads away from {self.host}: {_host_of(url)}", code="foreign-link")
        if not params:
            return url
        return f"{url}{'&' if '?' in url else '?'}{encode_query(params)}"

    def locate_named(self, address: str) -> str:
        """The URL of an address that a definition names: a path of our own, or a host for all accounts. A
        server on this machine stands in for that one too.
        """
        if not _is_absolute(address):
            return self.locate(address, {})
        parts = urlsplit(address)
        return self.locate(parts.path, {}) if self.is_loopback else self.locate_elsewhere(address, {})

    def locate_elsewhere(self, url: str, params: Mapping[str, str]) -> str:
        """The address of a request to another host, to which no credentials go: https, but for our own."""
        try:
            parts = urlsplit(url)
            safe = (parts.scheme.lower() == "https" and bool(parts.hostname)) or self.owns(url)
        except ValueError:
            safe = False
        if not safe or "@" in parts.netloc:
            raise DataError(f"a link leads to no https address: {_host_of(url)}", code="foreign-link")
        return f"{url}{'&' if '?' in url else '?'}{encode_query(params)}" if params else url

    def follow(self, url: str, location: str) -> str:
        """Where a redirect leads; "" when that is not this origin."""
        target = urljoin(url, location)
        return target if self.owns(target) else ""

    def owns(self, url: str) -> bool:
        """The URL has this scheme, host and port, and carries no user of its own."""
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme.lower())
        except ValueError:
            return False
        own = (self.scheme, self.host, self.port)
        return (parts.scheme.lower(), (parts.hostname or "").lower(), port) == own and "@" not in parts.netloc


def parse_origin(base_url: str) -> Origin:
    """The origin of a base URL. OperationalError where it has no host, or is neither http nor https."""
    try:
        parts = urlsplit(base_url)
        host, port = (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme.lower())
    except ValueError:
        host, port = "", None
    if not host or port is None or "@" in parts.netloc or parts.query or parts.fragment:
        raise OperationalError(
            "the base URL is not of the form https://host[:port][/path]",
            code="config",
            hint="Correct base_url.",
        )
    return Origin(parts.scheme.lower(), host, port, base_url.rstrip("/"))


def check_tls(origin: Origin) -> None:
    """Refuse http to anywhere but this machine: credentials travel with every request."""
    if origin.scheme == "https" or origin.is_loopback:
        return
    raise OperationalError(
        f"base_url http://{origin.host} would send credentials in the clear",
        code="config",
        hint="Write https://; http:// is taken for 127.0.0.1, ::1 and localhost only.",
    )


def is_loopback(host: str) -> bool:
    """The host is this machine: localhost, 127.0.0.0/8 or ::1."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_part(template: str, name: str, typed: str) -> str:
    """The part of the host that `{name}` stands for in a base URL, of itself or of an address that has it.

    >>> host_part("https://{subdomain}.zendesk.com", "subdomain", "https://Acme.zendesk.com/agent")
    'acme'
    """
    host = urlsplit(template).netloc
    before, _, after = host.partition(f"{{{name}}}")
    pattern = rf"(?:https?://)?{re.escape(before)}({_LABEL}){re.escape(after)}(?:[:/?#].*)?"
    found = re.fullmatch(rf"({_LABEL})", typed) or re.fullmatch(pattern, typed, re.IGNORECASE)
    if found is None:
        raise ProgrammingError(
            f"{typed!r} is not the {name} of {host}.",
            hint=f"Give what stands there for {{{name}}}; --base-url takes the address of another server.",
            code="config",
        )
    return found[1].lower()


def encode_query(params: Mapping[str, str]) -> str:
    """The query, with what a query may hold left readable: `query=(status:%22open%22)`."""
    return "&".join(f"{_encode(name)}={_encode(value)}" for name, value in params.items())


def _encode(text: str) -> str:
    return quote(text, safe=":/@,()*")


def _is_absolute(path: str) -> bool:
    return path.lower().startswith(("http://", "https://"))


def _checked(path: str) -> str:
    """An id of ".." would make the address of another object out of this one."""
    if any(unquote(step) in (".", "..") for step in path.partition("?")[0].split("/")):
        raise DataError(f"not a path that can be sent: {path!r}", code="bad-path")
    return path


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or "nowhere"
    except ValueError:
        return "an address that cannot be read"
