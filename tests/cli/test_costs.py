"""A statement that may send very many requests is asked about at a terminal, and only there."""

from __future__ import annotations

from .conftest import Helpsql, OpenShell, OpenTerminal
from .terminal import ENTER

COUNT = "select Status, count(*) as n from helpscout.Conversations group by 1"
DEAR = ("--demo", "--ask-above", "100", "-e", COUNT)
QUESTION = "This may send about 200 requests:"


def test_declined_nothing_is_sent(terminal: OpenTerminal) -> None:
    one = terminal(*DEAR, columns=100)
    one.expect(QUESTION, "helpscout.Conversations: GET /v2/conversations", "Go on? [y/N]")
    one.type("n" + ENTER)
    assert one.end()[0] == 1
    assert "nothing was sent" in one.seen and "closed" not in one.seen


def test_agreed_it_runs(terminal: OpenTerminal) -> None:
    one = terminal(*DEAR, columns=100)
    one.expect("Go on? [y/N]")
    one.type("y" + ENTER)
    assert one.end()[0] == 0
    assert "closed" in one.seen


def test_a_bound_or_a_yes_answers_for_the_hand(terminal: OpenTerminal) -> None:
    for given in (["--yes"], ["--max-requests", "500"], ["--ask-above", "0"]):
        one = terminal(*DEAR, *given, columns=100)
        assert one.end()[0] == 0
        assert "closed" in one.seen and "Go on" not in one.seen


def test_a_script_is_never_asked(helpsql: Helpsql) -> None:
    done = helpsql(*DEAR)
    assert (done.returncode, done.stderr) == (0, "")
    assert "closed" in done.stdout


def test_the_toolbar_tells_the_cost_while_a_statement_is_typed(shell: OpenShell) -> None:
    one = shell("--demo", "--ask-above", "100")
    one.type(COUNT)
    one.expect("costs up to about 200 requests")
    one.type(" limit")  # half written: not known
    one.expect_gone("costs up to")
    one.drop()
    one.type("select * from helpscout.Users;")
    one.expect("costs 1 request")
    one.drop()
    one.type(f"{COUNT};{ENTER}")
    one.expect("Go on? [y/N]")
    one.type("y" + ENTER)
    one.expect("closed", "4 rows")
    one.ready()
    assert one.run(f"{COUNT};")[-1].startswith("4 rows"), "what was agreed to is not asked about again"
