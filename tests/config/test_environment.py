"""Connections by the environment alone, and beside those of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpsql import errors
from helpsql.config import load, resolve
from helpsql.environment import described
from helpsql.secret import Secret
from helpsql.spec import Setting

EU = {"HELPSQL_EU_SERVICE": "zendesk", "HELPSQL_EU_SUBDOMAIN": "acme", "HELPSQL_EU_API_TOKEN": "t0ken"}
SETTINGS = [Setting("subdomain", "Where."), Setting("api_token", "Token.", secret=True)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "helpsql").mkdir()
    return tmp_path / "helpsql" / "config.toml"


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, {}),
        ({"HELPSQL_EU_API_TOKEN": "x", "HELPSQL_PAGER": "less", "HELPSQL_CONFIG": "y"}, {}),
        ({"HELPSQL_EU_SERVICE": "zendesk"}, {"eu": {"service": "zendesk"}}),
        ({"HELPSQL_EU_SERVICE": ""}, {}),
        (
            {
                "HELPSQL_EU_SERVICE": "a",
                "HELPSQL_EU_WEST_SERVICE": "b",
                "HELPSQL_EU_WEST_ID": "1",
                "HELPSQL_EU_ID": "2",
            },
            {"eu": {"service": "a", "id": "2"}, "eu_west": {"service": "b", "id": "1"}},
        ),
        ({"HELPSQL_EU_SERVICE": "a", "HELPSQL_EU_TOKEN": ""}, {"eu": {"service": "a"}}),
    ],
)
def test_what_the_variables_describe(environ: dict[str, str], found: dict[str, dict[str, str]]) -> None:
    assert described(environ) == found


@pytest.mark.usefixtures("home")
def test_without_a_file() -> None:
    (eu,) = load(None, EU | {"HELPSQL_EU_TIMEOUT": "5", "HELPSQL_EU_CONCURRENCY": "2"})
    assert (eu.name, eu.service, eu.timeout, eu.concurrency) == ("eu", "zendesk", 5.0, 2)
    assert resolve(eu, SETTINGS) == {"subdomain": "acme", "api_token": Secret("t0ken")}
    secret = resolve(eu, SETTINGS)["api_token"]
    assert isinstance(secret, Secret) and secret.source == "environment HELPSQL_EU_API_TOKEN"
    assert "t0ken" not in repr(eu)


def test_they_stand_behind_those_of_the_file(home: Path) -> None:
    home.write_text('[connections.Eu]\nservice = "helpscout"\n[connections.us]\nservice = "zendesk"\n')
    environ = EU | {"HELPSQL_ASIA_SERVICE": "zendesk"}
    assert [(one.name, one.service) for one in load(None, environ)] == [
        ("Eu", "helpscout"),
        ("us", "zendesk"),
        ("asia", "zendesk"),
    ]
    assert [one.name for one in load(home, environ)] == ["Eu", "us"], "a file that is given stands alone"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"HELPSQL_EU_SUBDOMAN": "x"}, "environment HELPSQL_EU_SUBDOMAN is not a setting.*\n.*subdomain"),
        ({"HELPSQL_EU_SUBDOMAIN": ""}, r"environment HELPSQL_EU_\* lacks subdomain"),
        ({"HELPSQL_EU_TIMEOUT": "soon"}, "environment HELPSQL_EU_TIMEOUT is not a number"),
        ({"HELPSQL_EU_BASE_URL": "http://acme.example"}, "environment HELPSQL_EU_BASE_URL: .* in the clear"),
        ({"HELPSQL_MAIN_SERVICE": "zendesk"}, "schema main is taken"),
    ],
)
def test_faults_name_the_variable(more: dict[str, str], words: str) -> None:
    with pytest.raises(errors.ProgrammingError, match=words):
        for config in load(None, EU | more):
            resolve(config, SETTINGS)
