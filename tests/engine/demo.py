"""An engine over the embedded sandboxes, as small as a test wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from helpsql import catalog
from helpsql.clock import OffsetClock
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded
from helpsql.sandbox.settings import WORLD_DATE


def known_settings(service: str, credentials: Mapping[str, str]) -> dict[str, str]:
    """Of a sandbox's credentials those of the first way to sign, and what is required."""
    helpdesk, _ = catalog.load_helpdesk(service)
    needed = {setting.name for setting in helpdesk.settings if setting.required}
    wanted = needed | set(helpdesk.ways[0].needs)
    return {name: value for name, value in credentials.items() if name in wanted}


@contextmanager
def demo_engine(
    service: str = "helpscout", *others: str, size: float = 1.0, engine: Any = None, **sandbox: Any
) -> Iterator[Engine]:
    """An engine with a schema a service, named after it, over sandboxes of that size and one clock."""
    settings = {"clock": OffsetClock(WORLD_DATE), **(engine or {})}
    sandbox = {"clock": settings["clock"].now, **sandbox}
    apps = {name: open_sandbox(name, size=size, **sandbox) for name in (service, *others)}
    configs = [
        ConnectionConfig(name, name, known_settings(name, app.credentials)) for name, app in apps.items()
    ]
    transports = {name: httpx.WSGITransport(app=embedded(app)) for name, app in apps.items()}
    opened = Engine(connector=Connector(configs, transports=transports), **settings)
    opened.sandbox = apps[service]  # type: ignore[attr-defined]
    try:
        yield opened
    finally:
        opened.close()
