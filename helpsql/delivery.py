"""One request on its way to an answer: signed, within the limit, tried again where that is safe, logged.

What to wait and what an answer means is decided in `retry`, `limits` and `answers`; `attempts` repeats, and
`wire` makes the single attempt. A Delivery serves one `Client.send`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import orjson

from helpsql import answers
from helpsql.answers import UNKNOWN, Asked
from helpsql.attempts import Channel, Course, Outcome, over_wire, stay_away
from helpsql.clock import iso
from helpsql.errors import Error
from helpsql.exchange import Exchange, Patience
from helpsql.limits import Leave
from helpsql.retry import Fault, is_read, is_repeatable, turned_away
from helpsql.secret import Hidden
from helpsql.spec import ErrorBody, Request, Response
from helpsql.wire import Answer, Failure

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FORM = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
_JSON = {"Accept": "application/json", "Content-Type": "application/json"}
_TOKEN_ERROR = ErrorBody(("error_description", "message", "error"))


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
            repeatable=bool(request.idempotency) or is_repeatable(request),
            writes=not is_read(request.method),
        )
        self._headers, self._content = answers.write_request(request, self.asked)
        if request.content is not None:
            self._content = request.content
        if request.idempotency:
            self._headers[request.idempotency] = uuid4().hex
        self._renewed = False

    def run(self) -> Response | Answer:
        """The response, or a redirect of a read; raises the error for anything else."""
        if self._request.wait > 0:
            self._patience.pause(self._request.wait, f"{self._channel.name} is at work")
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
        if not isinstance(outcome, Answer) or outcome.status != 401 or self._renewed or not used:
            return outcome
        self._renewed = True
        if not self._channel.auth.renew(used, self.ask_token, self._patience.check):
            return outcome
        self._course.attempt += 1
        return self._signed()[0]

    def _signed(self) -> tuple[Outcome, str]:
        """Sign and send; also the mark of the credential used."""
        self._patience.check()
        headers = Hidden(self._headers)
        used = "" if self._request.elsewhere else self._sign(headers)
        self._exchange.before_send(self._request)
        return self._within_limit(headers), used

    def _sign(self, headers: dict[str, str]) -> str:
        asked = (self._request.method, self._url)
        return self._channel.auth.apply(headers, self.ask_token, self._patience.check, asked)

    def _within_limit(self, headers: Mapping[str, str]) -> Outcome:
        """Send when the limit lets us, and learn from the answer."""
        limiter, clock = self._channel.limiter, self._channel.clock
        method, path = self._request.method, urlsplit(self._url).path
        while not isinstance(leave := limiter.reserve(method, path, clock.now()), Leave):
            self._patience.pause(leave, f"rate limit of {self._channel.name}")
        try:
            outcome = self._transmit(headers)
        except BaseException:
            leave.unanswered()
            raise
        self._learn(leave, outcome)
        return self._read(outcome) if isinstance(outcome, Answer) else outcome

    def _learn(self, leave: Leave, outcome: Answer | Failure) -> None:
        if isinstance(outcome, Failure):
            return leave.cancel() if outcome.fault is Fault.UNSENT else leave.unanswered()
        now, limiter = self._channel.clock.now(), self._channel.limiter
        limiter.answered(leave, outcome.headers, now)
        after = stay_away(outcome, self._channel)
        if after is not None and turned_away(outcome.status, after):
            limiter.turned_away(leave, outcome.headers, now + after, now)
        return None

    def _transmit(self, headers: Mapping[str, str]) -> Answer | Failure:
        """One attempt on the wire, logged whatever came of it."""
        clock, asked = self._channel.clock, self.asked
        started, began = clock.now(), clock.monotonic()
        outcome = over_wire(self._channel, self._patience, asked.method, self._url, headers, self._content)
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
        elif answer.status == 429 and (after := stay_away(answer, channel)) is not None:
            error.hint = f"The limit resets in {after:.0f} s; try again then, or narrow the statement."
        if self._course.is_unknown:
            error.code, error.hint = UNKNOWN, answers.look_first(self.asked)
        return error

    def ask_token(self, path: str, members: Mapping[str, str], is_json: bool) -> Any:
        """Ask for a token: tried again like any other request, but neither logged nor counted."""
        channel, url = self._channel, self._channel.origin.locate_named(path)
        asked = channel.asked("POST", url)
        headers = _JSON if is_json else _FORM

        def attempt() -> Outcome:
            body = orjson.dumps(dict(members)) if is_json else urlencode(members).encode()
            answer = over_wire(channel, self._patience, "POST", url, headers, body)
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
