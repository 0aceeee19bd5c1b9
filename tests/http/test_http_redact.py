"""Secrets never show: not in errors, not in the log, not in any repr, however they are spelt."""

from __future__ import annotations

import copy
import json
import pickle
from urllib.parse import quote, quote_plus

import httpx
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from helpsql import errors
from helpsql.redact import Redactor
from helpsql.requestlog import RequestLog
from helpsql.secret import Secret

SECRETS = st.text(min_size=6, max_size=40).filter(lambda text: len(set(text)) > 3 and "***" not in text)


@given(SECRETS)
@example("p+q/r=s%20&t")
@example("REFRESH_TOKEN")
@example('quote"back\\slash')
@example("naïve Schlüssel")
def test_every_spelling_is_hidden(secret):
    redact = Redactor([Secret(secret)])
    assume(secret.encode("utf-8", "replace").decode() == secret)
    for spelt in {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
    }:
        assert spelt not in redact.text(f"before {spelt} after")
        assert spelt not in redact.url(f"https://h/a?name={spelt}#{spelt}")
    bytewise = "".join(f"%{byte:02x}" for byte in secret.encode())
    assert bytewise not in redact.url(f"/a/{bytewise}/b?{bytewise}&x={bytewise}&y={bytewise}+z")
    assert secret not in redact.url(f"/a/{quote(secret, safe='')}/b?x={quote(secret, safe='')}")


@pytest.mark.parametrize(
    "text", ['oauth_signature%3D"{}"', "oauth_signature%3d%22{}%22", 'refresh_token="{}"', "api_key%3A{}"]
)
def test_named_secrets_are_hidden_in_an_escaped_header(text):
    assert "s1gned" not in Redactor().text(f"Invalid: {text.format('s1gned')}, and more")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(secret=SECRETS, status=st.sampled_from([200, 400, 401, 404, 500]), html=st.booleans())
def test_never_in_an_error_or_the_log(make_desk, secret, status, html):
    """An API that quotes everything it was given, and a query that holds the secret."""
    assume(secret.encode("utf-8", "replace").decode() == secret)

    def echo(request):
        said = f"you sent {secret} and {request.headers['authorization']} to {request.url}"
        if html:
            return httpx.Response(status, text=f"<html>{said}")
        body = {"message": said, "_embedded": {"errors": [{"path": secret, "message": said}]}}
        return httpx.Response(status, json=body)

    given_settings = {"app_id": "the-app", "app_secret": Secret(secret, "environment X")}
    desk = make_desk(echo, settings=given_settings)
    shown = []
    try:
        desk.send(params={"q": secret, "token": "any-thing"})
    except errors.Error as error:
        shown += [str(error), repr(error), error.url, error.api_message, error.hint]
    shown += [repr(entry) for entry in desk.log.entries()] + [repr(desk.client), repr(given_settings)]
    everything = "\n".join(shown)
    for hidden in (secret, repr(secret)[1:-1], quote(secret, safe=""), "access-", "any-thing"):
        assert hidden not in everything
    assert "***" in everything


def test_plain_settings_that_are_secret_are_hidden_too(make_desk):
    desk = make_desk(
        httpx.Response(400, json={"message": "got pl4in-secret"}),
        settings={"app_id": "the-app", "app_secret": "pl4in-secret"},
    )
    with pytest.raises(errors.ApiError) as caught:
        desk.send()
    assert caught.value.api_message == "got ***"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:pw@h.test/a?b=c", "https://h.test/a?b=c"),
        ("/a?Access_Token=x&page=2", "/a?Access_Token=***&page=2"),
        ("/a?client%5Fsecret=x", "/a?client%5Fsecret=***"),
        ("/oauth?code=abc&state=1", "/oauth?code=***&state=1"),
        ("/a?query=(email:%22ann@x.test%22)", "/a?query=(email:%22ann@x.test%22)"),
        ("/a?api_key", "/a?api_key***"),
        ("https://[bad?client_secret=x", "https://[bad?client_secret=***"),
    ],
)
def test_urls(url, shown):
    assert Redactor().url(url) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc\nX: 1", "Authorization: ***\nX: 1"),
        ('{"authorization": "Basic abc", "a": 1}', '{"authorization": "***", "a": 1}'),
        ("token Bearer abcdefghijklmnop.qrs!", "token Bearer ***!"),
        ("client_secret=abc&x=1", "client_secret=***&x=1"),
        ('{"refresh_token": "abc", "x": 1}', '{"refresh_token": "***", "x": 1}'),
        ("the bearer of this letter", "the bearer of this letter"),
        ("code: NotEmpty", "code: NotEmpty"),
    ],
)
def test_texts(text, shown):
    assert Redactor().text(text) == shown


def test_short_values_are_not_searched_for():
    assert Redactor(["abc"]).text("abc abcd") == "abc abcd"


def test_secret_prints_as_stars():
    secret = Secret("hidden-text", "environment X")
    assert {str(secret), repr(secret), f"{secret}", f"{secret!r:>3}", "%s" % secret} == {"***"}  # noqa: UP031
    assert repr({"a": [secret]}) == "{'a': [***]}"
    assert (secret.reveal(), secret.source, bool(secret), bool(Secret(""))) == (
        "hidden-text",
        "environment X",
        True,
        False,
    )
    assert secret == Secret("hidden-text", "elsewhere")
    assert secret != Secret("other-text")
    assert secret != "hidden-text"
    assert len({secret, Secret("hidden-text")}) == 1


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_secret_is_not_written_out(leak):
    with pytest.raises(TypeError) as caught:
        leak(Secret("hidden-text"))
    assert "hidden-text" not in str(caught.value)


def add(log, **more):
    facts = {"statement": 1, "connection": "a", "method": "GET", "path": "/x", "status": 200, "ms": 1.0}
    return log.add(**{**facts, "attempt": 1, "started_at": "2026-01-05T10:00:00.000Z", **more})


def test_log_counts_beyond_what_it_keeps():
    told = []
    log = RequestLog(bound=3, notice=told.append)
    for number in range(5):
        add(log, connection="ab"[number % 2])
    assert [entry.id for entry in log.entries()] == [3, 4, 5]
    assert [entry.id for entry in log.entries(after=4)] == [5]
    assert (log.total, log.count("a"), log.count("b"), log.count("c")) == (5, 3, 2, 0)
    assert [entry.id for entry in told] == [1, 2, 3, 4, 5]


def test_log_takes_the_rows_later():
    log = RequestLog(bound=3)
    for _ in range(5):
        add(log)
    for entry_id in (2, 3, 5, 6):
        log.note_rows(entry_id, entry_id * 10)
    assert [entry.rows for entry in log.entries()] == [30, None, 50]
