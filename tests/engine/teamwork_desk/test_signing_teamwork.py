"""Signing in at Teamwork Desk: an API key, a token that lasts, and neither."""

from __future__ import annotations

import httpx
import pytest

from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.errors import ApiError, OperationalError
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.app import Sandbox
from helpsql.sandbox.embedded import embedded
from tests.engine.teamwork_desk.desk import Watched


def _count(sandbox: Sandbox, *names: str, **changed: str) -> tuple[int, Watched]:
    """How many companies the account has that signs by these of the sandbox's credentials."""
    watched = Watched(httpx.WSGITransport(app=embedded(sandbox)))
    known = {name: sandbox.credentials[name] for name in ("site", *names)} | changed
    connector = Connector(
        [ConnectionConfig("teamwork_desk", "teamwork_desk", known)], transports={"teamwork_desk": watched}
    )
    engine = Engine(connector=connector)
    try:
        [[number]] = list(engine.execute("select count(*) from teamwork_desk.Companies"))
    finally:
        engine.close()
    return int(str(number)), watched


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return open_sandbox("teamwork_desk", size=0.02)


def test_a_key_and_a_token_see_the_same(sandbox: Sandbox) -> None:
    by_key, watched = _count(sandbox, "api_key")
    assert watched.seen == [("/desk/api/v2/companies.json", True)]
    by_token, _ = _count(sandbox, "client_id", "client_secret", "access_token")
    assert by_key == by_token > 0


def test_a_wrong_key_is_named(sandbox: Sandbox) -> None:
    with pytest.raises(ApiError, match=r"401 Unauthorized(.|\n)*failed to validate token"):
        _count(sandbox, "api_key", api_key="tkn_wrong")


def test_before_a_login_nothing_is_sent(sandbox: Sandbox) -> None:
    with pytest.raises(OperationalError, match="access_token is missing"):
        _count(sandbox, "client_id", "client_secret")
    with pytest.raises(OperationalError, match="api_key is missing"):
        _count(sandbox)
