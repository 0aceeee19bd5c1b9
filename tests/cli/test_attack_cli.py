"""What went wrong at the command line once: exit codes and words after unlucky moments."""

from __future__ import annotations

import io
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from helpsql import errors
from helpsql.cli.progress import Progress
from helpsql.cli.run import INTERRUPTED, Runner, Settings
from helpsql.cli.streams import Notices, Output

from .conftest import Helpsql


class Stopped:
    """An engine that is interrupted while it sends."""

    dry_run = read_only = False
    in_transaction = False

    def interrupt(self) -> None:
        """The real one ends the statement; here it ends anyway."""

    def execute(self, _sql: str, _parameters: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        raise errors.WriteError(
            "interrupted (1 unsent)", [errors.Outcome("UPDATE", "hs.T", (1,), "unsent")]
        ) from errors.Interrupted("interrupted")


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_while_writes_are_sent_exits_as_interrupted() -> None:
    notices = Notices(io.StringIO())
    runner = Runner(
        Stopped(),  # type: ignore[arg-type]
        Settings(),
        output=Output(io.StringIO()),
        notices=notices,
        progress=Progress(notices, verbose=False),
    )
    assert runner.run("commit") == INTERRUPTED
    assert "unsent   UPDATE hs.T 1" in notices.stream.getvalue()  # type: ignore[union-attr]


def test_a_database_that_cannot_be_opened_is_no_fault_of_ours(helpsql: Helpsql) -> None:
    done = helpsql("--database", "no/folder.db", "-e", "select 1")
    assert done.returncode == 1
    assert done.stderr == "helpsql: cannot open the database no/folder.db: unable to open database file\n"


@pytest.mark.parametrize("timeout", ["inf", "nan", "0", "1e300"])
def test_a_timeout_that_no_clock_holds_is_refused(helpsql: Helpsql, tmp_path: Path, timeout: str) -> None:
    config = tmp_path / "c.toml"
    config.write_text(f'[connections.hs]\nservice = "helpscout"\ntimeout = {timeout}\n')
    done = helpsql("--config", str(config), "-e", "select 1")
    assert done.returncode == 1
    assert "timeout is not a number above 0" in done.stderr
