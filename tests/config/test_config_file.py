"""The configuration file: what is read, what is refused and in which words, where secrets come from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from helpsql import errors
from helpsql.config import ConnectionConfig, config_path, load, parse, read_connection, resolve
from helpsql.secret import Secret
from helpsql.spec import Setting

FILE = Path("/etc/helpsql/config.toml")
SETTINGS = [
    Setting("app_id", "The App ID from Your Profile > My Apps."),
    Setting("app_secret", "The App Secret.", secret=True),
    Setting("region", "Where the account lives.", required=False, default="us"),
    Setting("note", "Free text.", required=False),
]
GOOD = """
# two accounts
[connections.support]
service = "helpscout"
app_id = "abc"
app_secret = { env = "ACME_SECRET" }

[connections."other_1"]
service = "zendesk"
base_url = "http://127.0.0.1:8080/api"
concurrency = 2
timeout = 2.5
note = 17
"""


@pytest.fixture
def write(tmp_path):
    def write(text, mode=0o600):
        file = tmp_path / "config.toml"
        file.write_text(text)
        file.chmod(mode)
        return file

    return write


def only(settings, **more):
    return ConnectionConfig("me", "helpscout", settings, **more)


def test_good_file():
    support, other = parse(GOOD, FILE)
    assert (support.name, support.service, support.base_url, support.concurrency) == (
        "support",
        "helpscout",
        None,
        None,
    )
    assert (other.base_url, other.concurrency, other.timeout) == ("http://127.0.0.1:8080/api", 2, 2.5)
    assert other.settings == {"note": "17"}
    assert support.where("app_secret") == f"{FILE}, line 6, [connections.support] app_secret"
    assert other.where("nothing") == f"{FILE}, line 8, [connections.other_1] nothing"


def test_which_file(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_path("a.toml", {"HELPSQL_CONFIG": "b.toml"}) == (Path("a.toml"), True)
    assert config_path(None, {"HELPSQL_CONFIG": "b.toml"}) == (Path("b.toml"), True)
    path, named = config_path(None, {})
    assert (path.parts[-2:], named) == (("helpsql", "config.toml"), False)


def test_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load(None, {}) == []
    with pytest.raises(errors.ProgrammingError, match="there is no configuration file"):
        load(tmp_path / "missing.toml", {})
    with pytest.raises(errors.ProgrammingError, match="cannot read"):
        load(tmp_path, {})


def test_empty_file(write):
    assert load(write("")) == []
    assert [one.name for one in load(write(GOOD))] == ["support", "other_1"]


def test_not_utf8(write):
    file = write("")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(errors.ProgrammingError, match="not UTF-8"):
        load(file)


HEAD = '[connections.me]\nservice = "helpscout"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[connections.me\n", "config.toml is not TOML: .*line 1"),
        ('a = 1\nb = "unclosed', "is not TOML: .*line 2"),
        ("conections = 1", r"unknown key conections\n  Did you mean connections\?"),
        ("[zzz]", r"unknown key zzz\n  Known are connections"),
        ("connections = 3", "connections is not a table"),
        ("[connections]\nme = 3", r"\[connections.me\] is not a table"),
        ("[connections.me]\n", r"line 1, \[connections.me\] .* which service"),
        ("[connections.me]\nservice = 3", r"line 2, \[connections.me\] service is not text"),
        ("[connections.main]\nservice = 'x'", "schema main is taken"),
        ("[connections.TEMP]\nservice = 'x'", "schema TEMP is taken"),
        ("[connections.helpsql]\nservice = 'x'", "schema helpsql is taken"),
        ("[connections.my-desk]\nservice = 'x'", "'my-desk' cannot be a schema's name"),
        ("[connections.1a]\nservice = 'x'", "cannot be a schema's name"),
        ("[connections.'']\nservice = 'x'", "cannot be a schema's name"),
        ("[connections.Me]\nservice='x'\n[connections.me]\nservice='x'", "differ in letter case only"),
        (
            HEAD + "base_url = 'http://api.test'",
            r"line 3, \[connections.me\] base_url: .*in the clear\n  Write https",
        ),
        (HEAD + "base_url = 'api.test'", "base_url: the base URL is not of the form"),
        (HEAD + "concurrency = 0", "concurrency is not a number above 0"),
        (HEAD + "concurrency = true", "concurrency is not a number above 0"),
        (HEAD + "concurrency = 1.5", "concurrency is not a whole number"),
        (HEAD + "timeout = '3'", "timeout is not a number above 0"),
        (HEAD + "app_id = [1]", "app_id is neither text nor a number"),
        (HEAD + "k = { en = 'X' }", r"line 3, .* k: \{ en \} is not a reference\n  Write \{ env = …"),
        (HEAD + "k = { env = 'X', keyring = 'a/b' }", "not a reference"),
        (HEAD + "k = {}", "nothing } is not a reference"),
        (HEAD + "k = { env = '' }", "env is not of the right form\n.*NAME"),
        (HEAD + "k = { env = 3 }", "env is not of the right form"),
        (HEAD + "k = { keyring = 'noslash' }", "keyring is not of the right form\n.*service/user"),
        (HEAD + "k = { command = [] }", "command is not of the right form"),
        (HEAD + "k = { command = ['a', 3] }", "command is not of the right form"),
    ],
)
def test_faults(text, says):
    with pytest.raises(errors.ProgrammingError, match=says) as caught:
        parse(text, FILE)
    assert caught.value.code == "config"
    assert str(FILE) in str(caught.value)


def test_resolve(write):
    file = write(HEAD + "app_id = 'abc'\napp_secret = 'pl4in-text'\n")
    (config,) = load(file)
    found = resolve(config, SETTINGS)
    assert found == {"app_id": "abc", "app_secret": Secret("pl4in-text"), "region": "us"}
    assert found["app_secret"].source == f"file {file}"
    assert "pl4in-text" not in repr(config)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o610, 0o602])
def test_a_plain_secret_that_others_may_read(write, mode):
    file = write(HEAD + "app_id = 'abc'\napp_secret = 'pl4in-text'\n", mode)
    (config,) = load(file)
    with pytest.raises(errors.OperationalError) as caught:
        resolve(config, SETTINGS)
    assert "line 4, [connections.me] app_secret is a plain secret" in str(caught.value)
    assert caught.value.hint.startswith(f"chmod 600 {file}, or write {{ env")
    assert "pl4in-text" not in str(caught.value)


def test_a_reference_may_be_read_by_others(write):
    file = write(HEAD + "app_id = 'abc'\napp_secret = { env = 'ACME_SECRET' }\n", 0o644)
    (config,) = load(file)
    found = resolve(config, SETTINGS, environ={"ACME_SECRET": "from-env"})
    assert found["app_secret"] == Secret("from-env")
    assert found["app_secret"].source == "environment ACME_SECRET"


def test_nothing_is_looked_up_before_its_first_use(write):
    assert load(write(HEAD + "app_secret = { command = 'exit 1' }\n"))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"app_id": "a"}, "lacks app_secret\n  Add app_secret: The App Secret."),
        ({}, "lacks app_id, app_secret"),
        ({"app_idd": "a"}, r"app_idd is not a setting of helpscout\n  Did you mean app_id\?"),
        ({"qqq": "a"}, "Known are app_id, app_secret, region"),
    ],
)
def test_unknown_and_missing_settings(settings, says):
    with pytest.raises(errors.ProgrammingError, match=says):
        resolve(only(settings), SETTINGS)


def test_token_instead_of_the_credentials():
    config = only({"token": "t0ken-text"})
    with pytest.raises(errors.ProgrammingError, match="lacks app_id"):
        resolve(config, SETTINGS)
    found = resolve(config, SETTINGS, replaced_by_token=("app_id", "app_secret"))
    assert found == {"token": Secret("t0ken-text"), "region": "us"}
    with pytest.raises(errors.ProgrammingError, match="lacks app_id"):
        resolve(only({}), SETTINGS, replaced_by_token=("app_id", "app_secret"))


PYTHON = sys.executable


@pytest.mark.parametrize(
    ("reference", "source"),
    [
        ({"command": [PYTHON, "-c", "print('  from-cmd ')"]}, f"command {PYTHON}"),
        ({"command": f"'{PYTHON}' -c 'print(\"from-cmd\")' | cat"}, f"command '{PYTHON}'"),
    ],
)
def test_command(reference, source):
    config = read_connection("me", {"service": "helpscout", "app_id": "a", "app_secret": reference})
    secret = resolve(config, SETTINGS)["app_secret"]
    assert (secret, secret.source) == (Secret("from-cmd"), source)


def test_command_without_a_shell():
    config = read_connection(
        "me", {"service": "x", "app_id": "a", "app_secret": {"command": ["echo", "$HOME;", "two words"]}}
    )
    assert resolve(config, SETTINGS)["app_secret"].reveal() == "$HOME; two words"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("echo half-a-secret; echo half-a-secret >&2; exit 3", r"command echo failed \(exit 3\)"),
        (["no-such-program-half-a-secret-not", "half-a-secret"], "cannot be run: No such file"),
        ("true", "command true gives nothing"),
        ("printf '\\377'", "not text"),
    ],
)
def test_command_that_fails(command, says):
    config = read_connection("me", {"service": "x", "app_id": "a", "app_secret": {"command": command}})
    with pytest.raises(errors.OperationalError, match=says) as caught:
        resolve(config, SETTINGS)
    assert "[connections.me] app_secret" in str(caught.value)
    assert " half-a-secret" not in str(caught.value)


def test_command_does_not_read_our_input():
    config = read_connection(
        "me", {"service": "x", "app_id": "a", "app_secret": {"command": "cat; echo end"}}
    )
    assert resolve(config, SETTINGS)["app_secret"].reveal() == "end"


def test_environment_that_is_not_set():
    config = read_connection("me", {"service": "x", "app_id": "a", "app_secret": {"env": "ACME_SECRET"}})
    with pytest.raises(
        errors.OperationalError, match="environment ACME_SECRET gives nothing\n  Set ACME_SECRET"
    ):
        resolve(config, SETTINGS, environ={})


def test_keyring(monkeypatch):
    keyring = pytest.importorskip("keyring")
    kept = {("acme/deep", "me"): "from-keyring"}
    monkeypatch.setattr(keyring, "get_password", lambda service, user: kept.get((service, user)))
    table = {"service": "x", "app_id": "a", "app_secret": {"keyring": "acme/deep/me"}}
    secret = resolve(read_connection("me", table), SETTINGS)["app_secret"]
    assert (secret.reveal(), secret.source) == ("from-keyring", "keyring acme/deep/me")
    kept.clear()
    with pytest.raises(errors.OperationalError, match="gives nothing\n  keyring set acme/deep me"):
        resolve(read_connection("me", table), SETTINGS)


def test_keyring_locked(monkeypatch):
    keyring = pytest.importorskip("keyring")

    def locked(service, user):
        raise keyring.errors.KeyringLocked("half-a-secret")

    monkeypatch.setattr(keyring, "get_password", locked)
    config = read_connection("me", {"service": "x", "app_id": "a", "app_secret": {"keyring": "a/b"}})
    with pytest.raises(errors.OperationalError, match="keyring cannot be read"):
        resolve(config, SETTINGS)


def test_keyring_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setitem(sys.modules, "keyring.errors", None)
    config = read_connection("me", {"service": "x", "app_id": "a", "app_secret": {"keyring": "a/b"}})
    with pytest.raises(errors.OperationalError, match=r"pip install 'helpsql\[keyring\]'"):
        resolve(config, SETTINGS)


def test_arguments_of_a_program():
    given = {
        "service": "helpscout",
        "app_id": 5,
        "app_secret": Secret("from-vault", "my vault"),
        "timeout": 3,
    }
    config = read_connection("me", given)
    assert (config.timeout, config.file) == (3, None)
    assert resolve(config, SETTINGS)["app_secret"].source == "my vault"
    plain = resolve(read_connection("me", {**given, "app_secret": "pl4in"}), SETTINGS)
    assert plain["app_secret"] == Secret("pl4in")


def test_reading_it_loads_no_definitions():
    import subprocess

    code = "import sys, helpsql.config; print({'httpx', 'orjson', 'vtables', 'keyring'} & {*sys.modules})"
    done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
