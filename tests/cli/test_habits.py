"""What hands do that know pgcli, litecli and psql: their keys, words, endings and settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpsql.cli import preferences
from helpsql.cli.run import Settings
from helpsql.cli.shell.entering import command_below, ending, is_whole, open_in
from helpsql.errors import ProgrammingError

from .conftest import OpenShell
from .shells import HELD, ShellTerminal
from .terminal import ENTER, control

F2, F3, F4, F5 = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("select 1; \\g", ("select 1", "\\g")),
        ("select 1\n\\watch 2", ("select 1", "\\watch 2")),
        ("select 1 \\watch", ("select 1", "\\watch")),
        ("select 1 \\e;", ("select 1", "\\e")),
        ("select 'a \\g", None),
        ("select 1 \\nothing", None),
        ("\\x \\g", None),
    ],
)
def test_endings_of_psql_end_a_statement(text: str, parts: tuple[str, str] | None) -> None:
    assert ending(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("select *\n\\dt conv", ("select *", "\\dt conv")),
        ("select *\n.tables", ("select *", ".tables")),
        ("select 'a\n.tables", None),
        ("select a\n.b", None),
        ("\n.tables", None),
    ],
)
def test_a_command_may_stand_below_half_a_statement(text: str, parts: tuple[str, str] | None) -> None:
    assert command_below(text) == parts


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("begin", True),
        ("Commit", True),
        ("begin immediate", False),
        ("show tables", True),
        ("select 1 \\G", True),
        ("select 1\n.tables", True),
        ("select 1", False),
    ],
)
def test_what_enter_ends(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("select 'it''s', \"a(\" -- (", ""),
        ("select 'it''s", "'"),
        ("select (1, '('", "("),
        ("select /* '", "/*"),
        ("select (1)", ""),
    ],
)
def test_what_a_text_leaves_open(text: str, left: str) -> None:
    assert open_in(text) == left


# Settings


def test_every_setting_can_be_said_and_set() -> None:
    for name, one in preferences.PREFERENCES.items():
        for word in one.values:
            assert preferences.said(preferences.changed(Settings(), name, word), name) == word


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("fromat", "csv", "Did you mean format"),
        ("keys", "nano", "emacs, vi, not nano"),
        ("zzz", "on", "There are format"),
    ],
)
def test_a_setting_that_is_none_says_what_there_is(name: str, value: str, message: str) -> None:
    with pytest.raises(ProgrammingError, match=message):
        preferences.changed(Settings(), name, value)


def test_the_configuration_file_keeps_settings(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    assert preferences.kept(file) == {}
    file.write_text('[shell]\nkeys = "vi"\nmenu = false\n[connections]\n')
    assert preferences.kept(file) == {"keys": "vi", "menu": "off"}


def test_the_shell_takes_the_settings_that_are_kept(shell: OpenShell, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[shell]\nformat = "line"\nkeys = "vi"\nmulti_line = false\nkolour = true\n')
    one = shell("--demo", "--no-pager", HELPSQL_CONFIG=str(file))
    assert "no such setting: kolour" in one.text
    one.expect("F4 vi")
    assert one.run("select 1 as a")[0] == "a = 1"
    shown = {row.split()[0]: row.split()[1] for row in one.run(".set")}
    assert shown == {
        "format": "line",
        "timer": "on",
        "pager": "off",
        "confirm": "on",
        "multi_line": "off",
        "menu": "on",
        "keys": "vi",
    }


def test_an_option_comes_before_a_setting(shell: OpenShell, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[shell]\nformat = "line"\n')
    one = shell("--demo", "--format", "csv", HELPSQL_CONFIG=str(tmp_path / "config.toml"))
    assert one.run("select 1 as a;")[:2] == ["a", "1"]


# At the terminal


@pytest.fixture
def line(demo: ShellTerminal) -> Iterator[ShellTerminal]:
    """An empty prompt on an empty screen; what is left in it is dropped."""
    demo.clear()
    yield demo
    demo.drop()


def test_f3_lets_enter_run_what_is_there(line: ShellTerminal) -> None:
    line.expect("F3 multi-line on")
    line.type(F3)
    line.expect("F3 multi-line off")
    line.type("select 1 as one" + ENTER)
    assert line.done()[-1].startswith("1 row")
    line.type(F3)
    line.expect("F3 multi-line on")


def test_f4_changes_between_the_keys_of_vi_and_emacs(line: ShellTerminal) -> None:
    line.type(F4)
    line.expect("F4 vi")
    line.type(F4)
    line.expect("F4 emacs")


def test_f2_takes_the_menu_away(line: ShellTerminal) -> None:
    line.type(F2 + "select * from zendesk.bra")
    line.line_is("select * from zendesk.bra")
    assert "Brands of the account" not in line.text
    line.type(F2 + "n")
    line.expect("Brands of the account")


def test_f5_tells_the_cost_of_what_is_typed_and_sends_nothing(line: ShellTerminal) -> None:
    line.type("select * from zendesk.tickets where status = 'hold'" + F5)
    line.expect("GET /api/v2/search/export", "requests")
    line.line_is("select * from zendesk.tickets where status = 'hold'")
    line.drop()
    assert line.run(".requests") == ["No request has been sent."]


def test_an_unfinished_statement_is_told_how_it_ends(line: ShellTerminal) -> None:
    line.type("select (" + ENTER)
    line.expect("\n     (>", "; and Enter runs it")
    line.type("'it" + ENTER)
    line.expect("\n     '>")
    line.drop()
    line.expect_gone("; and Enter runs it")


def test_a_command_below_half_a_statement_runs_and_leaves_it(line: ShellTerminal) -> None:
    line.type("select 40 + 2" + ENTER + "\\timing" + ENTER)
    line.expect("timer is off")
    line.wait(lambda: line.rows[line.cursor[0]] == "     ->", "the rest of the statement")
    line.type("as n;" + ENTER)
    line.wait(lambda: "42" in line.text, "the answer")
    line.ready()
    assert line.run("\\timing") == ["timer is on"]


def test_a_statement_may_end_as_in_psql(line: ShellTerminal) -> None:
    assert line.run("select 1 as one, 2 as two \\G")[:2] == ["one = 1", "two = 2"]
    assert line.run("select 1 as one \\g")[0] == "one"


def test_what_waits_for_commit_is_not_called_changed(line: ShellTerminal) -> None:
    line.run("begin", then=HELD)
    changed = line.run("update Conversations set Subject = 'x' where Id in (3, 4);", HELD)
    assert changed[-1].startswith("2 rows changed, held until COMMIT")
    assert "nothing of it was sent: 2 UPDATE" in line.run("rollback", HELD, then="helpsql> ")[-1]
    line.run(".dryrun on")
    changed = line.run("update Conversations set Subject = 'x' where Id in (3, 4);")
    assert changed[-1].startswith("2 rows would change")
    line.run(".dryrun off")


# Several rows at once

CHANGE = "update Conversations set Subject = 'x' where Id in (3, 4);"
GO_ON = "Go on? [y/N/show]"


def test_several_rows_outside_a_transaction_are_asked_about(line: ShellTerminal) -> None:
    line.type(CHANGE + ENTER)
    line.expect("This sends 2 UPDATE helpscout.Conversations; what is sent cannot be taken back.", GO_ON)
    line.type("show" + ENTER)
    line.expect("~ update helpscout.Conversations Id = 3", "~ update helpscout.Conversations Id = 4")
    line.wait(lambda: line.text.count(GO_ON) == 2, "the question again")  # keys before it are dropped
    line.type("n" + ENTER)
    assert "helpsql: declined: nothing was sent." in line.done()
    line.clear()
    line.type(CHANGE + ENTER)
    line.expect(GO_ON)
    line.type(control("c"))
    assert "helpsql: interrupted: nothing was sent." in line.done()
    read = line.run("select count(*) as n from Conversations where Id in (3, 4) and Subject = 'x';")
    assert read[2].strip() == "0"


def test_what_is_agreed_to_is_sent_and_need_not_be_asked(line: ShellTerminal) -> None:
    line.type(CHANGE + ENTER)
    line.expect(GO_ON)
    line.type("y" + ENTER)
    assert line.done()[-1].startswith("2 rows changed")
    line.run("begin", then=HELD)
    line.run(CHANGE.replace("'x'", "'y'"), HELD)
    assert "2 writes applied" in line.run("commit", HELD, then="helpsql> ")[-1]
    line.run(".set confirm off")
    assert line.run(CHANGE)[-1].startswith("2 rows changed")
    line.run(".set confirm on")
    assert line.run("update Conversations set Subject = 'z' where Id = 3;")[-1].startswith("1 row changed")


def test_rows_of_a_file_are_asked_about(line: ShellTerminal, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("Name\nAcme\nGlobex\n")
    line.type(f".import {tmp_path / 'new.csv'} Organizations" + ENTER)
    line.expect("This sends 2 INSERT helpscout.Organizations", GO_ON)
    line.type("n" + ENTER)
    assert "helpsql: declined: nothing was sent." in line.done()
    assert "0" in line.run("select count(*) as n from Organizations where Name = 'Globex';")[2]
