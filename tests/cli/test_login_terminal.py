"""A login by hand: at a terminal, with a sandbox that is served on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import environment
from .terminal import ENTER, Terminal, control


class Questions(Terminal):
    """A terminal at which questions are answered; each is waited for behind the one before."""

    answered = 0

    def asked(self, words: str) -> None:
        self.wait(lambda: words in self.seen[self.answered :], repr(words))
        self.answered = self.seen.index(words, self.answered) + len(words)

    def answer(self, *pairs: str) -> None:
        """Questions and answers in turn."""
        for question, typed in zip(pairs[::2], pairs[1::2], strict=True):
            self.asked(question)
            self.type(typed + ENTER)


Open = Callable[..., Questions]


@pytest.fixture(scope="module")
def zendesk() -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "helpsql", "sandbox", "--service", "zendesk", "--size", "0.02"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


@pytest.fixture
def login(tmp_path: Path, zendesk: dict[str, Any]) -> Iterator[Open]:
    opened: list[Questions] = []

    def start(*arguments: str, **env: str) -> Questions:
        more = {"TERM": "xterm", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"} | env
        place = ("--base-url", zendesk["base_url"]) if arguments[:1] == ("login",) else ()
        command = [sys.executable, "-m", "helpsql", *arguments, *place]
        opened.append(Questions(command, env=environment(tmp_path, **more), cwd=tmp_path, columns=100))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def test_from_nothing_to_rows(login: Open, zendesk: dict[str, Any], tmp_path: Path) -> None:
    known = zendesk["credentials"]
    command = login("login", "zendesk")
    command.answer("Number [1]: ", "1", "email, ", known["email"], "(not shown): ", known["api_token"])
    command.answer("Number [1]: ", "file")
    code, seen = command.end()
    assert code == 0 and "[connections.zendesk] written to" in seen
    assert known["api_token"] not in seen
    assert (tmp_path / "helpsql" / "config.toml").stat().st_mode & 0o777 == 0o600
    code, seen = login("-e", "select count(*) > 0 as found from zendesk.groups").end()
    assert code == 0 and "1 row" in seen


@pytest.mark.parametrize(("key", "code"), [("d", 1), ("c", 130)])
def test_leaving_in_the_middle(login: Open, tmp_path: Path, key: str, code: int) -> None:
    """At an open question, at a hidden one, and while the browser is awaited."""
    for way in (), ("1", "email, ", "ada@example.com"), ("3", "client_id, ", "x"):
        command = login("login", "zendesk", DISPLAY="")
        command.answer(*(("Number [1]: ", *way) if way else ()))
        command.asked("(not shown): " if way else "Number [1]: ")
        command.type(control(key))
        left, seen = command.end(again=control(key))
        assert left == code and "Traceback" not in seen and "fault of helpsql" not in seen
        assert ("nothing was kept" in seen) is (code == 1)
    assert not (tmp_path / "helpsql" / "config.toml").exists()


def test_the_browser_comes_back_while_something_is_half_typed(
    login: Open, zendesk: dict[str, Any], tmp_path: Path
) -> None:
    known = zendesk["credentials"]
    command = login("login", "zendesk", "--port", "0", DISPLAY="")
    command.answer("Number [1]: ", "3", "client_id, ", known["client_id"])
    command.answer("(not shown): ", known["client_secret"])
    command.asked("Waiting for the browser")
    page = next(line.strip() for line in command.seen.splitlines() if "/oauth/authorizations/new?" in line)
    command.type("half an answ")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(
            page.partition("redirect_uri=")[2].replace("%3A", ":").replace("%2F", "/") + "icon"
        )
    urllib.request.urlopen(page).close()  # follows the sandbox's redirect to the login's door
    code, seen = command.end()
    assert code == 0 and "go into the configuration file" in seen and "half an answ" not in seen
    written = (tmp_path / "helpsql" / "config.toml").read_text()
    assert "refresh_token" in written and "\ntoken" not in written


def test_without_a_terminal_it_says_how_else(helpsql: Any) -> None:
    done = helpsql("login", "zendesk", stdin="1\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no terminal" in done.stderr and "HELPSQL_" in done.stderr
