"""Statements that are kept by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpsql.cli import saved
from helpsql.errors import ProgrammingError

from .conftest import Helpsql
from .test_arguments import completed
from .test_commands import Desk, desk

__all__ = ["desk"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_a_statement_is_saved_listed_run_and_forgotten(desk: Desk) -> None:
    assert desk.do(".saved").startswith("None is saved")
    assert desk.do(".save twice select :n * 2 as twice, :what as what") == "saved; .run twice runs it\n"
    assert desk.do("\\n").startswith("twice  select :n * 2 as twice, :what as what;\nin ")
    assert "42\tx y" in desk.do(".run twice n:=21 'x y'")
    assert "6\t5" in desk.do("\\n twice 3 5")
    assert desk.runner.parameters == {}
    assert desk.do(".forget twice") == "twice is forgotten\n"
    assert saved.names() == []


def test_the_last_statement_is_saved_without_sql(desk: Desk) -> None:
    with pytest.raises(ProgrammingError, match="no statement has run"):
        desk.do(".save one")
    desk.runner.run("select 1 as one")
    desk.do("\\fs one")
    assert desk.do(".saved one") == "select 1 as one;\n"


def test_a_saved_statement_is_a_file_for_scripts(desk: Desk, helpsql: Helpsql, home: Path) -> None:
    desk.do(".save twice select :n * 2 as twice")
    (file,) = home.rglob("twice.sql")
    assert os.name != "posix" or file.stat().st_mode & 0o77 == 0
    assert helpsql("--demo", "-f", str(file), "-p", "n:=21").stdout == "twice\n42\n"
    assert helpsql("--demo", "-e", ".run twice 21").stdout == "twice\n42\n"


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (".run tiwce", "no saved statement tiwce", "Did you mean twice"),
        (".run other", "no saved statement other", "There are twice"),
        (".run twice 1 2", "2 is a value too many: the statement has :n", ""),
        (".run twice 'open", "No closing quotation", ""),
        (".save ../x select 1", "../x is no name", ""),
        (".save key select 'password=hunter2'", "holds a secret", "name=value"),
        (".forget", "takes a name", ""),
        ("\\nd other", "no saved statement other", ""),
    ],
)
def test_what_is_wrong_is_told(desk: Desk, line: str, message: str, hint: str) -> None:
    desk.do(".save twice select :n * 2 as twice")
    with pytest.raises(ProgrammingError) as refused:
        desk.do(line)
    assert message in str(refused.value) and hint in str(refused.value)
    assert saved.names() == ["twice"]


def test_names_are_completed(desk: Desk) -> None:
    desk.do(".save weekly select 1")
    assert completed(".run w|") == [".run weekly"]
    assert completed("\\n |") == ["\\n weekly"]
    assert completed(".save new sel|")[0] == ".save new select"
