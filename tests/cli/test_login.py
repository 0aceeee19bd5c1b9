"""Connecting an account: questions answered by a script, a sandbox in the place of the helpdesk."""

from __future__ import annotations

import io
import re
import select
import socket
import sys
import threading
import urllib.error
import urllib.request
from argparse import Namespace
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from helpsql.cli.ask import DeclinedError
from helpsql.cli.connections import manage
from helpsql.cli.keeping import Kept, KeyringKeeper
from helpsql.cli.login import log_in
from helpsql.cli.streams import Notices, Output
from helpsql.config import ConnectionConfig, load
from helpsql.configfile import put_connection, remove_connection
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.errors import Error
from helpsql.origin import host_part
from helpsql.references import SecretRef
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded
from helpsql.secret import Secret
from helpsql.tokens import default_store, fingerprint


class Script:
    """Answers in order, secrets apart; remembers what was asked."""

    def __init__(self, *answers: str, patience: float = 20.0) -> None:
        self.answers = iter(answers)
        self.patience = patience
        self.asked: list[str] = []
        self.hidden: list[str] = []

    def ask(self, question: str, default: str = "") -> str:
        self.asked.append(question)
        return self._next() or default

    def ask_secret(self, question: str) -> str:
        self.hidden.append(question)
        return self._next()

    def wait(self, question: str, door: Any) -> str | None:
        """The browser comes within the time, or the next answer is pasted."""
        return None if select.select([door], [], [], self.patience)[0] else self._next()

    def _next(self) -> str:
        for answer in self.answers:
            return answer
        raise DeclinedError("no answer; nothing was kept.")  # as Ctrl-D


