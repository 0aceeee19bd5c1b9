"""Where the connections of a session come from: a mapping in the program, or a config file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpsql.errors import InterfaceError

if TYPE_CHECKING:
    from helpsql.config import ConnectionConfig


def connection_configs(
    *, config: str | Path | None, connections: Mapping[str, Mapping[str, Any]] | None, demo: bool
) -> list[ConnectionConfig]:
    """The configured connections; none for the demo, which brings its own."""
    if demo:
        if config is not None or connections is not None:
            raise InterfaceError("demo goes without config and connections.", code="bad-argument")
        return []
    if config is not None and connections is not None:
        raise InterfaceError("give config or connections, not both.", code="bad-argument")

    from helpsql.config import load, read_connection

    if connections is None:
        return list(load(config))
    return [read_connection(name, settings) for name, settings in connections.items()]
