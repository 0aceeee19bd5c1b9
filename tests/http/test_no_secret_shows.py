"""What a debugger prints, or a reporter of errors sends away, holds no secret: variables of frames, attributes."""

from __future__ import annotations

import base64
import io
import logging
import pickle
import pprint
import traceback
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from helpsql import errors, spec
from helpsql.secret import MASK, Hidden, Secret

WORDS = ("s3cret-one", "s3cret-two", "s3cret-three", "s3cret-four")
ONE, TWO, THREE, FOUR = (Secret(word, "a test") for word in WORDS)
OAUTH2 = spec.OAuth2("/oauth2/token", "app_id", "app_secret")
WAYS: dict[str, tuple[spec.Auth, dict[str, str | Secret]]] = {
    "bearer": (spec.BearerKey("key"), {"key": ONE}),
    "basic": (spec.ApiToken("user", "key"), {"user": "ada", "key": ONE}),
    "oauth1": (
        spec.OAuth1("key", "secret", "token", "token_secret"),
        {"key": ONE, "secret": TWO, "token": THREE, "token_secret": FOUR},
    ),
    "client": (OAUTH2, {"app_id": "app", "app_secret": ONE}),
    "refresh": (OAUTH2, {"app_id": "app", "app_secret": ONE, "refresh_token": TWO}),
}
FORMS = [*WORDS, base64.b64encode(b"ada:s3cret-one").decode(), "access-1", "oauth_signature="]


def check(shown: str) -> None:
    found = [form for form in FORMS if form in shown]
    assert not found, f"{found} in\n{shown}"


def told(error: BaseException) -> str:
    """As a reporter tells it that adds the variables of each frame; our own frames are the tests'."""
    made = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(made.format()) + repr(error) + repr(error.args) + repr(vars(error))


def inside(value: Any, depth: int = 0) -> Iterator[str]:
    """What is printed of an object's attributes, and of theirs."""
    yield repr(value)
    if depth < 4 and type(value).__module__.startswith("helpsql"):
        names = [*getattr(value, "__dict__", {}), *getattr(type(value), "__slots__", ())]
        for name in names:
            if name not in ("_value", "_plain", "_forms"):  # where a Secret, and what hides them, must know
                yield from inside(getattr(value, name, None), depth + 1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "answer", [401, 500, httpx.ConnectError("refused"), httpx.ReadError("cut")], ids=repr
)
def test_errors_with_the_variables_of_their_frames(
    make_desk: Any, way: str, answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    auth, settings = WAYS[way]
    desk = make_desk(answer, settings=settings, helpdesk={"auth": auth})
    with pytest.raises(errors.Error) as found:
        desk.send("GET", "/things")
    check(told(found.value))
    check(caplog.text)
    check("\n".join(inside(desk.client)))
    check(repr(desk.log.entries()))


@pytest.mark.parametrize("way", ["client", "refresh"])
@pytest.mark.parametrize(
    "answer", [400, 503, httpx.ReadError("cut"), httpx.Response(200, json={"x": 1})], ids=repr
)
def test_a_token_that_is_not_given(make_desk: Any, way: str, answer: Any) -> None:
    auth, settings = WAYS[way]
    desk = make_desk(200, settings=settings, helpdesk={"auth": auth})
    desk.script.token_answers = (
        [answer] * 9 if not isinstance(answer, int) else [httpx.Response(answer, json={})] * 9
    )
    with pytest.raises(errors.Error) as found:
        desk.send("GET", "/things")
    check(told(found.value))


@pytest.mark.parametrize("way", WAYS)
def test_ctrl_c_while_an_answer_is_awaited(make_desk: Any, way: str) -> None:
    auth, settings = WAYS[way]

    def stop(_request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as found:
        make_desk(stop, settings=settings, helpdesk={"auth": auth}).send()
    check(told(found.value))


def test_hidden_is_a_mapping_like_any_other() -> None:
    headers = Hidden({"Authorization": "Bearer s3cret-one"})
    assert (headers["Authorization"], dict(headers)) == (
        "Bearer s3cret-one",
        {"Authorization": "Bearer s3cret-one"},
    )
    shown = io.StringIO()
    pprint.pprint([headers], stream=shown)
    assert f"{headers}{headers!r}" == f"{{'Authorization': {MASK}}}" * 2
    check(shown.getvalue())


def test_a_secret_is_in_no_pickle() -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(ONE)