class Shelf:
    """Keeps secrets in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def keep(self, connection: str, secrets: Mapping[str, Secret], unseen: Collection[str]) -> Kept:
        self.unseen = list(unseen)
        for setting, secret in secrets.items():
            self.kept[f"helpsql/{connection}.{setting}"] = secret.reveal()
        return {setting: SecretRef("keyring", f"helpsql/{connection}.{setting}") for setting in secrets}

    def forget(self, kept: Kept) -> None:
        for reference in kept.values():
            assert isinstance(reference, SecretRef)
            del self.kept[str(reference.what)]


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
    assert [question.partition(",")[0] for question in script.hidden] == ["api_token"]
    (config,) = load(zendesk.file)
    assert (config.service, config.settings["email"]) == ("zendesk", known["email"])
    assert config.settings["api_token"] == SecretRef("keyring", "helpsql/zendesk.api_token")
    assert zendesk.shelf.kept == {"helpsql/zendesk.api_token": known["api_token"]}
    assert known["api_token"] not in zendesk.file.read_text() + zendesk.said.getvalue()
    assert "The credentials are taken: " in zendesk.said.getvalue()
    assert zendesk.file.stat().st_mode & 0o077 == 0


def test_a_plain_token_of_another_name(zendesk: Login) -> None:
    known = zendesk.app.credentials
    assert zendesk.run("eu", Script("4", known["subdomain"], known["access_token"]), service="zendesk") == 0
    (config,) = load(zendesk.file)
    assert (config.name, config.service) == ("eu", "zendesk")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (("1", "acme", "ada@example.com", "wrong", "n"), "401 Unauthorized, GET /api/v2/users/me"),
        (("9", "x", "0"), "none of 1 to 4"),
        (("1", "acme", "ada@example.com", "", "", ""), "api_token was left empty"),
        (
            ("1", "acme", "ada@example.com", "\x1b[Dtoken", "\u200btoken", "to\tken"),
            r"cannot be seen \(U\+0009\)",
        ),
        (("1", "acme.example.com", "https://acme.example.com", ""), "subdomain was left empty"),
        (("1", "acme"), "no answer; nothing was kept"),
    ],
)
def test_nothing_is_kept_of_a_login_that_fails(zendesk: Login, answers: tuple[str, ...], words: str) -> None:
    with pytest.raises(Error) as failed:
        zendesk.run("zendesk", Script(*answers))
    assert re.search(words, f"{zendesk.said.getvalue()}{failed.value}")
    assert not zendesk.file.exists()
    assert not zendesk.shelf.kept


def test_wrong_answers_are_asked_for_again(zendesk: Login) -> None:
    """Those that are no secrets are offered as they were."""
    known = zendesk.app.credentials
    script = Script(
        *("oauth", "1", "https://Acme.zendesk.com/agent/dashboard", "", "nobody@x", "", "wrong"),
        *("y", "", known["email"], known["api_token"]),
    )
    assert zendesk.run("zendesk", script) == 0
    (config,) = load(zendesk.file)
    assert config.settings["subdomain"] == "acme"
    assert "email was left empty" in zendesk.said.getvalue()
    assert zendesk.shelf.kept == {"helpsql/zendesk.api_token": known["api_token"]}


def test_without_a_name_the_helpdesk_is_chosen(zendesk: Login) -> None:
    known = zendesk.app.credentials
    script = Script("zendesk", "no name", "eu", "1", "acme", known["email"], known["api_token"])
    assert zendesk.run("", script) == 0
    assert [(config.name, config.service) for config in load(zendesk.file)] == [("eu", "zendesk")]


def test_signing_in_anew_keeps_what_is_not_about_signing_in(zendesk: Login) -> None:
    known = zendesk.app.credentials
    zendesk.file.write_text(
        '[connections.Z]\nservice = "zendesk"\nsubdomain = "acme"  # ours\ntoken = { env = "OLD" }\n'
        "safe_update = true # careful\ntimeout = 5\n"
    )
    assert zendesk.run("z", Script("", "1", "", known["email"], known["api_token"])) == 0
    (config,) = load(zendesk.file)
    assert (config.name, config.timeout) == ("Z", 5)
    assert set(config.settings) == {"subdomain", "email", "api_token", "safe_update"}
    assert "# careful" in zendesk.file.read_text() and config.settings["subdomain"] == "acme"


def test_another_helpdesk_of_that_name_is_replaced_only_when_told(zendesk: Login) -> None:
    before = '[connections.hs]\nservice = "helpscout"\napp_id = "x"\n'
    zendesk.file.write_text(before)
    with pytest.raises(DeclinedError, match="nothing was changed"):
        zendesk.run("hs", Script(""), service="zendesk")
    assert zendesk.file.read_text() == before
    known = zendesk.app.credentials
    script = Script("y", "1", "acme", known["email"], known["api_token"])
    assert zendesk.run("hs", script, service="zendesk") == 0
    assert "app_id" not in zendesk.file.read_text()


def test_a_file_that_cannot_be_written_is_told_before_anything_is_asked(zendesk: Login) -> None:
    zendesk.file.write_text("[connections")
    script = Script()
    with pytest.raises(Error, match="cannot read"):
        zendesk.run("zendesk", script)
    assert not script.asked
    zendesk.file = Path("/proc/helpsql/config.toml")
    with pytest.raises(Error, match="cannot write /proc"):
        zendesk.run("zendesk", script)
    assert not script.asked


def test_what_was_kept_is_taken_back_when_the_file_fails(
    zendesk: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = zendesk.app.credentials

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpsql.configfile.write_private", full)
    with pytest.raises(Error, match="No space left"):
        zendesk.run("zendesk", Script("1", "acme", known["email"], known["api_token"]))
    assert not zendesk.shelf.kept


@pytest.mark.parametrize(
    ("template", "typed", "part"),
    [
        ("https://{subdomain}.zendesk.com", "acme", "acme"),
        ("https://{subdomain}.zendesk.com", "ACME.zendesk.com", "acme"),
        ("https://{subdomain}.zendesk.com", "https://acme.zendesk.com/agent/#x", "acme"),
        ("https://{subdomain}.zendesk.com", "http://acme.zendesk.com:443?x", "acme"),
        ("https://{subdomain}.zendesk.com", "https://acme.zendesk.com.evil.example", None),
        ("https://{subdomain}.zendesk.com", "https://evil.example/acme.zendesk.com", None),
        ("https://{subdomain}.zendesk.com", "acme/..", None),
        ("https://{subdomain}.zendesk.com", "a b", None),
        ("https://{subdomain}.zendesk.com", "me@acme", None),
        ("https://{subdomain}.zendesk.com", "-acme", None),
    ],
)
def test_an_address_is_taken_for_its_part(template: str, typed: str, part: str | None) -> None:
    if part is None:
        with pytest.raises(Error, match="is not the subdomain of"):
            host_part(template, "subdomain", typed)
    else:
        assert host_part(template, "subdomain", typed) == part


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
    yield "3", known["subdomain"], known["client_id"], known["client_secret"]


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


@pytest.mark.parametrize("state", ["other", "", None])
def test_an_answer_to_another_question_is_left_aside(
    zendesk: Login, client: tuple[str, ...], state: str | None
) -> None:
    """It could sign us in as somebody else. The right one may still come."""
    said: list[str] = []

    def open_page(page: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
        wrong = {"code": "stranger"} | ({} if state is None else {"state": state})
        right = {"error": "access_denied", "state": asked["state"]}

        def come() -> None:
            for path in ("favicon.ico", f"?{urlencode(wrong)}", f"?{urlencode(right)}"):
                try:
                    urllib.request.urlopen(asked["redirect_uri"] + path, timeout=20).close()
                except urllib.error.HTTPError as error:
                    said.append(f"{error.code} {error.read().decode()}")

        threading.Thread(target=come).start()

    with pytest.raises(Error):
        zendesk.run("zendesk", Script(*client, "n"), open_page)
    assert "not given: access_denied" in zendesk.said.getvalue()
    assert len(said) == 2 and all("404" in one and "did not ask" in one for one in said)
    assert not zendesk.shelf.kept


def test_the_address_is_pasted(
    zendesk: Login, client: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As over ssh, where the browser is on another machine."""
    script = Script(patience=0)
    monkeypatch.setattr("helpsql.cli.loopback.token_urlsafe", lambda _: "our-state")

    def visit(page: str) -> None:
        transport = httpx.WSGITransport(app=embedded(zendesk.app))
        back = httpx.Client(transport=transport).get(page).headers["location"]
        wrong = back.replace("our-state", "other")
        script.answers = iter(["http://127.0.0.1/", wrong, f"{back}#"])

    script.answers = iter(client)
    assert zendesk.run("zendesk", script, visit) == 0
    assert "no code in that address" in zendesk.said.getvalue()
    assert "another question" in zendesk.said.getvalue()


