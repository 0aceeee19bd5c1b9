"""Commands of the shell in scripts: on lines of their own, where no statement is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpsql.cli.inputs import Source, read_statements

from .conftest import Helpsql


@pytest.mark.parametrize(
    ("script", "pieces"),
    [
        (".tables", [".tables"]),
        ("  .mode csv  \nselect 1;\nselect 2", [".mode csv", "select 1", "select 2"]),
        ("select '\n.tables\n'; .5", ["select '\n.tables\n'", ".5"]),
        ("-- why\n.timer on\nselect 1", [".timer on", "select 1"]),
        ("select 1\n.tables", ["select 1\n.tables"]),
        ("select 1;\n\\dt\nselect 2;", ["select 1", "\\dt", "select 2"]),
        ("select 1; -- .tables\nselect 2", ["select 1", "-- .tables\nselect 2"]),
    ],
)
def test_pieces_of_a_script(script: str, pieces: list[str]) -> None:
    assert [one.sql for one in read_statements([Source("sql", script)], None)] == pieces


def test_commands_and_statements_of_a_script(helpsql: Helpsql) -> None:
    done = helpsql("--demo", stdin=".params a:=5\n.mode csv\nselect :a as x;\n.once o.json\nselect 1 as a;\n")
    assert (done.returncode, done.stdout) == (0, "x\n5\n")


def test_a_command_that_fails_ends_the_script_and_names_its_line(helpsql: Helpsql, tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_text("select 1;\n\n.nope\nselect 2;\n")
    done = helpsql("s.sql")
    assert (done.returncode, done.stdout) == (1, "1\n1\n")
    assert "s.sql:3: no such command: .nope" in done.stderr


def test_what_a_command_runs_decides_the_exit_code(helpsql: Helpsql, tmp_path: Path) -> None:
    (tmp_path / "bad.sql").write_text("select nothing;\n")
    assert helpsql("-e", ".read bad.sql", "-e", "select 1").returncode == 1
    assert helpsql("-e", ".commit").returncode == 1
    done = helpsql("-e", ".quit", "-e", "select 1")
    assert (done.returncode, done.stdout) == (0, "")


def test_lists_go_to_a_pipe_as_rows(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "--format", "json", "-e", ".tables *.tag%s")
    assert '{"table": "zendesk.tags", "writes": "", "description": "Tags and' in done.stdout
    assert "helpscout.Tags\t" in helpsql("--demo", "--explain", "-e", "\\dt *.tags").stdout
