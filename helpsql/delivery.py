"""One request on its way to an answer: signed, within the limit, tried again where that is safe, logged.

What to wait and what an answer means is decided in `retry`, `limits` and `answers`; `wire` makes the
single attempt. A Delivery serves one `Client.send`; what all of an account share is its Channel.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from helpsql import answers
from helpsql.answers import UNKNOWN, Asked
from helpsql.clock import Clock, iso
from helpsql.errors import Error
from helpsql.exchange import Exchange, Patience
from helpsql.limits import Bucket, Limiter, Ticket, read_limit, read_retry_after
from helpsql.retry import Fault, Policy, is_ambiguous, is_read, is_repeatable, next_wait, turned_away
from helpsql.spec import ErrorBody, Helpdesk, Request, Response
from helpsql.wire import Answer, Failure, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from helpsql.auth import Auth
    from helpsql.origin import Origin
    from helpsql.redact import Redactor
    from helpsql.requestlog import RequestLog

Outcome: TypeAlias = Response | Answer | Failure
"""Response: what was asked for. Answer: any other status. Failure: no whole answer."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TOKEN_HEADERS = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
_TOKEN_ERROR = ErrorBody(("error_description", "message", "error"))


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
        path = (
            url.removeprefix(f"{self.origin.scheme}://").partition("/")[2]
            if "://" in url
            else url.lstrip("/")
        )
        return Asked(self.name, method, self.redact.url(f"/{path}"))


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
            retry_after=_stay_away(outcome, channel),
            policy=channel.policy,
            random=channel.draw,
        )


