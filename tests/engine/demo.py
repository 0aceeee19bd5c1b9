"""An engine over the embedded sandboxes, as small as a test wants it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded


@contextmanager
def demo_engine(
    service: str = "helpscout", *, size: float = 1.0, engine: Any = None, **sandbox: Any
) -> Iterator[Engine]:
    """An engine with one schema, named after the service, over a sandbox of that size."""
    app = open_sandbox(service, size=size, **sandbox)
    config = ConnectionConfig(service, service, dict(app.credentials))
    connector = Connector([config], transports={service: httpx.WSGITransport(app=embedded(app))})
    opened = Engine(connector=connector, **(engine or {}))
    opened.sandbox = app  # type: ignore[attr-defined]
    try:
        yield opened
    finally:
        opened.close()
