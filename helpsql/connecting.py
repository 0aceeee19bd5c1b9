"""From configuration to accounts: the client of each, made when it first sends, and its own columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from helpsql import catalog
from helpsql.clock import Clock
from helpsql.config import ConnectionConfig

if TYPE_CHECKING:
    import httpx

    from helpsql.account import Account
    from helpsql.http import Client
    from helpsql.requestlog import RequestLog
    from helpsql.spec import Helpdesk

_TIMEOUT = 30.0  # seconds one request may take


class Connector:
    """Which schemas there are and how to reach each.

    transports   schema -> httpx transport in place of the network (tests)
    """

    def __init__(
        self,
        connections: Sequence[ConnectionConfig] = (),
        *,
        demo: bool = False,
        transports: Mapping[str, httpx.BaseTransport] | None = None,
    ) -> None:
        self._configs = {config.name: config for config in connections}
        self._transports = dict(transports or {})
        self._demo = frozenset[str]()
        if demo:
            self._add_demo()

    def _add_demo(self) -> None:
        from helpsql.sandbox import available

        names = [name for name in available() if name in catalog.services()]
        self._demo = frozenset(names)
        self._configs |= {name: ConnectionConfig(name, name) for name in names}

    @property
    def schemas(self) -> list[str]:
        return list(self._configs)

    def account(self, schema: str, log: RequestLog, clock: Clock) -> Account:
        """The account behind a schema. Loads its definition, sends nothing."""
        from helpsql.account import Account
        from helpsql.custom import find_custom

        config = self._configs[schema]
        helpdesk, procedures = catalog.load_helpdesk(config.service)

        def make_client(of: Helpdesk) -> Client:
            return self._client(config, of, log, clock)

        return Account(config.name, helpdesk, procedures, make_client, log, find_custom=find_custom)

    def _client(self, config: ConnectionConfig, helpdesk: Helpdesk, log: RequestLog, clock: Clock) -> Client:
        from helpsql.config import resolve
        from helpsql.http import Client

        settings: Mapping[str, Any]
        if config.name in self._demo:
            settings = self._start_demo(config.name)
        else:
            settings = resolve(config, helpdesk.settings)
        return Client(
            helpdesk,
            config.name,
            settings,
            log=log,
            transport=self._transports.get(config.name),
            clock=clock,
            base_url=config.base_url,
            concurrency=config.concurrency,
            timeout=config.timeout or _TIMEOUT,
        )

    def _start_demo(self, name: str) -> Mapping[str, Any]:
        """Put the sandbox in the place of the network; gives its credentials."""
        import httpx

        from helpsql.sandbox import open_sandbox

        sandbox = open_sandbox(name)
        self._transports.setdefault(name, httpx.WSGITransport(app=sandbox))
        return dict(sandbox.credentials)

    def base_url(self, account: Account) -> str:
        config = self._configs[account.name]
        return config.base_url or account.helpdesk.base_url

    def is_demo(self, name: str) -> bool:
        return name in self._demo

    def forget(self, account: Account) -> None:
        """Drop what is cached on disk of an account's own columns."""
        from helpsql.custom import forget

        forget(account)
