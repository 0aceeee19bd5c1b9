"""Writes at the shell: what is held, how it shows, and what leaving does to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .conftest import OpenShell
from .shells import HELD, PROMPT, ShellTerminal
from .terminal import ENTER, control

SUBJECT = "select Subject from helpscout.Conversations where Id = 5;"


def rename(subject: str) -> str:
    return f"update helpscout.Conversations set Subject = '{subject}' where Id = 5;"


@pytest.fixture
def held(demo: ShellTerminal) -> Iterator[ShellTerminal]:
    """A shell that holds one write."""
    demo.run("begin;", then=HELD)
    demo.run(rename("Held back"), HELD)
    yield demo
    if demo.rows[demo.cursor[0]].startswith(HELD.strip()):
        demo.run("rollback;", HELD, then=PROMPT)


def test_the_toolbar_counts_what_is_held(demo: ShellTerminal) -> None:
    demo.run("begin;", then=HELD)
    demo.wait(lambda: "transaction" in demo.toolbar and "held" not in demo.toolbar, "the transaction")
    for number in (1, 2):
        said = demo.run(f"insert into helpscout.Organizations(Name) values ('Acme {number}');", HELD)
        assert "held" in said[-1]
        demo.wait(lambda: f"transaction: {number} held" in demo.toolbar, f"{number} held")  # noqa: B023
    assert {cell.fg for cell in demo.cells_of("transaction: 2 held")} == {"brown"}  # ANSI's yellow
    demo.run("rollback;", HELD, then=PROMPT)
    demo.wait(lambda: "zendesk" in demo.toolbar and "transaction" not in demo.toolbar, "no transaction")


def test_pending_shows_what_will_change_and_be_sent(held: ShellTerminal) -> None:
    lines = held.run(".pending", HELD)
    assert lines[0] == "~ update helpscout.Conversations Id = 5"
    assert lines[1].endswith(" -> 'Held back'")
    assert any(line.startswith("will send: helpscout: PATCH /v2/conversations/5") for line in lines)
    assert {cell.fg for cell in held.cells_of("~ update")[:1]} == {"brown"}


def test_rollback_drops_and_commit_sends(held: ShellTerminal) -> None:
    said = held.run("rollback;", HELD, then=PROMPT)
    assert any("nothing of it was sent" in line for line in said)
    before = held.run(SUBJECT)[2]
    assert before != "Held back"
    held.run("begin;", then=HELD)
    held.run(rename("Sent"), HELD)
    assert "applied: UPDATE helpscout.Conversations 5" in held.run(".commit", HELD, then=PROMPT)
    assert held.run(SUBJECT)[2] == "Sent"


def test_an_error_leaves_the_transaction_open(held: ShellTerminal) -> None:
    assert held.run("selct;", HELD)[0].startswith("helpsql: ")
    held.wait(lambda: "transaction: 1 held" in held.toolbar, "1 held")


def test_leaving_with_held_writes_is_asked(shell: OpenShell) -> None:
    terminal = shell("--demo")
    terminal.run("begin;", then=HELD)
    terminal.run(rename("Never sent"), HELD)
    for answer in ("n" + ENTER, ENTER, control("c")):
        terminal.clear(HELD)
        terminal.type(control("d"))
        terminal.expect("1 write is held and will be dropped. Leave? [y/N]")
        terminal.type(answer)
        terminal.done(HELD)
    terminal.clear(HELD)
    terminal.type(control("d"))
    terminal.expect("Leave? [y/N]")
    terminal.type("y" + ENTER)
    code, seen = terminal.end()
    assert code == 0 and "rolled back; nothing of it was sent" in seen


def test_leaving_with_nothing_held_asks_nothing(shell: OpenShell) -> None:
    terminal = shell()
    terminal.run("begin;", then=HELD)
    code, seen = terminal.leave()
    assert code == 0 and "Leave?" not in seen


def test_a_question_is_not_answered_by_what_was_typed_before(shell: OpenShell) -> None:
    terminal = shell()
    terminal.run("create table t(a); insert into t values (1), (2);")
    terminal.clear()
    terminal.type("delete from t;" + ENTER + "y" + ENTER)
    terminal.expect("Go on? [y/N]")
    terminal.type("n" + ENTER)
    terminal.expect("helpsql: declined: nothing was sent.", "helpsql> y")
    terminal.drop()
    assert terminal.run("select count(*) as n from t;")[2] == "2"