def test_a_taken_port_is_told_before_anything_is_typed(zendesk: Login) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        script = Script("3", "n")
        with pytest.raises(Error):
            zendesk.run("zendesk", script, port=port)
    assert f"port {port} cannot be listened on" in zendesk.said.getvalue()
    assert not script.hidden


def test_a_permission_that_is_not_given(zendesk: Login, client: tuple[str, ...]) -> None:
    with pytest.raises(DeclinedError):
        visit = browser("", error="access_denied", error_description="no way")
        zendesk.run("zendesk", Script(*client, "n"), visit)
    assert "not given: no way" in zendesk.said.getvalue()


def test_a_wrong_code_is_refused_by_the_helpdesk(zendesk: Login, client: tuple[str, ...]) -> None:
    with pytest.raises(DeclinedError):
        zendesk.run("zendesk", Script(*client, "n"), browser("made-up-code"))
    assert "POST /oauth/tokens" in zendesk.said.getvalue() and "made-up-code" not in zendesk.said.getvalue()
    assert not zendesk.file.exists()


# Keeping


class Backend:
    """A keyring as `keyring` shows it."""

    def __init__(self, holds: bool = True, fails: str = "") -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.holds, self.fails = holds, fails

    def set_password(self, service: str, user: str, password: str) -> None:
        if self.fails in user and self.fails:
            raise RuntimeError(f"locked. It was {password}")
        if self.holds:
            self.held[service, user] = password

    def get_password(self, service: str, user: str) -> str | None:
        return self.held.get((service, user))

    def delete_password(self, service: str, user: str) -> None:
        del self.held[service, user]


SECRETS = {"key": Secret("k3y-value"), "api_token": Secret("s3cret-value")}


