"""What only a terminal sees: questions, Ctrl-C, the status line, colour, cut tables, the pager, the shell."""

from __future__ import annotations

import re

import pytest

from .conftest import OpenTerminal

ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
DELETE = "create table t(a); insert into t values (1), (2); delete from t; select count(*) as n from t"


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1), ("\x04", 1)])
def test_changing_everything_is_asked(terminal: OpenTerminal, answer: str, code: int) -> None:
    command = terminal("-e", DELETE)
    command.expect("Go on? [y/N]")
    command.type(answer if answer == "\x04" else answer + "\n")
    left, seen = command.end()
    assert left == code
    assert ("declined: nothing was sent" in seen) is (code == 1)


def test_ctrl_c_at_the_question_is_130(terminal: OpenTerminal) -> None:
    command = terminal("-e", DELETE)
    command.expect("Go on? [y/N]")
    command.type("\x03")
    code, seen = command.end(again="\x03")
    assert code == 130 and "Traceback" not in seen


def test_status_line_after_a_second_and_ctrl_c(terminal: OpenTerminal) -> None:
    command = terminal("-e", ENDLESS)
    command.expect("0 requests, 0 rows, 1 s")
    command.type("\x03")
    code, seen = command.end()
    assert code == 130
    # The line is wiped before the message: nothing of it is left on the screen.
    assert "\r\x1b[Khelpsql: " in seen


def test_a_quick_statement_draws_no_status(terminal: OpenTerminal) -> None:
    code, seen = terminal("-e", "select 1 as a").end()
    assert code == 0 and "\x1b" not in seen
    assert re.fullmatch(r"a\n-\n1\n1 row, 0 requests, \d+\.\d\d s\n", seen)


def test_cells_are_cut_to_the_terminal_unless_a_format_is_asked_for(terminal: OpenTerminal) -> None:
    sql = "select 1 as a, printf('%.100c', 'x') as b"
    assert max(map(len, terminal("-e", sql).end()[1].splitlines())) == 60
    assert "x" * 100 in terminal("--format", "table", "-e", sql).end()[1]


def test_data_cannot_drive_the_terminal(terminal: OpenTerminal) -> None:
    for name in ("table", "tsv", "json", "line", "html"):
        code, seen = terminal("--format", name, "-e", "select char(27, 7, 155, 8238) || '[2J' as x").end()
        assert code == 0 and not set("\x1b\x07\x9b\u202e") & set(seen)


@pytest.mark.parametrize(
    ("env", "option", "coloured"),
    [
        ({"NO_COLOR": ""}, "auto", True),
        ({"NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "", "TERM": "dumb"}, "auto", False),
        ({"NO_COLOR": ""}, "never", False),
        ({"NO_COLOR": "1"}, "always", True),
    ],
)
def test_colour_is_decided_once(
    terminal: OpenTerminal, env: dict[str, str], option: str, coloured: bool
) -> None:
    _code, seen = terminal("--color", option, "-e", "select null", **env).end()
    assert ("\x1b[" in seen) is coloured


def test_long_answers_go_to_the_pager(terminal: OpenTerminal) -> None:
    sql = "with recursive c(x) as (select 1 union all select x + 1 from c where x < 100) select x from c"
    paged = terminal("-e", sql, HELPSQL_PAGER="grep -c ''").end()[1]
    assert paged.splitlines()[0] == "102"
    assert "100\n" in terminal("--no-pager", "-e", sql, HELPSQL_PAGER="grep -c ''").end()[1]


def test_leaving_the_pager_stops_the_statement(terminal: OpenTerminal) -> None:
    endless = ENDLESS.replace("count(*)", "x")
    code, seen = terminal("-e", endless, HELPSQL_PAGER="head -n 1").end()
    assert code == 0 and "Traceback" not in seen
