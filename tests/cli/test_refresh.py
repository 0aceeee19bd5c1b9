"""`helpsql refresh`: what is kept of accounts' own fields is forgotten, and of this account alone."""

from __future__ import annotations

from pathlib import Path

from helpsql.clock import SYSTEM
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.requestlog import RequestLog
from tests.cli.conftest import Helpsql

CONFIG = """[connections.support]
service = "helpscout"
app_id = "a"
app_secret = { env = "NO_SUCH_SECRET" }
"""


def test_refresh_forgets(helpsql: Helpsql, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(CONFIG)
    env = {"XDG_CACHE_HOME": str(tmp_path)}
    done = helpsql("refresh", "--config", "c.toml", env=env)
    assert (done.returncode, done.stdout, done.stderr) == (0, "support  nothing was kept\n", "")

    kept = tmp_path / "helpsql" / "columns"
    kept.mkdir(parents=True)
    mine, other = kept / f"{_prefix()}-MailboxFields.json", kept / "0123456789abcdef-MailboxFields.json"
    for file in (mine, other):
        file.write_text("{}")
    done = helpsql("refresh", "--config", "c.toml", env=env)
    assert done.returncode == 0 and "1 list of its own fields and tables forgotten" in done.stdout
    assert not mine.exists() and other.exists()


def _prefix() -> str:
    """How the files of this account begin."""
    config = ConnectionConfig("support", "helpscout", {"app_id": "a"})
    fields = Connector([config]).account("support", RequestLog(), SYSTEM).own_fields
    assert fields is not None
    return fields._digest("")[:16]


def test_refresh_without_connections(helpsql: Helpsql) -> None:
    done = helpsql("refresh")
    assert (done.returncode, done.stdout) == (1, "") and "no connections" in done.stderr


def test_refresh_of_the_demo(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "refresh")
    assert done.returncode == 0 and "helpscout  nothing was kept" in done.stdout
