"""An engine over the embedded sandboxes, as small as a test wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from helpsql import catalog
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded


def known_settings(service: str, credentials: Mapping[str, str]) -> dict[str, str]:
    """Of a sandbox's credentials those of the first way to sign, and what is required."""
    helpdesk, _ = catalog.load_helpdesk(service)
    needed = {setting.name for setting in helpdesk.settings if setting.required}
    wanted = needed | set(helpdesk.ways[0].needs)
    return {name: value for name, value in credentials.items() if name in wanted}


@contextmanager
def demo_engine(
    service: str = "helpscout", *, size: float = 1.0, engine: Any = None, **sandbox: Any
) -> Iterator[Engine]:
    """An engine with one schema, named after the service, over a sandbox of that size."""
    app = open_sandbox(service, size=size, **sandbox)
    config = ConnectionConfig(service, service, known_settings(service, app.credentials))
    connector = Connector([config], transports={service: httpx.WSGITransport(app=embedded(app))})
    opened = Engine(connector=connector, **(engine or {}))
    opened.sandbox = app  # type: ignore[attr-defined]
    try:
        yield opened
    finally:
        opened.close()
