"""Connecting an account: questions answered by a script, a sandbox in the place of the helpdesk."""

from __future__ import annotations

import io
import threading
import urllib.request
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from helpsql.cli.connections import manage
from helpsql.cli.login import KeyringKeeper, log_in
from helpsql.cli.streams import Notices, Output
from helpsql.config import ConnectionConfig, load
from helpsql.configfile import put_connection, remove_connection
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.errors import Error
from helpsql.references import SecretRef
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded
from helpsql.secret import Secret


class Script:
    """Answers in order, secrets apart; remembers what was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = iter(answers)
        self.asked: list[str] = []
        self.hidden: list[str] = []

    def ask(self, question: str, default: str = "") -> str:
        self.asked.append(question)
        return next(self.answers) or default

    def ask_secret(self, question: str) -> str:
        self.hidden.append(question)
        return next(self.answers)


class Shelf:
    """Keeps secrets in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def keep(self, connection: str, setting: str, secret: Secret) -> SecretRef:
        self.kept[f"helpsql/{connection}.{setting}"] = secret.reveal()
        return SecretRef("keyring", f"helpsql/{connection}.{setting}")


class Login:
    """A login against a sandbox."""

    def __init__(self, folder: Path, service: str) -> None:
        self.app = open_sandbox(service, size=0.02)
        self.file = folder / "config.toml"
        self.said = io.StringIO()
        self.shelf = Shelf()
        self.pages: list[str] = []

    def engine(self, config: ConnectionConfig) -> Engine:
        transport = httpx.WSGITransport(app=embedded(self.app))
        return Engine(connector=Connector([config], transports={config.name: transport}))

    def run(self, name: str, script: Script, open_page: Any = None, **options: Any) -> int:
        usual = {"name": name, "service": None, "base_url": None, "config": self.file, "port": 0}
        return log_in(
            Namespace(**(usual | options)),
            script,
            self.shelf,
            Notices(self.said),
            open_engine=self.engine,
            open_page=open_page or self.pages.append,
        )


@pytest.fixture
def zendesk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Login:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Login(tmp_path, "zendesk")


def test_an_api_token(zendesk: Login) -> None:
    known = zendesk.app.credentials
    script = Script("1", known["subdomain"], known["email"], known["api_token"])
    assert zendesk.run("zendesk", script) == 0
    assert [question.partition(":")[0] for question in script.hidden] == ["api_token"]
    (config,) = load(zendesk.file)
    assert (config.service, config.settings["email"]) == ("zendesk", known["email"])
    assert config.settings["api_token"] == SecretRef("keyring", "helpsql/zendesk.api_token")
    assert zendesk.shelf.kept == {"helpsql/zendesk.api_token": known["api_token"]}
    assert known["api_token"] not in zendesk.file.read_text() + zendesk.said.getvalue()
    assert "The credentials are taken: " in zendesk.said.getvalue()
    assert zendesk.file.stat().st_mode & 0o077 == 0


def test_a_plain_token_of_another_name(zendesk: Login) -> None:
    known = zendesk.app.credentials
    assert zendesk.run("eu", Script("3", known["subdomain"], known["access_token"]), service="zendesk") == 0
    (config,) = load(zendesk.file)
    assert (config.name, config.service) == ("eu", "zendesk")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (("1", "acme", "ada@example.com", "wrong"), "401|not taken"),
        (("9",), "none of 1 to 3"),
        (("1", "acme", "ada@example.com", ""), "api_token was left empty"),
    ],
)
def test_nothing_is_kept_of_a_login_that_fails(zendesk: Login, answers: tuple[str, ...], words: str) -> None:
    with pytest.raises(Error, match=words):
        zendesk.run("zendesk", Script(*answers))
    assert not zendesk.file.exists()
    assert not zendesk.shelf.kept


def test_a_name_that_cannot_be_a_schema(zendesk: Login) -> None:
    with pytest.raises(Error, match="cannot be a schema's name"):
        zendesk.run("my desk", Script())


def browser(code: str, **changed: str) -> Any:
    """Opens the page and goes back with the code, as a browser after a click does."""

    def open_page(page: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
        back = asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]} | changed)
        threading.Thread(target=lambda: urllib.request.urlopen(back, timeout=5).close()).start()

    return open_page


@pytest.fixture
def client(zendesk: Login) -> Iterator[tuple[str, ...]]:
    known = zendesk.app.credentials
    yield "2", known["subdomain"], known["client_id"], known["client_secret"], "y"


