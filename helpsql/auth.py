"""How requests are signed, and what is done when a signature is no longer taken.

A scheme says what to ask the helpdesk for and what to write into the headers; asking it is left to the
caller (`ask`), so nothing here sends. One renewal serves all threads: each gives the mark of the
credential it had used.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Protocol

from helpsql import spec
from helpsql.errors import ApiError, OperationalError
from helpsql.secret import TOKEN, Hidden, Secret, mark, reveal, source_of
from helpsql.signatures import (
    Ask,
    Awaited,
    Basic,
    Bearer,
    Check,
    OAuthOne,
    Signed,
    needed,
    write_bearer,
)
from helpsql.tokens import FileStore, KeyringStore, TokenStore, default_store, fingerprint

if TYPE_CHECKING:
    from helpsql.clock import Clock
    from helpsql.redact import Redactor


class Auth(Protocol):
    """A way of signing. Thread-safe."""

    source: str

    def apply(self, headers: MutableMapping[str, str], ask: Ask, check: Check, asked: Signed = None) -> str:
        """Sign the request, and give back the mark of the credential used. May ask for a token first."""
        ...

    def renew(self, used: str, ask: Ask, check: Check) -> bool:
        """See to another credential than the one `used`; False when there can be none."""
        ...


def make_auth(
    helpdesk: spec.Helpdesk,
    connection: str,
    settings: Mapping[str, str | Secret],
    *,
    clock: Clock,
    redact: Redactor,
    store: TokenStore | None = None,
) -> Auth:
    """The scheme for these settings: a plain token where one is given, else the helpdesk's own."""
    given = [way for way in helpdesk.ways if all(settings.get(name) for name in way.needs)]
    if settings.get(TOKEN) and not any(TOKEN in way.needs for way in given):
        return Bearer(settings[TOKEN])
    facts = next(iter(given), helpdesk.ways[0])
    if isinstance(facts, spec.ApiToken):
        return Basic(facts, connection, settings, redact=redact)
    if isinstance(facts, spec.BearerKey):
        return Bearer(needed(settings, facts.key, connection))
    if isinstance(facts, spec.OAuth1):
        return OAuthOne(facts, connection, settings)
    if facts.lasting:
        given_token = settings.get(facts.refresh_token)
        return Bearer(given_token) if given_token else Awaited(facts.refresh_token, connection)
    if store is None:
        store = default_store(source_of(settings.get(facts.refresh_token)))
    return OAuth(facts, connection, settings, clock=clock, redact=redact, store=store)


def replaced_by_token(*ways: spec.Auth) -> Collection[str]:
    """The settings that need not be given when `token` is."""
    return tuple(name for way in ways for name in way.settings)


def rotating(
    helpdesk: spec.Helpdesk, connection: str, settings: Mapping[str, str | Secret]
) -> Iterator[tuple[FileStore | KeyringStore, str]]:
    """Where, and under which key, the successors of a refresh token in the settings are kept."""
    for way in helpdesk.ways:
        refresh = settings.get(way.refresh_token) if isinstance(way, spec.OAuth2) else None
        if refresh and isinstance(way, spec.OAuth2) and settings.get(way.client_id):
            key = fingerprint(connection, reveal(settings[way.client_id]), reveal(refresh))
            yield default_store(source_of(refresh)), key


