"""Credentials that do not change, and what each writes into a request: a token, a name and a token, OAuth 1.

Nothing here sends or waits. Credentials that are renewed are `auth`'s.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from helpsql import spec
from helpsql.errors import OperationalError
from helpsql.secret import Secret, mark, reveal, source_of

if TYPE_CHECKING:
    from helpsql.redact import Redactor

Ask = Callable[[str, Mapping[str, str], bool], Any]
"""POSTs members to the path, as a form or (True) as JSON: the decoded answer; ApiError (4xx) if refused."""

Check = Callable[[], None]
"""Raises when the statement was cancelled or its deadline passed."""


Signed = tuple[str, str] | None
"""Method and full address of a request, for ways that sign these too."""


class Bearer:
    """A token that was given and does not change."""

    def __init__(self, token: str | Secret) -> None:
        self._token = token if isinstance(token, Secret) else Secret(token)
        self.source = source_of(token)

    def apply(self, headers: MutableMapping[str, str], ask: Ask, check: Check, asked: Signed = None) -> str:  # noqa: ARG002
        write_bearer(headers, self._token, self.source)
        return mark(self._token)

    def renew(self, used: str, ask: Ask, check: Check) -> bool:  # noqa: ARG002
        return False


class Awaited:
    """A token that a login will give; nothing can be signed before."""

    source = ""

    def __init__(self, setting: str, connection: str) -> None:
        self._setting, self._connection = setting, connection

    def apply(self, headers: MutableMapping[str, str], ask: Ask, check: Check, asked: Signed = None) -> str:  # noqa: ARG002
        return reveal(needed({}, self._setting, self._connection))

    def renew(self, used: str, ask: Ask, check: Check) -> bool:  # noqa: ARG002
        return False


class Basic:
    """A name and an API token, which do not change."""

    def __init__(
        self,
        facts: spec.ApiToken,
        connection: str,
        settings: Mapping[str, str | Secret],
        *,
        redact: Redactor,
    ) -> None:
        token = needed(settings, facts.token, connection)
        user = reveal(needed(settings, facts.user, connection))
        pair = f"{user}{facts.suffix}:{reveal(token)}"
        self._signature = Secret(base64.b64encode(pair.encode()).decode())
        self.source = source_of(token)
        redact.add(self._signature)

    def apply(self, headers: MutableMapping[str, str], ask: Ask, check: Check, asked: Signed = None) -> str:  # noqa: ARG002
        headers["Authorization"] = f"Basic {self._signature.reveal()}"
        return mark(self._signature)

    def renew(self, used: str, ask: Ask, check: Check) -> bool:  # noqa: ARG002
        return False


class OAuthOne:
    """OAuth 1.0a: each request is signed anew, with its own nonce and time (RFC 5849, 3.1 to 3.4)."""

    def __init__(
        self,
        facts: spec.OAuth1,
        connection: str,
        settings: Mapping[str, str | Secret],
    ) -> None:
        self._parts = tuple(Secret(reveal(needed(settings, name, connection))) for name in facts.needs)
        self.source = source_of(needed(settings, facts.token, connection))
        # At the level DEBUG the library logs what it signs, the access token with it.
        logging.getLogger("oauthlib.oauth1").setLevel(logging.INFO)

    def apply(
        self,
        headers: MutableMapping[str, str],
        ask: Ask,  # noqa: ARG002
        check: Check,  # noqa: ARG002
        asked: Signed = None,
    ) -> str:
        from oauthlib.oauth1 import Client

        assert asked is not None
        method, address = asked
        # The library takes the time from the machine: servers compare it with theirs, whatever clock a
        # session goes by.
        signer = Client(*(part.reveal() for part in self._parts))
        # JSON bodies are not part of a signature, only forms are (RFC 5849, 3.4.1.3.1).
        _, signed, _ = signer.sign(address, method)  # type: ignore[arg-type]
        headers["Authorization"] = signed["Authorization"]
        return mark(self._parts[0])

    def renew(self, used: str, ask: Ask, check: Check) -> bool:  # noqa: ARG002
        return False


def needed(settings: Mapping[str, str | Secret], name: str, connection: str) -> str | Secret:
    value = settings.get(name)
    if not value:
        raise OperationalError(
            f"{connection}: the setting {name} is missing",
            hint=f"`helpsql login {connection}` asks for it; or add {name} to [connections.{connection}].",
            code="config",
            helpdesk=connection,
        )
    return value


def write_bearer(headers: MutableMapping[str, str], token: Secret, source: str) -> None:
    # Checked here since the error of the HTTP library would quote the header, and the token with it.
    if _is_unfit(token):
        came = f" (it came from {source})" if source else ""
        raise OperationalError(
            f"the token holds characters that no header can carry{came}", code="config-secret"
        )
    headers["Authorization"] = f"Bearer {token.reveal()}"


def _is_unfit(token: Secret) -> bool:
    text = token.reveal()
    return not text.isascii() or not text.isprintable() or " " in text
