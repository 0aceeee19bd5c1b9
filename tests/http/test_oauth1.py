"""OAuth 1.0a: what is signed is the request as it is sent, each with its own nonce and time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import time
from dataclasses import replace
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import httpx
import pytest

from helpsql.auth import Bearer, OAuthOne, make_auth
from helpsql.clock import SYSTEM
from helpsql.errors import OperationalError
from helpsql.http import Client
from helpsql.redact import Redactor
from helpsql.requestlog import RequestLog
from helpsql.secret import Secret
from helpsql.spec import ApiToken, OAuth1, Request
from tests.http.conftest import FakeClock, Recorder
from vtables.helpscout import helpdesk

KEYS = {
    "key": "app-key",
    "secret": Secret("app/secret"),
    "token": Secret("tok&en"),
    "token_secret": Secret("t s"),
}
DESK = replace(
    helpdesk, auth=(OAuth1("key", "secret", "token", "token_secret"), ApiToken("email", "password"))
)


def parts(header: str) -> dict[str, str]:
    scheme, _, rest = header.partition(" ")
    assert scheme == "OAuth"
    found = dict(pair.split("=", 1) for pair in rest.split(", "))
    return {name: unquote(value.strip('"')) for name, value in found.items()}


def signature(method: str, url: str, signed: dict[str, str]) -> str:
    """As RFC 5849, 3.4 has it, computed without the library."""
    split = urlsplit(url)
    given = {name: value for name, value in signed.items() if name not in ("oauth_signature", "realm")}
    pairs = sorted(
        (quote(n, safe="~"), quote(v, safe="~")) for n, v in [*parse_qsl(split.query, True), *given.items()]
    )
    joined = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join(
        quote(text, safe="~") for text in (method, f"{split.scheme}://{split.netloc}{split.path}", joined)
    )
    key = f"{quote('app/secret', safe='~')}&{quote('t s', safe='~')}".encode()
    return base64.b64encode(hmac.new(key, base.encode(), hashlib.sha1).digest()).decode()


class Listener(httpx.BaseTransport):
    def __init__(self, *statuses: int) -> None:
        self.statuses, self.heard = list(statuses), []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request)
        return httpx.Response(self.statuses.pop(0) if self.statuses else 200, json={})


def send(request: Request, *statuses: int) -> list[httpx.Request]:
    listener, clock = Listener(*statuses), FakeClock()
    client = Client(DESK, "desk", KEYS, log=RequestLog(), transport=listener, clock=clock, draw=lambda: 0.0)
    client.send(request, Recorder())
    return listener.heard


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/v2/cases/search", params={"labels": "a b,ü&x=1", "q": "x:(y) ~*'!", "empty": ""}),
        Request("GET", "/v2/cases?page=2&per_page=50"),
        Request("PATCH", "/v2/cases/5", body={"subject": "Ä & b"}),
    ],
)
def test_the_request_is_signed(request_: Request) -> None:
    [heard] = send(request_)
    signed = parts(heard.headers["authorization"])
    assert signed["oauth_signature"] == signature(heard.method, str(heard.url), signed)
    assert signed["oauth_signature_method"] == "HMAC-SHA1"
    assert (signed["oauth_consumer_key"], signed["oauth_token"]) == ("app-key", "tok&en")
    assert abs(int(signed["oauth_timestamp"]) - time.time()) < 60


def test_every_attempt_has_its_own_nonce() -> None:
    heard = send(Request("GET", "/v2/cases"), 503)
    nonces = {parts(one.headers["authorization"])["oauth_nonce"] for one in heard}
    assert len(heard) == len(nonces) == 2


def test_the_secrets_are_not_sent() -> None:
    [heard] = send(Request("GET", "/v2/cases"))
    assert not {"app/secret", "t s"} & {unquote(value) for value in heard.headers.values()}
    assert "secret" not in heard.headers["authorization"]


def test_what_is_signed_is_not_logged_by_the_library(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        [heard] = send(Request("GET", "/v2/cases"))
    signed = parts(heard.headers["authorization"])
    for shown in ("tok&en", "tok%26en", signed["oauth_signature"], signed["oauth_nonce"]):
        assert shown not in caplog.text


def make(settings: dict[str, object]) -> object:
    return make_auth(DESK, "desk", settings, clock=SYSTEM, redact=Redactor([]))  # type: ignore[arg-type]


def test_a_token_with_its_secret_signs_and_one_alone_is_a_bearer() -> None:
    assert isinstance(make(KEYS), OAuthOne)
    assert isinstance(make({"token": Secret("plain")}), Bearer)


def test_a_missing_part_is_named() -> None:
    with pytest.raises(OperationalError, match="setting key is missing"):
        make({})
