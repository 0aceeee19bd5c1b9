"""Keys at the prompt: completion, history, lines, vi and emacs, the editor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import OpenShell
from .shells import ShellTerminal
from .terminal import ENTER, ESCAPE, RIGHT, TAB, UP, control

SEARCH = control("r")


@pytest.fixture
def line(demo: ShellTerminal) -> Iterator[ShellTerminal]:
    """An empty prompt on an empty screen; what is left in it is dropped."""
    demo.clear()
    yield demo
    demo.drop()


# Completion


def test_columns_are_offered_with_their_types_and_meaning(line: ShellTerminal) -> None:
    line.offered("select * from Conversations where Assignee_I", "Assignee_Id", "INTEGER  User or team")
    # The menu is a box of its own below the cursor, not text of the line.
    assert line.row_of("INTEGER  User or team") > line.cursor[0]
    assert {cell.bg for cell in line.cells_of("INTEGER  User")} != {"default"}
    line.type(TAB)
    line.expect("helpsql> select * from Conversations where Assignee_Id")


def test_valid_values_are_offered_between_quotes(line: ShellTerminal) -> None:
    line.offered("select * from Conversations where Status = 'pe", "pending")
    line.type(TAB)
    line.expect("where Status = 'pending'")


def test_a_quote_that_completion_closed_is_typed_over(line: ShellTerminal) -> None:
    line.offered("select * from Conversations where Status = 'pe", "pending")
    line.type(TAB)
    line.expect("where Status = 'pending'")
    line.type("' and Type = ''")
    line.expect("where Status = 'pending' and Type = ''")


def test_a_join_is_offered_whole(line: ShellTerminal) -> None:
    line.offered("select * from Conversations c join Customers u on ", "u.Id = c.PrimaryCustomer_Id", "join")
    line.type(TAB)
    line.expect("u on u.Id = c.PrimaryCustomer_Id")


def test_commands_and_their_arguments_are_offered(line: ShellTerminal) -> None:
    line.offered(".des", ".describe TABLE")
    line.type(TAB)
    line.offered(" zendesk.brand", "zendesk.brands")
    line.type(TAB)
    line.expect("helpsql> .describe zendesk.brands")


def test_escape_closes_nothing_that_was_typed(line: ShellTerminal) -> None:
    line.offered("select * from Conversations where Sta", "TEXT")
    line.type(control("g"))
    assert "where Sta" in line.expect_gone("TEXT")


def test_enter_runs_what_is_whole_though_the_menu_is_open(line: ShellTerminal) -> None:
    line.offered("select 40 + 2; ", "insert into")
    line.type(ENTER)
    line.done()
    assert line.answer()[2] == "    42" and line.answer()[-1].startswith("1 row")


# History


def test_up_brings_the_last_statement_back(line: ShellTerminal) -> None:
    line.run("select 'up' as word;")
    line.type(UP)
    line.line_is("select 'up' as word;")


def test_ctrl_r_searches(line: ShellTerminal) -> None:
    line.run("select 'needle' as word;")
    line.run("select 'hay' as word;")
    line.clear()
    line.type(SEARCH + "need")
    line.expect("reverse", "needle")
    line.type(ENTER)
    line.line_is("select 'needle' as word;")
    line.type(ENTER)
    line.done()
    assert "needle" in line.answer()


def test_a_suggestion_is_dim_and_right_takes_it(line: ShellTerminal) -> None:
    line.run("select 'suggested by history' as word;")
    line.clear()
    line.type("select 'sugg")
    line.expect("helpsql> select 'suggested by history' as word;")
    row, column = line.cursor
    assert line.rows[row][:column] == "helpsql> select 'sugg"
    typed, offered = line.screen.cell(row, column - 1), line.screen.cell(row, column)
    assert typed.fg != offered.fg
    line.type(RIGHT + ENTER)
    line.done()
    assert "suggested by history" in line.answer()


def test_history_outlives_the_shell_but_secrets_do_not(shell: OpenShell, tmp_path: Path) -> None:
    first = shell()
    for text in (
        "select 'kept' as word;",
        " select 'blank before it';",
        "select 'hunter2' as password, 'password=hunter2';",
    ):
        first.run(text)
    # Within the session they can be repeated.
    first.type(UP)
    first.expect("helpsql> select 'hunter2' as password")
    first.drop()
    assert first.leave()[0] == 0
    second = shell()
    second.clear()
    second.type(UP)
    second.expect("helpsql> select 'kept' as word;")
    second.type(UP)
    second.drop()
    assert second.run(".history") == ["select 'kept' as word;", ".history"]
    kept = [file.read_text() for file in tmp_path.rglob("*") if file.is_file()]
    assert any("kept" in text for text in kept)
    assert not any("hunter2" in text or "blank before" in text for text in kept)


# Lines


def test_a_statement_of_many_lines_is_one_in_the_history(line: ShellTerminal) -> None:
    line.type("select 40 +" + ENTER)
    line.expect("->")
    line.type("2 as answer;" + ENTER)
    line.done()
    assert "    42" in line.answer()
    line.clear()
    line.type(UP)
    text = line.expect("select 40 +", "-> 2 as answer;")
    assert "select 40 +\n" in text


def test_a_line_that_wraps_is_no_further_line(line: ShellTerminal) -> None:
    long = f"select '{'x' * 120}' as"
    line.type(long + ENTER + "word")
    line.expect("     -> word")
    assert line.text.startswith(f"helpsql> {long[:91]}\n        {long[91:]}\n     -> word")
    line.type(";" + ENTER)
    assert line.done()[-1].startswith("1 row")


def test_ctrl_c_drops_the_line_and_is_no_way_out(line: ShellTerminal) -> None:
    line.type("select 'half" + ENTER + "more")
    line.expect("more")
    line.drop()
    assert line.run("select 1 as a;")[2] == "1"


def test_a_quote_or_trigger_that_is_open_keeps_the_statement_open(line: ShellTerminal) -> None:
    line.type("select 'a;" + ENTER + "b' as x;" + ENTER)
    line.done()
    assert "a;\\nb" in line.answer()


# Editing


def test_emacs_keys_are_the_default(line: ShellTerminal) -> None:
    line.type("elect 4 as n" + control("a") + "s" + control("e") + "X")
    line.expect("helpsql> select 4 as nX")
    line.type(ESCAPE + "b" + control("k") + "word" + control("a") + ESCAPE + "d" + control("y"))
    line.expect("helpsql> select 4 as word")
    line.type(control("e") + control("w") + "answer;" + ENTER)
    line.done()
    assert line.answer()[:3] == ["answer", "------", "     4"]


def test_vi_keys_are_for_the_asking(shell: OpenShell) -> None:
    vi = shell(HELPSQL_KEYS="vi")
    vi.clear()
    vi.type("select 42 as wrong;" + ESCAPE + "bcwright" + ESCAPE + "A" + ENTER)
    vi.done()
    assert vi.answer()[:3] == ["right", "-----", "   42"]


# The editor


@pytest.fixture
def edited(shell: OpenShell, tmp_path: Path) -> ShellTerminal:
    """A shell whose editor writes what it was given beside it, and saves another text."""
    editor = tmp_path / "editor"
    editor.write_text(
        f'#!/bin/sh\ncat "$1" > {tmp_path}/given.sql\nprintf "select\\n 6 * 7 as n;\\n" > "$1"\n'
    )
    editor.chmod(0o755)
    return shell(EDITOR=str(editor))


def test_edit_opens_the_last_statement_and_brings_back_what_was_saved(
    edited: ShellTerminal, tmp_path: Path
) -> None:
    edited.run("select 1 as before;")
    edited.type(".edit" + ENTER)
    edited.expect("-> ", "6 * 7 as n;")
    assert (tmp_path / "given.sql").read_text() == "select 1 as before;\n"
    edited.type(ENTER)
    edited.ready()
    assert edited.rows[edited.cursor[0] - 2].strip() == "42"


def test_ctrl_x_ctrl_e_opens_the_line_and_runs_nothing(edited: ShellTerminal, tmp_path: Path) -> None:
    edited.clear()
    edited.type("select 'typed'" + control("x") + control("e"))
    edited.expect("6 * 7 as n;")
    assert (tmp_path / "given.sql").read_text() == "select 'typed'"
    edited.type(" -- seen")
    edited.expect("n; -- seen")
    edited.type(ENTER)
    assert edited.done()[3] == "42"


# Typed ahead


def test_what_is_typed_while_a_statement_runs_is_kept(line: ShellTerminal) -> None:
    slow = "with recursive c(x) as (select 1 union all select x + 1 from c limit 300000) select max(x) from c"
    line.type(f"{slow};{ENTER}select 40 + 2;{ENTER}select 'half")
    line.expect("300000", "42", "helpsql> select 'half")
    line.drop()
