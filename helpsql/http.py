"""Sending: one Client a connection, through which every request of an account goes.

It follows next links and redirects on the account's own origin and nowhere else. How one request gets its
answer is `delivery`'s: signing, limit, further attempts, log.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql import answers
from helpsql.attempts import Channel
from helpsql.auth import make_auth
from helpsql.clock import SYSTEM, Clock, iso
from helpsql.delivery import Delivery
from helpsql.errors import ApiError, DataError, OperationalError
from helpsql.exchange import Alone, Exchange
from helpsql.limits import Limiter, abreast
from helpsql.origin import check_tls, parse_origin
from helpsql.paging import look_up
from helpsql.redact import Redactor
from helpsql.retry import Policy
from helpsql.secret import TOKEN, Secret, reveal
from helpsql.spec import PLACEHOLDER, Helpdesk, Request, Response
from helpsql.wire import Answer, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    import httpx

    from helpsql.requestlog import RequestLog
    from helpsql.tokens import TokenStore

__all__ = ["Alone", "Client", "Exchange"]

_MOST_HOPS = 5
_HOST_PART = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")
_POLICY = Policy()


class Client:
    """One account. Thread-safe.

    name       the connection's name, by which messages, log and limits call it
    settings   those of the helpdesk, secrets as Secret
    transport  what carries requests instead of the network (the sandbox in this process, tests)
    timeout    seconds to wait for a connection, or for the next bytes
    store      where refresh tokens that rotate are kept; by default by where the configured one came from
    draw       a random number from 0 to 1, for the jitter of waits

    `switches` are the names of the settings that are true.
    """

    def __init__(
        self,
        helpdesk: Helpdesk,
        name: str,
        settings: Mapping[str, str | Secret],
        *,
        log: RequestLog,
        transport: httpx.BaseTransport | None = None,
        clock: Clock = SYSTEM,
        timeout: float = 30.0,
        base_url: str | None = None,
        concurrency: int | None = None,
        policy: Policy = _POLICY,
        store: TokenStore | None = None,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self.name = name
        self.switches = frozenset(name for name, value in settings.items() if reveal(value).lower() == "true")
        self._full = max(1, concurrency or helpdesk.concurrency)
        origin = parse_origin(base_url or _fill(helpdesk.base_url, settings))
        if transport is None:
            check_tls(origin)
        redact = Redactor(_secrets(helpdesk, settings))
        self._channel = Channel(
            name,
            helpdesk,
            origin,
            make_auth(helpdesk, name, settings, clock=clock, redact=redact, store=store),
            # A proxy of the environment has no business between us and our own machine.
            Wire(transport, trust_env=not origin.is_loopback, keep=self._full),
            Limiter(helpdesk.limits),
            log,
            redact,
            clock,
            timeout,
            policy,
            draw,
        )

    def __repr__(self) -> str:
        return f"Client({self.name!r}, {self._channel.origin.base!r})"

    @property
    def concurrency(self) -> int:
        """How many requests may run side by side now; fewer as the limit comes near."""
        return abreast(self._full, self.remaining)

    @property
    def remaining(self) -> int | None:
        """Requests left in the account's window, as the last answer told."""
        return self._channel.limiter.remaining(self._channel.clock.now())

    def limits_rows(self) -> list[tuple[str, str, int | None, int | None, str | None]]:
        """connection, bucket, limit, remaining, resets_at: the rows of helpsql.limits."""
        return [
            (
                self.name,
                bucket,
                seen.limit,
                seen.remaining,
                None if seen.resets_at is None else iso(seen.resets_at),
            )
            for bucket, seen in self._channel.limiter.look(self._channel.clock.now())
        ]

    def interrupt(self, *, at_once: bool = False) -> None:
        """Wake the reads that wait for an answer; those whose exchange was cancelled end with Interrupted.

        at_once   writes too: nobody will tell what became of them
        """
        (self._channel.wire.cut_all if at_once else self._channel.wire.cut_reads)()

    def close(self) -> None:
        """End all connections; requests under way end with Interrupted."""
        self._channel.closed.set()
        self._channel.wire.close()

    def send(self, request: Request, exchange: Exchange, *, accept: Collection[int] = ()) -> Response:
        """The answer to the request, if its status is 2xx or in `accept`.

        `request.path` may be an absolute URL (a next link) on the account's own origin. Raises ApiError
        for other statuses, DataError for bodies and links of the wrong kind, OperationalError without an
        answer. `error.code == "unknown-outcome"`: a write that may have been carried out.
        """
        origin = self._channel.origin
        locate = origin.locate_elsewhere if request.elsewhere else origin.locate
        url = locate(request.path, request.params)
        for _ in range(_MOST_HOPS + 1):
            delivery = Delivery(self._channel, request, url, exchange, accept)
            answer = delivery.run()
            if isinstance(answer, Response):
                return answer
            url = self._redirected(url, answer, delivery)
            request = replace(request, path=url, params={}, wait=0.0)
        asked = self._channel.asked(request.method, url)
        raise DataError(
            f"{self.name}: more than {_MOST_HOPS} redirects, {asked}.", code="redirect", **asked.fields()
        )

    def caller(self) -> Mapping[str, object]:
        """Whom the helpdesk takes us for, in its own words. Costs the request that the definition names.

        Raises OperationalError for credentials that it answers and yet does not take.
        """
        channel = self._channel
        path, at = channel.helpdesk.check, channel.helpdesk.check_at
        try:
            body = self.send(Request("GET", path), Alone()).json
        except ApiError as error:
            if error.status == 404:  # every account has it
                error.hint = f"Is {channel.origin.base} the address of the account?"
            raise
        if at and look_up(body, at) is None:
            asked = channel.asked("GET", channel.origin.locate(path, {}))
            raise OperationalError(
                f"{self.name}: the credentials are not taken: {asked} answers as to anybody, without {at}.",
                hint=answers.credential_hint(channel.auth.source),
                code="unauthorized",
                **asked.fields(),
            )
        around = look_up(body, at.rpartition(".")[0]) if "." in at else {}
        return {
            name: value
            for found in (body, around)
            if isinstance(found, dict)
            for name, value in found.items()
        }

    def locate(self, path: str) -> str:
        """The address of a path on the account's own host, or of one that the definition names whole."""
        return self._channel.origin.locate_named(path)

    def ask_token(self, path: str, members: Mapping[str, str], *, is_json: bool) -> Any:
        """The decoded answer to a request for a token, which is neither signed, logged nor counted."""
        request = Request("POST", path)
        url = self._channel.origin.locate_named(path)
        return Delivery(self._channel, request, url, Alone(), ()).ask_token(path, members, is_json)

    def _redirected(self, url: str, answer: Answer, delivery: Delivery) -> str:
        """Where a redirect leads. DataError if that is another host: credentials must not go there."""
        asked, location = delivery.asked, answer.headers.get("location", "")
        target = self._channel.origin.follow(url, location) if location else ""
        if target:
            return target
        where = f"away from {self._channel.origin.host}" if location else "nowhere"
        raise DataError(
            f"{self.name}: a redirect leads {where}, {asked}.",
            hint="It was not followed: credentials are for the account's own host only.",
            code="foreign-link" if location else "redirect",
            **asked.fields(status=answer.status),
        )


def _secrets(helpdesk: Helpdesk, settings: Mapping[str, str | Secret]) -> Iterator[str | Secret]:
    """The settings that must never be shown, whether or not the caller wrapped them."""
    names = {setting.name for setting in helpdesk.settings if setting.secret} | {TOKEN}
    return (value for name, value in settings.items() if isinstance(value, Secret) or name in names)


def _fill(base_url: str, settings: Mapping[str, str | Secret]) -> str:
    """The base URL with `{setting}` filled in. A subdomain with a slash in it would be another host."""

    def value(name: str) -> str:
        text = reveal(settings.get(name, ""))
        if not _HOST_PART.fullmatch(text):
            raise OperationalError(f"{name} is not a part of a host name: {text!r}", code="config")
        return text

    return PLACEHOLDER.sub(lambda found: value(found[1]), base_url)
