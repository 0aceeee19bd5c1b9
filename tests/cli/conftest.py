"""Running the command as a user does: another process, its streams apart, no configuration of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .shells import ShellTerminal
from .terminal import Terminal

Done = subprocess.CompletedProcess[str]
Helpsql = Callable[..., Done]


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """No terminal, no colour wishes, no configuration file."""
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ
    }
    return kept | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "LANG": "C.UTF-8"} | more


@pytest.fixture
def helpsql(tmp_path: Path) -> Helpsql:
    """`helpsql("-e", "select 1", stdin="", env={})`"""

    def run(
        *arguments: str, stdin: str | None = "", env: dict[str, str] | None = None, **settings: object
    ) -> Done:
        return subprocess.run(
            [sys.executable, "-m", "helpsql", *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            encoding="utf-8",
            env=environment(tmp_path, **(env or {})),
            cwd=tmp_path,
            timeout=60,
            **settings,  # type: ignore[call-overload]
        )

    return run


HELPSQL = [sys.executable, "-m", "helpsql"]
OpenTerminal = Callable[..., Terminal]
OpenShell = Callable[..., ShellTerminal]


def at_terminal(env: dict[str, str | None]) -> dict[str, str]:
    """The settings of a usual terminal, changed by `env`; None takes one away."""
    usual: dict[str, str | None] = {"TERM": "xterm-256color"}
    given = usual | env
    return {name: value for name, value in given.items() if value is not None}


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[OpenTerminal]:
    """`terminal("-e", "select 1", columns=60, TERM="dumb")`"""
    opened: list[Terminal] = []

    def start(*arguments: str, columns: int = 60, lines: int = 24, **env: str | None) -> Terminal:
        given = environment(tmp_path, **at_terminal({"NO_COLOR": "1", **env}))
        opened.append(Terminal([*HELPSQL, *arguments], env=given, cwd=tmp_path, columns=columns, lines=lines))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[OpenShell]:
    """`shell("--demo", columns=60, HELPSQL_KEYS="vi")`, at its first prompt"""
    opened: list[ShellTerminal] = []

    def start(
        *arguments: str,
        columns: int = 100,
        lines: int = 24,
        encoding: str = "utf-8",
        home: Path = tmp_path,
        **env: str | None,
    ) -> ShellTerminal:
        one = ShellTerminal(
            [*HELPSQL, *arguments],
            env=environment(home, **at_terminal(env)),
            cwd=home,
            columns=columns,
            lines=lines,
            encoding=encoding,
        )
        opened.append(one)
        one.ready()
        return one

    yield start
    for one in opened:
        one.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShellTerminal]:
    """One shell over the demo for the tests of a file; each begins by clearing the screen."""
    home = tmp_path_factory.mktemp("home")
    env = environment(home, **at_terminal({}))
    one = ShellTerminal([*HELPSQL, "--demo"], env=env, cwd=home, columns=100)
    one.ready()
    yield one
    one.close()
