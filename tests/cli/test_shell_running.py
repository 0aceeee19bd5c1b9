"""The shell while statements run: Ctrl-C, keys typed ahead, the pager, .watch, a window that changes its size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from .conftest import OpenShell
from .gated import Gated
from .shells import ShellTerminal
from .terminal import ENTER, control

STOP = control("c")
NUMBERS = "with recursive c(x) as (select 1 union all select x + 1 from c{}) select {} from c"
ENDLESS = NUMBERS.format("", "{}")


def numbers(most: int) -> str:
    return NUMBERS.format(f" where x < {most}", "x") + ";"


# Ctrl-C


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gated, Path]]:
    """A helpdesk that keeps the second page back, and its configuration."""
    gated = Gated()
    with gated.served(tmp_path_factory.mktemp("slow")) as config:
        yield gated, config


def test_ctrl_c_in_a_slow_scan_keeps_the_rows_that_came(shell: OpenShell, slow: tuple[Gated, Path]) -> None:
    gated, config = slow
    gated.hold()
    terminal = shell("--config", str(config), lines=40, **gated.secrets)
    terminal.clear()
    terminal.type("select Id, Status from slow.Conversations;" + ENTER)
    assert gated.asked.wait(60)
    terminal.wait(
        lambda: bool(re.search(r"\d+ requests?, 25 rows read, \d+ s", terminal.text)), "the status line"
    )
    terminal.type(STOP)
    rows = terminal.done()
    assert sum(bool(re.fullmatch(r" *\d+  (active|pending|closed|spam)", row)) for row in rows) == 25
    assert rows[-2:] == ["helpsql: slow: interrupted", "  Incomplete: it stopped after 25 rows."]
    gated.gate.set()
    assert terminal.run("select count(*) from slow.Conversations;")[2] == "    1200"


def test_keys_typed_while_a_statement_runs_wait_for_the_prompt(
    shell: OpenShell, slow: tuple[Gated, Path]
) -> None:
    gated, config = slow
    gated.hold()
    terminal = shell("--config", str(config), **gated.secrets)
    terminal.clear()
    terminal.type("select count(distinct Subject) as n from slow.Conversations;" + ENTER)
    assert gated.asked.wait(60)
    terminal.expect("rows read, 1 s")
    terminal.type("select 'ahead' as word;" + ENTER + "select 'more")
    terminal.expect("rows read, 2 s")
    assert "ahead" not in terminal.text
    gated.gate.set()
    terminal.line_is("select 'more")
    assert terminal.answer()[4:8] == ["helpsql> select 'ahead' as word;", "word", "-----", "ahead"]
    terminal.drop()


@pytest.mark.parametrize("what", ["count(*)", "x"])
def test_ctrl_c_stops_sqlite_itself(demo: ShellTerminal, what: str) -> None:
    """While it is at work without a row, and while rows flow (into a pager that has not begun)."""
    demo.run(".once /dev/null")
    demo.clear()
    demo.type(ENDLESS.format(what) + ";" + ENTER)
    demo.wait(lambda: bool(re.search(r"0 requests, [\d,]+ rows?, \d+ s", demo.text)), "the status line")
    demo.type(STOP)
    assert "helpsql: The statement was stopped." in demo.done()
    assert demo.run("select 1 as a;")[2] == "1"


def test_watch_goes_on_until_ctrl_c(demo: ShellTerminal) -> None:
    demo.clear()
    demo.type(".watch 1 select 'again' as word;" + ENTER)
    demo.wait(lambda: demo.rows.count("again") == 2, "a second answer")
    demo.type(STOP)
    assert "Traceback" not in "".join(demo.done())
    assert demo.run("select 1 as a;")[2] == "1"


# The pager


PAGER = """#!/bin/sh
echo 'the pager begins'
head -n 3
read key < /dev/tty
echo "the pager ends"
"""


@pytest.fixture
def paged(shell: OpenShell, tmp_path: Path) -> ShellTerminal:
    """A shell whose pager shows three lines, and waits for Enter."""
    pager = tmp_path / "pager"
    pager.write_text(PAGER)
    pager.chmod(0o755)
    return shell(HELPSQL_PAGER=str(pager))


def test_the_pager_is_for_what_does_not_fit(paged: ShellTerminal) -> None:
    assert "the pager begins" not in "".join(paged.run(numbers(15)))
    paged.clear()
    paged.type(numbers(1000) + ENTER)
    paged.expect("the pager begins", "   1")
    paged.type(ENTER)
    assert "the pager ends" in paged.done()
    assert paged.run("select 2 as a;")[2] == "2"


def test_leaving_the_pager_ends_a_statement_without_end(paged: ShellTerminal) -> None:
    paged.clear()
    paged.type(ENDLESS.format("x") + ";" + ENTER)
    paged.expect("the pager begins", "   1")
    paged.type(ENTER)
    paged.done()
    assert paged.run("select 2 as a;")[2] == "2"


@pytest.mark.skipif(which("less") is None, reason="needs less")
def test_less_is_the_pager(shell: OpenShell) -> None:
    terminal = shell(lines=12)
    terminal.clear()
    terminal.type(ENDLESS.format("x") + ";" + ENTER)
    terminal.wait(lambda: terminal.rows[-1] == ":", "less")
    assert terminal.rows[0].strip() == "x"
    terminal.type(" ")
    terminal.wait(lambda: terminal.rows[-1] == ":" and terminal.rows[-2].strip() == "20", "the next page")
    terminal.type("q")
    terminal.ready()
    assert terminal.run("select 2 as a;")[2] == "2"


# The window


WIDE = "select printf('%.300c', 'x') as long, 1 as n;"


def widest(terminal: ShellTerminal) -> int:
    return max(len(row) for row in terminal.answer() if "x" in row)


def test_answers_and_toolbar_follow_the_window(demo: ShellTerminal) -> None:
    try:
        for columns in (60, 120):
            demo.clear()
            demo.resize(columns, 24)
            demo.run(WIDE)
            assert widest(demo) == columns
            demo.expect("helpscout" if columns == 60 else "desk_com")
            assert demo.toolbar.startswith("helpscout zendesk")
    finally:
        demo.resize(100, 24)


def test_the_window_changes_while_a_menu_is_open(demo: ShellTerminal) -> None:
    demo.clear()
    demo.offered("select * from Conversations where Assignee_I", "INTEGER  User or team")
    try:
        demo.resize(50, 20)
        demo.wait(lambda: demo.toolbar.startswith("helpscout"), "the toolbar on the last line")
        demo.expect("Assignee_Id", "INTEGER")
        assert "Traceback" not in demo.text
        demo.type("d = 1;" + ENTER)
        demo.ready()
        assert "0 rows" in demo.text or "1 row" in demo.text
    finally:
        demo.resize(100, 24)
