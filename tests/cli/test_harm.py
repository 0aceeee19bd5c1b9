"""No way to do harm by accident: what runs twice, what is sent in spite of a switch, what would be shown."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from helpsql.cli.inputs import Statement
from helpsql.cli.interrupts import Interruption, as_a_key, ending_cleanly, interruptible
from helpsql.cli.shell.history import keep
from helpsql.cli.shell.shell import is_whole
from tests.engine.writing import Desk, open_desk

from .conftest import OpenShell
from .hands import Hand, open_hand
from .shells import HELD


@pytest.fixture
def hand() -> Iterator[Hand]:
    with open_hand() as opened:
        yield opened


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Help Scout alone, whose writes can be looked at."""
    with open_desk() as opened:
        yield opened


RENAME = "update Conversations set Subject = 'renamed' where Id = 5"


# -- what runs a second time


@pytest.mark.parametrize("again", [".chart bar", ".watch 1"])
def test_a_write_is_not_run_again(hand: Hand, again: str) -> None:
    hand.enter("create table t(a); insert into t values (1)")
    seen = hand.enter(again)
    assert "the last statement is none: nothing was run" in seen
    assert hand.value("select count(*) from t") == 1


@pytest.mark.parametrize("command", [".chart bar", ".watch 1", ".export rows.csv"])
@pytest.mark.parametrize(
    "sql",
    [
        "insert into Tags(Name) values ('x') returning Id",
        "with a as (select 1) insert into Organizations(Name) values ('x')",
        "call AddConversationTag(1, 'vip')",
        "insert into main.t values (1)",
        "create table t as select 1 as a",
    ],
)
def test_commands_that_show_rows_run_queries_alone(
    desk: Desk, command: str, sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "nothing was run" in Hand(desk.engine).enter(f"{command} {sql}")
    assert desk.tap.sent == [] and list(tmp_path.iterdir()) == []


def test_a_call_that_only_reads_can_be_charted_again(desk: Desk) -> None:
    assert desk.engine.only_asks("with x as (select 1) select * from x")
    assert desk.engine.only_asks("call DownloadAttachment(1, 2)")


# -- switches in the midst of a transaction


def test_read_only_holds_for_what_a_transaction_has_gathered(desk: Desk) -> None:
    hand = Hand(desk.engine)
    hand.enter(f"begin; {RENAME};")
    hand.enter(".readonly on")
    for end in ("commit", "end", ".commit"):
        assert "refused: it would send writes, and the session is read-only now" in hand.enter(end)
    assert "-> 'renamed'" in hand.enter(".pending") and desk.tap.sent == []
    hand.enter(".readonly off")
    hand.enter("commit")
    assert len(desk.tap.sent) == 1


def test_read_only_holds_for_the_release_that_commits(desk: Desk) -> None:
    hand = Hand(desk.engine)
    hand.enter(f"savepoint a; {RENAME};")
    hand.enter(".readonly on")
    assert "RELEASE refused" in hand.enter("release a")
    hand.enter("rollback")
    assert desk.tap.sent == []


def test_a_dry_run_does_not_swallow_what_is_held(desk: Desk) -> None:
    hand = Hand(desk.engine)
    hand.enter(f"begin; {RENAME};")
    assert "COMMIT or ROLLBACK first" in hand.enter(".dryrun on")
    hand.enter("commit")
    assert len(desk.tap.sent) == 1
    assert "dry run is on" in hand.enter(".dryrun on")


# -- files


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full, as Linux has it")
def test_a_full_disk_ends_neither_the_shell_nor_the_way_back(hand: Hand) -> None:
    full = "cannot write /dev/full: No space left on device"
    hand.enter(".output /dev/full")
    assert full in hand.enter("select 1")
    hand.enter(".output")
    assert "7" in hand.enter("select 7")
    hand.enter(".once /dev/full")
    assert full in hand.enter("select 1")
    assert "8" in hand.enter("select 8")


@pytest.mark.parametrize("command", [".output", ".once"])
@pytest.mark.parametrize("file", ["no/folder/x.csv", ".", "~nobody/x"])
def test_a_file_that_cannot_be_written(
    hand: Hand, command: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    seen = hand.enter(f"{command} {file}")
    assert "cannot write" in seen and "fault of helpsql" not in seen
    assert "7" in hand.enter("select 7")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_import_that_fails_takes_nothing_of_an_open_transaction(desk: Desk, here: Path) -> None:
    (here / "bad.csv").write_text("Name,Note\nAcme,a\nBolt,b\n,c\n")
    (here / "short.csv").write_text("a\n1\n2,3\n")
    hand = Hand(desk.engine)
    hand.enter("begin; create table t(a); insert into Organizations(Name) values ('mine')")
    assert "row 3: INSERT INTO helpscout.Organizations needs Name" in hand.enter(
        ".import bad.csv Organizations"
    )
    assert "2 values for 1 columns" in hand.enter(".import short.csv t")
    seen = hand.enter(".pending")
    assert "'mine'" in seen and "Acme" not in seen
    assert hand.value("select count(*) from t") == 0 and desk.engine.in_transaction
    hand.enter("commit")
    assert [one.body for one in desk.tap.sent] == [{"name": "mine"}]


def test_an_import_tells_what_it_did_not_do(desk: Desk, here: Path) -> None:
    (here / "two.csv").write_text("Name\nAcme\nBolt\n")
    hand = Hand(desk.engine)
    hand.enter(".dryrun on")
    seen = hand.enter(".import two.csv Organizations")
    assert seen.count("would send: helpscout: POST") == 2 and "2 rows would be inserted" in seen
    hand.enter(".dryrun off")
    hand.enter("begin")
    assert "2 rows inserted into Organizations, held until COMMIT" in hand.enter(
        ".import two.csv Organizations"
    )
    hand.enter("rollback")
    assert desk.tap.sent == []


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_stops_an_import_whole(hand: Hand, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "rows.csv").write_text("a\n" + "1\n" * 5000)
    count = hand.runner.progress.count

    def pressed(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        for number, row in enumerate(count(rows)):
            if number == 10:
                signal.raise_signal(signal.SIGINT)
            yield row

    monkeypatch.setattr(hand.runner.progress, "count", pressed)
    hand.enter("create table t(a)")
    assert "interrupted" in hand.enter(".import rows.csv t")
    assert hand.value("select count(*) from t") == 0 and not hand.engine.in_transaction


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", 'a\n"x\n', "a.csv:2: unexpected end of data"),
        ("a.json", "[" * 100_000, "a.json: "),
        ("a.json", '[{"a": "\\ud800"}]', "lone surrogate"),
    ],
)
def test_a_file_of_the_wrong_form_is_said_so(
    hand: Hand, here: Path, name: str, text: str, words: str
) -> None:
    (here / name).write_text(text)
    seen = hand.enter(f".import {name} new")
    assert words in seen and "fault of helpsql" not in seen
    assert not hand.engine.in_transaction


def test_a_script_that_reads_itself(hand: Hand, here: Path) -> None:
    (here / "a.sql").write_text("select 'a';\n.read b.sql\nselect 'never';\n")
    (here / "b.sql").write_text(".read a.sql\nselect 'never';\n")
    seen = hand.enter(".read a.sql")
    assert "b.sql:1: a.sql reads itself" in seen and "never" not in seen
    assert "a" in hand.enter("select 'a'") and not hand.runner.reading


def test_a_command_that_fails_in_a_script_of_a_script_stops_both(hand: Hand, here: Path) -> None:
    (here / "a.sql").write_text(".read b.sql\ncreate table never(a);\n")
    (here / "b.sql").write_text(".import nothing.csv t\n")
    assert "cannot read nothing.csv" in hand.enter(".read a.sql")
    assert "never" not in hand.enter(".tables never")


@pytest.mark.parametrize(
    "text",
    ["detach z", "x" * 20_000, ".explain \udce9", ".read a\0b", ".edit a\0b", ".once a\0b", ".import a\0b t"],
)
def test_odd_texts_are_nobodys_fault(hand: Hand, text: str) -> None:
    seen = hand.enter(text)
    assert "helpsql: " in seen and "fault of helpsql" not in seen


# -- text that no statement can hold


@pytest.mark.parametrize("text", ["select '\0';", "select '\udce9';", "\0;", "\udce9;", "/* \udce9"])
def test_broken_characters_end_no_session(hand: Hand, text: str) -> None:
    assert is_whole(text)
    assert "fault of helpsql" not in hand.enter(text)


# -- secrets


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("update Inboxes set SmtpPassword='x' where Id = 1;", False),
        ("insert into Webhooks(Url, \"Secret\") values ('a', 'b');", False),
        ("call CreateUser('a', api_key => 'b');", False),
        (".params pw=hunter2", False),
        ("select * from Inboxes where SmtpPassword = 'x';", False),
        ("select SmtpPassword, Id from Inboxes;", True),
        ("update tickets set subject = 'a bad token';", True),
        ("update metrics set token_count = 3;", True),
    ],
)
def test_a_statement_with_a_secret_is_not_kept(text: str, kept: bool) -> None:
    assert keep(text) is kept


