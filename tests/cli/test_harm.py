"""No way to do harm by accident: what runs twice, what is sent in spite of a switch, what would be shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpsql.cli.shell.history import keep
from helpsql.cli.shell.shell import is_whole
from tests.engine.writing import Desk, open_desk

from .hands import Hand, open_hand


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
@pytest.mark.parametrize("file", ["no/folder/x.csv", ".", "~nobody/x", "a\0b"])
def test_a_file_that_cannot_be_written(
    hand: Hand, command: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    seen = hand.enter(f"{command} {file}")
    assert "cannot write" in seen and "fault of helpsql" not in seen
    assert "7" in hand.enter("select 7")


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