class OAuth:
    """OAuth 2: client credentials, or a refresh token where one is given (RFC 6749, 4.4 and 6)."""

    def __init__(
        self,
        facts: spec.OAuth2,
        connection: str,
        settings: Mapping[str, str | Secret],
        *,
        clock: Clock,
        redact: Redactor,
        store: TokenStore,
    ) -> None:
        self._facts = facts
        self._connection = connection
        self._id = reveal(needed(settings, facts.client_id, connection))
        secret = needed(settings, facts.client_secret, connection)
        self._secret = Secret(reveal(secret))
        refresh = settings.get(facts.refresh_token)
        self._refresh = Secret(reveal(refresh) if refresh else "")
        self._key = fingerprint(connection, self._id, self._refresh.reveal())
        self.source = source_of(refresh or secret)
        self._clock, self._redact, self._store = clock, redact, store
        self._lock = threading.Lock()
        # Access token, end of its life; replaced as one.
        self._held: tuple[Secret, float | None] = Secret(""), None

    def apply(
        self,
        headers: MutableMapping[str, str],
        ask: Ask,
        check: Check,
        asked: Signed = None,  # noqa: ARG002
    ) -> str:
        access, until = self._held
        if not access or (until is not None and self._clock.monotonic() >= until):
            self.renew(mark(access), ask, check)
            access = self._held[0]
        write_bearer(headers, access, self.source)
        return mark(access)

    def renew(self, used: str, ask: Ask, check: Check) -> bool:
        _acquire(self._lock, check)
        try:
            if mark(self._held[0]) == used:  # else another thread has renewed it meanwhile
                # A refresh token is used up by its use: one process at a time, and only where the next one
                # can be kept.
                with self._store.alone(self._key, check) if self._refresh else nullcontext():
                    self._take(self._grant(ask))
        finally:
            self._lock.release()
        return True

    def _grant(self, ask: Ask) -> Any:
        if not self._refresh:
            scope = {"scope": self._facts.scope} if self._facts.scope else {}
            return self._post(ask, "client_credentials", scope)
        self._load()
        try:
            return self._post_refresh(ask)
        except ApiError:
            # Another process may have used it and stored its successor.
            if not self._load():
                raise
            return self._post_refresh(ask)

    def _post_refresh(self, ask: Ask) -> Any:
        return self._post(ask, "refresh_token", Hidden(refresh_token=self._refresh.reveal()))

    def _post(self, ask: Ask, grant: str, more: Mapping[str, str]) -> Any:
        client = Hidden(client_id=self._id, client_secret=self._secret.reveal())
        return ask(self._facts.token_path, Hidden(grant_type=grant, **client, **more), self._facts.json)

    def _load(self) -> bool:
        """Take over the stored refresh token; True when it differs from ours."""
        stored = Secret(self._store.load(self._key) or "")
        if not stored or stored == self._refresh:
            return False
        self._redact.add(stored)
        self._refresh = stored
        return True

    def _take(self, answer: Any) -> None:
        access, lifetime, refresh = _read_grant(answer, self._connection)
        self._redact.add(access, *([refresh] if refresh else []))
        if refresh and self._refresh and refresh != self._refresh:
            # Ours is dead from now on. Stored first: were it lost, the account would be locked out.
            self._refresh = refresh
            self._store.save(self._key, refresh.reveal())
        margin = 0.0 if lifetime is None else min(60.0, lifetime / 10)
        self._held = access, None if lifetime is None else self._clock.monotonic() + lifetime - margin


def _read_grant(answer: Any, connection: str) -> tuple[Secret, float | None, Secret]:
    """Access token, its lifetime in seconds, refresh token."""
    found = answer if isinstance(answer, dict) else {}
    access, refresh, lifetime = found.get("access_token"), found.get("refresh_token"), found.get("expires_in")
    if not isinstance(access, str) or not access:
        raise OperationalError(
            f"{connection}: the answer to the token request holds no access_token",
            hint="Look whether base_url is the API's.",
            code="unauthorized",
            helpdesk=connection,
        )
    try:
        seconds = None if lifetime is None else max(0.0, float(lifetime))
    except (TypeError, ValueError):
        seconds = None
    return Secret(access), seconds, Secret(refresh if isinstance(refresh, str) else "")


def _acquire(lock: threading.Lock, check: Check) -> None:
    """Wait for the thread that renews, but no longer than the statement may."""
    while not lock.acquire(timeout=0.05):
        check()


__all__ = [
    "Ask",
    "Auth",
    "Basic",
    "Bearer",
    "Check",
    "OAuth",
    "OAuthOne",
    "Signed",
    "make_auth",
    "replaced_by_token",
]