def test_secrets_go_into_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Backend()
    monkeypatch.setattr("helpsql.tokens.load_keyring", lambda: backend)
    keeper = KeyringKeeper(Script(), Notices(io.StringIO()))
    kept = keeper.keep("eu", SECRETS, [])
    assert kept["api_token"] == SecretRef("keyring", "helpsql/eu.api_token")
    assert backend.held == {("helpsql", "eu.key"): "k3y-value", ("helpsql", "eu.api_token"): "s3cret-value"}
    keeper.forget(kept)
    assert not backend.held


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (None, "the package keyring is not installed"),
        (Backend(holds=False), "does not give back"),
        (Backend(fails="api_token"), "locked"),
    ],
)
def test_without_a_keyring_the_secret_goes_into_the_environment(
    monkeypatch: pytest.MonkeyPatch, backend: Backend | None, words: str
) -> None:
    """One that is not there, takes everything and keeps nothing, or fails half way."""
    if backend is None:
        monkeypatch.setitem(sys.modules, "keyring", None)
    else:
        monkeypatch.setattr("helpsql.tokens.load_keyring", lambda: backend)
    said = io.StringIO()
    kept = KeyringKeeper(Script("1"), Notices(said)).keep("eu", SECRETS, [])
    assert kept["api_token"] == SecretRef("env", "HELPSQL_EU_API_TOKEN")
    assert words in said.getvalue() and "export HELPSQL_EU_API_TOKEN=" in said.getvalue()
    assert "s3cret" not in said.getvalue()
    assert backend is None or not backend.held


@pytest.mark.parametrize("unseen", [[], ["api_token"]])
def test_without_a_keyring_the_secret_goes_into_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, unseen: list[str]
) -> None:
    """Chosen, or since the user never saw it; the file is then good for it."""
    monkeypatch.setattr("helpsql.tokens.load_keyring", lambda: Backend(holds=False))
    kept = KeyringKeeper(Script(*(() if unseen else ("2",))), Notices(io.StringIO())).keep(
        "eu", SECRETS, unseen
    )
    assert kept == {"key": "k3y-value", "api_token": "s3cret-value"}
    file = tmp_path / "config.toml"
    file.write_text("# mine\n")
    file.chmod(0o644)
    put_connection(file, "eu", {"service": "zendesk", **kept})
    assert file.stat().st_mode & 0o777 == 0o600


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
        "hs\thelpscout\thttps://api.helpscout.net\tenvironment HS_SECRET (app_secret)\n"
        "z\tzendesk\thttp://127.0.0.1:1\n",
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


def test_removing_takes_the_secrets_and_what_became_of_the_refresh_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are not ours stay."""
    backend = Backend()
    monkeypatch.setattr("helpsql.tokens.load_keyring", lambda: backend)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    kept = KeyringKeeper(Script(), Notices(io.StringIO())).keep(
        "z", {"client_secret": Secret("cs"), "refresh_token": Secret("r0")}, []
    )
    backend.held["pass", "mine"] = "x"
    file = tmp_path / "config.toml"
    place = {"service": "zendesk", "base_url": "http://127.0.0.1:1", "client_id": "app"}
    put_connection(file, "z", {**place, **kept, "api_token": SecretRef("keyring", "pass/mine")})
    key = fingerprint("z", "app", "r0")
    default_store("keyring helpsql/z.refresh_token").save(key, "r1")
    monkeypatch.setattr(backend, "errors", backend, raising=False)
    monkeypatch.setattr(backend, "KeyringError", RuntimeError, raising=False)
    assert len(backend.held) == 4
    assert managed(file, "remove", "Z")[0] == 0
    assert backend.held == {("pass", "mine"): "x"}


def test_signing_in_anew_drops_what_became_of_the_old_refresh_token(
    zendesk: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = zendesk.app.credentials
    zendesk.file.write_text(
        '[connections.z]\nservice = "zendesk"\nsubdomain = "acme"\nclient_id = "app"\n'
        'client_secret = "x"\nrefresh_token = "r0"\n'
    )
    zendesk.file.chmod(0o600)
    store, key = default_store("file"), fingerprint("z", "app", "r0")
    store.save(key, "r1")
    with pytest.raises(DeclinedError):
        zendesk.run("z", Script("", "1", "", known["email"], "wrong", "n"))
    assert store.load(key) == "r1"
    assert zendesk.run("z", Script("", "1", "", known["email"], known["api_token"])) == 0
    assert store.load(key) is None
