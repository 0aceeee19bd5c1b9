"""The line below the prompt: true after each statement, and never wider than the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from prompt_toolkit.utils import get_cwidth

from helpsql.cli.shell.toolbar import WARN, toolbar
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.sandbox import open_sandbox
from tests.engine.clock import FakeClock

SERVICES = {
    "support": ("zendesk", ("subdomain", "email", "api_token")),
    "inbox": ("helpscout", ("app_id", "app_secret")),
    "desk": ("teamwork_desk", ("site", "api_key")),
    "archive": ("desk_com", ("site", "email", "password")),
}
"""Connections by their names: service and the settings it needs."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def engine(clock: FakeClock) -> Iterator[Engine]:
    apps, configs = {}, []
    for name, (service, needed) in SERVICES.items():
        apps[name] = open_sandbox(service, rate_limit=400, clock=clock.now)
        settings = {one: apps[name].credentials[one] for one in needed}
        configs.append(ConnectionConfig(name, service, settings))
    transports = {name: httpx.WSGITransport(app=app) for name, app in apps.items()}
    opened = Engine(connector=Connector(configs, transports=transports), clock=clock)
    yield opened
    opened.close()


def bar(engine: Engine, width: int = 200, cost: int | None = None, sent: int = 0) -> str:
    return "".join(text for _, text, *_ in toolbar(engine, width, cost, sent)).rstrip()


def run(engine: Engine, sql: str) -> None:
    list(engine.execute(sql))


NAMES = "support inbox desk archive"
CREATE = "insert into support.tickets (subject, comment) values ('a', 'b')"


def test_it_follows_the_session(engine: Engine) -> None:
    assert bar(engine) == NAMES
    run(engine, "select * from support.groups")
    left = bar(engine).removeprefix(f"{NAMES}  support: ").removesuffix(" left")
    assert left == str(engine.accounts["support"].client.remaining) and int(left) < 400
    run(engine, "begin")
    assert "  transaction  " in bar(engine)
    run(engine, CREATE)
    assert "  transaction: 1 held  " in bar(engine)
    run(engine, CREATE)
    assert "  transaction: 2 held  " in bar(engine)
    run(engine, "commit")
    assert "transaction" not in bar(engine)
    run(engine, "begin")
    run(engine, CREATE)
    run(engine, "rollback")
    assert "transaction" not in bar(engine)


def test_a_window_that_is_over_leaves_the_whole_limit(engine: Engine, clock: FakeClock) -> None:
    run(engine, "select * from support.groups")
    assert "support: 400 left" not in bar(engine)
    clock.elapsed += 3600
    assert "support: 400 left" in bar(engine)


@pytest.mark.parametrize("table", ["support.groups", "inbox.Mailboxes", "desk.Inboxes", "archive.groups"])
def test_limits_are_what_the_answers_said(engine: Engine, clock: FakeClock, table: str) -> None:
    run(engine, f"select * from {table}")
    limits = 'select connection, bucket, "limit", remaining, resets_at is null from helpsql.limits'
    name = table.partition(".")[0]
    assert engine.log.total == 1
    assert list(engine.execute(limits)) == [(name, "account", 400, 399, 0)]
    clock.elapsed += 61
    assert list(engine.execute(limits)) == [(name, "account", 400, 400, 1)]


def test_use_and_care_and_cost(engine: Engine) -> None:
    engine.use("inbox")
    engine.read_only = engine.dry_run = True
    assert bar(engine, cost=3) == f"{NAMES}  using inbox  read-only  dry run  costs up to about 3 requests"
    engine.use("main")
    engine.read_only = engine.dry_run = False
    assert bar(engine, sent=1) == f"{NAMES}  last: 1 request"
    assert bar(engine, sent=1200) == f"{NAMES}  last: 1,200 requests"


def test_what_matters_most_stays_where_it_is_narrow(engine: Engine) -> None:
    for table in ("support.groups", "inbox.Mailboxes", "desk.Inboxes"):
        run(engine, f"select * from {table}")
    run(engine, "begin")
    run(engine, CREATE)
    engine.read_only = True
    wide = bar(engine, sent=3)
    assert wide.count(" left") == 3 and "last: 3" in wide
    nearest = wide[: wide.index(" left")].rpartition("  ")[2] + " left"
    for width in range(10, 200):
        shown = bar(engine, width, sent=3)
        assert get_cwidth(shown) <= width
        assert "read-only" in shown or width < 12
        assert "transaction: 1 held" in shown or width < 34
        assert nearest in shown or width < 60
    assert bar(engine, 80).startswith("support inbox")
    assert bar(engine, 68).startswith("4 connections")


def test_a_limit_that_is_near_is_coloured(engine: Engine) -> None:
    run(engine, "select * from support.groups")
    assert (WARN, bar(engine)) not in toolbar(engine, 200)
    account = engine.accounts["support"].client._channel.limiter
    account._buckets["account", ""]._remaining = 9
    assert (WARN, "support: 9 left") in toolbar(engine, 200)
