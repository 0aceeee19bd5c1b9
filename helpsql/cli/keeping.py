"""Where a login keeps secrets: the system's keyring, else the user's environment or the file itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from helpsql.cli.ways import choose
from helpsql.errors import Error, OperationalError
from helpsql.references import SecretRef
from helpsql.secret import Secret

if TYPE_CHECKING:
    from helpsql.cli.login import Asker
    from helpsql.cli.streams import Notices
    from helpsql.config import ConnectionConfig
    from helpsql.tokens import FileStore, KeyringStore

SERVICE = "helpsql"
Kept = Mapping[str, SecretRef | str]


class Keeper(Protocol):
    """Keeps secrets."""

    def keep(self, connection: str, secrets: Mapping[str, Secret], unseen: Collection[str]) -> Kept:
        """Where each is found from now on: a reference, or its text if it is to stand in the file.

        unseen  those that the user never saw, and so cannot put anywhere
        """
        ...

    def forget(self, kept: Kept) -> None:
        """Take back what `keep` did."""
        ...


class KeyringKeeper:
    """The system's keyring; where there is none, what the user chooses."""

    def __init__(self, asker: Asker, notices: Notices) -> None:
        self._asker, self._notices = asker, notices

    def keep(self, connection: str, secrets: Mapping[str, Secret], unseen: Collection[str]) -> Kept:
        kept: dict[str, SecretRef | str] = {}
        try:
            for setting, secret in secrets.items():
                kept[setting] = _in_keyring(connection, setting)
                _put(f"{connection}.{setting}", secret)
        except OperationalError as error:
            self.forget(kept)
            self._notices.say(str(error))
            return self._elsewhere(connection, secrets, unseen)
        except BaseException:
            self.forget(kept)
            raise
        self._notices.say(f"Kept in the keyring, service {SERVICE}: {', '.join(secrets)}.")
        return kept

    def forget(self, kept: Kept) -> None:
        for value in kept.values():
            if isinstance(value, SecretRef) and value.kind == "keyring":
                forget_secret(str(value.what))

    def _elsewhere(self, connection: str, secrets: Mapping[str, Secret], unseen: Collection[str]) -> Kept:
        texts = {name: secret.reveal() for name, secret in secrets.items()}
        in_file = "file: the configuration file, which nobody else can read"
        if unseen:  # it cannot be told to the user's environment
            self._notices.say(
                f"{' and '.join(secrets)} go into the configuration file, which nobody else can read."
            )
            return texts
        variables = {name: f"HELPSQL_{connection}_{name}".upper() for name in secrets}
        in_environment = f"environment: nowhere; you set {', '.join(variables.values())}"
        if choose("Keep them where?", [in_environment, in_file], self._asker, self._notices):
            return texts
        lines = [f"  export {variable}=…" for variable in variables.values() if not os.environ.get(variable)]
        self._notices.say("\n".join(["helpsql will look there:", *lines]))
        return {name: SecretRef("env", variable) for name, variable in variables.items()}


def _put(user: str, secret: Secret) -> None:
    """Store it, and see whether it is there: some backends take everything and keep nothing."""
    from helpsql.tokens import load_keyring

    keyring = load_keyring()
    try:
        keyring.set_password(SERVICE, user, secret.reveal())
        found = keyring.get_password(SERVICE, user)
    except Error:
        raise
    except Exception as error:  # whatever a backend raises; its text may quote what it was given
        reason = (
            next(iter(str(error).replace(secret.reveal(), "***").splitlines()), "") or type(error).__name__
        )
        raise OperationalError(f"The keyring cannot be used: {reason.partition('. ')[0]}.") from None
    if found != secret.reveal():
        raise OperationalError("The keyring cannot be used: it does not give back what it is given.")


def forgetting(config: ConnectionConfig) -> Callable[[Collection[str]], None]:
    """What takes a connection's secrets out of the keyring, and what became of its refresh token; called with
    the settings that are in use again. Secrets that others look after stay.
    """
    from helpsql.auth import rotating
    from helpsql.catalog import load_helpdesk
    from helpsql.connecting import resolved
    from helpsql.spec import OAuth2

    kept: list[tuple[FileStore | KeyringStore, str]] = []
    helpdesk, _ = load_helpdesk(config.service)
    if any(isinstance(way, OAuth2) and way.refresh_token in config.settings for way in helpdesk.ways):
        with suppress(Error):  # a secret that cannot be had: nothing is known of what it became
            kept = list(rotating(helpdesk, config.name, resolved(config, helpdesk)))

    def forget(but: Collection[str]) -> None:
        for store, key in kept:
            store.drop(key)
        for name, value in config.settings.items():
            if value == _in_keyring(config.name, name) and name not in but:
                forget_secret(f"{SERVICE}/{config.name}.{name}")

    return forget


def _in_keyring(connection: str, setting: str) -> SecretRef:
    return SecretRef("keyring", f"{SERVICE}/{connection}.{setting}")


def forget_secret(what: str) -> None:
    """Take `service/user` out of the keyring, if there is one and it has it."""
    from helpsql.tokens import load_keyring

    service, _, user = what.rpartition("/")
    with suppress(Exception):  # a keyring that is gone holds nothing any more
        load_keyring().delete_password(service, user)
