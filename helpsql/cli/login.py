"""`helpsql login NAME`: ask for what a helpdesk needs, check it, keep secrets where nobody else looks."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from helpsql import catalog
from helpsql.cli.streams import Notices
from helpsql.config import ConnectionConfig, check_base_url, check_name, config_path
from helpsql.errors import Error, OperationalError, ProgrammingError
from helpsql.references import SecretRef
from helpsql.secret import TOKEN, Secret, reveal

if TYPE_CHECKING:
    from helpsql.engine import Engine
    from helpsql.spec import Auth, Helpdesk, Setting

OpenEngine = Callable[[ConnectionConfig], "Engine"]
OpenPage = Callable[[str], object]


class Asker(Protocol):
    """Who answers the questions."""

    def ask(self, question: str, default: str = "") -> str: ...

    def ask_secret(self, question: str) -> str: ...


class Keeper(Protocol):
    """Where secrets are kept."""

    def keep(self, connection: str, setting: str, secret: Secret) -> SecretRef:
        """Store the secret, or tell how; the reference under which it is found."""
        ...


def log_in(
    options: Namespace,
    asker: Asker,
    keeper: Keeper,
    notices: Notices,
    *,
    open_engine: OpenEngine,
    open_page: OpenPage,
) -> int:
    """Walk through one connection; nothing is written before its credentials have been taken."""
    from helpsql.configfile import put_connection

    check_name(options.name, "helpsql login")
    helpdesk, _ = catalog.load_helpdesk(_service(options, asker))
    notices.say(f"{helpdesk.title}: {helpdesk.docs}")
    settings = _settings(helpdesk, asker)
    if options.base_url:
        check_base_url(options.base_url, "--base-url")
    access = (
        {}
        if TOKEN in settings
        else _authorize(helpdesk, options, settings, asker, notices, open_page, open_engine)
    )
    # The check goes by the access token: a refresh token would be used up by it, where they rotate.
    config = ConnectionConfig(options.name, helpdesk.name, {**settings, **access}, options.base_url)
    notices.say(_checked(config, open_engine))
    kept = {
        name: keeper.keep(options.name, name, value) if isinstance(value, Secret) else value
        for name, value in settings.items()
    }
    place = {"base_url": options.base_url} if options.base_url else {}
    file, _ = config_path(options.config)
    put_connection(file, options.name, {"service": helpdesk.name, **place, **kept})
    notices.say(f"[connections.{options.name}] written to {file}")
    return 0


def _service(options: Namespace, asker: Asker) -> str:
    services = catalog.services()
    if options.service:
        return str(options.service)
    if options.name in services:
        return str(options.name)
    return asker.ask(f"Which service ({', '.join(services)})?")


# What is needed


def _settings(helpdesk: Helpdesk, asker: Asker) -> dict[str, str | Secret]:
    """Values of the settings of the way to sign in that is chosen."""
    ways: list[tuple[str, Sequence[str]]] = [(_name(way), way.needs) for way in helpdesk.ways]
    ways.append(("an access token that you have", [TOKEN]))
    names = _chosen(ways, asker)
    known = {setting.name: setting for setting in helpdesk.settings}
    others = [s.name for s in helpdesk.settings if s.required and s.name not in _of_all_ways(helpdesk)]
    found: dict[str, str | Secret] = {}
    for name in dict.fromkeys([*others, *names]):
        setting = known.get(name)
        found[name] = _value(name, setting, asker)
    return found


def _of_all_ways(helpdesk: Helpdesk) -> set[str]:
    return {name for way in helpdesk.ways for name in way.settings}


def _name(way: Auth) -> str:
    return f"{type(way).__name__}: {', '.join(way.needs)}"


def _chosen(ways: Sequence[tuple[str, Sequence[str]]], asker: Asker) -> Sequence[str]:
    listed = "\n".join(f"  {number}  {name}" for number, (name, _) in enumerate(ways, start=1))
    answer = asker.ask(f"How to sign in?\n{listed}\nNumber", "1")
    if not answer.isdigit() or not 1 <= int(answer) <= len(ways):
        raise ProgrammingError(f"{answer!r} is none of 1 to {len(ways)}.", code="usage")
    return ways[int(answer) - 1][1]


def _value(name: str, setting: Setting | None, asker: Asker) -> str | Secret:
    """One setting, asked for in its own words; what is secret is not shown while it is typed."""
    words = setting.description if setting is not None else "Access token (hidden)."
    if setting is None or setting.secret:
        typed = asker.ask_secret(f"{name}: {words}")
        value: str | Secret = Secret(typed, "what was typed")
    else:
        value = typed = asker.ask(f"{name}: {words}", setting.default)
    if not typed:
        raise ProgrammingError(f"{name} was left empty; nothing was kept.", code="usage")
    return value


# A user's permission


def _authorize(
    helpdesk: Helpdesk,
    options: Namespace,
    settings: dict[str, str | Secret],
    asker: Asker,
    notices: Notices,
    open_page: OpenPage,
    open_engine: OpenEngine,
) -> dict[str, Secret]:
    """Where the helpdesk has a page to authorize the application, what its code is exchanged for.

    It joins the settings; the access token that came with it is given back.
    """
    from helpsql.cli.authorization import authorize
    from helpsql.spec import OAuth2

    way = next((w for w in helpdesk.ways if isinstance(w, OAuth2) and w.authorize_url), None)
    if way is None or not all(name in settings for name in way.needs):
        return {}
    if not way.lasting and (
        asker.ask("Act as yourself, by a page in the browser, instead of as the application? [y/N]", "n")
        != "y"
    ):
        return {}
    config = ConnectionConfig(options.name, helpdesk.name, settings, options.base_url)
    client = {name: reveal(settings[name]) for name in way.needs}
    with closing(open_engine(config)) as engine:
        kept, access = authorize(way, client, engine, options.name, asker, notices, open_page, options.port)
    settings[way.refresh_token] = Secret(kept, "the browser")
    return {TOKEN: Secret(access, "the browser")}


def _checked(config: ConnectionConfig, open_engine: OpenEngine) -> str:
    """Whom the helpdesk takes us for. Costs a request or two."""
    with closing(open_engine(config)) as engine:
        engine.schemas.enter(config.name)
        found = engine.accounts[config.name.lower()].client.caller()
    about = ", ".join(str(found[key]) for key in ("email", "role") if found.get(key))
    return f"The credentials are taken{f': {about}' if about else ''}."


# Keeping


class KeyringKeeper:
    """The system's keyring; without one, an environment variable that the user sets."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    def keep(self, connection: str, setting: str, secret: Secret) -> SecretRef:
        from helpsql.tokens import load_keyring

        user = f"{connection}.{setting}"
        try:
            keyring = load_keyring()
            keyring.set_password("helpsql", user, secret.reveal())
            return SecretRef("keyring", f"helpsql/{user}")
        except Exception as error:  # whatever a backend raises: there is another way
            variable = f"HELPSQL_{connection}_{setting}".upper()
            reason = error.message if isinstance(error, Error) else f"the keyring fails: {error}"
            self._notices.say(
                f"{reason}\n  Set the environment variable {variable} to the {setting} instead."
            )
            return SecretRef("env", variable)


def refuse_without_terminal(is_terminal: bool) -> None:
    if not is_terminal:
        raise OperationalError(
            "helpsql login asks questions, and there is no terminal to answer them.",
            hint="Write the connection into the configuration file; helpsql doctor says where it is.",
            code="no-terminal",
        )