class Delivery:
    """One request of a statement."""

    def __init__(
        self, channel: Channel, request: Request, url: str, exchange: Exchange, accept: Collection[int]
    ) -> None:
        self._channel, self._request, self._url = channel, request, url
        self._exchange, self._accept = exchange, accept
        self.asked = channel.asked(request.method, url)
        self._patience = Patience(exchange, channel.clock, channel.closed, channel.name)
        self._course = Course(
            channel,
            self.asked,
            self._patience,
            repeatable=is_repeatable(request),
            writes=not is_read(request.method),
        )
        self._headers, self._content = answers.write_request(request, self.asked)
        self._renewed = False

    def run(self) -> Response | Answer:
        """The response, or a redirect of a read; raises the error for anything else."""
        outcome = self._course.run(self._attempt)
        if isinstance(outcome, Response):
            return outcome
        if isinstance(outcome, Failure):
            raise answers.no_answer(
                outcome, self.asked, self._course.attempt, unknown=self._course.is_unknown
            ) from outcome.cause
        if outcome.status in REDIRECTS and is_read(self._request.method):
            return outcome
        if outcome.status == 404 and self._request.method == "DELETE" and self._course.ambiguous:
            # An attempt before this one got no answer. It was carried out, or there was nothing to delete:
            # either way it is gone, as was asked.
            return Response(204, outcome.headers, None)
        raise self._refusal(outcome)

    def _attempt(self) -> Outcome:
        """One attempt. With a token that is no longer taken, one more with the next token."""
        outcome, used = self._signed()
        if not isinstance(outcome, Answer) or outcome.status != 401 or self._renewed:
            return outcome
        self._renewed = True
        if not self._channel.auth.renew(used, self._ask, self._patience.check):
            return outcome
        self._course.attempt += 1
        return self._signed()[0]

    def _signed(self) -> tuple[Outcome, str]:
        """Sign and send; also the mark of the credential used."""
        self._patience.check()
        headers = dict(self._headers)
        used = self._channel.auth.apply(headers, self._ask, self._patience.check)
        self._exchange.before_send(self._request)
        return self._within_limit(headers), used

    def _within_limit(self, headers: Mapping[str, str]) -> Outcome:
        """Send when the limit lets us, and learn from the answer."""
        limiter, clock = self._channel.limiter, self._channel.clock
        bucket, cost = limiter.bucket(self._request), limiter.cost(self._request)
        while not isinstance(ticket := bucket.reserve(cost, clock.now()), Ticket):
            self._patience.pause(ticket, f"rate limit of {self._channel.name}")
        try:
            outcome = self._transmit(headers)
        except BaseException:
            bucket.unanswered(ticket)
            raise
        self._learn(bucket, ticket, outcome)
        return self._read(outcome) if isinstance(outcome, Answer) else outcome

    def _learn(self, bucket: Bucket, ticket: Ticket, outcome: Answer | Failure) -> None:
        if isinstance(outcome, Failure):
            unsent = outcome.fault is Fault.UNSENT
            return bucket.cancel(ticket) if unsent else bucket.unanswered(ticket)
        now, limits = self._channel.clock.now(), self._channel.limiter.limits
        bucket.answered(ticket, read_limit(outcome.headers, limits, now), now)
        after = _stay_away(outcome, self._channel)
        if after is not None and turned_away(outcome.status, after):
            bucket.block(now + after)
        return None

    def _transmit(self, headers: Mapping[str, str]) -> Answer | Failure:
        """One attempt on the wire, logged whatever came of it."""
        clock, asked = self._channel.clock, self.asked
        started, began = clock.now(), clock.monotonic()
        outcome = _over_wire(self._channel, self._patience, asked.method, self._url, headers, self._content)
        entry = self._channel.log.add(
            statement=self._exchange.statement,
            connection=self._channel.name,
            method=asked.method,
            path=asked.url,
            status=outcome.status,
            ms=round((clock.monotonic() - began) * 1000, 1),
            attempt=self._course.attempt,
            started_at=iso(started),
        )
        if isinstance(outcome, Answer):
            self._exchange.sent(entry.id)
        return outcome

    def _read(self, answer: Answer) -> Outcome:
        """What was asked for becomes a Response here, so that a body cut short can be asked for again."""
        if answer.status // 100 == 2 or answer.status in self._accept:
            return answers.read_response(self._request, answer, self.asked)
        return answer

    def _refusal(self, answer: Answer) -> Error:
        """The error for a status that nobody asked for."""
        channel = self._channel
        error = answers.api_error(answer, self.asked, channel.helpdesk.errors, channel.redact)
        if answer.status == 401:
            error.hint = answers.credential_hint(channel.auth.source)
        elif answer.status == 429 and (after := _stay_away(answer, channel)) is not None:
            error.hint = f"The limit resets in {after:.0f} s; try again then, or narrow the statement."
        if self._course.is_unknown:
            error.code, error.hint = UNKNOWN, answers.look_first(self.asked)
        return error

    def _ask(self, path: str, form: bytes) -> Any:
        """Ask for a token: tried again like any other request, but neither logged nor counted."""
        channel, url = self._channel, self._channel.origin.locate(path, {})
        asked = channel.asked("POST", url)

        def attempt() -> Outcome:
            answer = _over_wire(channel, self._patience, "POST", url, _TOKEN_HEADERS, form)
            if isinstance(answer, Answer) and answer.status // 100 == 2:
                return answers.read_response(Request("POST", path), answer, asked)
            return answer

        # Repeatable: a grant changes nothing but the token, and a lost one is of no use to anybody.
        course = Course(channel, asked, self._patience, repeatable=True, writes=False)
        outcome = course.run(attempt)
        if isinstance(outcome, Response):
            return outcome.json
        if isinstance(outcome, Failure):
            raise answers.no_answer(outcome, asked, course.attempt, unknown=False) from outcome.cause
        raise _no_token(channel, outcome, asked)


def _no_token(channel: Channel, answer: Answer, asked: Asked) -> Error:
    """Why there is no token: the credential is refused (RFC 6749, 5.2: 400 or 401), or the helpdesk fails."""
    error = answers.api_error(answer, asked, _TOKEN_ERROR, channel.redact)
    if answer.status in (400, 401, 403):
        error.code, error.hint = "unauthorized", answers.credential_hint(channel.auth.source)
    return error


def _stay_away(outcome: Outcome, channel: Channel) -> float | None:
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


def _over_wire(
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
