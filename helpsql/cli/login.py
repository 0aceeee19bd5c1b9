"""`helpsql login NAME`: ask for what a helpdesk needs, check it, keep secrets where nobody else looks."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from helpsql import catalog
from helpsql.cli.ask import DeclinedError, Door
from helpsql.cli.complaints import explain_error
from helpsql.cli.keeping import Keeper, forgetting
from helpsql.cli.streams import Notices
from helpsql.cli.ways import Settings, Way, ask_settings, choose, insist, ways
from helpsql.config import ConnectionConfig, check_base_url, check_name, config_path, load_file
from helpsql.errors import DatabaseError, OperationalError, ProgrammingError
from helpsql.references import SecretRef
from helpsql.secret import TOKEN, Secret, reveal

if TYPE_CHECKING:
    from helpsql.cli.loopback import Landing
    from helpsql.engine import Engine
    from helpsql.http import Client
    from helpsql.spec import Helpdesk

OpenEngine = Callable[[ConnectionConfig], "Engine"]
OpenPage = Callable[[str], object]
Busy = Callable[[], AbstractContextManager[None]]
BROWSER = "the browser"


class Asker(Protocol):
    """Who answers the questions."""

    def ask(self, question: str, default: str = "") -> str: ...

    def ask_secret(self, question: str) -> str: ...

    def wait(self, question: str, door: Door) -> str | None:
        """An answer; None when somebody knocks at the door first."""
        ...


@dataclass(frozen=True, slots=True)
class Login:
    """One login's surroundings: who answers, who keeps, where it is written."""

    asker: Asker
    keeper: Keeper
    notices: Notices
    open_engine: OpenEngine
    open_page: OpenPage
    busy: Busy
    port: int
    file: Path

    def run(self, name: str, service: str, base_url: str | None) -> int:
        """Walk through one connection; nothing is written before its credentials have been taken."""
        from helpsql.configfile import check_writable

        check_writable(self.file)  # now, not after everything was typed
        others = load_file(self.file)
        helpdesk = self._helpdesk(name, service, others)
        name = self._name(name, helpdesk)
        old = self._replaced(name, helpdesk, others)
        base_url = base_url or (old.base_url if old else None)
        self.notices.say(f"{helpdesk.title}{f' at {base_url}' if base_url else ''}, as the schema {name}.")
        config = self._signed(
            ConnectionConfig(old.name if old else name, helpdesk.name, base_url=base_url), helpdesk, old
        )
        self._write(config, old, helpdesk)
        return 0

    # Which

    def _helpdesk(self, name: str, service: str, others: list[ConnectionConfig]) -> Helpdesk:
        services = catalog.services()
        there = next((one.service for one in others if one.name.lower() == name.lower()), "")
        chosen = service or (name.lower() if name.lower() in services else there)
        if not chosen:
            titles = [f"{one:<15} {catalog.load_helpdesk(one)[0].title}" for one in services]
            chosen = services[choose("Which helpdesk?", titles, self.asker, self.notices)]
        if chosen not in services:
            raise ProgrammingError(
                f"no such service: {chosen}", hint=f"Services: {', '.join(services)}.", code="no-service"
            )
        return catalog.load_helpdesk(chosen)[0]

    def _name(self, name: str, helpdesk: Helpdesk) -> str:
        def good(typed: str) -> str:
            check_name(typed, "the name")
            return typed

        if name:
            return good(name)
        return insist(lambda: self.asker.ask("Name of the connection", helpdesk.name), good, self.notices)

    def _replaced(
        self, name: str, helpdesk: Helpdesk, others: list[ConnectionConfig]
    ) -> ConnectionConfig | None:
        """The connection of that name, if there is one and it may be changed."""
        old = next((one for one in others if one.name.lower() == name.lower()), None)
        if old is None:
            return None
        if old.service == helpdesk.name:
            self._confirm(f"{old.where()} is there already. Sign in to it anew?", "y")
            return old
        self._confirm(f"{old.where()} is of the service {old.service}. Replace it?", "n")
        return ConnectionConfig(old.name, old.service)

    def _confirm(self, question: str, default: str) -> None:
        shown = "Y/n" if default == "y" else "y/N"
        if (self.asker.ask(f"{question} [{shown}]") or default).lower() not in ("y", "yes"):
            raise DeclinedError("declined: nothing was changed.")

    # Signing in

    def _signed(
        self, config: ConnectionConfig, helpdesk: Helpdesk, old: ConnectionConfig | None
    ) -> ConnectionConfig:
        """The connection with settings that the helpdesk has taken; asked for again until it takes them."""
        given, say = _plain(old), self.notices.say
        choices = ways(helpdesk)
        way = choices[choose("How to sign in?", [one.words for one in choices], self.asker, self.notices)]
        while True:
            try:
                with self._door(way) as landing:
                    if landing is not None:
                        say(f"The application's redirect address must be {landing.redirect}")
                    given = ask_settings(way, helpdesk, config.base_url, given, self.asker, self.notices)
                    signed = self._authorized(replace(config, settings=given), way, landing)
                    say(self._checked(signed))
                    return replace(signed, settings=_lasting(signed.settings, way))
            except DeclinedError:
                raise
            except DatabaseError as error:
                explain_error(error, self.notices)
                self._confirm("Try again?", "y")

    def _door(self, way: Way) -> AbstractContextManager[Landing | None]:
        """Where the browser is awaited, open before anything is typed: the port may be taken."""
        if way.page is None:
            return nullcontext()
        from helpsql.cli.loopback import landing

        return landing(self.port)

    def _authorized(self, config: ConnectionConfig, way: Way, landing: Landing | None) -> ConnectionConfig:
        """With what the browser brought. The access token is for the check alone: where refresh tokens
        rotate, it would use ours up.
        """
        if way.page is None or landing is None:
            return config
        from helpsql.cli.authorization import authorize

        settings = {n: reveal(v) for n, v in config.settings.items() if not isinstance(v, SecretRef)}
        with closing(self.open_engine(config)) as engine:
            client = _client(engine, config)
            kept, access = authorize(
                way.page, settings, client, landing, self.asker, self.notices, self.open_page
            )
        brought = {way.page.refresh_token: Secret(kept, BROWSER), TOKEN: Secret(access, BROWSER)}
        return replace(config, settings={**config.settings, **brought})

    def _checked(self, config: ConnectionConfig) -> str:
        """Whom the helpdesk takes us for. Costs a request or two."""
        with closing(self.open_engine(config)) as engine, self.busy():
            found = _client(engine, config).caller()
        about = ", ".join(str(found[key]) for key in ("email", "role") if found.get(key))
        return f"The credentials are taken{f': {about}' if about else ''}."

    # Writing

    def _write(self, config: ConnectionConfig, old: ConnectionConfig | None, helpdesk: Helpdesk) -> None:
        from helpsql.configfile import put_connection

        secrets = {name: value for name, value in config.settings.items() if isinstance(value, Secret)}
        unseen = [name for name, value in secrets.items() if value.source == BROWSER]
        forget = forgetting(old) if old else None
        kept = self.keeper.keep(config.name, secrets, unseen)
        place = {"base_url": config.base_url} if config.base_url else {}
        plain = {name: value for name, value in config.settings.items() if isinstance(value, str)}
        stale = (
            {TOKEN, *(name for way in helpdesk.ways for name in way.settings)}
            if old and old.settings
            else None
        )
        try:
            put_connection(
                self.file, config.name, {"service": helpdesk.name, **place, **plain, **kept}, stale
            )
        except BaseException:
            self.keeper.forget(kept)
            raise
        if forget is not None:
            forget(secrets)
        self.notices.say(f"[connections.{config.name}] written to {self.file}")
        table = f"{config.name}.{helpdesk.tables[0].name}"
        self.notices.say(f'Try: helpsql -e "select * from {table} limit 5"')


