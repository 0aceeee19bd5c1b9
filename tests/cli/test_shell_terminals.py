"""The shell where the terminal is not the usual one: without colour, without escape sequences, not UTF-8."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import OpenShell, OpenTerminal
from .shells import ShellTerminal
from .terminal import BACKSPACE, ENTER, control

ASCII = {"LC_ALL": "C", "LANG": None, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A locale of ASCII only, and Python not allowed to know better."""
POSIX = {"LC_ALL": "POSIX", "LANG": None}
LATIN = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
"""As Python takes a locale of ISO 8859-1, which need not be installed."""


def colours(terminal: ShellTerminal) -> set[str]:
    cells = [terminal.screen.cell(row, column) for row in range(len(terminal.rows)) for column in range(100)]
    return {cell.fg for cell in cells} | {cell.bg for cell in cells}


def test_colour_and_none(shell: OpenShell) -> None:
    for env, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        terminal = shell(**env)
        terminal.clear()
        terminal.type("select 'text'" + ENTER + "from nowhere;" + ENTER)
        assert any(line.startswith("helpsql: no such table") for line in terminal.done())
        terminal.expect("no connections")
        assert (colours(terminal) > {"default"}) is coloured
        assert terminal.leave()[0] == 0


@pytest.mark.parametrize("name", ["dumb", "unknown", None])
def test_a_dumb_terminal_gets_no_escape_sequence(shell: OpenShell, tmp_path: Path, name: str | None) -> None:
    """Also where TERM is not set. The terminal's own line editing is what there is."""
    terminal = shell("--demo", TERM=name, EDITOR="false")

    def enter(text: str, *words: str) -> None:
        terminal.type(text)
        terminal.expect(*words)

    enter("select 40 ++" + BACKSPACE + ENTER, "     ->")
    enter("2 as answer;" + ENTER, "    42", "1 row")
    enter("select 1 from nowhere;" + ENTER, "no such table: nowhere")
    enter("select Id from Conversations limit 40;" + ENTER, "40 rows")
    enter(".edit" + ENTER, "Set EDITOR")
    enter("delete from main.nothing;" + ENTER, "Go on? [y/N]")
    enter("n" + ENTER, "declined")
    terminal.ready()
    enter("select 'half", "select 'half")
    terminal.press(
        control("c"), lambda: "half^C" in terminal.text and terminal.rows[terminal.cursor[0]] == "helpsql>"
    )
    enter(".chart bar select 'a', 3;" + ENTER, "█")
    enter("begin;" + ENTER + "call AddConversationTag(1, 'vip');" + ENTER, "helpsql*>", "held")
    enter(control("d"), "Leave? [y/N]")
    enter("n" + ENTER, "[y/N] n\nhelpsql*>")
    terminal.type("rollback;" + ENTER + ".quit" + ENTER)
    code, seen = terminal.end()
    assert code == 0 and "dropped" in seen
    assert "\x1b" not in seen and "Traceback" not in seen
    assert "select 40 +\n+2 as answer;" in next(tmp_path.rglob("history")).read_text()


def test_a_dumb_terminal_shows_no_status_line(terminal: OpenTerminal) -> None:
    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
    command = terminal("--timeout", "1.5", "-e", endless, TERM="dumb")
    code, seen = command.end()
    assert code == 1 and "\x1b" not in seen and " 1 s" not in seen


def typed_and_read(terminal: ShellTerminal) -> list[str]:
    terminal.run(".mode box")
    return terminal.run("select 'é' as typed, char(0x65e5) as cjk, 1 as n;")


@pytest.mark.parametrize(
    ("env", "encoding", "cells"),
    [
        (ASCII, "utf-8", ("\\xe9", "\\u65e5")),
        (LATIN, "latin-1", ("é", "\\u65e5")),
    ],
)
def test_a_locale_that_is_not_utf8(
    shell: OpenShell, env: dict[str, str | None], encoding: str, cells: tuple[str, str]
) -> None:
    terminal = shell(encoding=encoding, **env)
    lines = typed_and_read(terminal)
    assert lines[0].startswith("+--") and all(one in lines[3] for one in cells)
    corners = [at for at, sign in enumerate(lines[0]) if sign == "+"]
    assert [at for at, sign in enumerate(lines[3]) if sign == "|"] == corners
    assert terminal.run("select nosuch from ünknown;")[0] == (
        "helpsql: no such table: \\xfcnknown" if env is ASCII else "helpsql: no such table: ünknown"
    )
    terminal.type(control("d"))
    assert terminal.end()[0] == 0
    again = shell(encoding=encoding, **env)
    assert any("nosuch" in line for line in again.run(".history"))


def test_utf8_in_the_posix_locale(shell: OpenShell) -> None:
    """Python takes the C locale for UTF-8; so do the terminals of today."""
    lines = typed_and_read(shell(**POSIX))
    assert lines[0].startswith("┌─") and "│ é" in lines[3] and "日" in lines[3]


@pytest.mark.parametrize("form", ["table", "box", "line", "json", "markdown", "csv"])
def test_one_liners_in_ascii(terminal: OpenTerminal, form: str) -> None:
    sql = "select char(233) as x, char(128512, 8206) as y; select nosuch from \u00fc"
    code, seen = terminal("--format", form, "-e", sql, **ASCII).end()
    assert code == 1 and seen.isascii() and "Traceback" not in seen
    assert "\\xe9" in seen and "no such table: \\xfc" in seen


def test_the_pager_speaks_the_terminals_encoding(shell: OpenShell) -> None:
    terminal = shell(encoding="latin-1", HELPSQL_PAGER="head -n 99", **LATIN)
    numbers = "with recursive c(x) as (select 1 union all select x + 1 from c where x < 60)"
    lines = terminal.run(f"{numbers} select x, char(233, 0x65e5) as y from c;")
    assert "60  é\\u65e5" in lines


@pytest.mark.parametrize("columns", [80, 200])
def test_nothing_wraps(shell: OpenShell, columns: int) -> None:
    """Neither answers nor lists nor help nor errors."""
    terminal = shell("--demo", columns=columns, lines=60, HELPSQL_PAGER="")
    for text in (
        "select Id, Subject, Preview, Status, MailboxId from helpscout.Conversations limit 3;",
        "select id, subject, description, status, tags, created_at from zendesk.tickets limit 2;",
        ".tables",
        ".describe zendesk.tickets",
        ".procedures",
        ".help",
        ".connections",
        ".limits",
        ".requests",
        ".explain select * from helpscout.Conversations;",
        "select nosuchcolumn from helpscout.Conversations;",
        ".chart bar select Subject, Number from helpscout.Conversations limit 5;",
        ".chart line select Number, Number from helpscout.Conversations limit 5;",
        ".nosuchcommand",
    ):
        terminal.run(text)
        assert not terminal.screen.wrapped, text
