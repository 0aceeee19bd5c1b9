"""Which way of signing is taken, and what an API token writes into the headers."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from helpsql.auth import Basic, Bearer, OAuth, make_auth
from helpsql.clock import SYSTEM
from helpsql.errors import OperationalError
from helpsql.redact import Redactor
from helpsql.secret import Secret
from helpsql.tokens import FileStore
from vtables.zendesk import helpdesk

BY_TOKEN = {"email": "a@example.com", "api_token": Secret("s3cret-token", "environment KEY")}
BY_CLIENT = {"client_id": "me", "client_secret": Secret("hidden")}


def make(settings, tmp_path, redact=None, desk=helpdesk):
    return make_auth(
        desk, "z", settings, clock=SYSTEM, redact=redact or Redactor([]), store=FileStore(tmp_path / "tokens")
    )


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (BY_TOKEN, Basic),
        (BY_CLIENT, OAuth),
        ({**BY_CLIENT, "email": "a@example.com"}, OAuth),
        ({**BY_TOKEN, **BY_CLIENT}, Basic),
        ({**BY_TOKEN, "token": Secret("plain")}, Bearer),
    ],
)
def test_way(settings, kind, tmp_path):
    assert isinstance(make(settings, tmp_path), kind)


def test_header(tmp_path):
    redact, headers = Redactor([]), {}
    auth = make(BY_TOKEN, tmp_path, redact)
    auth.apply(headers, None, None)
    scheme, _, pair = headers["Authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(pair) == b"a@example.com/token:s3cret-token"
    assert auth.source == "environment KEY"
    assert auth.renew("", None, None) is False
    assert pair not in redact.text(f"sent {pair}")


def test_the_first_way_is_asked_for_when_nothing_is_given(tmp_path):
    with pytest.raises(OperationalError, match="api_token is missing"):
        make({}, tmp_path)


def test_one_way_need_not_stand_in_a_tuple(tmp_path):
    assert isinstance(make(BY_CLIENT, tmp_path, desk=replace(helpdesk, auth=helpdesk.ways[1])), OAuth)