def test_a_permission_becomes_a_refresh_token(
    zendesk: Login, client: tuple[str, ...], tmp_path: Path
) -> None:
    def visit(page: str) -> None:
        transport = httpx.WSGITransport(app=embedded(zendesk.app))
        back = httpx.Client(transport=transport).get(page).headers["location"]
        threading.Thread(target=lambda: urllib.request.urlopen(back, timeout=5).close()).start()

    assert zendesk.run("zendesk", Script(*client), visit) == 0
    assert set(zendesk.shelf.kept) == {"helpsql/zendesk.client_secret", "helpsql/zendesk.refresh_token"}
    assert not (tmp_path / "state").exists(), "the check used the refresh token up"
    kept = {name.rpartition(".")[2]: value for name, value in zendesk.shelf.kept.items()}
    (config,) = load(zendesk.file)
    again = ConnectionConfig("z", "zendesk", {**config.settings, **kept})
    with closing(zendesk.engine(again)) as engine:
        assert list(engine.execute("select count(*) > 0 from z.groups")) == [(1,)]


def test_an_app_login_gives_a_token_that_lasts(tmp_path: Path) -> None:
    desk = Login(tmp_path, "teamwork_desk")
    known = desk.app.credentials

    def visit(page: str) -> None:
        assert page.startswith("https://www.teamwork.com/launchpad/login?")
        transport = httpx.WSGITransport(app=embedded(desk.app))
        back = httpx.Client(transport=transport).get(page).headers["location"]
        threading.Thread(target=lambda: urllib.request.urlopen(back, timeout=5).close()).start()

    assert (
        desk.run("teamwork_desk", Script("2", "demo", known["client_id"], known["client_secret"]), visit) == 0
    )
    assert set(desk.shelf.kept) == {
        "helpsql/teamwork_desk.client_secret",
        "helpsql/teamwork_desk.access_token",
    }


def test_an_answer_to_another_question_is_refused(zendesk: Login, client: tuple[str, ...]) -> None:
    with pytest.raises(Error, match="nobody had asked for"):
        zendesk.run("zendesk", Script(*client), browser("x", state="other"))


def test_a_permission_that_is_not_given(zendesk: Login, client: tuple[str, ...]) -> None:
    with pytest.raises(Error, match="not given: no way"):
        zendesk.run(
            "zendesk", Script(*client), browser("", error="access_denied", error_description="no way")
        )


def test_a_wrong_code_is_refused_by_the_helpdesk(zendesk: Login, client: tuple[str, ...]) -> None:
    with pytest.raises(Error) as refused:
        zendesk.run("zendesk", Script(*client), browser("made-up-code"))
    assert "POST /oauth/tokens" in str(refused.value) and "made-up-code" not in str(refused.value)
    assert not zendesk.file.exists()


def test_without_a_keyring_the_secret_goes_into_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    said = io.StringIO()
    kept = KeyringKeeper(Notices(said)).keep("eu", "api_token", Secret("s3cret-value"))
    assert kept == SecretRef("env", "HELPSQL_EU_API_TOKEN")
    assert "HELPSQL_EU_API_TOKEN" in said.getvalue() and "s3cret" not in said.getvalue()


# The file


def test_the_rest_of_the_file_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    before = '# mine\n[connections.hs]\nservice = "helpscout" # the old one\napp_id = "x"\n'
    file.write_text(before)
    put_connection(file, "z", {"service": "zendesk", "api_token": SecretRef("env", "Z")})
    assert before.strip() in file.read_text()
    assert [config.name for config in load(file)] == ["hs", "z"]
    assert remove_connection(file, "z")
    assert not remove_connection(file, "z")
    assert file.read_text().strip() == before.strip()


def test_a_broken_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[connections")
    with pytest.raises(Error, match="cannot read"):
        put_connection(tmp_path / "config.toml", "z", {"service": "zendesk"})
    assert (tmp_path / "config.toml").read_text() == "[connections"


def managed(file: Path, action: str, name: str = "") -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    options = Namespace(action=action, name=name, config=file, verbose=False)
    return manage(options, Output(out), Notices(err)), out.getvalue() + err.getvalue()


def test_connections_are_listed_and_removed(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    put_connection(file, "hs", {"service": "helpscout", "app_secret": SecretRef("env", "HS_SECRET")})
    put_connection(file, "z", {"service": "zendesk", "base_url": "http://127.0.0.1:1"})
    assert managed(file, "list") == (
        0,
        "hs\thelpscout\t\tenvironment HS_SECRET\nz\tzendesk\thttp://127.0.0.1:1\n",
    )
    assert managed(file, "remove", "hs")[0] == 0
    assert [config.name for config in load(file)] == ["z"]
    with pytest.raises(Error, match="no such connection: hs"):
        managed(file, "remove", "hs")


def test_a_connection_that_lacks_settings_is_bad(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    put_connection(file, "z", {"service": "zendesk"})
    code, said = managed(file, "test")
    assert code == 1 and "BAD" in said and "subdomain" in said
