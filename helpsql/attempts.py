"""The attempts at one request: how many, how far apart, and what is known of it after them.

A Channel is what all requests of a connection share; a Course goes through the attempts at one request.
Whether there is a next one is decided in `retry`; the single attempt is `wire`'s.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from helpsql import answers
from helpsql.answers import UNKNOWN, Asked
from helpsql.auth import Auth
from helpsql.clock import Clock
from helpsql.errors import Error
from helpsql.exchange import Patience
from helpsql.limitheaders import read_limit, read_retry_after
from helpsql.limits import Limiter
from helpsql.origin import Origin
from helpsql.redact import Redactor
from helpsql.requestlog import RequestLog
from helpsql.retry import Policy, is_ambiguous, next_wait
from helpsql.spec import Helpdesk, Response
from helpsql.wire import Answer, Failure, Wire

Outcome: TypeAlias = Response | Answer | Failure
"""Response: what was asked for. Answer: any other status. Failure: no whole answer."""


@dataclass(frozen=True)
class Channel:
    """What all requests of a connection share."""

    name: str
    helpdesk: Helpdesk
    origin: Origin
    auth: Auth
    wire: Wire
    limiter: Limiter
    log: RequestLog
    redact: Redactor
    clock: Clock
    timeout: float
    policy: Policy = field(default_factory=Policy)
    draw: Callable[[], float] = random.random
    closed: threading.Event = field(default_factory=threading.Event)

    def asked(self, method: str, url: str) -> Asked:
        """The request as it may be shown: without scheme and host, redacted."""
        rest = url.partition("://")[2] or url
        return Asked(self.name, method, self.redact.url(f"/{rest.partition('/')[2]}"))


class Course:
    """The attempts at one request, and what became of them so far."""

    def __init__(
        self, channel: Channel, asked: Asked, patience: Patience, *, repeatable: bool, writes: bool
    ) -> None:
        self._channel, self._asked, self._patience = channel, asked, patience
        self._repeatable, self._writes = repeatable, writes
        self._started = channel.clock.monotonic()
        self.attempt = 0
        self.ambiguous = False  # one may have been carried out without our being told

    def run(self, attempt: Callable[[], Outcome]) -> Outcome:
        """Make attempts until one is final."""
        while True:
            self.attempt += 1
            try:
                outcome = attempt()
                wait = self._next(outcome)
                if wait is None:
                    return outcome
                self._patience.pause(wait, _why(outcome))
            except Error as error:
                # Whatever ended it: the attempts before may have done their work.
                if self.is_unknown:
                    error.code, error.hint = UNKNOWN, answers.look_first(self._asked)
                raise

    @property
    def is_unknown(self) -> bool:
        """A write may or may not have been carried out."""
        return self.ambiguous and self._writes

    def _next(self, outcome: Outcome) -> float | None:
        """Seconds until the next attempt, None if this was the last."""
        if isinstance(outcome, Response):
            return None
        seen = outcome.fault if isinstance(outcome, Failure) else outcome.status
        self.ambiguous = self.ambiguous or is_ambiguous(seen)
        if isinstance(outcome, Failure):
            self._patience.check()  # cut by ourselves, then
        channel = self._channel
        return next_wait(
            seen,
            repeatable=self._repeatable,
            attempt=self.attempt,
            elapsed=channel.clock.monotonic() - self._started,
            retry_after=stay_away(outcome, channel),
            policy=channel.policy,
            random=channel.draw,
        )


def stay_away(outcome: Outcome, channel: Channel) -> float | None:
    """Seconds for which the helpdesk does not want to hear of us; None when it does not say."""
    if not isinstance(outcome, Answer):
        return None
    now, limits = channel.clock.now(), channel.limiter.limits
    after = read_retry_after(outcome.headers, limits, now)
    seen = read_limit(outcome.headers, limits, now)
    if after is None and outcome.status == 429 and seen.remaining == 0 and seen.resets_at is not None:
        return max(0.0, seen.resets_at - now)
    return after


def _why(outcome: Outcome) -> str:
    """The reason for a wait, as it is told while waiting."""
    if isinstance(outcome, Failure):
        return outcome.reason
    return "rate limit" if outcome.status == 429 else answers.status_text(outcome.status)


def over_wire(
    channel: Channel,
    patience: Patience,
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes | None,
) -> Answer | Failure:
    left = patience.left()
    timeout = channel.timeout if left is None else max(0.001, min(channel.timeout, left))
    return channel.wire.transmit(method, url, headers, content, timeout=timeout, stop=patience.stopped)
