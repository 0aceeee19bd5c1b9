"""Simulated helpdesk APIs: WSGI apps that answer as the vendors document it.

    sandbox = open_sandbox("helpscout", seed=1)
    httpx.Client(transport=httpx.WSGITransport(app=sandbox), base_url="https://api.helpscout.net")

A service is a module of this package with `create(settings) -> Sandbox`; it is imported when it is
first opened, so importing this package costs nothing. Nothing here knows the rest of helpsql: a
sandbox that shared its definitions would agree with every mistake in them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.app import Sandbox
    from helpsql.sandbox.faults import Faults

__all__ = ["SERVICES", "open_sandbox"]

SERVICES: dict[str, str] = {
    "helpscout": "helpsql.sandbox.helpscout",
    "zendesk": "helpsql.sandbox.zendesk",
    "teamwork_desk": "helpsql.sandbox.teamwork_desk",
    "desk_com": "helpsql.sandbox.desk_com",
}
"""Service name -> module that has `create`. A name may stand here before its module exists."""


def open_sandbox(
    service: str,
    *,
    seed: int = 1,
    size: float = 1.0,
    latency: float = 0.0,
    faults: str | Faults | None = None,
    rate_limit: int | None = None,
    token_lifetime: int | None = None,
    clock: Callable[[], float] | None = None,
    sleep: Callable[[float], None] | None = None,
) -> Sandbox:
    """Open one simulated account of `service`.

    `size` scales the data (1.0 is about 1,200 conversations or tickets); `latency` is seconds per
    answer; `faults` is described in `helpsql.sandbox.faults`; `rate_limit` is requests per minute
    (None: so high that it never bites); `clock` gives epoch seconds and begins, by default, at the
    fixed date of the demo world. The same seed and size give the same data for ever.
    Raises ValueError for an unknown service or a bad fault text.
    """
    from helpsql.sandbox.settings import Settings

    settings = Settings.of(
        seed=seed,
        size=size,
        latency=latency,
        faults=faults,
        rate_limit=rate_limit,
        token_lifetime=token_lifetime,
        clock=clock,
        sleep=sleep,
    )
    sandbox: Sandbox = _module(service).create(settings)
    return sandbox


def available() -> list[str]:
    """The services that can be opened now."""
    return [name for name in SERVICES if _exists(name)]


def _exists(service: str) -> bool:
    from importlib.util import find_spec

    return find_spec(SERVICES[service]) is not None


def _module(service: str):  # type: ignore[no-untyped-def]  # the modules share no base, only `create`
    if service not in SERVICES or not _exists(service):
        raise ValueError(f"no sandbox for {service!r}; there are: {', '.join(available())}")
    return import_module(SERVICES[service])