def test_secret_columns_are_masked_wherever_writes_are_shown(hand: Hand) -> None:
    webhook = "insert into helpscout.Webhooks(Url, Events, Secret) values ('https://a.example', '[\"convo.created\"]', 'hunter2')"
    customer = "insert into teamwork_desk.HelpdocSites(Name, Password) values ('Help', 'hunter2')"
    hand.enter("begin")
    assert "helpsql:" not in hand.enter(webhook) + hand.enter(customer)
    seen = hand.enter(".pending")
    assert "hunter2" not in seen and "Secret: ***" in seen and '"secret":"***"' in seen
    assert "Password: ***" in seen
    hand.enter("rollback")
    hand.enter(".dryrun on")
    seen = hand.enter(webhook) + hand.enter(customer)
    assert "would send" in seen and "hunter2" not in seen


# -- the end, asked for from outside


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_shell_that_is_asked_to_end_leaves_the_terminal_as_it_was(
    shell: OpenShell, ending: signal.Signals
) -> None:
    opened = shell("--demo")
    opened.run("begin;", then=HELD)
    opened.run("update helpscout.Conversations set Subject = 'x' where Id = 1246;", HELD)
    while opened.process.poll() is None:  # Python loses a signal that comes just before it begins to wait
        os.kill(opened.process.pid, ending)
        with suppress(subprocess.TimeoutExpired):
            opened.process.wait(5)
    code, seen = opened.end()
    assert code == 128 + ending
    assert "The open transaction was rolled back; nothing of it was sent." in seen


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_script_that_is_asked_to_end_tells_of_its_rows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the midst of a COMMIT: what is under way is answered, and nothing more is begun."""
    hand = Hand(desk.engine)
    handle = desk.tap.handle_request

    def killed(request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH" and not desk.tap.sent:
            os.kill(os.getpid(), signal.SIGTERM)
            assert desk.engine.scope.cancelled.wait(60)
        return handle(request)

    monkeypatch.setattr(desk.tap, "handle_request", killed)
    rows = RENAME.replace("= 5", "between 5 and 60")
    assert hand.runner.run_all([Statement("begin"), Statement(rows), Statement("commit")]) == 143
    said = hand.err.getvalue()
    assert re.search(r"interrupted \(\d+ applied, \d+ unsent\)", said)
    assert 0 < len(desk.tap.sent) < 50


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_nohup_is_heeded() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending_cleanly(), interruptible(lambda: None, Interruption()):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_is_a_key_while_the_prompt_reads() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with as_a_key():
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_hand_that_hammers_ctrl_c_sees_no_trace(shell: OpenShell) -> None:
    """Some of them come between two prompts, where they are signals."""
    opened = shell()
    opened.type("select 1;\r\x03" * 20)
    opened.type("\x03" * 20)
    opened.run("select 'still ' || 'here';")
    assert "still here" in opened.text
    assert "Traceback" not in opened.seen and "Unhandled" not in opened.seen


@pytest.mark.parametrize("text", ["x" * 1_000_000, "select " + "x" * 1_000_000, "begin " + "x" * 1_000_000])
def test_a_megabyte_that_is_no_statement_is_told_on_a_screen(hand: Hand, text: str) -> None:
    """A search for names in SQLite's message took a second for 20 kB, and more than its square beyond."""
    assert len(hand.enter(text)) < 2_000
