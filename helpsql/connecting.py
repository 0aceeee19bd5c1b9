"""From configuration to accounts: the client of each, made when it first sends, and its own columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from helpsql import catalog
from helpsql.clock import Clock, OffsetClock
from helpsql.config import ConnectionConfig
from helpsql.errors import ProgrammingError
from helpsql.requestlog import RequestLog

if TYPE_CHECKING:
    import httpx

    from helpsql.account import Account
    from helpsql.custom import OwnFields
    from helpsql.http import Client
    from helpsql.sandbox.app import Sandbox
    from helpsql.secret import Secret
    from helpsql.spec import Helpdesk, Procedure, Setting

_TIMEOUT = 30.0  # seconds one request may take


class Connector:
    """Which schemas there are and how to reach each.

    transports   schema -> httpx transport in place of the network (tests)
    cache        folder for what is kept of accounts' own fields; None keeps nothing on disk
    """

    def __init__(
        self,
        connections: Sequence[ConnectionConfig] = (),
        *,
        demo: bool = False,
        transports: Mapping[str, httpx.BaseTransport] | None = None,
        cache: Path | None = None,
    ) -> None:
        self._configs = {config.name: config for config in connections}
        self._transports = dict(transports or {})
        self._cache = cache
        self._sandboxes: dict[str, Sandbox] = {}
        self._demo = frozenset[str]()
        if demo:
            self._add_demo()

    def _add_demo(self) -> None:
        from helpsql.sandbox import available

        names = [name for name in available() if name in catalog.own_services()]
        self._demo = frozenset(names)
        self._configs |= {name: ConnectionConfig(name, name) for name in names}

    @property
    def is_demo(self) -> bool:
        """The accounts are built-in sandboxes."""
        return bool(self._demo)

    @property
    def schemas(self) -> list[str]:
        return list(self._configs)

    def service(self, schema: str) -> str:
        """The helpdesk's name behind a schema."""
        return self._configs[schema].service

    def account(self, schema: str, log: RequestLog, clock: Clock) -> Account:
        """The account behind a schema. Loads its definition, sends nothing."""
        config = self._configs[schema]
        helpdesk, procedures = self._definition(config)
        account = self._account(config, helpdesk, procedures, log, clock)
        account.own_fields = self._own_fields(config, helpdesk, clock)
        return account

    def _definition(self, config: ConnectionConfig) -> tuple[Helpdesk, Mapping[str, Procedure]]:
        try:
            return catalog.load_helpdesk(config.service)
        except ProgrammingError as error:
            if error.code == "no-service" and (config.file or config.by_environment):
                error.message = f"{config.where('service')}: {error.message}"
            raise

    def _account(
        self,
        config: ConnectionConfig,
        helpdesk: Helpdesk,
        procedures: Mapping[str, Procedure],
        log: RequestLog,
        clock: Clock,
    ) -> Account:
        from helpsql.account import Account

        return Account(
            config.name,
            helpdesk,
            procedures,
            lambda of: self._client(config, of, log, clock),
            log,
            clock=clock,
        )

    def _own_fields(self, config: ConnectionConfig, helpdesk: Helpdesk, clock: Clock) -> OwnFields:
        from helpsql.custom import OwnFields

        plain = {s.name: str(config.settings.get(s.name)) for s in helpdesk.settings if not s.secret}
        identity = repr((config.name, config.service, config.base_url, sorted(plain.items())))
        if config.name not in self._demo:
            off = frozenset(s.name for s in helpdesk.settings if _is_off(s, config))
            return OwnFields(clock, identity, self._cache, off=off)
        # The demo's account is set up with the session: reading its field definitions is part of that, so
        # those requests are nobody's.
        return OwnFields(
            clock, identity, None, lambda: self._account(config, helpdesk, {}, RequestLog(), clock)
        )

    def _client(self, config: ConnectionConfig, helpdesk: Helpdesk, log: RequestLog, clock: Clock) -> Client:
        from helpsql.http import Client

        settings: Mapping[str, str | Secret]
        if config.name in self._demo:
            settings = self._start_demo(config.name, clock)
        else:
            settings = resolved(config, helpdesk)
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

    def _start_demo(self, name: str, clock: Clock) -> Mapping[str, str]:
        """Put the sandbox in the place of the network, on the session's clock; gives its credentials."""
        import httpx

        from helpsql.sandbox import open_sandbox
        from helpsql.sandbox.embedded import embedded

        if name not in self._sandboxes:
            self._sandboxes[name] = open_sandbox(name, clock=clock.now)
            self._transports[name] = httpx.WSGITransport(app=embedded(self._sandboxes[name]))
        return self._sandboxes[name].credentials

    def base_url(self, account: Account) -> str:
        """Where the account is, as far as its settings tell."""
        config = self._configs[account.name]
        if config.name in self._demo:
            config = replace(config, settings={setting.name: "demo" for setting in account.helpdesk.settings})
        return located(config, account.helpdesk)

    def sources(self, account: Account) -> str:
        """Where the account's secrets come from."""
        return sources(self._configs[account.name], account.helpdesk)

    def forget(self, account: Account) -> int:
        """Drop what is kept of an account's own fields and tables; how many lists that were."""
        return account.own_fields.forget() if account.own_fields is not None else 0


def resolved(config: ConnectionConfig, helpdesk: Helpdesk) -> Mapping[str, str | Secret]:
    """The values of a connection's settings, references looked up."""
    from helpsql.auth import replaced_by_token
    from helpsql.config import resolve
    from helpsql.spec import PLACEHOLDER

    return resolve(
        config,
        helpdesk.settings,
        replaced_by_token=replaced_by_token(*helpdesk.ways),
        unneeded=PLACEHOLDER.findall(helpdesk.base_url) if config.base_url else (),
    )


def located(config: ConnectionConfig, helpdesk: Helpdesk) -> str:
    """A connection's address, with `{setting}` where one is missing."""
    from helpsql.spec import PLACEHOLDER

    def value(name: str) -> str:
        return str(config.settings.get(name, f"{{{name}}}"))

    return config.base_url or PLACEHOLDER.sub(lambda found: value(found[1]), helpdesk.base_url)


def sources(config: ConnectionConfig, helpdesk: Helpdesk) -> str:
    """Where which secrets come from, never what they are: `keyring helpsql/eu.api_token (api_token)`."""
    from helpsql.references import SecretRef
    from helpsql.secret import TOKEN

    secret = {TOKEN, *(setting.name for setting in helpdesk.settings if setting.secret)}
    found: dict[str, list[str]] = {}
    for name, value in config.settings.items():
        if isinstance(value, SecretRef):
            found.setdefault(value.source, []).append(name)
        elif name in secret:
            place = (
                config.where(name) if config.by_environment else "the file" if config.file else "an argument"
            )
            found.setdefault(place, []).append(name)
    return ", ".join(f"{place} ({', '.join(names)})" for place, names in found.items())


def demo_clock() -> Clock:
    """By it the history of the sandboxes ends now, whenever they are opened: examples give the same rows."""
    from helpsql.sandbox.settings import WORLD_DATE

    return OffsetClock(WORLD_DATE)


def _is_off(setting: Setting, config: ConnectionConfig) -> bool:
    """A setting that is not secret says false."""
    value = config.settings.get(setting.name, setting.default)
    return not setting.secret and str(value).lower() == "false"


def cache_folder() -> Path:
    """Where the platform keeps caches."""
    import platformdirs

    return platformdirs.user_cache_path("helpsql") / "columns"