def log_in(
    options: Namespace,
    asker: Asker,
    keeper: Keeper,
    notices: Notices,
    *,
    open_engine: OpenEngine,
    open_page: OpenPage,
    busy: Busy = nullcontext,
) -> int:
    """Walk through one connection, as the options want it."""
    if options.name:
        check_name(options.name, "helpsql login")
    if options.base_url:
        check_base_url(options.base_url, "--base-url")
    file, _ = config_path(options.config)
    login = Login(asker, keeper, notices, open_engine, open_page, busy, options.port, file)
    return login.run(options.name or "", options.service or "", options.base_url)


def _client(engine: Engine, config: ConnectionConfig) -> Client:
    engine.schemas.enter(config.name)
    return engine.accounts[config.name.lower()].client


def _plain(old: ConnectionConfig | None) -> Settings:
    """What may be offered again: no secrets, no references."""
    return {name: value for name, value in old.settings.items() if isinstance(value, str)} if old else {}


def _lasting(
    settings: Mapping[str, str | SecretRef | Secret], way: Way
) -> Mapping[str, str | SecretRef | Secret]:
    """Without the access token that was for the check."""
    return {name: value for name, value in settings.items() if way.page is None or name != TOKEN}


def refuse_without_terminal(is_terminal: bool) -> None:
    if not is_terminal:
        raise OperationalError(
            "helpsql login asks questions, and there is no terminal to answer them.",
            hint="Without one, set HELPSQL_NAME_SERVICE and so on (helpsql help connecting), or write the "
            "configuration file (helpsql doctor says where it is).",
            code="no-terminal",
        )
