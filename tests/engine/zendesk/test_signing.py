"""The ways to sign in at Zendesk, each against the sandbox."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from helpsql.clock import OffsetClock
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.errors import Error
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded
from helpsql.sandbox.settings import WORLD_DATE

WAYS = {
    "API token": ("subdomain", "email", "api_token"),
    "bearer token": ("subdomain", "token"),
    "client credentials": ("subdomain", "client_id", "client_secret"),
    "refresh token": ("subdomain", "client_id", "client_secret", "refresh_token"),
}


def asked(way: str, sql: str, **changed: str) -> list[tuple[object, ...]]:
    """The rows of a session that signs in this way."""
    clock = OffsetClock(WORLD_DATE)
    app = open_sandbox("zendesk", size=0.02, clock=clock.now)
    transport = httpx.WSGITransport(app=embedded(app))
    known = {**app.credentials, "token": app.credentials["access_token"]}
    if "refresh_token" in WAYS[way]:
        known["refresh_token"] = refresh_token(transport, known)
    config = ConnectionConfig("z", "zendesk", {name: known[name] for name in WAYS[way]} | changed)
    engine = Engine(connector=Connector([config], transports={"z": transport}), clock=clock)
    try:
        return list(engine.execute(sql))
    finally:
        engine.close()


def refresh_token(transport: httpx.BaseTransport, known: Mapping[str, str]) -> str:
    client = httpx.Client(transport=transport, base_url=f"https://{known['subdomain']}.zendesk.com")
    asks = {name: known[name] for name in ("client_id", "client_secret")}
    answer = client.post(
        "/oauth/tokens", json={"grant_type": "client_credentials", "scope": "read write", **asks}
    )
    return str(answer.json()["refresh_token"])


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rotated refresh tokens are kept among the state files."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


READS = ("select count(*) > 0 from z.users", 1)
WRITES = ("insert into z.groups(name) values ('New') returning name", "New")


@pytest.mark.parametrize(("sql", "value"), [READS, WRITES])
@pytest.mark.parametrize("way", WAYS)
def test_each_way_reads_and_writes(way: str, sql: str, value: object) -> None:
    assert asked(way, sql) == [(value,)]


@pytest.mark.parametrize(
    ("way", "secret"),
    [("API token", "api_token"), ("bearer token", "token"), ("client credentials", "client_secret")],
)
def test_a_wrong_secret_is_refused_and_not_shown(way: str, secret: str) -> None:
    with pytest.raises(Error) as refused:
        asked(way, "select * from z.users", **{secret: "not-the-secret"})
    assert "401" in str(refused.value) and "not-the-secret" not in str(refused.value)


def test_client_credentials_ask_for_their_scope() -> None:
    """Without one, what the token may do is the helpdesk's choice."""
    app = open_sandbox("zendesk", size=0.02)
    asks: list[dict[str, str]] = []

    class Tap(httpx.WSGITransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path == "/oauth/tokens":
                asks.append(json.loads(request.read()))
            return super().handle_request(request)

    settings = {name: app.credentials[name] for name in WAYS["client credentials"]}
    connector = Connector([ConnectionConfig("z", "zendesk", settings)], transports={"z": Tap(embedded(app))})
    engine = Engine(connector=connector)
    try:
        list(engine.execute("select 1 from z.brands limit 1"))
    finally:
        engine.close()
    assert [(ask["grant_type"], ask["scope"]) for ask in asks] == [("client_credentials", "read write")]
