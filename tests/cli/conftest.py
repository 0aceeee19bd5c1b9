"""Running the command as a user does: another process, its streams apart, no configuration of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

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
